"""The versions that are kept, and how one comes back."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from csplan.files import backups, disk
from tests.xlsx.builders import code_of

START = datetime(2026, 4, 1, 9, 0, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"first")
    return path


def saved(path: Path, *versions: bytes) -> None:
    """The workbook after these versions replaced each other, each one kept."""
    for minute, version in enumerate(versions):
        backups.keep(path, path.read_bytes(), now=at(minute))
        path.write_bytes(version)


def contents(path: Path) -> list[bytes]:
    return [one.read_bytes() for one in backups.all_kept(path)]


def test_without_backups_there_is_nothing_to_find_or_restore(plan: Path) -> None:
    assert (None, None, ()) == (
        backups.newest(plan),
        backups.find(plan, "0" * 64),
        backups.all_kept(plan),
    )
    assert code_of(lambda: backups.restore(plan, now=START)) == "nothing-to-restore"
    assert plan.read_bytes() == b"first"


def test_a_backup_is_named_by_workbook_time_and_hash_and_is_private(plan: Path) -> None:
    summer = START.astimezone(timezone(timedelta(hours=1)))
    umask = os.umask(0)
    try:
        backup = backups.keep(plan, b"first", now=summer)
    finally:
        os.umask(umask)
    sha8 = hashlib.sha256(b"first").hexdigest()[:8]
    assert f"plan-20260401T090000Z-{sha8}.xlsx" == backup.name
    assert plan.parent / ".csplan" / "backup" == backup.parent
    assert (0o700, 0o600) == (
        stat.S_IMODE(backup.parent.stat().st_mode),
        stat.S_IMODE(backup.stat().st_mode),
    )


def test_the_newest_twenty_of_each_workbook_are_kept(plan: Path) -> None:
    other = plan.with_name("plan-20260401T090000Z-00000000.xlsx")
    other.write_bytes(b"other")
    backups.keep(other, b"other", now=START)
    for number in range(25):
        backups.keep(plan, b"%d" % number, now=at(number))
    assert [b"%d" % number for number in range(24, 4, -1)] == contents(plan)
    assert [b"other"] == contents(other)


def test_the_same_version_is_not_kept_twice_in_a_row(plan: Path) -> None:
    first = backups.keep(plan, b"first", now=at(0))
    assert first == backups.keep(plan, b"first", now=at(1))
    assert [b"first"] == contents(plan)


def test_a_version_is_found_by_its_whole_hash(plan: Path) -> None:
    saved(plan, b"second", b"third")
    sha256 = hashlib.sha256(b"first").hexdigest()
    found = backups.find(plan, sha256)
    assert found is not None
    assert found.read_bytes() == b"first"
    assert backups.find(plan, sha256[:8] + "0" * 56) is None


def test_other_files_in_the_folder_are_no_backups(plan: Path) -> None:
    saved(plan, b"second")
    folder = plan.parent / ".csplan" / "backup"
    for name in ("plan.xlsx", "plan-x-y.xlsx", "planet-20260401T090000Z-00000000.xlsx", "notes"):
        (folder / name).write_bytes(b"x")
    assert [b"first"] == contents(plan)


def test_restoring_gives_the_bytes_before_and_keeps_those_after(plan: Path) -> None:
    saved(plan, b"second")
    restored = backups.restore(plan, now=at(9))
    assert plan.read_bytes() == b"first"
    assert restored.taken.read_bytes() == b"first"
    assert restored.set_aside.read_bytes() == b"second"
    assert [b"second", b"first"] == contents(plan)


def test_restoring_again_goes_further_back_and_never_round_in_a_circle(plan: Path) -> None:
    saved(plan, b"second", b"third", b"fourth")
    for minute, expected in enumerate((b"third", b"second", b"first"), 10):
        backups.restore(plan, now=at(minute))
        assert expected == plan.read_bytes()
    assert code_of(lambda: backups.restore(plan, now=at(20))) == "nothing-to-restore"
    assert plan.read_bytes() == b"first"
    assert {b"first", b"second", b"third", b"fourth"} == set(contents(plan))


def test_what_was_set_aside_comes_back_by_its_name(plan: Path) -> None:
    saved(plan, b"second", b"third")
    aside = backups.restore(plan, now=at(10)).set_aside
    backups.restore(plan, now=at(11))
    backups.restore(plan, now=at(12), taken=aside)
    assert plan.read_bytes() == b"third"
    assert code_of(lambda: backups.restore(plan, now=at(13), taken=aside)) == "nothing-to-restore"


def test_work_after_a_restoring_is_undone_first(plan: Path) -> None:
    saved(plan, b"second", b"third")
    backups.restore(plan, now=at(10))
    backups.keep(plan, plan.read_bytes(), now=at(11))
    plan.write_bytes(b"other work")
    backups.restore(plan, now=at(12))
    assert plan.read_bytes() == b"second"
    backups.restore(plan, now=at(13))
    assert plan.read_bytes() == b"first"


def test_a_backup_that_was_damaged_is_passed_over(plan: Path) -> None:
    saved(plan, b"second", b"third")
    newest = backups.newest(plan)
    assert newest is not None
    newest.write_bytes(b"damaged")
    backups.restore(plan, now=at(9))
    assert plan.read_bytes() == b"first"


def test_two_versions_of_one_second_keep_their_order(plan: Path) -> None:
    for number in range(5):
        backup = backups.keep(plan, b"%d" % number, now=START)
        os.utime(backup, ns=(number, number))
    assert [b"4", b"3", b"2", b"1", b"0"] == contents(plan)


def test_a_full_disk_leaves_the_workbook_and_the_backups(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(plan, b"second")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(disk, "write", full)
    assert code_of(lambda: backups.restore(plan, now=at(9))) == "disk-full"
    assert plan.read_bytes() == b"second"
    assert [b"first"] == contents(plan)


@pytest.mark.parametrize("call", ["make_folder", "names_in"])
def test_a_folder_that_is_closed_to_csplan_is_named(
    plan: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(disk, call, denied)
    code = code_of(lambda: backups.keep(plan, b"first", now=START))
    assert code == ("cannot-write" if call == "make_folder" else "cannot-read")


def test_a_workbook_with_macros_keeps_its_kind_of_name(tmp_path: Path) -> None:
    path = tmp_path / "Plan.XLSM"
    path.write_bytes(b"macros")
    backups.keep(path, b"macros", now=START)
    assert [b"macros"] == contents(path)
