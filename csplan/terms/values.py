"""What a cell can hold, seen as an Excel formula sees it.  Knows nothing of sheets.

A number cell may hold a number, a blank, a word, unusable text or an error; rules are told
exactly that, so that the Python rule and the Excel formula judge the same thing.
"""

from __future__ import annotations

import math
from functools import cache

from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import StrEnum
    from typing import TypeGuard, TypeVar

    W = TypeVar("W", bound=StrEnum)

__all__ = [
    "CellError",
    "CellErrorMet",
    "Value",
    "alike",
    "as_added",
    "figure",
    "is_blank",
    "is_number",
    "same",
    "says",
    "word_in",
]


class CellError(str):
    """An Excel error value, such as #DIV/0! or #N/A, as it stands in a cell."""

    __slots__ = ()


Value = float | str | bool | None
"""A number (dates are serial numbers), text (a CellError is one), TRUE/FALSE, or a blank cell."""


class CellErrorMet(Exception):
    """An error value was compared with something, as `#DIV/0!=""` would be in Excel."""


def is_number(value: Value) -> TypeGuard[float]:
    """Say whether Excel's ISNUMBER holds: for text, a blank, TRUE/FALSE or an error it does not.

    >>> is_number(0.0), is_number("0"), is_number(None), is_number(True)
    (True, False, False, False)
    """
    return type(value) is float or type(value) is int


def alike(first: Value, second: Value) -> bool:
    """Say whether two cells hold the same; a spreadsheet program may rewrite digits past the 15th.

    >>> alike(0.1 + 0.2, 0.3), alike(None, ""), alike(None, 0.0), alike("Red", "Amber")
    (True, True, False, False)
    """
    if type(first) is type(second) and first == second:
        return True
    if is_number(first) and is_number(second):
        return math.isclose(first, second, rel_tol=1e-12, abs_tol=1e-15)
    return first in (None, "") and second in (None, "")


def is_blank(value: Value) -> bool:
    """Say whether Excel's `value=""` holds: for an empty cell, or a formula's empty text.

    Raises: CellErrorMet for an error value, which Excel passes on.

    >>> is_blank(None), is_blank(""), is_blank(0.0)
    (True, True, False)
    """
    if type(value) is CellError:
        raise CellErrorMet
    return value is None or value == ""


def says(value: Value, word: str) -> bool:
    """Say whether a cell says a word, whatever the case; an error value says none.

    Rules ask `same`, for a formula stops at an error value; everything else asks this.

    >>> says("n/a", "N/A"), says(CellError("#N/A"), "N/A"), says(None, "N/A")
    (True, False, False)
    """
    return isinstance(value, str) and type(value) is not CellError and same(value, word)


def same(value: Value, word: str) -> bool:
    """Say whether Excel's `value="word"` holds: equal text, whatever the case; never for a number.

    Raises: CellErrorMet for an error value, which Excel passes on.

    >>> same("n/a", "N/A"), same("N/A ", "N/A"), same(None, "N/A")
    (True, False, False)
    """
    if type(value) is CellError:
        raise CellErrorMet
    if isinstance(value, str):
        if len(value) != len(word) and value.isascii():
            return False
        return value == word or value.lower() == word.lower()
    return False


def word_in(words: type[W], value: Value) -> W | None:
    """Return which word of the vocabulary a cell holds, compared as `same` does; None for another.

    Raises: CellErrorMet for an error value, which Excel passes on.

    >>> from csplan.terms.vocabulary import Polarity
    >>> word_in(Polarity, "LOWER IS BETTER"), word_in(Polarity, "Lower")
    (<Polarity.LOWER: 'Lower is better'>, None)
    """
    if type(value) is CellError:
        raise CellErrorMet
    return _by_letters(words).get(value.lower()) if isinstance(value, str) else None


@cache
def _by_letters(words: type[W]) -> dict[str, W]:
    """Return the words of a vocabulary by their small letters; the first of those alike."""
    return {word.lower(): word for word in reversed(words)}


def as_added(value: Value) -> float:
    """Return a figure as Excel adds it: a number, and anything else as nothing.

    >>> as_added(2.5), as_added("n/a")
    (2.5, 0.0)
    """
    return float(value) if is_number(value) else 0.0


def figure(value: Value) -> float:
    """Return a cell as Excel's arithmetic takes it: a blank is nothing.

    Raises: CellErrorMet for text or an error value, as #VALUE! would be met in Excel.

    >>> figure(2.5), figure(None)
    (2.5, 0.0)
    """
    if value is None:
        return 0.0
    if isinstance(value, str):
        raise CellErrorMet
    return float(value)
