"""The Indicators sheet: what each outcome is measured by, promised, reached and expected.

Columns are declared in the order of their calculation: what it is, how it is defined, where it
started and should go, what managers type, and what csplan makes of it.  A calculated column looks
only to those before it.  On the tab they stand in the order in which managers need them.
"""

from __future__ import annotations

from csplan.rules import (
    figures,
    forecasting,
    likeness,
    looking_back,
    naming,
    performance,
    row_check,
    through_year,
    to_do,
)
from csplan.sheets.column import (
    Column,
    Shown,
    Value,
    calculated,
    link,
    number,
    row_check_by,
    text,
    word,
)
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import (
    DirectionOfTravel,
    Duty,
    FigureCheck,
    ForecastMethod,
    Frequency,
    Likeness,
    Measure,
    NoUnit,
    Polarity,
    Quarter,
    ToDo,
    Unit,
    Urgency,
    YesNo,
)

__all__ = ["INDICATORS", "Indicator"]


def _figure(heading: str, meaning: str, **says: object) -> Column[Value]:
    return number(heading, meaning, shown=Shown.IN_UNIT, absences=True, **says)


def _actual(quarter: str) -> Column[Value]:
    return _figure(
        f"{quarter} actual", f"The figure for {quarter}", entry=True, width=10, period=quarter
    )


def _profile(quarter: str) -> Column[Value]:
    meaning = f"Where the target should stand by {quarter}, if not as the measure has it"
    return _figure(f"{quarter} target", meaning, folded=True, width=10)


