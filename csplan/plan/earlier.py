"""Earlier years and months brought into memory: every row is taken, or left out with its reason.

Takes rows of text by their headings, which are those of History and Budget history.  Knows
nothing of files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csplan.plan.memory import Kept, Memory, Slot, merge_rows, read_memory
from csplan.sheets import BUDGET, BUDGET_HISTORY, HISTORY, INDICATORS
from csplan.sheets.column import Kind, Shown
from csplan.terms.calendar import Calendar
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.typed import meant_number
from csplan.terms.values import Value, same
from csplan.terms.vocabulary import ABSENCES

if TYPE_CHECKING:
    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["Brought", "LeftOut", "bring_earlier"]

_PERIOD = re.compile(r"(?:q([1-4])|(?:month|m)? ?0?(1[0-2]|[1-9]))")
_NOT_TYPED = frozenset(("next_year", "until_month", "closed", "closed_by", "source", "month"))
_SHARE = 1.5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not taken: its line in the file, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What memory holds with the rows that were taken, and the rows that were left out."""

    memory: Memory | None
    read: int
    taken: int
    left_out: Sequence[LeftOut]


class _Refused(Exception):
    """A row that cannot be taken; its text says why."""


def bring_earlier(
    plan: Plan,
    rows: Sequence[Mapping[str, str]],
    kept: Kept,
    *,
    lines: Sequence[int] | None = None,
) -> Brought:
    """Take rows of earlier periods; `rows` are by heading.

    `lines`: on which line of the file each stands; without them the first stands on line 2.
    """
    found = read_memory(plan)
    new: dict[str, dict[tuple[str, str, str], Row]] = defaultdict(dict)
    left: list[LeftOut] = []
    for line, row in zip(lines or range(2, len(rows) + 2), rows, strict=True):
        try:
            sheet, made = _made(plan, {matching(k or ""): v or "" for k, v in row.items()})
            key = _free(sheet, made, found, new[sheet.key])
        except _Refused as reason:
            left.append(LeftOut(line, str(reason)))
            continue
        stamp: Row = {"closed": kept.when, "closed_by": kept.who, "source": kept.source or None}
        new[sheet.key][key] = {**made, **stamp}
    given = {key: list(by_key.values()) for key, by_key in new.items() if by_key}
    memory = None
    for name, own in given.items():
        memory = _with(plan, memory, name, own)
    taken = sum(map(len, given.values()))
    return Brought(memory, len(rows), taken, left)


def _free(
    sheet: Sheet, made: Row, found: Found, new: Mapping[tuple[str, str, str], Row]
) -> tuple[str, str, str]:
    """Return where a row goes in memory, if nothing is kept there yet."""
    slot = Slot(sheet.key, str(made["year"]), str(made["period"]))
    if slot in found.slots:
        raise _Refused(f"{slot.period} {slot.year} is kept already; csplan reopen opens it.")
    key = (slot.year, slot.period, str(made["ref"]))
    if key in new:
        raise _Refused(f"{made['ref']} {slot.period} {slot.year} stands there twice.")
    return key


def _with(plan: Plan, memory: Memory | None, key: str, own: Sequence[Row]) -> Memory:
    """Add one sheet's rows to what memory is to hold."""
    added = merge_rows(plan, {key: own})
    if memory is None:
        return added
    return replace(added, rows={**memory.rows, **added.rows}, said=[*memory.said, *added.said])


def _made(plan: Plan, given: Mapping[str, str]) -> tuple[Sheet, Row]:
    """Return the sheet and the row that a line gives."""
    ref = given.get("ref", "").strip()
    sheet, source = _sheet(plan, ref)
    year = given.get("year", "").strip()
    parsed, own = FinancialYear.parse(year), FinancialYear.parse(plan.financial_year)
    if parsed is None or (own is not None and parsed.alone != own.alone):
        like = own.plus(-1) if own else "2015/16"
        raise _Refused(f"“{year}” is not a financial year, such as {like}.")
    first = Calendar.of(plan.settings).month(1)
    period = _period(given.get("period") or given.get("month") or "", first)
    if sheet is BUDGET_HISTORY and not period.startswith("Month"):
        raise _Refused(f"A budget line is kept by month, and “{period}” is not one.")
    row: Row = {"ref": source["ref"], "year": year, "period": period}
    if sheet is BUDGET_HISTORY:
        row["month"] = float(period.split()[1])
    for column in sheet:
        text = given.get(matching(column.heading), "").strip()
        if column.name in row or column.name in _NOT_TYPED or not text:
            continue
        percent = column.shown is Shown.IN_UNIT and same(source.get("unit"), "%")
        row[column.name] = (
            _figure(text, column.heading, percent=percent) if column.kind is Kind.NUMBER else text
        )
    if len(row) <= (4 if sheet is BUDGET_HISTORY else 3):
        raise _Refused(f"{ref} has no figure under any heading of {sheet.tab}.")
    return sheet, row


def _sheet(plan: Plan, ref: str) -> tuple[Sheet, Row]:
    """Return where a ref's history is kept, and its row."""
    for own, sheet in ((INDICATORS, HISTORY), (BUDGET, BUDGET_HISTORY)):
        for row in plan.table(own):
            if matching(str(row.get("ref") or "")) == matching(ref) and ref:
                return sheet, row
    raise _Refused(f"“{ref}” is neither an indicator nor a budget line of the plan.")


def _period(text: str, first: str) -> str:
    """Return the period that a text names: Q3, Month 7; `first` is the year's first month."""
    found = _PERIOD.fullmatch(matching(text))
    if found is None:
        raise _Refused(
            f"“{text}” is not a period: write Q1 to Q4, or Month 1 ({first}) to Month 12."
        )
    return f"Q{found[1]}" if found[1] else f"Month {found[2]}"


def _figure(text: str, heading: str, *, percent: bool) -> Value:
    """Return the figure that a text means; a share is written with its % sign, or as a fraction."""
    word = next((str(one) for one in ABSENCES if same(text, one)), None)
    if word is not None:
        return word
    figure = meant_number(text)
    if figure is None:
        raise _Refused(f"{heading}: “{text}” is not a figure that can be read with certainty.")
    if percent and abs(figure) > _SHARE:
        raise _Refused(f"{heading}: “{text}” in a percentage; write {text}% if that is meant.")
    return figure
