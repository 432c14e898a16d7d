"""This module tests limits, special causes, trajectories and the stress test of tolerances."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.commands.explaining import explain_row
from csplan.plan.calculate import calculate
from csplan.plan.earlier import bring_earlier
from csplan.plan.memory import with_memory
from csplan.plan.plan import Row
from csplan.plan.stress import judge_at_tolerances
from csplan.plan.trajectory import series, trajectory
from csplan.rules.control_chart import chart_in_words, chart_of
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from csplan.terms.period import FinancialYear
from csplan.terms.values import CellError
from tests.faults.memory_fixtures import KEPT
from tests.plan.test_memory import plan

_BATCHES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
_VISCOSITY = [
    *(33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27),
    *(33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84),
]
_STEADY = [10.0, 12.0] * 6


def test_limits_are_those_of_the_worked_example_of_the_nist_handbook() -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: ten batches of flow rate.

    It prints a mean of 50.81, a mean moving range of 1.8778 and limits of 45.8159 and 55.8041, with
    3/1.128 for 2.66; the difference is in the third decimal.
    """
    chart = chart_of(_BATCHES)
    assert 50.81 == pytest.approx(chart.mean)
    assert 1.8778 == pytest.approx(chart.moving_range, abs=5e-5)
    assert 45.8159 == pytest.approx(chart.lower, abs=2e-3)
    assert 55.8041 == pytest.approx(chart.upper, abs=2e-3)
    assert (0,) * 10 == chart.special


def test_limits_are_those_of_montgomerys_worked_example() -> None:
    """Montgomery, Introduction to Statistical Quality Control: viscosity of aircraft primer paint.

    Fifteen batches.  It prints a mean of 33.52, a mean moving range of 0.48, limits of 32.24 and
    34.80, and finds the process in control.
    """
    chart = chart_of(_VISCOSITY)
    assert (33.52, 0.48) == (round(chart.mean, 2), round(chart.moving_range, 2))
    assert (32.24, 34.80) == (round(chart.lower, 2), round(chart.upper, 2))
    assert (0,) * 15 == chart.special
    assert "common cause, hit and miss" == chart_in_words(_VISCOSITY, "Higher is better", 33.5)


@pytest.mark.parametrize(
    ("points", "flagged"),
    [
        (_STEADY, {}),
        ([*_STEADY, 20.0], {12: 1}),
        ([12.0, 10.0] * 6 + [2.0], {12: -1}),
        ([5, 1, 2, 3, 4, 5, 6, 7, 4, 4, 4, 4], dict.fromkeys(range(1, 8), 1)),
        ([5, 1, 2, 3, 3, 4, 5, 6, 1, 6, 1, 6], {}),
        ([9.0, 11.0] * 3 + [10.5] * 7 + [9.0] * 3, dict.fromkeys(range(5, 13), 1)),
    ],
    ids=["ordinary", "above", "below", "trend of 7", "a tie breaks it", "shift"],
)
def test_special_causes(points: list[float], flagged: dict[int, int]) -> None:
    found = {at: sign for at, sign in enumerate(chart_of(points).special) if sign}
    assert flagged == found


def test_two_of_three_near_the_limit_are_flagged_and_not_the_third() -> None:
    points = [10.0, 11.0] * 5 + [13.0, 13.0]
    chart = chart_of(points)
    assert chart.near[1] < 13.0 <= chart.upper
    assert [10, 11] == [at for at, sign in enumerate(chart.special) if sign]


@pytest.mark.parametrize(
    ("last", "polarity", "target", "said"),
    [
        (30.0, "Higher is better", 11.0, "improving (special cause), hit and miss"),
        (30.0, "Lower is better", 11.0, "concerning (special cause), hit and miss"),
        (30.0, "Context only", 11.0, "high (special cause)"),
        (10.0, "Higher is better", 40.0, "common cause, consistently fails"),
        (10.0, "Higher is better", 1.0, "common cause, consistently passes"),
        (10.0, "Lower is better", 40.0, "common cause, consistently passes"),
        (10.0, "Lower is better", 1.0, "common cause, consistently fails"),
        (10.0, "Higher is better", None, "common cause"),
    ],
)
def test_what_is_said_beside_the_colour(
    last: float, polarity: str, target: float | None, said: str
) -> None:
    assert said == chart_in_words([*_STEADY, last], polarity, target)


def test_fewer_than_12_points_say_so() -> None:
    assert "Too few points (11)" == chart_in_words([1.0] * 11, "Higher is better")


_ROW: Row = {"ref": "KO1-01", "polarity": "Higher is better", "baseline": 0.6, "actual": 0.65}


