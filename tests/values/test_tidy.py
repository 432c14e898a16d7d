"""Tidying makes plain texts what they were meant as, in place, and leaves the doubtful ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from csplan.commands.cli import run as command
from csplan.files import backups
from csplan.terms.errors import WorkbookError
from csplan.workbook.read import read
from csplan.workbook.tidy import tidy, tidyings
from tests.engines.validators import audit_errors
from tests.extent import ALL
from tests.lossless.cells import tag
from tests.lossless.compare import losses
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, run, small

pytestmark = pytest.mark.slow

TYPED: dict[tuple[str, str], dict[str, object]] = {
    ("Indicators", "Q1 actual"): {
        "74 %": 0.74,
        "66.4\u00a0%": 0.664,
        "74": "it could be 74% or 7400%",
        "0.74": "it could be 0.74% or 74%",
        "7400%": "outside what the column can hold",
        "1,23": "more than one way",
        "soon": "it is not a number",
        " n/a ": "N/A",
        "  ": None,
    },
    ("Budget", "Forecast outturn"): {
        "£1,234": 1234.0,
        "(4,371,083)": -4_371_083.0,
        "1.2m": 1_200_000.0,
        "1.234,5": "more than one way",
        "5%": "it is a percentage",
        "\u22124": -4.0,
        "TBC": "it is not a number",
    },
    ("Actions", "Due"): {
        "31 July 2017": 42947.0,
        "2017-03-31": 42825.0,
        "03/04/2017": "more than one way",
        "31/06/2017": "or in none",
    },
    ("Actions", "Status"): {" complete ": "Complete", "done": "not one of the column's words"},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plan with such texts in it, one a row."""
    parts = Parts(small())
    for (name, heading), texts in TYPED.items():
        table = Table(parts, name)
        for row, text in zip(table.rows, texts, strict=False):
            if name == "Indicators":
                table.type(row, "Unit", "%")
            table.type(row + 2 if heading == "Status" else row, heading, text)
        table.save()
    file = tmp_path / "plan.xlsx"
    file.write_bytes(parts.data())
    return file


def test_each_text_becomes_what_it_means_or_stays_with_the_reason(path: Path) -> None:
    before = path.read_bytes()
    found = {(one.heading, one.found): one for one in tidyings(path)}
    assert before == path.read_bytes()
    for (_name, heading), texts in TYPED.items():
        for text, meant in texts.items():
            one = found.pop((heading, text))
            if one.entry is None:
                assert str(meant) in one.why
            else:
                assert meant == one.entry.value
    assert {} == found


def test_tidying_writes_in_place_and_keeps_everything_else(path: Path) -> None:
    before = path.read_bytes()
    done = tidy(path, tidyings(path), now=NOW, user="tester")
    assert done.written
    assert before in {one.read_bytes() for one in backups.all_kept(path)}
    assert 11 == len(tidyings(path))
    was, book = Parts(before), Parts(path.read_bytes())
    assert was.held["xl/styles.xml"] == book.held["xl/styles.xml"]
    for name, heading in TYPED:
        old, new = Table(was, name), Table(book, name)
        looks = [[table.cell(row, table.at(heading)) for row in table.rows] for table in (old, new)]
        assert [one is not None and one.get("s") for one in looks[0]] == [
            one is not None and one.get("s") for one in looks[1]
        ]
    sheets = Parts(before).sheets()
    touched = {sheets[name] for name, _ in TYPED}
    said = losses(before, path.read_bytes())
    assert {line.split(":")[0] for line in said} <= touched
    plan = read(path)
    assert -4_371_083.0 in [row["forecast_outturn"] for row in plan.rows["budget"]]
    assert not run(path).written
    if ALL:  # tidying writes as an update does, whose files are audited always
        assert [] == audit_errors(path)


def test_the_log_says_that_it_was_tidied(path: Path) -> None:
    tidy(path, tidyings(path), now=NOW, user="tester")
    last = read(path).rows["change_log"][-1]
    assert "Tidy" == last["what"]
    assert "becomes" not in str(last["changes"])
    assert "Text made what it was meant as" in str(last["changes"])


def test_without_a_terminal_it_lists_and_writes_nothing(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    assert 0 == command(["tidy", str(path)])
    said = capsys.readouterr().out
    assert "“74 %” becomes 74%" in said
    assert "“1,23” stays, because its comma, point or space can be read" in said
    assert "Add --yes" in said
    assert before == path.read_bytes()


def test_with_yes_it_writes_and_a_second_time_there_is_nothing_clear(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["tidy", str(path), "--yes"]) in (0, 1)
    after = path.read_bytes()
    assert 0 == command(["tidy", str(path), "--yes"])
    assert "nothing to tidy" in capsys.readouterr().out
    assert after == path.read_bytes()


def test_what_was_typed_since_the_listing_is_not_written_over(path: Path) -> None:
    found = tidyings(path)
    parts = Parts(path.read_bytes())
    table = Table(parts, "Budget")
    table.type(table.rows[0], "Forecast outturn", 99.0)
    table.save()
    path.write_bytes(parts.data())
    with pytest.raises(WorkbookError, match="no longer holds “£1,234”") as met:
        tidy(path, found, now=NOW)
    assert "changed-meanwhile" == met.value.code
    assert parts.data() == path.read_bytes()


def test_a_ref_and_a_link_with_stray_spaces_are_put_right(tmp_path: Path) -> None:
    parts = Parts(small())
    table = Table(parts, "Indicators")
    ref, service = (table.value(table.rows[1], one) for one in ("Ref", "Service"))
    table.type(table.rows[1], "Ref", f" {ref.lower()}\u00a0")
    table.type(table.rows[1], "Service", f"{service} ")
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    tidy(path, tidyings(path), now=NOW, user="tester")
    row = read(path).rows["indicators"][1]
    assert (ref, service) == (row["ref"], row["service"])


def test_a_formula_that_gives_text_stays(tmp_path: Path) -> None:
    parts = Parts(small())
    table = Table(parts, "Budget")
    table.type(table.rows[0], "Forecast outturn", '="5"')
    held = table.cell(table.rows[0], table.at("Forecast outturn"))
    assert held is not None
    held.set("t", "str")
    etree.SubElement(held, tag("v")).text = "5"
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    (one,) = tidyings(path)
    assert one.stays
    assert "formula" in one.why


def test_a_plan_without_such_texts_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    assert 0 == command(["tidy", str(path), "--yes"])
    assert "there is nothing to tidy" in capsys.readouterr().out
    assert small() == path.read_bytes()
