"""This module says what is drawn of a page on paper, and how wide: the template draws it so.

A text is a string, or a list of pieces: strings, and pairs of a kind and what is drawn of it.
Knows no subject, and nothing of typst.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from csplan.looks.figures import Figure
from csplan.looks.style import ARROWS, BAR_FILLS, PALETTE, SIZES, STATUSES
from csplan.scorecards.blocks import (
    Bars,
    Block,
    Chart,
    ChartKind,
    Fact,
    Item,
    Items,
    Name,
    Note,
    Page,
    Part,
    Role,
    Room,
    Section,
    Sentences,
    Status,
    Table,
    TableCell,
    TableRow,
    Travel,
    Trend,
    is_empty,
    words_of,
)
from csplan.scorecards.column_widths import WORDY, letters_of, weight_of
from csplan.scorecards.drawable import drawable
from csplan.scorecards.fonts import BOLD, REGULAR, SEMIBOLD
from csplan.scorecards.pieces import (
    LINE,
    OnPaper,
    all_said,
    alone,
    labelled,
    lines,
    named,
    said,
    whole_refs,
)
from csplan.scorecards.places import placed_bar, placed_trend
from csplan.scorecards.row_heights import Lettering, certain, height_of
from csplan.terms.records import dataclass, replace

__all__ = ["drawn_on_paper"]

_IN_A_LINE = 84
_MOST = 500
"""So many rows of one table, or entries of one list, are drawn on paper; Excel has all of them."""
_TOGETHER = 2
"""How many rows at a table's end stay together."""
_LONG = 900
"""How many characters may be kept together; more than that may go on on the next sheet."""
_PAPER = 297 / 25.4 * 72 - 2 * 13 / 25.4 * 72
"""How wide the sheet is between its margins, in points."""
_GUTTER = 14.0
"""Between the two columns of an appendix, in points."""
_EDGES = 7.0
"""What a cell leaves free on its left and right together, in points."""
_ROOMS = {
    Room.WORD: 58.0,
    Room.STATUS: 62.0,
    Room.DATE: 78.0,
    Room.TRAVEL: 84.0,
    Room.TREND: 56.0,
}
"""How wide columns of a kind are, in points."""
_CHART, _SHARES, _BAR = 152.0, 0.24, 9.0
"""How wide a chart is in points, shares are of the whole, and a bar is by the weights of words."""
_TREND_SIZE, _CHART_SIZE, _BESIDE_SIZE = (52.0, 17.0), (148.0, 40.0), (50.0, 19.0)
"""How wide and high a line of figures is: in a row, as a chart, and beside an entry."""
_SHARES_HEIGHT, _THICK, _THIN = 11.0, 8.6, 4.0
"""How high shares are, a bar that is alone, and one of several, with what is below it."""
_AROUND_SAID = (1.0, 4.0)
"""What is free above and below what is said of a row."""
_NARROW = 10
"""A table of more columns than that is drawn narrow."""


Data = dict[str, object]


def drawn_on_paper(page: Page, created: dt.datetime) -> Data:
    """Return everything that the template shows."""
    texts = ("title", "heading", "about", "authority", "key", "foot", "marking")
    return {
        **{name: drawable(getattr(page, name)) for name in (*texts, "illustrative", "draft")},
        "content_sha256": page.content_sha256,
        "sections": [_section(one) for one in page.sections],
        "created": [created.year, created.month, created.day],
        "statuses": {
            word: {"shape": look.shape, "text": look.text, "fill": look.fill}
            for word, look in STATUSES.items()
        },
        "bar_fills": BAR_FILLS,
        "palette": PALETTE,
        "sizes": SIZES,
    }


