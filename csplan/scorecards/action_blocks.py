"""This module sets out actions, outcomes and what is awaited as blocks.  Knows no format."""

from __future__ import annotations

from csplan.looks import figures
from csplan.looks.figures import NOTHING
from csplan.scorecards.blocks import (
    Cell,
    Column,
    Field,
    Name,
    Room,
    Row,
    Section,
    Status,
    Table,
    table_of,
)
from csplan.scorecards.content import (
    ActionLine,
    Awaited,
    Scorecard,
    Standing,
    SubjectKind,
    ToCheck,
)

__all__ = ["action_section", "awaited_section", "outcome_section", "to_check_section"]

_ACTION: tuple[Field[ActionLine], ...] = (
    Field(
        Column("Action", Room.NAME, under=("Commentary",)),
        lambda line: Cell(Name(line.ref, line.action), (line.commentary,)),
    ),
    Field(Column("Status", Room.STATUS), lambda line: Cell(Status(line.status))),
    Field(
        Column("Due", Room.DATE, under=("Overdue",)), lambda line: Cell(line.due, (line.timing,))
    ),
    Field(Column("Complete", Room.SHORT), lambda line: Cell(line.percent_complete), optional=True),
    Field(Column("For", Room.TEXT), lambda line: Cell(line.outcome)),
)
_LEAD: Field[ActionLine] = Field(Column("Lead", Room.WORD), lambda line: Cell(line.service))


def action_section(card: Scorecard) -> Section:
    """Return the actions, the longest overdue first."""
    caption = "Overdue first."
    if card.actions_left_out:
        caption = (
            f"{caption} Those that are Red or Amber; {card.actions_left_out} others are on the "
            "services’ scorecards."
        )
    led = card.subject.kind is not SubjectKind.SERVICE
    table = Table(key="actions", sheet="Actions", caption=caption, columns=(), rows=())

    def row(line: ActionLine) -> Row:
        overdue = ("Overdue",) if line.timing else ()
        return Row((), tags=(*filter(None, (line.status, line.service)), *overdue))

    fields = (*_ACTION, _LEAD) if led else _ACTION
    whole = table_of(table, fields, card.actions, row=row)
    return Section(key="actions", title="Actions", blocks=(whole,))


_OUTCOME: tuple[Field[Standing], ...] = (
    Field(Column("Outcome", Room.NAME), lambda one: Cell(Name(one.ref, one.name, note=one.kind))),
    Field(Column("Overall status", Room.STATUS), lambda one: Cell(Status(one.status))),
    Field(
        Column("Indicators", Room.SHORT), lambda one: Cell(figures.count(float(one.counts.total)))
    ),
    Field(Column("Rated", Room.SHORT), lambda one: Cell(figures.count(float(one.counts.rated)))),
    Field(
        Column("Indicators Red", Room.SHORT), lambda one: Cell(figures.count(float(one.counts.red)))
    ),
    Field(Column("Actions", Room.SHORT), lambda one: Cell(figures.count(float(one.actions)))),
    Field(
        Column("Actions Red", Room.SHORT), lambda one: Cell(figures.count(float(one.actions_red)))
    ),
)


def outcome_section(card: Scorecard) -> Section:
    """Return every outcome, priority and strategy with its overall status."""
    table = Table(
        key="outcomes",
        sheet="Outcomes",
        caption="Key outcomes are judged by their indicators, priorities and strategies by their "
        "actions.",
        columns=(),
        rows=(),
    )
    whole = table_of(table, _OUTCOME, card.outcomes)
    title = "Outcomes, priorities and strategies"
    return Section(key="outcomes", title=title, blocks=(whole,))


_AWAITED: tuple[Field[Awaited], ...] = (
    Field(Column("From", Room.NAME), lambda one: Cell(one.whom)),
    Field(Column("What", Room.TEXT), lambda one: Cell(one.what)),
    Field(
        Column("How many", Room.SHORT),
        lambda one: Cell(figures.count(float(one.count)) if one.count else NOTHING),
    ),
    Field(Column("Refs", Room.LONG), lambda one: Cell(one.refs)),
)


def awaited_section(card: Scorecard) -> Section:
    """Return what is missing, and from whom."""
    table = Table(
        key="awaited",
        sheet="Awaited",
        caption="What is missing, and from whom.",
        columns=(),
        rows=(),
    )

    def row(one: Awaited) -> Row:
        return Row((), tags=("Awaiting data", one.service))

    whole = table_of(table, _AWAITED, card.awaited, row=row)
    return Section(key="awaited", title="What is awaited", blocks=(whole,))


_TO_CHECK: tuple[Field[ToCheck], ...] = (
    Field(Column("Cell", Room.WORD), lambda one: Cell(one.place)),
    Field(Column("What and why", Room.LONG), lambda one: Cell(one.message)),
    Field(Column("What to do", Room.TEXT), lambda one: Cell(one.fix)),
)


def to_check_section(card: Scorecard) -> Section:
    """Return the errors on the scorecard's own rows."""
    table = Table(
        key="to-check",
        sheet="To check",
        caption="A row with an error is not judged until it is right.",
        columns=(),
        rows=(),
    )
    whole = table_of(table, _TO_CHECK, card.to_check)
    return Section(key="to-check", title="Errors to put right", blocks=(whole,))
