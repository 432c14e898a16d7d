"""What goes wrong with money is found, said and, where totals are concerned, fails a control."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.sheets import BUDGET, CONTROL_TOTALS, PRESSURES
from csplan.terms.finding import Finding
from csplan.terms.values import Value
from tests.money.years import APPROVED, lines, row, year


def control(plan: Plan, scope: str) -> Row:
    """The control of a scope."""
    return next(r for r in calculate(plan).table(CONTROL_TOTALS) if r["scope"] == scope)


def found(plan: Plan, code: str) -> list[Finding]:
    """The findings of a code."""
    return [one for one in check(plan) if one.code == code]


@pytest.mark.parametrize(
    ("halves", "said"),
    [
        ({"from_line": "B-001"}, "Moves £5 out of B-001, but no line receives it."),
        ({"to_line": "B-001"}, "Moves £5 into B-001, but no line gives it."),
        ({}, "Moves £5, but names no line."),
        ({"from_line": "B-001", "to_line": "b-001"}, "Moves £5 from B-001 to itself."),
    ],
)
def test_a_virement_with_one_half_is_found_and_moves_nothing(
    halves: dict[str, Value], said: str
) -> None:
    virement = row("virements", ref="V-001", amount=5.0, **APPROVED, **halves)
    plan = year(6, virements=[virement])

    assert [said] == [
        one.message.split(" It moves")[0] for one in found(plan, "virement-one-sided")
    ]
    assert {0.0} == {r["net_virement"] for r in calculate(plan).present(BUDGET)}
    assert "Nothing to compare" == control(plan, "Virements")["result"]


def test_a_virement_without_an_amount_is_found_by_its_cell() -> None:
    virement = row("virements", ref="V-001", from_line="B-001", to_line="B-002", **APPROVED)

    assert [] == found(year(6, virements=[virement]), "virement-one-sided")


def test_a_line_that_drops_out_fails_virements_and_the_revised_budget() -> None:
    budget = lines(6)
    budget[0]["service"] = "XX"
    plan = year(6, budget=budget)

    # B-001 received 6,000, and is no longer there to hold them
    assert (-6_000.0, "Failed") == tuple(
        control(plan, "Virements")[name] for name in ("workbook_total", "result")
    )
    # 126,000 is missing: its original 120,000 and the 6,000
    assert -126_000.0 == control(plan, "Revised budget")["workbook_total"]
    assert found(plan, "control-total-failed")


def saving(**given: float) -> Row:
    return row("savings", ref="S-01", saving="Transport", **given)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"delivered": 60.0}, "come to £60, £40 less than was approved."),
        ({"at_risk": 60.0, "on_track": 60.0}, "come to £120, £20 more than was approved."),
        (
            {"delivered": 110.0, "at_risk": 5.0},
            "come to £115, £5 more than was approved and over-delivered.",
        ),
    ],
)
def test_parts_that_do_not_add_to_the_saving_are_found(parts: dict[str, float], said: str) -> None:
    plan = year(6, savings=[saving(approved=100.0, **parts)])

    assert [True] == [said in one.message for one in found(plan, "savings-parts")]
    assert "Failed" == control(plan, "Savings parts")["result"]


def bridge(opening: float | None, closing: float | None) -> list[Row]:
    """Last year's budget, a saving of 100, a pressure of 40, and this year's budget."""
    steps: list[tuple[str, float | None]] = [
        ("Opening budget", opening),
        ("Saving", -100.0),
        ("Pressure", 40.0),
        ("Closing budget", closing),
    ]
    return [
        row("pressures", ref=f"P-0{n}", change=kind, kind=kind, order=float(n), amount=amount)
        for n, (kind, amount) in enumerate(steps)
    ]


def test_a_bridge_without_last_years_budget_derives_it() -> None:
    plan = year(6, pressures=bridge(None, None), savings=[saving(approved=100.0)])
    steps = calculate(plan).table(PRESSURES)

    # this year's 214,000 less −100 and +40: 214,060
    assert [214_060.0, -100.0, 40.0, 214_000.0] == [step["bridge_amount"] for step in steps]
    assert [214_060.0, 213_960.0, 214_000.0, 214_000.0] == [s["bridge_level"] for s in steps]
    assert ["Derived", "As printed", "As printed", "Budget lines"] == [s["basis"] for s in steps]
    assert "Agrees" == control(plan, "Bridge")["result"]
    assert "Agrees" == control(plan, "Savings approved")["result"]


def test_a_bridge_from_a_budget_that_is_typed_is_a_test() -> None:
    plan = year(6, pressures=bridge(214_000.0, None))

    # 214,000 − 100 + 40 is 60 short of 214,000
    assert (60.0, "Failed") == tuple(
        control(plan, "Bridge")[name] for name in ("workbook_total", "result")
    )


def test_a_published_end_of_the_bridge_may_differ_by_rounding() -> None:
    # four lines and a total may round by (4 + 1) ÷ 2 = 2 pounds
    assert (
        "Rounding"
        == control(year(6, pressures=bridge(None, 213_998.0)), "Bridge to budget")["result"]
    )
    assert (
        "Failed"
        == control(year(6, pressures=bridge(None, 213_997.0)), "Bridge to budget")["result"]
    )


def test_a_heading_that_the_summary_lacks_fails_its_cross_cast() -> None:
    budget = lines(6)
    budget[0]["heading"] = "Something new"
    failed = [one.message for one in found(year(6, budget=budget), "control-total-failed")]

    assert 3 == len([message for message in failed if "by Heading" in message])


def test_signs_against_the_kind_are_warned_of_but_not_for_unallocated_savings() -> None:
    budget = lines(6)
    budget[0]["actual_to_date"] = -5.0
    budget[2]["forecast_outturn"] = 36_000.0
    budget[3] |= {"cipfa_group": "Unallocated", "original_budget": -24_000.0}

    assert ["B-001", "B-003"] == [
        one.ref for one in found(year(6, budget=budget), "sign-against-kind")
    ]


@pytest.mark.parametrize(
    ("income", "refs"), [(-59_999.0, ["B-002"]), (-99_999.0, ["B-002", "B-003"])]
)
def test_an_actual_beyond_the_years_budget_is_found_and_income_only_far_beyond(
    income: float, refs: list[str]
) -> None:
    budget = lines(6)
    budget[1]["actual_to_date"] = 122_000.01
    budget[2]["actual_to_date"] = income

    assert refs == [one.ref for one in found(year(6, budget=budget), "actual-beyond-budget")]


@pytest.mark.parametrize(("month", "refs"), [(0, []), (1, ["B-002"])])
def test_a_line_without_a_forecast_is_found_once_the_year_has_begun(
    month: int, refs: list[str]
) -> None:
    budget = lines(month)
    budget[1]["forecast_outturn"] = None

    assert refs == [one.ref for one in found(year(month, budget=budget), "forecast-missing")]


def test_an_explanation_quiets_the_warning_of_a_forecast() -> None:
    budget = lines(6)
    budget[2] |= {"forecast_outturn": -1_000.0, "commentary": "Fewer lettings than planned"}
    budget[3]["forecast_outturn"] = 1_000.0

    assert ["B-004"] == [one.ref for one in found(year(6, budget=budget), "forecast-unexplained")]


@pytest.mark.parametrize(
    ("grant", "said"),
    [(60.0, "£40 of what was approved has no source."), (120.0, "come to £20 more")],
)
def test_a_scheme_whose_sources_are_not_its_approval_is_found(grant: float, said: str) -> None:
    scheme = row("capital", ref="CAP-01", scheme="School", approved=100.0, grant=grant)

    assert [True] == [
        said in one.message for one in found(year(6, capital=[scheme]), "capital-funding")
    ]


def test_a_view_that_no_line_of_the_summary_has_is_not_cross_cast() -> None:
    without = [r for r in year(6).rows["finance"] if r["view"] != "Heading"]
    plan = year(6, finance=without)
    heading = [r for r in calculate(plan).table(CONTROL_TOTALS) if r["heading"] == "Heading"]

    assert [(0.0, "Nothing to compare")] * 3 == [
        (r["workbook_total"], r["result"]) for r in heading
    ]
