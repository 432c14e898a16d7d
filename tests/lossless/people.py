"""What people do to a plan in Excel, done to its file, and to what its figures should then be.

A `Desk` holds the file's parts and, by table and ref, the inputs that they now say.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

from csplan.plan.plan import Row
from csplan.sheets import BY_KEY
from csplan.sheets.sheet import Sheet
from csplan.terms.names import matching
from tests.lossless.cells import tag
from tests.lossless.desk import TABLES, YEAR, Desk
from tests.lossless.editing import Table
from tests.lossless.parts import WORKBOOK

_FIGURES = (0.5, 0.814, 66.0, 1491.0, 0.0, -3.5, "N/A", None, "74 %")
_TYPED = {
    "Indicators": ("Q1 actual", "Q2 actual", "Forecast", "Baseline"),
    "Actions": ("% complete", "Due"),
    "Budget": ("Forecast outturn", "Actual to date"),
}
_OVER = {
    "Indicators": ("RAG", "Variance", "Direction of travel", "Row check"),
    "Actions": ("BRAG",),
    "Budget": ("Forecast variance", "Adverse or favourable"),
}


def reorder_columns(desk: Desk, chance: random.Random) -> None:
    """Drag columns to other places."""
    table = desk.table(chance.choice(TABLES))
    order = list(range(len(table.columns)))
    chance.shuffle(order)
    table.order_columns(order)
    table.save()


def insert_column(desk: Desk, chance: random.Random) -> None:
    """Insert a column of one's own anywhere in a table."""
    table = desk.table(chance.choice(TABLES))
    heading = f"Ours {chance.randrange(10**6)}"
    table.insert_column(chance.randrange(len(table.columns) + 1), heading)
    table.save()


def hide(desk: Desk, chance: random.Random) -> None:
    """Hide rows, and a sheet."""
    table = desk.table(chance.choice(TABLES))
    for row in chance.sample(table.rows, k=min(3, len(table.rows))):
        table.row(row).set("hidden", "1")
    table.save()
    tree = desk.parts.tree(WORKBOOK)
    next(tree.iter(tag("sheet"))).set("state", chance.choice(["hidden", "veryHidden"]))
    desk.parts.put(WORKBOOK, tree)


def sort(desk: Desk, chance: random.Random) -> None:
    """Sort a table by whatever column."""
    table = desk.table(chance.choice(TABLES))
    order = table.rows
    chance.shuffle(order)
    table.order_rows(order)
    table.save()


def delete_rows(desk: Desk, chance: random.Random) -> None:
    """Delete a row or two."""
    name = chance.choice(TABLES)
    table = desk.table(name)
    if len(table.rows) > 3:
        gone = chance.sample(table.rows, k=2)
        for row in gone:
            desk.rows[name].pop(table.value(row, _ref(table)), None)
        table.delete_rows(gone)
        table.save()


def add_row(desk: Desk, chance: random.Random) -> None:
    """Type a new row under a table, which grows; the formulas may or may not fill."""
    name = chance.choice(TABLES)
    table, sheet = desk.table(name), BY_KEY[name.lower()]
    like = chance.choice(list(desk.rows[name].values()))
    ref = {"Indicators": "KO9-{}", "Actions": "A-{}", "Budget": "B-{}"}[name]
    new = {column.name: like.get(column.name) for column in sheet.inputs}
    new["ref"] = ref.format(chance.randrange(300, 999))
    if new["ref"] in desk.rows[name]:
        return
    (row,) = table.grow()
    _type_row(table, sheet, row, new)
    table.save()
    desk.rows[name][str(new["ref"])] = new


def insert_row(desk: Desk, chance: random.Random) -> None:
    """Insert a row in the middle, blank or filled in."""
    name = chance.choice(TABLES)
    table = desk.table(name)
    (new,) = table.grow()
    table.save()
    rows = table.rows
    place = chance.randrange(len(rows))
    rows.insert(place, new)
    table.order_rows(rows[: len(table.rows)])
    table.save()


def _type_row(table: Table, sheet: Sheet, number: int, row: Row) -> None:
    """Type a row's inputs under its table's headings."""
    headings = {matching(heading): heading for heading in table.headings}
    for column in sheet.inputs:
        value = row.get(column.name)
        if value is not None:
            table.type(number, headings[matching(column.heading_in(YEAR))], value)


