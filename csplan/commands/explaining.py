"""Why a row has the colour that it has: figures, rule, tolerance, cells, and what would change it.

Knows no rule of its own: it repeats what the results say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.commands.explaining_any import (
    OTHER_SHEETS,
    row_said,
    scorecard_said,
    service_money,
)
from csplan.looks import figures
from csplan.looks.notebook import card, status, table
from csplan.plan.goalposts import changed_promises, promise_in_words
from csplan.plan.track_record import track_record_of_head, track_record_of_service, track_records
from csplan.plan.trajectory import series
from csplan.rules.control_chart import chart_in_words
from csplan.rules.performance import better_way
from csplan.rules.revenue import follows_activity
from csplan.scorecards.over_time import path_of
from csplan.sheets import (
    ACTIONS,
    BUDGET,
    FUNDED_CHANGES,
    INDICATORS,
    OUTCOMES,
    PROFILES,
    SAVINGS,
    SERVICES,
    VIREMENTS,
)
from csplan.sheets.column import Shown
from csplan.terms.calendar import Calendar
from csplan.terms.catalogue import Code
from csplan.terms.errors import CsplanError
from csplan.terms.memory_words import Goalpost
from csplan.terms.names import matching, nearest
from csplan.terms.number import as_places, excel_round
from csplan.terms.period import FinancialYear, day_in_words, day_of
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, figure, is_number, says
from csplan.terms.vocabulary import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding

__all__ = ["Explanation", "explain_row"]

_MORE_DECIMALS = 6
_STATES = {
    "Context only": "It is shown for context: the plan gives it no target, so it has no colour.",
    "Not applicable": "The plan prints N/A for its target, so it has no colour.",
    "Target to be set": "The plan says that its target is still to be set.",
    "No target": "The plan prints no target for this year.",
    "Not due": "No figure is due before the quarter in First due; the last one is shown.",
    "Awaiting data": "A figure is due for this period, and none has been typed.",
    "Suppressed": "Its figure is c: kept back to protect people, so it is not judged.",
    State.CHECK_DATA: "A figure or word on the row cannot be used; csplan check says which.",
}


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why a row has its colour, line by line: what it is, then figures, rule, tolerance, cells."""

    ref: str
    lines: tuple[str, ...]
    status: str = ""
    """Its colour, or the word in its place; empty where rows of its sheet have none."""
    judged: str = ""
    """The heading of the column that says it: RAG, BRAG, Overall status, Budget RAG."""

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __getitem__(self, at: int) -> str:
        return self.lines[at]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explanation of {self.ref}: {self.status or 'no colour'}>"

    def _repr_html_(self) -> str:
        """Return the card that a notebook shows."""
        told = [part.strip() for line in self.lines[1:] for part in line.split("   ")]
        rows = [
            (before, after) if colon else ("", before)
            for before, colon, after in (part.partition(": ") for part in told if part)
        ]
        about = f"{self.judged}: why it is {self.status}" if self.status else "What its row says"
        parts = [status(self.status), table(("", "Why" if self.status else ""), rows)]
        return card(self.lines[0], about, parts)


def explain_row(results: Results, ref: str, findings: Sequence[Finding] = ()) -> Explanation:
    """Explain one row, whatever its sheet, in a few lines: figures, rule, tolerance, cells.

    With `findings` the lines end with those about the row.

    Raises: CsplanError where no row has that ref, naming the nearest.
    """
    first = (INDICATORS, ACTIONS, BUDGET, OUTCOMES, SERVICES)
    sheets: tuple[Sheet, ...] = (*first, *(one for one in OTHER_SHEETS if one not in first))
    refs: list[str] = []
    for sheet in sheets:
        for index, row in enumerate(results.table(sheet)):
            if row.get("ref") in (None, ""):
                continue
            refs.append(str(row["ref"]))
            if matching(refs[-1]) == matching(ref):
                return _explanation(results, sheet, index, findings)
    padded = [one for one in refs if _unpadded(one) == _unpadded(ref)]
    close = padded[0] if padded else nearest(ref, refs)
    hint = f"  Did you mean {close}?" if close else "  Refs are in the first column."
    raise CsplanError(Refusal.NO_SUCH_ROW, f"No row has the ref {ref}.{hint}")


