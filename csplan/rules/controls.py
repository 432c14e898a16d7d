"""Control totals: what was published, or must be, against what the workbook adds up to.

Any difference within the rounding of printed figures is reported as rounding; a larger one fails.
Knows nothing of sheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.rules.counting import add_where, count_where
from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_number, same
from csplan.terms.vocabulary import (
    BridgeStep,
    ControlResult,
    Covered,
    MediumTermKind,
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
    'IF({{scope}}="Heading",{heading},IF({{scope}}="Service gross",{service_gross},'
    'IF({{scope}}="Service net",{service_net},IF({{scope}}="Total gross",{total_gross},'
    'IF({{scope}}="Total net",{total_net},{otherwise})))))'
)


def _first_year(kind: str, step: str) -> str:
    """Write the medium term's changes of this year less the bridge's."""
    return (
        'IF(COUNTIFS({medium_term__row_check},"OK")=0,0,'
        f"ROUND(SUMIFS({{medium_term__amount}},{{medium_term__kind}},{kind},"
        '{medium_term__year},{financial_year},{medium_term__row_check},"OK")'
        f"-SUMIFS({{pressures__bridge_amount}},{{pressures__kind}},{step}),2))"
    )


_OWN = {
    "Virements": "ROUND(SUM({budget__net_virement}),2)",
    "Funded changes": "ROUND(SUM({budget__funded_changes})-SUM({funded_changes__amount_added}),2)",
    "Revised budget": "ROUND(SUM({budget__revised_budget})-SUM({budget__original_budget})"
    "-SUM({funded_changes__amount_added}),2)",
    "Savings parts": "ROUND(SUM({savings__parts_difference}),2)",
    "Savings approved": "ROUND(SUM({savings__approved})"
    '+SUMIFS({pressures__bridge_amount},{pressures__kind},"Saving"),2)',
    "Bridge": 'ROUND(SUMIFS({pressures__bridge_amount},{pressures__kind},"Closing budget")'
    '-SUMIFS({pressures__bridge_amount},{pressures__kind},"Opening budget")'
    '-SUMIFS({pressures__bridge_amount},{pressures__kind},"Saving")'
    '-SUMIFS({pressures__bridge_amount},{pressures__kind},"Pressure"),2)',
    "Bridge to budget": 'IF(COUNTIFS({pressures__kind},"Closing budget")=0,0,'
    'ROUND(SUMIFS({pressures__bridge_amount},{pressures__kind},"Closing budget")'
    "-SUM({budget__original_budget}),2))",
    "Capital approved": 'ROUND(SUMIFS({capital__approved},{capital__row_check},"OK"),2)',
    "Medium-term pressures": _first_year("{MediumTermKind.PRESSURE}", "{BridgeStep.PRESSURE}"),
    "Medium-term savings": _first_year("{MediumTermKind.SAVING}", "{BridgeStep.SAVING}"),
}
_VIEWS = {
    "Revised budget by": "revised_budget",
    "Actual by": "actual_to_date",
    "Forecast by": "forecast_variance",
}


def _chosen(by: dict[str, str], otherwise: str) -> str:
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
    """

    def step(kind: str) -> float:
        return add_where(pressures__bridge_amount, (pressures__kind, kind))

    def added() -> float:
        return add_where(funded_changes__amount_added)

    def by_view(summary: Sequence[Value], lines: Sequence[Value], *only: _Criterion) -> float:
        if count_where((finance__view, heading)) == 0:
            return 0.0
        return add_where(summary, (finance__view, heading)) - add_where(lines, *only)

    def bridge_to_budget() -> float:
        if count_where((pressures__kind, "Closing budget")) == 0:
            return 0.0
        return step("Closing budget") - add_where(budget__original_budget)

    def first_year(kind: MediumTermKind, of_bridge: BridgeStep) -> float:
        usable = (medium_term__row_check, "OK")
        if count_where(usable) == 0:
            return 0.0
        chosen = ((medium_term__kind, kind), (medium_term__year, financial_year), usable)
        return add_where(medium_term__amount, *chosen) - step(of_bridge)

    own: dict[str, Callable[[], float]] = {
        "virements": lambda: add_where(budget__net_virement),
        "funded changes": lambda: add_where(budget__funded_changes) - added(),
        "revised budget": lambda: (
            add_where(budget__revised_budget) - add_where(budget__original_budget) - added()
        ),
        "savings parts": lambda: add_where(savings__parts_difference),
        "savings approved": lambda: add_where(savings__approved) + step("Saving"),
        "bridge": lambda: (
            step("Closing budget") - step("Opening budget") - step("Saving") - step("Pressure")
        ),
        "bridge to budget": bridge_to_budget,
        "revised budget by": lambda: by_view(finance__revised_budget, budget__revised_budget),
        "actual by": lambda: by_view(
            finance__actual_to_date, budget__actual_to_date, (budget__to_date, Covered.COUNTED)
        ),
        "forecast by": lambda: by_view(finance__forecast_variance, budget__forecast_variance),
        "capital approved": lambda: add_where(capital__approved, (capital__row_check, "OK")),
        "medium-term pressures": lambda: first_year(MediumTermKind.PRESSURE, BridgeStep.PRESSURE),
        "medium-term savings": lambda: first_year(MediumTermKind.SAVING, BridgeStep.SAVING),
    }
    chosen = own.get(str(scope or "").lower())
    return "" if chosen is None else excel_round(chosen(), 2)


