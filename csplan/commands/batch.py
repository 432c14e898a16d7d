"""The batch command: checks, updates and writes the scorecards of many plans, each on its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.joining import PATH
from csplan.commands.terminal import Styled, say, show_progress

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from csplan.commands.batch_plan import Job, PlanRun

__all__ = ["batch", "jobs_of"]

_ENDINGS = (".xlsx", ".xlsm")


@click.command(
    epilog="\b\nExamples:\n  csplan batch Plans --out Scorecards\n"
    "  csplan batch plans.txt --out Scorecards --jobs 2 --format xlsx,pdf\n"
    "  csplan batch Plans --out Scorecards --emails"
)
@click.argument("plans", type=PATH)
@click.option("--out", "folder", type=PATH, required=True, help="The folder to write into.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="How many plans at a time [one a processor]."
)
@click.option(
    "--format",
    "formats",
    default="xlsx,pdf,html",
    show_default=True,
    help="Which kinds of scorecard, separated by commas.",
)
@click.option(
    "--emails",
    is_flag=True,
    help="Also draft each plan's messages, in a folder Drafts of its own.  Sends nothing.",
)
@click.option(
    "--yes-new-addresses",
    "new_addresses",
    is_flag=True,
    help="You have checked the addresses that differ from last time.",
)
@click.option("--again", is_flag=True, help="Also do plans that have not changed since.")
@click.option("--force", is_flag=True, help="Pass over old notes that a file is open.")
def batch(
    plans: Path,
    *,
    folder: Path,
    jobs: int | None,
    formats: str,
    emails: bool,
    new_addresses: bool,
    again: bool,
    force: bool,
) -> int:
    """Check, update and write the scorecards of many plans: a folder's, or those that a list names.

    Each plan is done on its own, and one that cannot be done stops no other.  Plans that have not
    changed since they were done are passed over.  Plans.xlsx and Plans.html say how all stand.
    """
    from dataclasses import replace

    from csplan.commands import batch_record
    from csplan.commands.batch_pages import write_pages

    kinds = tuple(kind.strip().lower() for kind in formats.split(",") if kind.strip())
    if emails and not {"xlsx", "pdf"} <= set(kinds):
        raise click.UsageError("--emails needs xlsx and pdf in --format: a message carries both.")
    todo = [
        replace(job, force=force, emails=emails, new_addresses=new_addresses)
        for job in jobs_of(plans, folder, kinds)
    ]
    record = batch_record.Record(folder)
    outcomes = {} if again else {job: one for job in todo if (one := record.still_holds(job))}
    passed_over = len(outcomes)
    left = [job for job in todo if job not in outcomes]
    for job, outcome in _run(left, jobs or _processors()):
        outcomes[job] = outcome
        record.keep(job, outcome)
        _tell(job, outcome, len(outcomes), len(todo))
    listed = [(job, outcomes[job]) for job in todo]
    workbook, page = write_pages(listed, folder)
    _sum_up([one for _, one in listed], passed_over)
    say(f"How all stand: {workbook} and {page.name}")
    return max(one.exit_status for one in outcomes.values())


def jobs_of(plans: Path, folder: Path, formats: tuple[str, ...]) -> list[Job]:
    """Return what is to be done: a job a workbook, each with a folder of its own.

    Raises: WorkbookError where there is no plan, or the folder is that of the plans.
    """
    from csplan.commands.batch_plan import Job
    from csplan.scorecards.writing import FORMATS
    from csplan.terms.errors import WorkbookError
    from csplan.terms.refusals import Refusal

    if not formats or set(formats) - set(FORMATS):
        raise WorkbookError(
            Refusal.SCORECARD_FORMAT_UNKNOWN,
            f"“{', '.join(formats)}” are not formats of scorecards.  Ask for {', '.join(FORMATS)}.",
        )
    if plans.is_dir() and folder.resolve() == plans.resolve():
        raise WorkbookError(
            Refusal.BATCH_FOLDER,
            f"{folder} holds the plans themselves.  Name another folder with --out.",
        )
    found = list(dict.fromkeys(path.resolve() for path in _named(plans)))
    if not found:
        raise WorkbookError(
            Refusal.BATCH_EMPTY,
            f"{plans.name} names no workbook.  Give a folder of plans (.xlsx or .xlsm), or a text "
            f"file with the path of one plan a line.",
        )
    names = _folders(found)
    return [
        Job(plan=path, folder=folder.resolve() / name, formats=formats)
        for path, name in zip(found, names, strict=True)
    ]


def _named(plans: Path) -> Iterator[Path]:
    """Yield the workbooks of a folder, or those that a list names, a line each.

    Raises: WorkbookError where neither can be read.
    """
    from csplan.files import disk
    from csplan.terms.errors import WorkbookError
    from csplan.terms.refusals import Refusal

    if plans.suffix.lower() in _ENDINGS and not plans.is_dir():
        raise WorkbookError(
            Refusal.BATCH_EMPTY,
            f"{plans.name} is one workbook: use csplan report.  For many, give a folder or a list.",
        )
    try:
        if plans.is_dir():
            for path in sorted(plans.iterdir(), key=lambda one: one.name.casefold()):
                if path.suffix.lower() in _ENDINGS and not path.name.startswith((".", "~$")):
                    yield path
            return
        lines = plans.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise disk.refusal(error, plans, writing=False) from error
    except UnicodeDecodeError as error:
        raise WorkbookError(
            Refusal.BATCH_EMPTY,
            f"{plans.name} is not a plain text file.  Save it as text in UTF-8, one path a line.",
        ) from error
    for line in lines:
        name = line.strip().strip('"')
        if name and not name.startswith("#"):
            yield plans.parent / Path(name).expanduser()


def _folders(plans: Sequence[Path]) -> list[str]:
    """Return a folder's name for each plan: its own, with its folder's where two share it.

    >>> _folders([Path("kent/plan.xlsx"), Path("leeds/Plan.xlsx"), Path("hull.xlsx")])
    ['kent plan', 'leeds Plan', 'hull']
    """
    from collections import Counter

    from csplan.terms.file_names import file_key

    many = Counter(file_key(path.stem) for path in plans)
    taken: set[str] = {"plans", ".csplan"}
    names = []
    for path in plans:
        shared = many[file_key(path.stem)] > 1
        name = own = f"{path.parent.name} {path.stem}".strip() if shared else path.stem.strip()
        number = 2
        while file_key(name) in taken:
            name, number = f"{own} {number}", number + 1
        taken.add(file_key(name))
        names.append(name)
    return names


def _processors() -> int:
    import os

    return os.cpu_count() or 1


def _run(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, PlanRun]]:
    """Do the jobs in worker processes, and yield each with its outcome as soon as it is done.

    A worker that is killed ends its pool: what was under way in it is done again, alone, so that
    the plan that killed it is known and no other one suffers.
    """
    from csplan.commands.batch_plan import failure_of

    left = list(jobs)
    while left:
        under_way: list[Job] = []
        for job, outcome in _in_one_pool(left, min(workers, len(left)), under_way):
            left.remove(job)
            yield job, outcome
        for job in under_way:
            left.remove(job)
            alone = list(_in_one_pool([job], 1, []))
            yield (
                alone[0]
                if alone
                else (
                    job,
                    failure_of(
                        "The program that worked on this plan was stopped from outside, perhaps "
                        "because memory ran out.  Run csplan report on it alone."
                    ),
                )
            )


def _in_one_pool(
    jobs: Sequence[Job], workers: int, under_way: list[Job]
) -> Iterator[tuple[Job, PlanRun]]:
    """Do jobs until all are done or a worker is killed; `under_way` then holds what was begun.

    No more are handed out than there are workers, so that little is under way at any time.  A pool
    can break between two jobs as well as within one, and takes no other then.
    """
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    waiting = list(reversed(jobs))
    running: dict[Future[PlanRun], Job] = {}
    pool = _pool(workers)
    try:
        is_whole = _hand_out(waiting, workers, pool, running)
        while running and is_whole:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    is_whole = False
                    continue
                job = running.pop(future)
                is_whole = _hand_out(waiting, 1, pool, running) and is_whole
                yield job, outcome
        under_way += running.values()
    finally:
        pool.shutdown(cancel_futures=True)


def _hand_out(
    waiting: list[Job], count: int, pool: ProcessPoolExecutor, running: dict[Future[PlanRun], Job]
) -> bool:
    """Give the next jobs of those that wait to a pool; false where it has broken meanwhile."""
    from concurrent.futures.process import BrokenProcessPool

    from csplan.commands.batch_plan import run_plan

    for _ in range(min(count, len(waiting))):
        try:
            future = pool.submit(run_plan, waiting[-1])
        except BrokenProcessPool:
            return False
        running[future] = waiting.pop()
    return True


def _pool(workers: int) -> ProcessPoolExecutor:
    """Return fresh worker processes, the same on every system."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from csplan.commands.batch_plan import wait_for_the_end

    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=wait_for_the_end
    )


