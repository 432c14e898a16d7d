"""This module says what a passage is about: which rows of the plan its words name, and how surely.

By refs where there are any, else by the words of labels, nearer ones counting more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csplan.verification.document import Document, Heading, Passage
from csplan.verification.known import refs_in
from csplan.verification.mentions import Mention
from csplan.verification.plan_figures import PlanFigure, Topic
from csplan.verification.words import Labels, weighted, words_in

__all__ = ["Focus", "Subjects"]

_TIED = 0.92
_ALONE, _FAR_BELOW = 0.35, 0.85
"""How well a thing fits that no other fits nearly as well."""
_OWN, _LABEL, _HEADING, _ABOVE, _FARTHER, _BESIDE = 1.0, 1.0, 0.8, 0.55, 0.35, 0.45
_LABEL_WEIGHTS = {"group": 0.8, "beside": 0.35, "aside": 0.3}
_ASIDE = re.compile(r"\([^)]*\)|[–-] (?:number|rate).*$")
_FIGURES = re.compile(r"£?\d[\d.,]*\s?(?:%|m\b|k\b)?")
_WHOLE = "whole plan directorate overall total all indicator council department net budget"
_BREAK = re.compile(r"[;:,()]|\band\b|\bwhile\b|\bbut\b")
_ENOUGH_EVIDENCE = 5.0


@dataclass(slots=True)
class Focus:
    """How well each subject fits a passage, and the refs that it names."""

    subjects: Subjects
    passage: Passage | None = None
    scores: dict[int, float] = field(default_factory=dict)
    named: tuple[int, ...] = ()
    title: str = ""
    is_ref: bool = False

    def score(self, subject: Topic, said: float = 0.0) -> float:
        """Return how surely a subject is meant, from 0 to 1; `said` is how far its measure is."""
        number = self.subjects.number[subject]
        own = self.scores.get(number, 0.0)
        if self.is_ref and number not in self.named:
            own *= 0.5
        if _is_whole(subject) and not self.is_ref:
            own = max(own, min(0.6, 0.25 + 0.45 * said))
        return min(own, 1.0)

    def best(self) -> Topic | None:
        """Return the subject that fits best, if any fits at all."""
        if not self.scores:
            return None
        number = max(self.scores, key=lambda one: self.scores[one])
        return self.subjects.all[number] if self.scores[number] > _FARTHER else None

    def meant(self, least: float) -> list[Topic]:
        """Return the subjects that may be meant: those that fit so well, and the whole plan."""
        numbers = [number for number, score in self.scores.items() if score >= least]
        return [self.subjects.all[n] for n in dict.fromkeys([*numbers, *self.subjects.whole])]

    def plain(self, least: float) -> list[Topic]:
        """Return the subjects that are plainly meant: those that fit best, if few do."""
        if self.named:
            return [self.subjects.all[number] for number in self.named]
        ranked = sorted(self.scores.items(), key=lambda one: -one[1])
        if not ranked or ranked[0][1] < least:
            return []
        top = [number for number, score in ranked if score >= ranked[0][1] * _TIED]
        return [self.subjects.all[number] for number in top] if len(top) <= 3 else []  # noqa: PLR2004

    def alone(self) -> list[Topic]:
        """Return the one subject that fits far better than any other, though not fully."""
        ranked = sorted(self.scores.items(), key=lambda one: -one[1])
        if not ranked or ranked[0][1] < _ALONE:
            return []
        first, own = self.subjects.all[ranked[0][0]], ranked[0][1]
        near = [self.subjects.all[n] for n, score in ranked[1:] if score > own * _FAR_BELOW]
        stem = _ASIDE.sub("", first.name)  # a number and its rate are two rows of one name
        return [first] if all(_ASIDE.sub("", one.name) == stem for one in near) else []

    def default(self) -> list[Topic]:
        """Return what figures are about where no row is named: the document's service, or all."""
        if self.is_ref:
            return []
        if self.title:
            return [one for one in self.subjects.all if one.name == self.title]
        return [one for one in self.subjects.all if _is_whole(one)]

    def beside(self, at: int, figures: Sequence[Mention]) -> Focus:
        """Return what is meant right beside a figure: near words count more than far ones."""
        if self.passage is None or self.passage.is_cell:
            return self
        return self.subjects.about_figure(self, at, figures)


