"""This module says how a service's or the directorate's budget stands.  Knows nothing of pages.

Unit: pounds.  Sign: expenditure positive, income negative; a positive variance is adverse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csplan.looks import figures
from csplan.looks.figures import NOTHING, Figure
from csplan.looks.plain_text import plain, said
from csplan.plan.plan import Results, Row
from csplan.rules import revenue
from csplan.scorecards.content import Budget, BudgetLine
from csplan.scorecards.lines import budget_line
from csplan.sheets import BUDGET, HEADLINES, SERVICES
from csplan.terms.number import excel_round
from csplan.terms.values import Value, is_number, same

__all__ = ["directorate_budget", "service_budget"]


def service_budget(results: Results, service: Row) -> Budget | None:
    """Return a service's budget lines with their total; None where it has none."""
    rows = [row for row in results.present(BUDGET) if same(row["service"], str(service["ref"]))]
    if not rows:
        return None
    total = _total(rows, "Net total", service, status=str(service["budget_rag"]))
    return _budget(results, [budget_line(row) for row in rows], total, service)


def directorate_budget(results: Results) -> Budget | None:
    """Return one line a service, with the department's total."""
    rows = results.present(BUDGET)
    if not rows:
        return None
    lines = [
        _total(own, plain(service["service"]), service, status=str(service["budget_rag"]))
        for service in results.present(SERVICES)
        if (own := [row for row in rows if same(row["service"], str(service["ref"]))])
    ]
    headlines = results.labels(HEADLINES)
    total = _total(rows, "Net total", headlines, status=str(headlines["department_rag"]))
    return _budget(results, lines, total, headlines)


def _budget(results: Results, lines: Sequence[BudgetLine], total: BudgetLine, sums: Row) -> Budget:
    month = results.settings.get("budget_month")
    return Budget(
        lines=tuple(lines),
        total=total,
        month=int(month) if is_number(month) else 0,
        sentence=_sentence(total, sums),
    )


def _total(rows: Sequence[Row], heading: str, sums: Row, *, status: str) -> BudgetLine:
    """Return the total of some lines; what not every line has is a word, not a sum."""
    awaited = sums["lines_without_forecast"]
    complete = is_number(awaited) and awaited == 0
    revised, over = sums["revised_budget"], sums["forecast_variance"]
    variance: Value = over if complete else ""
    forecast = (
        excel_round(revised + over, 2)
        if complete and is_number(over) and is_number(revised)
        else ""
    )
    return BudgetLine(
        ref=plain(sums.get("ref")),
        heading=heading,
        kind="Net",
        original=figures.pounds(_sum(rows, "original_budget")),
        revised=figures.pounds(revised),
        profile=figures.pounds(_sum(rows, "profile_to_date")),
        actual=_to_date(rows, "actual_to_date", figures.pounds),
        variance_to_date=_to_date(rows, "variance_to_date", figures.signed_pounds),
        forecast=figures.pounds(forecast),
        variance=figures.signed_pounds(variance),
        percent_variance=figures.percent(_share(variance, revised), plus=True),
        favourability=revenue.favourability(variance),
        status=status,
    )


def _sum(rows: Sequence[Row], field: str) -> float:
    """Add the numbers of a column."""
    values = [row.get(field) for row in rows]
    return excel_round(sum((float(value) for value in values if is_number(value)), 0.0), 2)


def _to_date(rows: Sequence[Row], field: str, show: Callable[[Value], Figure]) -> Figure:
    """Return a sum to date; how many are missing where any line with a budget has no actual."""
    given = [row for row in rows if is_number(row.get(field))]
    wanted = [row for row in rows if is_number(row["revised_budget"]) and row["revised_budget"]]
    missing = sum(not is_number(row.get("actual_to_date")) for row in wanted)
    if not given:
        return NOTHING
    if missing:
        return Figure(f"{said(missing, 'line')} missing")
    return show(_sum(given, field))


def _share(variance: Value, revised: Value) -> Value:
    """Return a variance as a share of the budget's size."""
    return revenue.percent_variance(variance, revised)


def _sentence(total: BudgetLine, sums: Row) -> str:
    """Say where the budget is forecast to end the year."""
    awaited, over = sums["lines_without_forecast"], sums["forecast_variance"]
    revised = f"the revised net budget of {total.revised}"
    if is_number(awaited) and awaited:
        number = int(float(awaited))
        waits = "awaits" if number == 1 else "await"
        return f"{said(number, 'budget line')} {waits} a forecast; {revised[4:]}."
    if not is_number(over):
        return f"The budget's forecast cannot be added up; check its lines. R{revised[5:]}."
    if not over:
        return f"The budget is forecast to end the year on {revised}."
    side = "over" if float(over) > 0 else "under"
    size = total.variance.text.lstrip("+\u2212")
    share = total.percent_variance.text.lstrip("+\u2212")
    return (
        f"The budget is forecast to end the year {size} ({share}) {side} {revised}: "
        f"{total.favourability}."
    )
