"""This module tests that earlier years are taken row by row, or left out with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.earlier import Brought, bring_earlier
from csplan.plan.memory import with_memory
from csplan.sheets import BUDGET, INDICATORS
from tests.faults.memory_fixtures import KEPT, closed, with_settings
from tests.plan.test_memory import plan
from tests.plan.written import found


def take(*rows: dict[str, str], year: str = "2015/16") -> Brought:
    """Bring rows into a plan."""
    given = [{"Ref": "KO1-01", "Year": year, "Period": "Q1", **row} for row in rows]
    return bring_earlier(plan(), given, replace(KEPT, source="earlier.csv"))


def test_a_year_ago_is_looked_up_and_vouched_for() -> None:
    done = take({"Value": "64.0%"}, {"Period": "q2", "Value": "0.65", "Commentary": "As planned"})
    assert (2, 2, []) == (done.read, done.taken, list(done.left_out))
    assert done.memory is not None
    kept = with_memory(plan(), done.memory)
    row = calculate(kept).table(INDICATORS)[0]
    assert (0.64, "Improving") == (row["year_before"], row["direction_on_year"])
    assert not found(check(kept), "history-altered")
    assert {"earlier.csv"} == {one["source"] for one in done.memory.rows["history"]}


def test_months_of_a_budget_line_are_kept_by_month() -> None:
    rows = [{"Ref": "B-001", "Year": "2016/17", "Month": "1", "Forecast outturn": "£1,240"}]
    done = bring_earlier(plan(budget_month=3.0), rows, KEPT)
    assert done.memory is not None
    line = calculate(with_memory(plan(budget_month=3.0), done.memory)).table(BUDGET)[0]
    assert (1240.0, 10.0) == (line["closed_forecast"], line["movement"])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"Ref": "KO9-99", "Value": "1"}, "neither an indicator nor a budget line"),
        ({"Ref": "", "Value": "1"}, "neither an indicator nor a budget line"),
        ({"Year": "2015", "Value": "1"}, "not a financial year"),
        ({"Period": "Spring", "Value": "1"}, "not a period"),
        ({"Period": "Month 13", "Value": "1"}, "not a period"),
        ({"Value": "about half"}, "not a figure that can be read"),
        ({"Value": "66.4"}, "write 66.4%"),
        ({"Value": ""}, "no figure under any heading"),
        ({"Ref": "B-001", "Period": "Q1", "Revised budget": "5"}, "kept by month"),
    ],
)
def test_a_row_that_cannot_be_read_for_certain_is_left_out(row: dict[str, str], why: str) -> None:
    done = take({"Period": "Q4", "Value": "N/A"}, row)
    assert (2, 1) == (done.read, done.taken)
    (left,) = done.left_out
    assert 3 == left.line
    assert why in left.why


def test_a_row_twice_and_a_period_that_is_kept_are_left_out() -> None:
    done = take({"Value": "64%"}, {"Value": "65%"})
    assert "stands there twice" in done.left_out[0].why
    kept = with_settings(closed(plan(), "Q1", 3), reporting_period="Q2")
    again = bring_earlier(
        kept, [{"Ref": "KO1-01", "Year": "2016/17", "Period": "Q1", "Value": "9%"}], KEPT
    )
    assert again.memory is None
    assert "kept already" in again.left_out[0].why


def test_quarters_and_months_brought_together_go_each_to_its_own_sheet() -> None:
    done = take(
        {"Value": "64.0%"}, {"Ref": "B-001", "Period": "Month 1", "Forecast outturn": "1240"}
    )
    assert (2, 2, []) == (done.read, done.taken, list(done.left_out))
    assert done.memory is not None
    assert ["KO1-01"] == [row["ref"] for row in done.memory.rows["history"]]
    assert ["B-001"] == [row["ref"] for row in done.memory.rows["budget_history"]]
    assert 2 == len(done.memory.said)
