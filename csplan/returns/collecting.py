"""This module decides what may be taken from the returns that came back, cell by cell.

Every cell is accounted for: entered, left as it was, in the plan already, or refused with the
reason.  Two returns that say different things of one cell are both shown, and neither is taken.
Knows nothing of files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Plan, Results
from csplan.returns.form import PARTS, forms_of, plan_number
from csplan.sheets import BY_KEY
from csplan.sheets.column import Kind
from csplan.terms.finding import Finding, Severity
from csplan.terms.names import matching
from csplan.terms.period import day_of
from csplan.terms.values import Value, alike, is_blank, is_number, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csplan.returns.reading import Answer, Came

__all__ = ["Collected", "Decided", "Fate", "collected_from", "said_of"]


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
        """How many cells have a fate."""
        return sum(one.fate is fate for one in self.decided)


def collected_from(results: Results, came: Sequence[Came]) -> Collected:
    """Decide about every cell of the returns that came back."""
    plan = results.plan
    not_used: list[tuple[str, str]] = []
    notes: list[str] = []
    used: list[Came] = []
    for one in came:
        why = one.why or _wrong_identity(results, one)
        if why:
            not_used.append((one.name, why))
        else:
            used.append(one)
            notes += _odd_rows(results, one)
    decided = [_decide(results, one, answer) for one in used for answer in one.answers]
    decided = _checked(plan, results, _without_conflicts(decided))
    return Collected(
        decided=tuple(decided),
        not_used=tuple(not_used),
        notes=tuple(notes),
        to_confirm=_to_confirm(plan, decided),
        not_answered=_not_answered(results, used),
    )


def _wrong_identity(results: Results, came: Came) -> str:
    """Say why a return is not one of this plan and period; nothing where it is."""
    identity = came.identity
    if identity is None:
        return "It is not a return."
    period = str(results.settings.get("reporting_period"))
    services = {form.identity.service for form in forms_of(results)}
    if identity.plan != plan_number(results.plan) or not same(
        identity.year, results.plan.financial_year
    ):
        return f"It is a return of another plan, or of another year ({identity.year})."
    if not same(identity.period, period):
        return f"It is a return of {identity.period}; the plan is at {period}."
    if not any(same(identity.service, one) for one in services):
        return f"It is a return of {identity.service}, which is no service of the plan."
    return ""


def _odd_rows(results: Results, came: Came) -> list[str]:
    """Say which rows were taken out of a return, put into it, or stand in it twice."""
    service = came.identity.service if came.identity else ""
    own = {
        (part.sheet.key, matching(str(row["ref"])))
        for form in forms_of(results)
        if same(form.identity.service, service)
        for part, rows in form.parts
        for row in rows
    }
    found = [(key, matching(ref)) for key, ref in came.refs]
    said = []
    for what, odd in (
        ("rows were taken out of it", sorted(own - set(found))),
        ("rows were put into it that are not this service's", sorted(set(found) - own)),
        ("rows stand in it twice", sorted({one for one in found if found.count(one) > 1})),
    ):
        if odd:
            refs = ", ".join(ref.upper() for _, ref in odd[:8])
            more = f" and {len(odd) - 8} more" if len(odd) > 8 else ""  # noqa: PLR2004
            said.append(f"{came.name}: {len(odd)} {what} ({refs}{more}).")
    return said


def _decide(results: Results, came: Came, answer: Answer) -> Decided:  # noqa: PLR0911  (a fate each)
    """Decide about one cell by itself."""
    sheet = BY_KEY[answer.sheet]
    row = next((r for r in results.present(sheet) if same(r["ref"], answer.ref)), None)
    service_field = next(p.service for p in PARTS("Q1") if p.sheet is sheet)
    service = came.identity.service if came.identity else ""
    if row is None or not same(row.get(service_field), service):
        return Decided(came.name, answer, Fate.REFUSED, why="the row is not this service's")
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
    if is_blank(answer.now):
        why = "it was cleared; type N/A, or clear it in the plan itself"
        return Decided(came.name, answer, Fate.REFUSED, was, why)
    if not _alike(answer.sent, was):
        why = (
            f"the plan has changed since it was sent: it held {said_of(answer.sent, answer)} then, "
            f"and holds {said_of(was, answer)} now"
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
                f"{one.file} says {said_of(one.answer.now, one.answer)}" for one in group
            )
            for one in group:
                listed[listed.index(one)] = replace(
                    one, fate=Fate.REFUSED, why=f"two returns disagree: {told}"
                )
    return listed


def _checked(plan: Plan, results: Results, decided: list[Decided]) -> list[Decided]:
    """Hold what would be entered against the checks of the plan.

    Where a row would have an error that it has not now, nothing of the return's is entered in it.
    """
    entered = [one for one in decided if one.fate is Fate.ENTERED]
    after = _with(plan, entered)
    before = {
        (one.sheet, one.ref, one.code)
        for one in check(plan, results)
        if one.severity is Severity.ERROR
    }
    wrong = {
        (one.sheet, matching(one.ref)): f"{one.message}  {one.fix}".strip()
        for one in check(after, calculate(after))
        if one.severity is Severity.ERROR and (one.sheet, one.ref, one.code) not in before
    }
    return [
        replace(one, fate=Fate.REFUSED, why=why)
        if one.fate is Fate.ENTERED
        and (why := wrong.get((BY_KEY[one.answer.sheet].tab, matching(one.answer.ref))))
        else one
        for one in decided
    ]


def _to_confirm(plan: Plan, decided: Sequence[Decided]) -> tuple[str, ...]:
    """Say which of the figures to be entered are unlikely enough to be confirmed first."""
    entered = [one for one in decided if one.fate is Fate.ENTERED]
    if not entered:
        return ()
    after = _with(plan, entered)
    cells = {_cells_of(plan).get(_key(one.answer)) for one in entered}
    return tuple(
        f"{one.ref} {one.place}: {one.message}"
        for one in check(after, calculate(after))
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


def _not_answered(results: Results, used: Iterable[Came]) -> tuple[str, ...]:
    """Name the services of which no return has come."""
    came = {matching(one.identity.service) for one in used if one.identity}
    return tuple(
        f"{form.service} ({form.identity.service})"
        for form in forms_of(results)
        if matching(form.identity.service) not in came
    )


def _key(answer: Answer) -> tuple[str, str, str]:
    """Return what tells one cell from another."""
    return (answer.sheet, matching(answer.ref), answer.field)


def _alike(first: Value, second: Value) -> bool:
    """Say whether two cells hold the same; spaces at the ends are nothing."""
    if isinstance(first, str) and isinstance(second, str):
        return first.strip().replace("\r\n", "\n") == second.strip().replace("\r\n", "\n")
    return alike(first, second)


def said_of(value: Value, answer: Answer) -> str:
    """Return a cell's value as its reader would know it."""
    if is_blank(value):
        return "nothing"
    column = BY_KEY[answer.sheet].by_name[answer.field]
    if is_number(value) and column.kind is Kind.DAY:
        day = day_of(float(value))
        return f"{day:%d %b %Y}" if day else f"{value:g}"
    if is_number(value):
        return f"{value:.15g}"
    text = str(value)
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"  # noqa: PLR2004  (a line's room)
