"""Finds references that lead nowhere, in cells, names, formats, validations and charts."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.engines import parts
from tests.engines.areas import Area, area, place
from tests.engines.references import (
    Broken,
    Name,
    Reference,
    SheetName,
    Structured,
    references,
)

_SPECIALS = frozenset({"#all", "#data", "#headers", "#totals", "#this row"})
_THIS_ROW = "#this row"
_LONGEST_LIST = 255
_BUILT_IN = "_xlnm."


def findings(book: parts.Book) -> Iterator[str]:
    """One line for each reference that does not resolve, or that its place does not allow."""
    known = _Known(book)
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            if cell.formula:
                where = f"{sheet.name}!{cell.at}"
                yield from known.findings(where, cell.formula, sheet.name, cell.at)
        for table in sheet.tables:
            for column in table.columns:
                where = f"{table.display_name}[{column.name}] calculated column"
                yield from known.findings(where, column.formula or "", sheet.name)
        for rule in sheet.rules:
            yield from _of_rule(known, sheet.name, rule)
    for name in book.names:
        if not name.name.startswith(_BUILT_IN):
            yield from known.findings(f"name {name.name}", name.formula, name.sheet or "")


@functools.cache
def _references(formula: str) -> tuple[Reference, ...]:
    """What a formula refers to; a column's formula is the same in every row."""
    return tuple(references(formula))


@dataclass(frozen=True, slots=True)
class _Target:
    """A table to refer to: its sheet, its area, and its columns' names in small letters."""

    sheet: str
    area: Area
    columns: frozenset[str]


class _Known:
    """What a formula of this workbook may refer to; letters' case makes no difference."""

    def __init__(self, book: parts.Book) -> None:
        self._sheets = {sheet.name.casefold() for sheet in book.sheets}
        self._names = {(name.name.casefold(), name.sheet) for name in book.names}
        self._tables = {
            table.display_name.casefold(): _Target(
                sheet.name,
                area(table.ref),
                frozenset(column.name.casefold() for column in table.columns),
            )
            for sheet in book.sheets
            for table in sheet.tables
        }

        self._judged: dict[tuple[str, str], tuple[list[str], set[str]]] = {}

    def findings(self, where: str, formula: str, sheet: str, at: str = "") -> Iterator[str]:
        """What is wrong with one formula, which stands on a sheet, in a cell if `at` says so."""
        if (formula, sheet) not in self._judged:
            self._judged[formula, sheet] = self._judge(formula, sheet)
        anywhere, rows_of = self._judged[formula, sheet]
        outside = [t for t in rows_of if at and not _is_row_of(self._tables[t.casefold()].area, at)]
        for wrong in [*anywhere, *(f"this is not a row of table {table}" for table in outside)]:
            yield f"{where}  {wrong}: {formula}"

    def _judge(self, formula: str, sheet: str) -> tuple[list[str], set[str]]:
        """What is wrong with a formula in any row of a sheet; the tables of whose row it speaks."""
        said: list[str] = []
        rows_of: set[str] = set()
        for found in _references(formula):
            wrong = None
            match found:
                case Structured():
                    wrong = self._wrong_table(found) or self._wrong_part(found, sheet)
                    if not wrong and _THIS_ROW in map(str.casefold, found.specials):
                        rows_of.add(found.table)
                case Name(name) if not self._has_name(name, sheet):
                    wrong = f"there is no name {name}"
                case SheetName(name) if name.casefold() not in self._sheets:
                    wrong = f"there is no sheet {name}"
                case Broken(text):
                    wrong = f"the formula holds {text}"
            said += [wrong] if wrong else []
        return said, rows_of

    def _has_name(self, name: str, sheet: str) -> bool:
        """Whether a name is defined for the workbook or the sheet, or is a table's."""
        folded = name.casefold()
        return folded in self._tables or not self._names.isdisjoint(
            {(folded, None), (folded, sheet)}
        )

    def _wrong_table(self, found: Structured) -> str | None:
        """What is wrong with how a reference names its table."""
        if not found.table:
            return "a reference into a table leaves out the table's name"
        if found.table.casefold() not in self._tables:
            return f"there is no table {found.table}"
        if found.short_form:
            return "@ is how Excel shows [#This Row], not how it is stored"
        return None

    def _wrong_part(self, found: Structured, sheet: str) -> str | None:
        """What is wrong with the part of a table that a reference names."""
        table = self._tables[found.table.casefold()]
        for column in found.columns:
            if column.casefold() not in table.columns:
                return f"table {found.table} has no column {column!r}"
        for special in found.specials:
            if special.casefold() not in _SPECIALS:
                return f"there is no {special}"
            if special.casefold() == _THIS_ROW and table.sheet != sheet:
                return f"this is not a row of table {found.table}"
        return None


def _is_row_of(table: Area, at: str) -> bool:
    """Whether a cell stands in a row of the table, the header left out."""
    row, _ = place(at)
    return table.top < row <= table.bottom


def _of_rule(known: _Known, sheet: str, rule: parts.Rule) -> Iterator[str]:
    """What is wrong with the formula of a format, validation, sparkline or chart."""
    where = f"{sheet} {rule.what}"
    if any(isinstance(found, Structured) for found in _references(rule.formula)):
        yield f"{where}  cannot refer into a table: {rule.formula}"
        return
    is_list = rule.what == "validation" and rule.formula.startswith('"')
    if is_list and len(rule.formula) - len('""') > _LONGEST_LIST:
        yield f"{where}  the list is longer than {_LONGEST_LIST} characters: {rule.formula}"
    yield from known.findings(where, rule.formula, sheet)
