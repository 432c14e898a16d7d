"""The command history: earlier years and months from a CSV file, every row accounted for."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.earlier import Brought, LeftOut
    from csplan.plan.memory import Kept, Memory
    from csplan.plan.plan import Results
    from csplan.terms.finding import Finding

__all__ = ["history"]

_FILE = click.Path(path_type=Path)


@click.command(
    epilog="\b\nExamples:\n  csplan history plan.xlsx 'earlier years.csv'\n"
    "  csplan history plan.xlsx ks2.csv --of KO3-11=expected_standard_percent --where sex=Total"
)
@click.argument("workbook", type=_FILE)
@click.argument("data", type=_FILE)
@click.option(
    "--of",
    "columns",
    multiple=True,
    metavar="REF=COLUMN",
    help="Which column of the Department's long layout is which indicator; may be repeated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=WORD",
    help="Which breakdown is meant, such as sex=Total; may be repeated.",
)
@click.option("--place", default="", help="The authority's code or name; else that of Settings.")
@click.option("--force", is_flag=True, help="Pass over an old note that the file is open.")
def history(
    workbook: Path,
    data: Path,
    *,
    columns: tuple[str, ...],
    where: tuple[str, ...],
    place: str,
    force: bool,
) -> int:
    """Bring earlier years and months into History from a CSV file, row by row.

    The headings are those of History (Ref, Year, Period, Value …), or of Budget history for budget
    lines.  A row that cannot be read for certain is left out and listed; a period that is kept
    already is never changed.

    A file of the Department for Education in its long layout (time_period, geographic_level,
    la_name and so on) is taken with --of.  A whole year's figure, of an academic year too, is kept
    under that year's name, in the quarter in which the indicator's figure is due.
    """
    from dataclasses import replace

    from csplan.commands import telling
    from csplan.looks.plain_text import with_noun
    from csplan.plan.earlier import bring_earlier
    from csplan.plan.earlier_long import Chosen, from_long
    from csplan.workbook.update import update

    of, breakdown = _pairs(columns, "--of"), _pairs(where, "--where")
    rows = _rows(data, of)
    seen: list[Brought] = []
    others: list[str] = []

    def remember(results: Results, _found: Sequence[Finding], kept: Kept) -> Memory | None:
        plan, kept = results.plan, replace(kept, source=data.name)
        if not of:
            seen.append(bring_earlier(plan, rows, kept))
            return seen[-1].memory
        chosen = Chosen(of, place or str(plan.settings.get("authority") or ""), breakdown)
        found = from_long(plan, rows, chosen)
        others[:] = found.others
        brought = bring_earlier(plan, found.rows, kept, lines=found.lines)
        seen.append(replace(brought, left_out=[*found.left_out, *brought.left_out]))
        return brought.memory

    done = update(workbook, force=force, remember=remember, what="History")
    found = seen[-1]
    telling.say_update(done)
    if of:
        say(f"Lines: {len(rows)} read; {with_noun(found.taken, 'figure')} taken from them.")
    else:
        say(f"Rows: {found.read} read = {found.taken} taken + {len(found.left_out)} left out.")
    _say_left_out(found.left_out)
    for one in others:
        say(f"  For Benchmarks: {one}")
    return max(telling.status(done.findings), 1 if found.left_out and not of else 0)


_MOST_ALONE = 3


def _say_left_out(left_out: Sequence[LeftOut]) -> None:
    """Say why each line was left out: many of one reason in one line."""
    reasons: dict[str, list[int]] = {}
    for one in left_out:
        reasons.setdefault(one.why, []).append(one.line)
    for why, lines in reasons.items():
        if len(lines) > _MOST_ALONE:
            first = ", ".join(map(str, lines[:_MOST_ALONE]))
            say(f"  {len(lines)} lines ({first} …): {why}")
            continue
        for line in lines:
            say(f"  Line {line}: {why}")


def _pairs(typed: Sequence[str], option: str) -> dict[str, str]:
    """Read what an option says as NAME=WORD.

    Raises: click.UsageError where it says something else.
    """
    pairs = {}
    for one in typed:
        name, sign, word = (part.strip() for part in one.partition("="))
        if not (name and sign and word):
            raise click.UsageError(f"{option} takes NAME=WORD, and “{one}” is not that.")
        pairs[name] = word
    return pairs


def _rows(path: Path, of: dict[str, str]) -> list[dict[str, str]]:
    """Read a CSV file in UTF-8, or as older Excel writes it.

    Raises: CsplanError where it is not there, or lacks a heading that is needed.
    """
    from csplan.files.saving import read_file
    from csplan.plan.earlier_long import LONG
    from csplan.terms.errors import CsplanError
    from csplan.terms.names import matching
    from csplan.terms.refusals import Refusal

    data, _ = read_file(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    rows = list(reader)
    known = set(reader.fieldnames or ())
    if of or known.issuperset(LONG):
        _check_long(path, known, of)
        return rows
    heads = {matching(head) for head in reader.fieldnames or ()}
    lacking = [name for name in ("Ref", "Year") if matching(name) not in heads]
    if lacking or not heads & {"period", "month"}:
        named = ", ".join([*lacking, *([] if heads & {"period", "month"} else ["Period"])])
        raise CsplanError(
            Refusal.HISTORY_HEADINGS,
            f"{path.name} lacks the heading {named}.  Its first row names Ref, Year, Period and "
            f"columns of History.  Nothing was written.",
        )
    return rows


def _check_long(path: Path, known: set[str], of: dict[str, str]) -> None:
    """Refuse a file in the long layout of which a column is not there, or none is asked for.

    Raises: CsplanError with what is lacking.
    """
    from csplan.plan.earlier_long import LONG
    from csplan.terms.errors import CsplanError
    from csplan.terms.refusals import Refusal

    lacking = [name for name in (*LONG, *of.values()) if name not in known]
    if lacking or not of:
        said = f"lacks the column {', '.join(lacking)}" if lacking else "is in the long layout"
        raise CsplanError(
            Refusal.HISTORY_HEADINGS,
            f"{path.name} {said}.  Say which column is which indicator: "
            f"--of KO3-11=name_of_column.  Nothing was written.",
        )
