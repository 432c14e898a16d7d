"""Looks of one workbook added to the styles of another, every other byte of them kept.

A look that the workbook has already is not added twice.  Knows no cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from csplan.xlsx.tree import STYLES_ORDER, Child, add_prefix, children, insert, prefix_of
from csplan.xlsx.xml_text import attributes, escape

__all__ = ["StylesPatch"]

_LISTS = (
    b"numFmts",
    b"fonts",
    b"fills",
    b"borders",
    b"cellStyleXfs",
    b"cellXfs",
    b"cellStyles",
    b"dxfs",
)
_COUNT = re.compile(rb"""(\scount\s*=\s*["'])[0-9]*""")
_NUMBER_FORMAT = re.compile(rb"<(?:[\w.-]+:)?numFmt\s[^<>]*>")
_FIRST_OWN_FORMAT = 164
_NONE = -1


class StylesPatch:
    """The styles of a workbook, to which those of another are added as they are asked for."""

    def __init__(self, host: bytes, donor: bytes) -> None:
        """Take both workbooks' styles."""
        self._host, self._prefix = host, prefix_of(host)
        self._own = _lists(host)
        self._donor = _lists(donor)
        self._grown: dict[bytes, list[bytes]] = {}
        self._known: dict[tuple[bytes, int], int] = {}

    def cell_style(self, number: int) -> int:
        """Return the number in the host of a style of the donor's cells."""
        return self._taken(b"cellXfs", number, self._xf)

    def difference(self, number: int) -> int:
        """Return the number in the host of a conditional format's look in the donor."""
        return self._taken(b"dxfs", number, lambda piece: _NUMBER_FORMAT.sub(self._inline, piece))

    def xml(self) -> bytes:
        """Return the host's styles with what was added."""
        xml = self._host
        for name, pieces in self._grown.items():
            xml = _with(xml, name, b"".join(pieces), len(pieces), self._prefix)
        return xml

    def _taken(self, name: bytes, number: int, made: Callable[[bytes], bytes] | None = None) -> int:
        """Return the number in the host of one look of the donor's, added if it is not there."""
        key = (name, number)
        if key not in self._known:
            piece = add_prefix(self._donor[name][number], self._prefix)
            self._known[key] = self._placed(name, made(piece) if made is not None else piece)
        return self._known[key]

    def _placed(self, name: bytes, piece: bytes) -> int:
        """Return the number of a piece in a list of the host's, added at its end if need be."""
        own, grown = self._own.setdefault(name, []), self._grown.setdefault(name, [])
        for pieces, first in ((own, 0), (grown, len(own))):
            if piece in pieces:
                return first + pieces.index(piece)
        grown.append(piece)
        return len(own) + len(grown) - 1

    def _xf(self, piece: bytes) -> bytes:
        """Return a cell's style with the numbers that its parts have in the host."""
        own = attributes(piece.partition(b">")[0])
        numbers = {
            b"fontId": self._taken(b"fonts", int(own.get("fontId", "0"))),
            b"fillId": self._taken(b"fills", int(own.get("fillId", "0"))),
            b"borderId": self._taken(b"borders", int(own.get("borderId", "0"))),
            b"numFmtId": self._number_format(int(own.get("numFmtId", "0"))),
            b"xfId": self._named_style(int(own.get("xfId", "0"))),
        }
        for name, number in numbers.items():
            piece = re.sub(rb'\s%b="[0-9]+"' % name, b' %b="%d"' % (name, number), piece, count=1)
        return piece

    def _number_format(self, number: int) -> int:
        """Return the number in the host of a number format of the donor's."""
        if number < _FIRST_OWN_FORMAT:
            return number
        codes = {_id_of(one): attributes(one)["formatCode"] for one in self._donor[b"numFmts"]}
        return self._format_of(codes[number])

    def _format_of(self, code: str) -> int:
        """Return the number of a number format in the host, added if it is not there."""
        own = [*self._own.get(b"numFmts", []), *self._grown.get(b"numFmts", [])]
        for one in own:
            if attributes(one).get("formatCode") == code:
                return _id_of(one)
        taken = [_id_of(found[0]) for found in _NUMBER_FORMAT.finditer(self._host)]
        taken += map(_id_of, own)
        number = max([_FIRST_OWN_FORMAT - 1, *taken]) + 1
        said = escape(code).replace(b'"', b"&quot;")
        piece = b'<%bnumFmt numFmtId="%d" formatCode="%b"/>' % (self._prefix, number, said)
        self._grown.setdefault(b"numFmts", []).append(piece)
        return number

    def _inline(self, found: re.Match[bytes]) -> bytes:
        """Return a number format within a conditional format's look, by its number in the host."""
        number = self._format_of(attributes(found[0])["formatCode"])
        return re.sub(rb'numFmtId="[0-9]+"', b'numFmtId="%d"' % number, found[0])

    def _named_style(self, number: int) -> int:
        """Return the number in the host of the named style that a style of the donor's follows."""
        names = {
            attributes(one).get("xfId"): attributes(one).get("name")
            for one in self._donor[b"cellStyles"]
        }
        name = names.get(str(number))
        for one in self._own.get(b"cellStyles", []):
            own = attributes(one)
            if own.get("name") == name and own.get("xfId", "").isdigit():
                return int(own["xfId"])
        return 0


def _lists(xml: bytes) -> dict[bytes, list[bytes]]:
    """Return the pieces of each list of a workbook's styles."""
    found: dict[bytes, list[bytes]] = {}
    for one in children(xml):
        if one.name in _LISTS:
            whole = xml[one.start : one.end]
            found[one.name] = [whole[piece.start : piece.end] for piece in children(whole)]
    return found


def _with(xml: bytes, name: bytes, pieces: bytes, count: int, prefix: bytes) -> bytes:
    """Return the styles with pieces added at the end of a list."""
    if not pieces:
        return xml
    found: Child | None = next((one for one in children(xml) if one.name == name), None)
    if found is None:
        whole = b'<%b%b count="%d">%b</%b%b>' % (prefix, name, count, pieces, prefix, name)
        return insert(xml, name, whole, STYLES_ORDER)
    whole = xml[found.start : found.end]
    total = count + sum(1 for _ in children(whole))
    head = whole[: found.inside[0] - found.start]
    body = xml[found.inside[0] : found.inside[1]]
    head = _COUNT.sub(lambda one: one[1] + b"%d" % total, head, count=1)
    if head.endswith(b"/>"):
        head = head[:-2] + b">"
    grown = b"%b%b%b</%b%b>" % (head, body, pieces, prefix, name)
    return xml[: found.start] + grown + xml[found.end :]


def _id_of(piece: bytes) -> int:
    """Return the number of a number format."""
    said = attributes(piece).get("numFmtId", "")
    return int(said) if said.isdigit() else _NONE
