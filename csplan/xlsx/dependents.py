"""Formulas whose results no longer hold once cells were written, and what is done about them.

Their cached values are taken out, so that no program shows an old figure, and the workbook says
that everything is to be calculated when it is opened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from csplan.xlsx.formula_references import Area, Scope, references
from csplan.xlsx.package_lists import TablePart
from csplan.xlsx.references import Range
from csplan.xlsx.sheet_index import cell_pattern

if TYPE_CHECKING:
    from csplan.xlsx.edited import EditedPackage
    from csplan.xlsx.package import SheetPart
    from csplan.xlsx.sheet_xml import SheetXml

__all__ = ["Cells", "drop_stale_values", "formulas", "out_of_date", "scope_of"]

Cells = dict[str, set[tuple[int, int]]]
"""Cells (row, column) by the part of their sheet."""

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?=[\s/>])")
_VALUE = re.compile(rb"<((?:[\w.-]+:)?)v(?:\s[^<>]*)?(?:/>|>[^<]*</\1v\s*>)")
_TYPE = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_SMALL = 256
_CALC = re.compile(rb"<((?:[\w.-]+:)?)calcPr(\s[^<>]*?)?(/?)>")
_FULL = re.compile(rb"""\sfullCalcOnLoad\s*=\s*(?:"[^"]*"|'[^']*')""")
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula: its sheet's part, its place, the cells that it fills, and its text."""

    part: str
    place: tuple[int, int]
    fills: Range
    text: str
    kind: str


def scope_of(edited: EditedPackage) -> Scope:
    """Return the names and tables that every formula of a workbook may use."""
    tables: dict[str, tuple[str, TablePart]] = {}
    for sheet in edited.package.sheets:
        for one in edited.tables(sheet):
            tables[one.name.lower()] = (sheet.name.lower(), one)
    names = {name.lower(): text for name, text in edited.package.defined_names.items()}
    return Scope(sheet="", names=names, tables=tables)


def formulas(sheet: SheetXml, part: str) -> Iterator[_Formula]:
    """Yield all formulas of a sheet, shared ones as they read in each cell."""
    index = sheet.index
    areas = {one.place: one.area for one in sheet.specials if one.kind != "shared"}
    for found in _FORMULA.finditer(index.xml, index.start, index.end):
        at = bisect_right(index.cell_starts, found.start()) - 1
        row = index.row_numbers[bisect_right(index.row_starts, found.start()) - 1]
        place = (row, index.columns[at])
        cell = sheet.cell(*place)
        if cell is not None and cell.formula is not None:
            fills = areas.get(place) or Range(*place, *place)
            yield _Formula(part, place, fills, cell.formula, cell.formula_kind)


def out_of_date(edited: EditedPackage, written: Mapping[str, Iterable[tuple[int, int]]]) -> Cells:
    """Return the cells whose formulas depend on cells that were written, at however many removes.

    Formulas whose text does not say what they read (INDIRECT, OFFSET, names that are not there)
    count as depending on everything.
    """
    names = {sheet.part: sheet.name.lower() for sheet in edited.package.sheets}
    known = _Known(edited, names)
    for part, places in written.items():
        for place in places:
            known.touch(names[part], place)
    return known.settled()


