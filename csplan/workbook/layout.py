"""Where each sheet stands in one file: its tab, its table, its columns and labelled values.

Sheets are found by their tables' names, then by their tabs', columns by their headings, values
of Settings by their defined names.  Knows nothing of what stands in the cells.
"""

from __future__ import annotations

from collections import defaultdict

from csplan.sheets import LAYOUT, SETTINGS, SHEETS
from csplan.sheets.formulas import FileNames
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching, nearest
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass, field
from csplan.xlsx.references import range_named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.terms.period import FinancialYear
    from csplan.xlsx.package import Package, SheetPart, TablePart

__all__ = [
    "LAYOUT_NAME",
    "LabelPlaces",
    "Layout",
    "Missing",
    "TablePlace",
    "label_places",
    "layout_of",
]

LAYOUT_NAME = "csplan_layout"
"""The hidden defined name by which a workbook says which layout it has; without it, the first."""

_TARGET = late_pattern(r"^'?((?:[^']|'')+?)'?!(\$?[A-Z]+\$?\d+)$")
_COPY = late_pattern(r"^(.*?)[ _]?\(?\d+\)?$")


@dataclass(frozen=True)
class TablePlace:
    """One table of csplan's in the file: its tab, its part and each field's column number."""

    tab: SheetPart
    table: TablePart
    columns: Mapping[str, int]

    @property
    def first_row(self) -> int:
        """The first row under the headings."""
        return self.table.first_row + self.table.header_row_count

    @property
    def last_row(self) -> int:
        """The last row that is not a totals row."""
        return self.table.last_row - self.table.totals_row_count

    @property
    def rows(self) -> range:
        """The numbers of the rows that hold records."""
        return range(self.first_row, self.last_row + 1)


@dataclass(frozen=True)
class LabelPlaces:
    """Where labelled values stand: for each field its tab, row and column."""

    tab: SheetPart
    cells: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a later layout brought and the workbook lacks: a sheet, or columns of one."""

    sheet: Sheet
    columns: tuple[Column, ...]
    whole: bool = False


@dataclass
class Layout:
    """Where everything stands, how the file calls it, and what is missing.

    `number` is the layout that the workbook says it has, `missing` what later ones brought.
    """

    number: int = LAYOUT
    missing: list[Missing] = field(default_factory=list)
    tables: dict[str, TablePlace] = field(default_factory=dict)
    labels: dict[str, LabelPlaces] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def names(self) -> FileNames:
        """The names for formulas."""
        headings = {}
        for key, place in self.tables.items():
            first = place.table.first_column
            for name, column in place.columns.items():
                headings[key, name] = place.table.columns[column - first].name
        absent = {
            column.name
            for one in self.missing
            for column in one.columns
            if one.sheet.shape is Shape.LABELS
        }
        tables = {key: place.table.name for key, place in self.tables.items()}
        return FileNames(tables, headings, frozenset(absent))

    def find(self, code: Code, sheet: str, message: str, fix: str, cell: str = "") -> None:
        """Note a finding about the file's shape."""
        self.findings.append(Finding(code=code, sheet=sheet, cell=cell, message=message, fix=fix))


def label_places(package: Package, sheet: Sheet) -> LabelPlaces | None:
    """Find the cells of labelled values by their defined names; None where there are none."""
    tabs = {part.name.lower(): part for part in package.sheets}
    names = {name.lower(): target for name, target in package.defined_names.items()}
    cells: dict[str, tuple[int, int]] = {}
    tab = None
    for column in sheet:
        found = _TARGET.match(names.get(column.name.lower(), ""))
        place = range_named(found[2].replace("$", "")) if found else None
        part = tabs.get(found[1].replace("''", "'").lower()) if found else None
        if place is None or part is None or (tab is not None and part.name != tab.name):
            continue
        tab = part
        cells[column.name] = (place.first_row, place.first_column)
    return LabelPlaces(tab, cells) if tab is not None else None


def layout_of(package: Package, year: FinancialYear | None) -> Layout:
    """Find every sheet of csplan's in a file; `year` is the one that Settings says."""
    layout = Layout(number=_number(package))
    found = [(tab, table) for tab in package.sheets for table in package.tables(tab)]
    for sheet in SHEETS:
        if sheet.shape is Shape.LABELS:
            _place_labels(layout, package, sheet)
        else:
            _place_table(layout, package, sheet, found, year)
    _note_copies(layout, found)
    if layout.missing:
        _note_missing(layout, package.name)
    return layout


def _number(package: Package) -> int:
    """Return which layout the workbook says it has; the first said nothing."""
    said = package.defined_names.get(LAYOUT_NAME, "").lstrip("=")
    return int(said) if said.isascii() and said.isdigit() else 1


