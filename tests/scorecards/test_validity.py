"""Every file written is sound: by Microsoft's validator, openxml-audit, axe-core and PDF/UA-1."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from csplan.plan.plan import Results
from csplan.sheets import INDICATORS
from tests.engines.axe import violations
from tests.engines.validators import audit_errors, sdk_errors
from tests.extent import some_of
from tests.scorecards.cases import PLANS, changed, demo, finished, finished_paths, written
from tests.scorecards.reading import all_text, sheets

pytestmark = pytest.mark.slow
WIDTHS = (1280, 400)


@cache
def long_text() -> Results:
    """The demonstration with much to say."""
    text = "The long explanation goes on until all of it is said. " * 60
    return changed(demo(), INDICATORS, {"KO2-02": {"commentary": text}, "KO1-01": {"note": text}})


@pytest.mark.slow
@pytest.mark.parametrize("plan", some_of(["demo"], [*PLANS]))
def test_both_validators_are_content_with_every_workbook(plan: str) -> None:
    paths = finished_paths(plan, "xlsx")
    paths = list(some_of([paths[0], paths[-1]], paths))
    assert {path: [] for path in paths} == sdk_errors(paths)
    for path in some_of(paths[:1], paths):
        assert [] == audit_errors(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "width"),
    some_of(
        [("directorate", 1280), ("service EH", 400)],
        [(key, width) for key in ("directorate", "service EH", "exceptions") for width in WIDTHS],
    ),
)
def test_axe_finds_nothing_wrong(tmp_path: Path, key: str, width: int) -> None:
    only = key.rpartition(" ")[2]
    done = written(long_text(), tmp_path, formats=["html"], only=only)
    path = next(file.path for file in done.files if file.subject.key == key)
    assert [] == violations(path, width=width)


@pytest.mark.parametrize("plan", PLANS)
def test_every_pdf_says_that_it_is_pdf_ua(plan: str) -> None:
    for path in finished_paths(plan, "pdf"):
        data = path.read_bytes()
        assert b"pdfuaid:part" in data
        assert b"/StructTreeRoot" in data or b"/ObjStm" in data


def test_every_page_and_sheet_says_that_data_is_illustrative() -> None:
    for file in finished("demo").files:
        if file.format == "docx":
            continue
        if file.format == "xlsx":
            for name, rows in sheets(file.path).items():
                assert "Illustrative data: these figures are not real" == rows[2][0], name
        else:
            assert "Illustrative data: these figures are not real" in all_text(file.path)


def test_nothing_says_illustrative_where_data_is_live() -> None:
    for file in finished("baseline").files:
        if file.format == "docx":
            continue
        assert "Illustrative" not in all_text(file.path).replace("illustrative {", "")
