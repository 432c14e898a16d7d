"""This module makes the published view of a plan: another plan, which holds nothing internal.

Its figures are rounded as they are printed and those kept back are c, so that whatever follows from
them (variances, directions, forecasts, sentences, lines and charts) follows from what is published.
Only what is listed here is taken over; a new column stays inside until somebody lists it.
Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csplan.looks.figures import in_unit
from csplan.plan.calculate import calculate
from csplan.plan.closed import closed_from_activity, find_late_edits
from csplan.publication.betraying import JUDGED, Thresholds, decimals_of
from csplan.publication.releases import Published, Release, name_of_row
from csplan.publication.same_people import parts_named, same_people
from csplan.publication.suppressing import Suppression, suppression_of
from csplan.publication.words import Guard, KeptBack
from csplan.rules.figures import QUARTERS
from csplan.rules.revenue import follows_activity
from csplan.sheets import (
    ACTIONS,
    BUDGET,
    BUDGET_HISTORY,
    BY_KEY,
    CAPITAL,
    CONTROL_TOTALS,
    EXPECTED_OUTCOMES,
    FINANCE,
    FUNDED_CHANGES,
    GRANTS,
    INDICATORS,
    MEASURED_BY,
    OUTCOME_SUMMARY,
    OUTCOMES,
    PRESSURES,
    PROFILES,
    SAVINGS,
    SERVICE_SUMMARY,
    SERVICES,
    SETTINGS,
    VIREMENTS,
)
from csplan.terms.number import excel_round, half_up
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import AbsenceWord, Period, Unit, YesNo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["PUBLISHED", "View", "published_fields", "release_of", "view_of"]

_MOST_DECIMALS = 6
_MONTHS = (
    *("april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "january", "february", "march"),
)
_TARGETS = (
    *("target", "target_2", "target_3", "target_4"),
    *("q1_target", "q2_target", "q3_target", "q4_target"),
)

PUBLISHED: Mapping[str, tuple[str, ...]] = {
    SETTINGS.key: (
        *("authority", "department", "financial_year", "reporting_period", "budget_month"),
        *("report_date", "data_status", "percentage_limit", "default_tolerance"),
        *("overall_red_share", "service_red_share", "service_red_amount"),
        *("department_red_share", "department_red_amount"),
        *("council_red_share", "council_red_amount", "council_net_budget"),
        *("abbreviations", "word_for_head", "word_for_leaders", "word_for_department"),
        *("word_for_organisation", "word_for_outcome", "word_for_service", "word_for_counted"),
    ),
    SERVICES.key: ("ref", "service"),
    OUTCOMES.key: ("ref", "kind", "outcome"),
    EXPECTED_OUTCOMES.key: ("ref", "outcome", "commitment", "expected_outcome"),
    MEASURED_BY.key: ("ref", "promise", "indicator", "covers", "basis"),
    OUTCOME_SUMMARY.key: ("ref",),
    SERVICE_SUMMARY.key: ("ref",),
    ACTIONS.key: (
        *("ref", "outcome", "commitment", "we_will", "action", "expected_outcome", "lead_service"),
        *("start", "due", "percent_complete", "status"),
    ),
    INDICATORS.key: (
        *("ref", "outcome", "group", "indicator", "service", "unit", "decimals", "polarity"),
        *("measure", "frequency", "first_due", "part_of", *_TARGETS),
        *("tolerance_share", "tolerance_in_unit", "forecast_method"),
    ),
    FINANCE.key: ("view", "item", "level"),
    BUDGET.key: (
        *("ref", "service", "heading", "cipfa_group", "kind", "original_budget", "profile"),
        *("outcome", "outcome_link", "actual_to_date", "commitments", "previous_forecast"),
        *("forecast_outturn", "recurrence"),
    ),
    PROFILES.key: ("ref", "profile", *_MONTHS),
    VIREMENTS.key: ("ref", "from_line", "to_line", "amount", "date"),
    FUNDED_CHANGES.key: ("ref", "line", "amount", "source", "date"),
    SAVINGS.key: (
        *("ref", "saving", "service", "line", "approved", "delivered", "on_track", "at_risk"),
        *("unachievable", "one_off_replacement", "full_year_effect"),
    ),
    PRESSURES.key: ("ref", "change", "kind", "order", "amount", "lasts"),
    CAPITAL.key: (
        *("ref", "scheme", "approved", "grant", "borrowing", "receipts", "contributions"),
        *("revenue", "spent_to_date", "forecast", "slippage", "acceleration"),
    ),
    GRANTS.key: ("ref", "grant", "ring_fenced", "allocation", "spent_to_date", "forecast"),
    CONTROL_TOTALS.key: (*("ref", "control", "heading", "scope", "service", "published_total"),),
    BUDGET_HISTORY.key: (
        *("ref", "year", "period", "month", "until_month", "original_budget"),
        *("revised_budget", "profile_to_date", "actual_to_date", "commitments"),
        *("forecast_outturn",),
    ),
}
"""What is taken over of each sheet; figures and marked words of Indicators are dealt with apart."""

_WORDS = {
    INDICATORS.key: ("commentary", "corrective_action"),
    ACTIONS.key: ("commentary",),
}
_TEXTS = {
    INDICATORS.key: ("group", "indicator"),
    ACTIONS.key: ("we_will", "action", "expected_outcome"),
    OUTCOMES.key: ("outcome",),
    EXPECTED_OUTCOMES.key: ("expected_outcome",),
    BUDGET.key: ("heading",),
    SAVINGS.key: ("saving",),
    PRESSURES.key: ("change", "lasts"),
    CAPITAL.key: ("scheme",),
    GRANTS.key: ("grant",),
    CONTROL_TOTALS.key: ("control", "heading"),
}
_NEEDED = {VIREMENTS.key: ("authority", "reason"), FUNDED_CHANGES.key: ("authority", "reason")}
"""Words without which a row could not be used, replaced by one that says nothing."""


@dataclass(frozen=True)
class View:
    """A plan as it may be published: what follows from it, what is kept back, and which words."""

    results: Results
    fields: tuple[str, ...]
    suppression: Suppression
    withheld: tuple[str, ...] = ()


def published_fields(results: Results) -> tuple[str, ...]:
    """Return the columns that are published: the baseline, the quarters so far, the forecast."""
    period = results.settings.get("reporting_period")
    reached = next((n for n, one in enumerate(Period) if says(period, one)), 0)
    return (JUDGED[0], *QUARTERS[:reached], JUDGED[-1])


def view_of(
    results: Results,
    *,
    rules: Thresholds,
    releases: Sequence[Release] = (),
    words: bool = True,
    secondary: bool = True,
) -> View:
    """Return the published view of a plan: as it was closed, if its period is.

    `words`: commentary that is marked for publication is taken over.
    Raises: WorkbookError where figures add up and scipy is not installed.
    """
    inside = _as_closed(results)
    fields = published_fields(inside)
    places: dict[str, float] = {}
    while True:
        shown = _with_decimals(inside, places)
        suppression = suppression_of(
            shown, fields, rules=rules, releases=releases, secondary=secondary
        )
        guard = Guard(_kept(inside, suppression), rules.count)
        plan, withheld = _view(shown, fields, suppression, guard, words=words)
        outside = calculate(plan)
        more = _recoloured(inside, outside, suppression)
        grown = {ref: n for ref, n in more.items() if n <= _MOST_DECIMALS}
        if not grown:
            return View(outside, fields, suppression, withheld)
        places |= grown


def _as_closed(results: Results) -> Results:
    """Return results with the figures of closed periods as they were closed."""
    rows: dict[str, list[Row]] = {}
    for one in (*find_late_edits(results.plan), *closed_from_activity(results.plan)):
        held = rows.setdefault(one.sheet.key, list(results.plan.table(one.sheet)))
        held[one.index] = {**held[one.index], one.field: one.was}
        if one.field == "forecast_outturn":
            held[one.index]["forecast_from"] = None
    if not rows:
        return results
    return calculate(replace(results.plan, rows={**results.plan.rows, **rows}))


def _with_decimals(results: Results, places: Mapping[str, float]) -> Results:
    """Return results whose rows are printed with more decimals where that is needed."""
    if not places:
        return results
    rows = [
        {**row, "decimals": places.get(str(row.get("ref")), row.get("decimals"))}
        for row in results.table(INDICATORS)
    ]
    return replace(results, rows={**results.rows, INDICATORS.key: rows})


def _recoloured(inside: Results, outside: Results, suppression: Suppression) -> dict[str, float]:
    """Return the rows whose colour would be another for the rounding, with one decimal more."""
    refs = {ref for ref, _ in suppression.kept}
    found = {}
    for was, now in zip(inside.present(INDICATORS), outside.present(INDICATORS), strict=True):
        names = ("rag", "forecast_rag", "direction", "better_or_worse")
        if str(was["ref"]) not in refs and any(was[name] != now[name] for name in names):
            found[str(was["ref"])] = decimals_of(now) + 1.0
    return found


def _kept(results: Results, suppression: Suppression) -> tuple[KeptBack, ...]:
    """Return the figures that are kept back, as their rows print them."""
    rows = {str(row["ref"]): row for row in results.present(INDICATORS)}
    found = {}
    for ref, name in sorted(suppression.kept):
        row, value = rows[ref], rows[ref].get(name)
        if not is_number(value):
            continue
        printed = str(in_unit(value, row.get("unit"), decimals_of(row)))
        people = int(half_up(abs(value), 0)) if says(row.get("unit"), Unit.NUMBER) else None
        found[ref, printed] = KeptBack(ref, printed, people)
    return tuple(found.values())


def _view(
    results: Results,
    fields: Sequence[str],
    suppression: Suppression,
    guard: Guard,
    *,
    words: bool,
) -> tuple[Plan, tuple[str, ...]]:
    """Return the plan that holds what may be published, and which words were left out, and why."""
    plan, withheld = results.plan, list[str]()
    near = _near(results, suppression)
    rows: dict[str, Sequence[Row]] = {}
    for key, names in PUBLISHED.items():
        sheet = BY_KEY[key]
        source = results.table(sheet) if sheet in (INDICATORS, BUDGET) else plan.table(sheet)
        rows[key] = [
            _taken(sheet, row, names, guard)
            | (_figures(row, fields, suppression) if sheet is INDICATORS else {})
            | _forecast_from_activity(row)
            | (_marked(sheet, row, guard, near, withheld) if words else {})
            for row in source
        ]
    settings: Row = {name: plan.settings.get(name) for name in PUBLISHED[SETTINGS.key]}
    settings["commentary_on_red"] = YesNo.NO
    rows[SETTINGS.key] = [settings]
    view = replace(plan, settings=settings, rows=rows, places={}, findings=(), name="", sha256="")
    return view, tuple(withheld)


def _taken(sheet: Sheet, row: Row, names: Sequence[str], guard: Guard) -> Row:
    """Return what is taken over of a row, its texts without what would give a figure back."""
    taken = {name: row.get(name) for name in names}
    for name in _TEXTS.get(sheet.key, ()):
        if isinstance(text := taken.get(name), str):
            taken[name] = guard.masked(text)
    if row.get("ref") not in (None, ""):
        taken |= dict.fromkeys(_NEEDED.get(sheet.key, ()), "Not published")
    return taken


def _forecast_from_activity(row: Row) -> Row:
    """Return a forecast from Activity, which is not published, as one that is typed."""
    if not follows_activity(row.get("forecast_from")):
        return {}
    return {"forecast_outturn": row.get("forecast_used")}


def _figures(row: Row, fields: Sequence[str], suppression: Suppression) -> Row:
    """Return a row's figures as they are printed, with c where one is kept back."""
    ref = str(row.get("ref") or "")
    return {
        name: AbsenceWord.CONFIDENTIAL.value
        if (ref, name) in suppression.kept
        else _as_printed(row.get(name), row)
        for name in fields
    }


