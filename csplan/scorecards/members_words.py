"""This module says figures as members read them: in whole words, as promises, with their way.

Knows nothing of pages.
"""

from __future__ import annotations

import re

from csplan.looks.figures import Figure
from csplan.scorecards.content import IndicatorLine
from csplan.scorecards.exceptions import base_name
from csplan.terms.calendar import APRIL_QUARTERS, Calendar
from csplan.terms.period import FinancialYear
from csplan.terms.vocabulary import Polarity, Unit

__all__ = [
    "of_one",
    "period_in_words",
    "plain_name",
    "promise_of",
    "standing_of",
    "way_of",
    "with_unit",
]

_UNITS = {
    Unit.WEEKS: "weeks",
    Unit.DAYS: "days",
    Unit.POINTS: "points",
    Unit.PER_10_000: "in every 10,000",
    Unit.PER_100_000: "in every 100,000",
}

_FINAL_ZERO = re.compile(r"(?<=\d)\.0(?=%|$)")
_LETTER = re.compile(r"^[a-z]\)\s+")
_WAYS = {"Improving": "Getting better", "Steady": "No change", "Worsening": "Getting worse"}
_ONE = {"come": "comes", "are": "is", "have": "has"}


def period_in_words(year: str, period: str, calendar: Calendar = APRIL_QUARTERS) -> str:
    """Say which months a report is about.

    >>> period_in_words("2016/17", "Q2"), period_in_words("2016/17", "Q4")
    ('April to September 2016', 'April 2016 to March 2017')
    """
    parsed, number = FinancialYear.parse(year), calendar.number(period)
    if parsed is None or number is None or number > calendar.periods:
        return f"{year} {period}"
    if number == 0:
        return f"at the start of {year}"
    first, last = calendar.first_day(parsed).year, calendar.last_day(parsed, number).year
    begins = calendar.month(1) if first == last else f"{calendar.month(1)} {first}"
    return f"{begins} to {calendar.month(number * calendar.months_each)} {last}"


def of_one(words: str) -> str:
    """Return words that speak of several as they speak of one."""
    verb, _, rest = words.partition(" ")
    return f"{_ONE[verb]} {rest}"


def plain_name(line: IndicatorLine) -> str:
    """Return what an indicator measures, without letters of lists and notes of units."""
    label = _LETTER.sub("", base_name(line.label))
    return f"{base_name(line.group)}: {label}" if line.group else label


def with_unit(line: IndicatorLine) -> str:
    """Return a figure with its unit in words."""
    return f"{_shortest(line.actual)} {_unit(line)}".strip()


def _shortest(figure: Figure) -> str:
    """Return a figure without a final zero after the point: 90%, not 90.0%."""
    return _FINAL_ZERO.sub("", figure.text)


def _unit(line: IndicatorLine) -> str:
    if line.unit not in tuple(Unit):
        return line.unit
    return next((words for unit, words in _UNITS.items() if unit == line.unit), "")


def promise_of(line: IndicatorLine) -> str:
    """Say a target as a promise: at least, no more than, or just that.

    Nothing is more than 100%, or less than zero.
    """
    least = {Polarity.HIGHER: "at least ", Polarity.LOWER: "no more than "}
    before = next((words for one, words in least.items() if one == line.polarity), "")
    whole = line.unit == Unit.PERCENT and line.target.value == 1.0
    if (whole and line.polarity == Polarity.HIGHER) or (
        line.target.value == 0.0 and line.polarity == Polarity.LOWER
    ):
        before = ""
    return f"{before}{_shortest(line.target)} {_unit(line)}".strip()


def way_of(line: IndicatorLine) -> str:
    """Say which way a figure goes: `Getting worse: 52.9% before`."""
    way = _WAYS.get(line.direction, "")
    return (
        f"{way}: {_shortest(line.previous)} before"
        if way and line.previous.value is not None
        else way
    )


def standing_of(line: IndicatorLine) -> str:
    """Say where a figure is, and what was promised."""
    return f"{with_unit(line)}; we promised {promise_of(line)}"
