"""The finance summary: budget lines added up by service, heading, group, and as a whole.

Each total is judged by the threshold of its level on Settings.  Unallocated budgets stand apart:
they are in the totals, and never rated.  Unit: pounds.  Sign: a positive variance is adverse.
"""

from __future__ import annotations

from csplan.rules.counting import add_where, count_where
from csplan.rules.coverage import unallocated
from csplan.rules.judging import (
    DEPARTMENT_THRESHOLD,
    SERVICE_THRESHOLD,
    favourable,
    favourable_excel,
    overspend,
    overspend_excel,
    share_of_budget,
    share_of_budget_excel,
    threshold,
    threshold_excel,
)
from csplan.rules.rule import Rule, rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING, assert_never
from csplan.terms.number import excel_round
from csplan.terms.values import Value, figure, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import (
    BudgetLevel,
    CipfaGroup,
    Covered,
    FinanceView,
    Rag,
    RowCheck,
    State,
    YesNo,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "forecast_total",
    "lines_where",
    "lines_without_forecast",
    "percent_of_total",
    "rated_lines",
    "red_from",
    "total_explain",
    "total_favourability",
    "total_movement",
    "total_name",
    "total_of",
    "total_rag",
    "unallocated_of_total",
]

_COLUMNS = ("budget__service", "budget__kind", "budget__heading", "budget__cipfa_group")

_Criteria = list[tuple["Sequence[Value]", Value]]


def _by_view(each: str, whole: str) -> str:
    """Write a formula that adds or counts by the view; `each` has a place for its criteria."""
    by = {
        FinanceView.SERVICE: "{budget__service},{item}",
        FinanceView.KIND: "{budget__kind},{item}",
        FinanceView.HEADING: "{budget__heading},{item}",
        FinanceView.GROUP: "{budget__cipfa_group},{item}",
        FinanceView.UNALLOCATED: "{budget__cipfa_group},{CipfaGroup.UNALLOCATED}",
    }
    text = f'IF({{view}}={{FinanceView.DEPARTMENT}},{whole},"")'
    for view, criteria in reversed(by.items()):
        text = f'IF({{view}}="{view}",{each.replace("CRITERIA", criteria)},{text})'
    return text


def _criteria(  # noqa: PLR0911  (one return a view)
    view: Value,
    item: Value,
    services: Sequence[Value],
    kinds: Sequence[Value],
    headings: Sequence[Value],
    groups: Sequence[Value],
) -> _Criteria | None:
    """Return which budget lines a view takes; None for a blank row."""
    match word_in(FinanceView, view):
        case FinanceView.SERVICE:
            return [(services, item)]
        case FinanceView.KIND:
            return [(kinds, item)]
        case FinanceView.HEADING:
            return [(headings, item)]
        case FinanceView.GROUP:
            return [(groups, item)]
        case FinanceView.UNALLOCATED:
            return [(groups, CipfaGroup.UNALLOCATED)]
        case FinanceView.DEPARTMENT:
            return []
        case None:
            return None
        case never:
            assert_never(never)


def total_of(
    meaning: str, column: str, *, only: tuple[str, str] | None = None
) -> Rule[..., float | str]:
    """Make a rule that adds a column of Budget over the lines that a view takes.

    With `only`, a column of Budget and a word, over those lines alone that hold the word in it.
    """
    amounts = f"{{budget__{column}}}"

    def function(
        view: Value,
        item: Value,
        services: Sequence[Value],
        kinds: Sequence[Value],
        headings: Sequence[Value],
        groups: Sequence[Value],
        values: Sequence[Value],
        *words: Sequence[Value],
    ) -> float | str:
        criteria = _criteria(view, item, services, kinds, headings, groups)
        if criteria is None:
            return ""
        return add_where(values, *criteria, *((column, only[1]) for column in words if only))

    function.__doc__ = meaning
    function.__name__ = "totalled"
    counted = f',{{budget__{only[0]}}},"{only[1]}"' if only else ""
    whole = f"SUMIFS({amounts}{counted})" if only else f"SUM({amounts})"
    excel = _by_view(f"ROUND(SUMIFS({amounts},CRITERIA{counted}),2)", f"ROUND({whole},2)")
    filtered = (f"budget__{only[0]}",) if only else ()
    parameters = ("view", "item", *_COLUMNS, f"budget__{column}", *filtered)
    return Rule(function, excel, Source.MONEY, State.CHECK_DATA, parameters)


