"""The job that managers re-run: read, check, calculate, write back, with a backup kept.

The only module of the room that looks at the clock and the user's name, where they are not given.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csplan.files import backups
from csplan.files.locking import check_not_open, only_writer
from csplan.files.other_names import other_names_findings
from csplan.files.saving import (
    check_ending,
    check_writable,
    remove_leftovers,
    replace_file,
    rights_of,
    usual_mask,
    write_file,
)
from csplan.files.synchronised import synchronised_findings
from csplan.plan.calculate import calculate
from csplan.plan.changes import changed_cells
from csplan.plan.check import RowCount, row_counts
from csplan.plan.memory import Kept, Memory, adopt, both, with_memory
from csplan.sheets import CHANGE_LOG, HOME
from csplan.terms.catalogue import Code
from csplan.terms.errors import CsplanError, WorkbookError
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.records import dataclass, replace
from csplan.terms.refusals import Refusal
from csplan.workbook.checking import judged, read_and_check
from csplan.workbook.filling import fill_tables
from csplan.workbook.last_run import inputs_of, note_inputs
from csplan.workbook.owned import TypedOver
from csplan.workbook.read import open_workbook
from csplan.workbook.unchanged import note_what_was_found
from csplan.workbook.write_back import (
    Stamped,
    WriteBack,
    named_by_hash,
    with_check_lines,
    write_back,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.workbook.entering import Entries
    from csplan.workbook.read import Opened

    Remember = Callable[[Results, Sequence[Finding], Kept], Memory | None]
    """What is to be kept, given the results, the findings, and when and by whom."""

__all__ = [
    "Tried",
    "Updated",
    "read_and_calculate",
    "read_and_check",
    "restore",
    "stamp_now",
    "update",
]

_UNIX_DAY = 25_569.0
_SECONDS = 86_400.0


@dataclass(frozen=True)
class Updated:
    """What an update did: the findings, what changed, and where the version before is kept."""

    path: Path
    written: bool
    findings: Sequence[Finding]
    rows: Mapping[str, RowCount]
    results: Results
    changes: Sequence[str]
    restored: Sequence[TypedOver]
    backup: Path | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A workbook as it was read, and as it reads with the entries that an update is given."""

    found: Opened
    entered: Opened


def update(
    path: str | Path,
    *,
    output: str | Path | None = None,
    now: datetime | None = None,
    user: str | None = None,
    force: bool = False,
    entries: Entries | None = None,
    remember: Remember | None = None,
    what: str = "Update",
    closes: str = "",
    fresh: Callable[[Plan], bytes] | None = None,
    tried: Tried | None = None,
) -> Updated:
    """Fill in every calculated column of a workbook, in the same file or in `output`.

    A backup of the version that is replaced is kept; where nothing has to change, nothing is
    written.  `force` writes although an old note says that the file is open.  `entries` are
    figures from elsewhere, put into the cells where people type before anything is calculated;
    `remember` says what History is to hold from now on, beside what the first update adopts;
    `what` is the deed, as the Change log names it, and `closes` the quarter that it closes: its
    column on Indicators is folded and the next opened.  `fresh` makes a fresh workbook of a plan,
    from which what this one lacks yet is taken.  What was `tried` with these entries is not read
    again, where the file is still the one that it was tried on.

    Raises: PlanHasFaults where the structure cannot be trusted; WorkbookError where the file
    cannot be read or written.  Nothing is written then.
    """
    source = Path(path)
    moment = now or datetime.now().astimezone()
    with ExitStack() as stack:
        if output is None and source.exists():
            check_ending(source)
            check_writable(source)
            check_not_open(source, now=moment, force=force)
            stack.enter_context(only_writer(source, now=moment))
            remove_leftovers(source)
        run = _Run(moment, user or _user(), force, entries, remember, what, closes, fresh, tried)
        return _update(source, Path(output) if output else None, run)


