"""This module holds the moments of a file whose days are counted from the start of 1904."""

from __future__ import annotations

from datetime import date, datetime

from csplan.terms.moments import moment_of, serial_of


def test_a_file_of_1904_counts_four_years_and_a_day_less() -> None:
    assert 40_999.0 == serial_of(date(2016, 4, 1), date1904=True)
    assert datetime(2016, 4, 1, 12) == moment_of(40_999.5, date1904=True)  # noqa: DTZ001


def test_a_file_of_1904_begins_with_the_year_at_nought() -> None:
    assert 0.0 == serial_of(date(1904, 1, 1), date1904=True)
    assert datetime(1904, 1, 1) == moment_of(0.0, date1904=True)  # noqa: DTZ001
    assert serial_of(date(1903, 12, 31), date1904=True) is None
