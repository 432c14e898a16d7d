"""Page 1 tells what matters: three sentences, the worst five, every Red by name, and DRAFT."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.plan.check import check
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Items, Note, Page, Sentences, words_of
from csplan.scorecards.content import SubjectKind
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import INDICATORS
from tests.engines.programs import require
from tests.scorecards.cases import SOURCE, baseline, cards, changed, demo, written

MOST_PAGES = {
    SubjectKind.DIRECTORATE: 8,
    SubjectKind.SERVICE: 5,
    SubjectKind.OUTCOME: 4,
    SubjectKind.EXCEPTIONS: 4,
}


def words_of_page_1(page: Page) -> str:
    """All that the brief says."""
    texts: list[str] = []
    for block in page.sections[0].blocks:
        if isinstance(block, Sentences):
            texts += block.texts
        elif isinstance(block, Note):
            texts.append(block.text)
        elif isinstance(block, Items):
            for entry in block.entries:
                facts = [words_of(fact.part) for group in entry.facts for fact in group]
                texts += [words_of(entry.name), *facts, *(said.text for said in entry.said)]
    return " ".join(texts)


@pytest.mark.parametrize("results", [demo, baseline])
def test_page_1_names_every_red(results: Callable[[], Results]) -> None:
    for card in cards(results()).values():
        text = words_of_page_1(page_of(card))
        for line in card.indicators:
            assert line.status != "Red" or line.ref in text, (card.title, line.ref)


def test_the_brief_is_three_sentences_at_most_that_state_figures_and_ask() -> None:
    for card in cards(demo()).values():
        sentences = card.brief.sentences
        assert 2 <= len(sentences) <= 3
        assert re.search(r"\d|None", sentences[0])
        assert "asked for now" in sentences[-1].lower()


def test_the_worst_come_in_the_order_that_is_stated() -> None:
    worst = cards(demo())["directorate"].brief.worst
    assert 5 == len(worst)
    indicators = [line for line in worst if line.kind == "Indicator"]
    order = [line.ref for line in cards(demo())["exceptions"].exceptions]
    assert order[: len(indicators)] == [line.ref for line in indicators]
    assert ["B-016"] == [line.ref for line in worst if line.kind == "Budget"]
    assert all(line.reasons for line in worst)
    first = worst[0]
    assert ("Red", "92 times its tolerance from the target") == first.reasons[:2]
    assert "worsening: it rose from 5.2% at Q1" == first.reasons[2]


def test_a_count_and_its_rate_are_one_entry() -> None:
    lines = cards(demo())["exceptions"].exceptions
    refs = [line.ref for line in lines]
    assert "KO2-01" in refs
    assert "KO2-02" not in refs
    assert "per 10,000 40 against 36 (KO2-02)" == next(
        line.also for line in lines if line.ref == "KO2-01"
    )


def test_what_is_said_on_page_1_is_not_said_again() -> None:
    for key, card in cards(demo()).items():
        if key == "exceptions":
            continue
        page = page_of(card)
        said = [
            text
            for section in page.sections
            for block in section.blocks
            for row in (*getattr(block, "entries", ()), *getattr(block, "rows", ()))
            for text in (one.text for one in row.said)
            if len(text) > 30
        ]
        assert len(said) == len(set(said)), key


def test_nothing_is_a_draft_where_nothing_stands() -> None:
    assert "" == page_of(cards(demo())["directorate"]).draft


def test_every_page_is_a_draft_while_an_error_stands_and_names_only_its_own() -> None:
    results = changed(demo(), INDICATORS, {"KO2-03": {"q2_actual": "thirty"}})
    made = scorecards_of(results, check(results.plan, results), source=SOURCE)
    drafts = {card.subject.key: page_of(card).draft for card in made}
    own = "DRAFT: 1 error (KO2-03 Children waiting to be placed for adoption)."
    assert own == drafts["directorate"] == drafts["service EH"] == drafts["outcome KO2"]
    assert "DRAFT: 1 error elsewhere in the plan." == drafts["service SL"]


@pytest.mark.slow
def test_no_scorecard_of_the_demonstration_is_longer_than_it_may_be(tmp_path: Path) -> None:
    for file in written(demo(), tmp_path, formats=["pdf"]).files:
        done = subprocess.run(
            [str(require("pdfinfo")), str(file.path)], capture_output=True, check=True, text=True
        )
        found = re.search(r"Pages:\s+(\d+)", done.stdout)
        assert found
        assert int(found[1]) <= MOST_PAGES[file.subject.kind], file.path.name
