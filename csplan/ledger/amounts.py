"""Amounts as ledgers print them, in whole pence, so that their sums are exact.

Brackets, a minus in front or behind, and CR mean a negative; £ and commas between thousands are
passed over.  What cannot be read is never guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from csplan.terms.typed import meant_number

__all__ = ["AmountForm", "form_of", "in_pounds", "pence_of"]

_SIDE = re.compile(r"\s*(CR|DR)\.?$", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z%]")
_MOST = 1e13
_NEAR = 1e-4
_MOST_DIGITS = 15
_PENCE_DIGITS = 2


def pence_of(text: str) -> int | None:
    """Return the pence that a text spells; a blank is 0; None where it cannot be read.

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


class AmountForm(NamedTuple):
    """What all amounts of one form have in common: where their digits are, and what they weigh.

    The weights are pence, and negative where the form means a negative.
    """

    places: list[int]
    weights: list[int]


def form_of(form: bytes, text: str) -> AmountForm | None:
    """Return what a form says, its digits all written as 9, with the text that it stands for.

    None where its amounts cannot be told by the places of their digits.

    >>> form_of(b"(9,999.9)", "(9,999.9)")
    AmountForm(places=[1, 3, 4, 5, 7], weights=[-100000, -10000, -1000, -100, -10])
    """
    places = [at for at, byte in enumerate(form) if byte == ord("9")]
    point = text.rfind(".")
    decimals = sum(one == "9" for one in text[point:]) if point >= 0 else 0
    pence = pence_of(text.replace("9", "1"))
    if pence is None or decimals > _PENCE_DIGITS or not 0 < len(places) <= _MOST_DIGITS - 2:
        return None
    scale = 10 ** (_PENCE_DIGITS - decimals)
    if abs(pence) != int("1" * len(places)) * scale:
        return None
    sign = 1 if pence > 0 else -1
    return AmountForm(places, [sign * scale * 10**n for n in reversed(range(len(places)))])


def in_pounds(pence: int) -> str:
    """Return pence as pounds, to the penny.

    >>> in_pounds(123456), in_pounds(-5)
    ('£1,234.56', '-£0.05')
    """
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
