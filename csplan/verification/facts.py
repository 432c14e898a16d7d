"""This module gathers every figure of a plan: whose it is, which measure, of which period.

They come from the sheets' own declarations and from the rules' results; the period before is
calculated by the same rules, and what was closed is read from History.  Knows nothing of documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from csplan.plan.calculate import recalculate
from csplan.plan.memory import AT_CLOSE
from csplan.plan.plan import Results, Row
from csplan.sheets import (
    ACTIVITY,
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
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.sheet import Shape, Sheet
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import Period
from csplan.verification.mentions import MeasuredIn, measured_of

__all__ = ["Family", "PlanFigure", "Topic", "facts_of", "period_before"]

_PERIODS = (Period.BASELINE, Period.Q1, Period.Q2, Period.Q3, Period.Q4)
_NO_FIGURES = {
    *("settings", "checks", "change_log", "accepted", "approvals", "profiles"),
    *("control_totals", "outcome_summary", "service_summary", "history", "budget_history"),
    *("virements", "funded_changes"),
}
_LEFT_OUT = {
    *("decimals", "quarter", "order", "bridge_amount", "bar_base", "bar_total", "bar_rise"),
    *("bar_fall", "lines_counted", "lines_compared", "lines_first", "forecast", "shortfall"),
    *("closed_forecast", "service_budget", "all_movements", "line_units", "line_expected"),
    *("cost_known", "number_known", "each_of_indicator"),
}
_KEPT = {("capital", "forecast"), ("grants", "forecast")}
_TOTALLED = ("savings", "capital", "grants", "activity")
_COLOURS = ("red", "amber", "green")


class Family(StrEnum):
    """Which kind of measure a figure is."""

    ACTUAL = "actual"
    TARGET = "target"
    LATER_TARGET = "target of a later year"
    EARLIER = "earlier figure"
    FORECAST = "forecast"
    BUDGET = "budget"
    GAP = "difference from target or budget"
    CHANGE = "change"
    LIMIT = "limit of a colour"
    COUNT = "count"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Topic:
    """What figures are about: a row of the plan, or a total."""

    ref: str
    name: str
    sheet: str
    group: str = ""
    beside: str = ""
    """The service whose it is."""
    row: Mapping[str, Value] = field(default_factory=dict, compare=False, hash=False)

    @property
    def title(self) -> str:
        """The ref and the name, as a reader knows it."""
        name = f"{self.group}: {self.name}" if self.group else self.name
        return f"{self.ref} {name}".strip()


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """One figure of the plan.

    `value` is in ones, a percentage in hundredths (66.4).  `is_now` says that it is of the period
    that is reported, or of no period.
    """

    subject: Topic
    field: str
    measure: str
    family: Family
    value: float
    measured: MeasuredIn
    decimals: int
    period: str
    is_now: bool = True
    is_signed: bool = False
    """Whether it is a difference, whose sign says which way."""


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
    facts = list(_of_results(results, subjects, now, is_now=True))
    before = period_before(results)
    if before:
        seen = {(one.subject.ref, one.measure, one.value) for one in facts}
        facts += [
            one
            for one in _of_results(at_period(results, before), subjects, before, is_now=False)
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


def _of_results(
    results: Results, subjects: _Subjects, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    for sheet in BY_KEY.values():
        if sheet.key in _NO_FIGURES:
            continue
        if sheet.shape is Shape.LABELS:
            subject = subjects.total(sheet)
            yield from _of_row(sheet, results.labels(sheet), subject, period, is_now=is_now)
            yield from _shares(results.labels(sheet), subject, "all_", period, is_now=is_now)
            if sheet is HEADLINES:
                yield from _forecast_counts(results, subject, "", period, is_now=is_now)
            continue
        rows = results.present(sheet) if "ref" in sheet.by_name else results.table(sheet)
        for row in rows:
            subject = subjects.of(sheet, row)
            if subject.name:
                yield from _of_row(sheet, row, subject, period, is_now=is_now)
                yield from _derived(results, sheet, row, subject, period, is_now=is_now)
        if sheet.key in _TOTALLED:
            yield from _totals(sheet, rows, subjects.total(sheet), period)


def _derived(
    results: Results, sheet: Sheet, row: Row, subject: Topic, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    """Yield what follows from a row's figures, and reports say: differences, shares and counts."""
    if sheet is INDICATORS:
        yield from _differences(row, subject, period, is_now=is_now)
        yield from _cost_of_each(results, row, subject, period, is_now=is_now)
    if "lines_awaited" in sheet.by_name:
        yield from _lines_in_all(row, subject, period, is_now=is_now)
    if sheet in (OUTCOMES, SERVICES):
        yield from _shares(row, subject, "", period, is_now=is_now)
        field = "outcome" if sheet is OUTCOMES else "service"
        yield from _forecast_counts(results, subject, field, period, is_now=is_now)


