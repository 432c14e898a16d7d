"""Recalculates a workbook with ironcalc: quick, and right wherever csplan's formulas tread.

Known to be wrong in TEXT, in comparing two comparisons, in ISNUMBER(TRUE) and in MATCH with `*`;
csplan uses none of these.
"""

from __future__ import annotations

from pathlib import Path

import ironcalc


def recalculated(path: Path) -> dict[str, dict[str, object]]:
    """The value of every used cell after recalculation, by sheet name and cell reference.

    A number is a float, an empty text is "", an error is its text such as `#DIV/0!`.
    """
    model = ironcalc.load_from_xlsx(str(path))
    model.evaluate()
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    values: dict[str, dict[str, object]] = {name: {} for name in names}
    for sheet, row, column in model.get_all_cells():
        value = model.get_cell_value(sheet, row, column)
        if value is not None:
            reference = f"{ironcalc.column_name_from_number(column)}{row}"
            values[names[sheet]][reference] = value
    return values
