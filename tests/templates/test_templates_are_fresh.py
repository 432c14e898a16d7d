"""The committed workbooks are what scripts/build_templates.py builds today."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(name="script")
def build_templates(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, as a module."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "scripts"))
    return importlib.import_module("build_templates")


def test_the_committed_workbooks_are_fresh(script: ModuleType) -> None:
    assert [] == script.stale(script.built())


@pytest.mark.longest
def test_a_stale_workbook_is_named_and_rebuilt(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fresh = {"workbook.xlsx": script.built()["workbook.xlsx"]}
    monkeypatch.setattr(script, "TEMPLATES", tmp_path)
    monkeypatch.setattr(script, "built", lambda: fresh)
    assert 1 == script.main(["--check"])
    assert "templates/workbook.xlsx is stale" in capsys.readouterr().out
    assert 0 == script.main([])
    assert fresh["workbook.xlsx"] == (tmp_path / "workbook.xlsx").read_bytes()
    assert 0 == script.main(["--check"])
