"""This module says which whole-number fractions a printed percentage or rate may be.

Counts in exact whole numbers, never in floating point.  Knows nothing of indicators.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from csplan.terms.number import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FractionFit", "fits", "fits_of_few", "window"]

FractionFit = tuple[int, int]
"""A numerator and its denominator."""

_MOST_FITS = 10_000


def window(shown: float, decimals: int, base: int) -> tuple[Fraction, Fraction]:
    """Return the lowest and highest share that is printed as this figure, both ends included.

    `shown` is as it is printed: 9.8 for 9.8%, with base 100; 39 per 10,000 with base 10,000.

    >>> [str(end) for end in window(9.8, 1, 100)]
    ['39/400', '197/2000']
    """
    printed = Fraction(half_up(shown, decimals))
    half = Fraction(1, 2 * 10**decimals)
    return (printed - half) / base, (printed + half) / base


def fits(within: tuple[Fraction, Fraction], denominators: range) -> Iterator[FractionFit]:
    """Yield every fraction of these denominators that lies in a window, the smallest first.

    Of a denominator so large that more than 20,000 fit, the first and last 10,000: those between
    betray nobody.

    >>> list(fits(window(9.8, 1, 100), range(1, 62)))
    [(4, 41), (5, 51), (6, 61)]
    """
    low, high = within
    for whole in denominators:
        first = max(0, -(-low.numerator * whole // low.denominator))
        last = min(whole, high.numerator * whole // high.denominator)
        ends = (first, last + 1) if last - first < 2 * _MOST_FITS else (first, first + _MOST_FITS)
        yield from ((part, whole) for part in range(*ends))
        if ends[1] <= last:
            yield from ((part, whole) for part in range(last + 1 - _MOST_FITS, last + 1))


def fits_of_few(within: tuple[Fraction, Fraction], few: int, above: int) -> Iterator[FractionFit]:
    """Yield a fraction of 1 to `few` in each larger denominator's stead, where one fits.

    A share of 0.04% has no denominator up to 1,000, and may still be 1 of 2,500.

    >>> list(fits_of_few(window(0.04, 2, 100), 1, 1000))
    [(1, 2857)]
    """
    low, high = within
    for part in range(1, few + 1):
        if low > 0 and (whole := floor(part / low)) > above and whole >= ceil(part / high):
            yield part, whole
