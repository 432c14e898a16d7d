"""The Summary tab: the whole plan on one page, with its two charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csplan.sheets import HEADLINES, OUTCOME_SUMMARY, OUTCOMES, SERVICE_SUMMARY, SERVICES
from csplan.template.labels import LABEL_HEIGHT, write_labels
from csplan.template.pages import TOP, Paper, frame, protect, set_widths
from csplan.template.styles import FONT, INK, NAVY, QUIET, RULE
from csplan.template.tables import NewWorkbook, write_table

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from csplan.sheets.sheet import Sheet

__all__ = ["write_summary"]

_WIDTHS = (13, 58, 20, 15, 15, 15, 14, 14, 15, 15, 15)
_COLOURS = {"red": "#C0392B", "amber": "#E9A820", "green": "#2E8B57"}
_CHART_WIDTH = 712
_GAP = 10


def write_summary(book: NewWorkbook, worksheet: Worksheet) -> None:
    """Write the Summary tab."""
    set_widths(worksheet, _WIDTHS)
    paper = Paper(last_column=len(_WIDTHS) - 1, one_page=True)
    title = f"Summary of the plan {book.year}"
    purpose = "The whole plan on one page. Every figure is live: change the sheets, not this page."
    frame(book, worksheet, title, purpose, paper)
    after = write_labels(book, worksheet, HEADLINES, (TOP, 1), meanings=False)
    outcomes = _titled(book, worksheet, OUTCOME_SUMMARY, after + 1)
    services = _titled(book, worksheet, SERVICE_SUMMARY, outcomes[1] + 1)
    _offer_refs(worksheet, outcomes, OUTCOMES.refs)
    _offer_refs(worksheet, services, SERVICES.refs)
    height = (round((after - TOP) * LABEL_HEIGHT * 4 / 3) - _GAP) // 2
    worksheet.insert_chart(
        TOP,
        3,
        _outcome_chart(book, outcomes, height),
        _placed(0, "Rated indicators of each key outcome, stacked by colour"),
    )
    worksheet.insert_chart(
        TOP,
        3,
        _service_chart(book, services, height),
        _placed(height + _GAP, "Net budget of each service beside what is spent"),
    )
    worksheet.print_area(0, 0, services[1] - 1, paper.last_column)
    protect(worksheet)


def _placed(down: int, description: str) -> dict[str, Any]:
    """Return where a chart stands beside the headlines."""
    return {"x_offset": 16, "y_offset": down, "object_position": 2, "description": description}


def _titled(book: NewWorkbook, worksheet: Worksheet, sheet: Sheet, row: int) -> tuple[int, int]:
    """Write a table under its title, and return its heading's row and the row after its last."""
    style = book.styles.of(bold=True, font_size=12, font_color=NAVY, valign="vcenter")
    worksheet.set_row(row, 24)
    worksheet.write_string(row, 0, sheet.title, style)
    worksheet.write_string(
        row, 2, sheet.purpose, book.styles.of(font_color=QUIET, valign="vcenter")
    )
    return row + 1, write_table(book, worksheet, sheet, row + 1)


def _offer_refs(worksheet: Worksheet, rows: tuple[int, int], refs: str) -> None:
    """Let the reader choose which outcomes or services stand on the page."""
    choice = {"validate": "list", "source": f"={refs}", "error_message": "Choose from the list."}
    worksheet.data_validation(rows[0] + 1, 0, rows[1] - 1, 0, choice)


def _area(sheet: Sheet, column: str, rows: tuple[int, int]) -> list[Any]:
    """Return the cells of a table's column as XlsxWriter's charts take them."""
    position = sheet.place_of(column)
    return ["Summary", rows[0] + 1, position, rows[1] - 1, position]


def _outcome_chart(book: NewWorkbook, rows: tuple[int, int], height: int) -> Chart:
    """Draw the rated indicators of each key outcome, stacked by colour."""
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for name, colour in _COLOURS.items():
        chart.add_series(
            {
                "name": name.title(),
                "categories": _area(OUTCOME_SUMMARY, "outcome", rows),
                "values": _area(OUTCOME_SUMMARY, name, rows),
                "fill": {"color": colour},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": _font(9, "#FFFFFF" if name != "amber" else INK, bold=True),
                },
            }
        )
    _dress(chart, "Rated indicators by key outcome", height)
    chart.set_y_axis(_category_axis())
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    return chart


def _service_chart(book: NewWorkbook, rows: tuple[int, int], height: int) -> Chart:
    """Draw each service's net budget beside what is spent."""
    chart = book.workbook.add_chart({"type": "bar"})
    for column, name, colour in (
        ("revised_budget", "Revised budget", NAVY),
        ("actual_to_date", "Actual to date", "#8FB3D9"),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": _area(SERVICE_SUMMARY, "service", rows),
                "values": _area(SERVICE_SUMMARY, column, rows),
                "fill": {"color": colour},
                "gap": 50,
                "overlap": 0,
                "data_labels": {
                    "value": True,
                    "num_format": '£0.0,,"m";-£0.0,,"m";""',
                    "font": _font(8, INK),
                },
            }
        )
    _dress(chart, "Net budget by service", height)
    chart.set_y_axis(_category_axis() | {"label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    return chart


def _font(size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    """Return a chart's font."""
    return {"name": FONT, "size": size, "color": colour, "bold": bold}


def _category_axis() -> dict[str, Any]:
    """Return the axis of names, first at the top."""
    return {
        "reverse": True,
        "num_font": _font(9, INK),
        "line": {"color": RULE},
        "major_tick_mark": "none",
    }


def _dress(chart: Chart, title: str, height: int) -> None:
    """Give a chart its title, legend and quiet frame."""
    chart.set_title({"name": title, "name_font": _font(11, NAVY, bold=True), "overlay": False})
    chart.set_plotarea({"layout": {"x": 0.34, "y": 0.17, "width": 0.6, "height": 0.64}})
    chart.set_legend({"position": "bottom", "font": _font(9, INK)})
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_size({"width": _CHART_WIDTH, "height": height})
