"""The finance summary: budget lines added up by service, heading, group, and as a whole.

Each total is judged by the threshold of its level on Settings.  Unallocated budgets stand apart:
they are in the totals, and never rated.  Unit: pounds.  Sign: a positive variance is adverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import Rule, rule
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "forecast_total",
    "lines_without_forecast",
    "percent_of_total",
    "rated_lines",
    "red_from",
    "total_explain",
    "total_favourability",
    "total_name",
    "total_rag",
    "totalled",
]

_SOURCE = "conventions.md, section 5"
_COLUMNS = ("budget__service", "budget__kind", "budget__heading", "budget__cipfa_group")

_Criteria = list[tuple["Sequence[Value]", Value]]


def _by_view(each: str, whole: str) -> str:
    """Write a formula that adds or counts by the view; `each` has a place for its criteria."""
    by = {
        "Service": "{budget__service},{item}",
        "Gross and income": "{budget__kind},{item}",
        "Heading": "{budget__heading},{item}",
        "CIPFA group": "{budget__cipfa_group},{item}",
        "Unallocated": '{budget__cipfa_group},"Unallocated"',
    }
    text = f'IF({{view}}="Department",{whole},"")'
    for view, criteria in reversed(by.items()):
        text = f'IF({{view}}="{view}",{each.replace("CRITERIA", criteria)},{text})'
    return text


def _criteria(
    view: Value,
    item: Value,
    services: Sequence[Value],
    kinds: Sequence[Value],
    headings: Sequence[Value],
    groups: Sequence[Value],
) -> _Criteria | None:
    """Return which budget lines a view takes; None for a blank row."""
    chosen: dict[str, _Criteria] = {
        "service": [(services, item)],
        "gross and income": [(kinds, item)],
        "heading": [(headings, item)],
        "cipfa group": [(groups, item)],
        "unallocated": [(groups, "Unallocated")],
        "department": [],
    }
    return chosen.get(view.lower()) if isinstance(view, str) else None


def totalled(meaning: str, column: str) -> Rule[..., float | str]:
    """Make a rule that adds a column of Budget over the lines that a view takes."""
    amounts = f"{{budget__{column}}}"

    def function(
        view: Value,
        item: Value,
        services: Sequence[Value],
        kinds: Sequence[Value],
        headings: Sequence[Value],
        groups: Sequence[Value],
        values: Sequence[Value],
    ) -> float | str:
        criteria = _criteria(view, item, services, kinds, headings, groups)
        return "" if criteria is None else add_where(values, *criteria)

    function.__doc__ = meaning
    function.__name__ = "totalled"
    excel = _by_view(f"ROUND(SUMIFS({amounts},CRITERIA),2)", f"ROUND(SUM({amounts}),2)")
    parameters = ("view", "item", *_COLUMNS, f"budget__{column}")
    return Rule(function, excel, _SOURCE, "Check data", parameters)


@rule(
    excel='IF({view}="","",IF({view}="Service",'
    "INDEX({services__service},MATCH({item},{services__ref},0)),"
    'IF({item}="",{view},{item})))',
    source=_SOURCE,
    on_error="",
)
def total_name(
    view: Value, item: Value, services__ref: Sequence[Value], services__service: Sequence[Value]
) -> Value:
    """Name what is added up: a service by its name, anything else as it stands."""
    if is_blank(view):
        return ""
    if same(view, "Service"):
        for ref, name in zip(services__ref, services__service, strict=True):
            if isinstance(item, str) and same(ref, item):
                return "" if name is None else name
        return ""
    return view if is_blank(item) else item


@rule(
    excel=_by_view(
        'COUNTIFS(CRITERIA,{budget__row_check},"OK")'
        '-COUNTIFS(CRITERIA,{budget__row_check},"OK",{budget__cipfa_group},"Unallocated")',
        'COUNTIFS({budget__row_check},"OK")'
        '-COUNTIFS({budget__row_check},"OK",{budget__cipfa_group},"Unallocated")',
    ),
    source=_SOURCE,
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
    usable = [*criteria, (budget__row_check, "OK")]
    return count_where(*usable) - count_where(*usable, (groups, "Unallocated"))


@rule(
    excel=_by_view(
        'COUNTIFS(CRITERIA,{budget__forecast_awaited},"Yes")',
        'COUNTIFS({budget__forecast_awaited},"Yes")',
    ),
    source=_SOURCE,
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
    return count_where(*criteria, (budget__forecast_awaited, "Yes"))


@rule(
    excel="IF(AND(ISNUMBER({revised_budget}),ISNUMBER({forecast_variance})),"
    'IF({lines_without_forecast}>0,"",ROUND({revised_budget}+{forecast_variance},2)),"")',
    source=_SOURCE,
)
def forecast_total(
    lines_without_forecast: Value, revised_budget: Value, forecast_variance: Value
) -> float | str:
    """Return the forecast outturn; blank until every line that has a budget has a forecast.

    Unallocated budgets are taken to end the year as budgeted.
    """
    if not is_number(revised_budget) or not is_number(forecast_variance):
        return ""
    if is_number(lines_without_forecast) and lines_without_forecast > 0:
        return ""
    return excel_round(revised_budget + forecast_variance, 2)


@rule(
    excel='IF(ISNUMBER({forecast_outturn}),IF({revised_budget}=0,"n/a",'
    'ROUND({forecast_variance}/ABS({revised_budget}),9)),"")',
    source=_SOURCE,
)
def percent_of_total(
    forecast_outturn: Value, revised_budget: Value, forecast_variance: Value
) -> float | str:
    """Return the forecast variance as a share of the budget's size; n/a for a budget of 0."""
    if not is_number(forecast_outturn):
        return ""
    if revised_budget == 0:
        return "n/a"
    return excel_round(float(forecast_variance) / abs(float(revised_budget)))  # type: ignore[arg-type]


