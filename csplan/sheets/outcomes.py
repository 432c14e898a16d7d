"""The Outcomes sheet: key outcomes, priorities and strategies, each with one overall status."""

from __future__ import annotations

from csplan.rules import counting, summary
from csplan.sheets.column import Shown, Value, calculated, text, word
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import OutcomeKind

__all__ = ["OUTCOMES", "Outcome"]


def _indicators(meaning: str, rag: str) -> float:
    rule = counting.counted(
        meaning, ("indicators__outcome", "ref"), ("indicators__rag", f'"{rag}"')
    )
    return calculated(rag, rule, shown=Shown.COUNT, width=10.5)


def _actions(meaning: str, brag: str) -> float:
    rule = counting.counted(meaning, ("actions__outcome", "ref"), ("actions__brag", f'"{brag}"'))
    return calculated(f"Actions {brag}", rule, shown=Shown.COUNT, width=10)


class Outcome:
    """One key outcome, priority or strategy.  One row of the Outcomes sheet."""

    ref: Value = text("Ref", "Unique, e.g. KO1", required=True, width=8)
    kind: Value = word(
        OutcomeKind, "Kind", "Key outcome, priority or strategy", required=True, width=14
    )
    outcome: Value = text("Outcome", "Its title in the plan", required=True, width=46)
    plan_line: Value = text("Plan line", "Where the plan says it", folded=True, width=10)
    indicators: float = calculated(
        "Indicators",
        counting.counted("Count the outcome's indicators.", ("indicators__outcome", "ref")),
        shown=Shown.COUNT,
        width=11,
    )
    red: float = _indicators("Count the outcome's indicators that are Red.", "Red")
    amber: float = _indicators("Count the outcome's indicators that are Amber.", "Amber")
    green: float = _indicators("Count the outcome's indicators that are Green.", "Green")
    rated: float = calculated("Rated", summary.outcome_rated, shown=Shown.COUNT, width=9.5)
    awaiting: float = _indicators("Count the figures that are due and missing.", "Awaiting data")
    to_check: float = _indicators("Count the rows that cannot be judged.", "Check data")
    actions: float = calculated(
        "Actions",
        counting.counted("Count the outcome's actions.", ("actions__outcome", "ref")),
        shown=Shown.COUNT,
        width=10,
    )
    actions_blue: float = _actions("Count the outcome's actions that are complete.", "Blue")
    actions_red: float = _actions("Count the actions that are overdue or off track.", "Red")
    actions_amber: float = _actions("Count the actions that are at risk.", "Amber")
    actions_green: float = _actions("Count the actions that are on track.", "Green")
    actions_rated: float = calculated(
        "Actions rated", summary.outcome_actions_rated, shown=Shown.COUNT, width=10
    )
    judged: float = calculated(
        "Judged by", summary.judged, shown=Shown.COUNT, width=10, folded=True
    )
    status: str = calculated("Overall status", summary.outcome_status, shown=Shown.RAG, width=15)


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
)
