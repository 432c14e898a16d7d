"""This module reads a page as a councillor would: abbreviations, and sentences too long.

Knows nothing of what a page is about, nor who wrote which of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csplan.scorecards.blocks import Items, Name, Note, Page, Sentences, Table, TableCell, words_of
from csplan.terms.abbreviations import abbreviations_in

__all__ = [
    "MOST_AGE",
    "MOST_WORDS",
    "abbreviations_of",
    "long_sentences",
    "reading_age",
    "sentences_of",
    "syllables",
    "texts_of",
    "texts_under",
]

MOST_WORDS = 25
"""How many words a sentence may have that everybody reads with ease."""

MOST_AGE = 14
"""The age, in years, at which most people read what is written for everybody."""

_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SPELT = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")
_FEWEST = 4
"""Words that make a sentence, and no mere name."""
_WORD = re.compile(r"[^\W_]+(?:[’'.,%/-]*[^\W_]+)*")


def texts_of(page: Page) -> Iterator[str]:
    """Yield every text of a page, in the order of reading."""
    yield from (page.heading, page.about)
    for section in page.sections:
        yield section.title
        for block in section.blocks:
            match block:
                case Sentences():
                    yield from block.texts
                case Note():
                    yield from filter(None, (block.label, block.text))
                case Table():
                    yield from _of_table(block)
                case Items():
                    yield from filter(None, (block.title, block.caption))
                    for entry in block.entries:
                        yield words_of(entry.name)
                        yield from (one.text for one in entry.said)


def _of_table(table: Table) -> Iterator[str]:
    yield from filter(None, (table.title, table.caption, table.leaves_out))
    yield from (column.heading for column in table.columns)
    for row in table.rows:
        for cell in row.cells:
            yield from filter(None, _of_cell(cell))


def _of_cell(cell: TableCell) -> Iterator[str]:
    for part in (cell.part, *cell.under):
        yield part.whole if isinstance(part, Name) else words_of(part)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; in a list every line is one.

    >>> sentences_of("Two fell; one rose.  It was 3.5%.")
    ['Two fell; one rose.', 'It was 3.5%.']
    """
    return [one for part in text.split("\n") for one in _END.split(part.strip()) if one]


def long_sentences(page: Page) -> list[str]:
    """Return the sentences of a page that have more words than everybody reads with ease."""
    found = (one for text in texts_of(page) for one in sentences_of(text))
    return [one for one in dict.fromkeys(found) if len(_WORD.findall(one)) > MOST_WORDS]


def abbreviations_of(page: Page) -> tuple[str, ...]:
    """Return the abbreviations on a page, each once."""
    return tuple(dict.fromkeys(one for text in texts_of(page) for one in abbreviations_in(text)))


def texts_under(page: Page, heading: str) -> list[str]:
    """Return what stands in the columns of a heading, table by table."""
    tables = (one for section in page.sections for one in section.tables)
    return [
        words_of(row.cells[at].part)
        for table in tables
        for at, column in enumerate(table.columns)
        if column.heading == heading
        for row in table.rows
    ]


def reading_age(texts: Sequence[str]) -> float:
    """Return the age at which some sentences are read, by their words and syllables.

    Unit: years: five more than the Flesch-Kincaid grade.  0 where there is no sentence.
    """
    told = [one for text in texts for one in sentences_of(text) if len(one.split()) >= _FEWEST]
    words = [word for one in told for word in _SPELT.findall(one)]
    if not words:
        return 0.0
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(told) + 11.8 * spoken / len(words) - 15.59 + 5


def syllables(word: str) -> int:
    """Count the syllables of a word, as English is mostly spelt.

    >>> [syllables(word) for word in ("cat", "promise", "little", "agreed")]
    [1, 2, 2, 2]
    """
    word = word.lower()
    found = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith("le") and found > 1
    return max(1, found - silent)
