"""A value of the row that a link points to: written as a formula, and the same in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.rules.counting import rows_where
from csplan.terms.values import Value, is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["linked_excel", "linked_value"]


def linked_excel(link: str, refs: str, column: str) -> str:
    """Write the value of the row that a link points to; a blank stays blank."""
    found = f"INDEX({{{column}}},MATCH({{{link}}},{{{refs}}},0))"
    return f'IF({found}="","",{found})'


def linked_value(link: Value, refs: Sequence[Value], values: Sequence[Value]) -> Value:
    """Return the value of the row that a link points to; a blank stays blank."""
    value = values[rows_where(refs, link)[0]]
    return "" if is_blank(value) else value
