"""Dates and months that contradict each other: on Settings, and of actions.

Knows the financial year, but no clock.
"""

from __future__ import annotations

from datetime import date, timedelta

from csplan.sheets import ACTIONS, BUDGET, BUDGET_HISTORY, CHANGES, SETTINGS
from csplan.terms.calendar import Calendar
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.values import Value, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan
    from csplan.terms.finding import Finding

__all__ = ["check_calendar"]

_YEARS_BACK, _YEARS_ON = 6, 10
_AFTER = timedelta(days=93)
_MONTHS_AFTER = 2
_ACTUAL = BUDGET.by_name["actual_to_date"].heading
_MONTH = SETTINGS.by_name["budget_month"].heading


def check_calendar(plan: Plan) -> Iterator[Finding]:
    """Compare report date, reporting period and budget month; look at the actions' dates."""
    year = FinancialYear.parse(plan.financial_year)
    if year is None:
        return
    calendar = Calendar.of(plan.settings)
    quarter = calendar.number(plan.settings.get("reporting_period"))
    if quarter is not None and quarter > calendar.periods:
        yield _beyond_the_year(plan, calendar)
    elif quarter is not None:
        yield from _report_date(plan, year, calendar, quarter)
        yield from _budget_month(plan, calendar, quarter)
    yield from _month_alone(plan)
    yield from _actions(plan, year)


def _beyond_the_year(plan: Plan, calendar: Calendar) -> Finding:
    """Say that the year has no such period."""
    said = plan.settings.get("reporting_period")
    return plan.finding(
        Code.SETTING_UNUSABLE,
        f"The reporting period is {said}, but the year has {calendar.periods} periods.",
        f"Choose Q1 to Q{calendar.periods}, or other Periods of the year.",
        sheet=SETTINGS,
        column="reporting_period",
        found=said,
    )


def _report_date(
    plan: Plan, year: FinancialYear, calendar: Calendar, quarter: int
) -> Iterator[Finding]:
    """Find a report date that no report of the period can have.

    A report is made from the period's last month to the end of the next quarter.
    """
    serial = plan.settings.get("report_date")
    day = _day(serial)
    ends = calendar.last_day(year, quarter)
    first = ends - _AFTER if quarter == 0 else ends.replace(day=1)
    if day is None or first <= day <= ends + _AFTER:
        return
    yield plan.finding(
        Code.SETTINGS_CONTRADICT,
        f"The report date is {day_in_words(day)}, but a report of "
        f"{plan.settings.get('reporting_period')} of {year} is made about {day_in_words(ends)}.",
        "Correct the report date, the reporting period or the year.",
        sheet=SETTINGS,
        column="report_date",
        found=serial,
    )


def _budget_month(plan: Plan, calendar: Calendar, quarter: int) -> Iterator[Finding]:
    """Find a budget month that is not of the period reported, nor of the two months after it."""
    month = plan.settings.get("budget_month")
    if not is_number(month):
        return
    each = calendar.months_each
    first, last = max(each * (quarter - 1) + 1, 0), each * quarter + _MONTHS_AFTER
    spent = any(is_number(row.get("actual_to_date")) for row in plan.table(BUDGET))
    if first <= month <= last or not (month or spent):
        return
    yield plan.finding(
        Code.SETTINGS_CONTRADICT,
        f"The budget month is {month:g}, but the reporting period is "
        f"{plan.settings.get('reporting_period')}: months {first} to {min(last, 12)}.",
        f"Correct the budget month (1 is {calendar.month(1)}), or the reporting period.",
        sheet=SETTINGS,
        column="budget_month",
        found=month,
    )


def _month_alone(plan: Plan) -> Iterator[Finding]:
    """Find a budget month that moved on while no actual changed: last month's figures again."""
    month = plan.settings.get("budget_month")
    if not is_number(month) or month <= 0:
        return
    since = _closed_alike(plan, float(month)) or _moved_alone(plan, float(month))
    if since:
        yield plan.finding(
            Code.SETTINGS_CONTRADICT,
            f"The budget month is {month:g}, but no actual on Budget has changed since {since}.",
            "Type the month's actuals (csplan import-ledger), or put the budget month back.",
            sheet=SETTINGS,
            column="budget_month",
            found=month,
        )


def _closed_alike(plan: Plan, month: float) -> str:
    """Name the last closed month of the year whose actuals are all those of now, if it is so."""
    closed: dict[float, dict[str, Value]] = {}
    for row in plan.table(BUDGET_HISTORY):
        at = row.get("month")
        if row.get("year") == plan.financial_year and is_number(at) and 0 < at < month:
            closed.setdefault(float(at), {})[str(row.get("ref"))] = row.get("actual_to_date")
    if not closed:
        return ""
    last = max(closed)
    spent = {ref: value for ref, value in closed[last].items() if is_number(value)}
    now = {str(row.get("ref")): row.get("actual_to_date") for row in plan.table(BUDGET)}
    alike = spent and all(now.get(ref) == value for ref, value in spent.items())
    return f"month {last:g} was closed" if alike else ""


def _moved_alone(plan: Plan, month: float) -> str:
    """Say from which month the budget month moved since an actual last changed, if it did."""
    before: str = ""
    for line in reversed(plan.table(CHANGES)):
        if line.get("sheet") == BUDGET.tab and line.get("column") == _ACTUAL:
            break
        if line.get("sheet") == SETTINGS.tab and line.get("column") == _MONTH:
            before = str(line.get("before") or "")
    spent = any(is_number(row.get("actual_to_date")) for row in plan.table(BUDGET))
    was = float(before) if before.isdigit() else month
    return f"it was {was:g}" if spent and was not in (0, month) else ""


def _actions(plan: Plan, year: FinancialYear) -> Iterator[Finding]:
    """Find dates of actions that are far from the years of the plan."""
    first = date(year.start - _YEARS_BACK, 4, 1)
    last = date(year.start + _YEARS_ON, 3, 31)
    for index, row in enumerate(plan.table(ACTIONS)):
        for name in ("start", "due"):
            day = _day(row.get(name))
            if day is not None and not first <= day <= last:
                yield plan.finding(
                    Code.DATE_UNLIKELY,
                    f"{day_in_words(day)} is far from the years of the plan.",
                    "Check the year.",
                    sheet=ACTIONS,
                    index=index,
                    column=name,
                    found=row.get(name),
                )


def _day(serial: Value) -> date | None:
    """Return the day that a cell holds, if it holds one."""
    return day_of(float(serial)) if is_number(serial) else None
