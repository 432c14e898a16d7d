"""This module lists every figure of a plan that betrays a few people, for a person who decides.

Each is judged by the denominator typed, else by all that it may have; and by its group's count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.publication.betraying import (
    JUDGED,
    RULES,
    Betrayal,
    Thresholds,
    counts_people,
    increments,
    judge,
)
from csplan.publication.same_people import same_people
from csplan.sheets import INDICATORS

if TYPE_CHECKING:
    from csplan.plan.plan import Results

__all__ = ["betrayals_of"]


def betrayals_of(results: Results, rules: Thresholds = RULES) -> tuple[Betrayal, ...]:
    """Judge every figure of every indicator, in the order of the plan."""
    rows = [row for row in results.present(INDICATORS) if counts_people(row)]
    people, found = same_people(rows), list[Betrayal]()
    for row in rows:
        for name in JUDGED:
            judged = [judge(one, name, one.get(name), rules) for one in people.judged(row, name)]
            found += [one for one in judged if one][-1:]
        found += increments(row, rules)
    return tuple(found)
