"""What a file really is, whatever its name says, and how to get a workbook out of it."""

from __future__ import annotations

import re

from csplan.terms.errors import WorkbookError
from csplan.terms.patterns import late_pattern
from csplan.terms.refusals import Refusal

__all__ = ["check_file_kind", "check_parts_kind"]

_SAVE_AS = "Open it in Excel and save it as an Excel Workbook (.xlsx)."
_EARLIER = "Take an earlier version from its version history or backup."
_OWNER_SIZES = (162, 165)
_LONGEST_OWNER = 54
_HTML = late_pattern(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_FOREIGN_PARTS = (
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file (.ods)"),
)


def check_file_kind(data: bytes, *, name: str) -> None:
    """Let only a zip file pass, and say of every other what it is and what to do.

    Raises: WorkbookError, its code naming the kind.
    """
    if data.startswith(b"PK\3\4"):
        return
    if not data:
        raise WorkbookError(
            Refusal.NOT_DOWNLOADED,
            f"{name} is empty: it was not downloaded, or a save failed.  Right-click it and choose "
            f"“Always keep on this device”, or take an earlier version.",
        )
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _compound(data, name)
    if not data.strip(b"\0"):
        raise WorkbookError(
            Refusal.DAMAGED, f"{name} holds nothing but zeros, as after a power cut.  {_EARLIER}"
        )
    code, kind = _plain_kind(data, name)
    raise WorkbookError(code, f"{name} is {kind}, not an Excel workbook.  {_SAVE_AS}")


def _compound(data: bytes, name: str) -> WorkbookError:
    """Return the refusal of a file in the older container, which also wraps what is encrypted."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return WorkbookError(
            Refusal.PASSWORD_PROTECTED,
            f"{name} is protected by a password.  In Excel choose File > Info > Protect Workbook > "
            f"Encrypt with Password, clear the password, and save.",
        )
    for stream in ("Workbook", "Book"):
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return WorkbookError(
                Refusal.OLD_EXCEL_FORMAT,
                f"{name} is an Excel 97–2003 workbook (.xls).  {_SAVE_AS}",
            )
    return WorkbookError(
        Refusal.NOT_A_WORKBOOK, f"{name} is an old Office file, not an Excel workbook.  {_SAVE_AS}"
    )


def _plain_kind(data: bytes, name: str) -> tuple[Refusal, str]:  # noqa: PLR0911  (one line a kind)
    """Return the code and the plain name of a file that is not a container."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    text = head.replace(b"\0", b"")
    if name.startswith("~$") or (len(data) in _OWNER_SIZES and 0 < data[0] <= _LONGEST_OWNER):
        return Refusal.OWNER_FILE, "the note that Excel keeps while a workbook is open"
    if head.startswith(b"version https://git-lfs"):
        return Refusal.NOT_DOWNLOADED, "a pointer to a file that was not downloaded"
    if head.startswith(b"%PDF"):
        return Refusal.NOT_A_WORKBOOK, "a PDF"
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return Refusal.OLD_EXCEL_FORMAT, "a workbook of a very old Excel (.xls)"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text or b"Excel.Sheet" in text:
        return Refusal.OLD_EXCEL_FORMAT, "an XML Spreadsheet 2003"
    if _HTML.search(text):
        return Refusal.NOT_A_WORKBOOK, "a web page (HTML)"
    if text.startswith(b"<"):
        return Refusal.NOT_A_WORKBOOK, "an XML file"
    if head.startswith(b"PK"):
        return Refusal.DAMAGED, "an empty or split zip file"
    if not re.search(rb"[\x01-\x08\x0e-\x1f]", text):
        return Refusal.NOT_A_WORKBOOK, "a text or CSV file"
    return Refusal.NOT_A_WORKBOOK, "a file of another kind"


def check_parts_kind(parts: frozenset[str], *, name: str) -> None:
    """Let only a zip file that is an Excel workbook pass; `parts` are its names in small letters.

    Raises: WorkbookError for another program's file, or a workbook without its list of parts.
    """
    if "[content_types].xml" in parts and "xl/workbook.bin" not in parts:
        for part, kind in _FOREIGN_PARTS[1:3]:
            if part in parts:
                raise WorkbookError(
                    Refusal.NOT_A_WORKBOOK, f"{name} is {kind}, not an Excel workbook.  {_SAVE_AS}"
                )
        return
    for part, kind in _FOREIGN_PARTS:
        if part in parts:
            raise WorkbookError(Refusal.NOT_A_WORKBOOK, f"{name} is {kind}.  {_SAVE_AS}")
    if any(part.startswith("xl/") for part in parts):
        raise WorkbookError(
            Refusal.DAMAGED,
            f"{name} is damaged: its part [Content_Types].xml is missing.  {_EARLIER}",
        )
    raise WorkbookError(
        Refusal.NOT_A_WORKBOOK, f"{name} is a zip file, but holds no Excel workbook.  {_SAVE_AS}"
    )
