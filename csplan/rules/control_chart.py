"""Is it real?  XmR charts: limits of ordinary variation, special causes, and assurance in words.

After NHS England's Making Data Count.  Takes figures in the order of time; knows no rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from csplan.terms.records import dataclass
from csplan.terms.values import Value, same
from csplan.terms.vocabulary import Polarity

__all__ = ["LEAST_POINTS", "TO_LIMIT", "ControlLimits", "chart_in_words", "chart_of"]

LEAST_POINTS = 12
TO_LIMIT = 2.66
"""How many mean moving ranges the limits are from the mean."""

_RUN = 7
_CLOSE = 3


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """The limits of a series, and which of its points are special causes (1 high, -1 low)."""

    mean: float
    moving_range: float
    lower: float
    upper: float
    special: tuple[int, ...]

    @property
    def near(self) -> tuple[float, float]:
        """The near limits: two thirds of the way from the mean."""
        step = (self.upper - self.mean) * 2 / 3
        return self.mean - step, self.mean + step


def chart_of(points: Sequence[float]) -> ControlLimits:
    """Return the limits and special causes of a series of two points or more.

    >>> chart = chart_of([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    >>> round(chart.mean, 2), round(chart.lower, 2), round(chart.upper, 2)
    (50.81, 45.82, 55.8)
    """
    mean = sum(points) / len(points)
    ranges = [abs(later - earlier) for earlier, later in pairwise(points)]
    moving_range = sum(ranges) / len(ranges) if ranges else 0.0
    reach = TO_LIMIT * moving_range
    plain = ControlLimits(mean, moving_range, mean - reach, mean + reach, ())
    flags = [0] * len(points)
    for rule in (_shifts, _close, _trends, _outside):  # the later, graver one wins
        for at, sign in rule(points, plain):
            flags[at] = sign
    return ControlLimits(mean, moving_range, mean - reach, mean + reach, tuple(flags))


_Flags = list[tuple[int, int]]


def _outside(points: Sequence[float], chart: ControlLimits) -> _Flags:
    """Flag the points strictly outside the limits."""
    return [
        (at, 1 if point > chart.upper else -1)
        for at, point in enumerate(points)
        if point > chart.upper or point < chart.lower
    ]


def _trends(points: Sequence[float], _chart: ControlLimits) -> _Flags:
    """Flag 7 points or more that all rise or all fall; a tie breaks the run."""
    signs = [(b > a) - (b < a) for a, b in pairwise(points)]
    return [
        (at, sign)
        for start, length, sign in _runs(signs)
        if sign and length >= _RUN - 1
        for at in range(start, start + length + 1)
    ]


def _shifts(points: Sequence[float], chart: ControlLimits) -> _Flags:
    """Flag 7 points or more strictly on one side of the mean."""
    sides = [(point > chart.mean) - (point < chart.mean) for point in points]
    return [
        (at, sign)
        for start, length, sign in _runs(sides)
        if sign and length >= _RUN
        for at in range(start, start + length)
    ]


def _runs(signs: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the runs of equal signs: where each starts, its length, and its sign."""
    runs: list[tuple[int, int, int]] = []
    for at, sign in enumerate(signs):
        if runs and runs[-1][2] == sign:
            start, length, _ = runs[-1]
            runs[-1] = (start, length + 1, sign)
        else:
            runs.append((at, 1, sign))
    return runs


def _close(points: Sequence[float], chart: ControlLimits) -> _Flags:
    """Flag 2 of 3 points beyond the near limit, all 3 on one side; only the close ones."""
    low, high = chart.near
    found = []
    for start in range(len(points) - _CLOSE + 1):
        three = range(start, start + _CLOSE)
        for sign in (1, -1):
            near = [
                at
                for at in three
                if (
                    high < points[at] <= chart.upper
                    if sign > 0
                    else chart.lower <= points[at] < low
                )
            ]
            one_side = all((points[at] - chart.mean) * sign > 0 for at in three)
            if one_side and len(near) > 1:
                found += [(at, sign) for at in near]
    return found


def chart_in_words(points: Sequence[float], polarity: Value, target: float | None = None) -> str:
    """Say whether the last point is real, and whether the target will be met, in words.

    >>> chart_in_words([1.0] * 5, "Higher is better")
    'Too few points (5)'
    """
    if len(points) < LEAST_POINTS:
        return f"Too few points ({len(points)})"
    chart = chart_of(points)
    flag = chart.special[-1]
    higher, lower = same(polarity, Polarity.HIGHER), same(polarity, Polarity.LOWER)
    if not flag:
        variation = "common cause"
    elif not higher and not lower:
        variation = f"{'high' if flag > 0 else 'low'} (special cause)"
    else:
        variation = "improving" if (flag > 0) is higher else "concerning"
        variation += " (special cause)"
    assurance = _assurance(chart, target, higher=higher) if higher or lower else ""
    return f"{variation}, {assurance}" if assurance else variation


def _assurance(chart: ControlLimits, target: float | None, *, higher: bool) -> str:
    """Say whether the target lies within what is ordinary."""
    if target is None:
        return ""
    if chart.lower <= target <= chart.upper:
        return "hit and miss"
    return "consistently passes" if (target < chart.lower) is higher else "consistently fails"
