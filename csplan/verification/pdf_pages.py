"""This module reads a PDF: by its tags where it has them, else by where its words stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from csplan.verification.document import Document, DocumentBlock, Paragraph
from csplan.verification.layout import Piece, TextLine, blocks_of
from csplan.verification.pdf_tags import Frame, Run, tagged_page

__all__ = ["document_in"]

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_APART = 0.55
"""How many heights of its letters two pieces stand apart at least to be two cells."""


def document_in(data: bytes, name: str) -> Document:
    """Return what a PDF holds."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as whole:
        title = str(whole.get_metadata_value("Title") or "")
        pages, tagged = [], []
        frame: Frame | None = None
        for number, page in enumerate(whole, 1):
            text = page.get_textpage()
            own = tagged_page(page, text, number, frame)
            frame = own.frame
            is_tagged = own.share >= _MOSTLY
            tagged.append(own.blocks if is_tagged else ())
            pages.append(_lines_of(own.untagged) if is_tagged else _lines(text))
            text.close()
            page.close()
    blocks: list[DocumentBlock] = []
    for number, lines in enumerate(_without_running_lines(pages), 1):
        blocks = _going_on(blocks, tagged[number - 1])
        blocks += blocks_of(lines, f"page {number}")
    return Document(name, tuple(blocks), title)


_MOSTLY = 0.6
"""The share of a page's letters that its tags must hold to be read instead of its layout."""


def _lines_of(runs: Sequence[Run]) -> list[TextLine]:
    """Return the lines that runs make, those of one height together."""
    rows: list[list[Run]] = []
    for run in runs:
        if rows and run.is_beside(rows[-1][-1]):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [
        _line([(run.left, run.bottom, run.right, run.top, run.text) for run in row]) for row in rows
    ]


def _going_on(blocks: list[DocumentBlock], page: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Return blocks with those of the next page: a sentence may go on in its first."""
    if not blocks or not page:
        return [*blocks, *page]
    last, first = blocks[-1], page[0]
    if (
        isinstance(last, Paragraph)
        and isinstance(first, Paragraph)
        and not last.text.endswith((".", ":", "!", "?"))
        and first.text[:1].islower()
    ):
        whole = Paragraph(f"{last.text} {first.text}", last.place)
        return [*blocks[:-1], whole, *page[1:]]
    return [*blocks, *page]


def _without_running_lines(pages: list[list[TextLine]]) -> list[list[TextLine]]:
    """Leave out the headers and footers that most pages repeat, but for the first of each."""
    ends = [{_form(line) for line in (*lines[:2], *lines[-2:])} for lines in pages]
    often = Counter(form for page in ends for form in page)
    most = max(_LEAST_PAGES, len(pages) // 2)
    running = {form for form, times in often.items() if times >= most}
    seen: set[str] = set()
    kept = []
    for lines in pages:
        own = []
        for line in lines:
            form = _form(line)
            if form not in seen:
                own.append(line)
            seen |= {form} & running
        kept.append(own)
    return kept


_LEAST_PAGES = 3


def _form(line: TextLine) -> str:
    return re.sub(r"\d+", "#", line.text)


def _lines(text: Any) -> list[TextLine]:  # noqa: ANN401  (pypdfium2 carries few types)
    """Return the lines of a page: pieces whose letters stand at one height."""
    rows: list[list[tuple[float, float, float, float, str]]] = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = _SPACES.sub(" ", text.get_text_bounded(left, bottom, right, top))
        if not said.strip():
            continue
        middle = (bottom + top) / 2
        for row in reversed(rows[-12:]):
            low, high = row[0][1], row[0][3]
            if low - 1 < middle < high + 1 or bottom < (low + high) / 2 < top:
                row.append((left, bottom, right, top, said))
                break
        else:
            rows.append([(left, bottom, right, top, said)])
    lines = [_line(row) for row in rows]
    return sorted(lines, key=lambda line: line.down)


def _line(row: list[tuple[float, float, float, float, str]]) -> TextLine:
    """Join what stands close together; a wider gap begins a new piece."""
    row = sorted(row)
    height = max(top - bottom for _, bottom, _, top, _ in row)
    pieces: list[Piece] = []
    for left, _, right, _, said in row:
        if pieces and left - pieces[-1].end < _APART * height:
            before = pieces.pop()
            gap = "" if left - before.end < 0.1 * height else " "
            pieces.append(Piece(before.start, max(right, before.end), f"{before.text}{gap}{said}"))
        else:
            pieces.append(Piece(left, right, said))
    tidy = tuple(
        Piece(one.start, one.end, _SPACES.sub(" ", one.text).strip())
        for one in pieces
        if one.text.strip()
    )
    return TextLine(tidy, -max(top for _, _, _, top, _ in row), height)
