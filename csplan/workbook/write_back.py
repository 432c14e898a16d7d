"""Results into the same file: csplan's own cells, and every other byte as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csplan.plan.calculate import recalculated
from csplan.plan.changes import changes
from csplan.plan.check_lines import check_lines
from csplan.sheets import BY_KEY, CHANGE_LOG, CHECKS, HEADLINES, OVERALL
from csplan.terms.finding import Severity
from csplan.workbook.lists import link_places, list_writes, same_rows
from csplan.workbook.owned import Owned, TypedOver, owned_writes, relabelled
from csplan.xlsx.sheet_grafts import with_links
from csplan.xlsx.sheet_patch import patched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.memory import Memory
    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding
    from csplan.workbook.read import Opened

__all__ = ["Stamped", "WriteBack", "with_check_lines", "write_back"]

_AFTER_LISTS = (OVERALL, HEADLINES)
_MOST_TEXT = 8_000


@dataclass(frozen=True, slots=True)
class Stamped:
    """Who ran csplan, when (as Excel's serial number), which version, and for what.

    A run that `renews` brings another release's formulas: those that differ are nobody's mistake.
    """

    who: str
    when: float
    version: str
    what: str = "Update"
    note: str = ""
    renews: bool = False


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
    before: Plan | None,
    stamped: Stamped,
    memory: Memory | None = None,
) -> WriteBack:
    """Write what is not right, the findings and a line of the log; nothing where all is right.

    `before` is the version that the log's last line names, if its backup is still there; `memory`
    is what History and Budget history are to hold, if that changes.

    Raises: WorkbookError where a formula of several cells stands in the way.
    """
    results = with_check_lines(results, findings)
    owned = owned_writes(opened, results)
    restored = [one for one in owned.restored if not (stamped.renews and one.was_formula)]
    moved = [*([stamped.note] if stamped.note else []), *_moved(opened, before)]
    moved = [*(memory.said if memory else ()), *moved]
    renewed = len(owned.restored) - len(restored)
    if renewed:
        moved.append(f"{renewed} formulas brought up to date")
    has_checks = CHECKS.key in opened.layout.tables
    listed = not has_checks or same_rows(CHECKS, opened.plan.table(CHECKS), results.table(CHECKS))
    if not owned.writes and listed and not moved:
        return WriteBack(None, results, (), ())
    log = _log(opened, results, findings, moved, restored, stamped)
    results = recalculated(results, _AFTER_LISTS, replaced={CHANGE_LOG.key: log})
    relabelled(owned, opened, results)
    if memory is not None:
        results = replace(results, rows={**results.rows, **memory.rows})
    listed_sheets = (CHECKS, CHANGE_LOG, *(BY_KEY[key] for key in (memory.rows if memory else ())))
    return WriteBack(_rebuilt(opened, owned, results, listed_sheets), results, restored, moved)


def with_check_lines(results: Results, findings: Sequence[Finding]) -> Results:
    """Return the results with the findings on Checks, and the overall flag that follows."""
    return recalculated(results, _AFTER_LISTS, replaced={CHECKS.key: check_lines(findings)})


def _moved(opened: Opened, before: Plan | None) -> list[str]:
    """Say what people changed since the version before."""
    if CHANGE_LOG.key not in opened.layout.tables:
        return []  # somebody deleted the log, so there is nowhere to say it
    if before is not None:
        return changes(before, opened.plan)
    if not _logged(opened.plan):
        return ["First run of csplan on this workbook"]
    return []


def _logged(plan: Plan) -> list[Row]:
    """Return the log's lines so far."""
    return [row for row in plan.table(CHANGE_LOG) if row.get("when") not in (None, "")]


def _log(
    opened: Opened,
    results: Results,
    findings: Sequence[Finding],
    moved: Sequence[str],
    restored: Sequence[TypedOver],
    stamped: Stamped,
) -> list[Row]:
    """Return the log with a line for this run."""
    said = list(moved)
    if restored:
        names = "; ".join(f"{one.sheet}!{one.cell} {one.heading}" for one in restored[:8])
        more = f"; and {len(restored) - 8} more" if len(restored) > 8 else ""  # noqa: PLR2004
        said.append(f"Formulas restored ({names}{more})")
    if not said:
        compared = results.plan.sha256 and not _logged(opened.plan)
        said.append("Calculated figures brought up to date")
        if not compared and not moved:
            said[-1] += "; the version of the run before is not there to compare with"
    open_findings = [finding for finding in findings if not finding.accepted]
    errors = sum(one.severity in (Severity.ERROR, Severity.FAULT) for one in open_findings)
    warnings = sum(one.severity is Severity.WARNING for one in open_findings)
    line: Row = {
        "when": stamped.when,
        "who": stamped.who,
        "version": stamped.version,
        "what": stamped.what,
        "changes": ". ".join(said)[:_MOST_TEXT],
        "errors": float(errors),
        "warnings": float(warnings),
        "backup": opened.plan.sha256,
    }
    return [*_logged(opened.plan), line]


def _rebuilt(opened: Opened, owned: Owned, results: Results, listed: Sequence[Sheet]) -> bytes:
    """Return the file with csplan's cells written."""
    parts: dict[str, str | bytes] = {}
    for sheet in listed:
        if sheet.key in opened.layout.tables:
            parts.update(list_writes(owned, opened, sheet, results.table(sheet)))
    for part, writes in owned.writes.items():
        parts[part] = patched(opened.sheets[part], writes, owned.heights.get(part, {}))
    for sheet in listed:
        place = opened.layout.tables.get(sheet.key)
        xml = parts.get(place.tab.part) if place is not None else None
        if place is not None and isinstance(xml, bytes):
            links = link_places(sheet, place, results.table(sheet), opened)
            parts[place.tab.part] = with_links(xml, *links) if links else xml
    return opened.package.rebuilt(parts, drop_calc_chain=owned.formulas_moved)
