"""This module holds each figure of a document against the plan, and says what it found.

First what csplan itself prints: the same words must have the same figures.  Then by value, unit,
label words and nearness.  A figure contradicts only where it is plain what it is about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from csplan.verification.cues import Cue, cue_in_heading, cue_of
from csplan.verification.document import Document, Passage, passages_of
from csplan.verification.facts import Family, PlanFigure, Topic
from csplan.verification.fitting import ByValue, Fit, alike, are_slips, fit_of, is_unit
from csplan.verification.known import KnownLine, KnownWords, refs_in, ways_of
from csplan.verification.mentions import MeasuredIn, Mention
from csplan.verification.subjects import Focus, Subjects
from csplan.verification.verdict import Judgement, Verdict
from csplan.verification.words import words_in

__all__ = ["Judge"]

_MEANT = 0.45
_PLAIN = 0.6
_BY_VALUE = 0.7
_LEAST = 0.5
_SMALL = 12
_MEASURE_SAID = 0.6
_MOST_OTHERS = 4
_A_MARK = 4
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


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A figure whose own words do not tell what it is of, and the facts that it fits."""

    said: Judgement
    mention: Mention
    about: Focus
    matches: Sequence[Match]
    lines: Sequence[KnownLine]


class Judge:
    """Holds figures against one plan."""

    def __init__(self, facts: Sequence[PlanFigure]) -> None:
        """Take the figures of a plan; what csplan prints of it is learnt by `known`."""
        self.facts = facts
        self.by_value = ByValue(facts)
        self.subjects = Subjects(facts)
        self.known = KnownWords(self.subjects.is_in_a_label)

    def judged(self, document: Document) -> Iterator[Judgement]:
        """Yield what is said of each figure of a document, in its order."""
        home, page = self.subjects.home(document), self.known.home(document)
        for _, together in groupby(passages_of(document), key=lambda one: (one.block, one.row)):
            found: list[Judgement] = []
            unsure: list[_Unsure] = []
            fits: list[tuple[Mention, Sequence[Match]]] = []
            for passage in together:
                figures = self.known.figures_of(passage)
                lines = self.known.of(passage, figures, page)
                now = [line for line in lines if line.is_now]
                if now:
                    found += self._by_heart(passage, figures, now, lines, home)
                    continue
                about = self.subjects.about(passage, home)
                for mention in figures:
                    said, matches = self._by_words(passage, mention, about, figures)
                    fits.append((mention, matches))
                    if said is not None and said.verdict is Verdict.NOT_IN_PLAN:
                        own = about.beside(mention.start, figures)
                        unsure.append(_Unsure(said, mention, own, matches, lines))
                    elif said is not None:
                        found.append(_then(said, lines))
            yield from found
            yield from self._by_company(_company(found, fits), unsure)

    # By the figures beside it

    def _by_company(self, meant: set[Topic], unsure: Sequence[_Unsure]) -> Iterator[Judgement]:
        """Yield what is said of figures by what the others of their paragraph or row are of."""
        for one in unsure:
            passage, mention = one.said.passage, one.mention
            cue = _cue(passage, mention)
            fits = [match for match in one.matches if match.fact.subject in meant]
            if fits:
                said = self._meant(passage, mention, fits[0], fits, cue)
                if said.verdict is Verdict.CONTRADICTS:  # its own words are too few for that
                    said = self._agrees(passage, mention, fits[0], fits, fits[0].score, "")
            else:
                slip = self._beside_slip(passage, mention, meant, one.about, cue)
                said = slip or one.said
            yield _then(said, one.lines)

    def _beside_slip(
        self, passage: Passage, mention: Mention, meant: set[Topic], about: Focus, cue: Cue
    ) -> Judgement | None:
        """Say whether a figure is, but for a slip, what its words say of the thing beside it."""
        if not cue.families or not cue.is_close:
            return None
        topics = {*meant, *(about.meant(_PLAIN) if about.scores else ())}
        for topic in sorted(topics, key=lambda one: -about.score(one)):
            is_slip = alike if topic in meant else are_slips
            for fact in self.subjects.facts_of(topic):
                if (
                    (fact.is_now or fact.period in cue.periods)
                    and fact.family in cue.families
                    and is_unit(mention, fact, in_table=passage.is_cell)
                    and is_slip(mention.value, fact.value, mention.last_place)
                ):
                    return self._contradicts(passage, mention, fact, about, tied=())
        return None

    # What csplan itself prints

    def _by_heart(
        self,
        passage: Passage,
        figures: Sequence[Mention],
        lines: Sequence[KnownLine],
        all_lines: Sequence[KnownLine],
        home: Focus,
    ) -> Iterator[Judgement]:
        """Yield what is said of the figures of a passage whose words are known."""
        ways = ways_of(passage.text, figures)
        line = min(lines, key=lambda one: _away(figures, ways, one))
        about = self.subjects.about(passage, home)
        then = next((one for one in all_lines if not one.is_now and _is_all(one, figures)), None)
        for mention, true in zip(figures, line.figures, strict=True):
            match = self._best(passage, mention, about)
            fit = _fit_to(mention, true)
            if fit is Fit.ROUNDED and _is_half(mention, true) and not _may_be(match, true):
                fit = Fit.WRONGLY_ROUNDED
            if fit.is_good:
                verdict = Verdict.AGREES if fit is Fit.EXACT else Verdict.ROUNDED
                because = f"as csplan prints it: {line.source}"
                fact = match.fact if match and _is_same(match.fact, true) else None
                yield self._said(passage, mention, verdict, 1.0, because, fact)
            elif then is not None:
                because = f"csplan prints {true.text} ({line.source}); this was so a period earlier"
                yield self._said(passage, mention, Verdict.OUT_OF_DATE, 1.0, because)
            else:
                yield self._not_as_known(passage, mention, true, line, about)
        yield from _other_ways(passage, ways, line)

    def _not_as_known(
        self, passage: Passage, mention: Mention, true: Mention, line: KnownLine, about: Focus
    ) -> Judgement:
        """Say what is wrong with a figure whose right value is known."""
        verdict, because = Verdict.CONTRADICTS, f"csplan prints {true.text} ({line.source})"
        if not _is_its_unit(mention, true):
            because = f"the unit is another: {because}"
        elif true.value == mention.value:
            because = f"the sign is another: {because}"
        elif _fit_to(mention, true) in (Fit.WRONGLY_ROUNDED, Fit.ROUNDED):
            verdict = Verdict.WRONGLY_ROUNDED
        else:
            earlier = self._earlier(mention, about)
            if earlier is not None:
                verdict = Verdict.OUT_OF_DATE
                because = f"{because}; this was the figure of {earlier.period}"
        return self._said(passage, mention, verdict, 1.0, because)

    def _earlier(self, mention: Mention, about: Focus) -> PlanFigure | None:
        """Return a figure of an earlier period, of what a passage is about."""
        for fact in self.by_value.near(mention):
            then = not fact.is_now and is_unit(mention, fact, in_table=True)
            if then and about.score(fact.subject) >= _MEANT and fit_of(mention, fact).is_good:
                return fact
        return None

    # By value, unit, words and nearness

    def _by_words(
        self, passage: Passage, mention: Mention, about: Focus, figures: Sequence[Mention]
    ) -> tuple[Judgement | None, Sequence[Match]]:
        """Return what is said of a figure by itself, and the facts that it fits."""
        about = about.beside(mention.start, figures)
        cue = _cue(passage, mention)
        matches = self._matches(passage, mention, about, cue)
        best = matches[0] if matches else None
        if best and best.score >= _LEAST and best.about >= _MEANT:
            return self._meant(passage, mention, best, matches, cue), matches
        if best and _told_by_value(mention, best, matches):
            return self._meant(passage, mention, best, matches, cue), matches
        claimed = self._claimed(passage, mention, about, cue)
        if claimed is not None:
            return claimed, matches
        if best and best.fit.is_good and _distinct(mention, matches) >= _BY_VALUE:
            said = self._agrees(passage, mention, best, matches, 0.5, "by its value alone")
            return said, matches
        if mention.in_words and mention.value <= _SMALL:
            return None, matches
        nearest = about.best()
        because = "no figure of the plan fits its value, unit and words"
        if best and best.fit.is_good:
            because = f"the value is that of {best.fact.subject.title}, but the words are not"
        elif nearest is not None:
            because = f"{because}; nearest in words is {nearest.title}"
        score = best.score if best else 0.0
        return self._said(passage, mention, Verdict.NOT_IN_PLAN, score, because), matches

    def _matches(self, passage: Passage, mention: Mention, about: Focus, cue: Cue) -> list[Match]:
        """Return the facts that fit a figure as it is printed, the likeliest first."""
        return self._fitting(passage, mention, about, cue, self.by_value.near(mention))

    def _fitting(
        self,
        passage: Passage,
        mention: Mention,
        about: Focus,
        cue: Cue,
        facts: Iterable[PlanFigure],
    ) -> list[Match]:
        found = []
        nearby = set(words_in(f"{passage.heading} {_around(passage, mention)}"))
        for fact in facts:
            if not is_unit(mention, fact, in_table=passage.is_cell):
                continue
            fit = fit_of(mention, fact)
            if not fit.is_good:
                continue
            found.append(self._match(fact, fit, about, cue, nearby))
        return sorted(found, key=lambda one: -one.score)

    def _match(self, fact: PlanFigure, fit: Fit, about: Focus, cue: Cue, nearby: set[str]) -> Match:
        words = _words_of(fact.measure)
        said = len(words & nearby) / len(words) if words else 0.0
        is_said = fact.family in cue.families
        kind = 1.0 if is_said else 0.15 if cue.families else _UNSAID[fact.family]
        if cue.periods:
            named = fact.period in cue.periods
            kind = kind * (1.0 if named else 0.6) + (0.2 if named else 0.0)
        elif not fact.is_now:
            kind *= 1.0 if cue.looks_back else 0.7
        if fact.family is Family.LIMIT and not is_said and said < _MEASURE_SAID:
            kind = 0.0
        own = about.score(fact.subject, said)
        score = 0.55 * own + 0.25 * min(kind, 1.0) + 0.15 * said
        score *= 1.0 if kind else 0.5
        score += 0.05 if fit is Fit.EXACT else 0.02
        return Match(fact, fit, own, score, said, is_said)

    def _best(self, passage: Passage, mention: Mention, about: Focus) -> Match | None:
        """Return the likeliest fact that fits, of those that the words by a figure may mean."""
        facts = (fact for topic in about.meant(_MEANT) for fact in self.subjects.facts_of(topic))
        matches = self._fitting(passage, mention, about, _cue(passage, mention), facts)
        return matches[0] if matches else None

    def _meant(
        self,
        passage: Passage,
        mention: Mention,
        best: Match,
        matches: Sequence[Match],
        cue: Cue,
    ) -> Judgement:
        """Say what is said of a figure of the plan: whether it is what it is called, and of now."""
        if cue.families and cue.is_close and not best.is_said and best.said < _MEASURE_SAID:
            other = self._expected(best.fact.subject, cue, mention)
            if other is not None and not fit_of(mention, other).is_good:
                because = (
                    f"this is its {_lower(best.fact.measure)} ({_of(best.fact)}); "
                    f"its {_lower(other.measure)} is {_shown(other)}"
                )
                verdict = Verdict.CONTRADICTS
                if not best.fact.is_now and best.fact.family in (Family.ACTUAL, Family.EARLIER):
                    verdict = Verdict.OUT_OF_DATE
                return self._said(passage, mention, verdict, best.score, because, best.fact)
        if (
            cue.periods
            and best.fact.period not in cue.periods
            and (_is_now(best) or passage.is_cell)
        ):
            then = self._at(best.fact.subject, cue, mention)
            if then is not None and not fit_of(mention, then).is_good:
                wrong = fit_of(mention, then) is Fit.WRONGLY_ROUNDED
                verdict = Verdict.WRONGLY_ROUNDED if wrong else Verdict.CONTRADICTS
                because = f"at {then.period} it was {_shown(then)}"
                return self._said(passage, mention, verdict, best.score, because, then)
        if not best.fact.is_now and not _looks_back(passage, cue, best.fact):
            now = self._expected(best.fact.subject, cue, mention)
            others = self.known.figures_of(passage) if cue.is_past else ()
            both = now is not None and any(fit_of(one, now).is_good for one in others)
            if now is not None and not both and not fit_of(mention, now).is_good:
                because = (
                    f"this was the {_lower(best.fact.measure)} at {best.fact.period}; "
                    f"the {_lower(now.measure)} is {_shown(now)}"
                )
                return self._said(
                    passage, mention, Verdict.OUT_OF_DATE, best.score, because, best.fact
                )
        return self._agrees(passage, mention, best, matches, best.score, "")

    def _agrees(
        self,
        passage: Passage,
        mention: Mention,
        best: Match,
        matches: Sequence[Match],
        score: float,
        how: str,
    ) -> Judgement:
        exact = best.fit is Fit.EXACT
        verdict = Verdict.AGREES if exact else Verdict.ROUNDED
        others = tuple(
            dict.fromkeys(
                f"{one.fact.subject.title}, {_lower(one.fact.measure)}"
                for one in matches[1:]
                if one.score > best.score - 0.02 and one.fact.subject != best.fact.subject
            )
        )[:_MOST_OTHERS]
        because = how if exact else f"{_shown(best.fact)} in the plan"
        if others:
            because = "; ".join(filter(None, (because, "others fit as well")))
        return self._said(passage, mention, verdict, score, because, best.fact, others)

    def _claimed(
        self, passage: Passage, mention: Mention, about: Focus, cue: Cue
    ) -> Judgement | None:
        """Say how a figure contradicts what it is plainly about; None where that is not plain."""
        meant = about.plain(_PLAIN) or about.alone() or about.default()
        if not meant or (mention.in_words and mention.value <= _SMALL):
            return None
        candidates = [
            fact
            for subject in meant
            for fact in self.subjects.facts_of(subject)
            if fact.is_now or fact.period in cue.periods
        ]
        families = _expected_families(cue)
        if any(
            fact.family in families
            and is_unit(mention, fact, in_table=passage.is_cell)
            and fit_of(mention, fact).is_good
            for fact in candidates
        ):
            return None
        for fact in candidates:
            said = self._slip(passage, mention, fact, about, cue)
            if said is not None:
                return said
        by_heading = about.is_ref and not refs_in(passage.text) and not refs_in(passage.label)
        if by_heading and not (cue.families or cue.periods):
            return None
        expected = [
            fact
            for fact in candidates
            if fact.family in families
            and (bool(cue.families) or not cue.periods or fact.period in cue.periods)
            and is_unit(mention, fact, in_table=passage.is_cell)
            and _may_claim(passage, mention, fact, cue)
        ]
        for fact in expected:
            sure = cue.is_close or bool(cue.periods)
            if alike(mention.value, fact.value, mention.last_place) or (
                sure and _plain_claim(passage, mention, cue, about)
            ):
                return self._contradicts(passage, mention, fact, about, tied=meant[1:])
        return None

    def _slip(
        self, passage: Passage, mention: Mention, fact: PlanFigure, about: Focus, cue: Cue
    ) -> Judgement | None:
        """Say whether a figure is one of the plan's with a wrong unit, sign or rounding."""
        fit = fit_of(mention, fact)
        score = about.score(fact.subject)
        if fact.family not in (cue.families or _FIRST):
            return None
        unit = is_unit(mention, fact, in_table=passage.is_cell)
        if fit.is_good and not unit and (_telling(mention) or cue.is_close):
            because = f"the unit is another: the {_lower(fact.measure)} is {_shown(fact)}"
            return self._said(passage, mention, Verdict.CONTRADICTS, score, because, fact)
        if fit is Fit.WRONG_SIGN and unit:
            because = f"the sign is another: the {_lower(fact.measure)} is {_shown(fact)}"
            return self._said(passage, mention, Verdict.CONTRADICTS, score, because, fact)
        if fit is Fit.WRONGLY_ROUNDED and unit:
            because = f"the {_lower(fact.measure)} is {_shown(fact)}"
            return self._said(passage, mention, Verdict.WRONGLY_ROUNDED, score, because, fact)
        return None

    def _contradicts(
        self,
        passage: Passage,
        mention: Mention,
        fact: PlanFigure,
        about: Focus,
        tied: Sequence[Topic],
    ) -> Judgement:
        because = f"the {_lower(fact.measure)} of {fact.subject.title} is {_shown(fact)}"
        whose = self._whose(mention, fact, passage)
        if whose:
            because = f"{because}; {mention.text} is that of {whose}"
        others = tuple(one.title for one in tied)[:_MOST_OTHERS]
        return self._said(
            passage, mention, Verdict.CONTRADICTS, about.score(fact.subject), because, fact, others
        )

    def _whose(self, mention: Mention, fact: PlanFigure, passage: Passage) -> str:
        """Name the row whose figure this is, where it is another's of the same measure."""
        for other in self.by_value.near(mention):
            if (
                other.field == fact.field
                and other.subject.sheet == fact.subject.sheet
                and is_unit(mention, other, in_table=passage.is_cell)
                and fit_of(mention, other) is Fit.EXACT
            ):
                return other.subject.title
        return ""

    def _expected(self, subject: Topic, cue: Cue, mention: Mention) -> PlanFigure | None:
        """Return the figure of now that a subject has of the kind that the words say."""
        families = cue.families or frozenset({Family.ACTUAL})
        for fact in self.subjects.facts_of(subject):
            if fact.family in families and fact.is_now and fact.measured is mention.measured:
                return fact
        return None

    def _at(self, subject: Topic, cue: Cue, mention: Mention) -> PlanFigure | None:
        """Return the figure of a subject at a period that the words name."""
        for fact in self.subjects.facts_of(subject):
            own = fact.family in (Family.ACTUAL, Family.EARLIER)
            if own and fact.period in cue.periods and fact.measured is mention.measured:
                return fact
        return None

    def _said(
        self,
        passage: Passage,
        mention: Mention,
        verdict: Verdict,
        score: float,
        because: str,
        fact: PlanFigure | None = None,
        others: tuple[str, ...] = (),
    ) -> Judgement:
        return Judgement(
            passage,
            mention.start,
            mention.end,
            mention.text,
            verdict,
            round(min(max(score, 0.0), 1.0), 2),
            because,
            fact,
            others,
        )


