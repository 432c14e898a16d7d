"""This module says where the fonts of the PDFs are, and how wide their letters.

The fonts come with csplan's own dependencies.  Unit: a letter's width is a share of its size.
"""

from __future__ import annotations

import math
import struct
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

__all__ = [
    "BOLD",
    "CAPITALS",
    "REGULAR",
    "SEMIBOLD",
    "font_folder",
    "width_of",
]

REGULAR, SEMIBOLD, BOLD = 400, 600, 700
_FILES = {REGULAR: "Regular", SEMIBOLD: "Semibold", BOLD: "Bold"}
_KEPT = 20_000
"""How many texts are remembered with their width, for most stand on many pages."""
_MAP_OF_ALL = 12
"""The kind of a font's map from letters to shapes that holds all of its letters."""
_NO_LETTERS = ("Cc", "Cf", "Mn", "Me", "Zl", "Zp")
"""What has no width of its own, or says where a line ends."""
CAPITALS = 0.66
"""How high a line of text is, as a share of its size: its capitals, in all weights."""


class _Letters(dict[str, float]):
    """The widths of one font's letters, each looked up when it is first asked for.

    Raises: KeyError where the font lacks a letter, or the letter has no width of its own.
    """

    def __init__(self, font: bytes) -> None:
        super().__init__()
        count = struct.unpack_from(">H", font, 4)[0]
        tables = {
            font[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", font, 20 + 16 * n)[0]
            for n in range(count)
        }
        self._font, self._widths = font, tables[b"hmtx"]
        self._in_em: int = struct.unpack_from(">H", font, tables[b"head"] + 18)[0]
        self._last = struct.unpack_from(">H", font, tables[b"hhea"] + 34)[0] - 1
        self._groups = _groups(font, tables[b"cmap"])

    def __missing__(self, letter: str) -> float:
        """Look a letter up."""
        if unicodedata.category(letter) in _NO_LETTERS:
            raise KeyError(letter)
        shape = min(self._shape(letter), self._last)
        own: int = struct.unpack_from(">H", self._font, self._widths + 4 * shape)[0]
        self[letter] = own / self._in_em
        return self[letter]

    def _shape(self, letter: str) -> int:
        """Return which shape the font has for a letter."""
        code = ord(letter)
        at = bisect_right(self._groups, (code, math.inf, 0))
        first, last, shape = self._groups[at - 1] if at else (0, -1, 0)
        if code > last:
            raise KeyError(letter)
        return shape + code - first


def _groups(font: bytes, at: int) -> list[tuple[int, int, int]]:
    """Return the letters of a font, in groups: first and last, and the shape of the first."""
    found: list[tuple[int, int, int]] = []
    for n in range(struct.unpack_from(">H", font, at + 2)[0]):
        start = at + struct.unpack_from(">I", font, at + 8 + 8 * n)[0]
        if struct.unpack_from(">H", font, start)[0] == _MAP_OF_ALL:
            count = struct.unpack_from(">I", font, start + 12)[0]
            groups = memoryview(font)[start + 16 : start + 16 + 12 * count]
            found = sorted(struct.iter_unpack(">III", groups))
    return found


@cache
def font_folder() -> Path:
    """Return the folder of the fonts."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).parent / "files"


@cache
def _letters(weight: int) -> _Letters:
    """Return the widths of the letters in a weight: 400, 600 or 700."""
    return _Letters((font_folder() / f"SourceSansPro-{_FILES[weight]}.ttf").read_bytes())


@lru_cache(maxsize=_KEPT)
def width_of(text: str, weight: int) -> float:
    """Return how wide the letters of a text are in a weight: 400, 600 or 700.

    Raises: KeyError where the font lacks one of them, or it has no width of its own.

    >>> round(width_of("Children", REGULAR), 3)
    3.561
    """
    letters = _letters(weight)
    return sum([letters[one] for one in text])
