"""What an action says of itself: its dates, how complete it is, and whether it is due at all."""

from __future__ import annotations

from csplan.sheets import ACTIONS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import is_number, says
from csplan.terms.vocabulary import ActionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Row
    from csplan.terms.finding import Finding

__all__ = ["check_actions"]

_LITTLE = 0.01
_MANY = "For many at once: filter, select the cells, type once, Ctrl+Enter."


def check_actions(plan: Plan) -> Iterator[Finding]:
    """Find actions whose dates or progress disagree; count those without a date or an owner."""
    undated = ownerless = 0
    for index, row in enumerate(plan.table(ACTIONS)):
        if row.get("ref") in (None, ""):
            continue
        undated += row.get("due") in (None, "")
        ownerless += _is_open(row) and row.get("owner") in (None, "")
        yield from _dates(plan, index, row)
        yield from _progress(plan, index, row)
    if undated:
        yield plan.finding(
            Code.ACTION_WITHOUT_DATE,
            "1 action has no due date, so it can never be overdue."
            if undated == 1
            else f"{undated} actions have no due date, so they can never be overdue.",
            f"Type due dates as they are agreed. {_MANY}",
            sheet=ACTIONS,
        )
    if ownerless:
        yield plan.finding(
            Code.ACTION_WITHOUT_OWNER,
            "1 open action has no owner."
            if ownerless == 1
            else f"{ownerless} open actions have no owner.",
            f"Name an owner each. {_MANY}",
            sheet=ACTIONS,
        )


def _dates(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find an action that is due before it starts, or is under way before that."""
    start, due, done = row.get("start"), row.get("due"), row.get("percent_complete")
    if is_number(start) and is_number(due) and float(start) > float(due):
        yield plan.finding(
            Code.DATES_OUT_OF_ORDER,
            "The action is due before it starts.",
            "Correct Start or Due.",
            sheet=ACTIONS,
            index=index,
            column="due",
            found=due,
        )
    report = plan.settings.get("report_date")
    begun = is_number(done) and done > 0
    complete = says(row.get("status"), ActionStatus.COMPLETE)
    if is_number(start) and is_number(report) and start > report and (begun or complete):
        how = f"{float(done):.0%} complete" if is_number(done) else "complete"
        yield plan.finding(
            Code.DATES_OUT_OF_ORDER,
            f"The action is {how}, and starts after the report date.",
            "Correct Start, % complete or Status.",
            sheet=ACTIONS,
            index=index,
            column="start",
            found=start,
        )


def _progress(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find an action whose status is not that of its % complete."""
    status, done = row.get("status"), row.get("percent_complete")
    complete = says(status, ActionStatus.COMPLETE)
    unbegun = status in (None, "") or says(status, ActionStatus.NOT_STARTED)
    if is_number(done) and (complete != (done == 1) or (unbegun and done > 0)):
        yield plan.finding(
            Code.COMPLETE_DISAGREES,
            f"% complete is {float(done):.0%}, but the status is {status or 'blank'}.",
            "Correct one of them.",
            sheet=ACTIONS,
            index=index,
            column="status",
            found=done,
        )
    elif is_number(done) and 0 < done <= _LITTLE:
        yield plan.finding(
            Code.HUNDREDFOLD,
            f"{float(done):.1%} is complete: was {float(done) * 100:.0%} meant?",
            "Type 50% for a half.",
            sheet=ACTIONS,
            index=index,
            column="percent_complete",
            found=done,
        )


def _is_open(row: Row) -> bool:
    """Say whether an action is still to be done."""
    status = row.get("status")
    return not any(says(status, one) for one in (ActionStatus.COMPLETE, ActionStatus.SUPERSEDED))
