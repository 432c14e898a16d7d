"""Writes labelled values, such as Settings: the label, the value beside it, and what it means.

Each value's cell is a defined name, by which every formula calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from csplan.looks.room import row_height
from csplan.sheets import SHEETS
from csplan.sheets.column import Column
from csplan.sheets.formulas import formulas_of
from csplan.sheets.number_formats import number_format
from csplan.template.marks import mark_column
from csplan.template.pages import TOP
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
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = [
    "LABEL_HEIGHT",
    "value_style",
    "write_across",
    "write_labels",
    "write_meaning",
    "write_value",
]

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
    columns: Sequence[Column] = (),
    meanings: bool = True,
    widths: tuple[float, float] | None = None,
    font_size: float = 10,
    across: int = 1,
) -> int:
    """Write a sheet's labels, or some of them, downwards; return the row after the last.

    A section's heading stands above its first label or, without meanings, beside it.  Where the
    widths of value and meaning are given, rows are as high as what stands in them.  The font's
    size is that of the meanings, and so many columns across each of them stands.
    """
    row, left = at
    for column in columns or sheet.columns:
        if column.section:
            if meanings:
                worksheet.set_row(row, 30)
                _section(book, worksheet, column.section, (row, left), below=True)
                row += 1
            else:
                _section(book, worksheet, column.section, (row, left - 1), below=False)
        value = book.results.labels(sheet).get(column.name)
        worksheet.set_row(row, _height(column, value, widths))
        _write_label(book, worksheet, column, (row, left))
        if meanings:
            at = (row, left + 2)
            write_meaning(book, worksheet, column, at, font_size=font_size, across=across)
        else:
            write_note(worksheet, (row, left), column.meaning)
        write_value(book, worksheet, sheet, column, (row, left + 1))
        row += 1
    return row


def write_value(
    book: NewWorkbook, worksheet: Worksheet, sheet: Sheet, column: Column, cell: tuple[int, int]
) -> None:
    """Write a labelled value into a cell, and give the cell the value's name."""
    formula = formulas_of(sheet, book.names).get(column.name, "")
    value = book.results.labels(sheet).get(column.name)
    write_cell(worksheet, cell, value, value_style(book, column), formula)
    mark_column(book.styles, worksheet, column, (*cell, *cell))
    validate_column(worksheet, column, (*cell, *cell))
    place = xl_rowcol_to_cell(*cell, row_abs=True, col_abs=True)
    book.workbook.define_name(column.name, f"={quote_sheetname(worksheet.get_name())}!{place}")


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
    book: NewWorkbook, worksheet: Worksheet, column: Column, at: tuple[int, int]
) -> None:
    """Write a label."""
    shape, ink, fill = MARKS.get(column.looks_like, ("", INK, ""))
    says = {"bg_color": fill, "num_format": f'"{shape}"@', "bold": True} if fill else {}
    style = _line(book, valign="vcenter", indent=1, font_color=ink, **says)
    worksheet.write_string(*at, column.heading, style)


def write_meaning(
    book: NewWorkbook,
    worksheet: Worksheet,
    column: Column,
    at: tuple[int, int],
    *,
    font_size: float = 10,
    across: int = 1,
) -> None:
    """Write what a label means, as a link where it leads to a tab."""
    says = {"text_wrap": True, "valign": "vcenter", "indent": 1, "font_size": font_size}
    looks = {"font_color": NAVY, "underline": 1} if column.leads_to else {"font_color": QUIET}
    style = _line(book, **says, **looks)
    write_across(worksheet, at, across, style)
    if column.leads_to:
        worksheet.write_url(*at, f"internal:{_leads(column)}", style, column.meaning)
    else:
        worksheet.write_string(*at, column.meaning, style)


def _leads(column: Column) -> str:
    """Return the place that a label leads to: a tab, or a heading there with its filter."""
    place = "A1"
    if column.leads_at:
        sheet = next(one for one in SHEETS if one.tab == column.leads_to)
        place = xl_rowcol_to_cell(TOP, sheet.place_of(column.leads_at))
    return f"{quote_sheetname(column.leads_to)}!{place}"


def write_across(
    worksheet: Worksheet, at: tuple[int, int], across: int, style: Format
) -> tuple[int, int]:
    """Make one cell of so many cells of a row, and return its place."""
    row, first = at
    if across > 1:
        worksheet.merge_range(row, first, row, first + across - 1, "", style)
    return at


def value_style(book: NewWorkbook, column: Column) -> Format:
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
