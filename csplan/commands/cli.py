"""The commands.  Each says what it did in plain English; none shows a traceback.

Exit status: 0 done; 1 done, but rows have errors (they are Check data); 2 nothing done.
Everything but click is imported when a command needs it, so that --help is quick.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan import __version__
from csplan.commands.closing import close, reopen
from csplan.commands.import_ledger import import_ledger
from csplan.commands.send import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding
    from csplan.workbook.update import Updated

__all__ = ["cli", "run"]

_WORKBOOK = click.Path(path_type=Path)
_EXAMPLES = """\b
Examples:
  csplan new plan.xlsx
  csplan check plan.xlsx
  csplan report plan.xlsx --out Scorecards
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXAMPLES,
)
@click.version_option(__version__, prog_name="csplan")
def cli() -> None:
    """Keep a service plan in one Excel workbook: check it, calculate it, report from it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; whatever goes wrong is said in one sentence."""
    from csplan.commands import trouble
    from csplan.files import effects

    with effects.noted() as changed:
        try:
            status = cli.main(
                args=list(arguments) if arguments is not None else None,
                prog_name="csplan",
                standalone_mode=False,
            )
        except (Exception, KeyboardInterrupt) as reason:  # noqa: BLE001  (every exception ends here)
            return trouble.said(reason, changed)
    return status if isinstance(status, int) else 0


@cli.command(
    epilog="\b\nExamples:\n  csplan new plan.xlsx\n  csplan new next.xlsx --blank --year 2017/18"
)
@click.argument("workbook", type=_WORKBOOK)
@click.option("--blank", is_flag=True, help="The empty template instead of the 2016-17 plan.")
@click.option("--year", default="2016/17", show_default=True, help="Financial year, with --blank.")
def new(workbook: Path, *, blank: bool, year: str) -> int:
    """Make a workbook: the 2016-17 plan, ready for actuals."""
    from csplan.template import making

    making.new(workbook, blank=blank, year=year)
    what = f"an empty plan for {year}" if blank else "the 2016-17 plan, ready for actuals"
    click.echo(f"Wrote {workbook}: {what}.")
    click.echo(f"Next: open it in Excel, type, save, and run:  csplan report {workbook}")
    return 0


@cli.command(epilog="\b\nExamples:\n  csplan check plan.xlsx\n  csplan check plan.xlsx --json")
@click.argument("workbook", type=_WORKBOOK)
@click.option("--json", "as_json", is_flag=True, help="Findings and row counts as JSON.")
def check(workbook: Path, *, as_json: bool) -> int:
    """Say what is wrong, cell by cell, and what to do.  Changes nothing."""
    from csplan.commands import telling
    from csplan.plan.check import row_counts
    from csplan.workbook.update import checked

    plan, findings = checked(workbook)
    rows = row_counts(plan, findings)
    if as_json:
        click.echo(telling.as_json(findings, rows))
    else:
        telling.findings(findings)
        telling.rows(rows)
    return telling.status(findings)


