"""What the commands print: findings, row counts, what was written.  Decides nothing."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import click

from csplan.terms.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from csplan.plan.check import RowCount
    from csplan.workbook.owned import Restored
    from csplan.workbook.update import Updated

__all__ = [
    "as_json",
    "errors_only",
    "findings",
    "left_over",
    "progress",
    "rows",
    "status",
    "updated",
    "written",
]

_MOST = 500
_MOST_FORMULAS = 20
_WIDEST = 110
_COLOURS = {
    Severity.FAULT: "red",
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
}


def status(found: Sequence[Finding]) -> int:
    """Return the exit status: 1 where rows have errors, 2 where there are faults, else 0."""
    severities = {finding.severity for finding in found}
    if Severity.FAULT in severities:
        return 2
    return 1 if Severity.ERROR in severities else 0


def findings(found: Sequence[Finding], *, brief: bool = False, err: bool = False) -> None:
    """Print findings, one block each; `brief` counts warnings and notes instead of listing them."""
    opened = [finding for finding in found if not finding.accepted]
    grave = (Severity.FAULT, Severity.ERROR)
    listed = [one for one in opened if not brief or one.severity in grave or one.is_to_confirm]
    for finding in listed[:_MOST]:
        _print(finding, err=err)
    if len(listed) > _MOST:
        click.echo(f"… and {len(listed) - _MOST} more.", err=err)
    counts = Counter(one.severity for one in opened if not one.is_to_confirm)
    parts = [_counted(counts[one], one.lower()) for one in Severity if counts[one]]
    unsure = sum(finding.is_to_confirm for finding in opened)
    if unsure:
        parts.append(f"{_counted(unsure, 'figure')} to be confirmed")
    accepted = len(found) - len(opened)
    if accepted:
        parts.append(f"{accepted} accepted")
    click.echo(f"Findings: {', '.join(parts) if parts else 'none'}.", err=err)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _print(finding: Finding, *, err: bool) -> None:
    """Print one finding: where, what and why, what to do."""
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    word = "Confirm" if finding.is_to_confirm else str(finding.severity)
    word = click.style(f"{word:8}", fg=_COLOURS[finding.severity])
    click.echo(f"{word} {click.style(finding.place, bold=True)}   [{finding.code}]", err=err)
    for text in (finding.message, finding.fix):
        for line in textwrap.wrap(text, width - 9, break_on_hyphens=False):
            click.echo(f"         {line}", err=err)


def errors_only(found: Sequence[Finding]) -> None:
    """Say how many errors there are, and how to see them."""
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    if errors:
        rows_say = "1 row is" if errors == 1 else f"{errors} errors make rows"
        click.echo(f"{rows_say} Check data.  `csplan check` says what is wrong.")


def rows(counts: Mapping[str, RowCount]) -> None:
    """Print how every row is accounted for."""
    click.echo("Rows: present = valid + with errors + blank")
    for name, count in counts.items():
        click.echo(
            f"  {name:14} {count.present:6,} = {count.valid:6,} + {count.with_errors:4,} "
            f"+ {count.blank:4,}"
        )


def updated(done: Updated, *, upgraded: bool = False) -> None:
    """Say what an update did; an upgrade says first what it added."""
    for change in done.changes:
        kept = change.startswith(("History: ", "Budget history: ", "Reason: "))
        click.echo(f"{change}." if kept or upgraded else f"Since the run before: {change}.")
    _formulas_put_back(done.restored)
    if not done.written:
        click.echo(f"{done.path.name}: everything is up to date; nothing was written.")
        return
    click.echo(f"Updated {done.path}.")
    if done.backup is not None:
        click.echo(f"The version before is kept as {done.backup}.")


def _formulas_put_back(restored: Sequence[Restored]) -> None:
    """Name every figure that was typed over a formula; of other formulas only the first few."""
    figures = [one for one in restored if not str(one.found).startswith("=")]
    formulas = [one for one in restored if str(one.found).startswith("=")]
    for one in figures:
        click.echo(
            f"{one.sheet}!{one.cell}: {one.found} was typed over the formula of {one.heading}; the "
            f"formula is back."
        )
    for one in formulas[:_MOST_FORMULAS]:
        click.echo(f"{one.sheet}!{one.cell}: the formula of {one.heading} is back as it was.")
    if len(formulas) > _MOST_FORMULAS:
        click.echo(f"… and {len(formulas) - _MOST_FORMULAS} more formulas.")


def as_json(found: Sequence[Finding], counts: Mapping[str, RowCount]) -> str:
    """Return findings and row counts as JSON."""
    return json.dumps(
        {
            "findings": [
                {
                    "code": one.code,
                    "severity": one.severity.lower(),
                    "sheet": one.sheet,
                    "cell": one.cell,
                    "ref": one.ref,
                    "found": one.found,
                    "message": one.message,
                    "fix": one.fix,
                    "accepted": one.accepted,
                    "to_confirm": one.is_to_confirm,
                }
                for one in found
            ],
            "rows": {
                name: {
                    "present": one.present,
                    "valid": one.valid,
                    "with_errors": one.with_errors,
                    "blank": one.blank,
                }
                for name, one in counts.items()
            },
        },
        ensure_ascii=False,
        indent=2,
    )


def progress(done: int, total: int, what: str) -> None:
    """Show how far the scorecards are, on a terminal only."""
    if sys.stderr.isatty():
        end = "\r" if done < total else "\r" + " " * 70 + "\r"
        click.echo(f"\r{done} of {total}  {what[:50]:50}{end}", nl=False, err=True)


def written(paths: Sequence[Path], folder: Path) -> None:
    """Say what was written, and where."""
    click.echo(f"Wrote {_counted(len(paths), 'file')} to {folder}:")
    for path in paths:
        click.echo(f"  {path.name}")


def left_over(paths: Sequence[Path], *, removed: bool) -> None:
    """Name the scorecards that an earlier run wrote for what is no longer in the plan."""
    if not paths:
        return
    many = _counted(len(paths), "scorecard")
    if removed:
        click.echo(f"Removed {many} of what is no longer in the plan:")
    else:
        click.echo(f"Also there, from before, {many} of what is no longer in the plan:")
    for path in paths:
        click.echo(f"  {path.name}")
    if not removed:
        click.echo("  `csplan scorecards … --tidy-up` removes them.")
