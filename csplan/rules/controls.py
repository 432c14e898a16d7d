"""Control totals: what was published, or must be, against what the workbook adds up to.

Any difference within the rounding of printed figures is reported as rounding; a larger one fails.
Knows nothing of sheets.
"""

from __future__ import annotations

from functools import partial

from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import (
    BridgeStep,
    BudgetKind,
    ControlResult,
    ControlScope,
    Covered,
    MediumTermKind,
    RowCheck,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "allowance",
    "compared",
    "control_difference",
    "control_lines",
    "control_result",
    "own_total",
    "workbook_total",
]


_Criterion = tuple["Sequence[Value]", Value]
_Criteria = list[_Criterion]

_TOTALS = (
    "IF({{scope}}={{ControlScope.HEADING}},{heading},"
    "IF({{scope}}={{ControlScope.SERVICE_GROSS}},{service_gross},"
    "IF({{scope}}={{ControlScope.SERVICE_NET}},{service_net},"
    "IF({{scope}}={{ControlScope.TOTAL_GROSS}},{total_gross},"
    "IF({{scope}}={{ControlScope.TOTAL_NET}},{total_net},{otherwise})))))"
)


def _steps(kind: str) -> str:
    """Write the bridge's steps of a kind, added up."""
    return f"SUMIFS({{pressures__bridge_amount}},{{pressures__kind}},{{BridgeStep.{kind}}})"


def _first_year(kind: str) -> str:
    """Write the medium term's changes of this year less the bridge's."""
    return (
        "IF(COUNTIFS({medium_term__row_check},{RowCheck.OK})=0,0,"
        f"ROUND(SUMIFS({{medium_term__amount}},{{medium_term__kind}},{{MediumTermKind.{kind}}},"
        "{medium_term__year},{financial_year},{medium_term__row_check},{RowCheck.OK})"
        f"-{_steps(kind)},2))"
    )


_OWN = {
    ControlScope.VIREMENTS: "ROUND(SUM({budget__net_virement}),2)",
    ControlScope.FUNDED_CHANGES: "ROUND(SUM({budget__funded_changes})"
    "-SUM({funded_changes__amount_added}),2)",
    ControlScope.REVISED: "ROUND(SUM({budget__revised_budget})-SUM({budget__original_budget})"
    "-SUM({funded_changes__amount_added}),2)",
    ControlScope.SAVINGS_PARTS: "ROUND(SUM({savings__parts_difference}),2)",
    ControlScope.SAVINGS: f"ROUND(SUM({{savings__approved}})+{_steps('SAVING')},2)",
    ControlScope.BRIDGE: f"ROUND({_steps('CLOSING')}-{_steps('OPENING')}"
    f"-{_steps('SAVING')}-{_steps('PRESSURE')},2)",
    ControlScope.BRIDGE_BUDGET: "IF(COUNTIFS({pressures__kind},{BridgeStep.CLOSING})=0,0,"
    f"ROUND({_steps('CLOSING')}-SUM({{budget__original_budget}}),2))",
    ControlScope.CAPITAL: "ROUND(SUMIFS({capital__approved},{capital__row_check},{RowCheck.OK}),2)",
    ControlScope.TERM_PRESSURES: _first_year("PRESSURE"),
    ControlScope.TERM_SAVINGS: _first_year("SAVING"),
}
_VIEWS = {
    ControlScope.REVISED_BY: "revised_budget",
    ControlScope.ACTUAL_BY: "actual_to_date",
    ControlScope.FORECAST_BY: "forecast_variance",
}


def _chosen(by: dict[ControlScope, str], otherwise: str) -> str:
    """Write the formula that chooses by a control's scope."""
    text = otherwise
    for scope, formula in reversed(by.items()):
        text = f'IF({{scope}}="{scope}",{formula},{text})'
    return text


def _own_formula() -> str:
    """Write the formula that chooses an own control by its scope."""
    by = dict(_OWN)
    for scope, column in _VIEWS.items():
        lines = f"SUM({{budget__{column}}})"
        if column == "actual_to_date":
            lines = f"SUMIFS({{budget__{column}}},{{budget__to_date}},{{Covered.COUNTED}})"
        by[scope] = (
            "IF(COUNTIFS({finance__view},{heading})=0,0,ROUND("
            f"SUMIFS({{finance__{column}}},{{finance__view}},{{heading}})-{lines},2))"
        )
    return _chosen(by, '""')


def _none(*criteria: _Criterion) -> bool:
    """Say whether no row meets some criteria."""
    return count_where(*criteria) == 0


def _adder(kinds: Sequence[Value], amounts: Sequence[Value]) -> Callable[[BridgeStep], float]:
    """Return what adds the bridge's steps of a kind."""
    return lambda kind: add_where(amounts, (kinds, kind))