def _as_printed(value: Value, row: Row) -> Value:
    """Return a figure without the digits that are not printed."""
    if not is_number(value):
        return value
    times = 100 if says(row.get("unit"), Unit.PERCENT) else 1
    shown = half_up(excel_round(value * times), decimals_of(row))
    return excel_round(float(shown) / times, 12)


def _near(results: Results, suppression: Suppression) -> frozenset[str]:
    """Return the rows with a figure kept back, and those that stand or add up with one."""
    rows = results.present(INDICATORS)
    own = {ref for ref, _ in suppression.kept}
    groups = {row.get("group") for row in rows if str(row["ref"]) in own and row.get("group")}
    whole = {str(row["ref"]) for ref, row in same_people(rows).groups.items() if ref in own}
    family = {name.lower() for row in rows if str(row["ref"]) in own for name in parts_named(row)}
    return frozenset(
        str(row["ref"])
        for row in rows
        if str(row["ref"]) in own | whole
        or row.get("group") in groups
        or str(row["ref"]).lower() in family
        or family & {name.lower() for name in parts_named(row)}
        or {name.lower() for name in parts_named(row)} & {ref.lower() for ref in own}
    )


def _marked(sheet: Sheet, row: Row, guard: Guard, near: frozenset[str], withheld: list[str]) -> Row:
    """Return the words of a row that are marked for publication and give nothing back."""
    taken: Row = {}
    if not says(row.get("publish_words"), YesNo.YES):
        return taken
    ref = str(row.get("ref") or "")
    for name in _WORDS.get(sheet.key, ()):
        text = row.get(name)
        if not isinstance(text, str) or not text.strip():
            continue
        why = guard.why_not(text, beside=sheet is INDICATORS and ref in near)
        if why:
            withheld.append(f"{ref} {sheet.by_name[name].heading} {why}")
        else:
            taken[name] = text
    return taken


def release_of(view: View) -> Release:
    """Return what a view tells the public and what it keeps back, for the copies after it."""
    year = view.results.plan.financial_year
    published, kept, rows = {}, set(), {}
    for row in view.results.present(INDICATORS):
        rows[str(row["ref"])] = name_of_row(row)
        for name in view.fields:
            value = row.get(name)
            key = (year, str(row["ref"]), name)
            if is_number(value):
                text = str(in_unit(value, row.get("unit"), decimals_of(row)))
                published[key] = Published(text, float(value))
            elif says(value, AbsenceWord.CONFIDENTIAL):
                kept.add(key)
    period = str(view.results.settings.get("reporting_period"))
    return Release(year, period, published, frozenset(kept), rows=rows)
