"""The law that figures shown beside each other add and subtract as shown, or say what is left out.

It is held on the sheets: on the plan of 2016-17, the illustrative year, and plans at random.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.sheets import (
    ACTIVITY,
    BUDGET,
    CONTROL_TOTALS,
    FINANCE,
    HEADLINES,
    OUTCOMES,
    SAVINGS,
    SERVICES,
)
from csplan.template.build import blank_workbook
from csplan.terms.number import excel_round
from csplan.terms.period import FinancialYear
from csplan.terms.values import Value, figure, is_number
from csplan.workbook.read import read
from tests.laws.random_plans import plan_of, with_totals
from tests.money.years import year


@cache
def results_of(name: str) -> Results:
    """The results of a plan by its name: a month of the illustrative year, or a seed."""
    kind, _, number = name.partition(" ")
    return calculate(year(int(number)) if kind == "month" else with_totals(plan_of(int(number))))


PLANS = [
    *(f"month {month}" for month in (0, 6, 12)),
    *(f"seed {seed}" for seed in range(6)),
    *(pytest.param(f"seed {seed}", marks=pytest.mark.slow) for seed in range(6, 40)),
]


def minus(one: Value, other: Value) -> float:
    """A difference to the penny."""
    return excel_round(figure(one) - figure(other), 2)


def wrong_of(row: Row) -> list[str]:
    """What does not foot on a row of totals."""
    wrong = []
    if minus(row["actual_to_date"], row["profile_to_date"]) != row["variance_to_date"]:
        wrong.append("variance to date")
    if is_number(row.get("forecast_outturn")) and (
        minus(row["forecast_outturn"], row["revised_budget"]) != row["forecast_variance"]
    ):
        wrong.append("forecast variance")
    for whole, without in (
        ("forecast_outturn", "outturn_without"),
        ("forecast_variance", "variance_without"),
    ):
        if is_number(row.get(without)) and minus(row[whole], row["unallocated"]) != row[without]:
            wrong.append(without)
    partial = figure(row["lines_awaited"]) + figure(row["lines_to_check"]) > 0
    if partial is not str(row["to_date_covers"]).startswith("so far, "):
        wrong.append("to date covers")
    partial = figure(row["lines_without_forecast"]) + figure(row["lines_to_check"]) > 0
    if partial is not str(row["forecast_covers"]).startswith("so far, "):
        wrong.append("forecast covers")
    if partial and is_number(row.get("forecast_outturn")):
        wrong.append("an outturn that is not over every line")
    return wrong


def totals(results: Results) -> list[Row]:
    """The rows that hold totals of budget lines."""
    return [
        *(row for row in results.table(FINANCE) if is_number(row["revised_budget"])),
        *results.present(SERVICES),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_on_every_row_of_totals_what_is_shown_foots(plan: str) -> None:
    results = results_of(plan)

    assert [] == [(row.get("name"), wrong) for row in totals(results) if (wrong := wrong_of(row))]


@pytest.mark.parametrize("plan", PLANS)
def test_a_total_and_what_it_leaves_out_are_all_lines(plan: str) -> None:
    results = results_of(plan)
    lines = results.present(BUDGET)
    whole = next(row for row in results.table(FINANCE) if row["view"] == "Department")
    usable = [row for row in lines if row["to_date"] in ("Counted", "Awaited")]
    every = sum((figure(row["profile_to_date"]) for row in usable), 0.0)
    shown = figure(whole["profile_to_date"]) + figure(whole["profile_left_out"])

    assert excel_round(every, 2) == excel_round(shown, 2)
    counted = [row for row in lines if row["to_date"] == "Counted"]
    assert float(len(counted)) == whole["lines_counted"]
    for name in ("actual_to_date", "variance_to_date"):
        together = excel_round(sum((figure(row[name]) for row in counted), 0.0), 2)
        assert together == pytest.approx(figure(whole[name]), abs=0.005 * len(counted) + 1e-9)
    said = re.findall(r"\d+", str(whole["to_date_covers"])) or ["0", "0"]
    assert (float(said[0]), float(said[1])) == (
        whole["lines_counted"],
        figure(whole["lines_counted"])
        + figure(whole["lines_awaited"])
        + figure(whole["lines_to_check"]),
    )


@pytest.mark.parametrize("plan", PLANS)
def test_services_add_to_the_department(plan: str) -> None:
    results = results_of(plan)
    whole = next(row for row in results.table(FINANCE) if row["view"] == "Department")
    names = ("revised_budget", "profile_to_date", "actual_to_date", "variance_to_date")
    for name in (*names, "forecast_variance"):
        added = excel_round(sum((figure(row[name]) for row in results.present(SERVICES)), 0.0), 2)
        assert added == whole[name], name
    headlines = results.labels(HEADLINES)
    assert headlines["revised_budget"] == whole["revised_budget"]
    assert headlines["unallocated"] == whole["unallocated"]
    assert headlines["forecast_covers"] == whole["forecast_covers"]


@pytest.mark.parametrize("plan", PLANS)
def test_volume_mix_and_price_are_the_variance_to_the_penny(plan: str) -> None:
    for row in results_of(plan).present(ACTIVITY):
        if is_number(row["cost_variance"]):
            parts = ("volume_variance", "mix_variance", "price_variance")
            assert row["cost_variance"] == excel_round(
                sum((figure(row[one]) for one in parts), 0.0), 2
            )


def test_the_mix_of_a_line_is_nothing_where_all_kinds_grow_alike() -> None:
    kinds: list[Row] = [
        dict.fromkeys(ACTIVITY.by_name)
        | {
            "ref": f"AP-0{n}",
            "line": "B-001",
            "what": f"Kind {n}",
            "planned_number": 10.0 * n,
            "planned_weeks": 52.0,
            "planned_price": 100.0 * n,
            "expected_number": 15.0 * n,
            "expected_weeks": 52.0,
            "expected_price": 100.0 * n,
        }
        for n in (1, 2)
    ]
    rows = calculate(year(6, activity=kinds)).table(ACTIVITY)

    # half as many again: 5 × 52 × £100 and 10 × 52 × £200, at unchanged prices
    assert [(26_000.0, 0.0, 0.0), (104_000.0, 0.0, 0.0)] == [
        (row["volume_variance"], row["mix_variance"], row["price_variance"]) for row in rows
    ]
    # B-001 is forecast 2,400 over
    assert [2_400.0 - 130_000.0] * 2 == [row["not_explained"] for row in rows]


def test_the_money_of_an_outcome_is_that_of_the_lines_that_serve_it() -> None:
    plan = year(6)
    for row in plan.rows["budget"][:2]:
        row |= {"outcome": "KO1", "outcome_link": "Proposed"}
    plan.rows["budget"][2]["outcome"] = "ko1"
    outcome = dict.fromkeys(OUTCOMES.by_name) | {"ref": "KO1", "kind": "Key outcome"}
    saving = dict.fromkeys(SAVINGS.by_name) | {
        "ref": "S-01",
        "saving": "Transport",
        "line": "B-002",
        "approved": 900.0,
        "at_risk": 700.0,
        "unachievable": 200.0,
    }
    rows = {**plan.rows, "outcomes": [outcome], "savings": [saving]}
    found = calculate(Plan(settings=plan.settings, rows=rows)).table(OUTCOMES)[0]

    # 126,000 + 122,000 − 40,000, and +2,400 − 1,000 + 4,000
    assert (208_000.0, 5_400.0) == (found["budget_serving"], found["forecast_variance"])
    assert "3 of 3 lines" == found["forecast_covers"]
    assert (700.0, 200.0) == (found["savings_at_risk"], found["savings_lost"])


def test_a_line_in_error_leaves_no_total_green() -> None:
    plan = year(6)
    plan.rows["budget"][0]["forecast_outturn"] = "128 thousand"
    results = calculate(plan)

    assert "Check data" == results.table(SERVICES)[0]["budget_rag"]
    assert "Check data" == results.labels(HEADLINES)["department_rag"]
    assert "so far, 3 of 4 lines" == results.table(SERVICES)[0]["forecast_covers"]


def test_a_movement_without_an_earlier_forecast_is_not_known() -> None:
    plan = year(6)
    for row in plan.rows["budget"]:
        row["previous_forecast"] = None
    whole = calculate(plan).table(FINANCE)[0]

    assert ("", "so far, 0 of 4 lines") == (whole["movement"], whole["movement_covers"])


@pytest.mark.slow
def test_an_empty_plan_says_nothing_false(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("empty") / "plan.xlsx"
    path.write_bytes(blank_workbook(FinancialYear(2016)))
    results = calculate(read(path))

    assert "Not rated" == results.labels(HEADLINES)["department_rag"]
    assert {"Not rated", "", "Context only"} >= {row["rag"] for row in results.table(FINANCE)}
    assert {""} == {row["favourability"] for row in results.table(FINANCE)}
    assert {"Nothing to compare", ""} >= {row["result"] for row in results.table(CONTROL_TOTALS)}
