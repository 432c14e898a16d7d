"""This module holds that a folder gets a whole set or stays as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from csplan.files import folder as room
from csplan.files.folder import MANIFEST, put_as_one, staging
from csplan.terms.errors import WorkbookError

OLD = {"a.eml": b"old a", "b.eml": b"old b", "index.html": b"old"}
NEW = {"a.eml": b"new a", "index.html": b"new"}


def put(target: Path, files: dict[str, bytes], only: str = "") -> None:
    with staging(target, only=only) as place:
        put_as_one(place, target, files, {"for": only})


def held(target: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in target.iterdir() if one.name != MANIFEST}


def test_a_set_is_put_with_a_manifest_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "Drafts"
    put(target, OLD)
    assert held(target) == OLD
    listed = json.loads((target / MANIFEST).read_text())
    assert ["a.eml", "b.eml", "index.html"] == [one["name"] for one in listed["files"]]
    assert [target] == list(target.parent.iterdir())


def test_a_later_set_takes_the_place_of_an_earlier_one_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "Drafts"
    put(target, OLD)
    put(target, NEW)
    assert held(target) == NEW
    assert [target] == list(tmp_path.iterdir())


def test_an_empty_folder_is_taken_and_what_the_system_leaves_is_not_in_the_way(
    tmp_path: Path,
) -> None:
    target = tmp_path / "Drafts"
    target.mkdir()
    (target / "Thumbs.db").write_bytes(b"x")
    put(target, NEW)
    assert held(target) == NEW


@pytest.mark.parametrize("name", ["notes.docx", "a.eml", "index.html", MANIFEST, "~$a.eml"])
def test_a_folder_with_anything_of_somebody_elses_is_left_alone(tmp_path: Path, name: str) -> None:
    target = tmp_path / "Drafts"
    put(target, OLD)
    (target / name).write_bytes(b"mine")
    before = {one.name: one.read_bytes() for one in target.iterdir()}
    with pytest.raises(WorkbookError, match="Name another folder"):
        put(target, NEW)
    assert before == {one.name: one.read_bytes() for one in target.iterdir()}
    assert [target] == list(tmp_path.iterdir())


def test_a_folder_that_was_never_a_set_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "Drafts").mkdir()
    (tmp_path / "Drafts" / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(WorkbookError, match=r"thesis\.docx"):
        put(tmp_path / "Drafts", NEW)


def test_a_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "Drafts").write_bytes(b"mine")
    with pytest.raises(WorkbookError, match="is a file"):
        put(tmp_path / "Drafts", NEW)
    assert b"mine" == (tmp_path / "Drafts").read_bytes()


def test_a_set_for_one_service_never_takes_the_place_of_the_whole(tmp_path: Path) -> None:
    target = tmp_path / "Drafts"
    put(target, OLD)
    with pytest.raises(WorkbookError, match="holds the drafts for all services"):
        put(target, NEW, only="SL")
    put(tmp_path / "SL", NEW, only="SL")
    with pytest.raises(WorkbookError, match="holds the drafts for SL"):
        put(tmp_path / "SL", OLD)
    put(tmp_path / "SL", NEW, only="SL")
    assert held(target) == OLD


CALLS = ("open", "fdopen", "fsync", "mkdir", "replace", "rename", "unlink", "rmdir")


def _failing_at(number: int, seen: list[str], real: Callable[..., Any], name: str) -> Any:  # noqa: ANN401
    """Return a call that fails the n-th time that any of them is made."""

    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        seen.append(name)
        if len(seen) == number:
            raise OSError(28, "No space left on device")
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("had", [True, False])
def test_a_disk_that_fails_at_any_step_leaves_the_old_set_or_the_new_one(
    tmp_path: Path, *, had: bool, record_property: Callable[[str, object], None]
) -> None:
    steps = 0
    for number in range(1, 200):
        target = tmp_path / str(number) / "Drafts"
        if had:
            put(target, OLD)
        seen: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, _failing_at(number, seen, getattr(os, name), name))
            with suppress(WorkbookError):
                put(target, NEW)
        if len(seen) < number:
            break
        steps += 1
        now = held(target) if target.exists() else None
        assert now in ([OLD, NEW] if had else [None, NEW])
        put(target, NEW)
        assert held(target) == NEW
        assert ["Drafts"] == [one.name for one in target.parent.iterdir()]
    assert steps > 10
    record_property("figure", f"disk failures, {'old set' if had else 'no set'} there: {steps}")


def test_what_a_killed_run_left_is_cleared_and_the_set_that_it_set_aside_comes_back(
    tmp_path: Path,
) -> None:
    target = tmp_path / "Drafts"
    put(target, OLD)
    left = tmp_path / f"{room._prefix(target)}1"  # noqa: SLF001  (what a killed run leaves)
    (left / "set").mkdir(parents=True)
    (left / "set" / "a.eml").write_bytes(b"half")
    target.rename(left / "before")
    with staging(target):
        assert held(target) == OLD
    assert [target] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../a.eml", "x/a.eml", "x\\a.eml", "..", ".a", "a\0"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbookError, match="is not a plain file name"):
        put(tmp_path / "Drafts", {name: b""})
    assert [] == list(tmp_path.iterdir())


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "Drafts"
    put(target, NEW)
    assert 0o700 == target.stat().st_mode & 0o777
    assert {0o600} == {one.stat().st_mode & 0o777 for one in target.iterdir()}
