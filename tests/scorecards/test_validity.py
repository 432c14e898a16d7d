"""Every file written is sound: by Microsoft's validator, openxml-audit, axe-core and PDF/UA-1."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.plan.plan import Results
from csplan.sheets import INDICATORS
from tests.engines.axe import violations
from tests.engines.validators import audit_errors, sdk_errors
from tests.scorecards.cases import baseline, changed, demo, written
from tests.scorecards.reading import all_text, sheets

pytestmark = pytest.mark.slow

PLANS = {"demo": demo, "baseline": baseline}


def long_text() -> Results:
    """The demonstration with much to say."""
    text = "The long explanation goes on until all of it is said. " * 60
    return changed(demo(), INDICATORS, {"KO2-02": {"commentary": text}, "KO1-01": {"note": text}})


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_both_validators_are_content_with_every_workbook(tmp_path: Path, plan: str) -> None:
    paths = written(PLANS[plan](), tmp_path, formats=["xlsx"]).paths
    assert {path: [] for path in paths} == sdk_errors(paths)
    for path in paths:
        assert [] == audit_errors(path)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("key", ["directorate", "service EH", "exceptions"])
def test_axe_finds_nothing_wrong(tmp_path: Path, key: str, width: int) -> None:
    done = written(long_text(), tmp_path, formats=["html"])
    path = next(file.path for file in done.files if file.subject.key == key)
    assert [] == violations(path, width=width)


@pytest.mark.parametrize("plan", PLANS)
def test_every_pdf_says_that_it_is_pdf_ua(tmp_path: Path, plan: str) -> None:
    for path in written(PLANS[plan](), tmp_path, formats=["pdf"]).paths:
        data = path.read_bytes()
        assert b"pdfuaid:part" in data
        assert b"/StructTreeRoot" in data or b"/ObjStm" in data


def test_every_page_and_sheet_says_that_data_is_illustrative(tmp_path: Path) -> None:
    for file in written(demo(), tmp_path).files:
        if file.format == "xlsx":
            for name, rows in sheets(file.path).items():
                assert "Illustrative data: these figures are not real" == rows[2][0], name
        else:
            assert "Illustrative data: these figures are not real" in all_text(file.path)


def test_nothing_says_illustrative_where_data_is_live(tmp_path: Path) -> None:
    for file in written(baseline(), tmp_path).files:
        assert "Illustrative" not in all_text(file.path).replace("illustrative {", "")
