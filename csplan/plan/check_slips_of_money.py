"""Slips on the sheets of money beside the budget: doubled moves, weeks beyond a year, wrong signs.

What is far from the figures beside it is in `check_amounts`.
"""

from __future__ import annotations

from csplan.plan.likelihood import SLIP_CODES
from csplan.plan.unlikely import unlikely_amount
from csplan.rules.likeness import DIGITS, FAR_POUNDS, THOUSANDS
from csplan.rules.slips import slip
from csplan.sheets import (
    ACTIVITY,
    CAPITAL,
    FUNDED_CHANGES,
    GRANTS,
    MEDIUM_TERM,
    PRESSURES,
    SAVINGS,
    VIREMENTS,
)
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import in_pounds
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.values import CellError, Value, is_number, says
from csplan.terms.vocabulary import BridgeStep, MediumTermKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["check_slips_of_money"]

_WEEKS, _HALF, _YEARS = 53, 6, 10
_SPENT = ((CAPITAL, "approved"), (GRANTS, "allocation"))
_ALIKE = (
    (VIREMENTS, ("from_line", "to_line", "amount", "date")),
    (FUNDED_CHANGES, ("line", "amount", "date", "source")),
    (SAVINGS, ("saving", "approved")),
    (ACTIVITY, ("line", "what", "planned_number", "planned_price")),
    (MEDIUM_TERM, ("step", "kind", "year", "amount")),
)
_ALIKE_AT = {SAVINGS.key: "approved", ACTIVITY.key: "planned_number"}
_SAVING = ((PRESSURES, BridgeStep.SAVING), (MEDIUM_TERM, MediumTermKind.SAVING))


def check_slips_of_money(plan: Plan) -> Iterator[Finding]:
    """Find what no sheet of money can mean: all of it is to be confirmed."""
    for sheet, names in _ALIKE:
        yield from _alike(plan, sheet, names)
    yield from _in_thousands(plan)
    yield from _weeks(plan)
    yield from _signs(plan)
    yield from _printed(plan)
    yield from _done(plan)


def _alike(plan: Plan, sheet: Sheet, names: tuple[str, ...]) -> Iterator[Finding]:
    """Find a move of money, or a saving, that another row says in the same words and figures."""
    seen: dict[tuple[Value, ...], str] = {}
    for index, row in enumerate(plan.table(sheet)):
        held = tuple(row.get(name) for name in names)
        if any(one in (None, "") or isinstance(one, CellError) for one in held):
            continue
        ref = str(row.get("ref") or "")
        first = seen.setdefault(held, ref)
        if first != ref:
            column = _ALIKE_AT.get(sheet.key, "amount")
            said = f"{ref} says the same as {first}, to the pound: is it typed twice?"
            yield unlikely_amount(
                plan, sheet, index, column, said, "Take one out, or confirm both."
            )


def _in_thousands(plan: Plan) -> Iterator[Finding]:
    """Find spending on a scheme or from a grant that was typed in thousands, or back."""
    month = plan.settings.get("budget_month")
    if not is_number(month):
        return
    for sheet, name in _SPENT:
        for index, row in enumerate(plan.table(sheet)):
            spent, whole = row.get("spent_to_date"), row.get(name)
            if not is_number(spent) or not is_number(whole):
                continue
            due = whole * month / 12
            evenly = sheet is GRANTS and due >= FAR_POUNDS
            found = slip(spent, due, (*DIGITS, *THOUSANDS) if evenly else THOUSANDS)
            if evenly and month >= _HALF and spent == 0:
                said = f"Nothing is spent, of {in_pounds(due)} that should be by now."
                yield unlikely_amount(plan, sheet, index, "spent_to_date", said)
            if found is not None:
                said = f"{in_pounds(spent)} is about {found.said} this part of the year's"
                yield plan.finding(
                    SLIP_CODES[found.times],
                    f"{said}, {in_pounds(due)}.",
                    "Is it typed in thousands, or a digit out?  Type whole pounds.",
                    sheet=sheet,
                    index=index,
                    column="spent_to_date",
                    found=spent,
                )


def _weeks(plan: Plan) -> Iterator[Finding]:
    """Find more weeks than a year has."""
    for index, row in enumerate(plan.table(ACTIVITY)):
        for name in ("planned_weeks", "expected_weeks"):
            weeks = row.get(name)
            if is_number(weeks) and weeks > _WEEKS:
                said = f"{weeks:,.10g} weeks are more than a year has."
                yield unlikely_amount(plan, ACTIVITY, index, name, said, "Type the weeks of one.")


def _signs(plan: Plan) -> Iterator[Finding]:
    """Find a saving that adds to the budget, and a year's funding below nothing."""
    for sheet, saving in _SAVING:
        for index, row in enumerate(plan.table(sheet)):
            kind, amount = row.get("kind"), row.get("amount")
            if not is_number(amount) or isinstance(kind, CellError):
                continue
            if says(kind, saving) and amount > 0:
                said = f"A saving that is positive ({in_pounds(amount)}) adds to the budget."
                yield unlikely_amount(
                    plan, sheet, index, "amount", said, "Type a saving as negative."
                )
            elif says(kind, MediumTermKind.FUNDING) and amount < 0:
                said = f"A year's funding that is negative ({in_pounds(amount)}) pays for nothing."
                yield unlikely_amount(
                    plan, sheet, index, "amount", said, "Type funding as positive."
                )


def _printed(plan: Plan) -> Iterator[Finding]:
    """Find an upper end below the lower one, and a share of more than the whole."""
    for index, row in enumerate(plan.table(MEDIUM_TERM)):
        amount, highest, share = (row.get(name) for name in ("amount", "highest", "share"))
        if is_number(amount) and is_number(highest) and abs(highest) < abs(amount):
            said = f"Up to {in_pounds(highest)} is less than {in_pounds(amount)}, "
            said += "where the range begins."
            yield unlikely_amount(plan, MEDIUM_TERM, index, "highest", said, "Correct one of them.")
        if is_number(share) and abs(share) > 1:
            said = f"{share:.0%} is more than the whole."
            yield unlikely_amount(plan, MEDIUM_TERM, index, "share", said, "Type 2.4% for 2.4%.")


def _done(plan: Plan) -> Iterator[Finding]:
    """Find a milestone that was reached after the day of the report, or is due in no near year."""
    report, year = plan.settings.get("report_date"), FinancialYear.parse(plan.financial_year)
    for index, row in enumerate(plan.table(CAPITAL)):
        due = row.get("milestone_due")
        when = day_of(float(due)) if is_number(due) else None
        if when and year and not abs(when.year - year.start) <= _YEARS:
            yield plan.finding(
                Code.DATE_UNLIKELY,
                f"{day_in_words(when)} is far from the years of the plan.",
                "Check the year.",
                sheet=CAPITAL,
                index=index,
                column="milestone_due",
                found=due,
            )
        done = row.get("milestone_done")
        day = day_of(float(done)) if is_number(done) else None
        if day is not None and is_number(report) and is_number(done) and done > report:
            yield plan.finding(
                Code.DATE_UNLIKELY,
                f"{day_in_words(day)}, when the milestone was reached, is after the report's day.",
                "Check the year; leave it blank until it is reached.",
                sheet=CAPITAL,
                index=index,
                column="milestone_done",
                found=done,
            )
