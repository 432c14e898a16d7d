"""Kills, second writers, changes meanwhile and open workbooks: one whole version, and who it is."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csplan.commands.cli import run as command
from csplan.files import backups, disk
from csplan.terms.errors import WorkbookError
from csplan.workbook.read import read
from csplan.workbook.update import read_and_check, restore
from tests.extent import ALL
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, run, small, tiny

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied for each moment"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
Figure = Callable[[str, object], None]


@pytest.mark.slow
@pytest.mark.parametrize("kills", [200 if ALL else 24])
def test_a_kill_at_a_random_moment_damages_nothing(
    kills: int, tmp_path: Path, record_property: Figure
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    begun = time.perf_counter()
    run(path)
    moment = 0.8 * (time.perf_counter() - begun)
    new = path.read_bytes()
    chance, outcomes = random.Random(2026), Counter[str]()
    for _ in range(kills):
        path.write_bytes(tiny())
        child = os.fork()
        if child == 0:
            try:
                run(path)
            finally:
                os._exit(0)
        time.sleep(moment * chance.uniform(0.7, 1.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        held = path.read_bytes()
        outcome = "old" if held == tiny() else "new" if held == new else "damaged"
        outcomes[outcome] += 1
        moment *= 1.25 if outcome == "old" else 0.8  # so that moments gather about the replacing
    run(path)
    assert [] == [one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")]
    assert 0 == outcomes["damaged"]
    assert min(outcomes["old"], outcomes["new"]) >= 5
    record_property(
        "figure",
        f"kills: {kills} SIGKILLs at random moments, {outcomes['old']} left the old file, "
        f"{outcomes['new']} the new one, 0 damaged",
    )


@pytest.mark.slow
def test_of_two_runs_at_once_one_writes_and_the_other_says_who(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    context = multiprocessing.get_context("fork")
    reached, go_on = context.Event(), context.Event()

    def writes() -> None:
        replace = disk.replace

        def waits(*paths: Path) -> None:
            reached.set()
            go_on.wait(20)
            replace(*paths)

        pytest.MonkeyPatch().setattr(disk, "replace", waits)
        run(path)

    writer = context.Process(target=writes)
    writer.start()
    assert reached.wait(20)
    try:
        with pytest.raises(WorkbookError, match=f"process {writer.pid} on ") as met:
            run(path)
        with pytest.raises(WorkbookError, match="just being updated"):
            restore(path, now=NOW)
        held = path.read_bytes()
        read(path)
    finally:
        go_on.set()
        writer.join(20)
    assert "locked-by-another" == met.value.code
    assert tiny() == held
    assert 0 == writer.exitcode
    assert tiny() != path.read_bytes()
    assert not run(path).written


@pytest.mark.slow
@pytest.mark.parametrize("call", ["open_file", "flush", "change_mode", "make_folder"])
def test_what_a_colleague_saves_meanwhile_is_kept(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    theirs = small()
    original = getattr(disk, call)

    def meanwhile(*given: object, **options: object) -> object:
        done = original(*given, **options)
        if backups.all_kept(path):
            path.write_bytes(theirs)
        return done

    monkeypatch.setattr(disk, call, meanwhile)
    if call == "make_folder":
        run(path)
        return
    with pytest.raises(WorkbookError, match="changed by someone else") as met:
        run(path)
    assert "changed-meanwhile" == met.value.code
    assert theirs == path.read_bytes()
    assert tiny() in {one.read_bytes() for one in backups.all_kept(path)}


@pytest.mark.slow
def test_a_version_that_a_synchroniser_puts_in_its_place_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    original = disk.replace

    def replaced(source: Path, target: Path) -> None:
        original(source, target)
        if target.name == path.name:
            path.write_bytes(small())

    monkeypatch.setattr(disk, "replace", replaced)
    with pytest.raises(WorkbookError, match="version history"):
        run(path)
    assert small() == path.read_bytes()


FOLDERS = {
    "OneDrive - Brighton & Hove": True,
    "OneDrive": True,
    "Dropbox (Team)": True,
    "Google Drive": True,
    "iCloud Drive": True,
    "SharePoint": True,
    "Plans": False,
    "Onedriven": False,
}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_synchronised_folder_is_warned_of(folder: str, tmp_path: Path) -> None:
    path = tmp_path / folder / "2016" / "plan.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(tiny())
    done = run(path)
    said = [one for one in done.findings if one.code == "synchronised-folder"]
    assert FOLDERS[folder] == bool(said)
    assert done.written
    assert all("others" in one.message for one in said)
    assert not run(path).written


def _in_one_byte(name: str) -> bytes:
    text = name.encode("cp1252")
    return bytes([len(text)]) + text.ljust(54) + b"\0" * 110


def _in_two_bytes(name: str) -> bytes:
    text = name.encode("utf-16-le")
    head = bytes([len(name)]) + name.encode("ascii", "replace").ljust(54)
    return head + len(name).to_bytes(2, "little") + text.ljust(108, b"\0")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("note", "name"),
    [
        (_in_one_byte("Jane Smith"), "Jane Smith"),
        (_in_two_bytes("Jane Smith"), "Jane Smith"),
        (_in_two_bytes("Siân O'Brien"), "Siân O'Brien"),
    ],
)
def test_a_workbook_open_in_excel_is_read_with_a_warning_and_never_written(
    note: bytes, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    (tmp_path / "~$plan.xlsx").write_bytes(note)
    assert 165 == len(note)
    _, findings = read_and_check(path)
    said = [one.message for one in findings if one.code == "open-in-excel"]
    assert 1 == len(said)
    assert name in said[0]
    for force in (False, True):
        with pytest.raises(WorkbookError, match=name) as met:
            run(path, now=time_of(tmp_path / "~$plan.xlsx"), force=force)
        assert "open-in-excel" == met.value.code
    assert tiny() == path.read_bytes()


def time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


@pytest.mark.slow
def test_restoring_gives_the_very_bytes_and_a_second_update_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    first = Parts(path.read_bytes()).held
    restore(path, now=NOW + timedelta(minutes=1))
    assert small() == path.read_bytes()
    run(path)
    second = Parts(path.read_bytes()).held
    (log,) = [part for part in first if first[part] != second[part]]
    assert b">plan 0001 " in first[log]
    assert first[log] == second[log].replace(b">plan 0003 ", b">plan 0001 ")
    backup = backups.find(path, hashlib.sha256(small()).hexdigest())
    assert backup is not None
    assert path.stat().st_mode == backup.stat().st_mode


@pytest.mark.slow
def test_restoring_from_the_command_line_says_what_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    assert 0 == command(["restore", str(path)])
    assert small() == path.read_bytes()
    assert "Restored" in capsys.readouterr().out
    assert 2 == command(["restore", str(path)])
    assert "no version" in capsys.readouterr().err


@pytest.mark.slow
def test_the_log_says_what_people_changed_since_the_version_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    run(path)
    parts = Parts(path.read_bytes())
    table = Table(parts, "Indicators")
    table.type(table.rows[0], "Q1 actual", 3.0)
    table.save()
    path.write_bytes(parts.data())
    done = run(path, now=NOW + timedelta(days=1))
    assert 1 == len(done.changes)
    assert "Q1 actual changed in 1 row" in done.changes[0]
