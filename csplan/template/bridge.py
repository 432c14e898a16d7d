"""Draws the bridge from last year's budget to this year's under the table of Pressures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets import PRESSURES
from csplan.template.styles import FONT, INK, NAVY, RULE
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from csplan.template.tables import NewWorkbook

__all__ = ["draw_bridge"]

_BARS = (
    ("bar_base", "Base", None),
    ("bar_total", "Budget", NAVY),
    ("bar_rise", "Pressure", "#F2B5AE"),
    ("bar_fall", "Saving", "#A9D8BC"),
)
_WIDTH = 780
_STEP = 5_000_000
_MARGIN = 4


def draw_bridge(book: NewWorkbook, worksheet: Worksheet, top: int, bottom: int) -> None:
    """Draw the bridge below the rows of the table, which may grow past it."""
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})

    def area(name: str) -> list[Any]:
        position = PRESSURES.place_of(name)
        return [PRESSURES.tab, top + 1, position, bottom - 1, position]

    for name, title, colour in _BARS:
        series: dict[str, Any] = {
            "name": title,
            "categories": area("change"),
            "values": area(name),
            "gap": 40,
            "fill": {"color": colour} if colour else {"none": True},
        }
        if colour:
            series["data_labels"] = {
                "value": True,
                "num_format": '£0.0,,"m";;',
                "font": {"name": FONT, "size": 9, "color": "#FFFFFF" if colour == NAVY else INK},
            }
        chart.add_series(series)
    least = _least(book)
    title = "From last year's budget to this year's"
    if least:
        title += f" (the axis begins at £{least // 1_000_000}m)"
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "color": NAVY}})
    font = {"name": FONT, "size": 9, "color": INK}
    chart.set_legend({"position": "bottom", "font": font, "delete_series": [0]})
    chart.set_x_axis({"num_font": font, "line": {"color": RULE}})
    grid = {"visible": True, "line": {"color": RULE, "width": 0.5}}
    axis = {"num_format": '£0,,"m"', "num_font": font, "major_gridlines": grid, "min": least}
    chart.set_y_axis(axis)
    chart.set_chartarea({"border": {"color": RULE}})
    chart.show_hidden_data()  # the bars stand in folded columns
    chart.set_size({"width": _WIDTH, "height": 340})
    options = {
        "x_offset": 8,
        "object_position": 2,
        "description": "Waterfall of the bridge from last year's budget to this year's",
    }
    worksheet.insert_chart(bottom + _MARGIN, PRESSURES.in_view, chart, options)


def _least(book: NewWorkbook) -> int:
    """Return where the axis begins, so that changes of a large budget can be seen."""
    rows = book.results.table(PRESSURES)
    levels = [float(one) for row in rows if is_number(one := row.get("bridge_level"))]
    return int(max(min(levels) - _STEP, 0) // _STEP * _STEP) if levels else 0
