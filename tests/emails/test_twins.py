"""This module holds that both twins of a message say the same, and that nothing in them can act."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from csplan.emails.draft import Count, Digest, Draft, ListedRow
from csplan.emails.eml import message_bytes
from csplan.emails.writing import draft_of
from tests.emails.made import (
    AMBER,
    GREEN,
    NAMES,
    QUIET,
    RED,
    REFS,
    brief,
    canary,
    draft,
    files,
    occasion,
    parsed,
    recipient,
)

_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_FIGURES = re.compile(r"[+−-]?£?\d[\d,.]*%?")


class _Reader(HTMLParser):
    """What a page shows, and the tags and attributes that it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside = self._inside[: self._inside.index(tag)]

    def handle_data(self, data: str) -> None:
        if not {"title", "style"} & set(self._inside):
            self.shown.append(data)


def texts(one: Draft) -> tuple[str, str]:
    """Return what the plain text and the HTML of a built message show."""
    message = parsed(message_bytes(one))
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content(), " ".join(_Reader(page.get_content()).shown)


@pytest.mark.parametrize("number", range(12))
def test_both_twins_say_the_same_figures_and_the_same_words(number: int) -> None:
    plain, page = texts(draft(number))
    assert sorted(_FIGURES.findall(plain)) == sorted(_FIGURES.findall(page))
    said_twice = {"Indicators", "by", "colour"}  # the tiles need no heading
    assert set(_WORDS.findall(plain)) - said_twice == set(_WORDS.findall(page)) - said_twice


def test_the_subject_gives_marking_service_period_and_counts() -> None:
    expected = (
        "OFFICIAL-SENSITIVE: Schools & Learning scorecard, 2016/17 Q2: "
        "3 Red, 2 Amber, 5 Green, 1 awaiting data"
    )
    assert expected == draft(0).subject
    other = draft(0, data_status="Illustrative", marking="OFFICIAL").subject
    assert f"{expected.replace('-SENSITIVE', '')} (illustrative data)" == other


def with_counts(*counts: Count) -> str:
    one = replace(brief(0), counts=counts)
    return draft_of(recipient(0), occasion(), one, files(0)).subject.partition("Q2: ")[2]


def test_a_service_without_rated_indicators_says_so_in_the_subject() -> None:
    none = [Count(number=0, look=look, said=str(look.word)) for look in (RED, AMBER, GREEN)]
    quiet = Count(number=2, look=QUIET, said="awaiting data", is_rated=False)
    context = Count(number=1, look=QUIET, said="context only", is_rated=False)
    assert "no indicators" == with_counts()
    assert "none of 1 indicator rated" == with_counts(*none, context)
    assert "none of 3 indicators rated, 2 awaiting data" == with_counts(*none, quiet, context)


def test_a_very_long_name_is_shortened_in_the_subject_alone() -> None:
    one = draft(10)
    assert "…" in one.subject
    assert len(one.subject) < 220
    assert all(NAMES[10] in " ".join(text.split()) for text in texts(one))


def test_illustrative_data_and_marking_are_said_in_both_twins() -> None:
    for text in texts(draft(0, data_status="Illustrative")):
        assert "Illustrative data: the figures in this message and its attachments are not" in text
        assert text.count("OFFICIAL-SENSITIVE") == 2
    for text in texts(draft(0)):
        assert "llustrative" not in text


def test_a_long_list_is_cut_and_says_how_many_are_left() -> None:
    for text in texts(draft(0)):
        assert "And 2 more, in the attached scorecard." in text
        assert f"{canary(REFS[0])} 7" in text
        assert f"{canary(REFS[0])} 8" not in text


def test_what_is_empty_is_left_out_and_nothing_says_that_there_is_none() -> None:
    green = Count(number=3, look=GREEN, said="Green")
    one = Digest(
        ref="S01",
        about="A scorecard",
        sentences=("All is well.",),
        counts=(green,),
        content_sha256="",
    )
    for text in texts(draft_of(recipient(0), occasion(), one, files(0))):
        assert not re.search(r"\b(?:No|None|Nothing)\b", text)
        for heading in ("What matters most", "Please do", "Who has not answered", "Kind regards"):
            assert heading not in text


def test_no_hash_is_in_sight() -> None:
    for text in (draft(0).text, draft(0).html, draft(0).subject):
        assert not re.search(r"SHA|[0-9a-f]{32}", text)


def test_who_it_is_from_when_answers_are_wanted_and_a_cover_note_are_said() -> None:
    told = draft(
        0,
        sender="Jo Brown, Performance team",
        sign_off="With thanks",
        answers_by=dt.date(2016, 10, 28),
        note="# Hello\n\nThank you for a **good** quarter:\n- visits\n* adoption",
    )
    for text in texts(told):
        words = " ".join(text.split())
        assert "With thanks, Jo Brown, Performance team" in words
        assert "Please do by 28 October 2016" in words
        assert "In plan.xlsx, at the cells named." in words
        assert "Hello Thank you for a good quarter: • visits • adoption" in words
    assert all("Please do In plan.xlsx" in " ".join(text.split()) for text in texts(draft(0)))


def test_an_illustrative_head_is_greeted_by_name_and_labelled_in_the_header() -> None:
    one = replace(recipient(0), head="Illustrative: Jo Brown")
    made = draft_of(one, occasion(), brief(0), files(0))
    assert "Dear Jo Brown," in made.text
    assert "Illustrative: Jo Brown" == parsed(message_bytes(made))["To"].addresses[0].display_name


def test_members_read_no_checks_no_file_and_no_note_that_was_written_for_others() -> None:
    digest = replace(brief(0), when="April to September 2016", counted="How many are kept")
    for noted in (False, True):
        made = draft_of(
            recipient(0), occasion(note="For you.", note_is_for_members=noted), digest, files(0)
        )
        assert "April to September 2016" in made.subject
        for text in texts(made):
            assert noted is ("For you." in text)
            assert "All checks passed" not in text
            assert "Source: plan.xlsx" not in " ".join(text.split())


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><h1>Bob</h1>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "=HYPERLINK(1)",
    "a" * 5000,
    "שלום 😀 مرحبا",
    "line one\nline two",
)


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_a_text_holds_it_stays_text_in_both_twins(text: str) -> None:
    entry = ListedRow(ref="KO1-01", name=text, detail=text, look=RED, words=(("Why", text),))
    one = replace(brief(0), sentences=(text,), worst=(entry,), asks=(entry,), waiting=(entry,))
    plain_one = replace(entry, name="a", detail="a", words=(("Why", "a"),))
    clean = replace(
        one, sentences=("a",), worst=(plain_one,), asks=(plain_one,), waiting=(plain_one,)
    )
    made = [draft_of(recipient(0), occasion(), each, files(0)) for each in (one, clean)]
    first, second = (_Reader(each.html) for each in made)
    assert second.tags == first.tags
    assert second.attributes == first.attributes
    for shown in texts(made[0]):
        assert 6 <= " ".join(shown.split()).count(" ".join(text.split()))


def test_the_html_loads_nothing_and_points_nowhere() -> None:
    page = draft(0).html
    assert not re.search(
        r"(?i)<(?:img|link|script|iframe|object|form|a)\b|url\(|@import|https?:", page
    )


def test_the_words_of_another_service_are_never_put_in() -> None:
    for number in range(12):
        decoded = "".join(texts(draft(number)))
        found = [ref for ref in REFS if canary(ref) in decoded]
        assert [REFS[number]] == found
