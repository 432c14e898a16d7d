"""This module tests what past forecasts are worth: worked by hand from three illustrative years."""

from __future__ import annotations

from dataclasses import replace

from csplan.commands.explaining import explain_row
from csplan.plan.calculate import calculate
from csplan.plan.earlier import bring_earlier
from csplan.plan.memory import with_memory
from csplan.plan.plan import Plan, Row
from csplan.plan.track_record import (
    track_record,
    track_record_of_head,
    track_record_of_service,
    track_records,
)
from csplan.scorecards.money import budget_of_service
from csplan.sheets import SERVICES
from csplan.terms.values import Value
from tests.faults.memory_fixtures import KEPT
from tests.plan.test_memory import plan

_FORECASTS = {
    "2013/14": {3: 100.0, 6: 104.0},
    "2014/15": {3: 110.0, 6: 118.0},
    "2015/16": {3: 90.0, 6: 100.0},
}
_OUTTURNS = {"2013/14": 110.0, "2014/15": 120.0, "2015/16": 105.0}


def test_errors_by_quarter_bias_and_a_run_of_years() -> None:
    """Q1 errors are 10, 10, 15 and Q2 errors 6, 2, 5: means 11.67 and 4.33, all together 8."""
    found = track_record("B-001", _FORECASTS, _OUTTURNS)
    assert {1: 11.67, 2: 4.33} == found.usual
    assert (6, 8.0, 3) == (found.periods, found.bias, found.run)
    assert found.said == (
        "Past forecasts were out by, on average: Q1 £12, Q2 £4. Too low 3 years running."
    )
    assert (95.67, 104.33) == found.range_of(100.0, 2)
    assert found.range_of(100.0, 4) is None


def test_a_year_on_both_sides_breaks_the_run_and_an_open_year_does_not_count() -> None:
    mixed = {**_FORECASTS, "2014/15": {3: 110.0, 6: 125.0}, "2016/17": {3: 1.0}}
    found = track_record("B-001", mixed, _OUTTURNS)
    assert (6, 1) == (found.periods, found.run)
    assert "running" not in found.said


def test_fewer_than_four_closed_forecasts_are_refused() -> None:
    found = track_record("B-001", {"2015/16": _FORECASTS["2015/16"]}, _OUTTURNS)
    assert "Too few closed forecasts (2) to say how good they are." == found.said
    assert found.range_of(100.0, 1) is None


def test_the_record_is_read_from_budget_history_and_told_by_explain() -> None:
    rows = [
        {
            "Ref": "B-001",
            "Year": year,
            "Period": f"Month {month}",
            "Forecast outturn": str(forecast),
        }
        for year, months in _FORECASTS.items()
        for month, forecast in months.items()
    ]
    rows += [
        {"Ref": "B-001", "Year": year, "Period": "Month 12", "Actual to date": str(outturn)}
        for year, outturn in _OUTTURNS.items()
    ]
    memory = bring_earlier(plan(), rows, KEPT).memory
    assert memory is not None
    kept: Plan = with_memory(plan(), memory)
    assert track_record("B-001", _FORECASTS, _OUTTURNS) == track_records(kept)["B-001"]
    assert "Too low 3 years running." in " ".join(explain_row(calculate(kept), "B-001"))


def test_a_forecast_that_is_text_or_blank_does_not_count() -> None:
    """Of three forecasts one is a figure: the year came to 110, 10 more than it."""
    told: tuple[tuple[int, Value, Value], ...] = (
        (3, 100.0, None),
        (6, "about 105", None),
        (9, None, None),
        (12, None, 110.0),
    )
    history: list[Row] = [
        {
            "ref": "B-001",
            "year": "2015/16",
            "period": f"Month {month}",
            "month": float(month),
            "forecast_outturn": forecast,
            "actual_to_date": actual,
        }
        for month, forecast, actual in told
    ]
    made = plan()
    found = track_records(replace(made, rows={**made.rows, "budget_history": history}))["B-001"]
    assert (1, {1: 10.0}) == (found.periods, found.usual)