class Indicator:
    """One measure of an outcome.  One row of the Indicators sheet."""

    ref: Column[Value] = text("Ref", "Unique, e.g. KO1-03", required=True, width=9)
    outcome: Column[Value] = link(
        "Outcomes",
        "Outcome",
        "The outcome it measures",
        required=True,
        folded=True,
        width=10,
        section="Definition",
    )
    group: Column[Value] = text(
        "Group", "The heading it stands under in the plan", folded=True, width=30
    )
    indicator: Column[Value] = text(
        "Indicator", "Its label, as the plan prints it", required=True, folded=True, width=38
    )
    service: Column[Value] = link(
        "Services", "Service", "The service that answers for it", required=True, width=9.5
    )
    unit: Column[Value] = word(
        Unit,
        "Unit",
        "What it is measured in: one of the list, or any word of your own, such as patients; "
        "blank: number",
        means=Unit.NUMBER.value,
        never=NoUnit,
        width=11,
    )
    decimals: Column[Value] = number(
        "Decimals",
        "Decimals to show; blank: none, of a % one",
        means=0.0,
        means_where=("unit", Unit.PERCENT, 1.0),
        whole=True,
        minimum=0,
        maximum=6,
        folded=True,
        width=9,
    )
    polarity: Column[Value] = word(
        Polarity,
        "Polarity",
        "Which way is better; blank: Higher is better",
        means=Polarity.HIGHER.value,
        folded=True,
        width=16,
    )
    measure: Column[Value] = word(
        Measure,
        "Measure",
        "How it runs through the year; blank: Snapshot",
        means=Measure.SNAPSHOT.value,
        folded=True,
        width=14,
    )
    frequency: Column[Value] = word(
        Frequency,
        "Frequency",
        "How often a figure is due; blank: Quarterly",
        means=Frequency.QUARTERLY.value,
        folded=True,
        width=11,
    )
    first_due: Column[Value] = word(
        Quarter,
        "First due",
        "The quarter from which a figure is expected; blank: Q1",
        means=Quarter.Q1.value,
        folded=True,
        width=9,
    )
    denominator: Column[Value] = number(
        "Denominator",
        "How many people, homes or cases a % is of, where known",
        folded=True,
        minimum=0,
        width=12,
    )
    plan_line: Column[Value] = text(
        "Plan line", "Where the plan prints it", folded=True, width=9, section="Sources"
    )
    as_printed: Column[Value] = text(
        "As printed", "The figures as the plan prints them", folded=True, width=34
    )
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=34
    )
    query: Column[Value] = text(
        "Query",
        "A question about the published figure that is not settled; clear it once it is",
        folded=True,
        width=34,
    )
    baseline: Column[Value] = _figure(
        "Baseline",
        "Where it stood when the plan was made",
        width=11,
        folded=True,
        section="Targets",
    )
    target: Column[Value] = _figure(
        "Target", "What the plan promises for the year", year=0, width=10, folded=True
    )
    target_2: Column[Value] = _figure(
        "Target", "What the plan promises for the next year", year=1, folded=True, width=10
    )
    target_3: Column[Value] = _figure(
        "Target", "What the plan promises for the third year", year=2, folded=True, width=10
    )
    target_4: Column[Value] = _figure(
        "Target", "What the plan promises for the fourth year", year=3, folded=True, width=10
    )
    q1_target: Column[Value] = _profile("Q1")
    q2_target: Column[Value] = _profile("Q2")
    q3_target: Column[Value] = _profile("Q3")
    q4_target: Column[Value] = _profile("Q4")
    tolerance_share: Column[Value] = number(
        "Tolerance % of target",
        "The shortfall that is still Amber, as a share of the target",
        shown=Shown.PERCENT,
        minimum=0,
        maximum=1,
        folded=True,
        width=11,
    )
    tolerance_in_unit: Column[Value] = number(
        "Tolerance in unit",
        "The shortfall that is still Amber, in the row's unit (points for a %); it wins",
        shown=Shown.POINTS,
        minimum=0,
        folded=True,
        width=11,
    )
    q1_actual: Column[Value] = _actual("Q1")
    q2_actual: Column[Value] = _actual("Q2")
    q3_actual: Column[Value] = _actual("Q3")
    q4_actual: Column[Value] = _actual("Q4")
    forecast: Column[Value] = _figure(
        "Forecast", "Where the manager expects it to end the year", entry=True, width=10
    )
    forecast_method: Column[Value] = word(
        ForecastMethod,
        "Forecast method",
        "How to forecast where the manager types none",
        entry=True,
        folded=True,
        width=11,
    )
    measured: Column[str] = calculated(
        "What is measured",
        naming.measured,
        "The indicator under its heading; change both under Definition",
        width=51,
        strong=True,
        since=2,
    )
    figure_check: Column[str] = calculated(
        "Figures",
        figures.figure_check,
        folded=True,
        width=11,
        marked=tuple(word for word in FigureCheck if word != FigureCheck.OK),
        since=2,
    )
    row_check: Column[str] = row_check_by(row_check.indicator_row_check)
    taken_as: Column[str] = calculated("Taken as", naming.taken_as, folded=True, width=40, since=2)
    due: Column[str] = calculated("Due", through_year.due, folded=True, width=7)
    quarter: Column[float | str] = calculated(
        "Quarter", through_year.quarter, shown=Shown.COUNT, folded=True, width=8
    )
    period: Column[str] = calculated("Period", through_year.period, width=10, folded=True)
    actual: Column[Value] = calculated(
        "Actual",
        through_year.actual,
        shown=Shown.IN_UNIT,
        width=10,
        folded=True,
        section="Workings",
    )
    target_to_date: Column[Value] = calculated(
        "Target to date", through_year.target_to_date, shown=Shown.IN_UNIT, width=10
    )
    previous: Column[Value] = calculated(
        "Previous", through_year.previous, shown=Shown.IN_UNIT, width=10
    )
    year_gone: Column[float | str] = calculated(
        "Part of the year", likeness.year_gone, folded=True, width=10, since=2
    )
    last_at_pace: Column[float | str] = calculated(
        "Last, run on",
        likeness.last_at_pace,
        shown=Shown.IN_UNIT,
        folded=True,
        width=10,
        since=2,
    )
    last_at_end: Column[float | str] = calculated(
        "Last, to year end",
        likeness.last_at_end,
        shown=Shown.IN_UNIT,
        folded=True,
        width=10,
        since=4,
    )
    forecast_likeness: Column[str] = calculated(
        "Look again: forecast",
        likeness.indicator_forecast_likeness,
        "Far off: unlike all that is known of the row. Correct the forecast, or confirm it on "
        "Accepted; the update says whether that holds",
        folded=True,
        width=12,
        marked=Likeness,
        since=4,
    )
    likeness: Column[str] = calculated(
        "Look again",
        likeness.figure_likeness,
        "Far off: unlike all that is known of the row; As before: exactly the last ones. "
        "Correct it, or confirm it on Accepted; the update says whether that holds",
        folded=True,
        width=12,
        marked=Likeness,
        since=2,
    )
    state: Column[str] = calculated("State", performance.state, folded=True, width=12)
    variance: Column[float | str] = calculated(
        "Variance", performance.variance, shown=Shown.POINTS, width=10, signed=True, folded=True
    )
    better_or_worse: Column[str] = calculated(
        "Better or worse", performance.better_or_worse, width=11, folded=True
    )
    shortfall: Column[float | str] = calculated(
        "Shortfall", performance.shortfall, shown=Shown.POINTS, folded=True, width=10
    )
    tolerance_applied: Column[float | str] = calculated(
        "Tolerance applied",
        performance.tolerance_applied,
        shown=Shown.POINTS,
        folded=True,
        width=10,
    )
    red_beyond: Column[float | str] = calculated(
        "Red beyond",
        performance.red_beyond,
        "The last figure that is still Amber; where on target is best, the upper of the two",
        shown=Shown.IN_UNIT,
        exact=True,
        width=10,
    )
    rag: Column[str] = calculated("RAG", performance.rag, shown=Shown.RAG, width=15)
    direction: Column[str] = calculated(
        "Direction of travel", performance.direction, width=14, marked=DirectionOfTravel
    )
    year_before: Column[float | str] = calculated(
        "Year before",
        looking_back.year_before,
        shown=Shown.IN_UNIT,
        folded=True,
        width=10,
        since=2,
    )
    direction_on_year: Column[str] = calculated(
        "Direction on year", looking_back.direction_on_year, folded=True, width=16, since=2
    )
    year_end_forecast: Column[Value] = calculated(
        "Year-end forecast",
        forecasting.year_end_forecast,
        shown=Shown.IN_UNIT,
        width=10,
        folded=True,
        section="Forecast",
    )
    forecast_basis: Column[str] = calculated(
        "Forecast basis", forecasting.forecast_basis, folded=True, width=10
    )
    forecast_state: Column[str] = calculated(
        "Forecast state", forecasting.forecast_state, folded=True, width=12
    )
    forecast_shortfall: Column[float | str] = calculated(
        "Forecast shortfall",
        forecasting.forecast_shortfall,
        shown=Shown.POINTS,
        folded=True,
        width=10,
    )
    forecast_tolerance: Column[float | str] = calculated(
        "Forecast tolerance",
        forecasting.forecast_tolerance,
        shown=Shown.POINTS,
        folded=True,
        width=10,
    )
    forecast_rag: Column[str] = calculated(
        "Forecast RAG", forecasting.forecast_rag, shown=Shown.RAG, width=17, folded=True
    )
    commentary: Column[Value] = text(
        "Commentary", "Why the figure is what it is", entry=True, width=34
    )
    corrective_action: Column[Value] = text(
        "Corrective action", "What is being done, by whom and by when", entry=True, width=34
    )
    owner: Column[Value] = text(
        "Owner",
        "The person who enters it; offered from People, and any name will do",
        entry=True,
        offers="People",
        width=12,
        since=2,
    )
    priority: Column[Value] = word(
        Urgency,
        "Priority",
        "High: it comes first among what matters most, after its colour",
        folded=True,
        width=9,
        since=2,
    )
    duty: Column[Value] = word(
        Duty,
        "Duty",
        "Safeguarding or statutory timeliness: it comes before the rest of its colour",
        folded=True,
        width=12,
        since=2,
    )
    part_of: Column[Value] = text(
        "Part of",
        "The ref of the row that this one is a part of; parts under one heading add up to it",
        folded=True,
        width=10,
        since=2,
    )
    publish_words: Column[Value] = word(
        YesNo,
        "Publish words",
        "Yes: commentary and corrective action go into a copy for publication",
        folded=True,
        width=10,
        since=2,
    )
    to_do: Column[str] = calculated("To do", to_do.indicator_to_do, width=14, marked=ToDo, since=2)


