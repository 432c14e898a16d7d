"""Lays out a tab: title, banner, widths, folded columns, how it prints, protection."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from csplan.looks.room import pixels_of, width_for
from csplan.template.styles import NAVY, QUIET
from csplan.template.tables import NewWorkbook
from csplan.terms.vocabulary import DataStatus, Period, ProtectiveMarking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = [
    "TOP",
    "Paper",
    "fold",
    "frame",
    "head_groups",
    "is_folded",
    "protect",
    "scale_to_pages",
    "scale_to_width",
    "set_columns",
    "set_widths",
    "width_of",
]

TOP = 4
"""The row (from 0) at which a tab's content begins, below title, purpose and banner."""

_A4 = 9
_HEADING_LINES = 3
_PAGE_PIXELS = 985
_LEAST_SCALE, _MOST_SCALE = 53, 85
_READABLE = 50
"""Below this scale, in percent, print is too small to read."""

_BANNER = "Marking and data status: as on Settings"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How a tab goes on paper: columns repeated at the left, and columns that begin a page."""

    last_column: int
    repeat_columns: int = 0
    breaks: Sequence[int] = ()
    one_page: bool = False


def frame(book: NewWorkbook, worksheet: Worksheet, title: str, purpose: str, paper: Paper) -> None:
    """Write a tab's title, purpose and banner, and set how it prints."""
    styles = book.styles
    worksheet.hide_gridlines(2)
    worksheet.set_row(0, 30)
    worksheet.write_string(
        0, 0, title, styles.of(bold=True, font_size=16, font_color=NAVY, valign="vcenter")
    )
    worksheet.write_string(1, 0, purpose, styles.of(font_color=QUIET, valign="top"))
    _write_banner(book, worksheet, paper.last_column)
    worksheet.set_row(3, 8)
    _set_paper(worksheet, paper)


def _write_banner(book: NewWorkbook, worksheet: Worksheet, last_column: int) -> None:
    """Show marking and data status by conditional formats, so that no cell's value can be stale."""
    styles = book.styles
    worksheet.write_string(
        2, 0, _BANNER, styles.of(bold=True, font_size=9, font_color=QUIET, valign="vcenter")
    )
    worksheet.set_row(2, 18)
    for marking in reversed(ProtectiveMarking):
        for status in DataStatus:
            made_up = status is DataStatus.ILLUSTRATIVE
            shown = f"{marking}  |  ILLUSTRATIVE: not real figures" if made_up else marking
            colours = {"bg_color": "#FFE3B3", "font_color": "#6B3A00"} if made_up else {}
            worksheet.conditional_format(
                2,
                0,
                2,
                last_column,
                {
                    "type": "formula",
                    "criteria": f'=AND(protective_marking="{marking}",data_status="{status}")',
                    "format": styles.difference(num_format=f';;;"{shown}"', **colours),
                },
            )


def _set_paper(worksheet: Worksheet, paper: Paper) -> None:
    """Print on A4 landscape, headings repeated, pages numbered."""
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(left=0.3, right=0.3, top=0.25, bottom=0.4)
    worksheet.set_footer("&L&8&F&C&8&A&R&8Page &P of &N", {"margin": 0.2})
    if paper.one_page:
        worksheet.fit_to_pages(1, 1)
        worksheet.center_horizontally()
    if paper.repeat_columns:
        worksheet.repeat_columns(0, paper.repeat_columns - 1)


def set_columns(worksheet: Worksheet, sheet: Sheet, period: str) -> None:
    """Set a sheet's column widths, with all that is seldom needed folded away."""
    set_widths(worksheet, [width_of(column) for column in sheet.placed])
    fold(worksheet, sheet, period)


def width_of(column: Column) -> float:
    """Return a column's width, with room for every word of its heading."""
    heading = column.heading if column.year is None else f"{column.heading} 2000/01"
    return max(column.width, width_for(heading, lines=_HEADING_LINES))


def fold(worksheet: Worksheet, sheet: Sheet, period: str) -> None:
    """Fold columns away, each group behind its [+]: helpers, and those of other periods."""
    folded = [is_folded(column, period) for column in sheet.placed]
    for index, column in enumerate(sheet.placed):
        if folded[index]:
            options = {"level": 1, "hidden": True}
            worksheet.set_column(index, index, width_of(column), None, options)
        elif index and folded[index - 1]:
            worksheet.set_column(index, index, width_of(column), None, {"collapsed": True})


def head_groups(book: NewWorkbook, worksheet: Worksheet, sheet: Sheet) -> None:
    """Write the names of groups of columns above their headings."""
    named = [(at, column.section) for at, column in enumerate(sheet.placed) if column.section]
    if named:
        worksheet.set_row(TOP - 1, 15)
    style = book.styles.of(bold=True, font_size=9, font_color=NAVY, valign="vcenter")
    for at, name in named:
        worksheet.write_string(TOP - 1, at, name, style)


def is_folded(column: Column, period: str) -> bool:
    """Say whether a column is folded away while a period is reported; Q1's is there before it."""
    turn = Period.Q1 if period == Period.BASELINE else period
    return column.folded or (bool(column.period) and column.period != turn)


def set_widths(worksheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of a tab that holds more than one table."""
    for index, width in enumerate(widths):
        worksheet.set_column(index, index, width)


def scale_to_pages(worksheet: Worksheet, sheet: Sheet, paper: Paper) -> None:
    """Print a wide sheet in readable pages side by side, its first columns on each of them."""
    pixels = [0 if column.folded else pixels_of(width_of(column)) for column in sheet.placed]
    starts = [0, *paper.breaks, paper.last_column + 1]
    repeated = sum(pixels[: paper.repeat_columns])
    widest = max(
        sum(pixels[start:end]) + (repeated if start else 0) for start, end in pairwise(starts)
    )
    worksheet.set_print_scale(max(_LEAST_SCALE, min(_MOST_SCALE, int(100 * _PAGE_PIXELS / widest))))
    worksheet.set_v_pagebreaks(list(paper.breaks))


def scale_to_width(worksheet: Worksheet, sheet: Sheet, period: str) -> None:
    """Print what is not folded on one page's width, at one scale whatever the printer's margins.

    Where somebody unfolds more, the row's name stands on the pages to the right as well.
    """
    shown = [column for column in sheet.placed if not is_folded(column, period)]
    scale = int(100 * _PAGE_PIXELS / sum(pixels_of(width_of(column)) for column in shown))
    if _READABLE <= scale <= _MOST_SCALE:
        worksheet.set_print_scale(scale)
        if sheet.in_view:
            worksheet.repeat_columns(0, sheet.in_view - 1)
    else:
        worksheet.fit_to_pages(1, 0)


def protect(worksheet: Worksheet) -> None:
    """Guard a tab that nobody types into, without a password; looking and filtering stay free."""
    worksheet.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_columns": True,
            "format_rows": True,
        },
    )
