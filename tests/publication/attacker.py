"""An attacker who has the published data files of one or several copies, and knows the rules.

Shares no code with what he attacks: he reads CSV, sets up what he knows as sums and bounds, and asks
of every number that was kept back, and of every difference, how small and how large it can be.
"""

from __future__ import annotations

import csv
import io
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
    sums: list[dict[str, float]] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)

    def say(self, name: str, low: float, high: float) -> None:
        self.low[name] = max(low, self.low.get(name, -inf))
        self.high[name] = min(high, self.high.get(name, inf))


def attack(releases: Sequence[Sequence[Row]], wholes: Mapping[str, float]) -> list[Guess]:
    """Everything that was kept back or printed nowhere, with its bounds.

    `wholes` is what he found elsewhere of how many people a share is of, by ref.
    """
    known = Known()
    for number, rows in enumerate(releases):
        columns = [
            one for one in rows[0] if one in _FIXED or (one[:1] == "Q" and one[1:2].isdigit())
        ]
        for row in rows:
            for column in columns:
                _figure(known, row, column, number, wholes)
        for row in rows:
            _through_the_year(known, row, [c for c in columns if c != "Forecast"])
        for column in columns:
            _parts(known, rows, column, wholes)
    _revisions(known)
    return [guess for name in dict.fromkeys(known.wanted) if (guess := _bounds(known, name))]


def _name(ref: str, column: str) -> str:
    return f"{ref}|{column}"


def _figure(known: Known, row: Row, column: str, number: int, wholes: Mapping[str, float]) -> None:
    """What a cell says: a count, a share of a whole that he knows, or c: at least one."""
    text, name = row[column], _name(row["Ref"], column)
    if text == "c":
        known.say(name, 1, inf)
        known.wanted.append(name)
        return
    try:
        value = float(text)
    except ValueError:
        return
    if row["Unit"] == "number":
        low = high = value
    elif row["Ref"] in wholes and row["Unit"] in ("percent", "per 10,000"):
        places = len(text.partition(".")[2])
        half, base = 0.5 * 10**-places, 100 if row["Unit"] == "percent" else 10_000
        whole = wholes[row["Ref"]]
        low = ceil((value - half) / base * whole - 1e-9)
        high = floor((value + half) / base * whole + 1e-9)
        if low > high:
            return
        known.wanted.append(name)
    else:
        return
    if name in known.low and not (known.low[name] <= low <= known.high[name]):
        known.say(f"{name}|copy {number}", low, high)  # it was revised
    else:
        known.say(name, low, high)


def _through_the_year(known: Known, row: Row, columns: Sequence[str]) -> None:
    """What was added from one period to the next, of figures that only grow."""
    if row["Unit"] != "number" or row["Measure"] not in ("Cumulative", "Programme"):
        return
    if row["Measure"] == "Cumulative":
        columns = [column for column in columns if column != "Baseline"]
    names = [_name(row["Ref"], column) for column in columns]
    found = [name for name in names if name in known.low]
    for before, after in pairwise(found):
        added = f"{after} - {before}"
        known.say(added, 0, inf)
        known.sums.append({after: 1, before: -1, added: -1})
        known.wanted.append(added)


def _families(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for ref in filter(None, (one.strip() for one in row["Part of"].split(","))):
            if ref != "z":
                found[ref, row["Heading"]].append(row)
    for (ref, _), parts in found.items():
        yield ref, parts


def _parts(known: Known, rows: Sequence[Row], column: str, wholes: Mapping[str, float]) -> None:
    """Parts and their whole; what is left of it is nothing, or a number that he wants."""
    by_ref = {row["Ref"]: row for row in rows}
    for ref, parts in _families(rows):
        alike = {(one["Unit"], wholes.get(one["Ref"])) for one in (by_ref[ref], *parts)}
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
        known.sums.append(line)


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
            known.sums.append({name: 1, own: -1, changed: -1})
            known.wanted.append(changed)


def _bounds(known: Known, name: str) -> Guess | None:
    """How small and how large a number can be, in whole numbers; None where all contradicts."""
    names, lines = {name}, list[dict[str, float]]()
    while True:
        lines = [line for line in known.sums if names & set(line)]
        grown = names.union(*lines) if lines else names
        if grown == names:
            break
        names = grown
    order = sorted(names)
    at = {one: place for place, one in enumerate(order)}
    limits = Bounds([known.low[one] for one in order], [known.high[one] for one in order])
    if not lines:
        return Guess(name, known.low[name], known.high[name])
    factors = np.zeros((len(lines), len(order)))
    for number, line in enumerate(lines):
        for one, factor in line.items():
            factors[number, at[one]] = factor
    found = []
    for way in (1, -1):
        cost = np.zeros(len(order))
        cost[at[name]] = way
        done = milp(
            cost,
            integrality=np.ones(len(order)),
            bounds=limits,
            constraints=LinearConstraint(factors, 0, 0),
        )
        if done.status == 2:
            return None
        found.append(way * done.fun if done.x is not None else -way * inf)
    return Guess(name, round(found[0], 6), round(found[1], 6))
