"""This module decides what may be taken from the returns that came back, cell by cell.

Every cell is accounted for: entered, left as it was, in the plan already, or refused with the
reason.  Two returns that say different things of one cell are both shown, and neither is taken.
Knows nothing of files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Results
from csplan.returns.form import PARTS, Form, Identity, Whose, forms_of, is_of, plan_number
from csplan.sheets import BY_KEY
from csplan.sheets.column import Kind
from csplan.terms.finding import Finding, Severity
from csplan.terms.names import matching
from csplan.terms.period import day_of
from csplan.terms.values import Value, alike, is_number, same, says

if TYPE_CHECKING:
    from csplan.returns.reading import Answer, Came

__all__ = ["Collected", "Decided", "Fate", "as_read", "collect_from"]


_NOTHING = (None, "")


class Fate(StrEnum):
    """What becomes of a cell."""

    ENTERED = "entered"
    AS_SENT = "left as it was"
    ALREADY = "in the plan already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decided:
    """One asked cell of one return, what becomes of it, and why where it is refused."""

    file: str
    answer: Answer
    fate: Fate
    was: Value = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a folder of returns comes to."""

    decided: tuple[Decided, ...]
    not_used: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    to_confirm: tuple[str, ...]
    not_answered: tuple[str, ...]

    @property
    def entered(self) -> tuple[Decided, ...]:
        """The cells that are to be written, each once."""
        once: dict[tuple[str, str, str], Decided] = {}
        for one in self.decided:
            if one.fate is Fate.ENTERED:
                once.setdefault(_key(one.answer), one)
        return tuple(once.values())

    def count(self, fate: Fate) -> int:
        """Return how many cells have a fate."""
        return sum(one.fate is fate for one in self.decided)


def collect_from(results: Results, came: Sequence[Came]) -> Collected:
    """Decide about every cell of the returns that came back."""
    plan = results.plan
    rounds = {
        by_owner: forms_of(results, by_owner=by_owner)
        for by_owner in {_is_by_owner(one.identity) for one in came if one.identity} | {False}
    }
    not_used: list[tuple[str, str]] = []
    notes: list[str] = []
    used: list[Came] = []
    for one in came:
        why = (_wrong_identity(results, one, rounds) if one.identity else "") or one.why
        if why:
            not_used.append((one.name, why))
        else:
            used.append(one)
            notes += _odd_rows(results, one, rounds)
    decided = [_decide(results, one, answer) for one in used for answer in one.answers]
    decided, found = _checked(plan, results, _without_conflicts(decided))
    return Collected(
        decided=tuple(decided),
        not_used=tuple(not_used),
        notes=tuple(notes),
        to_confirm=_to_confirm(plan, decided, found),
        not_answered=_not_answered(rounds, used),
    )


def _is_by_owner(identity: Identity) -> bool:
    """Say whether a return is one of a round that went to owners."""
    return identity.whose is not Whose.SERVICE


_Rounds = Mapping[bool, Sequence[Form]]


def _form_of(identity: Identity, rounds: _Rounds) -> Form | None:
    """Return the return of that reader as it would go out now."""
    mine = (identity.whose, matching(identity.whom))
    for form in rounds[_is_by_owner(identity)]:
        if mine == (form.identity.whose, matching(form.identity.whom)):
            return form
    return None


def _wrong_identity(results: Results, came: Came, rounds: _Rounds) -> str:
    """Say why a return is not one of this plan and period; nothing where it is."""
    identity = came.identity
    if identity is None:
        return "It is not a return."
    period = str(results.settings.get("reporting_period"))
    if identity.plan != plan_number(results.plan) or not same(
        identity.year, results.plan.financial_year
    ):
        return f"It is a return of another plan, or of another year ({identity.year})."
    if not same(identity.period, period):
        return f"It is a return of {identity.period}; the plan is at {period}."
    if _form_of(identity, rounds) is None:
        owner = identity.whose is Whose.OWNER
        what = "who owns nothing in the plan now" if owner else "which is not a service of the plan"
        return f"It is a return of {identity.whom}, {what}."
    return ""


