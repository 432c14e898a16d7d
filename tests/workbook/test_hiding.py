"""Tabs that a council does not use are hidden by one Setting, and shown again by it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.workbook.protection import WorkbookProtection

import csplan
from csplan.plan.check import check
from csplan.sheets import SETTINGS, TABS
from csplan.template.build import blank_workbook, build, default_settings
from csplan.template.shipped import shipped
from csplan.terms.period import FinancialYear
from csplan.xlsx.tab_states import shown_first, with_selected, with_states
from tests.commands.typing_in import type_in
from tests.engines.validators import sdk_errors


def hidden(path: Path) -> list[str]:
    """The tabs that are not shown, as an independent reader finds them."""
    with zipfile.ZipFile(path) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
    return [
        sheet.get("name", "")
        for sheet in book.iterfind(".//{*}sheet")
        if sheet.get("state", "visible") != "visible"
    ]


def asked(path: Path, text: str | None) -> csplan.Updated:
    """The workbook updated with those tabs named on Settings."""
    type_in(path, SETTINGS.key, "", hidden_tabs=text)
    return csplan.update(path)


@pytest.mark.slow  # eight updates, two workbooks made, and a validator: eight seconds
def test_a_setting_hides_tabs_shows_them_again_and_touches_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(shipped("workbook.xlsx").read_bytes())
    csplan.update(path)
    done = asked(path, "activity , Benchmarks,")
    assert ["Benchmarks", "Activity"] == hidden(path)
    assert "Hidden, as Settings says: Benchmarks, Activity" in done.changes
    assert not csplan.update(path).written
    done = asked(path, "Grants")
    assert ["Grants"] == hidden(path)
    assert "Shown again, as Settings says: Benchmarks, Activity" in done.changes
    asked(path, None)
    assert ["Grants"] == hidden(path), "blank leaves all as they are"
    path.write_bytes(build(csplan.calculate(csplan.read(path))))
    asked(path, "None")
    assert [] == hidden(path)
    asked(path, ", ".join(TABS))
    assert set(TABS) - {"Home", "Settings", "Checks"} == set(hidden(path))
    assert {path: []} == sdk_errors([path])
    made = tmp_path / "made.xlsx"
    made.write_bytes(build(csplan.calculate(csplan.read(path))))
    assert hidden(path) == hidden(made), "a new workbook hides what its settings name"


@pytest.mark.longest
@pytest.mark.slow  # two workbooks saved by openpyxl, and two updates: three seconds
def test_where_the_open_tab_is_hidden_home_is_open_and_a_locked_structure_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank_workbook(FinancialYear(2017)))
    book = openpyxl.load_workbook(path)
    book.active = book.sheetnames.index("Activity")
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet.title == "Activity"
    book.save(path)
    asked(path, "Activity")
    book = openpyxl.load_workbook(path)
    assert "Home" == book.active.title  # type: ignore[union-attr]
    assert ["Home"] == [one.title for one in book if one.sheet_view.tabSelected]
    book.security = WorkbookProtection(lockStructure=True)
    book.save(path)
    asked(path, "Grants")
    assert ["Activity"] == hidden(path)


BOOK = (
    b'<x:workbook><x:bookViews><x:workbookView activeTab="1" firstSheet="0"/></x:bookViews>'
    b'<x:sheets><x:sheet name="A" sheetId="1" r:id="a"/>'
    b'<x:sheet state="veryHidden" name="B" sheetId="2" r:id="b"/></x:sheets></x:workbook>'
)


def test_states_are_written_where_each_stands_and_nothing_else_changes() -> None:
    changed = with_states(BOOK, {"A": True, "B": False})
    assert (
        BOOK.replace(b'sheet name="A"', b'sheet state="hidden" name="A"').replace(
            b' state="veryHidden"', b""
        )
        == changed
    )
    assert BOOK == with_states(BOOK, {})
    assert changed == with_states(changed, {"A": True})


def test_the_first_tab_that_is_shown_opens_where_the_open_one_is_hidden() -> None:
    found = shown_first(BOOK)
    assert found is not None
    assert (0, BOOK.replace(b'activeTab="1"', b'activeTab="0"')) == found
    assert None is shown_first(found.xml), "the open one is shown"
    assert None is shown_first(BOOK.replace(b'activeTab="1"', b'activeTab="7"'))
    assert None is shown_first(with_states(BOOK, {"A": True})), "there is none to open"
    assert None is shown_first(BOOK.replace(b'activeTab="1"', b"")), "the first is open"


def test_one_sheet_is_selected_and_the_others_are_not() -> None:
    sheet = b'<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    other = with_selected(sheet, selected=False)
    assert b'<sheetViews><sheetView workbookViewId="0"/></sheetViews>' == other
    assert sheet == with_selected(other, selected=True) == with_selected(sheet, selected=True)


@pytest.mark.parametrize(
    ("typed", "says", "fix"),
    [
        ("Activty", "csplan has no tab called Activty", "Did you mean Activity?"),
        (
            "Cost model",
            "csplan has no tab called Cost model",
            "Type names as they stand on the tabs",
        ),
        ("home", "Home is never hidden", "Leave it out."),
    ],
)
def test_names_that_cannot_be_hidden_are_found(typed: str, says: str, fix: str) -> None:
    settings = default_settings(FinancialYear(2017))
    plan = csplan.Plan({**settings, "hidden_tabs": f"Grants, {typed}, None"}, {})
    found = [one for one in check(plan) if one.code == "tab-not-hidden"]
    assert [(True, True)] == [(says in one.message, fix in one.fix) for one in found]
