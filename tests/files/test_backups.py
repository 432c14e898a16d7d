"""The versions that are kept, and how one comes back."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from csplan.files import backups, disk
from tests.xlsx.builders import code_of

START = datetime(2026, 4, 1, 9, 0, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def zipped(content: bytes) -> bytes:
    """A workbook that holds this, as far as a backup is concerned: a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr(zipfile.ZipInfo("workbook.xml"), content)
    return stream.getvalue()


def held(path: Path) -> bytes:
    """What a workbook holds."""
    with zipfile.ZipFile(path) as parts:
        return parts.read("workbook.xml")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(zipped(b"first"))
    return path


def saved(path: Path, *versions: bytes) -> None:
    """The workbook after these versions replaced each other, each one kept."""
    for minute, version in enumerate(versions):
        backups.keep(path, path.read_bytes(), now=at(minute))
        path.write_bytes(zipped(version))


def contents(path: Path) -> list[bytes]:
    return [held(one) for one in backups.all_kept(path)]


def test_without_backups_there_is_nothing_to_find_or_restore(plan: Path) -> None:
    assert (None, None, ()) == (
        backups.newest(plan),
        backups.find(plan, "0" * 64),
        backups.all_kept(plan),
    )
    assert code_of(lambda: backups.restore(plan, now=START)) == "nothing-to-restore"
    assert held(plan) == b"first"


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o770, 0o660), (0o755, 0o644)])
def test_a_backup_has_the_rights_of_the_workbook_and_its_folder(
    plan: Path, folder: int, file: int
) -> None:
    summer = START.astimezone(timezone(timedelta(hours=1)))
    plan.parent.chmod(folder)
    plan.chmod(file)
    umask = os.umask(0o077)
    try:
        backup = backups.keep(plan, zipped(b"first"), now=summer)
    finally:
        os.umask(umask)
    assert "plan 0001 2026-04-01 10.00.00.xlsx" == backup.name
    assert plan.parent / ".csplan" / "backup" == backup.parent
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (backup.parent.parent, backup.parent, backup)]
    assert [folder, folder, file] == modes


def test_a_clock_that_was_put_back_changes_no_order(plan: Path) -> None:
    """The version just kept is the newest, whatever the clock says, and is never pruned."""
    for number in range(30):
        last = backups.keep(plan, zipped(b"%d" % number), now=at(-number), most=3)
        assert last == backups.newest(plan)
    assert [b"29", b"28", b"27"] == contents(plan)
    plan.write_bytes(zipped(b"30"))
    assert b"29" == held(backups.restore(plan, now=at(-99)).taken)


def test_backups_of_an_earlier_csplan_are_older_than_all_numbered_ones(plan: Path) -> None:
    backups.keep(plan, zipped(b"new"), now=at(0))
    sha8 = hashlib.sha256(b"old").hexdigest()[:8]
    folder = plan.parent / ".csplan" / "backup"
    (folder / f"plan-20991231T090000Z-{sha8}.xlsx").write_bytes(zipped(b"old"))
    assert [b"new", b"old"] == contents(plan)


def test_numbers_go_on_from_those_of_an_earlier_csplan(plan: Path) -> None:
    folder = plan.parent / ".csplan" / "backup"
    folder.mkdir(parents=True)
    (folder / "plan-000012-20261130T010429Z-516dfcc6.xlsx").write_bytes(zipped(b"old"))
    assert "plan 0013 2026-04-01 09.00.00.xlsx" == backups.keep(plan, b"new", now=START).name
    assert "plan 0014" == backups.keep(plan, b"newer", now=START).name[:9]
    assert 3 == len(backups.all_kept(plan))


