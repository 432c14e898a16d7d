"""What matters most comes in a stated order, whose reasons can be asked for."""

from __future__ import annotations

import pytest

from csplan.commands.explaining_any import scorecard_said
from csplan.plan.plan import Results
from csplan.scorecards.content import ExceptionLine
from csplan.sheets import HISTORY, INDICATORS
from csplan.terms.values import Value
from tests.scorecards.cases import cards, changed, demo, replaced


def order_of(results: Results) -> list[str]:
    return [line.ref for line in lines_of(results)]


def lines_of(results: Results) -> list[ExceptionLine]:
    return [one for one in cards(results)["exceptions"].exceptions if one.kind == "Indicator"]


def with_history(results: Results, ref: str, values: dict[tuple[str, str], float]) -> Results:
    """The same plan with an indicator's closed quarters in History."""
    rows: list[dict[str, Value]] = [
        {"ref": ref, "year": year, "period": period, "value": value, "next_year": _next(year)}
        for (year, period), value in values.items()
    ]
    return replaced(results, {"history": [*results.table(HISTORY), *rows]})


def _next(year: str) -> str:
    start = int(year[:4]) + 1
    return f"{start}/{(start + 1) % 100:02}"


def test_how_far_comes_in_bands_and_within_one_what_worsens_comes_first() -> None:
    """By hand: NEET unknown is 92 times its tolerance off, adoption 17.

    Visits 8.5, and worsening; secondary schools 6.2 and worsening; judged schools 7.5, steady; children in care 2.5.
    """
    order = order_of(demo())
    assert ["KO3-38", "KO2-03", "KO2-12", "KO3-03", "KO3-04"] == order[:5]
    assert order.index("KO3-04") < order.index("KO2-01") < order.index("KO2-13")


def test_high_comes_first_whatever_its_distance_and_then_a_duty() -> None:
    cells: dict[str, dict[str, Value]] = {
        "KO3-02": {"priority": "High"},
        "KO2-17": {"duty": "Statutory timeliness"},
        "KO2-11": {"duty": "Safeguarding"},
        "KO3-46": {"priority": "High", "duty": "Safeguarding"},
    }
    order = order_of(changed(demo(), INDICATORS, cells))
    assert ["KO3-02", "KO2-11", "KO2-17"] == order[:3]
    assert order.index("KO3-46") > order.index("KO3-01"), "a Green never comes before a Red"


@pytest.mark.slow
def test_what_comes_every_year_goes_down_within_its_band() -> None:
    """Last September 11.5%: 11.2% is no worse, so it is no news; last September 9%: it is."""
    alike = with_history(demo(), "KO3-38", {("2015/16", "Q2"): 0.115})
    worse = with_history(demo(), "KO3-38", {("2015/16", "Q2"): 0.09})
    assert order_of(alike).index("KO3-38") > order_of(demo()).index("KO3-38")
    assert 0 == order_of(worse).index("KO3-38")
    entry = next(one for one in lines_of(alike) if one.ref == "KO3-38")
    assert "no worse than a year before (11.5%), so it comes later" in entry.reasons


@pytest.mark.slow
def test_worsening_with_evidence_comes_before_worsening() -> None:
    """Twelve quarters near 600, then 612 and 619: beyond the limits of what is ordinary."""
    years = ("2013/14", "2014/15", "2015/16")
    steady = {
        (year, f"Q{quarter}"): 590.0 + (quarter % 2) for year in years for quarter in (1, 2, 3, 4)
    }
    results = with_history(demo(), "KO2-01", steady)
    entry = next(one for one in lines_of(results) if one.ref == "KO2-01")
    assert "more than chance (special cause)" in entry.reasons
    order = order_of(changed(results, INDICATORS, {"KO2-07": {"q2_actual": 900.0}}))
    assert order.index("KO2-07") < order.index("KO2-01"), "a farther band comes first all the same"
    assert order_of(results).index("KO2-01") < order_of(results).index("KO2-07")


def test_a_count_and_its_rate_are_one_entry_that_names_both() -> None:
    entry = next(one for one in lines_of(demo()) if one.ref == "KO2-01")
    assert "KO2-02" == entry.also_ref
    assert "KO2-02" not in order_of(demo())


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("KO3-38", "Red; High on its row; safeguarding; 92 times its tolerance from the target"),
        ("KO2-02", "2 of "),
    ],
)
def test_explain_gives_the_reasons_of_the_order(ref: str, said: str) -> None:
    cells: dict[str, dict[str, Value]] = {
        "KO3-38": {"priority": "High", "duty": "Safeguarding"},
        "KO2-01": {"duty": "Safeguarding"},
    }
    lines = list(scorecard_said(changed(demo(), INDICATORS, cells), ref))
    assert any("What matters most" in line and said in line for line in lines), lines
