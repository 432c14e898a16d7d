"""All findings of a plan in one list: sorted, and grouped where they repeat."""

from __future__ import annotations

from csplan.plan.accepting import mark_accepted, unconfirmed
from csplan.plan.calculate import calculate
from csplan.plan.check_actions import check_actions
from csplan.plan.check_activity import check_activity
from csplan.plan.check_alike import check_alike
from csplan.plan.check_amounts import check_amounts
from csplan.plan.check_benchmarks import check_benchmarks
from csplan.plan.check_calendar import check_calendar
from csplan.plan.check_contradictions import check_contradictions
from csplan.plan.check_controls import check_controls
from csplan.plan.check_figures import check_figures
from csplan.plan.check_forecasts import check_forecasts
from csplan.plan.check_links import check_emails, check_links, check_owners, check_refs
from csplan.plan.check_lists import check_lists
from csplan.plan.check_memory import check_memory
from csplan.plan.check_money import check_money
from csplan.plan.check_moves import check_moves
from csplan.plan.check_own_limits import check_own_limits
from csplan.plan.check_promises import check_promises
from csplan.plan.check_rows import check_cell, check_queries, check_rows
from csplan.plan.check_settings import check_settings
from csplan.plan.check_slips_of_money import check_slips_of_money
from csplan.plan.check_steps import check_steps
from csplan.plan.check_targets import check_actuals, check_targets
from csplan.plan.check_words import check_words
from csplan.plan.plan import is_blank_row, meant
from csplan.plan.tabs import check_tabs
from csplan.sheets import BY_KEY, SETTINGS, SHEETS
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding, Severity
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.period import FinancialYear
from csplan.terms.records import replace
from csplan.terms.row_count import RowCount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Plan, Results, Row

__all__ = ["RowCount", "check", "check_lines", "has_faults", "row_counts", "unconfirmed"]

_GROUPED_FROM = 4
_WORST_FIRST = ("Fault", "Error", "To confirm", "Warning", "Note", "Confirmed", "Accepted")
_EACH_ITS_OWN = (
    *(
        Code.PROMISED_TWICE,
        Code.PLAN_QUERY,
        Code.WORDS_AGAINST_FIGURE,
        Code.NUMBER_NOT_ON_ROW,
        Code.PERIOD_NOT_THIS,
    ),
)
"""Findings that quote the row's own words: none is the same as another."""


def check(plan: Plan, results: Results | None = None) -> tuple[Finding, ...]:
    """Find everything that is wrong with a plan, sorted by sheet and cell.

    Findings that repeat down a column are grouped into one; accepted ones come last.  Without
    `results` the plan is calculated first.

    Raises nothing for what people typed: whatever is wrong is among the findings.
    """
    found = _structure(plan)
    if any(finding.code is Code.UPGRADE_NEEDED for finding in found):
        return tuple(sorted(found, key=lambda one: one.order))  # rows lack what they are judged by
    faults = any(finding.is_fault for finding in found)
    found += [*_tables(plan), *check_emails(plan), *check_owners(plan)]
    plan = meant(plan)
    found += [
        *check_targets(plan),
        *check_contradictions(plan),
        *check_queries(plan),
        *check_actions(plan),
        *check_calendar(plan),
        *check_tabs(plan),
        *check_settings(plan),
    ]
    if not faults:
        results = results or calculate(plan)
        found += [*check_actuals(results), *check_figures(results), *check_money(results)]
        found += [*check_own_limits(results), *check_forecasts(results), *check_controls(results)]
        found += [*check_slips_of_money(results.plan), *check_moves(results)]
        found += [*check_activity(results), *check_steps(results), *check_lists(results.plan)]
        found += [*check_amounts(results), *check_alike(results), *check_benchmarks(results)]
        found += [*check_promises(results), *check_memory(results), *check_words(results)]
    tabs = {sheet.tab: number for number, sheet in enumerate(SHEETS)}
    tabs |= {place.tab: tabs[BY_KEY[key].tab] for key, place in plan.places.items()}
    return tuple(
        sorted(
            _grouped(mark_accepted(plan, found)),
            key=lambda one: (bool(one.accepted), tabs.get(one.sheet, 0), *one.order[1:]),
        )
    )


