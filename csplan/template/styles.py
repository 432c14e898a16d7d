"""How the workbook looks: one typeface, quiet colours, and a number format for each kind of figure.

Knows nothing of where a cell is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets.column import Column, Shown
from csplan.sheets.number_formats import number_format, side_of
from csplan.terms.vocabulary import State

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
    State.CHECK_DATA: ("✖ ", "#5B2C83", "#E9DDF5"),
    "Awaiting data": ("… ", "#37474F", "#DDE4EA"),
}
"""The shape, the ink and the fill of each status that asks for attention, or says all is well."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}
        # By the column itself, which is held beside, for to compare all that it says takes longest.
        self._of_cells: dict[tuple[int, str, bool], tuple[Column, Format]] = {}

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

    def heading(self, column: Column, size: float = 10) -> Format:
        """Return the format of a column's heading: by who fills it in, aligned as its cells are."""
        fill = SLATE if column.is_calculated else TEAL if column.entry else NAVY
        return self.of(
            bold=True,
            font_size=size,
            font_color="#FFFFFF",
            bg_color=fill,
            text_wrap=True,
            valign="vcenter",
            align=side_of(column),
            indent=1,
            right=1,
            right_color="#FFFFFF",
        )

    def cell(self, column: Column, row: Row, *, guarded: bool = False) -> Format:
        """Return the format of a column's cell in a row; on a guarded tab only inputs give way."""
        figure = number_format(column, row)
        known = id(column), figure, guarded
        if known not in self._of_cells:
            self._of_cells[known] = column, self._cell(column, figure, guarded=guarded)
        return self._of_cells[known][1]

    def _cell(self, column: Column, figure: str, *, guarded: bool) -> Format:
        """Return the format of a column's cells whose figures look alike."""
        says: dict[str, Any] = {
            "valign": "vcenter" if guarded else "top",
            "align": side_of(column),
            "indent": int(side_of(column) == "left"),
            "text_wrap": column.shown in (Shown.TEXT, Shown.RAG) and not guarded,
            "num_format": figure,
            "bottom": 1,
            "bottom_color": RULE,
        }
        if column.is_calculated:
            says |= {"font_color": INK if column.strong else QUIET, "bg_color": WORKED}
        elif column.entry:
            says |= {"bg_color": TYPED}
        if column.linked:
            says |= {"font_color": NAVY, "underline": 1}
        if guarded and not column.is_calculated:
            says["locked"] = False
        return self.of(**says)
