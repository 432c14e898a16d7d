"""This module says how a service's or the directorate's budget stands.  Knows nothing of pages.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csplan.looks import figures
from csplan.looks.figures import NOTHING, Figure
from csplan.looks.plain_text import be, have, plain, with_noun
from csplan.plan.as_closed import REVISED
from csplan.plan.plan import Results, Row
from csplan.plan.track_record import TrackRecord, track_record_of_service, track_records
from csplan.rules import coverage, revenue
from csplan.scorecards.content import Budget, BudgetFigures
from csplan.scorecards.lines import budget_line
from csplan.sheets import BUDGET, HEADLINES, SERVICES
from csplan.terms.number import excel_round
from csplan.terms.records import replace
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import Covered, LinkBasis, State, YesNo
from csplan.terms.words import Words

__all__ = ["budget_of_service", "directorate_budget", "serving_sentence"]


def budget_of_service(results: Results, service: Row) -> Budget | None:
    """Return a service's budget lines with their total; None where it has none."""
    rows = [row for row in results.present(BUDGET) if says(row["service"], str(service["ref"]))]
    if not rows:
        return None
    total = _total(rows, "Net total", service, status=str(service["budget_rag"]))
    own = track_record_of_service(results.plan, str(service["ref"]))
    total = replace(total, usually=_usual_end(results, total.forecast.value, own))
    records = track_records(results.plan)
    lines = [
        *(replace(budget_line(row), usually=_usually(results, row, records)) for row in rows),
        *_left_out(rows, total),
        *_as_on_budget(rows, total),
    ]
    return _budget(results, lines, total, (rows, service))


def serving_sentence(results: Results, outcome: Row, *, closed: bool = False) -> str:
    """Say how the budget lines that serve an outcome most are forecast to end; "" without any.

    Where the month is `closed`, savings are said to be as they are today: memory keeps none.
    """
    rows = results.present(BUDGET)
    own = [row for row in rows if says(row.get("outcome"), str(outcome["ref"]))]
    if not rows:
        return ""
    noun = Words.of(results.settings).outcome
    if not own:
        return f"No budget line is linked to this {noun}, so its money is shown by service alone."
    over, budget = outcome["forecast_variance"], figures.in_sentence(outcome["budget_serving"])
    agreed = all(says(row.get("outcome_link"), LinkBasis.AGREED) for row in own)
    whose = f"that serve this {noun}" if agreed else f"proposed as serving this {noun}"
    lines = with_noun(len(own), "budget line")
    if len(own) == 1:
        whose = whose.replace("serve ", "serves ")
    return f"The {lines} {whose} {_ends(own, over, budget)}{_saved(outcome, closed=closed)}."


def _ends(rows: Sequence[Row], over: Value, budget: str) -> str:
    """Say where some lines are forecast to end the year."""
    number = len(rows)
    if _state(rows) != Covered.COMPLETE or not is_number(over):
        return f"{have(number)} a budget of {budget}, not all of it forecast yet"
    if not over:
        return f"{be(number)} forecast to end the year on a budget of {budget}"
    side = "over" if over > 0 else "under"
    return f"{be(number)} forecast to end the year {figures.in_sentence(abs(over))} {side} {budget}"


def _saved(outcome: Row, *, closed: bool) -> str:
    """Say which savings on those lines are at risk, or cannot be made."""
    risk, lost = (figures.number(outcome[name]) for name in ("savings_at_risk", "savings_lost"))
    parts = [
        *([f"{figures.in_sentence(risk)} of savings at risk"] if risk else []),
        *([f"{figures.in_sentence(lost)} that cannot be made this year"] if lost else []),
    ]
    today = " (savings as they are today)" if closed else ""
    return f", with {' and '.join(parts)}{today}" if parts else ""


def _usually(results: Results, row: Row, records: Mapping[str, TrackRecord]) -> str:
    """Say what such a forecast has usually come to; nothing where too little is known."""
    return _usual_end(results, row.get("forecast_used"), records.get(str(row["ref"])))


