"""Absurdities that a second list of them held: each is found, and its harmless neighbour is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.check import check
from csplan.plan.plan import Plan, Row
from csplan.sheets import SETTINGS
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.names import one_slip
from csplan.terms.values import CellError, Value
from tests.plan.written import found, indicators, plan_with

_Q2: Row = {"reporting_period": "Q2", "budget_month": 6.0, "report_date": 42_657.0}
_SHARE = {"Baseline": "72.7%", "Q1 actual": "72.7%", "Target 2016/17": "90%"}
_GROWS = {"Unit": "number", "Decimals": "0", "Baseline": "300", "Target 2016/17": "400"}


def of_rows(code: Code, *rows: dict[str, str], **settings: Value) -> list[Finding]:
    """What is found of one code in a plan of some indicators at Q2."""
    return found(check(plan_with({**_Q2, **settings}, indicators=indicators(*rows))), code)


@pytest.mark.parametrize(
    ("figure", "row", "said"),
    [
        ("27.3%", _SHARE, "27.3% is about what 72.7% (Q1's figure) leaves of 100%."),
        ("72.9%", _SHARE, ""),
        ("45%", {**_SHARE, "Q1 actual": "55%", "Baseline": "46%"}, ""),
        ("100%", {**_SHARE, "Q1 actual": "60%", "Baseline": "60%"}, "was 1 typed for 1%?"),
        ("100%", {**_SHARE, "Q1 actual": "60%", "Target 2016/17": "100%"}, ""),
        ("100%", {**_SHARE, "Q1 actual": "80%"}, ""),
        ("27.3%", {}, ""),
        ("-27.3", {"Unit": "percentage points", "Baseline": "-27"}, ""),
    ],
)
def test_a_share_that_is_the_rest_or_the_whole(figure: str, row: dict[str, str], said: str) -> None:
    listed = of_rows(Code.FIGURE_UNLIKELY, {**row, "Q2 actual": figure})
    assert bool(said) == bool(listed)
    assert all(said in one.message for one in listed)


@pytest.mark.parametrize(
    ("measure", "first", "second", "count"),
    [
        ("Cumulative", "80", "80", 1),
        ("Programme", "320", "320", 1),
        ("Cumulative", "80", "81", 0),
        ("Cumulative", "12", "12", 0),
        ("Snapshot", "80", "80", 0),
    ],
)
def test_a_count_that_grows_and_did_not(measure: str, first: str, second: str, count: int) -> None:
    row = {**_GROWS, "Measure": measure, "Q1 actual": first, "Q2 actual": second}
    assert count == len(of_rows(Code.FIGURE_UNCHANGED, row))


@pytest.mark.parametrize(
    ("figure", "of", "is_one"),
    [("72.7%", "11", True), ("75%", "11", False), ("75%", "0", False), ("75%", "", True)],
)
def test_a_share_is_one_that_its_denominator_makes(figure: str, of: str, *, is_one: bool) -> None:
    row = {**_SHARE, "Q2 actual": figure, "Denominator": of}
    listed = of_rows(Code.SHARE_OF_NO_WHOLE, row)
    assert is_one == (not listed)
    assert all(one.found == "0.75" for one in listed)


def test_a_share_before_the_first_quarter_is_found_at_its_denominator() -> None:
    row = {"Baseline": "75%", "Denominator": "11"}
    (one,) = of_rows(Code.SHARE_OF_NO_WHOLE, row, reporting_period="Baseline")
    assert one.heading == "Denominator"


@pytest.mark.parametrize(
    ("figures", "count"),
    [
        (("93.1%", "93.1%", "93.1%"), 3),
        (("93.1%", "93.1%", "93.2%"), 0),
        (("100%", "100%", "100%"), 0),
        (("2%", "2%", "2%"), 0),
        (("", "", ""), 0),
    ],
)
def test_a_figure_filled_down_a_column(figures: tuple[str, ...], count: int) -> None:
    before = ("91%", "92%", "94%")
    rows = [
        {"Baseline": was, "Q1 actual": was, "Q2 actual": now}
        for was, now in zip(before, figures, strict=True)
    ]
    listed = of_rows(Code.FILLED_DOWN, *rows)
    assert count == len(listed)
    assert all("93.1% stands in 3 rows together" in one.message for one in listed)


def test_rows_that_were_alike_before_or_stand_far_apart_are_not_filled_down() -> None:
    alike = [{"Baseline": "91%", "Q1 actual": "91%", "Q2 actual": "93.1%"}] * 3
    assert [] == of_rows(Code.FILLED_DOWN, *alike)
    apart = [{"Q1 actual": was, "Q2 actual": "93.1%"} for was in ("91%", "92%", "94%")]
    none: dict[str, str] = {}
    assert [] == of_rows(Code.FILLED_DOWN, apart[0], *[none] * 6, *apart[1:])


@pytest.mark.parametrize(("same", "count"), [(5, 1), (4, 0)])
def test_a_service_whose_figures_are_those_of_the_quarter_before(same: int, count: int) -> None:
    rows = [{"Q1 actual": f"{50 + n}%", "Q2 actual": f"{50 + n}%"} for n in range(same)]
    other = [{"Q1 actual": "70%", "Q2 actual": "71%"}]
    listed = of_rows(Code.FIGURE_UNCHANGED, *rows, *other)
    assert count == len(listed)
    assert all(f"{same} of 6 figures of SL for Q2" in one.message for one in listed)
    assert [] == of_rows(Code.FIGURE_UNCHANGED, *rows, *(other * 3))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Baseline": "607", "Target 2016/17": "5500"}, Code.TENFOLD),
        ({"Baseline": "607", "Target 2016/17": "55"}, Code.TENFOLD),
        ({"Target 2016/17": "550", "Target 2017/18": "5000"}, Code.TENFOLD),
        ({"Baseline": "42", "Target 2016/17": "4200"}, Code.HUNDREDFOLD),
        ({"Baseline": "42000", "Target 2016/17": "40"}, Code.THOUSANDFOLD),
    ],
)
def test_a_target_that_slipped_by_a_place_or_more(row: dict[str, str], code: Code) -> None:
    (one,) = of_rows(code, {"Unit": "number", "Decimals": "0", **row})
    what = "the baseline" if "Baseline" in row else "the first target"
    assert what in one.message


@pytest.mark.parametrize(
    ("unit", "target", "tolerance", "count"),
    [("number", "500", "500", 1), ("%", "90%", "90", 1), ("%", "90%", "5", 0), ("%", "0%", "5", 0)],
)
def test_a_tolerance_as_large_as_its_target(
    unit: str, target: str, tolerance: str, count: int
) -> None:
    row = {"Unit": unit, "Target 2016/17": target, "Tolerance in unit": tolerance}
    assert count == len(of_rows(Code.TOLERANCE_TOO_LARGE, row))


def test_a_figure_that_is_not_judged_because_its_first_is_due_later() -> None:
    row = {**_SHARE, "Q2 actual": "73%", "First due": "Q4"}
    listed = of_rows(Code.ACTUAL_TOO_EARLY, row)
    assert ["Q1", "Q2"] == [one.message.split(" stands in ")[1][:2] for one in listed]


@pytest.mark.parametrize(
    ("words", "says"), [("TBC", False), ("...", False), ("Two late returns", True)]
)
def test_words_that_say_nothing_explain_no_red(words: str, *, says: bool) -> None:
    row = {**_SHARE, "Q2 actual": "60%", "Commentary": words, "Corrective action": words}
    for code in (Code.RED_WITHOUT_COMMENTARY, Code.RED_WITHOUT_ACTION):
        listed = of_rows(code, row, commentary_on_red="Yes")
        assert says == (not listed)
        assert all(f"“{words}” does not say" in one.message for one in listed)


_LINES = """
| Ref | Service | Heading | CIPFA group | Kind | Original budget | Actual to date | Commitments | Previous forecast | Forecast outturn |
|---|---|---|---|---|---|---|---|---|---|
"""
_PAY = "| B-001 | SL | Pay | 1 Employees | Expenditure | 2000000 |"
_FEES = "| B-002 | SL | Fees | 9 Income | Income | -1000000 |"
_SPARE = "| B-003 | SL | Savings | Unallocated | Expenditure | -1000000 |"


def of_line(line: str) -> set[tuple[Code, str]]:
    """What somebody must confirm of one budget line at month 6: codes and headings."""
    listed = check(plan_with(_Q2, budget=f"{_LINES}{line}"))
    return {(one.code, one.heading) for one in listed if one.is_to_confirm}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{_PAY} 1000000 | 5000 | 2000000 | 2000000 |", set()),
        (f"{_PAY} 100000 | 0 |  | 2000000 |", {(Code.TENFOLD, "Actual to date")}),
        (f"{_PAY} 10000 | 0 |  | 2000000 |", {(Code.HUNDREDFOLD, "Actual to date")}),
        (f"{_PAY} 1000 | 0 |  | 2000000 |", {(Code.THOUSANDFOLD, "Actual to date")}),
        (f"{_PAY} 1 | 0 |  | 2000000 |", {(Code.THOUSANDFOLD, "Actual to date")}),
        (f"{_PAY} 0 | 0 |  | 2000000 |", {(Code.AMOUNT_UNLIKELY, "Actual to date")}),
        (f"{_PAY} 1000000 | -5000 |  | 2000000 |", {(Code.AMOUNT_UNLIKELY, "Commitments")}),
        (f"{_PAY} 1000000 | 4000000 |  | 2000000 |", {(Code.AMOUNT_UNLIKELY, "Commitments")}),
        (f"{_PAY} 1000000 | 5000 | 2000000 | 2000 |", {(Code.THOUSANDFOLD, "Forecast outturn")}),
        (f"{_PAY} 1000000 | 0 | 2000 | 2000000 |", {(Code.THOUSANDFOLD, "Previous forecast")}),
        (f"{_PAY} 1000000 | 0 | -2000000 | 2000000 |", {(Code.SIGN_AGAINST_KIND, "Previous forecast")}),
        (f"{_FEES} -500000 |  |  | -1000000 |", set()),
        (f"{_FEES} -5000000 |  |  | -1000000 |", {(Code.TENFOLD, "Actual to date"), (Code.ACTUAL_BEYOND_BUDGET, "Actual to date")}),
        (f"{_FEES} -1400000 |  |  | -1000000 |", set()),
        (f"{_FEES}  |  |  | -1000000 |", set()),
        (f"{_SPARE}  |  |  |  |", set()),
    ],
)  # fmt: skip
def test_amounts_of_a_budget_line(line: str, expected: set[tuple[Code, str]]) -> None:
    assert expected == of_line(line)


def _one(key: str, heads: str, cells: str) -> Plan:
    """A plan with one row of another sheet."""
    bars = "|---" * (heads.count("|") - 1)
    return plan_with(_Q2, **{key: f"{heads}\n{bars}|\n{cells}"})


_SAVING = (
    "| Ref | Saving | Approved | Delivered | On track | Full-year effect | One-off replacement |"
)
_SCHEME = "| Ref | Scheme | Approved | Spent to date | Forecast | Slippage |"
_GRANT = "| Ref | Grant | Ring-fenced | Allocation | Spent to date | Forecast | Brought forward |"
_ACTIVITY = (
    "| Ref | Line | What is bought | Planned number | Planned weeks | Planned price a week | "
    "Expected number | Expected weeks | Expected price a week |"
)
_MOVE = "| Ref | From | To | Amount | Date | Authority | Reason |"


@pytest.mark.parametrize(
    ("key", "heads", "cells", "expected"),
    [
        ("savings", _SAVING, "| S-01 | Posts | 100000 | 100000 | 0 | 400000 | 0 |", {"Full-year effect"}),
        ("savings", _SAVING, "| S-01 | Posts | 1000 | 1000 | 0 | 4000 | 0 |", set()),
        ("capital", _SCHEME, "| CAP-01 | Works | 500000 | 900000 | 500000 | 0 |", {"Spent to date", "Forecast"}),
        ("capital", _SCHEME, "| CAP-01 | Works | 500000 | -90000 | 500000 | 0 |", {"Spent to date"}),
        ("capital", _SCHEME, "| CAP-01 | Works |  | 900000 | 900000 | 0 |", set()),
        ("grants", _GRANT, "| G-01 | Block | Yes | 400000 | 200000 | 4000 | -90000 |", {"Forecast"}),
        ("grants", _GRANT, "| G-01 | Block | Yes | 400000 | 200000 | 400000 | 900000 |", {"Brought forward"}),
        ("virements", _MOVE, "| V-001 | B-001 | B-002 | 0 | 42600 | Cabinet | Need |", {"Amount"}),
        ("virements", _MOVE, "| V-001 | B-001 | B-002 | 0.1 | 42600 | Cabinet | Need |", {"Amount"}),
        ("grants", _GRANT, "| G-01 | Block | Yes | 400000 | 300000 | 240000 | 0 |", {"Forecast"}),
        ("virements", _MOVE, "| V-001 | B-001 | B-002 | 5 | 43900 | Cabinet | Need |", {"Date"}),
        ("virements", _MOVE, "| V-001 | B-001 | B-002 | 5 | 42600 | Cabinet | Need |", set()),
        ("virements", _MOVE, "| V-001 | B-001 | B-002 | 5 |  | Cabinet | Need |", set()),
    ],
)  # fmt: skip
def test_amounts_beside_others(key: str, heads: str, cells: str, expected: set[str]) -> None:
    codes = (Code.AMOUNT_UNLIKELY, Code.DATE_UNLIKELY)
    listed = [one for one in check(_one(key, heads, cells)) if one.code in codes]
    assert sorted(expected) == sorted(one.heading for one in listed)


def test_a_price_and_a_number_beside_what_was_planned() -> None:
    cells = "| AP-01 | B-001 | Foster care | 150 | 52 | 850 | 1500 | 52 | 8.5 |"
    listed = found(check(_one("activity", _ACTIVITY, cells)), Code.AMOUNT_UNLIKELY)
    assert {"Expected number", "Expected price a week"} == {one.heading for one in listed}


_BENCHMARK = "| Ref | Indicator | Year | England | Rank | Of |"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("2015/16 | 70% | 5 | 150", set()),
        ("2015/16 | 110% | 75 | 150", {"England"}),
        ("2015/16 | 0.7% | 5 | 150", {"England"}),
        ("2015/16 |  | 151 | 150", {"Rank"}),
        ("2015/16 |  | 1.5 |", {"Rank"}),
        ("2026/27 | 70% |  |", {"Year"}),
    ],
)
def test_a_benchmark_beside_the_indicators_own_figures(cells: str, expected: set[str]) -> None:
    table = f"{_BENCHMARK}\n|---|---|---|---|---|---|\n| X-1 | KO1-01 | {cells} |"
    plan = plan_with(_Q2, indicators=indicators(_SHARE), benchmarks=table)
    assert expected == {one.heading for one in found(check(plan), Code.BENCHMARK_UNLIKELY)}


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("default_tolerance", 0.5, 1),
        ("service_red_amount", 0.0, 1),
        ("percentage_limit", 150.0, 1),
        ("benchmark_year", "2051/52", 1),
        ("benchmark_year", "2015/16", 0),
    ],
)
def test_a_setting_far_from_any_usual_one(name: str, value: Value, count: int) -> None:
    assert count == len(of_rows(Code.SETTING_UNLIKELY, {}, **{name: value}))


_ACTION = "| Ref | Action | Start | Due | % complete | Status |\n|---|---|---|---|---|---|"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("42500 | 42800 | 80% | Not started", Code.COMPLETE_DISAGREES),
        ("42500 | 42800 | 80% | ", Code.COMPLETE_DISAGREES),
        ("42700 | 42800 | 50% | On track", Code.DATES_OUT_OF_ORDER),
    ],
)
def test_an_action_that_is_under_way_before_it_starts(cells: str, code: Code) -> None:
    plan = plan_with(_Q2, actions=f"{_ACTION}\n| A-001 | Do it | {cells} |")
    assert 1 == len(found(check(plan), code))


def test_error_cells_are_no_reason_to_stop() -> None:
    plan = plan_with(_Q2, indicators=indicators({**_SHARE, "Q2 actual": "73%"}))
    rows = [{**plan.rows["indicators"][0], "unit": CellError("#N/A")}]
    wrong = Plan(plan.settings, {**plan.rows, "indicators": rows}, plan.places)
    assert [] == found(check(wrong), Code.FILLED_DOWN)


@pytest.mark.parametrize(("before", "count"), [("72.7%", 1), ("", 0)])
def test_a_word_for_no_figure_where_there_was_one(before: str, count: int) -> None:
    row = {"Baseline": before, "Q1 actual": before, "Q2 actual": "N/A"}
    assert count == len(of_rows(Code.ABSENT_OVER_FIGURE, row))


@pytest.mark.parametrize(("figure", "count"), [("72.7%", 1), ("100%", 0), ("0%", 0)])
def test_a_figure_that_four_times_was_the_same_but_for_all_and_none(
    figure: str, count: int
) -> None:
    row = dict.fromkeys(("Baseline", "Q1 actual", "Q2 actual", "Q3 actual"), figure)
    listed = of_rows(Code.FIGURE_UNCHANGED, {**row, "Target 2016/17": "90%"}, reporting_period="Q3")
    assert count == len(listed)


@pytest.mark.parametrize(("second", "count"), [("KO1-01", 1), ("KO1-99", 0)])
def test_a_link_that_stands_twice_counts_once_and_one_to_nothing_is_no_link(
    second: str, count: int
) -> None:
    promises = "| Ref | Outcome | Expected outcome |\n|---|---|---|\n| EO-01 | KO1 | More read |"
    links = "| Ref | Expected outcome | Indicator |\n|---|---|---|\n| M-001 | EO-01 | KO1-01 |\n"
    links += f"| M-002 | EO-01 | {second} |"
    plan = plan_with(indicators=indicators({}), expected_outcomes=promises, measured_by=links)
    assert count == len(found(check(plan), Code.LINK_DOUBLED))


def test_a_workbook_of_an_earlier_layout_is_judged_by_nothing_else() -> None:
    plan = plan_with(_Q2, indicators=indicators({"Indicator": "", "Q2 actual": "720%"}))
    older = plan.finding(Code.UPGRADE_NEEDED, "It is older.", "Run csplan upgrade.", sheet=SETTINGS)
    assert len(check(plan)) > 1
    assert (older,) == check(replace(plan, findings=[older]))


@pytest.mark.parametrize(("measure", "count"), [("Cumulative", 1), ("Snapshot", 0)])
def test_the_latest_figure_is_no_forecast_of_what_grows(measure: str, count: int) -> None:
    row = {"Unit": "number", "Decimals": "0", "Measure": measure, "Forecast method": "Latest"}
    assert count == len(of_rows(Code.METHOD_UNFIT, row))


@pytest.mark.parametrize(("profiled", "count"), [("", 1), ("720", 0)])
def test_a_figure_that_the_quarters_target_foresaw_is_likely(profiled: str, count: int) -> None:
    row = {"Unit": "number", "Decimals": "0", "Baseline": "70", "Target 2016/17": "72"}
    row |= {"Q1 actual": "71", "Q2 actual": "720", "Q2 target": profiled}
    listed = of_rows(Code.TENFOLD, row)
    assert count == len([one for one in listed if one.heading == "Q2 actual"])


def test_a_promise_that_cannot_be_read_is_not_said_to_be_unmeasured() -> None:
    promises = "| Ref | Outcome | Expected outcome |\n|---|---|---|\n| EO-01 | {} | More read |"
    said = {}
    for outcome in ("KO1", "#N/A"):
        plan = plan_with(indicators=indicators({}), expected_outcomes=promises.format(outcome))
        said[outcome] = len(found(check(plan), Code.PROMISE_UNMEASURED))
    assert {"KO1": 1, "#N/A": 0} == said


@pytest.mark.parametrize(
    ("unit", "said"),
    [("per cent", "is written % as a unit"), ("Yes/no", "is not what a number is")],
)
def test_a_unit_that_is_no_unit(unit: str, said: str) -> None:
    listed = of_rows(Code.UNKNOWN_WORD, {"Unit": unit})
    assert [True] == [said in one.message for one in listed]


def test_of_two_names_neither_may_be_meant_and_of_one_it_is() -> None:
    assert one_slip("B-003", ["B-03", "B-004"]) is None
    assert "B-003" == one_slip("b-003", ["B-003", "C-100"])


def test_a_figure_that_cannot_be_true_says_why_and_what_to_do() -> None:
    (below,) = of_rows(Code.FIGURE_BELOW_ZERO, {**_GROWS, "Q1 actual": "-5", "Q2 actual": "12"})

    assert "-5 is below zero, which a count cannot be." == below.message


def test_a_count_and_its_rate_are_of_one_population() -> None:
    """600 at 40.0 are of 149,688 to 150,313, 660 at 40.0 of 164,669 to 165,332: not of one."""
    name = {"Indicator": "Children in care – number", "Unit": "number", "Decimals": "0"}
    rate = {"Indicator": "Children in care – rate", "Unit": "per 10,000", "Decimals": "1"}
    count = {**name, "Baseline": "600", "Q1 actual": "660", "Q2 actual": "606"}

    (finding,) = of_rows(
        Code.COUNT_AGAINST_RATE,
        count,
        {**rate, "Baseline": "40.0", "Q1 actual": "40.0", "Q2 actual": "40.0"},
    )

    assert finding.message == (
        "660 (KO1-01) and 40 per 10,000 are of a population of about 165,000; "
        "the baseline was of 150,000."
    )
    assert [] == of_rows(Code.COUNT_AGAINST_RATE, count, {**rate, "Baseline": "0.0"})


def test_a_commentary_may_name_the_figures_of_the_rate_beside_the_count() -> None:
    count = {"Indicator": "Children in care – number", "Unit": "number", "Decimals": "0"}
    said = {**count, "Q2 actual": "606", "Commentary": "It was 606; 40.4 per 10,000."}
    rate = {"Indicator": "Children in care – rate", "Unit": "per 10,000", "Q2 actual": "40.4"}

    assert [] == of_rows(Code.NUMBER_NOT_ON_ROW, said, rate)
