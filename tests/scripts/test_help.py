"""Asked for help, every script prints what it is for, and does nothing else."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RUN = sorted(
    path.stem
    for path in SCRIPTS.glob("*.py")
    if "__main__" in path.read_text(encoding="utf-8") and path.stem != "report"
)
"""The scripts that are run; report.py takes files that are dragged onto it, and nothing else."""


@pytest.mark.parametrize("name", RUN)
def test_help_is_printed_and_nothing_is_done(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPTS / f"{name}.py"), run_name="__main__")
    assert 0 == ended.value.code
    assert f"usage: {name}.py" in capsys.readouterr().out