def _usual_end(results: Results, forecast: Value, record: TrackRecord | None) -> str:
    """Say between which sums forecasts like this one have ended."""
    month = results.settings.get("budget_month")
    if record is None or not is_number(forecast) or not is_number(month):
        return ""
    found = record.range_of(float(forecast), (int(month) + 2) // 3)
    if found is None:
        return ""
    low, high = (figures.pounds(one) for one in found)
    return f"Such forecasts have ended between {low} and {high}.{record.leaning}"


def directorate_budget(results: Results) -> Budget | None:
    """Return one line a service, with the department's total."""
    rows = results.present(BUDGET)
    if not rows:
        return None
    lines = [
        _total(own, plain(service["service"]), service, status=str(service["budget_rag"]))
        for service in results.present(SERVICES)
        if (own := [row for row in rows if says(row["service"], str(service["ref"]))])
    ]
    headlines = results.labels(HEADLINES)
    total = _total(rows, "Net total", headlines, status=str(headlines["department_rag"]))
    return _budget(results, lines, total, (rows, headlines))


def _budget(
    results: Results,
    lines: Sequence[BudgetFigures],
    total: BudgetFigures,
    summed: tuple[Sequence[Row], Row],
) -> Budget:
    month = results.settings.get("budget_month")
    rows, sums = summed
    return Budget(
        lines=tuple(lines),
        total=total,
        below=tuple(_without_unallocated(rows, total)),
        month=int(month) if is_number(month) else 0,
        sentence=_sentence(total, sums, unallocated_of(rows)),
        revised=tuple(f"{row['ref']} {row[REVISED]}" for row in rows if row.get(REVISED)),
    )


def _total(rows: Sequence[Row], heading: str, sums: Row, *, status: str) -> BudgetFigures:
    """Return the total of some lines: profile, actual and variance are over the same of them."""
    counted = [row for row in rows if row["to_date"] == Covered.COUNTED]
    complete = _state(rows) == Covered.COMPLETE
    revised, over = sums["revised_budget"], sums["forecast_variance"]
    variance: Value = over if complete else ""
    forecast: Value = ""
    if is_number(variance) and is_number(revised):
        forecast = excel_round(revised + variance, 2)
    profile, actual = (_sum(counted, name) for name in ("profile_to_date", "actual_to_date"))
    return BudgetFigures(
        ref=plain(sums.get("ref")),
        heading=heading,
        kind="Net",
        original=figures.pounds(
            _sum([row for row in rows if row["line_check"] == "OK"], "original_budget")
        ),
        revised=figures.pounds(revised),
        profile=figures.pounds(profile) if counted else NOTHING,
        actual=figures.pounds(actual) if counted else NOTHING,
        variance_to_date=(
            figures.signed_pounds(excel_round(actual - profile, 2)) if counted else NOTHING
        ),
        forecast=figures.pounds(forecast),
        variance=figures.signed_pounds(variance),
        percent_variance=figures.percent(_share(variance, revised), plus=True),
        favourability=revenue.favourability(variance),
        status=status,
        commentary=_covers(rows),
    )


def _state(rows: Sequence[Row]) -> str:
    """Say whether every line that has a budget has a forecast."""
    given = [str(row["forecast_given"]) for row in rows]
    return coverage.forecast_state(
        float(sum(row["to_date"] == State.CHECK_DATA for row in rows)),
        float(sum(row["forecast_awaited"] == YesNo.YES for row in rows)),
        float(given.count(Covered.COMPARED)),
        float(given.count(Covered.FIRST)),
    )


def _covers(rows: Sequence[Row]) -> str:
    """Say over how many lines the figures to date are, and which are left out."""
    states = [str(row["to_date"]) for row in rows]
    counted, missing = states.count(Covered.COUNTED), _missing(rows)
    if not counted or not missing:
        return ""
    text = f"To date {coverage.covered(counted, len(missing))}; left out: {_refs(missing)}"
    profile = _sum(missing, "profile_to_date")
    return f"{text}, profile {figures.pounds(profile)}"


def _missing(rows: Sequence[Row]) -> list[Row]:
    """Return the lines that a total to date leaves out: without an actual, or in error."""
    return [row for row in rows if row["to_date"] in (Covered.AWAITED, State.CHECK_DATA)]


def _refs(rows: Sequence[Row]) -> str:
    """Return the refs of some lines, the first few of many."""
    refs = [plain(row["ref"]) for row in rows]
    return f"{', '.join(refs[:_MOST])}{f' and {len(refs) - _MOST} more' if refs[_MOST:] else ''}"


_MOST = 4


def _left_out(rows: Sequence[Row], total: BudgetFigures) -> list[BudgetFigures]:
    """Return the one line by which the profiles shown add up to the total's."""
    missing = _missing(rows)
    if total.profile.value is None or not missing:
        return []
    wrong = [row for row in missing if row["to_date"] == State.CHECK_DATA]
    why = "to check" if len(wrong) == len(missing) else "without an actual"
    if 0 < len(wrong) < len(missing):
        why = "without an actual or to check"
    profile, actual, variance = (
        -_sum(missing, name) for name in ("profile_to_date", "actual_to_date", "variance_to_date")
    )
    return [
        _apart(
            f"Left out to date: {with_noun(len(missing), 'line')} {why} ({_refs(missing)})",
            profile=figures.pounds(profile),
            actual=figures.pounds(actual) if actual else NOTHING,
            variance_to_date=figures.signed_pounds(variance) if variance else NOTHING,
        )
    ]


def _as_on_budget(rows: Sequence[Row], total: BudgetFigures) -> list[BudgetFigures]:
    """Return the one line by which the forecasts shown add up to the total's."""
    without = [
        row
        for row in rows
        if not is_number(row.get("forecast_used")) and _sum([row], "revised_budget")
    ]
    if total.forecast.value is None or not without:
        return []
    heading = f"Taken as on budget: {with_noun(len(without), 'line')} without a forecast"
    amount = _sum(without, "revised_budget")
    return [_apart(f"{heading} ({_refs(without)})", forecast=figures.pounds(amount))]


def unallocated_of(rows: Sequence[Row]) -> float:
    """Return the unallocated budgets that some lines' forecast counts as delivered; savings are −.

    Unit: pounds.
    """
    budgets, variances, groups = (
        [row.get(name) for row in rows]
        for name in ("revised_budget", "forecast_variance", "cipfa_group")
    )
    return coverage.unallocated(budgets, variances, groups)


def _without_unallocated(rows: Sequence[Row], total: BudgetFigures) -> list[BudgetFigures]:
    """Return the total once more without the unallocated budgets that it counts as delivered."""
    amount, forecast, over = unallocated_of(rows), total.forecast.value, total.variance.value
    if not amount:
        return []
    heading = f"The same without {_of_unallocated(amount)}"
    if forecast is None or over is None:
        return [_apart(f"The total counts {_of_unallocated(amount)}")]
    variance = excel_round(over - amount, 2)
    revised = total.revised.value
    share = figures.percent(_share(variance, revised), plus=True)
    return [
        _apart(
            heading,
            revised=total.revised,
            forecast=figures.pounds(excel_round(forecast - amount, 2)),
            variance=figures.signed_pounds(variance),
            percent_variance=share,
            favourability=revenue.favourability(variance),
        )
    ]


def _of_unallocated(amount: float) -> str:
    """Name an unallocated budget, which is a saving where it is negative."""
    what = "unallocated savings" if amount < 0 else "unallocated budgets"
    return f"{figures.pounds(abs(amount))} of {what} as if {'delivered' if amount < 0 else 'spent'}"


def _apart(
    heading: str,
    *,
    revised: Figure = NOTHING,
    profile: Figure = NOTHING,
    actual: Figure = NOTHING,
    variance_to_date: Figure = NOTHING,
    forecast: Figure = NOTHING,
    variance: Figure = NOTHING,
    percent_variance: Figure = NOTHING,
    favourability: str = "",
) -> BudgetFigures:
    """Return a line beside a total: what it leaves out, or what it counts."""
    return BudgetFigures(
        ref="",
        heading=heading,
        kind="",
        original=NOTHING,
        revised=revised,
        profile=profile,
        actual=actual,
        variance_to_date=variance_to_date,
        forecast=forecast,
        variance=variance,
        percent_variance=percent_variance,
        favourability=favourability,
        status="",
    )


def _sum(rows: Sequence[Row], field: str) -> float:
    """Add the numbers of a column."""
    values = [row.get(field) for row in rows]
    return excel_round(sum((float(value) for value in values if is_number(value)), 0.0), 2)


def _share(variance: Value, revised: Value) -> Value:
    """Return a variance as a share of the budget's size."""
    return revenue.percent_variance(variance, revised)


def _sentence(total: BudgetFigures, sums: Row, unallocated: float) -> str:
    """Say where the budget is forecast to end the year, and what it counts as delivered."""
    awaited, over = sums["lines_without_forecast"], total.variance.value
    revised = f"the revised net budget of {total.revised}"
    counts = f" It counts {_of_unallocated(unallocated)}." if unallocated else ""
    if total.status == State.CHECK_DATA:
        return f"The budget's forecast cannot be added up; check its lines. R{revised[5:]}.{counts}"
    if is_number(awaited) and awaited:
        number = int(float(awaited))
        waits = "awaits" if number == 1 else "await"
        counts = counts.replace(" It counts", " It includes").replace(" as if delivered", "")
        return f"{with_noun(number, 'budget line')} {waits} a forecast; {revised[4:]}.{counts}"
    if over is None:
        return f"No budget is to be judged. R{revised[5:]}.{counts}"
    if unallocated:
        without = excel_round(over - unallocated, 2)
        counts = (
            f" That counts {_of_unallocated(unallocated)}; without them it would end "
            f"{figures.pounds(abs(without))} {'over' if without > 0 else 'under'}."
            if without
            else f" That counts {_of_unallocated(unallocated)}; without them it would end on it."
        )
    if not over:
        return f"The budget is forecast to end the year on {revised}.{counts}"
    side = "over" if over > 0 else "under"
    size = total.variance.text.lstrip("+\u2212")
    share = total.percent_variance.text.lstrip("+\u2212")
    return (
        f"The budget is forecast to end the year {size} ({share}) {side} {revised}: "
        f"{total.favourability}.{counts}"
    )
