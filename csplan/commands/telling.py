"""What the commands print: findings, row counts, what was written.  Decides nothing."""

from __future__ import annotations

from collections import Counter

from csplan.commands.terminal import Styled, say, show_progress, text_width, wrapped
from csplan.terms.finding import Finding, Severity
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from csplan.plan.plan import Row
    from csplan.scorecards.content import Scorecard
    from csplan.terms.row_count import RowCount
    from csplan.workbook.owned import TypedOver
    from csplan.workbook.update import Updated

__all__ = [
    "as_json",
    "errors_only",
    "hard_to_read",
    "next_step",
    "nothing_written",
    "progress",
    "rows",
    "say_findings",
    "say_left_over",
    "say_scorecards",
    "say_update",
    "status",
]

_MOST = 500
_MOST_FORMULAS = 20
_LINES = 2
_LEAST = 12
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


def say_findings(
    found: Sequence[Finding],
    *,
    brief: bool = False,
    err: bool = False,
    verbose: bool = False,
    notes: bool = False,
) -> None:
    """Print findings, the worst first: what it is and what to do, a line each.

    `brief` counts warnings and notes instead of listing them, `notes` lists the notes too, and
    `verbose` gives everything that is known of each.
    """
    opened = [finding for finding in found if not finding.accepted]
    listed = [one for one in sorted(opened, key=_rank) if _is_listed(one, brief=brief, notes=notes)]
    for finding in listed[:_MOST]:
        _print(finding, err=err, verbose=verbose)
    if len(listed) > _MOST:
        say(f"… and {len(listed) - _MOST} more: see Checks in the workbook.", err=err)
    counts = Counter(finding.severity for finding in opened if not finding.is_to_confirm)
    parts = [_counted(counts[one], one.lower()) for one in Severity if counts[one]]
    to_confirm = sum(finding.is_to_confirm for finding in opened)
    if to_confirm:
        parts.insert(0, f"{to_confirm} to be confirmed")
    accepted = len(found) - len(opened)
    if accepted:
        parts.append(f"{accepted} accepted")
    say(f"Findings: {', '.join(parts) if parts else 'none'}.", err=err)
    if not verbose and len(listed) < len(opened):
        say("  csplan check --all lists every one, -v says all that is known of each.", err=err)


def _is_listed(finding: Finding, *, brief: bool, notes: bool) -> bool:
    """Say whether a finding is listed, or only counted."""
    if finding.severity in (Severity.FAULT, Severity.ERROR) or finding.is_to_confirm:
        return True
    return not brief and (notes or finding.severity is Severity.WARNING)


def _rank(finding: Finding) -> tuple[int, tuple[str, int, int, str]]:
    """Return where a finding stands among others: the worst first, then by sheet and cell."""
    severities = list(Severity)
    rank = severities.index(finding.severity) * 2
    return (rank - 1 if finding.is_to_confirm else rank, finding.order)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _print(finding: Finding, *, err: bool, verbose: bool) -> None:
    """Print one finding: what kind, whose and where; then what it is, and what to do."""
    width = text_width()
    word = "Confirm" if finding.is_to_confirm else str(finding.severity)
    about = " ".join(filter(None, (finding.ref, finding.where)))
    if not verbose:
        about = _about(finding, width - 11 - len(finding.place))
    code = f"   [{finding.code}]" if verbose else ""
    say(
        Styled(f"{word:8} ", colour=_COLOURS[finding.severity]),
        Styled(about, bold=True),
        f"{'  ' if about else ''}{finding.place}{code}",
        err=err,
    )
    message: Sequence[str] = wrapped(finding.message, width - 11)
    if not verbose:
        message = _in_short(message, width - 11)
    for mark, lines in (("  ", message), ("→ ", wrapped(finding.fix, width - 11))):
        for number, line in enumerate(lines):
            say(f"         {mark if number == 0 else '  '}{line}", err=err)


def _about(finding: Finding, room: int) -> str:
    """Return whose finding it is in a line: ref, as much of the name as fits, the column."""
    heading = f": {finding.heading}" if finding.heading else ""
    left = max(room - len(finding.ref) - len(heading) - 1, _LEAST)
    name = finding.name if len(finding.name) <= left else f"{finding.name[: left - 1].rstrip()}…"
    return f"{finding.ref} {name}{heading}".strip(" :")


def _in_short(lines: Sequence[str], width: int) -> Sequence[str]:
    """Return at most two lines of what is wrong; an ellipsis says that there is more with -v."""
    if len(lines) <= _LINES:
        return lines
    return [*lines[: _LINES - 1], f"{lines[_LINES - 1][: width - 2]} …"]


def next_step(
    found: Sequence[Finding], name: str, home: Row | None = None, *, done: str = ""
) -> None:
    """Say in the last line what there is to do next; `done` where nothing is left.

    `home` is what Home counts; without it nothing was written, on Checks neither.
    """
    grave = (Severity.FAULT, Severity.ERROR)
    need = sum(one.severity in grave or one.is_to_confirm for one in found if not one.accepted)
    left = _left(home) if home is not None else ""
    if need:
        cells = "1 cell needs you" if need == 1 else f"{need} cells need you"
        them = "it" if need == 1 else "them"
        say(
            f"{cells}, listed above; csplan update puts {them} on Checks too."
            if home is None
            else f"{cells}: open Checks in {name}."
        )
    elif left:
        say(f"Still to do: {left}: open Home in {name}.")
    elif done:
        say(done)


