"""This module makes text from the workbook safe to draw: nothing in it can act, nothing is lost.

What cannot be written in a file is replaced visibly.  Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from csplan.terms.values import Value

__all__ = ["be", "have", "in_parts", "list_refs", "plain", "shortened", "with_noun"]

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NEW_LINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_NUMBERED = re.compile(r"(.*?)(\d+)$")
_MOST_LINES = 200
"""A text of more lines is drawn with their ends as marks: each would be a line of a page."""
REPLACED = "\ufffd"


def plain(value: Value) -> str:
    r"""Return a cell's text: control characters become U+FFFD, line ends one kind, blank is "".

    >>> plain(" a" + chr(7) + "b "), plain(None), plain(12.0), plain("a\n" * 300)[:5]
    ('a�b', '', '12', 'a ¶ a')
    """
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    text = f"{value:.15g}" if isinstance(value, int | float) else value
    if text.isprintable():  # most are, and then hold neither controls nor line ends
        return text.strip()
    text = _UNWRITABLE.sub(REPLACED, _NEW_LINES.sub("\n", text)).strip()
    return text if text.count("\n") <= _MOST_LINES else text.replace("\n", " ¶ ")


def with_noun(number: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun.

    >>> with_noun(1, "action"), with_noun(0, "action"), with_noun(2, "family", "families")
    ('1 action', '0 actions', '2 families')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def be(number: int) -> str:
    """Return the verb of a count.

    >>> be(1), be(0)
    ('is', 'are')
    """
    return "is" if number == 1 else "are"


def have(number: int) -> str:
    """Return the verb of what so many have.

    >>> have(1), have(2)
    ('has', 'have')
    """
    return "has" if number == 1 else "have"


def list_refs(refs: Iterable[str]) -> str:
    """Return refs with runs of three or more drawn together.

    >>> list_refs(["A-001", "A-002", "A-003", "A-007", "KO1-01"])
    'A-001 to A-003, A-007, KO1-01'
    """
    parts = []
    for run in _runs(refs):
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run  # noqa: PLR2004
    return ", ".join(parts)


def _runs(refs: Iterable[str]) -> Iterator[list[str]]:
    """Split refs where the number does not go up by one."""
    run: list[str] = []
    for ref in refs:
        if run and not _follows(run[-1], ref):
            yield run
            run = []
        run.append(ref)
    if run:
        yield run


def _follows(ref: str, other: str) -> bool:
    """Say whether a ref is the next after another."""
    first, second = _NUMBERED.match(ref), _NUMBERED.match(other)
    if first is None or second is None or first[1] != second[1]:
        return False
    return int(second[2]) == int(first[2]) + 1


def in_parts(text: str, longest: int) -> list[str]:
    """Split a text into parts no longer than a cell can show, between words where it can be.

    >>> in_parts("one two three", 8)
    ['one two', 'three']
    """
    parts = []
    while len(text) > longest:
        cut = max(text.rfind(" ", 1, longest + 1), text.rfind("\n", 1, longest + 1))
        cut = cut if cut > 0 else longest
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]


def shortened(text: str, longest: int) -> str:
    """Return a text that is no longer than that, cut between words, and saying that it was cut.

    >>> shortened("one two three", 9), shortened("one two", 9), shortened("onetwothree", 5)
    ('one two…', 'one two', 'onet…')
    """
    return text if len(text) <= longest else f"{in_parts(text, longest - 1)[0]}…"