_ON_THE_TAB = (
    *("ref", "measured", "service", "owner", "unit"),
    *("previous", "target_to_date", "q1_actual", "q2_actual", "q3_actual", "q4_actual"),
    *("rag", "to_do", "red_beyond", "direction", "forecast", "commentary", "corrective_action"),
    *("baseline", "target", "target_2", "target_3", "target_4"),
    *("q1_target", "q2_target", "q3_target", "q4_target"),
    *("actual", "variance", "better_or_worse", "period", "due", "quarter"),
    *(
        "figure_check",
        "row_check",
        "likeness",
        "last_at_pace",
        "year_gone",
        "forecast_likeness",
        "last_at_end",
        "state",
        "shortfall",
        "tolerance_applied",
    ),
    *("year_end_forecast", "forecast_rag", "forecast_method", "forecast_basis", "forecast_state"),
    *("forecast_shortfall", "forecast_tolerance"),
    *("outcome", "group", "indicator", "taken_as", "decimals", "polarity", "measure", "frequency"),
    *("first_due", "denominator", "tolerance_share", "tolerance_in_unit", "plan_line"),
    *("as_printed", "note", "query", "priority", "duty", "part_of", "publish_words"),
)
"""What a manager needs while typing stands together; then the rest, in the order of its use."""


INDICATORS = Sheet(
    name="Indicators",
    row=Indicator,
    title="Performance indicators",
    purpose="Type actuals, forecasts and commentary; colours and variances follow as you type.",
    tab="Indicators",
    ref_pattern=r"KO\d{1,2}-\d{2,5}",
    named_by="measured",
    refs="indicator_refs",
    order=_ON_THE_TAB,
)
