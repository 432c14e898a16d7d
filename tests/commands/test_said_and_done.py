"""What is said of the files after a failure is what happened to them, wherever it happened."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.commands.trouble import known_reason, say_trouble
from csplan.scorecards.pdf import _compiler
from tests.extent import some_of
from tests.lossless.plans import tiny

STEPS = (
    "csplan.workbook.update.open_workbook",
    "csplan.workbook.checking.calculate",
    "csplan.workbook.checking.check",
    "csplan.workbook.update.write_back",
    "csplan.workbook.update.backups.keep",
    "csplan.workbook.update.replace_file",
    "csplan.workbook.update.row_counts",
    "csplan.scorecards.writing.planned_scorecards",
    "csplan.scorecards.writing.file_names",
    "csplan.scorecards.writing._render",
    "csplan.scorecards.drawing_pdfs._pdf",
    "csplan.scorecards.writing.move_set",
)
FAILURES: tuple[Callable[[], BaseException], ...] = (
    lambda: ZeroDivisionError("a mistake"),
    lambda: OSError(28, "No space left on device"),
    KeyboardInterrupt,
    MemoryError,
)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "number"),
    some_of(
        [(step, at % len(FAILURES)) for at, step in enumerate(STEPS)],
        [(step, number) for step in STEPS for number in range(len(FAILURES))],
    ),
)
def test_after_any_failure_of_report_the_message_agrees_with_the_disk(
    step: str,
    number: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(tiny())
    before = sha256(plan)

    def fails(*_: object, **__: object) -> None:
        failure = FAILURES[number]()
        raise failure

    monkeypatch.setattr(step, fails)
    status = run(["report", str(plan)])
    said = capsys.readouterr().err

    assert 2 == status
    assert "Traceback" not in said
    changed = sha256(plan) != before
    assert changed is ("this was written: plan.xlsx" in said)
    assert changed or "No file was changed" in said or "csplan:" in said
    assert [] == [one.name for one in tmp_path.rglob(".csplan-*")]


def test_a_library_that_does_not_load_is_named_and_our_own_mistakes_are_not_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "typst.py").write_text("raise ImportError('DLL load failed', name='_typst')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "typst", raising=False)
    with pytest.raises(ImportError) as caught:
        _compiler(tmp_path)
    assert 2 == say_trouble(caught.value)
    said = capsys.readouterr().err
    assert "The library typst cannot be loaded on this machine (DLL load failed)." in said
    assert "No file was changed." in said
    assert 2 == say_trouble(ModuleNotFoundError("No module named 'polars'", name="polars"))
    assert "The library polars cannot be loaded" in capsys.readouterr().err
    assert 2 == say_trouble(ImportError("cannot import name", name="csplan.terms"))
    assert "csplan met something that it did not expect" in capsys.readouterr().err


def test_a_right_that_somebody_lacks_is_named_wherever_it_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A colleague's folder of notes that nobody else may look into is an ordinary thing."""
    missed = PermissionError(13, "Permission denied", str(tmp_path / ".csplan" / "plan.xlsx.found"))
    assert 2 == say_trouble(missed)
    said = capsys.readouterr().err
    assert "plan.xlsx.found in" in said
    assert "did not expect" not in said


def test_a_right_to_write_is_not_said_to_be_one_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = PermissionError(13, "Permission denied", str(tmp_path / "plan.csv"))
    monkeypatch.setattr(os, "access", lambda _, right: right != os.W_OK)
    assert f"You are not allowed to write plan.csv in {tmp_path}." in known_reason(missed)
    (tmp_path / "plan.csv").touch()
    monkeypatch.setattr(os, "access", lambda _, right: right != os.R_OK)
    assert f"You are not allowed to read plan.csv in {tmp_path}." in known_reason(missed)
