"""This module finds two places of one document that disagree about the same thing.

It looks at figures that the plan does not hold, which nothing else can tell.  Knows no plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from csplan.verification.cues import Cue, cue_in_heading, cue_of
from csplan.verification.document import Passage
from csplan.verification.fitting import alike
from csplan.verification.known import refs_in
from csplan.verification.mentions import Mention, mentions_in
from csplan.verification.verdict import Judgement, Verdict
from csplan.verification.words import words_in

__all__ = ["with_disagreements"]

_ALIKE = 0.6
_LEAST = 3
_ROOM = 70
_MOST = 400
_FEW = 3
_OF_MEASURES = frozenset(
    "actual target baseline red amber green against worse better point rose fell improv worsen "
    "forecast variance budget number percent total year q quarter".split()
)
"""Words that stand beside figures of many things."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure, and the words that say what it is of."""

    said: Judgement
    mention: Mention
    words: frozenset[str]
    cue: Cue


def with_disagreements(found: Sequence[Judgement]) -> list[Judgement]:
    """Return what was found, with figures marked that another place of the document contradicts."""
    places = [
        place
        for said in found
        if said.verdict is Verdict.NOT_IN_PLAN and (place := _place(said)) is not None
    ]
    marked: dict[int, Judgement] = {}
    for at, place in enumerate(places[:_MOST]):
        for earlier in places[:at]:
            if _disagree(earlier, place):
                because = (
                    f"{earlier.said.text} at {earlier.said.passage.place}; the plan has neither"
                )
                marked[id(place.said)] = replace(
                    place.said, verdict=Verdict.DISAGREES, because=because
                )
                break
    return [marked.get(id(said), said) for said in found]


def _place(said: Judgement) -> _Place | None:
    passage = said.passage
    mention = next((one for one in mentions_in(passage.text) if one.start == said.start), None)
    if mention is None or mention.in_words:
        return None
    words = frozenset(
        word for word in words_in(_around(passage, said)) if not word.isdigit() and len(word) > 1
    )
    cue = (
        cue_in_heading(passage.heading)
        if passage.is_cell
        else cue_of(passage.text, said.start, said.end)
    )
    return _Place(said, mention, words, cue)


def _around(passage: Passage, said: Judgement) -> str:
    if passage.is_cell:
        return f"{passage.label} {passage.heading}"
    before = passage.text[max(0, said.start - _ROOM) : said.start]
    return f"{before} {passage.text[said.end : said.end + _ROOM]}"


def _rows_differ(one: _Place, other: _Place) -> bool:
    """Say whether two figures stand by the refs of different rows."""
    first, second = (
        set(refs_in(f"{place.said.passage.label} {place.said.passage.text}"))
        or set(refs_in(" ".join(place.said.passage.above[:1] if len(place.words) < _FEW else ())))
        for place in (one, other)
    )
    return first != second


def _disagree(one: _Place, other: _Place) -> bool:
    """Say whether two figures are of the same thing, and not the same."""
    first, second = one.mention, other.mention
    if first.measured is not second.measured or one.said.passage == other.said.passage:
        return False
    room = max(first.last_place, second.last_place) / 2 * 1.000001
    if abs(first.amount - second.amount) <= room or one.cue.families != other.cue.families:
        return False
    if one.cue.periods != other.cue.periods or _rows_differ(one, other):
        return False
    shared = (one.words & other.words) - _OF_MEASURES
    share = len(shared) / max(len(one.words | other.words), 1)
    least = min(len(one.words), len(other.words))
    contained = len(shared) / max(least, 1)
    if len(shared) < _LEAST:
        return False
    return share >= _ALIKE or (contained >= _ALIKE and alike(first.value, second.value))
