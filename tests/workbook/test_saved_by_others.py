"""Workbooks that other programs saved: their spelling of a formula is not an overwrite."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from csplan.workbook.update import update
from tests.commands.typing_in import type_in
from tests.engines import libreoffice_engine
from tests.extent import ALL, some_of
from tests.lossless.plans import NOW, real, small


def respelt(data: bytes, pattern: str, meant: str) -> tuple[bytes, int]:
    """The workbook with its cells' formulas spelt in another way, and how many that changed."""
    changed = 0
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                text = content.decode()

                def one(found: re.Match[str]) -> str:
                    nonlocal changed
                    new = re.sub(pattern, meant, found[2])
                    changed += new != found[2]
                    return f"{found[1]}{new}</f>"

                content = re.sub(r"(<f(?: [^>]*)?>)([^<]*)</f>", one, text).encode()
            target.writestr(item, content)
    return out.getvalue(), changed


SPELLINGS = [
    ("LibreOffice", r"\bTRUE\b(?!\()", "TRUE()"),
    ("Excel, by hand", r"(\w+)\[\[#This Row\],\[([^\]]*)\]\]", r"\1[@[\2]]"),
    ("newer Excel", r"\bIFERROR\(", "_xlfn.IFERROR("),
    ("lower case", r"\bIF\(", "if("),
    ("spaces", r"\)\)", ") )"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("who", "pattern", "meant"), some_of(SPELLINGS[:2], SPELLINGS))
def test_another_spelling_is_the_same_formula_and_a_figure_typed_over_is_named(
    tmp_path: Path, who: str, pattern: str, meant: str
) -> None:
    data, changed = respelt(real() if ALL else small(), pattern, meant)
    assert changed > 50, f"nothing to see of {who}"
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    type_in(path, "indicators", "KO2-01", rag="Green")

    done = update(path, now=NOW, user="Jane")

    assert [("Indicators", "KO2-01", "Green")] == [(r.sheet, r.ref, r.found) for r in done.restored]
    assert not update(path, now=NOW, user="Jane").written


@pytest.mark.slow
def test_what_libreoffice_saved_is_updated_without_a_word(tmp_path: Path) -> None:
    before = tmp_path / "before" / "plan.xlsx"
    before.parent.mkdir()
    before.write_bytes(real() if ALL else small())
    path = libreoffice_engine.resaved(before, tmp_path)

    done = update(path, now=NOW, user="Jane")

    assert [] == list(done.restored)
    assert not update(path, now=NOW, user="Jane").written
