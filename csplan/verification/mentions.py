"""This module finds the figures in a text: their value, unit, sign, and how exactly they are said.

Knows nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from csplan.terms.vocabulary import Unit
from csplan.verification.not_figures import may_hold_numbers, not_figures_in

__all__ = ["Hedge", "MeasuredIn", "Mention", "mentions_in"]


class MeasuredIn(StrEnum):
    """What a figure is of, as its sign, or the words beside it, say."""

    PLAIN = "a number"
    PERCENT = "%"
    POINTS = "points"
    POUNDS = "pounds"
    WEEKS = "weeks"
    DAYS = "days"
    RATE = "a rate"


class Hedge(StrEnum):
    """How a text says that a figure is not exact."""

    NONE = ""
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure as it stands in a text.

    `value` is the number in ones: £1.6m is 1,600,000 and 66.4% is 66.4.  `unit_in_last_place` is
    what its last digit counts: 100,000 and 0.1.
    """

    start: int
    end: int
    text: str
    value: float
    last_place: float
    measured: MeasuredIn
    signed: str = ""
    hedge: Hedge = Hedge.NONE
    in_words: bool = False
    """Whether the figure is written in words."""
    said_unit: bool = False
    """Whether its unit stands by it, and not in a heading."""

    @property
    def amount(self) -> float:
        """The value with its sign, as far as one is said."""
        return -self.value if self.signed == "-" else self.value


_FIGURE = re.compile(
    r"""(?P<open>\()?(?P<sign>[+\-−–]\s?(?=[£\d.]))?(?P<pounds>(?:£|GBP)\s?)?(?P<sign2>[+\-−])?
    (?P<whole>\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?P<decimals>\.\d+)?
    (?P<scale>\s?(?:million|thousand|billion|bn|mn)\b|\s?[mM](?![\w])|[kK](?!\w))?
    (?P<close>\))?
    (?P<unit>\s?%(?:\s?(?:points?|pts?)\b)?|\s?per\s?cent(?:age)?(?:\spoints?)?\b|\spercentage\spoints?\b
      |\s?(?:pp|ppts?|pts?)\b|[\s-]points?\b|\sweeks?\b|\sdays?\b|\spounds\b
      |\sper\s(?:100,?000|10,?000|1,?000|100|10k|100k)\b)?(?P<close2>\))?""",
    re.VERBOSE | re.IGNORECASE,
)
_SCALES = {
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "k": 1e3,
    "thousand": 1e3,
    "bn": 1e9,
    "billion": 1e9,
}
_BEFORE = {
    Hedge.ABOUT: re.compile(
        r"(?:about|around|approximately|approx\.?|roughly|some|circa|c\.|~|close to|in the region of)"
        r"\s*$",
        re.IGNORECASE,
    ),
    Hedge.UNDER: re.compile(
        r"(?:nearly|almost|just under|just below|fewer than|less than|under|below|up to|not quite)\s*$",
        re.IGNORECASE,
    ),
    Hedge.OVER: re.compile(
        r"(?:just over|more than|over|above|in excess of|at least|exceed(?:s|ed|ing)?|upwards of)\s*$",
        re.IGNORECASE,
    ),
}
_MONEY_HEAD = re.compile(r"£\s?[’']?\s?(?P<scale>000s?|k\b|m\b|million|bn\b)?", re.IGNORECASE)
_PERCENT_HEAD = re.compile(r"%|per ?cent|percentage(?! points)|proportion|\bshare\b", re.IGNORECASE)
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORD_VALUES = {word: n for n, word in enumerate(_ONES)} | {
    word: 10 * n for n, word in enumerate(_TENS) if word != "_"
}
_WORD = "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<words>(?:{_WORD})(?:[\s-](?:{_WORD}))?(?:\shundred(?:\sand\s(?:{_WORD})"
    rf"(?:[\s-](?:{_WORD}))?)?)?)(?P<unit>\sper\s?cent\b|\spercentage\spoints?\b|\spoints?\b"
    r"|\sweeks?\b)?(?![\w-])",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def mentions_in(text: str, *, heading: str = "", begins: bool = True) -> tuple[Mention, ...]:
    """Return the figures in a text; `heading` may say their unit.

    >>> text = "On 14 October 2016, 11.2% of 4,100 (£1.6m over, up 0.8 points)"
    >>> [(one.text, one.value, str(one.measured)) for one in mentions_in(text)][:2]
    [('11.2%', 11.2, '%'), ('4,100', 4100.0, 'a number')]
    >>> [(one.text, one.value, str(one.measured)) for one in mentions_in(text)][2:]
    [('£1.6m', 1600000.0, 'pounds'), ('0.8 points', 0.8, 'points')]
    >>> [(one.amount, one.last_place) for one in mentions_in("(4,371)", heading="Variance £000")]
    [(-4371000.0, 1000.0)]
    """
    if not may_hold_numbers(text):
        return ()
    taken = [(start, end) for start, end, _ in not_figures_in(text, begins=begins)]
    found = [*_in_digits(text, taken, heading), *_in_words(text, taken)]
    return tuple(sorted(found, key=lambda one: one.start))


def _in_digits(text: str, taken: list[tuple[int, int]], heading: str) -> Iterator[Mention]:
    for found in _FIGURE.finditer(text):
        start = found.start("whole")
        if _is_taken(
            start, found.end("decimals") if found["decimals"] else found.end("whole"), taken
        ):
            continue
        before = text[: found.start()]
        if before[-1:].isalnum() or (before[-1:] in "./" and before[-2:-1].isalnum()):
            continue
        after = text[found.end() :]
        if after[:1].isalpha() or re.match(r"[/]\d", after):
            continue
        yield _mention(found, text, heading)


def _is_taken(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in taken)


