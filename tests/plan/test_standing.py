"""csplan's own tables list what people typed, each line among those of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from csplan.plan.plan import Plan, Row
from csplan.plan.standing import standing
from csplan.sheets.finance import standing_lines
from csplan.sheets.medium_term import years_from
from csplan.terms.values import CellError, Value
from csplan.terms.vocabulary import CipfaGroup
from tests.plan.written import plan_with

INDICATORS = """
| Ref | Outcome |
|---|---|
| I-1 | pr1 |
"""
BUDGET = """
| Ref | Service | Heading | CIPFA group |
|---|---|---|---|
| B-1 | SL | Pay | 1 Employees |
"""


def plan(finance: list[Row], shown: list[str], listed: list[str], **tables: str) -> Plan:
    """A plan whose own tables hold these rows, and a blank one each."""
    made = plan_with(None, **tables)
    rows: dict[str, Sequence[Row]] = dict(made.rows)
    rows["finance"] = [*finance, {}]
    rows["outcome_summary"] = [*_refs(shown), {}]
    rows["service_summary"] = [*_refs(listed), {}]
    return replace(made, rows=rows)


def _refs(refs: list[str]) -> list[Row]:
    return [{"ref": ref} for ref in refs]


def lines(*services: str, headings: tuple[str, ...] = (), groups: int = 0) -> list[Row]:
    """The finance summary's lines of a plan with these services, headings and so many groups."""
    return [dict(one) for one in standing_lines(services, headings, list(CipfaGroup)[:groups])]


def test_nothing_is_to_do_where_all_is_listed_whatever_the_case() -> None:
    assert {} == standing(plan(lines("sl", "EH"), ["ko1"], ["EH", "SL"]))


def test_a_blank_plan_gets_a_line_for_everything_in_order() -> None:
    made = standing(plan([], [], [], budget=BUDGET, indicators=INDICATORS))
    assert lines("SL", "EH", headings=("Pay",), groups=1) == made["finance"]
    assert [{"ref": "KO1"}, {"ref": "PR1"}] == made["outcome_summary"]
    assert [{"ref": "SL"}, {"ref": "EH"}] == made["service_summary"]


def test_a_new_line_stands_among_those_of_its_kind_and_no_other_moves() -> None:
    before = lines("EH", headings=("Old",), groups=2)
    budget = BUDGET.replace("| Pay |", "| Old |")
    made = standing(plan(before, ["KO1"], ["EH"], budget=budget))
    assert lines("EH", "SL", headings=("Old",), groups=2) == made["finance"]
    assert [{"ref": "EH"}, {"ref": "SL"}] == made["service_summary"]
    assert "outcome_summary" not in made


def test_a_line_that_names_nothing_any_more_makes_room_for_a_new_one() -> None:
    budget = f"{BUDGET}| B-2 | GONE | Pay | 1 Employees |\n"
    before = lines("SL", "GONE", "LOST", headings=("Pay", "Cut"), groups=1)
    made = standing(plan(before, ["KO9"], ["SL", "LOST"], budget=budget))
    assert lines("SL", "GONE", "EH", headings=("Pay",), groups=1) == made["finance"]
    assert [{"ref": "KO1"}] == made["outcome_summary"]
    assert [{"ref": "SL"}, {"ref": "EH"}] == made["service_summary"]


def test_where_nothing_is_new_every_line_stays() -> None:
    before = lines("SL", "EH", "LOST", headings=("Pay", "Cut"), groups=1)
    assert {} == standing(plan(before, ["KO1", "KO9"], ["SL", "EH", "LOST"], budget=BUDGET))


def test_a_ref_that_no_formula_can_look_up_waits_until_it_is_right() -> None:
    services = "| Ref | Service |\n|---|---|\n| E* | Every |\n| SL | Schools |\n"
    outcomes = "| Ref | Kind | Outcome |\n|---|---|---|\n| 1E5 | Key outcome | One |\n"
    made = standing(plan([], [], [], services=services, outcomes=outcomes))
    assert [{"ref": "SL"}] == made["service_summary"]
    assert "outcome_summary" not in made
    assert ["SL"] == [row["item"] for row in made["finance"] if row["view"] == "Service"]


