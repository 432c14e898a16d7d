"""The exceptions that a user may meet.  Knows nothing of rows or rules.

    CsplanError
    ├── WorkbookError      the file cannot be read, trusted or written
    └── PlanHasFaults      the file can be read, but its structure cannot be trusted

Every other exception is a mistake in csplan itself.
"""

from __future__ import annotations

from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.terms.finding import Finding

__all__ = ["CsplanError", "PlanHasFaults", "WorkbookError", "system_reason"]


class CsplanError(Exception):
    """Something that stops csplan, said in one plain sentence with what to do about it.

    `code` names the reason, stable for ever; the message says what is wrong and what to do.
    """

    def __init__(self, code: Refusal, message: str) -> None:
        """Keep the reason's code beside the sentence for the reader."""
        super().__init__(message)
        self.code = code


class WorkbookError(CsplanError):
    """A file cannot be read, trusted or written."""


class PlanHasFaults(CsplanError):
    """The workbook's structure cannot be trusted, so nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Hold the findings; the message counts the faults among them."""
        self.findings = tuple(findings)
        count = sum(1 for finding in self.findings if finding.is_fault)
        noun = "fault" if count == 1 else "faults"
        super().__init__(
            Refusal.PLAN_HAS_FAULTS,
            f"The workbook has {count} {noun} of structure; nothing was written.",
        )


def system_reason(error: OSError) -> str:
    """Return what the operating system says of its refusal; where it gives no reason, so much.

    >>> system_reason(OSError(13, "Permission denied"))
    'Permission denied'
    >>> system_reason(OSError(0, "Success")), system_reason(OSError())
    ('the system gives no reason', 'the system gives no reason')
    """
    said = error.strerror if error.errno else None
    return said or "the system gives no reason"
