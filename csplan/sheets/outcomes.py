"""The Outcomes sheet: key outcomes, priorities and strategies, each with one overall status."""

from __future__ import annotations

from csplan.rules import counting, coverage, summary
from csplan.sheets.column import Column, Shown, Value, calculated, text, word
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import (
    Covered,
    FigureCheck,
    OutcomeKind,
    State,
    YesNo,
)

__all__ = ["OUTCOMES", "Outcome"]


def _indicators(meaning: str, rag: str, *, begins_page: bool = False) -> Column[float]:
    rule = counting.count_rows(
        meaning, ("indicators__outcome", "ref"), ("indicators__rag", f'"{rag}"')
    )
    return calculated(rag, rule, shown=Shown.COUNT, width=10.5, begins_page=begins_page)


def _actions(meaning: str, brag: str) -> Column[float]:
    rule = counting.count_rows(meaning, ("actions__outcome", "ref"), ("actions__brag", f'"{brag}"'))
    return calculated(f"Actions {brag}", rule, shown=Shown.COUNT, width=10)


def _money(
    heading: str, meaning: str, column: str, *pairs: tuple[str, str], signed: bool = False
) -> Column[float]:
    rule = counting.add_amounts(meaning, column, *pairs)
    return calculated(heading, rule, shown=Shown.POUNDS, width=14, signed=signed, since=2)


def _lines(heading: str, column: str, word: str) -> Column[float]:
    rule = counting.count_rows(
        f"{heading}: count those that serve the outcome.",
        ("budget__outcome", "ref"),
        (f"budget__{column}", word),
    )
    return calculated(heading, rule, shown=Shown.COUNT, folded=True, width=10, since=2)


class Outcome:
    """One key outcome, priority or strategy.  One row of the Outcomes sheet."""

    ref: Column[Value] = text("Ref", "Unique, e.g. KO1", required=True, width=8)
    kind: Column[Value] = word(
        OutcomeKind, "Kind", "Key outcome, priority or strategy", required=True, width=14
    )
    outcome: Column[Value] = text("Outcome", "Its title in the plan", required=True, width=46)
    plan_line: Column[Value] = text("Plan line", "Where the plan says it", folded=True, width=10)
    indicators: Column[float] = calculated(
        "Indicators",
        counting.count_rows("Count the outcome's indicators.", ("indicators__outcome", "ref")),
        shown=Shown.COUNT,
        width=11,
    )
    red: Column[float] = _indicators("Count the outcome's indicators that are Red.", "Red")
    amber: Column[float] = _indicators("Count the outcome's indicators that are Amber.", "Amber")
    green: Column[float] = _indicators("Count the outcome's indicators that are Green.", "Green")
    rated: Column[float] = calculated("Rated", summary.outcome_rated, shown=Shown.COUNT, width=9.5)
    awaiting: Column[float] = _indicators(
        "Count the figures that are due and missing.", "Awaiting data", begins_page=True
    )
    to_check: Column[float] = _indicators("Count the rows that cannot be judged.", State.CHECK_DATA)
    actions: Column[float] = calculated(
        "Actions",
        counting.count_rows("Count the outcome's actions.", ("actions__outcome", "ref")),
        shown=Shown.COUNT,
        width=10,
    )
    actions_blue: Column[float] = _actions("Count the outcome's actions that are complete.", "Blue")
    actions_red: Column[float] = _actions("Count the actions that are overdue or off track.", "Red")
    actions_amber: Column[float] = _actions("Count the actions that are at risk.", "Amber")
    actions_green: Column[float] = _actions("Count the actions that are on track.", "Green")
    actions_rated: Column[float] = calculated(
        "Actions rated", summary.outcome_actions_rated, shown=Shown.COUNT, width=10
    )
    judged: Column[float] = calculated(
        "Judged by", summary.judged, shown=Shown.COUNT, width=10, folded=True
    )
    budget_serving: Column[float] = _money(
        "Budget that serves it",
        "Add the revised budgets of the lines that serve the outcome.",
        "budget__revised_budget",
        ("budget__outcome", "ref"),
    )
    lines_to_check: Column[float] = _lines("Lines to check", "to_date", State.CHECK_DATA)
    lines_without_forecast: Column[float] = _lines(
        "Lines without a forecast", "forecast_awaited", YesNo.YES
    )
    lines_compared: Column[float] = _lines("Forecasts compared", "forecast_given", Covered.COMPARED)
    lines_first: Column[float] = _lines("First forecasts", "forecast_given", Covered.FIRST)
    forecast_covers: Column[str] = calculated(
        "Forecast covers",
        coverage.covering(
            "Say over how many lines the forecast variance is.",
            ("lines_compared", "lines_first"),
            ("lines_without_forecast", "lines_to_check"),
        ),
        width=21,
        since=2,
    )
    forecast_variance: Column[float] = _money(
        "Forecast variance",
        "Add the forecast variances so far of the lines that serve the outcome.",
        "budget__forecast_variance",
        ("budget__outcome", "ref"),
        signed=True,
    )
    savings_at_risk: Column[float] = _money(
        "Savings at risk",
        "Add the savings at risk on the lines that serve the outcome.",
        "savings__at_risk",
        ("savings__outcome", "ref"),
        ("savings__row_check", FigureCheck.OK),
    )
    savings_lost: Column[float] = _money(
        "Savings unachievable",
        "Add the savings that cannot be made this year on the lines that serve the outcome.",
        "savings__unachievable",
        ("savings__outcome", "ref"),
        ("savings__row_check", FigureCheck.OK),
    )
    status: Column[str] = calculated(
        "Overall status",
        summary.outcome_status,
        "By its indicators; of priorities and strategies, by their actions too",
        shown=Shown.RAG,
        width=15,
    )


OUTCOMES = Sheet(
    name="Outcomes",
    row=Outcome,
    title="Outcomes, priorities and strategies",
    purpose="What the plan is for, and how much of it is on course.",
    tab="Outcomes",
    ref_pattern=r"(?:KO|PR|ST)\d{1,2}",
    named_by="outcome",
    few_rows=4,
    refs="outcome_refs",
    order=(
        "ref",
        "kind",
        "outcome",
        "plan_line",
        "status",
        "indicators",
        "rated",
        "red",
        "amber",
        "green",
        "actions",
        "actions_red",
        "budget_serving",
        "forecast_covers",
        "forecast_variance",
        "savings_at_risk",
        "savings_lost",
        "awaiting",
    ),
)
