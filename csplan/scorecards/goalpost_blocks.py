"""This module sets out what was changed of the adopted plan as blocks.  Knows no format."""

from __future__ import annotations

from csplan.plan.goalposts import BOX_TITLE, Moved
from csplan.scorecards.blocks import (
    Cell,
    Column,
    Field,
    Name,
    Note,
    Room,
    Section,
    Status,
    Table,
    Tone,
    table_of,
)

__all__ = ["goalpost_sections"]

_FIELDS: tuple[Field[Moved], ...] = (
    Field(Column("What", Room.NAME), lambda one: Cell(Name(one.ref, one.name, note=one.heading))),
    Field(Column("Adopted", Room.WORD), lambda one: Cell(one.before)),
    Field(Column("Now", Room.WORD), lambda one: Cell(one.after)),
    Field(Column("Status now", Room.STATUS), lambda one: _status(one.colour)),
    Field(Column("Under the old one", Room.STATUS), lambda one: _status(one.old_colour)),
    Field(
        Column("Approved by", Room.TEXT, under=("Reason",)),
        lambda one: Cell(one.approved_by or "Nobody: it is not on Approvals", (one.reason,)),
    ),
)


def _status(word: str) -> Cell:
    """Return a colour as one, and counts of colours as words."""
    return Cell(Status(word) if word and "," not in word else word)


def goalpost_sections(moved: tuple[Moved, ...]) -> tuple[Section, ...]:
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
