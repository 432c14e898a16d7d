"""Numbers and periods that a commentary states as its own figure's.  Knows nothing of rows."""

from __future__ import annotations

import re

from csplan.plan.claims import clauses, known_words, only_known
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.terms.values import Value

__all__ = ["Named", "Quoted", "numbers_in", "periods_named", "periods_spoken_for"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number that a text states: as written, its value, decimals, and of what it is said."""

    words: str
    value: float
    decimals: int
    of_target: bool
    reached: bool
    roughly: bool


_MONTHS = (
    *("april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "january", "february", "march"),
)
_NAMES = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PERIOD = (
    r"(?:q([1-4])|quarter ([1-4])|(?:the )?(first|second|third|fourth) quarter|"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?({'|'.join(_MONTHS)})(?: 20\d\d)?)"
)
_NUMBER = late_pattern(
    r"(?<![\w£.,/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d/])\s?(%|per cent|percent|weeks?|days?)?"
)
_STATED = late_pattern(
    r"(?:\b(?:stands? at|stood at|now(?: at)?|is|was|were|are|at|to|from|reached|"
    r"(?:figure|total|average|number|rate|percentage|target|limit|baseline) of|against|"
    r"compares with|compared with)|^)\s*"
    r"(?:(?:now|only|just|about|around|approximately|nearly|almost|over|some|a|an|the|our|its|"
    r"target of|limit of|target is)\s+)*$"
)
_REACHED = late_pattern(
    r"\b(?:rose|fell|risen|fallen|increased|decreased|reduced|dropped|improved|worsened|grew|"
    r"stands?|stood|now|was|were)\s+(?:now\s+)?(?:to\s+|at\s+)?$"
)
_TARGET = late_pattern(r"\b(?:target|limit)\b[^,;]{0,24}$")
_ROUGHLY = late_pattern(
    r"\b(?:about|around|approximately|nearly|almost|over|more than|under|some)\s+$"
)
_LATER_YEAR = late_pattern(r"\b20\d\d\s?[/-]\s?\d\d\b|\bby 20\d\d\b|\bnext year\b")
_HOPED = late_pattern(r"\b(?:will|would|should|could|may|might|if|expect\w*|forecast\w*|once)\b")
_AFTER = late_pattern(
    r"^\s*(?:$|[,.)]|is\b|are\b|was\b|were\b|has\b|have\b|we\b|by\b|at\b|in\b|this\b|since\b|to\b|"
    r"because\b|against\b|for\b|and\b|over\b|on\b|as\b|or\b|up\b|down\b)"
)
_NOT_A_COUNT = late_pattern(
    r"^\s*(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|hours?|months?|years?|points?|minutes?|of the\b|of \d)\b"
)
_MOST_YEARS = range(1990, 2060)


def numbers_in(text: str, label: str, unit: Value) -> Iterator[Quoted]:
    """Yield the numbers in a unit that a text states of the measure itself, or of its target."""
    known = known_words(label)
    for clause in clauses(text):
        low = clause.lower()
        for found in _NUMBER.finditer(low):
            before, after = low[: found.start()], low[found.end() :]
            if _is_in_unit(found, after, str(unit)) and _is_stated(before, after, known):
                yield Quoted(
                    clause[found.start() : found.end()].strip(),
                    float(found[1].replace(",", "") + (found[2] or "")),
                    len(found[2] or ".") - 1,
                    bool(_TARGET.search(before)),
                    bool(_REACHED.search(before)),
                    bool(_ROUGHLY.search(before)),
                )


def _is_in_unit(found: re.Match[str], after: str, unit: str) -> bool:
    """Say whether a number is in the row's unit; a bare one may be a count or a rate."""
    written = (found[3] or "").rstrip("s")
    if written in ("%", "per cent", "percent"):
        return unit == Unit.PERCENT
    if written:
        return unit.rstrip("s") == written
    year = not found[2] and "," not in found[1] and int(found[1]) in _MOST_YEARS
    bare = unit in (Unit.NUMBER, Unit.PER_10_000, Unit.PER_100_000, Unit.POINTS)
    return bare and not year and not _NOT_A_COUNT.search(after)


def _is_stated(before: str, after: str, known: frozenset[str]) -> bool:
    """Say whether a number is stated of the measure, as a fact, and not of something else."""
    if not _STATED.search(before) or _LATER_YEAR.search(before) or _HOPED.search(before):
        return False
    if _TARGET.search(before):
        return True
    moved = re.sub(
        rf"\b{_PERIOD}\b|(?<![\w-])(?:rose|fell|risen|fallen|increased|decreased|reduced|dropped|improved|worsened|grew|"
        r"up|down|stands?|stood|reached|compared|compares|against|from)\b",
        "",
        before,
    )
    moved = re.sub(r"\d[\d,.]*%?", "", moved)
    if not only_known(moved, known):
        return False
    if _AFTER.search(after):
        return bool(before.strip()) or only_known(_up_to_break(after), known)
    return only_known(_up_to_break(after), known)


def _up_to_break(after: str) -> str:
    """Return what follows a number, up to a comma or the next number."""
    return re.split(r"[,(]|\bagainst\b|\bin\b|\bby\b|\d", after, maxsplit=1)[0]


_ANY = late_pattern(rf"\b{_PERIOD}\b", re.IGNORECASE)
_HEADED = late_pattern(
    rf"^(?:the |our )?{_PERIOD}\s*(?:$|[-–:]|(?:figures?|position|performance|update|data|results?|"
    rf"report|summary)\b)",
    re.IGNORECASE,
)
_AS_AT = late_pattern(
    rf"\b(?:as at|as of|at|at the end of|to the end of)\s+(?:the )?(?:end of )?{_PERIOD}\b|"
    rf"^in (?=q[1-4]|quarter|the \w+ quarter){_PERIOD}\b",
    re.IGNORECASE,
)
_PRESENT = late_pattern(r"\b(?:is|are|has|have|remains?|stands?|needs?)\b", re.IGNORECASE)
_LOOKED_BACK = late_pattern(r"\b(?:was|were|had|compared|last|previous)\b", re.IGNORECASE)
_LOOKS_BACK = late_pattern(
    r"\b(?:was|were|had|did|from|since|than|compared|against|last|previous|previously|earlier|"
    r"then|will|would|by|until|up on|down on)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A period that a text names: as written, its quarter, and its month counted from April."""

    words: str
    quarter: int
    month: int = 0


def periods_named(text: str) -> Iterator[Named]:
    """Yield every quarter and month that a text names."""
    for found in _ANY.finditer(text):
        yield _named(found)


def periods_spoken_for(text: str) -> Iterator[Named]:
    """Yield the periods for which a text says that it speaks, and does not look back."""
    for sentence in re.split(r"(?<=[.!?])\s+|[;\n]+", text):
        headed = _HEADED.search(sentence)
        found = headed or (_AS_AT.search(sentence) if _PRESENT.search(sentence) else None)
        back = _LOOKED_BACK if headed else _LOOKS_BACK
        if found and not back.search(sentence):
            yield from (_named(one) for one in [_ANY.search(sentence, found.start())] if one)


def _named(found: re.Match[str]) -> Named:
    """Return which quarter or month a name means."""
    digit, numbered, word, month = found.groups()
    if month:
        place = _MONTHS.index(month.lower())
        return Named(found[0], place // 3 + 1, place + 1)
    return Named(found[0], _NAMES[word.lower()] if word else int(digit or numbered))
