"""This module judges how many lines a text needs in a column of a sheet.

Excel makes no row higher than 409 points and tells nobody what it hides, so heights are set to
what the text needs, with a little to spare.  Knows nothing of what the text says.
"""

from __future__ import annotations

__all__ = ["MOST_LINES", "lines_needed"]

MOST_LINES = 30
"""The most lines of body text that a row can be high enough for."""

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ -\u2013")
_WIDE = frozenset("wABCDEGHKNOPQRSUVXYZ&")
_WIDEST = frozenset("mMW@%\u2014")
_EAST_ASIAN = "\u2e80"
_TO_SPARE = 1.02


def lines_needed(text: str, width: float) -> int:
    """Count the lines that a text takes in a column so many characters wide.

    >>> lines_needed("one two three four five", 12), lines_needed("", 9)
    (3, 1)
    """
    return sum(_in_paragraph(paragraph, width - 1) for paragraph in text.split("\n"))


def _in_paragraph(text: str, width: float) -> int:
    """Count the lines of one paragraph, words wrapped as a spreadsheet wraps them."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = _length(word)
        if used and used + length > width:
            lines, used = lines + 1, 0.0
        if length > width:
            lines += int(length / width)
            length %= width
        used += length + 0.5
    return lines


def _length(word: str) -> float:
    """Return how wide a word is, in widths of a figure."""
    return _TO_SPARE * sum(map(_width, word))


def _width(sign: str) -> float:
    """Return how wide a character is in Arial, in widths of a figure, rather too much."""
    if sign in _NARROW:
        return 0.55
    if sign in _WIDE:
        return 1.3
    if sign in _WIDEST:
        return 1.75
    return 1.0 if sign < _EAST_ASIAN else 2.0
