"""The demonstration is labelled as made up, and has something of everything."""

from __future__ import annotations

import functools
from collections import Counter

from csplan.plan.check import check
from csplan.plan.plan import Results
from csplan.sheets import ACTIONS, BUDGET, HEADLINES, INDICATORS, SERVICES
from csplan.template import demo
from csplan.terms.finding import Severity


@functools.cache
def results() -> Results:
    """The demonstration's plan."""
    return demo.demo_plan()


def test_it_says_that_its_figures_are_illustrative() -> None:
    assert ("Illustrative", "Q2", 6.0) == (
        results().settings["data_status"],
        results().settings["reporting_period"],
        results().settings["budget_month"],
    )


def test_no_real_person_or_address_is_named() -> None:
    for row in results().present(SERVICES):
        assert str(row["head"]).startswith("Illustrative: ")
        assert str(row["email"]).endswith("@example.gov.uk")


def test_it_has_every_colour_and_direction_and_something_awaited() -> None:
    rag = Counter(str(row["rag"]) for row in results().present(INDICATORS))
    brag = Counter(str(row["brag"]) for row in results().present(ACTIONS))
    money = Counter(str(row["rag"]) for row in results().present(BUDGET))
    ways = Counter(str(row["direction"]) for row in results().present(INDICATORS))
    assert {"Red", "Amber", "Green", "Awaiting data", "Not due"} <= set(rag)
    assert {"Red", "Amber", "Green", "Blue", "Superseded"} <= set(brag)
    assert {"Red", "Amber", "Green"} <= set(money)
    assert {"Improving", "Worsening", "Steady"} <= set(ways)


def test_most_reds_are_explained() -> None:
    reds = [row for row in results().present(INDICATORS) if row["rag"] == "Red"]
    explained = [row for row in reds if row["commentary"]]
    assert 0.8 * len(reds) < len(explained) < len(reds)


def test_nothing_in_it_is_an_error() -> None:
    severe = [
        one for one in check(results().plan) if one.severity in (Severity.FAULT, Severity.ERROR)
    ]
    assert [] == severe
    assert "Not yet checked" == results().labels(HEADLINES)["check_flag"]
