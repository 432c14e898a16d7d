"""Figures outside their own history, and a budget month that moves on alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.changes import changed_cells, with_changes
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.terms.finding import Finding
from tests.faults.memory_fixtures import closed, with_cells, with_settings
from tests.plan.test_memory import plan
from tests.plan.written import found

_STEADY = (0.64, 0.66, 0.65, 0.67, 0.64, 0.66, 0.65, 0.67)


def with_history(made: Plan, values: tuple[float, ...], **cells: object) -> Plan:
    """A plan with quarterly figures of earlier years, the last of them 2015/16's Q4."""
    rows: list[Row] = [
        {
            "ref": "KO1-01",
            "year": f"{2015 - back // 4}/{16 - back // 4}",
            "period": f"Q{4 - back % 4}",
        }
        | {"value": value}
        for back, value in enumerate(reversed(values))
    ]
    kept = replace(made, rows={**made.rows, "history": rows})
    return with_cells(kept, "indicators", "KO1-01", **cells)  # type: ignore[arg-type]


def outside(made: Plan) -> list[Finding]:
    return found(check(made, calculate(made)), "outside-own-limits")


def test_a_figure_outside_the_limits_of_eight_quarters_is_to_be_confirmed() -> None:
    # Mean 65.5%; moving ranges 2, 1, 2, 3, 2, 1, 2 points: mean 13/7; reach 2.66 x 13/7 x 15/8 = 9.2625.
    (one,) = outside(with_history(plan(), _STEADY, q1_actual=0.76))
    assert one.is_to_confirm
    said = "76% is outside what the row's last 8 quarters make likely (56.24% to 74.76%)"
    assert f"{said}; the last was 67%." == one.message


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (_STEADY[1:], {"q1_actual": 0.76}),
        (_STEADY, {"q1_actual": 0.74}),
        (_STEADY, {"q1_actual": "c"}),
        (_STEADY, {"q1_actual": 0.76, "target": 0.78}),
        (_STEADY, {"q1_actual": 0.76, "measure": "Cumulative"}),
        (_STEADY, {"q1_actual": 0.76, "frequency": "Annual"}),
        ((0.50, 0.52, 0.54, 0.56, 0.58, 0.60, 0.62, 0.64), {"q1_actual": 0.66}),
        ((1.0,) * 8, {"q1_actual": 0.999, "decimals": None}),
    ],
    ids=[
        "7 points",
        "inside",
        "no figure",
        "promised",
        "grows",
        "annual",
        "drifts",
        "a step as shown",
    ],
)
def test_what_is_ordinary_or_cannot_be_judged_is_not_asked_about(
    values: tuple[float, ...], cells: dict[str, object]
) -> None:
    assert [] == outside(with_history(plan(), values, **cells))


def contradictions(made: Plan) -> list[str]:
    return [
        one.message
        for one in found(check(made, calculate(made)), "settings-contradict")
        if "no actual" in one.message
    ]


def test_a_month_that_moves_on_after_a_close_needs_new_actuals() -> None:
    kept = with_settings(closed(plan(), "Q1", 3), budget_month=4.0)
    assert contradictions(kept) == [
        "The budget month is 4, but no actual on Budget has changed since month 3 was closed."
    ]
    assert [] == contradictions(with_cells(kept, "budget", "B-001", actual_to_date=420.0))
    assert [] == contradictions(with_settings(kept, budget_month=3.0))


def test_a_month_that_moves_on_alone_is_found_on_the_run_that_sees_it_and_after() -> None:
    first = plan()
    second = with_settings(first, budget_month=4.0)
    seen = after_run(first, second)
    assert contradictions(seen) == [
        "The budget month is 4, but no actual on Budget has changed since it was 3."
    ]
    assert seen is with_changes(seen, ())
    back = after_run(seen, with_settings(seen, budget_month=3.0))
    assert [] == contradictions(back)
    spent = with_cells(seen, "budget", "B-001", actual_to_date=420.0)
    assert [] == contradictions(after_run(seen, spent))


def test_a_month_that_moves_before_anything_was_spent_is_no_matter() -> None:
    first = with_cells(plan(), "budget", "B-001", actual_to_date=None)
    assert [] == contradictions(after_run(first, with_settings(first, budget_month=4.0)))
    begun = with_settings(plan(), budget_month=0.0)
    assert [] == contradictions(after_run(begun, with_settings(begun, budget_month=3.0)))


def after_run(before: Plan, after: Plan) -> Plan:
    """Return a plan that knows what changed since the run before."""
    return with_changes(after, changed_cells(before, after))