def _explanation(
    results: Results, sheet: Sheet, index: int, findings: Sequence[Finding]
) -> Explanation:
    """Return what there is to say of a row."""
    row = results.table(sheet)[index]
    ref = str(row["ref"])
    speak = _SPEAKERS.get(sheet.key)
    own = speak(results, index, row) if speak else None
    lines = own or row_said(results, sheet, index, row)
    rated = next((one for one in sheet if one.shown is Shown.RAG), None)
    return Explanation(
        ref,
        status=str(row.get(rated.name) or "") if rated else "",
        judged=rated.heading if rated else "",
        lines=(*lines, *_changed(results, ref, findings), *_found(findings, ref)),
    )


def _unpadded(ref: str) -> str:
    """Return a ref without the zeros that people leave out: KO2-3 for KO2-03."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", matching(ref))


def _cell(results: Results, sheet: Sheet, index: int, name: str) -> str:
    """Return where a figure stands: Indicators!AI44."""
    place = results.plan.places.get(sheet.key)
    cell = place.cell(index, name)[0] if place else ""
    return f"[{place.tab}!{cell}]" if place and cell else ""


_TOLD = (Code.GOALPOST_MOVED, Code.GOALPOST_APPROVED, Code.MARKED_NOT_APPLICABLE)


def _changed(results: Results, ref: str, findings: Sequence[Finding]) -> Iterator[str]:
    """Say what was changed of what the plan promised, where no finding repeats it."""
    repeated = any(one.ref == ref and one.code in _TOLD for one in findings)
    for one in changed_promises(results) if not repeated else ():
        if one.ref == ref:
            yield f"Changed: {promise_in_words(one)}"


def _found(findings: Sequence[Finding], ref: str) -> Iterator[str]:
    """Repeat what check says of the row."""
    for finding in findings:
        if finding.ref == ref:
            word = "To be confirmed" if finding.is_to_confirm else str(finding.severity)
            yield f"{word}: {finding.message}  {finding.fix}"


def _indicator(results: Results, index: int, row: Row) -> Iterator[str]:
    """Explain an indicator."""
    unit = row.get("unit")
    places = as_places(row.get("decimals"))

    def shown(name: str) -> str:
        text = _edge(row, name, places)
        return f"{text} {_cell(results, INDICATORS, index, name)}".rstrip()

    yield f"{row['ref']}  {row.get('indicator')}"
    if row.get("group"):
        yield f"Group: {row['group']}"
    yield f"RAG: {row.get('rag')} {_cell(results, INDICATORS, index, 'rag')}"
    yield from scorecard_said(results, str(row["ref"]))
    yield f"Actual ({row.get('period')}): {shown('actual')}"
    yield f"Target to date: {shown('target_to_date')}   Baseline: {shown('baseline')}"
    yield f"Measure: {row.get('measure')}; {row.get('polarity')}; unit {unit}"
    if any(
        one.ref == row["ref"] and one.kind is Goalpost.NOT_APPLICABLE
        for one in changed_promises(results)
    ):
        yield "It has lost its colour since the plan was adopted; the plan did not print it so."
    elif row.get("rag") in _STATES:
        yield _STATES[str(row["rag"])]
    else:
        yield from _judged(results, row, places)
    yield f"Direction of travel: {row.get('direction')}   Forecast RAG: {row.get('forecast_rag')}"
    yield from _path(results, row)
    yield from _printed(row)
    if row.get("note"):
        yield f"Note: {row['note']}"


def _printed(row: Row) -> Iterator[str]:
    """Say where a printed plan has the row, and how; nothing where there is no such plan."""
    said = (("Plan line", row.get("plan_line")), ("As printed", row.get("as_printed")))
    if parts := [f"{what}: {value}" for what, value in said if value not in (None, "")]:
        yield "   ".join(parts)


def _path(results: Results, row: Row) -> Iterator[str]:
    """Say where the indicator is going, and whether its last figure is more than chance."""
    year = FinancialYear.parse(results.plan.financial_year)
    if path := path_of(row, year, periods=Calendar.of(results.settings).periods):
        yield path
    points = series(results, str(row["ref"]))
    if len(points) > 1:
        target = row.get("target_to_date")
        limit = float(target) if is_number(target) else None
        yield f"Is it real? {chart_in_words(points, row.get('polarity'), limit)}"


def _judged(results: Results, row: Row, places: int) -> Iterator[str]:
    """Say how the colour came about, and what would make it another."""
    unit = row.get("unit")
    variance = figures.variance(row["variance"], unit, _enough(row["variance"], places)).text
    yield f"Variance: {variance} ({row.get('better_or_worse')})"
    tolerance = figure(row["tolerance_applied"])
    amount = figures.amount(tolerance, unit, _enough(tolerance, places))
    yield f"Tolerance: {amount}, {_whose(results, row)}"
    target = _edge(row, "target_to_date", places)
    edge = _edge(row, "red_beyond", places)
    way = better_way(row.get("polarity"))
    if way == 0:
        yield f"Rule: Green within {amount} of {target}, Amber within twice that, else Red."
    elif way < 0:
        yield f"Rule: Green at {target} or less, Amber up to {edge}, Red above {edge}."
    else:
        yield f"Rule: Green at {target} or more, Amber down to {edge}, Red below {edge}."


def _edge(row: Row, name: str, places: int) -> str:
    """Return a figure with as many decimals as it takes not to contradict the colour."""
    value = row.get(name)
    scale = 100 if row.get("unit") == "%" else 1
    decimals = _enough(float(value) * scale, places) if is_number(value) else places
    return figures.in_unit(value, row.get("unit"), decimals).text


def _enough(value: Value, places: int) -> int:
    """Return the least number of decimals, from `places` on, that shows a figure whole."""
    if not is_number(value):
        return places
    most = places + _MORE_DECIMALS
    whole = excel_round(float(value), most)
    return next((d for d in range(places, most) if excel_round(whole, d) == whole), most)


def _whose(results: Results, row: Row) -> str:
    """Say who set the tolerance."""
    if is_number(row.get("tolerance_in_unit")):
        return "set on the row, in its unit"
    share = row.get("tolerance_share")
    if is_number(share):
        return f"{share:.0%} of the target, set on the row"
    share = results.settings.get("default_tolerance")
    return f"{figures.percent(share, 0).text} of the target, the default on Settings"


def _budget(results: Results, index: int, row: Row) -> Iterator[str]:
    """Explain a budget line."""

    def shown(name: str) -> str:
        text = figures.pounds(row.get(name)).text
        return f"{text} {_cell(results, BUDGET, index, name)}".rstrip()

    yield f"{row['ref']}  {row.get('service')}: {row.get('heading')}"
    yield f"RAG: {row.get('rag')} {_cell(results, BUDGET, index, 'rag')}"
    yield f"Original budget: {shown('original_budget')}   Net virement: {shown('net_virement')}"
    yield f"Funded changes: {shown('funded_changes')}"
    yield from _budget_history(results, row)
    yield f"Revised budget: {shown('revised_budget')} = original + virement + funded changes"
    yield f"Profile to date: {shown('profile_to_date')}: {_profile_said(results, row)}"
    yield f"Actual to date: {shown('actual_to_date')}   Commitments: {shown('commitments')}"
    yield f"Variance to date: {figures.signed_pounds(row.get('variance_to_date')).text}"
    from_activity = _from_activity(row)
    forecast = "forecast_used" if from_activity else "forecast_outturn"
    yield f"Forecast outturn: {shown(forecast)}{from_activity}"
    record = track_records(results.plan).get(str(row["ref"]))
    if record is not None:
        yield record.said
    if is_number(row.get("movement")):
        yield f"Movement since last report: {figures.signed_pounds(row['movement']).text}"
    variance = figures.signed_pounds(row.get("forecast_variance")).text
    yield f"Forecast variance: {variance} {row.get('favourability') or ''}".rstrip()
    if row.get("commentary"):
        yield f"Explanation: {row['commentary']}"
    if row.get("rag") == "Context only":
        yield "Unallocated budgets are shown apart and have no colour, whatever is forecast."
    else:
        yield "Rule: Red at a forecast overspend of " + _threshold(results, row)
    yield from _printed(row)
    if row.get("note"):
        yield f"Note: {row['note']}"


def _from_activity(row: Row) -> str:
    """Say of a forecast that it follows from Activity, and how."""
    if not follows_activity(row.get("forecast_from")):
        return ""
    variance = row.get("activity_variance")
    if not is_number(variance):
        return ", to follow from Activity, where nothing is expected yet"
    amount = figures.pounds(abs(float(variance))).text
    joined = "minus" if float(variance) < 0 else "plus"
    return f" = revised budget {joined} {amount}, the variance of its activities"


def _budget_history(results: Results, row: Row) -> Iterator[str]:
    """Name each virement, funded change and saving of a budget line, those that count and not."""
    ref = str(row["ref"])
    for one in _naming(results, VIREMENTS, "from_line", ref):
        yield _change_said(one, f"gave {_pounds(one)} to {one.get('to_line') or 'no line'}")
    for one in _naming(results, VIREMENTS, "to_line", ref):
        yield _change_said(one, f"received {_pounds(one)} from {one.get('from_line') or 'no line'}")
    for one in _naming(results, FUNDED_CHANGES, "line", ref):
        yield _change_said(one, f"{_pounds(one)} of new money from {one.get('source')}")
    for one in _naming(results, SAVINGS, "line", ref):
        amount = figures.pounds(one.get("approved")).text
        yield f"  {one['ref']}  a saving of {amount} is approved: {one.get('brag')}"


def _naming(results: Results, sheet: Sheet, field: str, ref: str) -> Iterator[Row]:
    """Yield a sheet's rows that name a line."""
    for row in results.present(sheet):
        value = row.get(field)
        if isinstance(value, str) and says(value, ref):
            yield row


