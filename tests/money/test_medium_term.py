"""The medium term foots, follows the bridge, and goes on into the next year."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Row
from csplan.sheets import CONTROL_TOTALS, MEDIUM_TERM, MEDIUM_TERM_YEARS
from csplan.sheets.medium_term import years_from
from csplan.template.demo import demo_plan
from tests.faults.memory_fixtures import with_cells
from tests.money.years import row, year
from tests.plan.test_rollover import asked, next_year, year_end


def step(ref: str, kind: str, begins: str, amount: float) -> Row:
    """A step of the medium term."""
    return row("medium_term", ref=ref, step="Made up", kind=kind, year=begins, amount=amount)


def plan_of(*steps: Row) -> Plan:
    """A plan of a bridge from 100 by +5 and −10, and these steps."""
    bridge = [
        row(
            "pressures", ref=f"P-0{at}", change="Made up", kind=kind, order=float(at), amount=amount
        )
        for at, (kind, amount) in enumerate(
            (("Opening budget", 100.0), ("Pressure", 5.0), ("Saving", -10.0))
        )
    ]
    return year(
        6, pressures=bridge, medium_term=list(steps), medium_term_years=years_from("2016/17")
    )


def results_by_scope(plan: Plan) -> dict[str, str]:
    """How the controls of the medium term came out."""
    controls = calculate(plan).table(CONTROL_TOTALS)
    return {
        str(one["scope"]): str(one["result"])
        for one in controls
        if str(one["scope"]).startswith("Medium-term")
    }


def test_each_year_begins_where_the_year_before_ended() -> None:
    steps = (
        step("MT-01", "Pressure", "2016/17", 5.0),
        step("MT-02", "Saving", "2016/17", -10.0),
        step("MT-03", "Pressure", "2018/19", -2.0),
        step("MT-04", "Funding", "2018/19", 80.0),
        step("MT-05", "Printed", "", 999.0) | {"year": None},
    )
    years = calculate(plan_of(*steps)).table(MEDIUM_TERM_YEARS)

    assert [100.0, 95.0, 95.0, 93.0, 93.0] == [one["base"] for one in years]
    assert [95.0, 95.0, 93.0, 93.0, 93.0] == [one["needed"] for one in years]
    assert ["", "", 13.0, "", ""] == [one["gap"] for one in years]
    for one in years:
        parts = (one["base"], one["pressures"], one["savings"], one["savings_in_full"])
        assert one["needed"] == sum(float(part or 0) for part in parts)


@pytest.mark.parametrize(
    ("steps", "pressures", "savings"),
    [
        ((), "Nothing to compare", "Nothing to compare"),
        ((("Pressure", 5.0), ("Saving", -10.0)), "Agrees", "Agrees"),
        ((("Pressure", 4.0), ("Saving", -10.0)), "Failed", "Agrees"),
        ((("Pressure", 5.0),), "Agrees", "Failed"),
    ],
)
def test_the_first_year_is_held_against_the_bridge(
    steps: tuple[tuple[str, float], ...], pressures: str, savings: str
) -> None:
    made = [step(f"MT-0{at}", kind, "2016/17", amount) for at, (kind, amount) in enumerate(steps)]

    assert {
        "Medium-term pressures": pressures,
        "Medium-term savings": savings,
    } == results_by_scope(plan_of(*made))


def test_the_capital_approved_is_held_against_what_was_printed() -> None:
    results = demo_plan()
    (own,) = [one for one in results.table(CONTROL_TOTALS) if one["scope"] == "Capital approved"]
    assert (24_400_000.0, "Agrees") == (own["workbook_total"], own["result"])
    moved = calculate(with_cells(results.plan, "capital", "CAP-02", approved=9_000_001.0))
    (own,) = [one for one in moved.table(CONTROL_TOTALS) if one["scope"] == "Capital approved"]
    assert "Failed" == own["result"]


@pytest.mark.slow
def test_next_year_begins_with_the_steps_of_later_years() -> None:
    done = next_year(year_end(demo_plan()))
    kept = {str(one["ref"]) for one in done.plan.table(MEDIUM_TERM)}
    assert {"MT-05", "MT-07", "MT-16"} <= kept
    assert "MT-04" not in kept
    assert "It is part of the next year's base budget." == dict(done.ended)["MT-04"]


@pytest.mark.slow
def test_a_scheme_of_several_years_goes_on_with_what_is_approved_then() -> None:
    plan = with_cells(
        demo_plan().plan,
        "capital",
        "CAP-01",
        spent_to_date=5_500_000.0,
        approved_2=1_000_000.0,
        approved_3=400_000.0,
        forecast_2=900_000.0,
    )
    done = next_year(year_end(calculate(plan)))
    scheme = next(one for one in done.plan.rows["capital"] if one["ref"] == "CAP-01")
    assert (1_000_000.0, 400_000.0, None, None) == tuple(
        scheme[name] for name in ("approved", "approved_2", "approved_3", "forecast_2")
    )


@pytest.mark.slow
def test_a_grant_begins_the_year_with_what_it_carried_forward() -> None:
    plan = with_cells(
        demo_plan().plan,
        "grants",
        "G-03",
        allocation=60.0,
        forecast=66.0,
        brought_forward=-10.0,
        in_year_2=-3.0,
        in_year_3=5.0,
    )
    results = calculate(plan)
    grant = next(one for one in results.rows["grants"] if one["ref"] == "G-03")
    assert (-16.0, "Cumulative deficit", -19.0, -14.0) == tuple(
        grant[name] for name in ("carried_forward", "grant_balance", "carried_2", "carried_3")
    )
    done = next_year(year_end(results))
    begun = next(one for one in done.plan.rows["grants"] if one["ref"] == "G-03")
    assert (-16.0, 5.0, None) == tuple(
        begun[name] for name in ("brought_forward", "in_year_2", "in_year_3")
    )
    assert any("allocation" in one for one in asked(done, "G-03"))
