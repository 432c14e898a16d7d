"""This module places the bars of the finance pages, as shares of the width they are drawn in.

Knows nothing of drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["BAR_FILLS", "Bar", "compared", "least", "stepped"]

_STEP = 5_000_000
BAR_FILLS = {
    "budget": "B4BEC8",
    "actual": "8FB3D9",
    "forecast": "1F3A5F",
    "level": "1F3A5F",
    "rise": "F2B5AE",
    "fall": "A9D8BC",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar's kind, where it begins and how long it is; 0 to 1 from left to right."""

    kind: str
    start: float
    length: float


def least(levels: Sequence[float]) -> int:
    """Return where a waterfall's axis begins, so that changes of a large budget can be seen.

    >>> least([95_875_084.0, 85_875_084.0]), least([3_000_000.0]), least([])
    (80000000, 0, 0)
    """
    return int(max(min(levels, default=0.0) - _STEP, 0) // _STEP * _STEP)


def stepped(steps: Sequence[Sequence[float]], low: float) -> list[tuple[Bar, ...]]:
    """Return the bar of each step: change, level, and the chart's base, level, rise and fall.

    >>> stepped([[90, 90, 0, 90, 0, 0], [-10, 80, 80, 0, 0, 10]], 70)[1]
    (Bar(kind='fall', start=0.5, length=0.5),)
    """
    high = max((base + total + rise + fall for _, _, base, total, rise, fall in steps), default=low)
    found: list[tuple[Bar, ...]] = []
    for _, _, base, total, rise, fall in steps:
        kind = "level" if total else "rise" if rise else "fall"
        begin, end = (low, total) if total else (base, base + rise + fall)
        bar = _bar(kind, (begin, end), (low, high))
        found.append((bar,) if begin != end else ())
    return found


def compared(rows: Sequence[Sequence[float | None]]) -> list[tuple[Bar, ...]]:
    """Return each row's bars of budget, actual and forecast, on one axis that shows £0.

    >>> compared([[10.0, 5.0, None], [-10.0, None, None]])[0][1]
    Bar(kind='actual', start=0.5, length=0.25)
    """
    values = [value for row in rows for value in row if value is not None]
    axis = (min([0.0, *values]), max([0.0, *values]))
    kinds = ("budget", "actual", "forecast")
    return [
        tuple(_bar(kind, (0.0, value or 0.0), axis) for kind, value in zip(kinds, row, strict=True))
        for row in rows
    ]


def _bar(kind: str, ends: tuple[float, float], axis: tuple[float, float]) -> Bar:
    """Return a bar between two values on an axis; what lies beyond the axis is cut off."""
    width = axis[1] - axis[0] or 1.0
    places = [min(max((end - axis[0]) / width, 0.0), 1.0) for end in sorted(ends)]
    return Bar(kind, round(places[0], 4), round(places[1] - places[0], 4))