class _Known:
    """The formulas of a workbook by the cells that they read."""

    def __init__(self, edited: EditedPackage, names: Mapping[str, str]) -> None:
        self._names = names
        self._by_cell: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self._by_area: dict[str, dict[Range, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._formulas: list[_Formula] = []
        self._reached: set[int] = set()
        self._waiting: list[tuple[str, tuple[int, int]]] = []
        self._unknown: list[int] = []
        scope = scope_of(edited)
        for sheet in edited.package.sheets:
            if sheet.is_worksheet and _FORMULA.search(edited.xml(sheet.part)):
                for one in formulas(edited.sheet(sheet), sheet.part):
                    self._take(one, sheet, scope)

    def _take(self, one: _Formula, sheet: SheetPart, scope: Scope) -> None:
        """Note what a formula reads."""
        number = len(self._formulas)
        self._formulas.append(one)
        local = Scope(sheet.name, one.place, scope.names, scope.tables)
        reads = references(one.text, local)
        if reads.unknown or one.kind == "dataTable":
            self._unknown.append(number)
        for area in reads.cells:
            self._note(area, number)

    def _note(self, read: Area, number: int) -> None:
        area = read.area
        rows = area.last_row - area.first_row + 1
        columns = area.last_column - area.first_column + 1
        if rows * columns <= _SMALL and rows <= _SMALL:
            span = range(area.first_row, area.last_row + 1)
            for row, column in product(span, range(area.first_column, area.last_column + 1)):
                self._by_cell[read.sheet, row, column].append(number)
        else:
            self._by_area[read.sheet][area].append(number)

    def touch(self, sheet: str, place: tuple[int, int]) -> None:
        """Note that a cell holds something else than before."""
        self._waiting.append((sheet, place))

    def settled(self) -> Cells:
        """Return every cell whose formula is reached."""
        if self._waiting:
            for number in self._unknown:
                self._reach(number)
        while self._waiting:
            sheet, (row, column) = self._waiting.pop()
            for number in self._by_cell.pop((sheet, row, column), ()):
                self._reach(number)
            areas = self._by_area[sheet]
            for area in [one for one in areas if one.holds(row, column)]:
                for number in areas.pop(area):
                    self._reach(number)
        found: Cells = defaultdict(set)
        for number in self._reached:
            one = self._formulas[number]
            found[one.part].update(_cells(one.fills))
        return dict(found)

    def _reach(self, number: int) -> None:
        if number not in self._reached:
            self._reached.add(number)
            one = self._formulas[number]
            self._waiting += [(self._names[one.part], place) for place in _cells(one.fills)]


def _cells(area: Range) -> Iterator[tuple[int, int]]:
    return product(
        range(area.first_row, area.last_row + 1), range(area.first_column, area.last_column + 1)
    )


def drop_stale_values(edited: EditedPackage, cells: Cells) -> None:
    """Take the cached values out of cells, and have the workbook calculated when it is opened."""
    parts = {sheet.part: sheet for sheet in edited.package.sheets}
    for part, places in cells.items():
        edited.put(part, _without_values(edited.sheet(parts[part]), places))
    workbook = edited.package.workbook_part
    edited.put(workbook, with_full_calculation(edited.xml(workbook)))


def _without_values(sheet: SheetXml, places: Iterable[tuple[int, int]]) -> bytes:
    """Return the sheet's XML without the values of cells; formulas and styles stay."""
    index = sheet.index
    pattern = cell_pattern(index.prefix)
    pieces: list[bytes] = []
    done = 0
    for row, column in sorted(places):
        at = sheet.position(row, column)
        found = None if at is None else pattern.match(index.xml, index.cell_starts[at])
        if found is None or found[9] is None:
            continue
        head = found.end(1)
        pieces += [
            index.xml[done : found.start()],
            _TYPE.sub(b"", index.xml[found.start() : head]),
            _VALUE.sub(b"", index.xml[head : found.end()], count=1),
        ]
        done = found.end()
    return b"".join([*pieces, index.xml[done:]])


def with_full_calculation(workbook: bytes) -> bytes:
    """Return the workbook's part saying that everything is to be calculated when it is opened.

    >>> with_full_calculation(b'<workbook><sheets/><calcPr calcId="1"/></workbook>')
    b'<workbook><sheets/><calcPr calcId="1" fullCalcOnLoad="1"/></workbook>'
    """
    found = _CALC.search(workbook)
    if found is not None:
        own = _FULL.sub(b"", found[2] or b"").rstrip() + b' fullCalcOnLoad="1"'
        new = b"<%bcalcPr%b%b>" % (found[1], own, found[3])
        return workbook[: found.start()] + new + workbook[found.end() :]
    for element in _BEFORE_CALC:
        pattern = rb"<((?:[\w.-]+:)?)%b(?:\s[^<>]*)?(?:/>|>.*?</\1%b\s*>)" % (
            (element.encode(),) * 2
        )
        before = re.search(pattern, workbook, re.DOTALL)
        if before is not None:
            new = b'<%bcalcPr fullCalcOnLoad="1"/>' % before[1]
            return workbook[: before.end()] + new + workbook[before.end() :]
    return workbook
