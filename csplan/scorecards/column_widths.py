"""This module says how much room the columns of a table want, by what stands in them.

Unit: letters.  Knows nothing of paper.
"""

from __future__ import annotations

import math

from csplan.scorecards.blocks import Room, Table, words_of

__all__ = ["WORDY", "letters_of", "weight_of"]

WORDY = (Room.NAME, Room.TEXT, Room.LONG)
"""The rooms that share what figures leave."""
_SMALLER = 0.86


def letters_of(table: Table, place: int) -> int:
    """Return how many letters wide a column of figures must be, so that none is torn."""
    column = table.columns[place]
    parts = [row.cells[place].part for row in table.rows]
    under = [one for row in table.rows for one in row.cells[place].under]
    return max(
        *(len(word) for word in column.heading.split()),
        *(len(words_of(part)) for part in parts),
        *(round(len(words_of(one)) * _SMALLER) for one in under),
    )


def weight_of(table: Table, place: int) -> float:
    """Return how much of the room that figures leave a column of words is given."""
    cells = [row.cells[place] for row in table.rows]
    longest = max((max(len(words_of(one)) for one in (c.part, *c.under)) for c in cells), default=1)
    return round(math.sqrt(max(longest, len(table.columns[place].heading))), 2)
