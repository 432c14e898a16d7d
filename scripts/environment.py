"""Makes the .venv beside pyproject.toml and installs csplan into it.

Knows nothing of what is then run there.  Standard library only, for it runs before anything is
installed; on Linux, macOS and Windows alike.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
_STAMP = VENV / "csplan-installed.txt"
_OLDEST_PYTHON = (3, 11)


def program(name: str) -> Path:
    """Where a program of the .venv lies, such as `python` or `csplan`."""
    if os.name == "nt":
        return VENV / "Scripts" / f"{name}.exe"
    return VENV / "bin" / name


def print_any_letter() -> None:
    """Let what is printed pass where the output has no such letter, as a Windows code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def install(*, tests: bool = False) -> Path:
    """Make the .venv, install csplan (and with `tests` what its tests need), return its Python.

    Does nothing when pyproject.toml is the same as at the last installation.
    """
    print_any_letter()
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if program("python").exists() and _stamped(wanted, tests=tests):
        return program("python")
    _require_python()
    if not program("python").exists():
        print(f"Making {VENV} ...", flush=True)
        venv.create(VENV, with_pip=True)
    print("Installing csplan and the libraries it needs ...", flush=True)
    target = f"{ROOT}[test]" if tests else str(ROOT)
    pip = [str(program("python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Python compiles what it imports by itself; all of every library would take half the time.
    pip.append("--no-compile")
    if tests:  # 70 libraries: the pip that comes with Python 3.11 takes twice as long over them
        subprocess.run([*pip, "--upgrade", "pip"], check=False)
    subprocess.run([*pip, "--editable", target], check=True)
    _STAMP.write_text(f"{wanted} {'tests' if tests else ''}\n", encoding="utf-8")
    return program("python")


def _stamped(wanted: str, *, tests: bool) -> bool:
    """Whether the last installation was of this pyproject.toml, with the tests if asked for."""
    if not _STAMP.exists():
        return False
    installed = _STAMP.read_text(encoding="utf-8").split()
    return wanted in installed and (not tests or "tests" in installed)


def _require_python() -> None:
    """End with a plain sentence where this Python is too old."""
    if sys.version_info < _OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"csplan needs Python 3.11 or newer; this is {found}. See https://www.python.org/")
