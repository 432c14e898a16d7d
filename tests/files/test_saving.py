"""A file replaced as a whole or not at all, whatever goes wrong, and wherever."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from csplan.files import disk, saving
from csplan.files.saving import Stamp, read_file, replace_file, write_file
from csplan.terms.errors import WorkbookError
from csplan.terms.limits import MOST_BYTES
from tests.xlsx.builders import code_of

OLD = b"old" * 50_000
NEW = b"newer" * 60_000
CALLS = (
    "open_file",
    "read",
    "write",
    "flush",
    "close",
    "status",
    "status_of_open",
    "change_mode",
    "replace",
    "remove",
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(OLD)
    return path


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(disk, "sleep", slept.append)
    return slept


class Failing:
    """The operating system's calls, the nth of which fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, error: int | None) -> None:
        self.made = 0
        self.at = at
        self.error = error
        for name in CALLS:
            monkeypatch.setattr(disk, name, self.wrapped(name, getattr(disk, name)))

    def wrapped(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **options: object) -> object:
            self.made += 1
            if self.made == self.at and self.error is not None:
                if name == "close":
                    call(*args, **options)
                raise OSError(self.error, os.strerror(self.error))
            return call(*args, **options)

        return counted


def test_a_path_too_long_for_windows_is_said_so(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "is_too_long", lambda _path: True)
    with pytest.raises(WorkbookError, match="letters, more than 259"):
        read_file(plan.with_name("gone.xlsx"))


def beside(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir() if one != path)


