"""Every exception says why it has its colour, and no figure contradicts it."""

from __future__ import annotations

import pytest

from csplan.scorecards.content import IndicatorLine
from csplan.sheets import INDICATORS
from tests.scorecards.cases import baseline, cards, changed, demo


def line_of(ref: str, **cells: float | str | None) -> IndicatorLine:
    """One indicator's line after some of its cells were changed."""
    results = changed(baseline(), INDICATORS, {ref: cells}, reporting_period="Q1")
    return next(one for one in cards(results)["directorate"].indicators if one.ref == ref)


def test_a_figure_that_would_contradict_its_colour_shows_more_decimals() -> None:
    line = line_of("KO2-10", q1_actual=0.9496)
    assert ("Amber", "94.96%", "95.00%", "−0.04 points") == (
        line.status,
        line.actual.text,
        line.target.text,
        line.variance.text,
    )


def test_a_red_that_would_look_amber_shows_more_decimals() -> None:
    line = line_of("KO2-11", q1_actual=0.75996)
    assert ("Red", "75.996%") == (line.status, line.actual.text)


def test_a_whole_figure_on_its_target_shows_no_decimals() -> None:
    line = line_of("KO2-01", q1_actual=550.0)
    assert ("Green", "550", "550", "0") == (
        line.status,
        line.actual.text,
        line.target.text,
        line.variance.text,
    )


def test_why_names_target_tolerance_and_who_set_it() -> None:
    line = line_of("KO2-09", q1_actual=0.508)
    assert (
        "Red because 50.8% is 39.2 points below the target of 90.0%, beyond the tolerance of "
        "4.5 points (the default, 5% of the target); it is Red below 85.5%." == line.why
    )


def test_why_says_that_the_row_sets_its_own_tolerance() -> None:
    line = line_of("KO2-01", q1_actual=560.0, tolerance_in_unit=15.0)
    assert (
        "Amber because 560 is 10 above the target of 550, within the tolerance of 15 "
        "(set on its row); it is Red above 565." == line.why
    )


@pytest.mark.parametrize(
    ("ref", "cells", "gap"),
    [
        ("KO2-01", {"q1_actual": 561.0}, "11 fewer children to reach the target"),
        ("KO2-14", {"q1_actual": 1600.0}, "110 more families to reach the target"),
        ("KO3-05", {"q1_actual": 9.0}, "1 fewer school to reach the target"),
        (
            "KO2-16",
            {"q1_actual": 0.727, "denominator": 11.0},
            "about 4 more homes (of 11) to reach the target",
        ),
        ("KO2-16", {"q1_actual": 0.727}, ""),
        ("KO2-02", {"q1_actual": 39.0}, ""),
        ("KO2-05", {"q1_actual": 27.0}, ""),
    ],
)
def test_the_gap_is_said_in_what_the_indicator_counts(
    ref: str, cells: dict[str, float], gap: str
) -> None:
    assert gap == line_of(ref, **cells, first_due="Q1").gap


def test_every_exception_says_why() -> None:
    for line in cards(demo())["exceptions"].exceptions:
        assert line.why.startswith(f"{line.status} because ") or "worsening" in line.why


def test_every_red_and_every_overdue_action_is_an_exception() -> None:
    both = cards(demo())
    lines = both["exceptions"].exceptions
    found = {line.ref for line in lines}
    found |= {line.also.partition("(")[2].rstrip(")") for line in lines if line.also}
    reds = {line.ref for line in both["directorate"].indicators if line.status == "Red"}
    overdue = {line.ref for line in both["directorate"].actions if line.timing}
    assert reds | overdue <= found


def test_exceptions_that_matter_most_come_first() -> None:
    lines = [line for line in cards(demo())["exceptions"].exceptions if line.kind == "Indicator"]
    order = [(line.status != "Red", line.direction != "Worsening") for line in lines]
    assert sorted(order) == order


def test_overdue_actions_come_first() -> None:
    for card in cards(demo()).values():
        days = [action.days_overdue.value or 0 for action in card.actions]
        assert sorted(days, reverse=True) == days