def test_a_backup_that_cannot_be_read_holds_no_version(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(plan, b"second")

    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(disk, "status", denied)
    assert backups.find(plan, hashlib.sha256(zipped(b"first")).hexdigest()) is None


@pytest.mark.parametrize("name", [".csplan", ".csplan/backup"])
@pytest.mark.parametrize("kind", ["link", "file"])
def test_nothing_is_kept_where_a_link_leads(plan: Path, name: str, kind: str) -> None:
    elsewhere = plan.parent / "elsewhere"
    elsewhere.mkdir()
    place = plan.parent / name
    place.parent.mkdir(exist_ok=True)
    if kind == "link":
        place.symlink_to(elsewhere)
    else:
        place.write_bytes(b"mine")
    assert "not-own-file" == code_of(lambda: backups.keep(plan, zipped(b"first"), now=START))
    assert [] == list(elsewhere.iterdir())


def test_the_newest_twenty_of_each_workbook_are_kept(plan: Path) -> None:
    other = plan.with_name("plan-20260401T090000Z-00000000.xlsx")
    other.write_bytes(zipped(b"other"))
    backups.keep(other, zipped(b"other"), now=START)
    for number in range(25):
        backups.keep(plan, zipped(b"%d" % number), now=at(number))
    assert [b"%d" % number for number in range(24, 4, -1)] == contents(plan)
    assert [b"other"] == contents(other)


def test_the_same_version_is_not_kept_twice_in_a_row(plan: Path) -> None:
    first = backups.keep(plan, zipped(b"first"), now=at(0))
    assert first == backups.keep(plan, zipped(b"first"), now=at(1))
    assert [b"first"] == contents(plan)


def test_a_version_is_found_by_its_whole_hash(plan: Path) -> None:
    saved(plan, b"second", b"third")
    sha256 = hashlib.sha256(zipped(b"first")).hexdigest()
    found = backups.find(plan, sha256)
    assert found is not None
    assert held(found) == b"first"
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
    assert held(plan) == b"first"
    assert held(restored.taken) == b"first"
    assert held(restored.set_aside) == b"second"
    assert [b"second", b"first"] == contents(plan)


def test_restoring_again_goes_further_back_and_never_round_in_a_circle(plan: Path) -> None:
    saved(plan, b"second", b"third", b"fourth")
    for minute, expected in enumerate((b"third", b"second", b"first"), 10):
        backups.restore(plan, now=at(minute))
        assert expected == held(plan)
    assert code_of(lambda: backups.restore(plan, now=at(20))) == "nothing-to-restore"
    assert held(plan) == b"first"
    assert {b"first", b"second", b"third", b"fourth"} == set(contents(plan))


def test_what_was_set_aside_comes_back_by_its_name(plan: Path) -> None:
    saved(plan, b"second", b"third")
    aside = backups.restore(plan, now=at(10)).set_aside
    backups.restore(plan, now=at(11))
    backups.restore(plan, now=at(12), taken=aside)
    assert held(plan) == b"third"
    assert code_of(lambda: backups.restore(plan, now=at(13), taken=aside)) == "nothing-to-restore"


def test_work_after_a_restoring_is_undone_first(plan: Path) -> None:
    saved(plan, b"second", b"third")
    backups.restore(plan, now=at(10))
    backups.keep(plan, plan.read_bytes(), now=at(11))
    plan.write_bytes(zipped(b"other work"))
    backups.restore(plan, now=at(12))
    assert held(plan) == b"second"
    backups.restore(plan, now=at(13))
    assert held(plan) == b"first"


def test_a_backup_that_was_damaged_is_passed_over(plan: Path) -> None:
    saved(plan, b"second", b"third")
    newest = backups.newest(plan)
    assert newest is not None
    whole = newest.read_bytes()
    for damaged in (b"damaged", whole[:-30], whole.replace(b"second", b"sekond")):
        newest.write_bytes(damaged)
        backups.restore(plan, now=at(9))
        assert held(plan) == b"first"
        plan.write_bytes(zipped(b"third"))


def test_two_versions_of_one_second_keep_their_order(plan: Path) -> None:
    for number in range(5):
        backup = backups.keep(plan, zipped(b"%d" % number), now=START)
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
    assert held(plan) == b"second"
    assert [b"first"] == contents(plan)


@pytest.mark.parametrize("call", ["make_folder", "names_in"])
def test_a_folder_that_is_closed_to_csplan_is_named(
    plan: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(disk, call, denied)
    code = code_of(lambda: backups.keep(plan, zipped(b"first"), now=START))
    assert code == ("cannot-write" if call == "make_folder" else "cannot-read")


def test_a_workbook_with_macros_keeps_its_kind_of_name(tmp_path: Path) -> None:
    path = tmp_path / "Plan.XLSM"
    path.write_bytes(b"macros")
    backups.keep(path, zipped(b"macros"), now=START)
    assert [b"macros"] == contents(path)
