"""The template is what the sheets declare: tables, labels, formulas, drop-downs and looks."""

from __future__ import annotations

import functools
import io
import itertools
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from csplan.looks.room import lines_of, pixels_of, width_for
from csplan.plan.calculate import calculate
from csplan.plan.plan import Results
from csplan.sheets import (
    ACTIONS,
    ACTIVITY,
    BUDGET,
    BY_KEY,
    CAPITAL,
    FINANCE,
    GRANTS,
    INDICATORS,
    OUTCOMES,
    SAVINGS,
    SERVICES,
    SETTINGS,
    SHEETS,
    TABS,
)
from csplan.sheets.column import Column, Kind, Shown
from csplan.sheets.formulas import formulas_of
from csplan.sheets.number_formats import number_format
from csplan.sheets.sheet import Shape, Sheet
from csplan.template import demo
from csplan.template.build import blank_workbook, build
from csplan.template.pages import is_folded, width_of
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from csplan.template.styles import MARKS
from csplan.template.tables import names_in
from csplan.terms.finding import Severity
from csplan.terms.period import FinancialYear
from csplan.terms.values import Value
from csplan.terms.vocabulary import DataStatus, ProtectiveMarking
from csplan.workbook.owned import owned_writes
from csplan.workbook.read import open_workbook

pytestmark = pytest.mark.slow

YEAR = FinancialYear(2016)
TABLES = [sheet for sheet in SHEETS if sheet.shape is Shape.TABLE]
LABELS = [sheet for sheet in SHEETS if sheet.shape is Shape.LABELS]


@functools.cache
def written(name: str) -> bytes:
    """A workbook, built once for all tests."""
    if name == "blank":
        return blank_workbook(YEAR)
    if name == "demo":
        return demo.demo_workbook()
    return shipped("service_plan_2016_17.xlsx").read_bytes()


@functools.cache
def results(name: str) -> Results:
    """The results that a workbook was built from."""
    return demo.demo_plan() if name == "demo" else plan_from(shipped("service_plan_2016_17"))


@functools.cache
def book(name: str, *, values: bool = False) -> Workbook:
    """A workbook as openpyxl, the second reader, sees it."""
    return openpyxl.load_workbook(io.BytesIO(written(name)), data_only=values)


def tab_of(sheet: Sheet, name: str, *, values: bool = False) -> Worksheet:
    """The tab of a sheet."""
    tab = book(name, values=values)[sheet.tab]
    assert isinstance(tab, Worksheet)
    return tab


def cells_of(sheet: Sheet, name: str, *, values: bool = False) -> list[list[object]]:
    """A table's cells, its headings first."""
    tab = tab_of(sheet, name, values=values)
    return [[cell.value for cell in row] for row in tab[tab.tables[sheet.name].ref]]


def seen(value: Value) -> object:
    """A value as a reader of the file sees it: a blank cell for empty text."""
    return None if value == "" else value


def parts(name: str) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(written(name))) as package:
        return {part: package.read(part) for part in package.namelist()}


def test_the_same_plan_gives_the_same_bytes() -> None:
    """The one that ships was built in another process, at another time."""
    assert written("loaded") == build(results("loaded"))


def test_tabs_stand_in_their_order() -> None:
    assert list(TABS) == book("blank").sheetnames


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("name", ["blank", "loaded"])
def test_a_table_has_the_declared_headings(sheet: Sheet, name: str) -> None:
    assert [column.heading_in(YEAR) for column in sheet.placed] == cells_of(sheet, name)[0]


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("name", ["loaded", "demo"])
def test_a_second_reader_sees_the_values_of_the_results(sheet: Sheet, name: str) -> None:
    rows = results(name).table(sheet) or [{}] * (len(cells_of(sheet, name)) - 1)
    expected = [[seen(row.get(column.name)) for column in sheet.placed] for row in rows]
    dates = [column.shown in (Shown.DAY, Shown.MOMENT) for column in sheet.placed]
    found = [
        [serial(value) if date else seen(value) for value, date in zip(row, dates, strict=True)]  # type: ignore[arg-type]
        for row in cells_of(sheet, name, values=True)[1:]
    ]
    if not results(name).table(sheet):
        expected = [row for row in expected if any(row)]
        found = [row for row in found if any(row)]
    assert expected == found


