"""Makes a .venv-lowest with the lowest versions of libraries that pyproject.toml allows.

`scripts/test.py --all` runs the quick tests there, so that a lower bound is never a mere guess.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
import venv
from pathlib import Path

import environment

VENV = environment.ROOT / ".venv-lowest"
_BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")
_NEEDS_NEWER = "openxml-audit"
"""Reads what csplan wrote, and asks for a newer lxml than csplan does: installed without asking."""
_OLD_ENOUGH = "pyarrow<21"
"""A newer one works with NumPy 2 only, and does not say so to pip."""


def lowest_of(requirements: list[str]) -> list[str]:
    """Return requirements with their lower bounds as the only versions.

    >>> lowest_of(["click>=8.1,<9", "ruff"])
    ['click==8.1']
    """
    return [f"{one[1]}=={one[2]}" for text in requirements if (one := _BOUND.match(text))]


def install() -> Path:
    """Make the environment anew and return its Python."""
    project = tomllib.loads((environment.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = lowest_of(project["dependencies"])
    tests = project["optional-dependencies"]["test"]
    others = [one for one in tests if not one.startswith(_NEEDS_NEWER)]
    print(f"Making {VENV} with {', '.join(needed)} ...", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    python = VENV / environment.program("python").relative_to(environment.VENV)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *needed, *others, _OLD_ENOUGH, "rich"], check=True)
    alone = [one for one in tests if one.startswith(_NEEDS_NEWER)]
    subprocess.run([*pip, "--no-deps", *alone], check=True)
    return python
