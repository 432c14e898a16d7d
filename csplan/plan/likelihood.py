"""Whether a figure is like those that it is compared with, and which slip it may be.

A figure is unlikely where it is unlike all of them: the last one, the baseline and the target.
Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.likeness import is_far
from csplan.rules.slips import slip
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SLIP_CODES", "Told", "Unlike", "unlike"]

SLIP_CODES = {
    1_000_000: Code.THOUSANDFOLD,
    1_000: Code.THOUSANDFOLD,
    100: Code.HUNDREDFOLD,
    10: Code.TENFOLD,
}
"""The findings' codes of slips, the largest first."""


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
    if not judged or not all(is_far(figure, one.value, unit) for one in judged):
        return None
    for times, code in SLIP_CODES.items():
        for number, one in enumerate(told):
            found = slip(figure, one.value, (times,))
            if found is not None:
                return Unlike(code, found.said, number, found.likely(figure))
    return Unlike(Code.FIGURE_UNLIKELY, "", 0, None)
