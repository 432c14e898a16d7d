"""This module turns the figures of a plan into numbers of people, and says which add up.

Counts are their own number; a percentage or rate is the number that its denominator makes it.  Sums
are those of parts and their whole, of a year's count so far and what was added since, and of a
figure and its revision.  Knows nothing of files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from csplan.publication.betraying import (
    BASES,
    JUDGED,
    Betrayal,
    Thresholds,
    counts_people,
    decimals_of,
    judge,
    shown_share,
)
from csplan.publication.fractions import fits, window
from csplan.publication.same_people import SamePeople, parts_named, said_twice, same_people
from csplan.publication.solving import Atom, Known, Problem
from csplan.sheets import INDICATORS
from csplan.terms.number import half_up
from csplan.terms.values import is_number, says
from csplan.terms.vocabulary import AbsenceWord, Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Results, Row
    from csplan.publication.releases import Key, Release

__all__ = ["NumberProblem", "numbers_of", "unknown_parts"]


@dataclass(slots=True)
class NumberProblem:
    """The problem of a plan, which figure each number is, and why those kept back are."""

    atoms: list[Atom] = field(default_factory=list)
    sums: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    follows: list[tuple[int, int]] = field(default_factory=list)
    at: dict[Key, int] = field(default_factory=dict)
    before: dict[Key, int] = field(default_factory=dict)
    why: dict[Key, str] = field(default_factory=dict)
    lost: dict[Key, str] = field(default_factory=dict)
    counted: set[int] = field(default_factory=set)

    def add(self, atom: Atom) -> int:
        """Add a number, and return its place."""
        self.atoms.append(atom)
        return len(self.atoms) - 1

    def problem(self) -> Problem:
        """Return the problem to be solved."""
        return Problem(tuple(self.atoms), tuple(self.sums), tuple(self.follows))


def unknown_parts(results: Results) -> tuple[str, ...]:
    """Say which rows are a part of a row that is not there, or of themselves."""
    rows = {str(row["ref"]).lower(): row for row in results.present(INDICATORS)}
    return tuple(
        f'{row["ref"]} is said to be a part of "{name}"'
        for row in results.present(INDICATORS)
        for name in parts_named(row)
        if name.lower() not in rows or name.lower() == str(row["ref"]).lower()
    )


def numbers_of(
    results: Results, fields: Sequence[str], rules: Thresholds, releases: Sequence[Release]
) -> NumberProblem:
    """Return the numbers behind the figures of some columns, and what binds them."""
    rows = [row for row in results.present(INDICATORS) if counts_people(row)]
    releases = [one.among(results.present(INDICATORS)) for one in releases]
    people = same_people(rows)
    made = NumberProblem()
    for row in rows:
        for name in fields:
            _number(made, row, name, rules, people)
    year = results.plan.financial_year
    for row in rows:
        for name in fields:
            _only_before(made, row, name, rules, year, releases)
    _bind(made, rows, fields, people, rules)
    for total, parts in _families(rows):
        for name in fields:
            _added_up(made, total, parts, name, rules, people)
            _all_in_one(made, total, parts, name, year, releases)
    for row in rows:
        for name in fields:
            _known_before(made, people.counted(row, name), name, rules, year, releases)
    return made


def _bind(
    made: NumberProblem,
    rows: Sequence[Row],
    fields: Sequence[str],
    people: SamePeople,
    rules: Thresholds,
) -> None:
    """Bind the figures of each row to each other, and to those of the same people."""
    for row in rows:
        _grown(made, row, fields, rules)
        _bound(made, row, fields)
        _same(made, row, fields, people, rules)
    for one, other in said_twice(rows):
        _said_twice(made, str(one["ref"]), str(other["ref"]), fields)


def _number(
    made: NumberProblem, row: Row, name: str, rules: Thresholds, people: SamePeople
) -> None:
    """Add the number behind one figure, kept back where the figure betrays somebody."""
    key, value = (str(row["ref"]), name), row.get(name)
    if says(value, AbsenceWord.CONFIDENTIAL):
        made.at[key] = made.add(Atom(_told(key), 0, 0, 0, Known.KEPT))
        made.why[key] = "is kept back (c) on the sheet itself"
        return
    if not is_number(value):
        return
    twin = people.counts.get(key[0])
    number = twin.get(name) if twin is not None else None
    count = int(half_up(number, 0)) if is_number(number) else None
    found = []
    for one in people.judged(row, name):
        betrayal = judge(one, name, value, rules)
        if betrayal and count is not None:
            betrayal = _by_twin(one, value, count, rules, betrayal)
        if betrayal:
            found.append(betrayal.through)
    if found:
        made.why[key] = found[-1]
    known = Known.KEPT if found else Known.OPEN
    atom = _atom(key, people.counted(row, name), value, known, rules, count)
    made.at[key] = made.add(atom or Atom(_told(key), 0, 0, 0, known))
    if atom:
        made.counted.add(made.at[key])


def _by_twin(
    row: Row, value: float, people: int, rules: Thresholds, betrayal: Betrayal
) -> Betrayal | None:
    """Judge a share whose people are counted by another row: its whole follows from both."""
    if is_number(row.get("denominator")) or rules.few(people) or people == 0:
        return betrayal
    low, high = window(shown_share(row, value), decimals_of(row), BASES[Unit(str(row["unit"]))])
    least = max(people, -(-people * high.denominator // high.numerator))
    most = int(people / low) if low > 0 else least + rules.largest
    wholes = range(least, min(most, least + rules.largest) + 1)
    bad = any(rules.few(whole - people) or whole < rules.denominator for whole in wholes)
    return betrayal if bad or not wholes else None


def _atom(
    key: Key, row: Row, value: float, known: Known, rules: Thresholds, count: int | None = None
) -> Atom | None:
    """Return the number of people behind a figure; None where it cannot be told.

    `count` is what another row says of the same people.
    """
    few = rules.count + 1
    if says(row.get("unit"), Unit.NUMBER):
        people = int(half_up(abs(value), 0))
        if value < 0:
            return None
        needs = few if rules.few(people) else None
        return Atom(_told(key), people, people, people, known, needs)
    whole = row.get("denominator")
    if row.get("unit") not in BASES or not is_number(whole) or not float(whole).is_integer():
        return None
    base = BASES[Unit(str(row["unit"]))]
    within = window(shown_share(row, value), decimals_of(row), base)
    exact = [part for part, _ in fits(within, range(int(whole), int(whole) + 1))] if whole else []
    if not exact:
        return None
    share = value if base == BASES[Unit.PERCENT] else value / base
    people = int(half_up(share * whole, 0)) if count is None else count
    people = min(max(people, exact[0]), exact[-1])
    up = few if rules.few(people) else people + 1 if whole < rules.denominator else None
    down = int(whole) - few if rules.few(int(whole) - people) else None
    return Atom(_told(key), people, exact[0], exact[-1], known, up, down)


def _told(key: Key) -> str:
    """Say which figure it is: `KO3-19 Q1 actual`."""
    return f"{key[0]} {INDICATORS.by_name[key[1]].heading}"


def _grown(made: NumberProblem, row: Row, fields: Sequence[str], rules: Thresholds) -> None:
    """Bind a figure that grows through the year to the one before, and to what was added."""
    measure = row.get("measure")
    if measure not in (Measure.CUMULATIVE, Measure.PROGRAMME):
        return
    ref = str(row["ref"])
    names = JUDGED[1:5] if measure == Measure.CUMULATIVE else JUDGED[:5]
    at = made.before | made.at
    said = [(ref, name) for name in names if name in fields and (ref, name) in at]
    if row.get("unit") in BASES:
        _grown_by_unknown(made, [key for key in said if is_number(row.get(key[1]))], row)
    found = [at[key] for key in said if at[key] in made.counted]
    for before, after in pairwise(found):
        one, other = made.atoms[before], made.atoms[after]
        _bind_difference(made, f"{ref}: {other.name} less {one.name}", before, after, rules)


def _grown_by_unknown(made: NumberProblem, said: Sequence[Key], row: Row) -> None:
    """Keep back a share that grows, where of how many people it is is not known."""
    for before, key in pairwise(said):
        if made.at[key] not in made.counted and row[before[1]] != row[key[1]]:
            _keep(made, key, "has grown since the one before, and that may be by a few people")


def _bind_difference(
    made: NumberProblem, name: str, before: int, after: int, rules: Thresholds
) -> None:
    """Bind two numbers to their difference, which is printed nowhere, and may be few people."""
    grown = made.atoms[after].people - made.atoms[before].people
    needs = rules.count + 1 if rules.few(abs(grown)) else None
    added = made.add(Atom(name, abs(grown), 0, 0, Known.NEVER, needs))
    made.sums.append(((after, 1), (before, -1), (added, -1 if grown >= 0 else 1)))


def _bound(made: NumberProblem, row: Row, fields: Sequence[str]) -> None:
    """Say which figures of a row would give another of it back, so that they follow it."""
    ref = str(row["ref"])
    actuals = [n for n in JUDGED[1:5] if n in fields and (ref, n) in made.at]
    forecast = made.at.get((ref, "forecast"))
    if forecast is not None and actuals:
        made.follows.append((made.at[ref, actuals[-1]], forecast))
    if says(row.get("measure"), Measure.PROGRAMME) and (ref, "baseline") in made.at:
        made.follows += [(made.at[ref, "baseline"], made.at[ref, name]) for name in actuals]


def _same(
    made: NumberProblem, row: Row, fields: Sequence[str], people: SamePeople, rules: Thresholds
) -> None:
    """Bind a share to the count of the same people, and to that of the group that it is of.

    With either of share and count, and what another period tells of the group, the other is known:
    they are kept back together.
    """
    ref, at = str(row["ref"]), made.before | made.at
    count, group = people.counts.get(ref), people.groups.get(ref)
    for name in fields:
        own = at.get((ref, name))
        other = at.get((str(count["ref"]), name)) if count is not None else None
        whole = at.get((str(group["ref"]), name)) if group is not None else None
        if own is not None and whole is not None and people.is_of_group(row, name):
            made.follows.append((whole, own))
        if own is None or other is None:
            continue
        made.follows += [(other, own), (own, other)]
        if {own, other} <= made.counted and made.atoms[own].people == made.atoms[other].people:
            made.sums.append(((other, 1), (own, -1)))
        elif (ref, name) in made.why and own not in made.counted:
            _guard_those_left(made, other, rules)


def _said_twice(made: NumberProblem, one: str, other: str, fields: Sequence[str]) -> None:
    """Bind the figures of a row to those of another that says the same of the same people."""
    at = made.before | made.at
    for name in fields:
        first, second = at.get((one, name)), at.get((other, name))
        if first is None or second is None:
            continue
        made.follows += [(first, second), (second, first)]
        if {first, second} <= made.counted and made.atoms[first].people == (
            made.atoms[second].people
        ):
            made.sums.append(((first, 1), (second, -1)))


def _guard_those_left(made: NumberProblem, count: int, rules: Thresholds) -> None:
    """Hold that a count can be lower by a few, where the rest of an unknown group may be few."""
    atom = made.atoms[count]
    if count in made.counted and atom.people > rules.count:
        made.atoms[count] = replace(atom, at_most=atom.people - rules.count)


def _families(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each whole with its parts: those under one heading of the plan add up to it."""
    by_ref = {str(row["ref"]).lower(): row for row in rows}
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for name in parts_named(row):
            if not (row.get("unit") in BASES and _is_count(by_ref.get(name.lower()))):
                found[name.lower(), str(row.get("group") or "")].append(row)
    for (name, _), parts in found.items():
        if name in by_ref:
            yield by_ref[name], parts


