"""The sheets History and Budget history: what was adopted, and what each closed period said.

csplan itself writes them; a period's rows are vouched for by a checksum on the Change log.
"""

from __future__ import annotations

from csplan.sheets.column import Column, Shown, Value, number, text
from csplan.sheets.sheet import Group, Owner, Sheet

__all__ = ["BUDGET_HISTORY", "HISTORY", "MEMORY", "BudgetMonth", "IndicatorPeriod"]


def _figure(heading: str, meaning: str, **says: object) -> Column[Value]:
    return number(heading, meaning, shown=Shown.IN_UNIT, **{"width": 11, **says})


def _pounds(heading: str, meaning: str) -> Column[Value]:
    return number(heading, meaning, shown=Shown.POUNDS, width=14)


class IndicatorPeriod:
    """One indicator in one closed period, or as it was adopted.  One row of History."""

    ref: Column[Value] = text("Ref", "The indicator, or the setting, that it is about", width=12)
    year: Column[Value] = text("Year", "The financial year, as 2016/17", width=10)
    period: Column[Value] = text("Period", "Adopted, a quarter, or a month", width=10)
    next_year: Column[Value] = text(
        "Compared in", "The year after, whose report looks back", width=11
    )
    value: Column[Value] = _figure("Value", "The figure as it was reported")
    figure_of: Column[Value] = text(
        "Figure of", "The period of the figure, if an earlier one", width=10
    )
    numerator: Column[Value] = number("Numerator", "What was counted, where known", width=11)
    denominator: Column[Value] = number(
        "Denominator", "What it is a share of, where known", width=14
    )
    state: Column[Value] = text("State", "Rated, or why there was no colour", width=14)
    target: Column[Value] = _figure(
        "Target", "What it was compared with; in Adopted, the year's target"
    )
    tolerance: Column[Value] = number("Tolerance", "The shortfall that was still Amber", width=11)
    rag: Column[Value] = text("Colour", "The colour that was reported", width=14)
    direction: Column[Value] = text(
        "Direction", "The direction of travel that was reported", width=14
    )
    forecast: Column[Value] = _figure("Forecast", "The year-end forecast as it was reported")
    forecast_rag: Column[Value] = text("Forecast colour", "The forecast's colour", width=14)
    commentary: Column[Value] = text(
        "Commentary", "The words of that period", width=40, begins_page=True
    )
    corrective_action: Column[Value] = text("Corrective action", "What was to be done", width=40)
    closed: Column[Value] = number("Closed", "When it was kept", shown=Shown.MOMENT, width=17)
    closed_by: Column[Value] = text("By", "Who kept it", width=18)
    source: Column[Value] = text(
        "Source", "Where it came from, if not from this workbook", width=20
    )
    name: Column[Value] = text("Indicator", "As it was adopted", folded=True, width=38)
    unit: Column[Value] = text("Unit", "As it was adopted", folded=True, width=13)
    polarity: Column[Value] = text("Polarity", "As it was adopted", folded=True, width=16)
    measure: Column[Value] = text("Measure", "As it was adopted", folded=True, width=14)
    first_due: Column[Value] = text("First due", "As it was adopted", folded=True, width=9)
    baseline: Column[Value] = _figure("Baseline", "As it was adopted", folded=True)
    target_2: Column[Value] = _figure("Target, next year", "As it was adopted", folded=True)
    target_3: Column[Value] = _figure("Target, third year", "As it was adopted", folded=True)
    target_4: Column[Value] = _figure("Target, fourth year", "As it was adopted", folded=True)
    q1_target: Column[Value] = _figure("Q1 target", "As it was adopted", folded=True)
    q2_target: Column[Value] = _figure("Q2 target", "As it was adopted", folded=True)
    q3_target: Column[Value] = _figure("Q3 target", "As it was adopted", folded=True)
    q4_target: Column[Value] = _figure("Q4 target", "As it was adopted", folded=True)
    tolerance_share: Column[Value] = number(
        "Tolerance % of target", "As it was adopted", shown=Shown.PERCENT, folded=True, width=11
    )
    tolerance_in_unit: Column[Value] = number(
        "Tolerance in unit", "As it was adopted", folded=True, width=11
    )


HISTORY = Sheet(
    name="History",
    row=IndicatorPeriod,
    title="History",
    purpose="What was adopted and what each closed period said. csplan writes it (csplan close); "
    "nobody types here.",
    tab="History",
    group=Group.CSPLAN,
    owner=Owner.CSPLAN,
    named_by="period",
    since=2,
)


class BudgetMonth:
    """One budget line at the close of one month, or as it was adopted.  One row of Budget history.

    Unit: pounds.  Sign: expenditure positive, income negative.
    """

    ref: Column[Value] = text("Ref", "The budget line", width=12)
    year: Column[Value] = text("Year", "The financial year, as 2016/17", width=10)
    period: Column[Value] = text("Period", "Adopted, or the month of the report", width=10)
    month: Column[Value] = number(
        "Month", "Months gone: 1 (April) to 12 (March); 0 is Adopted", width=8
    )
    until_month: Column[Value] = number(
        "Until month", "The last month for which it is the last close before", width=8
    )
    original_budget: Column[Value] = _pounds("Original budget", "As it was")
    revised_budget: Column[Value] = _pounds("Revised budget", "As it was")
    profile_to_date: Column[Value] = _pounds("Profile to date", "As it was")
    actual_to_date: Column[Value] = _pounds("Actual to date", "As it was")
    commitments: Column[Value] = _pounds("Commitments", "As they were")
    forecast_outturn: Column[Value] = _pounds("Forecast outturn", "As it was")
    rag: Column[Value] = text("Colour", "The colour that was reported", width=14)
    commentary: Column[Value] = text("Explanation", "The words of that month", width=40)
    closed: Column[Value] = number("Closed", "When it was kept", shown=Shown.MOMENT, width=17)
    closed_by: Column[Value] = text("By", "Who kept it", width=18)
    source: Column[Value] = text(
        "Source", "Where it came from, if not from this workbook", width=20
    )
    service: Column[Value] = text("Service", "As it was adopted", folded=True, width=9)
    name: Column[Value] = text("Heading", "As it was adopted", folded=True, width=30)


BUDGET_HISTORY = Sheet(
    name="Budget_history",
    row=BudgetMonth,
    title="Budget history",
    purpose="The budget as adopted and each closed month. csplan writes it (csplan close --month); "
    "nobody types here.",
    tab="Budget history",
    group=Group.CSPLAN,
    owner=Owner.CSPLAN,
    named_by="period",
    since=2,
)

MEMORY = (HISTORY, BUDGET_HISTORY)
"""The sheets that hold what was closed."""
