"""Puts cells and elements into a sheet's XML where Excel would put them."""

from __future__ import annotations

import re

from lxml import etree

from tests.lossless.parts import MAIN, RELATIONS, Parts

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_ORDER = re.findall(
    r"\w+",
    "sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState "
    "dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks "
    "colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    "legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst",
)


def tag(name: str) -> str:
    """The name of an element of a workbook's main parts."""
    return f"{{{MAIN}}}{name}"


def put_element(host: Parts, part: str, xml: str) -> None:
    """Put an element into a sheet where the schema wants it; extensions join those there."""
    tree = host.tree(part)
    new = etree.fromstring(
        f'<wrap xmlns="{MAIN}" xmlns:r="{RELATIONS}" xmlns:x14="{_X14}" xmlns:xm="{_XM}">{xml}</wrap>'
    )[0]
    name = etree.QName(new).localname
    existing = tree.find(tag(name))
    if existing is not None and name in {"extLst", "hyperlinks", "mergeCells"}:
        existing.extend(list(new))
    else:
        later = {tag(one) for one in _ORDER[_ORDER.index(name) + 1 :]}
        at = next((n for n, one in enumerate(tree) if one.tag in later), len(tree))
        tree.insert(at, new)
    host.put(part, tree)


def put_cell(host: Parts, part: str, at: str, xml: str) -> None:
    """Put a cell into a sheet, in its row and in order; `xml` is all of it."""
    tree = host.tree(part)
    data = tree.find(tag("sheetData"))
    assert data is not None
    number = int(re.sub(r"\D", "", at))
    row = next((one for one in data if int(one.get("r", "0")) == number), None)
    if row is None:
        row = etree.Element(tag("row"), r=str(number))
        after = [n for n, one in enumerate(data) if int(one.get("r", "0")) > number]
        data.insert(after[0] if after else len(data), row)
    if "spans" in row.attrib:
        del row.attrib["spans"]
    cell = etree.fromstring(f'<wrap xmlns="{MAIN}">{xml}</wrap>')[0]
    key = _order(at)
    for n, one in enumerate(row):
        if one.get("r") == at:
            row.remove(one)
            row.insert(n, cell)
            break
        if _order(one.get("r", "")) > key:
            row.insert(n, cell)
            break
    else:
        row.append(cell)
    host.put(part, tree)


def _order(at: str) -> tuple[int, str]:
    letters = re.sub(r"\d", "", at)
    return len(letters), letters


def column_letters(number: int) -> str:
    """The letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
