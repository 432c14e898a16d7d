"""What the plan remembers: as adopted, and as each period was closed.

Makes the rows of History and Budget history from results, and reads them back.  Each period's
rows are vouched for by a checksum on the Change log.  Touches no file and no clock.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256

from csplan.sheets import (
    BUDGET,
    BUDGET_HISTORY,
    CHANGE_LOG,
    HISTORY,
    INDICATORS,
    MEMORY,
    SETTINGS,
)
from csplan.sheets.column import Kind
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.memory_words import ADOPTED
from csplan.terms.patterns import late_pattern
from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass, field, replace
from csplan.terms.values import CellError, Value, is_number
from csplan.terms.vocabulary import ABSENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = [
    "JUDGED_BY",
    "PROMISED",
    "Found",
    "Kept",
    "Memory",
    "Slot",
    "adopt",
    "both",
    "checksum",
    "closing_of_month",
    "closing_of_quarter",
    "kept_rows",
    "merge_rows",
    "read_memory",
    "with_memory",
    "without",
]

JUDGED_BY = tuple(
    column
    for column in SETTINGS.inputs
    if column.kind is Kind.NUMBER and column.required and not column.entry
)
"""The values of Settings by which colours are given: a change of one moves every goalpost."""

PROMISED = (
    *("unit", "polarity", "measure", "first_due", "baseline", "target"),
    *("target_2", "target_3", "target_4", "q1_target", "q2_target", "q3_target", "q4_target"),
    *("tolerance_share", "tolerance_in_unit"),
)
AT_CLOSE = {"forecast_outturn": "forecast_used"}
"""The column of Budget that one of Budget history keeps at the close, where it is another."""
_FILLED_LATER = ("original_budget", "baseline", "target", "target_2", "target_3", "target_4")
_LINE = late_pattern(
    r"(History|Budget history): (Adopted|Ended|Q[1-4]|Month \d{1,2}|Year) (\d{4}(?:/\d{2})?)"
    r"(?: kept, \d+ rows?, checksum ([0-9a-f]{16})| reopened)"
)
_NOT_SUMMED = frozenset(("next_year", "until_month"))  # they follow from the others


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of one sheet of memory: (History, 2016/17, Q2)."""

    sheet: str
    year: str
    period: str


@dataclass(frozen=True, slots=True)
class Kept:
    """When something was kept, and by whom."""

    when: float
    who: str
    source: str = ""


@dataclass(frozen=True)
class Memory:
    """The rows of both sheets of memory as they will stand, and what the Change log says of it."""

    rows: Mapping[str, Sequence[Row]]
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """Memory as it was read: the rows of each slot, and the checksums that vouch for them."""

    slots: Mapping[Slot, Sequence[Row]]
    vouched: Mapping[Slot, str] = field(default_factory=dict)

    def rows(self, sheet: Sheet, year: str, period: str) -> Mapping[str, Row]:
        """Return a slot's rows by ref; none where the period is not closed."""
        rows = self.slots.get(Slot(sheet.key, year, period), ())
        return {str(row["ref"]): row for row in rows}

    def is_altered(self, slot: Slot) -> bool:
        """Say whether a slot's rows are not those that the Change log vouches for, if it does."""
        vouched = self.vouched.get(slot)
        return vouched is not None and checksum(self.slots.get(slot, ())) != vouched

    def periods(self, sheet: Sheet, year: str) -> list[str]:
        """Return the periods that are kept of a year, without what was adopted, in order."""
        named = [s.period for s in self.slots if (s.sheet, s.year) == (sheet.key, year)]
        return sorted((name for name in named if name != ADOPTED), key=_order)


def read_memory(plan: Plan) -> Found:
    """Read memory back: every slot's rows, and what the Change log vouches for."""
    slots: dict[Slot, list[Row]] = defaultdict(list)
    for sheet in MEMORY:
        by_name: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
        for row in plan.table(sheet):
            if row.get("ref") not in (None, ""):
                by_name[row.get("year"), row.get("period")].append(row)
        for (year, period), rows in by_name.items():
            slots[Slot(sheet.key, str(year), str(period))] = rows
    return Found(slots, _vouched(plan.table(CHANGE_LOG)))


def _vouched(log: Iterable[Row]) -> dict[Slot, str]:
    """Return the last checksum that the Change log gives for each slot that is not reopened."""
    vouched: dict[Slot, str] = {}
    for line in log:
        for name, period, year, checked in _LINE.findall(str(line.get("changes") or "")):
            slot = Slot(name.lower().replace(" ", "_"), year, period)
            if checked:
                vouched[slot] = checked
            else:
                vouched.pop(slot, None)
    return vouched


