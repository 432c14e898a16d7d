"""The Home tab: one screen of what is to be done and where to go, then what the workbook is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import HOME, HOME_SERVICES, SHEETS
from csplan.sheets.column import Shown
from csplan.sheets.sheet import Group
from csplan.template.about import write_about
from csplan.template.labels import write_labels
from csplan.template.pages import TOP, Paper, frame, protect, set_widths
from csplan.template.styles import MARKS, NAVY, QUIET
from csplan.template.tables import NewWorkbook, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.column import Column

__all__ = ["write_home"]

_LABELS = (30, 22, 44, 3)
"""The widths of the labels, their values, where they lead, and the gap beside them."""

_LEFT = len(_LABELS)
_SECTION, _LINE = 25, 19.5


def write_home(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the Home tab."""
    settings = book.results.settings
    department = str(settings.get("department") or "Service")
    table = [column.width for column in HOME_SERVICES.placed]
    set_widths(worksheet, [*_LABELS, *table])
    last = _LEFT + len(table) - 1
    frame(
        book,
        worksheet,
        f"{department} plan {book.year}",
        str(settings.get("authority") or "Fill in authority and department on Settings"),
        Paper(last_column=last),
    )
    after = write_labels(book, worksheet, HOME, (TOP, 0))
    _mark_counts(book, worksheet)
    bottom = write_table(book, worksheet, HOME_SERVICES, TOP, left=_LEFT)
    go = _where_to_go(book, worksheet, bottom + 1)
    below = max(after, go) + 1
    _set_heights(worksheet, below)
    worksheet.set_h_pagebreaks([below])
    write_about(book, worksheet, below, last)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(TOP - 1, 0)
    worksheet.set_selection(TOP, 1, TOP, 1)
    protect(worksheet)


def _title(book: NewWorkbook, worksheet: Worksheet, row: int, text: str) -> None:
    """Write the heading of a part of the screen beside the labels."""
    style = book.styles.of(bold=True, font_color=NAVY, valign="bottom")
    worksheet.write_string(row, _LEFT, text, style)


def _set_heights(worksheet: Worksheet, below: int) -> None:
    """Give labels and the table beside them rows of one height, and their headings some room."""
    sections = {row for row, column in _label_rows() if column.section}
    for row in range(TOP + 1, below):
        worksheet.set_row(row, _SECTION if row + 1 in sections else _LINE)


def _label_rows() -> Iterator[tuple[int, Column]]:
    """Go through the labels, each with its row."""
    row = TOP
    for column in HOME:
        row += bool(column.section)
        yield row, column
        row += 1


def _mark_counts(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Colour what is still to be done, and quieten what is done."""
    _, ink, fill = MARKS["Amber"]
    left = book.styles.difference(font_color=ink, bg_color=fill, bold=True)
    done = book.styles.difference(font_color=QUIET, bold=False)
    for row, column in _label_rows():
        if column.shown is Shown.COUNT and column.name != "home_month":
            at = (row, 1, row, 1)
            says = {"type": "cell", "criteria": ">", "value": 0, "format": left}
            worksheet.conditional_format(*at, says)
            says = {"type": "cell", "criteria": "==", "value": 0, "format": done}
            worksheet.conditional_format(*at, says)


def _where_to_go(book: NewWorkbook, worksheet: Worksheet, row: int) -> int:
    """List the tabs by their groups, each with a link, and return the row after the last."""
    _title(book, worksheet, row, "Where to go")
    link = book.styles.of(font_color=NAVY, underline=1, font_size=9, valign="vcenter", shrink=True)
    name = book.styles.of(bold=True, font_color=QUIET, valign="vcenter")
    columns = [_LEFT + 2, *range(_LEFT + 3, _LEFT + len(HOME_SERVICES.columns))]
    for group in Group:
        tabs = dict.fromkeys(sheet.tab for sheet in SHEETS if sheet.group is group)
        listed = [tab for tab in tabs if tab != HOME.tab]
        for start in range(0, len(listed), len(columns)):
            row += 1
            worksheet.write_string(row, _LEFT, "" if start else str(group), name)
            for at, tab in zip(columns, listed[start:], strict=False):
                worksheet.write_url(row, at, f"internal:'{tab}'!A1", link, tab)
    return row + 1
