"""The Accepted sheet: findings that somebody accepts, figures that somebody confirms.

An input: csplan never writes it.
"""

from __future__ import annotations

from csplan.sheets.column import Column, Value, day, text
from csplan.sheets.sheet import Group, Sheet

__all__ = ["ACCEPTED", "Acceptance"]


class Acceptance:
    """One warning or note that is quieted, or figure confirmed.  One row of the Accepted sheet."""

    code: Column[Value] = text(
        "Code", "The finding's code, as Checks shows it", required=True, width=30
    )
    ref: Column[Value] = text("Ref", "The row it is about; blank for all rows", width=12)
    value: Column[Value] = text(
        "Value",
        "The figure that is confirmed, as Checks shows it under Found; it holds for that alone",
        width=14,
        since=2,
    )
    reason: Column[Value] = text("Reason", "Why it is accepted", required=True, width=60)
    by: Column[Value] = text("By", "Who accepts it", required=True, width=24)
    date: Column[Value] = day("Date", "When", width=12)


ACCEPTED = Sheet(
    name="Accepted",
    row=Acceptance,
    title="Accepted and confirmed",
    purpose="A warning or note listed here is quiet; a figure with its value is confirmed, "
    "until it changes. Errors cannot be accepted.",
    tab="Accepted",
    group=Group.CSPLAN,
    named_by="ref",
    few_rows=2,
)
