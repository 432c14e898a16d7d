"""Which rows csplan's own tables have for what people typed: services, outcomes, budget headings.

A plan that begins blank fills itself: whatever is typed gets its line on Summary and Finance
summary, among those of its kind.  A line that names nothing any more makes room for a new one;
where nothing is new, every line stays.  What is typed over in these tables is put right: each line
stands once, and adds up something; no place on Home or of the five years is missing.
"""

from __future__ import annotations

from csplan.sheets import (
    BUDGET,
    FINANCE,
    HOME_SERVICES,
    INDICATORS,
    MEDIUM_TERM_YEARS,
    OUTCOME_SUMMARY,
    OUTCOMES,
    SERVICE_SUMMARY,
    SERVICES,
)
from csplan.sheets.finance import standing_lines
from csplan.sheets.medium_term import years_from
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.refs import counting_fault, ref_fault
from csplan.terms.values import CellError, Value, says
from csplan.terms.vocabulary import BudgetLevel, CipfaGroup, FinanceView, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csplan.plan.plan import Plan, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["LISTED_BY_CSPLAN", "shown_outcomes", "standing"]

LISTED_BY_CSPLAN = (OUTCOME_SUMMARY, SERVICE_SUMMARY, FINANCE, HOME_SERVICES, MEDIUM_TERM_YEARS)
"""The tables whose rows csplan lists by itself, from what people typed elsewhere."""

_VIEWS = tuple(matching(view) for view in FinanceView)
_LEVELS = tuple(matching(level) for level in BudgetLevel)


def standing(plan: Plan) -> dict[str, Sequence[Row]]:
    """Return what csplan's own tables are to list, for those that do not list it yet.

    Rows hold only what is not a formula, without blank ones.
    """
    outcomes, services = plan.table(OUTCOMES), plan.table(SERVICES)
    shown = shown_outcomes(outcomes, plan.table(INDICATORS))
    wanted: dict[str, Sequence[Row]] = {
        OUTCOME_SUMMARY.key: _refs(plan, OUTCOME_SUMMARY, shown, outcomes),
        SERVICE_SUMMARY.key: _refs(plan, SERVICE_SUMMARY, _usable(services), services),
        FINANCE.key: _finance(plan),
        HOME_SERVICES.key: _places(plan),
        MEDIUM_TERM_YEARS.key: _years(plan),
    }
    return {
        sheet.key: wanted[sheet.key]
        for sheet in LISTED_BY_CSPLAN
        if sheet.key in plan.rows
        and _listed(sheet, plan.rows[sheet.key]) != _listed(sheet, wanted[sheet.key])
    }


def shown_outcomes(outcomes: Sequence[Row], indicators: Sequence[Row]) -> list[str]:
    """Return the refs of the outcomes on Summary: key ones, and others with an indicator."""
    measured = {matching(str(row.get("outcome") or "")) for row in indicators}
    return [
        ref
        for ref, row in ((str(row.get("ref") or ""), row) for row in outcomes)
        if ref
        and not ref_fault(ref)
        and (says(row.get("kind"), OutcomeKind.KEY_OUTCOME) or matching(ref) in measured)
    ]


def _usable(rows: Iterable[Row]) -> list[str]:
    """Return the refs of rows, but for those that no formula can look up."""
    refs = (row.get("ref") for row in rows)
    return [ref for ref in refs if isinstance(ref, str) and ref and not ref_fault(ref)]


def _countable(headings: Iterable[Value]) -> list[str]:
    """Return the headings whose lines a formula can add up, each once, whatever the case.

    An error value, a number or a pattern gets no line: what it adds up would depend on who reads.
    """
    texts = (one for one in headings if isinstance(one, str) and type(one) is not CellError)
    first: dict[str, str] = {}
    for text in texts:
        if text and not counting_fault(text):
            first.setdefault(matching(text), text)
    return list(first.values())


