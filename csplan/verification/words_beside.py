"""This module says what the words beside a figure, or its column's heading, say that it is.

How plainly they claim a measure decides whether a figure may contradict the plan.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from csplan.verification.cues import Cue, cue_in_heading, cue_of
from csplan.verification.document import Passage
from csplan.verification.known import refs_in
from csplan.verification.mentions import Mention
from csplan.verification.plan_figures import Family, PlanFigure
from csplan.verification.subjects import Focus
from csplan.verification.words import words_in

__all__ = [
    "MEASURE_SAID",
    "TAKEN_FOR",
    "around",
    "cue_beside",
    "expected_families",
    "is_plain_claim",
    "looks_back",
    "may_claim",
    "measure_words",
]

MEASURE_SAID = 0.6

_A_MARK = 4

TAKEN_FOR = frozenset({Family.ACTUAL, Family.COUNT, Family.BUDGET, Family.GAP, Family.OTHER})
"""What a figure is first taken for, where the words beside it say nothing."""


def cue_beside(passage: Passage, mention: Mention) -> Cue:
    """Return what the words beside a figure, or its column's heading, say that it is."""
    cue = _words_beside(passage, mention)
    if mention.signed and not cue.families:
        return replace(cue, families=frozenset({Family.GAP, Family.CHANGE}), is_close=True)
    return cue


def _words_beside(passage: Passage, mention: Mention) -> Cue:
    after = passage.text[mention.end :].strip()
    alone = not passage.text[: mention.start].strip(" ▲◆●★↑↓→") and len(after) < _A_MARK
    if not passage.is_cell or not alone:
        found = cue_of(passage.text, mention.start, mention.end)
        if found.families or found.periods or not passage.is_cell:
            return found
    return cue_in_heading(passage.heading or passage.label)


def around(passage: Passage, mention: Mention) -> str:
    """Return the words around a figure, shapes said as words."""
    if passage.is_cell:
        return _in_words(f"{passage.label} {passage.text}")
    return _in_words(passage.text[max(0, mention.start - 60) : mention.end + 45])


def _in_words(text: str) -> str:
    """Say the shapes that stand for colours as words."""
    return text.replace("▲", " red ").replace("◆", " amber ").replace("●", " green ")


def looks_back(passage: Passage, cue: Cue, fact: PlanFigure) -> bool:
    """Say whether the words beside a figure mean an earlier period of the fact."""
    if passage.is_cell:
        back = cue.looks_back or Family.EARLIER in cue.families
        return back or fact.period in cue.periods
    back = cue.looks_back and not cue.is_past
    return back or fact.period in cue.periods or Family.EARLIER in cue.families


_SHAPES = re.compile("[▲◆●]")
"""What a line of facts holds, and no sentence."""


def expected_families(cue: Cue) -> frozenset[Family]:
    """Return the kinds of measure that a figure may be, by the words beside it."""
    if cue.families:
        return cue.families
    return frozenset({Family.ACTUAL, Family.EARLIER}) if cue.periods else TAKEN_FOR


def is_plain_claim(passage: Passage, mention: Mention, cue: Cue, about: Focus) -> bool:
    """Say whether it is plain that a figure is meant as the measure that its words say."""
    if not about.is_ref:
        return False
    if passage.is_cell:
        return bool(cue.families or cue.periods)
    if refs_in(passage.text) or refs_in(passage.label) or _SHAPES.search(passage.text):
        return cue.families != frozenset({Family.GAP, Family.CHANGE}) or bool(mention.signed)
    return bool(mention.signed or cue.periods) or Family.TARGET in cue.families


def may_claim(passage: Passage, mention: Mention, fact: PlanFigure, cue: Cue) -> bool:
    """Say whether the words by a figure may mean a measure; a total's must be named."""
    nearby = set(words_in(f"{passage.heading} {around(passage, mention)}"))
    words = measure_words(fact.measure)
    named = len(words & nearby) / max(len(words), 1)
    if passage.is_cell and not cue.families:
        return named >= MEASURE_SAID or fact.period in cue.periods
    return fact.subject.sheet == "indicators" or named >= MEASURE_SAID / 2


@lru_cache(maxsize=1_000)
def measure_words(measure: str) -> frozenset[str]:
    """Return the words of a measure's name that say something."""
    return frozenset(words_in(measure))
