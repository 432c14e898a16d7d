"""This module places a line of figures in a small picture, with the target as a level.

All renderings that draw for themselves use these places.  Knows nothing of drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

from csplan.scorecards.content import IndicatorLine

__all__ = ["Spark", "spark_of"]

_MARGIN = 0.14


@dataclass(frozen=True, slots=True)
class Spark:
    """Points and the target's level; 0 to 1 from left to right and from top to bottom."""

    points: tuple[tuple[float, float], ...]
    target: float | None
    text: str


def spark_of(line: IndicatorLine) -> Spark | None:
    """Return the picture of an indicator's figures, with the same figures in words."""
    figures = [(period, figure) for period, figure in line.trend if figure.value is not None]
    if not figures:
        return None
    values = [figure.value or 0.0 for _, figure in figures]
    target = line.target.value
    levels = [*values, *([] if target is None else [target])]
    low, high = min(levels), max(levels)
    step = 1 / max(len(values) - 1, 1)
    words = ", ".join(f"{period} {figure}" for period, figure in figures)
    if target is not None:
        words += f"; target {line.target}"
    return Spark(
        points=tuple(
            (round(_inside(step * n if len(values) > 1 else 0.5), 4), _level(value, low, high))
            for n, value in enumerate(values)
        ),
        target=None if target is None else _level(target, low, high),
        text=words,
    )


def _inside(place: float) -> float:
    return _MARGIN / 2 + place * (1 - _MARGIN)


def _level(value: float, low: float, high: float) -> float:
    """Return how far down a value stands; in the middle where all are the same."""
    if high == low:
        return 0.5
    return round(_MARGIN + (1 - (value - low) / (high - low)) * (1 - 2 * _MARGIN), 4)
