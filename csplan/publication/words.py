"""This module decides which words may be published beside figures that are kept back.

Words of a row with a figure kept back may hold no number at all; other words may neither give such
a figure back nor tell of one person or a few themselves.  What may be of people is taken to be.
Knows nothing of files.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Guard", "KeptBack", "in_words"]

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "", *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_DOZEN, _HUNDRED, _THOUSAND = 12, 100, 1_000
_SETS = {
    1: ("a single", "a lone", "a sole"),
    2: ("twins?", "duo", "a couple of", "a pair of"),
    3: ("trio", "triplets?"),
    4: ("quartet", "quadruplets?"),
    5: ("quintet", "quintuplets?"),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth")  # fmt: skip
_NUMBER_WORDS = (
    *_UNITS,
    *_TENS[2:],
    *(rf"(?:{one})s?" for one in ("dozen", "hundred", "thousand", "million", "score", "half")),
    *(f"{one}s?" for one in (*_ORDINALS, "quarter")),
    *("halves", "halved", "twice", "single", "lone", "pairs?", "couples?", "both", "none", "sole"),
    *("only", "once", "nobody", "no one", "nil", "I{2,3}|IV|VI{0,3}|IX"),
    *("doubled?", "trebled?", "tripled?", "quadrupled?", r"\w+fold", "majority"),
    *(word for words in _SETS.values() for word in words),
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_PEOPLE = (
    r"(?:child(?:ren)?|young (?:people|person)|people|persons?|pupils?|students?|learners?|"
    r"famil(?:y|ies)|parents?|carers?|care leavers?|leavers?|boys?|girls?|babies|baby|siblings?|"
    r"brothers?|sisters?|infants?|teenagers?|adolescents?|cases?|of them|of these|of those)"
)
_SOMEBODY = (
    r"(?:child|young person|person|pupil|student|learner|parent|carer|care leaver|leaver|boy|girl|"
    r"baby|twin|sibling|brother|sister|mother|father|infant|toddler|teenager|adolescent|"
    r"(?:\d+|\w+)[ -]year[ -]old)"
)
_HAPPENED = (
    r"(?:has|had|was|went|ran|came|took|fell|got|became|began|gave|hurt|gone|lost|left|told|found|"
    r"is (?:missing|dead|now|still|in|at home|on|not|being)|"
    r"(?!centred|focuss?ed|based|related|oriented|orientated|friendly)\w{2,}ed)\b"
)
_ONE_PERSON = re.compile(
    rf"(?<!where )(?<!when )(?<!if )\b(?:an?|another|the|this|that|our|whose|his|her)"
    rf" (?:[^\s.,;:!?]+ ){{0,3}}?{_SOMEBODY}"
    rf"(?: (?:who|aged|in|at|from|under|with|of|on|placed)(?: [^\s.;:!?]+){{0,4}}?)? {_HAPPENED}",
    re.IGNORECASE,
)
"""What happened to somebody, who is one without being counted."""
_BETWEEN = r"(?:[\s\-\N{EN DASH}]+[^\s.,;:!?\d]+){0,3}[\s\-\N{EN DASH}]+"
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_PLACES = re.compile(
    r"(?:\b(?:years?|key stages?|levels?|stages?|phases?|tiers?|bands?|grades?|steps?|"
    r"parts?|sections?|chapters?|pages?|priorit(?:y|ies)|objectives?|outcomes?|actions?|"
    r"appendix|notes?|tables?|weeks?|months?|days?|quarters?|terms?|aged?|ages|"
    r"(?:aged|children|pupils|those) (?:under|over)))"
    r"[ -](?:\d[\d ,/]*(?:and|to|or|-) ?)?$",
    re.IGNORECASE,
)
"""What stands before a number that is a place in a list, or an age."""
_ENDS_COUNT = (
    r"(?:in|at|from|to|into|with|by|for|on|of|under|over|above|below|after|before|without|between|"
    r"during|since|than|per|each|every|last|this|that|next|previous|past|the|a|an|against|as|and|or|"
    r"were|was|are|is|have|has|had|now|who|live|lives|lived|"
    r"left|moved?|went|came|remain(?:s|ed)?|wait(?:s|ed|ing)?|stay(?:s|ed)?|placed|removed)\b"
)
"""Words with which something else begins: in "three last year" nobody counts years."""
_OF_SOME = rf"(?: of(?: (?:the|our|these|those|its))?(?: (?:\d+|{'|'.join(_UNITS)}))?)?"
_OF_PLACES = r"(?:centres?|homes?|boards?|trusts?|services?|hospitals?|directors?|hubs?)\b"
_OF_SOMEBODY = (
    r"(?:lac|cla|looked|child(?:ren)?|care|remand|custody|secure|adopt\w*|foster\w*|placements?|missing|"
    r"exclusions?|court|protection|pupils?|students?|famil\w+|carers?|serious|safeguarding|death)\b"
)
"""What makes a night, a review or a plan that of one child: "two serious case reviews"."""
_THINGS = re.compile(
    rf"^(?: ?(?:and|to|or|-) ?\w+)?{_OF_SOME}[ -]?"
    rf"(?:{_MONTHS}|year[ -]olds?\b|(?:(?!{_ENDS_COUNT})[^\s.,;:!?\d]+ ){{0,3}}"
    r"(?:quarters?|terms?|years?|schools?|"
    r"settings?|homes?|centres?|hubs?|nurseries|academies|colleges|services?|teams?|districts?|"
    r"areas?|localities|sites?|buildings?|offices?|partners?|agencies|organisations?|providers?|"
    r"councils?|boards?|workshops?|courses?|events?|"
    r"audits?|clinics?|strategies|strategy|polic(?:y|ies)|projects?|schemes?|"
    r"programmes?|contracts?|priorit(?:y|ies)|outcomes?|objectives?|actions?|measures?|"
    r"indicators?|targets?|ways?|reasons?|steps?|points?|vehicles?|types?|kinds?|strands?)\b"
    rf"|(?:(?!{_ENDS_COUNT}|{_OF_SOMEBODY})[^\s.,;:!?\d]+ ){{0,3}}"
    r"(?:minutes?|hours?|days?|nights?|weeks?|months?|times?|meetings?|sessions?|visits?|"
    r"conferences?|reviews?|reports?|plans?)\b)|^-(?!\d)"
    r"|^[ -](?:to[ -]one|another|stop)\b",
    re.IGNORECASE,
)
"""What stands behind a number that counts things, time or ages, and no people."""
_ON = (
    r"-(?:\d\d|\d-\d|hundred)|/(?:\d{1,2}/\d|7\b)|(?<=\d{4})/\d\d\b|"
    rf"\+(?!\s+(?:\w+\s+){{0,2}}{_PEOPLE}\b)"
)
"""What makes a number the beginning of a date, a year, a range of ages, or "so many or more"."""
_HIDDEN = re.compile(r"[\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}-\N{RIGHT-TO-LEFT MARK}\N{WORD JOINER}"
                     r"\N{ZERO WIDTH NO-BREAK SPACE}]")  # fmt: skip
MASK = "[c]"


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A figure that is kept back, as its own row prints it, and as a number of people if it is."""

    ref: str
    printed: str
    people: int | None = None


