"""This module reads a finished document of any kind: which reader takes it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.verification.document import Document, DocumentBlock

__all__ = ["KINDS", "read"]

_READERS = {
    ".docx": ("word_document", "docx", "python-docx"),
    ".pdf": ("pdf_pages", "pypdfium2", "csplan[verify]"),
    ".html": ("web_page", "lxml", "lxml"),
    ".htm": ("web_page", "lxml", "lxml"),
    ".eml": ("letter", "email", ""),
    ".txt": ("plain_text", "re", ""),
    ".md": ("plain_text", "re", ""),
    ".xlsx": ("spreadsheet", "openpyxl", "openpyxl"),
    ".xlsm": ("spreadsheet", "openpyxl", "openpyxl"),
    ".pptx": ("slides", "pptx", "csplan[verify]"),
}
"""A reader for each kind of document: its module here, and the library that it needs."""
KINDS = tuple(sorted(_READERS))
_MOST_BYTES = 100_000_000


def read(data: bytes, name: str) -> Document:
    """Return what a document holds.

    Raises: WorkbookError where its kind is unknown, it is damaged or holds no text.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in _READERS:
        raise _refused(
            f"{name} is of a kind that csplan cannot read.  It reads {', '.join(KINDS)}: save the "
            "document as one of these, and run this again."
        )
    if len(data) > _MOST_BYTES:
        raise _refused(f"{name} is larger than {_MOST_BYTES // 1_000_000} MB.")
    module, library, installed_as = _READERS[suffix]
    if find_spec(library) is None:
        raise _refused(
            f"To read {suffix} files csplan needs another library.  Run:  "
            f'python -m pip install "{installed_as}"'
        )
    reader: Callable[[bytes, str], Document] = import_module(
        f"csplan.verification.{module}"
    ).document_in
    try:
        document = reader(data, name)
    except WorkbookError:
        raise
    except Exception as reason:
        raise _refused(
            f"{name} cannot be read: it is damaged, protected by a password, or not a {suffix} "
            f"file ({type(reason).__name__}).  Open it, save it again, and run this again."
        ) from reason
    if not any(map(_has_text, document.blocks)):
        raise _refused(
            f"{name} holds no text that can be read; it may be a scan.  Ask for the document that "
            "it was made from."
        )
    return document


def _has_text(block: DocumentBlock) -> bool:
    held: Any = getattr(block, "rows", None)
    return bool(held) if held is not None else bool(getattr(block, "text", "").strip())


def _refused(message: str) -> WorkbookError:
    return WorkbookError(Refusal.DOCUMENT_NOT_READ, message)
