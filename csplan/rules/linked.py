"""A value of the row that a link points to: written as a formula, and the same in Python."""

from __future__ import annotations

from csplan.rules.counting import rows_where
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import Value, is_blank, word_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

__all__ = ["linked_excel", "linked_value"]


def linked_excel(
    link: str,
    refs: str,
    column: str,
    words: type[StrEnum] | None = None,
    *,
    blank: str = '""',
) -> str:
    """Write the value of the row that a link points to; a blank stays so, or is what is said.

    One of `words`, typed in whatever case, is written in the vocabulary's spelling.
    """
    found = value = f"INDEX({{{column}}},MATCH({{{link}}},{{{refs}}},0))"
    for word in words or ():
        name = f"{{{type(word).__name__}.{word.name}}}"
        value = f"IF({found}={name},{name},{value})"
    return f'IF({found}="",{blank},{value})'


def linked_value(
    link: Value,
    refs: Sequence[Value],
    values: Sequence[Value],
    words: type[StrEnum] | None = None,
) -> Value:
    """Return the value of the row that a link points to; a blank stays blank.

    One of `words`, typed in whatever case, is returned in the vocabulary's spelling.
    """
    value = values[rows_where(refs, link)[0]]
    if is_blank(value):
        return ""
    return value if words is None else word_in(words, value) or value
