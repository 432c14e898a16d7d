"""A new indicator needs four fields typed; blank cells of the rest mean what they usually are."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.sheets import INDICATORS
from csplan.terms.finding import Severity
from csplan.terms.values import CellError, Value
from tests.plan.written import found, plan_with

FOUR = """
| Ref    | Outcome | Indicator        | Service | Target 2016/17 | Q2 actual |
|---     |---      |---               |---      |---             |---        |
| KO1-99 | KO1     | Homes inspected  | SL      | 10             | 12        |
|        |         |                  |         |                |           |
"""
SAID: Row = {
    "unit": "number",
    "decimals": 0.0,
    "polarity": "Higher is better",
    "measure": "Snapshot",
    "frequency": "Quarterly",
    "first_due": "Q1",
}


def four() -> Plan:
    """A plan whose one indicator has only what has to be typed, and its figures."""
    return plan_with({"reporting_period": "Q2"}, indicators=FOUR)


def test_four_fields_are_enough_and_what_the_rest_means_is_said() -> None:
    row, blank = calculate(four()).table(INDICATORS)
    assert ("Green", "number; Higher is better; Snapshot; Quarterly; Q1") == (
        row["rag"],
        row["taken_as"],
    )
    assert SAID == {name: row[name] for name in SAID}
    assert ("", "", None) == (blank["rag"], blank["taken_as"], blank["polarity"])


def test_what_is_blank_judges_as_what_it_means() -> None:
    plan = four()
    typed = Plan(plan.settings, {**plan.rows, "indicators": [plan.table(INDICATORS)[0] | SAID]})
    one, other = calculate(plan).table(INDICATORS)[0], calculate(typed).table(INDICATORS)[0]
    assert {**one, "taken_as": ""} == other


def test_what_was_taken_is_a_note_and_nothing_is_missing() -> None:
    findings = check(four())
    notes = found(findings, "taken-as")
    assert [
        (
            "Blank cells are taken for what they usually are: Unit as number, Decimals as 0, Polarity "
            "as Higher is better, Measure as Snapshot, Frequency as Quarterly, First due as Q1."
        )
    ] == [one.message for one in notes]
    assert [] == [one for one in findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("value", "unit", "meant"),
    [
        (None, "%", 1.0),
        ("", "weeks", 0.0),
        (2.0, "%", 2.0),
        (None, CellError("#N/A"), CellError("#N/A")),
        (CellError("#REF!"), "%", CellError("#REF!")),
    ],
)
def test_decimals_that_are_blank_follow_the_unit(value: Value, unit: Value, meant: Value) -> None:
    assert meant == INDICATORS.by_name["decimals"].meant(value, {"unit": unit})
