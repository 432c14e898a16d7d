"""This module says what a document holds, whatever its format: headings, paragraphs and tables.

From these come its passages: each sentence and cell, with the words that say what it is about.
Knows nothing of files, and nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

__all__ = ["Document", "DocumentBlock", "Grid", "Heading", "Paragraph", "Passage", "passages_of"]

_END = re.compile(
    r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z£\d•–-])|\s+·\s+"
    r"|\s*\n\s*(?=(?:Why|Action|Commentary|Corrective action):?\s+[A-Z£\d])"
)
"""Where a sentence ends; a dot between spaces parts the statements of a line."""
_NOT_AN_END = re.compile(
    r"(?:^\s*\(?\w{1,3}(?:\.\d+)*|\b(?:no|nos|approx|incl|excl|vs|eg|ie|cf|st|mr|mrs|ms|dr|para|p)|\b[a-z])[.)]$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or a caption."""

    text: str
    place: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, the first so many of which are headings."""

    rows: tuple[tuple[str, ...], ...]
    place: str
    caption: str = ""
    headings: int = 1


DocumentBlock = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its blocks in the order of reading, and what could not be read of it."""

    name: str
    blocks: tuple[DocumentBlock, ...]
    title: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a cell, and the words that say what it is about.

    `block`, `row` and `column` say where it stands; `start` is where a sentence begins in its
    paragraph.  `label` is what its row is about, `heading` its column's, `above` the nearest
    headings and captions.
    """

    text: str
    place: str
    block: int
    row: int = -1
    column: int = -1
    start: int = 0
    label: str = ""
    heading: str = ""
    above: tuple[str, ...] = field(default=())
    is_cell: bool = False
    beside: str = ""
    """The rest of its row, or of its paragraph."""


def passages_of(document: Document) -> Iterator[Passage]:
    """Yield every sentence and every cell of a document, in the order of reading."""
    above: list[tuple[int, str]] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            above = [(level, text) for level, text in above if level < block.level]
            yield from _sentences(block.text, block.place, number, _texts(above))
            above.append((block.level, block.text))
        elif isinstance(block, Paragraph):
            yield from _sentences(block.text, block.place, number, _texts(above))
        else:
            yield from _cells(block, number, _texts(above))


def _texts(above: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in reversed(above))


def _sentences(text: str, place: str, number: int, above: tuple[str, ...]) -> Iterator[Passage]:
    for start, end in spans_of_sentences(text):
        yield Passage(text[start:end], place, number, start=start, above=above, beside=text)


def spans_of_sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end.

    >>> [*spans_of_sentences("It rose to 619. It was 612, approx. 1% less.")]
    [(0, 15), (16, 44)]
    """
    spans, start = [], 0
    for found in _END.finditer(text):
        if _NOT_AN_END.search(text[start : found.start()].rstrip('"”’)')):
            continue
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, len(text))] if text[start:].strip() else spans


def _cells(grid: Grid, number: int, above: tuple[str, ...]) -> Iterator[Passage]:
    near = (grid.caption, *above) if grid.caption else above
    heads = grid.rows[: grid.headings]
    label = ""
    for row, cells in enumerate(grid.rows):
        filled = [text for text in cells if text.strip()]
        place = f"{grid.place}, row {row + 1}"
        in_body = row >= grid.headings
        if in_body and len(filled) == 1 and (len(cells) == 1 or not cells[0].strip()):
            yield from _spanning(filled[0], place, number, row, cells, label, near)
            continue
        own = _label(cells)
        label = own if in_body else ""
        for column, text in enumerate(cells):
            if not text.strip():
                continue
            heading = _heading(heads, column) if in_body else ""
            where = f"{place}, {heading}" if heading else place
            cell = Passage(text, where, number, row, column, heading=heading, above=near)
            if in_body and text != own and _is_prose(text):
                for start, end in spans_of_sentences(text):
                    said = text[start:end]
                    yield replace(cell, text=said, start=start, label=own, beside=text)
            else:
                about = "" if text == own else label
                yield replace(cell, label=about, is_cell=True, beside="  ".join(filled))


def _is_prose(text: str) -> bool:
    """Say whether a cell holds sentences rather than a figure or a name."""
    return len(text) > _LONG and text.rstrip().endswith((".", "!", "?")) and " " in text


_LONG = 20


def _spanning(
    text: str,
    place: str,
    number: int,
    row: int,
    cells: tuple[str, ...],
    label: str,
    near: tuple[str, ...],
) -> Iterator[Passage]:
    """Yield the sentences of a cell that fills its row: words about the row above."""
    column = cells.index(text)
    for start, end in spans_of_sentences(text):
        yield Passage(
            text[start:end], place, number, row, column, start, label, above=near, beside=text
        )


def _label(cells: tuple[str, ...]) -> str:
    """Return what a row is about: its first text, and the next where the first is only a ref."""
    filled = [text.strip() for text in cells if text.strip()]
    if not filled:
        return ""
    if len(filled) > 1 and _REF.fullmatch(filled[0]) and not _is_figure(filled[1]):
        return f"{filled[0]} {filled[1]}"
    return filled[0]


_REF = re.compile(r"[A-Z]{1,5}\d{0,2}(?:-\d{1,5})?|\d{1,3}\.?|[▲◆●★] ?|Red ▲|Amber ◆|Green ●")
_FIGURE = re.compile(r"\s*[(+\-−–£]*\s*[\d,.]+\s*(?:%|m|k|bn|points?|weeks?|days?)?\)?\s*$")


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.match(text))


def _heading(heads: tuple[tuple[str, ...], ...], column: int) -> str:
    parts = [row[column].strip() for row in heads if column < len(row) and row[column].strip()]
    return " ".join(dict.fromkeys(parts))


def rows_of_headings(rows: list[tuple[str, ...]]) -> int:
    """Return how many rows at the top of a table hold no figures: its headings.

    >>> rows_of_headings([("Indicator", "Actual"), ("Children in care", "619")])
    1
    """
    for number, cells in enumerate(rows[:4]):
        if any(_is_figure(text) for text in cells[1:] if _DIGIT.search(text)):
            return number
    return 1 if len(rows) > 1 else 0