def _tell(job: Job, outcome: PlanRun, done: int, total: int) -> None:
    """Say what became of a plan, as soon as it is known."""
    from csplan.commands.batch_pages import plan_in_words

    show_progress("", done=True)
    colour = {0: "green", 1: "yellow"}.get(outcome.status, "red")
    word = {0: "done", 1: "check data"}.get(outcome.status, "FAILED")
    words = plan_in_words(outcome)
    told = words if words.startswith(job.plan.name) else f"{job.plan.name}: {words}"
    say(Styled(f"{word:11}", colour=colour), told)
    show_progress(f"{done} of {total} plans", done=done >= total)


def _sum_up(outcomes: Sequence[PlanRun], passed_over: int) -> None:
    """Say how many plans were done, and how many were not."""
    from csplan.looks.plain_text import with_noun

    bad = sum(one.status > 1 for one in outcomes)
    errors = sum(one.status == 1 for one in outcomes)
    details = []
    if passed_over:
        details.append(f"{passed_over} not changed since they were done before")
    if errors:
        details.append(f"{errors} with errors in rows")
    if undrafted := sum(bool(one.undrafted) for one in outcomes):
        details.append(f"{undrafted} without all of their drafts")
    of_them = f" ({', '.join(details)})" if details else ""
    plans = with_noun(len(outcomes), "plan")
    say(f"{plans}: {len(outcomes) - bad} done{of_them}, {bad} failed.")
