"""Data that somebody brings for a sheet, held against the plan: what of it can go in, and why not.

Every row is accounted for.  A blank says nothing, unless blanks are to clear; a formula stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.plan.incoming import STATE, columns_for, from_text
from csplan.sheets.column import Column, Kind
from csplan.sheets.sheet import Owner, Shape, Sheet
from csplan.terms.enumerations import StrEnum
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching, nearest
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, alike
from csplan.workbook.entering import Entry
from csplan.workbook.tidy import is_percent
from csplan.xlsx.given import Dated, Given

if TYPE_CHECKING:
    from csplan.plan.plan import Row
    from csplan.workbook.read import Opened

__all__ = ["Asked", "EntryOutcome", "Offer", "OfferedValue", "offer"]


class EntryOutcome(StrEnum):
    """What becomes of a value, or of a row, of the data."""

    ENTERED = "entered"
    NEW_ROW = "new row"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown ref"
    NOT_INPUT = "not an input column"
    FORMULA = "formula"
    INVALID = "invalid"

    @property
    def stops(self) -> bool:
        """Whether nothing is written because of it, unless the rest is asked for."""
        return self in (
            EntryOutcome.UNKNOWN,
            EntryOutcome.NOT_INPUT,
            EntryOutcome.FORMULA,
            EntryOutcome.INVALID,
        )


@dataclass(frozen=True, slots=True)
class OfferedValue:
    """What becomes of one value of the data: its row there, its ref and heading, both values."""

    row: int
    ref: str
    heading: str
    outcome: EntryOutcome
    before: Value = None
    after: Value = None
    why: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How data is taken: its key, whether rows may be new, blanks clear, and all of it is text."""

    key: str = "Ref"
    new_rows: bool = False
    blanks_clear: bool = False
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The account of every row, the values that go in, and the rows that are new, by number."""

    lines: tuple[OfferedValue, ...]
    entries: Mapping[tuple[int, str], Entry]
    rows: Mapping[int, Row]


def offer(work: Opened, sheet: Sheet, data: Given, asked: Asked) -> Offer:
    """Say for every value of the data what becomes of it.

    Raises: WorkbookError where the sheet is not for typing, or a column or the key is unknown.
    """
    if sheet.owner is not Owner.PEOPLE or sheet.shape is not Shape.TABLE:
        raise WorkbookError(
            Refusal.DATA_REFUSED,
            f"{sheet.title} is not a table that people fill in.  Nothing was written.",
        )
    year = FinancialYear.parse(work.plan.financial_year)
    columns = columns_for(sheet, data.columns, year)
    key = next((column for column in columns.values() if column == asked_key(sheet, asked)), None)
    if key is None or "ref" not in sheet.by_name:
        raise WorkbookError(
            Refusal.DATA_REFUSED,
            f"The data has no column “{asked.key}”, by which its rows are found.  "
            f"Nothing was written.",
        )
    taking = _Taking(work, sheet, data, asked, columns, key)
    lines = tuple(taking.lines())
    return Offer(lines, taking.entries, taking.rows)


def asked_key(sheet: Sheet, asked: Asked) -> Column | None:
    """Return the column that the key names, by heading or field."""
    wanted = matching(asked.key)
    found = (one for one in sheet.inputs if wanted in (matching(one.heading), one.name))
    return next(found, None)


class _Taking:
    """One reading of the data against the plan."""

    def __init__(
        self,
        work: Opened,
        sheet: Sheet,
        data: Given,
        asked: Asked,
        columns: Mapping[str, Column],
        key: Column,
    ) -> None:
        self._work, self._sheet, self._data, self._asked = work, sheet, data, asked
        self._columns, self._key = columns, key
        self._place = work.layout.tables[sheet.key]
        self._cells = work.sheets[self._place.tab.part]
        self._rows = work.plan.rows[sheet.key]
        self._states = {
            matching(name.removesuffix(STATE)): values
            for name, values in data.columns.items()
            if name not in columns
        }
        self.entries: dict[tuple[int, str], Entry] = {}
        self.rows: dict[int, Row] = {}

    def lines(self) -> Iterator[OfferedValue]:
        """Account for every row of the data, noting what goes in."""
        at_key = next(name for name, column in self._columns.items() if column is self._key)
        keys = [_key_of(value) for value in self._data.columns[at_key]]
        given: dict[str, list[int]] = {}
        for number, key in enumerate(keys, 1):
            given.setdefault(key, []).append(number)
        known: dict[str, list[int]] = {}
        for index, row in enumerate(self._rows):
            known.setdefault(_key_of(row.get(self._key.name)), []).append(index)
        for number, key in enumerate(keys, 1):
            shown = _shown(self._data.columns[at_key][number - 1])
            found = known.get(key, [])
            wrong = self._wrong_key(key, shown, given[key], found)
            if wrong:
                yield OfferedValue(number, shown, "", EntryOutcome.INVALID, why=wrong)
            elif found:
                yield from self._values(number, found[0])
            elif self._asked.new_rows and self._key.name == "ref":
                yield from self._new(number, shown)
            else:
                close = nearest(shown, [str(row.get(self._key.name) or "") for row in self._rows])
                hint = f"  The nearest is {close}." if close else ""
                why = f"{self._sheet.title} has no row {shown}.{hint}"
                yield OfferedValue(number, shown, "", EntryOutcome.UNKNOWN, why=why)

    def _wrong_key(self, key: str, shown: str, given: list[int], found: list[int]) -> str:
        """Return why a key finds no row, or more than one."""
        if not key:
            return f"{self._key.heading} is blank."
        if len(given) > 1:
            at = [f"{number:,}" for number in given]
            return f"{shown} stands in rows {', '.join(at[:-1])} and {at[-1]} of the data."
        return f"{shown} stands in several rows of the plan." if len(found) > 1 else ""

    def _values(self, number: int, index: int) -> Iterator[OfferedValue]:
        """Account for the values of a row that the plan has."""
        ref = str(self._rows[index].get("ref") or "")
        if not ref:
            yield OfferedValue(
                number, "", "", EntryOutcome.INVALID, why="Its row in the plan has no Ref."
            )
            return
        for name, column in self._columns.items():
            if column is self._key:
                continue
            value, why = self._taken(name, column, number, self._rows[index])
            cell = self._cells.cell(self._place.rows[index], self._place.columns[column.name])
            before = cell.value if cell is not None else None
            outcome = EntryOutcome.ENTERED
            if why:
                outcome = EntryOutcome.INVALID
            elif alike(before, value):
                outcome = EntryOutcome.UNCHANGED
            elif value is None and not self._asked.blanks_clear:
                outcome, why = EntryOutcome.UNCHANGED, "A blank leaves the cell as it is."
            elif column.is_calculated:
                outcome, why = EntryOutcome.NOT_INPUT, f"csplan works out {column.heading}."
            elif cell is not None and cell.formula is not None:
                outcome, why = EntryOutcome.FORMULA, f"The cell holds ={cell.formula[:60]}."
            else:
                entry = Entry(self._sheet.key, ref, column.name, value)
                self.entries[number, column.name] = entry
            yield OfferedValue(
                number, ref, column.heading, outcome, before, value, why, column.name
            )

    def _new(self, number: int, ref: str) -> Iterator[OfferedValue]:
        """Account for a row that the plan does not have yet."""
        row: Row = {}
        given: Row = {
            column.name: None if isinstance(value, Dated) else value
            for name, column in self._columns.items()
            for value in [self._data.columns[name][number - 1]]
        }
        for name, column in self._columns.items():
            value, why = self._taken(name, column, number, given)
            if why:
                yield OfferedValue(
                    number, ref, column.heading, EntryOutcome.INVALID, None, value, why
                )
                return
            if value is not None and not column.is_calculated:
                row[column.name] = value
        self.rows[number] = row
        yield OfferedValue(number, ref, "", EntryOutcome.NEW_ROW, after=f"{len(row)} values")

    def _taken(self, name: str, column: Column, number: int, row: Row) -> tuple[Value, str]:
        """Return a value as its column holds it, or why it cannot."""
        value = self._data.columns[name][number - 1]
        if value is None and matching(name) in self._states:
            value = self._states[matching(name)][number - 1]
        if isinstance(value, Dated):
            wrong = "" if column.kind is Kind.DAY else "A date is given where none belongs."
            return value.serial, wrong
        if isinstance(value, bool):
            return value, "TRUE or FALSE is given where neither belongs."
        if self._asked.as_text and isinstance(value, str):
            if "%" in value and column.kind is Kind.NUMBER and not is_percent(column, row):
                return value, "A percentage is given, but its column or unit is not one."
            return from_text(value, column, date1904=self._work.package.date1904), ""
        return value, ""


def _key_of(value: object) -> str:
    return matching(_shown(value))


def _shown(value: object) -> str:
    """Return a key as a person wrote it: 5, not 5.0."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
