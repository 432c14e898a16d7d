"""This module sets out what was changed of the adopted plan as blocks.  Knows no format."""

from __future__ import annotations

from csplan.plan.goalposts import BOX_TITLE, ChangedPromise
from csplan.scorecards.blocks import (
    Field,
    Name,
    Note,
    Room,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    Tone,
    table_of,
)

__all__ = ["goalpost_sections"]

_FIELDS: tuple[Field[ChangedPromise], ...] = (
    Field(
        TableColumn("What", Room.NAME),
        lambda one: TableCell(Name(one.ref, one.name, note=one.heading)),
    ),
    Field(TableColumn("Adopted", Room.WORD), lambda one: TableCell(one.before)),
    Field(TableColumn("Now", Room.WORD), lambda one: TableCell(one.after)),
    Field(TableColumn("Status now", Room.STATUS), lambda one: _status(one.colour)),
    Field(TableColumn("Under the old one", Room.STATUS), lambda one: _status(one.old_colour)),
    Field(
        TableColumn("Approved by", Room.TEXT, under=("Reason",)),
        lambda one: TableCell(one.approved_by or "Nobody: it is not on Approvals", (one.reason,)),
    ),
)


def _status(word: str) -> TableCell:
    """Return a colour as one, and counts of colours as words."""
    return TableCell(Status(word) if word and "," not in word else word)


def goalpost_sections(moved: tuple[ChangedPromise, ...]) -> tuple[Section, ...]:
    """Return the box that says which promises are not those of the adopted plan, if any."""
    if not moved:
        return ()
    table = Table(
        key="goalposts",
        caption="What was adopted, what stands now, and the colour that the old promise would give",
        columns=(),
        rows=(),
    )
    unapproved = sum(not one.approved_by for one in moved)
    said = "All are listed on Approvals." if not unapproved else f"{unapproved} not approved."
    box = Section(
        key="goalposts",
        title=BOX_TITLE,
        sheet="Changed promises",
        blocks=(Note(said, tone=Tone.QUIET), table_of(table, _FIELDS, moved)),
    )
    return (box,)
