"""Each code has a case that makes it, and says where, what was found and what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import csplan
from csplan.commands.cli import run as command
from csplan.terms.catalogue import Code
from csplan.terms.refusals import Refusal
from tests.faults import examples, fixtures
from tests.faults.file_fixtures import IN_FILE
from tests.faults.fixtures import IN_ROWS
from tests.faults.memory_fixtures import IN_MEMORY
from tests.lossless.plans import small

ROOT = Path(csplan.__file__).parent
_WHOLE_SHEET = {
    *(
        "upgrade-needed",
        "column-taken",
        "sheet-missing",
        "column-missing",
        "column-doubled",
        "setting-missing",
        "year-changed",
    ),
    *("new-rows-do-not-fill", "hidden-rows", "summary-missing", "sheet-copied", "rounding"),
    *("calculation-manual", "open-in-excel", "external-links", "synchronised-folder"),
    "hard-linked",
    *("action-without-date", "action-without-owner", "row-ended"),
}
_NOTHING_TYPED = {
    *_WHOLE_SHEET,
    *("value-missing", "ref-missing", "email-missing", "action-without-date", "plan-query"),
    "taken-as",
    *("rows-outside-table", "programme-without-baseline", "red-without-commentary"),
    *("red-without-action", "peers-discontinued"),
    *(
        "forecast-missing",
        "forecast-from-nothing",
        "forecast-unexplained",
        "dates-out-of-order",
        "complete-disagrees",
    ),
    *("tolerance-too-small", "stale-commentary"),
}


def test_every_code_of_the_catalogue_has_a_case_and_no_other(
    record_property: Callable[[str, object], None],
) -> None:
    assert set(Code) == set(IN_ROWS) | set(IN_FILE) | set(IN_MEMORY)
    record_property(
        "figure", f"findings: {len(Code)} codes made and legible, {len(Refusal)} refusals"
    )


@pytest.mark.slow
@pytest.mark.parametrize("code", Code)
def test_a_finding_says_where_what_and_what_to_do(code: Code) -> None:
    found = fixtures.example(code)
    assert code is found.code
    assert found.sheet
    if code not in _WHOLE_SHEET:
        assert re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]*", found.cell)
    if code not in _NOTHING_TYPED:
        assert found.found
    for text in (found.message, found.fix):
        assert re.match(r"[A-Za-z0-9£“\"%=|-]", text)
        assert re.search(r"[.?]$", text)
        assert "None" not in text
        assert len(text) < 400


@pytest.mark.slow
def test_the_examples_of_findings_are_what_csplan_says() -> None:
    kept = examples.PAGE.read_text(encoding="utf-8")

    assert examples.page() == kept, "run: python -m tests.faults.examples"


def _named(path: Path) -> Iterator[str]:
    """The refusals that a module names."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if "Refusal." in text else ():
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Refusal":
            yield node.attr


@pytest.mark.slow
def test_no_refusal_is_described_that_is_never_made() -> None:
    named = {name for path in ROOT.rglob("*.py") for name in _named(path)}
    assert [] == [code for code in Refusal if code.name not in named]


def test_every_refusal_of_the_workbooks_room_is_made_by_some_test() -> None:
    modules = list(Path(__file__).parents[1].rglob("*.py"))
    named = {name for path in modules for name in _named(path)}
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    assert [] == [code for code in Refusal if code.name not in named and f'"{code}"' not in text]


def test_an_unexpected_exception_is_one_sentence_and_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail 4711")

    monkeypatch.setattr("csplan.workbook.update.write_back", breaks)
    assert 2 == command(["update", str(path)])
    said = capsys.readouterr()
    assert "" == said.out
    assert "Traceback" not in said.err
    assert "4711" not in said.err
    assert "No file was changed." in said.err
    (log,) = tmp_path.glob("csplan-*.log")
    assert str(log) in " ".join(said.err.split())
    assert "4711" in log.read_text(encoding="utf-8")
    assert 0o600 == log.stat().st_mode & 0o777
    assert small() == path.read_bytes()