def _is_count(row: Row | None) -> bool:
    """Say whether a row is a number of people: a share that is a part of it, is a share of it."""
    return row is not None and says(row.get("unit"), Unit.NUMBER)


def _added_up(
    made: NumberProblem,
    total: Row,
    parts: Sequence[Row],
    name: str,
    rules: Thresholds,
    people: SamePeople,
) -> None:
    """Bind a whole to its parts, and to what is left of it, in one column."""
    at = made.before | made.at
    present = [at[key] for one in (total, *parts) if (key := (str(one["ref"]), name)) in at]
    if (str(total["ref"]), name) not in at or len(present) == 1:
        return
    units = {(one.get("unit"), _whole(people.counted(one, name))) for one in (total, *parts)}
    if not set(present) <= made.counted or len(units) > 1:
        _left_of_unknown(made, total, parts, name)
        made.follows += [(one, other) for one in present for other in present if one != other]
        return
    rest = made.atoms[present[0]].people - sum(made.atoms[at].people for at in present[1:])
    loose = sum(made.atoms[at].high - made.atoms[at].low for at in present)
    if 0 < abs(rest) <= loose:  # shares as rounded: whether something is left cannot be told
        made.follows += [(one, other) for one in present for other in present if one != other]
        return
    line = [(present[0], 1), *((at, -1) for at in present[1:])]
    if rest:
        needs = rules.count + 1 if rules.few(rest) else None
        left = Atom(f"{_told((str(total['ref']), name))} less its parts", abs(rest), 0, 0)
        rests = made.add(replace(left, known=Known.NEVER, at_least=needs))
        line.append((rests, -1 if rest > 0 else 1))
    made.sums.append(tuple(line))


