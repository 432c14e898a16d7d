"""Where a cell is: A1 names and row and column numbers, both counted from 1.  Knows no sheet."""

from __future__ import annotations

from functools import lru_cache

from csplan.terms.names import column_letters
from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple

__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "Range",
    "brackets_end",
    "cell_name",
    "column_number",
    "range_named",
    "row_of",
]

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_MOST_DIGITS = 4_000
_RANGE = late_pattern(
    r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?"
)


class Range(NamedTuple):
    """A block of cells, its corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Say whether the cell lies within the block."""
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )

    @property
    def name(self) -> str:
        """The block as Excel writes it, A1:C9; one cell is written alone.

        >>> Range(1, 1, 9, 3).name, Range(2, 2, 2, 2).name
        ('A1:C9', 'B2')
        """
        first = cell_name(self.first_row, self.first_column)
        last = cell_name(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column from its capital letters; above 16,384 is outside every sheet.

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Return the cell as Excel writes it.

    >>> cell_name(44, 4)
    'D44'
    """
    return f"{column_letters(column)}{row}"


def range_named(name: str) -> Range | None:
    """Return the block that a name such as A1:C9, $A$1 or C9:A1 stands for; None for another text.

    >>> range_named("A1:C9"), range_named("XFE1"), range_named("B2")
    (Range(first_row=1, first_column=1, last_row=9, last_column=3), None, Range(first_row=2, \
first_column=2, last_row=2, last_column=2))
    """
    found = _RANGE.fullmatch(name)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    rows = sorted((int(top), int(bottom or top)))
    columns = sorted((column_number(left), column_number(right or left)))
    if rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
        return None
    return Range(rows[0], columns[0], rows[1], columns[1])


def row_of(digits: str | bytes) -> int:
    """Return the row that digits stand for; the one after the last where no row has so many.

    >>> row_of("0044"), row_of("9" * 5_000) == LAST_ROW + 1
    (44, True)
    """
    return int(digits) if len(digits) <= _MOST_DIGITS else LAST_ROW + 1


def brackets_end(formula: str, at: int) -> int:
    """Return the place after the bracket that closes the one at a place."""
    depth = 0
    while at < len(formula):
        one = formula[at]
        if one == "'":
            at += 1
        else:
            depth += (one == "[") - (one == "]")
        at += 1
        if not depth:
            break
    return at
