"""This module knows what csplan itself prints of a plan, and the plan's own words, by heart.

Each sentence and each cell is kept under its words with the figures left out; a sentence of a
document that has the same words must have the same figures.  Knows nothing of how they were made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from csplan.verification.directions import masked_directions
from csplan.verification.document import Document, Passage, passages_of
from csplan.verification.mentions import Mention, mentions_in
from csplan.verification.words import bare

__all__ = ["KnownLine", "KnownWords", "refs_in"]

_REF = re.compile(r"\b[A-Z]{1,5}\d{0,2}-\d{1,5}\b|\bKO\d\b")
_WORDS = re.compile(r"[a-z]+|[#~]")
_LEAST_WORDS = 4
_MANY_WORDS = 8


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A sentence or cell that is known, its figures and words of direction, and where it stands."""

    figures: tuple[Mention, ...]
    ways: tuple[str, ...]
    source: str
    is_now: bool
    text: str


def refs_in(text: str) -> list[str]:
    """Return the refs in a text, in its order.

    >>> refs_in("KO2-07, KO2-08 of KO2")
    ['KO2-07', 'KO2-08', 'KO2']
    """
    return [found[0] for found in _REF.finditer(text)]


class KnownWords:
    """Sentences and cells that are known to be true, now or one period ago."""

    def __init__(self, is_name: Callable[[str, Mention], bool] | None = None) -> None:
        """Begin with nothing; `is_name` says which numbers are part of a row's name."""
        self.is_name = is_name
        self.lines: dict[tuple[str, ...], list[KnownLine]] = defaultdict(list)
        self.titles: dict[str, str] = {}

    def home(self, document: Document) -> str:
        """Return which of csplan's own pages a document looks like, by its title or headings."""
        texts = [document.title, *(getattr(one, "text", "") for one in document.blocks[:12])]
        for text in texts:
            if text.strip() and text.strip() in self.titles:
                return self.titles[text.strip()]
        return ""

    def add_page(self, page: Document, source: str, *, is_now: bool, heading: str = "") -> None:
        """Learn a page that csplan itself made."""
        self.titles |= {one: source for one in (page.title, heading) if one}
        for passage in passages_of(page):
            self._add(passage, source, is_now=is_now)

    def add_cell(self, text: str, label: str, heading: str, source: str, *, is_now: bool) -> None:
        """Learn a cell that csplan prints in a row and column, wherever it is."""
        cell = Passage(text, "", 0, 0, 0, label=label, heading=heading, is_cell=True)
        self._add(cell, source, is_now=is_now)

    def add_words(self, text: str, source: str, ref: str = "") -> None:
        """Learn the words of a cell of the plan, in the row with this ref."""
        for passage in passages_of(_as_document(text)):
            self._add(replace(passage, label=ref), source, is_now=True)

    def figures_of(self, passage: Passage) -> Sequence[Mention]:
        """Return the figures in a passage; the numbers of a row's name are not."""
        found = _figures_of(passage)
        if self.is_name is None:
            return found
        return [one for one in found if not self.is_name(passage.text, one)]

    def _add(self, passage: Passage, source: str, *, is_now: bool) -> None:
        figures = self.figures_of(passage)
        text, said = _masked(passage.text, figures)
        if not figures and not said:
            return
        line = KnownLine(tuple(figures), tuple(said), source, is_now, passage.text)
        for key in _keys(passage, text):
            self.lines[key].append(line)
        if len(figures) > 1 and passage.is_cell:
            for one in figures:
                shape = passage.text[: one.start].strip()[-1:]
                if shape in _SHAPES:
                    alone = KnownLine((one,), (), source, is_now, passage.text)
                    self.lines["shape", *_row_and_column(passage), shape].append(alone)

    def of(self, passage: Passage, figures: Sequence[Mention], home: str = "") -> list[KnownLine]:
        """Return what is known of a passage's words, if anything is.

        A page of csplan's own is held against itself: what another page says in the same words
        counts only where it says the same.
        """
        text, said = _masked(passage.text, figures)
        for key in _keys(passage, text):
            found = [one for one in self.lines.get(key, ()) if len(one.figures) == len(figures)]
            if not found:
                continue
            own = [one for one in found if one.source == home]
            same = [one for one in found if _same(one, figures, said)]
            if key[0] == "said" and _is_short(passage, text):
                own = own if len({(one.figures, one.ways) for one in own}) == 1 else []
                found = same or own
                if not found:
                    continue
            if own or same or not home or key[0] == "said":
                return own if own and not (same and key[0] == "said") else same or found
        return []