def read_and_calculate(path: str | Path) -> tuple[Results, tuple[Finding, ...]]:
    """Read, check and calculate a workbook without writing it.

    Raises: PlanHasFaults where the structure cannot be trusted; WorkbookError where the file
    cannot be read.
    """
    results, findings = judged(open_workbook(path).plan)
    return with_check_lines(results, findings), findings


def restore(
    path: str | Path, *, now: datetime | None = None, read_only_too: bool = False
) -> backups.Restoration:
    """Put back the version of a workbook before this one; one marked read-only only when told to.

    Raises: WorkbookError where there is none, the file is open, or it cannot be written.
    """
    source, moment = Path(path), now or datetime.now().astimezone()
    check_ending(source)
    if not read_only_too and source.exists():
        check_writable(source)
    check_not_open(source, now=moment)
    with only_writer(source, now=moment):
        return backups.restore(source, now=moment)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one update is told: when, by whom, with what force, and with which figures."""

    moment: datetime
    user: str
    force: bool
    entries: Entries | None
    remember: Remember | None
    what: str
    closes: str
    fresh: Callable[[Plan], bytes] | None
    tried: Tried | None


def _update(source: Path, output: Path | None, run: _Run) -> Updated:
    """Update as the only writer."""
    found = open_workbook(source, now=run.moment, read=run.tried.found if run.tried else None)
    others = other_names_findings(source) if output is None else ()
    work, stamped = _with_news(found, run)
    before = _before(source, work.plan)
    changed = None if before is None else changed_cells(before, work.plan)
    results, findings = judged(work.plan, changed or ())
    memory = _remembered(results, findings, stamped, run.remember)
    if memory is not None:
        results, findings = judged(with_memory(work.plan, memory), changed or ())
    backup_name = _backup_name(source, output, found.data, work.data, run.moment)
    stamped = replace(stamped, backup=backup_name)
    written = write_back(work, results, findings, changed=changed, stamped=stamped, memory=memory)
    data, backup, target = written.data, None, source
    if output is not None:
        target = output
        _write_output(source, output, data or work.data, force=run.force)
    elif data is not None:
        if work.data != found.data:  # the next run compares with what was entered
            backups.keep(source, work.data, now=run.moment - timedelta(seconds=1))
        backup = backups.keep(source, found.data, now=run.moment)
        replace_file(source, data, expected=work.stamp)
        note_inputs(source, work.plan)
    sha256 = work.plan.sha256 if data is None else hashlib.sha256(data).hexdigest()
    results = replace(written.results, plan=replace(results.plan, sha256=sha256))
    rows = row_counts(work.plan, findings)
    if output is None and work is found and _is_at_rest(run, findings, written, memory):
        note_what_was_found(source, sha256, findings, rows, results.labels(HOME))
    return Updated(
        path=target,
        written=data is not None or output is not None,
        findings=(*findings, *others, *synchronised_findings(target)),
        rows=rows,
        results=results,
        changes=written.changes,
        restored=written.restored,
        backup=backup,
        sha256=sha256,
    )


def _with_news(found: Opened, run: _Run) -> tuple[Opened, Stamped]:
    """Return the workbook with what the run brings: later layouts, figures, rows of csplan's own.

    With it, how the Change log names the run.
    """
    work = found
    stamped = Stamped(run.user, _serial(run.moment), _version(), run.what, closes=run.closes)
    if run.fresh is not None and work.layout.missing:
        from csplan.workbook.upgrade import additions_in_words, bring_forward

        note = additions_in_words(work.layout)
        work = bring_forward(work, run.fresh(work.plan), now=run.moment)
        stamped = replace(stamped, what="Upgrade", note=note, renews=True)
    if run.entries is not None and not any(one.is_fault for one in work.plan.findings):
        from csplan.workbook.entering import enter_values

        tried = run.tried
        if tried is not None and found.package is tried.found.package:
            work = replace(tried.entered, stamp=found.stamp)
        else:
            work = enter_values(work, run.entries, now=run.moment)
        if work is not found:
            stamped = replace(stamped, what=run.entries.what, note=run.entries.note)
    work, listed = fill_tables(work, now=run.moment)
    note = ". ".join(filter(None, (stamped.note, listed)))
    return work, replace(stamped, note=note)


def _is_at_rest(
    run: _Run, findings: Sequence[Finding], written: WriteBack, memory: Memory | None
) -> bool:
    """Say whether the next update, where nothing is typed meanwhile, finds the very same."""
    did_more = run.entries or run.remember or run.fresh or memory or written.restored
    return not did_more and all(one.code is not Code.OPEN_IN_EXCEL for one in findings)


def _remembered(
    results: Results, findings: Sequence[Finding], stamped: Stamped, remember: Remember | None
) -> Memory | None:
    """Return what History is to hold from now on; None where it holds all that already.

    Raises: CsplanError where `remember` refuses.
    """
    kept = Kept(stamped.when, stamped.who)
    first = adopt(results, kept)
    if remember is None:
        return first
    if first is not None:
        results = calculate(with_memory(results.plan, first))
    return both(first, remember(results, findings, kept))


def _write_output(source: Path, output: Path, data: bytes, *, force: bool) -> None:
    """Write another file, but never over one that is there without being told to.

    Raises: WorkbookError where it exists or cannot be written.
    """
    if output.exists() and output.samefile(source):
        raise WorkbookError(
            Refusal.OUTPUT_EXISTS,
            f"{output.name} is the workbook itself.  Leave out --output to update it in place, "
            f"with a backup, or name another file.",
        )
    if output.suffix.lower() != source.suffix.lower():
        raise WorkbookError(
            Refusal.NO_WORKBOOK_NAME,
            f"{output.name}: a copy of {source.name} needs a name that ends in {source.suffix}.",
        )
    if output.exists() and not force:
        raise WorkbookError(
            Refusal.OUTPUT_EXISTS,
            f"{output.name} is there already.  Name another file, or add --force to replace it.",
        )
    write_file(output, data, mode=rights_of(source) & ~usual_mask())


def _backup_name(
    source: Path, output: Path | None, found: bytes, entered: bytes, moment: datetime
) -> str:
    """Return the name of the file that will hold the version replaced; a copy's is its source."""
    if output is not None:
        return source.name
    after = None if entered == found else entered
    return backups.name_to_be(source, found, now=moment, after=after)


