"""This module puts a set of files into a folder as one: the whole set, or what was there before.

The set is built in a folder of its own beside the target, with a manifest of SHA-256 written last;
then the folder takes the target's name.  A folder that holds anything else is left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from csplan.files import disk, effects
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.file_names import is_plain_name
from csplan.terms.refusals import Refusal

__all__ = ["MANIFEST", "check_target", "make_folder", "put_as_one", "staging"]

MANIFEST = "manifest.json"
_IGNORED = {"desktop.ini", "thumbs.db", ".ds_store"}


@contextmanager
def staging(target: Path, *, only: str = "") -> Iterator[Path]:
    """Give a new private folder beside the target, and remove it with all that is left in it.

    `only` is what the set is limited to, if anything: a set never takes another's place.

    Raises: WorkbookError where it cannot be made, or files cannot be written into it.
    """
    check_target(target, only=only)
    place = disk.staging_place(target.parent / f"{_prefix(target)}{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f"{_prefix(target)}*"):
            if not left.is_symlink():
                _restore(left, target)
        place.mkdir(mode=disk.PRIVATE)
        yield place
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        with suppress(OSError):
            _restore(place, target)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are not there yet.

    Raises: WorkbookError where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk.refusal(error, folder, writing=True) from error


def check_target(target: Path, *, only: str = "") -> None:
    """Refuse a folder that holds anything but an earlier set, whole and as it was made.

    Raises: WorkbookError naming what is in the way.
    """
    try:
        if not target.exists():
            return
        if not target.is_dir():
            raise WorkbookError(
                Refusal.DRAFTS_IN_THE_WAY, f"{target.name} is a file, not a folder."
            )
        names = {one.name for one in target.iterdir() if one.name.lower() not in _IGNORED}
        if not names:
            return
        made_for, known = _listed(target)
        other = sorted(name for name in names if not _is_as_made(target / name, known))
    except OSError as error:
        raise _cannot_write(target, error) from error
    if other:
        raise WorkbookError(
            Refusal.DRAFTS_IN_THE_WAY,
            f'"{other[0]}" in {target} is not a draft as csplan made it.  Name another folder with '
            f"--out, or move that one away.",
        )
    if made_for != only:
        raise WorkbookError(
            Refusal.DRAFTS_IN_THE_WAY,
            f"{target} holds the drafts for {made_for or 'all services'}.  Name another folder "
            f"with --out.",
        )


def put_as_one(
    place: Path, target: Path, files: Mapping[str, bytes], about: Mapping[str, object]
) -> tuple[Path, ...]:
    """Write files with their manifest, read them back, and give the folder the target's name.

    Raises: WorkbookError where anything fails; what was there before is then there still.
    """
    odd = next((name for name in files if not is_plain_name(name) or name[0] == "."), None)
    if odd is not None:
        raise WorkbookError(Refusal.CANNOT_WRITE, f"{odd!r} is not a plain file name.")
    whole = place / "set"
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"for": "", **about, "files": [{"name": n, "sha256": s} for n, s in listed.items()]}
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    try:
        whole.mkdir(mode=disk.PRIVATE)
        for name, data in {**files, MANIFEST: text.encode()}.items():
            _write(whole / name, data)
        for name, sha256 in listed.items():
            if hashlib.sha256((whole / name).read_bytes()).hexdigest() != sha256:
                raise WorkbookError(
                    Refusal.CANNOT_WRITE, f"{name} was not written as it should be."
                )
        _take_place(whole, target, place / "before", only=str(manifest["for"]))
    except OSError as error:
        raise _cannot_write(target, error) from error
    return tuple(target / name for name in files)


def _take_place(whole: Path, target: Path, before: Path, *, only: str) -> None:
    """Give the new folder the target's name; should that fail, the old one has it again."""
    check_target(target, only=only)
    had = target.exists()
    if had:
        target.replace(before)
    try:
        whole.replace(target)
        effects.note(target)
    except OSError:
        if had:
            before.replace(target)
        raise


def _restore(left: Path, target: Path) -> None:
    """Clear away what a csplan that was killed left; a set that it had set aside comes back."""
    before = left / "before"
    if before.is_dir() and not target.exists():
        before.replace(target)
    shutil.rmtree(left, ignore_errors=True)


def _prefix(target: Path) -> str:
    """Return how the names of a target's staging folders begin."""
    return f".csplan-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"


def _listed(target: Path) -> tuple[str, dict[str, str]]:
    """Return what an earlier set was limited to, and the SHA-256 of each file by its name."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        listed = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        known = {str(one["name"]): str(one["sha256"]) for one in listed["files"]}
        return str(listed["for"]), known
    return "", {}


def _is_as_made(path: Path, known: Mapping[str, str]) -> bool:
    """Say whether a file is one of an earlier set, unchanged."""
    if path.name == MANIFEST:
        return bool(known)
    if path.name not in known or not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == known[path.name]


def _write(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read, and flush it to the disk."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _cannot_write(target: Path, error: OSError) -> WorkbookError:
    """Say in a sentence why nothing was written."""
    why = system_reason(error)
    return WorkbookError(
        Refusal.CANNOT_WRITE,
        f"The drafts cannot be written to {target} ({why}).  Close any that are open in another "
        f"program, check that the folder can be written to, and run this again.",
    )