def _note_missing(layout: Layout, name: str) -> None:
    """Say that the workbook lacks what later layouts brought, and which command adds it."""
    sheets = sum(one.whole for one in layout.missing)
    columns = sum(len(one.columns) for one in layout.missing if not one.whole)
    parts = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((sheets, "sheet"), (columns, "column"))
        if count
    ]
    quoted = f'"{name}"' if " " in name else name
    layout.find(
        Code.UPGRADE_NEEDED,
        name,
        f"{name} was made for an earlier csplan and lacks {' and '.join(parts)} of this one.",
        f"Run:  csplan upgrade {quoted}   It adds them, keeps a backup, and changes nothing else.",
    )


def _place_labels(layout: Layout, package: Package, sheet: Sheet) -> None:
    """Place a sheet of labelled values; for Settings every value must be there."""
    places = label_places(package, sheet)
    if places is not None:
        layout.labels[sheet.key] = places
    absent = [c for c in sheet if places is None or c.name not in places.cells]
    later = tuple(c for c in absent if c.since > layout.number)
    if later:
        layout.missing.append(Missing(sheet, later, whole=places is None))
    missing = [c.heading for c in absent if c not in later]
    if not missing:
        return
    if sheet is SETTINGS:
        layout.find(
            Code.SETTING_MISSING if places else Code.SHEET_MISSING,
            sheet.tab,
            f"Settings lacks {', '.join(missing)}: the defined name of the value is gone."
            if places
            else "The sheet Settings is not in the workbook.",
            "Restore it from a backup (csplan restore), or copy the sheet from a new workbook.",
        )
    else:
        layout.find(
            Code.SUMMARY_MISSING,
            sheet.tab,
            f"{sheet.title} lacks {', '.join(missing[:4])}; csplan leaves it as it is.",
            "Nothing, if it was deleted on purpose.",
        )


def _place_table(
    layout: Layout,
    package: Package,
    sheet: Sheet,
    found: list[tuple[SheetPart, TablePart]],
    year: FinancialYear | None,
) -> None:
    """Place a table by its name, else by its tab's; then its columns."""
    named = [one for one in found if matching(one[1].name) == matching(sheet.name)]
    if not named:
        named = [one for one in found if matching(one[0].name) == matching(sheet.tab)]
        named = [one for one in named if _likeness(one[1], sheet, year) > 0.6]  # noqa: PLR2004
    if len(named) != 1:
        if sheet.since > layout.number and not named:
            layout.missing.append(Missing(sheet, sheet.columns, whole=True))
        else:
            _miss_table(layout, package, sheet)
        return
    tab, table = named[0]
    columns = _columns(layout, sheet, tab, table, year)
    if columns is not None:
        layout.tables[sheet.key] = TablePlace(tab, table, columns)


def _miss_table(layout: Layout, package: Package, sheet: Sheet) -> None:
    """Say that a table is not there, with the nearest tab's name."""
    tabs = [tab.name for tab in package.sheets]
    exact = next((tab for tab in tabs if matching(tab) == matching(sheet.tab)), None)
    close = exact or nearest(sheet.tab, tabs)
    optional = sheet.owner is not Owner.PEOPLE
    code = Code.SUMMARY_MISSING if optional else Code.SHEET_MISSING
    what = f"The table {sheet.name} is not in the workbook"
    hint = f"; the nearest tab is {close}." if close and not exact else "."
    if exact:
        hint = f": the tab {exact} is there, but its rows are not an Excel table of that name."
    layout.find(
        code,
        sheet.tab,
        what + hint,
        "Nothing, if it was deleted on purpose."
        if optional
        else "Undo the change in Excel, or restore a backup (csplan restore).",
    )


def _likeness(table: TablePart, sheet: Sheet, year: FinancialYear | None) -> float:
    """Return the share of a sheet's headings that a table has."""
    headings = {matching(column.name) for column in table.columns}
    wanted = [matching(column.heading_in(year) if year else column.heading) for column in sheet]
    return sum(heading in headings for heading in wanted) / len(wanted)


def _columns(
    layout: Layout, sheet: Sheet, tab: SheetPart, table: TablePart, year: FinancialYear | None
) -> dict[str, int] | None:
    """Find each field's column by its heading; None where one is missing or doubled."""
    places = defaultdict(list)
    for number, column in enumerate(table.columns, start=table.first_column):
        places[matching(column.name)].append(number)
    columns: dict[str, int] = {}
    later = []
    shifted = "" if year is None else _other_years(sheet, table, year)
    for one in sheet:
        if one.year is not None and year is None:
            continue  # Settings' own finding says that the year cannot be read
        heading = one.heading_in(year) if year else one.heading
        numbers = places.get(matching(heading), [])
        if numbers:
            columns.update({one.name: numbers[0]} if len(numbers) == 1 else {})
            _note_odd(layout, tab, table, one, numbers)
        elif one.since > layout.number or _can_come_back(one, heading, sheet, table):
            later.append(one)
        elif one.year is not None and shifted:
            if not any(said.code == Code.YEAR_CHANGED for said in layout.findings):
                _year_changed(layout, tab, shifted, year)
        else:
            _miss_column(layout, sheet, tab, table, heading)
    if later:
        layout.missing.append(Missing(sheet, tuple(later)))
    return columns if len(columns) + len(later) == len(sheet.columns) else None


