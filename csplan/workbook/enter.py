"""Data from elsewhere entered into a plan: every value accounted for, tried out, then written.

Nothing is written where any of it is invalid, unless the valid rest is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csplan.plan.calculate import calculate
from csplan.plan.check import check, has_faults
from csplan.plan.plan import sheet_named
from csplan.terms.errors import PlanHasFaults, WorkbookError
from csplan.terms.finding import Finding, Severity
from csplan.terms.refusals import Refusal
from csplan.workbook.entering import Entries, enter_values
from csplan.workbook.offered import Asked, EntryOutcome, Offer, OfferedValue, offer
from csplan.workbook.read import open_workbook
from csplan.workbook.update import Tried, Updated, update
from csplan.xlsx.given import Rules, is_pandas, take_data

if TYPE_CHECKING:
    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.read import Opened

__all__ = ["Entered", "EntryOutcome", "OfferedValue", "enter"]

_MOST_TRIALS = 20


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the data: a line for every value, and the update, where one was written."""

    lines: Sequence[OfferedValue]
    updated: Updated | None = None

    @property
    def counts(self) -> Mapping[EntryOutcome, int]:
        """How many lines have each outcome."""
        return Counter(line.outcome for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether all of the data could go in."""
        return not any(line.outcome.stops for line in self.lines)

    def to_frame(self) -> Any:  # noqa: ANN401  (pandas is imported only when asked for)
        """Return the lines as a DataFrame."""
        import pandas as pd

        headings = ("Row", "Ref", "Column", "Outcome", "Before", "After", "Why")
        rows = [
            (one.row, one.ref, one.heading, str(one.outcome), one.before, one.after, one.why)
            for one in self.lines
        ]
        return pd.DataFrame(rows, columns=list(headings))


def enter(
    path: str | Path,
    sheet: str,
    frame: object,
    *,
    key: str = "Ref",
    preview: bool = False,
    partly: bool = False,
    new_rows: bool = False,
    blanks_clear: bool = False,
    as_text: bool = False,
    source: str = "",
    now: datetime | None = None,
    user: str | None = None,
    force: bool = False,
) -> Entered:
    """Put a frame's values into a sheet of a plan, and bring everything calculated up to date.

    Units: as in the cell: a percentage is a fraction (0.74 for 74%), money is pounds, income is
    negative; dates are dates.  A blank is None or pandas.NA, and NaN in a frame of pandas.

    Rows are found by `key`.  With `preview` nothing is written.  Where any value is invalid nothing
    is, unless `partly`.  A ref that the plan lacks is a new row only with `new_rows`, and a blank
    clears a cell only with `blanks_clear`.  `as_text` takes the texts of a CSV file as figures and
    dates where they spell one; `source` is named in the Change log.

    Raises: PlanHasFaults where the structure cannot be trusted; WorkbookError where the file cannot
    be read or written, or the data has columns that the sheet lacks.  Nothing is written then.
    """
    moment = now or datetime.now().astimezone()
    work = open_workbook(path, now=moment)
    if has_faults(work.plan):
        raise PlanHasFaults(check(work.plan))
    wanted = _sheet(sheet)
    rules = Rules(date1904=work.package.date1904, nan_is_blank=is_pandas(frame))
    data = take_data(frame, rules)
    offered = offer(work, wanted, data, Asked(key, new_rows, blanks_clear, as_text))
    lines, entries, trial = _tried(work, wanted, offered, moment)
    done = Entered(lines)
    if preview or not (entries.entries or entries.rows) or not (done.is_whole or partly):
        return done
    note = _note(wanted, lines, source)
    return replace(
        done,
        updated=update(
            path,
            now=now,
            user=user,
            force=force,
            entries=replace(entries, note=note),
            tried=Tried(work, trial) if trial is not None else None,
        ),
    )


def _sheet(name: str) -> Sheet:
    try:
        return sheet_named(name)
    except KeyError:
        raise WorkbookError(
            Refusal.NO_SUCH_PLACE, f"A plan has no sheet “{name}”.  Nothing was written."
        ) from None


def _tried(
    work: Opened, sheet: Sheet, offered: Offer, moment: datetime
) -> tuple[tuple[OfferedValue, ...], Entries, Opened | None]:
    """Enter the data on trial, and set aside whatever makes an error that was not there before.

    Setting one value aside can make another one wrong, so it is tried again until nothing is.
    With what is left comes the workbook as it reads with it, where the last trial was of that.
    """
    right: Opened | None = None
    before = {(one.code, one.place) for one in _errors(work.plan)}
    wrong: dict[tuple[int, str], str] = {}
    for _ in range(_MOST_TRIALS):
        entries = _kept(sheet, offered, wrong)
        if not entries.entries and not entries.rows:
            break
        trial = enter_values(work, entries, now=moment)
        found = _blamed(trial, sheet, offered, wrong, before)
        if not found:
            right = trial
            break
        wrong |= found
    lines = tuple(_judged(line, wrong) for line in offered.lines)
    return lines, _kept(sheet, offered, wrong), right


def _errors(plan: Plan) -> list[Finding]:
    """Return the errors and faults of a plan that nobody has accepted."""
    results = None if has_faults(plan) else calculate(plan)
    found = check(plan) if results is None else check(plan, results)
    grave = (Severity.ERROR, Severity.FAULT)
    return [one for one in found if one.severity in grave and not one.accepted]


def _kept(sheet: Sheet, offered: Offer, wrong: Mapping[tuple[int, str], str]) -> Entries:
    """Return what is left to enter."""
    rows = [row for number, row in offered.rows.items() if (number, "") not in wrong]
    entries = [
        entry
        for (number, field), entry in offered.entries.items()
        if (number, field) not in wrong and (number, "") not in wrong
    ]
    return Entries(entries, "Enter", "", {sheet.key: rows} if rows else {})


def _blamed(
    trial: Opened,
    sheet: Sheet,
    offered: Offer,
    wrong: Mapping[tuple[int, str], str],
    before: set[tuple[Any, str]],
) -> dict[tuple[int, str], str]:
    """Return the values, or whole rows, of the data that make an error, with what is wrong."""
    place = trial.layout.tables.get(sheet.key)
    if place is None:
        return {(number, ""): "The table cannot be read with it." for number in offered.rows}
    rows_of: dict[str, int] = {}
    for number, row in zip(place.rows, trial.plan.rows[sheet.key], strict=True):
        rows_of.setdefault(str(row.get("ref")).lower(), number)
    at: dict[tuple[int, int], tuple[int, str]] = {}
    in_row: dict[int, list[tuple[int, str]]] = {}
    for (number, field), entry in offered.entries.items():
        if (number, field) not in wrong and (number, "") not in wrong:
            row_number = rows_of[entry.ref.lower()]
            at[row_number, place.columns[field]] = (number, field)
            in_row.setdefault(row_number, []).append((number, field))
    for number, new in offered.rows.items():
        if (number, "") not in wrong:
            in_row.setdefault(rows_of.get(str(new.get("ref")).lower(), 0), []).append((number, ""))
    found: dict[tuple[int, str], str] = {}
    for one in _errors(trial.plan):
        if (one.code, one.place) in before or one.sheet != place.tab.name:
            continue
        exact = at.get((one.row, one.column))
        for blamed in [exact] if exact is not None else in_row.get(one.row, []):
            found.setdefault(blamed, one.message)
    return found


def _judged(line: OfferedValue, wrong: Mapping[tuple[int, str], str]) -> OfferedValue:
    """Return a line as it came out of the trial."""
    if line.outcome not in (EntryOutcome.ENTERED, EntryOutcome.NEW_ROW):
        return line
    why = wrong.get((line.row, line.field)) or wrong.get((line.row, ""))
    return line if why is None else replace(line, outcome=EntryOutcome.INVALID, why=why)


def _note(sheet: Sheet, lines: Sequence[OfferedValue], source: str) -> str:
    """Return what the Change log says."""
    fields = Counter(line.heading for line in lines if line.outcome is EntryOutcome.ENTERED)
    new = sum(line.outcome is EntryOutcome.NEW_ROW for line in lines)
    left = sum(line.outcome.stops for line in lines)
    said = [f"{heading}: {count}" for heading, count in fields.items()]
    said += [f"new rows: {new}"] if new else []
    said += [f"left out: {left}"] if left else []
    return f"Entered on {sheet.tab}{f' from {source}' if source else ''} ({'; '.join(said)})"
