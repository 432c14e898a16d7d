"""This module says how scorecards look: colours, shapes and sizes, once for all renderings.

RAG are the only strong colours, and never alone: the word first, then a shape, then the fill.
Contrasts of text on fill are at least 4.5.  Knows nothing of content.
"""

from __future__ import annotations

from csplan.terms.records import dataclass

__all__ = ["ARROWS", "BAR_FILLS", "PALETTE", "SIZES", "STATUSES", "Look", "look_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is drawn: word, shape, and the colours of text, fill and bar, without the #."""

    word: str
    shape: str = ""
    text: str = "4A5560"
    fill: str = "F2F4F6"
    bar: str = "C9D0D6"

    def __str__(self) -> str:
        """Return the word with its shape: colour never speaks alone."""
        return f"{self.word} {self.shape}".rstrip()


STATUSES = {
    look.word: look
    for look in (
        Look("Red", "▲", "9C0006", "FFC7CE", "C8414B"),
        Look("Amber", "◆", "9C5700", "FFEB9C", "E0A100"),
        Look("Green", "●", "006100", "C6EFCE", "2E7D32"),
        Look("Blue", "★", "1F4E79", "DDEBF7", "2F75B5"),
    )
}

PALETTE = {
    "ink": "1D2733",
    "quiet": "55606C",
    "line": "D5DADF",
    "pale": "F4F6F8",
    "band": "E9EDF1",
    "brand": "23374D",
    "on_brand": "FFFFFF",
    "notice": "FFF4CE",
    "notice_ink": "5C4400",
}

SIZES = {"title": 20, "heading": 13, "lead": 12, "body": 10, "small": 8.5}
"""The type scale, in points on paper."""

BAR_FILLS = {
    "budget": "B4BEC8",
    "actual": "8FB3D9",
    "forecast": "1F3A5F",
    "level": "1F3A5F",
    "rise": "F2B5AE",
    "fall": "A9D8BC",
    **{word: look.bar for word, look in STATUSES.items()},
}
"""What bars are filled with: the same budget, forecast and colour in every rendering."""

ARROWS = {"Improving": "↑", "Steady": "→", "Worsening": "↓"}
"""Up is better performance, whatever the figure did."""


def look_of(status: str) -> Look:
    """Return how a status is drawn; a word without a colour is drawn quietly.

    >>> look_of("Red").shape, look_of("Context only").shape
    ('▲', '')
    """
    return STATUSES.get(status) or Look(status)


def with_shape(status: str) -> str:
    """Return the word of a status with its shape.

    >>> with_shape("Red"), with_shape("Not due")
    ('Red ▲', 'Not due')
    """
    return str(look_of(status))
