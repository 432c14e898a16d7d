"""What a sheet is: a class whose attributes are its columns in order, and the tab where it stands.

Most sheets are a table with a row a record; Settings, Overall and Headlines are lists of
labelled values, one record with a row a field.  Knows nothing of files.
"""

from __future__ import annotations

from functools import cached_property

from csplan.sheets.column import Column
from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from csplan.rules.rule import Rule

__all__ = ["TYPED", "Group", "Owner", "Shape", "Sheet"]


TYPED = "typed_"
"""Before a column's name in a rule's parameter: the cell as it was typed, be it blank or not."""


class Shape(StrEnum):
    """How a sheet is laid out."""

    TABLE = "table"
    LABELS = "labels"


class Owner(StrEnum):
    """Whose rows they are."""

    PEOPLE = "people"
    TEMPLATE = "template"
    CSPLAN = "csplan"


class Group(StrEnum):
    """Which tabs stand together, in one colour."""

    START = "Start"
    PLAN = "Typing"
    MONEY = "Money"
    CSPLAN = "csplan's own"


_BLANK_ROWS = {Owner.PEOPLE: 20, Owner.TEMPLATE: 6, Owner.CSPLAN: 2}
"""How many blank rows an empty table begins with; ironcalc cannot count a table of one row."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of the plan.

    `name` is the Excel table's name and how formulas and findings call it; `tab` is the tab it
    stands on.  `owner` says who adds rows: people, nobody after the template, or csplan itself.
    `named_by` is the column that says what a row is: it and those to its left stay in view.
    `refs` is the defined name of its refs, which the drop-downs of links to it offer.  `group` says
    beside which tabs its own stands, and `few_rows` with how many rows an empty table begins, if
    not with as many as others of its owner.  `since` is the layout that brought the sheet, and with
    it all of its columns.  `order` names the columns as they stand on the tab, if not in the order
    of their calculation; others come after them.
    """

    name: str
    row: type[Any]
    title: str
    purpose: str
    tab: str
    shape: Shape = Shape.TABLE
    owner: Owner = Owner.PEOPLE
    ref_pattern: str = ""
    named_by: str = ""
    refs: str = ""
    group: Group = Group.PLAN
    few_rows: int = 0
    since: int = 1
    order: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of their calculation."""
        return tuple(
            column if column.since >= self.since else replace(column, since=self.since)
            for column in vars(self.row).values()
            if isinstance(column, Column)
        )

    @cached_property
    def placed(self) -> tuple[Column, ...]:
        """The columns as they stand on a new workbook's tab, from left to right."""
        first = {name: place for place, name in enumerate(self.order)}
        return tuple(sorted(self.columns, key=lambda one: first.get(one.name, len(first))))

    def place_of(self, name: str) -> int:
        """Return the place of a column on a new workbook's tab, counted from 0."""
        return [column.name for column in self.placed].index(name)

    def folded_under(self, name: str) -> str:
        """Return the group under which a column is folded on a new tab; empty if it is not."""
        section = ""
        for column in self.placed:
            section = column.section or section
            if column.name == name:
                return (section or "this sheet") if column.folded else ""
        return ""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their field names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def calculated(self) -> tuple[Column, ...]:
        """The columns that csplan fills in, in the order of calculation."""
        return tuple(column for column in self.columns if column.is_calculated)

    @cached_property
    def rules(self) -> Mapping[str, Rule[..., Any]]:
        """The rules of the calculated columns by their field names, in the order of calculation."""
        return {column.name: column.rule for column in self.columns if column.rule is not None}

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if not column.is_calculated)

    @cached_property
    def meaning_blanks(self) -> tuple[Column, ...]:
        """The columns in which a blank cell means something."""
        return tuple(column for column in self.columns if column.means is not None)

    @property
    def blank_rows(self) -> int:
        """How many blank rows an empty table begins with."""
        return self.few_rows or _BLANK_ROWS[self.owner]

    @property
    def in_view(self) -> int:
        """How many columns at the left stay in view: those that say what a row is."""
        return self.place_of(self.named_by) + 1 if self.named_by else 0

    @property
    def key(self) -> str:
        """The name of this sheet in a rule's parameters: `control_totals`."""
        return self.name.lower()

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns."""
        return iter(self.columns)
