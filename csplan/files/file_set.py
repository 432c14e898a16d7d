"""This module moves a set of files into a folder that may hold others: all of them or none.

They are built in a folder of their own inside it.  A list of moves is written before the first one,
so that a run that was killed half way is finished by the next; until the list is there, nothing has
been moved, and what was built is thrown away.  What a file was made of is noted beside its hash, so
that it is not made again of the same.  Knows nothing of what stands in the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.files import disk, effects
from csplan.files.locking import only_holder, shared_folder
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import is_plain_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "finish_earlier",
    "is_as_made",
    "left_over",
    "made_before",
    "move_set",
    "remove_left_over",
    "staging_for",
]

_PREFIX = ".csplan-set-"
_MOVES = "moves.json"
_RECORD = "written.json"
_MADE = "made.json"
_LOCK = "files.lock"


@contextmanager
def staging_for(folder: Path) -> Iterator[Path]:
    """Give a new folder to build files in, and remove it with all that is left in it.

    What a run that was killed left there is finished or cleared away first.  One that is at work
    there still is left in peace: its files would be taken for such.

    Raises: OSError where the folder cannot be made; WorkbookError where another csplan is at work.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _only_one_in(folder):
        finish_earlier(folder)
        place = disk.make_staging_folder(folder, _PREFIX) / "built"
        try:
            place.mkdir()
            yield place
        finally:
            shutil.rmtree(place.parent, ignore_errors=True)


@contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    """Keep every other csplan from writing a set into a folder meanwhile.

    Raises: OSError where the folder cannot be written to; WorkbookError where another one does.
    """
    busy = f"Files are just being written to {folder.name}"
    with ExitStack() as stack:
        try:
            lock = shared_folder(folder / ".csplan") / _LOCK
            stack.enter_context(only_holder(lock, now=datetime.now().astimezone(), busy=busy))
        except WorkbookError as refused:
            said = refused.__cause__  # whoever writes the files says what the system refuses
            if isinstance(said, OSError):
                raise OSError(said.errno, said.strerror, os.fspath(folder)) from said
            raise
        yield


def move_set(
    place: Path, targets: Sequence[Path], *, made_of: Mapping[str, str] | None = None
) -> None:
    """Move the files built in `place` to their targets; should one fail, all is put back.

    `made_of` says by a file's name of what it was made, and is noted for `is_as_made`.

    Raises: OSError where a file cannot be moved; what was there before is there again.
    """
    if not targets:
        return
    kept = place.parent / "replaced"
    kept.mkdir()
    moves = {target.name: _sha256(place / target.name) for target in targets}
    _write(place.parent / _MOVES, json.dumps(moves))
    undo: list[tuple[Path, Path | None]] = []
    try:
        for target in targets:
            old = kept / target.name if target.exists() else None
            if old:
                target.replace(old)
            undo.append((target, old))
            (place / target.name).replace(target)
    except OSError:
        (place.parent / _MOVES).unlink(missing_ok=True)
        for target, old in reversed(undo):
            if old:
                old.replace(target)
            else:
                with suppress(FileNotFoundError):
                    disk.remove(target)
        raise
    for target in targets:
        effects.note(target)
    _record(targets[0].parent, moves)
    _note_made(targets[0].parent, moves, made_of or {})


def finish_earlier(folder: Path) -> None:
    """Finish the moves of a run that was killed, or clear away what it had only built.

    Raises: OSError where that cannot be done.
    """
    for left in sorted(folder.glob(f"{_PREFIX}*")):
        if left.is_symlink() or not left.is_dir():
            continue
        moves = _read(left / _MOVES)
        for name, sha256 in moves.items():
            built = left / "built" / name
            if is_plain_name(name) and built.is_file() and _sha256(built) == sha256:
                built.replace(folder / name)
        if moves:
            _record(folder, moves)
        shutil.rmtree(left, ignore_errors=True)


def left_over(folder: Path, written: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that an earlier run wrote there and this one did not, if they are unchanged.

    A file that somebody has changed since is theirs, and is not named.
    """
    now = {path.name for path in written}
    return tuple(
        folder / name
        for name, sha256 in sorted(_read(_record_of(folder)).items())
        if name not in now
        and (folder / name).is_file()
        and not (folder / name).is_symlink()
        and _sha256(folder / name) == sha256
    )


def made_before(folder: Path) -> dict[str, str]:
    """Return what csplan noted of the files that it made in a folder, by their names."""
    return _read(folder / ".csplan" / _MADE)


def is_as_made(path: Path, made_of: str, noted: Mapping[str, str]) -> bool:
    """Say whether a file stands to the byte as csplan made it, and it was made of the same.

    A note only saves time: one that is missing, or of other bytes, is as good as none, and so is a
    file that cannot be read.
    """
    held = noted.get(path.name)
    if held is None or path.is_symlink() or not path.is_file():
        return False
    try:
        return held == f"{made_of} {_sha256(path)}"
    except OSError:
        return False


def remove_left_over(paths: Sequence[Path]) -> None:
    """Remove files that csplan wrote before and would not write now.

    Raises: OSError where one cannot be removed.
    """
    for path in paths:
        disk.remove(path)
        effects.note(path)
    if paths:
        folder = paths[0].parent
        gone = {path.name for path in paths}
        kept = {n: sha for n, sha in _read(_record_of(folder)).items() if n not in gone}
        _write(_record_of(folder), json.dumps(kept, indent=0))


def _record(folder: Path, moves: Mapping[str, str]) -> None:
    """Remember what csplan wrote into a folder, beside what it wrote there before."""
    shared_folder(folder / ".csplan")
    kept = {n: s for n, s in _read(_record_of(folder)).items() if (folder / n).is_file()}
    _write(_record_of(folder), json.dumps({**kept, **moves}, indent=0))


def _note_made(folder: Path, moves: Mapping[str, str], made_of: Mapping[str, str]) -> None:
    """Note of what files were made, with the bytes that they were made as.

    A note only saves time, so it is not waited for until it is on the disk.
    """
    made = {name: f"{made_of[name]} {moves[name]}" for name in made_of}
    kept = {name: one for name, one in made_before(folder).items() if (folder / name).is_file()}
    with suppress(OSError):
        _write(folder / ".csplan" / _MADE, json.dumps({**kept, **made}, indent=0), flushed=False)


def _record_of(folder: Path) -> Path:
    """Return the list of what csplan wrote into a folder."""
    return folder / ".csplan" / _RECORD


def _read(path: Path) -> dict[str, str]:
    """Return the hashes of files by their names; nothing where the list is not csplan's."""
    if path.is_symlink():
        return {}
    with suppress(OSError, ValueError, AttributeError):
        listed = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(sha256) for name, sha256 in listed.items() if is_plain_name(name)}
    return {}


def _write(path: Path, text: str, *, flushed: bool = True) -> None:
    """Write a list beside its place; where it is flushed, it is whole or not there."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        if flushed:
            file.flush()
            os.fsync(file.fileno())
    temporary.replace(path)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
