"""What Windows takes amiss: names, rights that go with a file, read-only files.  By contract."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csplan.files import disk, file_set, folder
from csplan.files.backups import all_kept, keep
from csplan.files.locking import only_writer
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import is_plain_name, safe_name

NOW = datetime(2016, 10, 14, 9, tzinfo=UTC)
SOURCE = Path(disk.__file__).parents[1]


@pytest.mark.parametrize(
    "name", ["CON", "prn", "Aux.", "NUL .a", "COM1", "lpt9.x", "CONIN$", "COM²"]
)
def test_no_name_is_that_of_a_device(name: str) -> None:
    made = safe_name(name)
    device = re.split(r" *(?:\.|$)", made)[0]
    assert device.endswith("_")
    assert not re.search(r"[. ]$", made)


def test_a_name_that_only_begins_as_a_device_stays() -> None:
    names = ("Contracts", "COM10", "Nuls", "Aux services", "CON a")
    assert names == tuple(safe_name(name) for name in names)


@pytest.mark.parametrize(
    "name", ["..\\a.pdf", "C:a.pdf", "C:\\a.pdf", "a.pdf:hidden", "\\\\s\\a", ".."]
)
def test_a_planted_record_reaches_nothing_outside_on_windows_either(
    tmp_path: Path, name: str
) -> None:
    assert not is_plain_name(name)
    (tmp_path / ".csplan").mkdir()
    if name != "..":
        (tmp_path / name).write_bytes(b"mine")
    sha256 = file_set._sha256(tmp_path / name) if name != ".." else "0"  # noqa: SLF001
    text = f'{{{json.dumps(name)}: "{sha256}"}}'
    (tmp_path / ".csplan" / "written.json").write_text(text, encoding="utf-8")
    assert () == file_set.left_over(tmp_path, [])


def test_a_set_of_drafts_holds_no_second_stream_of_a_file(tmp_path: Path) -> None:
    with (
        folder.staging(tmp_path / "Drafts") as place,
        pytest.raises(WorkbookError, match="is not a plain file name"),
    ):
        folder.put_as_one(place, tmp_path / "Drafts", {"a.eml:hidden": b""}, {})


def test_what_is_moved_out_of_staging_is_not_its_makers_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows 0700 makes a folder its maker's alone, and what is moved out of it keeps that."""
    asked = []
    make = disk.make_folder

    def notes(path: Path, mode: int = 0) -> None:
        if path.name != ".csplan":
            asked.append(mode)
        make(path, mode or 0o777)

    monkeypatch.setattr(disk, "PRIVATE", 0o777)
    monkeypatch.setattr(disk, "make_folder", notes)
    with file_set.staging_for(tmp_path):
        pass
    assert [0o777] == asked


@pytest.mark.skipif(os.name == "nt", reason="folders have no such rights there")
def test_elsewhere_staging_is_private(tmp_path: Path) -> None:
    with file_set.staging_for(tmp_path) as place:
        assert 0o700 == place.parent.stat().st_mode & 0o777


def test_no_final_file_is_built_in_a_private_folder_of_pythons() -> None:
    """Python's own temporary folders are for what is read again and thrown away."""
    found = [
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(
            r"^(?!\s*>>>|\s*\.\.\.).*mkdtemp\(|TemporaryDirectory\([^)]*dir=",
            path.read_text("utf-8"),
            re.MULTILINE,
        )
        and path.name != "create.py"
    ]
    assert [] == found


@pytest.fixture
def as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are removed as Windows removes them: not while they are read-only."""
    remove = disk._unlink  # noqa: SLF001

    def refuses_read_only(path: Path) -> None:
        if not path.lstat().st_mode & stat.S_IWRITE:
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        remove(path)

    monkeypatch.setattr(disk, "_unlink", refuses_read_only)
    monkeypatch.setattr(disk, "_KEEPS_READ_ONLY", True)


@pytest.mark.usefixtures("as_windows")
def test_backups_of_a_read_only_workbook_are_pruned(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"1")
    plan.chmod(0o444)
    for number in range(5):
        keep(plan, b"%d" % number, now=NOW, most=2)
    assert [b"4", b"3"] == [one.read_bytes() for one in all_kept(plan)]


@pytest.mark.usefixtures("as_windows")
def test_what_cannot_be_removed_stays_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path) -> None:
        raise PermissionError(errno.EACCES, "in use", str(path))

    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"1")
    monkeypatch.setattr(disk, "_unlink", held)
    for windows, mode in ((True, 0o444), (True, 0o644), (False, 0o444)):
        monkeypatch.setattr(disk, "_KEEPS_READ_ONLY", windows)
        path.chmod(mode)
        with pytest.raises(PermissionError):
            disk.remove(path)
        assert mode == stat.S_IMODE(path.stat().st_mode)


class _FromWindows(OSError):
    winerror = 123


@pytest.mark.parametrize(
    ("error", "path", "of_name"),
    [
        (OSError(errno.EINVAL, "Invalid argument"), Path("plan?.xlsx"), True),
        (OSError(errno.EINVAL, "Invalid argument"), Path("a|b/plan.xlsx"), True),
        (OSError(errno.EINVAL, "Invalid argument"), Path("/plans/plan.xlsx"), False),
        (OSError(errno.EIO, "Input/output error"), Path("plan?.xlsx"), False),
        (_FromWindows(errno.EINVAL, "Invalid argument"), Path("plan.xlsx "), True),
    ],
)
def test_a_name_that_windows_forbids_is_said_to_be_one(
    error: OSError, path: Path, *, of_name: bool
) -> None:
    said = str(disk.refusal(error, path, writing=True))
    assert of_name == ("Choose another name" in said)
    assert of_name != ("another disk" in said)


@pytest.mark.parametrize("error", [OSError(0, "Success"), OSError()])
def test_a_refusal_without_a_reason_is_no_success(error: OSError) -> None:
    said = str(disk.refusal(error, Path("plan.xlsx"), writing=False))
    assert "could not read plan.xlsx (the system gives no reason)" in said


@pytest.mark.skipif(os.name == "nt", reason="another call on Windows")
@pytest.mark.parametrize("error", [OSError(0, "Success"), OSError(), OSError(errno.EDEADLK, "no")])
def test_a_lock_refused_without_a_reason_is_held(
    error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise error

    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"1")
    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(WorkbookError) as met, only_writer(plan, now=NOW):
        pass
    assert "locked-by-another" == met.value.code
    assert "Success" not in str(met.value)
