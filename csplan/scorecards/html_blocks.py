"""This module writes blocks as parts of a web page: sentences, notes, tables and entries.

Knows no subject, and not the page that they stand on.
"""

from __future__ import annotations

from collections.abc import Sequence

from csplan.scorecards.blocks import (
    Block,
    ChartKind,
    Fact,
    Item,
    Items,
    Note,
    Room,
    Sentences,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    Trend,
    is_empty,
)
from csplan.scorecards.html_parts import (
    cell_html,
    escaped,
    part_html,
    said_html,
    signed,
    spark_html,
    whole,
)

__all__ = ["block_html"]

_SCROLLS, _WIDE = 7, 9
"""A table of more columns can be scrolled by keyboard; one of more than that is set close."""


def block_html(block: Block) -> str:
    """Return a block as it stands in its section."""
    match block:
        case Sentences():
            return "".join(
                f'<p class="{_lead(block, n)}">{whole(text)}</p>\n'
                for n, text in enumerate(block.texts)
            )
        case Note():
            label = f"<b>{escaped(block.label)}</b> " if block.label else ""
            return f'<p class="note {block.tone}" dir="auto">{label}{whole(block.text)}</p>\n'
        case Table():
            return _titled(block, _table(block), minor=block.minor)
        case Items():
            return _titled(block, _entries(block), minor=False)


def _lead(block: Sentences, number: int) -> str:
    return "lead" if block.leads and number == 0 else "sentence"


def _titled(block: Table | Items, body: str, *, minor: bool) -> str:
    heading = ""
    if block.title:
        heading = f'<h3 id="at-{escaped(block.key)}">{escaped(block.title)}</h3>'
    look = ' class="minor"' if minor else ""
    return f"<div{look}>\n{heading}{body}</div>\n"


def _table(block: Table) -> str:
    """Return a table under its caption: every cell says its heading, for a narrow screen."""
    columns = [_Column(one) for one in block.columns]
    caption = " ".join(filter(None, (block.caption or block.about, block.leaves_out)))
    wide = "wide-table" if len(columns) > _WIDE else ""
    listed = " listed" if block.small else ""
    headings = "".join(column.heading for column in columns)
    rows = "".join(_row(row, columns) for row in block.rows)
    return (
        f'<div class="table"{_reached(block)}>\n{_key(block)}'
        f'<table class="cards {wide}{listed}" role="table" data-key="{escaped(block.key)}">\n'
        f"<caption{_seen(block)}>{signed(caption)}</caption>\n"
        f'<thead role="rowgroup"><tr role="row">{headings}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody>\n</table>\n</div>\n'
    )


def _key(block: Table) -> str:
    """Return what the colours of bars mean, for a narrow screen, which shows no headings."""
    keys = (
        column.heading
        for column in block.columns
        if column.chart and column.chart.kind is ChartKind.BESIDE
        if not column.detail and not column.minor
    )
    return "".join(f'<p class="key quiet" aria-hidden="true">{escaped(key)}</p>\n' for key in keys)


def _seen(block: Table) -> str:
    """Return where a caption is seen: nowhere without words, or where its small lines are."""
    if not block.caption and not block.leaves_out:
        return ' class="hidden"'
    parts = [cell.part for row in block.rows for cell in row.cells]
    lines = any(isinstance(part, Trend) and part.points and not part.is_chart for part in parts)
    return ' class="of-lines"' if lines else ""


def _reached(block: Table) -> str:
    """Return what makes a table that may be wider than the screen one to scroll by keyboard."""
    if len(block.columns) <= _SCROLLS:
        return ""
    name = escaped(block.title or block.about or block.key)
    return f' role="region" tabindex="0" aria-label="Table: {name}"'


