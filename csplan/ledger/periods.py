"""Which month of which financial year a ledger's period is: 1 is April, 12 March.

0 is the opening balances; 13 and more are closing adjustments.  A whole column is judged at once,
for one date may show in which order all are written.  What could be read two ways is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from csplan.ledger.answers import Answers

__all__ = ["Moment", "moments", "years_in"]

_NUMBER = re.compile(r"(P|PD|PERIOD|MONTH|MTH|M)?[ .-]*(\d{1,2})(?:\.0+)?", re.IGNORECASE)
_CODED = re.compile(r"(20\d\d)(/| )?(\d\d)(?:\.0+)?")
_ISO_MONTH = re.compile(r"(20\d\d)-(\d\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/-](20\d\d)")
_WITH_YEAR = re.compile(r"(20\d\d)[-/ ]?(?:P|PD|PERIOD) ?(\d{1,2})", re.IGNORECASE)
_OF_YEAR = re.compile(
    r"(?:(?P<y1>(?:20)?\d\d[/-]\d\d) ?)?(?:P|PD|PERIOD)? ?(?P<n>\d{1,2})"
    r"(?: (?P<y2>(?:20)?\d\d[/-]\d\d))?",
    re.IGNORECASE,
)
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[-/ ']*((?:20)?\d\d)?")
_YEAR_NAMED = re.compile(r"(20\d\d)[-/ ]([A-Za-z]{3,9})")
_DAY = re.compile(r"(\d{1,4})([-/. ])(\d{1,2}|[A-Za-z]{3,9})\2(\d{1,4})")
_RUN = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M|Z)?$", re.IGNORECASE)
_YEARS = re.compile(r"(?:FY ?)?((?:20)?\d\d) ?[/-] ?((?:20)?\d\d)", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(FY ?)?((?:20)?\d\d)(?:\.0+)?", re.IGNORECASE)
_MONTHS = [f"{date(2016, n, 1):%B}".lower() for n in range(1, 13)]
_LAST = 16
_FAR = 10
_YEAR_MONTHS = 12
_CENTURY = 100
_FIRST_MONTH = 4

Order = Literal["day-first", "month-first", "iso"]
_ORDERS: tuple[Order, ...] = ("day-first", "month-first", "iso")


@dataclass(frozen=True, slots=True)
class Moment:
    """A month of a financial year; the year, where it is said, by its first calendar year."""

    month: int
    year: int | None = None


class _Said(NamedTuple):
    """What a text says: its kind, and its numbers as they stand."""

    kind: Literal["number", "coded", "calendar", "financial", "day"]
    number: int = 0
    year: int | None = None
    prefix: str = ""
    days: Mapping[Order, date] | None = None


def moments(
    texts: Collection[str], *, heading: str, answers: Answers, year: int
) -> dict[str, tuple[Moment, ...]]:
    """Return the month that each text of a column of periods means; none where it cannot be read.

    A text of several moments is a date that could be read in several orders.

    Raises: CsplanError where numbers could be of the calendar or of the financial year.
    """
    said = {text: _said(text, year) for text in texts}
    known = [one for one in said.values() if one is not None]
    months = _months(known, heading, answers)
    orders = _orders([one.days for one in known if one.days is not None], answers)
    return {text: _moments(one, months, orders) for text, one in said.items()}


def _said(text: str, year: int) -> _Said | None:
    """Return what a text says; None where it cannot be read."""
    plain = " ".join(text.split())
    found = _NUMBER.fullmatch(plain)
    if found:
        number = int(found[2])
        prefix = (found[1] or "").upper()[:1]
        return _Said("number", number, None, prefix) if number <= _LAST else None
    for reader in (_coded, _financial, _named):
        said = reader(plain)
        if said is not None:
            far = said.year is not None and abs(said.year - year) > _FAR
            return None if far else said
    days = _days(_CLOCK.sub("", plain), year)
    return _Said("day", days=days) if days else None


def _coded(plain: str) -> _Said | None:
    """Read a year with two digits: 201606, 2016-09, 09/2016."""
    iso = _ISO_MONTH.fullmatch(plain)
    if iso:
        kind: Literal["coded", "calendar"] = (
            "calendar" if 1 <= int(iso[2]) <= _YEAR_MONTHS else "coded"
        )
        return _Said(kind, int(iso[2]), int(iso[1])) if int(iso[2]) <= _LAST else None
    code, back = _CODED.fullmatch(plain), _MONTH_YEAR.fullmatch(plain)
    if code:
        return _Said("coded", int(code[3]), int(code[1])) if int(code[3]) <= _LAST else None
    if back:
        return _Said("coded", int(back[1]), int(back[2])) if int(back[1]) <= _LAST else None
    return None


def _financial(plain: str) -> _Said | None:
    """Read a period that says that it is one: 2016P06, 2016/17 P06, P06 2016/17."""
    found = _WITH_YEAR.fullmatch(plain)
    if found:
        number = int(found[2])
        return _Said("financial", number, int(found[1])) if number <= _LAST else None
    found = _OF_YEAR.fullmatch(plain)
    if found and bool(found["y1"]) != bool(found["y2"]):
        year = _financial_year(found["y1"] or found["y2"])
        number = int(found["n"])
        if year is not None and number <= _LAST:
            return _Said("financial", number, year)
    return None


def _named(plain: str) -> _Said | None:
    """Read a month by its name, with or without a year."""
    found, turned = _NAMED.fullmatch(plain), _YEAR_NAMED.fullmatch(plain)
    name, year = (found[1], found[2]) if found else (turned[2], turned[1]) if turned else ("", None)
    month = _month_named(name)
    if month is None:
        return None
    return _Said("calendar", month, _full(int(year)) if year else None)


def _month_named(name: str) -> int | None:
    """Return a month of the calendar by its name or its first letters."""
    low = name.lower().rstrip(".")
    if len(low) < 3:  # noqa: PLR2004  (no month is known by two letters)
        return None
    fits = [n for n, month in enumerate(_MONTHS, start=1) if month == low]
    if not fits and (len(low) == 3 or low == "sept"):  # noqa: PLR2004
        fits = [n for n, month in enumerate(_MONTHS, start=1) if month.startswith(low)]
    return fits[0] if fits else None


def _full(year: int) -> int:
    """Return a year of two digits as one of this century."""
    return year + 2000 if year < _CENTURY else year


def _days(plain: str, year: int) -> dict[Order, date]:
    """Return the days that a text may mean, by the order in which it is read.

    A day more than ten years from the plan's year is not meant.
    """
    run = _RUN.fullmatch(plain)
    found = _DAY.fullmatch(plain)
    if run:
        parts = (run[1], run[2], run[3])
    elif found:
        parts = (found[1], found[3], found[4])
    else:
        return {}
    if parts[0].isdigit() and len(parts[0]) == 4:  # noqa: PLR2004  (a whole year)
        readings = dict.fromkeys(_ORDERS, (parts[0], parts[1], parts[2]))
    elif parts[1].isdigit():
        readings = {
            "day-first": (parts[2], parts[1], parts[0]),
            "month-first": (parts[2], parts[0], parts[1]),
        }
        if len(parts[2]) <= 2 and len(parts[0]) == 2:  # noqa: PLR2004  (a year of two digits)
            readings["iso"] = (parts[0], parts[1], parts[2])
    else:
        readings = dict.fromkeys(_ORDERS, (parts[2], parts[1], parts[0]))
    days = {order: _day(*one) for order, one in readings.items()}
    return {o: d for o, d in days.items() if d is not None and abs(d.year - year) <= _FAR}


def _day(year: str, month: str, day: str) -> date | None:
    """Return a day of the calendar, if it has it."""
    if len(year) not in (2, 4):
        return None
    number = int(month) if month.isdigit() else _month_named(month)
    if number is None:
        return None
    try:
        return date(_full(int(year)), number, int(day))
    except ValueError:
        return None


def _months(known: Collection[_Said], heading: str, answers: Answers) -> str:
    """Say whether numbers are months of the calendar or of the financial year.

    Raises: CsplanError where nothing tells.
    """
    numbers = [one for one in known if one.kind in ("number", "coded")]
    if answers.months or not numbers:
        return answers.months or "financial"
    if any(one.number == 0 or one.number > _YEAR_MONTHS for one in numbers):
        return "financial"
    plain = matching(heading).replace("_", " ")
    if "calendar" in plain and all(one.kind == "number" for one in numbers):
        return "calendar"
    is_period = re.search(r"\b(?:period|per|pd|prd|financial|fiscal|fin)\b", plain)
    if all(
        one.kind == "number" and (one.prefix == "P" or (is_period and not one.prefix))
        for one in numbers
    ):
        return "financial"
    like = numbers[0]
    shown = f"{like.year}{like.number:02d}" if like.year else str(like.number)
    raise CsplanError(
        Refusal.LEDGER_QUESTION,
        f"{heading} holds {shown}, which may be a month of the calendar (9 is September) or of "
        "the financial year (6 is September).  Say which: --months calendar or --months "
        "financial.  Nothing was written.",
    )


def _orders(days: Collection[Mapping[Order, date]], answers: Answers) -> tuple[Order, ...]:
    """Return the orders in which every date of a column can be read."""
    if answers.dates:
        return tuple(one for one in _ORDERS if one == answers.dates)
    return tuple(order for order in _ORDERS if all(order in one for one in days))


def _moments(said: _Said | None, months: str, orders: Collection[Order]) -> tuple[Moment, ...]:
    """Return the months that a text may mean."""
    if said is None:
        return ()
    if said.kind == "day":
        days = said.days or {}
        return tuple(dict.fromkeys(_of_day(days[order]) for order in orders if order in days))
    if said.kind == "financial" or (said.kind != "calendar" and months == "financial"):
        return (Moment(said.number, said.year),)
    if not 1 <= said.number <= _YEAR_MONTHS:
        return ()
    month = (said.number - _FIRST_MONTH) % _YEAR_MONTHS + 1
    year = said.year
    if year is not None and said.number < _FIRST_MONTH:
        year -= 1
    return (Moment(month, year),)


def _of_day(day: date) -> Moment:
    """Return the month of the financial year that a day is in."""
    month = (day.month - _FIRST_MONTH) % _YEAR_MONTHS + 1
    return Moment(month, day.year - (day.month < _FIRST_MONTH))


def _financial_year(text: str) -> int | None:
    """Return the first calendar year of 2016/17 or 16-17; None for anything else."""
    found = _YEARS.fullmatch(text)
    if found is None:
        return None
    first, second = int(found[1]) % _CENTURY, int(found[2]) % _CENTURY
    return 2000 + first if (first + 1) % _CENTURY == second else None


def years_in(
    texts: Collection[str], *, heading: str, answers: Answers
) -> Callable[[str, int], int | None]:
    """Return how a column of years is read: a text and a month give the financial year.

    Raises: CsplanError where a year could be the calendar's, or the first or last of two.
    """
    bare = [text for text in texts if text.strip() and _financial_year(text.strip()) is None]
    meaning = answers.years or ("calendar" if "calendar" in matching(heading) else None)
    if meaning is None and any(_BARE_YEAR.fullmatch(text.strip()) for text in bare):
        one = next(text for text in bare if _BARE_YEAR.fullmatch(text.strip()))
        raise CsplanError(
            Refusal.LEDGER_QUESTION,
            f"{heading} holds {one}, which may be a year of the calendar, or the financial year "
            "that starts or ends in it.  Say which: --years calendar, --years start or --years "
            "end.  Nothing was written.",
        )

    def year_of(text: str, month: int) -> int | None:
        pair, found = _financial_year(text.strip()), _BARE_YEAR.fullmatch(text.strip())
        if pair is not None or found is None:
            return pair
        year = _full(int(found[2]))
        if meaning == "calendar":
            return year - (month > _YEAR_MONTHS - _FIRST_MONTH + 1)
        return year if meaning == "start" else year - 1

    return year_of
