"""What memory holds is drawn and said on the pages: series, whether a move is real, paths, ranges."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

from csplan.plan.plan import Results
from csplan.scorecards.blocks import Items, Section, Table, Trend, words_of
from csplan.scorecards.pages import page_of
from csplan.scorecards.pdf import pdf_of
from csplan.scorecards.places import placed_trend
from csplan.sheets import BUDGET_HISTORY, HISTORY
from csplan.terms.values import Value
from tests.engines.programs import require
from tests.scorecards.cases import cards, demo, replaced, written
from tests.scorecards.reading import page as read_page

pytestmark = pytest.mark.slow

YEARS = ("2013/14", "2014/15", "2015/16")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def remembering() -> Results:
    """The demonstration with three years of made-up quarters of children in care, near 590."""
    rows: list[dict[str, Value]] = [
        {
            "ref": "KO2-01",
            "year": year,
            "next_year": after,
            "period": quarter,
            "value": 590.0 + (number % 2),
        }
        for year, after in zip(YEARS, (*YEARS[1:], "2016/17"), strict=True)
        for number, quarter in enumerate(QUARTERS)
    ]
    return replaced(demo(), {"history": [*demo().table(HISTORY), *rows]})


def section_of(results: Results, key: str, name: str) -> Section | None:
    return next((one for one in page_of(cards(results)[key]).sections if one.key == name), None)


def rows_of(section: Section | None) -> list[list[str]]:
    assert section is not None
    (table,) = section.tables
    return [[words_of(cell.part) for cell in row.cells] for row in table.rows]


def test_a_chart_over_the_years_is_drawn_where_memory_holds_them() -> None:
    (row,) = rows_of(section_of(remembering(), "service EH", "trends"))
    assert row[0].startswith("KO2-01")
    assert "2013/14 Q1 590, 2013/14 Q2 591" in row[2]
    assert row[2].endswith("Q1 612, Q2 619; target 550")
    assert "concerning (special cause), consistently fails" == row[3]
    assert "a change of" in row[4]
    assert section_of(demo(), "service EH", "trends") is None


def test_a_series_is_drawn_with_its_target_and_limits_inside_the_picture() -> None:
    section = section_of(remembering(), "directorate", "trends")
    assert section is not None
    trend = section.tables[0].rows[0].cells[2].part
    assert isinstance(trend, Trend)
    placed = placed_trend(trend, width=320, height=94)
    assert placed is not None
    assert placed.limits is not None
    assert placed.target is not None
    top, bottom = placed.limits
    assert 0 <= top < bottom <= 94
    assert bottom < placed.target <= 94, "550 lies below what has been ordinary"
    assert all(0 <= x <= 320 and 0 <= y <= 94 for x, y in placed.points)
    assert (top + 16, bottom + 16) == placed.lowered(16).limits


def test_words_beside_the_colour_say_whether_it_is_real_and_how_it_is_on_the_year() -> None:
    section = section_of(remembering(), "service EH", "indicators")
    assert section is not None
    (table,) = section.tables
    row = next(one for one in table.rows if words_of(one.cells[0].part).startswith("KO2-01"))
    place = [column.heading for column in table.columns].index("Direction of travel")
    assert ("How it moved", "On the year", "Is it real") == table.columns[place].under
    assert ["rose from 612 at Q1", "Worsening on 591 a year ago"] == [
        words_of(part) for part in row.cells[place].under[:2]
    ]


def test_on_screen_every_point_can_be_reached_and_a_table_stands_behind(tmp_path: Path) -> None:
    done = written(remembering(), tmp_path, formats=("html",), only="EH")
    root = read_page(done.paths[0])
    (chart,) = root.xpath("//*[local-name()='svg' and @class='chart']")
    points = chart.xpath(".//*[local-name()='g' and @tabindex='0']")
    said = [one.get("aria-label") for one in points]
    assert 14 == len(said)
    assert ["2013/14 Q1 590", "Q2 619"] == [said[0], said[-1]]
    behind = root.xpath("//details[@class='behind']//tbody/tr")
    assert 14 + 1 == len(behind)
    assert ["2013/14 Q1", "590"] == [cell.text for cell in behind[0]]
    assert done.paths[0].stat().st_size < 400_000


def test_a_forecast_says_what_such_forecasts_have_ended_at() -> None:
    """Each year's September forecast was £50,000 too low: so is the range, on both sides."""
    rows: list[dict[str, Value]] = []
    for year in ("2011/12", "2012/13", *YEARS):
        for month, name, value in (
            (6.0, "forecast_outturn", 100_000.0),
            (12.0, "actual_to_date", 150_000.0),
        ):
            rows.append({"ref": "B-016", "year": year, "month": month, name: value})
    results = replaced(demo(), {"budget_history": [*demo().table(BUDGET_HISTORY), *rows]})
    section = section_of(results, "service EH", "budget")
    assert section is not None
    said = [words_of(part) for row in section.tables[0].rows for part in row.cells[0].under]
    assert (
        "Such forecasts have ended between £21,082,992 and £21,182,992. Too low 5 years running."
        in said
    )


def test_every_line_in_the_pdf_is_a_figure_which_pdf_ua_holds_to_its_words(tmp_path: Path) -> None:
    """PDF/UA-1 has a Figure's words checked while the file is made; here none is left out."""
    page = page_of(cards(remembering())["service EH"])
    (tmp_path / "card.pdf").write_bytes(
        pdf_of(page, created=dt.datetime(2016, 10, 14, tzinfo=dt.UTC))
    )
    told = subprocess.run(
        [str(require("pdfinfo")), "-struct", str(tmp_path / "card.pdf")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    blocks = [block for section in page.sections for block in section.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]
    parts = [cell.part for one in tables for row in one.rows for cell in row.cells]
    drawn = [part for part in parts if isinstance(part, Trend) and part.points]
    entries = [one for block in blocks if isinstance(block, Items) for one in block.entries]
    drawn += [one.trend for one in entries if one.trend]
    assert len(drawn) == len(re.findall(r"^\s*Figure:?", told, re.MULTILINE))
    assert all(one.words for one in drawn)