def _of_row(
    sheet: Sheet, row: Row, subject: Topic, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    """Yield the figures of a row, column by column."""
    for column in sheet.columns:
        if column.name in _LEFT_OUT and (sheet.key, column.name) not in _KEPT:
            continue
        value = row.get(column.name)
        measured = _measured(column, row)
        if measured is None or not is_number(value):
            continue
        if column.name == "forecast_used" and value == row.get("forecast_outturn"):
            continue  # it is the one typed
        when = period
        if column.name in _EARLIER:
            when = _EARLIER[column.name]
            if when == period or (when == "previous" and not row.get("quarter")):
                continue
            when = _previous(row) if when == "previous" else when
        if column.year is not None:
            when = f"year {column.year + 1}" if column.year else "the year"
        yield PlanFigure(
            subject=subject,
            field=column.name,
            measure=column.heading if column.year is None else f"{column.heading}, {when}",
            family=_FAMILIES.get(column.name, Family.OTHER),
            value=_in_ones(float(value), column, row),
            measured=measured,
            decimals=_decimals(column, row),
            period=when,
            is_now=is_now and column.name not in _EARLIER,
            is_signed=column.signed or column.name in _SIGNED,
        )


_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("actual", "actual_to_date", "spent_to_date", "delivered"), Family.ACTUAL),
    **dict.fromkeys(("target", "target_to_date", "profile_to_date"), Family.TARGET),
    **dict.fromkeys(("q1_target", "q2_target", "q3_target", "q4_target"), Family.TARGET),
    **dict.fromkeys(("target_2", "target_3", "target_4"), Family.LATER_TARGET),
    **dict.fromkeys(("baseline", "previous", "year_before", "previous_forecast"), Family.EARLIER),
    **dict.fromkeys(("q1_actual", "q2_actual", "q3_actual", "q4_actual"), Family.EARLIER),
    **dict.fromkeys(("last_years_budget",), Family.EARLIER),
    **dict.fromkeys(
        ("year_end_forecast", "forecast_outturn", "forecast_used", "forecast"), Family.FORECAST
    ),
    **dict.fromkeys(("expected_cost", "outturn_without"), Family.FORECAST),
    **dict.fromkeys(("original_budget", "revised_budget", "gross_budget"), Family.BUDGET),
    **dict.fromkeys(("approved", "allocation", "planned_cost", "this_years_budget"), Family.BUDGET),
    **dict.fromkeys(("variance", "variance_to_date", "forecast_variance"), Family.GAP),
    **dict.fromkeys(("percent_variance", "variance_without", "forecast_shortfall"), Family.GAP),
    **dict.fromkeys(("capital_variance", "true_variance", "grant_variance"), Family.GAP),
    **dict.fromkeys(("cost_variance", "price_variance", "volume_variance"), Family.GAP),
    **dict.fromkeys(("mix_variance", "days_overdue"), Family.GAP),
    **dict.fromkeys(("movement",), Family.CHANGE),
    **dict.fromkeys(("red", "amber", "green", "rated", "indicators"), Family.COUNT),
    **dict.fromkeys(("all_red", "all_amber", "all_green", "all_rated"), Family.COUNT),
    **dict.fromkeys(("all_indicators", "all_actions", "actions", "actions_red"), Family.COUNT),
    **dict.fromkeys(("red_beyond", "tolerance_applied", "forecast_tolerance"), Family.LIMIT),
    **dict.fromkeys(("tolerance_share", "tolerance_in_unit", "red_from"), Family.LIMIT),
}
_EARLIER = {
    "baseline": "Baseline",
    "previous": "previous",
    "year_before": "the year before",
    "q1_actual": "Q1",
    "q2_actual": "Q2",
    "q3_actual": "Q3",
    "q4_actual": "Q4",
    "previous_forecast": "the last report",
    "last_years_budget": "last year",
}
_SIGNED = {"variance", "percent_variance", "bridge_amount", "amount"}


def _previous(row: Row) -> str:
    """Return the period of an indicator's previous figure."""
    quarter = row.get("quarter")
    for number in range(int(quarter) - 1 if is_number(quarter) else 0, 0, -1):
        if is_number(row.get(f"q{number}_actual")):
            return f"Q{number}"
    return "Baseline"


def _measured(column: Column[Value], row: Row) -> MeasuredIn | None:
    """Return how a column's figures are measured; None for what is not a figure."""
    if column.kind in (Kind.TEXT, Kind.LINK, Kind.WORD, Kind.DAY):
        return None
    own = measured_of(row.get("unit"))
    if column.shown is Shown.IN_UNIT:
        return own
    if column.shown is Shown.POINTS:
        return MeasuredIn.POINTS if own is MeasuredIn.PERCENT else own
    known = {
        Shown.POUNDS: MeasuredIn.POUNDS,
        Shown.PERCENT: MeasuredIn.PERCENT,
        Shown.COUNT: MeasuredIn.DAYS if column.name == "days_overdue" else MeasuredIn.PLAIN,
    }
    return known.get(column.shown)


