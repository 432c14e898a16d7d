"""This module reads a plain text: paragraphs by blank lines, tables by what stands apart."""

from __future__ import annotations

import re

from csplan.verification.document import Document, DocumentBlock
from csplan.verification.layout import Piece, TextLine, blocks_of

__all__ = ["document_in", "text_in"]

_PIECE = re.compile(r"[^\s|]+(?:[ ][^\s|]+)*")
_SPACES = re.compile("[\u00a0\u202f\u2007\u2009]")
_RULE = re.compile(r"[\s|+=_-]*\Z")


def document_in(data: bytes, name: str) -> Document:
    """Return what a plain text holds; a form feed begins a page."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return text_in(data.decode(encoding), name)
        except UnicodeDecodeError:
            continue
    return text_in(data.decode("cp1252", "replace"), name)


def text_in(text: str, name: str) -> Document:
    """Return what a plain text holds, given as text."""
    pages = _SPACES.sub(" ", text.expandtabs(8)).split("\f")
    blocks: list[DocumentBlock] = []
    for number, page in enumerate(pages, 1):
        lines = [
            TextLine(tuple(Piece(one.start(), one.end(), one[0]) for one in pieces), down)
            for down, line in enumerate(page.splitlines(), 1)
            if not _RULE.match(line) and (pieces := list(_PIECE.finditer(line)))
        ]
        blocks += blocks_of(lines, f"page {number}" if len(pages) > 1 else "the text", wraps=False)
    return Document(name, tuple(blocks))
