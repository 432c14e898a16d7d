"""The About tab: what the workbook is, how to use it, what its colours mean, where rules are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.looks.heights import lines_of
from csplan.sheets import SHEETS
from csplan.template.pages import TOP, Paper, frame, protect, set_widths
from csplan.template.styles import INK, MARKS, NAVY, QUIET, RULE, TYPED, WORKED
from csplan.template.tables import NewWorkbook
from csplan.template.words import IN_SHORT, KINDS, MEANS, STEPS, TO_KNOW, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_about"]

_WIDTHS = (26, 112)
_LINE, _LINE_MORE = 19, 13
_KIND_LOOKS: dict[str, dict[str, Any]] = {
    "Type here": {"bg_color": TYPED},
    "The plan": {},
    "Worked out": {"bg_color": WORKED, "font_color": QUIET},
}


def write_about(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the About tab."""
    settings = book.results.settings
    department = str(settings.get("department") or "Service")
    set_widths(worksheet, _WIDTHS)
    frame(
        book,
        worksheet,
        f"{department} plan {book.year}",
        str(settings.get("authority") or "Fill in authority and department on Settings"),
        Paper(last_column=1),
    )
    worksheet.set_print_scale(88)
    row = _section(book, worksheet, TOP, "In short", IN_SHORT)
    row = _section(book, worksheet, row, "Each reporting period, in six steps", STEPS)
    row = _key(book, worksheet, row)
    worksheet.set_h_pagebreaks([row])
    row = _tabs(book, worksheet, row)
    units = {str(unit): how for unit, how in UNITS.items()}
    first = row + 2
    row = _section(book, worksheet, row, "Units", units)
    book.workbook.define_name("unit_words", f"=About!$A${first}:$A${first + len(units) - 1}")
    _section(book, worksheet, row, "Good to know", TO_KNOW)
    protect(worksheet)


def _heading(book: NewWorkbook, worksheet: Worksheet, row: int, text: str) -> None:
    """Write a section's heading."""
    worksheet.set_row(row, 30)
    style = book.styles.of(
        bold=True, font_size=12, font_color=NAVY, valign="bottom", bottom=2, bottom_color=NAVY
    )
    worksheet.write_string(row, 0, text, style)
    worksheet.write_blank(row, 1, None, style)


def _section(
    book: NewWorkbook, worksheet: Worksheet, row: int, heading: str, pairs: Mapping[str, str]
) -> int:
    """Write a section of terms and explanations, and return the row after it."""
    _heading(book, worksheet, row, heading)
    for term, words in pairs.items():
        row += 1
        _write_term(book, worksheet, row, term, {"bold": True})
        _explain(book, worksheet, row, words)
    return row + 1


def _write_term(
    book: NewWorkbook, worksheet: Worksheet, row: int, term: str, looks: Mapping[str, Any]
) -> None:
    """Write what is explained, looking as it does elsewhere."""
    says = {"valign": "vcenter", "indent": 1, "bottom": 1, "bottom_color": RULE, **looks}
    worksheet.write_string(row, 0, term, book.styles.of(**says))


def _explain(book: NewWorkbook, worksheet: Worksheet, row: int, words: str) -> None:
    """Write an explanation, in a row as high as it needs."""
    style = book.styles.of(
        valign="vcenter", text_wrap=True, indent=1, bottom=1, bottom_color=RULE, font_color=INK
    )
    worksheet.set_row(row, _LINE + _LINE_MORE * (lines_of(words, _WIDTHS[1]) - 1))
    worksheet.write_string(row, 1, words, style)


def _key(book: NewWorkbook, worksheet: Worksheet, row: int) -> int:
    """Write the key of colours and shapes, and of the kinds of cell."""
    _heading(book, worksheet, row, "What the colours mean")
    for word, (shape, ink, fill) in MARKS.items():
        row += 1
        looks = {
            "bold": True,
            "font_color": ink,
            "bg_color": fill,
            "num_format": f'"{shape}"@',
            "bottom_color": "#FFFFFF",
        }
        _write_term(book, worksheet, row, word, looks)
        _explain(book, worksheet, row, MEANS[word])
    for kind, meaning in KINDS.items():
        row += 1
        _write_term(book, worksheet, row, kind, _KIND_LOOKS[kind])
        _explain(book, worksheet, row, meaning)
    return row + 1


def _tabs(book: NewWorkbook, worksheet: Worksheet, row: int) -> int:
    """List the tabs, each with a link and its purpose."""
    _heading(book, worksheet, row, "The sheets")
    purposes: dict[str, str] = {}
    for sheet in SHEETS:
        purposes.setdefault(sheet.tab, sheet.purpose)
    link = book.styles.of(
        font_color=NAVY,
        underline=1,
        bold=True,
        valign="vcenter",
        indent=1,
        bottom=1,
        bottom_color=RULE,
    )
    for tab, purpose in purposes.items():
        row += 1
        worksheet.write_url(row, 0, f"internal:'{tab}'!A1", link, tab)
        _explain(book, worksheet, row, purpose)
    return row + 1
