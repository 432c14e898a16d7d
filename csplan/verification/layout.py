"""This module makes paragraphs and tables of lines that only say where their words stand.

A line is pieces of text from left to right, as a PDF page or a plain text holds them; where pieces
stand apart in several lines one below the other, they are a table.  Knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csplan.verification.document import DocumentBlock, Grid, Heading, Paragraph, rows_of_headings

__all__ = ["Piece", "TextLine", "blocks_of", "column_of", "is_entry"]

_BULLET = re.compile(
    r"\s*(?:(?:Why|Action|Commentary|Corrective action):?\s+[A-Z£\d]|[•▪◦‣*·–-]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+)"
)
_FIGURE = re.compile(
    r"[(+\-−–£▲◆●★]*\s*[\d,.]+\s*(?:%|m|k|bn|points?|weeks?|days?|per 10,000)?\)?\s*$"
)
_GAP_OF_LINES = 1.75
_LEAST_ROWS = 2
_LONG = 70
_HEADING = 90
_NAME = 45


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, from where to where it stands in its line."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line: its pieces, how far down it stands, and the height of its letters."""

    pieces: tuple[Piece, ...]
    down: float
    height: float = 1.0

    @property
    def text(self) -> str:
        """The whole line as a reader reads it."""
        return "  ".join(piece.text for piece in self.pieces)


def blocks_of(
    lines: Sequence[TextLine], place: str, *, wraps: bool = True
) -> Iterator[DocumentBlock]:
    """Yield the paragraphs and tables that lines make; cells may wrap to a second line, or not.

    >>> lines = [TextLine((Piece(0, 9, "In care"), Piece(20, 23, "619")), 1.0),
    ...          TextLine((Piece(0, 9, "Waiting"), Piece(21, 23, "37")), 2.0)]
    >>> [block.rows for block in blocks_of(lines, "page 1")]
    [(('In care', '619'), ('Waiting', '37'))]
    """
    at, paragraph, tables = 0, 0, 0
    frame: _Frame | None = None
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end:
            tables += 1
            name = f"{place}, table {tables}"
            grid, frame = _table(lines[at:end], name, frame, wraps=wraps)
            yield grid
            at = end
            continue
        end = at + 1
        while end < len(lines) and _goes_on(lines, end) and not _end_of_table(lines, end):
            end += 1
        paragraph += 1
        text = _joined([line.text for line in lines[at:end]])
        where = f"{place}, paragraph {paragraph}"
        if end == at + 1 and _is_heading(text):
            yield Heading(text, where, 3)
        else:
            yield Paragraph(text, where)
        at = end


def _is_heading(text: str) -> bool:
    """Say whether a line by itself is a heading: short, no sentence, and without a figure."""
    if len(text) >= _HEADING and not _ENTRY.match(text):
        return False
    return not text.rstrip().endswith((".", ";", ",")) and not _STATED.search(text)


_ENTRY = re.compile(r"\s*(?:\d{1,2}\.\s+)?[A-Z]{1,3}\d?-\d{2,}\s.{0,220}$")
"""The heading of an entry: its ref, then its name, however long."""


def is_entry(text: str) -> bool:
    """Say whether a line is the heading of an entry: a ref and a name, and nothing said of it.

    >>> is_entry("2. KO2-03 Children waiting to be adopted"), is_entry("KO2-03 fell to 37.")
    (True, False)
    """
    return bool(_ENTRY.match(text)) and _is_heading(text)


_STATED = re.compile(
    r"£\s?\d|(?<![\w-])\d[\d.,]*\s?%|\d+\.\d|[▲◆●]|\d (?:against|of) \d"
    r"|\b(?:Baseline|Q[1-4]|target|actual|forecast) [\d£(−-]"
)


def _goes_on(lines: Sequence[TextLine], at: int) -> bool:
    """Say whether a line goes on with the paragraph of the line before."""
    before, line = lines[at - 1], lines[at]
    step = line.down - before.down
    alike = abs(line.height - before.height) <= 0.2 * max(line.height, before.height)
    near = step <= _GAP_OF_LINES * before.height
    return alike and near and not _BULLET.match(line.text) and len(before.text) > _LONG / 2


def _joined(texts: Sequence[str]) -> str:
    """Join the lines of a paragraph; a word that was divided is made whole."""
    whole = ""
    for line in texts:
        text = line.strip()
        if whole.endswith(("-", "\u00ad")) and text[:1].islower():
            whole = (whole.removesuffix("\u00ad")) + text
        else:
            whole = f"{whole} {text}" if whole else text
    return whole


def _is_row(line: TextLine) -> bool:
    """Say whether a line's pieces look like cells: two or more, one of them a figure by itself."""
    if len(line.pieces) < 2:  # noqa: PLR2004  (a row has two)
        return False
    return any(_FIGURE.fullmatch(piece.text.strip()) for piece in line.pieces)


