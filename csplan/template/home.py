"""The Home tab: one screen of what is to be done and where to go, then what the workbook is.

The screen is a small one: 1366 by 768 at 100%, of which Excel with its ribbon leaves about 1,300 by
420 pixels for cells (21 rows of 20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.looks.room import pixels_of, text_pixels
from csplan.sheets import HOME, HOME_SERVICES, SHEETS
from csplan.sheets.column import Shown
from csplan.sheets.sheet import Group
from csplan.template.about import write_about
from csplan.template.labels import (
    value_style,
    write_across,
    write_labels,
    write_meaning,
    write_value,
)
from csplan.template.pages import TOP, Paper, frame, protect, set_widths
from csplan.template.styles import MARKS, NAVY, QUIET
from csplan.template.tables import NewWorkbook, write_note, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.column import Column

__all__ = ["write_home"]

_LABELS = (28.6, 6, 18.2, 18.2, 1.4)
"""The widths of the labels, their counts, where they lead (two columns), and the gap beside."""

_LEADS = 2
_LEFT = len(_LABELS)
_SMALL = 9.0
_TITLE, _HEADINGS, _LINE, _TIGHT = 20.25, 36.0, 13.5, 12.75
_GAP = 3.0
"""The heights of the rows, in points."""

_WHERE = {
    "home_period": (3, 1),
    "home_month": (_LEFT + 1, 2),
    "home_day": (_LEFT + 3, 2),
    "home_flag": (_LEFT + 5, 4),
    "home_checked": (_LEFT + 9, 2),
}
"""What says where the report stands: beside the title, from which column, how many across."""

_HIDDEN = "home_hidden"
_HIDDEN_SPANS = ((_LEFT + 3, 2), (_LEFT + 5, 3), (_LEFT + 8, 3))
_LINK_EDGES = 5


def write_home(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the Home tab."""
    settings = book.results.settings
    department = str(settings.get("department") or "Service")
    widths = [*_LABELS, *(column.width for column in HOME_SERVICES.placed)]
    set_widths(worksheet, widths)
    worksheet.set_column(_LEFT, _LEFT, widths[_LEFT], None, {"hidden": True})
    last = len(widths) - 1
    title = f"{department} plan {book.year}"
    frame(
        book,
        worksheet,
        title,
        str(settings.get("authority") or "Fill in authority and department on Settings"),
        Paper(last_column=last),
    )
    _fit_title(book, worksheet, title)
    _write_where_we_are(book, worksheet)
    to_do = [column for column in HOME if column.name not in (*_WHERE, _HIDDEN)]
    after = write_labels(
        book, worksheet, HOME, (TOP, 0), columns=to_do, font_size=_SMALL, across=_LEADS
    )
    _mark_counts(book, worksheet, to_do)
    bottom = write_table(book, worksheet, HOME_SERVICES, TOP, left=_LEFT, heading_size=_SMALL)
    go = max(after, bottom) + 1
    below = _where_to_go(book, worksheet, go, widths)
    _write_hidden(book, worksheet, go)
    _set_heights(worksheet, go, below)
    worksheet.set_h_pagebreaks([below])
    write_about(book, worksheet, below, last)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(TOP - 1, 0)
    worksheet.set_selection(TOP + 1, 1, TOP + 1, 1)
    protect(worksheet)


def _fit_title(book: NewWorkbook, worksheet: Worksheet, title: str) -> None:
    """Keep a long title within its room beside what says where the report stands."""
    style = book.styles.of(bold=True, font_size=16, font_color=NAVY, valign="vcenter", shrink=True)
    at = write_across(worksheet, (0, 0), _WHERE["home_period"][0], style)
    worksheet.write_string(*at, title, style)


def _set_heights(worksheet: Worksheet, go: int, below: int) -> None:
    """Give every row of the screen its height."""
    heights = {0: _TITLE, TOP - 1: _GAP, TOP: _HEADINGS, go - 1: _GAP}
    for row in range(below):
        worksheet.set_row(row, heights.get(row, _LINE if TOP < row < go else _TIGHT))


