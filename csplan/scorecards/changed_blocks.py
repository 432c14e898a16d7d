"""This module sets out what changed since the last report as blocks.  Knows no format.

The counts reconcile one report with the other; whatever was altered behind a closed one is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csplan.looks.plain_text import plain, with_noun
from csplan.plan.comparison import ColourMoved, SinceReport
from csplan.scorecards.blocks import (
    Block,
    Field,
    Note,
    Room,
    Section,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Tone,
    table_of,
)
from csplan.scorecards.content import IndicatorLine, Scorecard
from csplan.scorecards.indicator_blocks import name_of, tags_of
from csplan.terms.vocabulary import COLOURS

__all__ = ["changed_section", "since_in_words"]

_WHY = {
    "improved": "The figure improved",
    "worsened": "The figure worsened",
    "another target": "The figure is the same, its target moved",
    "another tolerance or rule": "The figure and its target are the same, its rule moved",
    "new": "Judged for the first time",
}
_Moved = tuple[IndicatorLine, ColourMoved]

_FIELDS: tuple[Field[_Moved], ...] = (
    Field(TableColumn("Indicator", Room.NAME), lambda one: TableCell(name_of(one[0]))),
    Field(TableColumn("Was", Room.STATUS), lambda one: TableCell(Status(one[1].before))),
    Field(TableColumn("Is", Room.STATUS), lambda one: TableCell(Status(one[0].status))),
    Field(TableColumn("Previous", Room.FIGURE), lambda one: TableCell(one[0].previous)),
    Field(TableColumn("Actual", Room.FIGURE), lambda one: TableCell(one[0].actual)),
    Field(TableColumn("Target to date", Room.FIGURE), lambda one: TableCell(one[0].target)),
    Field(TableColumn("Why", Room.TEXT), lambda one: TableCell(_why(one[1]))),
)


def changed_section(card: Scorecard) -> Section | None:
    """Return page two: what moved since the last report, and why; None where nothing did."""
    report = card.report
    if report is None:
        return None
    lines = {line.ref: line for line in card.indicators}
    moved = report.moved
    shown = _in_order([(lines[one.ref], one) for one in moved if _is_shown(one, lines)])
    blocks: list[Block] = [
        *([_table(report, shown)] if shown else []),
        *_others(moved, lines),
        *_altered(report),
    ]
    if not moved and not report.altered:
        return None
    return Section(
        key="changed", title=f"What changed since {report.before.period}", blocks=tuple(blocks)
    )


def _is_shown(one: ColourMoved, lines: dict[str, IndicatorLine]) -> bool:
    """Say whether a move is one from a colour to a colour."""
    return one.ref in lines and one.before in COLOURS and one.after in COLOURS


def _in_order(moved: list[_Moved]) -> list[_Moved]:
    """Put what got worse first."""
    rank = {str(colour): n for n, colour in enumerate(COLOURS)}
    return sorted(moved, key=lambda pair: rank[pair[1].after] - rank[pair[1].before])


def _why(one: ColourMoved) -> str:
    return _WHY.get(one.kind, one.why)


def since_in_words(card: Scorecard) -> str:
    """Reconcile each colour's count with the last report's, and say which figures came in."""
    if card.report is None:
        return ""
    counts = card.report.counts or ("No colour moved.",)
    return " ".join((*counts, _figures(card, card.report))).strip()


def _figures(card: Scorecard, report: SinceReport) -> str:
    """Say how many figures came in, and which are awaited."""
    period = report.now.period
    given = [line for line in card.indicators if line.actual.value is not None]
    number = sum(line.period == period for line in given)
    waits = [line.ref for line in card.indicators if line.status == "Awaiting data"]
    if not number and not waits:
        return ""
    came = with_noun(number, "figure")
    rest = f"awaited: {', '.join(waits)}" if waits else "none is awaited"
    return f"{came} for {period} came in; {rest}."


def _table(report: SinceReport, moved: Sequence[_Moved]) -> Table:
    """Return the indicators that went from one colour to another."""
    table = Table(
        key="changed",
        sheet="Changed",
        caption="",
        about=f"Indicators that changed colour since {report.before.period}, for the worse first",
        columns=(),
        rows=(),
    )
    return table_of(table, _FIELDS, moved, row=lambda one: TableRow((), tags=tags_of(one[0])))


def _others(moved: Sequence[ColourMoved], lines: dict[str, IndicatorLine]) -> Iterator[Note]:
    """Name what came, went, or is judged or not judged for the first time."""
    kinds: dict[str, list[str]] = {}
    for one in moved:
        if not _is_shown(one, lines):
            word = {"added": "Rows added", "gone": "Rows gone", "new": "Judged now"}.get(one.kind)
            kinds.setdefault(word or f"Now {plain(one.after).lower()}", []).append(one.ref)
    if kinds:
        told = "; ".join(f"{word}: {', '.join(refs)}" for word, refs in kinds.items())
        yield Note(f"{told}.", tone=Tone.SMALL)


def _altered(report: SinceReport) -> Iterator[Note]:
    """Name figures and targets of the closed report that are others now."""
    told = [
        f"{one.ref} {plain(one.name)}: {report.before.period} {one.what} was {plain(one.was)}, "
        f"and is {plain(one.now)}"
        for one in report.altered
    ]
    if told:
        label = f"Altered since {report.before.period} was closed:"
        yield Note(";\n".join(told) + ".", label=label, tone=Tone.WARNING)