def in_words(number: int) -> str:
    """Return how a whole number may be written in words, as a pattern; nothing from 1,000 on.

    >>> in_words(4), in_words(20), in_words(37)
    ('four', 'twenty', 'thirty[ -]?seven')
    >>> in_words(105)
    '(?:one|a)[ -]hundred(?: and)?[ -]five'
    """
    if number < len(_UNITS):
        return _UNITS[number]
    if number < _HUNDRED:
        ten, unit = divmod(number, 10)
        return _TENS[ten] + (f"[ -]?{_UNITS[unit]}" if unit else "")
    if number < _THOUSAND:
        hundreds, rest = divmod(number, _HUNDRED)
        first = "(?:one|a)" if hundreds == 1 else _UNITS[hundreds]
        return f"{first}[ -]hundred" + (f"(?: and)?[ -]{in_words(rest)}" if rest else "")
    return ""


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
        >>> guard.why_not("The number of babies removed fell to three.", beside=False)
        'holds a number that may be of a few people'
        >>> guard.why_not("A child died.", beside=False)
        'tells what happened to one person'
        >>> guard.why_not("Three schools opened on 4 May; Year 5 began.", beside=False)
        ''
        >>> guard.why_not("It halved.", beside=True), guard.why_not("It halved.", beside=False)
        ('holds a number beside a figure that is kept back', '')
        """
        text = _plain(text)
        if beside and _ANY_NUMBER.search(text):
            return "holds a number beside a figure that is kept back"
        if self._few_people.search(text) or _counts_people(text, self._small):
            return "holds a number that may be of a few people"
        if _ONE_PERSON.search(text):
            return "tells what happened to one person"
        for one, pattern in self._given:
            if _counts_people(text, pattern):
                return f"gives back {one.printed} of {one.ref}"
        if self._refs and self._refs.search(text) and _ANY_NUMBER.search(self._refs.sub("", text)):
            return "holds a number and names a row whose figure is kept back"
        return ""

    def masked(self, text: str) -> str:
        """Return words of the plan itself with what would give a figure back replaced by [c].

        >>> Guard([KeptBack("KO3-19", "9.8%")]).masked("from 9.8% to 12%")
        'from [c] to 12%'
        """
        for _, pattern in self._quoted:
            text = pattern.sub(MASK, text)
        return text

    @cached_property
    def _few_people(self) -> re.Pattern[str]:
        """A few of somebody: ordinals, sets, and any number from 1 to `few` close before people."""
        few = range(1, self.few + 1)
        numbers = [str(n) for n in few] + [word for n in few if (word := in_words(n))]
        near = [*numbers, *_ORDINALS[: self.few], "both", "only", "single", "sole"]
        near += [rf"{n}(?:st|nd|rd|th)" for n in few]
        alone = [word for n in few for word in _SETS.get(n, ()) if not word.startswith("a ")]
        sets = [word for n in few for word in _SETS.get(n, ())]
        return re.compile(
            rf"(?<![\d.,£])\b(?:(?:{'|'.join([*near, *sets])})\b(?![.,]?\d|%){_BETWEEN}{_PEOPLE}\b"
            rf"(?!['\N{{RIGHT SINGLE QUOTATION MARK}}]s {_OF_PLACES})|(?:{'|'.join(alone)})\b)",
            re.IGNORECASE,
        )

    @cached_property
    def _small(self) -> re.Pattern[str]:
        """A number from 1 to `few` that stands alone, in digits or as a word."""
        numbers = "|".join(_ways(n) for n in range(self.few, 0, -1))
        return _alone(f"(?:{numbers}|II|III|IV)")

    @cached_property
    def _refs(self) -> re.Pattern[str] | None:
        """The refs of rows with a figure that is kept back."""
        refs = sorted({re.escape(one.ref) for one in self.kept}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(refs)})\b", re.IGNORECASE) if refs else None

    @cached_property
    def _given(self) -> list[tuple[KeptBack, re.Pattern[str]]]:
        """How each figure that is kept back may stand in somebody's words."""
        return [(one, pattern) for one in self.kept if (pattern := _given(one)) is not None]

    @cached_property
    def _quoted(self) -> list[tuple[KeptBack, re.Pattern[str]]]:
        """How each figure that is kept back may stand in a text of the plan itself."""
        return [(one, pattern) for one in self.kept if (pattern := _quoted(one)) is not None]


