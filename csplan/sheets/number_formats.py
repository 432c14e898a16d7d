"""A declaration as Excel's number format: how a column's figures look in a row.

Knows nothing of colours or typefaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.rules.conditions import shown_decimals
from csplan.sheets.column import Column, Kind, Shown
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["number_format", "side_of"]

_NEARLY = 1e-9


def number_format(column: Column, row: Mapping[str, Value]) -> str:
    """Return Excel's number format for a column's figure in a row, by its unit and decimals.

    Figures and the words among them stand a little off the right edge, by `_)` rather than by an
    indent, which LibreOffice forgets beside an empty cell.
    """
    bare = _bare_format(column, row)
    if side_of(column) == "left":
        return bare
    if ";" not in bare and column.shown not in (Shown.DAY, Shown.MOMENT) and bare != "General":
        bare = f"{bare};-{bare};{bare}"
    return ";".join(f"{part}_)" for part in [*bare.split(";"), "@"]) if ";" in bare else f"{bare}_)"


def _bare_format(column: Column, row: Mapping[str, Value]) -> str:
    """Return the number format without its margin."""
    if column.shown in (Shown.IN_UNIT, Shown.POINTS):
        return _in_unit(column, row)
    pounds = "+£#,##0;-£#,##0;£0" if column.signed else "£#,##0;-£#,##0;£0"
    share = "0." + "0" * column.places + "%" if column.places else "0%"
    percent = f"+{share};-{share};{share}" if column.signed else share
    return {
        Shown.POUNDS: pounds,
        Shown.PERCENT: percent,
        Shown.COUNT: "#,##0",
        Shown.DAY: "dd mmm yyyy",
        Shown.MOMENT: "dd mmm yyyy hh:mm",
    }.get(column.shown, "General")


def _in_unit(column: Column, row: Mapping[str, Value]) -> str:
    """Return the format of an indicator's figure; a blank row's is General."""
    unit, places = row.get("unit"), shown_decimals(row.get("decimals"))
    if unit in (None, ""):
        return "General"
    if column.exact:
        places = _needed(row.get(column.name), places, percent=unit == Unit.PERCENT)
    digits = "#,##0" + ("." + "0" * places if places else "")
    if unit == Unit.PERCENT and column.shown is Shown.IN_UNIT:
        return digits.replace("#,##0", "0") + "%"
    if unit == Unit.POUNDS:
        digits = f"£{digits}"
    return f"+{digits};-{digits};{digits}" if column.signed else digits


def side_of(column: Column) -> str:
    """Say to which side a column's cells lean: figures to the right, words to the left."""
    figures = column.kind is not Kind.WORD and column.shown not in (Shown.TEXT, Shown.RAG)
    return "right" if figures else "left"


def _needed(value: Value, places: int, *, percent: bool) -> int:
    """Return with how many decimals a figure is shown so that none of it is rounded away.

    >>> _needed(577.5, 0, percent=False), _needed(0.7125, 1, percent=True)
    (1, 2)
    """
    if not is_number(value):
        return places
    shown = value * 100 if percent else value
    return next(
        (more for more in range(places, places + 4) if abs(round(shown, more) - shown) < _NEARLY),
        places + 3,
    )
