"""The rows of a large sheet in one pass, where all its cells are written in the plain way.

A fraction of the time of reading cell by cell, for sheets that only grow.  A sheet with a formula,
or any cell written in another way, is refused here and read by `sheet_xml`.
"""

from __future__ import annotations

from collections import defaultdict

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.values import Value
from csplan.xlsx.xml_text import excel_unescaped, unescape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["plain_rows", "plain_text"]

_CELL = late_pattern(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?:/>|'
    rb">(?:<v>([0-9.eE+-]{1,30})</v>)?</c>|"
    rb' t="s"><v>([0-9]{1,9})</v></c>|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>)'
)


def plain_rows(
    xml: bytes, shared_strings: Sequence[str], names: Mapping[bytes, str]
) -> Mapping[bytes, dict[str, Value]] | None:
    """Return what the cells of each row hold, by the row's number and the names of their columns.

    `names` says what a column's letters stand for; other columns are left out.  None where the
    sheet is not written in the plain way throughout.
    """
    start = xml.find(b"<sheetData>")
    end = xml.find(b"</sheetData>", start)
    if start < 0 or end < 0 or xml.find(b"<!", start, end) >= 0:
        return None
    found = _CELL.findall(xml, start, end)
    if len(found) != xml.count(b"<c", start, end):
        return None
    try:
        return _rows(found, shared_strings, names)
    except (ValueError, IndexError):
        return None


def _rows(
    found: Sequence[tuple[bytes, ...]], shared_strings: Sequence[str], names: Mapping[bytes, str]
) -> Mapping[bytes, dict[str, Value]]:
    """Return what was found of each cell, row by row.

    Raises: ValueError or IndexError for a cell that is not plain after all.
    """
    rows: defaultdict[bytes, dict[str, Value]] = defaultdict(dict)
    texts: dict[bytes, str] = {}
    row: dict[str, Value] = {}
    at = b""
    for letters, number, figure, held, inline in found:
        name = names.get(letters)
        if name is None:
            continue
        if number != at:
            row, at = rows[number], number
        if figure:
            row[name] = float(figure)
        elif inline:
            text = texts.get(inline)
            if text is None:
                text = texts[inline] = plain_text(inline)
            row[name] = text
        elif held:
            row[name] = shared_strings[int(held)]
    return rows


def plain_text(raw: bytes) -> str:
    """Return the text within a cell, which has no element of its own."""
    if b"&" in raw or b"_x" in raw or b"\r" in raw:
        return excel_unescaped(unescape(raw))
    return raw.decode("utf-8")
