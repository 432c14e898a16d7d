"""A new plan made of data frames, or of a folder of CSV files: one a sheet, each row as given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.plan.incoming import STATE, columns_for, from_text, refuse
from csplan.plan.plan import sheet_named
from csplan.sheets import SETTINGS
from csplan.sheets.sheet import Owner, Shape
from csplan.template.build import build, default_settings
from csplan.template.making import write_workbook
from csplan.template.source import with_standing_rows
from csplan.terms.calendar import Calendar
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.xlsx.given import Dated, Given, Rules, take_data

if TYPE_CHECKING:
    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["create"]


def create(
    path: str | Path,
    *,
    year: str,
    settings: Mapping[str, object] | None = None,
    folder: str | Path | None = None,
    **sheets: object,
) -> Path:
    """Make a plan's workbook of that financial year from frames, or from a folder of CSV files.

    `settings` are values of Settings, and every other argument a sheet's frame, named as its
    field-name key: outcomes, services, indicators, actions, budget and so on.  Columns bear the
    headings of the workbook or the names of fields.  A folder holds such files by the same names
    (indicators.csv), with settings.csv of the columns Setting and Value.

    Raises: WorkbookError where the year is none, the name is taken, or the data has a sheet, a
    column or a value that a plan does not have; nothing is written then.
    """
    parsed = FinancialYear.parse(year)
    if parsed is None:
        raise WorkbookError(
            Refusal.NO_YEAR, f"“{year}” is not a year.  Type it as 2017/18, or 2026."
        )
    texts = _texts_in(Path(folder)) if folder is not None else {}
    said = _said(texts.pop("settings", None)) | dict(settings or {})
    rows: dict[str, list[Row]] = {}
    for name, data in {**texts, **sheets}.items():
        sheet = _sheet(name)
        taken = take_data(data, Rules(nan_is_blank=True))
        rows[sheet.key] = _rows(sheet, taken, parsed, as_text=name in texts and name not in sheets)
    own = _settings(said, as_text=bool(texts))
    values = default_settings(parsed, Calendar.of(own)) | own
    target = Path(path)
    write_workbook(target, build(with_standing_rows(values, rows)))
    return target


def _sheet(name: str) -> Sheet:
    """Return the sheet that people fill in of a name.

    Raises: WorkbookError where there is none.
    """
    try:
        sheet = sheet_named(name)
    except KeyError:
        refuse(f"A plan has no sheet “{name}”.")
    if sheet.owner is not Owner.PEOPLE or sheet.shape is not Shape.TABLE:
        refuse(f"{sheet.title} is not a table that people fill in.")
    return sheet


def _rows(sheet: Sheet, data: Given, year: FinancialYear, *, as_text: bool) -> list[Row]:
    """Return the data's rows by field; what csplan calculates is left out.

    Raises: WorkbookError for a column that the sheet lacks, or a ref that is blank or doubled.
    """
    columns = columns_for(sheet, data.columns, year)
    states = {
        matching(name.removesuffix(STATE)): values
        for name, values in data.columns.items()
        if name not in columns
    }
    rows: list[Row] = []
    for index in range(data.count):
        row: Row = {}
        for name, column in columns.items():
            value = data.columns[name][index]
            if value is None and matching(name) in states:
                value = states[matching(name)][index]
            plain = value.serial if isinstance(value, Dated) else value
            if as_text and isinstance(plain, str):
                plain = from_text(plain, column)
            if not column.is_calculated:
                row[column.name] = plain
        rows.append(row)
    if "ref" in sheet.by_name:
        _check_refs(sheet, rows)
    return rows


def _check_refs(sheet: Sheet, rows: list[Row]) -> None:
    """Refuse rows without a ref, or with that of another."""
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        ref = matching(str(row.get("ref") or ""))
        if not ref:
            refuse(f"Row {number} of {sheet.title} has no Ref.")
        if ref in seen:
            refuse(f"Rows {seen[ref]} and {number} of {sheet.title} have the Ref {row['ref']}.")
        seen[ref] = number


def _settings(said: Mapping[str, object], *, as_text: bool) -> Row:
    """Return settings by field.

    Raises: WorkbookError for one that there is not, or a value that no cell can hold.
    """
    taken = take_data({name: [value] for name, value in said.items()}, Rules())
    found: Row = {}
    for name, column in columns_for(SETTINGS, taken.columns, None).items():
        value = taken.columns[name][0]
        plain: Value = value.serial if isinstance(value, Dated) else value
        if as_text and isinstance(plain, str):
            plain = from_text(plain, column)
        if plain is not None:
            found[column.name] = plain
    return found


def _texts_in(folder: Path) -> dict[str, object]:
    """Return the CSV files of a folder, by name, each as columns of text.

    Raises: WorkbookError where there is none, or one cannot be read.
    """
    from csplan.files.saving import read_file
    from csplan.xlsx.csv_text import csv_columns

    paths = sorted(folder.glob("*.csv"))
    if not paths:
        refuse(f"There are no CSV files in {folder}.")
    return {path.stem: csv_columns(read_file(path)[0], name=path.name) for path in paths}


def _said(columns: object) -> dict[str, object]:
    """Return the settings of a file with the columns Setting and Value.

    Raises: WorkbookError where it has other columns.
    """
    if columns is None:
        return {}
    if not isinstance(columns, Mapping) or set(columns) != {"Setting", "Value"}:
        refuse("settings.csv must have the columns Setting and Value.")
    return dict(zip(columns["Setting"], columns["Value"], strict=True))
