"""This module writes tables as data files: CSV in UTF-8, one a table, and what each column says.

Knows nothing of plans.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from csplan.publication.tables import SYMBOLS, ColumnRoom, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csplan.publication.tables import DataTable

__all__ = ["DICTIONARY", "csv_of", "dictionary_of"]

DICTIONARY = "data dictionary"
"""What the file that explains the others is called."""
_ACTS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: DataTable) -> bytes:
    """Return a table as CSV: one heading row, figures without signs, symbols without brackets."""
    headings = [column.heading for column in table.columns]
    numbers = [column.room in (ColumnRoom.FIGURE, ColumnRoom.MONEY) for column in table.columns]
    rows = (
        [
            bare(cell) if is_number else _still(bare(cell))
            for cell, is_number in zip(row, numbers, strict=True)
        ]
        for row in table.rows
    )
    return _written([headings, *rows])


def dictionary_of(tables: Sequence[DataTable]) -> bytes:
    """Return what every column of every table says, and what each symbol means."""
    rows = [["Table", "Column", "Meaning"]]
    rows += [[one.name, c.heading, c.meaning] for one in tables for c in one.columns]
    rows += [["all tables", str(symbol), meaning] for symbol, meaning in SYMBOLS.items()]
    return _written(rows)


def _still(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    >>> _still("=1+1"), _still("Good")
    ("'=1+1", 'Good')
    """
    return f"'{text}" if text.startswith(_ACTS) else text


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV, with the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")
