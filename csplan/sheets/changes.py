"""The sheet Changes: every single change that csplan found between two runs; the log sums it up."""

from __future__ import annotations

from csplan.sheets.column import Column, Shown, Value, number, text
from csplan.sheets.sheet import Group, Owner, Sheet

__all__ = ["CHANGES", "CellChange"]


class CellChange:
    """One cell that changed, or one row that came or went.  One row of Changes."""

    when: Column[Value] = number(
        "When", "The run that found it: its line on the Change log", shown=Shown.MOMENT, width=17
    )
    who: Column[Value] = text("Who", "Who ran it", width=18)
    sheet: Column[Value] = text("Sheet", "The table it is in", width=18)
    ref: Column[Value] = text("Ref", "The row's ref", width=14)
    column: Column[Value] = text("Column", "The column; blank where a row came or went", width=22)
    before: Column[Value] = text("Before", "What stood there, in full", width=44)
    after: Column[Value] = text("After", "What stands there now, in full", width=44)


CHANGES = Sheet(
    name="Changes",
    row=CellChange,
    title="Changes",
    purpose="Every change of every run, in full; the Change log sums it up. csplan writes it; "
    "nobody types here.",
    tab="Changes",
    group=Group.CSPLAN,
    owner=Owner.CSPLAN,
    named_by="ref",
    since=2,
)