def _write_where_we_are(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write period, month, day and the last run beside the title, each under its label."""
    label = book.styles.of(
        font_size=_SMALL, font_color=NAVY, underline=1, valign="bottom", indent=1
    )
    for name, (left, across) in _WHERE.items():
        column = HOME.by_name[name]
        write_across(worksheet, (0, left), across, label)
        worksheet.write_url(0, left, f"internal:'{column.leads_to}'!A1", label, column.heading)
        write_note(worksheet, (0, left), column.meaning)
        at = write_across(worksheet, (1, left), across, value_style(book, column))
        write_value(book, worksheet, HOME, column, at)


def _write_hidden(book: NewWorkbook, worksheet: Worksheet, row: int) -> None:
    """Write which tabs are hidden beside the first links, and how to see one again."""
    column = HOME.by_name[_HIDDEN]
    label = book.styles.of(font_color=NAVY, bold=True, valign="vcenter", indent=1)
    (first, across), (value, over), (meaning, wide) = _HIDDEN_SPANS
    at = write_across(worksheet, (row, first), across, label)
    worksheet.write_string(*at, column.heading, label)
    at = write_across(worksheet, (row, value), over, value_style(book, column))
    write_value(book, worksheet, HOME, column, at)
    write_meaning(book, worksheet, column, (row, meaning), font_size=_SMALL, across=wide)


def _label_rows(columns: Sequence[Column]) -> Iterator[tuple[int, Column]]:
    """Go through the labels, each with its row."""
    row = TOP
    for column in columns:
        row += bool(column.section)
        yield row, column
        row += 1


def _mark_counts(book: NewWorkbook, worksheet: Worksheet, columns: Sequence[Column]) -> None:
    """Colour what is still to be done, and quieten what is done."""
    _, ink, fill = MARKS["Amber"]
    left = book.styles.difference(font_color=ink, bg_color=fill, bold=True)
    done = book.styles.difference(font_color=QUIET, bold=False)
    for row, column in _label_rows(columns):
        if column.shown is Shown.COUNT:
            at = (row, 1, row, 1)
            says = {"type": "cell", "criteria": ">", "value": 0, "format": left}
            worksheet.conditional_format(*at, says)
            says = {"type": "cell", "criteria": "==", "value": 0, "format": done}
            worksheet.conditional_format(*at, says)


def _where_to_go(book: NewWorkbook, worksheet: Worksheet, row: int, widths: Sequence[float]) -> int:
    """List the tabs by their groups, each with a link, and return the row after the last."""
    link = book.styles.of(font_color=NAVY, underline=1, font_size=_SMALL, valign="vcenter")
    name = book.styles.of(bold=True, font_color=NAVY, valign="vcenter")
    for group in Group:
        tabs = dict.fromkeys(sheet.tab for sheet in SHEETS if sheet.group is group)
        worksheet.write_string(row, 0, "Go to: " + str(group), name)
        free = 1
        for tab in tabs:
            if tab == HOME.tab:
                continue
            last = _room_for(tab, free, widths)
            if last is None:
                row, free = row + 1, 1
                last = _room_for(tab, free, widths) or len(widths) - 1
            at = write_across(worksheet, (row, free), last - free + 1, link)
            worksheet.write_url(*at, f"internal:'{tab}'!A1", link, tab)
            free = last + 1
        row += 1
    return row


def _room_for(tab: str, first: int, widths: Sequence[float]) -> int | None:
    """Return the last of the columns, from one on, that a link needs; None where it has no room."""
    room = 0
    for at in range(first, len(widths)):
        room += 0 if at == _LEFT else pixels_of(widths[at])
        if room >= text_pixels(tab, _SMALL) + _LINK_EDGES:
            return at
    return None
