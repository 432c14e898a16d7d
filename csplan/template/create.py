"""A new plan made of data frames, or of a folder of CSV files: one a sheet, each row as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.plan.check import check
from csplan.plan.incoming import STATE, columns_for, from_text, refuse
from csplan.plan.plan import Place, sheet_named
from csplan.sheets import BY_KEY, SETTINGS
from csplan.sheets.column import Kind
from csplan.sheets.sheet import Owner, Shape
from csplan.template.build import build, default_settings
from csplan.template.making import write_workbook
from csplan.template.source import with_standing_rows
from csplan.terms.calendar import Calendar
from csplan.terms.errors import WorkbookError
from csplan.terms.finding import Severity
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.xlsx.given import Dated, Given, Rules, is_pandas, plain_value, take_data

if TYPE_CHECKING:
    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet
    from csplan.terms.finding import Finding
    from csplan.terms.values import Value

__all__ = ["create"]

_SHOWN = 3


def create(
    path: str | Path,
    *,
    year: str | int,
    settings: Mapping[str, object] | None = None,
    folder: str | Path | None = None,
    with_errors: bool = False,
    **sheets: object,
) -> Path:
    """Make a plan's workbook of that financial year from frames, or from a folder of CSV files.

    `settings` are values of Settings, and every other argument a sheet's frame, named as its
    field-name key: outcomes, services, indicators, actions, budget and so on.  Columns have the
    headings of the workbook or the names of fields.  A folder holds such files by the same names
    (indicators.csv), with settings.csv of the columns Setting and Value.  The texts of CSV files
    are taken as figures and dates where they spell one.  Units: a percentage is a fraction, 0.74
    for 74%.  A blank is None or pandas.NA; in a frame of pandas NaN too.

    Data that the plan's own checks call an error is refused, unless it is to be made `with_errors`
    all the same, for somebody to put right in Excel.

    Raises: WorkbookError where the year is not one, the name is taken, or the data has a sheet, a
    column or a value that a plan does not have, named by row and column; nothing is written then.

    >>> from tempfile import mkdtemp
    >>> made = create(
    ...     mkdtemp() + "/plan.xlsx",
    ...     year="2026/27",
    ...     settings={"Authority": "Anytown"},
    ...     services={"Ref": ["HS"], "Service": ["Housing"]},
    ... )
    >>> made.name
    'plan.xlsx'
    """
    parsed = FinancialYear.parse(str(year))
    if parsed is None:
        raise WorkbookError(
            Refusal.NO_YEAR, f"“{year}” is not a year.  Type it as 2017/18, or 2026."
        )
    texts = _texts_in(Path(folder)) if folder is not None else {}
    from_folder = _settings(_said(texts.pop("settings", None)), as_text=True)
    rows: dict[str, list[Row]] = {}
    for name, data in {**texts, **sheets}.items():
        sheet = _sheet(name)
        taken = _taken(sheet, data)
        rows[sheet.key] = _rows(sheet, taken, parsed, as_text=name in texts and name not in sheets)
    own = from_folder | _settings(settings or {}, as_text=False)
    values = default_settings(parsed, Calendar.of(own)) | own
    results = with_standing_rows(values, rows)
    if not with_errors:
        _check_plan(results, rows)
    target = Path(path)
    write_workbook(target, build(results))
    return target


def _check_plan(results: Results, rows: Mapping[str, Sequence[Row]]) -> None:
    """Refuse a plan in which the data makes an error, naming its row and column.

    Raises: WorkbookError.
    """
    places = {
        key: Place(
            BY_KEY[key].tab,
            range(1, len(given) + 1),
            {column.name: number for number, column in enumerate(BY_KEY[key], 1)},
        )
        for key, given in rows.items()
    }
    found = check(replace(results.plan, places=places), results)
    wrong = [one for one in found if one.severity in (Severity.FAULT, Severity.ERROR)]
    if wrong:
        more = f"  {len(wrong) - _SHOWN:,} more like that." if len(wrong) > _SHOWN else ""
        refuse("  ".join(_said_of(one) for one in wrong[:_SHOWN]) + more)


def _said_of(finding: Finding) -> str:
    """Return what is wrong with a value of the data, by its row and column."""
    if finding.sheet == SETTINGS.tab:
        return f"Setting “{finding.heading}”: {finding.message}  {finding.fix}"
    row = f"Row {finding.row:,} of " if finding.row else ""
    column = f", column “{finding.heading}”" if finding.heading else ""
    return f"{row}{finding.sheet}{column}: {finding.message}  {finding.fix}"


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


def _taken(sheet: Sheet, data: object) -> Given:
    """Return a sheet's data as what cells hold.

    Raises: WorkbookError naming sheet, row and column of what no cell can hold.
    """
    try:
        return take_data(data, Rules(nan_is_blank=is_pandas(data)))
    except WorkbookError as refused:
        raise WorkbookError(refused.code, f"{sheet.title}: {refused}") from None


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
            if isinstance(value, Dated) and column.kind is not Kind.DAY:
                refuse(
                    f"Row {index + 1:,} of {sheet.title}, column “{name}”: a date is given where "
                    f"none belongs."
                )
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
    found: Row = {}
    for name, column in columns_for(SETTINGS, said, None).items():
        value = plain_value(said[name], Rules(), f"Setting “{name}”:")
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
