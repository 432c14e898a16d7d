"""Thousands of rows of delimited text at once: where each field stands, which are alike, pence.

Only rows that are wholly regular are taken; every other piece of a file is left to be read row by
row.  Knows no headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from csplan.ledger.amounts import form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Bytes = NDArray[np.uint8]
    Words = NDArray[np.uint64]

__all__ = ["EvenRows", "are_blank", "block_of", "distinct", "number_fields", "pence_in", "wide"]

_LINE, _RETURN, _QUOTE, _ZERO, _NINE = 10, 13, 34, 48, 57
_WORD = 8
_WIDEST = 64
_MOST_SLOTS = 16
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_WORD + 1)], np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class EvenRows:
    """Rows that all have the same number of fields: the bytes, and each field's start and end."""

    data: bytes
    starts: Whole
    ends: Whole

    def row(self, number: int) -> bytes:
        """Return a row's bytes."""
        return self.data[self.starts[number, 0] : self.ends[number, -1]]

    def field(self, number: int, column: int) -> bytes:
        """Return a field's bytes, as they stand in the file."""
        return self.data[self.starts[number, column] : self.ends[number, column]]


def block_of(data: bytes, delimiter: str, width: int) -> EvenRows | None:
    r"""Return the rows of some whole lines; None where any of them is out of the ordinary.

    >>> block_of(b'a,"b,c"\n', ",", 2).field(0, 1)
    b'"b,c"'
    >>> block_of(b"a,b,c\n", ",", 2), block_of(b'a,b"\n', ",", 2), block_of(b"\n", ",", 2)
    (None, None, None)
    """
    raw = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((raw == ord(delimiter)) | (raw == _LINE))
    if b'"' in data:
        quotes = np.flatnonzero(raw == _QUOTE)
        if not _regular(raw, quotes, delimiter):
            return None
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    rows, rest = divmod(marks.size, width)
    ends = marks.reshape(rows, width) if not rest else None
    if ends is None or data.count(b"\n") != rows or (raw[ends[:, -1]] != _LINE).any():
        return None
    starts = np.empty(marks.size, np.int64)
    starts[0] = 0
    starts[1:] = marks[:-1] + 1
    last = ends[:, -1]
    returns = (raw[last - 1] == _RETURN) & (last > 0)
    if data.count(b"\r") != int(returns.sum()) or b"\0" in data:
        return None
    ends[:, -1] -= returns
    return EvenRows(data, starts.reshape(rows, width), ends)


def _regular(raw: Bytes, quotes: Whole, delimiter: str) -> bool:
    """Say whether every quote opens a field, closes one, or is one of two that mean one."""
    if quotes.size % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    doubled = closing[:-1] + 1 == opening[1:]
    before = raw[opening - 1]
    begins = (opening == 0) | (before == ord(delimiter)) | (before == _LINE)
    after = raw[np.minimum(closing + 1, raw.size - 1)]
    ends = (after == ord(delimiter)) | (after == _LINE) | (after == _RETURN)
    begins[1:] |= doubled
    ends[:-1] |= doubled
    return bool(begins.all() and ends.all())


def wide(block: EvenRows, column: int) -> Flags:
    """Say which fields are too wide to be looked at together, for more letters may follow."""
    flags: Flags = block.ends[:, column] - block.starts[:, column] >= _WIDEST
    return flags


def _gathered(block: EvenRows, column: int) -> Words:
    """Return a column's fields as words of eight bytes, filled up with zeros.

    A word is read at any byte, so that a field of eight letters takes one look.
    """
    starts = block.starts[:, column]
    lengths = np.minimum(block.ends[:, column] - starts, _WIDEST)
    words = max(1, -(-int(lengths.max(initial=1)) // _WORD))
    padded = block.data + bytes(words * _WORD)
    at_any_byte: Words = np.ndarray(
        (len(padded) - _WORD + 1,), np.dtype("<u8"), padded, strides=(1,)
    )
    found = np.empty((len(starts), words), np.uint64)
    for number in range(words):
        kept = np.clip(lengths - number * _WORD, 0, _WORD)
        found[:, number] = at_any_byte[starts + number * _WORD] & _MASKS[kept]
    return found


def distinct(words: Words) -> tuple[Whole, Whole]:
    """Return one row of each kind of row, and of which kind each row is.

    >>> distinct(np.array([[7], [9], [7]], np.uint64))[1].tolist() in ([0, 1, 0], [1, 0, 1])
    True
    """
    kind = np.empty(len(words), np.int64)
    firsts: list[Whole] = []
    left, some, mix, known = np.arange(len(words)), words, _MIX, 0
    bits = min(max(len(words).bit_length() + 2, _WORD), _MOST_SLOTS)
    while left.size:
        slots = _slots(some, mix, bits)
        holder = np.full(1 << bits, -1, np.int32)
        holder[slots] = np.arange(left.size, dtype=np.int32)
        used = np.flatnonzero(holder >= 0)
        order = np.empty(1 << bits, np.int64)
        order[used] = np.arange(known, known + used.size)
        held = holder[slots]
        alike = some[:, 0] == some[held, 0]
        for column in range(1, some.shape[1]):
            alike &= some[:, column] == some[held, column]
        firsts.append(left[holder[used]])
        kind[left] = order[slots]
        known += used.size
        left, some = left[~alike], some[~alike]
        mix = (mix ^ (mix >> np.uint64(7))) | np.uint64(1)
    return np.concatenate(firsts) if firsts else np.empty(0, np.int64), kind


def _slots(words: Words, mix: np.uint64, bits: int) -> Whole:
    """Return a slot for each row, the same for the same words."""
    mixed = words[:, 0] * mix
    for column in range(1, words.shape[1]):
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ words[:, column]) * mix
    slots: Whole = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return slots


def number_fields(block: EvenRows, column: int, number_of: Callable[[bytes], int]) -> Whole:
    """Return a column's fields as numbers, each different text asked for its number once."""
    firsts, kind = distinct(_gathered(block, column))
    numbers = [number_of(block.field(int(first), column)) for first in firsts]
    return np.array(numbers, np.int64)[kind]


def are_blank(block: EvenRows, column: int) -> Flags:
    """Say which of a column's fields have nothing in them."""
    flags: Flags = block.ends[:, column] == block.starts[:, column]
    return flags


def pence_in(block: EvenRows, column: int, text_of: Callable[[bytes], str]) -> tuple[Whole, Flags]:
    """Return a column's amounts in pence, and which of them were read; one not read is 0.

    An amount is read by its form: where its digits stand among commas, brackets and signs.
    """
    found = _gathered(block, column).astype("<u8", copy=False).view(np.uint8)
    forms = np.where(found - np.uint8(_ZERO) < 10, np.uint8(_NINE), found)  # noqa: PLR2004  (digits)
    firsts, kind = distinct(forms.view(np.uint64))
    pence = np.zeros(len(found), np.int64)
    read = np.zeros(len(found), np.bool_)
    for number, first in enumerate(firsts):
        raw = bytes(forms[first]).rstrip(b"\0")
        form = form_of(raw, text_of(raw))
        if form is None:
            continue
        rows = np.flatnonzero(kind == number)
        read[rows] = True
        for place, weight in zip(form.places, form.weights, strict=True):
            pence[rows] += (found[rows, place].astype(np.int64) - _ZERO) * weight
    return pence, read & ~wide(block, column)
