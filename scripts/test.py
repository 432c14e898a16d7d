"""Runs every check of the project: `python3 scripts/test.py`.

On a fresh machine it makes the .venv and installs what the checks need.  `--quick` leaves out the
slow tests and coverage; `--all` adds the longest runs.  Ends with one line for each check, and
with a status other than 0 if any failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import environment
import lowest

_print = partial(print, flush=True)
ENGINES = environment.ROOT / "tests" / "engines"
_CLOSING_LINE = re.compile(r"(\d+ (passed|failed|skipped|errors?)|no tests ran).* in [\d.]+s")


@dataclass(frozen=True)
class Check:
    """One check: its name, and the module or script that the .venv's Python runs."""

    name: str
    module: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    name: str
    passed: bool
    seconds: float
    closing_line: str = ""

    def __str__(self) -> str:
        """One line of the summary."""
        verdict = "passed" if self.passed else "FAILED"
        return f"{self.name:<14}{verdict:<8}{self.seconds:>7.1f} s   {self.closing_line}".rstrip()


def checks(*, quick: bool) -> list[Check]:
    """Every check but mypy, in the order in which they are run: the quickest first."""
    static = [
        Check("ruff check", "ruff", ("check",)),
        Check("ruff format", "ruff", ("format", "--check")),
    ]
    side_by_side = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    if quick:
        return [*static, Check("pytest", "pytest", side_by_side)]
    measured = ("-m", "not slow", "--cov", "--cov-report=", "--cov-fail-under=0", "@tests/pure.txt")
    return [
        *static,
        Check("pure rooms", "pytest", (*side_by_side, *measured)),
        Check("coverage", "coverage", ("report",)),
        Check("all the rest", "pytest", (*side_by_side, "-m", "slow or not pure")),
    ]


def run(check: Check, python: Path, show: Callable[[str], None] = _print) -> Outcome:
    """How a check ended; what it prints is shown as it comes."""
    show(f"\n--- {check.name}")
    started = time.perf_counter()
    closing_line = ""
    what = (check.module,) if check.module.endswith(".py") else ("-m", check.module)
    variables = os.environ | {"PYTHONUTF8": "1"}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would compile all anew
    with subprocess.Popen(
        [str(python), *what, *check.arguments],
        cwd=environment.ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            show(line.rstrip("\n"))
            if _CLOSING_LINE.search(line):
                closing_line = line.strip()
    seconds = time.perf_counter() - started
    return Outcome(check.name, process.returncode == 0, seconds, closing_line)


def check_types(python: Path, show: Callable[[str], None]) -> Outcome:
    """How mypy ended, which reads the examples of docs beside the project."""
    project = tomllib.loads((environment.ROOT / "pyproject.toml").read_text("utf-8"))
    # What mypy keeps for the next time takes it a sixth of its time, and CI begins anew each time.
    kept = ("--cache-dir", os.devnull) if os.environ.get("CI") else ()
    with tempfile.TemporaryDirectory() as folder:
        write = [str(python), "-m", "tests.docs.examples", folder]
        subprocess.run(write, cwd=environment.ROOT, check=True)
        files = (*project["tool"]["mypy"]["files"], folder)
        return run(Check("mypy", "mypy", (*kept, *files)), python, show)


def _installed(name: str) -> str:
    """The version of an npm package that is there, or nothing."""
    present = ENGINES / "node_modules" / name / "package.json"
    if not present.exists():
        return ""
    return str(json.loads(present.read_text(encoding="utf-8"))["version"])


def install_validator() -> None:
    """Fetch the programs that only tests use with npm, unless the wanted versions are there."""
    described = json.loads((ENGINES / "package.json").read_text(encoding="utf-8"))
    wanted = described["dependencies"] | described.get("devDependencies", {})
    if all(_installed(name) == version for name, version in wanted.items()):
        return
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: tests of the validator, axe-core and HyperFormula fail.")
        return
    options = ("--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
    if subprocess.run([npm, "install", *options], cwd=ENGINES, check=False).returncode:
        print("npm could not fetch the validator, axe-core and HyperFormula: their tests fail.")


def main() -> int:
    """Run every check; 0 when all passed."""
    parser = argparse.ArgumentParser(description="Run every check of the project.")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--quick", action="store_true", help="leave out slow tests and coverage")
    extent.add_argument("--all", action="store_true", help="add the longest runs")
    wanted = parser.parse_args()
    if wanted.all:
        os.environ["CSPLAN_TEST_ALL"] = "1"
    started = time.perf_counter()
    python = environment.install(tests=True)
    install_validator()
    said: list[str] = []
    with ThreadPoolExecutor() as aside:  # mypy takes one core, and half a minute
        types = aside.submit(check_types, python, said.append)
        outcomes = [run(check, python) for check in checks(quick=wanted.quick)]
        outcomes.append(types.result())
    print(*said, sep="\n")
    if wanted.all:
        side_by_side = ("-n", "auto", "--dist", "loadfile")
        outcomes.append(run(Check("lowest", "pytest", side_by_side), lowest.install()))
        outcomes.append(run(Check("benchmark", "scripts/benchmark.py", ()), python))
    print(f"\n--- summary, {time.perf_counter() - started:.0f} s in all")
    for outcome in outcomes:
        print(outcome)
    for outcome in outcomes:
        if outcome.closing_line:
            print(outcome.closing_line)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
