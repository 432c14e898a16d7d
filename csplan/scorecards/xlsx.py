"""This module writes a page of blocks as an Excel workbook: tables, native charts and sparklines.

The first section is one sheet; of the others every table has a sheet of its own, and what is said
below a table's rows, and the figures of its small lines, stand on sheets beside it.  Nothing is
hidden, linked or a macro.  Knows no subject.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path

from csplan.looks.figures import Figure
from csplan.looks.plain_text import in_parts
from csplan.looks.style import PALETTE, SIZES, with_shape
from csplan.scorecards.blocks import (
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
    Table,
    TableColumn,
    Trend,
    facts_of,
    is_empty,
    words_of,
)
from csplan.scorecards.xlsx_charts import add_chart
from csplan.scorecards.xlsx_sheet import (
    FIRST_ROW,
    Canvas,
    Drawn,
    Wide,
    filled,
    set_printing,
    write_above,
    write_table,
)

__all__ = ["write_xlsx"]

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}
_IN_A_LINE = 138
_WIDTHS = {
    Room.NAME: 46.0,
    Room.TEXT: 44.0,
    Room.LONG: 80.0,
    Room.FIGURE: 11.0,
    Room.MONEY: 14.0,
    Room.SHORT: 10.0,
    Room.WORD: 15.0,
    Room.STATUS: 15.0,
    Room.DATE: 18.0,
    Room.TRAVEL: 15.0,
    Room.TREND: 13.0,
    Room.BAR: 13.0,
}
_REF_WIDTH, _UNDER_WIDTH = 9.5, 18.0


def write_xlsx(page: Page, path: Path, *, created: dt.datetime) -> None:
    """Write one page's workbook.  The same page gives the same bytes."""
    import xlsxwriter

    whole = BytesIO()  # a file would be gone back and forth in for each of its parts
    workbook = xlsxwriter.Workbook(whole, deepcopy(_OPTIONS))  # XlsxWriter changes what it gets
    _describe(workbook, page, created)
    book = Canvas(workbook, page)
    _first_sheet(book, page.sections[0])
    for section in page.sections[1:]:
        _sheets(book, section)
    workbook.close()
    path.write_bytes(whole.getbuffer())


def _describe(workbook: Drawn, page: Page, created: dt.datetime) -> None:
    """Set the document's properties, the page's subject among them."""
    workbook.set_properties(
        {
            "title": page.title,
            "subject": page.key,
            "author": page.authority,
            "company": page.authority,
            "category": "Scorecard",
            "keywords": page.marking,
            "comments": page.illustrative,
            "created": created,
        }
    )
    properties = {
        "csplan subject": page.key,
        "csplan content SHA-256": page.content_sha256,
        "csplan period": page.when,
    }
    for name, value in properties.items():
        workbook.set_custom_property(name, value or "none", "text")


def _first_sheet(book: Canvas, section: Section) -> None:
    """Write the first section on one sheet: its texts, and its tables one below the other."""
    sheet = book.sheet(section.title, book.page.title)
    row, widths = FIRST_ROW, [_REF_WIDTH, 58.0]
    for block in section.blocks:
        if isinstance(block, Table):
            columns = _columns(block, refs=True)
            widths = _widest(widths, columns)
            if block.title:
                row = _line(book, sheet, row, block.title, bold=True)
            row, _ = _table(book, sheet, block, columns, top=row)
            row += 1
        else:
            row = _texts(book, sheet, row, block)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for label, text in (("About", book.page.about), ("Source", book.page.foot)):
        row = _line(book, sheet, row, f"{label}: {text}", font_color=f"#{PALETTE['quiet']}")
    if book.page.content_sha256:
        words = f"SHA-256 of this content: {book.page.content_sha256}"
        row = _line(book, sheet, row, words, font_color=f"#{PALETTE['quiet']}")
    set_printing(sheet, rows=row, columns=len(widths), repeat=0)
    sheet.activate()


def _widest(widths: list[float], columns: Sequence[Wide]) -> list[float]:
    """Return the widths that tables one below the other need."""
    wanted = [column.width for column in columns]
    wanted[:2] = [_REF_WIDTH, 58.0][: len(wanted)]
    longest = max(len(widths), len(wanted))
    pairs = zip(
        widths + [0.0] * (longest - len(widths)),
        wanted + [0.0] * (longest - len(wanted)),
        strict=True,
    )
    return [max(pair) for pair in pairs]


