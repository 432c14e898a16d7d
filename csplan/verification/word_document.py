"""This module reads a Word document: its paragraphs and tables in order, headers and footers last.

What was deleted while changes are tracked is not read; what was inserted is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from csplan.verification.document import (
    Document,
    DocumentBlock,
    Grid,
    Heading,
    Paragraph,
    rows_of_headings,
)

__all__ = ["document_in"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|title|caption|subtitle)\s*(\d?)", re.IGNORECASE)
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "txbxContent")}


def document_in(data: bytes, name: str) -> Document:
    """Return what a Word document holds."""
    import docx

    whole = docx.Document(BytesIO(data))
    styles = {one.style_id: one.name or "" for one in whole.styles if hasattr(one, "style_id")}
    reader = _Reader(styles)
    blocks = list(reader.blocks(whole.element.body))
    blocks += [block for part in _margins(whole) for block in reader.blocks(part)]
    title = whole.core_properties.title or ""
    return Document(name, tuple(blocks), title)


def _margins(whole: Any) -> Iterator[Any]:  # noqa: ANN401  (python-docx has no types for it)
    """Yield the headers and footers that differ, and the footnotes."""
    seen: set[str] = set()
    for part in whole.part.package.iter_parts():
        if re.search(r"/(?:header|footer|footnotes|endnotes)\d*\.xml$", str(part.partname)):
            from lxml import etree

            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
            text = "".join(map(str, root.itertext()))
            if text.strip() and text not in seen:
                seen.add(text)
                yield root


class _Reader:
    """Blocks in the order of the body, counted as a reader counts them."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.paragraphs = 0
        self.tables = 0

    def blocks(self, body: Any) -> Iterator[DocumentBlock]:  # noqa: ANN401  (an element)
        """Yield what an element holds, one block after the other."""
        for element in body:
            if element.tag == f"{_W}p":
                yield from self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self.table(element)
            elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
                yield from self.blocks(element)

    def paragraph(self, element: Any) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield a paragraph, or the heading that its style makes it."""
        text = text_of(element)
        if text.strip():
            self.paragraphs += 1
            place = f"paragraph {self.paragraphs}"
            style = element.find(f"{_W}pPr/{_W}pStyle")
            named = self.styles.get(style.get(f"{_W}val"), "") if style is not None else ""
            found = _HEADING.match(named)
            if found:
                level = int(found[1] or (1 if named.lower() == "title" else 5))
                yield Heading(text, place, level)
            else:
                yield Paragraph(text, place)
        for box in element.iter(f"{_W}txbxContent"):
            if not any(one.tag == _FALLBACK for one in box.iterancestors()):
                yield from self.blocks(box)

    def table(self, element: Any) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield a table as a grid."""
        self.tables += 1
        rows: list[tuple[str, ...]] = []
        for row in element.findall(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.iter(f"{_W}tc"):
                if next(cell.iterancestors(f"{_W}tr")) is not row:
                    continue
                lines = [text_of(one) for one in cell.iter(f"{_W}p")]
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                wide = int(span.get(f"{_W}val")) if span is not None else 1
                cells += [" \n".join(filter(None, lines))] + [""] * (wide - 1)
            rows.append(tuple(cells))
        if any(map(any, rows)):
            heads = len(element.findall(f"{_W}tr/{_W}trPr/{_W}tblHeader"))
            yield Grid(
                tuple(rows), f"table {self.tables}", headings=heads or rows_of_headings(rows)
            )


def text_of(element: Any) -> str:  # noqa: ANN401
    """Return a paragraph's text as it stands once all changes are accepted."""
    parts: list[str] = []
    _gather(element, parts)
    return "".join(parts)


def _gather(element: Any, parts: list[str]) -> None:  # noqa: ANN401
    for one in element:
        if one.tag == f"{_W}t":
            parts.append(one.text or "")
        elif one.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append("  " if one.tag == f"{_W}tab" else " \n")
        elif one.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif one.tag not in _LEFT_OUT and one.tag != f"{_W}pPr" and isinstance(one.tag, str):
            _gather(one, parts)