@pytest.mark.parametrize(
    ("cells", "needed", "achieved", "reached"),
    [
        ({"quarter": 2.0, "target": 0.7, "target_4": 1.0}, 0.1, 0.1, "2019/20"),
        ({"quarter": 2.0, "target": 0.7}, 0.1, 0.1, "2016/17"),
        ({"quarter": 0.0, "actual": 0.6, "target": 0.7}, 0.1, None, ""),
        ({"quarter": 2.0, "actual": 0.55, "target": 0.7}, 0.3, -0.1, "not at this pace"),
        ({"quarter": 2.0, "target": 0.64}, -0.02, 0.1, "reached"),
        (
            {"quarter": 4.0, "polarity": "Lower is better", "target_2": 0.7},
            0.05,
            0.05,
            "reached",
        ),
    ],
)
def test_the_path_to_the_last_target(
    cells: Row, needed: float, achieved: float | None, reached: str
) -> None:
    found = trajectory({**_ROW, **cells}, FinancialYear(2016))
    assert found is not None
    assert needed == pytest.approx(found.needed)
    assert achieved == found.achieved
    assert reached == found.reached


def test_a_row_without_figure_target_or_direction_has_no_path() -> None:
    lacking: list[Row] = [{"quarter": 2.0}, {"target": 0.7}]
    lacking.append({"polarity": "Context only", "target": 0.7, "quarter": 2.0})
    for cells in lacking:
        assert trajectory({**_ROW, **cells}, FinancialYear(2016)) is None


def test_a_series_joins_history_and_the_year_in_the_order_of_time() -> None:
    rows = [
        {"Ref": "KO1-01", "Year": year, "Period": period, "Value": f"{value}%"}
        for year, period, value in (
            *(("2015/16", "Q4", 64), ("2014/15", "Q1", 60), ("2015/16", "Q1", 62)),
            ("2015/16", "Month 2", 99),
        )
    ]
    memory = bring_earlier(plan(), rows, KEPT).memory
    assert memory is not None
    results = calculate(with_memory(plan(), memory))
    assert [0.6, 0.62, 0.64, 0.66] == series(results, "KO1-01")
    said = " ".join(explain_row(results, "KO1-01"))
    assert "Too few points (4)" in said
    assert "Last target (2017/18): a change of" in said


def test_a_monthly_figure_is_a_series_of_the_months_that_history_keeps() -> None:
    rows = [
        {"Ref": "KO1-01", "Year": year, "Period": f"Month {month}", "Value": f"{value}%"}
        for year, month, value in (("2016/17", 1, 67), ("2015/16", 10, 63), ("2015/16", 2, 61))
    ]
    made = plan()
    memory = bring_earlier(made, rows, KEPT).memory
    assert memory is not None
    kept = with_memory(made, memory)
    monthly = [{**row, "frequency": "Monthly"} for row in kept.rows["indicators"]]
    results = calculate(replace(kept, rows={**kept.rows, "indicators": monthly}))

    assert [0.61, 0.63, 0.67] == series(results, "KO1-01")
    assert "Too few points (3)" in " ".join(explain_row(results, "KO1-01"))


def test_a_series_leaves_out_other_indicators_and_figures_that_are_text() -> None:
    history: list[Row] = [
        {"ref": ref, "year": "2015/16", "period": period, "value": value}
        for ref, period, value in (
            ("KO1-01", "Q1", 0.62),
            ("KO1-02", "Q2", 0.99),
            ("KO1-01", "Q3", "late"),
        )
    ]
    made = plan()
    results = calculate(replace(made, rows={**made.rows, "history": history}))
    assert [0.62, 0.66] == series(results, "KO1-01")


def test_the_tolerance_decides_the_report() -> None:
    """Before any actual, as the published plan stands: checked by hand against its 63 lines."""
    by_way = {
        one.way: one for one in judge_at_tolerances(plan_from(shipped("service_plan_2016_17")))
    }
    assert (49, 9, 5) == by_way["5% of target"].by_line
    assert (42, 16, 5) == by_way["10% of target"].by_line
    assert (32, 26, 5) == by_way["5 in the row's unit"].by_line
    assert (51, 10, 6) == by_way["5% of target"].by_row
    assert (42, 19, 6) == by_way["10% of target"].by_row


def test_an_error_value_as_direction_gives_no_path() -> None:
    row = {**_ROW, "quarter": 2.0, "target": 0.7, "polarity": CellError("#N/A")}
    assert trajectory(row, FinancialYear(2016)) is None