def _texts(book: Canvas, sheet: Drawn, row: int, block: Sentences | Note | Items) -> int:
    """Write sentences, a note or entries as lines of text; return the next row."""
    if isinstance(block, Sentences):
        for number, text in enumerate(block.texts):
            lead = block.leads and number == 0
            row = _line(book, sheet, row, text, font_size=SIZES["lead"] - 1, bold=lead)
        return row + 1
    if isinstance(block, Note):
        return _line(book, sheet, row, f"{block.label} {block.text}".strip()) + 1
    row = _line(book, sheet, row, block.title, bold=True) if block.title else row
    for entry in block.entries:
        row = _line(book, sheet, row, _in_a_line(entry), bold=True)
        for said in entry.said:
            label = f"{said.label}: " if said.label else ""
            row = _line(book, sheet, row, f"{label}{said.text}", indent=1)
    return row + 1


def _in_a_line(entry: Item) -> str:
    """Return an entry's name and facts in one line."""
    start = " ".join(filter(None, (with_shape(entry.status.word), words_of(entry.name))))
    return "; ".join(filter(None, (start, facts_of(entry))))


def _line(book: Canvas, sheet: Drawn, row: int, text: str, **says: object) -> int:
    """Write a text over as many rows as it needs; return the next row."""
    look = book.look(**says)
    for paragraph in text.split("\n"):
        for part in in_parts(paragraph, _IN_A_LINE):
            sheet.set_row(row, 17)
            sheet.write_string(row, 0, part, look)
            row += 1
    return row


def _sheets(book: Canvas, section: Section) -> None:
    """Write the sheets of a section, one for each of its tables."""
    notes = [block.text for block in section.blocks if isinstance(block, Note)]
    for block in section.blocks:
        if isinstance(block, Table | Items):
            _sheet(book, block, block.title or section.title, notes)
            notes = []


def _sheet(book: Canvas, block: Table | Items, title: str, notes: Sequence[str]) -> None:
    """Write the sheet of one table under what is noted of it, and those that go with it."""
    sheet = book.sheet(block.sheet or _sheet_name(title), title)
    columns = _columns(block, refs=True) if isinstance(block, Table) else _of_entries(block)
    if not isinstance(block, Table) or not any(column.chart for column in block.columns):
        columns = filled(columns)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    said = " ".join(filter(None, (*notes, block.caption)))
    if said:
        write_above(book, sheet, columns, said)
    row, starts = _table(book, sheet, block, columns, top=FIRST_ROW)
    if isinstance(block, Table):
        _said_sheet(book, block)
        _trend_sheet(book, block, sheet, columns, starts)
    set_printing(sheet, rows=row, columns=len(columns), repeat=FIRST_ROW)


def _sheet_name(title: str) -> str:
    """Return a title as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip("' ")


def _table(
    book: Canvas, sheet: Drawn, block: Table | Items, columns: Sequence[Wide], *, top: int
) -> tuple[int, list[int]]:
    """Write a table with its charts; return the row after them, and where its rows begin."""
    roles = [row.role for row in block.rows] if isinstance(block, Table) else _roles(block)
    name = re.sub(r"\W", "_", f"{block.key}_table")
    row, starts = write_table(book, sheet, columns, roles, top=top, name=name)
    for column in block.columns if isinstance(block, Table) else ():
        if column.chart and isinstance(block, Table):
            row = add_chart(book, sheet, block, column.chart, columns, starts=starts, at=row + 1)
    return row, starts


def _roles(block: Items) -> list[Role]:
    return [Role.LINE for _ in block.entries]


def _columns(table: Table, *, refs: bool) -> list[Wide]:
    """Return a table's columns as Excel has them: refs, names and what stands below apart."""
    found: list[Wide] = []
    for at, column in enumerate(table.columns):
        parts = tuple(row.cells[at].part for row in table.rows)
        if column.room is Room.BAR:
            continue
        if at == 0 and refs:
            found += _named(column, parts)
        else:
            blank = column.room is Room.TREND
            own = tuple("" for _ in parts) if blank else parts
            right = column.room.is_right
            found.append(Wide(column.heading, _WIDTHS[column.room], own, right=right))
        for number, heading in enumerate(column.under):
            under = tuple(row.cells[at].under[number] for row in table.rows)
            width = _WIDTHS[Room.TEXT] if _is_long(under) else _UNDER_WIDTH
            found.append(Wide(heading, width, under, quiet=True))
    return found


def _is_long(parts: Sequence[Part]) -> bool:
    return any(len(words_of(part)) > 3 * _UNDER_WIDTH for part in parts)


def _named(column: TableColumn, parts: Sequence[Part]) -> Iterator[Wide]:
    """Yield the columns of refs and names."""
    names = [part if isinstance(part, Name) else Name("", words_of(part)) for part in parts]
    yield Wide("Ref", _REF_WIDTH, tuple(name.ref for name in names))
    yield Wide(column.heading, _WIDTHS[Room.NAME], tuple(name.whole for name in names))