def lines_where(meaning: str, column: str, word: str) -> Rule[..., float | str]:
    """Make a rule that counts the lines that a view takes and whose column holds a word."""

    def function(
        view: Value,
        item: Value,
        services: Sequence[Value],
        kinds: Sequence[Value],
        headings: Sequence[Value],
        groups: Sequence[Value],
        words: Sequence[Value],
    ) -> float | str:
        criteria = _criteria(view, item, services, kinds, headings, groups)
        return "" if criteria is None else count_where(*criteria, (words, word))

    function.__doc__ = meaning
    function.__name__ = "lines_where"
    last = f'{{budget__{column}}},"{word}"'
    excel = _by_view(f"COUNTIFS(CRITERIA,{last})", f"COUNTIFS({last})")
    return Rule(
        function, excel, Source.MONEY, None, ("view", "item", *_COLUMNS, f"budget__{column}")
    )


_OF_UNALLOCATED = ",{budget__cipfa_group},{CipfaGroup.UNALLOCATED})"


@rule(
    excel=_by_view(
        f"ROUND(SUMIFS({{budget__revised_budget}},CRITERIA{_OF_UNALLOCATED}"
        f"+SUMIFS({{budget__forecast_variance}},CRITERIA{_OF_UNALLOCATED},2)",
        f"ROUND(SUMIFS({{budget__revised_budget}}{_OF_UNALLOCATED}"
        f"+SUMIFS({{budget__forecast_variance}}{_OF_UNALLOCATED},2)",
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def unallocated_of_total(
    view: Value,
    item: Value,
    budget__service: Sequence[Value],
    budget__kind: Sequence[Value],
    budget__heading: Sequence[Value],
    budget__cipfa_group: Sequence[Value],
    budget__revised_budget: Sequence[Value],
    budget__forecast_variance: Sequence[Value],
) -> float | str:
    """Add the unallocated budgets in a total, which its forecast counts as delivered.

    Sign: a saving is negative.
    """
    groups = budget__cipfa_group
    criteria = _criteria(view, item, budget__service, budget__kind, budget__heading, groups)
    if criteria is None:
        return ""
    return unallocated(budget__revised_budget, budget__forecast_variance, groups, *criteria)


@rule(
    excel='IF({view}="","",IF({view}={FinanceView.SERVICE},'
    "INDEX({services__service},MATCH({item},{services__ref},0)),"
    'IF({item}="",{view},{item})))',
    source=Source.MONEY,
    on_error="",
)
def total_name(
    view: Value, item: Value, services__ref: Sequence[Value], services__service: Sequence[Value]
) -> Value:
    """Name what is added up: a service by its name, anything else as it stands."""
    if is_blank(view):
        return ""
    if same(view, FinanceView.SERVICE):
        for ref, name in zip(services__ref, services__service, strict=True):
            if isinstance(item, str) and same(ref, item):
                return "" if name is None else name
        return ""
    return view if is_blank(item) else item


@rule(
    excel=_by_view(
        "COUNTIFS(CRITERIA,{budget__row_check},{RowCheck.OK})"
        "-COUNTIFS(CRITERIA,{budget__row_check},{RowCheck.OK},{budget__cipfa_group},"
        "{CipfaGroup.UNALLOCATED})",
        "COUNTIFS({budget__row_check},{RowCheck.OK})"
        "-COUNTIFS({budget__row_check},{RowCheck.OK},{budget__cipfa_group},{CipfaGroup.UNALLOCATED})",
    ),
    source=Source.MONEY,
)
def rated_lines(
    view: Value,
    item: Value,
    budget__service: Sequence[Value],
    budget__kind: Sequence[Value],
    budget__heading: Sequence[Value],
    budget__cipfa_group: Sequence[Value],
    budget__row_check: Sequence[Value],
) -> float | str:
    """Count the lines that can be rated: all usable ones that are not unallocated."""
    groups = budget__cipfa_group
    criteria = _criteria(view, item, budget__service, budget__kind, budget__heading, groups)
    if criteria is None:
        return ""
    usable = [*criteria, (budget__row_check, RowCheck.OK)]
    return count_where(*usable) - count_where(*usable, (groups, CipfaGroup.UNALLOCATED))


@rule(
    excel=_by_view(
        "COUNTIFS(CRITERIA,{budget__forecast_awaited},{YesNo.YES})",
        "COUNTIFS({budget__forecast_awaited},{YesNo.YES})",
    ),
    source=Source.MONEY,
)
def lines_without_forecast(
    view: Value,
    item: Value,
    budget__service: Sequence[Value],
    budget__kind: Sequence[Value],
    budget__heading: Sequence[Value],
    budget__cipfa_group: Sequence[Value],
    budget__forecast_awaited: Sequence[Value],
) -> float | str:
    """Count the lines that have a budget and still need a forecast."""
    groups = budget__cipfa_group
    criteria = _criteria(view, item, budget__service, budget__kind, budget__heading, groups)
    if criteria is None:
        return ""
    return count_where(*criteria, (budget__forecast_awaited, YesNo.YES))


@rule(
    excel="IF(AND(ISNUMBER({revised_budget}),ISNUMBER({forecast_variance})),"
    "IF(OR({forecast_state}={State.CHECK_DATA},{forecast_state}={State.NO_FORECAST}),"
    '"",ROUND({revised_budget}+{forecast_variance},2)),"")',
    source=Source.MONEY,
)
def forecast_total(
    forecast_state: Value, revised_budget: Value, forecast_variance: Value
) -> float | str:
    """Return the forecast outturn; blank until every line that has a budget has a forecast.

    Unallocated budgets are taken to end the year as budgeted.
    """
    if not is_number(revised_budget) or not is_number(forecast_variance):
        return ""
    if same(forecast_state, State.CHECK_DATA) or same(forecast_state, State.NO_FORECAST):
        return ""
    return excel_round(revised_budget + forecast_variance, 2)


@rule(
    excel=f'IF({{forecast_state}}={{Covered.COMPLETE}},{share_of_budget_excel()},"")',
    source=Source.MONEY,
)
def percent_of_total(
    forecast_state: Value, revised_budget: Value, forecast_variance: Value
) -> float | str:
    """Return the forecast variance as a share of the budget's size; n/a for a budget of 0."""
    if not same(forecast_state, Covered.COMPLETE):
        return ""
    return share_of_budget(forecast_variance, revised_budget)


@rule(
    excel=f'IF({{forecast_state}}={{Covered.COMPLETE}},{favourable_excel("forecast_variance")},"")',
    source=Source.MONEY,
)
def total_favourability(forecast_state: Value, forecast_variance: Value) -> str:
    """Judge the forecast variance in a word; blank until all is forecast."""
    if not same(forecast_state, Covered.COMPLETE):
        return ""
    return favourable(figure(forecast_variance))


@rule(excel='IF({lines_compared}=0,"",{all_movements})', source=Source.MONEY)
def total_movement(lines_compared: Value, all_movements: Value) -> Value:
    """Return how far the forecasts moved since the last report.  Blank: none can be compared."""
    return "" if lines_compared == 0 else all_movements


_COUNCIL = threshold_excel("council_red_share", "council_red_amount", "council_net_budget")


@rule(
    excel='IF(NOT(ISNUMBER({revised_budget})),"",'
    f"IF({{level}}={{BudgetLevel.SERVICE}},{SERVICE_THRESHOLD},"
    f"IF({{level}}={{BudgetLevel.DEPARTMENT}},{DEPARTMENT_THRESHOLD},"
    f"IF({{level}}={{BudgetLevel.COUNCIL}},IF(ISNUMBER({{council_net_budget}}),{_COUNCIL},"
    '{council_red_amount}),""))))',
    source=Source.MONEY,
)
def red_from(
    level: Value,
    revised_budget: Value,
    service_red_share: float,
    service_red_amount: float,
    department_red_share: float,
    department_red_amount: float,
    council_red_share: float,
    council_red_amount: float,
    council_net_budget: Value,
) -> float | str:
    """Return the forecast overspend that is Red, by the level's own threshold on Settings.

    A council's share is of the council's whole net budget, where Settings says it.
    """
    if not is_number(revised_budget):
        return ""
    budget: Value = revised_budget
    match word_in(BudgetLevel, level):
        case BudgetLevel.SERVICE:
            share, amount = service_red_share, service_red_amount
        case BudgetLevel.DEPARTMENT:
            share, amount = department_red_share, department_red_amount
        case BudgetLevel.COUNCIL:
            share, amount, budget = council_red_share, council_red_amount, council_net_budget
        case None:
            return ""
        case never:
            assert_never(never)
    return threshold(budget, share=share, amount=amount) if is_number(budget) else amount


@rule(
    excel='IF(NOT(ISNUMBER({red_from})),"",'
    "IF(AND({rated_lines}=0,NOT({revised_budget}=0)),{State.CONTEXT_ONLY},"
    "IF({forecast_state}<>{Covered.COMPLETE},{forecast_state},"
    f"{overspend_excel('{red_from}')})))",
    source=Source.MONEY,
)
def total_rag(
    red_from: Value,
    rated_lines: Value,
    revised_budget: Value,
    forecast_state: Value,
    forecast_variance: float,
) -> str:
    """Colour a total by its level's threshold, once every line with a budget has a forecast."""
    if not is_number(red_from):
        return ""
    if rated_lines == 0 and revised_budget != 0:
        return State.CONTEXT_ONLY
    if not same(forecast_state, Covered.COMPLETE):
        return str(forecast_state)
    return overspend(forecast_variance, red_from)


@rule(
    excel="IF({rag}={Rag.GREEN},IF({forecast_variance}<0,"
    'IF(-{forecast_variance}>={red_from},"Explain",""),""),"")',
    source=Source.MONEY,
)
def total_explain(rag: Value, forecast_variance: float, red_from: float) -> str:
    """Ask for an explanation of an underspend past the threshold: it can be unmet need."""
    if not same(rag, Rag.GREEN) or forecast_variance >= 0:
        return ""
    return "Explain" if -forecast_variance >= red_from else ""
