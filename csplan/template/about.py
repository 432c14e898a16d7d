"""The second half of Home: what the workbook is, how to use it, what its colours mean."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from csplan.sheets import HOME, SHEETS
from csplan.template.styles import INK, MARKS, NAVY, QUIET, TYPED, WORKED
from csplan.template.words import IN_SHORT, KINDS, MEANS, STEPS, TO_KNOW, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from csplan.template.tables import NewWorkbook

__all__ = ["write_about"]

_LINE = 19
_LETTERS = 190
"""How many letters of an explanation stand in one row beside what it explains."""

_KIND_LOOKS: dict[str, dict[str, Any]] = {
    "Type here": {"bg_color": TYPED},
    "The plan": {},
    "Worked out": {"bg_color": WORKED, "font_color": QUIET},
}


def write_about(book: NewWorkbook, worksheet: Worksheet, row: int, last: int) -> None:
    """Write what the workbook is from a row on, across the columns up to the last."""
    page = _Page(book, worksheet, last)
    row = _section(page, row, "In short", IN_SHORT)
    row = _section(page, row, "Each reporting period, in six steps", STEPS)
    row = _key(page, row)
    row = _tabs(page, row)
    units = {str(unit): how for unit, how in UNITS.items()}
    first = row + 2
    row = _section(page, row, "Units", units)
    area = f"={HOME.tab}!$A${first}:$A${first + len(units) - 1}"
    book.workbook.define_name("unit_words", area)
    _section(page, row, "Good to know", TO_KNOW)


@dataclass(frozen=True, slots=True)
class _Page:
    """The tab that is written, and its last column."""

    book: NewWorkbook
    worksheet: Worksheet
    last: int


def _heading(page: _Page, row: int, text: str) -> None:
    """Write a section's heading."""
    page.worksheet.set_row(row, 30)
    style = page.book.styles.of(
        bold=True, font_size=12, font_color=NAVY, valign="bottom", bottom=2, bottom_color=NAVY
    )
    page.worksheet.write_string(row, 0, text, style)
    for column in range(1, page.last + 1):
        page.worksheet.write_blank(row, column, None, style)


def _section(page: _Page, row: int, heading: str, pairs: Mapping[str, str]) -> int:
    """Write a section of terms and explanations, and return the row after it."""
    _heading(page, row, heading)
    for term, words in pairs.items():
        _write_term(page, row + 1, term, {"bold": True})
        row = _explain(page, row + 1, words)
    return row + 1


def _write_term(page: _Page, row: int, term: str, looks: Mapping[str, Any]) -> None:
    """Write what is explained, looking as it does elsewhere."""
    says = {"valign": "vcenter", "indent": 1, **looks}
    page.worksheet.write_string(row, 0, term, page.book.styles.of(**says))


def _explain(page: _Page, row: int, words: str) -> int:
    """Write an explanation into as many rows as it needs, and return the last of them."""
    style = page.book.styles.of(valign="vcenter", indent=1, font_color=INK)
    lines = wrap(words, _LETTERS)
    for number, line in enumerate(lines):
        page.worksheet.set_row(row + number, _LINE)
        page.worksheet.write_string(row + number, 1, line, style)
    return row + len(lines) - 1


def _key(page: _Page, row: int) -> int:
    """Write the key of colours and shapes, and of the kinds of cell."""
    _heading(page, row, "What the colours mean")
    for word, (shape, ink, fill) in MARKS.items():
        looks = {
            "bold": True,
            "font_color": ink,
            "bg_color": fill,
            "num_format": f'"{shape}"@',
            "bottom": 1,
            "bottom_color": "#FFFFFF",
        }
        _write_term(page, row + 1, word, looks)
        row = _explain(page, row + 1, MEANS[word])
    for kind, meaning in KINDS.items():
        _write_term(page, row + 1, kind, _KIND_LOOKS[kind])
        row = _explain(page, row + 1, meaning)
    return row + 1


def _tabs(page: _Page, row: int) -> int:
    """List the tabs, each with a link and its purpose."""
    _heading(page, row, "The sheets")
    purposes: dict[str, str] = {}
    for sheet in SHEETS:
        purposes.setdefault(sheet.tab, sheet.purpose)
    link = page.book.styles.of(font_color=NAVY, underline=1, bold=True, valign="vcenter", indent=1)
    for tab, purpose in purposes.items():
        page.worksheet.write_url(row + 1, 0, f"internal:'{tab}'!A1", link, tab)
        row = _explain(page, row + 1, purpose)
    return row + 1
