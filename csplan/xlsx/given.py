"""Data as somebody gives it, checked and turned into what cells hold.  Imports no frames.

A frame of pandas, of polars or of any library that speaks Arrow, a mapping of columns or a list of
records is taken; whatever no cell can hold is refused with its row and column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from csplan.terms.errors import WorkbookError
from csplan.terms.moments import serial_of
from csplan.terms.refusals import Refusal
from csplan.terms.values import CellError, Value
from csplan.xlsx.references import LAST_COLUMN, LAST_ROW
from csplan.xlsx.sheet_patch import MOST_TEXT

__all__ = ["Dated", "Given", "Rules", "is_pandas", "plain_value", "refuse", "take_data"]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_DIGITS = 10**15
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, as the number that Excel keeps for it, and whether it has a time of day."""

    serial: float
    has_time: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """How data is taken: the first year of dates, and whether NaN stands for a blank cell."""

    date1904: bool = False
    nan_is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Columns of one length by their headings, each value as a cell holds it."""

    columns: Mapping[str, Sequence[Value | Dated]]
    count: int


def refuse(where: str, why: str) -> NoReturn:
    """Refuse what was given, naming its row and column.

    Raises: WorkbookError, always.
    """
    raise WorkbookError(Refusal.DATA_REFUSED, f"{where} {why}  Nothing was written.")


def take_data(data: object, rules: Rules) -> Given:
    """Return the data as columns of cell values.

    Raises: WorkbookError naming the row and column of what no cell can hold.
    """
    columns = _columns_of(data)
    counts = {len(values) for values in columns.values()}
    if len(counts) > 1:
        lengths = ", ".join(f"{name}: {len(values):,}" for name, values in columns.items())
        refuse("The columns of the data", f"are not of one length ({lengths}).")
    count = counts.pop() if counts else 0
    if count >= LAST_ROW:
        refuse(
            f"The data has {count:,} rows;",
            f"a sheet has room for {LAST_ROW - 1:,} under its headings.",
        )
    if len(columns) > LAST_COLUMN:
        refuse(f"The data has {len(columns):,} columns;", f"a sheet has {LAST_COLUMN:,}.")
    taken = {
        name: [
            plain_value(value, rules, f"Row {number} of the data, column “{name}”:")
            for number, value in enumerate(values, 1)
        ]
        for name, values in columns.items()
    }
    return Given(taken, count)


def is_pandas(data: object) -> bool:
    """Say whether data is a frame of pandas, in which NaN often stands for a blank."""
    return type(data).__module__.partition(".")[0] == "pandas" and hasattr(data, "columns")


def _columns_of(data: Any) -> dict[str, Sequence[Any]]:  # noqa: ANN401  (frames of any library)
    """Return the columns of whatever was given."""
    library = type(data).__module__.partition(".")[0]
    if is_pandas(data):
        return _of_pandas(data)
    if library == "polars" and hasattr(data, "columns"):
        return {name: data.get_column(name).to_list() for name in data.columns}
    if library == "pyarrow" and hasattr(data, "column_names"):
        return _of_arrow(data)
    if hasattr(data, "__arrow_c_stream__"):
        return _of_arrow(_table_of(data))
    if isinstance(data, Mapping):
        _check_names(list(data))
        return {name: _listed(name, values) for name, values in data.items()}
    if isinstance(data, Iterable) and not isinstance(data, str | bytes):
        return _of_records(list(data))
    refuse("The data", f"is a {type(data).__name__}; give a DataFrame, columns or records.")


def _of_arrow(table: Any) -> dict[str, Sequence[Any]]:  # noqa: ANN401
    """Return the columns of a table of pyarrow."""
    _check_names(list(table.column_names))
    return {name: table.column(at).to_pylist() for at, name in enumerate(table.column_names)}


def _table_of(data: Any) -> Any:  # noqa: ANN401
    """Return a frame of any library that hands columns over as Arrow does, as pyarrow's table."""
    try:
        import pyarrow as pa
    except ImportError:
        refuse(
            "The data", f"is a {type(data).__name__}, which is read through pyarrow: install it."
        )
    return pa.table(data)


def _listed(name: object, values: object) -> list[Any]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        refuse(
            f"Column “{name}” of the data", f"is a {type(values).__name__}, not a list of values."
        )
    return list(values)