@rule(
    excel=_TOTALS.format(
        heading="ROUND(SUMIFS({budget__original_budget},{budget__heading},{heading}),2)",
        service_gross="ROUND(SUMIFS({budget__original_budget},{budget__service},{service},"
        '{budget__kind},"Expenditure"),2)',
        service_net="ROUND(SUMIFS({budget__original_budget},{budget__service},{service}),2)",
        total_gross='ROUND(SUMIFS({budget__original_budget},{budget__kind},"Expenditure"),2)',
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
    criteria: dict[str, _Criteria] = {
        "heading": [(budget__heading, heading)],
        "service gross": [(budget__service, service), (budget__kind, "Expenditure")],
        "service net": [(budget__service, service)],
        "total gross": [(budget__kind, "Expenditure")],
        "total net": [],
    }
    chosen = criteria.get(str(scope or "").lower())
    return own_total if chosen is None else add_where(budget__original_budget, *chosen)


@rule(
    excel=_TOTALS.format(
        heading="COUNTIFS({budget__heading},{heading})",
        service_gross='COUNTIFS({budget__service},{service},{budget__kind},"Expenditure")',
        service_net="COUNTIFS({budget__service},{service})",
        total_gross='COUNTIFS({budget__kind},"Expenditure")',
        total_net='COUNTIFS({budget__kind},"Expenditure")+COUNTIFS({budget__kind},"Income")',
        otherwise='IF({scope}="Bridge to budget",COUNTIFS({budget__kind},"Expenditure")'
        '+COUNTIFS({budget__kind},"Income"),IF({scope}="","",0))',
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
    chosen = str(scope or "").lower()
    gross: _Criteria = [(budget__kind, "Expenditure")]
    criteria: dict[str, _Criteria] = {
        "heading": [(budget__heading, heading)],
        "service gross": [(budget__service, service), *gross],
        "service net": [(budget__service, service)],
        "total gross": gross,
    }
    if chosen in criteria:
        return count_where(*criteria[chosen])
    if chosen in ("total net", "bridge to budget"):
        return count_where(*gross) + count_where((budget__kind, "Income"))
    return 0.0 if chosen else ""


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
_USABLE_LINES = 'COUNTIFS({budget__line_check},"OK")'
_USABLE_STEPS = 'COUNTIFS({medium_term__row_check},"OK")'
_COMPARED = {
    "Virements": 'COUNTIFS({virements__row_check},"OK")',
    "Funded changes": 'COUNTIFS({funded_changes__row_check},"OK")',
    "Revised budget": _USABLE_LINES,
    "Savings parts": 'COUNTIFS({savings__row_check},"OK")'
    "-COUNTIFS({savings__brag},{State.AWAITING_DATA})",
    "Savings approved": 'COUNTIFS({savings__row_check},"OK")'
    "+COUNTIFS({pressures__kind},{BridgeStep.SAVING})",
    "Bridge": 'COUNTIFS({pressures__row_check},"OK")',
    "Bridge to budget": "COUNTIFS({pressures__kind},{BridgeStep.CLOSING})",
    "Capital approved": 'COUNTIFS({capital__row_check},"OK")',
    "Medium-term pressures": _USABLE_STEPS,
    "Medium-term savings": _USABLE_STEPS,
    "Revised budget by": _IN_VIEW.format(_USABLE_LINES),
    "Actual by": _IN_VIEW.format("COUNTIFS({budget__to_date},{Covered.COUNTED})"),
    "Forecast by": _IN_VIEW.format(
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
        return count_where((checks, "OK"))

    shown = count_where((finance__view, heading)) > 0
    given = [count_where((budget__forecast_given, w)) for w in (Covered.COMPARED, Covered.FIRST)]
    saved = count_where((pressures__kind, BridgeStep.SAVING))
    awaited = count_where((savings__brag, State.AWAITING_DATA))
    rows = {
        "virements": usable(virements__row_check),
        "funded changes": usable(funded_changes__row_check),
        "revised budget": usable(budget__line_check),
        "savings parts": usable(savings__row_check) - awaited,
        "savings approved": usable(savings__row_check) + saved,
        "bridge": usable(pressures__row_check),
        "bridge to budget": count_where((pressures__kind, BridgeStep.CLOSING)),
        "revised budget by": usable(budget__line_check) if shown else 0.0,
        "actual by": count_where((budget__to_date, Covered.COUNTED)) if shown else 0.0,
        "forecast by": sum(given) if shown else 0.0,
        "capital approved": usable(capital__row_check),
        "medium-term pressures": usable(medium_term__row_check),
        "medium-term savings": usable(medium_term__row_check),
    }
    return rows.get(str(scope or "").lower(), control_lines)


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
