"""This module tests what the plan remembers, and when a period may be closed and opened again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.as_closed import as_closed, as_told
from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.closed import find_late_edits
from csplan.plan.closing import close_month, close_quarter, reopen_period
from csplan.plan.earlier import bring_earlier
from csplan.plan.memory import adopt, checksum, read_memory, with_memory
from csplan.plan.plan import Plan, Row
from csplan.sheets import BUDGET_HISTORY, HISTORY, INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.errors import CsplanError
from csplan.terms.values import CellError
from tests.faults.memory_fixtures import KEPT, closed, with_cells, with_settings
from tests.plan.written import found, indicators, plan_with

_FIGURES = {"Baseline": "60.0%", "Target 2016/17": "70.0%", "Target 2017/18": "75.0%"}
_Q1 = {"Q1 actual": "66.0%", "Commentary": "One setting closed.", "Corrective action": "A visit."}


def plan(*rows: dict[str, str], **settings: object) -> Plan:
    """Return a plan of indicators at Q1 with room for memory."""
    table = indicators(*({**_FIGURES, **_Q1, **row} for row in rows or ({},)))
    then: Row = {"reporting_period": "Q1", "budget_month": 3.0, "report_date": 42_573.0}
    made = plan_with(then, indicators=table)
    empty: dict[str, list[Row]] = {"history": [], "budget_history": [], "change_log": []}
    line: Row = {
        "ref": "B-001",
        "service": "SL",
        "heading": "Pay",
        "kind": "Expenditure",
        "cipfa_group": "1 Employees",
        "original_budget": 1200.0,
        "forecast_outturn": 1250.0,
        "actual_to_date": 310.0,
        "commentary": "Agency cover",
    }
    held = {**made.rows, **empty, "budget": [line]}
    return with_settings(Plan(made.settings, held, made.places), **settings)  # type: ignore[arg-type]


def test_the_first_update_keeps_what_was_promised_and_the_second_finds_nothing_new() -> None:
    first = plan()
    memory = adopt(calculate(first), KEPT)
    assert memory is not None
    row = next(row for row in memory.rows["history"] if row["ref"] == "KO1-01")
    assert [0.6, 0.7, 0.75, "Higher is better", "Q1"] == [
        row[name] for name in ("baseline", "target", "target_2", "polarity", "first_due")
    ]
    assert "Default tolerance" in {row["ref"] for row in memory.rows["history"]}
    assert 1200.0 == memory.rows["budget_history"][0]["original_budget"]
    assert adopt(calculate(with_memory(first, memory)), KEPT) is None


def test_a_blank_target_that_is_filled_in_is_adopted_then_and_a_figure_never_again() -> None:
    first = with_cells(plan(), "indicators", "KO1-01", target_2=None)
    memory = adopt(calculate(first), KEPT)
    assert memory is not None
    later = with_cells(
        with_memory(first, memory), "indicators", "KO1-01", target_2=0.76, target=0.5
    )
    again = adopt(calculate(later), KEPT)
    assert again is not None
    row = next(row for row in again.rows["history"] if row["ref"] == "KO1-01")
    assert (0.7, 0.76) == (row["target"], row["target_2"])


@pytest.mark.parametrize(
    ("without", "kept"), [("history", "budget_history"), ("budget_history", "history")]
)
def test_what_a_workbook_has_no_sheet_for_is_not_adopted(without: str, kept: str) -> None:
    first = plan()
    rows = {key: listed for key, listed in first.rows.items() if key != without}
    memory = adopt(calculate(replace(first, rows=rows)), KEPT)
    assert memory is not None
    assert {kept} == set(memory.rows)


def test_text_where_a_target_belongs_is_not_adopted() -> None:
    memory = adopt(calculate(with_cells(plan(), "indicators", "KO1-01", target="74 %")), KEPT)
    assert memory is not None
    assert memory.rows["history"][0]["target"] is None


def test_a_checksum_is_the_same_after_excel_rewrote_digits_and_another_for_another_figure() -> None:
    rows: list[Row] = [{"ref": "A", "value": 0.1 + 0.2}, {"ref": "B", "value": None, "rag": "Red"}]
    saved: list[Row] = [{"ref": "B", "rag": "Red"}, {"ref": "A", "value": 0.3, "rag": ""}]
    assert checksum(rows) == checksum(saved)
    assert checksum(rows) != checksum([{"ref": "A", "value": 0.3001}, rows[1]])
    assert checksum(rows) != checksum([*rows, rows[1]])


@pytest.mark.parametrize(
    ("settings", "cells", "asked", "refusal"),
    [
        ({}, {}, "Q1", None),
        ({}, {}, "Q2", "not-this-period"),
        ({"reporting_period": "Baseline"}, {}, "Q1", "not-this-period"),
        ({}, {"q1_actual": "66 %"}, "Q1", "not-ready-to-close"),
        ({}, {"commentary": None}, "Q1", "not-ready-to-close"),
        ({}, {"q1_actual": 0.2}, "Q1", None),
        ({}, {"corrective_action": None}, "Q1", "not-ready-to-close"),
        ({"commentary_on_red": "No"}, {"commentary": None, "corrective_action": None}, "Q1", None),
        ({}, {"q1_actual": None}, "Q1", None),
        ({}, {"q1_actual": 0.69}, "Q1", None),
    ],
    ids=[
        "ready",
        "another",
        "baseline",
        "error",
        "red",
        "red idle",
        "red told",
        "not asked",
        "late",
        "amber",
    ],
)
def test_when_a_quarter_may_be_closed(
    settings: dict[str, str], cells: Row, asked: str, refusal: str | None
) -> None:
    ready = with_cells(plan(**settings), "indicators", "KO1-01", **cells)
    results = calculate(ready)
    try:
        close_quarter(results, check(ready, results), asked, KEPT)
        met = None
    except CsplanError as reason:
        met = reason.code
    assert refusal == met


def test_a_period_is_closed_once_and_opened_only_if_it_was_closed() -> None:
    once = closed(plan(), "Q1", 3)
    results = calculate(once)
    with pytest.raises(CsplanError) as twice:
        close_quarter(results, (), "Q1", KEPT)
    assert "already-closed" == twice.value.code
    opened = with_memory(once, reopen_period(once, HISTORY, "Q1", "Late  figure"))
    assert "Reason: Late figure" in str(opened.rows["change_log"][-1]["changes"])
    assert not found(check(opened), "history-altered")
    with pytest.raises(CsplanError) as open_already:
        reopen_period(opened, HISTORY, "Q1", "again")
    assert "not-closed" == open_already.value.code
    close_quarter(calculate(opened), (), "Q1", KEPT)


def test_without_the_sheet_nothing_can_be_closed() -> None:
    bare = plan()
    rows = {key: held for key, held in bare.rows.items() if key != "history"}
    lacking = Plan(bare.settings, rows, bare.places)
    with pytest.raises(CsplanError) as refused:
        close_quarter(calculate(lacking), (), "Q1", KEPT)
    assert "no-memory" == refused.value.code


def test_a_month_is_closed_while_it_is_the_budget_month() -> None:
    ready = plan(budget_month=3.0)
    with pytest.raises(CsplanError) as refused:
        close_month(calculate(ready), (), 4, KEPT)
    assert "not-this-period" == refused.value.code
    memory = close_month(calculate(ready), (), 3, KEPT)
    row = memory.rows["budget_history"][0]
    assert ("Month 3", 3.0, 12.0, 1250.0) == (
        *(row["period"], row["month"], row["until_month"], row["forecast_outturn"]),
    )
    assert "" == check_said(with_memory(ready, memory), "history-altered")


def check_said(plan: Plan, code: str) -> str:
    """Return what is said under a code."""
    return " ".join(one.message for one in found(check(plan), code))


def test_what_stands_as_last_close_before_ends_with_the_next_close() -> None:
    third = closed(plan(), "Q1", 3)
    fifth = closed(with_settings(third, reporting_period="Q2"), "Q2", 5)
    until = {row["month"]: row["until_month"] for row in fifth.rows["budget_history"]}
    assert {0.0: 0.0, 3.0: 5.0, 5.0: 12.0} == until
    assert "" == check_said(fifth, "history-altered")


def test_a_row_of_history_cannot_be_altered_taken_or_added_unseen() -> None:
    kept = closed(plan({}, {}), "Q1", 3)
    rows = list(kept.rows["history"])
    at = next(n for n, row in enumerate(rows) if row["period"] == "Q1")
    for changed in (
        [*rows[:at], {**rows[at], "value": 0.99}, *rows[at + 1 :]],
        [*rows[:at], *rows[at + 1 :]],
        [*rows, {**rows[at], "ref": "KO1-99"}],
        [row for row in rows if row["period"] != "Q1"],
        [*rows, {**rows[at], "year": "2015/16"}],
    ):
        altered = Plan(kept.settings, {**kept.rows, "history": changed}, kept.places)
        assert check_said(altered, "history-altered")
    assert "" == check_said(kept, "history-altered")


def test_what_was_altered_is_not_vouched_for_anew_when_another_row_is_adopted() -> None:
    kept = closed(plan({}, {}), "Q1", 3)
    adopted = [row for row in kept.rows["history"] if row["period"] == "Adopted"]
    others = [row for row in kept.rows["history"] if row["period"] != "Adopted"]
    assert len(adopted) > 1
    for changed in ([{**adopted[0], "target": 0.01}, *adopted[2:]], []):
        altered = Plan(kept.settings, {**kept.rows, "history": [*changed, *others]}, kept.places)
        assert adopt(calculate(altered), KEPT) is None
        assert check_said(altered, "history-altered")


def test_a_closed_figure_that_is_edited_added_or_cleared_is_found_with_both_values() -> None:
    kept = closed(plan({}, {"Q1 actual": ""}), "Q1", 3)
    kept = with_settings(kept, reporting_period="Q2")
    changed = with_cells(kept, "indicators", "KO1-01", q1_actual=0.72)
    late = with_cells(kept, "indicators", "KO1-02", q1_actual=0.5)
    cleared = with_cells(kept, "indicators", "KO1-01", q1_actual=None)
    assert [(0.66, 0.72)] == [(one.was, one.now) for one in find_late_edits(changed)]
    assert [(None, 0.5)] == [(one.was, one.now) for one in find_late_edits(late)]
    assert [(0.66, None)] == [(one.was, one.now) for one in find_late_edits(cleared)]
    said = check_said(changed, "closed-figure-edited")
    assert "66.0%" in said
    assert "72.0%" in said
    assert [] == list(find_late_edits(kept))


def test_a_closed_month_that_is_edited_is_found_until_the_month_moves_on() -> None:
    kept = with_cells(closed(plan(), "Q1", 3), "budget", "B-001", forecast_outturn=1300.0)
    assert [(1250.0, 1300.0)] == [(one.was, one.now) for one in find_late_edits(kept)]
    assert [] == list(find_late_edits(with_settings(kept, budget_month=4.0)))


def test_pages_of_a_closed_period_show_what_was_closed_and_count_it() -> None:
    kept = closed(plan(), "Q1", 3)
    changed = calculate(with_cells(kept, "indicators", "KO1-01", q1_actual=0.75))
    assert "Green" == changed.table(INDICATORS)[0]["rag"]
    shown, revised = as_closed(changed)
    row = shown.table(INDICATORS)[0]
    assert ("Red", 0.66, -4.0, "Worse") == (
        *(row["rag"], row["actual"], row["variance"], row["better_or_worse"]),
    )
    assert {"KO1-01"} == set(revised)
    assert (
        "Revised since Q1 was closed: 66.0% was reported, and is now 75.0%; colour Red was "
        "reported, and is now Green. One setting closed."
    ) == row["commentary"]
    assert [(0.66, 0.75), ("Red", "Green")] == [(one.was, one.now) for one in revised["KO1-01"]]
    assert 1.0 == next(s["red"] for s in shown.rows["services"] if s["ref"] == "SL")
    same, nothing = as_closed(calculate(kept))
    assert not nothing
    assert "Red" == same.table(INDICATORS)[0]["rag"]


def test_words_of_the_last_close_are_stale_once_the_figure_is_new() -> None:
    first = with_cells(plan(), "indicators", "KO1-01", commentary="Places  opened.")
    kept = with_settings(closed(first, "Q1", 3), reporting_period="Q2")
    waiting = with_cells(kept, "indicators", "KO1-01", q2_actual=0.66, commentary="places opened.")
    assert check_said(waiting, "stale-commentary")
    rewritten = with_cells(waiting, "indicators", "KO1-01", commentary="Places opened; two more.")
    assert "" == check_said(rewritten, "stale-commentary")


def test_periods_are_read_back_in_the_order_of_the_year() -> None:
    once = closed(plan(), "Q1", 3)
    twice = closed(with_settings(once, reporting_period="Q2"), "Q2", 10)
    assert ["Q1", "Q2"] == read_memory(twice).periods(HISTORY, "2016/17")
    assert ["Month 3", "Month 10"] == read_memory(twice).periods(BUDGET_HISTORY, "2016/17")
    assert Code.HISTORY_ALTERED not in {one.code for one in check(twice)}


def test_a_row_of_history_without_a_ref_is_of_no_period() -> None:
    kept: Row = {"ref": "KO1-01", "year": "2016/17", "period": "Q1"}
    made = replace(plan(), rows={**plan().rows, "history": [kept, {**kept, "ref": None}]})

    (rows,) = read_memory(made).slots.values()

    assert [kept] == rows


def test_words_that_nobody_rewrote_say_of_which_quarter_they_are_on_every_page() -> None:
    kept = with_cells(closed(plan(), "Q1", 3), "indicators", "KO1-01", q2_actual=0.67)
    results = calculate(with_settings(kept, reporting_period="Q2"))
    told = as_told(results)
    assert "As at Q1: One setting closed." == told.table(INDICATORS)[0]["commentary"]
    assert told is as_told(told)  # once marked, they are not marked again
    rewritten = with_cells(results.plan, "indicators", "KO1-01", commentary="Two settings closed.")
    assert (
        "Two settings closed." == as_told(calculate(rewritten)).table(INDICATORS)[0]["commentary"]
    )


def test_a_month_of_an_indicator_in_history_is_no_closed_quarter() -> None:
    rows = [{"Ref": "KO1-01", "Year": "2016/17", "Period": "Month 2", "Value": "50.0%"}]
    memory = bring_earlier(plan(), rows, KEPT).memory
    assert memory is not None
    kept = with_memory(plan(), memory)
    assert ["Month 2"] == read_memory(kept).periods(HISTORY, "2016/17")
    assert [] == list(find_late_edits(kept))


def test_without_a_budget_month_no_closed_money_is_compared() -> None:
    kept = with_cells(closed(plan(), "Q1", 3), "budget", "B-001", forecast_outturn=1300.0)
    assert [] == list(find_late_edits(with_settings(kept, budget_month=None)))


@pytest.mark.parametrize("gone", ["change_log", "history"])
def test_where_a_sheet_of_memory_is_gone_its_rows_are_not_called_altered(gone: str) -> None:
    kept = closed(plan(), "Q1", 3)
    rows = {key: held for key, held in kept.rows.items() if key != gone}
    assert "" == check_said(Plan(kept.settings, rows, kept.places), "history-altered")


def test_an_error_value_is_adopted_as_the_text_that_it_shows() -> None:
    shows = with_cells(plan(), "indicators", "KO1-01", polarity=CellError("#REF!"))
    memory = adopt(calculate(shows), KEPT)
    assert memory is not None
    kept = memory.rows["history"][0]["polarity"]
    assert ("#REF!", False) == (kept, isinstance(kept, CellError))
