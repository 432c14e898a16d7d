"""Making the .venv is done once, and again when pyproject.toml has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PIP = f"""#!{sys.executable}
import sys
print("called with", *sys.argv[1:])
"""

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the imitation of Python is a script with a #! line"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose .venv has a Python that only says what it was called with."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPTS / "environment.py", tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(PIP)
    (programs / "python").chmod(0o755)
    return tmp_path


def _install(project: Path, *, tests: bool = False) -> str:
    """What installing prints."""
    script = f"import environment; environment.install(tests={tests})"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=project / "scripts",
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout


def test_the_first_time_csplan_is_installed(project: Path) -> None:
    assert f"--editable {project}\n" in _install(project)


def test_the_second_time_nothing_is_done(project: Path) -> None:
    _install(project)
    assert "" == _install(project)


def test_what_the_tests_need_is_installed_when_asked_for(project: Path) -> None:
    _install(project)
    assert f"--editable {project}[test]\n" in _install(project, tests=True)
    assert "" == _install(project, tests=False)


def test_a_changed_project_file_is_installed_again(project: Path) -> None:
    _install(project)
    (project / "pyproject.toml").write_text('[project]\nname = "other"\n')
    assert "--editable" in _install(project)


def test_the_stamp_is_the_project_files_hash(project: Path) -> None:
    _install(project, tests=True)
    stamp = (project / ".venv" / "csplan-installed.txt").read_text().split()
    assert [hashlib.sha256(b"[project]\n").hexdigest(), "tests"] == stamp
