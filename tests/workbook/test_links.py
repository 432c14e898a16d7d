"""Each finding on Checks leads to the cell that it names, the gravest first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import run, small


@pytest.mark.slow
def test_a_finding_leads_to_its_cell_and_the_gravest_stands_first(tmp_path: Path) -> None:
    parts = Parts(small())
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "Q1 actual", "74 %")
    table.save()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(parts.data())
    run(path)
    tab = openpyxl.load_workbook(path)["Checks"]
    rows = list(tab[tab.tables["Checks"].ref])
    at = {str(cell.value): number for number, cell in enumerate(rows[0])}
    words = [str(row[at["Severity"]].value) for row in rows[1:]]
    assert "Error" == words[0]
    rank = ["Fault", "Error", "To confirm", "Warning", "Note", "Confirmed", "Accepted"]
    assert words == sorted(words, key=rank.index)
    for row in rows[1:]:
        sheet, cell = row[at["Sheet"]].value, row[at["Cell"]]
        if cell.value:
            assert cell.hyperlink is not None
            assert f"'{sheet}'!{cell.value}" == cell.hyperlink.location
    before = path.read_bytes()
    run(path)
    assert before == path.read_bytes()
