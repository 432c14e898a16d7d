"""Which month of the financial year a ledger's period is: 1 is April, 12 March.

0 is the opening balances; 13 and more are closing adjustments.
"""

from __future__ import annotations

import re

from csplan.terms.typed import meant_day

__all__ = ["month_of"]

_NUMBER = re.compile(r"(?:P|PD|PERIOD|MONTH|M)?\s*0?(\d{1,2})(?:\.0+)?", re.IGNORECASE)
_YEAR_PERIOD = re.compile(r"20\d\d[-/ ]?(?:P|PD|PERIOD)?\s*(\d\d)", re.IGNORECASE)
_NAMED = re.compile(r"(?:\d{1,2}[-/ ])?([A-Za-z]{3})[A-Za-z]*[-/ ]*(?:\d\d){0,2}")
_STAMP = re.compile(r"(20\d\d-\d\d-\d\d)[ T]00:00:00(?:\.0+)?")
_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")
_LAST = 16


def month_of(text: str) -> int | None:
    """Return the month of the financial year; None where the period cannot be read.

    A year with two digits (201606) is a financial year with its period; a whole date is a date.

    >>> month_of("6"), month_of("P06"), month_of("201606"), month_of("Sep-16"), month_of("13")
    (6, 6, 6, 6, 13)
    >>> month_of("2016-09-30"), month_of("30/09/2016"), month_of("soon"), month_of("99")
    (6, 6, None, None)
    """
    plain = text.strip()
    found = _NUMBER.fullmatch(plain) or _YEAR_PERIOD.fullmatch(plain)
    if found:
        return int(found[1]) if int(found[1]) <= _LAST else None
    stamp = _STAMP.fullmatch(plain)
    day = meant_day(stamp[1] if stamp else plain)
    if day is not None:
        return (day.month - 4) % 12 + 1
    named = _NAMED.fullmatch(plain)
    if named and named[1].lower() in _MONTHS:
        return _MONTHS.index(named[1].lower()) + 1
    return None
