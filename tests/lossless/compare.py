"""Says what an update changed that was not csplan's to change: part by part, cell by cell.

Which cells are csplan's is told here from the sheets' declarations and the file's own tables,
with lxml, and not by the code that is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

from csplan.sheets import HISTORY, SHEETS
from csplan.sheets.column import Kind
from csplan.sheets.sheet import Owner, Shape
from tests.lossless.parts import MAIN, WORKBOOK, Parts

_CHAIN = "xl/calcChain.xml"
_LISTS = {WORKBOOK.replace("xl/", "xl/_rels/") + ".rels", "[Content_Types].xml"}
_LABEL = re.compile(r"^'?(.+?)'?!\$?([A-Z]+)\$?([0-9]+)$")


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def own_cells(parts: Parts) -> dict[str, set[str]]:
    """The cells that are csplan's, by the sheet's part."""
    owned: dict[str, set[str]] = {}
    by_name = {sheet.name.casefold(): sheet for sheet in SHEETS if sheet.shape is Shape.TABLE}
    for part in parts.sheets().values():
        for table_part in parts.tables(part):
            table = parts.tree(table_part)
            sheet = by_name.get(table.get("displayName", "").casefold())
            if sheet is not None:
                left, top, _, bottom = _area(table.get("ref", ""))
                everything = sheet.owner is Owner.CSPLAN
                calculated = {_plain(column.heading) for column in sheet.calculated}
                for offset, column in enumerate(table.iter(f"{{{MAIN}}}tableColumn")):
                    if everything or _plain(column.get("name")) in calculated:
                        letters = get_column_letter(left + offset)
                        cells = {f"{letters}{row}" for row in range(top + 1, bottom + 1)}
                        owned.setdefault(part, set()).update(cells)
    for tab, cell in _labels(parts):
        owned.setdefault(parts.sheets()[tab], set()).add(cell)
    return owned


def _labels(parts: Parts) -> Iterator[tuple[str, str]]:
    """The labelled values that csplan works out, by their defined names."""
    calculated = {
        column.name
        for sheet in SHEETS
        if sheet.shape is Shape.LABELS
        for column in sheet.calculated
    }
    for one in parts.tree(WORKBOOK).iter(f"{{{MAIN}}}definedName"):
        found = _LABEL.match(one.text or "")
        if one.get("name") in calculated and found:
            yield found[1], f"{found[2]}{found[3]}"


def _area(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    assert left is not None
    assert top is not None
    assert right is not None
    assert bottom is not None
    return left, top, right, bottom


def losses(before: bytes, after: bytes) -> list[str]:
    """One line for each thing that changed and was not csplan's; empty when nothing was lost."""
    old, new = Parts(before), Parts(after)
    chain_gone = _CHAIN in old.held and _CHAIN not in new.held
    said = [f"{part} came" for part in new.held if part not in old.held]
    said += [f"{part} went" for part in old.held if part not in new.held and part != _CHAIN]
    own_before, own_after = own_cells(old), own_cells(new)
    own_tables = _own_tables(old)
    for part in old.held.keys() & new.held.keys():
        if old.held[part] == new.held[part]:
            continue
        if part in own_before:
            cells = own_before[part] | own_after.get(part, set())
            rows = list_rows(old, part) | list_rows(new, part)
            shown = _newly_shown(old, new, part)
            said += _sheet_losses(part, old.tree(part), new.tree(part), cells, rows, shown)
        elif part in own_tables:
            said += _table_losses(part, old.tree(part), new.tree(part))
        elif part in _LISTS and chain_gone:
            said += _list_losses(part, old.tree(part), new.tree(part))
        else:
            said.append(f"{part} changed")
    return said


def list_rows(parts: Parts, part: str) -> set[str]:
    """The rows of a sheet that csplan lays out whole, heights among them: Checks, Change log."""
    names = {sheet.name for sheet in SHEETS if sheet.owner is Owner.CSPLAN}
    rows: set[str] = set()
    for table in map(parts.tree, parts.tables(part)):
        if table.get("displayName") in names:
            _, top, _, bottom = _area(table.get("ref", ""))
            rows |= {str(row) for row in range(top + 1, bottom + 1)}
    return rows


def _newly_shown(old: Parts, new: Parts, part: str) -> set[str]:
    """The cells of History whose figures csplan shows anew, in the unit of their row's indicator.

    Only figures, and only where the cell was blank or its row held another ref.
    """
    shown: set[str] = set()
    figures = {_plain(one.heading) for one in HISTORY if one.kind is Kind.NUMBER}
    for table in map(old.tree, old.tables(part)):
        if table.get("displayName") == HISTORY.name:
            left, top, _, _ = _area(table.get("ref", ""))
            before, after = _texts(old, part), _texts(new, part)
            headings = [_plain(one.get("name")) for one in table.iter(f"{{{MAIN}}}tableColumn")]
            refs = get_column_letter(left + headings.index(_plain("Ref")))
            columns = {get_column_letter(left + n) for n, h in enumerate(headings) if h in figures}
            for cell in after:
                letters, row = _apart(cell)
                moved = before.get(f"{refs}{row}") != after.get(f"{refs}{row}")
                if int(row) > top and letters in columns and (moved or not before.get(cell)):
                    shown.add(cell)
    return shown


