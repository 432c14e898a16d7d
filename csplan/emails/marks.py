"""This module reads the mark inside a file: whose it is, and of which content or workbook.

A workbook carries it in its document properties, a PDF in its keywords, as
`csplan subject: service SL, csplan content SHA-256: …`; a return says `csplan source SHA-256`, of
the workbook that it was made from.  It reads bytes, by itself, and so does not take the word of
the code that wrote them.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass

__all__ = ["Mark", "MarkUnreadable", "mark_of"]

_SUBJECT = "csplan subject"
_HASHES = ("csplan content SHA-256", "csplan source SHA-256")
_PROPERTY = re.compile(
    r'<property\b[^>]*?\bname="([^"]*)"[^>]*>\s*<vt:lpwstr>([^<]*)</vt:lpwstr>\s*</property>'
)
_CORE_SUBJECT = re.compile(r"<dc:subject>([^<]*)</dc:subject>")
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_KEYWORDS = re.compile(r"<pdf:Keywords>([^<]*)</pdf:Keywords>")
_MOST_PROPERTIES = 1 << 20


class MarkUnreadable(Exception):
    """A file carries no mark, or more than one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose file it is (`service SL`), and the SHA-256 of its content or of its workbook."""

    subject: str
    sha256: str


def mark_of(data: bytes, ending: str) -> Mark:
    """Return the mark inside a file.

    Raises: MarkUnreadable where there is none, or it contradicts itself.
    """
    if ending == "xlsx":
        return _mark_of_workbook(data)
    if ending == "pdf":
        return _mark_of_pdf(data)
    raise MarkUnreadable(f"a file of the kind {ending!r} carries no mark")


def _mark_of_workbook(data: bytes) -> Mark:
    """Return the mark of an .xlsx file; its two places must agree."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            custom, core = (_part(package, f"docProps/{name}.xml") for name in ("custom", "core"))
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, NotImplementedError) as error:
        raise MarkUnreadable("the workbook's properties cannot be read") from error
    found = [(html.unescape(name), html.unescape(text)) for name, text in _PROPERTY.findall(custom)]
    mark = Mark(_only(found, _SUBJECT), _only(found, *_HASHES))
    subjects = [html.unescape(text) for text in _CORE_SUBJECT.findall(core)]
    if subjects != [mark.subject]:
        raise MarkUnreadable("the workbook's properties contradict each other")
    return mark


def _part(package: zipfile.ZipFile, name: str) -> str:
    """Return a small part of a package as text.

    Raises: KeyError where it is missing, doubled or too large.
    """
    found = [info for info in package.infolist() if info.filename == name]
    if len(found) != 1 or found[0].file_size > _MOST_PROPERTIES:
        raise KeyError(name)
    return package.read(found[0]).decode()


def _mark_of_pdf(data: bytes) -> Mark:
    """Return the mark in the keywords of a PDF's metadata."""
    packets = _PACKET.findall(data)
    if not data.startswith(b"%PDF-") or len(packets) != 1:
        raise MarkUnreadable("the PDF's metadata cannot be read")
    keywords = _KEYWORDS.findall(packets[0].decode("utf-8", "replace"))
    if len(keywords) != 1:
        raise MarkUnreadable("the PDF has no keywords")
    pairs = (part.partition(":") for part in html.unescape(keywords[0]).split(","))
    found = [(name.strip(), text.strip()) for name, _, text in pairs]
    return Mark(_only(found, _SUBJECT), _only(found, *_HASHES))


def _only(found: list[tuple[str, str]], *names: str) -> str:
    """Return the one value of a name, or of any of several.

    Raises: MarkUnreadable where there is none, or more than one.
    """
    values = [text for one, text in found if one in names]
    if len(values) != 1 or not values[0]:
        raise MarkUnreadable(f'it does not say its "{names[0]}" once')
    return values[0]
