"""A set of files moved into a folder that may hold others: all of them, or none, and a kill's mess."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from csplan.files import file_set
from csplan.files.file_set import left_over, move_set, remove_left_over, staging_for
from csplan.terms.errors import WorkbookError

NAMES = ("a.pdf", "b.pdf", "c.pdf")


def write_set(folder: Path, text: str, names: tuple[str, ...] = NAMES) -> None:
    with staging_for(folder) as place:
        for name in names:
            (place / name).write_text(f"{text} {name}", encoding="utf-8")
        move_set(place, [folder / name for name in names])


def visible(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.is_file()}


def staged(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".csplan-")]


def test_a_set_takes_the_place_of_the_one_before_and_leaves_other_files(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_text("mine", encoding="utf-8")
    write_set(tmp_path, "old")
    write_set(tmp_path, "new")
    expected = {name: f"new {name}" for name in NAMES} | {"own.docx": "mine"}
    assert expected == visible(tmp_path)
    assert [] == staged(tmp_path)


def test_a_move_that_fails_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, "old")
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.name == "c.pdf" and self.parent.name == "built":
            raise PermissionError(13, "held by another program", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(PermissionError):
        write_set(tmp_path, "new")
    assert {name: f"old {name}" for name in NAMES} == visible(tmp_path)
    assert [] == staged(tmp_path)


def test_what_another_is_building_there_is_left_in_peace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock of this very process is no bar to itself, so that of another is played."""
    with staging_for(tmp_path) as place:
        monkeypatch.setattr("csplan.files.locking._locked", lambda *_: False)
        with pytest.raises(WorkbookError, match=r"just being written to .* by another csplan"):
            write_set(tmp_path, "new")
        monkeypatch.undo()
        assert place.is_dir()
        (place / "a.pdf").write_text("old a.pdf", encoding="utf-8")
        move_set(place, [tmp_path / "a.pdf"])
    assert {"a.pdf": "old a.pdf"} == visible(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_the_systems_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("csplan.files.disk.open_file", full)
    with pytest.raises(OSError, match="No space left"):
        write_set(tmp_path, "new")


def test_a_file_that_cannot_be_read_is_not_as_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path, "old")

    def refused(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert not file_set.is_as_made(tmp_path / "a.pdf", "1", {"a.pdf": "1 2"})


def _die_at(moment: int) -> None:
    """End this process at a move, as a kill would."""
    replace, left = Path.replace, iter(range(moment))

    def dies(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            os._exit(9)
        return replace(self, target)

    Path.replace = dies  # type: ignore[method-assign,assignment]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied and killed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_kill_at_any_move_leaves_a_set_that_the_next_run_makes_whole(tmp_path: Path) -> None:
    """Whatever was half moved is finished, whatever was only built is thrown away."""
    seen = set()
    for moment in range(14):
        folder = tmp_path / str(moment)
        write_set(folder, "old")
        child = os.fork()
        if child == 0:
            _die_at(moment)
            write_set(folder, "new")
            os._exit(0)
        os.waitpid(child, 0)
        with staging_for(folder):
            pass
        texts = {text.split()[0] for text in visible(folder).values()}
        assert set(NAMES) == set(visible(folder))
        assert 1 == len(texts), f"a mixed set after a kill at move {moment}"
        assert [] == staged(folder)
        seen |= texts
    assert {"old", "new"} == seen


def test_a_staging_folder_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("mine", encoding="utf-8")
    folder = tmp_path / "Scorecards"
    folder.mkdir()
    (folder / ".csplan-set-x").symlink_to(elsewhere)
    write_set(folder, "new")
    assert ["precious"] == [one.name for one in elsewhere.iterdir()]


@pytest.mark.parametrize("name", ["../out.pdf", "/etc/out.pdf", "a/b.pdf"])
def test_a_planted_list_of_moves_reaches_nothing_outside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "Scorecards"
    left = folder / ".csplan-set-x"
    (left / "built").mkdir(parents=True)
    (left / "moves.json").write_text(f'{{"{name}": "0"}}', encoding="utf-8")
    write_set(folder, "new")
    assert ["Scorecards"] == [one.name for one in tmp_path.iterdir()]


def test_what_is_no_longer_written_is_named_and_removed_only_if_unchanged(tmp_path: Path) -> None:
    write_set(tmp_path, "old", ("a.pdf", "gone.pdf", "edited.pdf"))
    (tmp_path / "edited.pdf").write_text("a person's notes", encoding="utf-8")
    (tmp_path / "own.pdf").write_text("mine", encoding="utf-8")
    write_set(tmp_path, "new", ("a.pdf",))
    found = left_over(tmp_path, [tmp_path / "a.pdf"])
    assert (tmp_path / "gone.pdf",) == found
    remove_left_over(found)
    assert {"a.pdf", "edited.pdf", "own.pdf"} == set(visible(tmp_path))
    assert () == left_over(tmp_path, [tmp_path / "a.pdf"])


def test_a_record_that_is_not_csplans_names_nothing(tmp_path: Path) -> None:
    write_set(tmp_path, "old")
    for text in ("[]", "{", '{"../x": "y"}', "\udcff"):
        (tmp_path / ".csplan" / "written.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        assert () == left_over(tmp_path, [])
    file_set.finish_earlier(tmp_path)
