"""Amounts as ledgers print them, in whole pence, so that their sums are exact.

Brackets, a minus in front or behind, and CR mean a negative; £ and commas between thousands are
passed over.  What cannot be read is never guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from csplan.terms.typed import meant_number

if TYPE_CHECKING:
    from pandas import Series

__all__ = ["pence_in", "pence_of", "pounds"]

_SIDE = re.compile(r"\s*(CR|DR)\.?$", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z%]")
_MOST = 1e13
_NEAR = 1e-4


def pence_of(text: str) -> int | None:
    """Return the pence that a text spells; a blank is none; None where it cannot be read.

    >>> pence_of("£1,234.50"), pence_of("(12.00)"), pence_of("7.25-"), pence_of("3.10 CR")
    (123450, -1200, -725, -310)
    >>> pence_of(""), pence_of("12.345"), pence_of("1,23"), pence_of("2m"), pence_of("-5.00 CR")
    (0, None, None, None, None)
    """
    side = _SIDE.search(text)
    plain = text[: side.start()] if side else text
    if not plain.strip() and not side:
        return 0
    value = None if _LETTERS.search(plain) else meant_number(plain)
    if value is None or (side and value < 0):
        return None
    pence = _whole(value)
    return -pence if pence is not None and side and side[1].upper() == "CR" else pence


def _whole(value: float) -> int | None:
    """Return pounds as whole pence; None for fractions of a penny."""
    pence = round(value * 100)
    return pence if abs(value) < _MOST and abs(value * 100 - pence) < _NEAR else None


def pence_in(texts: Series[str]) -> Series[int]:
    """Return a column's amounts in pence; one that cannot be read is missing."""
    numbers = pd.to_numeric(texts, errors="coerce")
    scaled = numbers * 100
    pence = scaled.round()
    plain = (scaled - pence).abs().lt(_NEAR) & numbers.abs().lt(_MOST)
    pence = pence.where(plain).astype("Int64")
    if plain.all():
        return pence
    odd = texts[~plain]
    meant = {text: pence_of(text) for text in odd.unique()}
    pence.loc[odd.index] = pd.array([meant[text] for text in odd], dtype="Int64")
    return pence


def pounds(pence: int) -> str:
    """Return pence as pounds, to the penny.

    >>> pounds(123456), pounds(-5)
    ('£1,234.56', '-£0.05')
    """
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