def _pounds(row: Row) -> str:
    return figures.pounds(row.get("amount")).text


def _change_said(row: Row, what: str) -> str:
    """Say one change with its date and authority, and whether it counts."""
    day = _day(row.get("date"))
    counts = "" if row.get("row_check") == "OK" else f"  It does not count: {State.CHECK_DATA}."
    reason = f" ({row['reason']})" if row.get("reason") else ""
    by = row.get("authority") or "nobody named"
    return f"  {row['ref']}  {what}, {day}, approved by {by}{reason}.{counts}"


def _profile_said(results: Results, row: Row) -> str:
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


def _threshold(results: Results, row: Row) -> str:
    """Say from which overspend a line is Red."""
    share = figures.percent(results.settings.get("service_red_share"), 0).text
    amount = figures.pounds(results.settings.get("service_red_amount")).text
    return (
        f"{figures.pounds(row.get('red_from')).text}: {share} of its service's budget of "
        f"{figures.pounds(row.get('service_budget')).text} or {amount}, whichever is lower; "
        f"Amber below that, Green at or under budget."
    )


def _action(results: Results, index: int, row: Row) -> Iterator[str]:
    """Explain an action."""
    yield f"{row['ref']}  {row.get('action')}"
    yield f"BRAG: {row.get('brag')} {_cell(results, ACTIONS, index, 'brag')}"
    due, report = row.get("due"), results.settings.get("report_date")
    yield f"Status: {row.get('status') or 'blank, so not started'}"
    yield f"Due: {_day(due)}   Report date: {_day(report)}"
    yield f"Days overdue: {_whole(row.get('days_overdue'))}"
    yield "Rule: Blue complete; Red due before the report date and not complete, or off track; "
    yield "      Amber at risk; Green on track; a blank status is Not started."
    yield from _printed(row)


