"""A whole year, month by month, with every result worked out by hand.  All of it illustrative.

Original budgets: 120,000 + 110,000 − 40,000 + 24,000 = 214,000.
A virement moves 6,000 from B-004 to B-001; a grant adds 12,000 to B-002.
Revised: 126,000, 122,000, −40,000 and 18,000: 226,000 = 214,000 + 12,000.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Results, Row
from csplan.sheets import BUDGET, CONTROL_TOTALS, FINANCE, SERVICES
from csplan.template.build import build
from csplan.terms.values import Value
from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.extent import some_of
from tests.money.years import lines, year

pytestmark = pytest.mark.slow


def column(results: Results, name: str) -> list[Value]:
    """A column of Budget."""
    return [row[name] for row in results.present(BUDGET)]


def total(results: Results, view: str, item: str, level: str = "Department") -> Row:
    """A line of the finance summary."""
    return next(
        row
        for row in results.table(FINANCE)
        if (row["view"], row["item"], row["level"]) == (view, item, level)
    )


def test_the_revised_budget_is_original_virement_and_grant() -> None:
    results = calculate(year(6))

    assert [6_000.0, 0.0, 0.0, -6_000.0] == column(results, "net_virement")
    assert [0.0, 12_000.0, 0.0, 0.0] == column(results, "funded_changes")
    assert [126_000.0, 122_000.0, -40_000.0, 18_000.0] == column(results, "revised_budget")


@pytest.mark.parametrize(
    ("month", "to_date"),
    # B-001 spends 10,700 a month of a profile of 10,500: +200 a month.
    # B-002 spends 11,000 in each of 11 months (none in August) of 122,000 ÷ 11 = 11,090.91.
    # B-003 receives 9,000 at each quarter's end instead of 10,000: +1,000 a quarter (adverse).
    # B-004 spends 1,400 a month of 1,500: −100 a month.
    [
        (1, 9.09),  # 200 − 90.91 − 100
        (2, 18.18),  # 400 − 181.82 − 200
        (3, 1_027.27),  # 600 − 272.73 + 1,000 − 300
        (4, 1_036.36),  # 800 − 363.64 + 1,000 − 400
        (5, 1_136.36),  # 1,000 − 363.64 (August adds nothing) + 1,000 − 500
        (6, 2_145.45),  # 1,200 − 454.55 + 2,000 − 600
        (7, 2_154.55),  # 1,400 − 545.45 + 2,000 − 700
        (8, 2_163.64),  # 1,600 − 636.36 + 2,000 − 800
        (9, 3_172.73),  # 1,800 − 727.27 + 3,000 − 900
        (10, 3_181.82),  # 2,000 − 818.18 + 3,000 − 1,000
        (11, 3_190.91),  # 2,200 − 909.09 + 3,000 − 1,100
        (12, 4_200.00),  # 2,400 − 1,000 + 4,000 − 1,200: the forecast variance
    ],
)
def test_the_net_variance_to_date_of_each_month(month: int, to_date: float) -> None:
    results = calculate(year(month))

    assert to_date == total(results, "Department", "Net budget")["variance_to_date"]
    assert to_date == total(results, "Service", "SL", "Service")["variance_to_date"]


def test_forecasts_are_judged_line_by_line_and_as_a_whole() -> None:
    results = calculate(year(6))

    # 128,400 − 126,000; 121,000 − 122,000; −36,000 + 40,000; 16,800 − 18,000
    assert [2_400.0, -1_000.0, 4_000.0, -1_200.0] == column(results, "forecast_variance")
    # each line is Red from 5% of its service's 226,000
    assert [11_300.0] * 4 == column(results, "red_from")
    assert ["Amber", "Green", "Amber", "Green"] == column(results, "rag")
    assert [""] * 4 == column(results, "explain")
    assert ["Adverse", "Favourable", "Adverse", "Favourable"] == column(results, "favourability")
    assert [100.0] * 4 == column(results, "movement")
    service = total(results, "Service", "SL", "Service")
    # +4,200 of 226,000, Red from 5% of it: 11,300
    assert (226_000.0, 4_200.0, 230_200.0) == (
        service["revised_budget"],
        service["forecast_variance"],
        service["forecast_outturn"],
    )
    assert (11_300.0, "Amber", 0.018584071) == (
        service["red_from"],
        service["rag"],
        service["percent_variance"],
    )
    assert "Amber" == results.table(SERVICES)[0]["budget_rag"]


def test_gross_and_income_are_shown_apart() -> None:
    results = calculate(year(6))
    gross = total(results, "Gross and income", "Expenditure")
    income = total(results, "Gross and income", "Income")

    assert (266_000.0, -40_000.0) == (gross["revised_budget"], income["revised_budget"])
    assert (200.0, 4_000.0) == (gross["forecast_variance"], income["forecast_variance"])
    # income's threshold is 5% of its size: 2,000, so 4,000 short is Red
    assert ("Amber", "Red") == (gross["rag"], income["rag"])


def test_every_control_of_the_year_ties() -> None:
    results = calculate(year(6))

    assert {"Agrees", "Nothing to compare"} == {
        row["result"] for row in results.table(CONTROL_TOTALS)
    }


def test_a_forecast_past_its_services_threshold_wants_an_explanation() -> None:
    budget = lines(6)
    budget[2]["forecast_outturn"] = -40_000.0 + 11_300.0
    budget[3]["forecast_outturn"] = 18_000.0 - 11_300.0 - 0.01
    found = [one for one in check(year(6, budget=budget)) if one.code == "forecast-unexplained"]

    assert ["B-003", "B-004"] == [one.ref for one in found]


@pytest.mark.slow
@pytest.mark.parametrize("month", some_of([6], [0, 6, 9]))
def test_every_cell_of_the_year_is_what_engines_make_of_its_formula(
    month: int, tmp_path: Path
) -> None:
    path = tmp_path / "year.xlsx"
    path.write_bytes(build(calculate(year(month))))

    for engine in some_of((ironcalc_engine,), (ironcalc_engine, libreoffice_engine)):
        assert [] == parity.differences(path, engine.recalculated(path)), engine.__name__
