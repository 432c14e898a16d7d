"""This module reads a page of a tagged PDF: its paragraphs and tables as its own tags say them.

Tags are what a screen reader reads, so they keep the cells of a table and the order of reading.
Knows nothing of pages without them.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from csplan.verification.document import DocumentBlock, Grid, Heading, Paragraph
from csplan.verification.layout import Piece, column_of, is_entry

__all__ = ["Frame", "Run", "TaggedPage", "joined", "tagged_page"]

_SPACES = re.compile(r"[ \t\r\n\u00a0\u202f]+")
_APART = 0.55
"""How many heights of its letters two runs stand apart at least to be two statements."""
_TOUCHING = 0.1
_MOST_DEPTH = 60
_MOST_SPAN = 100
_ENTRY_LEVEL = 4
_INLINE = {
    *("Span", "Link", "Reference", "Em", "Strong", "Sub", "Code", "Quote", "Annot", "Ruby"),
    *("NonStruct", "Private", "Lbl", "LBody", "BibEntry", "Form", "Figure", "Formula", ""),
}
_HEADING = re.compile(r"H([1-6])?|Title")
_BEGINS = re.compile(
    r"(?:Why|Action|Commentary|Corrective action):?$|(?:Red|Amber|Green|Blue)\s?[▲◆●★]|[•▪◦‣]"
)
"""With what a statement begins that stands in one line with the one before."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text, and where it stands on its page."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """The height of its letters; a run of spaces has hardly any."""
        return max(self.top - self.bottom, 1.0)

    def is_beside(self, other: Run) -> bool:
        """Say whether two runs stand in one line."""
        return min(self.top, other.top) > max(self.bottom, other.bottom)


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """What the tags of a page hold, and the runs that none of them holds."""

    blocks: tuple[DocumentBlock, ...]
    untagged: tuple[Run, ...]
    share: float
    """The share of the page's letters that the tags hold."""
    frame: Frame | None = None
    """The table with which it ends."""


def tagged_page(
    page: Any,  # noqa: ANN401  (pypdfium2's)
    text: Any,  # noqa: ANN401
    number: int,
    before: Frame | None,
) -> TaggedPage:
    """Return what the tags of a page hold; a table may go on from the page before.

    `text` is the page's text as pypdfium2 gives it.
    """
    import pypdfium2.raw as pdfium

    runs = _runs(page, text)
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return TaggedPage((), tuple(run for some in runs.values() for run in some), 0.0)
    try:
        reader = _Reader(runs, f"page {number}", before)
        tops = [
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
            for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
        ]
        blocks = [block for top in tops if top for block in reader.blocks(top)]
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    untagged = [run for mark, some in runs.items() if mark not in reader.read for run in some]
    whole = sum(len(run.text) for some in runs.values() for run in some)
    left = sum(len(run.text) for run in untagged)
    frame = reader.before if blocks and isinstance(blocks[-1], Grid) else None
    return TaggedPage(tuple(blocks), tuple(untagged), 1 - left / whole if whole else 0.0, frame)


def _runs(page: Any, text: Any) -> dict[int, list[Run]]:  # noqa: ANN401
    """Return the runs of text of a page by the mark of their content; -1 is none."""
    import pypdfium2.raw as pdfium

    found: dict[int, list[Run]] = defaultdict(list)
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        size = pdfium.FPDFTextObj_GetText(one.raw, text.raw, None, 0)
        held = (ctypes.c_ushort * max(size, 1))()
        pdfium.FPDFTextObj_GetText(one.raw, text.raw, held, size)
        said = _SPACES.sub(" ", bytes(held).decode("utf-16-le", "replace").rstrip("\0"))
        if said.strip():
            left, bottom, right, top = one.get_bounds()
            mark = pdfium.FPDFPageObj_GetMarkedContentID(one.raw)
            found[mark].append(Run(left, bottom, right, top, said))
    return found


