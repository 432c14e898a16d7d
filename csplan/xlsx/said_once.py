"""A sheet's XML with each formula that comes again written once, and in full wherever it is wanted.

The formulas of a table's columns are the same in every row and most of all that a sheet holds: what
reads a sheet without them has a tenth to read, and a tenth to keep.  Knows no cells.
"""

from __future__ import annotations

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["MARK", "SaidOnce", "Saver", "holds_aside", "in_pieces", "kept_size", "whole"]

MARK = b"\xff"
"""What stands before a formula's two letters; no UTF-8 holds it."""
_BEGINS, _ENDS = b"<f", b"</f>"
_STARTS = late_pattern(rb'<f(?: aca="false")?>')
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHORTEST = 24
_BEGINNINGS = (b"!", b"?")
_DECLARATIONS = (b"<?xml ", b"<?xml\t", b"<?xml\n", b"<?xml\r")
"""How a part's own declaration begins, which holds no tag: parsers refuse one that does."""
_MANY = 2_000
_AT_ONCE = 32_768
"""Bytes as they are kept, of which some are formulas."""


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """A part's UTF-8 XML, in which formulas are two letters after a mark, and what these mean."""

    xml: bytes
    formulas: Mapping[bytes, bytes]

    def pieces(self) -> Iterator[bytes]:
        """Yield the XML in full, a piece at a time."""
        xml, formulas = self.xml, self.formulas
        end = xml.find(MARK)
        yield xml[:end] if end >= 0 else xml
        while end >= 0:
            start, end = end + 1, xml.find(MARK, end + _AT_ONCE)
            pieces = xml[start : end if end >= 0 else len(xml)].split(MARK)
            yield b"".join([formulas[piece[:2]] + piece[2:] for piece in pieces])

    def whole(self) -> bytes:
        """Return the XML in full."""
        return b"".join(self.pieces())


class _Formula(NamedTuple):
    """A formula between its tags, the same with letters in its place, and its length in full."""

    whole: bytes
    short: bytes
    length: int


class Saver:
    """Takes the XML of one part, piece by piece, and writes formulas that it has met as letters.

    Whatever is left out has stood in the same part before, as text between the same two tags, in a
    place where the parser has seen it.  From a piece on that holds a comment, an instruction or
    quoted text, in which nothing is a tag, all is left as it is.
    """

    __slots__ = (
        *("_after", "_before", "_is_on", "_known", "_last", "_names", "_new", "_seen"),
        "formulas",
    )

    def __init__(self) -> None:
        """Begin with nothing met."""
        self.formulas: dict[bytes, bytes] = {}
        self._known: dict[bytes, _Formula] = {}
        self._after: dict[bytes, _Formula] = {}
        self._names = (bytes((one, two)) for one in _LETTERS for two in _LETTERS)
        self._last = b""
        self._new = self._seen = 0
        self._is_on, self._before = True, b""

    def stop(self) -> None:
        """Leave all that follows as it is."""
        self._is_on = False

    def spared(self, chunk: bytes) -> bytes:
        """Return the next piece as it is to be kept; the mark is in it only if this put it."""
        before, self._before = self._before, chunk[-1:] or self._before
        if not self._is_on or MARK in chunk:
            self._is_on = False
            return chunk
        thin = self._thinned(chunk)
        if holds_aside(thin, before):
            self._is_on = False
            return chunk
        return thin

    def _thinned(self, chunk: bytes) -> bytes:
        """Return a piece with its formulas as letters; one that follows as before is passed over.

        A formula that has no end yet in this piece is left as it is.
        """
        kept: list[bytes] = []
        done, last, after = 0, self._last, self._after
        at = chunk.find(_BEGINS)
        while at >= 0:
            known = after.get(last)
            if known is None or not chunk.startswith(known.whole, at):
                end = chunk.find(_ENDS, at)
                if end < 0:
                    break
                self._seen += 1
                at = chunk.rfind(b"<", at, end)
                known = self._look_up(chunk[at : end + len(_ENDS)])
                if known is None:
                    at = chunk.find(_BEGINS, end)
                    continue
                is_new = known.whole not in self._known
                self._known[known.whole] = after[last] = known
                if is_new:
                    last, at = known.short, chunk.find(_BEGINS, end)
                    continue
            kept += (chunk[done:at], known.short)
            done, last = at + known.length, known.short
            at = chunk.find(_BEGINS, done)
        self._last = last
        kept.append(chunk[done:])
        return b"".join(kept)

    def _look_up(self, formula: bytes) -> _Formula | None:
        """Return a formula that stands between its two tags and its letters; None if not plain."""
        known = self._known.get(formula)
        if known is not None:
            return known
        start = _STARTS.match(formula)
        if start is None or len(formula) - start.end() < _SHORTEST + len(_ENDS):
            return None
        self._new += 1
        if self._new > max(_MANY, self._seen // 2):
            self._is_on = False  # each is another: nothing to be saved
        name = next(self._names, None)
        if name is None:
            return None
        self.formulas[name] = formula[start.end() : -len(_ENDS)]
        return _Formula(formula, start[0] + MARK + name + _ENDS, len(formula))


def holds_aside(piece: bytes, before: bytes) -> bool:
    """Say whether a comment, quoted text or instruction begins in a piece of a part.

    `before` is the byte before the piece, for a piece may begin within what marks one; nothing
    where it is the first, which may begin with the part's own declaration.
    """
    if before == b"<" and piece[:1] in _BEGINNINGS:
        return True
    is_declared = not before and piece.startswith(_DECLARATIONS)
    return piece.find(b"<!") >= 0 or piece.find(b"<?", is_declared) >= 0


def whole(xml: bytes | SaidOnce) -> bytes:
    """Return a part's XML in full, however it is kept."""
    return xml.whole() if isinstance(xml, SaidOnce) else xml


def in_pieces(xml: bytes | SaidOnce) -> Iterable[bytes]:
    """Return a part's XML in full, a piece at a time."""
    return xml.pieces() if isinstance(xml, SaidOnce) else (xml,)


def kept_size(xml: bytes | SaidOnce) -> int:
    """Return how many bytes a part's XML takes as it is kept."""
    return len(xml.xml if isinstance(xml, SaidOnce) else xml)
