"""Changes a plan's file so that reading it makes each of the findings about files and tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from tests.lossless.cells import put_element, tag
from tests.lossless.editing import Table
from tests.lossless.features import connection
from tests.lossless.parts import WORKBOOK, Parts


def _sheet_missing(parts: Parts, _path: Path) -> None:
    part = parts.tables(parts.sheets()["Actions"])[0]
    parts.replace(part, 'displayName="Actions"', 'displayName="Deeds"')
    parts.replace(part, '<tableColumn id="1" name="Ref"', '<tableColumn id="1" name="Number"')
    parts.replace(WORKBOOK, 'name="Actions"', 'name="Deeds"')


def _heading(new: str, old: str = "Q1 actual") -> Callable[[Parts, Path], None]:
    def edit(parts: Parts, _path: Path) -> None:
        table = Table(parts, "Indicators")
        table.columns[table.headings.index(old)].set("name", new)
        table.save()

    return edit


def _column_taken(parts: Parts, _path: Path) -> None:
    parts.replace(WORKBOOK, 'name="csplan_layout"', 'name="their_layout"')


def _older(parts: Parts, path: Path) -> None:
    _column_taken(parts, path)
    table = Table(parts, "Accepted")
    table.columns[table.headings.index("Value")].set("name", "Ours")
    table.save()


def _column_doubled(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    table.insert_column(3, "Q1  ACTUAL")
    table.save()


def _setting_missing(parts: Parts, _path: Path) -> None:
    parts.replace(WORKBOOK, 'name="percentage_limit"', 'name="limit"')


def _year_changed(parts: Parts, _path: Path) -> None:
    tree = parts.tree(parts.sheets()["Settings"])
    place = next(
        (one.text or "").rpartition("!")[2].replace("$", "")
        for one in parts.tree(WORKBOOK).iter(tag("definedName"))
        if one.get("name") == "financial_year"
    )
    cell = next(one for one in tree.iter(tag("c")) if one.get("r") == place)
    for one in list(cell):
        cell.remove(one)
    cell.set("t", "inlineStr")
    etree.SubElement(etree.SubElement(cell, tag("is")), tag("t")).text = "2017/18"
    parts.put(parts.sheets()["Settings"], tree)


def _row_outside(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    table.fill(table.bottom + 2, table.at("Ref"), "KO1-77")
    table.save()


def _merged(parts: Parts, _path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A6:A7"/></mergeCells>'
    put_element(parts, parts.sheets()["Indicators"], merged)


def _formula(value: str) -> Callable[[Parts, Path], None]:
    def edit(parts: Parts, _path: Path) -> None:
        table = Table(parts, "Indicators")
        table.type(table.rows[0], "Q1 actual", "=A1+1")
        cell = table.cell(table.rows[0], table.at("Q1 actual"))
        assert cell is not None
        if value:
            etree.SubElement(cell, tag("v")).text = value
        table.save()

    return edit


def _copied(parts: Parts, _path: Path) -> None:
    sheet = parts.sheets()["Actions"]
    part, copied = parts.tables(sheet)[0], "xl/tables/copied.xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    parts.add(copied, parts.held[part], kind)
    for name in ("name", "displayName"):
        parts.replace(copied, f' {name}="Actions"', f' {name}="Actions2"')
    parts.relate(parts.sheets()["Home"], "table", copied)


def _manual(parts: Parts, _path: Path) -> None:
    parts.replace(WORKBOOK, "<calcPr ", '<calcPr calcMode="manual" ')


def _open(_parts: Parts, path: Path) -> None:
    path.with_name("~$plan.xlsx").write_bytes(b"\x04Jane" + bytes(160))


def _does_not_fill(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    for one in table.columns:
        for formula in list(one):
            one.remove(formula)
    table.save()


def _hidden(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    table.row(table.rows[0]).set("hidden", "1")
    table.save()


def _summary_missing(parts: Parts, _path: Path) -> None:
    parts.replace(WORKBOOK, 'name="all_red"', 'name="all_reds"')


def _typed_over(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "RAG", "Green")
    table.save()


def _nothing(_parts: Parts, _path: Path) -> None:
    """The folder alone brings it about."""


def _connected(parts: Parts, _path: Path) -> None:
    connection(parts)


def _respelt(parts: Parts, _path: Path) -> None:
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "Polarity", "higher is better")
    table.save()


def _linked(_parts: Parts, path: Path) -> None:
    path.touch()
    path.with_name("2016.xlsx").hardlink_to(path)


IN_FILE: dict[str, Callable[[Parts, Path], None]] = {
    "sheet-missing": _sheet_missing,
    "column-missing": _heading("First quarter"),
    "column-taken": _column_taken,
    "upgrade-needed": _older,
    "column-doubled": _column_doubled,
    "setting-missing": _setting_missing,
    "year-changed": _year_changed,
    "rows-outside-table": _row_outside,
    "merged-cells": _merged,
    "formula-without-value": _formula(""),
    "formula-in-input": _formula("7"),
    "sheet-copied": _copied,
    "calculation-manual": _manual,
    "open-in-excel": _open,
    "synchronised-folder": _nothing,
    "hard-linked": _linked,
    "new-rows-do-not-fill": _does_not_fill,
    "hidden-rows": _hidden,
    "external-links": _connected,
    "summary-missing": _summary_missing,
    "formula-restored": _typed_over,
    "word-respelt": _respelt,
}
