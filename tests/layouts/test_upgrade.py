"""Each layout's workbooks are brought forward: nothing is lost, and nothing of a fresh one lacks."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from csplan.commands.cli import run as command
from csplan.sheets import LAYOUT, SHEETS
from csplan.sheets.sheet import Owner
from csplan.workbook.update import read_and_check
from tests.engines import cached, ironcalc_engine, libreoffice_engine, parity
from tests.engines.lint import lint
from tests.engines.validators import audit_errors, sdk_errors
from tests.extent import ALL, some_of
from tests.layouts.later import NEW, fresh, later_release, run
from tests.lossless.cells import tag
from tests.lossless.editing import Table
from tests.lossless.features import WHOLE_FILE
from tests.lossless.parts import Parts
from tests.lossless.plans import small
from tests.lossless.sheet_features import ON_SHEETS

FOLDER = Path(__file__).parent
FILES = [
    pytest.param(path, id=f"{path.parent.name}-{path.stem}")
    for layout in range(1, LAYOUT)
    for path in sorted((FOLDER / str(layout)).glob("*.xlsx"))
]
LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
LISTED = {sheet.name for sheet in SHEETS if sheet.owner is Owner.CSPLAN}
APART = {"x: prefix", "UTF-16 sheet", "byte-order mark", "threaded comments", "macros"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that has more than any layout that is kept."""
    return later_release(tmp_path_factory.mktemp("release"))


def copied(source: Path, folder: Path) -> Path:
    """A copy of a kept workbook."""
    return Path(shutil.copy(source, folder / "plan.xlsx"))


