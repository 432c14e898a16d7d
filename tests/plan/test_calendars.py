"""A year may begin in any month, be named 2026/27 or 2026, and be cut in quarters, terms or halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Row
from csplan.scorecards.members_words import period_in_words
from csplan.sheets import INDICATORS
from csplan.terms.calendar import Calendar
from csplan.terms.catalogue import Code
from csplan.terms.period import FinancialYear, serial_of
from csplan.terms.values import Value
from tests.plan.written import found, indicators, plan_with

TERMS: dict[str, Value] = {"year_begins": "September", "year_parts": "Terms"}
JANUARY: dict[str, Value] = {"year_begins": "January", "financial_year": "2016"}


@pytest.mark.parametrize(
    ("calendar", "year", "number", "last"),
    [
        (Calendar(), "2016/17", 0, date(2016, 3, 31)),
        (Calendar(), "2016/17", 3, date(2016, 12, 31)),
        (Calendar(9, 3), "2026/27", 1, date(2026, 12, 31)),
        (Calendar(9, 3), "2026/27", 3, date(2027, 8, 31)),
        (Calendar(1, 4), "2026", 4, date(2026, 12, 31)),
        (Calendar(8, 2), "2026/27", 1, date(2027, 1, 31)),
    ],
)
def test_the_last_day_of_a_period(calendar: Calendar, year: str, number: int, last: date) -> None:
    parsed = FinancialYear.parse(year)
    assert parsed is not None
    assert last == calendar.last_day(parsed, number)


def test_a_year_of_its_own_name_goes_on_in_it() -> None:
    year = FinancialYear.parse("2026.0")  # Excel makes a number of it
    assert year is not None
    assert ("2026", "2029") == (str(year), str(year.plus(3)))


@pytest.mark.parametrize(
    ("settings", "day", "month", "said"),
    [
        ({"reporting_period": "Q2", **TERMS}, date(2017, 4, 20), 8.0, ""),
        ({"reporting_period": "Q2", **TERMS}, date(2016, 12, 20), 8.0, "made about 30 April 2017"),
        ({"reporting_period": "Q2", **TERMS}, date(2017, 4, 20), 3.0, "months 5 to 10"),
        ({"reporting_period": "Q1", **JANUARY}, date(2016, 4, 12), 3.0, ""),
        ({"reporting_period": "Q1", **JANUARY}, date(2016, 7, 12), 3.0, "made about 31 March 2016"),
        ({"reporting_period": "Baseline", **JANUARY}, date(2015, 12, 1), 0.0, ""),
    ],
)
def test_a_report_is_made_about_the_end_of_its_period(
    settings: dict[str, Value], day: date, month: float, said: str
) -> None:
    given = {**settings, "report_date": serial_of(day), "budget_month": month}
    messages = [one.message for one in found(check(plan_with(given)), "settings-contradict")]
    assert bool(said) is bool(messages)
    assert all(said in one for one in messages)


def test_a_period_beyond_the_year_is_a_fault() -> None:
    (finding,) = found(check(plan_with({"reporting_period": "Q4", **TERMS})), "setting-unusable")
    assert "the year has 3 periods" in finding.message
    assert "Choose Q1 to Q3, or other Periods of the year." == finding.fix


def test_a_cumulative_target_grows_by_terms_and_what_is_due_at_the_end_is_due_then() -> None:
    rows = indicators({"Unit": "pupils", "Measure": "Cumulative", "First due": "Q4"})
    for period, target, due in (("Q1", 30.0, "No"), ("Q2", 60.0, "No"), ("Q3", 90.0, "Yes")):
        plan = plan_with({"reporting_period": period, **TERMS}, indicators=rows)
        plan.rows["indicators"][0].update(target=90.0, q1_actual=1.0, q2_actual=2.0, q3_actual=3.0)
        row = calculate(plan).table(INDICATORS)[0]
        assert (target, due) == (row["target_to_date"], row["due"])


@pytest.mark.parametrize(
    ("year", "period", "calendar", "said"),
    [
        ("2026/27", "Spring term", Calendar(9, 3), "September 2026 to April 2027"),
        ("2026", "Q2", Calendar(1, 4), "January to June 2026"),
        ("2026", "Q4", Calendar(1, 4), "January to December 2026"),
        ("2026/27", "Baseline", Calendar(9, 3), "at the start of 2026/27"),
        ("soon", "Q1", Calendar(), "soon Q1"),
    ],
)
def test_a_period_in_words(year: str, period: str, calendar: Calendar, said: str) -> None:
    assert said == period_in_words(year, period, calendar)


def test_a_year_of_quarters_names_them_and_others_have_names() -> None:
    named = [Calendar(4, 3).named("Q2"), Calendar(9, 3).named("Q3"), Calendar(1, 2).named("Q2")]
    assert ["Term 2", "Summer term", "Second half"] == named
    assert "Q4" == Calendar(9, 3).named("Q4")


SPENT = """
| Ref | Service | Heading | Kind | Original budget | Actual to date |
|---|---|---|---|---|---|
| B-001 | SL | Pay | Expenditure | 1200 | 310 |
"""


def contradicted(month: Value, *log: Row) -> list[str]:
    """Return what is said of a budget month at Q2, after these lines of the Change log."""
    then: Row = {"reporting_period": "Q2", "report_date": 42_657.0, "budget_month": month}
    plan = plan_with(then, budget=SPENT)
    plan = replace(plan, rows={**plan.rows, "changes": list(log)})
    return [one.message for one in found(check(plan), Code.SETTINGS_CONTRADICT)]


MOVED: Row = {"sheet": "Settings", "column": "Budget month", "before": "5"}
OTHER: Row = {"sheet": "Indicators", "column": "Q1 actual", "before": "5"}
PAID: Row = {"sheet": "Budget", "column": "Actual to date", "before": "300"}


def test_a_budget_month_that_moved_without_actuals_is_said_whatever_else_changed() -> None:
    (said,) = contradicted(6.0, MOVED, OTHER)
    assert "no actual on Budget has changed since it was 5." in said
    assert [] == contradicted(6.0, MOVED, OTHER, PAID)
    assert [] == contradicted(None, MOVED, OTHER)