def _end_of_table(lines: Sequence[TextLine], start: int) -> int:
    """Return where a table that begins at a line ends; 0 where none begins there."""
    first = start
    while first < len(lines) and not _is_row(lines[first]):
        if first - start >= 4 or not _may_head(lines, first):  # noqa: PLR2004
            return 0
        first += 1
    at, rows, last = first, 0, first
    while at < len(lines):
        if _is_row(lines[at]):
            rows, last = rows + 1, at + 1
        elif at - last > 1 or not _may_stand_within(lines[at]):
            break
        at += 1
    if rows < _LEAST_ROWS and not (rows and first > start):
        return 0
    while last < len(lines) and len(lines[last].pieces) > 1 and _is_near(lines, last):
        last += 1  # the last row goes on in a second line
    return last


def _is_near(lines: Sequence[TextLine], at: int) -> bool:
    step = lines[at].down - lines[at - 1].down
    return step < _GAP_OF_LINES * max(lines[at].height, lines[at - 1].height)


def _may_head(lines: Sequence[TextLine], at: int) -> bool:
    """Say whether a line may be a table's headings: several pieces, or one over a later column."""
    pieces = lines[at].pieces
    if any(len(one.text) > _NAME or one.text.endswith(".") for one in pieces):
        return False
    if len(pieces) > 1:
        return True
    below = lines[at + 1].pieces if at + 1 < len(lines) else ()
    return len(below) > 1 and pieces[0].start > below[0].end


def _may_stand_within(line: TextLine) -> bool:
    return len(line.pieces) > 1 or len(line.text) < _LONG


@dataclass(frozen=True, slots=True)
class _Frame:
    """The columns of a table, and its headings: a table that is broken by words goes on in them."""

    columns: tuple[tuple[float, float], ...]
    heads: tuple[tuple[str, ...], ...]

    def holds(self, lines: Sequence[TextLine]) -> bool:
        """Say whether the figures of lines stand in these columns."""
        figures = [
            piece
            for line in lines
            if _is_row(line)
            for piece in line.pieces
            if _FIGURE.fullmatch(piece.text.strip())
        ]
        return all(
            any(min(end, one.end) > max(start, one.start) for start, end in self.columns)
            for one in figures
        )


def _table(
    lines: Sequence[TextLine], place: str, before: _Frame | None, *, wraps: bool
) -> tuple[Grid, _Frame]:
    """Return the table that lines make: cells that stand one below the other share a column."""
    columns = _columns(lines)
    rows = _rows(lines, columns)
    heads = rows_of_headings(rows)
    if heads == 0 and before is not None and before.holds(lines):
        rows = [*before.heads, *_whole(_rows(lines, list(before.columns)), wraps=wraps)]
        return Grid(tuple(rows), place, headings=len(before.heads)), before
    headed = _headed(rows[:heads])
    rows = [*headed, *_whole(rows[heads:], wraps=wraps)]
    frame = _Frame(tuple(columns), tuple(headed))
    return Grid(tuple(rows), place, headings=heads), frame


def _rows(lines: Sequence[TextLine], columns: list[tuple[float, float]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for line in lines:
        cells = [""] * len(columns)
        for piece in line.pieces:
            place_in = column_of(piece, columns)
            cells[place_in] = f"{cells[place_in]} {piece.text}".strip()
        rows.append(tuple(cells))
    return rows


def _headed(heads: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Let a heading that spans several columns stand over each: those without one of their own."""
    if not heads:
        return heads
    last = list(heads[-1])
    for at in range(2, len(last)):
        if not any(row[at] for row in heads):
            last[at] = last[at - 1]
    return [*heads[:-1], tuple(last)]


def _columns(lines: Sequence[TextLine]) -> list[tuple[float, float]]:
    """Return the columns as spans: those of rows with figures, joined where they overlap."""
    spans: list[list[float]] = []
    pieces = sorted(
        (piece for line in lines if _is_row(line) for piece in line.pieces),
        key=lambda piece: (piece.end - piece.start, piece.start),
    )
    for piece in pieces:
        over = [one for one in spans if min(one[1], piece.end) > max(one[0], piece.start)]
        if not over:
            spans.append([piece.start, piece.end])
        elif len(over) == 1:
            over[0][0] = min(over[0][0], piece.start)
            over[0][1] = max(over[0][1], piece.end)
    for line in lines[:4]:
        for piece in () if _is_row(line) else line.pieces:
            if all(min(one[1], piece.end) <= max(one[0], piece.start) for one in spans):
                spans.append([piece.start, piece.end])
    return sorted((one[0], one[1]) for one in spans)


def column_of(piece: Piece, columns: list[tuple[float, float]]) -> int:
    """Return the column over which most of a piece stands, or else the nearest."""
    middle = (piece.start + piece.end) / 2

    def away(number: int) -> tuple[float, float]:
        start, end = columns[number]
        over = min(end, piece.end) - max(start, piece.start)
        return (-max(over, 0.0), abs(middle - (start + end) / 2))

    return min(range(len(columns)), key=away)


def _whole(rows: list[tuple[str, ...]], *, wraps: bool) -> list[tuple[str, ...]]:
    """Join the second line of a row to its first: it has no figure that stands by itself."""
    joined: list[tuple[str, ...]] = []
    for cells in rows:
        begins = any(_FIGURE.fullmatch(text) for text in cells[1:]) if wraps else bool(cells[0])
        if begins or not joined:
            joined.append(cells)
        else:
            pairs = zip(joined[-1], cells, strict=True)
            joined[-1] = tuple(f"{one} {other}".strip() for one, other in pairs)
    return joined
