"""The commands import-ledger and ledger-map: actuals from a ledger, and a mapping of its codes."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csplan.commands.terminal import say, show_progress
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from csplan.commands.importing import Imported
    from csplan.ledger.accounting import Ledger, RowSum
    from csplan.terms.values import Value

__all__ = ["import_ledger", "ledger_map"]

_FILE = click.Path(path_type=Path)
_LISTED = 20


_ANSWERS = (
    click.option("--sheet", help="Of an .xlsx: the sheet's name, or all."),
    click.option("--cost-centre", help="Which column, by heading or letter."),
    click.option("--account", help="Which column, by heading or letter."),
    click.option("--period", help="Which column says when, or none."),
    click.option("--amount", help="Which column; or two, of debits and of credits: Debit,Credit."),
    click.option(
        "--dates", type=click.Choice(["day-first", "month-first", "iso"]), help="Their order."
    ),
    click.option(
        "--months",
        type=click.Choice(["calendar", "financial"]),
        help="Whether 6 is June or the sixth from April.",
    ),
    click.option(
        "--years",
        type=click.Choice(["calendar", "start", "end"]),
        help="What a single year, 2016, means.",
    ),
    click.option(
        "--credits",
        type=click.Choice(["positive", "negative"]),
        help="How the column of credits prints a credit.",
    ),
    click.option("--detail", multiple=True, help="A text with “total” in it that is not a total."),
    click.option("--blank-codes", is_flag=True, help="Report rows without a code as unmapped."),
    click.option("--blank-amounts", is_flag=True, help="A blank amount is nothing spent."),
)


def _answered(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command take the answers to what an extract leaves open."""
    for option in reversed(_ANSWERS):
        command = option(command)
    return command


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
    help="Months completed: 1 (April) to 12 (March) [Budget month on Settings].",
)
@click.option("--reason", help="Why the import goes back to an earlier month; logged.")
@_answered
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def import_ledger(
    workbook: Path,
    extract: Path,
    *,
    map_path: Path | None,
    month: int | None,
    reason: str | None,
    force: bool,
    detail: tuple[str, ...],
    **said: Any,  # noqa: ANN401  (the answers, as Answers types them)
) -> int:
    """Take actuals from a ledger extract (.csv, .xlsx), every row accounted for, and update."""
    from csplan.commands import telling
    from csplan.commands.importing import import_extract
    from csplan.ledger.answers import Answers
    from csplan.workbook.update import update

    answers = Answers(details=detail, **said)
    taken = import_extract(
        workbook,
        extract,
        map_path=map_path,
        month=month,
        reason=reason,
        answers=answers,
        progress=_progress,
    )
    _tell(taken.ledger)
    _tell_lines(taken)
    done = update(workbook, entries=taken.entries, force=force)
    telling.say_findings(done.findings, brief=True)
    telling.say_update(done)
    left = taken.ledger.left_unmapped.rows
    return max(telling.status(done.findings), 1 if left else 0)


def _progress(share: float) -> None:
    """Show how much of the extract is read, on a terminal only."""
    show_progress(f"Reading the extract: {share:4.0%}", done=share >= 1)


def _tell(ledger: Ledger) -> None:
    """Say what each column was taken for, and account for every row."""
    for column in ledger.columns:
        say(column)
    if ledger.controls:
        say(f"Totals in the extract that agree with its rows: {ledger.controls:,}")
    _line("Read", ledger.read)
    _line("= to budget lines", ledger.mapped)
    _line("+ unmapped", ledger.left_unmapped)
    _line("+ excluded", ledger.left_out)
    for rule, part in sorted(ledger.excluded.items()):
        _line(f"    {rule}", part)
    if ledger.unmapped:
        say("Unmapped codes; add them to the mapping:")
    largest = sorted(ledger.unmapped.items(), key=lambda one: -abs(one[1].pence))
    for codes, part in largest[:_LISTED]:
        _line("  " + " / ".join(code or "(blank)" for code in codes), part)
    if len(largest) > _LISTED:
        say(f"  … and {len(largest) - _LISTED:,} more pairs; csplan ledger-map lists them all.")


def _tell_lines(taken: Imported) -> None:
    """Say what becomes of every line's actual, and which lines keep theirs."""
    lines = taken.lines
    kept = [line for line in lines if isinstance(line.after, str)]
    if taken.month != taken.month_before and len(kept) == len(lines):
        say(
            f"Warning: budget month moves from {_month(taken)} to {taken.month}, but no "
            "line gets an actual."
        )
    say("Actual to date, before and after:")
    for line in lines:
        if isinstance(line.after, float):
            say(f"  {line.ref:8} {_pounds(line.before):>20} → {_pounds(line.after):>20}")
    filled = [line for line in kept if is_number(line.before)]
    if kept:
        say(f"Lines that the mapping does not name, which stay as they are: {len(kept)}")
    if filled and taken.month != taken.month_before:
        say(
            f"Warning: budget month moves from {_month(taken)} to {taken.month}; these keep "
            "their earlier actual:"
        )
    for line in filled:
        say(f"  {line.ref:8} {_pounds(line.before):>20}   {line.name}")
    if len(kept) > len(filled):
        blank = ", ".join(line.ref for line in kept if line not in filled)
        say(textwrap.fill(f"  without an actual: {blank}", 100, subsequent_indent="    "))


def _month(taken: Imported) -> str:
    """Return the budget month that Settings said before."""
    return f"{taken.month_before:g}" if is_number(taken.month_before) else "none"


def _pounds(value: Value) -> str:
    """Return an actual as it is printed."""
    from csplan.ledger.amounts import in_pounds

    return in_pounds(round(value * 100)) if is_number(value) else "none"


def _line(what: str, part: RowSum) -> None:
    """Print how many rows some are, and what they come to."""
    from csplan.ledger.amounts import in_pounds

    say(
        f"{what:44} {part.rows:>11,} row{'s' if part.rows != 1 else ' '} "
        f"{in_pounds(part.pence):>22}"
    )


@click.command(
    "ledger-map",
    epilog="\b\nExamples:\n  csplan ledger-map extract.csv\n"
    "  csplan ledger-map extract.csv --by cost-centre --out ledger-map.xlsx",
)
@click.argument("extract", type=_FILE)
@click.option(
    "--out", type=_FILE, help="The mapping to make [ledger-map.xlsx, beside the extract]."
)
@click.option(
    "--by",
    type=click.Choice(["pair", "cost-centre"]),
    default="pair",
    show_default=True,
    help="A row for every pair of codes, or for every cost centre.",
)
@_answered
def ledger_map(
    extract: Path,
    *,
    out: Path | None,
    by: str,
    detail: tuple[str, ...],
    **said: Any,  # noqa: ANN401  (the answers, as Answers types them)
) -> int:
    """Make a mapping to fill in from the codes of an extract, the largest sums first."""
    from csplan.commands.proposing import propose
    from csplan.ledger.answers import Answers

    path = out or extract.with_name("ledger-map.xlsx")
    rows = propose(extract, path, Answers(details=detail, **said), by_cost_centre=by != "pair")
    say(f"Wrote {path}: {rows:,} rows, the largest sums first.")
    say(
        "Next: type the ref of a budget line (or exclude, with a reason) into Ref, keep it beside "
        "the plan, and run:  csplan import-ledger"
    )
    return 0
