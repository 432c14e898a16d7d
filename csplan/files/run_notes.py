"""What one run notes beside a workbook to save the next one time.  Knows nothing of what it means.

A note only saves time.  One that is missing, damaged, too large, no plain file, or another
program's, to the letter of its files, is as good as none, and one that cannot be written is left.
So nobody waits until it is on the disk: one of which the power left a part is damaged by its hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
from functools import cache
from pathlib import Path

from csplan.files import disk
from csplan.files.locking import own_folder
from csplan.files.saving import follow_link, rights_of, take_group, write_file
from csplan.terms.errors import WorkbookError
from csplan.terms.limits import MOST_BYTES
from csplan.terms.version import VERSION

__all__ = ["libraries", "note_of", "program", "take_note"]

_FIRST_LINE = 4_096
_OWN_FILES = (".py", ".css", ".j2", ".js", ".typ")
"""How the names of the program's own files end, and those of its templates for pages."""
_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


@cache
def program() -> str:
    """Return which program this is: its version, and a hash of its files' names, sizes, times.

    One whose files cannot be seen, as within a single file, is another at every run.
    """
    try:
        return f"{VERSION} {_own_files()}"
    except OSError:
        return f"{VERSION} {os.urandom(16).hex()}"


def _own_files() -> str:
    """Return a hash of the names, sizes and times of the program's own files.

    Raises: OSError where they cannot be seen.
    """
    seen = hashlib.sha256()
    folders = [str(Path(__file__).parent.parent)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.name.endswith(_OWN_FILES):
                    info = entry.stat()
                    seen.update(f"{entry.name} {info.st_size} {info.st_mtime_ns}\n".encode())
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
    return seen.hexdigest()


@cache
def libraries() -> str:
    """Return which libraries are installed, in which versions: a hash of their folders' names."""
    names: list[str] = []
    for place in dict.fromkeys(sys.path):
        with contextlib.suppress(OSError):
            names += (one.name for one in os.scandir(place or ".") if one.name.endswith("-info"))
    return hashlib.sha256("\n".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def take_note(path: Path, kind: str, sha256: str, content: bytes) -> None:
    """Note something of this version of a workbook, in place of what was noted before."""
    with contextlib.suppress(WorkbookError, OSError):
        about = {"program": program(), "of": sha256, "content": _hash_of(content)}
        head = json.dumps(about).encode("ascii")
        target = follow_link(path)
        note = own_folder(path) / f"{target.name}.{kind}"
        write_file(note, head + b"\n" + content, mode=rights_of(target), flushed=False)
        take_group(note, target)


def note_of(path: Path, kind: str, sha256: str) -> bytes | None:
    """Return what this very program noted of this version of a workbook, or None."""
    try:
        target = follow_link(path)
        read = _read(target.parent / ".csplan" / f"{target.name}.{kind}")
        head, _, content = read.partition(b"\n")
        about = {"program": program(), "of": sha256, "content": _hash_of(content)}
        return content if len(head) < _FIRST_LINE and json.loads(head) == about else None
    except (WorkbookError, OSError, ValueError, RecursionError):
        return None


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(note: Path) -> bytes:
    """Return a note's bytes; nothing where it is not a plain file of this one name, or too large.

    Raises: OSError where it cannot be read.
    """
    handle = disk.open_file(note, _READ)
    try:
        info = disk.status_of_open(handle)
        if not stat.S_ISREG(info.st_mode) or info.st_nlink != 1 or info.st_size > MOST_BYTES:
            return b""
        return disk.read_to_end(handle)
    finally:
        disk.close(handle)
