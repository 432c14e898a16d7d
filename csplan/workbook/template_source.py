"""Reads the CSV files that a shipped workbook is built from.

They are csplan's own, reviewed in a diff; a manager's files are read elsewhere, and more warily.
"""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.sheets import OUTCOMES, SETTINGS, SHEETS
from csplan.sheets.column import Column, Kind
from csplan.sheets.sheet import Shape
from csplan.terms.period import FinancialYear, serial_of
from csplan.terms.vocabulary import OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["plan_from", "rows_of", "value_of"]


def plan_from(folder: Path) -> Results:
    """Return the plan in a folder of CSV files, one a sheet, with its results."""
    said = {row["Setting"]: row["Value"] for row in rows_of(folder / "settings.csv")}
    unknown = set(said) - {column.heading for column in SETTINGS.inputs}
    if unknown:
        raise ValueError(f"settings.csv: no such setting: {', '.join(sorted(unknown))}")
    settings: Row = {
        column.name: value_of(column, said.get(column.heading, "")) or column.default
        for column in SETTINGS.inputs
    }
    if said.get("Budget month") == "0":
        settings["budget_month"] = 0.0
    year = FinancialYear.parse(str(settings["financial_year"]))
    if year is None:
        raise ValueError("settings.csv: Financial year must be written as 2016/17")
    rows: dict[str, Sequence[Row]] = {
        sheet.key: _typed_rows(sheet, folder / f"{sheet.key}.csv", year)
        for sheet in SHEETS
        if sheet.shape is Shape.TABLE and (folder / f"{sheet.key}.csv").exists()
    }
    return calculate(Plan(settings, rows | _summary_rows(rows)))


def _summary_rows(rows: dict[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """Return the rows of Summary's tables: the key outcomes, and the services."""
    outcomes = rows.get(OUTCOMES.key, ())
    return {
        "outcome_summary": [
            {"ref": row["ref"]} for row in outcomes if row["kind"] == OutcomeKind.KEY_OUTCOME
        ],
        "service_summary": [{"ref": row["ref"]} for row in rows.get("services", ())],
    }


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their headings."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _typed_rows(sheet: Sheet, path: Path, year: FinancialYear) -> list[Row]:
    """Return a sheet's rows, each value as the type that its column holds."""
    rows = rows_of(path)
    headings = {column.heading_in(year): column for column in sheet.inputs}
    unknown = set(rows[0]) - set(headings) if rows else set()
    if unknown:
        raise ValueError(f"{path.name}: no such column: {', '.join(sorted(unknown))}")
    return [
        {
            column.name: value_of(column, row.get(heading, ""))
            for heading, column in headings.items()
        }
        for row in rows
    ]


def value_of(column: Column, text: str) -> Value:
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
