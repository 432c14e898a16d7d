"""Page two says what changed since the last report: counts that tie, moves, and what was altered."""

from __future__ import annotations

import re
from dataclasses import replace

from csplan.plan.comparison import Altered, SinceReport, since_last_report
from csplan.scorecards.blocks import Note, Section, Table, words_of
from csplan.scorecards.changed_blocks import changed_section, since_in_words
from csplan.scorecards.pages import page_of
from csplan.sheets import INDICATORS
from tests.scorecards.cases import baseline, cards, changed, demo


def section_of(key: str) -> Section:
    """What changed, on one scorecard of the demonstration."""
    found = next(one for one in page_of(cards(demo())[key]).sections if one.key == "changed")
    assert "What changed since Q1" == found.title
    return found


def test_it_is_the_second_section_of_every_page_where_anything_moved() -> None:
    for key, card in cards(demo()).items():
        sections = page_of(card).sections
        moved = card.report is not None and card.report.moved
        assert ("changed" == sections[1].key) is bool(moved), key


def test_the_counts_of_two_reports_tie_with_what_the_page_shows() -> None:
    """By hand: 22 Red at Q1, of which KO2-06 and KO2-20 became Amber and KO3-41 is awaited."""
    card = cards(demo())["directorate"]
    said = since_in_words(card)
    assert "22 were Red at Q1; 2 have improved and 1 awaits data, so 19 are Red at Q2." in said
    assert "awaited: KO3-41, KO3-48." in said
    told = re.findall(r"(\d+) were (\w+) at Q1; [^.]*, so (\d+) are (\w+) at Q2", said)
    assert ["Red", "Amber", "Green"] == [word for _, word, _, _ in told]
    for before, word, after, again in told:
        assert word == again
        assert int(after) == getattr(card.counts, word.lower())
        assert int(before) == sum(line.status_before == word for line in card.indicators)


def test_what_got_worse_comes_first_and_each_move_says_why() -> None:
    (table,) = [one for one in section_of("directorate").blocks if isinstance(one, Table)]
    rows = [[words_of(cell.part) for cell in row.cells] for row in table.rows]
    assert ("Green", "Amber", "The figure worsened") == (rows[0][1], rows[0][2], rows[0][-1])
    assert {"The figure improved"} == {row[-1] for row in rows[1:]}
    assert 6 == len(rows)


def test_what_is_no_longer_judged_is_named() -> None:
    notes = [one.text for one in section_of("directorate").blocks if isinstance(one, Note)]
    assert ["Now awaiting data: KO3-41, KO3-48."] == notes


def test_what_was_altered_behind_a_closed_report_is_a_warning() -> None:
    results = demo()
    report = since_last_report(results)
    assert report is not None
    one = Altered("KO2-01", "Children in care", "figure", "610", "612")
    told = SinceReport(report.before, report.now, is_closed=True, altered=(one,))
    card = replace(cards(results)["directorate"], report=told)
    section = changed_section(card)
    assert section is not None
    (note,) = [n for n in section.blocks if isinstance(n, Note) and n.label]
    assert "Altered since Q1 was closed:" == note.label
    assert "KO2-01 Children in care: Q1 figure was 610, and is 612." == note.text


def test_nothing_is_said_where_there_was_no_report_and_where_nothing_moved() -> None:
    card = cards(baseline())["directorate"]
    assert ("", None) == (since_in_words(card), changed_section(card))
    still = cards(demo())["service SS"]
    assert changed_section(still) is None
    assert "No colour moved." == since_in_words(still)


def test_a_row_that_is_new_is_named() -> None:
    results = changed(demo(), INDICATORS, {"KO2-01": {"first_due": "Q2"}})
    card = cards(results)["directorate"]
    section = changed_section(card)
    assert section is not None
    notes = [one.text for one in section.blocks if isinstance(one, Note)]
    assert any("Judged now: KO2-01" in text for text in notes)