def _all_in_one(
    made: NumberProblem,
    total: Row,
    parts: Sequence[Row],
    name: str,
    year: str,
    releases: Sequence[Release],
) -> None:
    """Keep back a nil that tells of everybody: all of a whole are in another part of it."""
    keys = [(str(one["ref"]), name) for one in (total, *parts)]
    at = made.at
    if not all(key in at and at[key] in made.counted for key in keys):
        return
    whole, *found = [made.atoms[at[key]].people for key in keys]
    if not whole or sorted(found) != [0] * (len(found) - 1) + [whole]:
        return
    for key in keys[1:]:
        atom = made.atoms[at[key]]
        said = any(one.said_before(key, year) is not None for one in releases)
        if atom.people == 0 and atom.known is Known.OPEN and not said:
            made.atoms[at[key]] = replace(atom, known=Known.KEPT, at_least=1)
            made.why[key] = "is nil, and that tells that all are in another part"


def _left_of_unknown(made: NumberProblem, total: Row, parts: Sequence[Row], name: str) -> None:
    """Keep back a share whose parts leave some of it, where of how many people is not known."""
    rows = (total, *parts)
    if total.get("unit") not in BASES or {one.get("unit") for one in parts} != {total.get("unit")}:
        return
    shares = [shown_share(row, value) for row in rows if is_number(value := row.get(name))]
    loose = sum(0.5 * 10 ** -decimals_of(row) for row in rows)
    key = (str(total["ref"]), name)
    if len(shares) == len(rows) and abs(shares[0] - sum(shares[1:])) > loose + 1e-9:
        _keep(made, key, "is more or less than its parts, and that may be a few people")


