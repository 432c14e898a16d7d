"""What a person may have meant by text where a number or date belongs: a documented grammar.

Only proposals come from here: csplan never takes a figure that it guessed.

A number is, in this order: spaces of any kind at the ends; brackets or a minus in front or
behind for a negative; £; digits with or without commas between thousands; a point with decimals;
m or k behind; a percent sign behind.  `1.234,5` and `1,23` are ambiguous and stay text.
"""

from __future__ import annotations

import re
from datetime import date

from csplan.terms.patterns import late_pattern

__all__ = ["meant_day", "meant_number"]

_SPACE = "\\s\u00a0\u202f\u2007\u2009\u200b\ufeff"
_SPACES = late_pattern(f"[{_SPACE}]+")
_MINUS = str.maketrans("\u2212\u2013\u2012\u2010\u2011\uff0d\u2014", "-------")
_WIDE = str.maketrans("０１２３４５６７８９％．，", "0123456789%.,")
_NUMBER = late_pattern(
    r"""(?P<open>\()?(?P<sign>[+-])?£?(?P<sign2>-)?
        (?P<digits>\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?P<decimals>\.\d+)?
        (?P<scale>[mMkK]|bn)?(?P<percent>%)?(?P<after>-)?(?P<close>\))?""",
    re.VERBOSE | re.ASCII,
)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_GROUPS = late_pattern(r"(?<=\d) (?=\d{3}(?:\D|$))")
_LOOSE = late_pattern(r"(?<!\d) | (?!\d)")
_MOST_DIGITS = 15
_DAY = late_pattern(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[A-Za-z]{3,9})[\s./,-]+(\d{4}|\d{2})"
)
_ISO = late_pattern(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS_IN_YEAR = 12


def meant_number(text: str) -> float | None:
    """Return the number that a text unambiguously spells, or None.

    A percentage is a fraction: "74 %" is 0.74.

    >>> meant_number("74 %"), meant_number("(4,371,083)"), meant_number("£1.2m")
    (0.74, -4371083.0, 1200000.0)
    >>> meant_number("1,23"), meant_number("1.234,5"), meant_number("1-2"), meant_number("<5")
    (None, None, None, None)
    """
    plain = _SPACES.sub(" ", text.translate(_MINUS).translate(_WIDE)).strip().lstrip("'").strip()
    plain = _LOOSE.sub("", _GROUPS.sub("", plain)) if " " in plain else plain
    found = _NUMBER.fullmatch(plain)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [s for s in (found["sign"], found["sign2"], found["after"]) if s]
    if len(signs) + bool(found["open"]) > 1 or ("£" in plain and found["percent"]):
        return None
    whole, decimals = found["digits"].replace(",", ""), found["decimals"] or ""
    if len((whole + decimals[1:]).lstrip("0")) > _MOST_DIGITS:
        return None
    value = float(f"{whole or '0'}{decimals}") * _SCALES[(found["scale"] or "").lower()]
    value = value / 100 if found["percent"] else value
    value = float(f"{value:.15g}")
    return -value if "-" in signs or found["open"] else value


def meant_day(text: str) -> date | None:
    """Return the day that a text unambiguously spells, in British or ISO order, or None.

    A day and month that could be read in either order is ambiguous, as is a two-digit year.

    >>> meant_day("31 July 2017"), meant_day("2017-07-31"), meant_day("25/12/2016")
    (datetime.date(2017, 7, 31), datetime.date(2017, 7, 31), datetime.date(2016, 12, 25))
    >>> meant_day("03/04/2016"), meant_day("31/06/2016"), meant_day("1/2/16")
    (None, None, None)
    """
    plain = _SPACES.sub(" ", text.translate(_MINUS)).strip().replace(" of ", " ")
    iso = _ISO.fullmatch(plain)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY.fullmatch(plain)
    if found is None or len(found[3]) == 2:  # noqa: PLR2004  (a two-digit year)
        return None
    first, month, year = int(found[1]), found[2].lower(), int(found[3])
    if not month.isdigit():
        known = month in _FULL or month[:3] in _MONTHS and len(month) <= 4  # noqa: PLR2004, RUF021  (Sept)
        return _day(year, _MONTHS.index(month[:3]) + 1, first) if known else None
    number = int(month)
    if first <= _MONTHS_IN_YEAR and number <= _MONTHS_IN_YEAR and first != number:
        return None
    return _day(year, number, first)


def _day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