def _in_ones(value: float, column: Column[Value], row: Row) -> float:
    percent = column.shown is Shown.PERCENT or (
        column.shown is Shown.IN_UNIT and measured_of(row.get("unit")) is MeasuredIn.PERCENT
    )
    return excel_round(value * 100) if percent else value


def _decimals(column: Column[Value], row: Row) -> int:
    """Return the decimals with which a figure is shown in full."""
    if column.shown in (Shown.IN_UNIT, Shown.POINTS):
        value = row.get("decimals")
        return min(max(int(value), 0), 6) if is_number(value) else 1
    return column.places if column.shown is Shown.PERCENT else 0


def _differences(row: Row, subject: Topic, period: str, *, is_now: bool) -> Iterator[PlanFigure]:
    """Yield how far an indicator moved, and how far it is from where it should go."""
    unit = measured_of(row.get("unit"))
    times = 100 if unit is MeasuredIn.PERCENT else 1
    measured = MeasuredIn.POINTS if unit is MeasuredIn.PERCENT else unit
    for name, measure, one, other, family in (
        ("movement", "Change since the previous figure", "actual", "previous", Family.CHANGE),
        ("movement", "Change since Baseline", "actual", "baseline", Family.CHANGE),
        ("movement", "Change since the year before", "actual", "year_before", Family.CHANGE),
        ("variance", "Difference from the year’s target", "actual", "target", Family.GAP),
        ("forecast_gap", "Forecast less target", "year_end_forecast", "target", Family.GAP),
        ("still_to_go", "Forecast less actual", "year_end_forecast", "actual", Family.CHANGE),
    ):
        first, second = row.get(one), row.get(other)
        if is_number(first) and is_number(second):
            yield PlanFigure(
                subject=subject,
                field=name,
                measure=measure,
                family=family,
                value=excel_round((float(first) - float(second)) * times),
                measured=measured,
                decimals=_decimals(INDICATORS.by_name["actual"], row),
                period=period,
                is_now=is_now,
                is_signed=True,
            )


def _shares(
    row: Row, subject: Topic, before: str, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    """Yield the share of the rated indicators that have each colour."""
    rated = row.get(f"{before}rated")
    for colour in _COLOURS:
        count = row.get(f"{before}{colour}")
        if is_number(count) and is_number(rated) and rated:
            yield PlanFigure(
                subject=subject,
                field=f"{colour}_share",
                measure=f"{colour.title()}, share of rated",
                family=Family.COUNT,
                value=excel_round(100 * float(count) / float(rated)),
                measured=MeasuredIn.PERCENT,
                decimals=1,
                period=period,
                is_now=is_now,
            )


def _lines_in_all(row: Row, subject: Topic, period: str, *, is_now: bool) -> Iterator[PlanFigure]:
    """Yield of how many budget lines a total is, those without a figure among them."""
    parts = [row.get(name) for name in ("lines_counted", "lines_awaited", "lines_to_check")]
    numbers = [float(part) for part in parts if is_number(part)]
    if numbers:
        yield PlanFigure(
            subject=subject,
            field="lines",
            measure="Lines in all",
            family=Family.COUNT,
            value=sum(numbers),
            measured=MeasuredIn.PLAIN,
            decimals=0,
            period=period,
            is_now=is_now,
        )


def _forecast_counts(
    results: Results, subject: Topic, field: str, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    """Yield how many indicators are forecast to end the year in each colour."""
    rows = [
        row for row in results.present(INDICATORS) if not field or says(row.get(field), subject.ref)
    ]
    for colour in _COLOURS:
        yield PlanFigure(
            subject=subject,
            field=f"forecast_{colour}",
            measure=f"{colour.title()} at year’s end",
            family=Family.FORECAST,
            value=float(sum(says(row.get("forecast_rag"), colour.title()) for row in rows)),
            measured=MeasuredIn.PLAIN,
            decimals=0,
            period=period,
            is_now=is_now,
        )


def _cost_of_each(
    results: Results, row: Row, subject: Topic, period: str, *, is_now: bool
) -> Iterator[PlanFigure]:
    """Yield what each of all that an indicator counts costs a year, as Activity says."""
    for own in results.present(ACTIVITY):
        cost = own.get("each_of_indicator")
        if is_number(cost) and says(own.get("indicator"), str(row["ref"])):
            yield PlanFigure(
                subject=subject,
                field="each_of_indicator",
                measure="What each costs a year",
                family=Family.OTHER,
                value=float(cost),
                measured=MeasuredIn.POUNDS,
                decimals=0,
                period=period,
                is_now=is_now,
            )
            return


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
                family=_FAMILIES.get(column.name, Family.OTHER),
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
        value=_in_ones(float(value), column, row),
        measured=measured_of(row.get("unit")),
        decimals=_decimals(column, row),
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
                    family=_FAMILIES[name],
                    value=float(value),
                    measured=MeasuredIn.POUNDS,
                    decimals=0,
                    period=str(kept.get("period") or ""),
                    is_now=False,
                )