def checksum(rows: Iterable[Row]) -> str:
    """Return a checksum over a slot's rows: the same whatever their order, and after Excel saved.

    >>> checksum([{"ref": "KO1-01", "value": 0.1 + 0.2}]) == checksum(
    ...     [{"ref": "KO1-01", "value": 0.3, "rag": ""}])
    True
    """
    orders: dict[tuple[str, ...], list[str]] = {}  # most rows hold the same fields
    lines = []
    for row in rows:
        held = tuple(row)
        names = orders.get(held)
        if names is None:
            names = orders[held] = sorted(set(held) - _NOT_SUMMED)
        said = []
        for name in names:
            value = row[name]
            if type(value) is float:
                said.append(f"{name}={value:.12g}")
            elif value is not None and value != "":
                said.append(f"{name}={value}")
        lines.append("\x1f".join(said))
    return sha256("\x1e".join(sorted(lines)).encode()).hexdigest()[:16]


def _order(period: str) -> tuple[int, int]:
    """Sort periods: as adopted, then quarters and months as the year goes."""
    digits = "".join(one for one in period if one.isdigit())
    return (0 if period == ADOPTED else 1, int(digits or 0))


def adopt(results: Results, kept: Kept) -> Memory | None:
    """Keep what is promised by rows that memory does not know yet; None where it knows all.

    A blank baseline or target that is filled in later is adopted then: it judged nothing before.
    Beside rows that somebody altered nothing is kept, for the new checksum would vouch for them.
    """
    plan, found = results.plan, read_memory(results.plan)
    year = plan.financial_year
    new: dict[str, list[Row]] = {}
    if HISTORY.key in plan.rows:
        rows = [_promised(row) for row in results.present(INDICATORS)]
        settings = [_judged_by(results.settings, column.name) for column in JUDGED_BY]
        new[HISTORY.key] = _unknown(found.rows(HISTORY, year, ADOPTED), [*rows, *settings])
    if BUDGET_HISTORY.key in plan.rows:
        lines = [_line_adopted(row) for row in results.present(BUDGET)]
        new[BUDGET_HISTORY.key] = _unknown(found.rows(BUDGET_HISTORY, year, ADOPTED), lines)
    stamped = {
        key: _stamped(rows, year, ADOPTED, kept)
        for key, rows in new.items()
        if rows and not found.is_altered(Slot(key, year, ADOPTED))
    }
    return merge_rows(plan, stamped) if stamped else None


