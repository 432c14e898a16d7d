"""The elements that stand directly in a part's root, in order, and new ones put among them.

Works on the bytes, so that all the rest of a part stays as it is.  Knows no cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple

__all__ = [
    "SHEET_ORDER",
    "STYLES_ORDER",
    "WORKBOOK_ORDER",
    "Child",
    "add_prefix",
    "children",
    "insert",
    "prefix_of",
]

_TOKEN = late_pattern(
    rb"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|"""
    rb"""<(/?)([^\s<>/!?]+)((?:[^<>"']|"[^"]*"|'[^']*')*?)(/?)>""",
    re.DOTALL,
)
_NAMES = late_pattern(rb"<(/?)([A-Za-z])")

SHEET_ORDER = tuple(
    b"sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    b"protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    b"phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
    b"pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    b"smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls "
    b"webPublishItems tableParts extLst".split()
)
"""The order in which a worksheet's elements must stand."""

WORKBOOK_ORDER = tuple(
    b"fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    b"externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches "
    b"smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst".split()
)
"""The order in which a workbook's elements must stand."""

STYLES_ORDER = tuple(
    b"numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors "
    b"extLst".split()
)
"""The order in which the elements of the styles must stand."""


class Child(NamedTuple):
    """One element directly in the root: its local name, and where it starts and ends.

    `inside` is where its content starts and ends; both are its end where it has none.
    """

    name: bytes
    start: int
    end: int
    inside: tuple[int, int]


def children(xml: bytes) -> Iterator[Child]:
    """Yield the elements directly in the root of a part."""
    depth, start, inside, at = 0, 0, 0, 0
    name = b""
    while (found := _TOKEN.search(xml, at)) is not None:
        at = found.end()
        if found[2] is None:
            continue
        closing, alone = bool(found[1]), bool(found[4])
        if not closing and depth == 1:
            name, start, inside = found[2].rpartition(b":")[2], found.start(), at
            if alone:
                yield Child(name, start, at, (at, at))
            elif name == b"sheetData":  # its cells are many, and nothing here is among them
                at = max(at, xml.rfind(b"</" + found[2]))
        depth += -1 if closing else not alone
        if closing and depth == 1:
            yield Child(name, start, at, (inside, found.start()))


def prefix_of(xml: bytes) -> bytes:
    """Return the prefix, colon included, that the root of a part gives to its own elements.

    >>> prefix_of(b'<?xml version="1.0"?><x:worksheet xmlns:x="u"/>')
    b'x:'
    """
    root = next(found for found in _TOKEN.finditer(xml) if found[2] is not None)
    before, colon, _ = root[2].rpartition(b":")
    return before + colon


def add_prefix(piece: bytes, prefix: bytes) -> bytes:
    """Return plain elements with a prefix.

    >>> add_prefix(b'<a b="1"><c/></a>', b"x:")
    b'<x:a b="1"><x:c/></x:a>'
    """
    return _NAMES.sub(rb"<\1" + prefix + rb"\2", piece) if prefix else piece


def insert(xml: bytes, name: bytes, piece: bytes, order: Sequence[bytes]) -> bytes:
    """Return the part with an element put where its name must stand, after others of that name.

    >>> insert(b"<w><a/><c/></w>", b"b", b"<b/>", (b"a", b"b", b"c"))
    b'<w><a/><b/><c/></w>'
    """
    before = set(order[: order.index(name) + 1])
    found = list(children(xml))
    after = [one for one in found if one.name not in before]
    known = [one for one in after if one.name in order] or after
    at = known[0].start if known else xml.rindex(b"</")
    return xml[:at] + piece + xml[at:]
