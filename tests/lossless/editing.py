"""Edits a table as people do in Excel: types, sorts, moves columns, adds and deletes rows.

Cells and the table's own part are kept in step, as Excel keeps them.  Formulas move along as they
are, for those of csplan's tables name columns and not cells.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

from lxml import etree

from tests.lossless.cells import column_letters, tag
from tests.lossless.parts import Parts

_FREE_ID = 700


class Table:
    """One table of a workbook, opened for editing; `save` puts it back among the parts."""

    def __init__(self, parts: Parts, name: str) -> None:
        self.parts = parts
        for tab, sheet in parts.sheets().items():
            for part in parts.tables(sheet):
                tree = parts.tree(part)
                if tree.get("displayName") == name:
                    self.tab, self.sheet_part, self.table_part, self.table = tab, sheet, part, tree
        self.sheet = parts.tree(self.sheet_part)
        first, last = self.table.get("ref", "").split(":")
        self.top, self.bottom = (int(re.sub(r"\D", "", one)) for one in (first, last))
        self.left = _number(re.sub(r"\d", "", first))
        columns = self.table.find(tag("tableColumns"))
        data = self.sheet.find(tag("sheetData"))
        assert columns is not None
        assert data is not None
        self.columns, self.data = columns, data

    @property
    def headings(self) -> list[str]:
        """The headings, from left to right."""
        return [one.get("name", "") for one in self.columns]

    @property
    def rows(self) -> list[int]:
        """The numbers of the rows under the headings."""
        return list(range(self.top + 1, self.bottom + 1))

    def at(self, heading: str) -> int:
        """The number of a column on the sheet."""
        return self.left + self.headings.index(heading)

    def row(self, number: int) -> etree._Element:
        """A row of the sheet, made where it is missing."""
        for place, one in enumerate(self.data):
            if one.get("r") == str(number):
                return one
            if int(one.get("r", "0")) > number:
                new = etree.Element(tag("row"), r=str(number))
                self.data.insert(place, new)
                return new
        return etree.SubElement(self.data, tag("row"), r=str(number))

    def cell(self, number: int, column: int) -> etree._Element | None:
        """A cell, or None."""
        name = f"{column_letters(column)}{number}"
        return next((one for one in self.row(number) if one.get("r") == name), None)

    def type(self, number: int, heading: str, value: object) -> None:
        """Type a value over whatever a cell holds; the cell keeps its style."""
        self.fill(number, self.at(heading), value)

    def fill(self, number: int, column: int, value: object) -> None:
        """Put a value, or a formula that begins with `=`, into a cell."""
        old = self.cell(number, column)
        style = old.get("s") if old is not None else None
        new = _cell(f"{column_letters(column)}{number}", value, style)
        self._place(self.row(number), new, old)

    def _place(self, row: etree._Element, new: etree._Element, old: etree._Element | None) -> None:
        if old is not None:
            row.replace(old, new)
            return
        column = _number(re.sub(r"\d", "", new.get("r", "")))
        later = (n for n, one in enumerate(row) if _column(one) > column)
        row.insert(next(later, len(row)), new)

    def value(self, number: int, heading: str) -> str:
        """What is written in a cell, as text, its shared texts looked up."""
        cell = self.cell(number, self.at(heading))
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(one.text or "" for one in cell.iter(tag("t")))
        value = cell.findtext(tag("v"), "")
        if cell.get("t") != "s":
            return value
        texts = self.parts.tree("xl/sharedStrings.xml")
        return "".join(one.text or "" for one in texts[int(value)].iter(tag("t")))

    def order_columns(self, order: list[int]) -> None:
        """Put the columns into another order; `order` holds their present positions."""
        self.columns[:] = [self.columns[one] for one in order]
        for number in (self.top, *self.rows):
            row = self.row(number)
            inside = {_column(one) - self.left: one for one in row if self._inside(one)}
            for one in inside.values():
                row.remove(one)
            for new, old in enumerate(order):
                if old in inside:
                    inside[old].set("r", f"{column_letters(self.left + new)}{number}")
                    self._place(row, inside[old], None)

    def _inside(self, cell: etree._Element) -> bool:
        return 0 <= _column(cell) - self.left < len(self.columns)

    def insert_column(self, place: int, heading: str) -> None:
        """Insert a column of a person's own."""
        taken = {int(one.get("id", "0")) for one in self.columns}
        new = max(taken | {_FREE_ID}) + 1
        etree.SubElement(self.columns, tag("tableColumn"), id=str(new), name=heading)
        self.fill(self.top, self.left + len(self.columns) - 1, heading)
        for number in self.rows[::2]:
            self.fill(number, self.left + len(self.columns) - 1, 7.0)
        order = list(range(len(self.columns) - 1))
        self.order_columns([*order[:place], len(order), *order[place:]])

    def order_rows(self, order: list[int]) -> None:
        """Put the rows into another order; `order` holds their present numbers."""
        taken = {number: copy.deepcopy(self.row(number)) for number in order}
        for number, old in zip(self.rows, order, strict=True):
            self._put_row(number, taken[old])

    def _put_row(self, number: int, source: etree._Element) -> None:
        """Make a row hold the cells of another within the table, its own attributes kept."""
        row = self.row(number)
        for one in [one for one in row if self._inside(one)]:
            row.remove(one)
        for one in source:
            if self._inside(one):
                new = copy.deepcopy(one)
                new.set("r", f"{column_letters(_column(one))}{number}")
                self._place(row, new, None)

    def delete_rows(self, numbers: list[int]) -> None:
        """Delete rows of the table; those below move up."""
        kept = [number for number in self.rows if number not in numbers]
        taken = [copy.deepcopy(self.row(number)) for number in kept]
        for number, source in zip(self.rows, taken, strict=False):
            self._put_row(number, source)
        for number in self.rows[len(kept) :]:
            for one in [one for one in self.row(number) if self._inside(one)]:
                self.row(number).remove(one)
        self.bottom = self.top + len(kept)

    def grow(self, count: int = 1) -> list[int]:
        """Make the table longer, as typing under it does; gives the new rows."""
        new = list(range(self.bottom + 1, self.bottom + 1 + count))
        self.bottom += count
        return new

    def rename(self, old: str, new: str) -> None:
        """Rename a heading: its cell, the column, and every formula that names it."""
        index = self.headings.index(old)
        self.columns[index].set("name", new)
        self.fill(self.top, self.left + index, new)
        name = self.table.get("displayName", "")

        def renamed(formula: str) -> str:
            return formula.replace(
                f"{name}[[#This Row],[{old}]]", f"{name}[[#This Row],[{new}]]"
            ).replace(f"{name}[{old}]", f"{name}[{new}]")

        self.save()
        self.map_formulas(renamed)
        self.sheet, self.table = self.parts.tree(self.sheet_part), self.parts.tree(self.table_part)
        self.__init__(self.parts, name)  # type: ignore[misc]  # opened again

    def map_formulas(self, change: Callable[[str], str]) -> None:
        """Change every formula of the workbook, as Excel does when a name changes."""
        tables = [
            part for sheet in self.parts.sheets().values() for part in self.parts.tables(sheet)
        ]
        for part in [*self.parts.sheets().values(), *tables]:
            tree = self.parts.tree(part)
            for name in ("f", "calculatedColumnFormula"):
                for one in tree.iter(tag(name)):
                    if one.text:
                        one.text = change(one.text)
            self.parts.put(part, tree)

    def save(self) -> None:
        """Put sheet and table back among the parts."""
        right = column_letters(self.left + len(self.columns) - 1)
        self.columns.set("count", str(len(self.columns)))
        ref = f"{column_letters(self.left)}{self.top}:{right}{self.bottom}"
        for one in [self.table, *self.table.iter(tag("autoFilter"))]:
            one.set("ref", ref)
        for row in self.data:
            if "spans" in row.attrib:
                del row.attrib["spans"]
        self.parts.put(self.sheet_part, self.sheet)
        self.parts.put(self.table_part, self.table)


def _cell(name: str, value: object, style: str | None) -> etree._Element:
    """A cell that holds a value."""
    cell = etree.Element(tag("c"), r=name)
    if style is not None:
        cell.set("s", style)
    if value is None:
        return cell
    if isinstance(value, bool):
        cell.set("t", "b")
        etree.SubElement(cell, tag("v")).text = str(int(value))
    elif isinstance(value, int | float):
        etree.SubElement(cell, tag("v")).text = repr(value)
    elif str(value).startswith("="):
        etree.SubElement(cell, tag("f")).text = str(value)[1:]
    elif str(value).startswith("#"):
        cell.set("t", "e")
        etree.SubElement(cell, tag("v")).text = str(value)
    else:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
        text.text = str(value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return cell


def _column(cell: etree._Element) -> int:
    return _number(re.sub(r"\d", "", cell.get("r", "")))


def _number(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number
