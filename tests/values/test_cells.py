"""Slips of a hundred, dates of both calendars, booleans and odd texts, as they come from cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.workbook.read import read
from csplan.workbook.update import read_and_check
from tests.extent import some_of
from tests.lossless.cells import column_letters
from tests.lossless.editing import Table
from tests.lossless.parts import WORKBOOK, Parts
from tests.lossless.plans import run, small, tiny

pytestmark = pytest.mark.slow

SLIPS: list[tuple[str, object, set[str]]] = [
    ("%", 0.74, set()),
    ("%", 74.0, {"percent-beyond-limit"}),
    ("%", 7400.0, {"percent-beyond-limit"}),
    ("%", 1.0, set()),
    ("%", 1.5, {"share-above-100"}),
    ("%", 1.51, {"percent-beyond-limit"}),
    ("%", 0.0074, {"hundredfold"}),
    ("%", "74%", {"text-for-number"}),
    ("%", "74 %", {"text-for-number"}),
    ("%", ".74", {"text-for-number"}),
    ("%", "74", {"text-for-number"}),
    ("%", True, {"true-or-false"}),
    ("number", 0.74, {"hundredfold"}),
    ("number", 74.0, set()),
    ("number", 7400.0, {"hundredfold"}),
    ("number", "74", {"text-for-number"}),
    ("number", "74%", {"text-for-number"}),
    ("number", False, {"true-or-false"}),
]
_JUDGED = {
    "percent-beyond-limit",
    "share-above-100",
    "hundredfold",
    "figure-not-whole",
    "text-for-number",
    "true-or-false",
}


@pytest.mark.parametrize(("unit", "value", "codes"), some_of(SLIPS[::2], SLIPS))
def test_a_slip_of_a_hundred_is_seen(
    unit: str, value: object, codes: set[str], tmp_path: Path
) -> None:
    parts = Parts(small())
    table = Table(parts, "Indicators")
    row, usual = table.rows[0], 0.7 if unit == "%" else 70.0
    for heading, typed in (
        *(("Unit", unit), ("Polarity", "Higher is better"), ("Baseline", usual)),
        *(("Target 2016/17", usual), ("Q2 actual", value)),
    ):
        table.type(row, heading, typed)
    for heading in ("Target 2017/18", "Target 2018/19", "Target 2019/20"):
        table.type(row, heading, None)
    table.save()
    cell = f"{column_letters(table.at('Q2 actual'))}{row}"
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    done = run(path)
    said = {one.code for one in done.findings if one.cell == cell and one.code in _JUDGED}
    assert codes == said
    blocks = bool(said - {"hundredfold"})
    assert blocks == ("Check data" == done.results.rows["indicators"][0]["rag"])


def dated(folder: Path, *, old: bool) -> Path:
    """The plan with the same day typed into it, counted from 1900 or 1904."""
    parts = Parts(tiny())
    table = Table(parts, "Actions")
    shift = 1462 if old else 0
    for row, serial in zip(table.rows, (42947, 42825), strict=False):
        table.type(row, "Due", float(serial - shift))
    table.save()
    if old:
        parts.replace(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" ')
        sheet = parts.sheets()["Settings"]
        text = parts.held[sheet].decode("utf-8")
        assert "<v>42461</v>" in text
        parts.held[sheet] = text.replace("<v>42461</v>", f"<v>{42461 - shift}</v>").encode("utf-8")
    path = folder / ("old.xlsx" if old else "new.xlsx")
    path.write_bytes(parts.data())
    return path


def test_the_same_days_of_both_calendars_give_the_same_results(tmp_path: Path) -> None:
    new, old = (run(dated(tmp_path, old=one)).results for one in (False, True))
    names = ("brag", "days_overdue", "status")
    assert [[row.get(name) for name in names] for row in new.rows["actions"]] == [
        [row.get(name) for name in names] for row in old.rows["actions"]
    ]
    dates = {one.code for one in read_and_check(tmp_path / "old.xlsx")[1]}
    assert not dates & {"not-a-date", "text-for-date"}
    assert "date" not in {type(row["due"]).__name__ for row in old.rows["actions"]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2017-07-31", 42947.0),
        ("2017-07-31T00:00:00", 42947.0),
        ("2017-07-31T12:00:00Z", 42947.5),
        ("1900-01-01", 1.0),
        ("1900-03-01", 61.0),
    ],
)
def test_a_date_cell_in_iso_form_is_a_serial_number(
    written: str, value: float, tmp_path: Path
) -> None:
    parts = Parts(tiny())
    table = Table(parts, "Actions")
    table.type(table.rows[0], "Due", 1.0)
    cell = table.cell(table.rows[0], table.at("Due"))
    assert cell is not None
    cell.set("t", "d")
    cell[0].text = written
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    assert value == read(path).rows["actions"][0]["due"]


@pytest.mark.parametrize(
    "text",
    [
        "O'Brien",
        "Siân",
        "Zoë",
        "Zoe\u0308",
        "ß",
        "ｗｉｄｅ",
        "مرحبا",
        "👩‍🏫",
        "a\nb",
        " a ",
        "=1+1",
    ],
)
def test_a_text_is_kept_as_it_was_typed(text: str, tmp_path: Path) -> None:
    parts = Parts(tiny())
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "Commentary", "x")
    cell = table.cell(table.rows[0], table.at("Commentary"))
    assert cell is not None
    cell[0][0].text = text
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    run(path)
    assert text == read(path).rows["indicators"][0]["commentary"]
