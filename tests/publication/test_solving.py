"""The fewest figures to keep back: against trying every choice, and when there is no answer."""

from __future__ import annotations

import builtins
import itertools
import random
from collections.abc import Iterator, Sequence

import pytest

from csplan.publication import solving
from csplan.publication.solving import Atom, Known, Problem, Solution, parts_of, solve
from csplan.terms.errors import WorkbookError

FEW = 5


def count(name: str, people: int, known: Known = Known.OPEN) -> Atom:
    few = 1 <= people <= FEW
    state = Known.KEPT if few and known is Known.OPEN else known
    return Atom(name, people, people, people, state, FEW + 1 if few else None)


def whole_and(parts: Sequence[int], *, more: Sequence[tuple[int, int]] = ()) -> Problem:
    """A whole and its parts, as they add up."""
    atoms = (count("whole", sum(parts)), *(count(f"part {n}", p) for n, p in enumerate(parts)))
    line = ((0, 1), *((n, -1) for n in range(1, len(atoms))))
    return Problem(atoms, (line,), tuple(more))


def possible(problem: Problem, kept: frozenset[int], most: int) -> Iterator[tuple[int, ...]]:
    """Every set of figures up to `most` that fits what is published, one by one."""
    choices = [
        range(one.least, most + 1) if at in kept or one.known is Known.NEVER else [one.people]
        for at, one in enumerate(problem.atoms)
    ]
    for values in itertools.product(*choices):
        if all(sum(f * values[at] for at, f in line) == 0 for line in problem.sums):
            yield values


def protects(problem: Problem, kept: frozenset[int]) -> bool:
    """Whether every protected number could be larger than few, by trying all that there is."""
    most = max(one.people for one in problem.atoms) + FEW + 1
    found = list(possible(problem, kept, most))
    return all(
        any(values[at] >= one.at_least for values in found)
        for at, one in enumerate(problem.atoms)
        if one.at_least is not None
    )


def fewest(problem: Problem) -> int:
    """How many are kept back at least, by trying every choice."""
    must = {at for at, one in enumerate(problem.atoms) if one.known is Known.KEPT}
    free = [at for at, one in enumerate(problem.atoms) if one.known is Known.OPEN]
    for number in range(len(free) + 1):
        for chosen in itertools.combinations(free, number):
            kept = frozenset((*must, *chosen))
            if protects(problem, kept) and all(b in kept for a, b in problem.follows if a in kept):
                return len(kept)
    raise AssertionError


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ((3, 8, 20), {1, 2}),  # the one of 3, and the smaller of the others
        ((3, 4, 20), {1, 2}),  # 3 and 4 are 7 together: one could be 6
        ((3, 2, 20), {1, 2, 3}),  # 5 together, so that both would be few: a third goes
        ((0, 20, 40), set()),
        ((3, 0, 0), {0, 1}),  # a true nil is never kept back, so the whole is
        ((6, 7), set()),
    ],
)
def test_a_breakdown_keeps_back_what_could_be_worked_out(
    parts: tuple[int, ...], kept: set[int]
) -> None:
    problem = whole_and(parts)
    solution = solve(problem)
    assert Solution(frozenset(kept)) == solution
    assert protects(problem, solution.kept)


@pytest.mark.parametrize("seed", range(12))
def test_nothing_could_be_put_back_and_nothing_fewer_would_do(seed: int) -> None:
    draw = random.Random(seed)
    problem = whole_and([draw.choice((0, 1, 2, 4, 6, 8)) for _ in range(draw.randint(2, 3))])
    solution = solve(problem)
    assert protects(problem, solution.kept)
    assert fewest(problem) == len(solution.kept)
    assert solution.is_least


def test_what_follows_is_kept_back_with_what_it_follows() -> None:
    assert {1, 2} == solve(whole_and((3, 8, 20))).kept
    problem = whole_and((3, 8, 20), more=((2, 3),))
    assert {1, 3} == solve(problem).kept  # 8 would take 20 with it
    assert fewest(problem) == 2
    assert {1, 2, 3} == solve(whole_and((3, 8, 20), more=((1, 2), (2, 3)))).kept


