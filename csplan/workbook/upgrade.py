"""An older workbook brought forward: what later layouts brought is added, nothing else is touched.

Knows no file, and not how a fresh workbook is made: it is given one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.plan.check import check
from csplan.sheets import BY_KEY, LAYOUT
from csplan.sheets.formulas import formulas_of
from csplan.terms.catalogue import Code
from csplan.terms.errors import PlanHasFaults
from csplan.terms.period import FinancialYear
from csplan.workbook.grafting import graft
from csplan.workbook.layout import layout_of
from csplan.workbook.read import read_again
from csplan.xlsx.package import Package
from csplan.xlsx.table_patch import with_table_formulas

if TYPE_CHECKING:
    from datetime import datetime

    from csplan.workbook.layout import Layout
    from csplan.workbook.read import Opened

__all__ = ["additions_in_words", "bring_forward"]


def bring_forward(work: Opened, fresh: bytes, *, now: datetime) -> Opened:
    """Return the workbook with all that later layouts brought, as it is in a fresh one.

    Values are still to be calculated, and nothing is written yet.

    Raises: PlanHasFaults where more is wrong than its age; WorkbookError where something stands
    in the way.
    """
    faults = [one for one in check(work.plan) if one.is_fault]
    other = [one for one in faults if one.code is not Code.UPGRADE_NEEDED]
    if other:
        raise PlanHasFaults(other)
    package = Package.open(fresh, name="a fresh workbook")
    where = layout_of(package, FinancialYear.parse(work.plan.financial_year))
    again = read_again(work, graft(work, package, where), now=now)
    return read_again(again, again.package.rebuilt(_with_formulas(again)), now=now)


def _with_formulas(work: Opened) -> dict[str, str]:
    """Return the tables whose new rows would be given other formulas than the rules', mended."""
    parts: dict[str, str] = {}
    for key, place in work.layout.tables.items():
        formulas = formulas_of(BY_KEY[key], work.layout.names)
        first = place.table.first_column
        columns = {name: place.table.columns[place.columns[name] - first] for name in formulas}
        moved = {
            columns[name].name: formula
            for name, formula in formulas.items()
            if columns[name].calculated_formula != formula
        }
        if moved:
            parts[place.table.part] = with_table_formulas(
                work.package.text(place.table.part), moved
            )
    return parts


def additions_in_words(layout: Layout) -> str:
    """Say in one line what an upgrade adds to a workbook."""
    said = []
    for one in layout.missing:
        headings = ", ".join(column.heading for column in one.columns)
        said.append(f"the sheet {one.sheet.tab}" if one.whole else f"{one.sheet.tab}: {headings}")
    return f"Brought to layout {LAYOUT}.  Added: {'; '.join(dict.fromkeys(said))}"
