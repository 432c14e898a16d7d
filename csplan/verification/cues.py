"""This module reads the words right beside a figure: a target, a forecast, an earlier one.

Knows nothing of plans but the families of their measures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from csplan.verification.plan_figures import Family

__all__ = ["Cue", "cue_in_heading", "cue_of", "periods_in"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words beside a figure say it is; `periods` are those that they name."""

    families: frozenset[Family] = frozenset()
    is_close: bool = False
    """Whether the words stand right beside the figure, or are its column's heading."""
    periods: frozenset[str] = frozenset()
    looks_back: bool = False
    is_past: bool = False
    """Whether it looks back by nothing but a verb, as reports of the last quarter do."""


_TARGETS = frozenset({Family.TARGET, Family.LATER_TARGET})
_DIFFERENCE = frozenset({Family.GAP, Family.CHANGE})
_FILLER = r"(?:\s+(?:a|an|the|our|its|their|of|at|is|was|were|to|be|for|about|around|just|some|only|year['’]s|year-end|annual|statutory|national|revised|net|total|figure))*\s*[:(]?\s*$"
_BEFORE: tuple[tuple[frozenset[Family], re.Pattern[str]], ...] = tuple(
    (frozenset(families), re.compile(f"(?:{pattern}){_FILLER}", re.IGNORECASE))
    for families, pattern in (
        ({Family.LIMIT}, r"\bred\s+(?:above|below|beyond|over|under)|\btolerance"),
        (
            {Family.BUDGET},
            r"\bagainst\s+(?:a|the|our|its)\s+(?:revised\s+|net\s+)?budget|\bbudget(?:ed|s)?",
        ),
        (
            _TARGETS | {Family.BUDGET},
            r"\bagainst|\bversus|\bvs\.?|\bv\.|\bcompared\s+(?:with|to)\s+(?:a|the|our|its)\s+(?:target|plan)",
        ),
        (
            _TARGETS,
            r"\btargets?(?:\s+(?:this year|for the year|to date))?|\bgoal|\baim(?:ing|s)?\b|\bstandard",
        ),
        (
            {Family.EARLIER, Family.ACTUAL},
            r"\bfrom|\bpreviously|\bcompared\s+(?:with|to)|\bhad\s+been|\bup\s+on|\bdown\s+on|\bbaseline|\binstead\s+of",
        ),
        (
            {Family.FORECAST},
            r"\b(?:forecast(?:s|ed)?|project(?:ed|ion)s?|expect(?:ed|s)?|predicted|anticipated|outturn|year[- ]end)(?:\s+(?!\d|over|under|above|below|variance)\w+){0,5}",
        ),
        (
            {Family.GAP},
            r"\b(?:overspen[dt]|underspen[dt]|over-?spending|under-?spending|variance|shortfall|pressure|gap)(?:\s+(?:of|by|is|at))?",
        ),
        (
            _DIFFERENCE,
            r"\b(?:rise|increase|fall|drop|reduction|decrease|improvement|decline|deterioration|change|movement|gain|growth)\s+of|\bby|\b(?:up|down)",
        ),
        (
            {Family.ACTUAL, Family.COUNT},
            r"\b(?:rose|risen|fell|fallen|increased|decreased|dropped|improved|declined|grew|climbed|reduced|rising|falling|increasing|went up|came down|down|up)\s+to|\bstands?\s+at|\bstood\s+at|\bnow|\bcurrently|\breached",
        ),
    )
)
_AFTER: tuple[tuple[frozenset[Family], re.Pattern[str]], ...] = tuple(
    (frozenset(families), re.compile(pattern, re.IGNORECASE))
    for families, pattern in (
        (
            _DIFFERENCE,
            r"\s*(?:\(?[\d.]+%\)?\s*)?(?:(?!red\b)\w+\s+)?(?:above|below|short\s+of|over|under|off|away\s+from|behind|ahead\s+of|better\s+than|worse\s+than|adverse|favourable|overspen[dt]|underspen[dt]|from\s+(?:the\s+)?target|(?:fewer|more|less)\b)",
        ),
        (
            {Family.ACTUAL, Family.COUNT, Family.FORECAST},
            r"\s*(?:against|compared\s+(?:with|to)|versus|vs\.?)\s+(?:a|an|the|our|its|£|\d)",
        ),
        (_TARGETS, r"\s*\)?\s*(?:year-end\s+|annual\s+)?target\b"),
        ({Family.BUDGET}, r"\s*(?:revised\s+|net\s+)?budget\b"),
        (
            {Family.FORECAST},
            r"\s*(?:by|at)\s+(?:the\s+)?(?:year[- ]?end|end\s+of\s+(?:the\s+)?year|31\s+March)",
        ),
        (
            {Family.CHANGE},
            r"\s*(?:\w+\s+)?(?:increase|rise|fall|drop|reduction|decrease|improvement|decline)\b",
        ),
        (
            {Family.EARLIER, Family.ACTUAL},
            r"\s*(?:\w+\s+){0,3}?(?:at\s+baseline|last\s+(?:quarter|year|time)|(?:a\s+)?year\s+(?:ago|earlier|before)|previously|the\s+(?:quarter|year)\s+before|in\s+the\s+previous)",
        ),
    )
)
_PERIOD = re.compile(
    r"\bQ(?P<q>[1-4])\b|\bquarter\s+(?P<n>[1-4]|one|two|three|four)\b"
    r"|\b(?P<o>first|second|third|fourth)\s+quarter\b|\b(?P<b>baseline)\b"
    r"|\b(?:at|in|to|by|since|of|for)\s+(?:the\s+)?(?:end\s+(?:of\s+)?)?(?:\d{1,2}\s+)?(?P<m>June|September|December)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had)\b", re.IGNORECASE)
