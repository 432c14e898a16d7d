"""How much room a text needs in a column of a sheet, by the widths of Arial's letters."""

from __future__ import annotations

import math
import unicodedata
from functools import cache, lru_cache

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MOST_LINES", "lines_of", "pixels_of", "row_height", "text_pixels", "width_for"]

MOST_LINES = 30
"""The most lines of body text that a row can be high enough for: Excel stops at 409 points."""

_LETTERS = {
    222: "ijl'‘’",
    278: " !,./:;I[\\]ft|",
    333: "()-`r{}",
    370: '"*^“”',
    500: "Jckstvxyz",
    556: "#$?L_abdeghnopqu0123456789£–",
    600: "+<=>~FTZ−",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    889: "%mM",
    1000: "@W—…",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_OTHER, _WIDE = 667, 1000
_EAST_ASIAN = "\u2e80"
_PIXELS_IN_EM = 10 * 96 / 72 / 1000
_EDGES = 15
_BOLDER = 1.08
_POINTS_A_LINE, _POINTS_AROUND = 12.75, 3.0
_LEAST, _MOST = 16.5, 405.0
_KEPT = 20_000
"""How many words and texts are remembered with their room, for most stand on many pages."""


def pixels_of(width: float) -> int:
    """Return how many pixels a column of a width takes on the screen."""
    return round(width * 7) + 5


def text_pixels(text: str, size: float = 10) -> float:
    """Return how many pixels a text takes in one line of Arial of so many points.

    >>> round(text_pixels("Expected outcomes")), round(text_pixels("Expected outcomes", 9))
    (124, 111)
    """
    return _length(text) * size / 10


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height in points for texts in columns of those widths.

    >>> row_height([("Short", 12)]), row_height([("One two three four five six seven", 12)])
    (16.5, 54.0)
    """
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return min(max(lines * _POINTS_A_LINE + _POINTS_AROUND, _LEAST), _MOST)


def width_for(heading: str, *, lines: int = 9) -> float:
    """Return how wide a column must be so that nothing of its bold heading is cut.

    >>> width_for("Red beyond"), width_for("Lines without a forecast", lines=2) > 12
    (8.2, True)
    """
    longest = max(map(_length, heading.replace("-", "- ").split()), default=0.0)
    width = math.ceil((longest * _BOLDER + _EDGES - 5) / 7 * 10) / 10
    while lines_of(heading, width, bold=True) > lines:
        width += 0.5
    return width


@lru_cache(maxsize=_KEPT)
def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column, wrapped at its spaces and hyphens.

    >>> lines_of("One two three four five six seven", 12)
    4
    """
    room = (pixels_of(width) - _EDGES) / (_BOLDER if bold else 1)
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, room: float) -> int:
    """Return how many lines one paragraph takes."""
    lines, used, space = 1, 0.0, _length(" ")
    for word in paragraph.replace("-", "- ").split():
        long = _length(word)
        if used and used + long > room:
            lines, used = lines + 1, 0.0
        used += long + space
        while used > room + space:
            lines, used = lines + 1, used - room
    return lines


@lru_cache(maxsize=_KEPT)
def _length(text: str) -> float:
    """Return how many pixels a text takes in ten-point Arial."""
    return sum(map(_width, text)) * _PIXELS_IN_EM


@cache
def _width(letter: str) -> int:
    """Return how wide a letter is, in thousandths of its size; one with an accent as one without.

    >>> _width("e"), _width("\u00e9"), _width("\u0301"), _width("\u4e2d")
    (556, 556, 0, 1000)
    """
    if unicodedata.combining(letter):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    return _WIDTHS.get(plain, _OTHER if plain < _EAST_ASIAN else _WIDE)
