"""On every page each shown total and difference follows from the figures shown beside it.

What a total leaves out, or takes otherwise, is a row of its own that makes the rest add up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial

import pytest

from csplan.looks.figures import Figure
from csplan.plan.calculate import calculate
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Table, TableColumn, TableRow
from csplan.scorecards.pages import page_of
from tests.extent import ALL
from tests.laws.random_plans import plan_of, with_totals
from tests.money.years import year
from tests.scorecards.cases import baseline, demo, every_card


def part_of_a_year() -> Results:
    """The illustrative year with an actual and a forecast missing, and savings not allocated."""
    plan = year(6)
    plan.rows["budget"][0]["actual_to_date"] = None
    plan.rows["budget"][3] |= {
        "cipfa_group": "Unallocated",
        "original_budget": -24_000.0,
        "actual_to_date": None,
        "forecast_outturn": None,
    }
    return calculate(plan)


def drawn(seed: int) -> Results:
    """A plan at random."""
    return calculate(with_totals(plan_of(seed)))


_WHOLE = ("demo", "baseline")
"""The plans whose every page is held; those drawn at random have indicators of no outcome."""

PLANS: dict[str, Callable[[], Results]] = {
    "demo": demo,
    "baseline": baseline,
    "part of a year": part_of_a_year,
}
PLANS |= {f"seed {seed}": partial(drawn, seed) for seed in range(40 if ALL else 20)}
_QUICK = 6
EACH = [
    *list(PLANS)[:_QUICK],
    *(pytest.param(name, marks=pytest.mark.slow) for name in list(PLANS)[_QUICK:]),
]


@cache
def tables(plan: str) -> list[tuple[str, Table]]:
    """Every table of every page of a plan; of those drawn at random, those of money alone."""
    return [
        (key, table)
        for key, card in every_card(PLANS[plan]()).items()
        for section in page_of(card).sections
        for table in section.tables
        if plan in _WHOLE or section.key in ("budget", "finance")
    ]


def as_read(
    row: TableRow, columns: tuple[TableColumn, ...], heading: str
) -> tuple[Decimal, Decimal] | None:
    """The number that a reader takes from a cell, and half of its last place; None for a word."""
    place = next((n for n, one in enumerate(columns) if one.heading == heading), None)
    part = row.cells[place].part if place is not None else ""
    if not isinstance(part, Figure) or part.value is None:
        return None
    text = part.text.split(" per ")[0]
    number = Decimal(re.sub(r"[^\d.]", "", text)) * (-1 if "−" in text else 1)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number, Decimal("0.5").scaleb(exponent)


@pytest.mark.slow
@pytest.mark.parametrize("plan", EACH)
def test_differences_follow_from_the_figures_beside_them(plan: str) -> None:
    checked = 0
    for key, table in tables(plan):
        for law in table.across:
            for row in table.rows:
                result = as_read(row, table.columns, law.heading)
                plus = [as_read(row, table.columns, name) for name in law.plus]
                minus = [as_read(row, table.columns, name) for name in law.minus]
                if result is None or None in (*plus, *minus):
                    continue
                said = [one for one in plus if one], [one for one in minus if one]
                sum_of = sum(n for n, _ in said[0]) - sum(n for n, _ in said[1])
                room = result[1] + sum(half for half_of in said for _, half in half_of)
                assert abs(result[0] - sum_of) <= room, (key, table.key, law, row.cells[0])
                checked += 1
    assert checked > (100 if plan in _WHOLE else 0)


@pytest.mark.parametrize("plan", EACH)
def test_totals_are_the_sum_of_the_rows_beside_them(plan: str) -> None:
    checked = 0
    for key, table in tables(plan):
        for law in table.sums:
            for heading in law.headings:
                total = as_read(table.rows[law.total], table.columns, heading)
                parts = [as_read(table.rows[n], table.columns, heading) for n in law.parts]
                if total is None:
                    continue
                given = [part for part in parts if part]
                room = total[1] + sum(half for _, half in given)
                adds = abs(total[0] - sum(n for n, _ in given)) <= room
                assert adds, (key, table.key, heading, total, given)
                checked += 1
    assert checked > (20 if plan in _WHOLE else 0)