_FIRST = frozenset({Family.ACTUAL, Family.COUNT, Family.BUDGET, Family.GAP, Family.OTHER})
"""What a figure is first taken for, where the words beside it say nothing."""


def _is_now(match: Match) -> bool:
    """Say whether a figure is of now, so that words which name another period do not mean it."""
    return not match.is_said or (match.fact.is_now and match.fact.family is Family.ACTUAL)


def _company(
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
            if match.about > _A_WORD_SAID and mention.value >= _SMALL:
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
    if match.said >= _MEASURE_SAID:
        return match.about >= _COMPANY_WORDS / 2
    return match.about >= _COMPANY_WORDS and digits > (2 if is_plain else 1)


def _is_all(line: KnownLine, figures: Sequence[Mention]) -> bool:
    return all(
        _fit_to(one, other).is_good for one, other in zip(figures, line.figures, strict=True)
    )


def _then(said: Judgement, lines: Sequence[KnownLine]) -> Judgement:
    """Say that a figure which the plan does not hold now was printed one period earlier."""
    if not lines or said.verdict in (Verdict.AGREES, Verdict.ROUNDED):
        return said
    because = f"it was so one period earlier: {lines[0].source}"
    known = any(one.text == said.text for line in lines for one in line.figures)
    return replace(said, verdict=Verdict.OUT_OF_DATE, because=because) if known else said


def _away(figures: Sequence[Mention], ways: Sequence[str], line: KnownLine) -> tuple[int, bool]:
    """Return how far a passage is from what is known under its words: fewest differences first."""
    differ = sum(
        not _fit_to(one, other).is_good for one, other in zip(figures, line.figures, strict=True)
    )
    turned = sum(one != other for one, other in zip(ways, line.ways, strict=False))
    return differ + turned, not line.is_now


def _fit_to(mention: Mention, true: Mention) -> Fit:
    """Return how a figure fits the one that csplan prints in the same words."""
    if not _is_its_unit(mention, true):
        return Fit.NONE
    if (mention.signed == "-") != (true.signed == "-"):
        return Fit.WRONG_SIGN
    away = abs(mention.value - true.value)
    if away < 1e-6 * max(true.last_place, mention.last_place):
        return Fit.EXACT
    if mention.last_place <= true.last_place * 1.001:
        return Fit.NONE
    if away <= mention.last_place / 2 * 1.000001:
        return Fit.ROUNDED
    return Fit.WRONGLY_ROUNDED if away < mention.last_place * 0.999 else Fit.NONE


def _is_its_unit(mention: Mention, true: Mention) -> bool:
    """Say whether a figure is in the unit in which csplan prints it; bare ones are not shares."""
    if true.said_unit or not mention.said_unit:
        return mention.measured is true.measured
    if mention.measured is MeasuredIn.POINTS:
        return true.measured in (MeasuredIn.PERCENT, MeasuredIn.POINTS)
    return mention.measured not in (MeasuredIn.PERCENT, MeasuredIn.POUNDS)


def _is_half(mention: Mention, true: Mention) -> bool:
    """Say whether a figure was rounded from exactly a half, as far as is printed."""
    return abs(abs(mention.value - true.value) - mention.last_place / 2) < mention.last_place * 1e-6


def _may_be(match: Match | None, true: Mention) -> bool:
    return match is not None and match.about >= _MEANT and _is_same(match.fact, true)


def _is_same(fact: PlanFigure, true: Mention) -> bool:
    return abs(abs(fact.value) - true.value) <= true.last_place / 2 * 1.000001


def _other_ways(passage: Passage, ways: Sequence[str], line: KnownLine) -> Iterator[Judgement]:
    """Yield the words of direction that are not those which csplan prints in the same words."""
    at = 0
    for way, true in zip(ways, line.ways, strict=False):
        at = passage.text.lower().find(way, at)
        if way != true and at >= 0 and line.is_now:
            yield Judgement(
                passage,
                at,
                at + len(way),
                passage.text[at : at + len(way)],
                Verdict.CONTRADICTS,
                1.0,
                f"csplan prints “{true}” ({line.source})",
            )
        at = max(at, 0) + len(way)


def _cue(passage: Passage, mention: Mention) -> Cue:
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


def _around(passage: Passage, mention: Mention) -> str:
    if passage.is_cell:
        return _in_words(f"{passage.label} {passage.text}")
    return _in_words(passage.text[max(0, mention.start - 60) : mention.end + 45])


def _in_words(text: str) -> str:
    """Say the shapes that stand for colours as words."""
    return text.replace("▲", " red ").replace("◆", " amber ").replace("●", " green ")


def _looks_back(passage: Passage, cue: Cue, fact: PlanFigure) -> bool:
    if passage.is_cell:
        back = cue.looks_back or Family.EARLIER in cue.families
        return back or fact.period in cue.periods
    back = cue.looks_back and not cue.is_past
    return back or fact.period in cue.periods or Family.EARLIER in cue.families


_SHAPES = re.compile("[▲◆●]")
"""What a line of facts holds, and no sentence."""


def _told_by_value(mention: Mention, best: Match, matches: Sequence[Match]) -> bool:
    """Say whether a value and a few words together tell a row: no other with such words has it."""
    if best.about < _FEW_WORDS:
        return False
    rows = {one.fact.subject for one in matches if one.about >= _FEW_WORDS}
    digits = len(f"{mention.value / mention.last_place:.0f}".strip("0"))
    digits += mention.measured is MeasuredIn.RATE
    return len(rows) == 1 and (digits > 2 or (digits > 1 and best.about >= _SOME_WORDS))  # noqa: PLR2004


_FEW_WORDS, _SOME_WORDS = 0.2, 0.3


def _expected_families(cue: Cue) -> frozenset[Family]:
    if cue.families:
        return cue.families
    return frozenset({Family.ACTUAL, Family.EARLIER}) if cue.periods else _FIRST


def _plain_claim(passage: Passage, mention: Mention, cue: Cue, about: Focus) -> bool:
    """Say whether it is plain that a figure is meant as the measure that its words say."""
    if not about.is_ref:
        return False
    if passage.is_cell:
        return bool(cue.families or cue.periods)
    if refs_in(passage.text) or refs_in(passage.label) or _SHAPES.search(passage.text):
        return cue.families != frozenset({Family.GAP, Family.CHANGE}) or bool(mention.signed)
    return bool(mention.signed or cue.periods) or Family.TARGET in cue.families


def _may_claim(passage: Passage, mention: Mention, fact: PlanFigure, cue: Cue) -> bool:
    """Say whether the words by a figure may mean a measure; a total's must be named."""
    nearby = set(words_in(f"{passage.heading} {_around(passage, mention)}"))
    words = _words_of(fact.measure)
    named = len(words & nearby) / max(len(words), 1)
    if passage.is_cell and not cue.families:
        return named >= _MEASURE_SAID or fact.period in cue.periods
    return fact.subject.sheet == "indicators" or named >= _MEASURE_SAID / 2


@lru_cache(maxsize=1_000)
def _words_of(measure: str) -> frozenset[str]:
    return frozenset(words_in(measure))


def _telling(mention: Mention) -> bool:
    return len(f"{mention.value:.10g}".replace(".", "").strip("0")) > 1


def _distinct(mention: Mention, matches: Sequence[Match]) -> float:
    """Return how sure a value alone is: by its digits, and by how many rows have it."""
    digits = len(f"{mention.value / mention.last_place:.0f}".strip("0"))
    subjects = {(one.fact.subject.sheet in _SUMS, one.fact.subject.name) for one in matches}
    known = {1: 0.1, 2: 0.3, 3: 0.55, 4: 0.75}.get(digits, 1.0)
    if mention.measured is MeasuredIn.PLAIN and digits < 5:  # noqa: PLR2004  (a bare number)
        known *= 0.7
    return known / max(len(subjects) / 2, 1)


_SUMS = {"finance", "services", "headlines"}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _of(fact: PlanFigure) -> str:
    return fact.period


def _shown(fact: PlanFigure) -> str:
    """Return a figure of the plan as it is printed in full."""
    from csplan.terms.number import half_up

    places = fact.decimals
    number = f"{abs(half_up(fact.value, places)):,}"
    sign = "−" if fact.value < 0 else "+" if fact.is_signed and fact.value > 0 else ""
    if fact.measured is MeasuredIn.POUNDS:
        return f"{sign}£{number}"
    after = {MeasuredIn.PERCENT: "%", MeasuredIn.POINTS: " points", MeasuredIn.WEEKS: " weeks"}
    return f"{sign}{number}{after.get(fact.measured, '')}"
