"""A note saves time, and is as good as none wherever it is not whole and this program's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.files import disk, run_notes
from csplan.files.run_notes import note_of, program, take_note

SHA = "0" * 64


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"a plan")
    path.chmod(0o640)
    return path


def note(plan: Path) -> Path:
    return plan.parent / ".csplan" / "plan.xlsx.inputs"


def test_a_note_is_found_by_the_version_it_is_of_and_only_by_it(plan: Path) -> None:
    assert note_of(plan, "inputs", SHA) is None
    take_note(plan, "inputs", SHA, b"what\nwas typed")
    assert note_of(plan, "inputs", SHA) == b"what\nwas typed"
    assert note_of(plan, "inputs", "1" * 64) is None
    assert note_of(plan, "told", SHA) is None
    assert note(plan).stat().st_mode & 0o777 == 0o640
    take_note(plan, "inputs", "1" * 64, b"later")
    assert note_of(plan, "inputs", SHA) is None
    assert [b"later"] == [note_of(plan, "inputs", "1" * 64)]


SPOILT: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: path.write_bytes(b""),
    "no JSON": lambda path: path.write_bytes(b"{\ncontent"),
    "nested for ever": lambda path: path.write_bytes(b"[" * 4_000 + b"\n"),
    "a link": lambda path: (
        path.replace(path.with_suffix(".x")).with_name(path.name).symlink_to(path.with_suffix(".x"))
    ),
    "a second name": lambda path: path.with_suffix(".y").hardlink_to(path),
    "a folder": lambda path: path.replace(path.with_suffix(".z")).with_name(path.name).mkdir(),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=list(SPOILT))
def test_a_note_that_is_not_whole_is_none(plan: Path, spoil: Callable[[Path], object]) -> None:
    take_note(plan, "inputs", SHA, b"what was typed")
    spoil(note(plan))
    assert note_of(plan, "inputs", SHA) is None


def test_another_programs_note_is_none(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_note(plan, "inputs", SHA, b"what was typed")
    monkeypatch.setattr(run_notes, "program", lambda: "0.9 of another hash")
    assert note_of(plan, "inputs", SHA) is None


def test_the_program_is_known_by_its_files() -> None:
    program.cache_clear()
    first = program()
    changed = Path(run_notes.__file__)
    info = changed.stat()
    program.cache_clear()
    os.utime(changed, ns=(info.st_atime_ns, info.st_mtime_ns + 1_000_000))
    try:
        assert first != program()
    finally:
        os.utime(changed, ns=(info.st_atime_ns, info.st_mtime_ns))
        program.cache_clear()


def test_a_program_whose_files_cannot_be_seen_finds_no_note_of_another_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unseen(_: str) -> None:
        raise NotADirectoryError(20, "Not a directory")

    monkeypatch.setattr(os, "scandir", unseen)
    runs = []
    for _ in range(2):
        program.cache_clear()
        runs += [program(), program()]
    program.cache_clear()
    assert [runs[0], runs[2]] == [runs[1], runs[3]]
    assert runs[0] != runs[2]


def test_a_note_that_cannot_be_written_is_left(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(disk, "write", full)
        take_note(plan, "inputs", SHA, b"what was typed")
    assert not note(plan).exists()
    take_note(plan.with_name("none.xlsx"), "inputs", SHA, b"")
    assert note_of(plan.with_name("none.xlsx"), "inputs", SHA) is None
