"""How an action stands.  Knows nothing of sheets or clocks: the report date is on Settings."""

from __future__ import annotations

from math import floor

from csplan.rules.rule import rule
from csplan.rules.sources import Source
from csplan.terms.for_types import assert_never
from csplan.terms.values import Value, is_blank, is_number, same, word_in
from csplan.terms.vocabulary import ActionStatus, Rag, RowCheck, State

__all__ = ["brag", "days_overdue"]


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{row_check},"
    "IF({status}={ActionStatus.COMPLETE},{Rag.BLUE},"
    "IF({status}={ActionStatus.SUPERSEDED},{State.SUPERSEDED},"
    "IF(IF(ISNUMBER({due}),INT({due})<INT({report_date}),FALSE),{Rag.RED},"
    "IF({status}={ActionStatus.OFF_TRACK},{Rag.RED},IF({status}={ActionStatus.AT_RISK},{Rag.AMBER},"
    "IF({status}={ActionStatus.ON_TRACK},{Rag.GREEN},{State.NOT_STARTED})))))))",
    source=Source.ACTIONS,
)
def brag(  # noqa: PLR0911  (one return a status, in the order of precedence)
    row_check: Value, status: Value, due: Value, report_date: float
) -> str:
    """Colour an action: Blue complete, Red overdue or off track, Amber at risk, Green on track.

    An action whose due date has passed is Red whatever its status says, unless it is complete
    or superseded.  A blank status is Not started.
    """
    if not same(row_check, RowCheck.OK):
        return str(row_check)
    match word_in(ActionStatus, status):
        case ActionStatus.COMPLETE:
            return Rag.BLUE
        case ActionStatus.SUPERSEDED:
            return State.SUPERSEDED
        case _ if is_number(due) and floor(due) < floor(report_date):
            return Rag.RED
        case ActionStatus.OFF_TRACK:
            return Rag.RED
        case ActionStatus.AT_RISK:
            return Rag.AMBER
        case ActionStatus.ON_TRACK:
            return Rag.GREEN
        case ActionStatus.NOT_STARTED | None:
            return State.NOT_STARTED
        case never:
            assert_never(never)


@rule(
    excel="IF({row_check}<>{RowCheck.OK},{row_check},IF(ISNUMBER({due}),"
    "IF(OR({status}={ActionStatus.COMPLETE},{status}={ActionStatus.SUPERSEDED}),0,"
    "MAX(0,INT({report_date})-INT({due}))),"
    "{State.NO_DATE}))",
    source=Source.ACTIONS,
)
def days_overdue(row_check: Value, status: Value, due: Value, report_date: float) -> float | str:
    """Return how many days past its due date an action is that is not complete.

    A time of day counts for nothing: a date is its day.
    Unit: days.  Sign: never negative.  `No date`: the plan gives none.
    """
    if not same(row_check, RowCheck.OK):
        return "" if is_blank(row_check) else str(row_check)
    if not is_number(due):
        return State.NO_DATE
    if same(status, ActionStatus.COMPLETE) or same(status, ActionStatus.SUPERSEDED):
        return 0.0
    return max(0.0, float(floor(report_date) - floor(due)))
