"""What the README shows of the terminal is what the commands say, line by line, at 80 columns."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from csplan.commands.cli import run

README = Path(__file__).parents[2] / "README.md"
_SHOWN = re.compile(r"\$ csplan ([^\n]+)\n(.*?)(?=\n\n\$ |```)", re.DOTALL)


@pytest.mark.slow
def test_the_output_shown_in_the_readme_is_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    shown = _SHOWN.findall(README.read_text(encoding="utf-8"))
    assert ["new", "check", "report", "explain"] == [line.split()[0] for line, _ in shown]
    for line, output in shown:
        run(shlex.split(line))
        said = capsys.readouterr().out.splitlines()
        untrue = [one for one in output.splitlines() if one != "…" and one not in said]
        assert [] == untrue, line
