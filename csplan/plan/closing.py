"""Closing a period and opening it again: when that is refused, and what memory holds then.

Knows nothing of files, and reads no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.accepting import unconfirmed
from csplan.plan.memory import (
    Memory,
    Slot,
    closing_of_month,
    closing_of_quarter,
    merge_rows,
    read_memory,
    without,
)
from csplan.sheets import BUDGET_HISTORY, HISTORY
from csplan.terms.catalogue import Code, Severity
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.memory import Kept
    from csplan.plan.plan import Plan, Results
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["close_month", "close_quarter", "in_the_way", "reopen_period"]

_MOST_LISTED = 20
_UNEXPLAINED = {
    HISTORY.key: (Code.RED_WITHOUT_COMMENTARY, Code.RED_WITHOUT_ACTION),
    BUDGET_HISTORY.key: (Code.FORECAST_UNEXPLAINED,),
}


def close_quarter(results: Results, findings: Sequence[Finding], period: str, kept: Kept) -> Memory:
    """Return memory with the reporting period closed.

    Raises: CsplanError, with the list of what stands in the way.
    """
    reported = str(results.plan.settings.get("reporting_period") or "blank")
    if reported != period:
        raise CsplanError(
            Refusal.NOT_THIS_PERIOD,
            f"{period} cannot be closed: the reporting period on Settings is {reported}.  "
            f"Close a period while it is the one reported.",
        )
    _check(results.plan, findings, HISTORY, period)
    rows = closing_of_quarter(results, period, kept)
    return merge_rows(results.plan, {HISTORY.key: rows})


def close_month(results: Results, findings: Sequence[Finding], month: int, kept: Kept) -> Memory:
    """Return memory with the budget month closed.

    Raises: CsplanError, with the list of what stands in the way.
    """
    reported = results.plan.settings.get("budget_month")
    if not is_number(reported) or reported != month:
        now = f"{reported:.0f}" if is_number(reported) else "blank"
        raise CsplanError(
            Refusal.NOT_THIS_PERIOD,
            f"Month {month} cannot be closed: the budget month on Settings is {now}.  "
            f"Close a month while it is the one reported.",
        )
    _check(results.plan, findings, BUDGET_HISTORY, f"Month {month}")
    rows = closing_of_month(results, month, kept)
    return merge_rows(results.plan, {BUDGET_HISTORY.key: rows})


def _check(plan: Plan, findings: Sequence[Finding], sheet: Sheet, period: str) -> None:
    """Refuse a closing that memory has no room for, that was made before, or that is too early."""
    _check_room(plan, sheet)
    if Slot(sheet.key, plan.financial_year, period) in read_memory(plan).slots:
        raise CsplanError(
            Refusal.ALREADY_CLOSED,
            f"{period} of {plan.financial_year} is closed already.  To close it anew, open it "
            f"first (csplan reopen, with a reason).",
        )
    found = in_the_way(plan, findings, sheet)
    if found:
        listed = "\n".join(
            f"  {one.place}  {one.message}  {one.fix}" for one in found[:_MOST_LISTED]
        )
        more = len(found) - _MOST_LISTED
        listed += f"\n  … and {more} more: csplan check lists them all." if more > 0 else ""
        raise CsplanError(
            Refusal.NOT_READY_TO_CLOSE,
            f"{period} is not closed; nothing was written.  {len(found)} "
            f"finding{'' if len(found) == 1 else 's'} must be settled first:\n{listed}",
        )


def _check_room(plan: Plan, sheet: Sheet) -> None:
    """Refuse where the sheet of memory is not in the workbook."""
    if sheet.key not in plan.rows:
        raise CsplanError(
            Refusal.NO_MEMORY,
            f"The workbook has no sheet {sheet.tab}, so nothing can be kept.  "
            f"Run csplan upgrade, or restore a backup.",
        )


def in_the_way(plan: Plan, findings: Sequence[Finding], sheet: Sheet) -> list[Finding]:
    """Return what forbids closing: errors, figures to be confirmed, and what is not explained."""
    explain = str(plan.settings.get("commentary_on_red")).lower() == "yes"
    waiting = set(map(id, unconfirmed(findings)))
    return [
        one
        for one in findings
        if one.severity in (Severity.FAULT, Severity.ERROR)
        or id(one) in waiting
        or (explain and not one.accepted and one.code in _UNEXPLAINED[sheet.key])
    ]


def reopen_period(plan: Plan, sheet: Sheet, period: str, reason: str) -> Memory:
    """Return memory with a closed period open again.

    Raises: CsplanError where it is not closed.
    """
    _check_room(plan, sheet)
    year = plan.financial_year
    if Slot(sheet.key, year, period) not in read_memory(plan).slots:
        raise CsplanError(
            Refusal.NOT_CLOSED, f"{period} of {year} is not closed, so there is nothing to open."
        )
    memory = without(plan, sheet, year, period)
    return Memory(memory.rows, [*memory.said, f"Reason: {' '.join(reason.split())}"])
