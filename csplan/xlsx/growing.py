"""Ranges that grow when rows are added under a table: whatever names the rows it had until then.

A drop-down, a conditional format, a filter, a print area, a chart's series or a formula that covers
all rows of a column is given the new rows too, as Excel does when somebody types under a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.terms.names import column_letters
from csplan.xlsx.formula_references import with_references
from csplan.xlsx.references import (
    LAST_ROW,
    Range,
    column_number,
    range_named,
    row_of,
)
from csplan.xlsx.xml_text import escape, unescape

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage
    from csplan.xlsx.places import HeadedRange

__all__ = ["Growth", "grow_everywhere", "grow_formula"]

_SQREF = re.compile(rb"""(\s(?:sqref|ref)\s*=\s*)("[^"<]*"|'[^'<]*')""")
_FILTER = re.compile(rb"<(?:[\w.-]+:)?autoFilter\s[^<>]*>")
_BLOCKS = re.compile(
    rb"<(?:[\w.-]+:)?(?:dataValidation|conditionalFormatting|ignoredError|protectedRange)\s[^<>]*>"
)
_XM_SQREF = re.compile(rb"(<(?:[\w.-]+:)?sqref(?:\s[^<>]*)?>)([^<]*)(</)")
_FORMULAS = re.compile(
    rb"(<(?:[\w.-]+:)?(?:f|formula|formula1|formula2)(?:\s[^<>]*)?(?<!/)>)([^<]+)(</)"
)
_CELLS_AND_FORMULAS = re.compile(
    rb"""<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,3})([0-9]+)["']|""" + _FORMULAS.pattern
)
_NAMES = re.compile(rb"(<(?:[\w.-]+:)?definedName\s([^<>]*)>)([^<]+)(</)")
_CHART = re.compile(r"/charts?(?:ex)?[^/]*/[^/]+\.xml$|/charts/", re.IGNORECASE)
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Growth:
    """A block's rows until now, its columns, and the last row that it is to have."""

    sheet: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    new_last: int
    heading_row: int

    def of_columns(self, first: int, last: int) -> bool:
        """Say whether columns are among the block's."""
        return self.first_column <= first and last <= self.last_column


def grow_everywhere(edited: EditedPackage, block: HeadedRange, new_last: int) -> None:
    """Give every range that covers all rows of the block its new rows too."""
    growth = Growth(
        sheet=block.sheet.name.lower(),
        first_row=block.body.first_row,
        last_row=block.body.last_row,
        first_column=block.first_column,
        last_column=block.last_column,
        new_last=new_last,
        heading_row=block.heading_row,
    )
    edited.put(block.sheet.part, _own_sheet(edited.sheet(block.sheet).index.xml, growth))
    for sheet in edited.package.sheets:
        if sheet.is_worksheet:
            own = edited.sheet(sheet).index.xml
            edited.put(sheet.part, _formulas(own, sheet.name, growth))
    workbook = edited.package.workbook_part
    edited.put(workbook, _names(edited.xml(workbook), growth))
    for part in edited.package.parts:
        if _CHART.search(part) and part.lower().endswith(".xml") and "/_rels/" not in part:
            edited.put(part, _formulas(edited.xml(part), "", growth))


def _own_sheet(xml: bytes, growth: Growth) -> bytes:
    """Return the block's sheet, the ranges after its cells grown."""
    start = xml.rfind(b"sheetData")
    head, tail = xml[:start], xml[start:]
    tail = _BLOCKS.sub(lambda one: _attribute(one[0], growth), tail)
    tail = _FILTER.sub(lambda one: _attribute(one[0], growth), tail)
    return head + _XM_SQREF.sub(
        lambda one: one[1] + _ranges(one[2].decode(), growth).encode() + one[3], tail
    )


def _attribute(tag: bytes, growth: Growth) -> bytes:
    """Return a tag with its ranges grown."""

    def grown(found: re.Match[bytes]) -> bytes:
        quote = found[2][:1]
        return found[1] + quote + _ranges(found[2][1:-1].decode(), growth).encode() + quote

    return _SQREF.sub(grown, tag, count=1)


def _ranges(text: str, growth: Growth) -> str:
    """Return a list of ranges; each that covers the block's rows in some column reaches further."""
    kept: list[str] = []
    for name in text.split():
        place = range_named(name)
        if place is None or not _covers(place, growth):
            kept.append(name)
            continue
        if growth.of_columns(place.first_column, place.last_column):
            kept.append(place._replace(last_row=growth.new_last).name)
            continue
        first = max(place.first_column, growth.first_column)
        last = min(place.last_column, growth.last_column)
        kept += [name, Range(place.last_row + 1, first, growth.new_last, last).name]
    return " ".join(kept)


