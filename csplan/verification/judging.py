"""This module holds each figure of a document against the plan, and says what it found.

First what csplan itself prints: the same words must have the same figures.  Then by value, unit,
label words and nearness.  A figure contradicts only where it is plain what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from csplan.verification.as_printed import (
    distance_from,
    do_all_fit,
    fit_to,
    is_half,
    is_in_its_unit,
    is_same,
    other_ways,
)
from csplan.verification.cues import Cue
from csplan.verification.document import Document, Passage, passages_of
from csplan.verification.fitting import ByValue, Fit, alike, are_slips, fit_of, is_unit
from csplan.verification.known import KnownLine, KnownWords, refs_in, ways_of
from csplan.verification.matching import (
    SMALL,
    Match,
    company_of,
    distinctness,
    fitting,
    is_of_now,
    is_told_by_value,
)
from csplan.verification.mentions import MeasuredIn, Mention
from csplan.verification.plan_figures import Family, PlanFigure, Topic
from csplan.verification.subjects import Focus, Subjects
from csplan.verification.verdict import Judgement, Verdict
from csplan.verification.words_beside import (
    MEASURE_SAID,
    TAKEN_FOR,
    cue_beside,
    expected_families,
    is_plain_claim,
    looks_back,
    may_claim,
)

__all__ = ["Judge"]

_MEANT = 0.45
_PLAIN = 0.6
_BY_VALUE = 0.7
_LEAST = 0.5
_MOST_OTHERS = 4


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
            yield from self._by_company(company_of(found, fits), unsure)

    # By the figures beside it

    def _by_company(self, meant: set[Topic], unsure: Sequence[_Unsure]) -> Iterator[Judgement]:
        """Yield what is said of figures by what the others of their paragraph or row are of."""
        for one in unsure:
            passage, mention = one.said.passage, one.mention
            cue = cue_beside(passage, mention)
            fits = [match for match in one.matches if match.fact.subject in meant]
            if fits:
                said = self._meant(passage, mention, fits[0], fits, cue)
                if said.verdict is Verdict.CONTRADICTS:  # its own words are too few for that
                    said = _agrees(passage, mention, fits[0], fits, fits[0].score, "")
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
        line = min(lines, key=lambda one: distance_from(figures, ways, one))
        about = self.subjects.about(passage, home)
        then = next((one for one in all_lines if not one.is_now and do_all_fit(one, figures)), None)
        for mention, true in zip(figures, line.figures, strict=True):
            match = self._best(passage, mention, about)
            fit = fit_to(mention, true)
            if fit is Fit.ROUNDED and is_half(mention, true) and not _may_be(match, true):
                fit = Fit.WRONGLY_ROUNDED
            if fit.is_good:
                verdict = Verdict.AGREES if fit is Fit.EXACT else Verdict.ROUNDED
                because = f"as csplan prints it: {line.source}"
                fact = match.fact if match and is_same(match.fact, true) else None
                yield _said(passage, mention, verdict, 1.0, because, fact)
            elif then is not None:
                because = f"csplan prints {true.text} ({line.source}); this was so a period earlier"
                yield _said(passage, mention, Verdict.OUT_OF_DATE, 1.0, because)
            else:
                yield self._not_as_known(passage, mention, true, line, about)
        yield from other_ways(passage, ways, line)

    def _not_as_known(
        self, passage: Passage, mention: Mention, true: Mention, line: KnownLine, about: Focus
    ) -> Judgement:
        """Say what is wrong with a figure whose right value is known."""
        verdict, because = Verdict.CONTRADICTS, f"csplan prints {true.text} ({line.source})"
        if not is_in_its_unit(mention, true):
            because = f"the unit is another: {because}"
        elif true.value == mention.value:
            because = f"the sign is another: {because}"
        elif fit_to(mention, true) in (Fit.WRONGLY_ROUNDED, Fit.ROUNDED):
            verdict = Verdict.WRONGLY_ROUNDED
        else:
            earlier = self._earlier(mention, about)
            if earlier is not None:
                verdict = Verdict.OUT_OF_DATE
                because = f"{because}; this was the figure of {earlier.period}"
        return _said(passage, mention, verdict, 1.0, because)

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
        cue = cue_beside(passage, mention)
        matches = self._matches(passage, mention, about, cue)
        best = matches[0] if matches else None
        if best and best.score >= _LEAST and best.about >= _MEANT:
            return self._meant(passage, mention, best, matches, cue), matches
        if best and is_told_by_value(mention, best, matches):
            return self._meant(passage, mention, best, matches, cue), matches
        claimed = self._claimed(passage, mention, about, cue)
        if claimed is not None:
            return claimed, matches
        if best and best.fit.is_good and distinctness(mention, matches) >= _BY_VALUE:
            said = _agrees(passage, mention, best, matches, 0.5, "by its value alone")
            return said, matches
        if mention.in_words and mention.value <= SMALL:
            return None, matches
        nearest = about.best()
        because = "no figure of the plan fits its value, unit and words"
        if best and best.fit.is_good:
            because = f"the value is that of {best.fact.subject.title}, but the words are not"
        elif nearest is not None:
            because = f"{because}; nearest in words is {nearest.title}"
        score = best.score if best else 0.0
        return _said(passage, mention, Verdict.NOT_IN_PLAN, score, because), matches

    def _matches(self, passage: Passage, mention: Mention, about: Focus, cue: Cue) -> list[Match]:
        """Return the facts that fit a figure as it is printed, the likeliest first."""
        return fitting(passage, mention, about, cue, self.by_value.near(mention))

    def _best(self, passage: Passage, mention: Mention, about: Focus) -> Match | None:
        """Return the likeliest fact that fits, of those that the words by a figure may mean."""
        facts = (fact for topic in about.meant(_MEANT) for fact in self.subjects.facts_of(topic))
        matches = fitting(passage, mention, about, cue_beside(passage, mention), facts)
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
        return (
            self._called_otherwise(passage, mention, best, cue)
            or self._of_another_period(passage, mention, best, cue)
            or self._no_longer(passage, mention, best, cue)
            or _agrees(passage, mention, best, matches, best.score, "")
        )

    def _called_otherwise(
        self, passage: Passage, mention: Mention, best: Match, cue: Cue
    ) -> Judgement | None:
        """Say that the words right beside a figure call it another measure, which it is not."""
        if not cue.families or not cue.is_close or best.is_said or best.said >= MEASURE_SAID:
            return None
        other = self._expected(best.fact.subject, cue, mention)
        if other is None or fit_of(mention, other).is_good:
            return None
        because = (
            f"this is its {_lower(best.fact.measure)} ({best.fact.period}); "
            f"its {_lower(other.measure)} is {_shown(other)}"
        )
        verdict = Verdict.CONTRADICTS
        if not best.fact.is_now and best.fact.family in (Family.ACTUAL, Family.EARLIER):
            verdict = Verdict.OUT_OF_DATE
        return _said(passage, mention, verdict, best.score, because, best.fact)

    def _of_another_period(
        self, passage: Passage, mention: Mention, best: Match, cue: Cue
    ) -> Judgement | None:
        """Say that a figure is not that of the period which the words beside it name."""
        if not cue.periods or best.fact.period in cue.periods:
            return None
        then = self._at(best.fact.subject, cue, mention)
        if then is None or not (is_of_now(best) or passage.is_cell):
            return None
        fit = fit_of(mention, then)
        if fit.is_good:
            return None
        wrong = fit is Fit.WRONGLY_ROUNDED
        verdict = Verdict.WRONGLY_ROUNDED if wrong else Verdict.CONTRADICTS
        because = f"at {then.period} it was {_shown(then)}"
        return _said(passage, mention, verdict, best.score, because, then)

    def _no_longer(
        self, passage: Passage, mention: Mention, best: Match, cue: Cue
    ) -> Judgement | None:
        """Say that a figure was so in an earlier period, and is told as if it were so now."""
        if best.fact.is_now or looks_back(passage, cue, best.fact):
            return None
        now = self._expected(best.fact.subject, cue, mention)
        if now is None or fit_of(mention, now).is_good:
            return None
        others = self.known.figures_of(passage) if cue.is_past else ()
        if any(fit_of(one, now).is_good for one in others):
            return None
        because = (
            f"this was the {_lower(best.fact.measure)} at {best.fact.period}; "
            f"the {_lower(now.measure)} is {_shown(now)}"
        )
        return _said(passage, mention, Verdict.OUT_OF_DATE, best.score, because, best.fact)

    def _claimed(
        self, passage: Passage, mention: Mention, about: Focus, cue: Cue
    ) -> Judgement | None:
        """Say how a figure contradicts what it is plainly about; None where that is not plain."""
        meant = about.plain(_PLAIN) or about.alone() or about.default()
        if not meant or (mention.in_words and mention.value <= SMALL):
            return None
        candidates = [
            fact
            for subject in meant
            for fact in self.subjects.facts_of(subject)
            if fact.is_now or fact.period in cue.periods
        ]
        families = expected_families(cue)
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
            and may_claim(passage, mention, fact, cue)
        ]
        for fact in expected:
            sure = cue.is_close or bool(cue.periods)
            if alike(mention.value, fact.value, mention.last_place) or (
                sure and is_plain_claim(passage, mention, cue, about)
            ):
                return self._contradicts(passage, mention, fact, about, tied=meant[1:])
        return None

    def _slip(
        self, passage: Passage, mention: Mention, fact: PlanFigure, about: Focus, cue: Cue
    ) -> Judgement | None:
        """Say whether a figure is one of the plan's with a wrong unit, sign or rounding."""
        fit = fit_of(mention, fact)
        score = about.score(fact.subject)
        if fact.family not in (cue.families or TAKEN_FOR):
            return None
        unit = is_unit(mention, fact, in_table=passage.is_cell)
        if fit.is_good and not unit and (_telling(mention) or cue.is_close):
            because = f"the unit is another: the {_lower(fact.measure)} is {_shown(fact)}"
            return _said(passage, mention, Verdict.CONTRADICTS, score, because, fact)
        if fit is Fit.WRONG_SIGN and unit:
            because = f"the sign is another: the {_lower(fact.measure)} is {_shown(fact)}"
            return _said(passage, mention, Verdict.CONTRADICTS, score, because, fact)
        if fit is Fit.WRONGLY_ROUNDED and unit:
            because = f"the {_lower(fact.measure)} is {_shown(fact)}"
            return _said(passage, mention, Verdict.WRONGLY_ROUNDED, score, because, fact)
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
        return _said(
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


def _agrees(
    passage: Passage,
    mention: Mention,
    best: Match,
    matches: Sequence[Match],
    score: float,
    how: str,
) -> Judgement:
    """Say that a figure is one of the plan's, and which others it may be as well."""
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
    return _said(passage, mention, verdict, score, because, best.fact, others)


def _said(
    passage: Passage,
    mention: Mention,
    verdict: Verdict,
    score: float,
    because: str,
    fact: PlanFigure | None = None,
    others: tuple[str, ...] = (),
) -> Judgement:
    """Return what is said of a figure, how surely from 0 to 1."""
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


def _then(said: Judgement, lines: Sequence[KnownLine]) -> Judgement:
    """Say that a figure which the plan does not hold now was printed one period earlier."""
    if not lines or said.verdict in (Verdict.AGREES, Verdict.ROUNDED):
        return said
    because = f"it was so one period earlier: {lines[0].source}"
    known = any(one.text == said.text for line in lines for one in line.figures)
    return replace(said, verdict=Verdict.OUT_OF_DATE, because=because) if known else said


def _may_be(match: Match | None, true: Mention) -> bool:
    return match is not None and match.about >= _MEANT and is_same(match.fact, true)


def _telling(mention: Mention) -> bool:
    return len(f"{mention.value:.10g}".replace(".", "").strip("0")) > 1


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


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