def _listed(sheet: Sheet, rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Return what a sheet's rows list, to compare: blank ones do not count."""
    found = (
        tuple(matching(str(row.get(column.name) or "")) for column in sheet.inputs) for row in rows
    )
    return [one for one in found if any(one)]


def _places(plan: Plan) -> Sequence[Row]:
    """Return the places of services on Home, in any order that somebody sorted them into."""
    rows = plan.table(HOME_SERVICES)
    all_of_them: list[Row] = [{"place": float(place)} for place in range(1, len(rows) + 1)]
    return rows if _are(HOME_SERVICES, rows, all_of_them) else all_of_them


def _years(plan: Plan) -> Sequence[Row]:
    """Return the five years of the medium term, in any order; whichever they are, in a row."""
    rows = plan.table(MEDIUM_TERM_YEARS)
    if any(_are(MEDIUM_TERM_YEARS, rows, years_from(row.get("year"))) for row in rows):
        return rows
    own = years_from(plan.financial_year)
    return [*own, *rows[len(own) :]] if own[0]["year"] else rows


def _are(sheet: Sheet, rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Say whether rows list the same as others, in whatever order."""
    return sorted(_listed(sheet, rows)) == sorted(_listed(sheet, others))


def _refs(plan: Plan, sheet: Sheet, wanted: Sequence[str], known: Sequence[Row]) -> list[Row]:
    """Return the rows of a summary: those that still name something, then the new ones."""
    has: dict[str, Row] = {}
    for row in plan.table(sheet):
        if row.get("ref"):
            has.setdefault(matching(str(row["ref"])), {"ref": row["ref"]})
    new: list[Row] = [{"ref": ref} for ref in dict.fromkeys(wanted) if matching(ref) not in has]
    there = {matching(str(row.get("ref") or "")) for row in known}
    kept = [row for ref, row in has.items() if ref in there or not new]
    return [*kept, *new]


def _finance(plan: Plan) -> list[Row]:
    """Return the lines of the finance summary, each new one after the last of its kind."""
    budget = plan.table(BUDGET)
    services = _usable(plan.table(SERVICES))
    headings = _countable(row.get("heading") for row in budget)
    groups = [
        group for group in CipfaGroup if any(says(r.get("cipfa_group"), group) for r in budget)
    ]
    named = {
        matching(FinanceView.SERVICE): {*map(matching, services)}
        | {matching(str(row["service"])) for row in budget if row.get("service")},
        matching(FinanceView.HEADING): {*map(matching, headings)},
    }
    has = _each_once(plan.table(FINANCE))
    lines = list(has.values())
    wanted = standing_lines(services, headings, groups)
    new = [line for line in wanted if _what_of(line) not in has]
    if new:
        lines = [line for line in lines if _names_something(line, named)]
    for line in new:
        lines.insert(_place_of(line, lines), line)
    return lines


def _each_once(rows: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """Return the lines that add up something, by what they add up, each judged by some level."""
    lines: dict[tuple[str, ...], Row] = {}
    for row in rows:
        view = matching(str(row.get("view") or ""))
        if view in _VIEWS:
            line = {name: row.get(name) for name in ("view", "item", "level")}
            if matching(str(line["level"] or "")) not in _LEVELS:
                own = says(line["view"], FinanceView.SERVICE)
                line["level"] = str(BudgetLevel.SERVICE if own else BudgetLevel.DEPARTMENT)
            lines.setdefault(_what_of(line), line)
    return lines


def _what_of(line: Row) -> tuple[str, ...]:
    """Return what a line adds up, to compare; only the department's stand once for each level."""
    by_level = says(line["view"], FinanceView.DEPARTMENT)
    names = ("view", "item", "level") if by_level else ("view", "item")
    return tuple(matching(str(line[name] or "")) for name in names)


def _names_something(line: Row, named: Mapping[str, set[str]]) -> bool:
    """Say whether a line's service or heading is one of the plan's; others always are."""
    view, item = (matching(str(line.get(name) or "")) for name in ("view", "item"))
    return item in named.get(view, {item})


def _place_of(line: Row, lines: Sequence[Row]) -> int:
    """Return where a new line stands: after the last whose view is its own or comes before it."""
    own = _VIEWS.index(matching(str(line["view"])))
    views = [matching(str(row["view"])) for row in lines]
    earlier = [at for at, view in enumerate(views) if view in _VIEWS[: own + 1]]
    return earlier[-1] + 1 if earlier else 0
