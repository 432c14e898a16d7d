"""Home says on one screen where the report stands and what is to be done, and leads there."""

from __future__ import annotations

import functools
import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from csplan.looks.room import pixels_of, text_pixels
from csplan.plan.plan import Results, Row
from csplan.sheets import ACTIONS, BUDGET, HOME, HOME_SERVICES, INDICATORS, SERVICES
from csplan.template import demo
from csplan.template.build import blank_workbook
from csplan.terms.period import FinancialYear

pytestmark = pytest.mark.slow

SCREENS = {"1920 x 1080": (1850, 780), "1366 x 768": (1300, 420)}
"""The pixels that Excel with its ribbon leaves for cells at 100%; 420 are 21 rows of 20."""


@functools.cache
def results() -> Results:
    """The demonstration's results."""
    return demo.demo_plan()


@functools.cache
def book(name: str) -> Workbook:
    """A workbook as openpyxl sees it."""
    data = demo.demo_workbook() if name == "demo" else blank_workbook(FinancialYear(2017))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def home(name: str) -> Worksheet:
    """The tab Home."""
    tab = book(name)["Home"]
    assert isinstance(tab, Worksheet)
    return tab


def test_home_is_the_first_tab_and_the_one_that_opens() -> None:
    assert ("Home", "Home") == (book("demo").sheetnames[0], book("demo").active.title)  # type: ignore[union-attr]


def widths(tab: Worksheet) -> list[int]:
    """The pixels of each column that is not hidden."""
    found: dict[int, int] = {}
    for one in tab.column_dimensions.values():
        pixels = 0 if one.hidden else pixels_of(one.width - 0.71)
        found.update(dict.fromkeys(range(one.min or 0, (one.max or 0) + 1), pixels))
    return [found[column] for column in sorted(found)]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["demo", "blank"])
def test_what_is_to_be_done_and_where_to_go_stand_on_one_screen(name: str, screen: str) -> None:
    tab = home(name)
    bottom = next(row for row in range(1, 100) if tab.cell(row, 1).value == "In short")
    heights = [round((tab.row_dimensions[row].height or 15) * 4 / 3) for row in range(1, bottom)]
    assert SCREENS[screen][0] >= sum(widths(tab))
    assert SCREENS[screen][1] >= sum(heights)


def test_no_link_of_home_is_cut() -> None:
    tab = home("demo")
    across = {str(area).split(":")[0]: int(area.max_col or 0) for area in tab.merged_cells.ranges}
    room = widths(tab)
    for cell in (cell for row in tab.iter_rows(max_row=30) for cell in row if cell.hyperlink):
        first = int(cell.column or 0)
        last = across.get(cell.coordinate, first)
        needed = text_pixels(str(cell.value), cell.font.sz) + 5 + 9 * cell.alignment.indent
        assert needed <= sum(room[first - 1 : last]), cell.value


def test_every_link_of_home_leads_to_a_tab() -> None:
    tab = home("demo")
    links = [cell.hyperlink for row in tab.iter_rows() for cell in row if cell.hyperlink]
    places = [str(one.location).split("!")[0].strip("'") for one in links]
    assert set(places) <= set(book("demo").sheetnames)
    assert set(book("demo").sheetnames) - {"Home"} <= set(places)


def test_what_is_to_be_typed_leads_to_the_heading_that_is_filtered() -> None:
    links = {str(cell.value): cell.hyperlink for cell in home("demo")["C"] if cell.hyperlink}
    for words, heading in (
        ("Indicators: filter To do by “Type figure”", "To do"),
        ("Budget: type Forecast outturn", "Forecast outturn"),
        ("Filter Owner: blanks; Ctrl+Enter fills all", "Owner"),
    ):
        tab, place = str(links[words].location).split("!")
        assert heading == book("demo")[tab.strip("'")][place].value


def rows(sheet: object, **says: object) -> list[Row]:
    """The rows of the demonstration that hold some values."""
    return [
        row
        for row in results().table(sheet)  # type: ignore[arg-type]
        if all(row.get(name) == value for name, value in says.items())
    ]


def test_the_counts_are_those_of_the_sheets() -> None:
    said = results().labels(HOME)
    reds = rows(INDICATORS, rag="Red")
    assert len(rows(INDICATORS, rag="Awaiting data")) == said["home_figures"]
    assert len([row for row in reds if not row.get("commentary")]) == said["home_words"]
    assert len(rows(BUDGET, to_date="Awaited")) == said["home_actuals"]
    assert len(rows(BUDGET, forecast_awaited="Yes")) == said["home_forecasts"]
    late = [row for row in results().table(ACTIONS) if _is_late(row)]
    assert len(late) == said["home_overdue"]
    assert len(rows(ACTIONS, days_overdue="No date", status=None)) == said["home_undated"]
    assert 0 not in (said["home_figures"], said["home_words"], said["home_overdue"])


def _is_late(row: Row) -> bool:
    """Whether an action is past its date, as its days say."""
    days = row.get("days_overdue")
    return isinstance(days, float) and days > 0


def test_services_are_counted_each_for_itself_and_add_up_to_the_whole() -> None:
    table = [row for row in results().table(HOME_SERVICES) if row["ref"]]
    assert [row["ref"] for row in results().table(SERVICES)] == [row["ref"] for row in table]
    said = results().labels(HOME)
    for own, whole in (
        ("figures", "home_figures"),
        ("words", "home_words"),
        ("overdue", "home_overdue"),
        ("undated", "home_undated"),
        ("actuals", "home_actuals"),
        ("forecasts", "home_forecasts"),
    ):
        assert said[whole] == sum(float(str(row[own])) for row in table), own


def test_an_empty_workbook_has_no_service_and_nothing_to_do() -> None:
    tab = home("blank")
    area = list(tab[tab.tables["Home_services"].ref])
    assert {None} == {cell.value or None for row in area[1:] for cell in row[1:]}
    assert 0 == widths(tab)[int(area[0][0].column or 0) - 1]
