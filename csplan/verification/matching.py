"""This module says how well a figure of a document fits figures of the plan, and which it may be.

By its value, its unit, the words beside it, and what the figures around it are of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csplan.verification.cues import Cue
from csplan.verification.document import Passage
from csplan.verification.fitting import Fit, fit_of, is_unit
from csplan.verification.mentions import MeasuredIn, Mention
from csplan.verification.plan_figures import Family, PlanFigure, Topic
from csplan.verification.subjects import Focus
from csplan.verification.verdict import Judgement
from csplan.verification.words import words_in
from csplan.verification.words_beside import MEASURE_SAID, around, measure_words

__all__ = [
    "SMALL",
    "Match",
    "company_of",
    "distinctness",
    "fitting",
    "is_of_now",
    "is_told_by_value",
]

SMALL = 12

_UNSAID = {
    Family.ACTUAL: 0.7,
    Family.COUNT: 0.7,
    Family.BUDGET: 0.6,
    Family.GAP: 0.55,
    Family.TARGET: 0.5,
    Family.FORECAST: 0.45,
    Family.CHANGE: 0.4,
    Family.EARLIER: 0.35,
    Family.LATER_TARGET: 0.3,
    Family.LIMIT: 0.2,
    Family.OTHER: 0.4,
}
"""How likely a figure is of a family, where the words beside it say nothing."""


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that a figure may be, how it fits, and how well its words do."""

    fact: PlanFigure
    fit: Fit
    about: float
    score: float
    said: float
    """How much of its measure's name stands beside the figure, or above it."""
    is_said: bool
    """Whether the words beside the figure say this kind of measure."""


def is_of_now(match: Match) -> bool:
    """Say whether a figure is of now, so that words which name another period do not mean it."""
    return not match.is_said or (match.fact.is_now and match.fact.family is Family.ACTUAL)


def company_of(
    found: Sequence[Judgement], fits: Sequence[tuple[Mention, Sequence[Match]]]
) -> set[Topic]:
    """Return what the figures of a paragraph or row are of, for those that do not say it.

    They are mostly of one thing: what one of them is plainly of, or what several of them fit.
    """
    meant = {one.fact.subject for one in found if one.fact is not None and one.score >= _COMPANY}
    told: dict[Topic, set[float]] = defaultdict(set)
    may_be: dict[Topic, set[float]] = defaultdict(set)
    for mention, matches in fits:
        for match in matches:
            if match.about > _A_WORD_SAID and mention.value >= SMALL:
                may_be[match.fact.subject].add(mention.value)
            if _is_told(mention, match):
                told[match.fact.subject].add(mention.value)
    meant |= {topic for topic, values in told.items() if len(values) > 1}
    return meant | {topic for topic, values in may_be.items() if len(values) > 2}  # noqa: PLR2004


_COMPANY, _COMPANY_WORDS, _A_WORD_SAID = 0.4, 0.15, 0.03


def _is_told(mention: Mention, match: Match) -> bool:
    """Say whether a figure may be of a thing by its words: a small one must say its measure."""
    digits = len(f"{mention.value / mention.last_place:.0f}")
    is_plain = mention.measured is MeasuredIn.PLAIN and not (mention.signed or match.is_said)
    if match.said >= MEASURE_SAID:
        return match.about >= _COMPANY_WORDS / 2
    return match.about >= _COMPANY_WORDS and digits > (2 if is_plain else 1)


def is_told_by_value(mention: Mention, best: Match, matches: Sequence[Match]) -> bool:
    """Say whether a value and a few words together tell a row: no other with such words has it."""
    if best.about < _FEW_WORDS:
        return False
    rows = {one.fact.subject for one in matches if one.about >= _FEW_WORDS}
    digits = len(f"{mention.value / mention.last_place:.0f}".strip("0"))
    digits += mention.measured is MeasuredIn.RATE
    return len(rows) == 1 and (digits > 2 or (digits > 1 and best.about >= _SOME_WORDS))  # noqa: PLR2004


_FEW_WORDS, _SOME_WORDS = 0.2, 0.3


def distinctness(mention: Mention, matches: Sequence[Match]) -> float:
    """Return how sure a value alone is: by its digits, and by how many rows have it."""
    digits = len(f"{mention.value / mention.last_place:.0f}".strip("0"))
    subjects = {(one.fact.subject.sheet in _SUMS, one.fact.subject.name) for one in matches}
    known = {1: 0.1, 2: 0.3, 3: 0.55, 4: 0.75}.get(digits, 1.0)
    if mention.measured is MeasuredIn.PLAIN and digits < 5:  # noqa: PLR2004  (a bare number)
        known *= 0.7
    return known / max(len(subjects) / 2, 1)


_SUMS = {"finance", "services", "headlines"}


def fitting(
    passage: Passage,
    mention: Mention,
    about: Focus,
    cue: Cue,
    facts: Iterable[PlanFigure],
) -> list[Match]:
    """Return which of some facts fit a figure as it is printed, the likeliest first."""
    found = []
    nearby = set(words_in(f"{passage.heading} {around(passage, mention)}"))
    for fact in facts:
        if not is_unit(mention, fact, in_table=passage.is_cell):
            continue
        fit = fit_of(mention, fact)
        if not fit.is_good:
            continue
        found.append(_match(fact, fit, about, cue, nearby))
    return sorted(found, key=lambda one: -one.score)


def _match(fact: PlanFigure, fit: Fit, about: Focus, cue: Cue, nearby: set[str]) -> Match:
    """Return how well a fact fits that has a figure's value and unit."""
    words = measure_words(fact.measure)
    said = len(words & nearby) / len(words) if words else 0.0
    is_said = fact.family in cue.families
    kind = 1.0 if is_said else 0.15 if cue.families else _UNSAID[fact.family]
    if cue.periods:
        named = fact.period in cue.periods
        kind = kind * (1.0 if named else 0.6) + (0.2 if named else 0.0)
    elif not fact.is_now:
        kind *= 1.0 if cue.looks_back else 0.7
    if fact.family is Family.LIMIT and not is_said and said < MEASURE_SAID:
        kind = 0.0
    own = about.score(fact.subject, said)
    score = 0.55 * own + 0.25 * min(kind, 1.0) + 0.15 * said
    score *= 1.0 if kind else 0.5
    score += 0.05 if fit is Fit.EXACT else 0.02
    return Match(fact, fit, own, score, said, is_said)