def serial(value: object) -> object:
    """A day or moment as Excel counts it."""
    if not isinstance(value, datetime):
        return value
    return (value - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
@pytest.mark.parametrize("name", ["blank", "loaded"])
def test_every_cell_of_a_calculated_column_holds_the_tables_own_formula(
    sheet: Sheet, name: str
) -> None:
    formulas = formulas_of(sheet, names_in(YEAR, SHEETS))
    cells = cells_of(sheet, name)
    columns = tab_of(sheet, name).tables[sheet.name].tableColumns
    for position, column in enumerate(sheet.placed):
        if column.is_calculated:
            formula = formulas[column.name]
            assert formula == columns[position].calculatedColumnFormula.attr_text
            assert {f"={formula}"} == {row[position] for row in cells[1:]}
        else:
            assert columns[position].calculatedColumnFormula is None


@pytest.mark.parametrize("sheet", LABELS, ids=lambda sheet: sheet.name)
def test_a_labelled_value_is_a_defined_name_beside_its_label(sheet: Sheet) -> None:
    tab = tab_of(sheet, "loaded", values=True)
    for column in sheet:
        place = book("loaded").defined_names[column.name].attr_text.split("!")[1].replace("$", "")
        value = tab[place]
        above = tab.cell(max(value.row - 1, 1), value.column).value
        left = (tab.cell(value.row, at).value for at in range(value.column - 1, 0, -1))
        assert column.heading in (above, next(filter(None, left), None))
        held = results("loaded").settings if sheet is SETTINGS else results("loaded").labels(sheet)
        expected = seen(held[column.name])
        dated = column.shown in (Shown.DAY, Shown.MOMENT)
        assert expected == (serial(value.value) if dated else seen(value.value))


def test_the_plan_gives_51_red_10_amber_and_6_green_of_67_rated() -> None:
    counts = [
        tab_value("loaded", name) for name in ("all_red", "all_amber", "all_green", "all_rated")
    ]
    assert [51, 10, 6, 67] == counts


def tab_value(workbook: str, name: str) -> object:
    """The value behind a defined name."""
    tab, place = book(workbook).defined_names[name].attr_text.split("!")
    return book(workbook, values=True)[tab.strip("'")][place.replace("$", "")].value


@pytest.mark.parametrize("name", ["loaded", "demo"])
def test_a_fresh_workbook_has_nothing_to_put_right(name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(written(name))
    work = open_workbook(path)
    owned = owned_writes(work, calculate(work.plan))
    assert {} == {part: writes for part, writes in owned.writes.items() if writes}


@pytest.mark.parametrize("name", ["loaded", "demo"])
def test_what_was_written_is_what_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(written(name))
    plan = open_workbook(path).plan
    assert [] == [one for one in plan.findings if one.severity in (Severity.FAULT, Severity.ERROR)]
    for sheet in (INDICATORS, ACTIONS):
        expected = [
            [row.get(column.name) for column in sheet.inputs] for row in results(name).table(sheet)
        ]
        assert expected == [
            [row.get(column.name) for column in sheet.inputs] for row in plan.table(sheet)
        ]


def test_a_blank_workbook_of_another_year_has_its_years_headings() -> None:
    tab = openpyxl.load_workbook(io.BytesIO(blank_workbook(FinancialYear(2017))))["Indicators"]
    headings = [cell.value for cell in next(iter(tab[tab.tables["Indicators"].ref]))]
    assert [f"Target {year}" for year in ("2017/18", "2018/19", "2019/20", "2020/21")] == [
        heading for heading in headings if str(heading).startswith("Target 2")
    ]


def test_a_blank_workbook_begins_with_the_default_thresholds() -> None:
    for column in SETTINGS.inputs:
        if column.default is not None:
            assert column.default == tab_value("blank", column.name)


def test_a_plan_without_a_financial_year_cannot_be_built() -> None:
    plan = results("loaded").plan
    without = calculate(type(plan)({**plan.settings, "financial_year": "2016-17"}, plan.rows))
    with pytest.raises(ValueError, match="no financial year"):
        build(without)


def rules_at(tab: Worksheet, column: int, row: int) -> list[object]:
    """The drop-down or limit of a cell."""
    at = tab.cell(row, column).coordinate
    return [one for one in tab.data_validations.dataValidation if at in one.sqref]


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_a_column_of_words_or_links_has_a_drop_down(sheet: Sheet) -> None:
    tab = tab_of(sheet, "blank")
    top = tab[tab.tables[sheet.name].ref.split(":")[0]].row
    for position, column in enumerate(sheet.placed, start=1):
        if column.kind in (Kind.WORD, Kind.LINK):
            (found,) = rules_at(tab, position, top + 1)
            assert source_of(column) == found.formula1  # type: ignore[attr-defined]


def source_of(column: Column) -> str:
    """Where a drop-down takes its words from."""
    if column.kind is Kind.LINK:
        return BY_KEY[column.to.lower()].refs
    words = [str(word) for word in column.words or ()]
    return "unit_words" if column.name == "unit" else f'"{",".join(words)}"'


def test_every_sheet_that_is_linked_to_names_its_refs() -> None:
    linked = {column.to for sheet in SHEETS for column in sheet if column.kind is Kind.LINK}
    names = {BY_KEY[name.lower()].refs for name in linked}
    money = {"budget_refs", "profile_refs"}
    promises = {"expected_outcome_refs", "indicator_refs"}
    assert {"outcome_refs", "service_refs"} | money | promises == names
    for name in names:
        assert name in book("blank").defined_names


def test_changes_of_figures_show_their_sign() -> None:
    signed = {column.name for sheet in SHEETS for column in sheet if column.signed}
    assert {"variance", "movement", "net_virement", "forecast_variance"} < signed
    for sheet in SHEETS:
        for column in sheet:
            if "variance" in column.name and column.shown in (Shown.POUNDS, Shown.PERCENT):
                assert column.signed, f"{sheet.name} {column.heading}"


def test_the_words_of_units_stand_on_home() -> None:
    tab, area = book("blank").defined_names["unit_words"].attr_text.split("!")
    words = [cell.value for (cell,) in book("blank")[tab][area.replace("$", "")]]
    unit = INDICATORS.by_name["unit"].words
    assert unit is not None
    assert [str(word) for word in unit] == words


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_every_heading_says_what_it_means_in_a_note(sheet: Sheet) -> None:
    tab = tab_of(sheet, "blank")
    headings = next(iter(tab[tab.tables[sheet.name].ref]))
    assert [column.meaning for column in sheet.placed] == [
        heading.comment.text if heading.comment else "" for heading in headings
    ]


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_cells_to_type_in_and_calculated_ones_are_told_apart(sheet: Sheet) -> None:
    tab = tab_of(sheet, "blank")
    first = list(tab[tab.tables[sheet.name].ref])[1]
    for cell, column in zip(first, sheet.placed, strict=True):
        fill = "FFF4F6F8" if column.is_calculated else "FFFFF9E3" if column.entry else "00000000"
        assert fill == cell.fill.fgColor.rgb


@pytest.mark.parametrize(
    "sheet",
    [
        sheet
        for sheet in TABLES
        if sheet.tab == sheet.title or sheet.tab in ("Indicators", "Actions", "Outcomes")
    ],
    ids=lambda sheet: sheet.name,
)
def test_folded_columns_are_folded_away_and_no_others(sheet: Sheet) -> None:
    dimensions = tab_of(sheet, "blank").column_dimensions
    hidden: list[int] = []
    for one in dimensions.values():
        if one.hidden:
            hidden.extend(range(one.min or 0, (one.max or 0) + 1))
    assert [
        number
        for number, column in enumerate(sheet.placed, start=1)
        if is_folded(column, "Baseline")
    ] == sorted(hidden)


def test_those_sheets_that_nobody_types_into_are_protected_without_a_password() -> None:
    guarded = [tab.title for tab in book("loaded") if tab.protection.sheet]
    histories = ["History", "Budget history"]
    assert ["Home", "Summary", "Checks", "Change log", "Changes", *histories] == guarded
    assert {None} == {book("loaded")[name].protection.password for name in guarded}


def test_published_totals_can_be_typed_into_all_the_same() -> None:
    tab = book("loaded")["Controls"]
    cells = list(tab[tab.tables["Control_totals"].ref])[1]
    locked = {
        str(tab.cell(cells[0].row - 1, cell.column).value): cell.protection.locked for cell in cells
    }
    assert (False, True) == (locked["Published total"], locked["Workbook total"])


@pytest.mark.parametrize("tab", TABS)
def test_a_page_is_a4_landscape_with_numbered_pages_and_frames_its_title(tab: str) -> None:
    page = book("loaded")[tab]
    assert ("landscape", 9) == (page.page_setup.orientation, int(page.page_setup.paperSize or 0))
    assert "Page &P of &N" in str(page.oddFooter.right.text if page.oddFooter else "")
    assert page["A1"].font.sz == 16
    assert page["A1"].style == "Heading 1"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows_marking_and_status_whatever_they_are(tab: str) -> None:
    rules = [
        rule.formula[0]
        for area in book("loaded")[tab].conditional_formatting
        if str(area.sqref).startswith("A3:")
        for rule in area.rules
    ]
    assert sorted(
        f'AND(protective_marking="{marking}",data_status="{status}")'
        for marking in ProtectiveMarking
        for status in DataStatus
    ) == sorted(rules)


def test_each_status_has_its_shape_and_colours_and_the_cell_keeps_the_word() -> None:
    tab = tab_of(INDICATORS, "loaded")
    place = tab.cell(6, INDICATORS.place_of("rag") + 1).coordinate
    marks = {
        rule.formula[0].strip('"'): (rule.dxf.numFmt.formatCode, rule.dxf.fill.bgColor.rgb[2:])
        for area in tab.conditional_formatting
        if place in area.sqref
        for rule in area.rules
        if rule.type == "cellIs"
    }
    assert {
        word: (f'"{shape}"@', fill.removeprefix("#")) for word, (shape, _, fill) in MARKS.items()
    } == marks
    assert "Red" == tab_of(INDICATORS, "loaded", values=True)[place].value


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("actual", {"unit": "%", "decimals": 1.0}, "0.0%_);-0.0%_);0.0%_);@_)"),
        ("actual", {"unit": "£", "decimals": 0.0}, "£#,##0_);-£#,##0_);£#,##0_);@_)"),
        ("variance", {"unit": "%", "decimals": 1.0}, "+#,##0.0_);-#,##0.0_);#,##0.0_);@_)"),
        ("actual", {}, "General_)"),
        ("ref", {}, "General"),
    ],
)
def test_a_figure_is_shown_by_its_rows_unit(
    name: str, row: dict[str, Value], expected: str
) -> None:
    assert expected == number_format(INDICATORS.by_name[name], row).replace("-£#", "-£#")