def _day(value: Value) -> str:
    """Return a date in words."""
    day = day_of(float(value)) if is_number(value) else None
    return day_in_words(day) if day else "no date"


def _whole(value: Value) -> str:
    """Return a count, or the word in its place."""
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


def _counts(results: Results, index: int, row: Row) -> Iterator[str]:
    """Explain an outcome or a service by its counts."""
    yield f"{row['ref']}  {row.get('outcome') or row.get('service')}"
    if "status" in row:
        yield f"Overall status: {row['status']} {_cell(results, OUTCOMES, index, 'status')}"
    for name, called in (("red", "Red"), ("amber", "Amber"), ("green", "Green")):
        yield f"{called}: {_whole(row.get(name))}"
    yield f"Rated: {_whole(row.get('rated'))} of {_whole(row.get('indicators'))} indicators"
    share = figures.percent(results.settings.get("overall_red_share"), 0).text
    yield f"Rule: Red from {share} of rated rows Red; else Amber if any is not Green; else Green."
    if "budget_rag" in row:
        yield from service_money(row)
        record = track_record_of_service(results.plan, str(row["ref"]))
        if record is not None:
            yield record.said
        yield from _head_record(results, row)


def _head_record(results: Results, service: Row) -> Iterator[str]:
    """Say how good the forecasts of all services of one head were, where there are several."""
    head = str(service.get("head") or "").strip()
    named = [str(row.get("head") or "") for row in results.table(SERVICES)]
    if head and sum(matching(one) == matching(head) for one in named) > 1:
        record = track_record_of_head(results.plan, head)
        if record is not None:
            yield f"All services of {head}: {record.said}"


_SPEAKERS = {
    INDICATORS.key: _indicator,
    ACTIONS.key: _action,
    BUDGET.key: _budget,
    OUTCOMES.key: _counts,
    SERVICES.key: _counts,
}