def _months(*told: tuple[str, str, int, float | None, float | None]) -> list[Row]:
    """Rows of Budget history: ref, year, month, forecast, actual."""
    return [
        {
            "ref": ref,
            "year": year,
            "period": f"Month {month}",
            "month": float(month),
            "forecast_outturn": forecast,
            "actual_to_date": actual,
        }
        for ref, year, month, forecast, actual in told
    ]


def test_a_service_answers_for_the_sum_of_its_lines_where_each_has_a_forecast() -> None:
    """2014/15 ends at 300 after forecasts of 280 and 290; 2015/16 at 310 after 300 and 305.

    Month 9 of 2015/16 lacks a line's forecast and does not count; 2013/14 never ended.
    """
    made = plan()
    lines = [*made.rows["budget"], {**made.rows["budget"][0], "ref": "B-002"}]
    history = _months(
        *(("B-001", "2013/14", 3, 1.0, None), ("B-002", "2013/14", 12, 5.0, None)),
        *(("B-001", "2014/15", 3, 180.0, 50.0), ("B-002", "2014/15", 3, 100.0, 30.0)),
        *(("B-001", "2014/15", 6, 185.0, 90.0), ("B-002", "2014/15", 6, 105.0, 60.0)),
        *(("B-001", "2014/15", 12, None, 200.0), ("B-002", "2014/15", 12, None, 100.0)),
        *(("B-001", "2015/16", 3, 190.0, 50.0), ("B-002", "2015/16", 3, 110.0, 30.0)),
        *(("B-001", "2015/16", 6, 195.0, 90.0), ("B-002", "2015/16", 6, 110.0, 60.0)),
        *(("B-001", "2015/16", 9, 999.0, 90.0), ("B-002", "2015/16", 9, None, 60.0)),
        *(("B-001", "2015/16", 12, None, 205.0), ("B-002", "2015/16", 12, None, 105.0)),
    )
    kept = replace(made, rows={**made.rows, "budget": lines, "budget_history": history})
    found = track_record_of_service(kept, "sl")
    assert found is not None
    assert (4, {1: 15.0, 2: 7.5}, 2) == (found.periods, found.usual, found.run)
    assert track_record_of_service(kept, "EH") is None
    assert found.said in " ".join(explain_row(calculate(kept), "SL"))
    results = calculate(kept)
    budget = budget_of_service(results, results.table(SERVICES)[0])
    assert budget is not None
    assert "Such forecasts have ended between £2,485 and £2,515." == budget.total.usually


def test_a_head_answers_for_all_their_services_together() -> None:
    """SL ends at 200 after 180 and 190, EH at 100 after 110 and 100: 300 after 290 and 290.

    Two years alike are four closed forecasts, each out by 10; a name is the same in any case.
    """
    made = plan()
    services = [
        {**made.rows["services"][0], "ref": ref, "head": head}
        for ref, head in (("SL", "Jo Brown"), ("EH", "jo  brown"), ("CS", None))
    ]
    line = made.rows["budget"][0]
    lines = [{**line, "ref": "B-001", "service": "SL"}, {**line, "ref": "B-002", "service": "EH"}]
    history = _months(
        *(
            told
            for year in ("2014/15", "2015/16")
            for told in (
                *(("B-001", year, 3, 180.0, 50.0), ("B-002", year, 3, 110.0, 30.0)),
                *(("B-001", year, 6, 190.0, 90.0), ("B-002", year, 6, 100.0, 60.0)),
                *(("B-001", year, 12, None, 200.0), ("B-002", year, 12, None, 100.0)),
            )
        )
    )
    rows = {**made.rows, "services": services, "budget": lines, "budget_history": history}
    kept = replace(made, rows=rows)

    found = track_record_of_head(kept, "JO BROWN")

    assert found is not None
    assert (4, {1: 10.0, 2: 10.0}, 10.0) == (found.periods, found.usual, found.bias)
    told = f"All services of Jo Brown: {found.said}"
    results = calculate(kept)
    assert told in explain_row(results, "SL")
    assert not any("All services" in said for said in explain_row(results, "CS"))
    assert track_record_of_head(kept, "Nobody") is None
    bare = replace(kept, rows={**rows, "budget_history": []})
    assert not any("All services" in said for said in explain_row(calculate(bare), "SL"))
