"""This module sets out what needs attention as blocks.  Knows nothing of formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csplan.scorecards.blocks import (
    Across,
    Fact,
    Field,
    Item,
    Items,
    Name,
    Note,
    Room,
    Said,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    Travel,
    Trend,
    table_of,
)
from csplan.scorecards.content import ExceptionLine, Scorecard, SubjectKind

__all__ = ["entry_of", "exception_section", "exceptions_report"]

_UNEXPLAINED = (Said("", "No explanation yet.", heading="Why"),)
_ORDER = (
    "In the order of what matters: Red; marked High; safeguarding and statutory; how far beyond "
    "tolerance; worsening first.  What comes every year at this time comes later."
)


def exception_section(card: Scorecard) -> Section | None:
    """Return what else is Red or worsening, after those on page 1; None where nothing is."""
    told = {line.ref for line in card.brief.worst}
    lines = [line for line in card.exceptions if line.ref not in told and line.kind == "Indicator"]
    if not lines:
        return None
    whose = card.subject.kind is not SubjectKind.SERVICE
    order = _ORDER
    if card.exceptions_left_out:
        order = f"{order} The exceptions report has them all."
    entries = Items(
        key="exceptions-indicators",
        sheet="Exceptions",
        caption="",
        compact=True,
        entries=tuple(entry_of(line, whose=whose, short=True) for line in lines),
    )
    return Section(
        key="exceptions",
        title="What else is Red or worsening",
        blocks=(Note(order, tone=Tone.QUIET), entries),
    )


def exceptions_report(card: Scorecard) -> Iterator[Section]:
    """Yield all that is Red, worsening, overdue or over budget, kind by kind.

    The indicators told on page 1 are not told again.
    """
    kinds = {
        kind: [line for line in card.exceptions if line.kind == kind]
        for kind in ("Indicator", "Budget", "Action")
    }
    told = {line.ref for line in card.brief.worst}
    kinds["Indicator"] = [line for line in kinds["Indicator"] if line.ref not in told]
    if kinds["Indicator"]:
        entries = Items(
            key="exceptions-indicators",
            sheet="Exceptions",
            caption="",
            compact=True,
            entries=tuple(entry_of(line, whose=True, short=True) for line in kinds["Indicator"]),
        )
        blocks = (Note(_ORDER, tone=Tone.QUIET), entries)
        yield Section(key="exceptions", title="What else is Red or worsening", blocks=blocks)
    if kinds["Budget"]:
        table = _budget(kinds["Budget"], whose=True)
        yield Section(key="over-budget", title="Budget lines over budget", blocks=(table,))
    if kinds["Action"]:
        table = _actions(kinds["Action"], whose=True)
        yield Section(key="overdue", title="Actions overdue or off track", blocks=(table,))


def entry_of(line: ExceptionLine, *, whose: bool, short: bool = False) -> Item:
    """Return an exception's entry: its facts on a line, then why, then what is done about it."""
    budget = line.kind == "Budget"
    heading = "Forecast" if budget else "Actual"
    target = "Budget" if budget else "Target to date"
    implied = line.kind == "Indicator" and line.status == "Red"
    judgement = "" if implied else line.judgement
    words = (("Why", line.commentary), ("Action", line.corrective_action))
    return Item(
        name=Name(line.ref, line.short if short and (whose or not budget) else line.name),
        status=Status(line.status),
        whose=line.service if whose and line.service not in line.short else "",
        facts=(
            (
                Fact(heading, line.actual, strong=True),
                Fact(target, line.target, before="against "),
            ),
            (Fact("Variance", line.variance), Fact("Better or worse", judgement)),
            (Fact("Overdue", line.judgement if line.kind == "Action" else ""),),
            (
                Fact("Direction of travel", Travel(line.direction)),
                Fact("How it moved", line.movement),
            ),
            (Fact("Gap", line.gap),),
            (Fact("Also", line.also),),
        ),
        said=tuple(Said(label, text) for label, text in words if text)
        or (_UNEXPLAINED if line.status == "Red" and line.speaks else ()),
        trend=Trend(line.trend, line.target) if len(line.trend) > 1 else None,
        tags=tuple(filter(None, (line.status, line.direction, line.service))),
    )


def _name(line: ExceptionLine, *, whose: bool) -> Name:
    return Name(line.ref, line.name, note=line.service if whose else "")


def _row(line: ExceptionLine) -> TableRow:
    overdue = ("Overdue",) if line.kind == "Action" and line.judgement else ()
    return TableRow((), tags=(*filter(None, (line.status, line.service)), *overdue))


def _budget(lines: list[ExceptionLine], *, whose: bool) -> Table:
    """Return the budget lines that are forecast to overspend."""
    fields: Iterable[Field[ExceptionLine]] = (
        Field(TableColumn("What", Room.NAME), lambda line: TableCell(_name(line, whose=whose))),
        Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
        Field(TableColumn("Forecast", Room.MONEY), lambda line: TableCell(line.actual)),
        Field(TableColumn("Budget", Room.MONEY), lambda line: TableCell(line.target)),
        Field(
            TableColumn("Variance", Room.MONEY, under=("Judgement",)),
            lambda line: TableCell(line.variance, (line.judgement,)),
        ),
        Field(
            TableColumn("Why this colour", Room.TEXT, under=("Commentary",)),
            lambda line: TableCell(line.why, (line.commentary,)),
        ),
    )
    table = Table(
        key="exceptions-budget",
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
        Field(TableColumn("What", Room.NAME), lambda line: TableCell(_name(line, whose=whose))),
        Field(TableColumn("Status", Room.STATUS), lambda line: TableCell(Status(line.status))),
        Field(TableColumn("Overdue", Room.DATE), lambda line: TableCell(line.judgement)),
        Field(
            TableColumn("Why this colour", Room.TEXT, under=("Commentary",)),
            lambda line: TableCell(line.why, (line.commentary,)),
        ),
    )
    table = Table(
        key="exceptions-actions",
        sheet="Overdue",
        caption="Longest overdue first",
        columns=(),
        rows=(),
    )
    return table_of(table, tuple(fields), lines, row=_row)
