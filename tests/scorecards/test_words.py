"""Pages speak the words that Settings gives: whom a head is called, who reads the whole plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.emails.recipients import occasion_of, recipients_of
from csplan.emails.wording import foot_lines
from csplan.scorecards.context import foot_of
from csplan.scorecards.html import html_of
from csplan.scorecards.naming import file_names
from csplan.scorecards.pages import page_of
from csplan.scorecards.writing import write_scorecards
from csplan.sheets import INDICATORS, SERVICES
from csplan.terms.values import Value
from csplan.terms.words import Words
from tests.scorecards.cases import SOURCE, baseline, cards, changed, demo

WORDS = {
    "word_for_head": "executive director",
    "word_for_leaders": "trust board",
    "word_for_organisation": "trust",
    "word_for_outcome": "objective",
    "word_for_service": "division",
    "word_for_counted": "patients",
}


def test_a_blank_or_strange_word_is_one_that_suits_anybody() -> None:
    assert Words() == Words.of({"word_for_head": " ", "word_for_leaders": 3.0})
    assert "trust board" == Words.of({"word_for_leaders": " trust\x07 board "}).leaders


def test_pages_and_their_files_speak_the_plans_words() -> None:
    unnamed = {ref: {"head": None} for ref in ("SS", "EH", "SL", "PQ")}
    made = cards(changed(demo(), SERVICES, unnamed, **WORDS))
    whole = made["directorate"]
    names = file_names(tuple(made.values()))
    assert "Scorecard 2016-17 Q2 Trust board" == names["directorate"]
    assert "Executive director, Schools & Learning" == made["service SL"].subject.reader
    text = html_of(page_of(whole))
    for said in (
        "for the trust board",
        "By division",
        "(judged as the trust’s: Red)",
        "Executive director, Schools &amp; Learning",
        'content="whole plan"',
    ):
        assert said in text, said
    for never in ("irectorate", "By service", "council’s"):
        assert never not in text, never


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "said"),
    [("Seen in time", "patients"), ("Pupils seen", "pupils"), ("5 year olds", "patients")],
)
def test_a_percentage_counts_what_its_label_says_or_else_the_plan(label: str, said: str) -> None:
    figures: dict[str, Value] = {
        "baseline": 0.5,
        "target": 0.9,
        "denominator": 200.0,
        "polarity": "Higher is better",
    }
    row: dict[str, Value] = {
        "indicator": label,
        "group": None,
        "unit": "%",
        "target_to_date": 0.9,
        **figures,
    }
    results = changed(baseline(), INDICATORS, {"KO2-03": row}, **WORDS)
    lines = {line.ref: line.gap for line in cards(results)["directorate"].indicators}
    assert f"about 80 more {said} (of 200) to reach the target" == lines["KO2-03"]


def test_e_mails_speak_them_too() -> None:
    results = changed(demo(), SERVICES, {"SL": {"head": None}}, **WORDS)
    heads = {one.ref: one.name for one in recipients_of(results)[0]}
    assert "Executive director, Schools & Learning" == heads["SL"]
    assert "Trust" == foot_lines(occasion_of(results, foot_of(results, (), SOURCE)))[0][0]


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["Trust board", "whole plan", "directorate"])
def test_the_whole_plan_is_asked_for_by_its_word(tmp_path: Path, asked: str) -> None:
    results = changed(demo(), SERVICES, {}, **WORDS)
    done = write_scorecards(results, [], tmp_path, source=SOURCE, formats=["html"], only=asked)
    assert ["Scorecard 2016-17 Q2 Trust board.html"] == [path.name for path in done.paths]
