"""A rule at a row, as the text of its formula, with the names that the file itself uses.

Knows nothing of what a rule says.
"""

from __future__ import annotations

from csplan.sheets import SETTINGS
from csplan.sheets.sheet import TYPED, Shape
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csplan.rules.rule import Rule
    from csplan.sheets.column import Column, Value
    from csplan.sheets.sheet import Sheet

__all__ = ["FileNames", "formulas_of"]


@dataclass(frozen=True)
class FileNames:
    """How one file calls its tables and their columns.

    `tables` holds each table's name by the sheet's key, `headings` each heading by key and field,
    `absent` the labelled values that the file does not have.
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


def formulas_of(sheet: Sheet, names: FileNames) -> dict[str, str]:
    """Write the formula of each calculated column, without its equals sign."""
    return {
        field: rule.formula({name: _name(sheet, name, names) for name in rule.parameters})
        for field, rule in sheet.rules.items()
        if _can_be_written(rule, sheet, names)
    }


def _can_be_written(rule: Rule[..., Any], sheet: Sheet, names: FileNames) -> bool:
    """Say whether the file has every table and column that the formula names."""
    for parameter in rule.parameters:
        key, _, field_name = parameter.partition("__")
        if field_name and (key, field_name) not in names.headings:
            return False
        parameter = parameter.removeprefix(TYPED)  # noqa: PLW2901
        own = parameter in sheet.by_name and sheet.shape is Shape.TABLE
        if not own and parameter in names.absent:
            return False
        if own and (sheet.key, parameter) not in names.headings:
            return False
    return True


def _name(sheet: Sheet, parameter: str, names: FileNames) -> str:
    """Name one parameter: a cell of the row, a labelled value, or a whole column."""
    if parameter in sheet.by_name and sheet.shape is Shape.TABLE:
        return _meant(sheet, sheet.by_name[parameter], names)
    if parameter in sheet.by_name or parameter in SETTINGS.by_name:
        return parameter
    if parameter.startswith(TYPED):
        return names.this_row(sheet, parameter.removeprefix(TYPED))
    key, _, column = parameter.partition("__")
    return names.whole(key, column)


def _meant(sheet: Sheet, column: Column, names: FileNames) -> str:
    """Name the cell of a column in the row, or what it means where it is blank."""
    cell = names.this_row(sheet, column.name)
    if column.means is None:
        return cell
    means = _literal(column.means)
    if column.means_where is not None:
        other, word, instead = column.means_where
        left = names.this_row(sheet, other)
        means = f"IF({left}={_literal(word)},{_literal(instead)},{means})"
    return f'IF({cell}="",{means},{cell})'


def _literal(value: Value) -> str:
    """Write a word or a number as it stands in a formula."""
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _escaped(heading: str) -> str:
    """Escape what a structured reference cannot hold bare."""
    for character in "'[]#":
        heading = heading.replace(character, f"'{character}")
    return heading
