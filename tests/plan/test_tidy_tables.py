"""This module tests the tidy tables: words and dates of a row once, and its figures one a line."""

from __future__ import annotations

from dataclasses import replace

from csplan.plan.calculate import calculate
from csplan.plan.tidy_tables import TidyTable, tidy_tables
from tests.plan.written import indicators, plan_with

ACTIONS = """
| Ref | Outcome | Action | Owner | Due | % complete |
|---|---|---|---|---|---|
| A-001 | KO1 | Open a centre | SL | 42461 | 0.25 |
| A-002 | KO1 | Close a centre | SL | soon | |
"""
FIGURES = {"Baseline": "60.0%", "Q1 actual": "66.0%", "Q2 actual": "N/A", "Target 2017/18": "75%"}


def tables(financial_year: str = "2016/17") -> dict[str, TidyTable]:
    plan = plan_with(indicators=indicators(FIGURES), actions=ACTIONS)
    plan = replace(plan, settings={**plan.settings, "financial_year": financial_year})
    return {one.name: one for one in tidy_tables(calculate(plan))}


def test_each_figure_is_a_line_with_its_year_and_period_and_a_word_stands_beside() -> None:
    lines = tables()["indicators_figures"].rows
    for line in [
        ("2016/17", "KO1-01", "2016/17", "Baseline", "baseline", 0.6, None),
        ("2016/17", "KO1-01", "2016/17", "Q1", "actual", 0.66, None),
        ("2016/17", "KO1-01", "2016/17", "Q2", "actual", None, "N/A"),
        ("2016/17", "KO1-01", "2017/18", "Year", "target", 0.75, None),
    ]:
        assert line in lines
    assert "Q3" not in {line[3] for line in lines if line[4] == "actual"}


def test_a_rows_words_and_dates_stand_once_and_a_text_that_is_no_date_as_it_is() -> None:
    table = tables()["actions"]
    fields = [column.name for column in table.columns]
    rows = [dict(zip(fields, row, strict=True)) for row in table.rows]
    assert ["2016-04-01", "soon"] == [row["due"] for row in rows]
    assert ["Open a centre", "Close a centre"] == [row["action"] for row in rows]
    assert "percent_complete" not in fields
    assert {"date"} == {column.type for column in table.columns if column.name == "due"}


def test_without_a_financial_year_a_figure_is_of_the_plans_year_as_typed() -> None:
    years = {line[2] for line in tables("soon")["indicators_figures"].rows}
    assert {"soon"} == years
