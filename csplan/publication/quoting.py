"""This module finds the words of a row that give a figure back.  Knows nothing of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csplan.sheets import INDICATORS
from csplan.sheets.column import Kind

if TYPE_CHECKING:
    from csplan.plan.plan import Row

__all__ = ["quoted_in"]

_WORDS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five"}


def quoted_in(row: Row, printed: str) -> tuple[str, ...]:
    """Return the headings of a row's texts that hold a figure as it is printed, or in a word.

    >>> quoted_in({"commentary": "It was 9.8% (5 of 51)", "note": "19.8%"}, "9.8%")
    ('Commentary',)
    >>> quoted_in({"note": "Three children moved"}, "3")
    ('Note',)
    """
    ways = "|".join(re.escape(way) for way in (printed, _WORDS.get(printed, "")) if way)
    stands = re.compile(rf"(?<![\w.,])(?:{ways})(?![\w%]|[.,]\d)", re.IGNORECASE)
    return tuple(
        column.heading
        for column in INDICATORS.inputs
        if column.kind is Kind.TEXT
        and column.name not in ("ref", "indicator")
        and stands.search(str(row.get(column.name) or ""))
    )