def _same(line: KnownLine, figures: Sequence[Mention], said: Sequence[str]) -> bool:
    return list(line.ways) == list(said) and all(
        (one.value, one.measured, one.signed == "-")
        == (other.value, other.measured, other.signed == "-")
        for one, other in zip(line.figures, figures, strict=True)
    )


def _as_document(text: str) -> Document:
    from csplan.verification.document import Paragraph

    return Document("", tuple(Paragraph(part, "") for part in text.splitlines() if part.strip()))


def _figures_of(passage: Passage) -> Sequence[Mention]:
    """Return the figures in a passage."""
    heading = f"{passage.heading} {passage.label if passage.is_cell else ''}"
    if passage.is_cell and not re.search(r"[£%]|per ?cent", passage.heading):
        heading = f"{heading} {' '.join(passage.above[:1])}" if _all_money(passage) else heading
    return mentions_in(
        passage.text,
        heading=heading if passage.is_cell else "",
        begins=not passage.start and passage.column <= 0,
    )


def _all_money(passage: Passage) -> bool:
    return bool(
        re.search(
            r"£\s?[’']?\s?(?:000|m\b|k\b|million)", " ".join(passage.above[:1]), re.IGNORECASE
        )
    )


def ways_of(text: str, figures: Sequence[Mention]) -> list[str]:
    """Return the words of direction in a text, in its order."""
    return _masked(text, figures)[1]


def _masked(text: str, figures: Sequence[Mention]) -> tuple[str, list[str]]:
    """Return a text's words in their bare form, figures and directions left out."""
    parts, at = [], 0
    for one in figures:
        parts += [text[at : one.start], " # "]
        at = one.end
    whole = "".join([*parts, text[at:]])
    without_refs = _REF.sub(" ", whole)
    masked, said = masked_directions(without_refs)
    return " ".join(bare(word) for word in _WORDS.findall(masked.lower().replace("’", "'"))), said


def _keys(passage: Passage, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the keys under which a passage is known, the most telling first."""
    own = refs_in(passage.text)
    if passage.is_cell and passage.heading:
        if passage.text[:1] in _SHAPES and text == "#":
            yield ("shape", *_row_and_column(passage), passage.text[0])
        yield ("cell", *_row_and_column(passage), text if len(text) > _A_WORD else "")
    refs = (
        own or refs_in(passage.label) or [ref for one in passage.above[:1] for ref in refs_in(one)]
    )
    words = _words(text)
    if refs and words:
        yield ("of", ",".join(refs), text)
    if not passage.is_cell and len(words) >= _LEAST_WORDS:
        yield ("said", text)
    if passage.is_cell and words and "#" in text and not (passage.heading or passage.label):
        yield ("head", text)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if word not in "#~"]


def _is_short(passage: Passage, text: str) -> bool:
    """Say whether a sentence has too few words to be known apart from the row that it is under."""
    under = refs_in(passage.label) or refs_in(" ".join(passage.above[:1]))
    return bool(under) and not refs_in(passage.text) and len(_words(text)) < _MANY_WORDS


_A_WORD = 12
_SHAPES = ("▲", "◆", "●", "★")


def _row_and_column(passage: Passage) -> tuple[str, str]:
    refs = refs_in(passage.label)
    return refs[0] if refs else _form(passage.label), _form(passage.heading)


def _form(text: str) -> str:
    return " ".join(
        bare(word) for word in re.findall(r"[a-z0-9%]+", text.lower().replace("’", "'"))
    )