def calls_in_a_replacement(path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    _, stamp = read_file(path)
    with monkeypatch.context() as patch:
        counter = Failing(patch, 0, None)
        replace_file(path, NEW, expected=stamp)
    path.write_bytes(OLD)
    return counter.made


ERRORS = [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EROFS, errno.EPERM]


@pytest.mark.parametrize("error", ERRORS, ids=[errno.errorcode[one] for one in ERRORS])
def test_a_fault_at_any_call_leaves_the_old_file_or_the_new_one(
    plan: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    calls = calls_in_a_replacement(plan, monkeypatch)
    assert calls > 12
    for at in range(1, calls + 1):
        plan.write_bytes(OLD)
        _, stamp = read_file(plan)
        with monkeypatch.context() as patch:
            Failing(patch, at, error)
            try:
                replace_file(plan, NEW, expected=stamp)
            except WorkbookError as met:
                assert "plan.xlsx" in str(met)  # noqa: PT017
        assert plan.read_bytes() in {OLD, NEW}
        assert [] == [one for one in beside(plan) if one.endswith(".tmp")]


KILLED = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    from csplan.files import disk, saving
    made = 0
    def wrapped(call):
        def counted(*args, **options):
            global made
            made += 1
            if made == int(sys.argv[2]):
                os._exit(9)
            return call(*args, **options)
        return counted
    path = Path(sys.argv[1])
    _, stamp = saving.read_file(path)
    for name in sys.argv[3].split():
        setattr(disk, name, wrapped(getattr(disk, name)))
    saving.replace_file(path, b"newer" * 60_000, expected=stamp)
    """
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied for each moment")
def test_a_kill_at_any_call_leaves_the_old_file_or_the_new_one(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for at in range(1, calls_in_a_replacement(plan, monkeypatch) + 1):
        plan.write_bytes(OLD)
        child = os.fork()
        if child == 0:
            sys.argv[1:] = [str(plan), str(at), " ".join(CALLS)]
            try:
                exec(KILLED, {"__name__": "killed"})  # noqa: S102  (our own text, in a copy)
            finally:
                os._exit(9)
        os.waitpid(child, 0)
        seen.add(plan.read_bytes())
        saving.remove_leftovers(plan)
        assert [] == beside(plan)
    assert {OLD, NEW} == seen


def test_a_kill_of_a_process_of_its_own_is_survived_too(plan: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(plan), "5", " ".join(CALLS)], check=False
    )
    assert killed.returncode == 9
    assert plan.read_bytes() == OLD
    assert len(saving.remove_leftovers(plan)) == 1


def test_a_change_at_any_call_before_the_end_is_not_lost(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = b"edited by somebody else"
    for at in range(1, 9):
        plan.write_bytes(OLD)
        _, stamp = read_file(plan)
        made = 0
        real = disk.status

        def edit(*args: object, at: int = at, real: Callable[..., object] = real) -> object:
            nonlocal made
            made += 1
            if made == at:
                plan.write_bytes(edited)
            return real(*args)

        with monkeypatch.context() as patch:
            patch.setattr(disk, "status", edit)
            try:
                replace_file(plan, NEW, expected=stamp)
            except WorkbookError as met:
                assert met.code == "changed-meanwhile"  # noqa: PT017
                assert plan.read_bytes() == edited
            else:
                assert made < at
        assert [] == beside(plan)


def test_a_change_of_same_size_and_time_is_seen_by_its_hash(plan: Path) -> None:
    _, stamp = read_file(plan)
    plan.write_bytes(OLD[::-1])
    os.utime(plan, ns=(stamp.mtime_ns, stamp.mtime_ns))
    assert code_of(lambda: replace_file(plan, NEW, expected=stamp)) == "changed-meanwhile"
    assert plan.read_bytes() == OLD[::-1]


def test_a_file_that_went_away_is_not_made_again(plan: Path) -> None:
    _, stamp = read_file(plan)
    plan.unlink()
    assert code_of(lambda: replace_file(plan, NEW, expected=stamp)) == "not-found"
    assert [] == beside(plan)


@pytest.mark.parametrize("refusals", [1, 2, 3])
def test_a_program_that_lets_go_in_time_is_waited_for(
    plan: Path, monkeypatch: pytest.MonkeyPatch, at_once: list[float], refusals: int
) -> None:
    _, stamp = read_file(plan)
    left = refusals
    real = disk.replace

    def held(*args: Path) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise PermissionError(errno.EACCES, "held")
        real(*args)

    monkeypatch.setattr(disk, "replace", held)
    new = replace_file(plan, NEW, expected=stamp)
    assert plan.read_bytes() == NEW
    assert refusals == len(at_once)
    assert sum(at_once) <= 2
    assert read_file(plan)[1] == new


def test_what_cannot_take_its_place_is_kept_beside_it(
    plan: Path, monkeypatch: pytest.MonkeyPatch, at_once: list[float]
) -> None:
    _, stamp = read_file(plan)
    real = disk.replace

    def held(source: Path, target: Path) -> None:
        if target.name == "plan.xlsx":
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(disk, "replace", held)
    assert code_of(lambda: replace_file(plan, NEW, expected=stamp)) == "cannot-write"
    assert plan.read_bytes() == OLD
    assert ["plan.csplan-pending.xlsx"] == beside(plan)
    assert plan.with_name("plan.csplan-pending.xlsx").read_bytes() == NEW
    assert len(at_once) == 3


def test_another_version_put_in_its_place_at_once_is_noticed(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, stamp = read_file(plan)
    real = disk.replace

    def overwritten(source: Path, target: Path) -> None:
        real(source, target)
        target.write_bytes(OLD)

    monkeypatch.setattr(disk, "replace", overwritten)
    assert code_of(lambda: replace_file(plan, NEW, expected=stamp)) == "changed-meanwhile"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_new_file_has_the_old_ones_rights_and_its_draft_none_for_others(
    plan: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    plan.chmod(mode)
    drafts = []
    real = disk.open_file

    def opened(path: Path, flags: int, rights: int = 0o777) -> int:
        if str(path).endswith(".tmp"):
            drafts.append((path.parent, rights))
        return real(path, flags, rights)

    monkeypatch.setattr(disk, "open_file", opened)
    _, stamp = read_file(plan)
    replace_file(plan, NEW, expected=stamp)
    assert [(plan.parent, 0o600)] == drafts
    assert mode == stat.S_IMODE(plan.stat().st_mode)


NAMES = [
    "plan.xlsx",
    "Plân – 2026 #1 100%.xlsx",
    "\u200fخطة.xlsx",
    "a b.xlsx",
    "x" * 250 + ".xlsm",
    "~.xlsx",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_replaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    _, stamp = read_file(path)
    replace_file(path, NEW, expected=stamp)
    assert path.read_bytes() == NEW
    assert [] == beside(path)


def test_a_link_is_followed_and_stays_a_link(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(plan)
    _, stamp = read_file(link)
    replace_file(link, NEW, expected=stamp)
    assert link.is_symlink()
    assert plan.read_bytes() == NEW
    assert [] == beside(link)


def test_a_broken_or_circular_link_is_not_found(tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "none.xlsx")
    assert code_of(lambda: read_file(link)) == "not-found"
    link.unlink()
    link.symlink_to(link)
    assert code_of(lambda: read_file(link)) in {"cannot-read", "not-found"}


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    assert code_of(lambda: read_file(tmp_path)) == "not-a-workbook"
    assert code_of(lambda: read_file(tmp_path / "none.xlsx")) == "not-found"
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert code_of(lambda: read_file(pipe)) == "not-a-workbook"


def test_a_huge_file_is_refused_before_it_is_read(plan: Path) -> None:
    os.truncate(plan, MOST_BYTES + 1)
    assert code_of(lambda: read_file(plan)) == "too-large"


def test_a_file_that_changes_while_it_is_read_is_refused(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.read

    def growing(handle: int, size: int) -> bytes:
        piece = real(handle, size)
        if piece:
            with plan.open("ab") as more:
                more.write(b"more")
        return piece

    monkeypatch.setattr(disk, "read", lambda handle, size: growing(handle, size)[:size])
    with monkeypatch.context() as patch:
        count = iter(range(2))
        patch.setattr(
            disk, "read", lambda handle, size: growing(handle, size) if next(count, 9) < 1 else b""
        )
        assert code_of(lambda: read_file(plan)) == "changed-meanwhile"


def test_a_read_only_file_is_refused_before_any_work(plan: Path) -> None:
    saving.check_writable(plan)
    plan.chmod(0o444)
    with pytest.raises(WorkbookError, match="read-only"):
        saving.check_writable(plan)


def test_a_folder_where_nothing_may_be_written_is_named(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).is_file())
    with pytest.raises(WorkbookError, match=r"folder of plan\.xlsx"):
        saving.check_writable(plan)


def test_leftovers_of_other_workbooks_stay(plan: Path) -> None:
    other = plan.with_name(".csplan-00000000-1-abc.tmp")
    other.write_bytes(b"")
    assert saving.remove_leftovers(plan) == ()
    assert other.exists()


def test_a_new_file_is_written_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    umask = os.umask(0)
    try:
        write_file(path, NEW)
    finally:
        os.umask(umask)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [] == beside(path)


def test_a_new_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.xlsx"
    Failing(monkeypatch, 2, errno.ENOSPC)
    assert code_of(lambda: write_file(path, NEW)) == "disk-full"
    assert [] == list(tmp_path.iterdir())


def test_an_interrupt_removes_the_draft(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, stamp = read_file(plan)

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(disk, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(plan, NEW, expected=stamp)
    assert [] == beside(plan)
    assert Stamp(size=len(OLD), mtime_ns=stamp.mtime_ns, sha256=stamp.sha256) == read_file(plan)[1]


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
@pytest.mark.parametrize(
    ("mode", "group_kept", "owner_kept", "code"),
    [
        (0o660, True, True, ""),
        (0o660, True, False, ""),
        (0o660, False, True, "rights-would-change"),
        (0o644, False, True, ""),
        (0o600, True, False, "rights-would-change"),
        (0o666, False, False, ""),
    ],
)
def test_an_update_keeps_owner_and_group_or_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    group_kept: bool,  # noqa: FBT001
    owner_kept: bool,  # noqa: FBT001
    code: str,
) -> None:
    """A colleague's update of a shared file must not lock its owner, or the group, out."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    path.chmod(mode)
    _, stamp = read_file(path)
    status = disk.status

    def of_another(asked: Path) -> SimpleNamespace:
        found = status(asked)
        others = not str(asked).endswith(".tmp")
        return SimpleNamespace(
            st_mode=found.st_mode,
            st_size=found.st_size,
            st_mtime_ns=found.st_mtime_ns,
            st_uid=found.st_uid + (others and not owner_kept),
            st_gid=found.st_gid + (others and not group_kept),
        )

    def may_not(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(disk, "status", of_another)
    monkeypatch.setattr(disk, "change_owner", may_not)
    if code:
        assert code == code_of(lambda: replace_file(path, b"new", expected=stamp))
        assert b"old" == path.read_bytes()
    else:
        replace_file(path, b"new", expected=stamp)
        assert b"new" == path.read_bytes()
    assert [] == [one.name for one in tmp_path.iterdir() if one.name.endswith(".tmp")]