def _odd_rows(results: Results, came: Came, rounds: _Rounds) -> list[str]:
    """Say which rows were taken out of a return, put into it, or stand in it twice."""
    if came.identity is None:
        return []
    form = _form_of(came.identity, rounds)
    sent = _keys(form) if form else set()
    own = {
        (part.sheet.key, matching(str(row["ref"])))
        for part in PARTS(came.identity.period)
        for row in results.present(part.sheet)
        if is_of(row, part, came.identity)
    }
    found = [(key, matching(ref)) for key, ref in came.refs]
    said = []
    for what, odd in (
        ("taken out of it", sorted(sent - set(found))),
        (f"put into it and not {came.identity.reader}'s", sorted(set(found) - own)),
        ("in it twice", sorted({one for one in found if found.count(one) > 1})),
    ):
        if odd:
            refs = ", ".join(ref.upper() for _, ref in odd[:8])
            more = f" and {len(odd) - 8} more" if len(odd) > 8 else ""  # noqa: PLR2004
            many = "1 row is" if len(odd) == 1 else f"{len(odd)} rows are"
            said.append(f"{came.name}: {many} {what} ({refs}{more}).")
    return said


def _keys(form: Form) -> set[tuple[str, str]]:
    """Return which rows a return holds."""
    return {
        (part.sheet.key, matching(str(row["ref"]))) for part, rows in form.parts for row in rows
    }


def _decide(results: Results, came: Came, answer: Answer) -> Decided:  # noqa: PLR0911  (a fate each)
    """Decide about one cell by itself."""
    sheet = BY_KEY[answer.sheet]
    row = next((r for r in results.present(sheet) if says(r["ref"], answer.ref)), None)
    part = next(one for one in PARTS("Q1") if one.sheet is sheet)
    if row is None or came.identity is None or not is_of(row, part, came.identity):
        reader = came.identity.reader if came.identity else "the reader"
        return Decided(came.name, answer, Fate.REFUSED, why=f"the row is not {reader}'s")
    twice = [ref for key, ref in came.refs if key == answer.sheet and same(ref, answer.ref)]
    was = row.get(answer.field)
    if len(twice) > 1:
        return Decided(came.name, answer, Fate.REFUSED, was, "the row stands in the return twice")
    if answer.odd:
        return Decided(came.name, answer, Fate.REFUSED, was, answer.odd)
    if _alike(answer.now, answer.sent):
        return Decided(came.name, answer, Fate.AS_SENT, was)
    if _alike(answer.now, was):
        return Decided(came.name, answer, Fate.ALREADY, was)
    if answer.now in _NOTHING:
        why = "it was cleared; type N/A, or clear it in the plan itself"
        return Decided(came.name, answer, Fate.REFUSED, was, why)
    if not _alike(answer.sent, was):
        why = (
            f"the plan has changed since it was sent: it held {as_read(answer.sent, answer)} then, "
            f"and holds {as_read(was, answer)} now"
        )
        return Decided(came.name, answer, Fate.REFUSED, was, why)
    return Decided(came.name, answer, Fate.ENTERED, was)


def _without_conflicts(decided: Iterable[Decided]) -> list[Decided]:
    """Take neither of two returns that say different things of one cell."""
    listed = list(decided)
    said: dict[tuple[str, str, str], list[Decided]] = defaultdict(list)
    for one in listed:
        if one.fate is Fate.ENTERED:
            said[_key(one.answer)].append(one)
    for group in said.values():
        first = group[0]
        if any(not _alike(one.answer.now, first.answer.now) for one in group):
            told = "; ".join(
                f"{one.file} says {as_read(one.answer.now, one.answer)}" for one in group
            )
            for one in group:
                listed[listed.index(one)] = replace(
                    one, fate=Fate.REFUSED, why=f"two returns disagree: {told}"
                )
    return listed


