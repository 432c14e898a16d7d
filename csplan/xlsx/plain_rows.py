"""The values of a large sheet in one pass, where all its cells are written in the plain way.

A quarter of the time of reading cell by cell, for sheets that only grow.  A sheet with a formula,
or any cell written in another way, is refused here and read by `sheet_xml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csplan.terms.values import Value
from csplan.xlsx.xml_text import excel_unescaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["plain_cells"]

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?:/>|'
    rb">(?:<v>([0-9.eE+-]{1,30})</v>)?</c>|"
    rb' t="s"><v>([0-9]{1,9})</v></c>|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)


def plain_cells(
    xml: bytes, shared_strings: Sequence[str]
) -> list[tuple[bytes, bytes, Value]] | None:
    """Return column letters, row number and value of each cell that holds something, in order.

    None where the sheet is not written in the plain way throughout.
    """
    start = xml.find(b"<sheetData>")
    end = xml.find(b"</sheetData>", start)
    if start < 0 or end < 0 or xml.find(b"<!", start, end) >= 0:
        return None
    found = _CELL.findall(xml, start, end)
    if len(found) != xml.count(b"<c", start, end):
        return None
    try:
        return [
            (
                column,
                row,
                float(number) if number else _text(inline) if inline else shared_strings[int(held)],
            )
            for column, row, number, held, inline in found
            if number or held or inline
        ]
    except (ValueError, IndexError):
        return None


def _text(raw: bytes) -> str:
    """Return the text within a cell."""
    if b"&" in raw or b"_x" in raw or b"\r" in raw:
        return excel_unescaped(unescaped(raw))
    return raw.decode("utf-8")
