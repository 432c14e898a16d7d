"""Plans joined: to the penny, never an average; and a plan divided and joined is the plan."""

from __future__ import annotations

import pytest

from csplan.plan.changes import changed_cells
from csplan.plan.combining import Combined, Renamed, combine
from csplan.plan.plan import Plan
from csplan.plan.splitting import REST, split
from csplan.sheets import BUDGET, INDICATORS, SERVICES
from csplan.template.next_year import results_of
from csplan.template.shipped import shipped
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal
from csplan.workbook.read import read
from tests.plan.written import indicators, plan_with

PER_CENT = {"Q1 actual": "50.0%", "Denominator": "8", "Baseline": "40.0%"}
OTHER = {"Q1 actual": "75.0%", "Denominator": "24", "Baseline": "80.0%"}
COUNT = {"Unit": "number", "Decimals": "0", "Q1 actual": "3", "Q2 actual": "4"}
LINES = """
| Ref | Service | Heading | Kind | Original budget | Actual to date | Explanation |
|---|---|---|---|---|---|---|
| B-001 | SL | Pay | Expenditure | {} | {} | {} |
"""


def joined(one: Plan, other: Plan, *mapping: Renamed) -> Combined:
    return combine({"a": one, "b": other}, mapping)


def refused(one: Plan, other: Plan, *mapping: Renamed) -> str:
    """Return what a refusal says."""
    with pytest.raises(CsplanError) as why:
        joined(one, other, *mapping)
    assert why.value.code is Refusal.CANNOT_COMBINE
    return str(why.value)


def test_a_rate_is_made_again_from_what_it_counts_and_a_count_adds_up() -> None:
    done = joined(
        plan_with(indicators=indicators(PER_CENT, COUNT)),
        plan_with(indicators=indicators(OTHER, COUNT | {"Q1 actual": "5", "Q2 actual": "nil"})),
    )
    rate, count = done.plan.table(INDICATORS)
    assert (4 + 18) / 32 == rate["q1_actual"]
    assert 0.7 == rate["baseline"]
    assert 32.0 == rate["denominator"]
    assert (8.0, None) == (count["q1_actual"], count["q2_actual"])
    assert [
        "Indicators KO1-02: Q2 actual is not a figure in all; it is left blank.",
        (
            "Indicators KO1-01: made again by the Denominator that stands there now, in the baseline, "
            "targets and earlier quarters too.  Look at these."
        ),
    ] == done.said


def test_a_rate_without_its_denominator_is_refused_and_not_averaged() -> None:
    one = plan_with(indicators=indicators({"Q1 actual": "50.0%"}))
    other = plan_with(indicators=indicators({"Q1 actual": "75.0%"}))
    assert "KO1-01 is a rate, and a and b have no Denominator" in refused(one, other)
    less = plan_with(indicators=indicators(PER_CENT | {"Denominator": "0"}))
    assert "and b has no Denominator" in refused(plan_with(indicators=indicators(OTHER)), less)
    words = plan_with(indicators=indicators({"Q1 actual": "50.0%", "Commentary": "Late"}))
    row = joined(one, words).plan.table(INDICATORS)[0]
    assert (0.5, "b: Late") == (row["q1_actual"], row["commentary"])


def test_what_a_row_is_must_agree_and_what_only_describes_it_is_said() -> None:
    one = plan_with(indicators=indicators(PER_CENT | {"Tolerance in unit": "1", "Owner": "A Lee"}))
    other = plan_with(
        indicators=indicators(PER_CENT | {"Tolerance in unit": "2", "Owner": "B Roe"})
    )
    done = joined(one, other)
    assert done.said == [
        "Indicators KO1-01: Tolerance in unit is not the same in each; it is left blank.",
        "Indicators KO1-01: Owner is that of a.",
    ]
    assert "A Lee" == done.plan.table(INDICATORS)[0]["owner"]
    weeks = plan_with(indicators=indicators(PER_CENT | {"Unit": "weeks"}))
    assert "Indicators KO1-01: Unit is not the same in a and b." in refused(one, weeks)


def test_refs_without_a_number_keep_the_order_of_the_plans() -> None:
    head = "| Ref | Service |\n|---|---|\n"
    done = joined(
        plan_with(services=f"{head}| SS | Support |", budget=LINES.format("1", "1", "")),
        plan_with(services=f"{head}| EH | Early Help |\n| SL | Schools |"),
    )
    assert ["SS", "EH", "SL"] == [row["ref"] for row in done.plan.table(SERVICES)]


