"""The conditions that a row's cells must meet, each said once for Python and once for Excel.

The two stand side by side, so that no list of words is typed twice.  Knows nothing of sheets.
"""

from __future__ import annotations

from csplan.rules.counting import count_where
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places
from csplan.terms.values import Value, is_blank, is_number, word_in
from csplan.terms.vocabulary import RowCheck, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MOST",
    "MOST_DECIMALS",
    "all_met",
    "any_text_but",
    "decimals",
    "formula",
    "is_any_text_but",
    "is_decimals",
    "is_linked",
    "is_more_than_nothing",
    "is_number_or_blank",
    "is_said",
    "is_sensible_amount",
    "is_sensible_day",
    "is_share_or_blank",
    "is_word",
    "more_than_nothing",
    "number_or_blank",
    "ref_found",
    "says_something",
    "sensible_amount",
    "sensible_day",
    "share_or_blank",
    "shown_decimals",
    "words",
]


MOST_DECIMALS = 6


def words(name: str, allowed: type[StrEnum], *, blank: bool = False) -> str:
    """Write the condition that a cell holds one of the words (or is blank)."""
    choices = [f'{{{name}}}="{word}"' for word in allowed] + ([f'{{{name}}}=""'] if blank else [])
    return f"OR({','.join(choices)})"


def is_word(value: Value, allowed: type[StrEnum], *, blank: bool = False) -> bool:
    """Say whether a value is one of the words (or blank)."""
    return word_in(allowed, value) is not None or (blank and is_blank(value))


def any_text_but(name: str, never: type[StrEnum]) -> str:
    """Write the condition that a cell holds a text that is none of some words."""
    choices = [f'{{{name}}}="{word}"' for word in never] + [f'{{{name}}}=""']
    return f"AND(ISTEXT({{{name}}}),NOT(OR({','.join(choices)})))"


def is_any_text_but(value: Value, never: type[StrEnum]) -> bool:
    """Say whether a value is a text that is none of some words."""
    return isinstance(value, str) and not is_blank(value) and not is_word(value, never)


def ref_found(name: str, to: str, *, blank: bool = False) -> str:
    """Write the condition that a ref is found exactly once in a column (or is blank).

    COUNTIFS and MATCH take * ? ~ and a leading = for more than themselves, so what is found is
    compared with what was looked for.
    """
    found = (
        f"AND(COUNTIFS({{{to}}},{{{name}}})=1,"
        f"IFERROR(INDEX({{{to}}},MATCH({{{name}}},{{{to}}},0))={{{name}}},FALSE))"
    )
    return f'IF({{{name}}}="",TRUE,{found})' if blank else found


def is_linked(value: Value, refs: Sequence[Value], *, blank: bool = False) -> bool:
    """Say whether a ref is found exactly once in a column (or is blank)."""
    return blank if is_blank(value) else count_where((refs, value)) == 1


def share_or_blank(name: str) -> str:
    """Write the condition that a cell is blank or a share, from nothing to the whole."""
    cell = f"{{{name}}}"
    return f'IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<=1),{cell}="")'


def is_share_or_blank(value: Value) -> bool:
    """Say whether a value is blank or a share, from nothing to the whole."""
    return 0 <= float(value) <= 1 if is_number(value) else is_blank(value)


def decimals(name: str) -> str:
    """Write the condition that a cell holds a whole number of decimals that can be shown."""
    cell = f"{{{name}}}"
    return f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<=6,{cell}=INT({cell})),FALSE)"


def is_decimals(value: Value) -> bool:
    """Say whether a value is a whole number of decimals that can be shown."""
    return is_number(value) and 0 <= float(value) <= MOST_DECIMALS and float(value).is_integer()


def shown_decimals(decimals: Value, blank: int = 0) -> int:
    """Return with how many decimals figures are shown, whatever is typed for it.

    >>> shown_decimals(2.0), shown_decimals(42614.0), shown_decimals(-1.0), shown_decimals("", 1)
    (2, 6, 0, 1)
    """
    return min(max(as_places(decimals, blank), 0), MOST_DECIMALS)


def number_or_blank(name: str, *, minimum: int | None = None) -> str:
    """Write the condition that a cell is blank or a number, not below the minimum."""
    test = "TRUE" if minimum is None else f"{{{name}}}>={minimum}"
    return f'IF(ISNUMBER({{{name}}}),{test},{{{name}}}="")'


def is_number_or_blank(value: Value, *, minimum: int | None = None) -> bool:
    """Say whether a value is blank or a number, not below the minimum."""
    if is_number(value):
        return minimum is None or float(value) >= minimum
    return is_blank(value)


FIRST_DAY, LAST_DAY = 32874, 73415
"""The serial numbers of 1 January 1990 and 31 December 2100: a date of a plan lies between."""


def sensible_day(name: str) -> str:
    """Write the condition that a cell holds a date that can be one of a plan."""
    cell = f"{{{name}}}"
    return f"IF(ISNUMBER({cell}),AND({cell}>={FIRST_DAY},{cell}<{LAST_DAY + 1}),FALSE)"


def is_sensible_day(value: Value) -> bool:
    """Say whether a value is a date that can be one of a plan."""
    return is_number(value) and FIRST_DAY <= float(value) < LAST_DAY + 1


MOST = 1_000_000_000_000
"""A figure of this size is a slip: a card or phone number is not a figure of a plan."""


def sensible_amount(name: str) -> str:
    """Write the condition that a cell holds a number of a size that can be one of a plan."""
    cell = f"{{{name}}}"
    return f"IF(ISNUMBER({cell}),ABS({cell})<{MOST},FALSE)"


def is_sensible_amount(value: Value) -> bool:
    """Say whether a value is a number of a size that can be one of a plan."""
    return is_number(value) and abs(float(value)) < MOST


def says_something(name: str, *, blank: bool = False) -> str:
    """Write the condition that a cell says something, and not TRUE or FALSE (or is blank)."""
    cell = f"{{{name}}}"
    told = f"OR(ISTEXT({cell}),ISNUMBER({cell}))"
    return f'OR({told},{cell}="")' if blank else f'AND({told},NOT({cell}=""))'


def is_said(value: Value, *, blank: bool = False) -> bool:
    """Say whether a cell says something, and not TRUE or FALSE (or is blank)."""
    return blank if is_blank(value) else isinstance(value, str) or is_number(value)


def more_than_nothing(name: str) -> str:
    """Write the condition that a cell holds a number above 0."""
    return f"IF(ISNUMBER({{{name}}}),{{{name}}}>0,FALSE)"


def is_more_than_nothing(value: Value) -> bool:
    """Say whether a value is a number above 0."""
    return is_number(value) and float(value) > 0


def formula(name: str, conditions: Sequence[str]) -> str:
    """Write the whole check: a row without ref and name is blank, without ref alone is not OK."""
    return (
        f'IF({{ref}}="",IF({{{name}}}="","",{{State.CHECK_DATA}}),'
        f"IF(AND(ISTEXT({{ref}}),{','.join(conditions)}),{{RowCheck.OK}},{{State.CHECK_DATA}}))"
    )


def all_met(ref: Value, conditions: Sequence[bool]) -> str:
    """Say the same in Python of a row with a ref; all conditions are met already, as by AND."""
    return RowCheck.OK if isinstance(ref, str) and all(conditions) else State.CHECK_DATA