def _checked(
    plan: Plan, results: Results, decided: list[Decided]
) -> tuple[list[Decided], Sequence[Finding]]:
    """Hold what would be entered against the checks of the plan; return what they find then, too.

    Where a row would have an error that it does not have now, nothing of the return's is entered.
    """
    found = _found_with(plan, decided)
    before = {
        (one.sheet, one.ref, one.code)
        for one in check(plan, results)
        if one.severity is Severity.ERROR
    }
    wrong = {
        (one.sheet, matching(one.ref)): f"{one.message}  {one.fix}".strip()
        for one in found
        if one.severity is Severity.ERROR and (one.sheet, one.ref, one.code) not in before
    }
    kept = [
        replace(one, fate=Fate.REFUSED, why=why)
        if one.fate is Fate.ENTERED
        and (why := wrong.get((BY_KEY[one.answer.sheet].tab, matching(one.answer.ref))))
        else one
        for one in decided
    ]
    return kept, found if kept == decided else _found_with(plan, kept)


def _found_with(plan: Plan, decided: Iterable[Decided]) -> Sequence[Finding]:
    """Return what the checks would find with what is to be entered; nothing where nothing is."""
    entered = [one for one in decided if one.fate is Fate.ENTERED]
    if not entered:
        return ()
    after = _with(plan, entered)
    return check(after, calculate(after))


def _to_confirm(
    plan: Plan, decided: Iterable[Decided], found: Iterable[Finding]
) -> tuple[str, ...]:
    """Say which of the figures to be entered are unlikely enough to be confirmed first."""
    at = _cells_of(plan)
    cells = {at.get(_key(one.answer)) for one in decided if one.fate is Fate.ENTERED}
    return tuple(
        f"{one.ref} {one.place}: {one.message}"
        for one in found
        if one.is_to_confirm and _place(one) in cells
    )


def _with(plan: Plan, entered: Iterable[Decided]) -> Plan:
    """Return the plan as it would be with these cells entered; the plan itself stays as it is."""
    values: Mapping[tuple[str, str], dict[str, Value]] = defaultdict(dict)
    for one in entered:
        values[one.answer.sheet, matching(one.answer.ref)][one.answer.field] = one.answer.now
    rows = {
        key: [
            {**row, **values.get((key, matching(str(row.get("ref") or ""))), {})} for row in listed
        ]
        for key, listed in plan.rows.items()
    }
    return replace(plan, rows=rows)


def _cells_of(plan: Plan) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return where each asked cell stands in the plan: tab, cell and ref."""
    found = {}
    for part in PARTS(plan.settings.get("reporting_period")):
        place = plan.places.get(part.sheet.key)
        if place is None:
            continue
        for index, row in enumerate(plan.table(part.sheet)):
            ref = str(row.get("ref") or "")
            for name in part.asked:
                key = (part.sheet.key, matching(ref), name)
                found[key] = (place.tab, place.cell(index, name)[0], ref)
    return found


def _place(finding: Finding) -> tuple[str, str, str]:
    """Return where a finding stands: tab, cell and ref."""
    return (finding.sheet, finding.cell, finding.ref)


def _not_answered(rounds: _Rounds, used: Iterable[Came]) -> tuple[str, ...]:
    """Name the readers of whose rows nothing has come."""
    came = {(key, matching(ref)) for one in used for key, ref in one.refs}
    return tuple(
        form.name if form.identity.whose is Whose.OWNER else f"{form.name} ({form.identity.whom})"
        for form in rounds[True in rounds]
        if not _keys(form) & came
    )


def _key(answer: Answer) -> tuple[str, str, str]:
    """Return what tells one cell from another."""
    return (answer.sheet, matching(answer.ref), answer.field)


def _alike(first: Value, second: Value) -> bool:
    """Say whether two cells hold the same; spaces at the ends do not count."""
    if first in _NOTHING or second in _NOTHING:
        return first in _NOTHING and second in _NOTHING
    if isinstance(first, str) and isinstance(second, str):
        return first.strip().replace("\r\n", "\n") == second.strip().replace("\r\n", "\n")
    return alike(first, second)


def as_read(value: Value, answer: Answer) -> str:
    """Return a cell's value as its reader would know it."""
    if value in _NOTHING:
        return "nothing"
    column = BY_KEY[answer.sheet].by_name[answer.field]
    if is_number(value) and column.kind is Kind.DAY:
        day = day_of(float(value))
        return f"{day:%d %b %Y}" if day else f"{value:g}"
    if is_number(value):
        return f"{value:.15g}"
    text = str(value)
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"  # noqa: PLR2004  (a line's room)
