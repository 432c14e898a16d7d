"""This module tests the next year: every ref goes on or says why it ended, three years in a chain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Results, Row
from csplan.plan.rollover import ENDED, RolledOver, roll_over
from csplan.sheets import ACTIVITY, CAPITAL, CONTROL_TOTALS, HISTORY, SHEETS
from csplan.sheets.sheet import Owner
from csplan.template.demo import demo_plan
from csplan.template.next_year import results_of
from csplan.terms.errors import CsplanError
from tests.faults.memory_fixtures import KEPT, closed, with_cells, with_settings
from tests.plan.written import found

_WITH_REFS = [
    sheet
    for sheet in SHEETS
    if sheet.owner is Owner.PEOPLE or sheet is CONTROL_TOTALS
    if "ref" in sheet.by_name and "code" not in sheet.by_name
]


def refs(plan: Plan) -> set[tuple[str, str]]:
    """Return every ref of the sheets that people fill in."""
    return {
        (sheet.tab, str(row["ref"]))
        for sheet in _WITH_REFS
        for row in plan.table(sheet)
        if row.get("ref") not in (None, "")
    }


def ended(plan: Plan) -> set[tuple[str, str]]:
    """Return every ref that History says has ended, with its sheet."""
    rows = [row for row in plan.table(HISTORY) if row.get("period") == ENDED]
    assert all(row.get("commentary") for row in rows)
    return {(str(row["name"]).split(":")[0], str(row["ref"])) for row in rows}


def year_end(results: Results) -> Plan:
    """Return a plan at the end of its year, with room for memory, closed."""
    empty: dict[str, list[Row]] = {"history": [], "budget_history": [], "change_log": []}
    plan = replace(results.plan, rows={**empty, **results.plan.rows})
    plan = with_settings(plan, commentary_on_red="No")
    return closed(plan, "Q4", 12)


def next_year(plan: Plan) -> RolledOver:
    """Roll a closed plan over."""
    return roll_over(calculate(plan), KEPT, name="plan.xlsx")


@pytest.mark.slow
def test_three_years_in_a_chain_leave_no_ref_unaccounted() -> None:
    plan = year_end(demo_plan())
    everything = refs(plan)
    assert len(everything) > 300
    for year in ("2017/18", "2018/19", "2019/20"):
        done = next_year(plan)
        assert year == done.plan.financial_year
        results = results_of(done.plan)
        assert everything == refs(results.plan) | ended(done.plan)
        assert not refs(results.plan) & ended(done.plan)
        assert not [one for one in check(done.plan, results) if one.is_fault]
        assert not found(check(done.plan, results), "history-altered")
        plan = year_end(results)


@pytest.fixture(scope="module")
def ending() -> Plan:
    """Return the demonstration at the end of its year, with cells that each test below looks at."""
    plan = demo_plan().plan
    line = plan.rows["budget"][1]
    money: list[Row] = [
        {"ref": "F-001", "line": line["ref"], "amount": 500.0, "source": "Grant"}
        | {"date": 42_600.0, "authority": "Cabinet", "reason": "New duty"},
        {"ref": "F-002", "line": line["ref"], "amount": 900.0, "source": "Reserves"}
        | {"date": 42_600.0, "authority": "Cabinet", "reason": "One winter"},
    ]
    plan = replace(plan, rows={**plan.rows, "funded_changes": money})
    nothing: Row = {"baseline": None, "q1_actual": None, "q2_actual": None, "forecast": None}
    cells: dict[str, dict[str, Row]] = {
        "indicators": {"KO2-01": {"q4_actual": 560.0}, "KO2-02": nothing},
        "actions": {
            "A-001": {"status": "Complete", "commentary": "Done."},
            "A-002": {"status": "On track", "due": 42_600.0},
        },
        "budget": {"B-001": {"forecast_outturn": 9_014_614.0, "recurrence": "Recurring"}},
        "activity": {"AP-01": {"expected_price": None}},
        "savings": {"S-01": {"approved": None}},
        "capital": {
            "CAP-01": {"spent_to_date": 5_500_000.0},
            "CAP-02": {"approved_2": 1_000_000.0},
        },
    }
    for sheet, rows in cells.items():
        for ref, row in rows.items():
            plan = with_cells(plan, sheet, ref, **row)
    return year_end(calculate(plan))


@pytest.fixture(scope="module")
def done(ending: Plan) -> RolledOver:
    """Return the year after it."""
    return next_year(ending)


def test_a_year_that_is_not_closed_is_not_rolled_over() -> None:
    with pytest.raises(CsplanError) as refused:
        next_year(demo_plan().plan)
    assert "not-closed" == refused.value.code
    assert "Q4 and month 12 of 2016/17 are not closed.  Close them first" in str(refused.value)


def test_targets_move_up_a_column_and_the_last_actual_becomes_the_baseline(
    done: RolledOver,
) -> None:
    row = next(row for row in done.plan.rows["indicators"] if row["ref"] == "KO2-01")
    assert [560.0, 530.0, 500.0, 500.0, None] == [
        row[name] for name in ("baseline", "target", "target_2", "target_3", "target_4")
    ]
    blank = ("q1_actual", "q4_actual", "q2_target", "forecast", "commentary", "corrective_action")
    assert {None} == {row[name] for name in blank}
    kept = [row for row in done.plan.rows["history"] if row["ref"] == "KO2-01"]
    assert {"Adopted", "Q4"} == {str(row["period"]) for row in kept}


def test_money_restarts_from_the_recurrent_budget(ending: Plan, done: RolledOver) -> None:
    before = ending.rows["budget"][1]
    line = done.plan.rows["budget"][1]
    assert ("B-002", 58_060.0) == (before["ref"], before["original_budget"])
    assert 58_060.0 + 2_000.0 + 500.0 == line["original_budget"]  # moved to it; new for good
    assert {None} == {line[name] for name in ("actual_to_date", "forecast_outturn", "commentary")}
    why = dict(done.ended)
    assert "for the year only" in why["F-002"]
    assert "next year's original budget" in why["F-001"]


def test_open_actions_carry_on_and_complete_ones_end_with_their_words(done: RolledOver) -> None:
    assert "Complete.  Done." == dict(done.ended)["A-001"]
    assert "A-002" in {row["ref"] for row in done.plan.rows["actions"]}
    assert ("Actions", "A-002") in {(one.sheet, one.ref) for one in done.decisions}


def test_activity_is_planned_as_the_year_came_to_expect_and_a_scheme_by_what_is_left(
    done: RolledOver,
) -> None:
    new = done.plan
    row = next(one for one in new.table(ACTIVITY) if one["ref"] == "AP-02")

    assert (61.0, 52.0, 3_420.0) == tuple(
        row[f"planned_{name}"] for name in ("number", "weeks", "price")
    )
    assert (None, None) == (row["expected_number"], row["commentary"])
    assert ["Planned as the year before: confirm numbers and price."] == asked(done, "AP-01")
    # Of £9,000,000 £4,300,000 is spent, and £1,000,000 was approved for the year that begins.
    scheme = next(one for one in new.table(CAPITAL) if one["ref"] == "CAP-02")
    assert (5_700_000.0, None) == (scheme["approved"], scheme["approved_2"])


def asked(done: RolledOver, ref: str) -> list[str]:
    """Return what is to be decided about a ref."""
    return [one.what for one in done.decisions if one.ref == ref]


def test_an_indicator_without_any_figure_is_not_said_to_have_a_worse_target(
    done: RolledOver,
) -> None:
    assert ["No figure for the year; the baseline stays blank."] == asked(done, "KO2-02")


def test_a_variance_that_recurs_asks_whether_the_budget_changes(done: RolledOver) -> None:
    """£8,914,614 was budgeted, nothing moved, and £9,014,614 is what the year came to."""
    assert ["It ended £+100,000 from budget, recurring: change its budget?"] == asked(done, "B-001")


def test_a_saving_that_nobody_approved_is_carried_on_without_a_question(done: RolledOver) -> None:
    row = next(row for row in done.plan.rows["savings"] if row["ref"] == "S-01")
    assert (None, None) == (row["approved"], row["delivered"])
    assert [] == asked(done, "S-01")


def test_a_scheme_whose_approval_is_spent_ends(done: RolledOver) -> None:
    assert "What was approved is spent." == dict(done.ended)["CAP-01"]
    assert "CAP-01" not in {row["ref"] for row in done.plan.rows["capital"]}


def test_what_was_accepted_is_accepted_anew(ending: Plan) -> None:
    rows: list[Row] = [{"code": "no-target", "ref": "KO2-01", "reason": "Agreed"}]
    done = next_year(replace(ending, rows={**ending.rows, "accepted": rows}))
    assert "What was accepted has ended: accept it anew." in asked(done, "")
    assert [] == done.plan.rows["accepted"]


def test_a_year_without_a_key_outcome_is_asked_about(ending: Plan, done: RolledOver) -> None:
    rows: list[Row] = [{**row, "kind": "Priority"} for row in ending.rows["outcomes"]]
    without = next_year(replace(ending, rows={**ending.rows, "outcomes": rows}))
    assert "There is no key outcome." in asked(without, "")
    assert "There is no key outcome." not in asked(done, "")
