"""An update of a workbook that nobody touched says the same as a whole one, without reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.commands.cli import run as command
from csplan.files.run_notes import take_note
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.workbook.unchanged import as_left
from tests.lossless.plans import small
from tests.workbook.test_change_log import typed

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small plan, nothing to do."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    assert 0 == command(["update", str(path)])
    assert as_left(path) is None  # it kept what was adopted: that is looked at once more
    assert 0 == command(["update", str(path)])
    return path


def found(path: Path) -> Path:
    return path.parent / ".csplan" / "plan.xlsx.found"


@pytest.mark.slow
def test_what_is_said_is_what_a_whole_update_says(path: Path, capsys: Captured) -> None:
    typed(path, "Indicators", "Q1 actual", ["nil", -5.0, "=1/0", 41.5])
    assert 1 == command(["update", str(path)])
    said = []
    for quick in (False, True):
        if not quick:
            found(path).unlink()
        capsys.readouterr()
        data = path.read_bytes()
        assert quick == (as_left(path) is not None)
        assert 1 == command(["update", str(path)])
        assert data == path.read_bytes()
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "need you: open Checks in plan.xlsx." in said[1]
    assert "everything is up to date; nothing was written." in said[1]


@pytest.mark.slow
def test_a_workbook_that_was_touched_is_read(path: Path) -> None:
    assert as_left(path) is not None
    typed(path, "Indicators", "Note", ["Seen"])
    assert as_left(path) is None
    assert as_left(path.with_name("none.xlsx")) is None


@pytest.mark.slow
def test_it_is_refused_where_an_update_would_be(path: Path) -> None:
    note = path.with_name(".~lock.plan.xlsx#")
    note.write_text("J Lee,jlee,host,01.11.2026 09:30;")
    with pytest.raises(WorkbookError) as refused:
        as_left(path)
    assert refused.value.code is Refusal.OPEN_IN_EXCEL
    assert 2 == command(["update", str(path)])
    note.unlink()
    path.chmod(0o440)
    with pytest.raises(WorkbookError) as refused:
        as_left(path)
    assert refused.value.code is Refusal.CANNOT_WRITE


SPOILT: list[Callable[[bytes], bytes]] = [
    lambda _: b"{",
    lambda _: b"[]",
    lambda _: b'[[["a-code"]], {}, {}]',
    lambda _: b"[[], [], 5]",
    lambda content: content.replace(b'"', b"'"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_note_that_says_something_else_is_none(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"no workbook, for it is never read")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    take_note(path, "found", sha256, b'[[], {}, {"home_figures": 2.0}]')
    left = as_left(path)
    assert left is not None
    assert {"home_figures": 2.0} == left.home
    take_note(path, "found", sha256, spoil(b'[[], {}, {"home_figures": 2.0}]'))
    assert as_left(path) is None
