"""What a later layout brought, taken from a fresh workbook and put into an older one in place.

Columns go to the right end of their table, labelled values under their fellows, sheets beside
those that they stand beside in a fresh workbook.  Nothing that stands there is moved.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csplan.sheets import LAYOUT, SETTINGS, SHEETS, TABS
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.workbook.layout import LAYOUT_NAME, Layout
from csplan.xlsx.package import Package, listing_of
from csplan.xlsx.part_copying import PartCopies, with_relation, with_types
from csplan.xlsx.references import LAST_ROW, Range, cell_name
from csplan.xlsx.sheet_grafts import (
    column_look,
    marks_of,
    move_mark,
    validations_of,
    with_column_looks,
    with_marks,
    with_note,
    with_validations,
)
from csplan.xlsx.sheet_patch import Write, patch
from csplan.xlsx.sheet_xml import SheetXml
from csplan.xlsx.styles_patch import StylesPatch
from csplan.xlsx.table_patch import with_table_columns
from csplan.xlsx.workbook_patch import with_names, with_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.layout import Missing, TablePlace
    from csplan.workbook.read import Opened
    from csplan.xlsx.package import SheetPart

__all__ = ["graft"]

_LIST = "[Content_Types].xml"
_AWAY = 3
_LEADS = re.compile(rb'(<hyperlink [^<>]*?\slocation="[^"!]*!)[A-Z]+[0-9]+(?=")')


def graft(work: Opened, fresh: Package, where: Layout) -> bytes:
    """Return the workbook with all that it lacks, as it is in a fresh one.

    `where` says where everything stands in the fresh one.  Formulas and values are still to come.

    Raises: WorkbookError where something stands in the way.
    """
    graft = _Graft(work, fresh, where)
    for missing in work.layout.missing:
        if not missing.whole:
            graft.add_to(missing)
    for tab in dict.fromkeys(one.sheet.tab for one in work.layout.missing if one.whole):
        graft.add_tab(tab)
    return graft.rebuilt()


@dataclass
class _OnTab:
    """What is to be added to one tab that is there."""

    writes: dict[tuple[int, int], Write] = field(default_factory=dict)
    looks: dict[int, str] = field(default_factory=dict)
    marks: list[bytes] = field(default_factory=list)
    validations: list[bytes] = field(default_factory=list)
    notes: list[tuple[SheetPart, tuple[int, int], tuple[int, int]]] = field(default_factory=list)


class _Graft:
    """One workbook being brought forward."""

    def __init__(self, work: Opened, fresh: Package, where: Layout) -> None:
        self.work, self.fresh, self.where = work, fresh, where
        self.host = work.package
        self.changed: dict[str, bytes] = {}
        self.tabs: dict[str, _OnTab] = {}
        self.names: dict[str, str] = {LAYOUT_NAME: str(LAYOUT)}
        self.styles = StylesPatch(self._styles(self.host)[1], self._styles(fresh)[1])
        self.copies = PartCopies(
            self.host,
            fresh,
            cell_style=self.styles.cell_style,
            difference=self.styles.difference,
        )
        self.cells: dict[str, SheetXml] = {}

    @staticmethod
    def _styles(package: Package) -> tuple[str, bytes]:
        """Return the part of a workbook's styles, and what it holds."""
        part = package.part_of("styles")
        if part is None:
            raise WorkbookError(
                Refusal.UPGRADE_BLOCKED,
                f"{package.name} has no styles.  Open it in Excel, save it, and run this again.",
            )
        return part, package.xml(part)

    def add_to(self, missing: Missing) -> None:
        """Add what a sheet that is there lacks."""
        if missing.sheet.shape is Shape.TABLE:
            self._add_columns(missing.sheet, missing.columns)
        else:
            self._add_labels(missing.sheet, missing.columns)

    def _fresh_cells(self, tab: SheetPart) -> SheetXml:
        """Return the cells of a tab of the fresh workbook."""
        if tab.part not in self.cells:
            self.cells[tab.part] = self.fresh.sheet_xml(tab)
        return self.cells[tab.part]

    def _style(self, tab: SheetPart, place: tuple[int, int]) -> int | None:
        """Return the number in the workbook of the style of a fresh cell."""
        cell = self._fresh_cells(tab).cell(*place)
        return None if cell is None else self.styles.cell_style(cell.style)

    def _add_columns(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        """Put columns at the right end of a table."""
        place, fresh = self.work.layout.tables[sheet.key], self.where.tables[sheet.key]
        first = place.table.last_column + 1
        self._check_room(place, first, len(columns))
        on = self.tabs.setdefault(place.tab.part, _OnTab())
        head = (place.table.first_row, fresh.table.first_row)
        headings = []
        for at, column in enumerate(columns, start=first):
            old = fresh.columns[column.name]
            heading = fresh.table.columns[old - fresh.table.first_column].name
            headings.append(heading)
            on.writes[head[0], at] = Write(heading, style=self._style(fresh.tab, (head[1], old)))
            for number, row in enumerate(place.rows):
                source = min(fresh.first_row + number, fresh.last_row)
                on.writes[row, at] = Write(None, style=self._style(fresh.tab, (source, old)))
            on.looks[at] = column_look(self._fresh_cells(fresh.tab).index.xml, old)
            on.notes.append((fresh.tab, (head[1], old), (head[0], at)))
            self._dress(on, fresh, old, (place.first_row, at), place.last_row)
        self._note_unfolding(on, columns, first)
        table = self.changed.get(place.table.part, self.host.xml(place.table.part))
        self.changed[place.table.part] = with_table_columns(table.decode(), headings).encode()

    def _check_room(self, place: TablePlace, first: int, count: int) -> None:
        """Refuse where something stands to the right of a table.

        Raises: WorkbookError naming the first such cell.
        """
        cells = self.work.sheets[place.tab.part]
        tables = [one for one in self.host.tables(place.tab) if one.name != place.table.name]
        for row in range(place.table.first_row, place.table.last_row + 1):
            for at in range(first, first + count):
                cell = cells.cell(row, at)
                held = cell is not None and (cell.value is not None or cell.formula is not None)
                others = [
                    Range(t.first_row, t.first_column, t.last_row, t.last_column) for t in tables
                ]
                if held or any(area.holds(row, at) for area in (*cells.merged, *others)):
                    raise WorkbookError(
                        Refusal.UPGRADE_BLOCKED,
                        f"{count} new columns belong to the right of the table "
                        f"{place.table.name}, but {place.tab.name}!{cell_name(row, at)} is used.  "
                        f"Insert {count} columns there in Excel, to the right of the table, save, "
                        f"and run this again.  Nothing was written.",
                    )

    def _dress(
        self,
        on: _OnTab,
        fresh: TablePlace,
        old: int,
        to: tuple[int, int],
        last: int,
    ) -> None:
        """Give a new column its drop-down and its marks."""
        xml = self._fresh_cells(fresh.tab).index.xml
        for found, kept in ((marks_of(xml), on.marks), (validations_of(xml), on.validations)):
            for one in found:
                inside = one.area.first_column == one.area.last_column == old
                if inside and one.area.first_row == fresh.first_row:
                    bottom = LAST_ROW if one.area.last_row == LAST_ROW else last
                    kept.append(move_mark(one, Range(*to, bottom, to[1])))

    def _note_unfolding(self, on: _OnTab, columns: Sequence[Column], first: int) -> None:
        """Put the sign that unfolds a group of columns above the one after it."""
        for at, column in enumerate(columns, start=first):
            if column.folded and (at + 1 not in on.looks):
                on.looks[at + 1] = 'width="9.140625" collapsed="1"'

    def _add_labels(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        """Put labelled values under their fellows, or to their right where a list grows below."""
        places, fresh = self.work.layout.labels[sheet.key], self.where.labels[sheet.key]
        cells = self.work.sheets[places.tab.part]
        left = min(column for _, column in places.cells.values())
        on = self.tabs.setdefault(places.tab.part, _OnTab())
        below = not any(
            one.tab == sheet.tab and one.owner is Owner.CSPLAN and one.shape is Shape.TABLE
            for one in SHEETS
        )
        written = [row for part, row in self._rows_written(places.tab.part)]
        row = (
            max([cells.max_row, *written]) + 1
            if below
            else min(r for r, _ in places.cells.values())
        )
        heading = ""
        for column in columns:
            source = fresh.cells[column.name]
            label = left - 1 if below else left + 1
            value = left if below else _in_sight(cells.index.xml, left + 1 + _AWAY)
            section = _section_of(sheet, column) if below and sheet is SETTINGS else ""
            if section != heading:
                heading = section
                style = self._section_style(fresh.tab, source)
                on.writes[row + 1, label] = Write(heading, style=style)
                row += 2
            self._copy(on, fresh.tab, (source[0], source[1] - 1), (row, label))
            self._copy(on, fresh.tab, source, (row, value))
            if below:
                self._copy(on, fresh.tab, (source[0], source[1] + 1), (row, value + 1))
            quoted = places.tab.name.replace("'", "''")
            self.names[column.name] = f"'{quoted}'!{_fixed(row, value)}"
            self._dress_one(on, fresh.tab, source, (row, value))
            row += 1

    def _rows_written(self, part: str) -> list[tuple[str, int]]:
        """Return the rows of a tab that other labels have just been given."""
        return [(part, row) for row, _ in self.tabs.get(part, _OnTab()).writes]

    def _section_style(self, tab: SheetPart, source: tuple[int, int]) -> int | None:
        """Return the style of the heading above a labelled value of the fresh workbook."""
        cells = self._fresh_cells(tab)
        for row in range(source[0] - 1, 0, -1):
            cell = cells.cell(row, source[1] - 1)
            value = cells.cell(row, source[1])
            if cell is not None and cell.value is not None and value is None:
                return self.styles.cell_style(cell.style)
        return None

    def _copy(
        self, on: _OnTab, tab: SheetPart, source: tuple[int, int], to: tuple[int, int]
    ) -> None:
        """Copy a fresh cell; a calculated one's formula is written with its value, later."""
        cell = self._fresh_cells(tab).cell(*source)
        if cell is not None:
            value = cell.value if cell.formula is None else None
            on.writes[to] = Write(value, style=self.styles.cell_style(cell.style))
            on.notes.append((tab, source, to))

    def _dress_one(
        self, on: _OnTab, tab: SheetPart, source: tuple[int, int], to: tuple[int, int]
    ) -> None:
        """Give a labelled value its drop-down and its marks."""
        xml = self._fresh_cells(tab).index.xml
        for found, kept in ((marks_of(xml), on.marks), (validations_of(xml), on.validations)):
            kept += [
                move_mark(one, Range(*to, *to))
                for one in found
                if one.area == Range(*source, *source)
            ]

    def add_tab(self, tab: str) -> None:
        """Add a whole tab, beside the one that precedes it in a fresh workbook."""
        if any(one.name.lower() == tab.lower() for one in self.host.sheets):
            raise WorkbookError(
                Refusal.UPGRADE_BLOCKED,
                f"A new sheet is to be called {tab}, but the workbook has one of that name.  Give "
                f"yours another name in Excel, save, and run this again.  Nothing was written.",
            )
        source = next(one for one in self.fresh.sheets if one.name == tab)
        part = self.copies.copied(source.part)
        self.copies.parts[part] = _leading_to_tabs(self.copies.parts[part])
        book = self.host.workbook_part
        listing = listing_of(book)
        old = self.changed.get(listing, self.host.xml(listing))
        target = posixpath.relpath(part, posixpath.dirname(book) or ".")
        self.changed[listing], relation = with_relation(old, "worksheet", target)
        earlier = {name.lower() for name in TABS[: TABS.index(tab)]}
        xml = self.changed.get(book, self.host.xml(book))
        self.changed[book] = with_sheet(xml, tab, relation, after=earlier)
        self._name_values(tab)

    def _name_values(self, tab: str) -> None:
        """Take over the names of a new tab's values and refs, and the rows that it repeats."""
        wanted = {
            column.name
            for sheet in SHEETS
            if sheet.tab == tab and sheet.shape is Shape.LABELS
            for column in sheet
        }
        for name, target in self.fresh.defined_names.items():
            if name in wanted or name.startswith(f"{tab}!_xlnm."):
                self.names[name] = target

    def rebuilt(self) -> bytes:
        """Return the file with everything in its place."""
        for part, on in self.tabs.items():
            xml = patch(self.work.sheets[part], on.writes)
            xml = with_column_looks(xml, on.looks) if on.looks else xml
            self.changed[part] = with_validations(with_marks(xml, on.marks), on.validations)
            self._add_notes(part, on)
        book = self.host.workbook_part
        known = {name.lower() for name in self.host.defined_names}
        calls = self.work.layout.names
        for sheet in SHEETS:
            if sheet.refs and sheet.refs.lower() not in known:
                table = self.work.layout.tables.get(sheet.key)
                theirs = self.fresh.defined_names[sheet.refs]
                self.names[sheet.refs] = calls.whole(sheet.key, "ref") if table else theirs
        self.changed[book] = with_names(self.changed.get(book, self.host.xml(book)), self.names)
        types = self.copies.types()
        if types:
            self.changed[_LIST] = with_types(self.host.xml(_LIST), types)
        self.changed[self._styles(self.host)[0]] = self.styles.xml()
        return self.host.rebuilt(self.changed, added=self.copies.parts, drop_calc_chain=True)

    def _add_notes(self, part: str, on: _OnTab) -> None:
        """Add the notes of new headings and labels, where the tab has notes."""
        own = {one.kind: one.part for one in self.host.relations(part)}
        if "comments" not in own or "vmlDrawing" not in own:
            return
        notes, drawing = self.host.xml(own["comments"]), self.host.part(own["vmlDrawing"])
        for tab, source, to in on.notes:
            theirs = {one.kind: one.part for one in self.fresh.relations(tab.part)}
            donor = (self.fresh.xml(theirs["comments"]), self.fresh.part(theirs["vmlDrawing"]))
            notes, drawing = with_note(notes, drawing, donor, at=source, to=to)
        self.changed[own["comments"]], self.changed[own["vmlDrawing"]] = notes, drawing


def _leading_to_tabs(xml: bytes) -> bytes:
    """Let a sheet's links lead to the tops of tabs: columns stand elsewhere in an older workbook.

    >>> _leading_to_tabs(b'<hyperlink ref="C6" location="Indicators!K5"/>')
    b'<hyperlink ref="C6" location="Indicators!A1"/>'
    """
    return _LEADS.sub(rb"\1A1", xml)


def _in_sight(xml: bytes, column: int) -> int:
    """Return the first column from one on that is not hidden."""
    while 'hidden="1"' in column_look(xml, column):
        column += 1
    return column


def _fixed(row: int, column: int) -> str:
    """Name a cell so that it stays put: $B$7."""
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", cell_name(row, column))


def _section_of(sheet: Sheet, wanted: Column) -> str:
    """Return the heading under which a labelled value stands."""
    section = ""
    for column in sheet:
        section = column.section or section
        if column.name == wanted.name:
            return section
    return section
