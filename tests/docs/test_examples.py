"""This module holds that the examples on the pages about Python run, and are typed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lossless.plans import small
from tests.xlsx.sales import sales

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("xlsx.md", "python.md")
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: str) -> list[str]:
    """The Python on a page, a piece at a time."""
    return _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["xlsx.md", pytest.param("python.md", marks=pytest.mark.slow)])
def test_the_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "board pack.xlsx").write_bytes(sales())
    (tmp_path / "plan.xlsx").write_bytes(small())
    monkeypatch.chdir(tmp_path)

    for example in examples(page):
        exec(compile(example, page, "exec"), {"__name__": "example"})  # noqa: S102  (our own page)

    if page == "python.md":
        import csplan

        assert 0.61 == csplan.read("plan.xlsx").rows["indicators"][0]["q1_actual"]


@pytest.mark.slow
def test_the_examples_pass_mypy_strict(tmp_path: Path) -> None:
    for page in PAGES:
        for number, example in enumerate(examples(page)):
            (tmp_path / f"{page.removesuffix('.md')}_{number}.py").write_text(example, "utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            "",
            *sorted(tmp_path.glob("*.py")),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=DOCS.parent,
    )

    assert done.stdout.startswith("Success")
