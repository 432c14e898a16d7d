"""A plan's year: in which month it begins, into how many periods it is cut, what these are called.

A council's year begins in April and has quarters; a school's begins in September and has terms.
Reads no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, Value, says, word_in
from csplan.terms.vocabulary import Month, Period, YearParts

__all__ = ["APRIL_QUARTERS", "Calendar"]

_PERIODS = tuple(Period)
_MONTHS = tuple(Month)
_PARTS = {YearParts.QUARTERS: 4, YearParts.TERMS: 3, YearParts.HALF_YEARS: 2}
_SCHOOL = ("Autumn term", "Spring term", "Summer term")
_HALVES = ("First half", "Second half")
_SCHOOL_MONTHS = (8, 9)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The first month of the year, 1 to 12, and the number of reporting periods in it."""

    first_month: int = 4
    periods: int = 4

    @classmethod
    def of(cls, settings: Mapping[str, Value]) -> Calendar:
        """Return the calendar that Settings gives; without one, quarters from April.

        An error cell gives none; that it is one is a finding.

        >>> Calendar.of({"year_begins": "September", "year_parts": "Terms"})
        Calendar(first_month=9, periods=3)
        """
        given = {name: "" if isinstance(one, CellError) else one for name, one in settings.items()}
        month = word_in(Month, given.get("year_begins")) or Month.APRIL
        parts = word_in(YearParts, given.get("year_parts")) or YearParts.QUARTERS
        return cls(_MONTHS.index(month) + 1, _PARTS[parts])

    @property
    def months_each(self) -> int:
        """How many months a period has."""
        return 12 // self.periods

    def number(self, period: Value) -> int | None:
        """Return which period of the year it is, by its word or its name on pages.

        0 is the baseline, None no period at all.

        >>> [Calendar(9, 3).number(one) for one in ("Q2", "Spring term", "Baseline", "Q5", "")]
        [2, 2, 0, None, None]
        """
        known = ((n, one) for n, one in enumerate(_PERIODS))
        if not period:
            return None
        return next((n for n, one in known if says(period, one) or period == self._name(n)), None)

    def named(self, period: str) -> str:
        """Return what a period is called on pages: Q2, or Spring term, or First half.

        >>> Calendar(9, 3).named("Q2"), Calendar(1, 2).named("Q1"), Calendar().named("Q2")
        ('Spring term', 'First half', 'Q2')
        """
        number = next((n for n, one in enumerate(_PERIODS) if says(period, one)), 0)
        return self._name(number) or period

    def _name(self, number: int) -> str:
        """Return the name of a period of the year, where it has another than its word."""
        if not 0 < number <= self.periods or self.periods == _PARTS[YearParts.QUARTERS]:
            return ""
        if self.periods == _PARTS[YearParts.HALF_YEARS]:
            return _HALVES[number - 1]
        school = self.first_month in _SCHOOL_MONTHS
        return _SCHOOL[number - 1] if school else f"Term {number}"

    def first_day(self, year: FinancialYear) -> date:
        """Return the first day of a year.

        >>> Calendar(9, 3).first_day(FinancialYear(2026))
        datetime.date(2026, 9, 1)
        """
        return date(year.start, self.first_month, 1)

    def last_day(self, year: FinancialYear, number: int) -> date:
        """Return the last day of a year's period; of period 0, the day before the year.

        >>> str(Calendar().last_day(FinancialYear(2016), 4))
        '2017-03-31'
        """
        gone = self.first_month - 1 + number * self.months_each
        return date(year.start + gone // 12, gone % 12 + 1, 1) - timedelta(days=1)

    def month(self, number: int) -> str:
        """Return the name of the year's month of a number: 1 is the first.

        >>> Calendar().month(1), Calendar().month(12)
        ('April', 'March')
        """
        return str(_MONTHS[(self.first_month + number - 2) % 12])


APRIL_QUARTERS = Calendar()
"""The year of a council: April to March, in quarters."""
