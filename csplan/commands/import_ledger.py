"""The commands about money.  Like the others, they import what they need when they need it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from csplan.ledger.accounting import Ledger, Part

__all__ = ["import_ledger"]

_FILE = click.Path(path_type=Path)
_LISTED = 20


@click.command(
    "import-ledger",
    epilog="\b\nExamples:\n  csplan import-ledger plan.xlsx extract.csv --month 6\n"
    "  csplan import-ledger plan.xlsx extract.xlsx --map codes.csv --month 6",
)
@click.argument("workbook", type=_FILE)
@click.argument("extract", type=_FILE)
@click.option(
    "--map", "map_path", type=_FILE, help="Codes to budget lines [ledger-map.csv, beside it]."
)
@click.option(
    "--month",
    type=click.IntRange(1, 12),
    help="Months gone: 1 (April) to 12 (March) [Budget month of Settings].",
)
@click.option("--sheet", help="Of an .xlsx: the sheet's name, or all.")
@click.option("--cost-centre", help="Which column, by heading or letter.")
@click.option("--account", help="Which column, by heading or letter.")
@click.option("--period", help="Which column says when, or none.")
@click.option("--amount", help="Which column; or two, of debits and of credits: Debit,Credit.")
@click.option(
    "--dates", type=click.Choice(["day-first", "month-first", "iso"]), help="Their order."
)
@click.option(
    "--months",
    type=click.Choice(["calendar", "financial"]),
    help="Whether 6 is June or the sixth from April.",
)
@click.option(
    "--years",
    type=click.Choice(["calendar", "start", "end"]),
    help="What a single year, 2016, means.",
)
@click.option(
    "--credits",
    type=click.Choice(["positive", "negative"]),
    help="How the column of credits prints a credit.",
)
@click.option("--detail", multiple=True, help="A text with “total” in it that is no total.")
@click.option("--blank-codes", is_flag=True, help="Report rows without a code as unmapped.")
@click.option("--blank-amounts", is_flag=True, help="A blank amount is nothing spent.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def import_ledger(
    workbook: Path,
    extract: Path,
    *,
    map_path: Path | None,
    month: int | None,
    force: bool,
    detail: tuple[str, ...],
    **said: Any,  # noqa: ANN401  (the answers, as Answers types them)
) -> int:
    """Take actuals from a ledger extract (.csv, .xlsx), every row accounted for, and update."""
    from csplan.commands import telling
    from csplan.commands.importing import imported
    from csplan.ledger.answers import Answers
    from csplan.workbook.update import update

    answers = Answers(details=detail, **said)
    taken = imported(
        workbook, extract, map_path=map_path, month=month, answers=answers, progress=_progress
    )
    _tell(taken.ledger)
    done = update(workbook, entries=taken.entries, force=force)
    telling.findings(done.findings, brief=True)
    telling.updated(done)
    left = taken.ledger.left_unmapped.rows
    return max(telling.status(done.findings), 1 if left else 0)


def _progress(share: float) -> None:
    """Show how much of the extract is read, on a terminal only."""
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo(f"\rReading the extract: {share:4.0%}", nl=share >= 1, err=True)


def _tell(ledger: Ledger) -> None:
    """Say what each column was taken for, and account for every row."""
    for column in ledger.columns:
        click.echo(column)
    if ledger.controls:
        click.echo(f"Totals in the extract that agree with its rows: {ledger.controls:,}")
    _line("Read", ledger.read)
    _line("= to budget lines", ledger.mapped)
    _line("+ unmapped", ledger.left_unmapped)
    _line("+ excluded", ledger.left_out)
    for rule, part in sorted(ledger.excluded.items()):
        _line(f"    {rule}", part)
    if ledger.unmapped:
        click.echo("Unmapped codes; add them to the mapping:")
    largest = sorted(ledger.unmapped.items(), key=lambda one: -abs(one[1].pence))
    for codes, part in largest[:_LISTED]:
        _line("  " + " / ".join(code or "(blank)" for code in codes), part)
    if len(largest) > _LISTED:
        click.echo(f"  … and {len(largest) - _LISTED:,} more pairs of codes.")


def _line(what: str, part: Part) -> None:
    """Print how many rows some are, and what they come to."""
    from csplan.ledger.amounts import pounds

    click.echo(f"{what:44} {part.rows:>11,} rows {pounds(part.pence):>22}")