def _is_whole(subject: Topic) -> bool:
    """Say whether a subject is the whole plan, or the whole budget."""
    return subject.sheet in ("headlines", "overall") or subject.name == "Net budget"


class Subjects:
    """The subjects of a plan, by the words of their labels."""

    def __init__(self, facts: Sequence[PlanFigure]) -> None:
        self.all: list[Topic] = list(dict.fromkeys(fact.subject for fact in facts))
        self.number = {subject: n for n, subject in enumerate(self.all)}
        self.whole = [n for n, subject in enumerate(self.all) if _is_whole(subject)]
        self.by_ref: dict[str, int] = {}
        for n, subject in enumerate(self.all):
            if subject.ref:
                self.by_ref.setdefault(subject.ref, n)
        self.labels = Labels([_label(subject) for subject in self.all])
        self.pairs = {
            pair
            for subject in self.all
            for name in (subject.name, subject.group)
            for found in _NUMBER.finditer(name)
            for pair in _pairs(name, found.start(), found.end())
        }
        self.held: dict[Topic, list[PlanFigure]] = defaultdict(list)
        for fact in facts:
            self.held[fact.subject].append(fact)

    def is_in_a_label(self, text: str, mention: Mention) -> bool:
        """Say whether a number is part of a row's name, such as 7 in 7 Support services."""
        return any(pair in self.pairs for pair in _pairs(text, mention.start, mention.end))

    def add_name(self, name: str) -> None:
        """Learn the name of a row without figures, in which a number may stand."""
        for found in _NUMBER.finditer(name):
            self.pairs.update(_pairs(name, found.start(), found.end()))

    def facts_of(self, subject: Topic) -> list[PlanFigure]:
        """Return the figures of a subject."""
        return self.held[subject]

    def home(self, document: Document) -> Focus:
        """Return what a whole document is about, by its title and first headings."""
        texts = [document.title]
        texts += [one.text for one in document.blocks[:8] if isinstance(one, Heading)]
        about = Focus(self)
        services = [one for one in self.all if one.sheet in ("services", "outcomes")]
        for text in texts:
            for one in services:
                if one.name and one.name.casefold() in text.casefold():
                    about.title = one.name
                    about.scores[self.number[one]] = _ABOVE
                    return about
        return about

    def about(self, passage: Passage, home: Focus) -> Focus:
        """Return what a passage is about, by all words that stand by it."""
        named = self._named(passage, None)
        texts = [
            (passage.text if passage.is_cell else "", _OWN),
            (passage.label, _LABEL),
            (passage.heading, _HEADING),
            *((text, _ABOVE if n == 0 else _FARTHER) for n, text in enumerate(passage.above[:3])),
        ]
        return self._scored(passage, weighted(texts), named, home)

    def about_figure(self, whole: Focus, at: int, figures: Sequence[Mention]) -> Focus:
        """Return what is meant beside a figure of a sentence."""
        passage = whole.passage
        if passage is None:
            return whole
        near = _near(passage.text, at, figures)
        rest = _FIGURES.sub(" ", passage.beside[: passage.start][-400:])
        texts = [
            (rest, _BESIDE),
            (passage.label, _LABEL),
            *((text, _ABOVE if n == 0 else _FARTHER) for n, text in enumerate(passage.above[:3])),
        ]
        context = weighted(texts)
        for word, weight in near.items():
            context[word] = max(context.get(word, 0.0), weight)
        home = Focus(self, title=whole.title, scores={})
        return self._scored(passage, context, self._named(passage, at), home)

    def _scored(
        self, passage: Passage, context: Mapping[str, float], named: tuple[int, ...], home: Focus
    ) -> Focus:
        scores = self.labels.scores(context)
        for number in list(scores):
            evidence = self.labels.whole[number] * scores[number]
            scores[number] *= min(1.0, 0.55 + 0.45 * evidence / _ENOUGH_EVIDENCE)
        for number, score in home.scores.items():
            scores[number] = max(scores.get(number, 0.0), score)
        for number in named:
            scores[number] = 1.0
        return Focus(self, passage, scores, named, home.title, bool(named))

    def _named(self, passage: Passage, at: int | None) -> tuple[int, ...]:
        """Return the subjects whose refs stand nearest: in the sentence, its row, or above it."""
        own = refs_in(passage.text) if at is None else _refs_around(passage.text, at)
        above = refs_in(" ".join(passage.above[:1]))
        above = above if len(above) <= 2 else []  # noqa: PLR2004  (an entry, and its twin)
        refs = [*own, *(refs_in(passage.label) or above)]
        return tuple(dict.fromkeys(self.by_ref[ref] for ref in refs if ref in self.by_ref))


