"""This module puts a brief into words: the subject, and one letter that both twins are made from.

The HTML and the plain text are written from the same `Letter`, so neither can hold a figure that
the other lacks.  Knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csplan.emails.draft import Attachment, Count, Digest, ListedRow, Occasion, Recipient
from csplan.terms.words import capital

__all__ = ["Letter", "LetterPart", "foot_of", "letter_of", "subject_of"]

_MOST = 8
_LONGEST_NAME = 100
_IN_SUBJECT = ("Red", "Amber", "Green", "awaiting data")
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
    headline: tuple[str, ...]
    counts: tuple[Count, ...]
    sections: tuple[LetterPart, ...]
    files: tuple[tuple[str, str], ...]
    foot: tuple[tuple[str, str], ...]


def subject_of(brief: Digest, occasion: Occasion) -> str:
    """Return the subject: marking, service, period, counts, and that figures are not real."""
    counts = ", ".join(str(count) for count in _told(brief))
    name = brief.service
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    subject = (
        f"{occasion.marking}: {name} scorecard, {occasion.financial_year} {occasion.period}: "
        f"{_none_rated(brief) or counts}"
    )
    return f"{subject} (illustrative data)" if occasion.is_illustrative else subject


def _told(brief: Digest) -> tuple[Count, ...]:
    """Return the counts that are told in short: the colours, and what is awaited."""
    return tuple(count for count in brief.counts if count.said in _IN_SUBJECT)


def _reds(brief: Digest) -> int:
    return sum(count.number for count in brief.counts if count.said == "Red")


def _none_rated(brief: Digest) -> str:
    """Say that no indicator has a colour; nothing where one has."""
    total = sum(count.number for count in brief.counts)
    if any(count.number for count in brief.counts if count.said in _IN_SUBJECT[:3]):
        return ""
    if not total:
        return "no indicators"
    waiting = [str(count) for count in brief.counts if count.said == _IN_SUBJECT[3]]
    return ", ".join((f"none of {total:,} indicator{'' if total == 1 else 's'} rated", *waiting))


def letter_of(
    brief: Digest, occasion: Occasion, recipient: Recipient, attachments: Sequence[Attachment]
) -> Letter:
    """Return the letter to a head of service."""
    return Letter(
        marking=occasion.marking,
        title=f"{brief.service} scorecard",
        about=f"{occasion.financial_year} {occasion.period}, reported on {_day(occasion)}",
        notice=(
            "Illustrative data: the figures in this message and its attachments are not real."
            if occasion.is_illustrative
            else ""
        ),
        greeting=f"Dear {recipient.name},",
        headline=brief.headline,
        counts=_told(brief) if any(one.number for one in _told(brief)) else (),
        sections=tuple(_sections(brief, occasion)),
        files=tuple((one.name, _FILES.get(one.ending, "")) for one in attachments),
        foot=foot_of(occasion),
    )


def _sections(brief: Digest, occasion: Occasion) -> Sequence[LetterPart]:
    """Return the lists: what moved, what needs commentary, what is overdue, what is awaited."""
    since = f"since {brief.since}" if brief.since else ""
    sections = []
    if since:
        sections.append(
            _section(f"What moved {since}", brief.moved, f"No indicator changed colour {since}.")
        )
    if brief.commentary_due:
        sections.append(
            _section(
                "Reds that need your commentary",
                brief.reds,
                "Every Red has its commentary." if _reds(brief) else "No indicator is Red.",
                f"Please type what lies behind each, and what is done, into {_book(occasion)}.",
            )
        )
    sections.append(_section("Overdue actions", brief.overdue, "No action is overdue."))
    if brief.awaited:
        please = f"Please fill these in {_book(occasion)}."
        sections.append(LetterPart(heading="Still awaited", entries=brief.awaited, sentence=please))
    return sections


def _book(occasion: Occasion) -> str:
    return occasion.source_name or "the plan's workbook"


def _section(
    heading: str, entries: tuple[ListedRow, ...], nothing: str, sentence: str = ""
) -> LetterPart:
    """Return a list, with what is said where it is empty and how many are left out."""
    left = len(entries) - _MOST
    return LetterPart(
        heading=f"{heading} ({len(entries)})" if entries else heading,
        entries=entries[:_MOST],
        sentence=sentence if entries else nothing,
        more=f"And {left} more, in the attached scorecard." if left > 0 else "",
    )


def foot_of(occasion: Occasion) -> tuple[tuple[str, str], ...]:
    """Return where the figures come from."""
    pairs = (
        (
            capital(occasion.words.organisation),
            ", ".join(filter(None, (occasion.authority, occasion.department))),
        ),
        ("Period", f"{occasion.financial_year} {occasion.period}"),
        ("Report date", _day(occasion)),
        ("Data status", occasion.data_status),
        ("Checks", occasion.check),
        ("Source", occasion.source_name),
        ("SHA-256 of the source", occasion.source_sha256),
    )
    return tuple((name, text) for name, text in pairs if text)


def _day(occasion: Occasion) -> str:
    """Return the report date as it is said, whatever the language of the computer."""
    day = occasion.report_date
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
