"""How the colours of indicators depend on the tolerance: the same figures, judged four ways.

The tolerance decides the report, so it must be seen.  Knows no rule of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.plan.calculate import recalculate
from csplan.sheets import INDICATORS
from csplan.terms.vocabulary import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csplan.plan.plan import Results, Row

__all__ = ["Stressed", "judge_at_tolerances"]

_WAYS: Mapping[str, Row] = {
    "5% of target": {"tolerance_share": 0.05, "tolerance_in_unit": None},
    "10% of target": {"tolerance_share": 0.1, "tolerance_in_unit": None},
    "5 in the row's unit": {"tolerance_share": None, "tolerance_in_unit": 5.0},
    "Each row's own": {},
}


@dataclass(frozen=True, slots=True)
class Stressed:
    """One way to judge: Red, Amber and Green by row, and by line of the published plan."""

    way: str
    by_row: tuple[int, int, int]
    by_line: tuple[int, int, int]


def judge_at_tolerances(results: Results) -> list[Stressed]:
    """Judge the indicators at each tolerance.

    A printed line that gives one fact in two units (a count and its rate) counts once, by its
    first row; one that holds two measures in one unit is left out of the count by line.
    """
    said = []
    for way, cells in _WAYS.items():
        rows = [{**row, **cells} for row in results.plan.table(INDICATORS)]
        judged = recalculate(results, [INDICATORS], replaced={INDICATORS.key: rows})
        present = judged.present(INDICATORS)
        said.append(Stressed(way, _counts(present), _counts(_lines(present))))
    return said


def _lines(rows: Iterable[Row]) -> list[Row]:
    """Return the row that speaks for each printed line."""
    by_line: dict[str, list[Row]] = {}
    for row in rows:
        by_line.setdefault(str(row.get("plan_line") or row["ref"]), []).append(row)
    return [
        own[0]
        for own in by_line.values()
        if len(own) == 1 or len({row.get("unit") for row in own}) == len(own)
    ]


def _counts(rows: Iterable[Row]) -> tuple[int, int, int]:
    """Count the colours, worst first."""
    found = Counter(row.get("rag") for row in rows)
    red, amber, green = (found[colour] for colour in COLOURS)
    return red, amber, green