def test_budgets_add_up_to_the_penny() -> None:
    one = plan_with(budget=LINES.format("0.10", "1", "Late"))
    other = plan_with(budget=LINES.format("0.20", '""', "Early"))
    done = joined(one, other)
    (line,) = done.plan.table(BUDGET)
    assert (0.3, None, "a: Late; b: Early") == (
        line["original_budget"], line["actual_to_date"], line["commentary"]
    )  # fmt: skip
    assert "Budget B-001: Actual to date is not a figure in all; it is left blank." in done.said


def test_what_adds_up_does_so_where_the_plans_have_the_same_figures() -> None:
    """Each plan has its own; a row of which half were added would be a figure that nobody has."""
    counts = COUNT | {"Baseline": "10", "Target 2016/17": "12", "Denominator": "40"}
    same = plan_with(
        indicators=indicators(PER_CENT, counts), budget=LINES.format("100.10", "50", "Late")
    )
    for other in (
        same,
        plan_with(
            indicators=indicators(
                PER_CENT | {"Commentary": "On time"}, counts | {"Q2 actual": "9"}
            ),
            budget=LINES.format("100.10", "60", "Late"),
        ),
    ):
        done = joined(same, other)
        rate, count = done.plan.table(INDICATORS)
        assert (0.5, 0.4, 16.0) == (rate["q1_actual"], rate["baseline"], rate["denominator"])
        assert (20.0, 24.0, 6.0, 80.0) == tuple(
            count[name] for name in ("baseline", "target", "q1_actual", "denominator")
        )
        assert 200.2 == done.plan.table(BUDGET)[0]["original_budget"]
        assert {"Indicators": 2, "Budget": 1} == done.matched


@pytest.mark.parametrize("unit", ["£", "meals"])
def test_what_is_in_a_unit_of_its_own_adds_up_only_where_it_grows(unit: str) -> None:
    """A cost of a meal, 2.48 in both, is not 4.96 in the whole; meals served since April are."""
    cost = {"Unit": unit, "Decimals": "2", "Q1 actual": "2.48", "Measure": "Snapshot"}
    plan = plan_with(indicators=indicators(cost))
    assert f"KO1-01 is in {unit} and does not grow through the year" in refused(plan, plan)
    grown = cost | {"Measure": "Cumulative", "Tolerance in unit": "0.10"}
    plan = plan_with(indicators=indicators(grown))
    done = joined(plan, plan)
    row = done.plan.table(INDICATORS)[0]
    assert (4.96, None) == (row["q1_actual"], row["tolerance_in_unit"])
    assert [
        "Indicators KO1-01: Tolerance in unit is that of one plan; it is left blank."
    ] == done.said


def test_an_amount_of_which_nobody_knows_whether_it_is_one_or_two_is_refused() -> None:
    moves = "| Ref | Amount | From | To |\n|---|---|---|---|\n| V-001 | 5 | B-001 | B-002 |"
    plan = plan_with(virements=moves, budget=LINES.format("1", "1", ""))
    assert "Virements V-001 is the same in a and b: whether its amount counts once" in refused(
        plan, plan
    )
    done = joined(plan, plan, Renamed("b", "Virements", "V-001", "V-002"))
    assert ["V-001", "V-002"] == [row["ref"] for row in done.plan.rows["virements"]]


def test_rows_that_are_not_the_same_are_refused_until_they_are_mapped() -> None:
    one = plan_with(indicators=indicators(PER_CENT), accepted=accepted("KO1-01"))
    other = plan_with(
        outcomes="| Ref | Kind | Outcome |\n|---|---|---|\n| KO1 | Key outcome | Safe |",
        indicators=indicators(OTHER | {"Part of": "KO1-01"}),
        accepted=accepted("KO1-01"),
    )
    assert "Outcomes KO1 is not the same in a and b (Outcome).  Map one" in refused(one, other)
    done = joined(
        one,
        other,
        Renamed("b", "Outcomes", "ko1", "KO9"),
        Renamed("b", "Indicators", "KO1-01", "KO9-10"),
    )
    first, second = done.plan.table(INDICATORS)
    assert (("KO1-01", "KO1"), ("KO9-10", "KO9", "KO9-10")) == (
        (first["ref"], first["outcome"]),
        (second["ref"], second["outcome"], second["part_of"]),
    )
    assert ["KO9-10"] == done.unmatched["Indicators", "b"]
    assert ["KO1-01", "KO9-10"] == [row["ref"] for row in done.plan.rows["accepted"]]


