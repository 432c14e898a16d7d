"""What a demand-led line buys, against the budget that pays for it."""

from __future__ import annotations

from collections import defaultdict

from csplan.plan.unlikely import unlikely_amount
from csplan.rules.likeness import FAR_POUNDS
from csplan.rules.slips import Slip, slip
from csplan.sheets import ACTIVITY, BUDGET
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import in_pounds
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_activity"]

_FOLDS = (10, 100, 1_000)
_BEYOND, _APART, _NEAR = 1.25, 0.1, 0.02


def check_activity(results: Results) -> Iterator[Finding]:
    """Find planned activities that cost far more than their line has, or that are a slip off it.

    Activities may be less than all that a line pays for, which is not a finding, but where one
    number, price or week ten times as large would make them the line's budget.
    """
    lines = results.by_ref(BUDGET)
    own: dict[str, list[tuple[int, Row, float]]] = defaultdict(list)
    for index, row in enumerate(results.table(ACTIVITY)):
        cost = row.get("planned_cost")
        if is_number(cost):
            own[matching(str(row.get("line") or ""))].append((index, row, float(cost)))
    for line, rows in own.items():
        budget = lines.get(line, {}).get("revised_budget")
        if is_number(budget) and budget > 0:
            yield from _of_line(results, rows, float(budget))


def _of_line(
    results: Results, rows: list[tuple[int, Row, float]], budget: float
) -> Iterator[Finding]:
    """Compare what a line's activities were planned to cost with its budget."""
    total = sum(cost for *_, cost in rows)
    if abs(total - budget) <= max(_APART * budget, FAR_POUNDS):
        return
    slipped = slip(total, budget, _FOLDS)
    one = _one_slip(rows, total, budget)
    if one is not None:
        (index, row, cost), mended = one
        said = f"{in_pounds(cost)} is planned for {row.get('ref')}; {mended.said} that would "
        said += f"bring the line's activities to its budget, {in_pounds(budget)}"
    elif total > _BEYOND * budget or slipped is not None:
        index, *_ = max(rows, key=lambda held: held[2])
        said = f"The line's activities were planned to cost {in_pounds(total)}, and its budget is "
        said += f"{in_pounds(budget)}: {f'about {slipped.said} it' if slipped else 'far beyond it'}"
    else:
        return
    fix = "Check number, weeks and price a week, planned and expected."
    yield unlikely_amount(results.plan, ACTIVITY, index, "planned_price", f"{said}.", fix)


def _one_slip(
    rows: list[tuple[int, Row, float]], total: float, budget: float
) -> tuple[tuple[int, Row, float], Slip] | None:
    """Return the one activity of which a slip explains why the line's do not make its budget.

    With it, what it would be without the slip: ten times as much, say.
    """
    found = [
        (held, Slip(times, is_part=is_part))
        for held in rows
        for times in _FOLDS
        for is_part in (False, True)
        if abs(total - held[2] + (held[2] / times if is_part else held[2] * times) - budget)
        <= _NEAR * budget
    ]
    return found[0] if len(found) == 1 else None
