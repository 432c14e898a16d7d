"""The Accepted sheet: findings that somebody looked at and accepts.  csplan never writes it."""

from __future__ import annotations

from csplan.sheets.column import Value, day, text
from csplan.sheets.sheet import Group, Sheet

__all__ = ["ACCEPTED", "Acceptance"]


class Acceptance:
    """One warning or note that is quieted.  One row of the Accepted sheet."""

    code: Value = text("Code", "The finding's code, as Checks shows it", required=True, width=30)
    ref: Value = text("Ref", "The row it is about; blank for all rows", width=12)
    reason: Value = text("Reason", "Why it is accepted", required=True, width=60)
    by: Value = text("By", "Who accepts it", required=True, width=24)
    date: Value = day("Date", "When", width=12)


ACCEPTED = Sheet(
    name="Accepted",
    row=Acceptance,
    title="Accepted findings",
    purpose="A warning or note listed here is no longer shown. "
    "Faults and errors cannot be accepted.",
    tab="Accepted",
    group=Group.CSPLAN,
    named_by="ref",
)
