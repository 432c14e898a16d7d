"""One writer at a time, and workbooks that are open elsewhere."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csplan.files import disk, locking
from csplan.files.locking import OpenBy, check_not_open, only_writer, open_in_excel
from csplan.terms.errors import WorkbookError
from tests.xlsx.builders import code_of

NOW = datetime.now(tz=UTC)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"plan")
    return path


def taken(path: Path) -> None:
    with only_writer(path, now=NOW):
        pass


def test_a_second_writer_is_refused_and_told_who_the_first_is(plan: Path) -> None:
    with only_writer(plan, now=NOW):
        with pytest.raises(WorkbookError, match=f"process {os.getpid()} on ") as met:
            taken(plan)
        assert met.value.code == "locked-by-another"
    taken(plan)


def test_a_link_to_the_workbook_is_the_same_workbook(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(plan)
    with only_writer(plan, now=NOW):
        assert code_of(lambda: taken(link)) == "locked-by-another"


def test_another_workbook_in_the_folder_is_free(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"")
    with only_writer(plan, now=NOW):
        taken(other)


def test_the_lock_ends_with_an_error(plan: Path) -> None:
    def fails() -> None:
        with only_writer(plan, now=NOW):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not (plan.parent / ".csplan").exists()  # nothing came of it, so nothing is left of it
    taken(plan)
    with pytest.raises(ZeroDivisionError):
        fails()
    assert (plan.parent / ".csplan" / "plan.xlsx.lock").exists()  # it was there before
    taken(plan)


@pytest.mark.skipif(os.name == "nt", reason="an open file is not removed there")
def test_a_lock_that_its_holder_removed_meanwhile_holds_nobody_else_off_and_is_not_taken(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opened it before it went would else be a second writer beside whoever makes it anew."""
    lock = plan.parent / ".csplan" / "plan.xlsx.lock"
    opened = locking._opened  # noqa: SLF001  (the moment between opening and taking it)

    def removed_meanwhile(path: Path) -> int:
        handle = opened(path)
        path.unlink()
        return handle

    monkeypatch.setattr(locking, "_opened", removed_meanwhile)
    assert code_of(lambda: taken(plan)) == "locked-by-another"
    monkeypatch.undo()
    taken(plan)
    assert lock.exists()


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\0", b"null"])
def test_a_lock_file_without_a_reader_holds_nothing(plan: Path, note: bytes) -> None:
    folder = plan.parent / ".csplan"
    folder.mkdir()
    (folder / "plan.xlsx.lock").write_bytes(note)
    taken(plan)


def test_a_note_that_cannot_be_read_still_refuses(plan: Path) -> None:
    with only_writer(plan, now=NOW):
        (plan.parent / ".csplan" / "plan.xlsx.lock").write_bytes(b"{")
        assert code_of(lambda: taken(plan)) == "locked-by-another"


@pytest.mark.parametrize("kind", ["symlink", "hard link", "to the plan", "pipe", "large", "folder"])
def test_a_lock_file_that_is_another_file_is_refused_and_stays_as_it_is(
    plan: Path, tmp_path: Path, kind: str
) -> None:
    """A link planted under the lock's name would have csplan write over what it leads to."""
    private = tmp_path / "private"
    private.write_bytes(b"somebody's own")
    lock = plan.parent / ".csplan" / "plan.xlsx.lock"
    lock.parent.mkdir()
    if kind == "symlink":
        lock.symlink_to(private)
    elif kind == "to the plan":
        os.link(plan, lock)
    elif kind == "hard link":
        os.link(private, lock)
    elif kind == "pipe":
        os.mkfifo(lock)
    elif kind == "folder":
        lock.mkdir()
    else:
        lock.write_bytes(b"x" * 301)
    assert "not-own-file" == code_of(lambda: taken(plan))
    assert (b"somebody's own", b"plan") == (private.read_bytes(), plan.read_bytes())


def test_a_link_to_nothing_is_not_followed_either(plan: Path, tmp_path: Path) -> None:
    lock = plan.parent / ".csplan" / "plan.xlsx.lock"
    lock.parent.mkdir()
    lock.symlink_to(tmp_path / "not there")
    assert "not-own-file" == code_of(lambda: taken(plan))
    assert not (tmp_path / "not there").exists()


def test_the_lock_has_the_rights_of_the_folder_whatever_the_mask(plan: Path) -> None:
    plan.parent.chmod(0o770)
    umask = os.umask(0o077)
    try:
        taken(plan)
    finally:
        os.umask(umask)
    lock = plan.parent / ".csplan" / "plan.xlsx.lock"
    assert 0o660 == lock.stat().st_mode & 0o777


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another matter there")
def test_a_lock_that_may_only_be_read_locks_as_well(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(plan)
    opens = disk.open_file

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".lock") and flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "no")
        return opens(path, flags, mode)

    monkeypatch.setattr(disk, "open_file", read_only)
    with only_writer(plan, now=NOW):
        assert code_of(lambda: taken(plan)) == "locked-by-another"


