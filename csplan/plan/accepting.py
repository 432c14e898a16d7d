"""Which findings somebody looked at: warnings that are accepted, figures that are confirmed.

A line of the Accepted sheet that names a value holds for that value only.  Knows no check.
"""

from __future__ import annotations

from collections import defaultdict

from csplan.sheets import ACCEPTED
from csplan.terms.finding import Finding, Severity
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.records import replace
from csplan.terms.values import Value, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.plan.plan import Plan, Row

__all__ = ["mark_accepted", "unconfirmed"]

_Lines = dict[tuple[str, str], list["Row"]]


def mark_accepted(plan: Plan, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Mark the findings that the Accepted sheet quiets; say how to confirm the others."""
    lines: _Lines = defaultdict(list)
    for row in plan.table(ACCEPTED):
        if row.get("code"):
            lines[matching(str(row["code"])), matching(str(row.get("ref") or ""))].append(row)
    for finding in findings:
        if finding.severity in (Severity.FAULT, Severity.ERROR):
            yield finding
        elif finding.code.is_to_confirm:
            yield _confirmed(finding, lines)
        else:
            yield _quieted(finding, lines)


def unconfirmed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the figures that somebody must confirm before drafts are made or a period closes."""
    return tuple(finding for finding in findings if finding.is_to_confirm)


def _quieted(finding: Finding, lines: _Lines) -> Finding:
    """Mark a warning or note that a line accepts, for its ref or for all rows."""
    for ref in (finding.ref, ""):
        for line in lines.get((finding.code, matching(ref)), ()):
            if line.get("value") in (None, "") or _is_value(finding, line.get("value")):
                return replace(finding, accepted=_said_by(line))
    return finding


def _confirmed(finding: Finding, lines: _Lines) -> Finding:
    """Mark a figure that a line confirms: its own ref, its very value, a reason and a name."""
    own = lines.get((finding.code, matching(finding.ref)), ())
    for line in own:
        whole = all(line.get(name) not in (None, "") for name in ("reason", "by"))
        if whole and _is_value(finding, line.get("value")):
            return replace(finding, accepted=_said_by(line))
    named = ", ".join(part for part in (finding.code, finding.ref, finding.found) if part)
    fix = f"{finding.fix}  If it is right, confirm it on Accepted: {named}."
    fell = [line for line in own if line.get("value") not in (None, "")]
    if fell and not any(_is_value(finding, line.get("value")) for line in fell):
        fix += (
            f"  What was confirmed is {_shown(fell[-1].get('value'))}, which is a different figure."
        )
    return replace(finding, fix=fix)


def _said_by(line: Row) -> str:
    return f"{line.get('reason') or ''} ({line.get('by') or ''})"


def _is_value(finding: Finding, value: Value) -> bool:
    """Say whether a line's value is what the finding found, typed as a number or as text."""
    if value in (None, "") or isinstance(value, bool):
        return False
    if matching(_shown(value)) == matching(finding.found):
        return True
    from csplan.terms.typed import meant_number

    found, typed = meant_number(finding.found), meant_number(_shown(value))
    return found is not None and found == typed


def _shown(value: Value) -> str:
    return f"{value:.15g}" if is_number(value) else str(value)
