"""A plan's sheets as pandas DataFrames, typed, with the headings of the workbook or field names.

The only module of the room that imports pandas when it is imported.  Knows no plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from csplan.sheets.column import Kind, Shown
from csplan.terms.moments import moment_of
from csplan.terms.values import is_number
from csplan.terms.vocabulary import Rag, State

if TYPE_CHECKING:
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.terms.period import FinancialYear
    from csplan.terms.values import Value

__all__ = ["RAG_ORDER", "STATE", "frame_of"]

STATE = " state"
RAG_ORDER = (*State, *Rag)
"""Red before Amber before Green before Blue; what is not rated comes before all of them."""

_WORDED = frozenset((Shown.TEXT, Shown.RAG))


def frame_of(
    sheet: Sheet, rows: Sequence[Mapping[str, Value]], *, year: FinancialYear | None, fields: bool
) -> pd.DataFrame:
    """Return a sheet's rows as a DataFrame.

    Columns have the headings of that year's workbook, or the names of fields.  Figures are
    Float64; a word in place of one, such as N/A, stands in a column `… state` beside it.  Dates
    are datetime64, a RAG is ordered from Red to Blue, and a blank cell is NA.
    """
    found: dict[str, Any] = {}
    for column in sheet:
        heading = column.heading_in(year) if year else column.heading
        found.update(_columns(column.name if fields else heading, column, rows))
    return pd.DataFrame(found)


def _is_figure(column: Column) -> bool:
    """Say whether values that are not dates are figures, some of which may be words."""
    return column.kind is Kind.NUMBER or (column.is_calculated and column.shown not in _WORDED)


def _columns(name: str, column: Column, rows: Sequence[Mapping[str, Value]]) -> Mapping[str, Any]:
    """Return a column as one of the frame, or as two where words stand among its figures."""
    values = [row.get(column.name) for row in rows]
    if column.shown in (Shown.DAY, Shown.MOMENT):
        return _split(name, values, [_moment(one) for one in values], "datetime64[us]")
    if _is_figure(column):
        return _split(
            name,
            values,
            [float(one) if is_number(one) else None for one in values],
            "Float64",
            always=column.absences,
        )
    if column.shown is Shown.RAG:
        known = [str(one) if one in RAG_ORDER else None for one in values]
        others = [one for one in values if one not in RAG_ORDER and one not in (None, "")]
        if not others:
            return {name: pd.Categorical(known, [str(one) for one in RAG_ORDER], ordered=True)}
    return {name: _texts(values)}


def _moment(value: Value) -> Any:  # noqa: ANN401  (a moment of pandas, or its NaT)
    found = moment_of(value) if is_number(value) else None
    return pd.NaT if found is None else found


def _split(
    name: str,
    values: Sequence[Value],
    typed: Sequence[Any],
    dtype: str,
    *,
    always: bool = False,
) -> Mapping[str, Any]:
    """Return the typed values, and beside them what could not be typed, where there is any."""
    left = [
        None if not pd.isna(one) or value in (None, "") else value
        for value, one in zip(values, typed, strict=True)
    ]
    found: dict[str, Any] = {name: pd.Series(list(typed), dtype=dtype).array}
    if always or any(one is not None for one in left):
        found[name + STATE] = _texts(left)
    return found


def _texts(values: Sequence[Value]) -> Any:  # noqa: ANN401  (an array of pandas)
    texts = [pd.NA if one in (None, "") else _text(one) for one in values]
    return pd.Series(texts, dtype=pd.StringDtype(na_value=pd.NA)).array


def _text(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