def _structure(plan: Plan) -> list[Finding]:
    """Find what must be in order before anything can be calculated: the faults are among these."""
    return [*plan.findings, *_settings(plan), *check_refs(plan)]


def has_faults(plan: Plan) -> bool:
    """Say whether the structure cannot be trusted, so that nothing may be calculated."""
    return any(finding.is_fault for finding in _structure(plan))


def row_counts(plan: Plan, findings: Sequence[Finding]) -> dict[str, RowCount]:
    """Account for every row of the sheets that people fill in."""
    wrong: dict[str, set[int]] = {}
    for finding in findings:
        if finding.severity in (Severity.ERROR, Severity.FAULT) and finding.row:
            wrong.setdefault(finding.sheet, set()).add(finding.row)
    counts = {}
    for sheet in SHEETS:
        if sheet.owner is not Owner.PEOPLE or sheet.shape is not Shape.TABLE:
            continue
        rows, place = plan.table(sheet), plan.places.get(sheet.key)
        blank = sum(is_blank_row(row, sheet) for row in rows)
        numbers = set(place.rows) if place else set()
        bad = len(numbers & wrong.get(place.tab if place else sheet.tab, set()))
        counts[sheet.name] = RowCount(len(rows), len(rows) - blank - bad, bad, blank)
    return counts


def _tables(plan: Plan) -> Iterator[Finding]:
    """Check every row of every sheet that people fill in."""
    for sheet in SHEETS:
        if sheet.shape is Shape.TABLE and sheet.owner is not Owner.CSPLAN:
            yield from check_rows(plan, sheet)
            yield from check_links(plan, sheet)


def _settings(plan: Plan) -> Iterator[Finding]:
    """Find values of Settings that cannot be used: nothing can be judged without them."""
    if not plan.settings:
        return  # the sheet itself is missing, and that is said
    for column in SETTINGS.inputs:
        for wrong in check_cell(plan, SETTINGS, 0, column, plan.settings):
            yield replace(wrong, code=Code.SETTING_UNUSABLE)
    year = plan.financial_year
    if year and FinancialYear.parse(year) is None:
        yield plan.finding(
            Code.SETTING_UNUSABLE,
            f'"{year}" is not a financial year.',
            "Type it as 2016/17, or 2026.",
            sheet=SETTINGS,
            column="financial_year",
            found=year,
        )


def _grouped(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Make one line of warnings or notes that repeat down a column with the same words."""
    groups: dict[tuple[str, str, int, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.sheet, finding.column, finding.fix, finding.accepted)
        alone = (
            finding.severity in (Severity.FAULT, Severity.ERROR)
            or finding.code in _EACH_ITS_OWN
            or finding.code.is_to_confirm
        )
        groups.setdefault((*key[:4], f"{id(finding)}" if alone else key[4]), []).append(finding)
    for members in groups.values():
        if len(members) < _GROUPED_FROM:
            yield from members
            continue
        first = members[0]
        refs = [member.ref or member.cell for member in members]
        same_words = all(member.message == first.message for member in members)
        yield replace(
            first,
            ref="",
            name="",
            found="",
            message=f"{len(members)} rows ({', '.join(refs[:12])}"
            f"{', …' if len(refs) > 12 else ''}): "  # noqa: PLR2004  (a line's room)
            f"{first.message if same_words else first.code.meaning}",
        )


def check_lines(findings: Sequence[Finding]) -> list[Row]:
    """Return one row a finding, the gravest first; accepted ones come last and say so."""
    rows: list[Row] = [
        {
            "severity": _severity(finding),
            "code": str(finding.code),
            "sheet": finding.sheet,
            "cell": finding.cell,
            "ref": finding.ref,
            "found": finding.found,
            "where": finding.where,
            "message": finding.message,
            "fix": f"{_severity(finding)}: {finding.accepted}" if finding.accepted else finding.fix,
        }
        for finding in findings
    ]
    return sorted(rows, key=lambda row: _WORST_FIRST.index(str(row["severity"])))


def _severity(finding: Finding) -> str:
    """Return the word of the Severity column, which the overall flag counts."""
    if finding.accepted:
        return "Confirmed" if finding.code.is_to_confirm else "Accepted"
    return "To confirm" if finding.code.is_to_confirm else str(finding.severity)
