"""What a workbook's own lists say: relations, sheets, names and tables.  Knows no zip, no cells."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from csplan.terms.errors import WorkbookError
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.xlsx.references import Range, range_named
from csplan.xlsx.xml_text import excel_unescaped
from csplan.xlsx.zip_members import damage_in

__all__ = [
    "ColumnPart",
    "Relation",
    "SheetPart",
    "TablePart",
    "defined_names",
    "elements",
    "relations",
    "sheets",
    "table",
]

MOST_SHEETS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One thing that a part refers to."""

    id: str
    kind: str
    part: str
    external: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A sheet: its name on the tab, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    state: str = "visible"
    is_worksheet: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPart:
    """A column of a table: its heading, and the formula that new rows are given."""

    name: str
    calculated_formula: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePart:
    """A table: its part, its name in formulas, its place (counted from 1) and its columns."""

    part: str
    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    header_row_count: int
    totals_row_count: int
    columns: tuple[ColumnPart, ...]

    @property
    def ref(self) -> str:
        """The table's place as Excel writes it."""
        return Range(self.first_row, self.first_column, self.last_row, self.last_column).name


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def elements(tree: ET.Element, tag: str) -> list[ET.Element]:
    """Return the elements of a name anywhere in a part, whatever its namespace's year or prefix."""
    return [one for one in tree.iter() if _local(one.tag) == tag]


def relations(tree: ET.Element, *, folder: str) -> tuple[Relation, ...]:
    """Return the relations in a list, their targets as names of parts."""
    found = []
    for one in elements(tree, "Relationship"):
        target = one.get("Target", "")
        external = one.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found.append(
            Relation(
                id=one.get("Id", ""),
                kind=one.get("Type", "").rpartition("/")[2],
                part=target,
                external=external,
            )
        )
    return tuple(found)


def sheets(workbook: ET.Element, links: Sequence[Relation], *, name: str) -> tuple[SheetPart, ...]:
    """Return the sheets of a workbook, in tab order.

    Raises: WorkbookError where one lies outside the file or has no part.
    """
    by_id = {one.id: one for one in links}
    found = []
    for sheet in elements(workbook, "sheet"):
        tab = sheet.get("name", "")
        ids = [value for key, value in sheet.attrib.items() if key.endswith("relationships}id")]
        link = by_id.get(ids[0]) if ids else None
        if link is None:
            raise damage_in(name, f"the part of its sheet “{tab}” is missing")
        if link.external:
            raise WorkbookError(
                Refusal.EXTERNAL_SHEET,
                f"{name} keeps its sheet “{tab}” outside the file.  "
                f"Do not use this file; ask its sender.",
            )
        found.append(
            SheetPart(
                name=tab,
                part=link.part,
                state=sheet.get("state", "visible"),
                is_worksheet=link.kind == "worksheet",
            )
        )
    if not found:
        raise damage_in(name, "it has no sheets")
    if len(found) > MOST_SHEETS:
        raise WorkbookError(
            Refusal.TOO_LARGE,
            f"{name} has more than {MOST_SHEETS:,} sheets.  Delete those that are not needed.",
        )
    doubled = {one.part.lower() for one in found}
    names = {one.name.lower() for one in found}
    if len(doubled) != len(found) or len(names) != len(found):
        raise WorkbookError(
            Refusal.DOUBLED_PART,
            f"{name} lists the same sheet twice.  Open it in Excel and save it again.",
        )
    return tuple(found)


def defined_names(workbook: ET.Element, tabs: Sequence[SheetPart]) -> dict[str, str]:
    """Return the names and what they stand for, those of one sheet under its name."""
    found = {}
    for one in elements(workbook, "definedName"):
        name = one.get("name", "")
        local = one.get("localSheetId", "")
        if local.isdecimal() and int(local) < len(tabs):
            name = f"{tabs[int(local)].name}!{name}"
        found[name] = "".join(one.itertext())
    return found


def table(part: str, tree: ET.Element, *, name: str) -> TablePart:
    """Return a table as its part describes it.

    Raises: WorkbookError where its place or its columns make no sense.
    """
    place = range_named(tree.get("ref", ""))
    table_name = excel_unescaped(tree.get("displayName") or tree.get("name") or "")
    columns = tuple(_column(one) for one in elements(tree, "tableColumn"))
    if place is None or place.last_column - place.first_column + 1 != len(columns):
        raise damage_in(name, f"the place of its table “{table_name}” makes no sense")
    return TablePart(
        part=part,
        name=table_name,
        first_row=place.first_row,
        last_row=place.last_row,
        first_column=place.first_column,
        last_column=place.last_column,
        header_row_count=_count(tree.get("headerRowCount", "1")),
        totals_row_count=_count(tree.get("totalsRowCount", "0")),
        columns=columns,
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("1048576") else 0


def _column(one: ET.Element) -> ColumnPart:
    formulas = elements(one, "calculatedColumnFormula")
    return ColumnPart(
        name=excel_unescaped(one.get("name", "")),
        calculated_formula="".join(formulas[0].itertext()) if formulas else None,
    )
