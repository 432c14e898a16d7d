"""One plan divided into several, service by service, so that joined again they are the whole.

Each row goes with its service, or with the line or indicator that it is linked to; what has none
goes into a part of its own, and what all rows lean on (outcomes, profiles, people) into every part.
Knows nothing of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.plan import Plan, is_blank_row
from csplan.sheets import (
    ACCEPTED,
    APPROVALS,
    BUDGET,
    CONTROL_TOTALS,
    EXPECTED_OUTCOMES,
    INDICATORS,
    OUTCOMES,
    PEOPLE,
    PROFILES,
    SERVICES,
    SETTINGS,
    SHEETS,
)
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet

__all__ = ["NAMED_ELSEWHERE", "REST", "divided", "inputs_of_row", "rows_of", "split"]

REST = "Rest"
"""The part that holds what no service has: schemes, grants, pressures, published totals."""

_IN_EVERY_PART = (OUTCOMES, EXPECTED_OUTCOMES, PROFILES, PEOPLE)
_FIRST = (SERVICES, BUDGET, INDICATORS)
NAMED_ELSEWHERE = {ACCEPTED.key: "ref", APPROVALS.key: "about"}
"""The sheets whose rows have no ref of their own, and the column that names another row's."""


def divided() -> list[Sheet]:
    """Return the tables whose rows are divided and joined: people's, and published totals."""
    return [
        sheet
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and (sheet.owner is Owner.PEOPLE or sheet is CONTROL_TOTALS)
    ]


def rows_of(plan: Plan, sheet: Sheet) -> list[Row]:
    """Return what people typed into the rows of a sheet that are not blank."""
    return [inputs_of_row(sheet, row) for row in plan.table(sheet) if not is_blank_row(row, sheet)]


def inputs_of_row(sheet: Sheet, row: Row) -> Row:
    """Return what people fill in of a row."""
    return {column.name: row.get(column.name) for column in sheet.inputs}


def split(plan: Plan, parts: Mapping[str, str]) -> dict[str, Plan]:
    """Return the plans of the parts, by name; `parts` says for each service's ref in which it is.

    Raises: CsplanError where a service has no part, or a row belongs to two parts.
    """
    named = {matching(ref): part for ref, part in parts.items()}
    services = [str(row["ref"]) for row in rows_of(plan, SERVICES)]
    without = [ref for ref in services if matching(ref) not in named]
    if without or REST in named.values():
        why = f"These services are in no part: {', '.join(without)}." if without else ""
        raise _refusal(why or f"No part can be called {REST}: it holds what no service has.")
    own = {name: Plan(_settings(plan), {}) for name in [*dict.fromkeys(parts.values()), REST]}
    made: dict[str, dict[str, list[Row]]] = {
        name: {sheet.key: [] for sheet in divided()} for name in own
    }
    known: dict[str, dict[str, str]] = {SERVICES.key: named}
    for sheet in [*_FIRST, *(one for one in divided() if one not in _FIRST)]:
        places = known.setdefault(sheet.key, {})
        for row in rows_of(plan, sheet):
            to = _parts_of(sheet, row, known)
            ref = matching(str(row.get("ref") or ""))
            if len(to) > 1:
                raise _refusal(
                    f"{sheet.tab} {row.get('ref')} belongs to {' and '.join(sorted(to))}.  "
                    f"Put these services into one part."
                )
            for name in to or (own if sheet in _IN_EVERY_PART else [REST]):
                made[name][sheet.key].append(row)
                places.setdefault(ref, name)
    if not any(made[REST][one.key] for one in divided() if one not in _IN_EVERY_PART):
        del made[REST]
    return {name: Plan(_settings(plan), dict(rows)) for name, rows in made.items()}


def _settings(plan: Plan) -> Row:
    """Return what people typed on Settings."""
    return inputs_of_row(SETTINGS, plan.settings)


def _parts_of(sheet: Sheet, row: Row, known: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Return the parts that a row belongs to by what it names."""
    if sheet is SERVICES:
        return {known[SERVICES.key][matching(str(row["ref"]))]}
    if sheet.key in NAMED_ELSEWHERE:
        ref = matching(str(row.get(NAMED_ELSEWHERE[sheet.key]) or ""))
        return {places[ref] for places in known.values() if ref in places}
    found = set()
    for column in sheet.inputs:
        places = next((known[one.key] for one in _FIRST if one.name == column.to), {})
        ref = matching(str(row.get(column.name) or ""))
        if ref in places:
            found.add(places[ref])
    return found


def _refusal(why: str) -> CsplanError:
    return CsplanError(Refusal.CANNOT_COMBINE, f"{why}  Nothing was written.")