class _Column:
    """What all cells of a column say alike, worked out once."""

    def __init__(self, column: TableColumn) -> None:
        heading, room = escaped(column.heading), column.room
        marks = {"number": room.is_right, "detail": column.detail, "minor": column.minor}
        look = " ".join([f"of-{room}", *(mark for mark, is_so in marks.items() if is_so)])
        short = f' data-short="{escaped(column.short)}"' if column.short else ""
        self.heading = f'<th role="columnheader" scope="col" class="{look}">{heading}</th>'
        self._chart = column.chart
        self._start = f'<td role="cell" class="{look}'
        self._label = "" if room is Room.TREND else f' data-label="{heading}"{short}'
        self._way = ' dir="auto">' if room in (Room.TEXT, Room.LONG) else ">"

    def cell(self, cell: TableCell) -> str:
        """Return a cell of the column; one that shows nothing says no heading."""
        empty, label = (' empty"', "") if is_empty(cell.part) else ('"', self._label)
        if isinstance(cell.part, Trend) and cell.part.is_chart:
            empty = empty.replace('"', ' charted"')
        return f"{self._start}{empty}{label}{self._way}{cell_html(cell, self._chart)}</td>"


def _row(row: TableRow, columns: Sequence[_Column]) -> str:
    """Return a row, and below it what is said of it."""
    tags = _tags(row)
    name = cell_html(row.cells[0], None)
    others = [columns[at].cell(row.cells[at]) for at in range(1, len(columns))]
    look = f"{row.role} goes-on" if row.said else row.role
    drawn = (
        f'<tr role="row" class="{look}"{tags}><th role="rowheader" scope="row" dir="auto">{name}'
        f"</th>{''.join(others)}</tr>\n"
    )
    if not row.said:
        return drawn
    said = f'<td role="cell" colspan="{len(columns)}">{said_html(row.said)}</td>'
    return f'{drawn}<tr role="row" class="more"{tags}>{said}</tr>\n'


def _tags(row: TableRow | Item) -> str:
    """Return the words that a row or an entry can be found by."""
    return f' data-tags="{escaped("|".join(row.tags))}"' if row.tags else ""


def _entries(block: Items) -> str:
    """Return entries one below the other, under what is said of all."""
    caption = f'<p class="sentence quiet">{signed(block.caption)}</p>' if block.caption else ""
    level = 4 if block.title else 3
    entries = (
        _entry(entry, number if block.numbered else None, level)
        for number, entry in enumerate(block.entries, start=1)
    )
    return caption + "".join(entries)


def _entry(entry: Item, number: int | None, level: int) -> str:
    """Return an entry: its name, its picture, its facts, and what is said of it."""
    drawn = ""
    if entry.trend:
        latest = f'<span aria-hidden="true">{escaped(entry.trend.latest)}</span>'
        drawn = f'<div class="drawn">{spark_html(entry.trend)}{latest}</div>'
    numbered = f"{number}. " if number else ""
    whose = f' <span class="ref">{escaped(entry.whose)}</span>' if entry.whose else ""
    status = f"{part_html(entry.status)} " if entry.status.word else ""
    groups = [_facts(group) for group in entry.facts if not is_empty(group[0].part)]
    facts = "".join(f"<span>{group}</span> " for group in groups)
    return (
        f'<article class="exception{" with-trend" if entry.trend else ""}" '
        f'aria-label="{escaped(entry.name.ref)}"{_tags(entry)}>\n'
        f'<h{level} class="entry" dir="auto">{numbered}{part_html(entry.name)}{whose}</h{level}>\n'
        f'{drawn}<p class="facts">{status}{facts}</p>\n{said_html(entry.said)}\n</article>\n'
    )


def _facts(group: Sequence[Fact]) -> str:
    """Return the facts of a group: words of their own join one to another, else a comma does."""
    parts: list[str] = []
    for number, fact in enumerate(group):
        if not is_empty(fact.part):
            between = "" if not number else " " if fact.before else ", "
            drawn = part_html(fact.part)
            strong = f"<b>{drawn}</b>" if fact.strong else drawn
            parts.append(f"{between}{escaped(fact.before)}{strong}")
    return "".join(parts)
