"""This module writes a letter as plain text, for readers that show no HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from csplan.emails.draft import ListedRow
from csplan.emails.wording import Letter, LetterPart

__all__ = ["text_of"]

_WIDTH = 76


def text_of(letter: Letter) -> str:
    """Return a letter as plain text."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    """Yield the lines of a letter."""
    yield from (letter.marking, "")
    yield from _wrapped(f"{letter.title}, {letter.about}")
    if letter.notice:
        yield from ("", *_wrapped(letter.notice))
    yield from ("", letter.greeting, "")
    for paragraph in letter.note:
        yield from (*_wrapped(paragraph), "")
    for sentence in letter.sentences:
        yield from _wrapped(sentence)
    if letter.counts:
        yield from ("", letter.counted)
        yield from (f"  {count.look}: {count.number:,}" for count in letter.counts)
    for section in letter.sections:
        yield from _section(section)
    yield from ("", "Attached")
    for name, use in letter.files:
        yield from _wrapped(f"{name} ({use})" if use else name, "- ", "  ")
    for line in ("", *letter.closing) if letter.closing else ():
        yield from _wrapped(line)
    yield from ("", "-" * 40)
    for name, text in letter.foot:
        yield from _wrapped(f"{name}: {text}")
    yield letter.marking


def _section(section: LetterPart) -> Iterator[str]:
    """Yield the lines of a list."""
    yield from ("", section.heading)
    if section.sentence:
        yield from _wrapped(section.sentence)
    for entry in section.entries:
        yield from _entry(entry)
    if section.more:
        yield section.more


def _entry(entry: ListedRow) -> Iterator[str]:
    """Yield the lines of one row."""
    status = f"{entry.look}: " if entry.look else ""
    ref = f" ({entry.ref})" if entry.ref else ""
    yield from _wrapped(f"{status}{entry.name}{ref}", "- ", "  ")
    if entry.detail:
        yield from _wrapped(entry.detail, "  ", "  ")
    for label, text in entry.words:
        yield from _wrapped(f"{label}: {text}", "  ", "  ")


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Return a text in lines; words are never broken, and its own line ends are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            paragraph,
            _WIDTH,
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines
