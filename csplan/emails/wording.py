"""This module puts a brief into words: the subject, and one letter that both twins are made from.

The HTML and the plain text are written from the same `Letter`, so neither can hold a figure that
the other lacks.  Knows nothing of either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from csplan.emails.draft import Attachment, Count, Digest, ListedRow, Occasion, Recipient
from csplan.terms.period import day_in_words
from csplan.terms.words import capital

__all__ = [
    "Letter",
    "LetterPart",
    "closing_of",
    "files_of",
    "foot_lines",
    "in_subject",
    "letter_of",
    "notice_of",
    "paragraphs_of",
    "subject_of",
]

_MOST = 8
_LONGEST_NAME = 100
_AWAITED = "awaiting data"
_FILES = {"pdf": "to read or print", "xlsx": "to sort, filter and chart"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """One list of a letter: its heading, a sentence, its rows, and what was left out."""

    heading: str
    entries: tuple[ListedRow, ...] = ()
    sentence: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that a message says, in the order of reading."""

    marking: str
    title: str
    about: str
    notice: str
    greeting: str
    note: tuple[str, ...]
    sentences: tuple[str, ...]
    counted: str
    counts: tuple[Count, ...]
    sections: tuple[LetterPart, ...]
    files: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    foot: tuple[tuple[str, str], ...]


def subject_of(brief: Digest, occasion: Occasion) -> str:
    """Return the subject: marking, scorecard, period, counts, and that figures are not real."""
    counts = ", ".join(str(count) for count in _told(brief))
    name, when = in_subject(brief.about), _when(brief, occasion)
    subject = f"{occasion.foot.marking}: {name}, {when}: {_none_rated(brief) or counts}"
    return f"{subject} (illustrative data)" if occasion.foot.is_illustrative else subject


def in_subject(name: str) -> str:
    """Return a name as a subject has room for it."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def notice_of(occasion: Occasion) -> str:
    """Say that the figures are not real; nothing where they are."""
    if not occasion.foot.is_illustrative:
        return ""
    return "Illustrative data: the figures in this message and its attachments are not real."


def files_of(
    attachments: Sequence[Attachment], uses: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return what is attached, what each file is for, and that a locked one needs a password."""
    locked = ", opens with the password agreed with you"
    return tuple(
        (one.name, f"{uses.get(one.ending, '')}{locked * one.is_locked}".removeprefix(", "))
        for one in attachments
    )


def closing_of(occasion: Occasion) -> tuple[str, ...]:
    """Return how a letter ends: from whom it is, where Settings says so."""
    return (f"{occasion.sign_off},", occasion.sender) if occasion.sender else ()


def _told(brief: Digest) -> tuple[Count, ...]:
    """Return the counts that are told in short: the judgements, and what is awaited."""
    return tuple(count for count in brief.counts if count.is_rated or count.said == _AWAITED)


def _none_rated(brief: Digest) -> str:
    """Say that no indicator has a colour; nothing where one has."""
    total = sum(count.number for count in brief.counts)
    if any(count.number for count in brief.counts if count.is_rated):
        return ""
    if not total:
        return "no indicators"
    waiting = [str(count) for count in brief.counts if count.said == _AWAITED]
    return ", ".join((f"none of {total:,} indicator{'' if total == 1 else 's'} rated", *waiting))


def letter_of(
    brief: Digest, occasion: Occasion, recipient: Recipient, attachments: Sequence[Attachment]
) -> Letter:
    """Return the letter to a reader."""
    return Letter(
        marking=occasion.foot.marking,
        title=brief.about,
        about=(f"{_when(brief, occasion)}, reported on {occasion.foot.report_date}"),
        notice=notice_of(occasion),
        greeting=f"Dear {recipient.greeted},",
        note=()
        if brief.when and not occasion.note_is_for_members
        else paragraphs_of(occasion.note),
        counted=brief.counted,
        sentences=brief.sentences,
        counts=_told(brief) if any(one.number for one in _told(brief)) else (),
        sections=tuple(_sections(brief, occasion)),
        files=files_of(attachments, _FILES),
        closing=closing_of(occasion),
        foot=foot_lines(occasion, when=brief.when),
    )


def _sections(brief: Digest, occasion: Occasion) -> Iterator[LetterPart]:
    """Yield the lists that hold anything: what matters most, what is asked, who is awaited."""
    if brief.worst:
        yield _section("What matters most", brief.worst)
    if brief.asks:
        by = f" by {day_in_words(occasion.answers_by)}" if occasion.answers_by else ""
        where = f"In {occasion.foot.source.name or 'the plan’s workbook'}, at the cells named."
        yield _section(f"Please do{by}", brief.asks, where)
    if brief.waiting:
        yield _section("Who has not answered", brief.waiting)


def _section(heading: str, entries: tuple[ListedRow, ...], sentence: str = "") -> LetterPart:
    """Return a list, with how many are left out."""
    left = len(entries) - _MOST
    return LetterPart(
        heading=heading,
        entries=entries[:_MOST],
        sentence=sentence,
        more=f"And {left} more, in the attached scorecard." if left > 0 else "",
    )


_HEADING = re.compile(r"^#{1,6}\s+")
_BULLET = re.compile(r"^\s*[-*+]\s+")


def paragraphs_of(note: str) -> tuple[str, ...]:
    r"""Return a note's paragraphs as plain text: what marks headings, bullets and bold goes.

    >>> paragraphs_of("# Hello\n\nPlease **look**.\nIt is short:\n- one\n- two")
    ('Hello', 'Please look. It is short:\n• one\n• two')
    """
    blocks = re.split(r"\n\s*\n", note.replace("\r\n", "\n").strip())
    return tuple(made for block in blocks if (made := _paragraph(block)))


def _paragraph(block: str) -> str:
    """Return one paragraph: lines run on, bullets stand below each other."""
    text = ""
    for line in block.split("\n"):
        words = re.sub(r"\*\*|__", "", _HEADING.sub("", line)).strip()
        if _BULLET.match(words):
            text += ("\n" if text else "") + f"• {_BULLET.sub('', words)}"
        else:
            text += (" " if text else "") + words
    return text.strip()


def _when(brief: Digest, occasion: Occasion) -> str:
    return brief.when or f"{occasion.foot.financial_year} {occasion.foot.period}"


def foot_lines(occasion: Occasion, *, when: str = "") -> tuple[tuple[str, str], ...]:
    """Return where the figures come from; to a reader of `when` checks and files say nothing."""
    pairs = (
        (
            capital(occasion.foot.words.organisation),
            ", ".join(filter(None, (occasion.foot.authority, occasion.foot.department))),
        ),
        ("Period", when or f"{occasion.foot.financial_year} {occasion.foot.period}"),
        ("Report date", occasion.foot.report_date),
        ("Data status", occasion.foot.data_status),
        ("Checks", "" if when else occasion.foot.check),
        ("Source", "" if when else occasion.foot.source.name),
    )
    return tuple((name, text) for name, text in pairs if text)