def _apart(cell: str) -> tuple[str, str]:
    """The letters of a cell's column and the number of its row."""
    letters = cell.rstrip("0123456789")
    return letters, cell[len(letters) :]


def _texts(parts: Parts, part: str) -> dict[str, str]:
    """What each cell of a sheet holds, figures as they are written."""
    strings = "xl/sharedStrings.xml"
    shared = [
        "".join(map(str, one.itertext()))
        for one in (parts.tree(strings) if strings in parts.held else ())
    ]
    found = {}
    for cell in parts.tree(part).iter(f"{{{MAIN}}}c"):
        text = "".join(map(str, cell.itertext()))
        found[cell.get("r", "")] = shared[int(text)] if cell.get("t") == "s" and text else text
    return found


def _own_tables(parts: Parts) -> set[str]:
    """The parts of the tables whose rows csplan writes."""
    names = {sheet.name for sheet in SHEETS if sheet.owner is Owner.CSPLAN}
    return {
        table
        for sheet in parts.sheets().values()
        for table in parts.tables(sheet)
        if parts.tree(table).get("displayName") in names
    }


def _table_losses(part: str, old: etree._Element, new: etree._Element) -> list[str]:
    """What changed in a table beside its size."""
    for tree in (old, new):
        for one in [tree, *tree.iter(f"{{{MAIN}}}autoFilter")]:
            _without(one, "ref")
    return [] if canonical(old) == canonical(new) else [f"{part} changed beside its ref"]


def _list_losses(part: str, old: etree._Element, new: etree._Element) -> list[str]:
    """What went from a list of parts beside the calculation chain."""
    kept = [one for one in old if "calcChain" not in str(one.items())]
    same = [one.items() for one in kept] == [one.items() for one in new]
    return [] if same else [f"{part} changed beside the calculation chain"]


def _sheet_losses(
    part: str,
    old: etree._Element,
    new: etree._Element,
    own: set[str],
    own_rows: set[str],
    newly_shown: set[str],
) -> list[str]:
    """What changed in a sheet beside csplan's own cells, and the heights of its lists' rows.

    csplan's own cells keep their styles, but for figures that it shows in another unit.
    """
    said = []
    styles: list[dict[str, str]] = []
    for tree in (old, new):
        found: dict[str, str] = {}
        for row in list(tree.iter(f"{{{MAIN}}}row")):
            _without(row, "spans")
            if row.get("r") in own_rows:
                _without(row, "ht")
                _without(row, "customHeight")
            for cell in list(row.iter(f"{{{MAIN}}}c")):
                if cell.get("r") in own:
                    found[cell.get("r", "")] = cell.get("s", "0")
                    row.remove(cell)
            if not len(row) and set(row.attrib) <= {"r"}:
                parent = row.getparent()
                assert parent is not None
                parent.remove(row)
        for one in list(tree.iter(f"{{{MAIN}}}dimension")):
            _without(one, "ref")
        _without_links(tree, own)
        styles.append(found)
    said += [
        f"{part}!{cell} lost its style {style}"
        for cell, style in styles[0].items()
        if styles[1].get(cell, style) != style and cell not in newly_shown
    ]
    if canonical(old) != canonical(new):
        said.append(f"{part}: {_first_difference(old, new)}")
    return said


def _without_links(tree: etree._Element, own: set[str]) -> None:
    """Take away the links of csplan's own cells, and their list if it held no others."""
    for links in list(tree.iter(f"{{{MAIN}}}hyperlinks")):
        for link in list(links):
            if link.get("ref") in own and link.get("location"):
                links.remove(link)
        if not len(links):
            tree.remove(links)


def _without(tree: etree._Element, name: str) -> None:
    """Take an attribute away, if it is there."""
    if name in tree.attrib:
        del tree.attrib[name]


def canonical(tree: etree._Element) -> bytes:
    """A part's XML in the form in which equal parts are equal bytes."""
    return bytes(etree.tostring(tree, method="c14n2"))


def _first_difference(old: etree._Element, new: etree._Element) -> str:
    """Where two trees differ first."""
    for one, other in zip(old.iter(), new.iter(), strict=False):
        if (one.tag, one.text, one.items()) != (other.tag, other.text, other.items()):
            return f"{etree.tostring(one)[:200]!r} became {etree.tostring(other)[:200]!r}"
    return "elements were added or lost at the end"