def _keep(made: NumberProblem, key: Key, why: str) -> None:
    """Keep back a figure that is open still."""
    at = made.at[key]
    if made.atoms[at].known is Known.OPEN:
        made.atoms[at] = replace(made.atoms[at], known=Known.KEPT)
        made.why[key] = why


def _whole(row: Row) -> object:
    """Return what a share is of; nothing for a count."""
    return None if says(row.get("unit"), Unit.NUMBER) else row.get("denominator")


def _only_before(
    made: NumberProblem,
    row: Row,
    name: str,
    rules: Thresholds,
    year: str,
    releases: Sequence[Release],
) -> None:
    """Add a figure that an earlier copy spoke of, and that is not on the sheet any more."""
    key = (str(row["ref"]), name)
    if key in made.at:
        return
    for release in reversed(releases):
        before = release.published.get((year, *key))
        atom = _atom(key, row, before.value, Known.SHOWN, rules) if before else None
        if atom is not None:
            made.before[key] = made.add(replace(atom, at_least=None, at_most=None))
            made.counted.add(made.before[key])
            return
        if (year, *key) in release.kept:
            made.before[key] = made.add(Atom(_told(key), 0, 0, 0, Known.KEPT))
            return


def _known_before(
    made: NumberProblem,
    row: Row,
    name: str,
    rules: Thresholds,
    year: str,
    releases: Sequence[Release],
) -> None:
    """Hold a number to what earlier copies said of it: what was published stays known."""
    key = (str(row["ref"]), name)
    at, value = made.at.get(key), row.get(name)
    if at is None:
        return
    for release in releases:
        before = release.said_before(key, year)
        if before is not None and is_number(value) and before.says(row, value):
            made.atoms[at] = replace(made.atoms[at], known=Known.SHOWN)
            if key in made.why:
                made.lost[key] = release.name
        elif before is not None and at in made.counted:
            _revised(made, row, at, before.value, release, rules)
        elif before is not None and is_number(value):
            _keep(
                made,
                key,
                f"is not what the copy for {release.name} said, and the change may be a few people",
            )
    if made.atoms[at].known is Known.OPEN and (
        (earlier := _kept_before(key, year, releases)) is not None
    ):
        made.atoms[at] = replace(made.atoms[at], known=Known.KEPT)
        made.why[key] = f"was kept back in the copy for {earlier}"


def _kept_before(key: Key, year: str, releases: Sequence[Release]) -> str | None:
    """Return the copy that kept a figure back: this year's, or last year's end as the baseline."""
    for release in releases:
        if (year, *key) in release.kept:
            return release.name
        if key[1] == "baseline" and release.follows_into(year) and release.kept_at_end(key[0]):
            return release.name
    return None


def _revised(
    made: NumberProblem, row: Row, at: int, value: float, release: Release, rules: Thresholds
) -> None:
    """Bind a revised figure to what was published of it, and to the difference."""
    key = (str(row["ref"]), f"{made.atoms[at].name} in the copy for {release.name}")
    was = _atom((key[0], "baseline"), row, value, Known.SHOWN, rules)
    if was is None:
        return
    near = min(max(made.atoms[at].people, was.low), was.high)
    old = made.add(replace(was, name=key[1], people=near, at_least=None, at_most=None))
    _bind_difference(made, f"{made.atoms[at].name} as revised", old, at, rules)
