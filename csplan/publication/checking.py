"""This module goes through a copy that was made, file by file, and says what holds: pass or fail.

It reads the files as a reader would, and knows how they should be; not how they were made.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from csplan.publication.tables import SYMBOLS, Symbol

if TYPE_CHECKING:
    from csplan.publication.about import About

__all__ = ["Checked", "Inside", "checklist"]

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PATH = re.compile(r"[A-Za-z]:\\\\?\w|file://|/home/|/Users/|\\\\\\\\\w")
_MARK = re.compile(r"OFFICIAL(?:-SENSITIVE)?\b")
_OTHER_PARTS = re.compile(
    r"comments|drawing|media|externalLink|customXml|vba|printerSettings|custom\.xml|calcChain"
)
_SHEET_MARKS = {
    "mergeCell": "merged cells",
    "headerFooter": "headers or footers",
    "<f>": "formulas",
    'hidden="1"': "hidden rows, columns or sheets",
    "<pane ": "frozen panes",
    "<autoFilter": "filters",
    "<picture": "a background picture",
    "conditionalFormatting": "colours that depend on figures",
}
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the checklist: what should hold, and what was found against it."""

    what: str
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found against it."""
        return not self.wrong

    def __str__(self) -> str:
        """Return the line as it is printed."""
        if self.passed:
            return f"pass  {self.what}"
        more = len(self.wrong) - _MOST_NAMED
        found = "; ".join(self.wrong[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
        return f"FAIL  {self.what}: {found}"


@dataclass(frozen=True, slots=True)
class Inside:
    """What must be found in no file: names of people, addresses, the workbook's name and hash."""

    words: Sequence[str] = ()
    contact: str = ""


def checklist(
    files: Mapping[str, bytes], about: About, kept: Sequence[tuple[str, str]], inside: Inside
) -> tuple[Checked, ...]:
    """Go through the files of a copy; `kept` are the refs and headings of figures kept back."""
    found: list[Checked] = []
    texts = {name: _text(name, data) for name, data in files.items()}
    for name, data in files.items():
        if name.endswith(".xlsx"):
            found += _workbook(data, about)
        elif name.endswith(".ods"):
            found += _opendocument(data, about)
    found += _data_files({n: d for n, d in files.items() if n.endswith(".csv")}, kept)
    found.append(_pages({n: t for n, t in texts.items() if n.endswith(".html")}))
    found.append(_nothing_inside(texts, inside))
    return tuple(found)


def _text(name: str, data: bytes) -> str:
    """Return all that a file says, parts of a package one after another."""
    if name.endswith((".xlsx", ".ods")):
        with ZipFile(io.BytesIO(data)) as package:
            return "\n".join(
                package.read(one).decode("utf-8", "replace") for one in package.namelist()
            )
    return data.decode("utf-8", "replace")


def _workbook(data: bytes, about: About) -> Iterator[Checked]:
    """Check the workbook by the checklist for publication."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    with ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    sheets = {n: t for n, t in parts.items() if n.startswith("xl/worksheets/sheet")}
    tabled = [one for one in book.worksheets if one.title != "Cover"]
    yield Checked("Workbook: a cover, contents and notes come first", _first_tabs(book))
    yield Checked("Workbook: one real table a sheet, named after what it holds", _tables(tabled))
    yield Checked(
        "Workbook: each table begins at the left edge, and nothing is below or beside it",
        tuple(one.title for one in tabled if not _alone(one)),
    )
    yield Checked("Workbook: one heading row, every heading once", _headings(tabled))
    yield Checked("Workbook: no empty cell inside a table", _empty(tabled))
    yield Checked(
        "Workbook: the title of each sheet is in A1, with a heading style",
        tuple(one.title for one in book.worksheets if one["A1"].style != "Heading 1"),
    )
    yield Checked(
        "Workbook: nothing merged, hidden, frozen, filtered or calculated; no headers, footers or "
        "pictures",
        tuple(
            f"{found} in {name}"
            for name, text in {**sheets, "xl/workbook.xml": parts["xl/workbook.xml"]}.items()
            for mark, found in _SHEET_MARKS.items()
            if mark in text
        )
        + tuple(name for name in parts if _OTHER_PARTS.search(name)),
    )
    yield Checked("Workbook: symbols stand in brackets, and the notes explain them", _symbols(book))
    yield Checked(
        "Workbook: properties are title, author, language and date, and no others",
        _properties(parts["docProps/core.xml"], about),
    )
    yield Checked(
        "Workbook: opens on the cover, at A1",
        ()
        if book.active is book.worksheets[0] and _at_a1(book.worksheets[0])
        else ("it does not",),
    )


def _first_tabs(book: Any) -> tuple[str, ...]:  # noqa: ANN401  (openpyxl's own)
    expected, tabs = ["Cover", "Contents", "Notes"], book.sheetnames
    return () if tabs[:3] == expected else (", ".join(tabs[:3]),)


def _tables(sheets: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        one.title
        for one in sheets
        if len(one.tables) != 1 or next(iter(one.tables)).lower() != one.title.lower()
    )


def _alone(sheet: Any) -> bool:  # noqa: ANN401
    """Say whether a sheet's table stands at the left edge, and last."""
    for table in sheet.tables.values():
        first, _, last = table.ref.partition(":")
        row = int(re.sub(r"\D", "", last))
        width = sheet[table.ref][0][-1].column
        return bool(first[0] == "A" and sheet.max_row == row and sheet.max_column == width)
    return False


