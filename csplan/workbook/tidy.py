"""Text that was meant as a number, date, word or ref, made one: only where nothing is in doubt.

What a text unambiguously means is said by `csplan.terms.typed`; all else stays, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.plan.check_rows import check_cell
from csplan.plan.plan import is_blank_row
from csplan.sheets import BY_KEY, SETTINGS, SHEETS
from csplan.sheets.column import Kind, Shown
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.catalogue import Code
from csplan.terms.names import matching
from csplan.terms.number import half_up
from csplan.terms.period import serial_of
from csplan.terms.refs import ref_fault
from csplan.terms.typed import meant_day, meant_number
from csplan.terms.values import CellError, Value, is_number, says
from csplan.terms.vocabulary import ABSENCES, NoUnit, Unit
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.read import open_workbook
from csplan.workbook.update import Updated, update

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from csplan.plan.plan import Plan, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.read import Opened

__all__ = ["Tidying", "is_percent", "tidy", "tidyings"]

_TWO_READINGS = re.compile(r"[0-9][.,' ][0-9]")
_DAY_LIKE = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2}(?:\d{2})?\s*")


@dataclass(frozen=True, slots=True)
class Tidying:
    """One text that is not what its column wants: what it will become, or why it stays."""

    place: str
    heading: str
    found: str
    entry: Entry | None
    becomes: str
    why: str

    @property
    def stays(self) -> bool:
        """Whether the text is left for a person to decide."""
        return self.entry is None


def tidyings(path: Path) -> list[Tidying]:
    """Find every text in a workbook that stands where a number, date, word or ref belongs.

    Raises: WorkbookError where the file cannot be read.
    """
    work = open_workbook(path)
    found = list(_of_row(work, SETTINGS, -1, work.plan.settings))
    for sheet in SHEETS:
        if sheet.shape is Shape.TABLE and sheet.owner is Owner.PEOPLE:
            for index, row in enumerate(work.plan.table(sheet)):
                if not is_blank_row(row, sheet):
                    found += _of_row(work, sheet, index, row)
    return found


def tidy(
    path: Path,
    found: Sequence[Tidying],
    *,
    now: datetime | None = None,
    user: str | None = None,
    force: bool = False,
) -> Updated:
    """Write what was found to be unambiguous into its cells, and update the workbook.

    Raises: PlanHasFaults where the structure cannot be trusted; WorkbookError where the file
    cannot be read or written, or a cell holds something else by now.
    """
    entries = [one.entry for one in found if one.entry is not None]
    named = "; ".join(f"{one.place} {one.becomes}" for one in found if not one.stays)
    note = f"Text made what it was meant as: {named}"
    return update(
        path, now=now, user=user, force=force, entries=Entries(entries, "Tidy", note[:2000])
    )


def _of_row(work: Opened, sheet: Sheet, index: int, row: Row) -> Iterator[Tidying]:
    """Look at the texts of one row."""
    place = work.plan.places.get(sheet.key)
    ref = str(row.get("ref") or "") if sheet is not SETTINGS else ""
    for column in sheet.inputs:
        text = row.get(column.name)
        if place is None or not isinstance(text, str) or isinstance(text, CellError):
            continue
        if not _is_wrong(work.plan, sheet, index, column, row):
            continue
        name, *at = place.cell(index, column.name)
        cell = work.sheets[_part(work, sheet)].cell(*at)
        value, why = _meant(text, column, row, work)
        if not why and cell is not None and cell.formula is not None:
            why = "a formula gives it, and formulas are never replaced"
        if not why and not ref and sheet is not SETTINGS:
            why = "its row has no ref"
        if not why and _is_wrong(work.plan, sheet, index, column, {**row, column.name: value}):
            why = f"{_shown(value, column, row)} lies outside what the column can hold"
        entry = None if why else Entry(sheet.key, ref, column.name, value, over=text)
        becomes = "" if why else _shown(value, column, row)
        yield Tidying(f"{place.tab}!{name}", column.heading, text, entry, becomes, why)


def _part(work: Opened, sheet: Sheet) -> str:
    """Return the part of the file that holds a sheet."""
    if sheet.shape is Shape.LABELS:
        return work.layout.labels[sheet.key].tab.part
    return work.layout.tables[sheet.key].tab.part


def _is_wrong(plan: Plan, sheet: Sheet, index: int, column: Column, row: Row) -> bool:
    """Say whether a cell is not what its column wants, a link or ref that only looks wrong too."""
    value = row.get(column.name)
    if column.kind is Kind.LINK:
        refs = [str(one.get("ref") or "") for one in plan.table(BY_KEY[column.to.lower()])]
        return value not in (None, "") and str(value).lower() not in {one.lower() for one in refs}
    if column.name == "ref" and sheet.ref_pattern:
        return ref_fault(str(value)) != ""
    if column.kind is Kind.TEXT:
        return False
    wrong = [one.code for one in check_cell(plan, sheet, index, column, row)]
    return bool(set(wrong) - {Code.VALUE_MISSING})


def _meant(text: str, column: Column, row: Row, work: Opened) -> tuple[Value, str]:
    """Return what a text means in its column, or nothing and why that is in doubt."""
    if column.kind is Kind.NUMBER:
        return _number(text, column, row)
    if column.kind is Kind.DAY:
        return _day(text, date1904=work.package.date1904)
    words: Sequence[str] = tuple(column.words or ())
    if column.kind is Kind.LINK:
        table = work.plan.table(BY_KEY[column.to.lower()])
        words = [str(one["ref"]) for one in table if one.get("ref")]
    if column.name == "ref":
        words = [matching(text).upper()]
    close = [word for word in words if matching(word) == matching(text)]
    return (close[0], "") if len(close) == 1 else (None, "it is not one of the column's words")


def _number(  # noqa: PLR0911  (one line a reason)
    text: str, column: Column, row: Row
) -> tuple[Value, str]:
    """Return the number, or the word, that a text unambiguously means."""
    if not matching(text):
        return None, ""
    words = [word for word in ABSENCES if matching(word) == matching(text)]
    if column.absences and words:
        return str(words[0]), ""
    value, signed = meant_number(text), "%" in text.replace("％", "%")
    if value is None:
        if _TWO_READINGS.search(text):
            return None, "its comma, point or space can be read in more than one way"
        return None, "it is not a number"
    if column.shown is Shown.IN_UNIT and not _is_unit(row.get("unit")):
        return None, "the unit of its row is not known"
    percent = is_percent(column, row)
    if percent and not signed:
        plain = f"{value:.12g}"
        return None, f"it could be {plain}% or {half_up(value * 100, 0)}%: type it with the %"
    if signed and not percent:
        return None, "it is a percentage, but its column or unit is not"
    return value, ""


def _is_unit(value: Value) -> bool:
    """Say whether a row says what it is measured in."""
    return isinstance(value, str) and bool(value) and not any(says(value, one) for one in NoUnit)


def is_percent(column: Column, row: Row) -> bool:
    """Say whether a cell holds a percentage, as a fraction."""
    in_percent = column.shown is Shown.IN_UNIT and says(row.get("unit"), Unit.PERCENT)
    return column.shown is Shown.PERCENT or in_percent


def _day(text: str, *, date1904: bool) -> tuple[Value, str]:
    """Return the serial number of the day that a text unambiguously means."""
    if not matching(text):
        return None, ""
    day = meant_day(text)
    if day is not None:
        return serial_of(day, date1904=date1904), ""
    if _DAY_LIKE.fullmatch(text):
        return None, "day and month, or the year, can be read in more than one way, or in none"
    return None, "it is not a date"


def _shown(value: Value, column: Column, row: Row) -> str:
    """Return what a text becomes as its reader will see it."""
    if not is_number(value):
        return f"“{value}”" if value else "blank"
    if column.kind is Kind.DAY:
        return "a date"
    return f"{value * 100:.12g}%" if is_percent(column, row) else f"{value:,.12g}"