def _of_entries(block: Items) -> list[Wide]:
    """Return entries as the columns of a table: each fact under its heading."""
    entries = block.entries
    facts = [{fact.heading: fact.part for group in one.facts for fact in group} for one in entries]
    headings = list(dict.fromkeys(heading for own in facts for heading in own))
    found = [
        Wide("Ref", _REF_WIDTH, tuple(one.name.ref for one in entries)),
        Wide("What", 40.0, tuple(one.name.whole for one in entries)),
        Wide("Status", _WIDTHS[Room.STATUS], tuple(one.status for one in entries)),
    ]
    for heading in headings:
        parts = tuple(own.get(heading, "") for own in facts)
        right = any(isinstance(part, Figure) for part in parts)
        if not all(is_empty(part) for part in parts):
            found.append(Wide(heading, 14.0, parts, right=right))
    for heading in dict.fromkeys(_heading(said) for one in entries for said in one.said):
        texts = tuple(_said_under(one.said, heading) for one in entries)
        found.append(Wide(heading, 42.0, texts))
    whose = tuple(one.whose for one in entries)
    return [*found, *([Wide("Whose", 20.0, whose, quiet=True)] if any(whose) else [])]


def _heading(said: Said) -> str:
    return said.heading or said.label


def _said_under(said: Sequence[Said], heading: str) -> str:
    return "\n".join(one.text for one in said if _heading(one) == heading)


def _said_sheet(book: Canvas, table: Table) -> None:
    """Write what is said below a table's rows on a sheet of its own."""
    rows = [row for row in table.rows if row.said]
    if not rows:
        return
    firsts = tuple(row.cells[0].part for row in rows)
    columns = [*_named(table.columns[0], firsts)]
    for heading in dict.fromkeys(_heading(said) for row in rows for said in row.said):
        texts = tuple(_said_under(row.said, heading) for row in rows)
        columns.append(Wide(heading, 70.0, texts))
    sheet = book.sheet(f"{table.sheet} commentary", "Commentary and corrective action")
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    roles = [Role.LINE for _ in rows]
    row, _ = write_table(book, sheet, columns, roles, top=FIRST_ROW, name=f"{table.key}_said")
    set_printing(sheet, rows=row, columns=len(columns), repeat=FIRST_ROW)


def _trend_sheet(
    book: Canvas, table: Table, sheet: Drawn, columns: Sequence[Wide], starts: Sequence[int]
) -> None:
    """Write the figures of a table's small lines on a sheet of their own, and draw the lines."""
    place = next((n for n, one in enumerate(table.columns) if one.room is Room.TREND), None)
    if place is None:
        return
    trends = [
        part if isinstance(part := row.cells[place].part, Trend) else Trend(())
        for row in table.rows
    ]
    periods = list(dict.fromkeys(period for one in trends for period, _ in one.points))
    firsts = tuple(row.cells[0].part for row in table.rows)
    own = [
        *_named(table.columns[0], firsts),
        *(
            Wide(
                period,
                12.0,
                tuple(dict(one.points).get(period, Figure("")) for one in trends),
                right=True,
            )
            for period in periods
        ),
        Wide("Target to date", 12.0, tuple(one.target for one in trends), right=True),
    ]
    own = filled(own)
    name = f"{table.sheet} trend"
    other = book.sheet(name, f"{table.columns[place].heading}: the figures of each small line")
    for number, column in enumerate(own):
        other.set_column(number, number, column.width)
    roles = [Role.LINE for _ in trends]
    row, lines = write_table(book, other, own, roles, top=FIRST_ROW, name=f"{table.key}_trend")
    set_printing(other, rows=row, columns=len(own), repeat=FIRST_ROW)
    at = [column.heading for column in columns].index(table.columns[place].heading)
    last = chr(ord("C") + len(periods) - 1)
    _add_sparklines(
        sheet,
        {
            (start, at): f"'{name}'!C{line + 1}:{last}{line + 1}"
            for trend, start, line in zip(trends, starts, lines, strict=True)
            if len(trend.points) > 1
        },
    )


def _add_sparklines(sheet: Drawn, cells: Mapping[tuple[int, int], str]) -> None:
    """Draw small lines in cells, of the figures in other cells each."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    if cells:
        sheet.add_sparkline(
            *next(iter(cells)),
            {
                "location": [xl_rowcol_to_cell(*place) for place in cells],
                "range": list(cells.values()),
                "series_color": f"#{PALETTE['quiet']}",
                "weight": 1.5,
                "last_color": f"#{PALETTE['ink']}",
                "last_point": True,
            },
        )
