"""Figures of several rows that are alike as only a slip makes them: filled down, or copied.

Knows nothing of what one figure can be; that is in `check_figures`.
"""

from __future__ import annotations

from itertools import groupby, pairwise

from csplan.plan.check_figures import shown_figure, steps
from csplan.rules.figures import QUARTERS
from csplan.rules.likeness import FAR_POUNDS
from csplan.sheets import BUDGET, INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.values import CellError, Value, is_number, says
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_alike"]

_FILLED, _COPIED = 3, 5
_BESIDE, _OFF, _FIT = 3, 0.15, 0.15
_NEAR_LINES, _OFF_LINES, _FIT_LINES = 10, 0.25, 0.1
_TELLING = 30
_SHARE = 0.75

_NAMES = tuple(name[:2].upper() for name in QUARTERS)
_Indexed = tuple[int, "Row"]


def check_alike(results: Results) -> Iterator[Finding]:
    """Find a figure filled down a column, and a service's figures that are last quarter's."""
    rows = [
        (index, row)
        for index, row in enumerate(results.table(INDICATORS))
        if row.get("ref") and not isinstance(row.get("unit"), CellError)
    ]
    for now in QUARTERS:
        yield from _filled_down(results, rows, now)
    for before, now in pairwise(QUARTERS):
        yield from _copied(results, rows, before, now)
    yield from _exchanged(results, rows)
    yield from _exchanged_lines(results)


def _tells(row: Row, name: str) -> bool:
    """Say whether a figure is exact enough that chance does not repeat it."""
    figure = row.get(name)
    if not is_number(figure) or (says(row.get("unit"), Unit.PERCENT) and figure == 1):
        return False
    return steps(float(figure), row) >= _TELLING


def _filled_down(results: Results, rows: Sequence[_Indexed], now: str) -> Iterator[Finding]:
    """Find one figure in several rows that stand together and were all different before."""
    typed = [one for one in rows if _tells(one[1], now)]
    for figure, held in groupby(typed, key=lambda one: (one[1].get("unit"), one[1].get(now))):
        run = list(held)
        known = {_last_before(row, now) for _, row in run}
        if len(run) < _FILLED or len(known) < len(run) or run[-1][0] - run[0][0] >= 2 * len(run):
            continue
        refs = ", ".join(str(row["ref"]) for _, row in run)
        for index, row in run:
            yield results.plan.finding(
                Code.FILLED_DOWN,
                f"{shown_figure(figure[1], row)} stands in {len(run)} rows together ({refs}), as "
                f"when a cell is filled down.",
                "Check that each is the row's own.",
                sheet=INDICATORS,
                index=index,
                column=now,
                found=figure[1],
            )


def _exchanged(results: Results, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find two rows that stand near each other, each with what the other's figure should be."""
    known = [
        (index, row, float(figure), float(last))
        for index, row in rows
        if is_number(figure := row.get("actual"))
        and is_number(last := row.get("previous"))
        and row.get("period") in _NAMES
        and steps(float(figure), row) >= _TELLING
    ]
    for at, (index, row, figure, last) in enumerate(known):
        for _, other, figure_2, last_2 in known[at + 1 : at + 1 + _BESIDE]:
            if row.get("unit") != other.get("unit") or row["period"] != other["period"]:
                continue
            if _are_exchanged((figure, last), (figure_2, last_2), _OFF, _FIT):
                yield results.plan.finding(
                    Code.FIGURES_EXCHANGED,
                    f"{shown_figure(figure, row)} ({row['ref']}) and "
                    f"{shown_figure(figure_2, other)} ({other['ref']}) would each be in line in "
                    f"the other's row.",
                    "Check that each is the row's own.",
                    sheet=INDICATORS,
                    index=index,
                    column=f"{str(row['period']).lower()}_actual",
                    found=figure,
                )


def _exchanged_lines(results: Results) -> Iterator[Finding]:
    """Find two budget lines, each with what the other should have spent by now.

    Lines are often far from their profile, and some of many fit each other by chance: they have to
    stand near, be further off, and fit better than indicators do.
    """
    known = [
        (index, row, float(spent), float(due))
        for index, row in enumerate(results.table(BUDGET))
        if is_number(spent := row.get("actual_to_date"))
        and is_number(due := row.get("profile_to_date"))
        and abs(due) >= FAR_POUNDS
    ]
    for at, (index, row, spent, due) in enumerate(known):
        for other_index, other, spent_2, due_2 in known[at + 1 : at + 1 + _NEAR_LINES]:
            near = other_index - index <= _NEAR_LINES
            if near and _are_exchanged((spent, due), (spent_2, due_2), _OFF_LINES, _FIT_LINES):
                yield results.plan.finding(
                    Code.FIGURES_EXCHANGED,
                    f"{in_pounds(spent)} ({row.get('ref')}) and {in_pounds(spent_2)} "
                    f"({other.get('ref')}) would each be in line in the other's row.",
                    "Check the coding of both lines.",
                    sheet=BUDGET,
                    index=index,
                    column="actual_to_date",
                    found=spent,
                )


def _are_exchanged(
    one: tuple[float, float], other: tuple[float, float], off: float, fit: float
) -> bool:
    """Say whether two figures are far from their own before, and near the other's.

    `off` is how far at least, as a share of what was before; `fit` how near, as a share of that.
    """
    (figure, last), (figure_2, last_2) = one, other
    least = off * max(abs(last), abs(last_2))
    apart = min(abs(figure - last), abs(figure_2 - last_2))
    return apart > least and max(abs(figure - last_2), abs(figure_2 - last)) <= fit * apart


def _last_before(row: Row, now: str) -> Value:
    """Return the last figure before a quarter; the baseline is the first."""
    names = ("baseline", *QUARTERS[: QUARTERS.index(now)])
    figures = [value for name in names if is_number(value := row.get(name))]
    return figures[-1] if figures else None


def _copied(results: Results, rows: Sequence[_Indexed], before: str, now: str) -> Iterator[Finding]:
    """Find services of which three figures in four are exactly those of the quarter before."""
    services: dict[str, list[_Indexed]] = {}
    for index, row in rows:
        if _tells(row, now) and is_number(row.get(before)):
            services.setdefault(str(row.get("service")), []).append((index, row))
    for service, own in services.items():
        same = [(index, row) for index, row in own if row[now] == row[before]]
        if len(same) < _COPIED or len(same) < _SHARE * len(own):
            continue
        quarter, last = now[:2].upper(), before[:2].upper()
        index, row = same[0]
        yield results.plan.finding(
            Code.FIGURE_UNCHANGED,
            f"{len(same)} of {len(own)} figures of {service} for {quarter} are exactly those of "
            f"{last}, this one among them: were they copied?",
            f"Type {quarter}'s own figures; leave blank what is not known yet.",
            sheet=INDICATORS,
            index=index,
            column=now,
            found=row[now],
        )
