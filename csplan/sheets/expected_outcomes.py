"""The Expected outcomes sheet: what the plan expects to come of its actions, promise by promise."""

from __future__ import annotations

from csplan.rules import counting, promises, summary
from csplan.sheets.column import Column, Shown, Value, calculated, link, row_check_by, text, word
from csplan.sheets.sheet import Sheet
from csplan.terms.vocabulary import (
    Benchmarked,
    Covers,
    FigureCheck,
    LinkBasis,
    Measured,
    PromisedAgainst,
    PromiseKept,
    Rag,
)

__all__ = ["EXPECTED_OUTCOMES", "ExpectedOutcome"]

_OWN_LINKS = (("measured_by__promise", "ref"), ("measured_by__row_check", FigureCheck.OK))


def _actions(heading: str, meaning: str, *pairs: tuple[str, str]) -> Column[float]:
    rule = counting.count_rows(meaning, ("actions__commitment", "commitment"), *pairs)
    return calculated(heading, rule, shown=Shown.COUNT, width=10)


def _measures(
    heading: str, meaning: str, *pairs: tuple[str, str], folded: bool = False
) -> Column[float]:
    rule = counting.count_rows(meaning, *_OWN_LINKS, *pairs)
    return calculated(heading, rule, shown=Shown.COUNT, width=10.5, folded=folded)


class ExpectedOutcome:
    """One thing that the plan expects to come of its actions.  One row of Expected outcomes."""

    ref: Column[Value] = text("Ref", "Unique, e.g. EO-01", required=True, width=8)
    outcome: Column[Value] = link(
        "Outcomes",
        "Outcome",
        "The outcome, priority or strategy it is part of",
        required=True,
        width=10,
    )
    commitment: Column[Value] = text(
        "Commitment",
        "The We will that it is expected of, e.g. W-01; the actions with the same word serve it",
        width=13,
    )
    expected_outcome: Column[Value] = text(
        "Expected outcome", "What is promised, as the plan prints it", required=True, width=60
    )
    promised_against: Column[Value] = word(
        PromisedAgainst,
        "Promised against",
        "Whose figure it promises to beat, if anybody's",
        folded=True,
        width=15,
    )
    plan_line: Column[Value] = text("Plan line", "Where the plan says it", folded=True, width=9)
    note: Column[Value] = text(
        "Note", "What a reader of the row should know", folded=True, width=34
    )
    row_check: Column[str] = row_check_by(promises.expected_outcome_row_check)
    actions: Column[float] = _actions("Actions", "Count the actions that serve it.")
    actions_complete: Column[float] = _actions(
        "Actions Blue",
        "Count the actions that serve it and are complete.",
        ("actions__brag", Rag.BLUE),
    )
    actions_red: Column[float] = _actions(
        "Actions Red",
        "Count the actions that serve it and are overdue or off track.",
        ("actions__brag", Rag.RED),
    )
    measures: Column[float] = _measures("Indicators", "Count the indicators that measure it.")
    measures_as_promised: Column[float] = _measures(
        "As promised",
        "Count the indicators that measure just what is promised.",
        ("measured_by__covers", Covers.AS_PROMISED),
        folded=True,
    )
    proposed: Column[float] = _measures(
        "Links proposed",
        "Count the indicators whose link with it is proposed, not agreed.",
        ("measured_by__basis", LinkBasis.PROPOSED),
        folded=True,
    )
    measured: Column[str] = calculated("Measured", promises.how_measured, marked=Measured, width=22)
    better: Column[float] = _measures(
        "Better than England",
        "Count the indicators of it that are better than England.",
        ("measured_by__benchmark", Benchmarked.BETTER),
        folded=True,
    )
    similar: Column[float] = _measures(
        "Similar to England",
        "Count the indicators of it that are similar to England.",
        ("measured_by__benchmark", Benchmarked.SIMILAR),
        folded=True,
    )
    worse: Column[float] = _measures(
        "Worse than England",
        "Count the indicators of it that are worse than England.",
        ("measured_by__benchmark", Benchmarked.WORSE),
        folded=True,
    )
    kept: Column[str] = calculated(
        "Promise against England", promises.kept_promise, marked=(PromiseKept.NOT_KEPT,), width=15
    )
    red: Column[float] = _measures(
        "Red", "Count the indicators of it that are Red.", ("measured_by__rag", Rag.RED)
    )
    amber: Column[float] = _measures(
        "Amber", "Count the indicators of it that are Amber.", ("measured_by__rag", Rag.AMBER)
    )
    green: Column[float] = _measures(
        "Green", "Count the indicators of it that are Green.", ("measured_by__rag", Rag.GREEN)
    )
    rated: Column[float] = calculated("Rated", summary.outcome_rated, shown=Shown.COUNT, width=9.5)
    status: Column[str] = calculated(
        "Overall status",
        summary.overall_status,
        "By the indicators that measure it, however far they do",
        shown=Shown.RAG,
        width=15,
    )


EXPECTED_OUTCOMES = Sheet(
    name="Expected_outcomes",
    row=ExpectedOutcome,
    title="Expected outcomes",
    purpose="What is promised, one promise a row: the actions that serve it, and the indicators "
    "that measure it.",
    tab="Expected outcomes",
    ref_pattern=r"EO-\d{2,4}",
    named_by="expected_outcome",
    few_rows=8,
    refs="expected_outcome_refs",
    since=2,
)