def _section(section: Section) -> Data:
    return {
        "title": drawable(section.title),
        "starts_page": section.starts_page,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> Data:
    """Return a block under the name by which the template knows its kind."""
    match block:
        case Sentences():
            texts = [whole_refs(text) for text in block.texts]
            return {"is": "sentences", "title": "", "texts": texts, "leads": block.leads}
        case Note():
            said = [*labelled("strong", block.label), *whole_refs(block.text)]
            return {"is": "note", "title": "", "tone": str(block.tone), "said": said}
        case Table():
            return _table(block)
        case Items():
            return {
                "is": "entries",
                "title": drawable(block.title),
                "caption": drawable(_with_rest(block.caption, len(block.entries), "entries")),
                "numbered": block.numbered,
                "compact": block.compact,
                "entries": [_entry(entry, block) for entry in block.entries[:_MOST]],
            }


def _table(table: Table) -> Data:
    """Return a table without the columns, and the rows, for which paper has no room."""
    said = _with_rest(" ".join(filter(None, (table.caption, table.leaves_out))), len(table.rows))
    table = replace(table, rows=_on_paper(table.rows))
    titled: Data = {"title": drawable(table.title), "caption": drawable(said)}
    if not table.small:
        last = min(_TOGETHER, len(table.rows) - 1)
        return {"is": "table", **titled, **_drawn(table, table.rows, _PAPER, last=last)}
    first, half = _first_half(table), (_PAPER - _GUTTER) / 2
    halves = [rows for rows in (table.rows[:first], table.rows[first:]) if rows]
    drawn = [_drawn(table, rows, half, last=0) for rows in halves or [()]]
    return {"is": "halves", **titled, "gutter": _GUTTER, "halves": drawn}


def _drawn(table: Table, rows: Sequence[TableRow], room: float, *, last: int) -> Data:
    """Return some rows of a table under its headings, in so much room."""
    kept = [n for n, column in enumerate(table.columns) if not column.detail]
    columns = [table.columns[n] for n in kept]
    look = _look(table, len(kept))
    widths = _widths(table, kept, room, look.letter)
    headings = [drawable(column.heading) for column in columns]
    charts = [column.chart for column in columns]
    drawn = [_row([row.cells[n] for n in kept], row, charts, widths) for row in rows]
    heights = [_height_of_head(headings, widths, look)]
    heights += [height for row in drawn for height in _heights(row, widths, look)]
    return {
        "size": look.size,
        "inset": look.inset,
        "line": look.line,
        "drawn": any(column.room is Room.BAR for column in columns),
        "last": last,
        "widths": widths,
        "heights": heights,
        "headings": headings,
        "right": [column.room.is_right for column in columns],
        "rows": [row.on_paper for row in drawn],
    }


@dataclass(frozen=True, slots=True)
class _Look:
    """How a table is drawn, in points: its letters, how wide one is, and what is around them."""

    size: float
    letter: float
    inset: float
    line: float


def _look(table: Table, columns: int) -> _Look:
    """Return how a table is drawn: an appendix small, one of many columns narrow."""
    size = SIZES["small"] - 0.5
    if table.small:
        return _Look(size=size - 1, letter=3.9, inset=1.3, line=0.3)
    if columns > _NARROW:
        return _Look(size=size, letter=4.1, inset=2.2, line=0.5)
    return _Look(size=size + 0.5, letter=4.4, inset=2.3, line=0.5)


def _widths(table: Table, kept: Sequence[int], room: float, letter: float) -> list[float]:
    """Return how wide each column is: words and bars share, by weight, what the others leave."""
    fixed: dict[int, float] = {}
    weights: dict[int, float] = {}
    for n in kept:
        column = table.columns[n]
        if column.room is Room.BAR and column.chart and column.chart.kind is ChartKind.SHARES:
            fixed[n] = _SHARES * room
        elif column.room is Room.BAR:
            weights[n] = _BAR
        elif column.room.is_right:
            fixed[n] = letters_of(table, n) * letter + 8
        elif column.room in WORDY:
            weights[n] = weight_of(table, n)
        else:
            fixed[n] = _CHART if _holds_charts(table, n) else _ROOMS[column.room]
    left = max(room - sum(fixed.values()), 0.0) / (sum(weights.values()) or 1.0)
    return [round(fixed[n] if n in fixed else weights[n] * left, 3) for n in kept]


def _on_paper(rows: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    """Return the first rows of a table, and its totals wherever they stand."""
    return (*rows[:_MOST], *(row for row in rows[_MOST:] if row.role is Role.TOTAL))


def _with_rest(caption: str, number: int, noun: str = "rows") -> str:
    """Return a caption that says where all of a long table is, if this is one."""
    if number <= _MOST:
        return caption
    rest = (
        f"Here are the first {_MOST:,} of {number:,} {noun}; the scorecard in Excel has them all."
    )
    return f"{caption} {rest}".strip()


def _holds_charts(table: Table, place: int) -> bool:
    parts = (row.cells[place].part for row in table.rows)
    return any(isinstance(part, Trend) and part.is_chart for part in parts)


def _first_half(table: Table) -> int:
    """Return how many rows of an appendix stand in the first of its two columns."""
    heights = [1 + len(words_of(row.cells[0].part)) // _IN_A_LINE for row in table.rows]
    reached = 0
    for number, height in enumerate(heights, start=1):
        reached += height
        if 2 * reached >= sum(heights):
            return number
    return len(heights)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells, and what is said of it below all of them but its name."""

    cells: list[str | Sequence[OnPaper]]
    said: list[OnPaper]
    is_total: bool
    breaks: bool

    @property
    def on_paper(self) -> Data:
        """The same for the template."""
        return {
            "cells": self.cells,
            "said": self.said or None,
            "total": self.is_total,
            "breaks": self.breaks,
        }


def _row(
    cells: Sequence[TableCell],
    row: TableRow,
    charts: Sequence[Chart | None],
    widths: Sequence[float],
) -> _Row:
    """Return a row as it is drawn in columns of such widths."""
    words = [[words_of(part) for part in (cell.part, *cell.under)] for cell in cells]
    long = any(sum(map(len, one)) > _LONG for one in words)
    return _Row(
        cells=[
            alone(_cell(cell, chart, width))
            for cell, chart, width in zip(cells, charts, widths, strict=True)
        ],
        said=all_said(row.said),
        is_total=row.role is Role.TOTAL,
        breaks=sum(len(one.text) for one in row.said) > _LONG if row.said else long,
    )


def _height_of_head(headings: Sequence[str], widths: Sequence[float], look: _Look) -> float | None:
    """Return how high the headings are, where that is certain."""
    lettering = Lettering(size=look.size, small=SIZES["small"] - 0.5, weight=SEMIBOLD)
    heights = [
        height_of([("small", heading)], width - _EDGES, lettering)
        for heading, width in zip(headings, widths, strict=True)
    ]
    return _with_edges(certain(heights), 2 * look.inset)


def _heights(row: _Row, widths: Sequence[float], look: _Look) -> list[float | None]:
    """Return how high a row is, and what is said of it, where that is certain."""
    if row.breaks:
        return [None, None] if row.said else [None]
    lettering = Lettering(
        size=look.size, small=SIZES["small"] - 0.5, weight=BOLD if row.is_total else REGULAR
    )
    heights = [
        height_of(cell, width - _EDGES, lettering)
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    if not row.said:
        return [_with_edges(certain(heights), 2 * look.inset)]
    name, *others = heights
    upper = _with_edges(certain(others or [(0.0, 0.0)]), 2 * look.inset)
    regular = Lettering(size=look.size, small=SIZES["small"] - 0.5)
    below = height_of(row.said, sum(widths[1:]) - _EDGES, regular)
    if upper is None:
        return [None, None]
    left = 2 * look.inset - upper
    edges = sum(_AROUND_SAID)
    whole = certain([(below[0] + edges, below[1] + edges), (name[0] + left, name[1] + left)])
    return [upper, whole]


def _with_edges(height: float | None, edges: float) -> float | None:
    return None if height is None else height + edges


def _cell(cell: TableCell, chart: Chart | None, width: float) -> list[OnPaper]:
    """Return what stands in a cell, and what stands below it in small letters."""
    pieces = _part(cell.part, chart, width)
    for part in cell.under:
        if not is_empty(part):
            pieces += [LINE, ("small", alone(_part(part, chart, width)))]
    return pieces


def _entry(entry: Item, block: Items) -> Data:
    """Return an entry: its name, its facts in groups that are not torn, and what is said of it."""
    name: list[OnPaper] = [("small", drawable(entry.name.ref)), " "]
    name += [("strong", drawable(entry.name.whole))]
    name += [" ", ("small", drawable(entry.whose))] if entry.whose else []
    groups = [group for group in entry.facts if not is_empty(group[0].part)]
    return {
        "name": name,
        "status": drawable(entry.status.word),
        "facts": [_facts(group) for group in groups],
        "said": all_said(entry.said) if block.compact else [said(one) for one in entry.said],
        "trend": _beside(entry.trend) if entry.trend else None,
        "breaks": sum(len(one.text) for one in entry.said) > _LONG,
    }


def _facts(group: Sequence[Fact]) -> list[OnPaper]:
    """Return the facts of a group: words of their own join one to another, else a comma does."""
    pieces: list[OnPaper] = []
    for fact in (one for one in group if not is_empty(one.part)):
        between = "" if not pieces else " " if fact.before else ", "
        part = _part(fact.part, None, 0.0)
        pieces += [between + drawable(fact.before)]
        pieces += [("strong", part)] if fact.strong else part
    return pieces


def _part(part: Part, chart: Chart | None, width: float) -> list[OnPaper]:
    """Return what a cell of a width holds."""
    match part:
        case Status():
            return [("status", drawable(part.word))] if part.word else []
        case Travel():
            arrow = ARROWS.get(part.word, "")
            return [f"{arrow} {drawable(part.word)}" if arrow else drawable(part.word)]
        case Name():
            return named(part)
        case Trend():
            drawn = _trend(part)
            return [("trend", drawn)] if drawn else []
        case Bars():
            drawn = _bars(part, chart, width) if chart and part.bars else None
            return [("bars", drawn) if drawn else ("small", drawable(part.none))]
        case Figure() | str():
            return lines(words_of(part))


def _trend(trend: Trend) -> Data | None:
    """Return a line of figures, and its words for who cannot see it; None where it has none."""
    placed = placed_trend(trend)
    if placed is None:
        return None
    return {
        "points": placed.points,
        "target": placed.target,
        "limits": placed.limits,
        "width": (_CHART_SIZE if trend.is_chart else _TREND_SIZE)[0],
        "height": (_CHART_SIZE if trend.is_chart else _TREND_SIZE)[1],
        "words": drawable(trend.words),
    }


def _beside(trend: Trend) -> Data | None:
    """Return a line of figures as it is drawn beside an entry."""
    drawn = _trend(trend)
    return drawn and {**drawn, "width": _BESIDE_SIZE[0], "height": _BESIDE_SIZE[1]}


def _bars(bars: Bars, chart: Chart, width: float) -> Data:
    """Return bars as shares of their column's width."""
    drawn: list[Data] = []
    for bar in bars.bars:
        start, length = placed_bar(bar, chart)
        drawn.append({"kind": bar.kind, "start": start, "length": length, "label": bar.label})
    shares = chart.kind is ChartKind.SHARES
    each = _THIN if len(drawn) > 1 else _THICK
    return {
        "bars": drawn,
        "shares": shares,
        "each": each,
        "width": round(width - _EDGES, 3),
        "height": _SHARES_HEIGHT if shares else len(drawn) * each,
    }