class _Reader:
    """The blocks of a page, in the order of its tags."""

    def __init__(self, runs: dict[int, list[Run]], place: str, before: Frame | None) -> None:
        self.runs = runs
        self.place = place
        self.read: set[int] = set()
        self.before = before
        self.paragraphs = 0
        self.tables = 0

    def blocks(self, element: Any, depth: int = 0) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield what an element holds, one block after the other."""
        kind = _kind(element)
        heading = _HEADING.fullmatch(kind)
        if heading:
            text = joined(self.gathered(element, depth))
            if text:
                self.paragraphs += 1
                yield Heading(text, self.where(), int(heading[1] or 1))
            return
        if kind == "Table":
            yield from self.table(element, depth)
            return
        loose: list[Run] = []
        for child, mark in _children(element):
            if child is None:
                loose += self.marked(mark)
            elif _is_inline(child, depth):
                loose += self.gathered(child, depth + 1)
            elif depth < _MOST_DEPTH:
                yield from self.statements(loose)
                loose = []
                yield from self.blocks(child, depth + 1)
        yield from self.statements(loose)

    def statements(self, runs: Sequence[Run]) -> Iterator[DocumentBlock]:
        """Yield the paragraphs that runs make; an entry's ref and name are its heading."""
        for some in _apart(runs):
            text = joined(some)
            if not text:
                continue
            self.paragraphs += 1
            if is_entry(text):
                yield Heading(text, self.where(), _ENTRY_LEVEL)
            else:
                yield Paragraph(text, self.where())

    def where(self) -> str:
        """Return where the newest paragraph stands."""
        return f"{self.place}, paragraph {self.paragraphs}"

    def marked(self, mark: int) -> list[Run]:
        """Return the runs under a mark, each once."""
        if mark in self.read:
            return []
        self.read.add(mark)
        return self.runs.get(mark, [])

    def gathered(self, element: Any, depth: int) -> list[Run]:  # noqa: ANN401
        """Return all runs below an element."""
        found: list[Run] = []
        for child, mark in _children(element):
            if child is None:
                found += self.marked(mark)
            elif depth < _MOST_DEPTH:
                found += self.gathered(child, depth + 1)
        return found

    def table(self, element: Any, depth: int) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield a table; its caption is a heading."""
        self.tables += 1
        place = f"{self.place}, table {self.tables}"
        for caption in _below(element, "Caption", depth):
            text = joined(self.gathered(caption, depth))
            if text:
                yield Heading(text, f"{place}, caption", 5)
        rows = [self.row(row, depth) for row in _below(element, "TR", depth)]
        rows = [row for row in rows if any(cell.text for cell in row.cells)]
        if not rows:
            return
        heads = next((n for n, row in enumerate(rows) if not row.is_head), len(rows))
        before = self.before if heads == 0 and self.paragraphs == 0 else None
        frame = _framed(rows, heads)
        if before is not None and len(before.columns) >= len(frame.columns):
            rows, heads, frame = [*before.heads, *rows], len(before.heads), before
        self.before = frame
        texts = tuple(_placed(row.cells, frame.columns) for row in rows)
        yield Grid(texts, place, headings=heads)

    def row(self, element: Any, depth: int) -> _Row:  # noqa: ANN401
        """Return a row of a table."""
        cells: list[_Cell] = []
        kinds = set()
        for child, mark in _children(element):
            if child is None:
                self.marked(mark)
                continue
            kinds.add(_kind(child))
            runs = self.gathered(child, depth)
            left = min((run.left for run in runs), default=0.0)
            right = max((run.right for run in runs), default=0.0)
            cells.append(_Cell(_SPACES.sub(" ", joined(runs)), left, right, _span(child)))
        return _Row(tuple(cells), kinds == {"TH"})


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its text, from where to where it stands, and over how many columns."""

    text: str
    left: float
    right: float
    span: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table."""

    cells: tuple[_Cell, ...]
    is_head: bool

    @property
    def width(self) -> int:
        """Over how many columns its cells go."""
        return sum(cell.span for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Frame:
    """A table's headings and where its columns stand: it may go on, on the next page, in them."""

    heads: tuple[_Row, ...]
    columns: tuple[tuple[float, float], ...]


def _framed(rows: Sequence[_Row], heads: int) -> Frame:
    """Return the headings of a table, and its columns as its fullest rows show them."""
    wide = max(row.width for row in rows)
    columns: list[tuple[float, float]] = [(0.0, 0.0)] * wide
    for row in rows:
        if row.width != wide:
            continue
        at = 0
        for cell in row.cells:
            if cell.span == 1 and cell.text:
                left, right = columns[at]
                columns[at] = (
                    (min(left, cell.left), max(right, cell.right))
                    if right
                    else (cell.left, cell.right)
                )
            at += cell.span
    return Frame(tuple(rows[:heads]), tuple(columns))


