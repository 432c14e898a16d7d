"""What is said of the files after a failure is what happened to them, wherever it happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.commands.cli import run
from tests.extent import some_of
from tests.lossless.plans import tiny

STEPS = (
    "csplan.workbook.update.open_workbook",
    "csplan.workbook.update.calculate",
    "csplan.workbook.update.check",
    "csplan.workbook.update.write_back",
    "csplan.workbook.update.backups.keep",
    "csplan.workbook.update.replace_file",
    "csplan.workbook.update.row_counts",
    "csplan.scorecards.writing.scorecards_of",
    "csplan.scorecards.writing.file_names",
    "csplan.scorecards.writing._render",
    "csplan.scorecards.writing._pdf",
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
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", some_of(range(0, len(FAILURES), 3), range(len(FAILURES))))
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
