"""The commands close and reopen: a period's figures frozen in History, and thawed with a reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.memory import Kept, Memory
    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding

__all__ = ["close", "reopen"]

_FILE = click.Path(path_type=Path)
_QUARTER = click.Choice(["Q1", "Q2", "Q3", "Q4"], case_sensitive=False)
_MONTH = click.IntRange(1, 12)
_WHICH = "Name either a quarter (Q2) or a month (--month 6)."


@click.command(
    epilog="\b\nExamples:\n  csplan close plan.xlsx Q2\n  csplan close plan.xlsx --month 6"
)
@click.argument("workbook", type=_FILE)
@click.argument("quarter", type=_QUARTER, required=False)
@click.option("--month", type=_MONTH, help="Close this month of the budget: 6 is September.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def close(workbook: Path, *, quarter: str | None, month: int | None, force: bool) -> int:
    """Freeze a period in History once its figures are final: its pages no longer change."""
    from csplan.commands import telling
    from csplan.plan import closing
    from csplan.workbook.update import update

    if (quarter is None) == (month is None):
        raise click.UsageError(_WHICH)

    def remember(results: Results, findings: Sequence[Finding], kept: Kept) -> Memory:
        if quarter is not None:
            return closing.close_quarter(results, findings, quarter, kept)
        return closing.close_month(results, findings, month or 0, kept)

    done = update(workbook, force=force, remember=remember, what="Close", closes=quarter or "")
    telling.say_update(done)
    say(f"Closed {quarter or f'month {month}'} of {done.results.plan.financial_year}.")
    return telling.status(done.findings)


@click.command(
    epilog="\b\nExample:\n  csplan reopen plan.xlsx Q2 --reason 'Late figure from the hospital'"
)
@click.argument("workbook", type=_FILE)
@click.argument("quarter", type=_QUARTER, required=False)
@click.option("--month", type=_MONTH, help="Open this month of the budget.")
@click.option("--reason", required=True, help="Why; it is written to the Change log.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def reopen(
    workbook: Path, *, quarter: str | None, month: int | None, reason: str, force: bool
) -> int:
    """Open a closed period again, with a reason that stands on the Change log."""
    from csplan.commands import telling
    from csplan.plan import closing
    from csplan.sheets import BUDGET_HISTORY, HISTORY
    from csplan.terms.errors import CsplanError
    from csplan.terms.refusals import Refusal
    from csplan.workbook.update import update

    if (quarter is None) == (month is None):
        raise click.UsageError(_WHICH)
    if not re.search(r"\w", reason):
        raise CsplanError(Refusal.NO_REASON, "A closed period is opened only with a reason.")
    sheet = HISTORY if quarter else BUDGET_HISTORY
    period = quarter or f"Month {month}"

    def remember(results: Results, _findings: Sequence[Finding], _kept: Kept) -> Memory:
        return closing.reopen_period(results.plan, sheet, period, reason)

    done = update(workbook, force=force, remember=remember, what="Reopen")
    telling.say_update(done)
    say(f"{period} of {done.results.plan.financial_year} is open again.")
    return telling.status(done.findings)
