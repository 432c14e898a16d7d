"""This module has LibreOffice write a copy's workbook as OpenDocument, where it is installed.

What LibreOffice adds of itself (its name, the clock, a picture of the first page, how windows
stood) is taken out again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from csplan.xlsx.finishing import repack

if TYPE_CHECKING:
    from csplan.publication.about import About

__all__ = ["libreoffice", "opendocument_of"]

_SECONDS = 120
_KEPT = ("mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
_OTHERS = re.compile(
    rb'\s*<manifest:file-entry [^>]*manifest:full-path="(?!/"|content\.xml"|styles\.xml"|'
    rb'meta\.xml")[^"]*"[^>]*/>'
)
_PAGES = re.compile(rb"(<office:master-styles>)(.*)(</office:master-styles>)", re.DOTALL)
_PAGE = re.compile(rb"<style:master-page (?:[^>]*/>|.*?</style:master-page>)", re.DOTALL)
_CLOCK = re.compile(rb"<text:(?:date|time)\b[^>]*>.*?</text:(?:date|time)>", re.DOTALL)
_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3">'
    "<office:meta><dc:title>{title}</dc:title><meta:initial-creator>{author}"
    "</meta:initial-creator><dc:creator>{author}</dc:creator><dc:date>{date}T00:00:00</dc:date>"
    "<dc:language>en-GB</dc:language></office:meta></office:document-meta>"
)


def libreoffice() -> str | None:
    """Return the program, if it is installed."""
    usual = [
        Path(os.environ.get(name, "")) / "LibreOffice" / "program" / "soffice.exe"
        for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if os.environ.get(name)
    ]
    mac = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((str(one) for one in (*usual, mac) if one.is_file()), None)


def opendocument_of(workbook: bytes, about: About, program: str) -> bytes | None:
    """Return a workbook as .ods; None where LibreOffice does not manage it."""
    with tempfile.TemporaryDirectory(prefix="csplan-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "copy.xlsx").write_bytes(workbook)
        settings = (place / "settings").as_uri()
        words = [program, f"-env:UserInstallation={settings}", "--headless", "--norestore"]
        words += ["--convert-to", "ods", "--outdir", folder, str(place / "copy.xlsx")]
        try:
            subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            return None
        made = place / "copy.ods"
        if not made.is_file():
            return None
        return repack(made.read_bytes(), lambda name, part: _cleaned(name, part, about))


def _cleaned(name: str, part: bytes, about: About) -> bytes | None:
    """Return a part without what LibreOffice says of itself; None for one that is not needed."""
    if name not in _KEPT:
        return None
    if name == "meta.xml":
        says = {"title": about.title, "author": about.author, "date": about.date.isoformat()}
        return _META.format(**{key: escape(text) for key, text in says.items()}).encode()
    if name == "styles.xml":  # LibreOffice lists pages as they lie in its memory
        return _PAGES.sub(_in_order, _CLOCK.sub(b"", part))
    return _OTHERS.sub(b"", part) if name == "META-INF/manifest.xml" else part


def _in_order(found: re.Match[bytes]) -> bytes:
    """Return the kinds of page in the order of their names."""
    return found[1] + b"".join(sorted(_PAGE.findall(found[2]))) + found[3]
