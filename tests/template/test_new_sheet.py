"""A new sheet is one file in sheets/ and one name in SHEETS: tried in a copy of the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RISKS = '''
"""The Risks sheet: what may go wrong, how likely and how bad."""

from __future__ import annotations

from csplan.rules.rule import rule
from csplan.sheets.column import Value, calculated, link, number, text
from csplan.sheets.sheet import Sheet
from csplan.terms.values import is_number


@rule(excel='IF(AND(ISNUMBER({likelihood}),ISNUMBER({impact})),{likelihood}*{impact},"")', source="")
def score(likelihood: Value, impact: Value) -> float | str:
    """How much a risk weighs."""
    return likelihood * impact if is_number(likelihood) and is_number(impact) else ""


class Risk:
    """One risk."""

    ref: Value = text("Ref", "Unique, e.g. R-01", required=True, width=8)
    service: Value = link("Services", "Service", "Who answers for it", width=10)
    risk: Value = text("Risk", "What may happen", required=True, width=40)
    likelihood: Value = number("Likelihood", "From 1 to 5", minimum=1, maximum=5, entry=True)
    impact: Value = number("Impact", "From 1 to 5", minimum=1, maximum=5, entry=True)
    score: float | str = calculated("Score", score)


RISKS = Sheet(
    name="Risks",
    row=Risk,
    title="Risks",
    purpose="What may go wrong.",
    tab="Risks",
    ref_pattern=r"R-\\d{2,4}",
    named_by="risk",
    few_rows=3,
)
'''

TRIED = """
import json, sys
from datetime import datetime
from pathlib import Path
from csplan.sheets import BY_KEY
from csplan.template.making import new
from csplan.workbook.entering import enter_values
from csplan.workbook.read import open_workbook
from csplan.workbook.update import update
from csplan.xlsx.sheet_patch import Write, patch

path = Path(sys.argv[1])
new(path, blank=True, year="2017/18")
work = open_workbook(path)
place = work.layout.tables["risks"]
typed = {"ref": "R-01", "risk": "A placement breaks down", "likelihood": 4.0, "impact": 5.0}
cells = {(place.first_row, place.columns[name]): Write(value) for name, value in typed.items()}
path.write_bytes(work.package.rebuilt({place.tab.part: patch(work.sheets[place.tab.part], cells)}))
done = update(path, now=datetime(2017, 7, 1, 9), user="a tester")
again = update(path, now=datetime(2017, 7, 1, 10), user="a tester")
work = open_workbook(path)
cell = work.sheets[place.tab.part].cell(place.first_row, place.columns["score"])
print(json.dumps({
    "score": cell.value,
    "formula": cell.formula,
    "rows": len(work.plan.rows["risks"]),
    "written": [done.written, again.written],
    "errors": [str(one.message) for one in done.findings if one.severity in ("Fault", "Error")],
    "changes": list(done.changes),
}))
"""


def copy_of_csplan(folder: Path) -> None:
    """Copy the package with what Python has compiled of it, or each trial would compile it all."""
    being_written = shutil.ignore_patterns("*.pyc.*")
    shutil.copytree(ROOT / "csplan", folder / "csplan", ignore=being_written)


@pytest.mark.slow
def test_a_sheet_is_one_file_and_one_name(tmp_path: Path) -> None:
    copy_of_csplan(tmp_path)
    sheets = tmp_path / "csplan" / "sheets"
    (sheets / "risks.py").write_text(RISKS, encoding="utf-8")
    names = sheets / "__init__.py"
    text = names.read_text(encoding="utf-8")
    text = text.replace(
        "\nif TYPE_CHECKING:", "from csplan.sheets.risks import RISKS\n\nif TYPE_CHECKING:", 1
    )
    assert text.count("    SETTINGS,\n    INDICATORS,\n") == 2
    text = text.replace(
        "    SETTINGS,\n    INDICATORS,\n", "    SETTINGS,\n    RISKS,\n    INDICATORS,\n"
    )
    names.write_text(text, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", TRIED, str(tmp_path / "plan.xlsx")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "" == done.stderr
    found = json.loads(done.stdout)
    assert [] == found["errors"]
    assert 20 == found["score"]
    assert "Risks[[#This Row],[Likelihood]]*Risks[[#This Row],[Impact]]" in found["formula"]
    assert 3 == found["rows"]
    assert [True, False] == found["written"]
