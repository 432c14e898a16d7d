"""A row in error moves no money, and spending without a budget is never Green in silence."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.sheets import BUDGET, CONTROL_TOTALS, SERVICES
from csplan.terms.finding import Severity
from csplan.terms.values import CellError, Value
from tests.money.years import APPROVED, lines, row, year

_VIREMENT: dict[str, Value] = {"from_line": "B-001", "to_line": "B-002", "amount": 5.0}
_FUNDED: dict[str, Value] = {"line": "B-001", "amount": 5.0, "source": "Grant"}
_WRONG: tuple[Value, ...] = (
    *(CellError("#N/A"), CellError("#REF!"), True, "", "10k", -5.0, 5.0, 4e6, 1e12, -1e12),
    *("B-999", "B-001 ", "nonsense"),
)


def moved(plan: Plan, key: str, name: str) -> Value:
    """What the first row of a sheet moves."""
    return calculate(plan).rows[key][0][name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "ref", "cells", "name"),
    [
        ("virements", "V-001", _VIREMENT, "amount_moved"),
        ("funded_changes", "F-001", _FUNDED, "amount_added"),
    ],
)
def test_whatever_is_an_error_on_a_row_of_budget_changes_stops_its_money(
    key: str, ref: str, cells: dict[str, Value], name: str
) -> None:
    whole = row(key, ref=ref, reason="Agreed", **APPROVED, **cells)
    assert 5.0 == moved(year(6, **{key: [whole]}), key, name)
    moving, stopped = [], 0
    for column in (*cells, *APPROVED, "reason"):
        for wrong in _WRONG:
            plan = year(6, **{key: [whole | {column: wrong}]})
            errors = [
                one for one in check(plan) if one.severity is Severity.ERROR and one.ref == ref
            ]
            stopped += bool(errors)
            if errors and moved(plan, key, name) != "":
                moving.append((column, wrong))

    assert [] == moving
    assert stopped > 30


def service(plan: Plan) -> Row:
    """The one service of the year."""
    return calculate(plan).table(SERVICES)[0]


def test_spending_on_a_line_without_a_budget_or_a_forecast_waits_for_one() -> None:
    new = row(
        "budget",
        ref="B-005",
        service="SL",
        heading="Agency",
        cipfa_group="5 Third party payments",
        kind="Expenditure",
        original_budget=0.0,
        actual_to_date=500_000.0,
    )
    budget = [*lines(6), new]

    assert "No forecast" == service(year(6, budget=budget))["budget_rag"]
    said = [one.message for one in check(year(6, budget=budget)) if one.code == "forecast-missing"]
    assert ["£500,000 is spent on a line without a budget"] == [one[:44] for one in said]
    new["forecast_outturn"] = 500_000.0
    assert "Red" == service(year(6, budget=budget))["budget_rag"]


def test_a_forecast_below_what_is_spent_is_found_for_spending_only() -> None:
    budget = lines(6)
    budget[0]["forecast_outturn"] = 64_199.99  # 64,200 is spent
    budget[2]["forecast_outturn"] = -17_000.0  # of 18,000 received, 1,000 goes back
    found = [one.ref for one in check(year(6, budget=budget)) if one.code == "forecast-below-spend"]

    assert ["B-001"] == found


def test_a_control_is_touched_only_by_errors_in_what_it_adds_up() -> None:
    budget = lines(6)
    budget[0]["original_budget"] = CellError("#N/A")
    results = {
        r["control"]: (r["workbook_total"], r["result"])
        for r in calculate(year(6, budget=budget)).table(CONTROL_TOTALS)
    }

    # B-001 received 6,000 and cannot hold them now; the control says so, as Excel does
    assert (-6_000.0, "Failed") == results["Virements net to zero"]
    assert "Check data" == results["Revised budget is original budget and funded changes"][0]


@pytest.mark.parametrize(("month", "good"), [(6.0, True), (6.5, False), (13.0, False)])
def test_the_budget_month_is_a_whole_number(month: float, good: bool) -> None:  # noqa: FBT001
    plan = year(6)
    plan.settings["budget_month"] = month

    assert good is not any(one.code == "setting-unusable" for one in check(plan))


@pytest.mark.parametrize(("share", "good"), [(0.01, True), (0.0, False)])
def test_an_overall_red_from_nothing_is_refused(share: float, good: bool) -> None:  # noqa: FBT001
    plan = year(6)
    plan.settings["overall_red_share"] = share

    assert good is not any(one.code == "setting-unusable" for one in check(plan))


def test_each_line_of_a_service_is_judged_by_the_same_threshold() -> None:
    results = calculate(year(6))

    assert {(226_000.0, 11_300.0)} == {
        (one["service_budget"], one["red_from"]) for one in results.present(BUDGET)
    }
