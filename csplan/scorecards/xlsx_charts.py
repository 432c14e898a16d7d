"""This module draws a table's column of bars as a chart of Excel's own.  Knows no subject."""

from __future__ import annotations

from collections.abc import Sequence

from csplan.looks import figures
from csplan.looks.style import BAR_FILLS, PALETTE, STATUSES
from csplan.scorecards.blocks import Bars, Chart, ChartKind, Room, Table
from csplan.scorecards.xlsx_sheet import Canvas, Drawn, Wide

__all__ = ["add_chart"]

_MILLIONS = '£0.0,,"m";-£0.0,,"m";'
_LABEL_COLUMN = 1


def add_chart(
    book: Canvas,
    sheet: Drawn,
    table: Table,
    chart: Chart,
    columns: Sequence[Wide],
    *,
    starts: Sequence[int],
    at: int,
) -> int:
    """Draw a chart below a table and return the row after it."""
    rows = chart.rows or tuple(range(len(table.rows)))
    if not rows:
        return at
    steps = chart.kind is ChartKind.STEPS
    drawn = book.workbook.add_chart(
        {"type": "column" if steps else "bar"}
        | ({} if chart.kind is ChartKind.BESIDE else {"subtype": "stacked"})
    )
    name = sheet.get_name()
    first, last = starts[rows[0]], starts[rows[-1]]
    labels = [name, first, _LABEL_COLUMN, last, _LABEL_COLUMN]
    if steps:
        _add_steps(book, drawn, sheet, table, chart, labels, columns=len(columns), starts=starts)
    else:
        headings = [column.heading for column in columns]
        for heading, kind in chart.series:
            place = headings.index(heading)
            _add_series(drawn, chart, kind, labels, [name, first, place, last, place])
    _axes(drawn, chart)
    font = {"name": "Arial", "size": 11}
    drawn.set_title({"name": _title(chart), "name_font": font})
    drawn.set_chartarea({"border": {"none": True}})
    height = max(len(rows) + 6, 12)
    drawn.set_size({"width": 960, "height": 20 * height - 10})
    sheet.insert_chart(
        at, 0, drawn, {"description": _description(table, chart), "object_position": 1}
    )
    return at + height


def _title(chart: Chart) -> str:
    cut = chart.kind is ChartKind.STEPS and chart.low
    return f"{chart.title}; the axis does not begin at £0" if cut else chart.title


def _description(table: Table, chart: Chart) -> str:
    """Return the chart in words; the table has the figures."""
    series = ", ".join(heading for heading, _ in chart.series)
    rows = len(chart.rows or table.rows)
    return f"{chart.title}: {series}, for {rows} rows. The table has the figures of each bar."


def _font(size: int, ink: str = "") -> dict[str, object]:
    return {"name": "Arial", "size": size, "color": f"#{ink or PALETTE['ink']}"}


def _axes(drawn: Drawn, chart: Chart) -> None:
    if chart.kind is ChartKind.STEPS:
        drawn.set_y_axis({"num_format": '£0,,"m"', "num_font": _font(9), "min": chart.low})
        drawn.set_x_axis({"num_font": _font(9)})
        drawn.set_legend({"position": "bottom", "font": _font(9), "delete_series": [0]})
        return
    drawn.set_y_axis(
        {
            "reverse": True,
            "line": {"none": True},
            "major_tick_mark": "none",
            "label_position": "low",
            "num_font": _font(9),
        }
    )
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": chart.low})
    drawn.set_legend({"position": "bottom", "font": _font(9)})


def _add_series(
    drawn: Drawn, chart: Chart, kind: str, labels: list[object], values: list[object]
) -> None:
    """Add a series whose numbers stand in a column of the table."""
    label: dict[str, object] = {"value": True, "num_format": _MILLIONS, "font": _font(8)}
    if chart.kind is ChartKind.SHARES:
        ink = PALETTE["ink"] if kind == "Amber" else "FFFFFF"
        shape = f'"{STATUSES[kind].shape} "0;;' if kind in STATUSES else "0;;"
        label = {"value": True, "num_format": shape, "font": {**_font(9, ink), "bold": True}}
    drawn.add_series(
        {
            "name": kind if kind in STATUSES else dict(_turned(chart))[kind],
            "categories": labels,
            "values": values,
            "fill": {"color": f"#{BAR_FILLS[kind]}"},
            "gap": 30 if chart.kind is ChartKind.SHARES else 40,
            "data_labels": label,
        }
    )


def _turned(chart: Chart) -> list[tuple[str, str]]:
    """Return the heading of each kind of bar."""
    return [(kind, heading) for heading, kind in chart.series]


def _add_steps(
    book: Canvas,
    drawn: Drawn,
    sheet: Drawn,
    table: Table,
    chart: Chart,
    labels: list[object],
    *,
    columns: int,
    starts: Sequence[int],
) -> None:
    """Add the series of a waterfall, with the figures that it needs to the right of the table."""
    place = next(n for n, one in enumerate(table.columns) if one.room is Room.BAR)
    kinds = ["", *(kind for _, kind in chart.series)]
    names = ["Chart: below the bar", *(f"Chart: {heading.lower()}" for heading, _ in chart.series)]
    left = columns + 1
    for number, (kind, heading) in enumerate(zip(kinds, names, strict=True)):
        sheet.write_string(starts[0] - 1, left + number, heading)
        for row, start in zip(table.rows, starts, strict=True):
            bars = row.cells[place].part
            value = _step(bars, kind) if isinstance(bars, Bars) else 0.0
            figure = figures.pounds(value)
            look = book.cell_look(figure, quiet=True)
            sheet.write_number(start, left + number, value, look)
        cells = [labels[0], starts[0], left + number, starts[-1], left + number]
        series: dict[str, object] = {
            "name": heading.removeprefix("Chart: ").capitalize(),
            "categories": labels,
            "values": cells,
            "fill": {"color": f"#{BAR_FILLS[kind]}"} if kind else {"none": True},
            "gap": 40,
        }
        if kind:
            ink = "FFFFFF" if kind == "level" else PALETTE["ink"]
            label = {"value": True, "num_format": '£0.0,,"m";;', "font": _font(9, ink)}
            series["data_labels"] = label
        drawn.add_series(series)


def _step(bars: Bars, kind: str) -> float:
    """Return how high a step's bar of a kind is; without a kind, where it begins."""
    for bar in bars.bars:
        low, high = sorted((bar.start, bar.end))
        if bar.kind == "level":
            low = 0.0
        if not kind:
            return low
        return high - low if bar.kind == kind else 0.0
    return 0.0
