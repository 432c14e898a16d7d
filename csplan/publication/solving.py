"""This module finds the fewest figures to keep back, so that no protected number can be worked out.

A small exact problem (mixed whole-number programme, solved by HiGHS through scipy): for each number
that is protected there must be another set of figures that fits all that is published, in which
that number is no longer small.  Knows nothing of plans.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil, inf, isfinite
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scipy.optimize import OptimizeResult

__all__ = ["Atom", "Known", "Problem", "Solution", "parts_of", "solve"]

_NODES = 20_000
_SECONDS = 5.0
_A_LOOK = 1.0
"""Seconds in which it is told of one number, all others kept back, whether anything protects it."""
_LIMIT_REACHED = 1


class Known(StrEnum):
    """What the readers of this copy, and of those before it, know of a number."""

    OPEN = "to be decided"
    SHOWN = "published before"
    KEPT = "kept back"
    NEVER = "printed nowhere"


@dataclass(frozen=True, slots=True)
class Atom:
    """A number of people: how many, what its printed figure leaves possible, and what it needs.

    `at_least`: some set of figures that fits what is published must reach this number; `at_most`
    likewise.  None where the number is not protected.
    """

    name: str
    people: int
    low: int
    high: int
    known: Known = Known.OPEN
    at_least: int | None = None
    at_most: int | None = None

    @property
    def least(self) -> int:
        """The least that a reader must think possible once it is kept back: a nil is not."""
        return 0 if self.people == 0 or self.known is Known.NEVER else 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Numbers, the sums that bind them, and which follow which when kept back.

    A sum lists numbers by their place, with a factor; together they come to nothing.
    """

    atoms: tuple[Atom, ...]
    sums: tuple[tuple[tuple[int, int], ...], ...] = ()
    follows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """Which numbers are kept back, by how many at most too many, and what is lost already.

    `gap` is nothing where fewer is proven impossible.  `exposed` are protected numbers that what
    was published before gives away, whatever is kept back now.
    """

    kept: frozenset[int]
    gap: int = 0
    exposed: frozenset[int] = frozenset()

    @property
    def is_least(self) -> bool:
        """Whether it is proven that fewer would not do."""
        return self.gap == 0


