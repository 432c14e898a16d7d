"""The members' version says what was promised, where we are and what is next, in plain English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.commands.telling import hard_to_read
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Note, Page, Sentences, Table, words_of
from csplan.scorecards.content import Scorecard, SubjectKind
from csplan.scorecards.members_blocks import unexplained
from csplan.scorecards.members_words import period_in_words
from csplan.scorecards.pages import page_of
from csplan.scorecards.plain_english import (
    MOST_WORDS,
    long_sentences,
    reading_age,
    sentences_of,
    texts_of,
)
from csplan.scorecards.scorecard import members_of
from csplan.sheets import BUDGET, INDICATORS
from csplan.template import making
from tests.scorecards.cases import SOURCE, baseline, changed, demo, replaced, written

_INTERNAL = (
    r"RAG|Red|Amber|Green|Blue|variance|toleran\w+|outturn|virement\w*|polarity|baseline|indicator\w*"
    r"|Q[1-4]|forecast|adverse|favourable|KO\d\S*|[AB]-\d+|not due|context only|N/A|rated"
)


def card_of(results: Results) -> Scorecard:
    return members_of(results, [], source=SOURCE)


def own_texts(page: Page) -> Iterator[str]:
    """What csplan itself says: not the names and words that the plan brings."""
    yield page.about
    for section in page.sections:
        for block in section.blocks:
            if isinstance(block, Sentences):
                yield from block.texts
            elif isinstance(block, Note):
                yield block.label
                yield "" if "\n" in block.text or block.label.startswith(_NAMES) else block.text
            elif isinstance(block, Table):
                yield from (block.title, block.caption)
                yield from (column.heading for column in block.columns)


_NAMES = ("What worries", "Close to", "On target", "Late or")


def test_the_age_of_reading_is_that_of_the_grade_worked_out_by_hand() -> None:
    # 11 words in 2 sentences, 14 syllables: 0.39 × 5.5 + 11.8 × 14 ÷ 11 − 15.59 + 5.
    texts = ["The cat sat on the mat.  We keep our promises today.", "Not this"]
    assert abs(reading_age(texts) - (0.39 * 5.5 + 11.8 * 14 / 11 - 10.59)) < 1e-9
    assert 0.0 == reading_age(["A name"])


@pytest.mark.slow
@pytest.mark.parametrize("results", [demo, baseline])
def test_a_child_of_eleven_can_read_what_csplan_says(results: object) -> None:
    page = page_of(card_of(results()))  # type: ignore[operator]
    texts = list(own_texts(page))
    assert reading_age(texts) <= 11
    longest = max(len(one.split()) for text in texts for one in sentences_of(text))
    assert longest < MOST_WORDS
    assert [] == re.findall(rf"\b(?:{_INTERNAL})\b", "\n".join(texts), re.IGNORECASE)


@pytest.mark.parametrize("results", [demo, baseline])
def test_no_abbreviation_is_unexplained_and_no_ref_is_shown(results: object) -> None:
    card = card_of(results())  # type: ignore[operator]
    page = page_of(card)
    assert () == unexplained(card, page)
    assert [] == re.findall(r"\b(?:KO\d-\d+|[AB]-\d{3})\b", "\n".join(texts_of(page)))


def test_the_counts_are_those_of_the_directorates_page() -> None:
    page = page_of(card_of(demo()))
    texts = page.sections[0].blocks[0]
    assert isinstance(texts, Sentences)
    assert (
        "We measure 84 things to see if we keep our promises.  We can judge 33 of them so far."
        == (texts.texts[0])
    )
    assert "5 are on target, 9 are close, and 19 are not on target." == texts.texts[1]
    assert "Since June, 5 moved up a group and 1 moved down." == texts.texts[2]


def test_every_red_is_told_with_its_promise_its_figure_and_what_is_next() -> None:
    card = card_of(demo())
    page = page_of(card)
    told = [
        [words_of(cell.part) for cell in row.cells]
        + [words_of(u) for c in row.cells for u in c.under]
        for section in page.sections
        for table in section.tables
        if table.key.startswith("behind")
        for row in table.rows
    ]
    reds = sum(line.status == "Red" for line in card.indicators)
    merged = sum(bool(one.also_ref) for one in card.exceptions if one.status == "Red")
    assert (reds - merged, 17) == (len(told), len(told))
    in_care = next(row for row in told if row[0] == "Numbers of children in care")
    assert ["no more than 550", "619"] == in_care[1:3]
    assert "40 in every 10,000 (promised no more than 36 in every 10,000)" in in_care
    nothing = next(row for row in told if row[0].startswith("% of single assessments"))
    assert "No next step has been given yet." in nothing


def test_the_money_is_said_with_what_it_counts_on() -> None:
    money = page_of(card_of(demo())).sections[-2]
    texts = money.blocks[0]
    assert isinstance(texts, Sentences)
    assert (
        "We expect to spend £1.6m more than the £89.8m that we have.",
        "This counts on £4.4m of savings that have not been found yet.",
        "Without them we would spend £6.0m more than we have.",
    ) == texts.texts


@pytest.mark.slow
def test_money_without_estimates_is_said_to_be_unknown_and_a_plan_without_money_says_none() -> None:
    first = str(demo().present(BUDGET)[0]["ref"])
    results = changed(demo(), BUDGET, {first: {"forecast_outturn": None}})
    (texts, *_rest) = page_of(card_of(results)).sections[-2].blocks
    assert isinstance(texts, Sentences)
    assert "We cannot say yet what the year will cost" in texts.texts[0]
    none = page_of(card_of(replaced(demo(), {"budget": [], "actions": [], "indicators": []})))
    assert ["In short"] == [section.title for section in none.sections]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("Baseline", "at the start of 2016/17"),
        ("Q1", "April to June 2016"),
        ("Q3", "April to December 2016"),
        ("Q4", "April 2016 to March 2017"),
        ("", "2016/17 "),
    ],
)
def test_a_period_is_said_in_months(period: str, said: str) -> None:
    assert said == period_in_words("2016/17", period)


@pytest.mark.slow
def test_what_members_may_not_understand_is_said_once_it_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    label = "Children seen by the ZQX team " + "and by another team of people " * 5
    results = changed(demo(), INDICATORS, {"KO2-03": {"indicator": label}})
    hard_to_read(card_of(results))
    said = capsys.readouterr().out
    assert "Nothing explains ZQX: say it in “Abbreviations explained” on Settings." in said
    assert "More than 25 words" in said
    known = replaced(results, {}, abbreviations="ZQX = the zebra quartet; QDD: dialogue")
    assert () == unexplained(card_of(known), page_of(card_of(known)))
    assert "is read at the age of" not in said
    hard = "Multidisciplinary professional representatives operationalise recommendations."
    harder = changed(
        demo(),
        INDICATORS,
        {ref: {"corrective_action": hard} for ref in [f"KO2-{n:02d}" for n in range(1, 22)]},
    )
    hard_to_read(card_of(harder))
    assert "What was typed for “What we do next” is read at the age of" in capsys.readouterr().out
    card = card_of(results)
    hard_to_read(replace(card, subject=replace(card.subject, kind=SubjectKind.DIRECTORATE)))
    assert "" == capsys.readouterr().out
    assert label.strip() in " ".join(long_sentences(page_of(card_of(results))))


def test_members_get_one_file_a_format(tmp_path: Path) -> None:
    done = written(demo(), tmp_path, formats=("html",), only="members")
    assert ["Scorecard 2016-17 Q2 Members’ version.html"] == [path.name for path in done.paths]


@pytest.mark.slow
def test_the_members_version_is_asked_for_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = making.demo(tmp_path)
    out = tmp_path / "Members"
    assert 0 == run(["scorecards", str(plan), "--out", str(out), "--members", "--format", "pdf"])
    assert ["Scorecard 2016-17 Q2 Members’ version.pdf"] == [one.name for one in out.glob("*.pdf")]
    assert 2 == run(["scorecards", str(plan), "--out", str(out), "--members", "--for", "KO2"])
    assert "--members is about the whole plan" in capsys.readouterr().err