HOLDS = textwrap.dedent(
    """
    import sys, time
    from datetime import datetime, timezone
    from pathlib import Path
    from csplan.files.locking import only_writer
    with only_writer(Path(sys.argv[1]), now=datetime.now(tz=timezone.utc)):
        print("held", flush=True)
        time.sleep(60)
    """
)


def test_a_writer_that_was_killed_holds_nothing_any_more(plan: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(plan)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert code_of(lambda: taken(plan)) == "locked-by-another"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        taken(plan)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied")
def test_of_twenty_at_once_exactly_one_writes_each_time(plan: Path) -> None:
    started = time.monotonic() + 0.3
    counter = plan.parent / "counter"
    counter.write_text("")
    children = []
    for _ in range(20):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                time.sleep(max(0, started - time.monotonic()))
                for _ in range(25):
                    try:
                        with only_writer(plan, now=NOW):
                            plan.with_name("one").touch(exist_ok=False)
                            plan.with_name("one").unlink()
                    except WorkbookError:
                        pass
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [0] * 20 == [os.waitpid(child, 0)[1] for child in children]


def test_a_folder_that_takes_no_lock_is_named(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(disk, "make_folder", denied)
    assert code_of(lambda: taken(plan)) == "cannot-write"
    monkeypatch.undo()
    taken(plan)
    monkeypatch.setattr(disk, "open_file", denied)
    assert code_of(lambda: taken(plan)) == "cannot-write"


@pytest.mark.skipif(sys.platform == "win32", reason="another call on Windows")
@pytest.mark.parametrize(
    ("error", "code"), [(errno.EIO, "cannot-write"), (errno.ENOTSUP, ""), (errno.ENOLCK, "")]
)
def test_a_disk_without_locks_is_used_without(
    plan: Path, monkeypatch: pytest.MonkeyPatch, error: int, code: str
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(error, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    if code:
        assert code == code_of(lambda: taken(plan))
    else:
        taken(plan)


def excel_note(name: str, *, ansi: bool = True, wide: bool = True) -> bytes:
    short = name.encode("cp1252", "replace") if ansi else b""
    long = name.encode("utf-16-le") if wide else b""
    note = bytes([len(short)]) + short.ljust(54, b" ")
    return note + len(long).__floordiv__(2).to_bytes(2, "little") + long.ljust(108, b" \0"[:1])


@pytest.mark.parametrize(
    ("note", "name"),
    [
        (excel_note("Jane Doe"), "Jane Doe"),
        (excel_note("Siân O’Brien"), "Siân O’Brien"),
        (excel_note("Łukasz Żak", ansi=False), "Łukasz Żak"),
        (excel_note("Jane Doe", wide=False), "Jane Doe"),
        (excel_note("Jane\r\nDoe\x1b[31m"), "JaneDoe[31m"),
        (b"", "somebody"),
        (b"\0" * 165, "somebody"),
        (b"\xff" * 165, "ÿ" * 164),
        (b"\x05abc", "abc"),
    ],
)
def test_the_name_of_who_has_it_open_in_excel_is_read(plan: Path, note: bytes, name: str) -> None:
    assert open_in_excel(plan, now=NOW) is None
    (plan.parent / "~$plan.xlsx").write_bytes(note)
    assert OpenBy(name=name, stale=False) == open_in_excel(plan, now=NOW)
    with pytest.raises(WorkbookError, match="Close it there") as met:
        check_not_open(plan, now=NOW)
    assert met.value.code == "open-in-excel"


def test_a_fresh_note_is_not_passed_over_even_by_force(plan: Path) -> None:
    (plan.parent / "~$plan.xlsx").write_bytes(excel_note("Jane Doe"))
    assert code_of(lambda: check_not_open(plan, now=NOW, force=True)) == "open-in-excel"


def test_an_old_note_is_passed_over_by_force_alone(plan: Path) -> None:
    (plan.parent / "~$plan.xlsx").write_bytes(excel_note("Jane Doe"))
    later = NOW + timedelta(days=3)
    assert OpenBy(name="Jane Doe", stale=True) == open_in_excel(plan, now=later)
    with pytest.raises(WorkbookError, match="--force"):
        check_not_open(plan, now=later)
    check_not_open(plan, now=later, force=True)


def test_libreoffices_note_is_read_too(plan: Path) -> None:
    note = plan.parent / ".~lock.plan.xlsx#"
    note.write_text(",jane,host,01.04.2026 10:00,file:///x;")
    assert OpenBy(name="jane", stale=False) == open_in_excel(plan, now=NOW)
    note.write_text("Jane Doe,jane,host,01.04.2026 10:00,file:///x;")
    assert OpenBy(name="Jane Doe", stale=False) == open_in_excel(plan, now=NOW)
    check_not_open(plan, now=NOW + timedelta(days=3), force=True)


def test_a_workbook_that_nobody_has_open_may_be_written(plan: Path) -> None:
    check_not_open(plan, now=NOW)
