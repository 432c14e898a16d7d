"""Financial years and the days that serial numbers stand for.  Reads no clock."""

from __future__ import annotations

from datetime import date, timedelta

from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass

__all__ = ["DAYS_1904", "FinancialYear", "day_in_words", "day_of", "serial_of"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

_YEAR = late_pattern(r"^(\d{4})/(\d{2})$")
_ONE_YEAR = late_pattern(r"^((?:19|20|21)\d{2})(?:\.0)?$")  # a number, where Excel made it one
_EPOCH = date(1899, 12, 30)
DAYS_1904 = 1462
"""How many days later a workbook starts that counts from 1904."""

_FIRST_DAY = 61  # before 1 March 1900 Excel counts a day that never was
_YEARS = range(1901, 9_990)  # and a few later ones are looked ahead to
_LAST_DAY = 2_958_465


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A year of twelve months, named by the one in which it begins: 2016/17, or 2026 alone."""

    start: int
    alone: bool = False

    @classmethod
    def parse(cls, text: str) -> FinancialYear | None:
        """Read `2016/17` or `2026`; anything else, and years without days in Excel, give None.

        >>> [str(FinancialYear.parse(one)) for one in ("2016/17", "2016/18", "2026", "0000/01")]
        ['2016/17', 'None', '2026', 'None']
        """
        found = _ONE_YEAR.match(text) or _YEAR.match(text)
        if found is None or int(found[1]) not in _YEARS:
            return None
        start, *end = (int(one) for one in found.groups())
        if end and (start + 1) % 100 != end[0]:
            return None
        return cls(start, alone=not end)

    def plus(self, years: int) -> FinancialYear:
        """Return the financial year so many years later."""
        return FinancialYear(self.start + years, alone=self.alone)

    def __str__(self) -> str:
        """Return the year as it is printed.

        >>> str(FinancialYear(1999))
        '1999/00'
        """
        return str(self.start) if self.alone else f"{self.start}/{(self.start + 1) % 100:02d}"


def day_of(serial: float) -> date | None:
    """Return the day that an Excel serial number stands for; None where it stands for no day.

    Serial numbers count from 1900: the reader makes those of a workbook that counts from 1904 so.

    >>> day_of(42461.0), day_of(60.0), day_of(-1.0)
    (datetime.date(2016, 4, 1), None, None)
    """
    whole = int(serial // 1)
    if not _FIRST_DAY <= whole <= _LAST_DAY:
        return None
    return _EPOCH + timedelta(days=whole)


def serial_of(day: date, *, date1904: bool = False) -> float:
    """Return the Excel serial number of a day.

    >>> serial_of(date(2016, 4, 1))
    42461.0
    """
    return float((day - _EPOCH).days - (DAYS_1904 if date1904 else 0))


def day_in_words(day: date) -> str:
    """Return a day as it is said, whatever the language of the computer.

    >>> day_in_words(date(2017, 7, 31))
    '31 July 2017'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
