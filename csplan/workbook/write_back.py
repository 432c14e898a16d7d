"""Results into the same file: csplan's own cells, and every other byte as it was."""

from __future__ import annotations

from csplan.plan.calculate import recalculate
from csplan.plan.changes import Change, said_of
from csplan.plan.check import check_lines
from csplan.sheets import (
    BY_KEY,
    CHANGE_LOG,
    CHANGES,
    CHECKS,
    HEADLINES,
    HISTORY,
    HOME,
    INDICATORS,
    OVERALL,
)
from csplan.terms.finding import Severity
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.records import dataclass, replace
from csplan.workbook.hiding import tabs_to_turn, turn_tabs
from csplan.workbook.lists import link_places, list_writes, same_rows
from csplan.workbook.owned import Owned, TypedOver, owned_writes, relabel
from csplan.xlsx.said_once import SaidOnce, whole
from csplan.xlsx.sheet_patch import patch_sparingly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.plan.memory import Memory
    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding
    from csplan.workbook.read import Opened
    from csplan.xlsx.references import Range

__all__ = ["Stamped", "WriteBack", "named_by_hash", "with_check_lines", "write_back"]

_AFTER_LISTS = (OVERALL, HEADLINES, HOME)
_MOST_TEXT = 8_000
_HASH_LETTERS = 64
_MOST_IN_CELL = 32_767
_PUT_BACK = "the formula, put back"


@dataclass(frozen=True, slots=True)
class Stamped:
    """Who ran csplan, when (as Excel's serial number), which version, and for what.

    A run that `closes` a quarter turns Indicators to the next.  One that `renews` brings another
    release's formulas: those that differ are nobody's mistake.  `backup` is the name of the file
    that will keep the version replaced.
    """

    who: str
    when: float
    version: str
    what: str = "Update"
    note: str = ""
    closes: str = ""
    renews: bool = False
    backup: str = ""


@dataclass(frozen=True)
class WriteBack:
    """The new file, if anything had to change, and what did."""

    data: bytes | None
    results: Results
    restored: Sequence[TypedOver]
    changes: Sequence[str]


def write_back(
    opened: Opened,
    results: Results,
    findings: Sequence[Finding],
    *,
    changed: Sequence[Change] | None,
    stamped: Stamped,
    memory: Memory | None = None,
) -> WriteBack:
    """Write what is not right, the findings and a line of the log; nothing where all is right.

    `changed` is what people changed since the version that the log's last line names, None where
    that is not there to compare with; `memory` is what History and Budget history are to hold, if
    that changes.

    Raises: WorkbookError where a formula of several cells stands in the way.
    """
    results = with_check_lines(results, findings)
    owned = owned_writes(opened, results)
    renews = stamped.renews or _is_of_another_release(opened.plan, stamped.version)
    restored = [one for one in owned.restored if not (renews and one.was_formula)]
    turning = tabs_to_turn(opened)
    moved = [
        *(memory.said if memory else ()),
        *filter(None, (stamped.note,)),
        *_moved(opened, changed),
        *_turned(turning),
        *_renewed(len(owned.restored) - len(restored)),
    ]
    has_checks = CHECKS.key in opened.layout.tables
    listed = not has_checks or same_rows(CHECKS, opened.plan.table(CHECKS), results.table(CHECKS))
    if not owned.writes and listed and not moved:
        return WriteBack(None, results, (), ())
    if changed is None and _logged(opened.plan):
        moved.append("The version of the run before is not there to compare with")
    moved += _reconciled(results) if changed else []
    own = {
        CHANGE_LOG.key: _log(opened, findings, moved, restored, stamped),
        CHANGES.key: _all_changes(opened, changed or (), restored, stamped),
    }
    results = recalculate(results, _AFTER_LISTS, replaced=own)
    relabel(owned, opened, results)
    if memory is not None:
        results = replace(results, rows={**results.rows, **memory.rows})
    own_sheets = [BY_KEY[key] for key in (memory.rows if memory else ())]
    listed_sheets = (CHECKS, CHANGE_LOG, CHANGES, *own_sheets)
    parts = _parts(opened, owned, results, listed_sheets, stamped.closes)
    if turning:
        parts.update(turn_tabs(opened, parts, turning))
    data = opened.package.rebuilt(parts, drop_calc_chain=owned.formulas_moved)
    return WriteBack(data, results, restored, moved)


def _is_of_another_release(plan: Plan, version: str) -> bool:
    """Say whether another release of csplan wrote the workbook last: its formulas are its own."""
    lines = _logged(plan)
    return bool(lines) and str(lines[-1].get("version") or "") != version


def _renewed(formulas: int) -> list[str]:
    """Say how many formulas another release's took the place of; nothing where none did."""
    return [f"{formulas} formulas brought up to date"] if formulas else []


def _turned(turning: Mapping[str, bool]) -> list[str]:
    """Say which tabs are hidden from now on, and which are shown again."""
    said = []
    for deed, hides in (("Hidden", True), ("Shown again", False)):
        tabs = [name for name, one in turning.items() if one is hides]
        said += [f"{deed}, as Settings says: {', '.join(tabs)}"] if tabs else []
    return said


def with_check_lines(results: Results, findings: Sequence[Finding]) -> Results:
    """Return the results with the findings on Checks, and the overall flag that follows."""
    return recalculate(results, _AFTER_LISTS, replaced={CHECKS.key: check_lines(findings)})


