"""Rounding as Excel rounds, and figures as people read them.  Knows nothing of cells."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

from csplan.terms.values import Value, is_number

__all__ = ["as_places", "excel_round", "half_up", "in_pounds"]

_EXACT_BELOW = 2**53
_MOST_PLACES = 15
"""A figure has no more digits."""
_WIDE = Context(prec=400)  # even 1E+300 is a number that somebody may paste


def excel_round(value: float, places: int = 9) -> float:
    """Round half away from zero on the 15 significant digits that Excel shows.

    Raises: OverflowError for what is too large to be a number, where Excel shows #NUM!.
    Source: Excel's ROUND; docs/sources.md, figures.

    >>> excel_round(0.95 - 1.00), excel_round(1.005, 2), excel_round(-2.5, 0), excel_round(2.5, 0)
    (-0.05, 1.01, -3.0, 3.0)
    """
    if value.is_integer() and abs(value) < _EXACT_BELOW:
        return value + 0.0  # -0.0 becomes 0.0, as Excel has no negative zero
    if not isfinite(value):
        msg = "too large to be a number"
        raise OverflowError(msg)
    shown = Decimal(f"{value:.15g}")
    exponent = shown.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return float(shown) + 0.0
    return float(shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)) + 0.0


def half_up(value: float, decimals: int) -> Decimal:
    """Return the figure as it is displayed with so many decimals, halves away from zero.

    What is too large to be a number is infinite.

    >>> str(half_up(0.125, 2)), str(half_up(-2.5, 0)), str(half_up(66.4, 1))
    ('0.13', '-3', '66.4')
    """
    if not isfinite(value):
        return Decimal(value)
    shown = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    return abs(shown) if shown == 0 else shown


def as_places(decimals: Value, blank: int = 0) -> int:
    """Return how many decimals a figure is shown with, whatever stands where they are said.

    >>> as_places(2.0), as_places("two", blank=1), as_places(42614.0), as_places(-1e99)
    (2, 1, 15, -15)
    """
    if not is_number(decimals):
        return blank
    return int(max(-_MOST_PLACES, min(_MOST_PLACES, decimals)))


def in_pounds(value: float, form: str = ",.0f") -> str:
    """Return a sum as a sentence says it, its sign before the pound; whole pounds where not told.

    >>> in_pounds(60488.0), in_pounds(-10559.0), in_pounds(-0.4), in_pounds(-0.5, ",.2f")
    ('£60,488', '−£10,559', '£0', '−£0.50')
    """
    text = f"{abs(value):{form}}"
    sign = "\N{MINUS SIGN}" if value < 0 and text.strip("0.,") else ""
    return f"{sign}£{text}"
