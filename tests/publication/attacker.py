"""An attacker who has the published data files of one or several copies, and knows the rules.

Shares no code with what he attacks: he reads CSV, sets up what he knows as sums and bounds, and asks
of every number that was kept back, and of every difference, how small and how large it can be.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

__all__ = ["Guess", "attack", "read"]

Row = dict[str, str]
_FIXED = ("Baseline", "Forecast")
_BASES = {"percent": 100, "per 10,000": 10_000, "per 100,000": 100_000}
_MOST = 1_000_000
"""More people than he thinks likely, so that each question of his has an end."""
_BEFORE = re.compile(r"^(?:numbers?|%|percentage|proportion|rate) of ")
_AFTER = re.compile(r"(?: \(per \S+ pop\))?(?: [-–] (?:number|rate per [\d,]+|rate|%))?$")


@dataclass(frozen=True)
class Guess:
    """What the attacker worked out of a number: `KO3-01|Q1 2016/17`, between two bounds."""

    what: str
    low: float
    high: float

    def betrays(self, truth: float, few: int) -> bool:
        """Whether he is right that few people stand behind it: exactly, or within the threshold."""
        return 1 <= truth <= few and self.low >= 1 and self.high <= few

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def read(data: bytes) -> list[Row]:
    """The rows of a published table."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@dataclass
class Known:
    """What he knows: between what each number lies, and which of them add up to nothing."""

    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)
    lines: list[tuple[dict[str, float], float, float]] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)

    def bind(self, line: dict[str, float], least: float = 0, most: float = 0) -> None:
        if (line, least, most) not in self.lines:
            self.lines.append((line, least, most))

    def say(self, name: str, low: float, high: float) -> None:
        self.low[name] = max(low, self.low.get(name, -inf))
        self.high[name] = min(high, self.high.get(name, inf))


def attack(
    releases: Sequence[Sequence[Row]], wholes: Mapping[str, float], few: int = 5
) -> list[Guess]:
    """What he works out to be within the threshold, of all that is kept back or printed nowhere.

    `wholes` is what he found elsewhere of how many people a share is of, by ref.
    """
    known = Known()
    for number, rows in enumerate(releases):
        columns = [
            one for one in rows[0] if one in _FIXED or (one[:1] == "Q" and one[1:2].isdigit())
        ]
        same, groups = _same_people(rows), _groups(rows)
        for row in rows:
            for column in columns:
                _figure(known, row, column, number, wholes, same, groups)
        for row in rows:
            _through_the_year(known, row, [c for c in columns if c != "Forecast"])
        for column in columns:
            _parts(known, rows, column, wholes, groups)
    _revisions(known)
    found, other = list[Guess](), set[str]()
    for name in dict.fromkeys(known.wanted):
        if name not in other and (guess := _bounds(known, name, few, other)):
            found.append(guess)
    return found


def _name(ref: str, column: str) -> str:
    return f"{ref}|{column}"


def _people(row: Row) -> tuple[str, str]:
    """The people of a row: its label without how they are measured, under its heading."""
    return _AFTER.sub("", _BEFORE.sub("", row["Indicator"].lower().strip())), row["Heading"]


