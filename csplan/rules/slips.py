"""A figure that is about ten, a hundred or a thousand times another: a slip of the keyboard.

The one judgement of it, for targets, actuals, forecasts and money alike.  "About" is within a
quarter: from 8 to 12.5 times is tenfold, from 800 to 1,250 a thousandfold.  Knows no sheet.
"""

from __future__ import annotations

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Slip", "slip", "slip_excel"]

_NEAR = 1.25
_NAMES = {10: "ten", 100: "a hundred", 1_000: "a thousand", 1_000_000: "a million"}


@dataclass(frozen=True, slots=True)
class Slip:
    """How many `times` another a figure is about, or, where `is_part`, which part of it."""

    times: int
    is_part: bool

    @property
    def said(self) -> str:
        """The words before what it is compared with: "ten times", "a hundredth of"."""
        name = _NAMES[self.times]
        if not self.is_part:
            return f"{name} times"
        return "a tenth of" if name == "ten" else f"{name}th of"

    def likely(self, figure: float) -> float:
        """Return the figure without the slip."""
        return figure * self.times if self.is_part else figure / self.times


def slip(figure: float, other: float, folds: Sequence[int] = (1_000, 100, 10)) -> Slip | None:
    """Say which slip of `folds` a figure is against another of its sign; None where it is none.

    >>> slip(370, 37).said
    'ten times'
    """
    if not figure * other > 0:
        return None
    large, small = abs(figure), abs(other)
    for times in folds:
        if small * (times / _NEAR) <= large <= small * (times * _NEAR):
            return Slip(times, is_part=False)
        if large * (times / _NEAR) <= small <= large * (times * _NEAR):
            return Slip(times, is_part=True)
    return None


def slip_excel(figure: str, other: str, folds: Sequence[int]) -> str:
    """Write the condition that one cell is such a slip of another; both hold numbers."""
    large, small = f"ABS({{{figure}}})", f"ABS({{{other}}})"
    either = ",".join(
        f"AND({one}>={two}*{times / _NEAR:.12g},{one}<={two}*{times * _NEAR:.12g})"
        for times in folds
        for one, two in ((large, small), (small, large))
    )
    return f"AND({{{figure}}}*{{{other}}}>0,OR({either}))"
