"""The headline says in words what the figures say, for none, one and many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.scorecards.headline import actions_sentence, counts_of, lead, unrated_sentence
from tests.scorecards.cases import baseline, cards, demo


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], "No indicator is listed here."),
        (["Not due"], "None of 1 indicator is rated."),
        (["Not due", "Context only"], "None of 2 indicators is rated."),
        (["Green"], "1 of 1 rated indicator is Green, 0 Amber and 0 Red."),
        (["Red", "Not due"], "None of 1 rated indicator is Green, 0 Amber and 1 Red."),
        (["Green", "Green", "Amber"], "2 of 3 rated indicators are Green, 1 Amber and 0 Red."),
    ],
)
def test_the_lead_counts_green_of_those_rated(statuses: list[str], said: str) -> None:
    assert said == lead(counts_of(statuses), (), "")


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["Green"], ""),
        (["Not due"], "1 of 1 indicator has no colour: 1 not due yet."),
        (["Not due", "Not due"], "None of 2 indicators has a colour: all not due yet."),
        (
            ["Green", "Not due", "Context only"],
            "2 of 3 indicators have no colour: 1 not due yet and 1 for context only.",
        ),
    ],
)
def test_what_has_no_colour_is_counted_with_its_reasons(statuses: list[str], said: str) -> None:
    assert said == unrated_sentence(counts_of(statuses))


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ((), ""),
        (
            (("Not started", "No date", ""),),
            "None of 1 action has started, and none has a due date.",
        ),
        (
            (("Not started", "No date", ""), ("Not started", "1 May 2016", "")),
            "None of 2 actions has started; 1 has no due date.",
        ),
        ((("Not started", "1 May 2016", ""),), "None of 1 action has started."),
        (
            (
                ("Red", "1 May 2016", "3 days overdue"),
                ("Blue", "No date", ""),
                ("Red", "No date", ""),
            ),
            "Of 3 actions, 1 is complete and 2 are Red (1 overdue); 2 have no due date.",
        ),
        (
            (("Red", "1 May 2016", ""), ("Superseded", "1 May 2016", "")),
            "Of 2 actions, 1 is Red and 1 is superseded.",
        ),
    ],
)
def test_actions_are_told_in_a_sentence(
    actions: tuple[tuple[str, str, str], ...], said: str
) -> None:
    one = cards(demo())["directorate"].actions[0]
    lines = [replace(one, status=status, due=due, timing=late) for status, due, late in actions]
    assert said == actions_sentence(lines)


def test_nothing_is_said_of_movement_at_baseline() -> None:
    sentence = cards(baseline())["directorate"].headline[0]
    assert "6 of 67 rated indicators are Green, 10 Amber and 51 Red." == sentence


def test_the_headline_says_how_many_moved_since_the_period_before() -> None:
    card = cards(demo())["directorate"]
    rank = {"Green": 0, "Amber": 1, "Red": 2}
    moved = sum(
        line.status in rank and line.status_before in rank and line.status != line.status_before
        for line in card.indicators
    )
    assert f"; {moved} moved since Q1, " in card.headline[0]


def test_counts_of_the_headline_are_those_of_the_lines() -> None:
    for card in cards(demo()).values():
        if card.indicators:
            assert card.counts == counts_of([line.status for line in card.indicators])
            assert card.counts.total == card.counts.rated + sum(n for _, n in card.counts.unrated)
