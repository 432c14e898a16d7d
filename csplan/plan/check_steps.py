"""Steps of the bridge, and of the five years, that cannot stand as they are typed."""

from __future__ import annotations

from collections import defaultdict

from csplan.plan.unlikely import unlikely_amount
from csplan.sheets import BUDGET, MEDIUM_TERM, PRESSURES
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import excel_round, in_pounds
from csplan.terms.period import FinancialYear
from csplan.terms.values import CellError, as_added, is_number, says
from csplan.terms.vocabulary import BridgeStep, MediumTermKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_steps"]

_YEARS = 5
_FUNDING, _STEP = 1.5, 0.5

_Indexed = tuple[int, "Row"]


def check_steps(results: Results) -> Iterator[Finding]:
    """Look at the bridge's order, and at the five years: their steps, ends and funding."""
    yield from _bridge(results.plan)
    rows = [
        (index, row)
        for index, row in enumerate(results.plan.table(MEDIUM_TERM))
        if is_number(row.get("amount")) and not says(row.get("kind"), MediumTermKind.PRINTED)
    ]
    whole = _whole(results)
    yield from _unreadable_years(results.plan)
    yield from _years(results.plan, rows)
    yield from _size(results.plan, rows, whole)
    yield from _funding(results.plan, rows, whole)
    yield from _ends(results.plan, rows)


def _whole(results: Results) -> float:
    """Return this year's budget: as the bridge ends, else as the lines add up."""
    closing = [
        as_added(row.get("amount"))
        for row in results.plan.table(PRESSURES)
        if says(row.get("kind"), BridgeStep.CLOSING)
    ]
    lines = sum(as_added(row.get("revised_budget")) for row in results.table(BUDGET))
    return max(closing, default=0.0) or lines


def _bridge(plan: Plan) -> Iterator[Finding]:
    """Find two steps in one place of the bridge, and a step before its start or after its end."""
    rows = [
        (index, row, float(order))
        for index, row in enumerate(plan.table(PRESSURES))
        if is_number(order := row.get("order"))
    ]
    first = [order for _, row, order in rows if says(row.get("kind"), BridgeStep.OPENING)]
    last = [order for _, row, order in rows if says(row.get("kind"), BridgeStep.CLOSING)]
    seen: dict[float, str] = {}
    for index, row, order in rows:
        ref = str(row.get("ref") or "")
        other = seen.setdefault(order, ref)
        if other != ref:
            said = f"{ref} and {other} stand in the same place of the bridge, {order:g}."
        elif first and order < min(first):
            said = f"Place {order:g} is before the budget that the bridge begins with."
        elif last and order > max(last):
            said = f"Place {order:g} is after the budget that the bridge ends with."
        else:
            continue
        yield plan.finding(
            Code.BRIDGE_OUT_OF_ORDER,
            said,
            "Give each step a place of its own, between the two budgets.",
            sheet=PRESSURES,
            index=index,
            column="order",
            found=order,
        )


def _unreadable_years(plan: Plan) -> Iterator[Finding]:
    """Find a step without a year that can be read, and a printed figure that has one."""
    first = FinancialYear.parse(plan.financial_year)
    for index, row in enumerate(plan.table(MEDIUM_TERM)):
        year, kind = row.get("year"), row.get("kind")
        if not row.get("ref") or isinstance(year, CellError | bool) or isinstance(kind, CellError):
            continue
        blank, read = year in (None, ""), FinancialYear.parse(str(year))
        fix = f"Type the year in which it begins, as {first}."
        if says(kind, MediumTermKind.PRINTED):
            code, message = Code.UNKNOWN_WORD, "A figure that is only printed is of no year"
            wrong, fix = not blank, "Clear In, or choose another Kind."
        elif blank:
            code, message, wrong = Code.VALUE_MISSING, "In is blank", True
        else:
            code, message = Code.UNKNOWN_WORD, f"“{year}” is not one of the plan's financial years"
            wrong = not read or not first or read.alone != first.alone or str(read) != year
        if wrong:
            yield plan.finding(
                code,
                f"{message}, so the row counts nowhere.",
                fix,
                sheet=MEDIUM_TERM,
                index=index,
                column="year",
                found=year,
            )