def _before(source: Path, plan: Plan) -> Plan | None:
    """Return the version that the log's last line names, if its backup is still whole."""
    lines = [row for row in plan.table(CHANGE_LOG) if row.get("when") not in (None, "")]
    line: Row = lines[-1] if lines else {}
    sha256 = matching(str(line.get("backup" if named_by_hash(line) else "replaced") or ""))
    kept = backups.find(source, sha256) if sha256 else None
    if kept is None:
        return None
    noted = inputs_of(source, sha256)
    if noted is not None:
        return noted
    try:
        return open_workbook(kept).plan
    except CsplanError:
        return None  # a backup that cannot be read is one that is not there: the log says so


def _serial(moment: datetime) -> float:
    """Return a moment of the wall clock as a serial number."""
    wall = moment.replace(tzinfo=UTC)
    days = wall.timestamp() / _SECONDS + _UNIX_DAY
    return round(days * 1440) / 1440


def stamp_now(*, now: datetime | None = None, user: str | None = None) -> Kept:
    """Return when and by whom something is kept that is written to another workbook."""
    return Kept(_serial(now or datetime.now().astimezone()), user or _user())


def _user() -> str:
    """Return the name of the account, or a word where there is none."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):  # as getpass does, which imports much
        if user := os.environ.get(name):
            return user
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _version() -> str:
    from csplan.terms.version import VERSION

    return VERSION