def parts_of(problem: Problem) -> Iterator[tuple[Problem, tuple[int, ...]]]:
    """Yield the parts of a problem that have nothing to do with each other, and their places."""
    leader = list(range(len(problem.atoms)))

    def found(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for linked in (*([at for at, _ in line] for line in problem.sums), *problem.follows):
        for other in linked[1:]:
            leader[found(other)] = found(linked[0])
    together: dict[int, list[int]] = {}
    for at in range(len(leader)):
        together.setdefault(found(at), []).append(at)
    for places in together.values():
        yield _part(problem, places), tuple(places)


def _part(problem: Problem, places: Sequence[int]) -> Problem:
    """Return one part of a problem, its numbers placed anew."""
    new = {old: place for place, old in enumerate(places)}
    sums = (line for line in problem.sums if line[0][0] in new)
    return Problem(
        tuple(problem.atoms[one] for one in places),
        tuple(tuple((new[one], factor) for one, factor in line) for line in sums),
        tuple((new[one], new[other]) for one, other in problem.follows if one in new),
    )


def solve(problem: Problem, *, seconds: float = _SECONDS, nodes: int = _NODES) -> Solution:
    """Return the fewest numbers to keep back.

    Where the bound of work is reached, the best answer so far that protects is returned, else all
    that can be is kept back: both are safe, and `gap` says how many fewer might do at most.

    Raises: WorkbookError where scipy is needed and not installed.
    """
    problem = _followed(problem)
    atoms = problem.atoms
    kept = {at for at, one in enumerate(atoms) if one.known is Known.KEPT}
    needs = _needs(problem)
    if not problem.sums or not needs:
        return Solution(frozenset(kept))
    found = _programme(problem, needs, seconds, nodes)
    exposed: frozenset[int] = frozenset()
    if found is None or not found.is_known:  # what nothing protects is set apart
        whole = _all_kept(problem)
        tried = {need: _programme(whole, [need], max(seconds, _A_LOOK), nodes) for need in needs}
        lost = [need for need, one in tried.items() if one is None or not one.is_known]
        exposed = frozenset(at for at, _, _ in lost)
        if found is None:
            found = _programme(problem, [one for one in needs if one not in lost], seconds, nodes)
    if found is None:
        everything = {at for at, one in enumerate(atoms) if one.known is Known.OPEN}
        found = _Found(everything, len(everything), is_known=False)
    return Solution(frozenset(kept | found.chosen), found.gap, exposed)


_Need = tuple[int, int, int]
"""The place of a protected number, +1 (must be able to be at least) or -1 (at most), and what."""


def _needs(problem: Problem) -> list[_Need]:
    """Return what the protected numbers need, those in no sum left out."""
    bound = {at for line in problem.sums for at, _ in line}
    atoms = [(at, one) for at, one in enumerate(problem.atoms) if at in bound]
    up = [(at, 1, one.at_least) for at, one in atoms if one.at_least is not None]
    down = [(at, -1, one.at_most) for at, one in atoms if one.at_most is not None]
    return [*up, *down]


def _followed(problem: Problem) -> Problem:
    """Keep back what follows from what is kept back already."""
    atoms = list(problem.atoms)
    changed = True
    while changed:
        changed = False
        for first, then in problem.follows:
            if atoms[first].known is Known.KEPT and atoms[then].known is Known.OPEN:
                atoms[then] = replace(atoms[then], known=Known.KEPT)
                changed = True
    return replace(problem, atoms=tuple(atoms))


def _all_kept(problem: Problem) -> Problem:
    atoms = tuple(
        replace(one, known=Known.KEPT) if one.known is Known.OPEN else one for one in problem.atoms
    )
    return replace(problem, atoms=atoms)


@dataclass(frozen=True, slots=True)
class _Found:
    """Which open numbers are kept back, how many fewer might do, and whether they do protect.

    Where the search had no answer by its end, all are: `is_known` says that it had one.
    """

    chosen: set[int]
    gap: int = 0
    is_known: bool = True


@dataclass(slots=True)
class _Lines:
    """A programme as it is gathered: between what each unknown lies, and what binds them."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    at: list[tuple[int, int]] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add_unknown(self, low: float, high: float) -> None:
        """Add an unknown."""
        self.low.append(low)
        self.high.append(high)

    def bind(self, line: Sequence[tuple[int, float]], least: float, most: float) -> None:
        """Add a line: the factor of each unknown, and between what their sum must lie."""
        self.at += [(len(self.least), unknown) for unknown, _ in line]
        self.factors += [factor for _, factor in line]
        self.least.append(least)
        self.most.append(most)


def _programme(
    problem: Problem, needs: Sequence[_Need], seconds: float, nodes: int
) -> _Found | None:
    """Return which open numbers are kept back; None where nothing protects.

    The unknowns: for each number 1 where it is kept back, else 0; and for each need how far each
    number is from what it is in the other set of figures that a reader must think possible.
    """
    atoms, lines = problem.atoms, _Lines()
    opened = [at for at, one in enumerate(atoms) if one.known is Known.OPEN]
    for one in atoms:
        lines.add_unknown(0.0, 1.0 if one.known is Known.OPEN else 0.0)
    for first, then in problem.follows:
        if {atoms[first].known, atoms[then].known} == {Known.OPEN}:
            lines.bind([(then, 1.0), (first, -1.0)], 0.0, inf)
    far = 50 * (1 + max((abs(level - atoms[at].people) for at, _, level in needs), default=0))
    for need in needs:
        if not _another_set(lines, problem, need, far):
            return None
    if not lines.least:
        return _Found(set())
    cost = [0.0] * len(lines.low)
    rank = sorted(opened, key=lambda at: (atoms[at].people, atoms[at].name))
    for place, at in enumerate(rank):  # of equally few, those behind which fewer people stand
        cost[at] = 1 + place / (len(rank) ** 2 + 1)
    done = _solved(lines, cost, seconds, nodes)
    if done.x is None and done.status != _LIMIT_REACHED:
        return None
    least = _fewest(done.mip_dual_bound)
    if done.x is None:
        return _Found(set(opened), len(opened) - least, is_known=False)
    chosen = {at for at in opened if done.x[at] > 1 / 2}
    return _Found(chosen, 0 if done.status == 0 else len(chosen) - least)


def _fewest(bound: float | None) -> int:
    """Return how many numbers are kept back at least, by the least cost that is proven.

    The costs of all numbers are above 1 by less than a half together.

    >>> [_fewest(bound) for bound in (None, -inf, 0.2, 2.0, 2.4, 2.6)]
    [0, 0, 0, 2, 2, 3]
    """
    if bound is None or not isfinite(bound):
        return 0
    return max(0, ceil(bound - 1 / 2))


def _another_set(lines: _Lines, problem: Problem, need: _Need, far: int) -> bool:
    """Add the set of figures in which a protected number is no longer small.

    False where there can be none.
    """
    target, way, level = need
    start = len(lines.low)
    for at, one in enumerate(problem.atoms):
        shown = (one.low - one.people, one.high - one.people)
        unseen = (one.least - one.people, far)
        low, high = shown if one.known is Known.SHOWN else unseen
        if at == target:
            reach = level - one.people
            low, high = (max(low, reach), high) if way > 0 else (low, min(high, reach))
        if low > high:
            return False
        lines.add_unknown(low, high)
        if one.known is Known.OPEN:
            lines.bind([(start + at, 1.0), (at, shown[0] - unseen[0])], shown[0], inf)
            lines.bind([(start + at, 1.0), (at, shown[1] - unseen[1])], -inf, shown[1])
    for line in problem.sums:
        lines.bind([(start + at, float(factor)) for at, factor in line], 0.0, 0.0)
    return True


def _solved(lines: _Lines, cost: Sequence[float], seconds: float, nodes: int) -> OptimizeResult:
    """Return the cheapest answer in whole numbers, how the search ended, and what it proved.

    Raises: WorkbookError where scipy is not installed.
    """
    try:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_matrix
    except ImportError:
        raise WorkbookError(
            Refusal.PUBLICATION_REFUSED,
            "Some figures of this plan add up, so that what may be published has to be worked out, "
            "and the library scipy for that is not installed.  Run:  "
            'python -m pip install "csplan[publish]"',
        ) from None
    rows, columns = zip(*lines.at, strict=True)
    factors = csr_matrix((lines.factors, (rows, columns)), (len(lines.least), len(lines.low)))
    return milp(
        cost,
        integrality=[1] * len(cost),
        bounds=Bounds(lines.low, lines.high),
        constraints=LinearConstraint(factors, lines.least, lines.most),
        options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
    )
