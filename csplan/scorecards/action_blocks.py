"""This module sets out actions, outcomes and what is awaited as blocks.  Knows no format."""

from __future__ import annotations

from collections.abc import Sequence

from csplan.looks import figures
from csplan.looks.figures import NOTHING
from csplan.looks.plain_text import be, have, with_noun
from csplan.scorecards.blocks import (
    Block,
    Field,
    Name,
    Note,
    Room,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
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
from csplan.terms.vocabulary import COLOURS, Rag, State
from csplan.terms.words import plural

__all__ = ["action_section", "awaited_table", "idle_table", "outcome_section", "to_check_section"]

_JUDGED = (*COLOURS, Rag.BLUE, State.CHECK_DATA)

_ACTION: tuple[Field[ActionLine], ...] = (
    Field(
        TableColumn("Action", Room.NAME, under=("Commentary",)),
        lambda line: TableCell(Name(line.ref, line.action), (line.commentary,)),
    ),
    Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
    Field(
        TableColumn("Due", Room.DATE, under=("Overdue",)),
        lambda line: TableCell(line.due, (line.timing,)),
    ),
    Field(
        TableColumn("Complete", Room.SHORT),
        lambda line: TableCell(line.percent_complete),
        optional=True,
    ),
)
_OUTCOME_OF: Field[ActionLine] = Field(
    TableColumn("For", Room.WORD), lambda line: TableCell(line.outcome_ref)
)
_LEAD: Field[ActionLine] = Field(
    TableColumn("Lead", Room.TEXT), lambda line: TableCell(line.service)
)


_IDLE = ("Not started", "Superseded")


def action_section(card: Scorecard) -> Section | None:
    """Return the actions under way, the longest overdue first, and how many are not."""
    if not card.actions:
        return None
    going = [line for line in card.actions if line.status not in _IDLE]
    kind = card.subject.kind
    about = "Actions, the longest overdue first"
    table = Table(key="actions", sheet="Actions", caption="", about=about, columns=(), rows=())
    fields = (
        *_ACTION,
        *(() if kind is SubjectKind.OUTCOME else (_OUTCOME_OF,)),
        *(() if kind is SubjectKind.SERVICE else (_LEAD,)),
    )
    blocks: list[Block] = [table_of(table, fields, going, row=_action_row)] if going else []
    idle = [line for line in card.actions if line.status in _IDLE]
    if idle:
        where = f"The appendix lists {'it' if len(idle) == 1 else 'them'}."
        blocks.append(Note(f"{_idle_in_a_line(idle)} {where}"))
    if card.actions_left_out:
        others = with_noun(card.actions_left_out, "other action")
        words = f"{others} {be(card.actions_left_out)} on the"
        blocks.append(Note(f"{words} {plural(card.foot.words.service)}’ scorecards."))
    return Section(key="actions", title="Actions, overdue first", blocks=tuple(blocks))


def _idle_in_a_line(lines: Sequence[ActionLine]) -> str:
    """Say how many actions are not under way, why, and how many of them have no date."""
    undated = sum(line.due == "No date" for line in lines)
    waiting = sum(line.status == _IDLE[0] for line in lines)
    gone = len(lines) - waiting
    dates = f"; {undated} {have(undated)} no due date" if undated else ""
    if waiting and gone:
        parts = f"{waiting} {have(waiting)} not started and {gone} {be(gone)} superseded"
        return f"{len(lines)} actions are not under way: {parts}{dates}."
    if undated == len(lines):
        dates = f" and {have(undated)} no due date"
    state = f"{be(gone)} superseded" if gone else f"{have(waiting)} not started"
    return f"{with_noun(len(lines), 'action')} {state}{dates}."


def _action_row(line: ActionLine) -> TableRow:
    overdue = ("Overdue",) if line.timing else ()
    return TableRow((), tags=(*filter(None, (line.status, line.service)), *overdue))


def _idle(line: ActionLine) -> str:
    """Return an action's state where it is not that of most, and its due date if it has one."""
    state = "" if line.status == _IDLE[0] else line.status.lower()
    due = "" if line.due == "No date" else f"due {line.due}"
    return ", ".join(filter(None, (state, due)))


_IDLE_FIELDS: tuple[Field[ActionLine], ...] = (
    Field(
        TableColumn("Action", Room.NAME),
        lambda line: TableCell(Name(line.ref, line.action, note=_idle(line))),
    ),
)


def idle_table(lines: Sequence[ActionLine]) -> Table | None:
    """Return the list of actions that are not under way, for the appendix."""
    found = [line for line in lines if line.status in _IDLE]
    if not found:
        return None
    table = Table(
        key="idle",
        title="Actions not started",
        sheet="Not started",
        caption="Without a due date, unless one is named.",
        about="Actions that have not started, or are superseded",
        columns=(),
        rows=(),
        small=True,
    )
    return table_of(table, _IDLE_FIELDS, found, row=_action_row)


_OUTCOME: tuple[Field[Standing], ...] = (
    Field(
        TableColumn("Of", Room.NAME),
        lambda one: TableCell(Name(one.ref, one.name, note=one.kind)),
    ),
    Field(TableColumn("Overall status", Room.STATUS), lambda one: TableCell(Status(one.status))),
    Field(
        TableColumn("Actions", Room.SHORT), lambda one: TableCell(figures.count(float(one.actions)))
    ),
    Field(
        TableColumn("Actions Red", Room.SHORT),
        lambda one: TableCell(figures.count(float(one.actions_red))),
    ),
)


def outcome_section(card: Scorecard) -> Section | None:
    """Return the priorities and strategies that have a status, and name those that have none."""
    others = [one for one in card.outcomes if one.kind and one.kind != "Key outcome"]
    rated = [one for one in others if one.status in _JUDGED]
    rest = [one for one in others if one not in rated]
    table = Table(
        key="outcomes",
        sheet="Outcomes",
        caption=f"Judged by their actions; {plural(card.foot.words.outcome)} are on page 1.",
        columns=(),
        rows=(),
    )
    blocks: list[Block] = [table_of(table, _OUTCOME, rated)] if rated else []
    if rest:
        names = "; ".join(f"{one.ref} {one.name}" for one in rest)
        blocks.append(Note(names, label="No action under way yet:"))
    title = "Priorities and strategies"
    return Section(key="outcomes", title=title, blocks=tuple(blocks)) if blocks else None


_AWAITED: tuple[Field[Awaited], ...] = (
    Field(TableColumn("From", Room.NAME), lambda one: TableCell(one.whom)),
    Field(TableColumn("What", Room.TEXT), lambda one: TableCell(one.what)),
    Field(
        TableColumn("Number", Room.SHORT),
        lambda one: TableCell(figures.count(float(one.count)) if one.count else NOTHING),
    ),
    Field(TableColumn("Refs", Room.LONG), lambda one: TableCell(one.refs)),
)


def awaited_table(card: Scorecard) -> Table | None:
    """Return what is missing, and from whom."""
    if not card.awaited:
        return None
    table = Table(
        key="awaited",
        title="What is awaited, and from whom",
        sheet="Awaited",
        caption="",
        about="What is missing, and from whom",
        columns=(),
        rows=(),
    )

    def row(one: Awaited) -> TableRow:
        return TableRow((), tags=("Awaiting data", one.service))

    return table_of(table, _AWAITED, card.awaited, row=row)


_TO_CHECK: tuple[Field[ToCheck], ...] = (
    Field(TableColumn("Cell", Room.WORD), lambda one: TableCell(one.place)),
    Field(TableColumn("What and why", Room.LONG), lambda one: TableCell(one.message)),
    Field(TableColumn("What to do", Room.TEXT), lambda one: TableCell(one.fix)),
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