_LEFT = (
    ("home_figures", "figure to type", "figures to type"),
    ("home_words", "Red without words", "Reds without words"),
    ("home_overdue", "action overdue", "actions overdue"),
)
"""What Home counts that somebody should see to before a report leaves."""


def _left(home: Row) -> str:
    """Return what Home counts as left to do, in a few words."""
    counts = [(home.get(name), one, many) for name, one, many in _LEFT]
    return ", ".join(
        f"{count:.0f} {one if count == 1 else many}"
        for count, one, many in counts
        if is_number(count) and count
    )


def errors_only(found: Sequence[Finding]) -> None:
    """Say how many errors there are, and how to see them."""
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    if errors:
        rows_say = "1 row is" if errors == 1 else f"{errors} errors make rows"
        say(f"{rows_say} Check data.  `csplan check` says what is wrong.")


def rows(counts: Mapping[str, RowCount], *, verbose: bool = False) -> None:
    """Print how every row is accounted for: in one line, or sheet by sheet."""
    present, valid, wrong, blank = (
        sum(getattr(one, name) for one in counts.values())
        for name in ("present", "valid", "with_errors", "blank")
    )
    say(f"Rows: {present:,} read = {valid:,} valid + {wrong:,} with errors + {blank:,} blank.")
    for name, one in counts.items() if verbose else ():
        say(
            f"  {name:18} {one.present:6,} = {one.valid:6,} + {one.with_errors:4,} + {one.blank:4,}"
        )


def say_update(done: Updated, *, upgraded: bool = False) -> None:
    """Say what an update did; an upgrade says first what it added."""
    for change in done.changes:
        kept = change.startswith(("History: ", "Budget history: ", "Reason: "))
        say(f"{change}." if kept or upgraded else f"Since the run before: {change}.")
    _formulas_put_back(done.restored)
    if not done.written:
        nothing_written(done.path.name)
        return
    say(f"Updated {done.path}.")
    if done.backup is not None:
        say(f"The version before is kept as {done.backup}.")


def nothing_written(name: str) -> None:
    """Say that an update had nothing to do."""
    say(f"{name}: everything is up to date; nothing was written.")


def _formulas_put_back(restored: Sequence[TypedOver]) -> None:
    """Name every figure that was typed over a formula; of other formulas only the first few."""
    figures = [one for one in restored if not str(one.found).startswith("=")]
    formulas = [one for one in restored if str(one.found).startswith("=")]
    for one in figures:
        say(
            f"{one.sheet}!{one.cell}: {one.found} was typed over the formula of {one.heading}; the "
            f"formula is back."
        )
    for one in formulas[:_MOST_FORMULAS]:
        say(f"{one.sheet}!{one.cell}: the formula of {one.heading} is back as it was.")
    if len(formulas) > _MOST_FORMULAS:
        say(f"… and {len(formulas) - _MOST_FORMULAS} more formulas: see Changes in the workbook.")


def as_json(found: Sequence[Finding], counts: Mapping[str, RowCount]) -> str:
    """Return findings and row counts as JSON."""
    import json

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
        ensure_ascii=True,  # nothing that a terminal would obey
        indent=2,
    )


def progress(done: int, total: int, what: str) -> None:
    """Show how far the scorecards are, on a terminal only."""
    show_progress(f"{done} of {total}  {what[:50]}", done=done >= total)


def say_scorecards(
    paths: Sequence[Path], folder: Path, *, unchanged: int = 0, listed: bool = True
) -> None:
    """Say what was written, and where, and how many files stand there as they were."""
    if unchanged and not paths:
        say(f"Nothing to write: {_counted(unchanged, 'file')} in {folder} would be the same.")
        return
    left = f"; {unchanged} more stood there already, the same" if unchanged else ""
    say(f"Wrote {_counted(len(paths), 'file')} to {folder}{left}{':' if listed else '.'}")
    for path in paths if listed else ():
        say(f"  {path.name}")


def hard_to_read(card: Scorecard) -> None:
    """Say what members may not understand on their version; nothing of any other scorecard."""
    from csplan.scorecards.content import SubjectKind

    if card.subject.kind is not SubjectKind.MEMBERS:
        return
    from csplan.scorecards.members_blocks import NEXT, unexplained
    from csplan.scorecards.pages import page_of
    from csplan.scorecards.plain_english import (
        MOST_AGE,
        MOST_WORDS,
        long_sentences,
        reading_age,
        texts_under,
    )

    page = page_of(card)
    if short := unexplained(card, page):
        say(
            f"Nothing explains {', '.join(short)}: say it in “Abbreviations explained” on Settings."
        )
    for text in long_sentences(page):
        say(f"More than {MOST_WORDS} words; members would thank you for two sentences:\n  {text}")
    age = reading_age(texts_under(page, NEXT))
    if age > MOST_AGE:
        say(
            f"What was typed for “{NEXT}” is read at the age of {age:.0f}; shorter words and "
            f"sentences would bring it to {MOST_AGE}."
        )


def say_left_over(paths: Sequence[Path], *, removed: bool) -> None:
    """Name the scorecards that an earlier run wrote for what is no longer in the plan."""
    if not paths:
        return
    many = _counted(len(paths), "scorecard")
    if removed:
        say(f"Removed {many} of what is no longer in the plan:")
    else:
        say(f"Also there, from before, {many} of what is no longer in the plan:")
    for path in paths:
        say(f"  {path.name}")
    if not removed:
        say("  `csplan scorecards … --tidy-up` removes them.")
