"""This module says whether a figure in a text can be a figure of the plan, as it is printed.

Exactly, rounded, wrongly rounded, in another unit or with another sign.  Knows no words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from csplan.terms.number import half_up
from csplan.verification.mentions import Hedge, MeasuredIn, Mention
from csplan.verification.plan_figures import PlanFigure

__all__ = ["ByValue", "Fit", "alike", "are_slips", "fit_of", "is_unit"]

_NEAR = 0.1
_DUST = 1e-9


class Fit(StrEnum):
    """How a printed figure fits a figure of the plan."""

    EXACT = "exactly"
    ROUNDED = "rounded"
    HEDGED = "roughly, as it says"
    WRONGLY_ROUNDED = "rounded wrongly"
    WRONG_SIGN = "with the wrong sign"
    NONE = "not"

    @property
    def is_good(self) -> bool:
        """Whether the figure may stand as it is printed."""
        return self in (Fit.EXACT, Fit.ROUNDED, Fit.HEDGED)


def fit_of(mention: Mention, fact: PlanFigure) -> Fit:
    """Return how a printed figure fits one of the plan, units apart."""
    fit = _fit(mention.value, mention.last_place, mention.hedge, abs(fact.value), fact.decimals)
    if not fit.is_good or not mention.signed or fact.value == 0:
        return fit
    negative = fact.value < 0
    if (mention.signed == "-") == negative:
        return fit
    return Fit.WRONG_SIGN


@lru_cache(maxsize=100_000)
def _fit(printed: float, unit: float, hedge: Hedge, value: float, decimals: int) -> Fit:
    step = 10.0**-decimals
    shown = float(half_up(value / unit, 0)) * unit if unit >= step / 10 else value
    if abs(shown - printed) < unit * 1e-6:
        exact = abs(value - printed) < max(step, unit * _DUST) / 2 or unit <= step
        return Fit.EXACT if exact else Fit.ROUNDED
    if hedge is not Hedge.NONE and _is_hedged(printed, unit, hedge, value):
        return Fit.HEDGED
    if unit > step * 0.999 and abs(value - printed) < unit * 0.999 and _loses(value, unit):
        return Fit.WRONGLY_ROUNDED
    return Fit.NONE


def _loses(value: float, unit: float) -> bool:
    """Say whether a value has digits behind the last that is printed."""
    return abs(value / unit - round(value / unit)) > 1e-6  # noqa: PLR2004  (dust of binary fractions)


def _is_hedged(printed: float, unit: float, hedge: Hedge, value: float) -> bool:
    """Say whether "about 90%" or "more than 600" is true of a value and near to it."""
    away = (value - printed) / max(abs(printed), _DUST)
    if abs(away) > _NEAR:
        return False
    if hedge is Hedge.OVER:
        return away >= 0
    if hedge is Hedge.UNDER:
        return away <= 0
    digits = f"{printed:.0f}".rstrip("0")
    coarse = unit * 10.0 ** (len(f"{printed / unit:.0f}") - max(len(digits), 1))
    return abs(value - printed) <= max(coarse, unit) / 2 * 1.000001


def is_unit(mention: Mention, fact: PlanFigure, *, in_table: bool) -> bool:
    """Say whether a figure may be of a fact's unit, as it is printed.

    A bare number may be of any unit in a table, whose headings say it, and of people, homes and
    rates anywhere; a percentage and its points are never the same.
    """
    own, other = mention.measured, fact.measured
    if own is other:
        return True
    if own is MeasuredIn.PLAIN:
        if other in (MeasuredIn.RATE, MeasuredIn.WEEKS, MeasuredIn.DAYS, MeasuredIn.PLAIN):
            return True
        return in_table
    if other is MeasuredIn.PLAIN:
        return own in (MeasuredIn.RATE, MeasuredIn.WEEKS, MeasuredIn.DAYS)
    if other is MeasuredIn.POINTS and own is MeasuredIn.PERCENT:
        return not fact.is_signed and fact.field not in _IN_POINTS
    return False


_IN_POINTS = {"tolerance_applied", "forecast_tolerance", "forecast_shortfall", "tolerance_in_unit"}


class ByValue:
    """The facts of a plan in the order of their size, so that those near a figure are at hand."""

    def __init__(self, facts: Sequence[PlanFigure]) -> None:
        groups: dict[MeasuredIn, list[tuple[float, int]]] = defaultdict(list)
        for number, fact in enumerate(facts):
            groups[fact.measured].append((abs(fact.value), number))
        self.facts = facts
        self.sorted = {measured: sorted(group) for measured, group in groups.items()}

    def near(self, mention: Mention) -> Iterator[PlanFigure]:
        """Yield the facts of any unit that a figure could be, printed more or less exactly."""
        room = mention.last_place * 1.001
        if mention.hedge is not Hedge.NONE:
            room = max(room, abs(mention.value) * _NEAR * 1.1)
        low, high = mention.value - room, mention.value + room
        for group in self.sorted.values():
            for _, number in group[
                bisect_left(group, (low, -1)) : bisect_right(group, (high, 1 << 60))
            ]:
                yield self.facts[number]


def alike(printed: float, value: float, unit: float = 0.0) -> bool:
    """Say whether two figures differ as by a slip: one digit, two exchanged, or a place.

    `unit` is that of the last digit that is printed, to which the other figure is rounded.

    >>> alike(691, 619), alike(649, 619), alike(6190, 619), alike(57, 619)
    (True, True, True, False)
    >>> alike(1_370_000, 1_734_200, 10_000)
    True
    """
    if value == 0 or printed == 0:
        return False
    ratio = abs(printed / value)
    if any(abs(ratio / times - 1) < 1e-6 for times in (10, 100, 1000, 0.1, 0.01, 0.001)):  # noqa: PLR2004
        return True
    one, other = _as_printed(printed, unit), _as_printed(value, unit)
    long = min(len(one.replace(".", "")), len(other.replace(".", ""))) > 2  # noqa: PLR2004
    if long and 0.85 <= ratio <= 1.18:  # noqa: PLR2004  (near enough to be meant)
        return True
    return are_slips(printed, value, unit)


def _as_printed(value: float, unit: float) -> str:
    return f"{abs(value) / unit:.0f}" if unit else f"{abs(value):.10g}"


def are_slips(printed: float, value: float, unit: float = 0.0) -> bool:
    """Say whether two figures of as many digits differ in one of them, or have two exchanged.

    >>> are_slips(421_000, 412_000), are_slips(421_000, 431_500)
    (True, False)
    """
    one, other = _as_printed(printed, unit), _as_printed(value, unit)
    if len(one) != len(other):
        return False
    differ = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) == 1:
        return len(one.replace(".", "")) > 2  # noqa: PLR2004  (37 and 31 may be two figures)
    if len(differ) != 2:  # noqa: PLR2004  (two exchanged)
        return False
    first, last = differ
    return one[first] == other[last] and one[last] == other[first]
