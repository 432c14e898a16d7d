"""Two engines, two validators and the lint are content with every workbook that is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.template import demo
from csplan.template.build import blank_workbook
from csplan.template.shipped import shipped
from csplan.terms.period import FinancialYear
from tests.engines import ironcalc_engine, libreoffice_engine, lint, parity, validators
from tests.extent import some_of

pytestmark = pytest.mark.slow

NAMES = ["workbook", "service_plan_2016_17", "demo", "blank_2017_18"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    data = {
        "workbook": shipped("workbook.xlsx").read_bytes(),
        "service_plan_2016_17": shipped("service_plan_2016_17.xlsx").read_bytes(),
        "demo": demo.demo_workbook(),
        "blank_2017_18": blank_workbook(FinancialYear(2017)),
    }
    for name in NAMES:
        (folder / f"{name}.xlsx").write_bytes(data[name])
    return {name: folder / f"{name}.xlsx" for name in NAMES}


@pytest.mark.parametrize("name", some_of(NAMES[2:3], NAMES))
def test_the_lint_finds_nothing(files: dict[str, Path], name: str) -> None:
    assert [] == lint.lint(files[name])


@pytest.mark.parametrize("name", some_of(NAMES[1:3], NAMES))
def test_every_formula_recalculates_to_its_cached_value(files: dict[str, Path], name: str) -> None:
    path = files[name]
    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))


@pytest.mark.parametrize("name", some_of(NAMES[2:3], NAMES))
def test_libreoffice_recalculates_the_same(files: dict[str, Path], name: str) -> None:
    path = files[name]
    assert [] == parity.differences(path, libreoffice_engine.recalculated(path))


def test_the_sdk_finds_every_workbook_legal(files: dict[str, Path]) -> None:
    paths = [files[name] for name in some_of(NAMES[2:3], NAMES)]
    assert {path: [] for path in paths} == validators.sdk_errors(paths)


@pytest.mark.parametrize("name", some_of(NAMES[2:3], NAMES))
def test_openxml_audit_finds_every_workbook_legal(files: dict[str, Path], name: str) -> None:
    assert [] == validators.audit_errors(files[name])
