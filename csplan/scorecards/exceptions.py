"""This module picks what is Red, worsening, overdue or over budget, and sorts it.

What matters most comes first: Red before Amber before the rest; of equals what is worsening; then
by how many times its tolerance, threshold or month it is out.  Knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from csplan.looks import figures
from csplan.looks.figures import NOTHING
from csplan.looks.plain_text import plain
from csplan.plan.plan import Row
from csplan.scorecards.content import ActionLine, ExceptionLine, IndicatorLine
from csplan.scorecards.lines import Names, budget_line
from csplan.sheets.column import Value
from csplan.terms.values import is_number
from csplan.terms.vocabulary import BudgetKind

__all__ = ["action_exceptions", "budget_exceptions", "indicator_exceptions"]

_RANK = {"Red": 0, "Amber": 1}
_Sorted = tuple[tuple[int, int, float, str], ExceptionLine]


def indicator_exceptions(pairs: Iterable[tuple[Row, IndicatorLine]]) -> tuple[ExceptionLine, ...]:
    """Return the indicators that are Red or worsening, what matters most first."""
    found: list[_Sorted] = []
    for row, line in pairs:
        worsening = line.direction == "Worsening"
        if line.status != "Red" and not worsening:
            continue
        times = _times(row["shortfall"], row["tolerance_applied"])
        order = (_RANK.get(line.status, 2), int(not worsening), -times, line.ref)
        found.append((order, _of_indicator(line, worsening=worsening)))
    return _in_order(found)


def _of_indicator(line: IndicatorLine, *, worsening: bool) -> ExceptionLine:
    why = line.why
    if worsening:
        why = f"{why} It is worsening: it {line.movement}.".strip()
    return ExceptionLine(
        kind="Indicator",
        ref=line.ref,
        name=line.name,
        service=line.service,
        status=line.status,
        actual=line.actual,
        target=line.target,
        variance=line.variance,
        judgement=line.judgement,
        direction=line.direction,
        why=why,
        gap=line.gap,
        commentary=line.commentary,
        corrective_action=line.corrective_action,
    )


def _times(size: Value, tolerance: Value) -> float:
    """Return how many times the tolerance a shortfall is; endlessly many where there is none."""
    if not is_number(size) or not is_number(tolerance) or not size:
        return 0.0
    return float(size) / float(tolerance) if tolerance else inf


def budget_exceptions(rows: Iterable[Row], names: Names) -> tuple[ExceptionLine, ...]:
    """Return the budget lines forecast to overspend, the furthest beyond its threshold first."""
    found: list[_Sorted] = []
    for row in rows:
        over = row["forecast_variance"]
        if row["rag"] not in _RANK or not is_number(over):
            continue
        red_from = figures.number(row["red_from"])
        order = (_RANK[str(row["rag"])], 1, -_times(over, red_from), plain(row["ref"]))
        found.append((order, _of_budget(row, names, red_from)))
    return _in_order(found)


def _of_budget(row: Row, names: Names, red_from: float) -> ExceptionLine:
    line = budget_line(row)
    size = line.variance.text.lstrip("+")
    worse = f"it is forecast to overspend by {size}"
    if line.kind == BudgetKind.INCOME:
        worse = f"income is forecast to fall short by {size}"
    side = "at or beyond" if line.status == "Red" else "below"
    return ExceptionLine(
        kind="Budget",
        ref=line.ref,
        name=line.heading,
        service=names.of(row["service"]),
        status=line.status,
        actual=line.forecast,
        target=line.revised,
        variance=line.variance,
        judgement=line.favourability,
        direction="",
        why=(
            f"{line.status} because {worse}, {side} the {figures.pounds(red_from)} "
            "from which a line of its service is Red."
        ),
        gap="",
        commentary=line.commentary,
        corrective_action="",
    )


def action_exceptions(actions: Iterable[ActionLine]) -> tuple[ExceptionLine, ...]:
    """Return the actions that are overdue or off track, the longest overdue first."""
    found: list[_Sorted] = []
    for line in actions:
        if line.status != "Red":
            continue
        order = (0, 1, -(line.days_overdue.value or 0.0), line.ref)
        why = "Red because its lead says that it is off track."
        if line.timing:
            why = f"Red because it was due on {line.due} and is not complete."
        exception = ExceptionLine(
            kind="Action",
            ref=line.ref,
            name=line.action,
            service=line.service,
            status=line.status,
            actual=NOTHING,
            target=NOTHING,
            variance=NOTHING,
            judgement=line.timing,
            direction="",
            why=why,
            gap="",
            commentary=line.commentary,
            corrective_action="",
        )
        found.append((order, exception))
    return _in_order(found)


def _in_order(found: list[_Sorted]) -> tuple[ExceptionLine, ...]:
    return tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))