def _moved(opened: Opened, changed: Sequence[Change] | None) -> list[str]:
    """Say what people changed since the version before, in short where Changes has it in full."""
    if CHANGE_LOG.key not in opened.layout.tables:
        return []  # somebody deleted the log, so there is nowhere to say it
    if changed is None:
        return [] if _logged(opened.plan) else ["First run of csplan on this workbook"]
    return (
        said_of(changed) if CHANGES.key in opened.layout.tables else said_of(changed, at_most=None)
    )


def _reconciled(results: Results) -> list[str]:
    """Reconcile each colour's count with that of the last closed report, if there is one."""
    if not any(str(row.get("period")).startswith("Q") for row in results.plan.table(HISTORY)):
        return []
    from csplan.plan.comparison import SinceReport, last_report, snapshot_of

    before = last_report(results)
    if before is None:
        return []
    counts = SinceReport(before, snapshot_of(results), is_closed=True).counts
    return [one.removesuffix(".") for one in counts]


def _logged(plan: Plan) -> list[Row]:
    """Return the log's lines so far; those that named a backup by its hash say it apart."""
    lines = (row for row in plan.table(CHANGE_LOG) if row.get("when") not in (None, ""))
    return [
        {**row, "backup": "", "replaced": row["backup"]} if named_by_hash(row) else row
        for row in lines
    ]


def named_by_hash(line: Row) -> bool:
    """Say whether a line of the log was written by a csplan that named backups by their hash."""
    said = str(line.get("backup"))
    return len(said) == _HASH_LETTERS and set(said) <= set("0123456789abcdef")


def _all_changes(
    opened: Opened, changed: Sequence[Change], restored: Sequence[TypedOver], stamped: Stamped
) -> list[Row]:
    """Return every change of every run, with those of this one."""
    run: Row = {"when": stamped.when, "who": stamped.who}
    typed_over = [
        Change(one.sheet, one.ref or one.cell, one.heading, str(one.found), _PUT_BACK)
        for one in restored
    ]
    kept = [row for row in opened.plan.table(CHANGES) if row.get("when") not in (None, "")]
    return [*kept, *({**run, **_in_cells(one)} for one in (*changed, *typed_over))]


def _in_cells(one: Change) -> Row:
    """Return a change as a row of Changes; no cell holds more than Excel allows."""
    return {
        "sheet": one.sheet,
        "ref": one.ref,
        "column": one.column,
        "before": one.before[:_MOST_IN_CELL],
        "after": one.after[:_MOST_IN_CELL],
    }


def _log(
    opened: Opened,
    findings: Sequence[Finding],
    moved: Sequence[str],
    restored: Sequence[TypedOver],
    stamped: Stamped,
) -> list[Row]:
    """Return the log with a line for this run."""
    said = list(moved)
    if restored:
        names = "; ".join(f"{one.sheet}!{one.cell} {one.heading}" for one in restored[:8])
        more = f"; and {len(restored) - 8} more: see Changes" if len(restored) > 8 else ""  # noqa: PLR2004
        said.append(f"Formulas restored ({names}{more})")
    if not said:
        said.append("Calculated figures brought up to date")
    open_findings = [finding for finding in findings if not finding.accepted]
    errors = sum(one.severity in (Severity.ERROR, Severity.FAULT) for one in open_findings)
    warnings = sum(one.severity is Severity.WARNING for one in open_findings)
    line: Row = {
        "when": stamped.when,
        "who": stamped.who,
        "version": stamped.version,
        "what": stamped.what,
        "changes": _in_one_cell(said),
        "errors": float(errors),
        "warnings": float(warnings),
        "backup": stamped.backup,
        "replaced": opened.plan.sha256,
    }
    return [*_logged(opened.plan), line]


def _in_one_cell(said: Sequence[str]) -> str:
    """Join what is said; where it is too long for one cell, say so at a whole sentence."""
    kept = list(said)
    while len(text := ". ".join(kept)) > _MOST_TEXT and len(kept) > 1:
        kept.pop()
    left = len(said) - len(kept)
    return text if not left else f"{text}. And {left} more columns: see Changes"


def _parts(
    opened: Opened, owned: Owned, results: Results, listed: Sequence[Sheet], closes: str
) -> dict[str, str | bytes | SaidOnce]:
    """Return the sheets with csplan's cells written."""
    parts: dict[str, str | bytes | SaidOnce] = {}
    for sheet in listed:
        if sheet.key in opened.layout.tables:
            parts.update(list_writes(owned, opened, sheet, results.table(sheet)))
    for part, writes in owned.writes.items():
        parts[part] = patch_sparingly(opened.sheets[part], writes, owned.heights.get(part, {}))
    for sheet in listed:
        place = opened.layout.tables.get(sheet.key)
        xml = parts.get(place.tab.part) if place is not None else None
        if place is not None and xml is not None and not isinstance(xml, str):
            links = link_places(sheet, place, results.table(sheet), opened)
            parts[place.tab.part] = _with_links(xml, links) if links else xml
    if closes and INDICATORS.key in opened.layout.tables:
        from csplan.workbook.turning import turn_to_next

        place = opened.layout.tables[INDICATORS.key]
        part = place.tab.part
        xml = parts.get(part, opened.package.xml(part))
        data = xml.encode() if isinstance(xml, str) else whole(xml)
        parts[part] = turn_to_next(data, place, closes)
    return parts


def _with_links(xml: bytes | SaidOnce, links: tuple[Mapping[tuple[int, int], str], Range]) -> bytes:
    """Return a sheet with links to places in the workbook."""
    from csplan.xlsx.sheet_links import with_links

    return with_links(whole(xml), *links)