def test_everything_to_be_decided_is_said_at_once_and_long_lists_are_cut() -> None:
    plan = plan_with(indicators=indicators(PER_CENT))
    other = plan_with({"budget_month": 3.0, "authority": "Elsewhere"})
    lines = [Renamed("c", "Indicators", f"KO1-{n}", "KO2-01") for n in range(25)]
    said = refused(plan, other, *lines, Renamed("a", "History", "KO1-01", "KO2-01"))
    assert "Mapping: c has no row KO1-0 on a sheet Indicators." in said
    assert "… and 7 more." in said
    assert "Settings: Budget month is not the same in b." in refused(plan, other)
    assert ["Settings: Authority is a's, not b's."] == joined(
        plan, plan_with({"authority": "Elsewhere"})
    ).said
    twice = plan_with(indicators=indicators(PER_CENT, PER_CENT | {"Ref": "KO1-01"}))
    assert "Indicators: a has the ref “KO1-01” twice, or none." in refused(twice, plan)


def test_the_real_plan_divided_by_service_and_joined_is_the_plan() -> None:
    plan = read(shipped("service_plan_2016_17.xlsx"))
    services = [str(row["ref"]) for row in plan.table(SERVICES) if row["ref"]]
    parts = split(plan, {ref: ref for ref in services})
    assert [*services, REST] == list(parts)
    assert 84 == sum(len(one.table(INDICATORS)) for one in parts.values())
    assert [] == [name for name in parts if len(parts[name].table(INDICATORS)) == 84]
    done = combine(parts)
    assert () == tuple(done.said)
    again = results_of(done.plan).plan
    assert [] == changed_cells(plan, again)
    assert order(plan) == order(again)


def order(plan: Plan) -> list[list[object]]:
    return [
        [row["ref"] for row in plan.rows[key] if row.get("ref")]
        for key in ("indicators", "budget", "savings", "control_totals", "outcomes")
    ]


def test_rows_follow_what_they_are_linked_to() -> None:
    lines = LINES.format("1", "1", "x") + "| B-002 | EH | Pay | Expenditure | 1 | 1 | x |\n"
    moves = "| Ref | From | To | Amount |\n|---|---|---|---|\n| V-001 | B-001 | {} | 5 |"
    own = {"SL": "South", "EH": "North"}
    tables: dict[str, str] = {"budget": lines, "accepted": accepted("B-002")}
    plan = plan_with(None, **tables, virements=moves.format("B-001"))
    parts = split(plan, own)
    assert ["South", "North"] == list(parts)
    assert [1, 0] == [len(one.rows["virements"]) for one in parts.values()]
    assert [0, 1] == [len(one.rows["accepted"]) for one in parts.values()]
    across = plan_with(None, **tables, virements=moves.format("B-002"))
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        (own, "Virements V-001 belongs to North and South.  Put these services into one part."),
        ({"SL": "South"}, "These services are in no part: EH."),
        ({"SL": "South", "EH": REST}, "No part can be called Rest"),
    )
    for parts_named, said in wrong:
        with pytest.raises(CsplanError, match=said):
            split(across, parts_named)
    assert {"Both"} == set(split(across, dict.fromkeys(own, "Both")))


def test_parts_whose_rows_stand_in_no_order_follow_each_other() -> None:
    one = plan_with(
        indicators=indicators(PER_CENT | {"Ref": "KO1-09"}, PER_CENT | {"Ref": "KO1-02"})
    )
    other = plan_with(indicators=indicators(PER_CENT | {"Ref": "KO1-05"}))
    refs = [row["ref"] for row in joined(one, other).plan.table(INDICATORS)]
    assert ["KO1-09", "KO1-02", "KO1-05"] == refs


def accepted(ref: str) -> str:
    return f"| Code | Ref | Reason | By |\n|---|---|---|---|\n| no-target | {ref} | Fine | J Lee |"
