"""The script onto which a workbook is dragged, tried in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A copy of the script with no .venv beside its folder."""
    folder = tmp_path / "csplan" / "scripts"
    folder.mkdir(parents=True)
    for name in ("report.py", "environment.py"):
        shutil.copy(SCRIPTS / name, folder)
    return folder / "report.py"


def _run(
    script: Path, *arguments: str, path: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The script run with nothing but `path` to find programs in."""
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        env=os.environ | {"PATH": str(path), "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _imitation(folder: Path) -> Path:
    """A csplan that says how it was called and ends with status 1."""
    folder.mkdir()
    program = folder / "csplan"
    program.write_text(
        f'#!{sys.executable}\nimport sys\nsys.stdout.reconfigure(errors="replace")\nprint("|".join(sys.argv[1:]))\nsys.exit(1)\n'
    )
    program.chmod(0o755)
    return folder


def test_without_a_workbook_it_says_to_drag_one(script: Path, tmp_path: Path) -> None:
    done = _run(script, path=tmp_path)
    assert 2 == done.returncode
    assert "Drag a workbook onto report.cmd" in done.stdout


def test_without_csplan_it_says_how_to_get_it(script: Path, tmp_path: Path) -> None:
    done = _run(script, "plan.xlsx", path=tmp_path)
    assert 2 == done.returncode
    assert "csplan is not installed yet" in done.stdout
    assert "pip install" in done.stdout
    assert "" == done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the imitation of csplan is a script with a #! line")
def test_scorecards_go_beside_the_workbook_and_the_status_is_csplans(
    script: Path, tmp_path: Path
) -> None:
    workbook = tmp_path / "My plan £.xlsx"
    done = _run(script, str(workbook), path=_imitation(tmp_path / "bin"))
    assert f"report|{workbook}|--out|{tmp_path / 'Scorecards'}" in done.stdout
    assert 1 == done.returncode


@pytest.mark.skipif(os.name == "nt", reason="the imitation of csplan is a script with a #! line")
def test_what_was_dragged_is_read_from_the_line_that_cmd_began_with(
    script: Path, tmp_path: Path
) -> None:
    line = f'cmd.exe /c ""C:\\csplan\\scripts\\report.cmd" {tmp_path}/R&D.xlsx "{tmp_path}/A & B.xlsx""'
    environment = {"CSPLAN_LINE": line}
    done = _run(script, path=_imitation(tmp_path / "bin"), **environment)
    for name in ("R&D.xlsx", "A & B.xlsx"):
        assert f"report|{tmp_path / name}|--out|" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="the imitation of csplan is a script with a #! line")
def test_a_letter_that_the_code_page_lacks_does_not_stop_it(script: Path, tmp_path: Path) -> None:
    code_page = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = _run(script, "Ŵ.xlsx", path=_imitation(tmp_path / "bin"), **code_page)
    assert (1, "") == (done.returncode, done.stderr)
    assert "\\u0174.xlsx: making scorecards" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="the imitation of csplan is a script with a #! line")
def test_the_csplan_of_the_venv_goes_before_that_on_the_path(script: Path, tmp_path: Path) -> None:
    installed = script.parents[1] / ".venv" / "bin"
    installed.parent.mkdir()
    shutil.copytree(_imitation(tmp_path / "elsewhere"), installed)
    done = _run(script, str(tmp_path / "plan.xlsx"), path=tmp_path)
    assert "report|" in done.stdout


def test_the_windows_script_has_windows_line_ends() -> None:
    content = (SCRIPTS / "report.cmd").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 0
