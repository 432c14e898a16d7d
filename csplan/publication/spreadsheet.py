"""This module writes a copy as a workbook by the Analysis Function's checklist for publication.

A cover, contents and notes, then one table a sheet: a real table at the left edge with one heading
row, nothing merged, hidden, linked to elsewhere, calculated or left empty.  XlsxWriter, which the
project uses anyway: gptables, made for this checklist, puts the clock into the file and no
title, author or language, and shows all figures of a column alike.  Knows nothing of plans.
"""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from csplan.looks.figures import Figure
from csplan.looks.room import MOST_LINES, lines_of
from csplan.publication.about import notes_of
from csplan.publication.tables import ColumnRoom, DataColumn, DataTable, bare
from csplan.xlsx.finishing import LANGUAGE, repack, with_heading_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.publication.about import About

__all__ = ["spreadsheet_of"]

_WIDTHS = {
    ColumnRoom.REF: 10,
    ColumnRoom.FIGURE: 13,
    ColumnRoom.MONEY: 16,
    ColumnRoom.WORD: 21,
    ColumnRoom.TEXT: 44,
}
_LINE = 13.5
_TO_SPARE = 4
_TABLE_ROW = 4
_A4, _A3 = 9, 8
_WIDE = 200
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}


def spreadsheet_of(about: About, tables: Sequence[DataTable]) -> bytes:
    """Return the workbook of a copy.  The same tables give the same bytes."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, deepcopy(_OPTIONS))  # XlsxWriter changes what it gets
    book.set_properties(
        {
            "title": about.title,
            "author": about.author,
            "created": dt.datetime.combine(about.date, dt.time(), dt.UTC),
        }
    )
    drawn = _Drawn(book)
    _cover(drawn, about)
    _contents(drawn, tables)
    notes = tuple((f"Note {n}", text) for n, text in enumerate(notes_of(about), 1))
    columns = (
        DataColumn("Note", "", ColumnRoom.REF),
        DataColumn("What it says", "", ColumnRoom.TEXT),
    )
    _sheet(drawn, DataTable("notes", "Notes", "What a reader should know.", columns, notes))
    for table in tables:
        _sheet(drawn, table, noted=True)
    book.close()
    return repack(stream.getvalue(), _finished)


def _finished(name: str, part: bytes) -> bytes:
    """Return a part with its titles named as headings, and the language said."""
    if name == "docProps/core.xml":
        return part.replace(b"</cp:coreProperties>", LANGUAGE)
    return with_heading_styles(part) if name == "xl/styles.xml" else part


class _Drawn:
    """A workbook as it is drawn, each format made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  (XlsxWriter carries no types)
        self.book = book
        self._made: dict[str, Any] = {}

    def look(self, **says: object) -> Any:  # noqa: ANN401
        """Return the format with these properties."""
        key = repr(sorted(says.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", **says})
        return self._made[key]

    def sheet(self, name: str, title: str) -> Any:  # noqa: ANN401
        """Add a sheet with its title in A1, to be printed across one page."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=16))
        sheet.set_row(0, 24)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet


def _cover(drawn: _Drawn, about: About) -> None:
    """Write the cover: the title, and what the file is, a paragraph a row."""
    sheet = drawn.sheet("Cover", about.title)
    sheet.set_column(0, 0, 90)
    drawn.look(bold=True, font_size=12)
    for number, text in enumerate(about.lines, 1):
        look = drawn.look(bold=True, font_size=12) if number == 1 else drawn.look(text_wrap=True)
        sheet.write_string(number, 0, text, look)
        sheet.set_row(number, _height([(text, 90)]))


def _contents(drawn: _Drawn, tables: Sequence[DataTable]) -> None:
    """Write the contents: each sheet with a link to it, and what it holds."""
    sheet = drawn.sheet("Contents", "Contents")
    sheet.write_string(1, 0, "This sheet holds one table.", drawn.look())
    listed = [
        ("Notes", "What is kept back, and the symbols"),
        *((_tab(t), t.about) for t in tables),
    ]
    headings = ("Sheet", "What it holds")
    _table(drawn, sheet, "contents", headings, (26, 80), len(listed), (_side(ColumnRoom.TEXT),) * 2)
    for number, (tab, about) in enumerate(listed, _TABLE_ROW):
        link = drawn.look(font_color="#0000EE", underline=1)
        sheet.write_url(number, 0, f"internal:'{tab}'!A1", link, tab)
        sheet.write_string(number, 1, about, drawn.look(text_wrap=True))
        sheet.set_row(number, _height([(about, 80)]))


def _tab(table: DataTable) -> str:
    return table.name.capitalize()


def _sheet(drawn: _Drawn, table: DataTable, *, noted: bool = False) -> None:
    """Write one table on a sheet of its own."""
    sheet = drawn.sheet(_tab(table), table.title)
    sheet.write_string(1, 0, table.about, drawn.look())
    told = "This sheet holds one table."
    if noted:
        told += "  Some figures may be kept back [note 1]; all are as they are shown [note 2]."
    sheet.write_string(2, 0, told, drawn.look())
    widths = [_WIDTHS[column.room] for column in table.columns]
    if table.name == "notes":
        widths[1] = 110
    headings = [column.heading for column in table.columns]
    sides = [_side(column.room) for column in table.columns]
    _table(drawn, sheet, table.name, headings, widths, len(table.rows), sides)
    if sum(widths) > _WIDE:
        sheet.set_paper(_A3)
    for number, row in enumerate(table.rows, _TABLE_ROW):
        texts = []
        for at, cell in enumerate(row):
            _write(drawn, sheet, number, at, cell, table.columns[at].room)
            texts.append((str(cell), widths[at]))
        sheet.set_row(number, _height(texts))


def _table(
    drawn: _Drawn,
    sheet: Any,  # noqa: ANN401
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: int,
    sides: Sequence[dict[str, object]],
) -> None:
    """Say that the cells below the headings are a table."""
    columns = [
        {"header": one, "header_format": drawn.look(bold=True, text_wrap=True, bottom=1, **side)}
        for one, side in zip(headings, sides, strict=True)
    ]
    last = _TABLE_ROW - 1 + rows
    says = {"name": name, "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(_TABLE_ROW - 1, 0, last, len(headings) - 1, says)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.set_row(_TABLE_ROW - 1, _height(list(zip(headings, widths, strict=True))))
    sheet.repeat_rows(_TABLE_ROW - 1)


def _side(room: ColumnRoom) -> dict[str, object]:
    """Say on which side of its column a text stands: figures right, a word a little from them."""
    if room in (ColumnRoom.FIGURE, ColumnRoom.MONEY):
        return {"align": "right"}
    return {"indent": 2} if room is ColumnRoom.WORD else {}


def _write(
    drawn: _Drawn,
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    cell: Figure | str,
    room: ColumnRoom,
) -> None:
    """Write a cell: a number without the digits that are not shown, or a text."""
    if isinstance(cell, Figure) and cell.value is not None:
        shown = float(bare(cell))
        value = shown / 100 if "%" in cell.number_format else shown
        look = drawn.look(num_format=cell.number_format, align="right")
        sheet.write_number(row, column, float(f"{value:.12g}"), look)
        return
    sheet.write_string(row, column, str(cell), drawn.look(text_wrap=True, **_side(room)))


def _height(texts: Sequence[tuple[str, int]]) -> float:
    """Return how high a row is, so that each of its texts can be read."""
    lines = max(lines_of(text, width) for text, width in texts)
    return min(lines, MOST_LINES) * _LINE + _TO_SPARE
