"""This module holds that the documentation is true: fresh, linked, and in nobody else's words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from csplan.commands.cli import all_commands
from csplan.terms.catalogue import Code
from csplan.terms.refusals import Refusal

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]
PAGES += sorted((ROOT / "docs").glob("*.md"))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.slow
def test_the_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_the_readme_names_every_command_that_users_begin_with() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    named = set(re.findall(r"csplan ([a-z-]+) ", text)) & set(all_commands())

    assert {"new", "check", "update", "report", "scorecards", "explain", "restore"} <= named


def test_every_command_has_help_with_an_example() -> None:
    without = [
        name
        for name, command in all_commands().items()
        if not command.help or f"csplan {name}" not in (command.epilog or "")
    ]

    assert [] == without


def test_every_code_is_a_few_words_and_says_what_it_means() -> None:
    wrong: list[str] = [
        code for code in (*Code, *Refusal) if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    ]
    wrong += [code for code in (*Code, *Refusal) if not code.meaning.endswith(".")]
    wrong += [code for code in (*Code, *Refusal) if code.name != code.upper().replace("-", "_")]

    assert [] == wrong
