"""This module gathers every figure of a plan: whose it is, which measure, of which period.

They come from the sheets' own declarations and from the rules' results; the period before is
calculated by the same rules, and what was closed is read from History.  Knows nothing of documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csplan.plan.calculate import recalculate
from csplan.plan.memory import AT_CLOSE
from csplan.plan.plan import Results, Row
from csplan.sheets import (
    BUDGET_HISTORY,
    BY_KEY,
    CALCULATION_ORDER,
    FINANCE,
    HEADLINES,
    HISTORY,
    INDICATORS,
    OUTCOMES,
    SERVICES,
    SETTINGS,
)
from csplan.sheets.column import Shown
from csplan.sheets.sheet import Shape, Sheet
from csplan.terms.number import excel_round
from csplan.terms.values import is_number, says
from csplan.terms.vocabulary import Period
from csplan.verification.derived import (
    cost_of_each,
    differences,
    forecast_counts,
    lines_in_all,
    shares,
)
from csplan.verification.measures import (
    EARLIER_PERIODS,
    FAMILIES,
    NO_FIGURES,
    SIGNED,
    decimals_of_column,
    in_ones,
    measured_in,
    previous_period,
)
from csplan.verification.mentions import MeasuredIn, measured_of
from csplan.verification.plan_figures import Family, PlanFigure, Topic, When

__all__ = ["facts_of", "period_before"]

_PERIODS = (Period.BASELINE, Period.Q1, Period.Q2, Period.Q3, Period.Q4)
_LEFT_OUT = {
    *("decimals", "quarter", "order", "bridge_amount", "bar_base", "bar_total", "bar_rise"),
    *("bar_fall", "lines_counted", "lines_compared", "lines_first", "forecast", "shortfall"),
    *("closed_forecast", "service_budget", "all_movements", "line_units", "line_expected"),
    *("cost_known", "number_known", "each_of_indicator"),
}

_KEPT = {("capital", "forecast"), ("grants", "forecast")}
_TOTALLED = ("savings", "capital", "grants", "activity")


def period_before(results: Results) -> str:
    """Return the period before the one that is reported; nothing at Baseline."""
    reached = _reached(results)
    return str(_PERIODS[reached - 1]) if reached else ""


def _reached(results: Results) -> int:
    period = results.settings.get("reporting_period")
    return next((n for n, one in enumerate(_PERIODS) if says(period, one)), 0)


def at_period(results: Results, period: str) -> Results:
    """Return what the same plan said one period earlier, by the same rules."""
    settings = {**results.settings, "reporting_period": Period(period)}
    rows = {**results.rows, SETTINGS.key: [settings]}
    return recalculate(Results(results.plan, settings, rows), CALCULATION_ORDER)


def facts_of(results: Results) -> list[PlanFigure]:
    """Return every figure of a plan."""
    now = str(results.settings.get("reporting_period") or "")
    subjects = _Subjects(results)
    facts = list(_of_results(results, subjects, When(now)))
    before = period_before(results)
    if before:
        seen = {(one.subject.ref, one.measure, one.value) for one in facts}
        facts += [
            one
            for one in _of_results(at_period(results, before), subjects, When(before, is_now=False))
            if one.subject.sheet in _OF_A_PERIOD
            and one.field in _THEN
            and (one.subject.ref, one.measure, one.value) not in seen
        ]
    facts += _remembered(results, subjects, now)
    return facts


_OF_A_PERIOD = {INDICATORS.key, OUTCOMES.key, SERVICES.key, HEADLINES.key}
_THEN = {
    *("actual", "target_to_date", "variance", "year_end_forecast", "movement"),
    *("red", "amber", "green", "rated", "awaiting", "all_red", "all_amber", "all_green"),
    *("all_rated", "all_awaiting", "all_not_due", "red_share", "amber_share", "green_share"),
    *("forecast_red", "forecast_amber", "forecast_green"),
}


class _Subjects:
    """The subjects of a plan, each made once."""

    def __init__(self, results: Results) -> None:
        self.services = {
            str(row["ref"]): str(row.get("service") or "") for row in results.present(SERVICES)
        }
        self.known: dict[tuple[str, str], Topic] = {}

    def of(self, sheet: Sheet, row: Row) -> Topic:
        """Return what a row is about."""
        name = str(row.get(sheet.named_by) or "")
        ref = str(row.get("ref") or "")
        if sheet is FINANCE:
            ref, name = "", f"{row.get('name') or ''}"
        key = (sheet.key, ref or f"{row.get('view')} {name}")
        if key not in self.known:
            own = row.get("service") or row.get("lead_service") or ""
            beside = "" if sheet is SERVICES else self.services.get(str(own), "")
            group = str(row.get("group") or "") if sheet is INDICATORS else ""
            self.known[key] = Topic(ref, name, sheet.key, group, beside, row)
        return self.known[key]

    def total(self, sheet: Sheet) -> Topic:
        """Return the total of a sheet's rows as a subject."""
        key = (sheet.key, "")
        if key not in self.known:
            named = {HEADLINES.key: "The whole plan", "overall": "All checks"}
            name = named.get(sheet.key, f"All {sheet.title.lower()}")
            self.known[key] = Topic("", name, sheet.key)
        return self.known[key]