def test_rows_grow_with_what_is_typed_into_them() -> None:
    part = parts("loaded")[f"xl/worksheets/sheet{TABS.index('Actions') + 1}.xml"].decode()
    assert '<row r="5"' in part
    assert part.split('<row r="5"')[1].split(">")[0].endswith('customHeight="1"')
    assert "customHeight" not in part.split('<row r="6"')[1]


def test_the_document_says_what_it_is() -> None:
    core = parts("loaded")["docProps/core.xml"].decode()
    assert "<dc:language>en-GB</dc:language>" in core
    assert "<dc:creator>csplan</dc:creator>" in core
    assert (
        "Children&apos;s Services plan 2016/17" in core
        or "Children's Services plan 2016/17" in core
    )
    assert "2016-04-01" in core


def test_summary_has_its_two_charts_with_a_description() -> None:
    drawing = parts("loaded")["xl/drawings/drawing1.xml"].decode()
    assert 2 == drawing.count("<c:chart ")
    assert 2 == drawing.count("descr=")


def test_what_a_manager_needs_while_typing_stands_within_a_full_hd_screen() -> None:
    for sheet in (INDICATORS, ACTIONS, BUDGET):
        for period in ("Baseline", "Q2"):
            shown = [column for column in sheet.placed if not is_folded(column, period)]
            last = max(at for at, column in enumerate(shown) if column.entry)
            assert 1850 >= sum(pixels_of(column.width) for column in shown[: last + 1])
            assert {"ref", sheet.named_by, "commentary"} <= {column.name for column in shown}


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_a_tab_is_printed_on_as_many_pages_across_as_it_is_said_to_begin(sheet: Sheet) -> None:
    tab = tab_of(sheet, "demo")
    scale = int(tab.page_setup.scale or 0)
    properties = tab.sheet_properties.pageSetUpPr
    if properties is not None and properties.fitToPage:
        return
    pixels = [
        0 if is_folded(column, "Q2") else pixels_of(width_of(column)) for column in sheet.placed
    ]
    starts = [0, *(number for number, one in enumerate(sheet.placed) if one.begins_page)]
    names = sum(pixels[: sheet.in_view])
    for start, end in itertools.pairwise([*starts, len(pixels)]):
        width = sum(pixels[start:end]) + (names if start else 0)
        assert 985 >= width * scale / 100, sheet.placed[start].heading


