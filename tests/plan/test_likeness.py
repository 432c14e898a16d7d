"""The live marks beside a figure say no other than the update does: one judgement, two places."""

from __future__ import annotations

import dataclasses
from itertools import cycle

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.rules.slips import slip
from csplan.sheets import ACCEPTED, BUDGET, INDICATORS
from csplan.template.demo import demo_plan
from csplan.terms.catalogue import Code
from csplan.terms.values import is_number
from tests.plan.test_absurd_figures import number

_SLIPS = {Code.TENFOLD, Code.HUNDREDFOLD, Code.THOUSANDFOLD}
_MARKS = (
    (INDICATORS, "likeness", False),
    (INDICATORS, "forecast_likeness", True),
    (BUDGET, "likeness", False),
)
_FIGURE = {*_SLIPS, Code.FIGURE_UNLIKELY}


@pytest.mark.slow  # the whole demonstration is calculated and checked
def test_what_is_marked_while_typing_is_what_the_update_asks_to_confirm() -> None:
    """Every figure of Q2, actual and forecast is multiplied by one of these, in turn."""
    plan = demo_plan().plan
    times = cycle((1.0, 10.0, 4.0, 0.1, 1000.0, 0.5))
    rows = dict(plan.rows)
    planted_in = (
        (INDICATORS, "q2_actual"),
        (INDICATORS, "forecast"),
        (BUDGET, "actual_to_date"),
        (BUDGET, "forecast_outturn"),
    )
    for sheet, name in planted_in:
        rows[sheet.key] = [
            {**row, name: number(row[name]) * next(times)} if is_number(row[name]) else row
            for row in rows[sheet.key]
        ]
    confirmed = max(
        (row for row in rows[BUDGET.key] if is_number(row["forecast_outturn"])),
        key=lambda row: abs(number(row["forecast_outturn"])),  # one of those in thousands
    )
    rows[ACCEPTED.key] = [
        {
            "code": Code.THOUSANDFOLD,
            "ref": confirmed["ref"],
            "value": confirmed["forecast_outturn"],
            "reason": "It is right",
            "by": "J Brown",
        }
    ]
    planted = dataclasses.replace(plan, rows=rows)
    results = calculate(planted)
    found = [one for one in check(planted, results) if one.code.is_to_confirm]

    marks = {
        (sheet.name, row["ref"], of_forecast): row[column]
        for sheet, column, of_forecast in _MARKS
        for row in results.table(sheet)
        if row[column]
    }
    asked = {
        (one.sheet, one.ref, (one.sheet, one.heading) == ("Indicators", "Forecast")): one.code
        for one in found
        if not one.accepted and one.code in {*_FIGURE, Code.FIGURE_UNCHANGED, Code.FORECAST_FAR}
    }
    looked_at = {
        (sheet.name, row["ref"], of_forecast)
        for sheet, _, of_forecast in _MARKS
        for row in results.table(sheet)
        if row["row_check"] == "OK"
    }
    slips = {at for at, code in asked.items() if code in _SLIPS and at in looked_at}

    assert set() == set(marks) - set(asked)
    confirmable = {("Budget", confirmed["ref"], False)}
    assert set() == slips - set(marks) - confirmable
    assert {"Far off", "In thousands?", "Actual, a slip?"} == set(marks.values())
    assert 20 < len(marks)
    assert {True, False} == {of_forecast for _, _, of_forecast in marks}
    assert not confirmable & set(marks)
    assert confirmed["ref"] in {one.ref for one in found if one.accepted}


@pytest.mark.parametrize(
    ("figure", "other", "said", "likely"),
    [
        (370, 37, "ten times", 37),
        (8 * 37, 37, "ten times", 29.6),
        (12.6 * 37, 37, None, None),
        (3.7, 37, "a tenth of", 37),
        (0.37, 37, "a hundredth of", 37),
        (37_000, 37, "a thousand times", 37),
        (-370, -37, "ten times", -37),
        (-370, 37, None, None),
        (0, 37, None, None),
        (370, 0, None, None),
        (37, 36, None, None),
    ],
)
def test_a_slip_is_named_with_what_the_figure_would_be(
    figure: float, other: float, said: str | None, likely: float | None
) -> None:
    found = slip(figure, other)
    assert said == (found and found.said)
    assert likely == (found and pytest.approx(found.likely(figure)))
