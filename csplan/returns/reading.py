"""This module reads what came back: whose return a file is, and what stands in its cells.

A return is found by the number inside it, whatever it is called and whatever program saved it; its
columns by their headings and its rows by their refs.  Knows nothing of the plan as it is now.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.returns.form import PARTS, Identity, identity_in
from csplan.returns.writing import AS_SENT
from csplan.sheets.column import Kind
from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.values import CellError, Value, is_number
from csplan.xlsx.number_formats import CellStyles
from csplan.xlsx.package import Package
from csplan.xlsx.references import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csplan.returns.form import ReturnTable
    from csplan.xlsx.package import SheetPart
    from csplan.xlsx.sheet_xml import Cell, SheetXml

__all__ = ["Answer", "Came", "came_back"]

_MOST_ROWS_ABOVE = 12
_PROPERTY = re.compile(r"<vt:lpwstr>([^<]*)</vt:lpwstr>")


@dataclass(frozen=True, slots=True)
class Answer:
    """One asked cell: what it held when it was sent, what it holds now, and what is odd of it."""

    sheet: str
    ref: str
    field: str
    cell: str
    sent: Value
    now: Value
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """One file that came back: whose it is, its answers, and the refs it holds, sheet by sheet.

    `why` says why it is not a return that can be used; it has no answers then.
    """

    name: str
    identity: Identity | None
    answers: tuple[Answer, ...] = ()
    refs: tuple[tuple[str, str], ...] = ()
    why: str = ""


def came_back(name: str, data: bytes) -> Came:
    """Read one file; whatever is wrong with it is said, never raised."""
    if not name.lower().endswith(".xlsx"):
        return Came(
            name, None, why="It is not an .xlsx.  Open it and save it as “Excel Workbook (.xlsx)”."
        )
    try:
        package = Package.open(data, name=name)
        identity = _identity(package)
        if identity is None:
            return Came(
                name, None, why="It is not a return: the number on its Guidance page is not there."
            )
        return _read(package, name, identity)
    except CsplanError as reason:
        return Came(name, None, why=str(reason))


def _identity(package: Package) -> Identity | None:
    """Return the number that a return carries, in its properties or on any of its pages."""
    if "docProps/custom.xml" in package.parts:
        said = _PROPERTY.findall(package.text("docProps/custom.xml"))
        found = identity_in([html.unescape(text) for text in said])
        if found is not None:
            return found
    for sheet in package.sheets:
        cells = package.sheet_xml(sheet)
        found = identity_in(list(_texts(cells)))
        if found is not None:
            return found
    return None


def _texts(cells: SheetXml) -> Iterator[str]:
    """Yield the texts of a sheet's first rows, where the number stands on the Guidance page."""
    for number in cells.rows:
        if number > _MOST_ROWS_ABOVE * 4:
            return
        for cell in cells.rows[number].cells.values():
            if isinstance(cell.value, str):
                yield cell.value


def _read(package: Package, name: str, identity: Identity) -> Came:
    """Return the answers of a return."""
    year = FinancialYear.parse(identity.year)
    tabs = {matching(sheet.name): sheet for sheet in package.sheets}
    answers: list[Answer] = []
    refs: list[tuple[str, str]] = []
    for part in PARTS(identity.period):
        tab = tabs.get(matching(part.sheet.tab))
        if tab is None:
            continue
        headings = {
            field: part.column(field).heading_in(year) if year else part.column(field).heading
            for field in part.asked
        }
        found = _place(package.sheet_xml(tab), headings)
        if isinstance(found, str):
            return Came(name, identity, why=f"{tab.name}: {found}")
        answers += _answers(package, tab, part, *found, refs)
    return Came(name, identity, tuple(answers), tuple(refs))


def _place(
    cells: SheetXml, headings: Mapping[str, str]
) -> tuple[int, int, dict[str, int], dict[str, int]] | str:
    """Find the row of headings: its number, the column of Ref, and those asked, now and as sent."""
    for number in range(1, _MOST_ROWS_ABOVE + 1):
        if number not in cells.rows:
            continue
        texts: dict[str, list[int]] = {}
        for column, cell in cells.rows[number].cells.items():
            if isinstance(cell.value, str):
                texts.setdefault(matching(cell.value), []).append(column)
        if "ref" not in texts:
            continue
        wanted = {field: matching(text) for field, text in headings.items()}
        sent = {field: matching(f"{AS_SENT}{text}") for field, text in headings.items()}
        for heading in ["ref", *wanted.values(), *sent.values()]:
            if len(texts.get(heading, ())) != 1:
                return f"the column “{heading}” is missing or stands twice; take a fresh return."
        return (
            number,
            texts["ref"][0],
            {field: texts[heading][0] for field, heading in wanted.items()},
            {field: texts[heading][0] for field, heading in sent.items()},
        )
    return "its row of headings is not there; take a fresh return."


def _answers(
    package: Package,
    tab: SheetPart,
    part: ReturnTable,
    top: int,
    ref_column: int,
    now: Mapping[str, int],
    sent: Mapping[str, int],
    refs: list[tuple[str, str]],
) -> Iterator[Answer]:
    """Yield every asked cell of a tab, row by row."""
    cells = package.sheet_xml(tab)
    styles = CellStyles(package.xml("xl/styles.xml")) if "xl/styles.xml" in package.parts else None
    for number in cells.rows:
        if number <= top:
            continue
        row = cells.rows[number].cells
        ref = row[ref_column].value if ref_column in row else None
        if ref in (None, ""):
            continue
        refs.append((part.sheet.key, str(ref).strip()))
        for field, column in now.items():
            cell, before = row.get(column), row.get(sent[field])
            yield Answer(
                sheet=part.sheet.key,
                ref=str(ref).strip(),
                field=field,
                cell=f"{tab.name}!{cell_name(number, column)}",
                sent=before.value if before else None,
                now=cell.value if cell else None,
                odd=_odd(cell, part, field, styles),
            )


def _odd(cell: Cell | None, part: ReturnTable, field: str, styles: CellStyles | None) -> str:
    """Say why a cell cannot be taken, whatever it held before; nothing where it may be."""
    if cell is None:
        return ""
    if isinstance(cell.value, CellError):
        return f"it shows {cell.value}, an Excel error"
    if cell.formula is not None and cell.value is None:
        return "a formula without a value stands there; save the file in Excel"
    dated = styles is not None and styles.is_date(cell.style)
    if is_number(cell.value) and dated and part.column(field).kind is Kind.NUMBER:
        return "a date stands there, where a figure belongs"
    return ""
