"""Reads cell addresses such as `B2` and `A1:C9` as rows and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_ROWS_AND_COLUMNS = re.compile(r"R[0-9]*|C[0-9]*|R[0-9]*C[0-9]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """How many columns wide."""
        return self.right - self.left + 1

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


def area(ref: str) -> Area:
    """The rectangle of a reference such as `A1:C9`.

    >>> area("B2:$D$9"), area("A1").width
    (Area(top=2, left=2, bottom=9, right=4), 1)
    """
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    return Area(top, left, bottom, right)


def place(at: str) -> tuple[int, int]:
    """Row and column of a cell's address; ValueError if it is none.

    >>> place("XFD1")
    (1, 16384)
    """
    found = _ADDRESS.fullmatch(at)
    if not found:
        raise ValueError(f"{at!r} is not a cell's address")
    return int(found[2]), column_number(found[1])


def address(row: int, column: int) -> str:
    """The address of a cell.

    >>> address(7, 28)
    'AB7'
    """
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def column_number(letters: str) -> int:
    """A column's number from its letters.

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def reads_as_address(word: str) -> bool:
    """Whether Excel takes a word for a cell's address, in either of its notations.

    >>> [word for word in ("FY2016", "Q1", "T1", "R1C1", "RC", "Red", "XFE1") if
    ...  reads_as_address(word)]
    ['FY2016', 'Q1', 'T1', 'R1C1', 'RC']
    """
    if _ROWS_AND_COLUMNS.fullmatch(word):
        return True
    found = _ADDRESS.fullmatch(word)
    return bool(found and column_number(found[1]) <= LAST_COLUMN and int(found[2]) <= LAST_ROW)
