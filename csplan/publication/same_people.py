"""This module finds the rows of a plan that are of the same people, so that one tells of another.

A share and the count of the same people; a share and the count of the whole group that it is of.
Only labels and *Part of* say so: what may be the same people is taken to be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from csplan.plan.check_figures import stem
from csplan.publication.betraying import BASES, JUDGED, decimals_of, shown_share
from csplan.publication.fractions import fits, window
from csplan.terms.number import half_up
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.plan.plan import Row

__all__ = ["SamePeople", "label_of", "parts_named", "said_twice", "same_people"]

_PLACE = re.compile(r"^(?:[a-z]|\d{1,2}|[ivx]{1,4})[).] +")
_ASIDE = re.compile(r" *\((?:[^()]*\b(?:per|rate|number|numbers|count|percentage)\b[^()]*|%)\)")
_BEFORE = re.compile(
    r"^(?:(?:the|our|total|overall|actual) )*"
    r"(?:(?:numbers?|no\.?|counts?|totals?|percentages?|proportions?|shares?|rates?|%|how many)"
    r"(?: of|:)? )?(?:(?:the|all|our) )?"
)
_PER = r" per [\d,.]+ *k?(?: pop(?:ulation)?)?"
_AFTER = re.compile(
    r"(?:[ ,]*[-:] *(?:numbers?|counts?|totals?|percentages?|proportions?|shares?|rates?|%)"
    rf"(?:{_PER})?| *%|{_PER})$"
)


@dataclass(frozen=True, slots=True)
class SamePeople:
    """Of shares, by ref: the row that counts the same people, and that of the group they are of."""

    counts: Mapping[str, Row]
    groups: Mapping[str, Row]

    def judged(self, row: Row, name: str) -> tuple[Row, ...]:
        """Return a row as its figure is judged: by what is typed, and by the count of its group.

        A group that *Part of* names is the only one.
        """
        other = self._of_group(row, name)
        if other is None:
            return (row,)
        return (other,) if self._is_named(row) else (row, other)

    def counted(self, row: Row, name: str) -> Row:
        """Return a row with the denominator that tells how many people a figure of it is.

        None where it may be of two numbers of people.
        """
        other = self._of_group(row, name)
        if other is None or row.get("denominator") == other["denominator"]:
            return row
        if self._is_named(row) or not _can_be(row, row.get(name), row.get("denominator")):
            return other
        return {**row, "denominator": None}

    def is_of_group(self, row: Row, name: str) -> bool:
        """Say whether a figure can be a share of its group's count in the same column."""
        return self._of_group(row, name) is not None

    def _of_group(self, row: Row, name: str) -> Row | None:
        """Return a row with the count of its group in a column, if its figure can be of that."""
        group = self.groups.get(str(row.get("ref")))
        whole = group.get(name) if group is not None else None
        return {**row, "denominator": whole} if _can_be(row, row.get(name), whole) else None

    def _is_named(self, row: Row) -> bool:
        """Say whether the row itself names its group."""
        group = str(self.groups[str(row["ref"])]["ref"]).lower()
        return group in (one.lower() for one in parts_named(row))


def _can_be(row: Row, value: Value, whole: Value) -> bool:
    """Say whether a printed figure can be a share of so many people."""
    if not is_number(value) or not is_number(whole) or whole < 1 or not float(whole).is_integer():
        return False
    within = window(shown_share(row, value), decimals_of(row), BASES[Unit(str(row["unit"]))])
    return any(True for _ in fits(within, range(int(whole), int(whole) + 1)))


def parts_named(row: Row) -> tuple[str, ...]:
    """Return the refs of the rows that a row is a part of.

    >>> parts_named({"part_of": "KO3-01, KO3-05"})
    ('KO3-01', 'KO3-05')
    """
    said = str(row.get("part_of") or "").replace(";", ",").split(",")
    return tuple(one.strip() for one in said if one.strip())


def label_of(row: Row) -> str:
    """Return whom a row is of: its label without what says how they are measured.

    >>> label_of({"indicator": "a) Percentage of care leavers in touch"})
    'care leavers in touch'
    >>> label_of({"indicator": "Numbers of children in care (per 10k pop) – number"})
    'children in care'
    """
    label = re.sub("[\N{EN DASH}\N{EM DASH}]", "-", str(row.get("indicator") or ""))
    label = " ".join(label.lower().replace("\u2019", "'").split()).rstrip(". ")
    label = _ASIDE.sub("", _PLACE.sub("", label))
    while (shorter := _AFTER.sub("", label).strip()) != label:
        label = shorter
    return _BEFORE.sub("", label)


def same_people(rows: Sequence[Row]) -> SamePeople:
    """Find which rows are of the same people, among the indicators of a plan.

    Where two rows count what may be the same people, neither can be told to be it, unless one
    stands under the share's own heading.
    """
    shares = [row for row in rows if row.get("unit") in BASES]
    counted = [row for row in rows if says(row.get("unit"), Unit.NUMBER)]
    by_label: dict[str, list[Row]] = defaultdict(list)
    for row in counted:
        if label := label_of(row):
            by_label[label].append(row)
    stems = {stem(row): row for row in counted if stem(row)}
    by_ref = {str(row["ref"]).lower(): row for row in counted}
    counts, groups = {}, {}
    for row in shares:
        ref, label = str(row["ref"]), label_of(row)
        count = stems.get(stem(row)) or _one_of(by_label.get(label, ()), row)
        if count is not None:
            counts[ref] = count
        named = [by_ref[one.lower()] for one in parts_named(row) if one.lower() in by_ref]
        words = label.split(" ")
        shorter = (" ".join(words[:end]) for end in range(len(words) - 1, 0, -1))
        told = (_one_of(by_label[one], row) for one in shorter if one in by_label)
        group = named[0] if named else next((one for one in told if one is not None), None)
        if group is not None:
            groups[ref] = group
    return SamePeople(counts, groups)


def said_twice(rows: Sequence[Row]) -> tuple[tuple[Row, Row], ...]:
    """Find the rows that say the same of the same people: one label, one unit, the same figures.

    Figures are the same as far as both rows print them, in every column in which both have one.  A
    label of rows that do not all say the same is a general one ("Reading"), and tells of nobody.
    """
    alike: dict[tuple[object, str], list[Row]] = defaultdict(list)
    for row in rows:
        if label := label_of(row):
            alike[row.get("unit"), label].append(row)
    pairs = (tuple(combinations(found, 2)) for found in alike.values())
    return tuple(pair for one in pairs if all(_say_the_same(*two) for two in one) for pair in one)


def _say_the_same(one: Row, other: Row) -> bool:
    """Say whether two rows have a figure in the same column, and nowhere two that differ."""
    decimals = min(decimals_of(one), decimals_of(other))
    both = [
        half_up(shown_share(one, first), decimals) == half_up(shown_share(other, second), decimals)
        for name in JUDGED
        if is_number(first := one.get(name)) and is_number(second := other.get(name))
    ]
    return bool(both) and all(both)


def _one_of(rows: Sequence[Row], share: Row) -> Row | None:
    """Return the one row that counts a share's people; None where two may."""
    beside = [row for row in rows if (row.get("group") or "") == (share.get("group") or "")]
    found = beside or rows
    return found[0] if len(found) == 1 else None
