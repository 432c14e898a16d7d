"""Reads a workbook's own XML for the lint: sheets, cells, tables, names and every formula.

Knows nothing of what is right or wrong, nor of how csplan reads a workbook.
"""

from __future__ import annotations

import functools
import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TABLE_RELATIONSHIP = "/table"
_OF_EXTENSIONS = "{http://schemas.microsoft.com/office/excel/2006/main}f"
_BESIDE_CELLS = ("sheetProtection", "autoFilter", "mergeCell", "formula", "formula1", "formula2")
_LOOKED_AT = (*(f"{{*}}{name}" for name in ("c", "row", *_BESIDE_CELLS)), _OF_EXTENSIONS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One used cell: its type as written, its formula if it has one, its value if it has one."""

    at: str
    kind: str
    formula: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, with the formula that Excel puts into new rows."""

    name: str
    formula: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table as its part describes it."""

    part: str
    identifier: str
    name: str
    display_name: str
    ref: str
    filter_ref: str | None
    has_header: bool
    has_totals: bool
    stated_columns: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One formula of a conditional format, validation, sparkline or chart."""

    what: str
    formula: str


@dataclass(slots=True)
class Sheet:
    """One sheet with all that the lint looks at."""

    name: str
    protected: bool = False
    filter_ref: str | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    written_order: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DefinedName:
    """One defined name; `sheet` is None where it holds for the whole workbook."""

    name: str
    sheet: str | None
    formula: str


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as written."""

    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    calculation_chain: tuple[tuple[str, str], ...]
    strings: tuple[str, ...]


def book(path: Path) -> Book:
    """The workbook's parts; only to be read, for the same file is parsed once for all who ask."""
    return book_of(path.read_bytes())


@functools.lru_cache(maxsize=4)
def book_of(content: bytes) -> Book:
    """The parts of a workbook of this content."""
    with ZipFile(io.BytesIO(content)) as package:
        workbook = _relationship(package, "", "/officeDocument")
        root = _root(package, workbook)
        targets = _relationships(package, workbook)
        strings = tuple(_strings(package))
        listed = [(_attribute(each, "name"), _link(each)) for each in root.iterfind(".//{*}sheet")]
        sheets = tuple(
            _sheet(package, name, targets[link][1], strings) for name, link in listed if link
        )
        titles = [name for name, _ in listed]
        names = tuple(_name(each, titles) for each in root.iterfind(".//{*}definedName"))
        ids = {
            _attribute(each, "sheetId"): _attribute(each, "name")
            for each in root.iterfind(".//{*}sheet")
        }
        return Book(sheets, names, tuple(_chain(package, ids)), strings)


def _sheet(package: ZipFile, name: str, part: str, strings: tuple[str, ...]) -> Sheet:
    """One sheet, read row by row so that a large one fits in memory."""
    sheet = Sheet(name)
    with package.open(part) as stream:
        for _, element in etree.iterparse(
            stream, events=("end",), tag=_LOOKED_AT, remove_comments=True, remove_pis=True
        ):
            local = element.tag.rpartition("}")[2]
            if local == "c":
                cell = _cell(element, strings)
                sheet.cells[cell.at] = cell
                sheet.written_order.append(cell.at)
            elif local == "row":
                element.clear()
            else:
                _note(sheet, local, element)
    for kind, target in _relationships(package, part).values():
        if kind.endswith(_TABLE_RELATIONSHIP):
            sheet.tables.append(_table(target, _root(package, target)))
        elif kind.endswith("/drawing"):
            sheet.rules.extend(_charts(package, target))
    return sheet


def _note(sheet: Sheet, local: str, element: etree._Element) -> None:
    """Remember what an element outside the rows says about its sheet."""
    if local == "sheetProtection":
        sheet.protected = element.get("sheet") in {"1", "true"}
    elif local == "autoFilter":
        sheet.filter_ref = element.get("ref")
    elif local == "mergeCell":
        sheet.merged.append(_attribute(element, "ref"))
    elif local in {"formula", "formula1", "formula2"} and element.text:
        parent = element.getparent()
        owner = "validation" if parent is not None and "alidation" in parent.tag else "format"
        sheet.rules.append(Rule(owner, element.text))
    elif local == "f" and element.text:
        sheet.rules.append(Rule("extension", element.text))


def _cell(element: etree._Element, strings: tuple[str, ...]) -> Cell:
    """One cell; a shared or inline string is given as its text."""
    kind = element.get("t", "n")
    formula = value = None
    for child in element:
        local = child.tag.rpartition("}")[2]
        if local == "f":
            formula = child.text or ""
        elif local == "v":
            value = child.text or ""
    if kind == "s" and value is not None and int(value) < len(strings):
        value = strings[int(value)]
    if kind == "inlineStr":
        value = _text(element.find("{*}is"))
    return Cell(
        at=_attribute(element, "r"),
        kind=kind,
        formula=formula,
        value=value,
    )


def _table(part: str, root: etree._Element) -> Table:
    """One table."""
    filtered = root.find("{*}autoFilter")
    listed = root.find("{*}tableColumns")
    return Table(
        part=part,
        identifier=_attribute(root, "id"),
        name=root.get("name", ""),
        display_name=_attribute(root, "displayName"),
        ref=_attribute(root, "ref"),
        filter_ref=None if filtered is None else filtered.get("ref"),
        has_header=root.get("headerRowCount", "1") != "0",
        has_totals=root.get("totalsRowCount", "0") != "0",
        stated_columns=0 if listed is None else int(listed.get("count", "0")),
        columns=tuple(
            Column(
                name=_ESCAPED.sub(lambda code: chr(int(code[1], 16)), _attribute(each, "name")),
                formula=each.findtext("{*}calculatedColumnFormula"),
            )
            for each in root.iterfind("{*}tableColumns/{*}tableColumn")
        ),
    )


def _charts(package: ZipFile, drawing: str) -> Iterator[Rule]:
    """The formulas of the charts on a drawing."""
    for kind, target in _relationships(package, drawing).values():
        if kind.endswith("/chart"):
            for each in _root(package, target).iterfind(".//{*}f"):
                yield Rule("chart", each.text or "")


def _name(element: etree._Element, titles: list[str]) -> DefinedName:
    """One defined name."""
    sheet = element.get("localSheetId")
    return DefinedName(
        name=_attribute(element, "name"),
        sheet=None if sheet is None else titles[int(sheet)],
        formula=element.text or "",
    )


def _strings(package: ZipFile) -> Iterator[str]:
    """The shared strings."""
    if "xl/sharedStrings.xml" in package.namelist():
        for each in _root(package, "xl/sharedStrings.xml").iterfind("{*}si"):
            yield _text(each)


def _text(element: etree._Element | None) -> str:
    """The text of a string item, its phonetic hints left out."""
    if element is None:
        return ""
    pieces = [*element.iterfind("{*}t"), *element.iterfind("{*}r/{*}t")]
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(p.text or "" for p in pieces))


