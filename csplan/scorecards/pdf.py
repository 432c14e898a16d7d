"""This module writes a page of blocks as a PDF that screen readers can read (PDF/UA-1), by typst.

All content is handed over as data, never as typst's own language.  Knows no subject.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from csplan.looks.figures import Figure
from csplan.looks.style import ARROWS, BAR_FILLS, PALETTE, SIZES, STATUSES
from csplan.scorecards.blocks import (
    Bars,
    Block,
    Chart,
    ChartKind,
    Item,
    Items,
    Name,
    Note,
    Page,
    Part,
    Role,
    Said,
    Section,
    Sentences,
    Status,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Travel,
    Trend,
    is_empty,
    words_of,
)
from csplan.scorecards.column_widths import WORDY, letters_of, weight_of
from csplan.scorecards.drawable import drawable
from csplan.scorecards.places import placed_bar, placed_trend

__all__ = ["forget_pages", "pdf_of"]

_TEMPLATE = Path(__file__).parent / "page.typ"
_NOTHING = Path(__file__).parent / "nothing.typ"
_REMEMBERED = 10
"""After how many documents typst forgets what none of them used."""
_STANDARD = "ua-1"
_IN_A_LINE = 84
_MOST = 500
"""So many rows of one table, or entries of one list, are drawn on paper; Excel has all of them."""
_TOGETHER = 2
"""How many rows at a table's end stay together."""
_LONG = 900
"""How many characters may be kept together; more than that may go on on the next sheet."""

Data = dict[str, object]


def pdf_of(page: Page, *, created: dt.datetime) -> bytes:
    """Return a page as a PDF.  The same page gives the same bytes."""
    data = json.dumps(_data(page, created), ensure_ascii=False)
    return _compiled(
        _TEMPLATE,
        sys_inputs={"data": data},
        pdf_standards=_STANDARD,
        timestamp=int(created.timestamp()),
    )


def forget_pages() -> None:
    """Give back the memory in which typst keeps what it has laid out, for the like to come.

    It forgets what it has not used for ten documents: ten empty ones make it so.
    """
    for _ in range(_REMEMBERED):
        _compiled(_NOTHING)


def _compiled(template: Path, **says: object) -> bytes:
    """Return a template as a PDF.  A compiler serves one thread at a time, and rests between."""
    resting = _resting(template)
    try:
        compiler = resting.pop()
    except IndexError:
        compiler = _compiler(template)
    try:
        return bytes(compiler.compile(format="pdf", **says))
    finally:
        resting.append(compiler)


@cache
def _resting(_template: Path) -> list[Any]:
    """Return the compilers of a template that nobody uses now."""
    return []


def _compiler(template: Path) -> Any:  # noqa: ANN401  (typst's compiler)
    """Return typst with the fonts that come with csplan's own dependencies, and no others."""
    import font_source_sans_pro
    import typst

    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


def _data(page: Page, created: dt.datetime) -> Data:
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
            texts = [drawable(text) for text in block.texts]
            return {"is": "sentences", "title": "", "texts": texts, "leads": block.leads}
        case Note():
            said = {"text": drawable(block.text), "label": drawable(block.label)}
            return {"is": "note", "title": "", "tone": str(block.tone), **said}
        case Table():
            return _table(block)
        case Items():
            return {
                "is": "entries",
                "title": drawable(block.title),
                "caption": drawable(_with_rest(block.caption, len(block.entries), "entries")),
                "numbered": block.numbered,
                "compact": block.compact,
                "entries": [_entry(entry) for entry in block.entries[:_MOST]],
            }