def _view_less_lines(
    shown: _Criterion, summary: Sequence[Value], lines: Sequence[Value], *only: _Criterion
) -> float:
    """Return what the finance summary shows of a view less its lines; 0 where it shows none."""
    return 0.0 if _none(shown) else add_where(summary, shown) - add_where(lines, *only)


@rule(excel=_own_formula(), source=Source.MONEY, on_error=State.CHECK_DATA)
def own_total(
    scope: Value,
    heading: Value,
    financial_year: Value,
    budget__original_budget: Sequence[Value],
    budget__net_virement: Sequence[Value],
    budget__funded_changes: Sequence[Value],
    budget__revised_budget: Sequence[Value],
    budget__actual_to_date: Sequence[Value],
    budget__to_date: Sequence[Value],
    budget__forecast_variance: Sequence[Value],
    funded_changes__amount_added: Sequence[Value],
    savings__approved: Sequence[Value],
    savings__parts_difference: Sequence[Value],
    pressures__kind: Sequence[Value],
    pressures__bridge_amount: Sequence[Value],
    finance__view: Sequence[Value],
    finance__revised_budget: Sequence[Value],
    finance__actual_to_date: Sequence[Value],
    finance__forecast_variance: Sequence[Value],
    capital__approved: Sequence[Value],
    capital__row_check: Sequence[Value],
    medium_term__kind: Sequence[Value],
    medium_term__year: Sequence[Value],
    medium_term__amount: Sequence[Value],
    medium_term__row_check: Sequence[Value],
) -> float | str:
    """Return by how much the workbook disagrees with itself; 0 where all ties.

    Only the columns that a control adds up are looked at: an error elsewhere does not touch it.
    Each control is an entry of one table, so that they can be read side by side.
    """
    steps = _adder(pressures__kind, pressures__bridge_amount)
    added = partial(add_where, funded_changes__amount_added)
    by_view = partial(_view_less_lines, (finance__view, heading))

    def first_year(kind: MediumTermKind, of_bridge: BridgeStep) -> float:
        usable = (medium_term__row_check, RowCheck.OK)
        if _none(usable):
            return 0.0
        chosen = ((medium_term__kind, kind), (medium_term__year, financial_year), usable)
        return add_where(medium_term__amount, *chosen) - steps(of_bridge)

    own: dict[ControlScope | None, Callable[[], float]] = {
        ControlScope.VIREMENTS: lambda: add_where(budget__net_virement),
        ControlScope.FUNDED_CHANGES: lambda: add_where(budget__funded_changes) - added(),
        ControlScope.REVISED: lambda: (
            add_where(budget__revised_budget) - add_where(budget__original_budget) - added()
        ),
        ControlScope.SAVINGS_PARTS: lambda: add_where(savings__parts_difference),
        ControlScope.SAVINGS: lambda: add_where(savings__approved) + steps(BridgeStep.SAVING),
        ControlScope.BRIDGE: lambda: (
            steps(BridgeStep.CLOSING)
            - steps(BridgeStep.OPENING)
            - steps(BridgeStep.SAVING)
            - steps(BridgeStep.PRESSURE)
        ),
        ControlScope.BRIDGE_BUDGET: lambda: (
            0.0
            if _none((pressures__kind, BridgeStep.CLOSING))
            else steps(BridgeStep.CLOSING) - add_where(budget__original_budget)
        ),
        ControlScope.REVISED_BY: lambda: by_view(finance__revised_budget, budget__revised_budget),
        ControlScope.ACTUAL_BY: lambda: by_view(
            finance__actual_to_date, budget__actual_to_date, (budget__to_date, Covered.COUNTED)
        ),
        ControlScope.FORECAST_BY: lambda: by_view(
            finance__forecast_variance, budget__forecast_variance
        ),
        ControlScope.CAPITAL: lambda: add_where(
            capital__approved, (capital__row_check, RowCheck.OK)
        ),
        ControlScope.TERM_PRESSURES: lambda: first_year(
            MediumTermKind.PRESSURE, BridgeStep.PRESSURE
        ),
        ControlScope.TERM_SAVINGS: lambda: first_year(MediumTermKind.SAVING, BridgeStep.SAVING),
    }
    chosen = own.get(word_in(ControlScope, scope))
    return "" if chosen is None else excel_round(chosen(), 2)