def _covers(place: Range, growth: Growth) -> bool:
    """Say whether a range has all rows of the block, but not the new ones, in some column of it."""
    return (
        place.first_row <= growth.first_row
        and growth.last_row <= place.last_row < growth.new_last
        and place.first_column <= growth.last_column
        and growth.first_column <= place.last_column
    )


def _formulas(xml: bytes, sheet: str, growth: Growth) -> bytes:
    """Return a part whose formulas' ranges are grown; of a shared formula only fixed ones."""

    def grown(found: re.Match[bytes]) -> bytes:
        if b":" not in found[2]:
            return found[0]
        fixed = b"shared" in found[1]
        text = unescape(found[2])
        new = grow_formula(text, sheet, growth, only_fixed=fixed)
        return found[0] if new == text else found[1] + escape(new) + found[3]

    if sheet.lower() != growth.sheet:
        return _FORMULAS.sub(grown, xml)
    end = xml.rfind(b"sheetData>")
    return _in_cells(xml[:end], sheet, growth) + _FORMULAS.sub(grown, xml[end:])


def _in_cells(xml: bytes, sheet: str, growth: Growth) -> bytes:
    """Return the cells of the block's own sheet: inside its rows only fixed ranges may grow.

    SUM(D$4:D9) in the last row is a running total up to there, and must stay one.
    """
    inside = False

    def grown(found: re.Match[bytes]) -> bytes:
        nonlocal inside
        if found[1]:
            column, row = column_number(found[1].decode()), row_of(found[2])
            rows = growth.first_row <= row <= growth.new_last
            inside = rows and growth.of_columns(column, column)
            return found[0]
        text = unescape(found[4])
        fixed = inside or b"shared" in found[3]
        new = grow_formula(text, sheet, growth, only_fixed=fixed)
        return found[0] if new == text else found[3] + escape(new) + found[5]

    return _CELLS_AND_FORMULAS.sub(grown, xml)


def _names(xml: bytes, growth: Growth) -> bytes:
    """Return the workbook's part, the ranges that its names stand for grown."""

    def grown(found: re.Match[bytes]) -> bytes:
        text = unescape(found[3])
        printed = b"_xlnm.Print_Area" in found[2]
        new = grow_formula(text, "", growth, any_start=printed)
        return found[0] if new == text else found[1] + escape(new) + found[4]

    return _NAMES.sub(grown, xml)


def grow_formula(
    formula: str, sheet: str, growth: Growth, *, only_fixed: bool = False, any_start: bool = False
) -> str:
    """Return the formula, its ranges that cover exactly the block's rows reaching the new last row.

    >>> sales = Growth("sales", 2, 9, 1, 3, 12, 1)
    >>> grow_formula("SUM(Sales!B2:B9)+Sales!B9+B2:B9", "Report", sales)
    'SUM(Sales!B2:B12)+Sales!B9+B2:B9'
    """
    change = _changer(growth, only_fixed=only_fixed, any_start=any_start)
    return with_references(formula, sheet, growth.sheet, change)


def _changer(growth: Growth, *, only_fixed: bool, any_start: bool) -> Callable[[str], str]:
    """Return what makes a range of the block's rows reach the new last row."""

    def changed(text: str) -> str:
        first, _, last = text.partition(":")
        ends = _CORNER.fullmatch(first), _CORNER.fullmatch(last)
        if ends[0] is None or ends[1] is None:
            return text
        if only_fixed and not (ends[0][3] and ends[1][3]):
            return text
        rows = row_of(ends[0][4]), row_of(ends[1][4])
        starts = (growth.first_row, growth.heading_row)
        begins = rows[0] <= growth.first_row if any_start else rows[0] in starts
        ends_there = (
            growth.last_row <= rows[1] < growth.new_last
            if any_start
            else (rows[1] == growth.last_row)
        )
        columns = column_number(ends[0][2].upper()), column_number(ends[1][2].upper())
        if not begins or not ends_there or rows[1] > LAST_ROW:
            return text
        inside = growth.of_columns(*columns)
        overlaps = columns[0] <= growth.last_column and growth.first_column <= columns[1]
        if not inside and not (any_start and overlaps):
            return text
        letters = column_letters(columns[1])
        return f"{first}:{ends[1][1]}{letters}{ends[1][3]}{growth.new_last}"

    return changed