_NUMBER = re.compile(r"\d+(?:\.\d+)?\+?")


def _pairs(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """Return a number with the word before it, and with the word after it."""
    number = text[start:end].strip().lower()
    before = re.search(r"([a-z]{2,})[\s(]*$", text[:start].lower())
    after = re.match(r"[\s)-]*([a-z]{2,})", text[end:].lower())
    words = number.split()
    if len(words) > 1:  # a number with its unit: 8 weeks
        return [(words[0], words[1])]
    found = [(before[1], number)] if before else []
    return [*found, (number, after[1])] if after else found


def _refs_around(text: str, at: int) -> list[str]:
    """Return the ref before a place, and those behind it."""
    before, after = refs_in(text[:at]), refs_in(text[at : at + 60])
    return [*before[-1:], *after[:1]]


def _label(subject: Topic) -> dict[str, float]:
    """Return the words of a subject's label, each with its weight."""
    words = dict.fromkeys(words_in(_ASIDE.sub(" ", subject.name)), 1.0)
    for word in words_in(subject.name):
        words.setdefault(word, _LABEL_WEIGHTS["aside"])
    for word in words_in(subject.group):
        words.setdefault(word, _LABEL_WEIGHTS["group"])
    beside = 1.0 if subject.sheet == "budget" else _LABEL_WEIGHTS["beside"]
    for word in words_in(subject.beside):
        words.setdefault(word, beside * (1.0 if subject.sheet == "budget" else 0.3))
    if subject.sheet == "headlines" or subject.name in ("Net budget", "The whole plan"):
        for form in _WHOLE.split():
            words.setdefault(form, 0.15)
    return words


def _near(text: str, at: int, figures: Sequence[Mention]) -> dict[str, float]:
    """Return the words of a sentence, each with how near it stands to a place in it."""
    found: dict[str, float] = {}
    for figure in figures:
        blank = " " * (figure.end - figure.start)
        text = f"{text[: figure.start]}{blank}{text[figure.end :]}"
    starts = [one.start for one in figures]
    for word, start, end in _placed(text):
        low, high = (end, at) if end <= at else (at, start)
        between = text[low:high]
        far = between.count(" ")
        breaks = len(_BREAK.findall(between))
        passed = sum(low < one < high for one in starts)
        weight = max(0.3, (1 - 0.012 * far) * 0.95**breaks * 0.88**passed)
        weight *= _OWN if end <= at else 0.92
        for one in words_in(word):
            found[one] = max(found.get(one, 0.0), weight)
    return found


_CHUNK = re.compile(r"[^.;:,()–—]+")


def _placed(text: str) -> list[tuple[str, int, int]]:
    """Return pieces of a text, small enough to have one place: a phrase between stops."""
    pieces = []
    for found in _CHUNK.finditer(text):
        words = list(re.finditer(r"\S+", found[0]))
        for n in range(0, len(words), 4):
            some = words[max(0, n - 2) : n + 4]
            first = found.start() + words[n].start()
            last = found.start() + some[-1].end()
            pieces.append((found[0][some[0].start() : some[-1].end()], first, last))
    return pieces
