"""This module looks at figures that may be of one cohort, and so betray each other.

9.8% and 3.9% of one cohort below 100 are only possible together as 5 and 2 of 51.
Knows nothing of files.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from csplan.sheets import INDICATORS
from csplan.terms.values import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Results
    from csplan.publication.betraying import Betrayal

__all__ = ["shared_cohorts"]

_SMALL = 100


def shared_cohorts(results: Results, found: Sequence[Betrayal]) -> tuple[str, ...]:
    """Say which two figures of one group and time leave one cohort below 100, and which.

    Nothing is suppressed for it that is not already: what two figures allow together, each allows.
    """
    groups = {str(row["ref"]): row.get("group") for row in results.present(INDICATORS)}
    together: dict[tuple[str, str], list[Betrayal]] = defaultdict(list)
    for one in found:
        if one.wholes and not is_blank(groups[one.ref]):
            together[str(groups[one.ref]), one.field].append(one)
    told = []
    for listed in together.values():
        for one, other in combinations(listed, 2):
            small = sorted(w for w in one.wholes & other.wholes if w < _SMALL)
            if len(small) == 1:
                told.append(
                    f"{one.ref} and {other.ref}, {one.heading}: {one.printed} and "
                    f"{other.printed} are both possible of {small[0]}, and of no other number "
                    f"below {_SMALL}."
                )
    return tuple(told)
