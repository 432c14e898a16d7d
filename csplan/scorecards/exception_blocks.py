"""This module sets out what needs attention as blocks.  Knows nothing of formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csplan.scorecards.blocks import (
    Across,
    Block,
    Cell,
    Column,
    Entries,
    Entry,
    Fact,
    Field,
    Name,
    Note,
    Room,
    Row,
    Said,
    Section,
    Status,
    Table,
    Tone,
    Travel,
    table_of,
)
from csplan.scorecards.content import ExceptionLine, Scorecard, SubjectKind
from csplan.scorecards.indicator_blocks import said_of

__all__ = ["exception_section"]

_TITLE = "What needs attention"


def exception_section(card: Scorecard) -> Section:
    """Return what is Red, worsening, overdue or over budget."""
    order = "Red, worsening, overdue or over budget; what matters most first."
    if card.exceptions_left_out:
        order = f"{order} {card.exceptions_left_out} more are in the exceptions report."
    return Section(
        key="exceptions",
        title=_TITLE,
        sheet="Exceptions",
        starts_page=card.subject.kind is SubjectKind.DIRECTORATE,
        blocks=(Note(order, tone=Tone.QUIET), *_blocks(card)),
    )


def _blocks(card: Scorecard) -> Iterator[Block]:
    """Yield the kinds of exception that there are."""
    kinds = {
        kind: [line for line in card.exceptions if line.kind == kind]
        for kind in ("Indicator", "Budget", "Action")
    }
    whose = card.subject.kind is not SubjectKind.SERVICE
    if kinds["Indicator"]:
        yield Entries(
            key="exceptions-indicators",
            title="Indicators",
            sheet="Exceptions",
            caption="",
            entries=tuple(_entry(line, whose=whose) for line in kinds["Indicator"]),
        )
    if kinds["Budget"]:
        yield _budget(kinds["Budget"], whose=whose)
    if kinds["Action"]:
        yield _actions(kinds["Action"], whose=whose)


def _entry(line: ExceptionLine, *, whose: bool) -> Entry:
    """Return an indicator's entry: its facts on a line, then why, then what is said and done."""
    return Entry(
        name=Name(line.ref, line.name),
        status=Status(line.status),
        whose=line.service if whose else "",
        facts=(
            (
                Fact("Actual", line.actual, strong=True),
                Fact("Target to date", line.target, before="against "),
            ),
            (Fact("Variance", line.variance), Fact("Better or worse", line.judgement)),
            (Fact("Direction of travel", Travel(line.direction)),),
            (Fact("Gap", line.gap),),
        ),
        said=(
            Said("", line.why, heading="Why this colour"),
            *said_of(line.commentary, line.corrective_action),
        ),
        tags=tuple(filter(None, (line.status, line.direction, line.service))),
    )


def _name(line: ExceptionLine, *, whose: bool) -> Name:
    return Name(line.ref, line.name, note=line.service if whose else "")


def _row(line: ExceptionLine) -> Row:
    overdue = ("Overdue",) if line.kind == "Action" and line.judgement else ()
    return Row((), tags=(*filter(None, (line.status, line.service)), *overdue))


def _budget(lines: list[ExceptionLine], *, whose: bool) -> Table:
    """Return the budget lines that are forecast to overspend."""
    fields: Iterable[Field[ExceptionLine]] = (
        Field(Column("What", Room.NAME), lambda line: Cell(_name(line, whose=whose))),
        Field(Column("Status", Room.STATUS), lambda line: Cell(Status(line.status))),
        Field(Column("Forecast", Room.MONEY), lambda line: Cell(line.actual)),
        Field(Column("Budget", Room.MONEY), lambda line: Cell(line.target)),
        Field(
            Column("Variance", Room.MONEY, under=("Judgement",)),
            lambda line: Cell(line.variance, (line.judgement,)),
        ),
        Field(
            Column("Why this colour", Room.TEXT, under=("Commentary",)),
            lambda line: Cell(line.why, (line.commentary,)),
        ),
    )
    table = Table(
        key="exceptions-budget",
        title="Budget lines",
        sheet="Over budget",
        caption="Furthest beyond its threshold first",
        columns=(),
        rows=(),
        across=(Across("Variance", plus=("Forecast",), minus=("Budget",)),),
    )
    return table_of(table, tuple(fields), lines, row=_row)


def _actions(lines: list[ExceptionLine], *, whose: bool) -> Table:
    """Return the actions that are overdue or off track."""
    fields: Iterable[Field[ExceptionLine]] = (
        Field(Column("What", Room.NAME), lambda line: Cell(_name(line, whose=whose))),
        Field(Column("Status", Room.STATUS), lambda line: Cell(Status(line.status))),
        Field(Column("Overdue", Room.WORD), lambda line: Cell(line.judgement)),
        Field(
            Column("Why this colour", Room.TEXT, under=("Commentary",)),
            lambda line: Cell(line.why, (line.commentary,)),
        ),
    )
    table = Table(
        key="exceptions-actions",
        title="Actions",
        sheet="Overdue",
        caption="Longest overdue first",
        columns=(),
        rows=(),
    )
    return table_of(table, tuple(fields), lines, row=_row)
