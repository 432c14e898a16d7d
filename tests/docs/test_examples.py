"""This module holds that the examples about Python, notebook included, run and are typed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.examples import DOCS, PAGES, cells, examples, write_to
from tests.lossless.plans import small
from tests.xlsx.sales import sales


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "board pack.xlsx").write_bytes(sales())
    (tmp_path / "plan.xlsx").write_bytes(small())
    monkeypatch.chdir(tmp_path)

    for example in examples(page):
        exec(compile(example, page, "exec"), {"__name__": "example"})  # noqa: S102  (our own page)

    if page == "python.md":
        import csplan

        assert 0.61 == csplan.read("plan.xlsx").rows["indicators"][0]["q1_actual"]


def shown(cell: str, known: dict[str, Any]) -> Any:  # noqa: ANN401  (whatever a cell ends with)
    """Run a cell as a notebook does, and return what it would show."""
    tree = ast.parse(cell)
    last = tree.body.pop()
    exec(compile(tree, "plan.ipynb", "exec"), known)  # noqa: S102  (our own notebook)
    if isinstance(last, ast.Expr):
        ends = ast.Expression(last.value)
        return eval(compile(ends, "plan.ipynb", "eval"), known)  # noqa: S307  (the same)
    exec(compile(ast.Module([last], []), "plan.ipynb", "exec"), known)  # noqa: S102  (the same)
    return None


@pytest.mark.slow  # makes a plan, enters its figures and writes its scorecards
def test_the_notebook_runs_from_frames_to_a_scorecard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    known: dict[str, Any] = {}

    values = [one for cell in cells() if (one := shown(cell, known)) is not None]

    said = [one._repr_html_() for one in values if hasattr(one, "_repr_html_")]
    own = [type(one).__name__ for one in values if type(one).__module__.startswith("csplan")]
    assert ["Plan", "Findings", "Results", "Explanation", "ScorecardPage"] == own
    unreal = [html for html in said if "Illustrative data: these figures are not real" in html]
    assert 3 == len(unreal)  # the plan, its results and the scorecard
    assert "Row 2 of Indicators, column “Service”" in capsys.readouterr().out
    assert (True, {"entered": 3}) in [one for one in values if isinstance(one, tuple)]
    assert [["SWIM-2", "Red"], ["PARK-1", "Amber"]] == known["standing"].loc[
        known["standing"]["RAG"] < "Green", ["Ref", "RAG"]
    ].to_numpy().tolist()


def test_every_page_has_examples_for_mypy(tmp_path: Path) -> None:
    """scripts/test.py lets mypy read what is written here."""
    written = write_to(tmp_path)
    assert {"notebook.py", "readme_0.py", "python_0.py", "xlsx_0.py"} <= set(written)
    assert written == sorted(path.name for path in tmp_path.glob("*.py"))


@pytest.mark.longest  # mypy reads csplan and pandas anew
@pytest.mark.slow
def test_the_examples_pass_mypy_strict_as_a_user_runs_it(tmp_path: Path) -> None:
    written = write_to(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "csplan").symlink_to(DOCS.parent / "csplan")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--follow-imports=silent",
            f"--cache-dir={os.devnull}",
            *written,
        ],
        cwd=tmp_path,
        env={"MYPYPATH": "site", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"Success: no issues found in {len(written)} source files" == done.stdout.strip()