def _table(table: Table) -> Data:
    """Return a table without the columns, and the rows, for which paper has no room."""
    said = _with_rest(" ".join(filter(None, (table.caption, table.leaves_out))), len(table.rows))
    table = replace(table, rows=_on_paper(table.rows))
    kept = [n for n, column in enumerate(table.columns) if not column.detail]
    columns = [table.columns[n] for n in kept]
    return {
        "is": "table",
        "title": drawable(table.title),
        "caption": drawable(said),
        "small": table.small,
        "first": _first_half(table),
        "last": 0 if table.small else min(_TOGETHER, len(table.rows) - 1),
        "columns": [
            {
                "heading": drawable(column.heading),
                "room": str(column.room),
                "right": column.room.is_right,
                "letters": letters_of(table, n) if column.room.is_right else 0,
                "weight": weight_of(table, n) if column.room in WORDY else 0,
                "chart": _holds_charts(table, n),
                "shares": column.chart is not None and column.chart.kind is ChartKind.SHARES,
            }
            for n, column in zip(kept, columns, strict=True)
        ],
        "rows": [_row(row, kept, columns) for row in table.rows],
    }


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


def _row(row: TableRow, kept: list[int], columns: list[TableColumn]) -> Data:
    cells = [row.cells[n] for n in kept]
    drawn = [_cell(cell, column.chart) for cell, column in zip(cells, columns, strict=True)]
    return {
        "role": str(row.role),
        "cells": drawn,
        "said": _said(row.said),
        "breaks": sum(len(one.text) for one in row.said) > _LONG,
    }


def _cell(cell: TableCell, chart: Chart | None) -> Data:
    under = [_part(part, chart) for part in cell.under if not is_empty(part)]
    long = sum(len(words_of(part)) for part in (cell.part, *cell.under)) > _LONG
    return {"part": _part(cell.part, chart), "under": under, "breaks": long}


def _said(said: tuple[Said, ...]) -> list[Data]:
    return [{"label": drawable(one.label), "text": drawable(one.text)} for one in said]


def _entry(entry: Item) -> Data:
    name = entry.name
    return {
        "name": {"ref": drawable(name.ref), "whole": drawable(name.whole)},
        "status": drawable(entry.status.word),
        "whose": drawable(entry.whose),
        "facts": [
            [
                {
                    "part": _part(fact.part, None),
                    "before": drawable(fact.before),
                    "strong": fact.strong,
                }
                for fact in group
                if not is_empty(fact.part)
            ]
            for group in entry.facts
            if not is_empty(group[0].part)
        ],
        "said": _said(entry.said),
        "trend": _part(entry.trend, None) if entry.trend and entry.trend.points else None,
        "breaks": sum(len(one.text) for one in entry.said) > _LONG,
    }


def _part(part: Part, chart: Chart | None) -> Data:  # noqa: PLR0911  (one return a kind)
    """Return what a cell holds under the name by which the template knows its kind."""
    match part:
        case Figure():
            return {"is": "figure", "text": drawable(part.text)}
        case Status():
            return {"is": "status", "word": drawable(part.word)}
        case Travel():
            word = drawable(part.word)
            return {"is": "travel", "word": word, "arrow": ARROWS.get(part.word, "")}
        case Name():
            texts = ("ref", "text", "group", "note")
            return {
                "is": "name",
                "inline": False,
                **{name: drawable(getattr(part, name)) for name in texts},
            }
        case Trend():
            placed = placed_trend(part)
            return {
                "is": "trend",
                "points": placed.points if placed else (),
                "target": placed.target if placed else None,
                "limits": placed.limits if placed else None,
                "is_chart": part.is_chart,
                "words": drawable(part.words),
            }
        case Bars():
            return _bars(part, chart)
        case str():
            return {"is": "text", "text": drawable(part)}


def _bars(bars: Bars, chart: Chart | None) -> Data:
    """Return bars as shares of their column's width."""
    drawn: list[Data] = []
    for bar in bars.bars if chart else ():
        start, length = placed_bar(bar, chart) if chart else (0.0, 0.0)
        drawn.append({"kind": bar.kind, "start": start, "length": length, "label": bar.label})
    none = drawable(bars.none)
    return {"is": "bars", "bars": drawn, "none": none, "chart": str(chart.kind) if chart else ""}
