"""csplan's own tables filled for what people typed: new services and outcomes get their lines.

Blank rows are filled first; then a table grows, and what stands under it moves down.
"""

from __future__ import annotations

from csplan.plan.check import has_faults
from csplan.plan.standing import standing
from csplan.sheets import BY_KEY
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.values import alike
from csplan.workbook.read import read_again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet
    from csplan.workbook.read import Opened
    from csplan.xlsx.edited import EditedPackage

__all__ = ["fill_tables"]


def fill_tables(work: Opened, *, now: datetime) -> tuple[Opened, str]:
    """Return the workbook with its own tables listing what the plan has; the same if they do.

    With it, what the Change log says of that.

    Raises: WorkbookError where a table has to grow and cannot.
    """
    if has_faults(work.plan):
        return work, ""
    wanted = standing(work.plan)
    if not wanted:
        return work, ""
    from csplan.xlsx.edited import EditedPackage  # what few updates need is imported for them

    edited = EditedPackage(work.package)
    for key, rows in wanted.items():
        _list(edited, work, BY_KEY[key], rows)
    tabs = dict.fromkeys(BY_KEY[key].tab for key in wanted)
    return (
        read_again(work, edited.rebuilt(), now=now),
        f"{' and '.join(tabs)} brought up to date with the plan's own lists",
    )


def _list(edited: EditedPackage, work: Opened, sheet: Sheet, rows: Sequence[Row]) -> None:
    """Put rows into a table, which grows where it is too short."""
    from csplan.xlsx.appending import append_rows
    from csplan.xlsx.given import Given
    from csplan.xlsx.moving_down import move_down
    from csplan.xlsx.places import block_named
    from csplan.xlsx.sheet_patch import Write

    place = work.layout.tables[sheet.key]
    block = block_named(edited, place.table.name)
    cells = edited.sheet(block.sheet)
    writes: dict[tuple[int, int], Write] = {}
    for at, number in enumerate(block.rows):
        row = rows[at] if at < len(rows) else {}
        for column in sheet.inputs:
            to = (number, place.columns[column.name])
            cell = cells.cell(*to)
            if not alike(cell.value if cell is not None else None, row.get(column.name)):
                writes[to] = Write(row.get(column.name))
    edited.write(block.sheet, writes)
    more = rows[len(block.rows) :]
    if more:
        move_down(edited, block.sheet, after=block.whole.last_row, count=len(more))
        columns = {
            place.table.columns[place.columns[one.name] - place.table.first_column].name: [
                row.get(one.name) for row in more
            ]
            for one in sheet.inputs
        }
        data = Given(columns, len(more))
        append_rows(edited, block, data, over_formulas=False, mixed=True)