@rule(
    excel=_TOTALS.format(
        heading="ROUND(SUMIFS({budget__original_budget},{budget__heading},{heading}),2)",
        service_gross="ROUND(SUMIFS({budget__original_budget},{budget__service},{service},"
        "{budget__kind},{BudgetKind.EXPENDITURE}),2)",
        service_net="ROUND(SUMIFS({budget__original_budget},{budget__service},{service}),2)",
        total_gross="ROUND(SUMIFS({budget__original_budget},"
        "{budget__kind},{BudgetKind.EXPENDITURE}),2)",
        total_net="ROUND(SUM({budget__original_budget}),2)",
        otherwise="{own_total}",
    ),
    source=Source.MONEY,
    on_error=State.CHECK_DATA,
)
def workbook_total(
    scope: Value,
    service: Value,
    heading: Value,
    own_total: Value,
    budget__service: Sequence[Value],
    budget__heading: Sequence[Value],
    budget__kind: Sequence[Value],
    budget__original_budget: Sequence[Value],
) -> Value:
    """Add the original budgets that a published total covers; else repeat the own control."""
    criteria: dict[ControlScope | None, _Criteria] = {
        ControlScope.HEADING: [(budget__heading, heading)],
        ControlScope.SERVICE_GROSS: [
            (budget__service, service),
            (budget__kind, BudgetKind.EXPENDITURE),
        ],
        ControlScope.SERVICE_NET: [(budget__service, service)],
        ControlScope.TOTAL_GROSS: [(budget__kind, BudgetKind.EXPENDITURE)],
        ControlScope.TOTAL_NET: [],
    }
    chosen = criteria.get(word_in(ControlScope, scope))
    return own_total if chosen is None else add_where(budget__original_budget, *chosen)


_GROSS = "COUNTIFS({budget__kind},{BudgetKind.EXPENDITURE})"
_INCOME = "COUNTIFS({budget__kind},{BudgetKind.INCOME})"


@rule(
    excel=_TOTALS.format(
        heading="COUNTIFS({budget__heading},{heading})",
        service_gross="COUNTIFS({budget__service},{service},"
        "{budget__kind},{BudgetKind.EXPENDITURE})",
        service_net="COUNTIFS({budget__service},{service})",
        total_gross=_GROSS,
        total_net=f"{_GROSS}+{_INCOME}",
        otherwise=f"IF({{scope}}={{ControlScope.BRIDGE_BUDGET}},{_GROSS}+{_INCOME},"
        'IF({scope}="","",0))',
    ),
    source=Source.MONEY,
)
def control_lines(
    scope: Value,
    service: Value,
    heading: Value,
    budget__service: Sequence[Value],
    budget__heading: Sequence[Value],
    budget__kind: Sequence[Value],
) -> float | str:
    """Count the budget lines that a published total covers: so many may be rounded."""
    chosen = word_in(ControlScope, scope)
    gross: _Criteria = [(budget__kind, BudgetKind.EXPENDITURE)]
    criteria: dict[ControlScope | None, _Criteria] = {
        ControlScope.HEADING: [(budget__heading, heading)],
        ControlScope.SERVICE_GROSS: [(budget__service, service), *gross],
        ControlScope.SERVICE_NET: [(budget__service, service)],
        ControlScope.TOTAL_GROSS: gross,
    }
    if chosen in criteria:
        return count_where(*criteria[chosen])
    if chosen in (ControlScope.TOTAL_NET, ControlScope.BRIDGE_BUDGET):
        return count_where(*gross) + count_where((budget__kind, BudgetKind.INCOME))
    return "" if is_blank(scope) else 0.0


@rule(
    excel="IF(AND(ISNUMBER({published_total}),ISNUMBER({workbook_total})),"
    'ROUND({published_total}-{workbook_total},2),"")',
    source=Source.MONEY,
)
def control_difference(published_total: Value, workbook_total: Value) -> float | str:
    """Return published − workbook.  Unit: pounds.  Blank: there is no published total."""
    if not is_number(published_total) or not is_number(workbook_total):
        return ""
    return excel_round(published_total - workbook_total, 2)