@cli.command(
    epilog="\b\nExamples:\n  csplan update plan.xlsx\n  csplan update plan.xlsx --output copy.xlsx"
)
@click.argument("workbook", type=_WORKBOOK)
@click.option("--output", type=_WORKBOOK, help="Write another file; the workbook stays as it is.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def update(workbook: Path, *, output: Path | None, force: bool) -> int:
    """Fill in every calculated column, in the same file, losing nothing else in it."""
    return _tell(_updated(workbook, output=output, force=force))


def _updated(workbook: Path, *, output: Path | None = None, force: bool = False) -> Updated:
    """Update a workbook."""
    from csplan.workbook.update import update as updated

    return updated(workbook, output=output, force=force)


def _tell(done: Updated, *, brief: bool = False) -> int:
    """Say what an update found and did."""
    from csplan.commands import telling

    telling.findings(done.findings, brief=brief)
    telling.rows(done.rows)
    telling.updated(done)
    return telling.status(done.findings)


@cli.command(
    epilog="\b\nExamples:\n  csplan scorecards plan.xlsx --out Scorecards\n"
    "  csplan scorecards plan.xlsx --out Scorecards --for KO2 --format pdf"
)
@click.argument("workbook", type=_WORKBOOK)
@click.option("--out", "folder", type=_WORKBOOK, required=True, help="The folder to write into.")
@click.option("--for", "only", help="One only: KO2, a service's ref, service, directorate.")
@click.option(
    "--format",
    "formats",
    default="xlsx,pdf,html",
    show_default=True,
    help="Which kinds of file, separated by commas.",
)
@click.option(
    "--tidy-up",
    is_flag=True,
    help="Remove scorecards that csplan wrote before and no longer writes.",
)
def scorecards(
    workbook: Path, *, folder: Path, only: str | None, formats: str, tidy_up: bool
) -> int:
    """Write formatted scorecards for each outcome, each head of service and the directorate."""
    from csplan.commands import telling
    from csplan.workbook.update import checked_results

    results, findings = checked_results(workbook)
    _write_scorecards(results, findings, folder, only=only, formats=formats, tidy_up=tidy_up)
    telling.errors_only(findings)
    return telling.status(findings)


def _write_scorecards(
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    only: str | None = None,
    formats: str = "xlsx,pdf,html",
    tidy_up: bool = False,
) -> None:
    """Write scorecards, say where they are, and name those of before that are no longer written."""
    from csplan.commands import telling
    from csplan.files.file_set import remove_left_over
    from csplan.plan.closed import as_closed
    from csplan.scorecards import write

    kinds = tuple(kind.strip().lower() for kind in formats.split(",") if kind.strip())
    done = write(
        as_closed(results)[0],
        folder,
        findings=findings,
        only=only,
        formats=kinds,
        progress=telling.progress,
    )
    telling.written([file.path for file in done.files], folder)
    if only is None:
        left = _left_over(folder, done.paths)
        if tidy_up:
            remove_left_over(left)
        telling.left_over(left, removed=tidy_up)


def _left_over(folder: Path, written: Sequence[Path]) -> list[Path]:
    """Return the scorecards of this period that csplan wrote before and would not write now."""
    from csplan.files.file_set import left_over

    names = [path.name for path in written]
    this_period = os.path.commonprefix(names)  # noqa: RUF071  (of names, not of paths)
    kinds = {path.suffix for path in written}
    return [
        path
        for path in left_over(folder, written)
        if path.name.startswith(this_period) and path.suffix in kinds
    ]


@cli.command(
    epilog="\b\nExamples:\n  csplan emails plan.xlsx --out Drafts\n"
    "  csplan emails plan.xlsx --out Drafts --for SL"
)
@click.argument("workbook", type=_WORKBOOK)
@click.option("--out", "folder", type=_WORKBOOK, required=True, help="The folder to write into.")
@click.option("--for", "only", help="One service only, by its ref: SL.")
@click.option(
    "--yes-new-addresses",
    "new_addresses",
    is_flag=True,
    help="You have looked at the addresses that are others than last time.",
)
def emails(workbook: Path, *, folder: Path, only: str | None, new_addresses: bool) -> int:
    """Draft one message a head of service, with the scorecard attached.  Sends nothing."""
    from csplan.commands import drafting

    return drafting.emails(workbook, folder, only=only, new_addresses=new_addresses)


@cli.command(
    epilog="\b\nExamples:\n  csplan explain plan.xlsx KO2-03\n  csplan explain plan.xlsx B-014"
)
@click.argument("workbook", type=_WORKBOOK)
@click.argument("ref")
def explain(workbook: Path, *, ref: str) -> int:
    """Say why a row has its colour: figures, rule, tolerance, cells and plan line."""
    from csplan.commands.explain import explained
    from csplan.workbook.update import checked_results

    results, findings = checked_results(workbook)
    for line in explained(results, ref, findings):
        click.echo(line)
    return 0


@cli.command(
    epilog="\b\nExamples:\n  csplan report plan.xlsx\n  csplan report plan.xlsx --out Scorecards"
)
@click.argument("workbook", type=_WORKBOOK)
@click.option(
    "--out", "folder", type=_WORKBOOK, help="Folder for scorecards [Scorecards, beside it]."
)
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def report(workbook: Path, *, folder: Path | None, force: bool) -> int:
    """Check, update and write all scorecards: the job that managers re-run."""
    done = _updated(workbook, force=force)
    status = _tell(done, brief=True)
    out = folder or workbook.parent / "Scorecards"
    _write_scorecards(done.results, done.findings, out)
    return status


@cli.command(epilog="\b\nExamples:\n  csplan tidy plan.xlsx\n  csplan tidy plan.xlsx --yes")
@click.argument("workbook", type=_WORKBOOK)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def tidy(workbook: Path, *, yes: bool, force: bool) -> int:
    """Turn text that plainly means a number or date into one, after listing it."""
    from csplan.commands.tidying import tidied

    done = tidied(workbook, yes=yes, force=force)
    return _tell(done, brief=True) if done is not None else 0


@cli.command(epilog="\b\nExample:\n  csplan restore plan.xlsx")
@click.argument("workbook", type=_WORKBOOK)
def restore(workbook: Path) -> int:
    """Put back the version before the last update; what it replaces is kept too."""
    from csplan.workbook.update import restored

    done = restored(workbook)
    click.echo(f"Restored {workbook} from {done.taken.name}.")
    click.echo(f"The version that it replaced is kept as {done.set_aside}.")
    return 0


@cli.command(epilog="\b\nExample:\n  csplan demo demo")
@click.argument("folder", type=_WORKBOOK)
def demo(folder: Path) -> int:
    """Make a plan with illustrative actuals for Q1 and Q2, updated, with its scorecards."""
    from csplan.template import making

    workbook = making.demo(folder)
    done = _updated(workbook)
    status = _tell(done, brief=True)
    _write_scorecards(done.results, done.findings, folder / "Scorecards")
    click.echo(f"Look at {workbook} and {folder / 'Scorecards'}.  All figures are illustrative.")
    return status


cli.add_command(import_ledger)
cli.add_command(send)
cli.add_command(close)
cli.add_command(reopen)
