"""This module reads a page as a councillor would: abbreviations, and sentences too long.

Knows nothing of what a page is about, nor who wrote which of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from csplan.scorecards.blocks import Items, Name, Note, Page, Sentences, Table, TableCell, words_of
from csplan.terms.abbreviations import abbreviations_in

__all__ = ["MOST_WORDS", "abbreviations_of", "long_sentences", "sentences_of", "texts_of"]

MOST_WORDS = 25
"""How many words a sentence may have that everybody reads with ease."""

_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
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
