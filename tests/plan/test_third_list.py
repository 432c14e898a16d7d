"""A third list of absurdities, on every sheet that people fill in: each found, its neighbour not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from csplan.plan.check_actions import check_actions
from csplan.plan.check_activity import check_activity
from csplan.plan.check_alike import check_alike
from csplan.plan.check_amounts import check_amounts
from csplan.plan.check_benchmarks import check_benchmarks
from csplan.plan.check_links import check_links
from csplan.plan.check_lists import check_lists
from csplan.plan.check_memory import check_memory
from csplan.plan.check_moves import check_moves
from csplan.plan.check_settings import check_settings
from csplan.plan.check_slips_of_money import check_slips_of_money
from csplan.plan.check_steps import check_steps
from csplan.plan.check_targets import check_targets
from csplan.plan.plan import Plan, Results, Row
from csplan.sheets import SAVINGS
from csplan.terms.finding import Finding
from csplan.terms.values import CellError

_SETTINGS: Row = {
    "financial_year": "2016/17",
    "budget_month": 6.0,
    "report_date": 42_657.0,
    "default_tolerance": 0.05,
}
_LINE: Row = {
    "ref": "B-001",
    "service": "SL",
    "kind": "Expenditure",
    "cipfa_group": "5 Third party payments",
    "original_budget": 1_000_000.0,
    "revised_budget": 1_000_000.0,
    "profile_to_date": 500_000.0,
    "actual_to_date": 500_000.0,
}
_Check = Callable[[Results], Iterator[Finding]]


def told(check: _Check, settings: Row | None = None, /, **rows: list[Row]) -> list[tuple[str, str]]:
    """The code and the column of what one check finds in these rows."""
    plan = Plan({**_SETTINGS, **(settings or {})}, {"budget": [_LINE], **rows})
    found = check(Results(plan, plan.settings, plan.rows))
    return [(str(one.code), one.heading) for one in found]


def of_plan(check: Callable[[Plan], Iterator[Finding]]) -> _Check:
    """A check that needs no results."""
    return lambda results: check(results.plan)


_MOVE: Row = {
    "ref": "V-001",
    "from_line": "B-001",
    "to_line": "B-002",
    "amount": 2_000.0,
    "date": 42_535.0,
    "authority": "Cabinet",
}
_NEW: Row = {**_MOVE, "ref": "F-001", "line": "B-001"}


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [
        ("virements", {}, []),
        ("virements", {"amount": None, "date": None, "authority": None}, []),
        ("virements", {"amount": 0.2}, [("amount-unlikely", "Amount")]),
        ("virements", {"date": 42_920.0}, [("date-unlikely", "Date")]),
        ("virements", {"date": 42_450.0}, [("date-unlikely", "Date")]),
        ("virements", {"date": 42_700.0}, [("date-unlikely", "Date")]),
        ("virements", {"date": 42_680.0}, []),
        ("virements", {"authority": "TBC"}, [("authority-unsaid", "Authority")]),
        ("funded_changes", {"date": 42_450.0}, []),
        ("funded_changes", {"date": 42_300.0}, [("date-unlikely", "Date")]),
        ("funded_changes", {"amount": 3e6}, []),
        ("funded_changes", {"amount": 40e6}, [("amount-unlikely", "Amount")]),
        ("funded_changes", {"line": "B-009", "amount": 40e6}, []),
    ],
)
def test_moves_of_budget(key: str, row: Row, expected: list[tuple[str, str]]) -> None:
    given = {**(_MOVE if key == "virements" else _NEW), **row}
    assert expected == told(check_moves, **{key: [given]})


def test_a_blank_link_leads_to_no_line_and_income_is_said_with_its_sign() -> None:
    nameless: Row = {**_LINE, "ref": None, "original_budget": 1.0}
    assert [] == told(check_moves, budget=[nameless], virements=[{**_MOVE, "amount": 90_000.0}])
    income = {**_LINE, "kind": "Income", "original_budget": -10_559.0, "revised_budget": -9.0}
    rows: dict[str, list[Row]] = {"budget": [income], "funded_changes": [{**_NEW, "amount": 9e5}]}
    (found,) = check_moves(Results(Plan(_SETTINGS, rows), _SETTINGS, rows))
    assert "£900,000 is more than 3 times the line's budget, −£10,559." == found.message


def test_a_move_of_a_year_that_cannot_be_read_is_of_no_other() -> None:
    row = {**_MOVE, "date": 42_920.0}
    assert [] == told(check_moves, {"financial_year": "next"}, virements=[row])


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({"revised_budget": -1.0}, 1),
        ({"revised_budget": 0.0}, 0),
        ({"revised_budget": None}, 0),
        ({"revised_budget": -1.0, "cipfa_group": "Unallocated"}, 0),
        ({"kind": "Income", "original_budget": -10.0, "revised_budget": 5.0}, 1),
        ({"kind": "Income", "original_budget": -10.0, "revised_budget": -5.0}, 0),
        ({"original_budget": -5.0, "revised_budget": -5.0}, 0),
    ],
)
def test_a_line_left_with_less_than_nothing(row: Row, count: int) -> None:
    assert count == len(told(check_moves, budget=[{**_LINE, **row}]))


@pytest.mark.parametrize(
    ("places", "count"),
    [
        ([("Opening budget", 0.0), ("Saving", 1.0), ("Closing budget", 2.0)], 0),
        ([("Opening budget", 0.0), ("Saving", 2.0), ("Closing budget", 2.0)], 1),
        ([("Opening budget", 0.0), ("Saving", 9.0), ("Closing budget", 2.0)], 1),
        ([("Opening budget", 1.0), ("Saving", 0.0), ("Closing budget", 2.0)], 1),
        ([("Saving", 0.0), ("Pressure", 1.0), ("Pressure", None)], 0),
    ],
)
def test_the_order_of_the_bridge(places: list[tuple[str, float | None]], count: int) -> None:
    rows: list[Row] = [
        {"ref": f"P-{n}", "kind": kind, "order": order} for n, (kind, order) in enumerate(places)
    ]
    assert [("bridge-out-of-order", "Order")] * count == told(check_steps, pressures=rows)


def _step(kind: str, year: str, amount: float | None, step: str = "Pay") -> Row:
    return {"ref": f"MT-{year}", "kind": kind, "year": year, "amount": amount, "step": step}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([_step("Pressure", "2017/18", 400_000.0)], []),
        ([_step("Pressure", "2031/32", 400_000.0)], ["In"]),
        ([_step("Pressure", "2012/13", 400_000.0)], ["In"]),
        ([_step("Pressure", "soon", 400_000.0)], ["In"]),
        ([_step("Saving", "2017/18", -600_000.0)], ["Amount"]),
        ([_step("Printed", "", -600_000.0)], []),
        ([_step("Pressure", "2017/18", None)], []),
        ([_step("Funding", "2016/17", 1e6), _step("Funding", "2017/18", 1.1e6)], []),
        ([_step("Funding", "2016/17", 1e6), _step("Funding", "2017/18", 1.1e7)], ["Amount"]),
        ([_step("Funding", "2017/18", 1_100.0)], ["Amount"]),
        ([_step("Funding", "2016/17", 1e6), _step("Funding", "2016/17", 1e6)], ["Amount"]),
        ([_step("Funding", "2016/17", -1e6)], []),
        ([_step("Funding", "soon", 1.1e7)], ["In"]),
        ([_step("Pressure", "2016/17", 8e4), _step("Pressure", "2017/18", -8e4, "Pay ends")], []),
        ([_step("Pressure", "2016/17", 8e4), _step("Pressure", "2017/18", -8e3, "Pay ends")], ["Amount"]),
        ([_step("Pressure", "2016/17", 8e4), _step("Pressure", "2017/18", -8e3, "Rents end")], []),
        ([_step("Pressure", "2016/17", 8e4), _step("Pressure", "2017/18", -8e3, "Payments end")], []),
        ([_step("Pressure", "2016/17", 8e4), _step("Pressure", "2017/18", -8e3)], []),
        ([_step("Pressure", "2016/17", 0.0)], []),
    ],
)  # fmt: skip
def test_steps_of_the_five_years(steps: list[Row], expected: list[str]) -> None:
    assert expected == [heading for _, heading in told(check_steps, medium_term=steps)]


def test_the_whole_budget_is_that_with_which_the_bridge_ends() -> None:
    step = _step("Saving", "2017/18", -600_000.0)
    ends: Row = {"ref": "P-01", "kind": "Closing budget", "amount": 9e6}
    assert [] == told(check_steps, medium_term=[step], pressures=[ends])
    blank = {**ends, "amount": None}
    assert 1 == len(told(check_steps, medium_term=[step], pressures=[blank]))


_BUYS: Row = {"ref": "AP-1", "line": "B-001", "planned_cost": 500_000.0, "planned_price": 500.0}


@pytest.mark.parametrize(
    ("costs", "budget", "said"),
    [
        ([500_000.0, 480_000.0], 1e6, ""),
        ([500_000.0, 100_000.0], 1e6, ""),
        ([50_000.0, 480_000.0], 1e6, "; ten times that would bring"),
        ([5_000_000.0, 480_000.0], 1e6, "; a tenth of that would bring"),
        ([900_000.0, 480_000.0], 1e6, "far beyond it"),
        ([9_000_000.0, 480_000.0, 480_000.0], 1e6, "about ten times it"),
        ([50_000.0, 50_000.0], 1e6, "about a tenth of it"),
        ([500_000.0, 480_000.0], -1e6, ""),
        ([500_000.0, 480_000.0], None, ""),
        ([None], 1e6, ""),
    ],
)
def test_activity_beside_the_budget_that_pays(
    costs: list[float | None], budget: float | None, said: str
) -> None:
    rows: dict[str, list[Row]] = {
        "budget": [{**_LINE, "revised_budget": budget}],
        "activity": [{**_BUYS, "ref": f"AP-{n}", "planned_cost": c} for n, c in enumerate(costs)],
    }
    plan = Plan(_SETTINGS, rows)
    found = [one.message for one in check_activity(Results(plan, _SETTINGS, rows))]
    assert bool(said) == bool(found)
    assert all(said in one for one in found)


_SAVED: Row = {"ref": "S-01", "line": "B-001", "service": "SL", "approved": 500_000.0}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"delivered": 500_000.0, "full_year_effect": 500_000.0}, []),
        ({"delivered": 500_000.0, "full_year_effect": 0.0}, []),
        ({"delivered": 500_000.0, "full_year_effect": 50_000.0}, ["Full-year effect"]),
        ({"service": "EH"}, ["Line"]),
        ({"service": None, "line": "B-009"}, []),
        ({"approved": None}, []),
        ({"approved": 3_000_000.0}, ["Approved"]),
        ({"delivered": 500_000.0, "one_off_replacement": 90_000.0}, ["One-off replacement"]),
        ({"delivered": 400_000.0, "one_off_replacement": 90_000.0}, []),
        ({"delivered": 5e5, "one_off_replacement": 900_000.0}, ["One-off replacement"]),
    ],
)
def test_a_saving_beside_its_line(row: Row, expected: list[str]) -> None:
    assert expected == [head for _, head in told(check_amounts, savings=[{**_SAVED, **row}])]


_SCHEME: Row = {"ref": "CAP-01", "approved": 9e6, "spent_to_date": 4e6, "forecast": 9e6}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, []),
        ({"slippage": 4e6, "forecast_2": 4e6}, []),
        ({"slippage": 8e6, "forecast_2": 8e6}, ["Slippage"]),
        ({"slippage": 1.5e6, "forecast_2": 15e6}, ["Forecast"]),
        ({"slippage": 1.5e6, "forecast_2": 0.0}, ["Forecast"]),
        ({"slippage": 1.5e6, "forecast_3": 1e5}, ["Forecast"]),
        ({"slippage": 1.5e6}, []),
        ({"slippage": 1.5e6, "forecast_2": 3.5e6, "approved_2": 2e6}, []),
        ({"approved_2": 9_000.0}, ["Approved"]),
        (
            {"approved": 5_000.0, "spent_to_date": None, "forecast": 5e3, "approved_2": 5e6},
            ["Approved"],
        ),
        ({"acceleration": 90e6}, ["Acceleration"]),
        ({"spent_to_date": 7e6, "forecast": 6e6}, ["Forecast"]),
    ],
)
def test_a_scheme_and_its_later_years(row: Row, expected: list[str]) -> None:
    found = [head for _, head in told(check_amounts, capital=[{**_SCHEME, **row}])]
    assert expected == [head.split(" 20")[0] for head in found]


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({"in_year_2": -2e6}, 0),
        ({"in_year_2": -20e6}, 1),
        ({"in_year_2": None}, 0),
        ({"in_year_2": -20e6, "forecast": None}, 0),
        ({"in_year_2": -20e6, "forecast": 73e6}, 0),
    ],
)
def test_a_grants_balances(row: Row, count: int) -> None:
    given: Row = {"ref": "G-01", "allocation": 68e6, "forecast": 70.9e6, "spent_to_date": 34e6}
    assert count == len(told(check_amounts, grants=[{**given, **row}]))


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({}, 0),
        ({"actual_to_date": 0.0}, 1),
        ({"actual_to_date": 100_000.0}, 1),
        ({"actual_to_date": 800_000.0}, 1),
        ({"actual_to_date": 700_000.0}, 0),
        ({"actual_to_date": 50_000.0}, 0),
        ({"actual_to_date": None}, 0),
        ({"actual_to_date": 0.0, "profile_to_date": None}, 0),
        ({"actual_to_date": 0.0, "profile_to_date": 10_000.0}, 0),
    ],
)
def test_pay_is_paid_every_month(row: Row, count: int) -> None:
    line = {**_LINE, "cipfa_group": "1 Employees", **row}
    assert count == len(told(check_amounts, budget=[line]))
    assert [] == told(check_amounts, {"budget_month": 2.0}, budget=[line])


@pytest.mark.parametrize(("orders", "count"), [(5_000.0, 1), (-5_000.0, 0), (None, 0)])
def test_orders_on_a_line_of_income(orders: float | None, count: int) -> None:
    line = {**_LINE, "kind": "Income", "commitments": orders, "actual_to_date": None}
    assert count == len(told(check_amounts, budget=[line]))


@pytest.mark.parametrize(
    ("key", "rows", "expected"),
    [
        ("grants", [{"allocation": 31e6, "spent_to_date": 1.55e6}], ["Spent to date"]),
        ("grants", [{"allocation": 31e6, "spent_to_date": 0.0}], ["Spent to date"]),
        ("grants", [{"allocation": 31_000.0, "spent_to_date": 0.0}], []),
        ("capital", [{"approved": 31e6, "spent_to_date": 1.55e6}], []),
        ("capital", [{"milestone_due": 59_000.0}], ["Milestone due"]),
        ("capital", [{"milestone_due": 42_700.0}], []),
        ("activity", [{"ref": ref, "line": "B-001", "what": "Care", "planned_number": 9.0, "planned_price": 8.0} for ref in ("AP-1", "AP-2")], ["Planned number"]),
        ("medium_term", [_step("Pressure", "2017/18", 4e5) | {"ref": ref} for ref in ("MT-1", "MT-2")], ["Amount"]),
    ],
)  # fmt: skip
def test_slips_of_money(key: str, rows: list[Row], expected: list[str]) -> None:
    assert expected == [
        heading for _, heading in told(of_plan(check_slips_of_money), **{key: rows})
    ]


_OTHERS: list[Row] = [{"ref": f"X-{n}", "of": 150.0} for n in range(3)]
_ONE: Row = {"ref": "X-9", "indicator": "KO1-01", "year": "2015/16", "rank": 75.0, "of": 150.0}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([_ONE], []),
        ([{**_ONE, "rank": 3.0, "against_england": "Worse"}], ["Rank"]),
        ([{**_ONE, "rank": 149.0, "against_england": "Better"}], ["Rank"]),
        ([{**_ONE, "rank": 3.0, "against_england": "Better"}], []),
        ([{**_ONE, "rank": None, "against_england": "Better"}], []),
        ([*_OTHERS, {**_ONE, "of": 1_500.0}], ["Of"]),
        ([{**_ONE, "of": 1_500.0}], []),
        ([{**_ONE, "year": "1998/99"}], ["Year"]),
        ([_ONE, {**_ONE, "ref": "X-10"}], ["Year"]),
        ([{**_ONE, "own": 9.0}], ["Our figure"]),
    ],
)
def test_benchmarks(rows: list[Row], expected: list[str]) -> None:
    own: Row = {"ref": "KO1-01", "unit": "number", "decimals": 0.0, "baseline": 700.0}
    found = told(check_benchmarks, indicators=[own], benchmarks=rows)
    assert expected == [heading for _, heading in found]


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("benchmark_year", "1999/00", 1),
        ("answers_by", 42_671.0, 0),
        ("answers_by", 42_600.0, 1),
        ("answers_by", 59_000.0, 1),
        ("council_net_budget", 5e6, 0),
        ("council_net_budget", 500_000.0, 1),
        ("council_net_budget", 500e6, 1),
    ],
)
def test_settings(name: str, value: float | str, count: int) -> None:
    assert count == len(told(of_plan(check_settings), {name: value}))


_ALLOWED: Row = {"about": "B-001", "authority": "Cabinet", "reason": "Need", "date": 42_600.0}
_QUIETED: Row = {"code": "target-flat", "ref": "", "reason": "Meant", "by": "J Brown"}


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [
        ("approvals", {}, []),
        ("approvals", {"about": "Percentage limit"}, []),
        ("approvals", {"about": "KO9-99"}, [("allows-nothing", "Ref")]),
        ("approvals", {"about": None}, []),
        ("approvals", {"authority": "tbc"}, [("authority-unsaid", "Authority")]),
        ("approvals", {"date": 50_000.0}, [("date-unlikely", "Date")]),
        ("accepted", {}, []),
        ("accepted", {"reason": "x"}, [("authority-unsaid", "Reason")]),
        ("accepted", {"code": "tenfolds"}, [("allows-nothing", "Code")]),
        ("accepted", {"code": "figure-falls"}, [("allows-nothing", "Code")]),
        ("accepted", {"code": None}, []),
        ("services", {"ref": "EH", "service": "early  help"}, [("name-doubled", "Service")]),
        ("services", {"ref": "EH", "service": "Other"}, []),
        ("services", {"ref": None, "service": "Early Help"}, []),
    ],
)
def test_lists_that_people_keep(key: str, row: Row, expected: list[tuple[str, str]]) -> None:
    first: dict[str, list[Row]] = {
        "approvals": [],
        "accepted": [],
        "services": [{"ref": "SL", "service": "Early Help"}],
    }
    full = {**{"approvals": _ALLOWED, "accepted": _QUIETED}.get(key, {}), **row}
    assert expected == told(of_plan(check_lists), **{key: [*first[key], full]})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"start": 43_000.0, "status": "Complete"}, "dates-out-of-order"),
        ({"start": 43_000.0, "status": "On track"}, ""),
        ({"percent_complete": 0.005, "status": "On track"}, "hundredfold"),
        ({"percent_complete": 0.02, "status": "On track"}, ""),
    ],
)
def test_actions(row: Row, expected: str) -> None:
    given: Row = {"ref": "A-001", "due": 43_100.0, "owner": "J Brown", **row}
    found = told(of_plan(check_actions), actions=[given])
    assert ([expected] if expected else []) == [code for code, _ in found]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"q3_target": 55.0}, []),
        ({"q3_target": 500.0}, ["Q3 target"]),
        ({"q3_target": 5.0}, ["Q3 target"]),
        ({"q3_target": 5.0, "measure": "Cumulative"}, []),
        ({"q3_target": 5.0, "baseline": None}, ["Q3 target"]),
        ({"q3_target": 5.0, "baseline": 5.0, "target": 49.0}, ["Target 2016/17"] * 2),
        ({"q3_target": 5.0, "target": None}, []),
        ({"target_4": 2.0}, ["Target 2019/20"]),
        ({"target_4": 0.0}, []),
        ({"unit": "%", "baseline": 0.02, "target": 0.01, "target_4": 0.0005}, []),
        ({"unit": "%", "baseline": 0.6, "target": 0.5, "target_4": 0.02}, ["Target 2019/20"]),
        ({"tolerance_share": 0.5}, ["Tolerance % of target"]),
        ({"target": 2.0, "baseline": None, "tolerance_share": 0.5}, []),
        ({"target": 40.0, "baseline": None, "tolerance_share": 0.5}, ["Tolerance % of target"]),
        ({"target": 1.0, "baseline": None, "tolerance_in_unit": 1.0}, []),
        ({"target": 2.0, "baseline": None, "tolerance_in_unit": 2.0}, ["Tolerance in unit"]),
    ],
)
def test_targets_of_quarters_and_tolerances(row: Row, expected: list[str]) -> None:
    given: Row = {"ref": "KO1-01", "unit": "number", "measure": "Snapshot", "baseline": 60.0}
    given |= {"polarity": "Lower is better", "target": 50.0, **row}
    found = told(of_plan(check_targets), indicators=[given])
    assert expected == [heading for _, heading in found]


def _row(ref: str, now: float, before: float, **more: str) -> Row:
    own: Row = {"ref": ref, "unit": "%", "decimals": 1.0, "period": "Q2", **more}
    return {**own, "actual": now, "previous": before, "q2_actual": now}


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([_row("KO1-01", 0.6, 0.81), _row("KO1-02", 0.8, 0.61)], 1),
        ([_row("KO1-01", 0.8, 0.81), _row("KO1-02", 0.6, 0.61)], 0),
        ([_row("KO1-01", 0.6, 0.81), _row("KO1-02", 0.8, 0.61, unit="number", decimals="2")], 0),
        ([_row("KO1-01", 0.6, 0.81), _row("KO1-02", 0.8, 0.61, period="Q1")], 0),
        ([_row("KO1-01", 0.6, 0.81, period="Baseline"), _row("KO1-02", 0.8, 0.61)], 0),
        ([_row("KO1-01", 0.02, 0.01), _row("KO1-02", 0.01, 0.02)], 0),
    ],
)
def test_figures_in_each_others_row(rows: list[Row], count: int) -> None:
    assert count == len(told(check_alike, indicators=rows))


@pytest.mark.parametrize(("spent", "count"), [((9e5, 5e5), 1), ((5e5, 9e5), 0), ((9e5, None), 0)])
def test_what_two_lines_spent_in_each_others_row(
    spent: tuple[float | None, ...], count: int
) -> None:
    lines = [
        {**_LINE, "ref": f"B-{n}", "actual_to_date": one, "profile_to_date": due}
        for n, (one, due) in enumerate(zip(spent, (5.1e5, 8.9e5), strict=True))
    ]
    assert count == len(told(check_alike, budget=lines))


@pytest.mark.parametrize(
    ("now", "was", "month", "count"),
    [
        (100_000.0, 400_000.0, 6.0, 1),
        (390_000.0, 400_000.0, 6.0, 0),
        (100_000.0, 140_000.0, 6.0, 0),
        (None, 400_000.0, 6.0, 0),
        (-5.0, -400_000.0, 6.0, 0),
        (100_000.0, 400_000.0, 3.0, 0),
        (100_000.0, 400_000.0, None, 0),
    ],
)
def test_spending_that_falls_below_the_last_close(
    now: float | None, was: float, month: float | None, count: int
) -> None:
    kept: Row = {"ref": "B-001", "year": "2016/17", "period": "Month 5", "actual_to_date": was}
    found = told(
        check_memory,
        {"budget_month": month},
        budget=[{**_LINE, "actual_to_date": now}],
        budget_history=[kept],
    )
    assert [("amount-unlikely", "Actual to date")] * count == found


def test_links_to_a_sheet_that_could_not_be_read_are_not_each_an_error() -> None:
    rows: list[Row] = [{"ref": "S-01", "service": "SL", "line": "B-009"}]
    plan = Plan(_SETTINGS, {"savings": rows, "budget": [_LINE]})
    assert ["Line"] == [one.heading for one in check_links(plan, SAVINGS)]


def test_a_benchmark_of_an_indicator_whose_unit_is_an_error_is_left_to_that_error() -> None:
    own: Row = {"ref": "KO1-01", "unit": CellError("#N/A"), "baseline": 5.0}
    row: Row = {"ref": "X-1", "indicator": "KO1-01", "england": 900.0}
    assert [] == told(check_benchmarks, indicators=[own], benchmarks=[row])
