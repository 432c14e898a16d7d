"""A budget line's forecast follows from Activity where its holder asks for that.

B-002: £110,000 and £12,000 of new money are £122,000.  Its homes: 10 for 52 weeks at £100 are planned
(£52,000), 12 at £110 expected (£68,640), £16,640 more; a second kind, of which nothing is expected yet,
counts as planned.  So the line ends at £138,640.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.commands.explaining import explain_row
from csplan.plan.as_closed import as_closed
from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.closed import closed_from_activity, find_late_edits
from csplan.plan.plan import Plan, Row
from csplan.publication.betraying import Thresholds
from csplan.publication.view import view_of
from csplan.sheets import ACTIVITY, BUDGET, SERVICES
from csplan.terms.values import Value
from tests.faults.memory_fixtures import closed, with_cells
from tests.money.years import lines, row, year
from tests.plan.test_memory import plan as remembered


def kind(ref: str, line: str, number: float, price: float, **expected: float) -> Row:
    """What a line buys for the whole year."""
    weeks = {"planned_weeks": 52.0} | ({"expected_weeks": 52.0} if expected else {})
    told: dict[str, Value] = {"planned_number": number, "planned_price": price, **weeks, **expected}
    return row("activity", ref=ref, line=line, what=f"Kind {ref}", **told)


def plan(forecast: float | None = None, price: float = 110.0) -> Plan:
    """The year by September, with the forecast of B-002 from Activity, and what is typed beside it."""
    budget = lines(6)
    budget[1] |= {"forecast_outturn": forecast, "forecast_from": "Activity"}
    homes = kind("AP-01", "B-002", 10.0, 100.0, expected_number=12.0, expected_price=price)
    return year(6, budget=budget, activity=[homes, kind("AP-02", "B-002", 5.0, 10.0)])


def codes(plan: Plan) -> set[str]:
    """What is found of the forecast of B-002, but for what is missing in words."""
    return {str(one.code) for one in check(plan) if "forecast" in one.code} - {
        "forecast-unexplained"
    }


@pytest.mark.parametrize("typed", [None, 121_000.0])
def test_all_that_reads_the_forecast_reads_the_one_from_activity(typed: float | None) -> None:
    results = calculate(plan(typed))
    line = results.table(BUDGET)[1]
    assert (16_640.0, 138_640.0, 16_640.0) == (
        *(line["activity_variance"], line["forecast_used"], line["forecast_variance"]),
    )
    # the last report said £120,900; 5% of the service's £226,000 are £11,300
    assert (17_740.0, "Red", "Adverse", "No") == (
        *(line["movement"], line["rag"], line["favourability"], line["forecast_awaited"]),
    )
    # with £2,400 and £4,000 over, and £1,200 under, on the other lines
    assert 21_840.0 == results.table(SERVICES)[0]["forecast_variance"]
    assert 0.0 == results.table(ACTIVITY)[0]["not_explained"]
    assert ({"forecast-twice"} if typed else set()) == codes(plan(typed))


def test_a_line_without_activity_has_no_forecast_and_is_told_what_to_do() -> None:
    made = replace(plan(121_000.0), rows={**plan(121_000.0).rows, "activity": []})
    line = calculate(made).table(BUDGET)[1]
    assert ("", "", "No forecast", "Yes") == (
        *(line["forecast_used"], line["movement"], line["rag"], line["forecast_awaited"]),
    )
    assert {"forecast-from-nothing"} == codes(made)


def test_a_forecast_from_activity_that_is_far_off_or_below_what_is_spent_is_found() -> None:
    assert "forecast-far" in codes(plan(price=1_000.0))  # £694,000
    spent = with_cells(plan(), "budget", "B-002", actual_to_date=140_000.0)  # of £138,640
    assert "forecast-below-spend" in codes(spent)
    assert "forecast-far" not in codes(plan())


def test_a_closed_month_stays_as_it_was_closed_whatever_activity_says_since() -> None:
    made = remembered()
    homes = kind("AP-01", "B-001", 1.0, 1.0, expected_number=1.0, expected_price=2.0)
    made = replace(made, rows={**made.rows, "activity": [homes]})
    made = with_cells(made, "budget", "B-001", forecast_outturn=None, forecast_from="Activity")
    shut = closed(made, "Q1", 3)  # £1,200 and 52 weeks at £1 more
    dearer = with_cells(shut, "activity", "AP-01", expected_price=3.0)

    assert 1_304.0 == calculate(dearer).table(BUDGET)[0]["forecast_used"]
    shown, revised = as_closed(calculate(dearer))
    assert (1_252.0, 52.0) == tuple(
        shown.table(BUDGET)[0][name] for name in ("forecast_used", "forecast_variance")
    )
    assert [(1_252.0, 1_304.0)] == [(one.was, one.now) for one in revised["B-001"]]
    assert [] == list(find_late_edits(dearer))
    assert [1_252.0] == [one.was for one in closed_from_activity(dearer)]
    published = view_of(calculate(dearer), rules=Thresholds()).results.table(BUDGET)[0]
    assert 1_252.0 == published["forecast_used"]


def test_a_published_copy_holds_the_forecast_though_it_has_no_activity() -> None:
    view = view_of(calculate(plan()), rules=Thresholds()).results
    line = view.table(BUDGET)[1]
    assert (138_640.0, None) == (line["forecast_used"], line.get("forecast_from"))
    assert [] == list(closed_from_activity(plan()))
    assert [] == list(closed_from_activity(closed(remembered(), "Q1", 3)))  # typed


@pytest.mark.parametrize(("price", "said"), [(110.0, "plus £16,640"), (50.0, "minus £20,800")])
def test_explain_says_in_words_what_the_forecast_follows_from(price: float, said: str) -> None:
    results = calculate(plan(price=price))
    assert f" = revised budget {said}" in " ".join(explain_row(results, "B-002").lines)