def _counts(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The row that counts some people, where there is one such row."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["Unit"] == "number":
            found[_people(row)].append(row["Ref"])
    return {people: refs[0] for people, refs in found.items() if len(refs) == 1}


def _same_people(rows: Sequence[Row]) -> dict[str, str]:
    """For a share the row that counts the same people."""
    counts = _counts(rows)
    return {
        row["Ref"]: counts[_people(row)]
        for row in rows
        if row["Unit"] in _BASES and _people(row) in counts
    }


def _groups(rows: Sequence[Row]) -> dict[str, str]:
    """For a share the row that counts all of whom it is a share: as it says, or by the labels."""
    counts, units = _counts(rows), {row["Ref"]: row["Unit"] for row in rows}
    found = {}
    for row in rows:
        if row["Unit"] not in _BASES:
            continue
        label, heading = _people(row)
        longest = [
            (len(people), ref)
            for (people, under), ref in counts.items()
            if under == heading and label.startswith(f"{people} ")
        ]
        if units.get(row["Part of"]) == "number":
            found[row["Ref"]] = row["Part of"]
        elif longest:
            found[row["Ref"]] = max(longest)[1]
    return found


def _figure(
    known: Known,
    row: Row,
    column: str,
    number: int,
    wholes: Mapping[str, float],
    same: Mapping[str, str],
    groups: Mapping[str, str],
) -> None:
    """What a cell says: a count, a share of some whole, or c: at least one."""
    text, ref, name = row[column], row["Ref"], _name(row["Ref"], column)
    is_figure = re.fullmatch(r"-?[\d.]+", text) is not None
    if text == "c":
        known.say(name, 1, inf)
        known.wanted.append(name)
    elif not is_figure:
        return
    elif known.printed.setdefault(name, text) != text:
        name = f"{name}|copy {number}"  # it was revised
    if row["Unit"] == "number" and is_figure:
        known.say(name, float(text), float(text))
    if row["Unit"] not in _BASES or ref not in {*wholes, *same, *groups}:
        return
    known.say(name, 0, inf)
    if "copy" not in name and ref in same and _name(same[ref], column) in known.low:
        known.bind({name: 1, _name(same[ref], column): -1})
    whole = _whole(row, column, wholes, groups)
    if ref in wholes:
        known.say(whole, wholes[ref], wholes[ref])
    elif whole.startswith("all of"):
        known.say(whole, 1, inf)
    if whole in known.low:
        _share(known, text if is_figure else "", _BASES[row["Unit"]], name, whole)


def _whole(row: Row, column: str, wholes: Mapping[str, float], groups: Mapping[str, str]) -> str:
    """What the number is called of which a share is: one for the row, or a count of its column."""
    ref = row["Ref"]
    return _name(groups[ref], column) if ref in groups and ref not in wholes else f"all of {ref}"


def _share(known: Known, text: str, base: int, name: str, whole: str) -> None:
    """What a share says of its people, of those left over, and of its whole."""
    known.say(name, 0, inf)
    left = f"those left over of {name}"
    known.say(left, 0, inf)
    known.bind({whole: 1, name: -1, left: -1})
    known.wanted += [name, left]
    if not text:
        return
    half = 0.5 * 10 ** -len(text.partition(".")[2])
    least, most = (float(text) - half) / base, (float(text) + half) / base
    if known.low[whole] == known.high[whole]:
        low, high = ceil(least * known.low[whole] - 1e-9), floor(most * known.low[whole] + 1e-9)
        if low <= high:  # else it is not of this whole
            known.say(name, low, high)
    else:
        known.bind({name: 1, whole: -least}, -1e-9, inf)
        known.bind({name: 1, whole: -most}, -inf, 1e-9)


def _through_the_year(known: Known, row: Row, columns: Sequence[str]) -> None:
    """What was added from one period to the next, of figures that only grow."""
    if row["Measure"] not in ("Cumulative", "Programme"):
        return
    if row["Measure"] == "Cumulative":
        columns = [column for column in columns if column != "Baseline"]
    names = [_name(row["Ref"], column) for column in columns]
    found = [name for name in names if name in known.low]
    for before, after in pairwise(found):
        added = f"{after} - {before}"
        known.say(added, 0, inf)
        known.bind({after: 1, before: -1, added: -1})
        known.wanted.append(added)


def _families(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for ref in filter(None, (one.strip() for one in row["Part of"].split(","))):
            if ref != "z":
                found[ref, row["Heading"]].append(row)
    for (ref, _), parts in found.items():
        yield ref, parts


def _parts(
    known: Known,
    rows: Sequence[Row],
    column: str,
    wholes: Mapping[str, float],
    groups: Mapping[str, str],
) -> None:
    """Parts and their whole; what is left of it is nothing, or a number that he wants."""
    by_ref = {row["Ref"]: row for row in rows}
    for ref, parts in _families(rows):
        alike = {
            (one["Unit"], wholes.get(one["Ref"], groups.get(one["Ref"])))
            for one in (by_ref[ref], *parts)
        }
        names = [_name(one["Ref"], column) for one in (by_ref[ref], *parts)]
        if len(alike) > 1 or any(name not in known.low for name in names):
            continue
        line = {names[0]: 1.0, **dict.fromkeys(names[1:], -1.0)}
        exact = [known.low[n] for n in names if known.low[n] == known.high[n]]
        if len(exact) == len(names) and exact[0] == sum(exact[1:]):
            continue
        rest = f"{names[0]} less {' '.join(names[1:])}"
        if len(exact) == len(names) or _is_open(by_ref, ref, parts):
            known.say(rest, 0, inf)
            line[rest] = -1.0
            known.wanted.append(rest)
        known.bind(line)


def _is_open(by_ref: Mapping[str, Row], ref: str, parts: Sequence[Row]) -> bool:
    """Whether some period, published whole, shows that the parts leave something of their whole."""
    for column in by_ref[ref]:
        try:
            values = [float(one[column]) for one in (by_ref[ref], *parts)]
        except ValueError:
            continue
        if (column in _FIXED or column[:1] == "Q") and values[0] != sum(values[1:]):
            return True
    return False


def _revisions(known: Known) -> None:
    """What a figure changed by between two copies."""
    for name in list(known.low):
        own, _, copy = name.rpartition("|copy ")
        if own and copy and own in known.low:
            changed = f"{name} - {own}"
            known.say(changed, -inf, inf)
            known.bind({name: 1, own: -1, changed: -1})
            known.wanted.append(changed)


def _linked(known: Known, name: str) -> list[tuple[dict[str, float], float, float]]:
    """All that a number has to do with, one way or another."""
    names = {name}
    while True:
        lines = [line for line in known.lines if not names.isdisjoint(line[0])]
        grown = names.union(*(line for line, _, _ in lines))
        if grown == names:
            return lines
        names = grown


def _bounds(known: Known, name: str, few: int, other: set[str]) -> Guess | None:
    """Between what a number lies, if it must be within the threshold; None where it need not be.

    None as well where all that he knows contradicts itself.  `other` gathers the numbers that some
    set of figures, found on the way, shows to be outside.
    """
    lines = _linked(known, name)
    order = sorted({name}.union(*(line for line, _, _ in lines)))
    low = np.array([max(known.low[one], -_MOST) for one in order])
    high = np.array([min(known.high[one], _MOST) for one in order])
    factors = np.array([[line.get(one, 0.0) for one in order] for line, _, _ in lines])
    between = ([least for _, least, _ in lines], [most for _, _, most in lines])
    bound = [LinearConstraint(factors, *between)] if lines else []
    place = order.index(name)

    def best(way: int, least: float = -inf, most: float = inf) -> float | None:
        """The least (1) or most (-1) that it can be between two ends, or (0) any."""
        ends = (low.copy(), high.copy())
        ends[0][place], ends[1][place] = max(low[place], least), min(high[place], most)
        if ends[0][place] > ends[1][place]:
            return None
        cost = np.zeros(len(order))
        cost[place] = way
        done = milp(cost, integrality=np.ones(len(order)), bounds=Bounds(*ends), constraints=bound)
        if done.x is None:
            return None
        small = abs(np.round(done.x))
        other.update(np.array(order)[(small < 1) | (small > few)])
        return float(done.x[place])

    if best(0) is None or name in other:
        return None
    beyond = ((few + 1, inf), (0, 0), (-inf, -few - 1))
    if any(best(0, *ends) is not None for ends in beyond):
        return None
    least, most = best(1), best(-1)
    return None if least is None or most is None else Guess(name, round(least), round(most))
