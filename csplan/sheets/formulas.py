"""A rule at a row, as the text of its formula, with the names that the file itself uses.

Knows nothing of what a rule says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.sheets import BY_KEY, SETTINGS
from csplan.sheets.sheet import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = ["Names", "formulas_of"]


@dataclass(frozen=True)
class Names:
    """How one file calls its tables and their columns.

    `tables` holds each table's name by the sheet's key, `headings` each heading by key and field,
    `absent` the labelled values that the file has not.
    """

    tables: Mapping[str, str]
    headings: Mapping[tuple[str, str], str]
    absent: frozenset[str] = frozenset()

    def this_row(self, sheet: Sheet, column: str) -> str:
        """Name the cell of a column in the formula's own row."""
        heading = _escaped(self.headings[sheet.key, column])
        return f"{self.tables[sheet.key]}[[#This Row],[{heading}]]"

    def whole(self, key: str, column: str) -> str:
        """Name a whole column of a table."""
        return f"{self.tables[key]}[{_escaped(self.headings[key, column])}]"


def formulas_of(sheet: Sheet, names: Names) -> dict[str, str]:
    """Write the formula of each calculated column, without its equals sign."""
    return {
        column.name: _formula(sheet, column, names)
        for column in sheet.calculated
        if _can_be_written(column, sheet, names)
    }


def _can_be_written(column: Column, sheet: Sheet, names: Names) -> bool:
    """Say whether the file has every table and column that the formula names."""
    if column.rule is None:
        return False
    for parameter in column.rule.parameters:
        key, _, field_name = parameter.partition("__")
        if field_name and (key, field_name) not in names.headings:
            return False
        own = parameter in sheet.by_name and sheet.shape is Shape.TABLE
        if not own and parameter in names.absent:
            return False
        if own and (sheet.key, parameter) not in names.headings:
            return False
    return True


def _formula(sheet: Sheet, column: Column, names: Names) -> str:
    """Write one formula."""
    if column.rule is None:
        msg = f"{column.name} has no rule"
        raise TypeError(msg)
    called = {name: _name(sheet, name, names) for name in column.rule.parameters}
    return column.rule.formula(called)


def _name(sheet: Sheet, parameter: str, names: Names) -> str:
    """Name one parameter: a cell of the row, a labelled value, or a whole column."""
    if parameter in sheet.by_name and sheet.shape is Shape.TABLE:
        return names.this_row(sheet, parameter)
    if parameter in sheet.by_name or parameter in SETTINGS.by_name:
        return parameter
    key, _, column = parameter.partition("__")
    if column not in BY_KEY[key].by_name:
        msg = f"{sheet.name}: nothing is called {parameter}"
        raise KeyError(msg)
    return names.whole(key, column)


def _escaped(heading: str) -> str:
    """Escape what a structured reference cannot hold bare."""
    for character in "'[]#":
        heading = heading.replace(character, f"'{character}")
    return heading
