"""The validators are content with a sound workbook and say what is wrong with a bad one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.engines.programs import require
from tests.engines.validators import audit_errors, sdk_errors
from tests.engines.workbooks import INDICATORS, edited, sound

pytestmark = pytest.mark.slow


def test_the_sdk_judges_each_of_many_files(tmp_path: Path) -> None:
    good = sound(tmp_path / "good £.xlsx")
    bad = edited(sound(tmp_path / "bad.xlsx"), INDICATORS, "<sheetData>", "<sheetDate/><sheetData>")
    errors = sdk_errors([good, bad])
    assert [good, bad] == list(errors)
    assert [] == errors[good]
    assert "sheetDate" in errors[bad][0]


def test_the_sdk_says_of_a_torn_file_that_it_is_torn(tmp_path: Path) -> None:
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(b"PK\x03\x04torn")
    assert 1 == len(sdk_errors([torn])[torn])


def test_the_auditor_is_content_with_a_sound_workbook(tmp_path: Path) -> None:
    assert [] == audit_errors(sound(tmp_path / "good.xlsx"))


def test_the_auditor_finds_a_wrong_element(tmp_path: Path) -> None:
    bad = edited(sound(tmp_path / "bad.xlsx"), INDICATORS, "<sheetData>", "<sheetDate/><sheetData>")
    assert "/xl/worksheets/sheet1.xml" in audit_errors(bad)[0]


def test_a_missing_program_skips_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        require("no-such-program")


def test_a_missing_program_fails_a_test_where_ci_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        require("no-such-program")


def test_a_program_that_is_there_is_found() -> None:
    assert require(sys.executable).samefile(sys.executable)
