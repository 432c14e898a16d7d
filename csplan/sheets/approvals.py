"""The Approvals sheet: who allowed a promise of the adopted plan to be changed.  An input."""

from __future__ import annotations

from csplan.sheets.column import Column, Value, day, text, word
from csplan.sheets.sheet import Group, Sheet
from csplan.terms.memory_words import Goalpost

__all__ = ["APPROVALS", "Approval"]


class Approval:
    """One change of what was promised, and who allowed it.  One row of the Approvals sheet."""

    about: Column[Value] = text(
        "Ref", "The row, or the setting, that was changed", required=True, width=14
    )
    what: Column[Value] = word(Goalpost, "What", "What was changed", required=True, width=18)
    to: Column[Value] = text(
        "To", "What it is now, as its cell holds it; it is approved at that only", width=16
    )
    authority: Column[Value] = text(
        "Authority", "Who allowed it: a committee, a post", required=True, width=30
    )
    date: Column[Value] = day("Date", "When", required=True, width=12)
    reason: Column[Value] = text("Reason", "Why", required=True, width=60)


APPROVALS = Sheet(
    name="Approvals",
    row=Approval,
    title="Approvals",
    purpose="A target, tolerance or budget that differs from the adopted plan is a warning, until "
    "it is listed here.",
    tab="Approvals",
    named_by="what",
    group=Group.CSPLAN,
    few_rows=2,
    since=2,
)
