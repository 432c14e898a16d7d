"""Virements and new money that cannot be meant: by their day, their size, or who allowed them.

Moves that are typed twice are in `check_slips_of_money`.
"""

from __future__ import annotations

from datetime import date, timedelta

from csplan.plan.unlikely import unlikely_amount
from csplan.rules.likeness import FAR_POUNDS
from csplan.sheets import BUDGET, FUNDED_CHANGES, VIREMENTS
from csplan.terms.calendar import Calendar
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import in_pounds
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.values import is_number, says
from csplan.terms.vocabulary import BudgetKind, CipfaGroup
from csplan.terms.wordless import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_moves"]

_SOON = timedelta(days=92)
"""New money may be granted, or come to light, a quarter before or after the year."""
_AFTER_REPORT = 31
"""So many days after the report something may be agreed while the report is still in the making."""
_MOST = 3


def check_moves(results: Results) -> Iterator[Finding]:
    """Find moves of nothing, of another year, beyond their line, or that nobody allowed."""
    plan = results.plan
    lines = results.by_ref(BUDGET)
    span = _span(plan)
    for sheet in (VIREMENTS, FUNDED_CHANGES):
        for index, row in enumerate(plan.table(sheet)):
            yield from _amount(plan, sheet, index, row, lines)
            yield from _day(plan, sheet, index, row, span)
            if row.get("authority") and says_nothing(row["authority"]):
                yield plan.finding(
                    Code.AUTHORITY_UNSAID,
                    f"“{row['authority']}” does not say who allowed it.",
                    "Type who approved it, under which delegation.",
                    sheet=sheet,
                    index=index,
                    column="authority",
                    found=row["authority"],
                )
    yield from _below_nothing(results)


def _span(plan: Plan) -> tuple[date, date] | None:
    """Return the first and the last day of the plan's year."""
    year = FinancialYear.parse(plan.financial_year)
    calendar = Calendar.of(plan.settings)
    if year is None:
        return None
    return calendar.first_day(year), calendar.last_day(year, calendar.periods)


def _amount(
    plan: Plan, sheet: Sheet, index: int, row: Row, lines: dict[str, Row]
) -> Iterator[Finding]:
    """Find an amount of nothing, and new money of several times its line's budget."""
    amount = row.get("amount")
    if not is_number(amount):
        return
    whole = lines.get(matching(str(row.get("line") or "")), {}).get("original_budget")
    if abs(amount) < 1:
        said, fix = (
            f"{in_pounds(amount, '.10g')} moves no money.",
            "Type the amount, or take the row out.",
        )
    elif is_number(whole) and whole and abs(amount) > max(_MOST * abs(whole), FAR_POUNDS):
        said = f"{in_pounds(abs(amount))} is more than {_MOST} times the line's budget, "
        said += f"{in_pounds(whole)}."
        fix = "Check the amount, and the line."
    else:
        return
    yield unlikely_amount(plan, sheet, index, "amount", said, fix)


def _day(
    plan: Plan, sheet: Sheet, index: int, row: Row, span: tuple[date, date] | None
) -> Iterator[Finding]:
    """Find a day that is not in the plan's year, or long after the day of the report."""
    serial, report = row.get("date"), plan.settings.get("report_date")
    day = day_of(float(serial)) if is_number(serial) else None
    if day is None or span is None:
        return
    grace = _SOON if sheet is FUNDED_CHANGES else timedelta()
    if not span[0] - grace <= day <= span[1] + grace:
        said = f"{day_in_words(day)} is not in {plan.financial_year}."
    elif is_number(report) and is_number(serial) and serial > report + _AFTER_REPORT:
        said = (
            f"{day_in_words(day)} is long after the report's day, and the money is moved already."
        )
    else:
        return
    yield plan.finding(
        Code.DATE_UNLIKELY,
        said,
        "Check day, month and year.",
        sheet=sheet,
        index=index,
        column="date",
        found=serial,
    )


def _below_nothing(results: Results) -> Iterator[Finding]:
    """Find a line that is left with less than nothing by what was moved out of it."""
    for index, row in enumerate(results.table(BUDGET)):
        original, revised = row.get("original_budget"), row.get("revised_budget")
        spare = says(row.get("cipfa_group"), CipfaGroup.UNALLOCATED)
        if spare or not is_number(original) or not is_number(revised):
            continue
        sign = -1 if says(row.get("kind"), BudgetKind.INCOME) else 1
        if sign * revised < 0 <= sign * original:
            yield results.plan.finding(
                Code.SIGN_AGAINST_KIND,
                f"{in_pounds(abs(original - revised))} was moved out of a budget of "
                f"{in_pounds(abs(original))}.",
                "Correct Virements or Funded changes.",
                sheet=BUDGET,
                index=index,
                column="revised_budget",
                found=revised,
            )