def _of_results(results: Results, subjects: _Subjects, at: When) -> Iterator[PlanFigure]:
    for sheet in BY_KEY.values():
        if sheet.key in NO_FIGURES:
            continue
        if sheet.shape is Shape.LABELS:
            subject = subjects.total(sheet)
            yield from _of_row(sheet, results.labels(sheet), subject, at)
            yield from shares(results.labels(sheet), subject, "all_", at)
            if sheet is HEADLINES:
                yield from forecast_counts(results, subject, "", at)
            continue
        rows = results.present(sheet) if "ref" in sheet.by_name else results.table(sheet)
        for row in rows:
            subject = subjects.of(sheet, row)
            if subject.name:
                yield from _of_row(sheet, row, subject, at)
                yield from _derived(results, sheet, row, subject, at)
        if sheet.key in _TOTALLED:
            yield from _totals(sheet, rows, subjects.total(sheet), at.period)


def _derived(
    results: Results, sheet: Sheet, row: Row, subject: Topic, at: When
) -> Iterator[PlanFigure]:
    """Yield what follows from a row's figures, and reports say: differences, shares and counts."""
    if sheet is INDICATORS:
        yield from differences(row, subject, at)
        yield from cost_of_each(results, row, subject, at)
    if "lines_awaited" in sheet.by_name:
        yield from lines_in_all(row, subject, at)
    if sheet in (OUTCOMES, SERVICES):
        yield from shares(row, subject, "", at)
        field = "outcome" if sheet is OUTCOMES else "service"
        yield from forecast_counts(results, subject, field, at)


def _of_row(sheet: Sheet, row: Row, subject: Topic, at: When) -> Iterator[PlanFigure]:
    """Yield the figures of a row, column by column."""
    for column in sheet.columns:
        if column.name in _LEFT_OUT and (sheet.key, column.name) not in _KEPT:
            continue
        value = row.get(column.name)
        measured = measured_in(column, row)
        if measured is None or not is_number(value):
            continue
        if column.name == "forecast_used" and value == row.get("forecast_outturn"):
            continue  # it is the one typed
        when = at.period
        if column.name in EARLIER_PERIODS:
            when = EARLIER_PERIODS[column.name]
            if when == at.period or (when == "previous" and not row.get("quarter")):
                continue
            when = previous_period(row) if when == "previous" else when
        if column.year is not None:
            when = f"year {column.year + 1}" if column.year else "the year"
        yield PlanFigure(
            subject=subject,
            field=column.name,
            measure=column.heading if column.year is None else f"{column.heading}, {when}",
            family=FAMILIES.get(column.name, Family.OTHER),
            value=in_ones(float(value), column, row),
            measured=measured,
            decimals=decimals_of_column(column, row),
            period=when,
            is_now=at.is_now and column.name not in EARLIER_PERIODS,
            is_signed=column.signed or column.name in SIGNED,
        )


def _totals(sheet: Sheet, rows: Sequence[Row], subject: Topic, period: str) -> Iterator[PlanFigure]:
    """Yield the sums of a sheet's pounds, and how many rows it has."""
    for column in sheet.columns:
        values = [row.get(column.name) for row in rows]
        numbers = [float(value) for value in values if is_number(value)]
        if column.shown is Shown.POUNDS and numbers and column.name not in _LEFT_OUT - {"forecast"}:
            yield PlanFigure(
                subject=subject,
                field=column.name,
                measure=f"{column.heading}, in all",
                family=FAMILIES.get(column.name, Family.OTHER),
                value=excel_round(sum(numbers)),
                measured=MeasuredIn.POUNDS,
                decimals=0,
                period=period,
                is_signed=column.signed,
            )


def _remembered(results: Results, subjects: _Subjects, now: str) -> Iterator[PlanFigure]:
    """Yield what earlier periods were closed with, as History keeps it."""
    year = str(results.settings.get("financial_year") or "")
    by_ref = {str(row["ref"]): row for row in results.present(INDICATORS)}
    for kept in results.present(HISTORY):
        row = by_ref.get(str(kept["ref"]))
        if row is None or (kept.get("year") == year and kept.get("period") == now):
            continue
        when = str(kept.get("period") or "")
        when = when if kept.get("year") == year else f"{kept.get('year')} {when}".strip()
        for name, measure, family in (
            ("value", "Value as it was closed", Family.EARLIER),
            ("target", "Target as it was", Family.TARGET),
            ("forecast", "Forecast as it was", Family.FORECAST),
        ):
            value = kept.get(name)
            if is_number(value):
                yield _kept(subjects.of(INDICATORS, row), row, (name, measure, family), value, when)
    yield from _months(results, subjects)


def _kept(
    subject: Topic, row: Row, of: tuple[str, str, Family], value: float, when: str
) -> PlanFigure:
    column = INDICATORS.by_name["actual"]
    return PlanFigure(
        subject=subject,
        field=of[0],
        measure=of[1],
        family=of[2],
        value=in_ones(float(value), column, row),
        measured=measured_of(row.get("unit")),
        decimals=decimals_of_column(column, row),
        period=when,
        is_now=False,
    )


def _months(results: Results, subjects: _Subjects) -> Iterator[PlanFigure]:
    """Yield what the budget lines were closed with in earlier months."""
    budget = BY_KEY["budget"]
    by_ref = {str(row["ref"]): row for row in results.present(budget)}
    now = results.settings.get("budget_month")
    for kept in results.present(BUDGET_HISTORY):
        row = by_ref.get(str(kept["ref"]))
        if row is None or kept.get("month") == now:
            continue
        for name in ("original_budget", "revised_budget", "actual_to_date", "forecast_outturn"):
            value = kept.get(name)
            if is_number(value) and value != row.get(AT_CLOSE.get(name, name)):
                yield PlanFigure(
                    subject=subjects.of(budget, row),
                    field=name,
                    measure=budget.by_name[name].heading,
                    family=FAMILIES[name],
                    value=float(value),
                    measured=MeasuredIn.POUNDS,
                    decimals=0,
                    period=str(kept.get("period") or ""),
                    is_now=False,
                )
