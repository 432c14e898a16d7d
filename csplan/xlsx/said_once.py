"""A sheet's XML with each formula that comes again written once, and in full wherever it is wanted.

The formulas of a table's columns are the same in every row and most of all that a sheet holds: what
reads a sheet without them has a tenth to read, and a tenth to keep.  Knows no cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["MARK", "SaidOnce", "Saver", "in_pieces", "kept_size", "whole"]

MARK = b"\xff"
"""What stands before a formula's two letters; no UTF-8 holds it."""
_ENDS = b"</f>"
_STARTS = late_pattern(rb'<f(?: aca="false")?>')
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHORTEST = 24
_BEGINNINGS = (b"!", b"?")
_MANY = 2_000
_BATCH = 1 << 19


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """A part's UTF-8 XML, in which formulas are two letters after a mark, and what these mean."""

    xml: bytes
    formulas: Mapping[bytes, bytes]

    def pieces(self) -> Iterator[bytes]:
        """Yield the XML in full, a piece at a time."""
        formulas, some, size = self.formulas, [], 0
        pieces = iter(self.xml.split(MARK))
        some.append(next(pieces))
        for piece in pieces:
            formula = formulas[piece[:2]]
            some += (formula, piece[2:])
            size += len(formula) + len(piece)
            if size > _BATCH:
                yield b"".join(some)
                some, size = [], 0
        yield b"".join(some)

    def whole(self) -> bytes:
        """Return the XML in full."""
        return b"".join(self.pieces())


class Saver:
    """Takes the XML of one part, piece by piece, and writes formulas that it has met as letters.

    Whatever is left out has stood in the same part before, as text between the same two tags, in a
    place where the parser has seen it.  From a piece on that holds a comment, an instruction or
    quoted text, in which nothing is a tag, all is left as it is.
    """

    __slots__ = (
        *("_after", "_begun", "_is_on", "_known", "_last", "_names", "_new", "_seen"),
        "formulas",
    )

    def __init__(self) -> None:
        """Begin with nothing met."""
        self.formulas: dict[bytes, bytes] = {}
        self._known: dict[bytes, tuple[bytes, int, bytes]] = {}
        self._after: dict[bytes, tuple[bytes, int, bytes]] = {}
        self._names = (bytes((one, two)) for one in _LETTERS for two in _LETTERS)
        self._last = b""
        self._new = self._seen = 0
        self._is_on, self._begun = True, False

    def stop(self) -> None:
        """Leave all that follows as it is."""
        self._is_on = False

    def spared(self, chunk: bytes) -> bytes:
        """Return the next piece as it is to be kept; the mark is in it only if this put it."""
        begun, self._begun = self._begun, True
        if not self._is_on:
            return chunk
        if MARK in chunk or chunk[:1] in _BEGINNINGS:
            self._is_on = False
            return chunk
        pieces = chunk.split(_ENDS)
        if len(pieces) > 1:
            self._spare(pieces)
        thin = _ENDS.join(pieces)
        if thin.find(b"<!") >= 0 or thin.find(b"<?", not begun) >= 0:
            self._is_on = False
            return chunk
        return thin

    def _spare(self, pieces: list[bytes]) -> None:
        """Write the formulas at the ends of pieces, but for the last of them, as letters."""
        last, after = self._last, self._after
        self._seen += len(pieces) - 1
        for at, piece in enumerate(pieces[:-1]):
            following = after.get(last)
            if following is not None and piece.endswith(following[0]):
                last = following[2]
                pieces[at] = piece[: following[1]] + last
            else:
                known = self._look_up(piece)
                if known is None:
                    continue
                if known[0] in self._known:
                    pieces[at] = piece[: known[1]] + known[2]
                self._known[known[0]] = after[last] = known
                last = known[2]
        self._last = last

    def _look_up(self, piece: bytes) -> tuple[bytes, int, bytes] | None:
        """Return the formula at the end of a piece, its length and letters; None if not plain."""
        formula = piece[piece.rfind(b"<") :]
        known = self._known.get(formula)
        if known is not None:
            return known
        start = _STARTS.match(formula)
        self._new += 1
        if self._new > max(_MANY, self._seen // 2):
            self._is_on = False  # each is another: nothing to be saved
        if start is None or len(formula) - start.end() < _SHORTEST:
            return None
        name = next(self._names, None)
        if name is None:
            return None
        self.formulas[name] = formula[start.end() :]
        return formula, -len(formula), start[0] + MARK + name


def whole(xml: bytes | SaidOnce) -> bytes:
    """Return a part's XML in full, however it is kept."""
    return xml.whole() if isinstance(xml, SaidOnce) else xml


def in_pieces(xml: bytes | SaidOnce) -> Iterable[bytes]:
    """Return a part's XML in full, a piece at a time."""
    return xml.pieces() if isinstance(xml, SaidOnce) else (xml,)


def kept_size(xml: bytes | SaidOnce) -> int:
    """Return how many bytes a part's XML takes as it is kept."""
    return len(xml.xml if isinstance(xml, SaidOnce) else xml)
