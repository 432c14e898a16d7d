"""This module holds words to the figures: rose beside a fall, improved, overspent, a colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from csplan.terms.values import is_number
from csplan.verification.directions import Direction, Way, ways_in
from csplan.verification.document import Document, Passage, passages_of
from csplan.verification.judging import Judge
from csplan.verification.plan_figures import Topic
from csplan.verification.subjects import Focus
from csplan.verification.verdict import Judgement, Verdict

__all__ = ["claims_in"]

_PLAIN = 0.7
_OWN_WORDS = 0.5
_NEAR = 80
_COLOURS = (Way.RED, Way.AMBER, Way.GREEN)


def claims_in(document: Document, judge: Judge, found: Sequence[Judgement]) -> Iterator[Judgement]:
    """Yield the words of a document that say another direction or colour than the figures do.

    `found` is what was said of its figures: a word is about what the figure beside it is of.
    """
    home = judge.subjects.home(document)
    told: dict[Passage, list[Judgement]] = defaultdict(list)
    for said in found:
        if said.fact is not None:
            told[said.passage].append(said)
    for passage in passages_of(document):
        ways = list(ways_in(passage.text))
        named = {one.way for one in ways}
        if not ways:
            continue
        figures = judge.known.figures_of(passage)
        if judge.known.of(passage, figures) or (passage.is_cell and not passage.label):
            continue
        about = judge.subjects.about(passage, home)
        for way in ways:
            if way.way.opposite in named - {way.way}:
                continue
            own = about.beside(way.start, figures)
            subject = _beside(way, told.get(passage, ())) or _meant(own)
            if subject is None or not (passage.is_cell or _is_about(judge, passage, subject)):
                continue
            truths = _truths(subject, way)
            if truths and way.way not in truths:
                yield _against(passage, way, subject, truths, own)


def _beside(way: Direction, told: Sequence[Judgement]) -> Topic | None:
    """Return what the figure nearest to a word is of, if one stands in its sentence."""
    near = sorted(told, key=lambda said: abs(said.start - way.start))
    for said in near:
        if said.fact is not None and abs(said.start - way.start) < _NEAR:
            return said.fact.subject
    return None


def _meant(about: Focus) -> Topic | None:
    """Return the one subject that is plainly meant."""
    meant = about.plain(_PLAIN)
    return meant[0] if len(meant) == 1 else None


def _is_about(judge: Judge, passage: Passage, subject: Topic) -> bool:
    """Say whether a sentence itself names a subject: by its ref, its words or its figures."""
    if subject.ref and subject.ref in passage.text:
        return True
    bare = Passage(passage.text, passage.place, passage.block)
    if judge.subjects.about(bare, Focus(judge.subjects)).beside(0, ()).score(subject) >= _OWN_WORDS:
        return True
    values = {
        abs(fact.value)
        for fact in judge.subjects.facts_of(subject)
        if fact.field in ("actual", "previous", "forecast_variance")
    }
    return any(one.value in values for one in judge.known.figures_of(passage))


def _truths(subject: Topic, way: Direction) -> set[Way]:
    """Return the words that would be true of a subject; none where that is not known."""
    row = subject.row
    if way.way in (Way.OVER, Way.UNDER):
        value = row.get("forecast_variance")
        other = row.get("variance_to_date")
        return {
            Way.OVER if float(one) > 0 else Way.UNDER
            for one in (value, other)
            if is_number(one) and one
        }
    if way.way in _COLOURS:
        said = {str(row.get(name) or "") for name in ("rag", "forecast_rag", "status", "brag")}
        return {one for one in _COLOURS if str(one) in said}
    if "better_or_worse" not in row:
        return set()
    if way.way in (Way.BETTER, Way.WORSE):
        return _judged(subject, way)
    return _moved(subject, way)


def _judged(subject: Topic, way: Direction) -> set[Way]:
    row = subject.row
    known = {
        "Improving": Way.BETTER,
        "Worsening": Way.WORSE,
        "Better": Way.BETTER,
        "Worse": Way.WORSE,
    }
    if way.on_target:
        words = [row.get("better_or_worse")]
    elif way.text.lower() in ("better", "worse"):
        words = [row.get("better_or_worse"), row.get("direction")]
    else:
        words = [row.get("direction"), row.get("direction_on_year")]
    return {known[str(one)] for one in words if str(one) in known}


def _moved(subject: Topic, way: Direction) -> set[Way]:
    row = subject.row
    actual = row.get("actual")
    others = [row.get("target_to_date")] if way.on_target else [row.get("previous")]
    if not way.on_target:
        others += [row.get("year_before")]
    found = set()
    for other in others:
        if is_number(actual) and is_number(other) and actual != other:
            found.add(Way.ROSE if actual > other else Way.FELL)
    return found


def _against(
    passage: Passage, way: Direction, subject: Topic, truths: set[Way], about: Focus
) -> Judgement:
    right = " or ".join(sorted(str(one) for one in truths))
    return Judgement(
        passage,
        way.start,
        way.end,
        way.text,
        Verdict.CONTRADICTS,
        round(about.score(subject), 2),
        f"by the figures of {subject.title} it is: {right}",
    )
