"""This module tests that no promise of the adopted plan is changed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.commands.explaining import explain_row
from csplan.looks.foot import SourceFile
from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.goalposts import (
    BOX_TITLE,
    ChangedPromise,
    changed_promises,
    promise_in_words,
)
from csplan.plan.plan import Plan, Row
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import HISTORY
from csplan.terms.values import CellError, Value
from tests.faults.memory_fixtures import closed, with_cells, with_settings
from tests.plan.test_memory import plan
from tests.plan.written import found


def adopted(**settings: Value) -> Plan:
    """Return a plan that was adopted, with one Red (66% against 70%, 3.5 points of tolerance)."""
    return with_settings(closed(plan(), "Q1", 3), **settings)


def only(changed: Plan) -> ChangedPromise:
    """Return the one promise that was moved."""
    (one,) = changed_promises(calculate(changed))
    return one


@pytest.mark.parametrize(
    ("cells", "kind", "said", "colours"),
    [
        ({"target": 0.66}, "Target", ("70.0%", "66.0%"), ("Green", "Red")),
        ({"target_2": 0.7}, "Later target", ("75.0%", "70.0%"), ("Red", "Red")),
        ({"q1_target": 0.65}, "Quarter target", ("blank", "65.0%"), ("Green", "Red")),
        ({"tolerance_share": 0.1}, "Tolerance", ("blank", "10.0%"), ("Amber", "Red")),
        ({"tolerance_in_unit": 5.0}, "Tolerance", ("blank", "5"), ("Amber", "Red")),
        ({"baseline": 0.5}, "Baseline", ("60.0%", "50.0%"), ("Red", "Red")),
        (
            {"polarity": "Lower is better"},
            "Polarity",
            ("Higher is better", "Lower is better"),
            ("Green", "Red"),
        ),
        ({"first_due": "Q4"}, "First due", ("Q1", "Q4"), ("Not due", "Red")),
        ({"target": "N/A"}, "Not applicable", ("70.0%", "N/A"), ("Not applicable", "Red")),
        (
            {"polarity": "Context only"},
            "Not applicable",
            ("Higher is better", "Context only"),
            ("Context only", "Red"),
        ),
    ],
)
def test_each_promise_that_moves_is_said_with_the_colour_under_the_old_one(
    cells: Row, kind: str, said: tuple[str, str], colours: tuple[str, str]
) -> None:
    one = only(with_cells(adopted(), "indicators", "KO1-01", **cells))
    assert kind == one.kind
    assert said == (one.before, one.after)
    assert colours == (one.colour, one.old_colour)
    assert "" == one.approved_by


def test_what_stays_as_adopted_is_not_said() -> None:
    assert [] == changed_promises(calculate(adopted()))
    assert [] == changed_promises(
        calculate(with_cells(adopted(), "indicators", "KO1-01", q2_actual=0.9))
    )


def test_an_original_budget_that_moves_is_said_with_the_lines_colour() -> None:
    one = only(with_cells(adopted(), "budget", "B-001", original_budget=1250.0))
    assert ("Original budget", "£1,200", "£1,250") == (one.kind, one.before, one.after)
    assert "Green" == one.colour
    assert one.counts


def test_a_setting_that_moves_is_said_with_how_many_of_each_colour_it_changes() -> None:
    one = only(adopted(default_tolerance=0.1))
    assert ("Setting", "Default tolerance", "5.0%", "10.0%") == (
        *(one.kind, one.ref, one.before, one.after),
    )
    assert one.colour.startswith("0 Red, ")
    assert one.old_colour.startswith("1 Red, ")


def test_an_actual_marked_not_applicable_over_a_figure_needs_a_reason() -> None:
    one = only(with_cells(adopted(reporting_period="Q2"), "indicators", "KO1-01", q2_actual="N/A"))
    assert ("Not applicable", "Q2 actual", "66.0%", "N/A") == (
        *(one.kind, one.heading, one.before, one.after),
    )
    assert "Red" == one.old_colour


def test_a_row_that_is_gone_is_said() -> None:
    kept = adopted()
    one = only(replace(kept, rows={**kept.rows, "budget": []}))
    assert ("Row ended", "B-001", "Pay") == (one.kind, one.ref, one.name)


def approved(changed: Plan, **cells: Value) -> Plan:
    """Return a plan with one line on Approvals."""
    row: Row = {"about": "ko1-01", "what": "Target", "to": 0.66, "authority": "Cabinet"}
    row |= {"date": 42_600.0, "reason": "A new cohort", **cells}
    return replace(changed, rows={**changed.rows, "approvals": [row]})


@pytest.mark.parametrize(
    ("cells", "stands"),
    [
        ({}, False),
        ({"to": "66.0%"}, False),
        ({"to": 0.65}, True),
        ({"to": None}, True),
        ({"what": "Tolerance"}, True),
        ({"about": "KO1-02"}, True),
        ({"authority": None}, True),
        ({"reason": None}, True),
        ({"date": None}, False),
    ],
)
def test_when_an_approval_turns_the_warning_into_a_note(cells: Row, stands: bool) -> None:  # noqa: FBT001
    changed = with_cells(adopted(), "indicators", "KO1-01", target=0.66)
    findings = check(approved(changed, **cells))
    assert stands == bool(found(findings, "goalpost-moved"))
    assert stands != bool(found(findings, "goalpost-approved"))


def test_the_box_stands_on_every_page_that_it_concerns_approved_or_not() -> None:
    for changed in (
        with_cells(adopted(), "indicators", "KO1-01", target=0.66),
        approved(with_cells(adopted(), "indicators", "KO1-01", target=0.66)),
    ):
        cards = scorecards_of(calculate(changed), (), source=SourceFile(name="plan.xlsx"))
        boxes = {
            card.subject.key: [s for s in page_of(card).sections if s.title == BOX_TITLE]
            for card in cards
        }
        with_box = {key for key, sections in boxes.items() if sections}
        assert {"directorate", "exceptions", "service SL", "outcome KO1"} <= with_box
        assert "service EH" not in with_box


def test_explain_says_that_somebody_marked_it_not_that_the_plan_printed_it() -> None:
    changed = with_cells(adopted(), "indicators", "KO1-01", target="N/A")
    results = calculate(changed)
    said = "\n".join(explain_row(results, "KO1-01", check(changed, results)))
    assert "The plan prints N/A" not in said
    assert "was 70.0% in the adopted plan and is now N/A" in said


def test_a_figure_marked_as_not_applicable_was_none_of_the_adopted_plan() -> None:
    changed = with_cells(adopted(), "indicators", "KO1-01", q1_actual="N/A")
    (finding,) = found(check(changed), "marked-not-applicable")
    assert finding.message.startswith("There was a figure before, ")
    assert ", and Q1 actual is N/A: the row is Not applicable" in finding.message


def test_a_setting_that_moved_is_told_with_the_counts_of_colours_under_both() -> None:
    """66% against 70% is 4 points short: beyond 5% of it (3.5), within 10% (7)."""
    (finding,) = found(check(adopted(default_tolerance=0.1)), "goalpost-moved")
    assert "Default tolerance" == finding.ref
    assert finding.message == (
        "Default tolerance was 5.0% in the adopted plan and is now 10.0%: 0 Red, 2 Amber, 0 Green, "
        "where the old value gives 1 Red, 1 Amber, 0 Green. Nothing on Approvals says who allowed "
        "it."
    )


def test_a_row_that_is_gone_is_told_in_one_sentence() -> None:
    kept = adopted()
    one = only(replace(kept, rows={**kept.rows, "budget": []}))
    told = promise_in_words(one)
    assert told.startswith("B-001 (Pay) is in the adopted plan, and its row is gone")


def test_a_text_for_a_setting_in_history_is_said_of_history_alone() -> None:
    kept = adopted()
    spoilt = [
        {**row, "value": "x"} if row["ref"] == "Default tolerance" else row
        for row in kept.table(HISTORY)
    ]
    codes = {str(one.code) for one in check(replace(kept, rows={**kept.rows, "history": spoilt}))}
    assert {"history-altered"} == codes & {"history-altered", "goalpost-moved"}


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["x", "", None, True, -1.0, CellError("#REF!")])
def test_whatever_is_typed_into_history_is_said_and_stops_nothing(typed: Value) -> None:
    """Every cell of every kept row; a text for a setting, or no period, once ended the check."""
    kept = adopted()
    rows = kept.table(HISTORY)
    for at, row in enumerate(rows):
        for column in HISTORY.columns:
            if column.name in ("next_year", "until_month"):
                continue  # an update writes these anew from the others
            if row.get(column.name) in (typed, *((None, "") if typed in (None, "") else ())):
                continue
            spoilt = [*rows]
            spoilt[at] = {**row, column.name: typed}
            codes = {
                str(one.code) for one in check(replace(kept, rows={**kept.rows, "history": spoilt}))
            }
            assert codes & {"history-altered", "error-cell"}, (row.get("ref"), column.name)