_AT = re.compile(r"\b(?:at|in|since|of|from|by|for)\s+(?:the\s+)?$", re.IGNORECASE)
_NUMBERS = {
    "1": "Q1",
    "one": "Q1",
    "first": "Q1",
    "june": "Q1",
    "2": "Q2",
    "two": "Q2",
    "second": "Q2",
    "september": "Q2",
    "3": "Q3",
    "three": "Q3",
    "third": "Q3",
    "december": "Q3",
    "4": "Q4",
    "four": "Q4",
    "fourth": "Q4",
}
_BACK = re.compile(
    r"\b(?:from|previous(?:ly)?|earlier|last\s+(?:quarter|year|time|month|spring|summer)|ago|baseline"
    r"|before|since|compared|than|when|prior|starting|started)\b|\b20\d\d",
    re.IGNORECASE,
)
_HEADINGS: tuple[tuple[frozenset[Family], re.Pattern[str]], ...] = tuple(
    (frozenset(families), re.compile(pattern, re.IGNORECASE))
    for families, pattern in (
        ({Family.LIMIT}, r"\btolerance|\bred\s+(?:beyond|above|below|from)"),
        (
            _DIFFERENCE,
            r"\bvariance|\bdifference|\bgap\b|\bover[ /-]*\(?under|\bvar\b|\bover/?under",
        ),
        ({Family.CHANGE}, r"\bchange|\bmovement"),
        ({Family.FORECAST}, r"\bforecast|\boutturn|\bprojected|\byear[- ]end"),
        (_TARGETS, r"\btarget|\bgoal|\bplanned|\bprofile"),
        (
            {Family.EARLIER, Family.ACTUAL},
            r"\bprevious|\blast\b|\bprior|\bbaseline|\bwas\b|\bbefore\b|\bearlier",
        ),
        ({Family.BUDGET}, r"\bbudget|\bapproved|\ballocat"),
        (
            {Family.ACTUAL, Family.COUNT},
            r"\bactual|\bcurrent|\bnow\b|\blatest|\bresult|\bperformance|\bspen[dt]\b|\bto date|\bvalue|\bthis\s+(?:quarter|period)|\bdelivered|\bachieved",
        ),
    )
)


def cue_of(text: str, start: int, end: int) -> Cue:
    """Return what the words beside a figure in a sentence say that it is.

    >>> text = "11.2% against a target of 2.0%"
    >>> sorted(str(one) for one in cue_of(text, 26, 30).families)
    ['target', 'target of a later year']
    """
    before, after = text[max(0, start - 70) : start], text[end : end + 50]
    before = _said_last(re.split(r"[.;]\s", before)[-1])
    periods = frozenset(_close_periods(before, after))
    is_back = bool(_BACK.search(before[-40:]) or _BACK.search(after[:40]))
    is_past = not is_back and bool(_PAST.search(before[-40:]) or _PAST.search(after[:40]))
    families = _close_families(before, after)
    return Cue(
        families or frozenset(),
        is_close=families is not None,
        periods=periods,
        looks_back=is_back or is_past,
        is_past=is_past,
    )


def _said_last(before: str) -> str:
    """Return the words before a figure without what is set apart from it by a wide gap.

    A label stands apart from its own figure in a table; a text with a figure in it stands by itself.

    >>> _said_last("69 fewer to reach the target   "), _said_last("37   Q1 target   ")
    ('', 'Q1 target   ')
    """
    *_, label, last = ["", "", *re.split(r"\s{3,}", before)]
    return last if re.search(r"(?<!\w)\d", label) else f"{label}   {last}"


def _close_families(before: str, after: str) -> frozenset[Family] | None:
    """Return what the words right beside a figure say that it is; None where they say nothing."""
    for families, pattern in _AFTER[:1]:
        if pattern.match(after) and not re.match(r"\s*(?:over|under)\s+\d", after, re.IGNORECASE):
            return families
    for families, pattern in _BEFORE:
        if pattern.search(before):
            return families
    return next((families for families, pattern in _AFTER[1:] if pattern.match(after)), None)


def _close_periods(before: str, after: str) -> list[str]:
    """Return the periods named right before a figure, or soon after it."""
    found = [
        one
        for one in _PERIOD.finditer(before)
        if len(before) - one.end() <= 1 and not _AT.search(before[: one.start()])
    ]
    if not found:
        found = [one for one in _PERIOD.finditer(after) if one.start() < 28][:1]  # noqa: PLR2004
        if found and re.search(r"[\d,;]", after[: found[0].start()]):
            found = []
    return [_named(one) for one in found]


def periods_in(text: str) -> list[str]:
    """Return the periods that a text names.

    >>> periods_in("Q1 actual"), periods_in("at the end of September")
    (['Q1'], ['Q2'])
    """
    return [_named(one) for one in _PERIOD.finditer(text)]


def _named(found: re.Match[str]) -> str:
    if found["b"]:
        return "Baseline"
    said = next(one for one in (found["q"], found["n"], found["o"], found["m"]) if one)
    return _NUMBERS[said.lower()]


def cue_in_heading(heading: str) -> Cue:
    """Return what the heading of a column says its figures are."""
    periods = frozenset(periods_in(heading))
    back = bool(
        re.search(r"previous|last|prior|baseline|\bwas\b|before|earlier", heading, re.IGNORECASE)
    )
    for families, pattern in _HEADINGS:
        if pattern.search(heading):
            return Cue(families, is_close=True, periods=periods, looks_back=back or bool(periods))
    if periods:
        return Cue(
            frozenset({Family.ACTUAL, Family.EARLIER}),
            is_close=True,
            periods=periods,
            looks_back=True,
        )
    return Cue()
