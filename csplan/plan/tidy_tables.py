"""A plan as long, tidy tables with names that do not carry the year: what analysts' tools read.

Each sheet gives two: its rows with their words and dates, and its figures, one a line, with the
year and the period that each is of.  The same names and types next year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.plan.plan import is_blank_row
from csplan.sheets import SHEETS
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.moments import moment_of
from csplan.terms.period import FinancialYear
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["TidyColumn", "TidyTable", "tidy_tables"]

_PERIOD = re.compile(r"^(?:(q[1-4]|m\d{1,2})_)?(.+?)(?:_[2-9])?$")
_WORDS = frozenset((Shown.TEXT, Shown.RAG))


@dataclass(frozen=True, slots=True)
class TidyColumn:
    """A column: its name, its type (string, number or date), and what it says."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TidyTable:
    """A table: its name, what a row of it is, its columns and its rows."""

    name: str
    meaning: str
    columns: tuple[TidyColumn, ...]
    rows: tuple[tuple[float | str | None, ...], ...]


_PLAN_YEAR = TidyColumn("plan_year", "string", "The financial year of the plan, such as 2016/17")
_REF = TidyColumn("ref", "string", "The row's Ref")
_FIGURES = (
    _PLAN_YEAR,
    _REF,
    TidyColumn("year", "string", "The financial year that the figure is of"),
    TidyColumn("period", "string", "Baseline, Q1 to Q4, a month, or Year"),
    TidyColumn("measure", "string", "Which figure it is: the field's name, the same every year"),
    TidyColumn("value", "number", "The figure; a percentage is a fraction, 0.74 for 74%"),
    TidyColumn("state", "string", "The word in place of a figure, such as N/A, c or To be set"),
)


def tidy_tables(results: Results) -> Iterator[TidyTable]:
    """Yield every sheet that people fill in as its two tables."""
    year = FinancialYear.parse(results.plan.financial_year)
    for sheet in SHEETS:
        if sheet.owner is Owner.PEOPLE and sheet.shape is Shape.TABLE and "ref" in sheet.by_name:
            rows = [row for row in results.table(sheet) if not is_blank_row(row, sheet)]
            yield _descriptions(sheet, rows, results.plan.financial_year)
            yield _figures(sheet, rows, results.plan.financial_year, year)


def _is_figure(column: Column) -> bool:
    if column.shown in (Shown.DAY, Shown.MOMENT) or column.name == "ref":
        return False
    return column.kind is Kind.NUMBER or (column.is_calculated and column.shown not in _WORDS)


def _descriptions(sheet: Sheet, rows: Sequence[Row], year: str) -> TidyTable:
    """Return a sheet's rows with their words and dates."""
    columns = [column for column in sheet if not _is_figure(column)]
    dates = [column.shown in (Shown.DAY, Shown.MOMENT) for column in columns]
    told = [
        TidyColumn(one.name, "date" if day else "string", one.meaning)
        for one, day in zip(columns, dates, strict=True)
    ]
    return TidyTable(
        name=sheet.key,
        meaning=f"{sheet.purpose}",
        columns=(_PLAN_YEAR, *told),
        rows=tuple(
            (
                year,
                *(
                    _day(row.get(one.name)) if day else _text(row.get(one.name))
                    for one, day in zip(columns, dates, strict=True)
                ),
            )
            for row in rows
        ),
    )


def _figures(
    sheet: Sheet, rows: Sequence[Row], plan_year: str, year: FinancialYear | None
) -> TidyTable:
    """Return a sheet's figures, one a line; blank cells have none."""
    lines: list[tuple[float | str | None, ...]] = []
    for row in rows:
        for column in sheet:
            value = row.get(column.name)
            if not _is_figure(column) or value in (None, ""):
                continue
            found = _PERIOD.match(column.name)
            prefix, measure = (found[1], found[2]) if found else (None, column.name)
            of_year = plan_year
            if column.year is not None and year is not None:
                of_year = str(year.plus(column.year))
            period = "Baseline" if measure == "baseline" else (prefix or "Year").capitalize()
            figure = float(value) if is_number(value) else None
            state = None if figure is not None else _text(value)
            ref = _text(row.get("ref"))
            lines.append((plan_year, ref, of_year, period, measure, figure, state))
    return TidyTable(
        name=f"{sheet.key}_figures",
        meaning=f"The figures of {sheet.title}, one a line",
        columns=_FIGURES,
        rows=tuple(lines),
    )


def _text(value: Value) -> str | None:
    if value is None or value == "":
        return None
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _day(value: Value) -> str | None:
    """Return a day as 2016-04-01; a text that is not a date as it is."""
    moment = moment_of(value) if is_number(value) else None
    return _text(value) if moment is None else f"{moment:%Y-%m-%d}"
