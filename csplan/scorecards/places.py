"""This module places the points and bars of small pictures; every rendering draws at these places.

Knows nothing of drawing.
"""

from __future__ import annotations

from csplan.scorecards.blocks import Bar, Chart, Trend
from csplan.terms.records import dataclass

__all__ = ["TrendPoints", "placed_bar", "placed_trend"]

_MARGIN = 0.14


@dataclass(frozen=True, slots=True)
class TrendPoints:
    """A line's points from left to right, its target's level and its limits; from the top left."""

    points: tuple[tuple[float, float], ...]
    target: float | None
    limits: tuple[float, float] | None = None

    def lowered(self, by: float) -> TrendPoints:
        """Return the same farther down."""
        return TrendPoints(
            points=tuple((x, round(y + by, 4)) for x, y in self.points),
            target=None if self.target is None else round(self.target + by, 4),
            limits=(self.limits[0] + by, self.limits[1] + by) if self.limits else None,
        )


def placed_trend(trend: Trend, *, width: float = 1.0, height: float = 1.0) -> TrendPoints | None:
    """Return where a line of figures is drawn; None where it has none."""
    values = [figure.value for _, figure in trend.points if figure.value is not None]
    if not values:
        return None
    goal = trend.target.value
    bounds = [one.value for one in trend.limits or () if one.value is not None]
    levels = [*values, *([] if goal is None else [goal]), *bounds]
    low, high = min(levels), max(levels)
    step = 1 / max(len(values) - 1, 1)
    return TrendPoints(
        points=tuple(
            (
                round(_inside(step * n if len(values) > 1 else 0.5) * width, 4),
                round(_level(value, low, high) * height, 4),
            )
            for n, value in enumerate(values)
        ),
        target=None if goal is None else round(_level(goal, low, high) * height, 4),
        limits=(
            (
                round(_level(max(bounds), low, high) * height, 4),
                round(_level(min(bounds), low, high) * height, 4),
            )
            if bounds
            else None
        ),
    )


def _inside(place: float) -> float:
    return _MARGIN / 2 + place * (1 - _MARGIN)


def _level(value: float, low: float, high: float) -> float:
    """Return how far down a value stands; in the middle where all are the same."""
    if high == low:
        return 0.5
    return _MARGIN + (1 - (value - low) / (high - low)) * (1 - 2 * _MARGIN)


def placed_bar(bar: Bar, chart: Chart) -> tuple[float, float]:
    """Return where a bar begins and how long it is, as shares of its chart's width.

    >>> from csplan.scorecards.blocks import ChartKind
    >>> placed_bar(Bar("fall", 90, 80), Chart(ChartKind.STEPS, "", (), low=70, high=90))
    (0.5, 0.5)
    """
    width = chart.high - chart.low or 1.0
    ends = sorted((bar.start, bar.end))
    start, end = (min(max((one - chart.low) / width, 0.0), 1.0) for one in ends)
    return round(start, 4), round(end - start, 4)
