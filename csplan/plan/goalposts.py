"""What is promised now against what was promised when the plan was adopted.

Each difference has the colour that the old promise would give, worked out by the same rules, and
who allowed it, if anybody did.  Knows nothing of files.
"""

from __future__ import annotations

from csplan.plan.calculate import calculate, recalculate
from csplan.plan.changes import as_shown
from csplan.plan.memory import JUDGED_BY, PROMISED, read_memory
from csplan.rules.figures import QUARTERS
from csplan.sheets import (
    APPROVALS,
    BUDGET,
    BUDGET_HISTORY,
    HISTORY,
    INDICATORS,
    SETTINGS,
)
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.memory_words import ADOPTED, Goalpost
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear, day_of
from csplan.terms.records import dataclass, replace
from csplan.terms.values import Value, alike, is_number, says

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csplan.plan.memory import Found
    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["BOX_TITLE", "ChangedPromise", "changed_promises", "promise_in_words"]

BOX_TITLE = "Targets and tolerances changed since the plan was adopted"
"""The heading of the box that every scorecard has."""

_KINDS = {
    "target": Goalpost.TARGET,
    **dict.fromkeys(("target_2", "target_3", "target_4"), Goalpost.LATER_TARGET),
    **dict.fromkeys(("q1_target", "q2_target"), Goalpost.QUARTER_TARGET),
    **dict.fromkeys(("q3_target", "q4_target"), Goalpost.QUARTER_TARGET),
    **dict.fromkeys(("tolerance_share", "tolerance_in_unit"), Goalpost.TOLERANCE),
    "baseline": Goalpost.BASELINE,
    "polarity": Goalpost.POLARITY,
    "measure": Goalpost.MEASURE,
    "unit": Goalpost.UNIT,
    "first_due": Goalpost.FIRST_DUE,
    "original_budget": Goalpost.ORIGINAL_BUDGET,
}
_NO_COLOUR = ("Context only", "N/A")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPromise:
    """One promise that is not what was adopted.

    `before` and `after` read as the cell shows them.  `old_colour` is the colour now if nothing but
    this promise were as adopted.  `approved_by` is blank where nobody allowed it.
    """

    sheet: Sheet
    index: int
    field: str
    ref: str
    name: str
    service: str
    kind: Goalpost
    heading: str
    before: str
    after: str
    colour: str = ""
    old_colour: str = ""
    approved_by: str = ""
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether the old promise would give another colour."""
        return self.colour != self.old_colour


@dataclass(frozen=True, slots=True)
class _Difference:
    """A cell that differs from what was adopted, before it is judged."""

    sheet: Sheet
    index: int
    field: str
    row: Row
    old: Value
    new: Value


def changed_promises(results: Results, found: Found | None = None) -> list[ChangedPromise]:
    """Return every promise that differs from the adopted plan, in the order of the sheets."""
    plan = results.plan
    found = found or read_memory(plan)
    year = plan.financial_year
    adopted = found.rows(HISTORY, year, ADOPTED)
    lines = found.rows(BUDGET_HISTORY, year, ADOPTED)
    approvals = _approvals(plan)
    differences = [
        *_differences(plan, INDICATORS, adopted, PROMISED),
        *_differences(plan, BUDGET, lines, ("original_budget",)),
    ]
    said = [*_judged(results, INDICATORS, differences), *_judged(results, BUDGET, differences)]
    said += [*_settings(results, adopted), *_marked(results)]
    said += [*_ended(plan, INDICATORS, adopted), *_ended(plan, BUDGET, lines)]
    return [_approved(one, approvals, plan) for one in said]


def promise_in_words(one: ChangedPromise) -> str:
    """Say in one sentence what was changed, what that does to the colour, and who allowed it."""
    if one.kind is Goalpost.ENDED:
        text = f"{one.ref} ({one.name}) is in the adopted plan, and its row is gone"
    elif one.field in QUARTERS:
        text = f"There was a figure before, {one.before}, and {one.heading} is {one.after}"
    else:
        text = f"{one.heading} was {one.before} in the adopted plan and is now {one.after}"
    if one.counts and one.sheet is SETTINGS:
        text += f": {one.colour}, where the old value gives {one.old_colour}"
    elif one.counts:
        text += f": the row is {one.colour}, and would be {one.old_colour}"
    if one.approved_by:
        return f"{text}. Approved by {one.approved_by}: {one.reason.rstrip('.')}."
    return f"{text}. Nothing on Approvals says who allowed it."


def _differences(
    plan: Plan, sheet: Sheet, adopted: Mapping[str, Row], fields: Sequence[str]
) -> Iterator[_Difference]:
    """Find the cells of a sheet that are not what was adopted."""
    for index, row in enumerate(plan.table(sheet)):
        kept = adopted.get(str(row.get("ref")))
        for field in fields if kept is not None else ():
            old, new = (kept or {}).get(field), row.get(field)
            if not _alike(old, new):
                yield _Difference(sheet, index, field, row, old, new)


def _alike(first: Value, second: Value) -> bool:
    """Say whether two promises are the same."""
    if is_number(first) or is_number(second):
        return alike(first, second)
    if first == second:
        return True
    return matching(str(first or "")) == matching(str(second or ""))


def _judged(
    results: Results, sheet: Sheet, differences: Iterable[_Difference]
) -> Iterator[ChangedPromise]:
    """Say of each difference which colour the old promise would give."""
    own = [one for one in differences if one.sheet is sheet]
    if not own:
        return
    old_rows = [{**one.row, one.field: one.old} for one in own]
    old = recalculate(results, [sheet], replaced={sheet.key: old_rows}).table(sheet)
    now = results.table(sheet)
    for one, was in zip(own, old, strict=True):
        column = sheet.by_name[one.field]
        yield ChangedPromise(
            sheet=sheet,
            index=one.index,
            field=one.field,
            ref=str(one.row["ref"]),
            name=str(one.row.get("indicator") or one.row.get("heading") or ""),
            service=str(one.row.get("service") or ""),
            kind=_kind(one),
            heading=_heading(results.plan, one),
            before=as_shown(one.old, column, one.row),
            after=as_shown(one.new, column, one.row),
            colour=str(now[one.index].get("rag") or ""),
            old_colour=str(was.get("rag") or ""),
        )


def _marked(results: Results) -> Iterator[ChangedPromise]:
    """Find actuals marked as not applicable on rows that had a figure before."""
    for index, row in enumerate(results.table(INDICATORS)):
        before = row.get("previous")
        if not is_number(before) or not any(says(row.get("actual"), w) for w in ("N/A", "z")):
            continue
        field = f"{str(row.get('period')).lower()}_actual"
        column = INDICATORS.by_name[field]
        figure: Row = {**results.plan.table(INDICATORS)[index], field: before}
        old = recalculate(results, [INDICATORS], replaced={INDICATORS.key: [figure]})
        yield ChangedPromise(
            sheet=INDICATORS,
            index=index,
            field=field,
            ref=str(row["ref"]),
            name=str(row.get("indicator") or ""),
            service=str(row.get("service") or ""),
            kind=Goalpost.NOT_APPLICABLE,
            heading=column.heading,
            before=as_shown(before, column, row),
            after=str(row["actual"]),
            colour=str(row.get("rag") or ""),
            old_colour=str(old.table(INDICATORS)[0].get("rag") or ""),
        )


def _kind(one: _Difference) -> Goalpost:
    """Say what was changed; a row that loses its colour altogether is a kind of its own."""
    had = is_number(one.old) or one.field == "polarity"
    gone = any(says(one.new, word) for word in _NO_COLOUR)
    return Goalpost.NOT_APPLICABLE if had and gone else _KINDS[one.field]


def _heading(plan: Plan, one: _Difference) -> str:
    """Return the heading of the cell, its year included."""
    year, column = FinancialYear.parse(plan.financial_year), one.sheet.by_name[one.field]
    return column.heading_in(year) if year else column.heading


def _settings(results: Results, adopted: Mapping[str, Row]) -> Iterator[ChangedPromise]:
    """Find the values of Settings that are judged by, and what colours the old ones would give."""
    plan = results.plan
    for column in JUDGED_BY:
        kept = adopted.get(column.heading)
        new = plan.settings.get(column.name)
        if kept is None or _alike(kept.get("value"), new):
            continue
        if not is_number(kept.get("value")):
            continue  # it was typed over since, and that is said of History itself
        settings = {**plan.settings, column.name: kept.get("value")}
        before = calculate(_with_settings(plan, settings))
        yield ChangedPromise(
            sheet=SETTINGS,
            index=0,
            field=column.name,
            ref=column.heading,
            name=column.meaning,
            service="",
            kind=Goalpost.SETTING,
            heading=column.heading,
            before=as_shown(kept.get("value"), column, {}),
            after=as_shown(new, column, {}),
            colour=_counts(results),
            old_colour=_counts(before),
        )


def _with_settings(plan: Plan, settings: Row) -> Plan:
    return replace(plan, settings=settings)


def _counts(results: Results) -> str:
    """Count the colours of indicators and budget lines."""
    rags = [row.get("rag") for s in (INDICATORS, BUDGET) for row in results.present(s)]
    return ", ".join(f"{rags.count(word)} {word}" for word in ("Red", "Amber", "Green"))


def _ended(plan: Plan, sheet: Sheet, adopted: Mapping[str, Row]) -> Iterator[ChangedPromise]:
    """Find rows that were adopted and are gone."""
    present = {str(row.get("ref")) for row in plan.table(sheet)}
    settings = {column.heading for column in JUDGED_BY}
    for ref, kept in adopted.items():
        if ref not in present and ref not in settings:
            yield ChangedPromise(
                sheet=sheet,
                index=-1,
                field="ref",
                ref=ref,
                name=str(kept.get("name") or ""),
                service=str(kept.get("service") or ""),
                kind=Goalpost.ENDED,
                heading="Row",
                before="in the adopted plan",
                after="gone",
            )


def _approvals(plan: Plan) -> Mapping[tuple[str, str], Sequence[Row]]:
    """Return the approvals by ref and kind."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in plan.table(APPROVALS):
        whole = all(row.get(name) not in (None, "") for name in ("about", "what", "authority"))
        if whole and row.get("reason"):
            key = (matching(str(row["about"])), matching(str(row["what"])))
            found.setdefault(key, []).append(row)
    return found


def _approved(
    one: ChangedPromise, approvals: Mapping[tuple[str, str], Sequence[Row]], plan: Plan
) -> ChangedPromise:
    """Say who allowed a change, if it is allowed at the value that stands there now."""
    if one.kind is Goalpost.ENDED:
        new: Value = None
    elif one.sheet is SETTINGS:
        new = plan.settings.get(one.field)
    else:
        new = plan.table(one.sheet)[one.index].get(one.field)
    for row in approvals.get((matching(one.ref), matching(one.kind)), ()):
        to = row.get("to")
        if one.kind is Goalpost.ENDED or _alike(to, new) or says(to, one.after):
            day = row.get("date")
            when = day_of(float(day)) if is_number(day) else None
            by = f"{row['authority']}, {when:%d/%m/%Y}" if when else str(row["authority"])
            return replace(one, approved_by=by, reason=str(row.get("reason") or ""))
    return one