def _other_years(sheet: Sheet, table: TablePart, year: FinancialYear) -> str:
    """Return the first heading of a whole set of targets that begins in another year."""
    named = [column for column in sheet if column.year is not None]
    headings = {matching(column.name): column.name for column in table.columns}
    for shift in (-3, -2, -1, 1, 2, 3):
        wanted = [matching(column.heading_in(year.plus(shift))) for column in named]
        if named and all(heading in headings for heading in wanted):
            return headings[wanted[0]]
    return ""


def _year_changed(layout: Layout, tab: SheetPart, heading: str, year: FinancialYear | None) -> None:
    layout.find(
        Code.YEAR_CHANGED,
        tab.name,
        f"Settings says {year}, but the first targets are headed {heading}.",
        "Set the financial year back on Settings; start a new year with a new workbook.",
    )


def _can_come_back(column: Column[Any], heading: str, sheet: Sheet, table: TablePart) -> bool:
    """Say whether an upgrade can add a column that is not there, though its layout has it.

    Later layouts grew while csplan was made; a calculated column holds nothing of anybody's.
    """
    grown = column.is_calculated and column.since > 1
    return grown and not _spare_heading(heading, sheet, table)


def _spare_heading(heading: str, sheet: Sheet, table: TablePart) -> str | None:
    """Return the nearest heading of a table that is not another column's."""
    own = {matching(column.heading) for column in sheet}
    spare = [column.name for column in table.columns if matching(column.name) not in own]
    return nearest(heading, spare)


def _miss_column(
    layout: Layout, sheet: Sheet, tab: SheetPart, table: TablePart, heading: str
) -> None:
    """Say that a column is missing, with the nearest heading that is not another column's."""
    close = _spare_heading(heading, sheet, table)
    layout.find(
        Code.COLUMN_MISSING,
        tab.name,
        f"The column {heading} is not in the table {table.name}"
        + (f"; the nearest heading is {close}." if close else "."),
        f"Change the heading {close} back to {heading}."
        if close
        else f"Undo its deletion in Excel, or restore a backup; its heading is {heading}.",
    )


def _note_odd(
    layout: Layout, tab: SheetPart, table: TablePart, column: Column, numbers: list[int]
) -> None:
    """Say what is odd about the columns that have a heading: two of them, or another's."""
    names = [table.columns[number - table.first_column].name for number in numbers]
    if len(names) > 1:
        _double_column(layout, tab, table, names)
    elif column.since > layout.number:
        _take_column(layout, tab, table, names[0])


def _take_column(layout: Layout, tab: SheetPart, table: TablePart, heading: str) -> None:
    """Say that a column of somebody's own has the heading of one that csplan has now."""
    layout.find(
        Code.COLUMN_TAKEN,
        tab.name,
        f"The table {table.name} has a column of yours called {heading}; csplan now has one of "
        f"that name, and would write over yours.",
        f"Give your column {heading} another name in Excel, save, and run csplan upgrade.",
    )


def _double_column(layout: Layout, tab: SheetPart, table: TablePart, names: list[str]) -> None:
    """Say that two columns have headings which a reader cannot tell apart."""
    said = " and ".join(f"“{name}”" for name in names)
    layout.find(
        Code.COLUMN_DOUBLED,
        tab.name,
        f"The table {table.name} has {len(names)} columns of the same heading: {said}.",
        "Rename the one that is yours, so that its heading is its own.",
    )


def _note_copies(layout: Layout, found: list[tuple[SheetPart, TablePart]]) -> None:
    """Warn of tables that are copies of csplan's: people may type into the wrong one."""
    own = {id(place.table) for place in layout.tables.values()}
    for tab, table in found:
        copied = _COPY.match(table.name)
        for key, place in layout.tables.items():
            same_stem = copied is not None and matching(copied[1]) == matching(place.table.name)
            if id(table) not in own and same_stem and key in layout.tables:
                layout.find(
                    Code.SHEET_COPIED,
                    tab.name,
                    f"{tab.name} looks like a copy of {place.tab.name}; only {place.tab.name} is "
                    f"read.",
                    "Move what was typed into the copy, if anything was, and delete it.",
                )
