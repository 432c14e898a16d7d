"""Writes labelled values, such as Settings: the label, the value beside it, and what it means.

Each value's cell is a defined name, by which every formula calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from csplan.looks.room import row_height
from csplan.sheets.column import Column
from csplan.sheets.formulas import formulas_of
from csplan.sheets.number_formats import number_format
from csplan.template.marks import mark_column
from csplan.template.styles import (
    INK,
    MARKS,
    NAVY,
    QUIET,
    RULE,
    TYPED,
    WORKED,
)
from csplan.template.tables import NewWorkbook, validate_column, write_cell, write_note

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["LABEL_HEIGHT", "write_labels"]

LABEL_HEIGHT = 18
"""The height of a labelled value's row, in points."""

_INDENT = 2
"""What an indented text loses of its column's width."""


def write_labels(
    book: NewWorkbook,
    worksheet: Worksheet,
    sheet: Sheet,
    at: tuple[int, int],
    *,
    meanings: bool = True,
    widths: tuple[float, float] | None = None,
) -> int:
    """Write a sheet's labels from a cell downwards, and return the row after the last.

    A section's heading stands above its first label or, without meanings, beside it.  Where the
    widths of value and meaning are given, rows are as high as what stands in them.
    """
    row, left = at
    formulas = formulas_of(sheet, book.names)
    values = book.results.labels(sheet)
    for column in sheet:
        if column.section:
            if meanings:
                worksheet.set_row(row, 30)
                _section(book, worksheet, column.section, (row, left), below=True)
                row += 1
            else:
                _section(book, worksheet, column.section, (row, left - 1), below=False)
        value = values.get(column.name)
        worksheet.set_row(row, _height(column, value, widths))
        _write_label(book, worksheet, column, (row, left), meanings=meanings)
        cell = (row, left + 1)
        write_cell(
            worksheet,
            cell,
            value,
            _value_style(book, column),
            formulas.get(column.name, ""),
        )
        mark_column(book.styles, worksheet, column, (*cell, *cell))
        validate_column(worksheet, column, (*cell, *cell))
        place = xl_rowcol_to_cell(*cell, row_abs=True, col_abs=True)
        book.workbook.define_name(column.name, f"={quote_sheetname(worksheet.get_name())}!{place}")
        row += 1
    return row


def _height(column: Column, value: Value, widths: tuple[float, float] | None) -> float:
    """Return how high a label's row is, in points."""
    if widths is None:
        return LABEL_HEIGHT
    texts = (value if isinstance(value, str) else "", column.meaning)
    room = (width - _INDENT for width in widths)
    return max(LABEL_HEIGHT, row_height(zip(texts, room, strict=True)))


def _section(
    book: NewWorkbook, worksheet: Worksheet, text: str, at: tuple[int, int], *, below: bool
) -> None:
    """Write the heading of a few labels."""
    style = book.styles.of(bold=True, font_color=NAVY, valign="bottom" if below else "vcenter")
    worksheet.write_string(*at, text, style)


def _write_label(
    book: NewWorkbook, worksheet: Worksheet, column: Column, at: tuple[int, int], *, meanings: bool
) -> None:
    """Write a label, and what it means: two cells on, or as a note."""
    row, left = at
    shape, ink, fill = MARKS.get(column.looks_like, ("", INK, ""))
    says = {"bg_color": fill, "num_format": f'"{shape}"@', "bold": True} if fill else {}
    style = _line(book, valign="vcenter", indent=1, font_color=ink, **says)
    worksheet.write_string(row, left, column.heading, style)
    if meanings:
        _write_meaning(book, worksheet, column, (row, left + 2))
    else:
        write_note(worksheet, (row, left), column.meaning)


def _write_meaning(
    book: NewWorkbook, worksheet: Worksheet, column: Column, at: tuple[int, int]
) -> None:
    """Write what a label means, as a link where it leads to a tab."""
    says = {"text_wrap": True, "valign": "vcenter", "indent": 1}
    if column.leads_to:
        style = _line(book, font_color=NAVY, underline=1, **says)
        worksheet.write_url(*at, f"internal:'{column.leads_to}'!A1", style, column.meaning)
    else:
        worksheet.write_string(*at, column.meaning, _line(book, font_color=QUIET, **says))


def _value_style(book: NewWorkbook, column: Column) -> Format:
    """Return the format of a labelled value."""
    says: dict[str, Any] = {
        "num_format": number_format(column, {}).replace("_)", ""),
        "valign": "vcenter",
    }
    if column.is_calculated:
        says |= {"bg_color": WORKED, "bold": True, "indent": 1, "align": "left"}
    else:
        says |= {
            "bg_color": TYPED,
            "indent": 1,
            "align": "left",
            "text_wrap": True,
            "locked": False,
        }
    return _line(book, **says)


def _line(book: NewWorkbook, **says: Any) -> Format:  # noqa: ANN401  (XlsxWriter's own properties)
    """Return a format with a hairline beneath."""
    return book.styles.of(bottom=1, bottom_color=RULE, **says)
