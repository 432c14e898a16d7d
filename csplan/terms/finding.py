"""A finding: something wrong in the workbook, located, with what to do about it.

The catalogue of all codes is in `csplan.terms.catalogue`.  Knows nothing of files.
"""

from __future__ import annotations

from csplan.terms.catalogue import Code, Severity
from csplan.terms.records import dataclass

__all__ = ["Finding", "Severity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where something is wrong, what was found, why it matters and what to do.

    `name` is what the row is called, `heading` its column's; `folded` says under which group of
    columns the column is folded away in a new workbook.
    """

    code: Code
    sheet: str
    message: str
    fix: str
    cell: str = ""
    ref: str = ""
    found: str = ""
    row: int = 0
    column: int = 0
    accepted: str = ""
    name: str = ""
    heading: str = ""
    folded: str = ""

    @property
    def severity(self) -> Severity:
        """How much it stops, as the catalogue says of its code."""
        return self.code.severity

    @property
    def is_to_confirm(self) -> bool:
        """Whether somebody must confirm the figure before anything leaves."""
        return self.code.is_to_confirm and not self.accepted

    @property
    def is_fault(self) -> bool:
        """Whether nothing may be written because of it."""
        return self.severity is Severity.FAULT

    @property
    def place(self) -> str:
        """Sheet and cell as Excel writes them: Indicators!D44."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def where(self) -> str:
        """Where it is, in words: the row, then the column, and how to see a folded one."""
        words = ": ".join(filter(None, (self.name, self.heading)))
        if self.folded and self.heading:
            return f"{words} (folded: press [+] above the columns of {self.folded})"
        return words

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: by sheet, then row, then column, then code."""
        return (self.sheet, self.row, self.column, self.code)