def _of_pandas(frame: Any) -> dict[str, Sequence[Any]]:  # noqa: ANN401
    """Return the columns of a DataFrame, the levels of an index that has names among them."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    names = list(frame.columns)
    _check_names(names)
    found: dict[str, Sequence[Any]] = {}
    for at, name in enumerate(names):
        series = frame.iloc[:, at]
        zone = getattr(series.dtype, "tz", None)
        if zone is not None and len(series):
            refuse(f"Row 1 of the data, column “{name}”:", _no_zone(zone))
        found[name] = series.tolist()
    return found


def _check_names(names: Sequence[object]) -> None:
    """Refuse headings that are not text, blank, or doubled."""
    seen: set[str] = set()
    for at, name in enumerate(names, 1):
        if not isinstance(name, str) or not name:
            refuse(f"Column {at} of the data", f"has the heading {name!r}, which is not a text.")
        if name in seen:
            refuse(f"Column {at} of the data", f"has the heading “{name}” of another column.")
        seen.add(name)


def _of_records(records: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """Return the columns of records; each must have the same ones."""
    names: list[Any] = []
    for number, one in enumerate(records, 1):
        if not isinstance(one, Mapping):
            refuse(f"Row {number} of the data", f"is a {type(one).__name__}, not a record.")
        names = names or list(one)
        if set(one) != set(names):
            odd = next(iter(set(one) ^ set(names)))
            refuse(f"Row {number} of the data:", f"column “{odd}” is not in every row.")
    _check_names(names)
    return {name: [one[name] for one in records] for name in names}


def _no_zone(zone: object) -> str:
    return (
        f"a date with a time zone ({zone}); a cell has no zone.  Turn it into local time and drop "
        f"the zone, as with .dt.tz_localize(None)."
    )


def plain_value(value: Any, rules: Rules, where: str) -> Value | Dated:  # noqa: ANN401
    """Return a value as a cell holds it; `where` names it in a refusal.

    Raises: WorkbookError where no cell can hold it.
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, str):
        return _text(value, where)
    if hasattr(value, "item") and type(value).__module__ == "numpy" and not value.shape:
        value = value.item()  # a number of numpy's as Python's own
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= _MOST_DIGITS:
            refuse(
                where,
                f"{value} has more than 15 digits, of which a cell would lose the last.  "
                f"Give it as text.",
            )
        return float(value)
    if isinstance(value, float | Decimal):
        return _number(float(value), rules, where)
    if isinstance(value, date):
        return _moment(value, rules, where)
    what = f"{type(value).__name__} ({str(value)[:_LONGEST_SHOWN]})"
    if isinstance(value, timedelta | time):
        refuse(where, f"a {what}; give it as a number of days or hours, or as text.")
    refuse(where, f"a {what}; a cell holds a number, text, TRUE or FALSE, a date, or nothing.")


def _number(number: float, rules: Rules, where: str) -> float | None:
    if math.isnan(number):
        if rules.nan_is_blank:
            return None
        refuse(
            where,
            "NaN (not a number), which may be a blank or a sum gone wrong.  Give None or "
            "pandas.NA for a blank; csplan.xlsx also takes nan_is_blank=True.",
        )
    if math.isinf(number):
        refuse(where, "infinity, which no cell can hold.")
    return number + 0.0


def _text(text: str, where: str) -> Value:
    if isinstance(text, CellError):
        return text
    text = str(text)
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_TEXT:
        refuse(where, f"text of {len(text):,} characters; a cell holds up to {MOST_TEXT:,}.")
    found = _ILLEGAL.search(text)
    if found is not None:
        refuse(
            where,
            f"text with the control character {ord(found[0]):#06x}, which no workbook can hold.",
        )
    return text or None


def _moment(value: date, rules: Rules, where: str) -> Dated:
    if isinstance(value, datetime) and value.tzinfo is not None:
        refuse(where, _no_zone(value.tzinfo))
    serial = serial_of(value, date1904=rules.date1904)
    if serial is None:
        first = "1 January 1904" if rules.date1904 else "1 January 1900"
        refuse(where, f"the date {value:%d/%m/%Y} is before Excel's calendar begins ({first}).")
    return Dated(serial, isinstance(value, datetime) and value.time() != time())
