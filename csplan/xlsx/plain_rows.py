"""The rows of a large sheet in one pass, where all its cells are written in the plain way.

A fraction of the time of reading cell by cell, for sheets that only grow.  A sheet with a formula,
or any cell written in another way, is refused here and read by `sheet_xml`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import isfinite

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.values import Value
from csplan.xlsx.references import LAST_COLUMN, LAST_ROW, column_number
from csplan.xlsx.xml_text import excel_unescaped, unescape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["plain_rows", "plain_text"]

_HELD = (
    rb'"(?: s="[0-9]+")?(?:/>|'
    rb">(?:<v>([0-9.eE+-]{1,30})</v>)?</c>|"
    rb' t="s"><v>([0-9]{1,9})</v></c>|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)
_CELL = late_pattern(rb'<c r="([A-Z]{1,3})[0-9]+' + _HELD)
_ROW = late_pattern(
    rb'\s*+<row r="([1-9][0-9]{0,6})"[^<>]*+>(?:(?<=/>)|'
    rb'((?:<c r="[A-Z]{1,3}\1' + re.sub(rb"\((?!\?)", b"(?:", _HELD) + rb")*+)</row>)"
)
_START, _END = b"<sheetData>", b"</sheetData>"


def plain_rows(
    xml: bytes, shared_strings: Sequence[str], names: Mapping[bytes, str]
) -> Mapping[bytes, dict[str, Value]] | None:
    """Return what the cells of each row hold, by the row's number and the names of their columns.

    `names` says what a column's letters stand for; other columns are left out.  None where the
    sheet is not written in the plain way throughout, each row and each cell in its place.
    """
    start = xml.find(_START)
    end = xml.find(_END, start)
    if start < 0 or end < 0:
        return None
    reader = _Reader(shared_strings, names)
    rows: dict[bytes, dict[str, Value]] = {}
    at, last = start + len(_START), 0
    try:
        while (found := _ROW.match(xml, at, end)) is not None:
            number, cells = found.groups()
            if not last < int(number) <= LAST_ROW:
                return None
            at, last = found.end(), int(number)
            if cells:
                rows[number] = reader.row(cells)
    except (ValueError, IndexError):
        return None
    return None if xml[at:end].strip() else rows


class _Reader:
    """Reads the cells of rows; knows the texts, and the orders of columns, that it has met."""

    __slots__ = ("_in_order", "_names", "_shared_strings", "_texts")

    def __init__(self, shared_strings: Sequence[str], names: Mapping[bytes, str]) -> None:
        self._shared_strings, self._names = shared_strings, names
        self._texts: dict[bytes, str] = {}
        self._in_order: set[tuple[bytes, ...]] = set()

    def row(self, xml: bytes) -> dict[str, Value]:
        """Return what the cells of a row hold.

        Raises: ValueError or IndexError where one is not plain, or not in its place, after all.
        """
        columns, figures, shared, inlines = zip(*_CELL.findall(xml), strict=True)
        if columns not in self._in_order:
            numbers = [0, *(column_number(one.decode()) for one in columns), LAST_COLUMN + 1]
            if any(one >= other for one, other in pairwise(numbers)):
                raise ValueError
            self._in_order.add(columns)
        row: dict[str, Value] = {}
        names, texts = self._names, self._texts
        for letters, figure, held, inline in zip(columns, figures, shared, inlines, strict=True):
            name = names.get(letters)
            if name is None:
                continue
            if figure:
                row[name] = number = float(figure)
                if not isfinite(number):
                    raise ValueError
            elif inline:
                text = texts.get(inline)
                if text is None:
                    text = texts[inline] = plain_text(inline)
                row[name] = text
            elif held:
                row[name] = self._shared_strings[int(held)]
        return row


def plain_text(raw: bytes) -> str:
    """Return the text within a cell, which has no element of its own."""
    if b"&" in raw or b"_x" in raw or b"\r" in raw:
        return excel_unescaped(unescape(raw))
    return raw.decode("utf-8")
