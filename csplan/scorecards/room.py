"""This module judges how many lines a text needs in a column of a sheet.

Excel makes no row higher than 409 points and tells nobody what it hides, so heights are set to
what the text needs, with a little to spare.  Knows nothing of what the text says.
"""

from __future__ import annotations

__all__ = ["MOST_LINES", "lines_needed"]

MOST_LINES = 30
"""The most lines of body text that a row can be high enough for."""

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ -\u2013")
_WIDE = frozenset("mwMW@%\u2014ABCDEGHKNOPQRSUVXYZ&")
_TO_SPARE = 1.02


def lines_needed(text: str, width: float) -> int:
    """Count the lines that a text takes in a column so many characters wide.

    >>> lines_needed("one two three four", 9), lines_needed("", 9)
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
    return _TO_SPARE * sum(
        0.55 if sign in _NARROW else 1.3 if sign in _WIDE else 1.0 if ord(sign) < 0x2E80 else 2.0  # noqa: PLR2004  (from there on signs are wide)
        for sign in word
    )
