"""A formula as it reads when filled into another cell.  Knows no sheet.

>>> shift_formula('SUM($A$1:B2)&"A1"&Plan[[#This Row],[Q1]]', rows=1, columns=1)
'SUM($A$1:C3)&"A1"&Plan[[#This Row],[Q1]]'
"""

from __future__ import annotations

import re

from csplan.terms.names import column_letters
from csplan.terms.patterns import late_pattern
from csplan.xlsx.references import (
    LAST_COLUMN,
    LAST_ROW,
    brackets_end,
    column_number,
    row_of,
)

__all__ = ["shift_formula"]

_TOKEN = late_pattern(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'(?:!)?)"""  # quoted text, or a quoted sheet name
    r"|(\[)"  # the start of a structured reference
    r"|(?<![\w.\\$])(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![\w.(!\[])"  # a cell
    r"|(?<![\w.\\$:])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w.(!])"  # whole columns
    r"|(?<![\w.\\$:])(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})(?![\w.(!])"  # whole rows
)


def shift_formula(formula: str, *, rows: int, columns: int) -> str:
    """Return a formula so many rows down and columns right, its relative references moved along."""
    if not rows and not columns:
        return formula
    pieces: list[str] = []
    at = 0
    while (found := _TOKEN.search(formula, at)) is not None:
        pieces.append(formula[at : found.start()])
        if found[2]:
            at = brackets_end(formula, found.start())
            pieces.append(formula[found.start() : at])
            continue
        pieces.append(_moved(found, rows, columns))
        at = found.end()
    return "".join([*pieces, formula[at:]])


def _moved(found: re.Match[str], rows: int, columns: int) -> str:
    """Return a reference moved; #REF! where it would leave the sheet."""
    if found[1]:
        return found[0]
    if found[4]:
        column, row = _column(found[3], found[4], columns), _row(found[5], found[6], rows)
        return "#REF!" if column is None or row is None else column + row
    if found[8]:
        ends = (_column(found[7], found[8], columns), _column(found[9], found[10], columns))
    else:
        ends = (_row(found[11], found[12], rows), _row(found[13], found[14], rows))
    return "#REF!" if ends[0] is None or ends[1] is None else f"{ends[0]}:{ends[1]}"


def _column(fixed: str, letters: str, by: int) -> str | None:
    number = column_number(letters.upper())
    if number > LAST_COLUMN:
        return letters
    number += 0 if fixed else by
    return fixed + column_letters(number) if 0 < number <= LAST_COLUMN else None


def _row(fixed: str, digits: str, by: int) -> str | None:
    number = row_of(digits)
    if number > LAST_ROW:
        return digits
    number += 0 if fixed else by
    return f"{fixed}{number}" if 0 < number <= LAST_ROW else None
