"""What memory finds: history that was altered, closed figures that were edited, stale words.

Knows nothing of files; the rows of memory are made in `memory`.
"""

from __future__ import annotations

from csplan.plan.changes import as_shown
from csplan.plan.closed import find_late_edits, find_stale
from csplan.plan.goalposts import changed_promises, promise_in_words
from csplan.plan.memory import read_memory
from csplan.plan.unlikely import unlikely_amount
from csplan.rules.likeness import FAR_POUNDS
from csplan.sheets import BUDGET, BUDGET_HISTORY, BY_KEY, CHANGE_LOG
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.memory_words import Goalpost
from csplan.terms.number import in_pounds
from csplan.terms.records import replace
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Results
    from csplan.terms.finding import Finding

__all__ = ["check_memory"]

_SPENT, _FALLEN = "actual_to_date", 0.25


def check_memory(results: Results) -> Iterator[Finding]:
    """Find everything in which the workbook no longer agrees with what it remembers."""
    plan = results.plan
    found = read_memory(plan)
    if not found.slots and not found.vouched:
        return
    if CHANGE_LOG.key in plan.rows:
        yield from _altered(plan, found)
    yield from _moved(results, found)
    yield from _edited(plan, found)
    yield from _stale(results, found)
    yield from _fallen(results, found)


def _altered(plan: Plan, found: Found) -> Iterator[Finding]:
    """Compare every slot's rows with the checksum that the Change log gives."""
    for slot in {**found.slots, **found.vouched}:
        sheet, rows = BY_KEY[slot.sheet], found.slots.get(slot, ())
        vouched = slot in found.vouched
        if vouched and rows and not found.is_altered(slot):
            continue
        if sheet.key not in plan.rows:
            continue  # the whole sheet is gone, and that is said
        name = f"{slot.period} {slot.year}"
        first = id(rows[0]) if rows else 0
        at = next((n for n, row in enumerate(plan.table(sheet)) if id(row) == first), -1)
        yield plan.finding(
            Code.HISTORY_ALTERED,
            f"The rows of {name} are not what was kept: something in them was altered."
            if rows and vouched
            else f"No line of the Change log vouches for the rows of {name}."
            if rows
            else f"The rows of {name} were kept, and are gone.",
            "Restore a backup (csplan restore), or open the period with a reason (csplan reopen) "
            "and close it again.",
            sheet=sheet,
            index=at,
            column="period",
            found=name,
        )


_ALONE = {
    Goalpost.NOT_APPLICABLE: Code.MARKED_NOT_APPLICABLE,
    Goalpost.ENDED: Code.ROW_ENDED,
}


def _moved(results: Results, found: Found) -> Iterator[Finding]:
    """Say which promises are not those of the adopted plan, and who allowed them."""
    for one in changed_promises(results, found):
        approved = bool(one.approved_by)
        code = Code.GOALPOST_APPROVED if approved else _ALONE.get(one.kind, Code.GOALPOST_MOVED)
        finding = results.plan.finding(
            code,
            promise_in_words(one),
            "Nothing: every scorecard lists it."
            if approved
            else f"Put it back, or list {one.ref} on Approvals ({one.kind}) with authority, date "
            f"and reason.",
            sheet=one.sheet,
            index=one.index,
            column=one.field,
            found=one.after,
        )
        yield replace(finding, ref=one.ref)


def _edited(plan: Plan, found: Found) -> Iterator[Finding]:
    """Say which closed figures were edited, with both values."""
    for one in find_late_edits(plan, found):
        row, column = plan.table(one.sheet)[one.index], one.sheet.by_name[one.field]
        was, now = as_shown(one.was, column, row), as_shown(one.now, column, row)
        yield plan.finding(
            Code.CLOSED_FIGURE_EDITED,
            f"{one.period} is closed with {was}, and the cell now holds {now}; pages of "
            f"{one.period} go on showing what was closed.",
            f"Put {was} back, or open {one.period} with a reason (csplan reopen) and close it "
            f"again.",
            sheet=one.sheet,
            index=one.index,
            column=one.field,
            found=one.now if one.now is not None else "blank",
        )


def _stale(results: Results, found: Found) -> Iterator[Finding]:
    """Say which words nobody has rewritten since an earlier period."""
    for one in find_stale(results, found):
        yield results.plan.finding(
            Code.STALE_COMMENTARY,
            f"The figure is new, but the commentary is still that of {one.period}.",
            "Write what is true of this period, or say that nothing has changed.",
            sheet=one.sheet,
            index=one.index,
            column="commentary",
        )


def _fallen(results: Results, found: Found) -> Iterator[Finding]:
    """Find lines on which much less is spent by now than was by the last closed month."""
    plan, month = results.plan, results.plan.settings.get("budget_month")
    year = plan.financial_year
    before = [
        one
        for one in found.periods(BUDGET_HISTORY, year)
        if is_number(month) and one.startswith("Month ") and int(one[6:]) < month
    ]
    kept = found.rows(BUDGET_HISTORY, year, before[-1]) if before else {}
    for index, row in enumerate(plan.table(BUDGET) if kept else ()):
        now, was = row.get("actual_to_date"), kept.get(str(row.get("ref")), {}).get(_SPENT)
        if not is_number(now) or not is_number(was) or was <= 0:
            continue
        if was - now > max(_FALLEN * was, FAR_POUNDS):
            said = f"{in_pounds(now)} is spent by now, and {in_pounds(was)} was by {before[-1]}."
            fix = "Check it; where a credit came in, say so in the explanation."
            yield unlikely_amount(plan, BUDGET, index, _SPENT, said, fix)
