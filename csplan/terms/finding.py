"""A finding: something wrong in the workbook, located, with what to do about it.

The catalogue of all codes is in `csplan.terms.catalogue`.  Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding stops.

    A fault stops everything; an error stops one row; a warning or a note stops nothing.
    """

    FAULT = "Fault"
    ERROR = "Error"
    WARNING = "Warning"
    NOTE = "Note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where something is wrong, what was found, why it matters and what to do."""

    code: str
    severity: Severity
    sheet: str
    message: str
    fix: str
    cell: str = ""
    ref: str = ""
    found: str = ""
    row: int = 0
    column: int = 0
    accepted: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether nothing may be written because of it."""
        return self.severity is Severity.FAULT

    @property
    def place(self) -> str:
        """Return sheet and cell as Excel writes them: Indicators!D44."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: by sheet, then row, then column, then code."""
        return (self.sheet, self.row, self.column, self.code)