def _unknown(known: Mapping[str, Row], rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are new, or that fill in what was blank."""
    new = []
    for row in rows:
        old = known.get(str(row["ref"]))
        if old is None:
            new.append(row)
            continue
        filled = {
            name: row[name]
            for name in _FILLED_LATER
            if old.get(name) in (None, "") and row.get(name) not in (None, "")
        }
        if filled:
            new.append({**old, **filled})
    return new


def _promised(row: Row) -> Row:
    """Return what a row of Indicators promises; text where a figure belongs promises nothing."""
    kept = {name: _usable(name, row.get(name)) for name in PROMISED}
    return {"ref": row["ref"], "name": row.get("indicator"), **kept}


def _usable(name: str, value: Value) -> Value:
    """Return what a cell promises, if it can be used."""
    figure = INDICATORS.by_name[name].kind is Kind.NUMBER
    if figure and not is_number(value) and value not in ABSENCES:
        return None
    return _plain(value)


def _judged_by(settings: Row, name: str) -> Row:
    """Return a value of Settings, under its label."""
    column = SETTINGS.by_name[name]
    return {"ref": column.heading, "name": "Settings", "value": _plain(settings.get(name))}


def _line_adopted(row: Row) -> Row:
    """Return what a budget line begins with."""
    return {
        "ref": row["ref"],
        "name": row.get("heading"),
        "service": row.get("service"),
        "original_budget": row.get("original_budget")
        if is_number(row.get("original_budget"))
        else None,
        "month": 0.0,
        "until_month": 0.0,
    }


def _plain(value: Value) -> Value:
    """Return what can be kept of a value: an error is kept as the text that it shows."""
    if isinstance(value, CellError):
        return str(value)
    return None if value == "" else value


def closing_of_quarter(results: Results, period: str, kept: Kept) -> list[Row]:
    """Return the rows of History for the reporting period."""
    rows = []
    for row in results.present(INDICATORS):
        shown = str(row.get("period") or "")
        taken = {
            "ref": row["ref"],
            "value": row.get("actual"),
            "figure_of": shown if shown != period else None,
            "numerator": row.get("numerator"),
            "denominator": row.get("denominator"),
            "state": row.get("state"),
            "target": row.get("target_to_date"),
            "tolerance": row.get("tolerance_applied"),
            "rag": row.get("rag"),
            "direction": row.get("direction"),
            "forecast": row.get("year_end_forecast"),
            "forecast_rag": row.get("forecast_rag"),
            "commentary": row.get("commentary"),
            "corrective_action": row.get("corrective_action"),
        }
        rows.append({name: _plain(value) for name, value in taken.items()})
    return _stamped(rows, results.plan.financial_year, period, kept)


def closing_of_month(results: Results, month: int, kept: Kept) -> list[Row]:
    """Return the rows of Budget history for the budget month."""
    names = (
        *("original_budget", "revised_budget", "profile_to_date", "actual_to_date"),
        *("commitments", "forecast_outturn", "rag", "commentary"),
    )
    rows: list[Row] = [
        {
            "ref": row["ref"],
            "month": float(month),
            **{n: _plain(row.get(AT_CLOSE.get(n, n))) for n in names},
        }
        for row in results.present(BUDGET)
    ]
    return _stamped(rows, results.plan.financial_year, f"Month {month}", kept)


def _stamped(rows: Sequence[Row], year: str, period: str, kept: Kept) -> list[Row]:
    """Say of each row which period it is of, and who kept it when."""
    stamp: Row = {"year": year, "period": period, "closed": kept.when, "closed_by": kept.who}
    stamp["source"] = kept.source or None
    return [{**row, **stamp} for row in rows]


def merge_rows(plan: Plan, new: Mapping[str, Sequence[Row]]) -> Memory:
    """Put new rows in the place of those of the same ref, year and period, and in order."""
    said, whole = [], {}
    for key, rows in new.items():
        sheet = HISTORY if key == HISTORY.key else BUDGET_HISTORY
        by_key = {_key(row): row for row in kept_rows(plan, sheet)}
        by_key |= {_key(row): row for row in rows}
        whole[key] = _in_order(sheet, by_key.values())
        slots = dict.fromkeys((str(row["year"]), str(row["period"])) for row in rows)
        said += [_vouching(sheet, whole[key], year, period) for year, period in slots]
    return Memory(whole, said)


def without(plan: Plan, sheet: Sheet, year: str, period: str) -> Memory:
    """Take a period out of memory, so that it is open again."""
    rows = [
        row
        for row in kept_rows(plan, sheet)
        if (row.get("year"), row.get("period")) != (year, period)
    ]
    said = f"{sheet.title}: {period} {year} reopened"
    return Memory({sheet.key: _in_order(sheet, rows)}, [said])


def kept_rows(plan: Plan, sheet: Sheet) -> list[Row]:
    """Return a sheet's rows that hold anything."""
    return [row for row in plan.table(sheet) if row.get("ref") not in (None, "")]


def _vouching(sheet: Sheet, rows: Iterable[Row], year: str, period: str) -> str:
    """Say on the Change log what vouches for a period."""
    own = [row for row in rows if (row["year"], row["period"]) == (year, period)]
    count = f"{len(own)} row{'' if len(own) == 1 else 's'}"
    return f"{sheet.title}: {period} {year} kept, {count}, checksum {checksum(own)}"


def _key(row: Row) -> tuple[str, str, str]:
    return str(row.get("year")), str(row.get("period")), str(row.get("ref"))


def _in_order(sheet: Sheet, rows: Iterable[Row]) -> list[Row]:
    """Return rows by year and period, each period's as they came, with what follows from all."""
    ordered = sorted(rows, key=lambda row: (str(row.get("year")), _order(str(row.get("period")))))
    if sheet is HISTORY:
        return [{**row, "next_year": _next(str(row.get("year")))} for row in ordered]
    closed: dict[str, list[float]] = defaultdict(list)
    for row in ordered:
        month = row.get("month")
        if is_number(month) and month > 0 and month not in closed[str(row["year"])]:
            closed[str(row["year"])].append(float(month))
    return [{**row, "until_month": _until(row, closed)} for row in ordered]


def _next(year: str) -> Value:
    """Return the financial year after."""
    parsed = FinancialYear.parse(year)
    return str(parsed.plus(1)) if parsed else None


def _until(row: Row, closed: Mapping[str, Sequence[float]]) -> Value:
    """Return the last month for which a month is the last close before it."""
    month = row.get("month")
    if not is_number(month) or month <= 0:
        return 0.0
    return next((later for later in closed[str(row["year"])] if later > month), 12.0)


def with_memory(plan: Plan, memory: Memory) -> Plan:
    """Return the plan as it will read once memory is written, its line of the log among it."""
    log = [row for row in plan.table(CHANGE_LOG) if row.get("changes") not in (None, "")]
    line: Row = {**dict.fromkeys(CHANGE_LOG.by_name), "changes": ". ".join(memory.said)}
    return replace(plan, rows={**plan.rows, **memory.rows, CHANGE_LOG.key: [*log, line]})


def both(first: Memory | None, second: Memory | None) -> Memory | None:
    """Return two changes of memory as one, the second made after the first."""
    if first is None or second is None:
        return first or second
    return Memory({**first.rows, **second.rows}, [*first.said, *second.said])