def test_what_was_published_before_cannot_protect_any_more() -> None:
    atoms = (
        count("whole", 63, Known.SHOWN),
        count("few", 3, Known.KEPT),
        count("other", 20, Known.SHOWN),
        count("third", 40, Known.SHOWN),
        count("free", 30),
        count("half", 4),
        count("their whole", 34),
    )
    lines = (((0, 1), (1, -1), (2, -1), (3, -1)), ((6, 1), (4, -1), (5, -1)))
    solution = solve(Problem(atoms, lines))
    assert frozenset({1}) == solution.exposed
    assert {1, 5} < solution.kept  # the rest is protected all the same
    assert not {0, 2, 3} & solution.kept


def test_where_the_bound_is_reached_more_is_kept_back_and_how_much_is_said() -> None:
    problem = whole_and((3, 20, 40, 9, 8, 7))
    solution = solve(problem, seconds=0.0)
    assert frozenset(range(7)) == solution.kept
    assert 1 <= solution.gap <= 6  # all but the 3 itself, at most
    assert not solution.exposed


class Ended:
    """What the solver gives when its time is over."""

    status = 1

    def __init__(self, x: Sequence[float] | None, bound: float | None) -> None:
        self.x, self.mip_dual_bound = x, bound


@pytest.mark.parametrize(
    ("kept", "bound", "gap"),
    [
        ((0, 0, 1, 1, 1), 1.3, 2),  # two or three would do, for all that is proven
        ((0, 0, 1, 1, 1), 3.1, 0),  # proven, though it did not end
        ((0, 0, 1, 1, 1), None, 3),
        ((0, 0, 1, 1, 1), float("-inf"), 3),
        (None, 2.0, 2),  # no answer yet: all four that are open
        (None, None, 4),
    ],
)
def test_the_gap_to_the_fewest_is_what_the_solver_has_not_proven(
    monkeypatch: pytest.MonkeyPatch, kept: Sequence[float] | None, bound: float | None, gap: int
) -> None:
    problem = whole_and((3, 20, 40, 9))
    once = iter([Ended(kept, bound)])
    usual = solving._solved  # noqa: SLF001  (the solver, at its bound)
    monkeypatch.setattr(solving, "_solved", lambda *how: next(once, None) or usual(*how))
    solution = solve(problem)
    assert gap == solution.gap
    assert (gap == 0) is solution.is_least
    assert not solution.exposed


def test_what_is_lost_already_is_told_though_the_bound_is_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    atoms = (
        count("whole", 63, Known.SHOWN),
        count("few", 3, Known.KEPT),
        count("other", 60, Known.SHOWN),
    )
    monkeypatch.setattr(solving, "_solved", lambda *_: Ended(None, None))
    solution = solve(Problem(atoms, (((0, 1), (1, -1), (2, -1)),)))
    assert frozenset({1}) == solution.exposed


def test_parts_that_have_nothing_to_do_with_each_other_are_solved_apart() -> None:
    one, other = whole_and((3, 20)), whole_and((6, 7))
    shift = len(one.atoms)
    both = Problem(
        (*one.atoms, *other.atoms, count("alone", 2)),
        (*one.sums, *(tuple((at + shift, f) for at, f in line) for line in other.sums)),
    )
    assert [(0, 1, 2), (3, 4, 5), (6,)] == [places for _, places in parts_of(both)]
    assert [one, other] == [part for part, _ in parts_of(both)][:2]


def test_without_the_solver_it_is_said_plainly_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = builtins.__import__

    def without(name: str, *rest: object, **others: object) -> object:
        if name.startswith("scipy"):
            raise ImportError(name)
        return usual(name, *rest, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(WorkbookError, match=r"csplan\[publish\]") as refused:
        solve(whole_and((3, 20, 40)))
    assert "publication-refused" == refused.value.code
    assert frozenset() == solve(whole_and((6, 7))).kept  # not needed where nothing is protected
