"""This module decides which words may be published beside figures that are kept back.

Words of a row with a figure kept back may hold no number at all; other words may neither give such
a figure back nor tell of a few people themselves.  Knows nothing of files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Guard", "KeptBack"]

_DIGITS = {
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve",
    20: "twenty",
    30: "thirty",
    0: "zero",
    40: "forty",
    50: "fifty",
    100: "hundred",
}
_NUMBER_WORDS = (
    *_DIGITS.values(),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("sixty", "seventy", "eighty", "ninety", "dozens?", "thousand", "score"),
    *("half", "halves", "halved", "third", "thirds", "quarter", "quarters", "fifth", "tenth"),
    *("twice", "doubled?", "trebled?", "tripled?", "single", "pair", "couple", "both", "none"),
    *("sole", "only", "once", "nobody", "nil"),
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS)})\b|[¼½¾⅓⅔]", re.IGNORECASE)
_PEOPLE = (
    r"(?:child(?:ren)?|young (?:people|person)|people|persons?|pupils?|students?|learners?|"
    r"famil(?:y|ies)|parents?|carers?|care leavers?|leavers?|boys?|girls?|babies|baby|siblings?|"
    r"brothers?|sisters?|infants?|teenagers?|adolescents?|cases?|of them|of these|of those)"
)
_BETWEEN = r"(?:[\s\-\N{EN DASH}]+[^\s.,;:!?\d]+){0,3}[\s\-\N{EN DASH}]+"
MASK = "[c]"


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A figure that is kept back, as its own row prints it, and as a number of people if it is."""

    ref: str
    printed: str
    people: int | None = None


@dataclass(frozen=True)
class Guard:
    """What words may not say: the figures that are kept back, and numbers of people up to `few`."""

    kept: Sequence[KeptBack]
    few: int = 5

    def why_not(self, text: str, *, beside: bool) -> str:
        """Say why words may not be published; nothing where they may.

        `beside`: a figure is kept back on their row, or on one that adds up with it.

        >>> guard = Guard([KeptBack("KO3-19", "9.8%"), KeptBack("KO3-21", "12", 12)])
        >>> guard.why_not("It fell to 9.8 per cent.", beside=False)
        'gives back 9.8% of KO3-19'
        >>> guard.why_not("Three of the children moved.", beside=False)
        'tells of a few people'
        >>> guard.why_not("It halved.", beside=True), guard.why_not("It halved.", beside=False)
        ('holds a number beside a figure that is kept back', '')
        """
        if beside and _ANY_NUMBER.search(text):
            return "holds a number beside a figure that is kept back"
        if self._few_people.search(text):
            return "tells of a few people"
        for one, pattern in self._patterns:
            if pattern.search(text):
                return f"gives back {one.printed} of {one.ref}"
        if self._refs and self._refs.search(text) and _ANY_NUMBER.search(self._refs.sub("", text)):
            return "holds a number and names a row whose figure is kept back"
        return ""

    def masked(self, text: str) -> str:
        """Return words of the plan itself with what would give a figure back replaced by [c].

        >>> Guard([KeptBack("KO3-19", "9.8%")]).masked("from 9.8% to 12%")
        'from [c] to 12%'
        """
        for _, pattern in self._patterns:
            text = pattern.sub(MASK, text)
        return text

    @cached_property
    def _few_people(self) -> re.Pattern[str]:
        """A number from 1 to `few`, in digits or as a word, and people close behind it."""
        numbers = "|".join(
            (*(str(n) for n in range(1, self.few + 1)),
             *(_DIGITS[n] for n in range(1, self.few + 1) if n in _DIGITS))
        )  # fmt: skip
        return re.compile(
            rf"(?<![\d.,£])\b(?:{numbers}|a single|a couple of|a pair of|only)\b(?![.,]?\d|%)"
            rf"{_BETWEEN}{_PEOPLE}\b",
            re.IGNORECASE,
        )

    @cached_property
    def _refs(self) -> re.Pattern[str] | None:
        """The refs of rows with a figure that is kept back."""
        refs = sorted({re.escape(one.ref) for one in self.kept}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(refs)})\b", re.IGNORECASE) if refs else None

    @cached_property
    def _patterns(self) -> list[tuple[KeptBack, re.Pattern[str]]]:
        """How each figure that is kept back may stand in a text."""
        return [(one, pattern) for one in self.kept if (pattern := _pattern(one)) is not None]


def _pattern(one: KeptBack) -> re.Pattern[str] | None:
    """Return how a figure may stand in a text: a percentage anywhere, a count beside people."""
    number = re.escape(one.printed.rstrip("%").replace("\N{MINUS SIGN}", "-")).replace(",", ",?")
    if not re.search(r"\d", number):
        return None
    before, after = r"(?<![\w.,])", r"(?!\d|[.,]\d)"
    if one.printed.endswith("%"):
        return re.compile(rf"{before}{number}{after}(?:\s?%|[\s-]*per[\s-]?cent)", re.IGNORECASE)
    if one.people is None:
        return re.compile(rf"{before}{number}{after}\s+per\s", re.IGNORECASE)
    word = _DIGITS.get(one.people, "")
    numbers = f"(?:{number}|{word})" if word else number
    return re.compile(rf"{before}{numbers}{after}(?!%){_BETWEEN}{_PEOPLE}\b", re.IGNORECASE)