def test_the_indicators_of_the_plan_print_on_three_pages() -> None:
    tab = tab_of(INDICATORS, "loaded")
    heights = [tab.row_dimensions[row].height or 15.0 for row in range(1, tab.max_row + 1)]
    margins, scale = tab.page_margins, int(tab.page_setup.scale or 100)
    paper = (8.27 - margins.top - margins.bottom) * 72 * 100 / scale  # A4 across, in points
    pages, used, headings = 1, sum(heights[:5]), sum(heights[2:5])
    for height in heights[5:]:
        if used + height > paper:
            pages, used = pages + 1, headings
        used += height
    assert pages == 3


@pytest.mark.parametrize("sheet", [OUTCOMES, SERVICES, CAPITAL, ACTIVITY, SAVINGS, GRANTS, FINANCE])
def test_how_a_row_stands_is_seen_without_scrolling_a_full_hd_screen(sheet: Sheet) -> None:
    shown = [column for column in sheet.placed if not is_folded(column, "Q2")]
    judged = max(
        at
        for at, column in enumerate(shown)
        if column.shown is Shown.RAG or column.heading == "Commentary"
    )
    assert 1850 >= sum(pixels_of(width_of(column)) for column in shown[: judged + 1])


def test_no_text_of_settings_is_cut() -> None:
    tab = book("loaded")["Settings"]
    widths = [  # openpyxl says it once for neighbours of one width
        (range(one.min or 0, (one.max or 0) + 1), one.width)
        for one in tab.column_dimensions.values()
    ]
    for column in (2, 3):
        (width,) = (width for places, width in widths if column in places)
        for row in range(5, tab.max_row + 1):
            text = tab.cell(row, column).value
            if isinstance(text, str) and not text.startswith("="):
                lines = lines_of(text, width - 2)
                assert tab.row_dimensions[row].height >= 12.75 * lines, text