def _chain(package: ZipFile, sheets: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Sheet and cell of each entry of the calculation chain."""
    if "xl/calcChain.xml" in package.namelist():
        sheet = ""
        for each in _root(package, "xl/calcChain.xml").iterfind("{*}c"):
            sheet = each.get("i", sheet)
            yield sheets.get(sheet, f"sheet number {sheet}"), _attribute(each, "r")


def _relationships(package: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target of each relationship of a part, by identifier; external ones left out."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in package.namelist():
        return {}
    return {
        _attribute(each, "Id"): (
            _attribute(each, "Type"),
            posixpath.normpath(posixpath.join("/", folder, _attribute(each, "Target")))[1:],
        )
        for each in _root(package, listing)
        if each.get("TargetMode") != "External"
    }


def _relationship(package: ZipFile, part: str, kind: str) -> str:
    """The target of a part's only relationship of a kind."""
    (target,) = {to for of, to in _relationships(package, part).values() if of.endswith(kind)}
    return target


def _link(element: etree._Element) -> str | None:
    """The relationship that an element refers to."""
    for name, value in element.attrib.items():
        if str(name).endswith("}id"):
            return str(value)
    return None


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute that must be there."""
    return str(element.attrib[name])


def _root(package: ZipFile, part: str) -> etree._Element:
    """The root element of a part."""
    return etree.fromstring(package.read(part))
