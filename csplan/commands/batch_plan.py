"""One plan of many: updated, its scorecards written, and what became of it in a few figures.

Runs in a process of its own, so that nothing of one plan can touch another.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from csplan.terms.errors import CsplanError, PlanHasFaults, WorkbookError
from csplan.terms.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.process import BaseProcess

    from csplan.plan.plan import Results
    from csplan.workbook.update import Updated

__all__ = ["Job", "Listed", "PlanRun", "failure_of", "from_record", "run_plan", "wait_for_the_end"]

_UNDER_WAY = Lock()
DRAFTS = "Drafts"
"""The folder of a plan's messages, within that of its scorecards."""
MOST_LISTED = 50
"""So many findings of one plan are listed; its own Checks has them all."""

ShownValue = str | float | None
"""What a cell of the summary shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done with one plan: where it is, and where its scorecards go.

    `new_addresses` says that a person has looked at those that are others than last time.
    """

    plan: Path
    folder: Path
    formats: tuple[str, ...]
    force: bool = False
    emails: bool = False
    new_addresses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A finding that somebody has to look at."""

    kind: str
    code: str
    ref: str
    place: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRun:
    """What became of one plan: its exit status, why it failed if it did, and its main figures.

    `files` are its scorecards and `drafts` its messages, each with its SHA-256, by their paths
    within the plan's folder; `undrafted` says of whom there is no draft, and why.  `left_over` are
    the names of scorecards of this period that an earlier run wrote of what the plan has no longer.
    """

    status: int
    why: str = ""
    sha256: str = ""
    figures: Mapping[str, ShownValue] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    to_confirm: int = 0
    listed: tuple[Listed, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    drafts: Mapping[str, str] = field(default_factory=dict)
    undrafted: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """The exit status where this is the worst plan: a message that was not drafted counts."""
        return max(self.status, 1 if self.undrafted else 0)

    @property
    def as_record(self) -> dict[str, Any]:
        """The same as plain words, figures and lists."""
        return asdict(self)


def from_record(record: Mapping[str, Any]) -> PlanRun:
    """Return the outcome that a record holds.

    Raises: TypeError or KeyError where it is not one.
    """
    listed = tuple(Listed(**one) for one in record["listed"])
    texts = {name: tuple(record[name]) for name in ("undrafted", "left_over")}
    return PlanRun(**{**record, "listed": listed, **texts})


def wait_for_the_end() -> None:
    """Make a worker finish its plan when csplan is stopped or killed, and begin no other then."""
    import signal
    from multiprocessing import parent_process

    from csplan.commands.running import collect_seldom

    collect_seldom(in_a_worker=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    """End this worker once csplan has ended and the plan under way is done."""
    import os

    parent.join()
    with _UNDER_WAY:
        os._exit(1)


def run_plan(job: Job) -> PlanRun:
    """Check, update and write the scorecards of one plan; whatever goes wrong is its outcome."""
    from csplan.commands import trouble
    from csplan.files import effects

    with _UNDER_WAY, effects.note_changes() as changed:
        try:
            return _done(job)
        except PlanHasFaults as reason:
            faults = [one for one in reason.findings if one.is_fault]
            return failure_of(str(reason), faults)
        except CsplanError as reason:
            why = str(reason)
        except Exception as reason:  # noqa: BLE001  (no plan stops the others)
            why = trouble.known_reason(reason) or trouble.log_unexpected(reason)
        return failure_of(f"{why}  {trouble.until_then(changed)}" if changed else why)


def failure_of(why: str, findings: Sequence[Finding] = ()) -> PlanRun:
    """Return the outcome of a plan that could not be done."""
    return PlanRun(status=2, why=why, errors=len(findings), listed=_listed(findings))


def _done(job: Job) -> PlanRun:
    """Update a plan, write its scorecards, and draft its messages where they are asked for."""
    from csplan.commands import telling
    from csplan.scorecards import write
    from csplan.workbook.update import update

    done = update(job.plan, force=job.force)
    written = write(
        done.results, job.folder, findings=done.findings, formats=job.formats, at_a_time=1
    )
    drafts, undrafted = _drafted(job, done) if job.emails else ({}, ())
    opened = [one for one in done.findings if not one.accepted]
    errors = [one for one in opened if one.severity is Severity.ERROR]
    to_confirm = [one for one in opened if one.is_to_confirm]
    return PlanRun(
        status=telling.status(done.findings),
        sha256=done.sha256,
        figures=_figures(done.results),
        errors=len(errors),
        warnings=sum(one.severity is Severity.WARNING for one in opened) - len(to_confirm),
        to_confirm=len(to_confirm),
        listed=_listed([*errors, *to_confirm]),
        files=_hashes(job.folder, written.paths),
        drafts=drafts,
        undrafted=undrafted,
        left_over=tuple(path.name for path in written.find_left_over()),
    )


def _drafted(job: Job, done: Updated) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Draft a plan's messages; return them with their hashes, and who has none with the reason."""
    from csplan.commands.drafting import drafts_of_workbook

    try:
        made = drafts_of_workbook(
            job.plan,
            done.results,
            done.findings,
            job.folder / DRAFTS,
            new_addresses=job.new_addresses,
            scorecards=job.folder,
        )
    except WorkbookError as reason:
        return {}, (str(reason),)
    blocked = tuple(f"{one.ref}: {' '.join(one.reasons)}" for one in made.blocked)
    return _hashes(job.folder, [path for _, path in made.drafts]), blocked


def _hashes(folder: Path, paths: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by their paths within a folder."""
    import hashlib

    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def _listed(findings: Sequence[Finding]) -> tuple[Listed, ...]:
    """Return the first findings in words."""
    return tuple(
        Listed(
            kind="Confirm" if one.is_to_confirm else str(one.severity),
            code=str(one.code),
            ref=one.ref,
            place=one.place,
            message=one.message,
            fix=one.fix,
        )
        for one in findings[:MOST_LISTED]
    )


_SETTINGS = ("authority", "department", "financial_year", "reporting_period")
_LABELS = ("protective_marking", "data_status")
_HEADLINES = (
    "all_indicators",
    "all_rated",
    "all_red",
    "all_amber",
    "all_green",
    "all_to_check",
    "revised_budget",
    "forecast_covers",
    "forecast_variance",
    "unallocated",
    "department_rag",
    "check_flag",
)


def _figures(results: Results) -> dict[str, ShownValue]:
    """Return what the summary shows of a plan: its settings and headlines, as the workbook says."""
    from csplan.plan.as_closed import as_closed
    from csplan.sheets import HEADLINES

    shown = as_closed(results)[0]
    rows = shown.table(HEADLINES)
    headlines = rows[0] if rows else {}
    figures: dict[str, ShownValue] = {}
    for name in (*_SETTINGS, *_LABELS):
        figures[name] = _plain(shown.settings.get(name))
    for name in _HEADLINES:
        figures[name] = _plain(headlines.get(name))
    return figures


def _plain(value: object) -> ShownValue:
    return value if isinstance(value, str | int | float) else None
