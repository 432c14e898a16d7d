"""What stands at the foot of a page is what Settings says."""

from __future__ import annotations

import datetime as dt

from csplan.looks.foot import Foot, SourceFile
from csplan.scorecards.context import foot_of
from csplan.terms.period import serial_of
from csplan.terms.values import Value
from tests.scorecards.cases import demo, replaced


def foot(**settings: Value) -> Foot:
    return foot_of(replaced(demo(), {}, **settings), (), SourceFile(name="C:\\Plans\\plan.xlsx"))


def test_the_foot_says_period_day_and_file() -> None:
    day = dt.date(2016, 10, 14)
    found = foot(report_date=serial_of(day), reporting_period="Q2", data_status="Live")
    assert ("2016/17", "Q2") == (found.financial_year, found.period)
    assert ("14 October 2016", day) == (found.report_date, found.day)
    assert ("plan.xlsx", "") == (found.source.name, found.illustrative)


def test_figures_that_are_not_live_are_said_to_be_illustrative() -> None:
    assert foot(data_status="Illustrative").is_illustrative
    assert foot(data_status=None).illustrative == "Illustrative data: these figures are not real"
