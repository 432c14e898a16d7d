"""This module says how a budget line came about: virements, new money, profile, forecast.

Knows no rule of its own: it repeats what the results say.
"""

from __future__ import annotations

from collections.abc import Iterator

from csplan.looks import figures
from csplan.plan.plan import Results, Row
from csplan.sheets import FUNDED_CHANGES, PROFILES, SAVINGS, VIREMENTS
from csplan.sheets.sheet import Sheet
from csplan.terms.period import day_in_words, day_of
from csplan.terms.values import Value, is_number, says

__all__ = ["budget_history", "profile_said"]


def budget_history(results: Results, row: Row) -> Iterator[str]:
    """Name each virement, funded change and saving of a budget line, those that count and not."""
    ref = str(row["ref"])
    for one in _of(results, VIREMENTS, "from_line", ref):
        yield _said(one, f"gave {_money(one)} to {one.get('to_line') or 'no line'}")
    for one in _of(results, VIREMENTS, "to_line", ref):
        yield _said(one, f"received {_money(one)} from {one.get('from_line') or 'no line'}")
    for one in _of(results, FUNDED_CHANGES, "line", ref):
        yield _said(one, f"{_money(one)} of new money from {one.get('source')}")
    for one in _of(results, SAVINGS, "line", ref):
        amount = figures.pounds(one.get("approved")).text
        yield f"  {one['ref']}  a saving of {amount} is approved: {one.get('brag')}"


def _of(results: Results, sheet: Sheet, field: str, ref: str) -> Iterator[Row]:
    """Yield a sheet's rows that name a line."""
    for row in results.present(sheet):
        value = row.get(field)
        if isinstance(value, str) and says(value, ref):
            yield row


def _money(row: Row) -> str:
    return figures.pounds(row.get("amount")).text


def _said(row: Row, what: str) -> str:
    """Say one change with its date and authority, and whether it counts."""
    day = _day(row.get("date"))
    counts = "" if row.get("row_check") == "OK" else "  It does not count: Check data."
    reason = f" ({row['reason']})" if row.get("reason") else ""
    by = row.get("authority") or "nobody named"
    return f"  {row['ref']}  {what}, {day}, approved by {by}{reason}.{counts}"


def _day(value: Value) -> str:
    """Return a date in words."""
    day = day_of(float(value)) if is_number(value) else None
    return day_in_words(day) if day else "no date"


def profile_said(results: Results, row: Row) -> str:
    """Say by which pattern the budget is spread over the year."""
    month = results.settings.get("budget_month")
    gone = f"{month:.0f} of 12 months gone" if is_number(month) else "month not set"
    ref = row.get("profile")
    if ref in (None, ""):
        return f"straight line, {gone}"
    found = next((p for p in results.present(PROFILES) if says(p["ref"], str(ref))), None)
    if found is None or not is_number(found.get("whole_year")):
        return f"{ref}, which cannot be used"
    part, whole = found["part_to_date"], found["whole_year"]
    return f"{ref} ({found.get('profile')}), {part:g} of {whole:g} parts, {gone}"