def _placed(cells: Sequence[_Cell], columns: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Return a row's texts by column: a cell without content may not be among its tags."""
    texts = [""] * len(columns)
    if sum(cell.span for cell in cells) == len(columns):
        at = 0
        for cell in cells:
            texts[at] = cell.text
            at += cell.span
        return tuple(texts)
    for cell in cells:
        if cell.span > 1:
            texts[0] = f"{texts[0]} {cell.text}".strip()
        elif cell.text:
            at = column_of(Piece(cell.left, cell.right, cell.text), list(columns))
            texts[at] = f"{texts[at]} {cell.text}".strip()
    return tuple(texts)


def _kind(element: Any) -> str:  # noqa: ANN401
    """Return the type of an element."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    held = ctypes.create_string_buffer(max(size, 2))
    pdfium.FPDF_StructElement_GetType(element, held, size)
    return held.raw.decode("utf-16-le", "replace").rstrip("\0")


def _children(element: Any) -> Iterator[tuple[Any, int]]:  # noqa: ANN401
    """Yield an element's children in their order: each an element, or None and a mark."""
    import pypdfium2.raw as pdfium

    for at in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            yield child, -1
        else:
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
            if mark >= 0:
                yield None, mark


def _is_inline(element: Any, depth: int) -> bool:  # noqa: ANN401
    """Say whether an element and all below it are parts of a line."""
    if _kind(element) not in _INLINE:
        return False
    return depth >= _MOST_DEPTH or all(
        child is None or _is_inline(child, depth + 1) for child, _ in _children(element)
    )


def _below(element: Any, kind: str, depth: int) -> Iterator[Any]:  # noqa: ANN401
    """Yield the elements of a type below one, those of a table within it left out."""
    for child, _ in _children(element):
        if child is None:
            continue
        own = _kind(child)
        if own == kind:
            yield child
        elif own in ("THead", "TBody", "TFoot", "Div", "NonStruct", "Sect") and depth < _MOST_DEPTH:
            yield from _below(child, kind, depth + 1)


def _span(cell: Any) -> int:  # noqa: ANN401
    """Return over how many columns a cell goes."""
    import pypdfium2.raw as pdfium

    for at in range(max(pdfium.FPDF_StructElement_GetAttributeCount(cell), 0)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(cell, at)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"ColSpan")
        number = ctypes.c_float()
        if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return min(max(int(number.value), 1), _MOST_SPAN)
    return 1


def _apart(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs by statements: a new one begins with its word or shape, after a gap."""
    parts: list[list[Run]] = []
    for run in runs:
        before = parts[-1][-1] if parts else None
        gap = before is None or not run.is_beside(before) or _gap(before, run) >= _APART
        if before is None or (gap and _BEGINS.match(run.text.strip())):
            parts.append([run])
        else:
            parts[-1].append(run)
    return parts


def _gap(before: Run, run: Run) -> float:
    """Return how far a run stands behind another, in heights of its letters."""
    return (run.left - before.right) / max(before.height, run.height)


def joined(runs: Sequence[Run]) -> str:
    """Return the text of runs as a reader reads it; a word that was divided is made whole.

    >>> joined([Run(0, 0, 9, 5, "Rose"), Run(11, 0, 20, 5, "to 61"), Run(20, 0, 24, 5, "9"),
    ...         Run(30, 0, 50, 5, "Amber")])
    'Rose to 619  Amber'
    """
    whole = ""
    for at, run in enumerate(runs):
        before = runs[at - 1] if at else None
        if before is None:
            between = ""
        elif run.is_beside(before):
            gap = _gap(before, run)
            between = "  " if gap >= _APART else "" if gap < _TOUCHING else " "
        elif whole.rstrip().endswith(("-", "\u00ad")) and run.text.strip()[:1].islower():
            whole, between = whole.rstrip().removesuffix("\u00ad"), ""
        else:
            between = " "
        own = run.text if between == "" else run.text.lstrip()
        whole = f"{whole if between == '' else whole.rstrip()}{between}{own}"
    return whole.strip()