def _years(plan: Plan, rows: list[_Indexed]) -> Iterator[Finding]:
    """Find a step of a year that is not one of the five, so that it counts nowhere."""
    start = FinancialYear.parse(plan.financial_year)
    for index, row in rows:
        year = FinancialYear.parse(str(row.get("year") or ""))
        if start and year and not 0 <= year.start - start.start < _YEARS:
            yield plan.finding(
                Code.DATE_UNLIKELY,
                f"{year} is not one of the five years from {start}, so the step counts nowhere.",
                "Check the year.",
                sheet=MEDIUM_TERM,
                index=index,
                column="year",
                found=row["year"],
            )


def _size(plan: Plan, rows: list[_Indexed], whole: float) -> Iterator[Finding]:
    """Find a step of more than half of the whole budget."""
    for index, row in rows:
        amount, funds = abs(as_added(row["amount"])), says(row.get("kind"), MediumTermKind.FUNDING)
        if not funds and 0 < _STEP * whole < amount:
            said = f"{in_pounds(amount)} is more than half of the budget, {in_pounds(whole)}."
            yield unlikely_amount(plan, MEDIUM_TERM, index, "amount", said)


def _funding(plan: Plan, rows: list[_Indexed], whole: float) -> Iterator[Finding]:
    """Find a year's funding far from that of the year before; the first from this year's budget."""
    funded: dict[int, list[_Indexed]] = defaultdict(list)
    for index, row in rows:
        year = FinancialYear.parse(str(row.get("year") or ""))
        if year and says(row.get("kind"), MediumTermKind.FUNDING):
            funded[year.start].append((index, row))
    before, told = whole, "this year's budget"
    for start in sorted(funded):
        own, year = funded[start], FinancialYear(start)
        total = sum(as_added(row["amount"]) for _, row in own)
        if before > 0 < total and not before / _FUNDING < total < before * _FUNDING:
            said = f"{year}'s funding of {in_pounds(total)} is far from {told}, "
            said += f"{in_pounds(before)}."
            yield unlikely_amount(plan, MEDIUM_TERM, own[-1][0], "amount", said)
        else:
            before, told = total, f"{year}'s"


def _ends(plan: Plan, rows: list[_Indexed]) -> Iterator[Finding]:
    """Find a pressure of which more or less ends than began, by steps that begin with its name.

    A step of the very same name is another step of it, up or down, and not its end.
    """
    began: dict[str, float] = defaultdict(float)
    ended: dict[str, list[_Indexed]] = defaultdict(list)
    pressures = [one for one in rows if says(one[1].get("kind"), MediumTermKind.PRESSURE)]
    for _, row in pressures:
        if as_added(row["amount"]) > 0:
            began[matching(str(row.get("step") or ""))] += as_added(row["amount"])
    for index, row in pressures:
        text = matching(str(row.get("step") or ""))
        stems = [one for one in began if one and _goes_on(text, one)]
        if as_added(row["amount"]) < 0 and stems:
            ended[max(stems, key=len)].append((index, row))
    for stem, own in ended.items():
        total = -sum(as_added(row["amount"]) for _, row in own)
        if excel_round(total - began[stem], 2):
            said = f"{in_pounds(total)} of it ends, and {in_pounds(began[stem])} began."
            fix = "Correct one of them, or confirm that a part stays."
            yield unlikely_amount(plan, MEDIUM_TERM, own[-1][0], "amount", said, fix)


def _goes_on(text: str, name: str) -> bool:
    """Say whether a text says a name and then more, in words of its own."""
    return text.startswith(name) and not (text[len(name) :] or "x")[0].isalnum()
