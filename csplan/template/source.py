"""Reads the CSV files that a shipped workbook is built from.

They are csplan's own, reviewed in a diff; a manager's files are read elsewhere, and more warily.
"""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.plan.standing import shown_outcomes
from csplan.sheets import (
    BUDGET,
    CONTROL_TOTALS,
    FINANCE,
    HOME_SERVICES,
    INDICATORS,
    MEDIUM_TERM_YEARS,
    OUTCOMES,
    SERVICES,
    SETTINGS,
    SHEETS,
)
from csplan.sheets.column import Column, Kind
from csplan.sheets.control_totals import OWN_CONTROLS
from csplan.sheets.finance import standing_lines
from csplan.sheets.home import MOST_SERVICES
from csplan.sheets.medium_term import years_from
from csplan.sheets.sheet import Shape
from csplan.terms.period import FinancialYear, serial_of
from csplan.terms.vocabulary import CipfaGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = [
    "listed_in",
    "overlaid",
    "plan_from",
    "standing_rows",
    "with_settings",
    "with_standing_rows",
]


def plan_from(folder: Path) -> Results:
    """Return the plan in a folder of CSV files, one a sheet, with its results."""
    defaults: Row = {column.name: column.default for column in SETTINGS.inputs}
    settings = with_settings(defaults, folder / "settings.csv")
    rows: dict[str, Sequence[Row]] = {
        sheet.key: listed_in(sheet, folder / f"{sheet.key}.csv", settings["financial_year"])
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and (folder / f"{sheet.key}.csv").exists()
    }
    return with_standing_rows(settings, rows)


def with_standing_rows(settings: Row, rows: Mapping[str, Sequence[Row]]) -> Results:
    """Return a plan of these rows and those that every workbook has, with its results."""
    outcomes, services = rows.get(OUTCOMES.key, ()), rows.get(SERVICES.key, ())
    budget = rows.get(BUDGET.key, ())
    summaries: dict[str, Sequence[Row]] = {
        "outcome_summary": [
            {"ref": ref} for ref in shown_outcomes(outcomes, rows.get(INDICATORS.key, ()))
        ],
        "service_summary": [{"ref": row["ref"]} for row in services],
    }
    headings = list(dict.fromkeys(str(row["heading"]) for row in budget if row.get("heading")))
    groups = {str(row.get("cipfa_group")) for row in budget}
    used = [group for group in CipfaGroup if group in groups]
    standing = standing_rows(
        [str(row["ref"]) for row in services], headings, used, settings["financial_year"]
    )
    published = [*rows.get(CONTROL_TOTALS.key, ()), *standing.pop(CONTROL_TOTALS.key)]
    return calculate(
        Plan(settings, {**rows, **summaries, **standing, CONTROL_TOTALS.key: published})
    )


def standing_rows(
    services: Sequence[str],
    headings: Sequence[str],
    groups: Sequence[CipfaGroup],
    year: Value,
) -> dict[str, Sequence[Row]]:
    """Return the rows that every workbook has: Home's, those of five years, Finance's, controls."""
    places = range(1, max(MOST_SERVICES, len(services)) + 1)
    return {
        HOME_SERVICES.key: [{"place": float(place)} for place in places],
        MEDIUM_TERM_YEARS.key: years_from(year),
        FINANCE.key: [dict(line) for line in standing_lines(services, headings, groups)],
        CONTROL_TOTALS.key: [dict(control) for control in OWN_CONTROLS],
    }


def with_settings(settings: Row, path: Path) -> Row:
    """Return settings with those of a CSV file in their place.

    Raises: ValueError where the file names a setting that there is not.
    """
    columns = {column.heading: column for column in SETTINGS.inputs}
    said = {row["Setting"]: row["Value"] for row in _read(path)}
    _refuse_unknown(path, said, columns)
    typed = {columns[name].name: _value(columns[name], text) for name, text in said.items()}
    return settings | typed


def overlaid(sheet: Sheet, rows: Sequence[Row], path: Path, year: Value) -> list[Row]:
    """Return a sheet's rows with the columns of a CSV file laid over them, by Ref.

    Raises: ValueError where the file has a Ref that the sheet does not have.
    """
    over = {row["ref"]: row for row in listed_in(sheet, path, year)}
    unknown = set(over) - {row["ref"] for row in rows}
    if unknown:
        raise ValueError(f"{path.name}: no such ref: {', '.join(sorted(map(str, unknown)))}")
    return [{**row, **over.get(row["ref"], {})} for row in rows]


def _read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their headings."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed_in(sheet: Sheet, path: Path, year: Value) -> list[Row]:
    """Return the rows of a CSV file, each value as the type that its column holds."""
    parsed = FinancialYear.parse(str(year))
    if parsed is None:
        raise ValueError(f"{path.name}: {year} is not a financial year, such as 2016/17")
    columns = {column.heading_in(parsed): column for column in sheet.inputs}
    rows = _read(path)
    for row in rows[:1]:
        _refuse_unknown(path, row, columns)
    return [
        {columns[heading].name: _value(columns[heading], text) for heading, text in row.items()}
        for row in rows
    ]


def _refuse_unknown(path: Path, said: Mapping[str, str], known: Mapping[str, Column]) -> None:
    """Refuse a heading that no column has."""
    unknown = sorted(set(said) - set(known))
    if unknown:
        raise ValueError(f"{path.name}: no such heading: {', '.join(unknown)}")


def _value(column: Column, text: str) -> Value:
    """Return what a CSV cell says, as the type that its column holds."""
    if text == "":
        return None
    if column.kind is Kind.DAY:
        return serial_of(date.fromisoformat(text))
    if column.kind is Kind.NUMBER:
        try:
            return float(text)
        except ValueError:
            return text
    return text
