"""Whether a figure is like those that it is compared with, and which slip it may be.

A figure is unlikely where it is unlike all of them: the last one, the baseline and the target.
Knows nothing of sheets.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from csplan.terms.catalogue import Code
from csplan.terms.records import dataclass
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Told", "Unlike", "unlike"]

_TIMES = 3
_SMALL_COUNT = 20
_SIGMAS = 3
_LEAST_SHARE = 0.01
_SLIPS = ((1000, Code.THOUSANDFOLD), (100, Code.HUNDREDFOLD), (10, Code.TENFOLD))
_NEAR = 1.2


@dataclass(frozen=True, slots=True)
class Told:
    """What a figure is compared with: its name, as it was typed, and as it stands by then."""

    name: str
    typed: float
    value: float


@dataclass(frozen=True, slots=True)
class Unlike:
    """How a figure is unlike what it is compared with."""

    code: Code
    slip: str
    by: int
    likely: float | None

    def words(self, figure: str, told: Sequence[str]) -> str:
        """Say it, with the figure and what it is compared with as they are shown."""
        if self.slip:
            return f"{figure} is about {self.slip} {told[self.by]}.  Is it a slip?"
        return f"{figure} is far from what is known of the row ({', '.join(told)})."


def unlike(figure: float, told: Sequence[Told], unit: Value) -> Unlike | None:
    """Say how a figure is unlike all that it is compared with; None where it is like one."""
    counted = says(unit, Unit.NUMBER)
    judged = [one for one in told if counted or one.value]
    if not judged or not all(_far(figure, one.value, unit) for one in judged):
        return None
    for times, code in _SLIPS:
        for number, one in enumerate(told):
            if not figure or not one.value:
                continue
            ratio = figure / one.value
            if times / _NEAR <= ratio <= times * _NEAR:
                return Unlike(code, _named(times, ""), number, figure / times)
            if times / _NEAR <= 1 / ratio <= times * _NEAR:
                return Unlike(code, _named(times, "th of"), number, figure * times)
    return Unlike(Code.FIGURE_UNLIKELY, "", 0, None)


def _named(times: int, part: str) -> str:
    word = {10: "ten", 100: "a hundred", 1000: "a thousand"}[times]
    if not part:
        return f"{word} times"
    return {"ten": "a tenth of"}.get(word, f"{word}{part}")


def _far(figure: float, other: float, unit: Value) -> bool:
    """Say whether a figure is more than threefold another, or under a third of it.

    A count below 20 jumps by nature: it is compared as counts vary by chance.
    """
    if says(unit, Unit.NUMBER) and 0 <= other < _SMALL_COUNT and figure >= 0:
        return abs(figure - other) > _SIGMAS * sqrt(figure + other)
    if says(unit, Unit.PERCENT) and abs(figure - other) < _LEAST_SHARE:
        return False
    ratio = figure / other
    return ratio > _TIMES or ratio < 1 / _TIMES