def test_a_table_that_is_not_in_the_workbook_is_left_alone() -> None:
    assert {} == standing(plan_with())


def test_a_heading_that_no_formula_can_count_gets_no_line() -> None:
    """An error, a number and a pattern: what their line would add up depends on who reads it."""
    rows: list[Row] = [
        {"ref": "B-1", "service": "SL", "heading": heading, "cipfa_group": "1 Employees"}
        for heading in (CellError("#NUM!"), 2016.0, "Pay*", "2016", "pay", "Pay")
    ]
    made = plan([], [], [])
    listed = standing(replace(made, rows={**made.rows, "budget": rows}))
    assert lines("SL", "EH", headings=("pay",), groups=1) == listed["finance"]


def test_what_is_typed_over_in_a_line_is_put_right_and_no_line_stands_twice() -> None:
    right = lines("SL", "EH", headings=("Pay",), groups=1)
    service = next(n for n, line in enumerate(right) if line["item"] == "SL")
    for typed in (
        {"view": ""},
        {"view": "Ward"},
        {"view": CellError("#REF!")},
        {"item": None},
        {"item": "EH"},
        {"level": ""},
        {"level": "Ward"},
        {"level": CellError("#N/A")},
    ):
        spoilt = [dict(line) for line in right]
        spoilt[service].update(typed)
        listed = standing(plan(spoilt, ["KO1"], ["SL", "EH"], budget=BUDGET))["finance"]
        assert sorted(map(str, right)) == sorted(map(str, listed)), typed


def test_a_level_that_somebody_chose_stays_and_adds_no_second_line() -> None:
    chosen = lines("SL", "EH", headings=("Pay",), groups=1)
    for line in chosen:
        if line["item"] in ("SL", "Pay"):
            line["level"] = "Council"
    assert {} == standing(plan(chosen, ["KO1"], ["SL", "EH"], budget=BUDGET))


def test_a_ref_that_is_typed_over_another_gives_way() -> None:
    made = standing(plan(lines("SL", "EH"), ["KO1"], ["SL", "sl"]))
    assert [{"ref": "SL"}, {"ref": "EH"}] == made["service_summary"]


PLACES: list[Row] = [{"place": float(place)} for place in range(1, 5)]
YEARS = years_from("2016/17")


def with_places(places: Sequence[Row], years: Sequence[Row]) -> Plan:
    """A plan with these places on Home, and these five years."""
    made = plan(lines("SL", "EH"), ["KO1"], ["SL", "EH"])
    return replace(made, rows={**made.rows, "home_services": places, "medium_term_years": [*years]})


@pytest.mark.parametrize("order", [1, -1])
def test_places_and_years_stay_in_any_order_and_of_another_year(order: int) -> None:
    for year in ("2016/17", "2025/26"):
        assert {} == standing(with_places(PLACES[::order], years_from(year)[::order]))


@pytest.mark.parametrize("typed", [None, 2.0, "1", CellError("#REF!")])
def test_a_place_on_home_that_is_typed_over_is_put_right(typed: Value) -> None:
    spoilt = [{"place": typed}, *PLACES[1:]]
    assert {"home_services": PLACES} == standing(with_places(spoilt, YEARS))


@pytest.mark.parametrize(
    "typed", [{"place": None}, {"place": 4.0}, {"year": ""}, {"year": "2020/21"}, {"year": 2016.0}]
)
def test_a_year_of_the_medium_term_that_is_typed_over_is_put_right(typed: Row) -> None:
    spoilt = [{**YEARS[0], **typed}, *YEARS[1:]]
    assert {"medium_term_years": YEARS} == standing(with_places(PLACES, spoilt))
    nobody_knows = with_places(PLACES, spoilt)
    settings = {**nobody_knows.settings, "financial_year": "soon"}
    assert {} == standing(replace(nobody_knows, settings=settings))


def test_a_sixth_year_that_somebody_added_is_left_alone() -> None:
    sixth: Row = {"place": 6.0, "year": "2021/22"}
    assert {} == standing(with_places(PLACES, [*YEARS, sixth]))
