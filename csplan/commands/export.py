"""The command that writes a plan as long, tidy tables for Power BI and for analysts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.tidy_tables import TidyTable

__all__ = ["export"]

_PATH = click.Path(path_type=Path)
_FORMATS = ("csv", "json", "parquet")
_SCHEMA = "schema.json"


@click.command(
    "export",
    epilog="\b\nExamples:\n  csplan export plan.xlsx --out Data\n"
    "  csplan export plan.xlsx --out Data --format csv,parquet",
)
@click.argument("workbook", type=_PATH)
@click.option("--out", type=_PATH, required=True, help="The folder, made where it is missing.")
@click.option("--format", "formats", default="csv", show_default=True, help="csv, json, parquet.")
def export(workbook: Path, *, out: Path, formats: str) -> int:
    """Write the plan as tidy tables whose names do not carry the year, with their description."""
    from csplan.commands import telling
    from csplan.plan.tidy_tables import tidy_tables
    from csplan.workbook.update import read_and_calculate

    wanted = _wanted(formats)
    results, findings = read_and_calculate(workbook)
    tables = list(tidy_tables(results))
    files = {name: data for kind in wanted for name, data in _files(tables, kind)}
    files["data-dictionary.csv"] = _dictionary(tables)
    files[_SCHEMA] = _schema(tables)
    _write(out, files)
    lines = sum(len(table.rows) for table in tables)
    say(f"Wrote {len(files)} files with {lines:,} lines into {out}.")
    say(f"What each column says: {out / 'data-dictionary.csv'}.")
    return telling.status(findings)


def _wanted(formats: str) -> Sequence[str]:
    """Return the formats that were asked for.

    Raises: WorkbookError for one that there is not, or whose library is not installed.
    """
    from csplan.terms.errors import WorkbookError
    from csplan.terms.refusals import Refusal

    wanted = [one.strip().lower() for one in formats.split(",") if one.strip()]
    unknown = [one for one in wanted if one not in _FORMATS]
    if unknown or not wanted:
        raise WorkbookError(
            Refusal.EXPORT_REFUSED,
            f"There is no format “{', '.join(unknown)}”.  Give one or more of "
            f"{', '.join(_FORMATS)}, with commas between them.",
        )
    if "parquet" in wanted:
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise WorkbookError(
                Refusal.EXPORT_REFUSED,
                "Parquet needs the library pyarrow.  Install csplan[parquet], or ask for csv.",
            )
    return wanted


def _files(tables: Sequence[TidyTable], kind: str) -> list[tuple[str, bytes]]:
    """Return the files of a format: name and content."""
    make = {"csv": _csv, "json": _json, "parquet": _parquet}[kind]
    return [(f"{table.name}.{kind}", make(table)) for table in tables]


def _csv(table: TidyTable) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which Excel knows it."""
    return _as_csv([[column.name for column in table.columns], *map(list, table.rows)])


def _as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(["" if one is None else _plain(one) for one in row])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> str:
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _json(table: TidyTable) -> bytes:
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8")


def _parquet(table: TidyTable) -> bytes:
    """Return a table as Parquet, a date as text where the plan holds no date."""
    import pyarrow as pa
    import pyarrow.parquet

    types = {"number": pa.float64(), "string": pa.string(), "date": pa.string()}
    fields = [
        pa.field(one.name, types[one.type], metadata={"meaning": one.meaning})
        for one in table.columns
    ]
    columns: list[Sequence[object]] = list(zip(*table.rows, strict=True))
    columns = columns or [[] for _ in fields]
    arrays = [
        pa.array(list(values), type=one.type) for values, one in zip(columns, fields, strict=True)
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), out)
    return out.getvalue()


def _dictionary(tables: Sequence[TidyTable]) -> bytes:
    """Return what every column of every table says."""
    rows = [["table", "column", "type", "meaning"]]
    rows += [
        [table.name, column.name, column.type, column.meaning]
        for table in tables
        for column in table.columns
    ]
    return _as_csv(rows)


def _schema(tables: Sequence[TidyTable]) -> bytes:
    """Return the tables' description as a data package: the same every year."""
    resources = [
        {
            "name": table.name,
            "description": table.meaning,
            "schema": {
                "fields": [
                    {"name": one.name, "type": one.type, "description": one.meaning}
                    for one in table.columns
                ],
                "missingValues": [""],
            },
        }
        for table in tables
    ]
    package = {"profile": "tabular-data-package", "created_by": "csplan", "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Write the files into the folder, over those of an earlier export and no others.

    Raises: WorkbookError where another file stands in the way, or it cannot be written.
    """
    from csplan.files.saving import write_file
    from csplan.terms.errors import WorkbookError, system_reason
    from csplan.terms.refusals import Refusal

    there = [name for name in files if (out / name).exists()]
    if there and b'"created_by": "csplan"' not in _bytes_of(out / _SCHEMA):
        raise WorkbookError(
            Refusal.OUTPUT_EXISTS,
            f"{out} holds a file {there[0]} that is not a csplan export.  Name another folder.",
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise WorkbookError(
            Refusal.CANNOT_WRITE, f"The folder {out} cannot be made ({system_reason(reason)})."
        ) from None
    for name, data in files.items():
        write_file(out / name, data, mode=0o644)


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
