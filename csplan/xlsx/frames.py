"""What a block's cells hold, as typed columns: records, or a frame of pandas or polars.

Neither library is imported before its frame is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from csplan.terms.values import CellError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Held", "pandas_frame", "polars_frame", "records"]

Held = float | str | bool | datetime | None
"""What a cell is read as: a number, text (an error value is a CellError), TRUE/FALSE, a date."""


def _kind(values: Sequence[Held]) -> str:
    """Return the one kind of a column's values; "mixed" for several, "" where all are blank."""
    kinds = {
        "error" if isinstance(one, CellError) else type(one).__name__
        for one in values
        if one is not None
    }
    return (kinds.pop() if len(kinds) == 1 else "mixed") if kinds else ""


def records(columns: Mapping[str, Sequence[Held]]) -> list[dict[str, Held]]:
    """Return the rows as dictionaries by heading."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def pandas_frame(columns: Mapping[str, Sequence[Held]]) -> pd.DataFrame:
    """Return the columns as a DataFrame: Float64, string, boolean, datetime64; a blank cell is NA.

    A column of several kinds is of type object, and keeps its error values as CellError.
    """
    import pandas as pd

    types = {"float": "Float64", "bool": "boolean", "datetime": "datetime64[us]"}
    found: dict[str, Any] = {}
    for name, values in columns.items():
        kind = _kind(values)
        if kind == "str":
            text: list[Any] = list(values)
            found[name] = pd.array(text, dtype=pd.StringDtype(na_value=pd.NA))
        elif kind in types:
            found[name] = pd.Series(list(values), dtype=types[kind]).array
        else:
            held = [pd.NA if one is None else one for one in values]
            found[name] = pd.Series(held, dtype="object")
    return pd.DataFrame(found, columns=list(columns))


def polars_frame(columns: Mapping[str, Sequence[Held]]) -> Any:  # noqa: ANN401  (an extra's type)
    """Return the columns as a frame of polars; a column of several kinds is of its type Object."""
    import polars as pl

    types = {"float": pl.Float64, "bool": pl.Boolean, "str": pl.String, "": pl.Null}
    found = []
    for name, values in columns.items():
        kind = _kind(values)
        if kind == "datetime":
            days = all(one is None or one.time() == time() for one in values)  # type: ignore[union-attr]
            series = pl.Series(name, list(values), dtype=pl.Datetime("us"))
            found.append(series.cast(pl.Date) if days else series)
        else:
            found.append(pl.Series(name, list(values), dtype=types.get(kind, pl.Object)))
    return pl.DataFrame(found)