def test_no_action_of_the_plan_takes_more_than_60_points_of_a_screen() -> None:
    tab = book("loaded")["Actions"]
    heights = [tab.row_dimensions[row].height or 15 for row in range(6, tab.max_row + 1)]
    assert 60 >= max(heights)


@pytest.mark.parametrize(("name", "quarter"), [("blank", "Q1"), ("demo", "Q2")])
def test_only_the_actuals_of_the_period_that_is_reported_are_open(name: str, quarter: str) -> None:
    tab = tab_of(INDICATORS, name)
    hidden: set[int] = set()
    for one in tab.column_dimensions.values():
        if one.hidden:
            hidden.update(range(one.min or 0, (one.max or 0) + 1))
    open_ = [
        column.heading
        for number, column in enumerate(INDICATORS.placed, start=1)
        if column.period and number not in hidden
    ]
    assert [f"{quarter} actual"] == open_


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_no_heading_is_cut_at_100_percent(sheet: Sheet) -> None:
    tab = tab_of(sheet, "loaded")
    widths: dict[int, float] = {}
    for one in tab.column_dimensions.values():
        widths.update(dict.fromkeys(range(one.min or 0, (one.max or 0) + 1), one.width - 0.71))
    headings = next(iter(tab[tab.tables[sheet.name].ref]))
    height = tab.row_dimensions[headings[0].row].height or 0
    button = 0 if tab.tables[sheet.name].autoFilter is None else 12.75
    for cell in headings:
        heading, size = str(cell.value), cell.font.sz / 10
        width = ((pixels_of(widths[cell.column]) - 15) / size + 10) / 7
        assert width_for(heading) <= width + 0.15, f"{heading} in {width:.1f}"
        lines = lines_of(heading, width, bold=True) * 12.75 * size
        assert lines + button <= height, heading


def test_red_beyond_shows_all_that_the_rule_needs() -> None:
    column = INDICATORS.by_name["red_beyond"]
    row: dict[str, Value] = {"unit": "number", "decimals": 0.0, "red_beyond": 577.5}
    assert number_format(column, row).startswith("#,##0.0_)")
    row = {"unit": "%", "decimals": 1.0, "red_beyond": 0.7125}
    assert number_format(column, row).startswith("0.00%_)")


def test_notes_say_what_a_cell_holds_and_not_what_a_program_does() -> None:
    told = re.compile(r"(?:Return|Say|Count|Add|Colour|Judge|Name|Give|Ask)\b")
    odd = [
        f"{sheet.name} {column.heading}: {column.meaning}"
        for sheet in SHEETS
        for column in sheet.calculated
        if told.match(column.meaning)
    ]
    assert [] == odd
