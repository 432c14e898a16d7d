"""The engines recalculate in earnest: a wrong value planted in a file does not survive them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import ironcalc
import pytest
import xlsxwriter

from tests.engines import cached, hyperformula_engine, ironcalc_engine, libreoffice_engine
from tests.engines.parity import agree, differences
from tests.engines.workbooks import INDICATORS, RED, SUMMARY, edited, sound

Values = dict[str, dict[str, object]]
Engine = Callable[[Sequence[Path]], dict[Path, Values]]


def one_by_one(paths: Sequence[Path]) -> dict[Path, Values]:
    """What ironcalc makes of each workbook."""
    return {path: ironcalc_engine.recalculated(path) for path in paths}


ENGINES = [
    pytest.param(one_by_one, id="ironcalc"),
    pytest.param(libreoffice_engine.recalculated_all, id="LibreOffice", marks=pytest.mark.slow),
    pytest.param(hyperformula_engine.recalculated_all, id="HyperFormula", marks=pytest.mark.slow),
]


def wrong(path: Path) -> Path:
    """A workbook with two values that its formulas do not give."""
    sound(path)
    edited(path, INDICATORS, "<v>Red</v>", "<v>Green</v>")
    return edited(path, SUMMARY, f"<f>{RED}</f><v>1</v>", f"<f>{RED}</f><v>7</v>")


def kinds(path: Path) -> Path:
    """A workbook with formulas of each kind of value."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("It's £")
    for row, formula in enumerate(["1/4", '"a"&"b"', '""', "2>1", "1/0", "NA()", "A1"]):
        sheet.write_formula(row, 1, formula, None, -1)
    sheet.write("A1", dt.date(2016, 4, 1), book.add_format({"num_format": "d mmm yyyy"}))
    book.close()
    return path


def one_row(path: Path) -> Path:
    """A workbook with formulas over a table of one row."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("It's one")
    columns = [{"header": "Ref"}, {"header": "% [x]"}]
    sheet.add_table("A1:B2", {"name": "One", "columns": columns, "data": [["x", 3]]})
    for row, formula in enumerate(
        [
            'COUNTIFS(One[Ref],"x")',
            "SUMIFS(One[% '[x']],One[[Ref]],\"x\")",
            "INDEX(One[% '[x']],MATCH(\"x\",One[Ref],0))",
            'COUNTIFS(One[Ref],"One[Ref]")',
            "SUM(One[% '[x']])",
        ]
    ):
        sheet.write_formula(row, 3, formula, None, -1)
    book.close()
    return path


def other(path: Path) -> Path:
    """A sound workbook with another figure."""
    return edited(sound(path), SUMMARY, "<v>0.1</v>", "<v>0.2</v>")


@pytest.fixture(scope="module", params=ENGINES)
def recalculated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Values]]:
    """Each workbook, all of one name, with what an engine makes of it in one run."""
    engine: Engine = request.param
    made = {
        make.__name__: make(tmp_path_factory.mktemp(make.__name__) / "plan.xlsx")
        for make in (sound, wrong, kinds, one_row, other)
    }
    values = engine(list(made.values()))
    return {name: (path, values[path]) for name, path in made.items()}


def test_a_sound_workbook_agrees_with_the_engine(
    recalculated: dict[str, tuple[Path, Values]],
) -> None:
    assert [] == differences(*recalculated["sound"])


def test_a_planted_wrong_value_is_corrected(recalculated: dict[str, tuple[Path, Values]]) -> None:
    path, values = recalculated["wrong"]
    assert ("Red", 1) == (values["Indicators"]["E3"], values["Summary"]["B1"])
    lines = [line.partition("  ")[0] for line in differences(path, values)]
    assert ["Indicators!E3", "Summary!B1"] == lines


def test_each_kind_of_value_comes_through(recalculated: dict[str, tuple[Path, Values]]) -> None:
    values = recalculated["kinds"][1]["It's £"]
    found = [values.get(f"B{row}", "") for row in range(1, 8)]
    assert [0.25, "ab", "", True, "#DIV/0!", "#N/A", 42461] == found
    assert 42461 == values["A1"]


def test_the_column_of_a_table_with_one_row_is_a_range(
    recalculated: dict[str, tuple[Path, Values]],
) -> None:
    values = recalculated["one_row"][1]["It's one"]
    assert [1, 3, 3, 0, 3] == [values[f"D{row}"] for row in range(1, 6)]


def test_many_workbooks_are_recalculated_in_one_run_though_named_alike(
    recalculated: dict[str, tuple[Path, Values]],
) -> None:
    summaries = [recalculated[name][1]["Summary"] for name in ("sound", "other")]
    assert [(0.1, 0.2), (0.2, 0.4)] == [(found["A1"], found["B2"]) for found in summaries]


def test_a_reference_into_a_table_means_what_its_range_means(tmp_path: Path) -> None:
    path = sound(tmp_path / "plan.xlsx")
    edited(path, INDICATORS, "[#This Row],[Actual]]-", "[#This Row],[Actual]]+0*$B2+0*C$3-")
    edited(path, INDICATORS, "<v>Red</v>", "<v>Green</v>")
    as_it_stands = ironcalc.load_from_xlsx(str(path))
    assert ironcalc_engine.calculated(as_it_stands) == ironcalc_engine.recalculated(path)


@pytest.mark.slow
def test_a_plain_save_in_libreoffice_believes_what_the_file_says(tmp_path: Path) -> None:
    path = edited(sound(tmp_path / "plan.xlsx"), INDICATORS, "<v>Red</v>", "<v>Green</v>")
    copy = libreoffice_engine.resaved(path, tmp_path / "copy")
    assert tmp_path / "copy" / "plan.xlsx" == copy
    assert "Green" == cached.values(copy)["Indicators"]["E3"]


@pytest.mark.slow
def test_a_workbook_is_printed(tmp_path: Path) -> None:
    page = libreoffice_engine.pdf(sound(tmp_path / "plan.xlsx"), tmp_path)
    assert b"%PDF" == page.read_bytes()[:4]


@pytest.mark.slow
def test_a_file_that_libreoffice_cannot_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "torn.xlsx"
    path.write_bytes(b"PK\x03\x04torn")
    with pytest.raises(RuntimeError, match=r"did not convert .*torn\.xlsx"):
        libreoffice_engine.recalculated(path)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1.0, 1.0 + 1e-10, True),
        (1.0, 1.0 + 1e-8, False),
        (0.0, 5e-17, True),
        (None, "", True),
        (None, 0, False),
        (1, True, False),
        (True, True, True),
        ("1", 1, False),
        ("Red", "Red ", False),
    ],
)
def test_which_values_agree(one: object, other: object, *, expected: bool) -> None:
    assert expected is agree(one, other)