def _mention(found: re.Match[str], text: str, heading: str) -> Mention:
    scale = _SCALES.get((found["scale"] or "").strip().lower(), 1.0)
    unit = (found["unit"] or "").strip().lower().replace("-", " ").strip()
    places = len(found["decimals"] or ".") - 1
    measured = _measured(found, unit)
    said = measured is not MeasuredIn.PLAIN
    if not said:
        measured, times = _by_heading(heading)
        scale = scale if scale > 1 else times
        if scale > 1 and found["scale"]:
            said = True
    value = float(f"{(found['whole'] or '0').replace(',', '')}{found['decimals'] or ''}") * scale
    bracketed = bool(found["open"]) and bool(found["close"] or found["close2"])
    alone = not text[: found.start()].strip(" \u202f\xa0") and not text[found.end() :].strip()
    sign = (found["sign"] or found["sign2"] or "").strip()
    sign = "-" if sign in ("−", "–", "-") else sign
    if sign == "-" and not _is_sign(found, text):
        sign = ""
    if bracketed and alone:
        sign = "-"
    begins = found.end("sign") if found["sign"] and not sign else found.start()
    start = begins + (1 if found["open"] and not (bracketed and alone) else 0)
    ends = found.end() - (1 if found["close2"] and not (bracketed and alone) else 0)
    if found["close"] and not (bracketed and alone):
        ends, unit = found.start("close"), ""
        measured = _measured(found, "") if said else measured
    return Mention(
        start=start,
        end=ends,
        text=text[start:ends].strip(),
        value=float(f"{value:.15g}"),
        last_place=scale * 10.0**-places,
        measured=measured,
        signed=sign,
        hedge=_hedge(text[: found.start()]),
        said_unit=said,
    )


def _is_sign(found: re.Match[str], text: str) -> bool:
    """Say whether a dash is a minus: it begins the text, or follows a space or bracket."""
    at = found.start("sign") if found["sign"] else found.start("sign2")
    before = text[at - 1 : at]
    touching = not text[at + 1 : at + 2].isspace()
    return touching and (at == 0 or before in " (\u202f\xa0\n[:;£" or before == "")


def _measured(found: re.Match[str], unit: str) -> MeasuredIn:
    if found["pounds"] or unit == "pounds":
        return MeasuredIn.POUNDS
    if (
        "point" in unit
        or unit in ("pp", "ppt", "ppts", "pt", "pts")
        or unit.endswith(("pt", "pts"))
    ):
        return MeasuredIn.POINTS
    if unit.startswith("%") or "cent" in unit:
        return MeasuredIn.PERCENT
    if unit.startswith("week"):
        return MeasuredIn.WEEKS
    if unit.startswith("day"):
        return MeasuredIn.DAYS
    return MeasuredIn.RATE if unit.startswith("per ") else MeasuredIn.PLAIN


def _by_heading(heading: str) -> tuple[MeasuredIn, float]:
    """Return the unit that a heading says for the bare numbers below it, and what they count."""
    money = _MONEY_HEAD.search(heading)
    if money:
        scale = (money["scale"] or "").lower()
        return MeasuredIn.POUNDS, {"": 1.0, "k": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}.get(
            scale, 1e3
        )
    if _PERCENT_HEAD.search(heading):
        return MeasuredIn.PERCENT, 1.0
    return MeasuredIn.PLAIN, 1.0


def _hedge(before: str) -> Hedge:
    for hedge, pattern in _BEFORE.items():
        if pattern.search(before[-24:]):
            return hedge
    return Hedge.NONE


def _in_words(text: str, taken: list[tuple[int, int]]) -> Iterator[Mention]:
    for found in _IN_WORDS.finditer(text):
        if _is_taken(found.start(), found.end("words"), taken):
            continue
        value = _value_of(found["words"])
        if value is None or (value <= 1 and not found["unit"]):
            continue
        unit = (found["unit"] or "").strip().lower()
        measured = (
            MeasuredIn.POINTS
            if "point" in unit
            else MeasuredIn.PERCENT
            if "cent" in unit
            else MeasuredIn.WEEKS
            if unit
            else MeasuredIn.PLAIN
        )
        yield Mention(
            start=found.start(),
            end=found.end(),
            text=found[0],
            value=float(value),
            last_place=1.0,
            measured=measured,
            hedge=_hedge(text[: found.start()]),
            in_words=True,
        )


def _value_of(words: str) -> int | None:
    """Return the number that words say, or None where they are two numbers.

    >>> _value_of("twenty-one"), _value_of("two hundred and six"), _value_of("two three")
    (21, 206, None)
    """
    head, hundred, rest = words.lower().replace("-", " ").partition(" hundred")
    if hundred:
        tail = _value_of(rest.removeprefix(" and ").strip()) if rest.strip() else 0
        front = _value_of(head)
        return None if front is None or tail is None else 100 * front + tail
    parts = [_WORD_VALUES[word] for word in head.split()]
    if len(parts) == 1:
        return parts[0]
    tens, ones = parts
    return tens + ones if tens in range(20, 100, 10) and 0 < ones < 10 else None  # noqa: PLR2004


def measured_of(unit: object) -> MeasuredIn:
    """Return how a figure of an indicator's unit is measured."""
    return {
        str(Unit.PERCENT): MeasuredIn.PERCENT,
        str(Unit.POINTS): MeasuredIn.POINTS,
        str(Unit.POUNDS): MeasuredIn.POUNDS,
        str(Unit.WEEKS): MeasuredIn.WEEKS,
        str(Unit.DAYS): MeasuredIn.DAYS,
        str(Unit.PER_10_000): MeasuredIn.RATE,
        str(Unit.PER_100_000): MeasuredIn.RATE,
    }.get(str(unit), MeasuredIn.PLAIN)