def type_figure(desk: Desk, chance: random.Random) -> None:
    """Type or paste figures, words and slips into the columns for them."""
    name = chance.choice(TABLES)
    table, sheet = desk.table(name), BY_KEY[name.lower()]
    headings = {matching(heading): heading for heading in table.headings}
    for _ in range(3):
        heading = chance.choice(_TYPED[name])
        row, value = chance.choice(table.rows), chance.choice(_FIGURES)
        ref = table.value(row, _ref(table))
        if ref in desk.rows[name]:
            field_name = next(one.name for one in sheet.inputs if one.heading == heading)
            desk.rows[name][ref][field_name] = value
            table.type(row, headings[matching(heading)], value)
    table.save()


def drag_formula(desk: Desk, chance: random.Random) -> None:
    """Drag a formula over inputs; its last value counts."""
    table = desk.table("Indicators")
    headings = {matching(heading): heading for heading in table.headings}
    for row in table.rows[chance.randrange(3) :: 4]:
        ref = table.value(row, _ref(table))
        if ref in desk.rows["Indicators"]:
            heading = headings[matching("Q1 actual")]
            table.type(row, heading, "=1+1")
            cell = table.cell(row, table.at(heading))
            assert cell is not None
            etree.SubElement(cell, tag("v")).text = "2"
            desk.rows["Indicators"][ref]["q1_actual"] = 2.0
    table.save()


def paste_over_formulas(desk: Desk, chance: random.Random) -> None:
    """Paste values over calculated columns, or clear them."""
    name = chance.choice(TABLES)
    table = desk.table(name)
    headings = {matching(heading): heading for heading in table.headings}
    for heading in _OVER[name]:
        for row in chance.sample(table.rows, k=min(4, len(table.rows))):
            value = chance.choice(["Green", 42.0, None, "#REF!", "=1+1"])
            table.type(row, headings[matching(heading)], value)
    table.save()


def rename_heading(desk: Desk, chance: random.Random) -> None:
    """Rename a heading within what csplan tolerates: capitals and spaces."""
    table = desk.table(chance.choice(TABLES))
    old = chance.choice(table.headings)
    new = chance.choice([old.upper(), f" {old} ", old.replace(" ", "  "), old.lower()])
    if new != old:
        table.rename(old, new)
        table.save()


def rename_tab(desk: Desk, chance: random.Random) -> None:
    """Rename a tab: tables keep their names, so all goes on."""
    name = chance.choice(TABLES)
    old, new = desk.table(name).tab, f"{name} {chance.randrange(100)} (R&D)"
    tree = desk.parts.tree(WORKBOOK)
    for one in tree.iter(tag("sheet")):
        if one.get("name") == old:
            one.set("name", new)
    quoted = "'" + old + "'!"
    for one in tree.iter(tag("definedName")):
        one.text = (one.text or "").replace(quoted, f"{old}!").replace(f"{old}!", f"'{new}'!")
    desk.parts.put(WORKBOOK, tree)


def move_tab(desk: Desk, chance: random.Random) -> None:
    """Drag tabs into another order; names of one sheet follow it."""
    tree = desk.parts.tree(WORKBOOK)
    sheets = tree.find(tag("sheets"))
    assert sheets is not None
    order = list(range(len(sheets)))
    chance.shuffle(order)
    sheets[:] = [sheets[one] for one in order]
    for one in tree.iter(tag("definedName")):
        if one.get("localSheetId"):
            one.set("localSheetId", str(order.index(int(one.get("localSheetId", "")))))
    desk.parts.put(WORKBOOK, tree)


def row_outside(desk: Desk, chance: random.Random) -> None:
    """Type a row under a table that does not grow: nothing may be counted wrongly."""
    table = desk.table(chance.choice(TABLES))
    table.fill(table.bottom + 2, table.at(_ref(table)), "KO1-98")
    table.save()
    desk.fault = "rows-outside-table"


def double_row(desk: Desk, chance: random.Random) -> None:
    """Paste a row with its ref a second time."""
    table = desk.table(chance.choice(TABLES))
    refs = [ref for row in table.rows if (ref := table.value(row, _ref(table)))]
    (row,) = table.grow()
    table.type(row, _ref(table), f" {refs[0].lower()}")
    table.save()
    desk.fault = "ref-doubled"


def _ref(table: Table) -> str:
    """The heading of the refs, as it is spelt now."""
    return next(one for one in table.headings if matching(one) == matching("Ref"))


HARMLESS: tuple[Callable[[Desk, random.Random], None], ...] = (
    reorder_columns,
    insert_column,
    hide,
    sort,
    delete_rows,
    add_row,
    insert_row,
    type_figure,
    drag_formula,
    paste_over_formulas,
    rename_heading,
    rename_tab,
    move_tab,
)
FAULTY: tuple[Callable[[Desk, random.Random], None], ...] = (row_outside, double_row)
