"""What csplan noted of its last run says the same as the backup, only quicker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from csplan.files import backups
from csplan.files.run_notes import take_note
from csplan.plan.changes import changed_cells
from csplan.plan.plan import Plan, Row
from csplan.terms.values import CellError
from csplan.workbook.last_run import inputs_of, note_inputs
from csplan.workbook.read import Opened, open_workbook, read
from tests.lossless.plans import NOW, run, small
from tests.workbook.test_change_log import said, typed

LATER = NOW + timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    return path


@pytest.mark.slow
def test_the_note_and_the_backup_give_the_same_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(path, "Indicators", "Note", ["Seen", "Not seen"])
    data = path.read_bytes()
    kept = backups.newest(path)
    assert kept is not None
    with monkeypatch.context() as patched:  # the backup is looked at by its hash, and not read
        patched.setattr("csplan.workbook.update.open_workbook", only(path))
        by_note = run(path, now=LATER)
        first = path.read_bytes()
    path.write_bytes(data)
    (path.parent / ".csplan" / "plan.xlsx.inputs").unlink()
    by_backup = run(path, now=LATER)
    assert path.read_bytes() == first
    assert by_note.changes == by_backup.changes
    assert "Note changed in 2 rows" in said(path)


@pytest.mark.slow
def test_without_its_backup_a_note_says_nothing(path: Path) -> None:
    for one in backups.all_kept(path):
        one.unlink()
    typed(path, "Indicators", "Note", ["Seen"])
    assert () == run(path, now=LATER).changes


@pytest.mark.slow
def test_odd_values_come_back_as_they_were(path: Path) -> None:
    plan = odd(read(path))
    note_inputs(path, plan)
    noted = inputs_of(path, plan.sha256)
    assert noted is not None
    assert [] == changed_cells(noted, plan)
    assert changed_cells(plan, read(path)) == changed_cells(noted, read(path))
    assert changed_cells(read(path), plan) != []


@pytest.mark.slow
def test_a_workbook_without_settings_or_a_table_is_noted_as_it_is(path: Path) -> None:
    plan = read(path)
    less = replace(
        plan,
        rows={key: rows for key, rows in plan.rows.items() if key != "actions"},
        places={key: place for key, place in plan.places.items() if key != "settings"},
    )
    note_inputs(path, less)
    noted = inputs_of(path, plan.sha256)
    assert noted is not None
    assert changed_cells(less, plan) == changed_cells(noted, plan) != []


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"settings": 1}', b"{", b"[" * 100_000])
def test_a_note_that_says_something_else_is_none(path: Path, content: bytes) -> None:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    take_note(path, "inputs", sha256, content)
    assert inputs_of(path, sha256) is None


def odd(plan: Plan) -> Plan:
    """The plan with values that words on paper would confuse."""
    first: Row = {
        **plan.rows["indicators"][0],
        "q1_actual": CellError("#N/A"),
        "target": 0.1 + 0.2,
        "commentary": '#N/A "quoted"\nŵ \udc80',
        "note": True,
    }
    rows = {**plan.rows, "indicators": [first, *plan.rows["indicators"][1:]]}
    return replace(plan, rows=rows, settings={**plan.settings, "report_date": CellError("#REF!")})


def only(path: Path) -> Callable[..., Opened]:
    """Reading that is allowed of this one workbook."""

    def allowed(file: Path, *, now: datetime | None = None, read: Opened | None = None) -> Opened:
        assert file == path
        return open_workbook(file, now=now, read=read)

    return allowed
