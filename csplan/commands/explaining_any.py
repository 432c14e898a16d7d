"""This module explains a row of any sheet by what its columns hold, and a service by its money.

Knows no rule of its own: it repeats what the results say, under the sheet's own headings.
"""

from __future__ import annotations

from collections.abc import Iterator

from csplan.looks import figures
from csplan.plan.plan import Results, Row
from csplan.sheets import INDICATORS, SHEETS
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.sheet import Sheet
from csplan.terms.period import day_in_words, day_of
from csplan.terms.values import Value, is_number, same

__all__ = ["OTHER_SHEETS", "row_said", "scorecard_said", "service_money"]

OTHER_SHEETS: tuple[Sheet, ...] = tuple(sheet for sheet in SHEETS if sheet.ref_pattern)
"""Every sheet whose rows are known by a ref."""


def row_said(results: Results, sheet: Sheet, index: int, row: Row) -> Iterator[str]:
    """Say what a row is, then each column that holds anything, with its cell."""
    named = sheet.named_by or next((one.name for one in sheet if one.name != "ref"), "ref")
    yield f"{row['ref']}  {_shown(sheet.by_name[named], row.get(named))}"
    yield f"Sheet: {sheet.title}.  {sheet.purpose}"
    for column in sheet:
        text = _shown(column, row.get(column.name))
        if not text or column.name in ("ref", named):
            continue
        place = results.plan.places.get(sheet.key)
        cell = place.cell(index, column.name)[0] if place else ""
        where = f" [{place.tab}!{cell}]" if place and cell else ""
        how = f"  ({column.meaning})" if column.is_calculated else ""
        yield f"{column.heading}: {text}{where}{how}"


def _shown(column: Column, value: Value) -> str:
    """Return a value as its column shows it."""
    if value is None or value == "":
        return ""
    if not is_number(value):
        return str(value)
    if column.kind is Kind.DAY:
        day = day_of(float(value))
        return day_in_words(day) if day else f"{value:g}"
    if column.shown is Shown.POUNDS:
        show = figures.signed_pounds if column.signed else figures.pounds
        return show(value).text
    if column.shown is Shown.PERCENT:
        return figures.percent(value).text
    return f"{float(value):,.15g}"


def service_money(row: Row) -> Iterator[str]:
    """Say how a service's budget stands."""
    revised = figures.pounds(row.get("revised_budget")).text
    yield f"Revised budget: {revised}   Budget RAG: {row.get('budget_rag')}"
    yield f"Forecast variance: {figures.signed_pounds(row.get('forecast_variance')).text}"
    awaited = row.get("lines_without_forecast")
    if is_number(awaited) and awaited:
        yield f"Budget lines without a forecast: {awaited:,.0f}"


def scorecard_said(results: Results, ref: str) -> Iterator[str]:
    """Repeat what the scorecards say of an indicator, and where it stands among what matters."""
    from csplan.scorecards.context import quarters_reached
    from csplan.scorecards.exceptions import indicator_exceptions
    from csplan.scorecards.lines import RefNames, indicator_line
    from csplan.scorecards.over_time import OverTime

    names, reached = RefNames(results), quarters_reached(results)
    default, past = results.settings.get("default_tolerance"), OverTime(results)
    pairs = [
        (
            row,
            indicator_line(
                row, names, before="", reached=reached, default=default, past=past.of(row)
            ),
        )
        for row in results.present(INDICATORS)
    ]
    own = next((line for _, line in pairs if same(line.ref, ref)), None)
    if own is not None and own.why:
        yield f"On the scorecards: {own.why}"
    if own is not None and own.gap:
        yield f"Gap: {own.gap}"
    found = indicator_exceptions(pairs)
    for place, entry in enumerate(found, start=1):
        if same(entry.ref, ref) or f"({ref})" in entry.also:
            reasons = "; ".join(entry.reasons)
            yield f"What matters most: {place} of {len(found)} ({reasons})"
