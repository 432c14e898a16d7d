"""What Windows takes amiss: names, rights that go with a file, read-only files.  By contract."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from csplan.files import disk, file_set, folder
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import is_plain_name, safe_name

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

    def notes(path: Path, mode: int) -> None:
        asked.append(mode)
        make(path, mode)

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
