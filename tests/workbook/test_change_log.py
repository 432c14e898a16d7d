"""What the Change log says of a run, and that Changes has all of it, in the same file."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from csplan.plan.plan import Plan
from csplan.sheets import CHANGE_LOG, CHANGES
from csplan.workbook.read import read
from csplan.workbook.write_back import _is_of_another_release
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, run, small

LATER = NOW + timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the small plan after its first run."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    return path


def typed(path: Path, sheet: str, column: str, values: list[object]) -> None:
    """Type values down a column, from the first row on."""
    parts = Parts(path.read_bytes())
    table = Table(parts, sheet)
    for number, value in zip(table.rows, values, strict=False):
        table.type(number, column, value)
    table.save()
    path.write_bytes(parts.data())


def said(path: Path) -> str:
    """Return what the log's last line says."""
    lines = [row for row in read(path).table(CHANGE_LOG) if row["when"]]
    return str(lines[-1]["changes"])


@pytest.mark.slow
def test_the_log_names_the_first_few_and_changes_holds_every_one(path: Path) -> None:
    typed(path, "Indicators", "Note", [f"Note {n}" for n in range(12)])

    run(path, now=LATER)

    assert "Indicators: Note changed in 12 rows" in said(path)
    assert said(path).endswith("and 4 more: see Changes)")
    kept = [row for row in read(path).table(CHANGES) if row["when"]]
    assert [f"Note {n}" for n in range(12)] == [row["after"] for row in kept]
    assert {("Indicators", "Note", "tester")} == {
        (row["sheet"], row["column"], row["who"]) for row in kept
    }
    before = path.read_bytes()
    assert not run(path, now=LATER).written
    assert before == path.read_bytes()


@pytest.mark.slow
def test_changes_of_later_runs_come_after_those_before(path: Path) -> None:
    for day, note in enumerate(("first", "second"), start=1):
        typed(path, "Indicators", "Note", [note])
        run(path, now=NOW + timedelta(days=day))

    first, second = [row for row in read(path).table(CHANGES) if row["when"]]
    assert ("first", "first", "second") == (first["after"], second["before"], second["after"])


@pytest.mark.slow
def test_a_formula_typed_over_is_kept_with_what_was_typed(path: Path) -> None:
    typed(path, "Indicators", "RAG", ["Green"] * 10)

    run(path, now=LATER)

    assert "and 2 more: see Changes" in said(path)
    kept = [row for row in read(path).table(CHANGES) if row["when"]]
    assert [("RAG", "Green", "the formula, put back")] * 10 == [
        (row["column"], row["before"], row["after"]) for row in kept
    ]


@pytest.mark.slow
def test_the_log_names_the_backup_by_its_file_and_knows_an_older_one_by_its_hash(
    path: Path,
) -> None:
    (line,) = (row for row in read(path).table(CHANGE_LOG) if row["when"])
    kept = path.parent / ".csplan" / "backup" / str(line["backup"])
    assert "plan 0001 2026-11-02 09.30.00.xlsx" == kept.name
    version = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert version == line["replaced"]

    typed(path, "Change_log", "Backup", [version])  # as an earlier csplan left it
    typed(path, "Change_log", "Version replaced", [None])
    typed(path, "Indicators", "Note", ["After the upgrade"])
    done = run(path, now=LATER)

    assert said(path) == "Indicators: Note changed in 1 row (KO1-01 rewritten)"
    first, second = (row for row in read(path).table(CHANGE_LOG) if row["when"])
    assert (None, version) == (first["backup"] or None, first["replaced"])
    assert done.backup is not None
    assert done.backup.name == second["backup"]


@pytest.mark.slow
def test_the_log_says_that_the_version_before_is_missing_only_where_it_is(path: Path) -> None:
    parts = Parts(path.read_bytes())
    table = Table(parts, "Indicators")
    cell = table.cell(table.rows[0], table.at("RAG"))
    assert cell is not None
    value = next(one for one in cell if one.tag.endswith("}v"))
    value.text = "Stale"
    table.save()
    path.write_bytes(parts.data())

    run(path, now=LATER)
    assert said(path) == "Calculated figures brought up to date"

    for kept in (path.parent / ".csplan").rglob("*.xlsx"):
        kept.unlink()
    typed(path, "Indicators", "Note", ["Nobody can compare this"])
    typed(path, "Indicators", "Q1 actual", [0.5])
    run(path, now=LATER + timedelta(days=1))
    assert said(path) == "The version of the run before is not there to compare with"


@pytest.mark.parametrize(
    ("versions", "is_another"),
    [([], False), (["0.1.0", "0.2.0"], False), (["0.2.0", "0.1.0"], True), ([None], True)],
)
def test_formulas_of_another_release_are_nobodys_mistake(
    versions: list[str | None], *, is_another: bool
) -> None:
    lines = [{"when": float(n), "version": one} for n, one in enumerate(versions, 1)]
    plan = Plan({}, {"change_log": [*lines, {"when": None, "version": None}]})
    assert is_another is _is_of_another_release(plan, "0.2.0")