@rule(excel='IF(ISNUMBER({control_lines}),INT(({control_lines}+1)/2),"")', source=Source.MONEY)
def allowance(control_lines: Value) -> float | str:
    """Return how many pounds rounding may explain: (n + 1)/2 for n lines, rounded down."""
    return float((int(control_lines) + 1) // 2) if is_number(control_lines) else ""


_IN_VIEW = "IF(COUNTIFS({{finance__view}},{{heading}})=0,0,{0})"
_USABLE_LINES = "COUNTIFS({budget__line_check},{RowCheck.OK})"
_USABLE_STEPS = "COUNTIFS({medium_term__row_check},{RowCheck.OK})"
_COMPARED = {
    ControlScope.VIREMENTS: "COUNTIFS({virements__row_check},{RowCheck.OK})",
    ControlScope.FUNDED_CHANGES: "COUNTIFS({funded_changes__row_check},{RowCheck.OK})",
    ControlScope.REVISED: _USABLE_LINES,
    ControlScope.SAVINGS_PARTS: "COUNTIFS({savings__row_check},{RowCheck.OK})"
    "-COUNTIFS({savings__brag},{State.AWAITING_DATA})",
    ControlScope.SAVINGS: "COUNTIFS({savings__row_check},{RowCheck.OK})"
    "+COUNTIFS({pressures__kind},{BridgeStep.SAVING})",
    ControlScope.BRIDGE: "COUNTIFS({pressures__row_check},{RowCheck.OK})",
    ControlScope.BRIDGE_BUDGET: "COUNTIFS({pressures__kind},{BridgeStep.CLOSING})",
    ControlScope.CAPITAL: "COUNTIFS({capital__row_check},{RowCheck.OK})",
    ControlScope.TERM_PRESSURES: _USABLE_STEPS,
    ControlScope.TERM_SAVINGS: _USABLE_STEPS,
    ControlScope.REVISED_BY: _IN_VIEW.format(_USABLE_LINES),
    ControlScope.ACTUAL_BY: _IN_VIEW.format("COUNTIFS({budget__to_date},{Covered.COUNTED})"),
    ControlScope.FORECAST_BY: _IN_VIEW.format(
        "COUNTIFS({budget__forecast_given},{Covered.COMPARED})"
        "+COUNTIFS({budget__forecast_given},{Covered.FIRST})"
    ),
}


@rule(excel=_chosen(_COMPARED, "{control_lines}"), source=Source.MONEY)
def compared(
    scope: Value,
    heading: Value,
    control_lines: Value,
    budget__line_check: Sequence[Value],
    budget__to_date: Sequence[Value],
    budget__forecast_given: Sequence[Value],
    virements__row_check: Sequence[Value],
    funded_changes__row_check: Sequence[Value],
    savings__row_check: Sequence[Value],
    savings__brag: Sequence[Value],
    pressures__row_check: Sequence[Value],
    pressures__kind: Sequence[Value],
    finance__view: Sequence[Value],
    capital__row_check: Sequence[Value],
    medium_term__row_check: Sequence[Value],
) -> Value:
    """Count the rows that a control looks at: over none of them, nothing can agree."""

    def usable(checks: Sequence[Value]) -> float:
        return count_where((checks, RowCheck.OK))

    shown = count_where((finance__view, heading)) > 0
    given = [count_where((budget__forecast_given, w)) for w in (Covered.COMPARED, Covered.FIRST)]
    saved = count_where((pressures__kind, BridgeStep.SAVING))
    awaited = count_where((savings__brag, State.AWAITING_DATA))
    rows: dict[ControlScope | None, float] = {
        ControlScope.VIREMENTS: usable(virements__row_check),
        ControlScope.FUNDED_CHANGES: usable(funded_changes__row_check),
        ControlScope.REVISED: usable(budget__line_check),
        ControlScope.SAVINGS_PARTS: usable(savings__row_check) - awaited,
        ControlScope.SAVINGS: usable(savings__row_check) + saved,
        ControlScope.BRIDGE: usable(pressures__row_check),
        ControlScope.BRIDGE_BUDGET: count_where((pressures__kind, BridgeStep.CLOSING)),
        ControlScope.REVISED_BY: usable(budget__line_check) if shown else 0.0,
        ControlScope.ACTUAL_BY: count_where((budget__to_date, Covered.COUNTED)) if shown else 0.0,
        ControlScope.FORECAST_BY: sum(given) if shown else 0.0,
        ControlScope.CAPITAL: usable(capital__row_check),
        ControlScope.TERM_PRESSURES: usable(medium_term__row_check),
        ControlScope.TERM_SAVINGS: usable(medium_term__row_check),
    }
    return rows.get(word_in(ControlScope, scope), control_lines)


@rule(
    excel="IF({workbook_total}={ControlResult.CHECK_DATA},{ControlResult.CHECK_DATA},"
    "IF(ISNUMBER({control_difference}),IF({control_difference}=0,"
    "IF({compared}=0,{ControlResult.NOTHING},{ControlResult.AGREES}),"
    "IF(ABS({control_difference})<={allowance},{ControlResult.ROUNDING},{ControlResult.FAILED}))"
    ',""))',
    source=Source.MONEY,
)
def control_result(
    workbook_total: Value, control_difference: Value, allowance: Value, compared: Value
) -> str:
    """Say whether a control total agrees, differs by rounding, or fails.

    `Nothing to compare`: no row is there to agree.  `Check data`: an error stands in what it adds.
    """
    if same(workbook_total, ControlResult.CHECK_DATA):
        return ControlResult.CHECK_DATA
    if not is_number(control_difference):
        return ""
    off = abs(float(control_difference))
    if off == 0:
        return ControlResult.NOTHING if compared == 0 else ControlResult.AGREES
    within = is_number(allowance) and off <= float(allowance)
    return ControlResult.ROUNDING if within else ControlResult.FAILED
