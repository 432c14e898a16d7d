"""What goes out to a service: its own rows, alive and locked, and nobody else's."""

from __future__ import annotations

import io

import openpyxl
import pytest

from csplan.returns.form import PARTS, identity_in
from csplan.returns.writing import TOP, return_bytes
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from tests.engines import ironcalc_engine
from tests.returns.made import edited, forms, results, sent, texts_in, type_into

SERVICES = ("SS", "EH", "SL", "PQ")


@pytest.mark.parametrize("service", SERVICES)
def test_a_return_holds_all_rows_of_its_service_and_none_of_another(service: str) -> None:
    text = texts_in(sent(service))
    for sheet, field in ((INDICATORS, "service"), (ACTIONS, "lead_service"), (BUDGET, "service")):
        for row in results().present(sheet):
            own = row[field] == service
            assert own is (f">{row['ref']}<" in text), f"{row['ref']} in the return of {service}"


def test_no_address_nor_other_service_stands_in_any_part() -> None:
    text = texts_in(sent("SL"))
    assert "example.gov.uk" not in text
    for other in ("Early Help to Safeguarding", "Strategic Services", "Performance &amp; Quality"):
        assert other not in text


@pytest.mark.parametrize("service", SERVICES)
def test_only_asked_cells_are_unlocked_and_there_is_no_password(service: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sent(service)))
    for tab in book:
        assert tab.protection.sheet
        assert not tab.protection.password
    for part in PARTS("Q2"):
        if part.sheet.tab not in book.sheetnames:
            continue
        tab = book[part.sheet.tab]
        asked = {part.column(name).heading for name in part.asked}
        for row in tab.iter_rows(min_row=TOP + 2):
            for cell in row:
                heading = str(tab.cell(TOP + 1, cell.column or 0).value)
                assert cell.protection.locked is (heading not in asked)


def test_every_colour_is_the_plans_own_and_changes_as_a_manager_types(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "r.xlsx"
    path.write_bytes(sent("EH"))
    values = ironcalc_engine.recalculated(path)["Indicators"]
    refs = {row["ref"]: row["rag"] for row in results().present(INDICATORS)}
    cells = {place: value for place, value in values.items() if place[0] == "A"}
    column = next(p[:-1] for p, v in values.items() if v == "RAG" and p.endswith(str(TOP + 1)))
    seen = {str(v): values[f"{column}{p[1:]}"] for p, v in cells.items() if v in refs}
    assert {ref: refs[ref] for ref in seen} == seen
    assert 22 == len(seen)

    path.write_bytes(edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 20)))
    again = ironcalc_engine.recalculated(path)["Indicators"]
    row = next(p[1:] for p, v in again.items() if v == "KO2-03")
    assert ("Red", "Green") == (seen["KO2-03"], again[f"{column}{row}"])


def test_the_same_form_gives_the_same_bytes_and_says_what_it_is() -> None:
    form = forms()["PQ"]
    assert sent("PQ") == return_bytes(form, results().settings, due="14 October 2016")
    assert form.identity == identity_in([str(form.identity)])
    assert str(form.identity) in texts_in(sent("PQ"))


def test_about_ten_columns_stand_on_one_screen() -> None:
    """1,850 pixels at 100% on a full-HD screen."""
    book = openpyxl.load_workbook(io.BytesIO(sent("SL")))
    for tab in book.worksheets[1:]:
        widths = [
            float(d.width)
            for d in tab.column_dimensions.values()
            if not d.hidden
            for _ in range(int(d.min or 0), int(d.max or 0) + 1)
        ]
        assert sum(round(width * 7) + 5 for width in widths) <= 1850, tab.title
        assert len(widths) <= 10
