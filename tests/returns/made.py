"""Returns of the demonstration, and people who fill them in with other programs."""

from __future__ import annotations

import functools
import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.returns.form import Form, forms_of
from csplan.returns.reading import Came, came_back
from csplan.returns.writing import TOP, return_bytes
from csplan.template.build import build
from csplan.template.demo import demo_plan, demo_workbook
from csplan.workbook.update import read_and_calculate

Change = Callable[[Workbook], None]


@functools.cache
def results() -> Results:
    """The demonstration with its places, as a workbook that was read has them."""
    return _read(demo_workbook())


def _read(workbook: bytes) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(workbook)
        return read_and_calculate(path)[0]


@functools.cache
def forms() -> dict[str, Form]:
    return {form.identity.whom: form for form in forms_of(results())}


@functools.cache
def sent(service: str) -> bytes:
    return return_bytes(forms()[service], results().settings, due="14 October 2016")


OWNERS = (
    *("Asha Patel", "Ben Okoro", "Cara Lewis", "Dan Fry", "Efa Rhys", "Finn O'Dea"),
    *("Gita | Rao", "Hana 100% Ito", "Ivo & Kos", "Jo Löw", "Kit Vane", "Lou Ng"),
)
"""Twelve people, some with signs in their names that a return's number is written with."""


@functools.cache
def owned_workbook() -> bytes:
    """The demonstration with twelve owners of most of its indicators and actions."""
    made = demo_plan()
    rows: dict[str, list[Row]] = {
        key: [dict(row) for row in listed] for key, listed in made.plan.rows.items()
    }
    for key in ("indicators", "actions"):
        for number, row in enumerate(rows[key]):
            spelt = OWNERS[number % 12].upper() if number % 5 == 0 else OWNERS[number % 12]
            row["owner"] = spelt if number % 7 else None
    rows["people"] = [
        {"ref": name, "email": f"owner.{number}@example.gov.uk"}
        for number, name in enumerate(OWNERS)
    ]
    return build(calculate(Plan(made.plan.settings, rows)))


@functools.cache
def owned() -> Results:
    """What that workbook holds."""
    return _read(owned_workbook())


def filled(service: str, change: Change, *, name: str = "") -> Came:
    """A return as it comes back, after somebody has changed it in another program."""
    return came_back(name or f"{service}.xlsx", edited(sent(service), change))


def edited(data: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def type_into(sheet: str, ref: str, heading: str, value: object) -> Change:
    """Type a value into the cell of a row under a heading."""

    def change(book: Workbook) -> None:
        tab = book[sheet]
        headings = {str(c.value): c.column or 0 for c in tab[TOP + 1]}
        row = next(r for r in range(TOP + 2, tab.max_row + 1) if tab.cell(r, 1).value == ref)
        cell = tab.cell(row, headings[heading])
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, datetime):
            cell.number_format = "dd/mm/yyyy"

    return change


def all_of(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def texts_in(data: bytes) -> str:
    """Every part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(
            package.read(name).decode("utf-8", "replace") for name in package.namelist()
        )
