"""How the workbook looks: one typeface, quiet colours, and a number format for each kind of figure.

Knows nothing of where a cell is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets.column import Column, Kind, Shown
from csplan.terms.vocabulary import Unit

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from csplan.plan.plan import Row

__all__ = [
    "FONT",
    "INK",
    "MARKS",
    "NAVY",
    "QUIET",
    "RULE",
    "TYPED",
    "WORKED",
    "Styles",
    "number_format",
]

FONT = "Arial"
INK = "#1F2933"
NAVY = "#1F3A5F"
SLATE = "#52606D"
TEAL = "#0B6E6E"
QUIET = "#595959"
RULE = "#D5DBE1"
TYPED = "#FFF9E3"
WORKED = "#F4F6F8"

MARKS: dict[str, tuple[str, str, str]] = {
    "Red": ("▲ ", "#9C0006", "#FFC7CE"),
    "Amber": ("◆ ", "#9C5700", "#FFEB9C"),
    "Green": ("● ", "#006100", "#C6EFCE"),
    "Blue": ("★ ", "#1F4E79", "#D6E6F5"),
    "Check data": ("✖ ", "#5B2C83", "#E9DDF5"),
    "Awaiting data": ("… ", "#37474F", "#DDE4EA"),
}
"""The shape, the ink and the fill of each status that asks for attention, or says all is well."""


def number_format(column: Column, row: Row) -> str:
    """Return Excel's number format for a column's figure in a row, by its unit and decimals.

    Figures and the words among them stand a little off the right edge, by `_)` rather than by an
    indent, which LibreOffice forgets beside an empty cell.
    """
    bare = _bare_format(column, row)
    if _align(column) == "left":
        return bare
    if ";" not in bare and column.shown not in (Shown.DAY, Shown.MOMENT) and bare != "General":
        bare = f"{bare};-{bare};{bare}"
    return ";".join(f"{part}_)" for part in [*bare.split(";"), "@"]) if ";" in bare else f"{bare}_)"


def _bare_format(column: Column, row: Row) -> str:
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


def _in_unit(column: Column, row: Row) -> str:
    """Return the format of an indicator's figure; a blank row's is General."""
    unit, decimals = row.get("unit"), row.get("decimals")
    if unit in (None, ""):
        return "General"
    places = int(decimals) if isinstance(decimals, int | float) else 0
    digits = "#,##0" + ("." + "0" * places if places else "")
    if unit == Unit.PERCENT and column.shown is Shown.IN_UNIT:
        return digits.replace("#,##0", "0") + "%"
    if unit == Unit.POUNDS:
        digits = f"£{digits}"
    return f"+{digits};-{digits};{digits}" if column.signed else digits


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def of(self, **says: Any) -> Format:  # noqa: ANN401  (XlsxWriter's own properties)
        """Return the format with these properties, in the workbook's typeface."""
        properties = {"font_name": FONT, "font_size": 10, "font_color": INK, **says}
        key = repr(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def difference(self, **says: Any) -> Format:  # noqa: ANN401  (XlsxWriter's own properties)
        """Return a format that says only what a conditional format changes."""
        key = "difference" + repr(sorted(says.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(says)
        return self._made[key]

    def heading(self, column: Column) -> Format:
        """Return the format of a column's heading: by who fills it in, aligned as its cells are."""
        fill = SLATE if column.is_calculated else TEAL if column.entry else NAVY
        return self.of(
            bold=True,
            font_color="#FFFFFF",
            bg_color=fill,
            text_wrap=True,
            valign="vcenter",
            align=_align(column),
            indent=1,
            right=1,
            right_color="#FFFFFF",
        )

    def cell(self, column: Column, row: Row, *, guarded: bool = False) -> Format:
        """Return the format of a column's cell in a row; on a guarded tab only inputs give way."""
        says: dict[str, Any] = {
            "valign": "vcenter" if guarded else "top",
            "align": _align(column),
            "indent": int(_align(column) == "left"),
            "text_wrap": column.shown in (Shown.TEXT, Shown.RAG) and not guarded,
            "num_format": number_format(column, row),
            "bottom": 1,
            "bottom_color": RULE,
        }
        if column.is_calculated:
            says |= {"font_color": QUIET, "bg_color": WORKED}
        elif column.entry:
            says |= {"bg_color": TYPED}
        if guarded and not column.is_calculated:
            says["locked"] = False
        return self.of(**says)


def _align(column: Column) -> str:
    """Say to which side a column's cells lean: figures to the right, words to the left."""
    figures = column.kind is not Kind.WORD and column.shown not in (Shown.TEXT, Shown.RAG)
    return "right" if figures else "left"
