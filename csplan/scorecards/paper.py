"""This module says what is drawn of a page on paper, and how wide: the template draws it so.

A text is a string, or a list of pieces: strings, and pairs of a kind and what is drawn of it.
Knows no subject, and nothing of typst.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    Said,
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
from csplan.scorecards.places import placed_bar, placed_trend

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
_NARROW = 10
"""A table of more columns than that is drawn narrow."""
_REF = re.compile(r"([^\W\d_]+\d*-\d+)")
"""A ref, which stays on one line: KO2-01."""

Data = dict[str, object]
OnPaper = str | tuple[str, object]
_LINE: OnPaper = ("line", "")
_GAP: OnPaper = ("gap", "")


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
            texts = [_whole_refs(text) for text in block.texts]
            return {"is": "sentences", "title": "", "texts": texts, "leads": block.leads}
        case Note():
            said = [*_labelled("strong", block.label), *_whole_refs(block.text)]
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
    return {
        "size": look.size,
        "inset": look.inset,
        "line": look.line,
        "drawn": any(column.room is Room.BAR for column in columns),
        "last": last,
        "widths": widths,
        "columns": [
            {"heading": drawable(column.heading), "right": column.room.is_right}
            for column in columns
        ],
        "rows": [
            _row([row.cells[n] for n in kept], row, [one.chart for one in columns], widths)
            for row in rows
        ],
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


def _row(
    cells: Sequence[TableCell],
    row: TableRow,
    charts: Sequence[Chart | None],
    widths: Sequence[float],
) -> Data:
    """Return a row's cells, and what is said of it below them."""
    words = [[words_of(part) for part in (cell.part, *cell.under)] for cell in cells]
    long = any(sum(map(len, one)) > _LONG for one in words)
    return {
        "total": row.role is Role.TOTAL,
        "cells": [
            _alone(_cell(cell, chart, width))
            for cell, chart, width in zip(cells, charts, widths, strict=True)
        ],
        "said": _all_said(row.said) if row.said else None,
        "breaks": sum(len(one.text) for one in row.said) > _LONG if row.said else long,
    }


def _alone(pieces: Sequence[OnPaper]) -> str | Sequence[OnPaper]:
    """Return pieces as text where they are no more than that."""
    return "".join(map(str, pieces)) if all(isinstance(one, str) for one in pieces) else pieces


def _cell(cell: TableCell, chart: Chart | None, width: float) -> list[OnPaper]:
    """Return what stands in a cell, and what stands below it in small letters."""
    pieces = _part(cell.part, chart, width)
    for part in cell.under:
        if not is_empty(part):
            pieces += [_LINE, ("small", _alone(_part(part, chart, width)))]
    return pieces


def _labelled(kind: str, label: str) -> list[OnPaper]:
    """Return a label, if there is one, before what it stands before."""
    return [(kind, drawable(label)), " "] if label else []


def _lines(text: str) -> list[OnPaper]:
    """Return a text with its line breaks."""
    first, *others = drawable(text).split("\n")
    return [first, *(piece for line in others for piece in (_LINE, line))]


def _whole_refs(text: str) -> list[OnPaper]:
    """Return a text whose refs are not torn at the end of a line."""
    pieces: list[OnPaper] = []
    for piece in _lines(text):
        if isinstance(piece, str):
            parts = _REF.split(piece)
            pieces += [("whole", one) if n % 2 else one for n, one in enumerate(parts) if one]
        else:
            pieces.append(piece)
    return pieces


def _said(one: Said) -> list[OnPaper]:
    """Return what is said, after its label."""
    label: list[OnPaper] = [("small", [("strong", drawable(one.label))]), " "] if one.label else []
    return label + _lines(one.text)


def _all_said(said: Sequence[Said]) -> list[OnPaper]:
    """Return all that is said, one after the other."""
    return [piece for one in said for piece in (_GAP, *_said(one))][1:]


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
        "said": _all_said(entry.said) if block.compact else [_said(one) for one in entry.said],
        "trend": _trend(entry.trend) if entry.trend else None,
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
            return _name(part)
        case Trend():
            drawn = _trend(part)
            return [("trend", drawn)] if drawn else []
        case Bars():
            return [("bars", _bars(part, chart, width))]
        case Figure() | str():
            return _lines(words_of(part))


def _name(name: Name) -> list[OnPaper]:
    """Return a name, with its ref and its group before it, and a quiet word after it."""
    pieces: list[OnPaper] = [("beside", drawable(name.ref)), " "] if name.ref else []
    pieces += [("beside", drawable(name.group)), ": "] if name.group else []
    pieces += [drawable(name.text)]
    pieces += [" ", ("beside", f"({drawable(name.note)})")] if name.note else []
    return pieces


def _trend(trend: Trend) -> Data | None:
    """Return a line of figures, and its words for who cannot see it; None where it has none."""
    placed = placed_trend(trend)
    if placed is None:
        return None
    return {
        "points": placed.points,
        "target": placed.target,
        "limits": placed.limits,
        "is_chart": trend.is_chart,
        "words": drawable(trend.words),
    }


def _bars(bars: Bars, chart: Chart | None, width: float) -> Data:
    """Return bars as shares of their column's width."""
    drawn: list[Data] = []
    for bar in bars.bars if chart else ():
        start, length = placed_bar(bar, chart) if chart else (0.0, 0.0)
        drawn.append({"kind": bar.kind, "start": start, "length": length, "label": bar.label})
    return {
        "bars": drawn,
        "none": drawable(bars.none),
        "chart": str(chart.kind) if chart else "",
        "width": round(width - _EDGES, 3),
    }