def _headings(sheets: Sequence[Any]) -> tuple[str, ...]:
    found = []
    for sheet in sheets:
        for table in sheet.tables.values():
            texts = [str(cell.value or "").strip() for cell in sheet[table.ref][0]]
            if "" in texts or len({text.lower() for text in texts}) != len(texts):
                found.append(sheet.title)
    return tuple(found)


def _empty(sheets: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        f"{sheet.title}!{cell.coordinate}"
        for sheet in sheets
        for table in sheet.tables.values()
        for row in sheet[table.ref]
        for cell in row
        if cell.value is None or not str(cell.value).strip()
    )


def _symbols(book: Any) -> tuple[str, ...]:  # noqa: ANN401
    notes = " ".join(str(cell.value) for row in book["Notes"].iter_rows() for cell in row)
    missing = [f"[{symbol}] is not explained" for symbol in SYMBOLS if f"[{symbol}]" not in notes]
    lone = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and re.fullmatch(r"\W+|[cxz]", cell.value.strip())
    ]
    return (*missing, *lone)


def _properties(core: str, about: About) -> tuple[str, ...]:
    """Return the properties that should not be there, or should say something else."""
    said = re.findall(r"<(?:\w+:)?(\w+)(?: [^>]*)?>([^<]+)</", core)
    usual = {"title": about.title, "creator": about.author, "lastModifiedBy": about.author}
    usual |= {"language": "en-GB"}
    wrong = [
        f"{name} {text}"
        for name, text in said
        if _plain(text) != usual.get(name, _plain(text))
        or name not in {*usual, "created", "modified"}
    ]
    day = about.date.isoformat()
    wrong += [text for name, text in said if name in ("created", "modified") and day not in text]
    names = [name for name, _ in said]
    return (*wrong, *(f"no {one}" for one in ("title", "creator", "language") if one not in names))


def _plain(text: str) -> str:
    """Return text without the marks of XML."""
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(mark, sign)
    return text


def _at_a1(sheet: Any) -> bool:  # noqa: ANN401
    return all(one.activeCell in (None, "A1") for one in sheet.sheet_view.selection)


def _opendocument(data: bytes, about: About) -> Iterator[Checked]:
    """Check what LibreOffice made of the workbook."""
    with ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        meta = package.read("meta.xml").decode()
    said = re.findall(r"<(?:dc|meta):([\w-]+)>", meta)
    usual = {"title", "creator", "initial-creator", "date", "language"}
    yield Checked(
        "OpenDocument: holds the tables and no settings, pictures or traces of its maker",
        tuple(
            one for one in names if "ettings" in one or "humbnail" in one or "onfiguration" in one
        )
        + tuple(one for one in said if one not in usual)
        + (() if about.date.isoformat() in meta else ("its date",)),
    )


def _data_files(files: Mapping[str, bytes], kept: Sequence[tuple[str, str]]) -> Iterator[Checked]:
    """Check the data files: regular, explained, and c wherever a figure is kept back."""
    if not files:
        return
    read = {
        name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        for name, data in files.items()
    }
    yield Checked(
        "Data files: one heading row, every row as long as it, no empty cell",
        tuple(
            name
            for name, rows in read.items()
            if any(len(row) != len(rows[0]) or not all(map(str.strip, row)) for row in rows)
        ),
    )
    dictionary = next((rows for name, rows in read.items() if "dictionary" in name), [])
    told = {row[1] for row in dictionary}
    others = {name: rows for name, rows in read.items() if "dictionary" not in name}
    yield Checked(
        "Data files: the data dictionary explains every column",
        tuple(f"{h} of {n}" for n, rows in others.items() for h in rows[0] if h not in told),
    )
    yield Checked(
        "Data files: every figure that is kept back is c",
        tuple(_not_kept(others, kept)),
    )


def _not_kept(
    files: Mapping[str, list[list[str]]], kept: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """Yield the figures that should have been kept back and are not."""
    none: list[list[str]] = [[]]
    rows = next((rows for name, rows in files.items() if "indicators" in name), none)
    at = {heading: number for number, heading in enumerate(rows[0])}
    by_ref = {row[0]: row for row in rows[1:]}
    for ref, heading in kept:
        if heading not in at or by_ref.get(ref, [])[at[heading]] != Symbol.KEPT:
            yield f"{ref} {heading}"


def _pages(texts: Mapping[str, str]) -> Checked:
    """Check the pages: a language and a title, nothing fetched, no protective marking."""
    wrong = [
        f"{what} in {name}"
        for name, text in texts.items()
        for what, is_wrong in {
            "no language": '<html lang="en-GB"' not in text,
            "no title": "<title>" not in text,
            "something fetched": bool(re.search(r'(?:src|href)="https?:', text)),
            "a protective marking": bool(_MARK.search(text)),
            "a mark of csplan": "csplan-" in text,
        }.items()
        if is_wrong
    ]
    return Checked(
        "Pages: a language and a title, nothing fetched, no marking or mark of csplan", tuple(wrong)
    )


def _nothing_inside(texts: Mapping[str, str], inside: Inside) -> Checked:
    """Check that no file says who, where or from what: names, addresses, paths, hashes."""
    wrong = []
    for name, text in texts.items():
        wrong += [f"{word} in {name}" for word in inside.words if word and word in text]
        if _PATH.search(text) and not name.endswith(".pdf"):
            wrong.append(f"a path in {name}")
        wrong += [
            f"{one} in {name}"
            for one in set(_ADDRESS.findall(text))
            if not name.endswith(".pdf") and one not in inside.contact
        ]
    return Checked(
        "All files: no names of those who answer, e-mail addresses, paths or names of files",
        tuple(dict.fromkeys(wrong)),
    )
