"""Every column says since which layout workbooks have it: the files of each layout are the proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.sheets import LAYOUT, SHEETS
from csplan.sheets.sheet import Shape
from csplan.terms.period import FinancialYear
from csplan.xlsx.package import Package

LAYOUTS = Path(__file__).parents[1] / "layouts"
YEAR = FinancialYear(2016)


def held_by(layout: int) -> set[tuple[str, str]]:
    """Every sheet and heading, or label, that a workbook of a layout holds."""
    path = LAYOUTS / str(layout) / "service_plan_2016_17.xlsx"
    package = Package.open(path.read_bytes(), name=path.name)
    tables = {table.name: table for tab in package.sheets for table in package.tables(tab)}
    held = {(name, column.name) for name, table in tables.items() for column in table.columns}
    return held | {("", name) for name in package.defined_names}


@pytest.mark.parametrize("layout", range(1, LAYOUT))
def test_what_an_older_layout_had_not_says_since_when_it_is_there(layout: int) -> None:
    held = held_by(layout)
    for sheet in SHEETS:
        for column in sheet:
            labelled = sheet.shape is Shape.LABELS
            key = ("", column.name) if labelled else (sheet.name, column.heading_in(YEAR))
            expected = column.since <= layout
            assert expected == (key in held), (
                f"{sheet.name} {column.heading}: layout {layout} "
                f"{'has' if key in held else 'has not'} this column, so its declaration "
                f"{'must not say' if key in held else 'must say'} since={layout + 1}"
            )
