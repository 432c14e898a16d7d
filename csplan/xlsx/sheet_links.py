"""Links from a sheet's cells to places in the workbook, every other byte of the sheet kept."""

from __future__ import annotations

from csplan.terms.for_types import TYPE_CHECKING
from csplan.xlsx.references import cell_name, range_named
from csplan.xlsx.tree import SHEET_ORDER, children, insert, prefix_of
from csplan.xlsx.xml_text import attributes, escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.xlsx.references import Range

__all__ = ["with_links"]


def with_links(xml: bytes, links: Mapping[tuple[int, int], str], area: Range) -> bytes:
    """Return the sheet with links from cells (row, column) to places in the workbook.

    Links that stood in the area are no longer there; others stay as they are.
    """
    prefix = prefix_of(xml)
    pieces = b"".join(
        b'<%bhyperlink ref="%b" location="%b"/>'
        % (prefix, cell_name(*at).encode(), escape(to).replace(b'"', b"&quot;"))
        for at, to in sorted(links.items())
    )
    old = next((one for one in children(xml) if one.name == b"hyperlinks"), None)
    if old is not None:
        whole = xml[old.start : old.end]
        kept = b""
        for one in children(whole):
            piece = whole[one.start : one.end]
            place = range_named(attributes(piece).get("ref", ""))
            if place is None or not area.holds(place.first_row, place.first_column):
                kept += piece
        pieces = kept + pieces
        xml = xml[: old.start] + xml[old.end :]
    if not pieces:
        return xml
    whole = b"<%bhyperlinks>%b</%bhyperlinks>" % (prefix, pieces, prefix)
    return insert(xml, b"hyperlinks", whole, SHEET_ORDER)
