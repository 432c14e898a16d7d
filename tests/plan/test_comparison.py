"""This module tests what is said of the changes between two reports, and that all counts tie."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.comparison import (
    colours_moved,
    compare,
    last_report,
    reconcile,
    since_last_report,
    snapshot_of,
)
from csplan.plan.plan import Plan, Row
from csplan.terms.values import Value
from tests.faults.memory_fixtures import closed, with_cells, with_settings
from tests.plan.test_check_rows import ACTION
from tests.plan.test_memory import plan
from tests.plan.written import plan_with


def lines(old: Plan, new: Plan, heading: str) -> list[str]:
    """Return what is said under a heading."""
    parts = compare(calculate(old), calculate(new))
    return next((list(part.lines) for part in parts if part.heading == heading), [])


def test_a_figure_that_came_in_and_the_colour_that_it_moved_are_said_with_the_reason() -> None:
    old = plan({}, {})
    new = with_cells(old, "indicators", "KO1-01", q2_actual=0.71)
    new = with_cells(new, "indicators", "KO1-02", q2_actual=0.66)
    new = with_settings(new, reporting_period="Q2")
    assert ["KO1-01 Good level of development: Q2 is 71.0%."] == lines(
        old, new, "Figures that came in"
    )[:1]
    (moved,) = lines(old, new, "Colours that moved, and why")
    assert moved == (
        "KO1-01 Good level of development: Red → Green. The figure went from 66.0% to 71.0%."
    )
    assert "2 were Red at Q1; 1 has improved, so 1 is Red at Q2." in lines(old, new, "In short")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"q1_actual": 0.71}, "1 was Red before; 1 has improved, so none is Red now."),
        ({"target": "N/A"}, "1 was Red before; 1 is marked N/A, so none is Red now."),
        ({"target": 0.66}, "1 was Red before; 1 has another target, so none is Red now."),
        (
            {"tolerance_share": 0.2},
            "1 was Red before; 1 has another tolerance or rule, so none is Red now.",
        ),
        ({"q1_actual": None}, "1 was Red before; 1 awaits data, so none is Red now."),
        ({"q1_actual": "66 %"}, "1 was Red before; 1 has data to check, so none is Red now."),
        ({"commentary": "Other words."}, "1 was Red before, and the same 1 is Red now."),
    ],
)
def test_why_a_red_is_no_longer_red(cells: Row, said: str) -> None:
    old = calculate(plan())
    new = calculate(with_cells(plan(), "indicators", "KO1-01", **cells))
    assert said == reconcile(snapshot_of(old), snapshot_of(new))


def test_a_first_colour_says_what_stood_there_before() -> None:
    old = snapshot_of(calculate(with_cells(plan(), "indicators", "KO1-01", q1_actual=None)))
    (moved,) = colours_moved(old, snapshot_of(calculate(plan())))

    assert ("new", "It was Awaiting data; the figure is 66.0%.") == (moved.kind, moved.why)


def test_rows_that_came_and_went_are_counted() -> None:
    old, new = plan({}, {}), plan({"Ref": "KO1-02"}, {"Ref": "KO1-03"})
    assert [
        "Added: KO1-03 Good level of development.",
        "Gone: KO1-01 Good level of development.",
    ] == (lines(old, new, "Rows added and gone"))
    said = reconcile(snapshot_of(calculate(old)), snapshot_of(calculate(new)))
    assert (
        "2 were Red before; 1 is no longer in the plan and 1 other has become Red, so 2 are Red now."
        == said
    )


def test_reds_by_another_target_and_colours_that_nothing_has_are_said() -> None:
    old = snapshot_of(calculate(with_cells(plan(), "indicators", "KO1-01", target=0.66)))
    new = snapshot_of(calculate(plan()))
    assert "None was Red before; 1 has become Red by another target, so 1 is Red now." == (
        reconcile(old, new)
    )
    assert "None was Amber before, and none is Amber now." == reconcile(new, new, "Amber")


def test_promises_money_and_settings_that_were_altered_are_said() -> None:
    old = plan()
    new = with_cells(old, "indicators", "KO1-01", target=0.68)
    new = with_cells(new, "budget", "B-001", forecast_outturn=1300.0)
    assert ["KO1-01 Target 2016/17: 70.0% → 68.0%."] == lines(
        old, new, "Promises that were altered"
    )
    assert "The forecasts of 1 line moved by +£50 in all." == lines(old, new, "Money")[0]


def test_nothing_is_said_of_two_equal_plans_but_the_counts() -> None:
    parts = compare(calculate(plan()), calculate(plan()))
    assert ["In short"] == [part.heading for part in parts]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_counts_of_any_two_reports_are_reconciled(seed: int) -> None:
    """`reconciled` asserts that its own parts add up; here it meets every kind of move."""
    draw = Random(seed)
    figures: list[Value] = [None, "N/A", "66 %", 0.5, 0.68, 0.7, 0.9]

    def drawn() -> Plan:
        made = plan(*({"Ref": f"KO1-{n:02d}"} for n in sorted(draw.sample(range(1, 30), 15))))
        for row in made.rows["indicators"]:
            cells: Row = {"q1_actual": draw.choice(figures), "target": draw.choice(figures)}
            cells["tolerance_share"] = draw.choice([None, 0.2])
            made = with_cells(made, "indicators", str(row["ref"]), **cells)
        return made

    old, new = snapshot_of(calculate(drawn())), snapshot_of(calculate(drawn()))
    for colour in ("Red", "Amber", "Green"):
        said = reconcile(old, new, colour)
        now = sum(r["rag"] == colour for r in new.rows.values())
        end = {0: "none is", 1: "1 is"}.get(now, f"{now} are")
        assert said.endswith(f"{end} {colour} now.")
    for one in colours_moved(old, new):
        assert one.before != one.after
        assert one.why.endswith(".")


def test_the_last_closed_quarter_is_the_report_before() -> None:
    kept = with_settings(closed(plan(), "Q1", 3), reporting_period="Q2")
    results = calculate(with_cells(kept, "indicators", "KO1-01", q2_actual=0.72))
    before = last_report(results)
    assert before is not None
    assert "1 was Red at Q1; 1 has improved, so none is Red at Q2." == reconcile(
        before, snapshot_of(results)
    )
    assert last_report(calculate(plan())) is None


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (0.71, "KO1-01 Good level of development: Q1 was 66.0%, and is 71.0%."),
        (None, "KO1-01 Good level of development: Q1 was 66.0%, and is blank."),
    ],
)
def test_a_figure_that_was_corrected_or_went_is_said_with_what_it_was(
    figure: Value, said: str
) -> None:
    new = with_cells(plan(), "indicators", "KO1-01", q1_actual=figure)
    assert [said] == lines(plan(), new, "Figures that came in")


def test_figures_of_two_financial_years_are_not_set_against_each_other() -> None:
    new = with_cells(plan(), "indicators", "KO1-01", q1_actual=0.71)
    new = with_settings(new, financial_year="2017/18")
    assert [] == lines(plan(), new, "Figures that came in")


def test_a_budget_that_was_revised_is_said_in_pounds() -> None:
    new = with_cells(plan(), "budget", "B-001", original_budget=1300.0)
    assert ["B-001 revised budget: £1,200 → £1,300."] == lines(
        plan(), new, "Promises that were altered"
    )


def test_an_action_that_changed_colour_is_said() -> None:
    """The report is of 22/07/2016; the action was due on 01/07/2016."""
    table = f"{ACTION}| A-001 | KO1 | Open a centre | SL | 42461 | 42552 |"
    rows = plan_with(actions=table).rows["actions"]
    old = plan()
    old = replace(old, rows={**old.rows, "actions": rows})
    new = with_cells(old, "actions", "A-001", status="Complete")
    assert ["A-001 Open a centre: Red → Blue."] == lines(old, new, "Actions")


def test_what_changed_since_a_closed_report_names_what_was_altered_behind_it() -> None:
    """Q1 was closed at 66.0% against 70.0%; afterwards the figure became 68.0%, the target 71.0%."""
    kept = with_settings(closed(plan(), "Q1", 3), reporting_period="Q2")
    kept = with_cells(kept, "indicators", "KO1-01", q1_actual=0.68, target=0.71, q2_actual=0.72)
    report = since_last_report(calculate(kept))
    assert report is not None
    assert report.is_closed
    assert (
        "1 was Red at Q1; 1 has improved, so none is Red at Q2.",
        "None was Green at Q1; 1 has become Green, so 1 is Green at Q2.",
    ) == report.counts
    assert [("figure", "66.0%", "68.0%"), ("target to date", "70.0%", "71.0%")] == [
        (one.what, one.was, one.now) for one in report.altered
    ]
    named = report.named(lambda period: f"period {period[1]}")
    assert "1 was Red at period 1; 1 has improved, so none is Red at period 2." == named.counts[0]
    other = report.of({"KO9-01"})
    assert ((), ()) == (other.counts, other.altered)
    assert report.altered == report.of({"KO1-01"}).altered


def test_a_row_that_is_gone_was_not_altered() -> None:
    kept = with_settings(closed(plan({}, {}), "Q1", 3), reporting_period="Q2")
    rows = [row for row in kept.rows["indicators"] if row["ref"] == "KO1-01"]
    report = since_last_report(calculate(replace(kept, rows={**kept.rows, "indicators": rows})))
    assert report is not None
    assert ((), ["KO1-02"]) == (
        report.altered,
        [one.ref for one in report.moved if one.kind == "gone"],
    )


@pytest.mark.parametrize(
    ("period", "before"), [("Baseline", None), ("", None), ("Q1", "Baseline"), ("q2", "Q1")]
)
def test_without_a_closed_quarter_the_quarter_before_is_the_last_report(
    period: str, before: str | None
) -> None:
    report = since_last_report(calculate(with_settings(plan(), reporting_period=period)))
    assert before == (report.before.period if report else None)
    assert report is None or not report.is_closed


def test_an_action_that_kept_its_colour_is_not_said() -> None:
    table = f"{ACTION}| A-001 | KO1 | Open a centre | SL | 42461 | 42552 |"
    old = plan()
    old = replace(old, rows={**old.rows, "actions": plan_with(actions=table).rows["actions"]})
    assert [] == lines(old, with_cells(old, "actions", "A-001", owner="EH"), "Actions")
