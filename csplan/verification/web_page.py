"""This module reads a web page: headings, paragraphs and tables as a reader sees them.

Nothing is fetched; scripts, styles and pictures are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from csplan.verification.document import (
    Document,
    DocumentBlock,
    Grid,
    Heading,
    Paragraph,
    rows_of_headings,
)

__all__ = ["document_in", "page_in"]

_UNREAD = {"script", "style", "template", "noscript", "svg", "head", "nav", "button", "select"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main"),
    *("ol", "p", "pre", "section", "summary", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6"),
}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def document_in(data: bytes, name: str) -> Document:
    """Return what a web page holds."""
    return page_in(data.decode(_encoding(data), "replace"), name)


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    said = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _known(said[1].decode("ascii") if said else "")
    return "utf-8-sig"


def _known(encoding: str) -> str:
    import codecs

    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"


def page_in(text: str, name: str) -> Document:
    """Return what a web page holds, given as text."""
    from lxml import html

    if not text.strip():
        return Document(name, ())
    root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    reader = _Reader()
    blocks = tuple(reader.blocks(root))
    found = root.find(".//title")
    title = text_of(found) if found is not None else ""
    return Document(name, blocks, title)


def _is_unread(element: Any) -> bool:  # noqa: ANN401  (an element)
    return (
        not isinstance(element.tag, str)
        or element.tag in _UNREAD
        or element.get("hidden") is not None
        or "display:none" in (element.get("style") or "").replace(" ", "")
    )


class _Reader:
    """Blocks in the order of the page."""

    def __init__(self) -> None:
        self.paragraphs = 0
        self.tables = 0

    def blocks(self, element: Any) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield what an element holds, one block after the other."""
        loose = [element.text or ""]
        for child in element:
            if _is_unread(child):
                loose.append(child.tail or "")
            elif child.tag in _BLOCKS or any(one.tag in _BLOCKS for one in child.iter()):
                yield from self.paragraph(loose)
                loose = []
                if child.tag == "table":
                    yield from self.table(child)
                elif re.fullmatch(r"h[1-6]", child.tag):
                    text = text_of(child)
                    if text:
                        self.paragraphs += 1
                        yield Heading(text, f"paragraph {self.paragraphs}", int(child.tag[1]))
                else:
                    yield from self.blocks(child)
                loose.append(child.tail or "")
            elif child.tag == "br":
                loose.append(f" \n{child.tail or ''}")
            else:
                loose += [text_of(child, trim=False), child.tail or ""]
        yield from self.paragraph(loose)

    def paragraph(self, loose: list[str]) -> Iterator[DocumentBlock]:
        """Yield the paragraph that pieces of text make, if they hold any."""
        text = _SPACES.sub(" ", "".join(loose)).strip()
        if text:
            self.paragraphs += 1
            yield Paragraph(text, f"paragraph {self.paragraphs}")

    def table(self, element: Any) -> Iterator[DocumentBlock]:  # noqa: ANN401
        """Yield a table as a grid; its caption is a heading."""
        self.tables += 1
        rows: list[tuple[str, ...]] = []
        heads = 0
        below: dict[int, tuple[int, str]] = {}
        for row in element.iter("tr"):
            if next(row.iterancestors("table")) is not element:
                continue
            cells: list[str] = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while below.get(len(cells), (0, ""))[0]:
                    cells.append(_carried(below, len(cells)))
                text = "" if _is_unread(cell) else text_of(cell)
                wide, deep = _number(cell.get("colspan")), _number(cell.get("rowspan"))
                if deep > 1:
                    below[len(cells)] = (deep - 1, text)
                cells += [text] + [""] * (wide - 1)
            rows.append(tuple(cells))
            in_head = any(one.tag == "thead" for one in row.iterancestors())
            all_heads = bool(len(row)) and all(cell.tag == "th" for cell in row)
            heads += len(rows) == heads + 1 and (in_head or all_heads)
        caption = element.find("caption")
        said = text_of(caption) if caption is not None else ""
        if said:
            yield Heading(said, f"table {self.tables}, caption", 5)
        if any(map(any, rows)):
            yield Grid(
                tuple(rows), f"table {self.tables}", headings=heads or rows_of_headings(rows)
            )


def _carried(below: dict[int, tuple[int, str]], column: int) -> str:
    """Return the text of a cell that reaches down from an earlier row."""
    left, text = below[column]
    below[column] = (left - 1, text)
    return text


def _number(said: str | None) -> int:
    return min(max(int(said), 1), 100) if said and said.isdigit() else 1


def text_of(element: Any, *, trim: bool = True) -> str:  # noqa: ANN401
    """Return the text of an element, blocks within it apart."""
    parts: list[str] = []
    _gather(element, parts)
    text = _SPACES.sub(" ", "".join(parts))
    return text.strip() if trim else text


def _gather(element: Any, parts: list[str]) -> None:  # noqa: ANN401
    parts.append(element.text or "")
    for child in element:
        if not _is_unread(child):
            apart = child.tag in _BLOCKS or child.tag in ("td", "th", "br")
            parts.append(" " if apart else "")
            _gather(child, parts)
            parts.append(" " if apart else "")
        parts.append(child.tail or "")
