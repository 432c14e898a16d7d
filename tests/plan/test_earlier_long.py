"""The Department for Education's long layout: one line a place, period and breakdown."""

from __future__ import annotations

import csv
import io

import pytest

from csplan.plan.earlier import bring_earlier
from csplan.plan.earlier_long import Chosen, LongRows, from_long
from csplan.plan.plan import Plan
from csplan.sheets import HISTORY
from tests.faults.memory_fixtures import KEPT
from tests.plan.test_memory import plan

_FILE = """\
time_period,time_identifier,geographic_level,country_name,old_la_code,new_la_code,la_name,sex,pupils,pt_met
201415,Academic year,National,England,,,,Total,600000,80.5
201415,Academic year,Local authority,England,830,E10000007,Derbyshire,Total,8000,81.2
201415,Academic year,Local authority,England,830,E10000007,Derbyshire,Boys,4000,78.0
201415,Academic year,Local authority,England,831,E06000015,Derby,Total,3000,83%
201415,Academic year,Local authority,England,845,E10000011,East Sussex,Total,3000,c
201516,Academic year,Local authority,England,830,E10000007,Derbyshire,Total,8100,c
201516,Financial year Q1,Local authority,England,830,E10000007,Derbyshire,Total,8050,79
201516,Autumn term,Local authority,England,830,E10000007,Derbyshire,Total,8050,70
2015,Academic year,Local authority,England,830,E10000007,Derbyshire,Total,8050,70
"""


def read(
    where: dict[str, str], *, place: str = "Derbyshire County Council", **refs: str
) -> LongRows:
    """What is taken of the file for a plan whose KO1-01 is a share, and KO1-02 a count."""
    columns = {ref.replace("_", "-"): column for ref, column in refs.items()}
    return from_long(
        _plan(), list(csv.DictReader(io.StringIO(_FILE))), Chosen(columns, place, where)
    )


def _plan() -> Plan:
    return plan(
        {"Frequency": "Annual", "First due": "Q3"},
        {"Unit": "number", "Decimals": "0", "Polarity": "Context only", "Q1 actual": ""},
    )


def test_one_line_a_period_is_taken_and_every_other_is_left_out_with_its_reason() -> None:
    found = read({"sex": "Total"}, KO1_01="pt_met")
    expected = [("2014/15", "Q3", "81.2%"), ("2015/16", "Q3", "c"), ("2015/16", "Q1", "79%")]
    assert expected == [(row["Year"], row["Period"], row["Value"]) for row in found.rows]
    assert [3, 7, 8] == list(found.lines)
    reasons = {one.line: one.why for one in found.left_out}
    assert {2, 4, 5, 6, 9, 10} == set(reasons)
    assert "sex is not Total." == reasons[4]
    assert "It is not of Derbyshire County Council." == reasons[2] == reasons[5] == reasons[6]
    assert "“Autumn term 201516” is neither a financial year nor a quarter of one." == reasons[9]
    assert "“Academic year 2015” is neither a financial year nor a quarter of one." == reasons[10]


def test_of_several_breakdowns_none_is_taken_until_one_is_named() -> None:
    found = read({}, KO1_01="pt_met")
    assert ["c", "79%"] == [row["Value"] for row in found.rows]
    said = "2 lines are of 2014/15: say which with --where (sex: Total, Boys)."
    assert [3, 4] == [one.line for one in found.left_out if one.why == said]


def test_what_england_reached_and_our_place_is_said_for_benchmarks() -> None:
    found = read({"sex": "Total"}, KO1_01="pt_met", KO1_02="pupils")
    assert [
        "KO1-01 2014/15: England 80.5%, rank 2 of 2.",
        "KO1-02 2014/15: England 600000.",
    ] == list(found.others)


@pytest.mark.parametrize("place", ["E10000007", "830", "derbyshire"])
def test_a_place_is_known_by_its_codes_and_by_its_name(place: str) -> None:
    assert 3 == len(read({"sex": "Total"}, place=place, KO1_01="pt_met").rows)


def test_a_whole_years_figure_of_a_quarterly_count_is_that_of_its_end() -> None:
    found = read({"sex": "Total"}, KO1_02="pupils")
    assert [("Q4", "8000"), ("Q4", "8100"), ("Q1", "8050")] == [
        (row["Period"], row["Value"]) for row in found.rows
    ]


def test_what_is_chosen_is_brought_in_and_lines_keep_their_numbers() -> None:
    found = read({"sex": "Total"}, KO1_01="pt_met", KO9_99="pt_met")
    brought = bring_earlier(_plan(), found.rows, KEPT, lines=found.lines)
    assert brought.memory is not None
    values = [row["value"] for row in brought.memory.rows[HISTORY.key]]
    assert [0.812, 0.79, "c"] == values
    assert {3, 7, 8} == {one.line for one in brought.left_out}
    assert "“KO9-99” is neither an indicator" in brought.left_out[0].why


def test_lines_that_differ_in_figures_alone_say_so() -> None:
    rows = [row for row in csv.DictReader(io.StringIO(_FILE)) if row["old_la_code"] == "830"]
    twice = [rows[0], {**rows[0], "pt_met": "82"}]
    found = from_long(_plan(), twice, Chosen({"KO1-01": "pt_met"}, "830"))
    assert not found.rows
    assert "they differ in figures alone" in found.left_out[0].why
