"""This module decides which figures of a plan are kept back from a copy for publication, and why.

First what betrays a few people by itself, then the fewest others without which it could be worked
out: from parts and wholes, from one period to the next, and from what earlier copies said.
Knows nothing of files.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.publication.adding import NumberProblem, numbers_of
from csplan.publication.betraying import RULES, Thresholds
from csplan.publication.solving import parts_of, solve

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from csplan.plan.plan import Results
    from csplan.publication.releases import Key, Release

__all__ = ["Suppression", "suppression_of"]

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is kept back and why, and what no copy can keep back any more.

    `first` betrays somebody by itself; `then` is kept back so that it cannot be worked out.
    `gap`: how many fewer might do, at most; 0 where it is proven that none.  `lost` names what
    earlier copies gave away.
    """

    first: Mapping[Key, str]
    then: Mapping[Key, str]
    judged: int
    gap: int = 0
    lost: tuple[str, ...] = ()

    @property
    def is_least(self) -> bool:
        """Whether it is proven that fewer would not do."""
        return self.gap == 0

    @property
    def kept(self) -> frozenset[Key]:
        """Every figure that is kept back."""
        return frozenset((*self.first, *self.then))


def suppression_of(
    results: Results,
    fields: Sequence[str],
    *,
    rules: Thresholds = RULES,
    releases: Sequence[Release] = (),
    seconds: float = _SECONDS,
    secondary: bool = True,
) -> Suppression:
    """Decide what is kept back of the figures in some columns.

    `seconds` bounds the work for the whole plan; what is not decided by then is kept back.

    Raises: WorkbookError where figures add up and scipy is not installed.
    """
    numbers = numbers_of(results, fields, rules, releases)
    first = dict(numbers.why)
    then: dict[Key, str] = {}
    lost = [f"{key[0]}: its figure was published in the copy for {name}" for key, name in
            numbers.lost.items()]  # fmt: skip
    if not secondary:
        return Suppression(first, then, len(numbers.at))
    keys = {at: key for key, at in numbers.at.items()}
    end, gap = time.monotonic() + seconds, 0
    for part, places in parts_of(numbers.problem()):
        if len(places) == 1:
            continue
        solution = solve(part, seconds=max(0.05, end - time.monotonic()))
        gap += solution.gap
        lost += [f"{part.atoms[at].name}, by what was published before" for at in solution.exposed]
        kept = {places[at] for at in solution.kept}
        for at in sorted(solution.kept):
            key = keys.get(places[at])
            if key is not None and key not in first:
                then[key] = _why(numbers, places, places[at], kept)
    return Suppression(first, then, len(numbers.at), gap, tuple(lost))


def _why(numbers: NumberProblem, places: Sequence[int], at: int, kept: Container[int]) -> str:
    """Say why a figure that betrays nobody by itself is kept back."""
    leaders = [first for first, then in numbers.follows if then == at and first in kept]
    if leaders:
        return f"would give back {numbers.atoms[leaders[0]].name}"
    together = {one for line in numbers.sums if any(p == at for p, _ in line) for one, _ in line}
    guarded = [
        numbers.atoms[one].name
        for one in (*sorted(together), *places)
        if one != at and numbers.atoms[one].at_least is not None
    ]
    return f"would give back {guarded[0]}" if guarded else "adds up with others that are kept back"
