"""How a sheet's rows are accounted for."""

from __future__ import annotations

from csplan.terms.records import dataclass

__all__ = ["RowCount"]


@dataclass(frozen=True, slots=True)
class RowCount:
    """How a sheet's rows are accounted for: present = valid + with errors + blank."""

    present: int
    valid: int
    with_errors: int
    blank: int
