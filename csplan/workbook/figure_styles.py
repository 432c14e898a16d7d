"""How History shows its figures: each in the unit and decimals of its own indicator."""

from __future__ import annotations

from csplan.sheets import HISTORY, INDICATORS
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.read import Opened

__all__ = ["figure_styles"]

_LIKE = {
    **dict.fromkeys(("value", "target", "forecast", "baseline"), "actual"),
    **dict.fromkeys(("target_2", "target_3", "target_4", "q1_target", "q2_target"), "actual"),
    **dict.fromkeys(("q3_target", "q4_target"), "actual"),
    **dict.fromkeys(("tolerance", "tolerance_in_unit"), "tolerance_applied"),
}
"""Which column of Indicators shows figures as a column of History should."""


def figure_styles(opened: Opened, rows: Sequence[Row]) -> dict[tuple[int, str], int]:
    """Return the styles of the figures of History whose cells were blank, or held another ref's.

    Every other cell keeps the style that it has.
    """
    place = opened.layout.tables[HISTORY.key]
    cells = opened.cells(place.tab)
    known = _known_styles(opened)
    unknown = _styles_of_no_unit(opened, frozenset(known.values()))
    styles = {}
    for number, row in enumerate(rows, start=place.first_row):
        before = cells.cell(number, place.columns["ref"])
        moved = before is None or before.value != row.get("ref")
        for name, like in _LIKE.items():
            if row.get(name) in (None, ""):
                continue
            cell = cells.cell(number, place.columns[name])
            if moved or cell is None or cell.value is None:
                style = known.get((str(row.get("ref")), like), unknown.get(name))
                if style is not None:
                    styles[number, name] = style
    return styles


def _known_styles(opened: Opened) -> Mapping[tuple[str, str], int]:
    """Return how each ref's figures are shown: on Indicators, or on History where it ended."""
    return {
        **dict(_shown(opened, HISTORY, _LIKE)),
        **dict(_shown(opened, INDICATORS, {like: like for like in _LIKE.values()})),
    }


def _shown(
    opened: Opened, sheet: Sheet, columns: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], int]]:
    """Say how a sheet shows the figures of each ref, in some of its columns."""
    place = opened.layout.tables.get(sheet.key)
    if place is None:
        return
    cells = opened.cells(place.tab)
    for number, row in zip(place.rows, opened.plan.table(sheet), strict=True):
        for name, like in columns.items():
            cell = cells.cell(number, place.columns[name])
            if cell is not None and (sheet is INDICATORS or cell.value is not None):
                yield (str(row.get("ref")), like), cell.style


def _styles_of_no_unit(opened: Opened, in_units: frozenset[int]) -> dict[str, int]:
    """Return the styles of figures without a unit, as the values of Settings are.

    The first row's, until that row's figure is shown in a unit; then that of text.
    """
    place = opened.layout.tables[HISTORY.key]
    cells = opened.cells(place.tab)
    first = {name: cells.cell(place.first_row, place.columns[name]) for name in (*_LIKE, "ref")}
    text = first["ref"].style if first["ref"] is not None else 0
    return {
        name: text if cell.style in in_units else cell.style
        for name in _LIKE
        if (cell := first[name]) is not None
    }
