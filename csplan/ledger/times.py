"""Which rows of an extract are of the months wanted, by their periods, years and dates.

Each column is judged as a whole, for one row may show how all of them are meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from csplan.ledger.gathering import ABSENT, Gathering
from csplan.ledger.periods import moments, years_in
from csplan.terms.errors import CsplanError
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from csplan.ledger.periods import Moment

    Whole = NDArray[np.int64]

__all__ = ["ExtractRows", "read_as", "rules_by_time"]

_YEAR_MONTHS = 12
_NAMES = (
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
)


@dataclass(frozen=True, slots=True)
class ExtractRows:
    """All rows of an extract in columns; a cost centre of −1 is not a detail."""

    cost_centre: Whole
    account: Whole
    when: Whole
    pence: Whole
    times: list[tuple[str, str, str]]


def read_as(gathering: Gathering, rows: ExtractRows, year: int) -> str:
    """Say of one period how it was read."""
    first = int(rows.when[int((rows.cost_centre >= 0).argmax())])
    text = rows.times[first][0]
    found = _Clock(gathering, rows, _used(rows), year).periods.get(text, ())
    if not found:
        return ""
    name = _NAMES[found[0].month - 1] if 1 <= found[0].month <= _YEAR_MONTHS else "no month"
    return f", where {text} is {name}"


def _used(rows: ExtractRows) -> list[int]:
    """Return the times that details have."""
    there = np.zeros(len(rows.times), np.bool_)
    there[rows.when[rows.cost_centre >= 0]] = True
    return [int(one) for one in np.flatnonzero(there)]


def rules_by_time(
    gathering: Gathering, rows: ExtractRows, month: int, year: int
) -> list[str | None]:
    """Return the rule that excludes each time; None where its rows count.

    Raises: CsplanError where a time cannot be read or could be read two ways.
    """
    used = _used(rows)
    rules: list[str | None] = [None] * len(rows.times)
    clock = _Clock(gathering, rows, used, year)
    for number in used:
        rules[number] = clock.rule(number, month)
    return rules


class _Clock:
    """How the columns of periods, years and dates of an extract are read."""

    def __init__(self, gathering: Gathering, rows: ExtractRows, used: list[int], year: int) -> None:
        """Judge each column as a whole."""
        self._gathering, self._rows, self._year = gathering, rows, year
        times = [rows.times[number] for number in used]
        columns = {key: one.columns for one in gathering.sheets for key in one.columns.at}
        self._names = {
            key: columns[key].name(key) for key in ("period", "year", "date") if key in columns
        }
        texts = [{one[n] for one in times} - {ABSENT} for n in range(3)]
        answers = gathering.answers
        self.periods = moments(
            texts[0], heading=self._heading("period"), answers=answers, year=year
        )
        self._dates = moments(
            {text for text in texts[2] if text},
            heading=self._heading("date"),
            answers=answers,
            year=year,
        )
        said = all(one and all(m.year is not None for m in one) for one in self.periods.values())
        self._year_of = None
        if texts[1] and not (said and texts[0]):
            self._year_of = years_in(texts[1], heading=self._heading("year"), answers=answers)

    def _heading(self, key: str) -> str:
        """Return a column's heading."""
        for sheet in self._gathering.sheets:
            if key in sheet.columns.at:
                return sheet.columns.headings[sheet.columns.at[key]]
        return key.capitalize()

    def rule(self, number: int, month: int) -> str | None:
        """Return the rule that excludes a time; None where its rows count.

        Raises: CsplanError where it cannot be read or could be read two ways.
        """
        period, of, on = self._rows.times[number]
        if period == ABSENT:
            found: tuple[Moment | None, ...] = (None,)
        else:
            found = self.periods[period]
            if not found:
                raise self._unread(number, self._names["period"], period)
        rules = {self._rule(one, of, on, number, month) for one in found}
        if len(rules) > 1:
            raise self._two_ways(number, self._names["period"], period)
        return rules.pop()

    def _rule(self, moment: Moment | None, of: str, on: str, number: int, month: int) -> str | None:
        """Return the rule that excludes one reading of a time."""
        at = month if moment is None else moment.month
        year = None if moment is None else moment.year
        if year is None and self._year_of is not None and of != ABSENT:
            year = self._year_of(of, at)
            if year is None:
                raise self._unread(number, self._names["year"], of)
        if year is None and moment is not None and on not in (ABSENT, ""):
            year = self._dated(at, on, number)
        if year is not None and year != self._year:
            return f"of another year ({FinancialYear(year)})"
        if at == 0:
            return "opening balances (period 0)"
        if at > month and month < _YEAR_MONTHS:
            return f"after month {month}"
        return None

    def _dated(self, at: int, on: str, number: int) -> int | None:
        """Return the year in which a period is nearest to the date beside it.

        Raises: CsplanError where the date cannot be read, or speaks for another year.
        """
        found = self._dates[on]
        if not found:
            raise self._unread(number, self._names["date"], on)
        month = min(max(at, 1), _YEAR_MONTHS)
        years = set()
        for one in found:
            if one.year is not None:
                apart = one.year * _YEAR_MONTHS + one.month - (self._year * _YEAR_MONTHS + month)
                years.add(self._year + round(apart / _YEAR_MONTHS))
        if len(years) > 1:
            raise self._two_ways(number, self._names["date"], on)
        if years != {self._year}:
            raise CsplanError(
                Refusal.LEDGER_PERIOD,
                f"{self._place(number)}: {self._names['date']} says {on}, so its period may be of "
                f"another year than {FinancialYear(self._year)}.  Say --period and the heading of "
                "the column that counts, or take other years out.  Nothing was written.",
            )
        return self._year

    def _place(self, number: int) -> str:
        """Return the first row of a time."""
        found = (self._rows.when == number) & (self._rows.cost_centre >= 0)
        return self._gathering.place(int(found.argmax()))

    def _unread(self, number: int, name: str, text: str) -> CsplanError:
        shown = f"“{text[:60]}”" if text else "nothing"
        return CsplanError(
            Refusal.LEDGER_PERIOD,
            f"{self._place(number)}: {name} says {shown}, which cannot be read.  Periods are "
            "1 to 12 (April is 1), months with their year, or dates.  Nothing was written.",
        )

    def _two_ways(self, number: int, name: str, text: str) -> CsplanError:
        return CsplanError(
            Refusal.LEDGER_QUESTION,
            f"{self._place(number)}: {name} says {text}, and no row shows which is the day and "
            "which the month.  Say --dates day-first, --dates month-first or --dates iso.  "
            "Nothing was written.",
        )
