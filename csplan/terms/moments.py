"""Moments of the clock as Excel counts them, in days since the start of 1900 or 1904."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

__all__ = ["moment_of", "serial_of"]

_START_1900 = datetime(1899, 12, 30, tzinfo=UTC)
_START_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_MARCH_1900 = date(1900, 3, 1)
_MARCH_SERIAL = 61.0
_AFTER_9999 = 2_958_466.0
_DAY = timedelta(days=1)
_MILLISECONDS = 86_400_000


def serial_of(moment: date, *, date1904: bool = False) -> float | None:
    """Return the number that Excel keeps for a date or a moment; None before its calendar.

    >>> serial_of(date(2016, 4, 1)), serial_of(datetime(2016, 4, 1, 12))
    (42461.0, 42461.5)
    """
    clock = moment if isinstance(moment, datetime) else datetime(*moment.timetuple()[:3])  # noqa: DTZ001
    wall = clock.replace(tzinfo=UTC)
    if date1904:
        days = (wall - _START_1904) / _DAY
        return days if days >= 0 else None
    days = (wall - _START_1900) / _DAY
    days -= 0 if wall.date() >= _MARCH_1900 else 1  # Excel has a 29 February 1900
    return days if days >= 1 else None


def moment_of(serial: float, *, date1904: bool = False) -> datetime | None:
    """Return the moment a number stands for, to the millisecond; None where Excel shows no date.

    >>> moment_of(42461.5), moment_of(60.0), moment_of(-1.0)
    (datetime.datetime(2016, 4, 1, 12, 0), None, None)
    """
    if date1904:
        serial += 1462.0
    if not 1 <= serial < _AFTER_9999 or 60 <= serial < _MARCH_SERIAL:  # noqa: PLR2004
        return None
    days = serial if serial >= _MARCH_SERIAL else serial + 1
    whole, part = divmod(days, 1)
    clock = timedelta(days=whole, milliseconds=round(part * _MILLISECONDS))
    return (_START_1900 + clock).replace(tzinfo=None)
