"""What other readers get wrong without a word (faults.md, section 1): csplan reads it or says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csplan.terms.errors import CsplanError, WorkbookError
from csplan.terms.values import CellError
from csplan.workbook.read import read
from csplan.workbook.update import read_and_calculate, read_and_check
from tests.faults.hostile_zips import SHEET, lying_zips, not_workbooks
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import small, tiny

pytestmark = pytest.mark.slow

_ERRORS = (
    *("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"),
    *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!"),
)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(data)
    return path


def with_text(old: str, new: str, part: str = SHEET) -> bytes:
    parts = Parts(tiny())
    parts.replace(part, old, new)
    return parts.data()


def with_first_ref(xml: str) -> bytes:
    """The plan, its first indicator's ref written as given."""
    parts = Parts(tiny())
    text = parts.held[SHEET].decode("utf-8")
    parts.held[SHEET] = re.sub(r'<c r="A6"[^>]*>.*?</c>', xml, text, count=1).encode("utf-8")
    return parts.data()


def right(folder: Path) -> dict[str, object]:
    return dict(read(written(folder, tiny())).rows)


def test_an_error_cell_is_an_error_and_never_blank(tmp_path: Path) -> None:
    parts = Parts(small())
    table = Table(parts, "Indicators")
    places = [(row, name) for name in ("Q1 actual", "Q2 actual") for row in table.rows]
    cells = {}
    for (row, name), error in zip(places, _ERRORS, strict=False):
        table.type(row, name, error)
        typed = table.cell(row, table.at(name))
        assert typed is not None
        cells[f"Indicators!{typed.get('r')}"] = error
    table.save()
    assert len(_ERRORS) == len(cells)
    plan, findings = read_and_check(written(tmp_path, parts.data()))
    found = [row[f"q{n}_actual"] for n in (1, 2) for row in plan.rows["indicators"]]
    assert all(isinstance(value, CellError) for value in found[: len(_ERRORS)])
    assert list(_ERRORS) == found[: len(_ERRORS)]
    said = {one.place: one.message for one in findings if one.code == "error-cell"}
    assert set(cells) == set(said)
    assert all(error in said[place] for place, error in cells.items())


def test_a_sheet_in_utf_16_is_read_whole(tmp_path: Path) -> None:
    parts = Parts(tiny())
    text = parts.held[SHEET].decode("utf-8").replace("UTF-8", "UTF-16", 1)
    parts.held[SHEET] = text.encode("utf-16")
    expected = right(tmp_path)
    assert expected == read(written(tmp_path, parts.data())).rows


@pytest.mark.parametrize("ref", ["A1", "A1:B2", "A1:A1048576"])
def test_the_sheets_own_word_of_its_size_is_not_believed(ref: str, tmp_path: Path) -> None:
    parts = Parts(tiny())
    text = parts.held[SHEET].decode("utf-8")
    parts.held[SHEET] = re.sub(r'dimension ref="[^"]*"', f'dimension ref="{ref}"', text).encode()
    expected = right(tmp_path)
    assert expected == read(written(tmp_path, parts.data())).rows


@pytest.mark.parametrize("index", ["-1", "999999", "1.0", "1e2", "abc"])
def test_a_shared_text_that_is_not_there_is_refused(index: str, tmp_path: Path) -> None:
    data = with_first_ref(f'<c r="A6" t="s"><v>{index}</v></c>')
    with pytest.raises(WorkbookError, match="A6"):
        read(written(tmp_path, data))


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/s.xml", "../../etc/passwd", "workbook.xml"])
def test_a_sheet_that_leads_elsewhere_is_refused_and_not_dropped(
    target: str, tmp_path: Path
) -> None:
    name = SHEET.removeprefix("xl/")
    mode = ' TargetMode="External"' if target.startswith("http") else ""
    links = "xl/_rels/workbook.xml.rels"
    data = with_text(f'Target="{name}"', f'Target="{target}"{mode}', links)
    path = written(tmp_path, data)
    with pytest.raises(CsplanError):
        read_and_calculate(path)


@pytest.mark.parametrize("value", ["1e999", "-1e999", "NaN", "inf", "abc", "0x1F", "1_000", "٣"])
def test_a_number_that_is_none_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="A6"):
        read(written(tmp_path, with_first_ref(f'<c r="A6"><v>{value}</v></c>')))


@pytest.mark.parametrize("value", ["1e99", "1e-300", "-0", "1234567890123456789"])
def test_a_number_at_the_edge_is_read_as_it_stands(value: str, tmp_path: Path) -> None:
    plan = read(written(tmp_path, with_first_ref(f'<c r="A6"><v>{value}</v></c>')))
    assert float(value) == plan.rows["indicators"][0]["ref"]


def test_a_number_beyond_what_excel_holds_is_its_error_and_one_too_small_is_nothing(
    tmp_path: Path,
) -> None:
    for written_as, meant in (("1e308", CellError("#NUM!")), ("1e-320", 0.0)):
        plan = read(written(tmp_path, with_first_ref(f'<c r="A6"><v>{written_as}</v></c>')))
        assert meant == plan.rows["indicators"][0]["ref"]


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    data = with_first_ref('<c r="A6" t="inlineStr"><is><t>KO1\x01</t></is></c>')
    with pytest.raises(WorkbookError):
        read(written(tmp_path, data))


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsb", "CSV in utf-8", "HTML table"])
def test_a_file_of_another_kind_is_not_read_as_if_nothing_were_wrong(
    kind: str, tmp_path: Path
) -> None:
    with pytest.raises(WorkbookError, match=r"^plan\.xlsx"):
        read(written(tmp_path, dict(not_workbooks())[kind]))


def test_two_parts_of_one_name_are_refused_and_neither_is_taken(tmp_path: Path) -> None:
    for kind, data in lying_zips():
        if kind in {"doubled part", "part doubled in capitals"}:
            with pytest.raises(WorkbookError) as met:
                read(written(tmp_path, data))
            assert "doubled-part" == met.value.code
