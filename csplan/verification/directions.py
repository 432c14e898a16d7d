"""This module reads the words that say which way a figure goes, or which colour it has.

Knows nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Direction", "Way", "masked_directions", "ways_in"]


class Way(StrEnum):
    """What a word says of a figure."""

    ROSE = "rose"
    FELL = "fell"
    BETTER = "better"
    WORSE = "worse"
    OVER = "over budget"
    UNDER = "under budget"
    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"

    @property
    def opposite(self) -> Way:
        """The word for the other way."""
        return _OPPOSITES.get(self, self)


_OPPOSITES = {
    Way.ROSE: Way.FELL,
    Way.FELL: Way.ROSE,
    Way.BETTER: Way.WORSE,
    Way.WORSE: Way.BETTER,
    Way.OVER: Way.UNDER,
    Way.UNDER: Way.OVER,
}


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says which way, and where it stands.

    `on_target` says that it compares with the target, not with an earlier figure.
    """

    start: int
    end: int
    text: str
    way: Way
    on_target: bool = False


_WAYS: tuple[tuple[Way, str], ...] = (
    (Way.OVER, r"over-?spen[dt]\w*|over-?spending|adverse|over budget"),
    (Way.UNDER, r"under-?spen[dt]\w*|under-?spending|favourable|under budget"),
    (
        Way.BETTER,
        r"improv(?:ed|es|ing)|better|for the better|strengthen(?:ed|ing)|recover(?:ed|ing)",
    ),
    (Way.WORSE, r"wors(?:e|ened|ening|ens)|deteriorat(?:ed|es|ing)|slipp(?:ed|ing)"),
    (
        Way.ROSE,
        r"rose|risen|rise|rises|rising|increas(?:e|ed|es|ing)|grew|grown|climbed|went up|gone up|went"
        r" higher|up from|higher",
    ),
    (
        Way.FELL,
        r"fell|fallen|falls|fall|falling|decreas(?:e|ed|es|ing)|dropp(?:ed|ing)|drop|declin(?:e|ed|es|ing)"
        r"|reduc(?:ed|tion)|went down|gone down|came down|down from|lower",
    ),
    (Way.RED, r"(?-i:Red)(?=\s*▲)|(?-i:RED)\b|(?:rated|is|remains|stays|still|now|are)\s+red"),
    (
        Way.AMBER,
        r"(?-i:Amber)(?=\s*◆)|(?-i:AMBER)\b|(?:rated|is|remains|stays|still|now|are)\s+amber",
    ),
    (
        Way.GREEN,
        r"(?-i:Green)(?=\s*●)|(?-i:GREEN)\b|(?:rated|is|remains|stays|still|now|are)\s+green",
    ),
)
_ANY = re.compile(
    "|".join(rf"(?P<w{n}>\b(?:{pattern})(?!\w))" for n, (_, pattern) in enumerate(_WAYS)),
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|without|nor|cannot|n['’]t|should|must|to|will|would|could|may|if|until|plan(?:s|ned)? to|aim(?:s|ed)? to|expected to|good or|need(?:s|ed)? to|further|seasonal|usual|rather than|judged|any)\s+(?:yet\s+|be\s+|have\s+|been\s+|to\s+)*$",
    re.IGNORECASE,
)
_ON_TARGET = re.compile(
    r"\s+(?:than|on|against)\s+(?:the\s+|its\s+|our\s+)?(?:target|plan|planned|budget|expected|profile)",
    re.IGNORECASE,
)


_EXPECTED = re.compile(
    r"\b(?:forecast|projected|expected|predicted|set|likely|heading)\s+to\s+$", re.IGNORECASE
)
_COLOUR = re.compile(r"\s*(?P<colour>Red|Amber|Green)\s*", re.IGNORECASE)


def ways_in(text: str) -> Iterator[Direction]:
    """Yield the words of a text that say which way; one that is denied or hoped for is left out.

    >>> [(one.text, str(one.way)) for one in ways_in("It fell from 612, and has not improved")]
    [('fell', 'fell')]
    """
    if alone := _COLOUR.fullmatch(text):  # a cell that holds a colour and nothing else
        start, end = alone.span("colour")
        yield Direction(start, end, text[start:end], Way(text[start:end].title()))
        return
    for found in _ANY.finditer(text):
        kind = next(n for n in range(len(_WAYS)) if found[f"w{n}"])
        before = text[max(0, found.start() - 24) : found.start()]
        is_expected = _WAYS[kind][0] in (Way.OVER, Way.UNDER) and _EXPECTED.search(before)
        if _DENIED.search(before) and not is_expected:
            continue
        yield Direction(
            start=found.start(),
            end=found.end(),
            text=found[0],
            way=_WAYS[kind][0],
            on_target=bool(_ON_TARGET.match(text[found.end() : found.end() + 30])),
        )


def masked_directions(text: str) -> tuple[str, list[str]]:
    """Return a text without its words of direction, and those words."""
    said: list[str] = []

    def mask(found: re.Match[str]) -> str:
        said.append(re.sub(r"\s+", " ", found[0].lower()))
        return "~"

    return _ALL.sub(mask, text), said


_ALL = re.compile(
    r"\b(?:over|under|rose|fell|was|Improving|Worsening|Steady|Better|Worse|Adverse|Favourable|fewer|more|less"
    r"|better|worse|above|below|overspend|underspend|Red|Amber|Green|Blue|highest|lowest|rise|fall|beyond)\b",
    re.IGNORECASE,
)
