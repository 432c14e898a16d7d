"""A part's XML as a zip file holds it: deflated.  Knows no file.

Parts of ordinary size are packed by zlib, tightly.  A large one is packed less tightly, as Excel
does it, by ISA-L, which takes a quarter of zlib's time for that; where it is not installed (it
exists for 64-bit processors of Intel's and ARM's kinds only), by zlib.  Unpacking, where a file may
be hostile, is zlib's alone.
"""

from __future__ import annotations

import zlib

from csplan.terms.for_types import TYPE_CHECKING, Protocol
from csplan.terms.records import NamedTuple
from csplan.xlsx.said_once import in_pieces, kept_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from csplan.xlsx.said_once import SaidOnce

__all__ = ["Packed", "packed"]

_LEVEL, _LEVEL_OF_LARGE, _LARGE = 6, 2, 1_000_000
_WITHOUT_HEADER = -15
_AT_ONCE = 1 << 20


class _Deflate(Protocol):
    """What packs one part, piece by piece."""

    def compress(self, data: bytes | memoryview, /) -> bytes:
        """Take a piece, and give what can be given so far."""

    def flush(self) -> bytes:
        """Give the rest."""


class Packed(NamedTuple):
    """A part as it lies in a zip file, in pieces; its checksum and its size are those in full."""

    pieces: list[bytes]
    crc: int
    size: int


def packed(content: bytes | SaidOnce) -> Packed:
    """Return a part packed."""
    if kept_size(content) >= _LARGE:
        deflate, crc32 = _of_large()
    else:
        deflate, crc32 = _deflate(_LEVEL), zlib.crc32
    crc, size, pieces = 0, 0, []
    for piece in in_pieces(content):
        for at in range(0, len(piece), _AT_ONCE):  # so that little is held beside what is packed
            some = memoryview(piece)[at : at + _AT_ONCE]
            crc = crc32(some, crc)
            pieces.append(deflate.compress(some))
        size += len(piece)
    pieces.append(deflate.flush())
    return Packed(pieces, crc, size)


def _deflate(level: int) -> _Deflate:
    """Return zlib's deflating."""
    return zlib.compressobj(level, zlib.DEFLATED, _WITHOUT_HEADER)


def _of_large() -> tuple[_Deflate, Callable[[bytes | memoryview, int], int]]:
    """Return what deflates a large part, and what makes its checksum."""
    try:
        from isal import isal_zlib
    except ImportError:
        return _deflate(_LEVEL_OF_LARGE), zlib.crc32
    deflate = isal_zlib.compressobj(_LEVEL_OF_LARGE, isal_zlib.DEFLATED, _WITHOUT_HEADER)
    return deflate, isal_zlib.crc32