@pytest.fixture(scope="module")
def upgraded(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The oldest demonstration, brought forward."""
    path = copied(FOLDER / "1" / "demo.xlsx", tmp_path_factory.mktemp("upgraded"))
    status, said = run(release, "upgrade", path)
    assert 0 == status, said
    return path


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.slow
def test_an_empty_workbook_is_brought_forward_and_a_second_time_changes_nothing(
    release: Path, tmp_path: Path
) -> None:
    path = copied(FOLDER / "1" / "workbook.xlsx", tmp_path)
    before = path.read_bytes()
    status, said = run(release, "update", path)
    assert 2 == status
    assert "plan.xlsx was made for an earlier csplan" in said
    assert "csplan upgrade plan.xlsx" in said
    assert before == path.read_bytes()

    status, said = run(release, "upgrade", path)
    assert 0 == status, said
    assert "the sheet Risks" in said
    once = path.read_bytes()
    assert before in [kept.read_bytes() for kept in tmp_path.rglob("*.xlsx") if kept != path]
    status, said = run(release, "update", path)
    assert (0, once) == (status, path.read_bytes()), said
    book = openpyxl.load_workbook(path)
    assert "Risks" in book.sheetnames
    assert set(NEW) <= {cell.value for cell in book["Indicators"][5]}
    log = book["Change log"]
    assert "Upgrade" in [cell.value for row in log.iter_rows() for cell in row]


@pytest.mark.longest
@pytest.mark.slow
@pytest.mark.parametrize("source", FILES)
def test_an_upgraded_workbook_is_sound_and_engines_agree_with_it(
    source: Path, release: Path, tmp_path: Path
) -> None:
    path = copied(source, tmp_path)
    status, said = run(release, "upgrade", path)
    assert 0 == status, said
    assert [] == audit_errors(path)
    assert [] == sdk_errors([path])[path]
    assert [] == list(lint(path))
    for engine in (ironcalc_engine, libreoffice_engine):
        assert [] == parity.differences(path, engine.recalculated(path)), engine.__name__


@pytest.mark.slow
@pytest.mark.parametrize("source", some_of(FILES[:1], FILES))
def test_an_upgraded_workbook_holds_what_a_fresh_one_of_its_plan_holds(
    source: Path, release: Path, upgraded: Path, tmp_path: Path
) -> None:
    path = upgraded
    if source != FOLDER / "1" / "demo.xlsx":
        path = copied(source, tmp_path)
        status, said = run(release, "upgrade", path)
        assert 0 == status, said
    other = tmp_path / "fresh.xlsx"
    fresh(release, source, other)
    ours, theirs = (openpyxl.load_workbook(one) for one in (path, other))
    values, expected = (cached.values(one) for one in (path, other))
    tabs = {table: tab.title for tab in ours for table in tab.tables}
    for name in theirs.sheetnames:
        for table in theirs[name].tables.values():
            if table.name in LISTED:
                continue
            own = tabs[table.name]
            old, new = columns(theirs[name], table.name), columns(ours[own], table.name)
            assert set(old) == set(new), table.name
            held, wanted = values[own], expected[name]
            for heading, cells in old.items():
                assert [cell.value for cell in cells] == [c.value for c in new[heading]]
                assert [wanted.get(cell.coordinate) for cell in cells] == [
                    held.get(c.coordinate) for c in new[heading]
                ]
                if heading in NEW or name == "Risks":
                    assert [look(cell) for cell in cells] == [look(c) for c in new[heading]]
            formulas = {c.name: formula(c) for c in ours[own].tables[table.name].tableColumns}
            assert {c.name: formula(c) for c in table.tableColumns} == formulas


def columns(tab: Worksheet, table: str) -> dict[str, list[Cell]]:
    """The cells of a table by heading, the heading first."""
    rows = list(tab[tab.tables[table].ref])
    return {str(cell.value): [row[at] for row in rows] for at, cell in enumerate(rows[0])}


def look(cell: Cell) -> tuple[object, ...]:
    """How a cell looks."""
    fill, font = cell.fill.fgColor.rgb, cell.font
    edge = cell.border.bottom.style
    return (cell.number_format, fill, font.b, font.sz, font.name, cell.alignment.horizontal, edge)


def formula(column: object) -> str | None:
    """The formula that a table gives to new rows."""
    said = column.calculatedColumnFormula  # type: ignore[attr-defined]
    return None if said is None else str(said.attr_text)


@pytest.mark.slow
@pytest.mark.parametrize("layout", some_of([LAYOUT - 1], range(2, LAYOUT)))
def test_a_plan_of_a_layout_between_is_brought_forward_and_is_at_rest(
    layout: int, tmp_path: Path
) -> None:
    path = copied(FOLDER / str(layout) / "service_plan_2016_17.xlsx", tmp_path)
    tables = {sheet.name for sheet in SHEETS}
    held = {name: tabs for name, tabs in headings(path).items() if name in tables}

    assert command(["upgrade", str(path)]) < 2

    assert [] == [one for one in read_and_check(path)[1] if one.is_fault]
    now = headings(path)
    assert held == {name: now[name][: len(old)] for name, old in held.items()}
    once = path.read_bytes()
    assert command(["update", str(path)]) < 2
    assert once == path.read_bytes()


def headings(path: Path) -> dict[str, list[str]]:
    """The headings of every table, as they stand from left to right."""
    book = openpyxl.load_workbook(path)
    return {name: list(tab.tables[name].column_names) for tab in book for name in tab.tables}


@pytest.mark.slow
def test_new_columns_have_drop_downs_marks_and_notes(upgraded: Path) -> None:
    tab = openpyxl.load_workbook(upgraded)["Indicators"]
    at = {str(cell.value): cell for cell in tab[5] if isinstance(cell, Cell)}
    note = at["Sureness"].comment
    assert note is not None
    assert "How sure we are" == note.text
    lists = {
        one.formula1: str(one.sqref) for one in tab.data_validations.dataValidation if one.formula1
    }
    letters = at["Sureness"].column_letter
    assert f"{letters}6:{letters}1048576" == lists['"Q1,Q2,Q3,Q4"'].split()[-1]
    letters = at["Second RAG"].column_letter
    marked = [
        rule.formula[0]
        for area in tab.conditional_formatting
        if str(area.sqref) == f"{letters}6:{letters}1048576"
        for rule in area.rules
        if rule.type == "cellIs"
    ]
    assert {'"Red"', '"Amber"', '"Green"'} < set(marked)
    assert tab.column_dimensions[at["Margin"].column_letter].hidden


@pytest.mark.slow
def test_whatever_people_added_survives_an_upgrade(release: Path, tmp_path: Path) -> None:
    kept = FOLDER / "1" / ("demo.xlsx" if ALL else "workbook.xlsx")
    parts = Parts(kept.read_bytes())
    for name, add in {**WHOLE_FILE, **ON_SHEETS}.items():
        if name not in APART:
            add(parts)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    odd = set(lint(path))
    before = parts_of(path.read_bytes())
    status, said = run(release, "upgrade", path)
    assert status in (0, 1), said
    assert odd >= set(lint(path))
    after = parts_of(path.read_bytes())
    tabs = Parts(path.read_bytes()).sheets()
    for name, content in before.items():
        if name.endswith("calcChain.xml"):
            continue
        if name.startswith(("xl/worksheets/sheet", "xl/tables/", "xl/comments", "xl/drawings/vml")):
            continue
        if name not in LISTS:
            assert content == after[name], name
    for part in Parts(path.read_bytes()).sheets().values():
        if part in before:
            assert [] == lost(before[part], after[part]), part
    assert {"Risks"} <= set(tabs) - set(Parts(parts.data()).sheets())


def lost(before: bytes, after: bytes) -> list[str]:
    """What a sheet had beside its cells, widths and counts, and has no longer."""
    counted = {tag(one) for one in ("dataValidations", "tableParts")}
    own = {tag(one) for one in ("sheetData", "dimension", "cols", "sheetFormatPr")}
    kept = {etree.tostring(one, method="c14n") for one in pieces(after, counted)}
    return [
        str(one.tag)
        for one in pieces(before, counted)
        if one.tag not in own and etree.tostring(one, method="c14n") not in kept
    ]


def pieces(sheet: bytes, counted: set[str]) -> list[etree._Element]:
    """The elements of a sheet; of counted lists, what is in them."""
    found: list[etree._Element] = []
    for one in etree.fromstring(sheet):
        found += list(one) if one.tag in counted else [one]
    return found


def beside(parts: Parts) -> None:
    """Type something to the right of Indicators."""
    table = Table(parts, "Indicators")
    table.fill(table.rows[3], table.left + len(table.headings), "Ask Jo")
    table.save()


def of_that_name(parts: Parts) -> None:
    """Have a column that is called as a new one will be."""
    table = Table(parts, "Indicators")
    table.insert_column(3, "Twice")
    table.save()


def tab_of_that_name(parts: Parts) -> None:
    """Have a sheet that is called as a new one will be."""
    parts.replace("xl/workbook.xml", 'name="About"', 'name="Risks"')


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (beside, "Indicators!BE9 is used"),
        (of_that_name, "Give your column Twice another name"),
        (tab_of_that_name, "A new sheet is to be called Risks"),
    ],
)
def test_an_upgrade_refuses_where_something_stands_in_the_way(
    edit: Callable[[Parts], None], expected: str, release: Path, tmp_path: Path
) -> None:
    kept = FOLDER / "1" / ("demo.xlsx" if ALL else "workbook.xlsx")
    parts = Parts(kept.read_bytes())
    edit(parts)
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    before = path.read_bytes()
    status, said = run(release, "upgrade", path)
    assert 2 == status
    assert expected in " ".join(said.split())
    assert before == path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "code"), [("Remember me", "upgrade-needed"), ("Look agian", "column-missing")]
)
def test_a_calculated_column_of_this_layout_comes_back_unless_it_was_renamed(
    heading: str, code: str, tmp_path: Path
) -> None:
    parts = Parts(small())
    table = Table(parts, "Budget")
    table.rename("Look again", heading)
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())

    _, findings = read_and_check(path)

    assert [code] == [one.code for one in findings if one.is_fault]
    grown = code == "upgrade-needed"
    before = path.read_bytes()
    assert grown == (command(["upgrade", str(path)]) < 2)
    assert grown == (before != path.read_bytes())
    assert [] == [one for one in read_and_check(path)[1] if one.is_fault and grown]
    budget = openpyxl.load_workbook(path)["Budget"]
    headings = [cell.value for row in budget.iter_rows(min_row=5, max_row=5) for cell in row]
    assert heading in headings
    assert grown == ("Look again" in headings)
