"""On every page each shown total and difference follows from the figures shown beside it.

Where a total leaves something out, its table says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from csplan.looks.figures import Figure
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Column, Row, Table
from csplan.scorecards.pages import page_of
from tests.scorecards.cases import baseline, cards, demo

PLANS = {"demo": demo, "baseline": baseline}


def tables(results: Results) -> Iterator[tuple[str, Table]]:
    """Every table of every page."""
    for key, card in cards(results).items():
        for section in page_of(card).sections:
            for table in section.tables:
                yield key, table


def as_read(row: Row, columns: tuple[Column, ...], heading: str) -> tuple[Decimal, Decimal] | None:
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


@pytest.mark.parametrize("plan", PLANS)
def test_differences_follow_from_the_figures_beside_them(plan: str) -> None:
    checked = 0
    for key, table in tables(PLANS[plan]()):
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
    assert checked > 100


@pytest.mark.parametrize("plan", PLANS)
def test_totals_are_the_sum_of_the_rows_beside_them_or_say_what_they_leave_out(plan: str) -> None:
    checked = 0
    for key, table in tables(PLANS[plan]()):
        for law in table.sums:
            for heading in law.headings:
                total = as_read(table.rows[law.total], table.columns, heading)
                parts = [as_read(table.rows[n], table.columns, heading) for n in law.parts]
                if total is None:
                    continue
                given = [part for part in parts if part]
                room = total[1] + sum(half for _, half in given)
                adds = abs(total[0] - sum(n for n, _ in given)) <= room
                assert adds or table.leaves_out, (key, table.key, heading, total, given)
                checked += 1
    assert checked > 40