def _plain(text: str) -> str:
    """Return words as they are read: one kind of digit and space, and no signs that nobody sees."""
    return " ".join(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)).split())


def _counts_people(text: str, number: re.Pattern[str]) -> bool:
    """Say whether a number stands in a text that is plainly no age, day, place or count of things.

    A number behind which people stand at once is one of them, whatever stands before it.
    """
    return any(
        not (_PLACES.search(text[: found.start()]) or _THINGS.search(text[found.end() :]))
        for found in number.finditer(text)
    )


def _ways(number: int) -> str:
    """Return how a number may be written: in digits, with or without commas, and in words."""
    digits = f"{number:,}".replace(",", ",?")
    ways = [digits, in_words(number), "a dozen" if number == _DOZEN else ""]
    return "|".join(filter(None, ways))


def _alone(number: str) -> re.Pattern[str]:
    """Return a pattern of a number that is not part of another, nor money, nor a percentage.

    Of 3/40 and 3-4 it is one; of 3/4/2016, 2016/17, 24/7, 3-16 and 1-2-1 none is.
    """
    return re.compile(
        rf"(?<![\w.,£$€/+-])(?<![£$€] )(?<!\d:){number}(?!\w|[.,:]\d|{_ON}"
        r"| ?%| per ?cent| percentage| (?:hundred|thousand|million|bn|m)\b| ?[mk]\b)",
        re.IGNORECASE,
    )


def _given(one: KeptBack) -> re.Pattern[str] | None:
    """Return how a figure may be said: a count, a percentage with or without its sign, a rate."""
    if one.people is not None:
        return _alone(f"(?:{_ways(one.people)})")
    number = _number(one.printed)
    if number is None:
        return None
    before, after = r"(?<![\w.,£])", r"(?!\d|[.,]\d)"
    if "." in one.printed:
        return re.compile(f"{before}{number}{after}")
    words = in_words(int(re.sub(r"\D", "", one.printed)))
    ways = f"(?:{number}|{words})" if words else number
    if one.printed.endswith("%"):
        return re.compile(
            rf"{before}{ways}{after}(?: ?%|[ -]*per[ -]?cent| (?:in|of|out of) (?:every )?"
            r"(?:a |one )?(?:100|hundred))",
            re.IGNORECASE,
        )
    return re.compile(
        rf"{before}{ways}{after} per |\brates?\b[^.;]*{before}{ways}{after}", re.IGNORECASE
    )


def _quoted(one: KeptBack) -> re.Pattern[str] | None:
    """Return how a figure may stand in a text: a percentage anywhere, a count beside people."""
    number = _number(one.printed)
    if number is None:
        return None
    before, after = r"(?<![\w.,])", r"(?!\d|[.,]\d)"
    if one.printed.endswith("%"):
        return re.compile(rf"{before}{number}{after}(?:\s?%|[\s-]*per[\s-]?cent)", re.IGNORECASE)
    if one.people is None:
        return re.compile(rf"{before}{number}{after}\s+per\s", re.IGNORECASE)
    word = in_words(one.people)
    numbers = f"(?:{number}|{word})" if word else number
    return re.compile(rf"{before}{numbers}{after}(?!%){_BETWEEN}{_PEOPLE}\b", re.IGNORECASE)


def _number(printed: str) -> str | None:
    """Return a figure's digits as they may stand in a text; None where it has none."""
    number = re.escape(printed.rstrip("%").replace("\N{MINUS SIGN}", "-")).replace(",", ",?")
    return number if re.search(r"\d", number) else None