@rule(
    excel='IF(ISNUMBER({forecast_outturn}),IF({forecast_variance}>0,"Adverse",'
    'IF({forecast_variance}<0,"Favourable","On budget")),"")',
    source=_SOURCE,
)
def total_favourability(forecast_outturn: Value, forecast_variance: Value) -> str:
    """Judge the forecast variance in a word; blank until all is forecast."""
    if not is_number(forecast_outturn):
        return ""
    over = float(forecast_variance)  # type: ignore[arg-type]
    return "Adverse" if over > 0 else "Favourable" if over < 0 else "On budget"


def _lower(share: str, amount: str, budget: str = "revised_budget") -> str:
    """Write the lower of a share of a budget's size and an amount."""
    return f"MIN(ROUND({{{share}}}*ABS({{{budget}}}),2),{{{amount}}})"


@rule(
    excel='IF(NOT(ISNUMBER({revised_budget})),"",'
    f'IF({{level}}="Service",{_lower("service_red_share", "service_red_amount")},'
    f'IF({{level}}="Department",{_lower("department_red_share", "department_red_amount")},'
    'IF({level}="Council",IF(ISNUMBER({council_net_budget}),'
    f"{_lower('council_red_share', 'council_red_amount', 'council_net_budget')},"
    '{council_red_amount}),""))))',
    source=_SOURCE,
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
    if same(level, "Service"):
        return min(excel_round(service_red_share * abs(revised_budget), 2), service_red_amount)
    if same(level, "Department"):
        share = excel_round(department_red_share * abs(revised_budget), 2)
        return min(share, department_red_amount)
    if not same(level, "Council"):
        return ""
    if not is_number(council_net_budget):
        return council_red_amount
    return min(excel_round(council_red_share * abs(council_net_budget), 2), council_red_amount)


@rule(
    excel='IF(NOT(ISNUMBER({red_from})),"",IF({rated_lines}=0,"Context only",'
    'IF({lines_without_forecast}>0,"No forecast",IF({forecast_variance}<=0,"Green",'
    'IF({forecast_variance}>={red_from},"Red","Amber")))))',
    source=_SOURCE,
)
def total_rag(
    red_from: Value, rated_lines: Value, lines_without_forecast: float, forecast_variance: float
) -> str:
    """Colour a total by its level's threshold, once every line with a budget has a forecast."""
    if not is_number(red_from):
        return ""
    if rated_lines == 0:
        return "Context only"
    if lines_without_forecast > 0:
        return "No forecast"
    if forecast_variance <= 0:
        return "Green"
    return "Red" if forecast_variance >= red_from else "Amber"


@rule(
    excel='IF({rag}="Green",IF({forecast_variance}<0,'
    'IF(-{forecast_variance}>={red_from},"Explain",""),""),"")',
    source=_SOURCE,
)
def total_explain(rag: Value, forecast_variance: float, red_from: float) -> str:
    """Ask for an explanation of an underspend past the threshold: it can be unmet need."""
    if not same(rag, "Green") or forecast_variance >= 0:
        return ""
    return "Explain" if -forecast_variance >= red_from else ""
