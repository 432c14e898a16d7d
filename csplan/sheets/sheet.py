"""What a sheet is: a class whose attributes are its columns in order, and the tab where it stands.

Most sheets are a table with a row a record; Settings, Overall and Headlines are lists of
labelled values, one record with a row a field.  Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csplan.sheets.column import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


__all__ = ["Owner", "Shape", "Sheet"]


class Shape(StrEnum):
    """How a sheet is laid out."""

    TABLE = "table"
    LABELS = "labels"


class Owner(StrEnum):
    """Whose rows they are."""

    PEOPLE = "people"
    TEMPLATE = "template"
    CSPLAN = "csplan"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of the plan.

    `name` is the Excel table's name and how formulas and findings call it; `tab` is the tab it
    stands on.  `owner` says who adds rows: people, nobody after the template, or csplan itself.
    """

    name: str
    row: type[Any]
    title: str
    purpose: str
    tab: str
    shape: Shape = Shape.TABLE
    owner: Owner = Owner.PEOPLE
    ref_pattern: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in sheet order."""
        return tuple(
            replace(column, name=name)
            for name, column in vars(self.row).items()
            if isinstance(column, Column)
        )

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their field names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def calculated(self) -> tuple[Column, ...]:
        """The columns that csplan fills in, in the order of calculation."""
        return tuple(column for column in self.columns if column.is_calculated)

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if not column.is_calculated)

    @property
    def key(self) -> str:
        """The name of this sheet in a rule's parameters: `control_totals`."""
        return self.name.lower()

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns."""
        return iter(self.columns)
