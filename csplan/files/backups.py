"""Every version of a workbook that csplan replaced, kept for a while.  Knows nothing of its parts.

Kept in .csplan/backup beside it and named as people would name them: `plan 0012 2026-11-30
01.04.29.xlsx`, the workbook, a number and when it was kept, by the clock on the wall.  The number
says which version came after which: clocks are corrected, and those of two computers differ.  An
earlier csplan named them by a hash, some without a number; those are older than all numbered ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import stat
import zlib
from datetime import datetime
from pathlib import Path

from csplan.files import disk
from csplan.files.locking import own_folder, shared_folder
from csplan.files.saving import (
    Stamp,
    follow_link,
    read_file,
    replace_file,
    rights_of,
    take_group,
    write_file,
)
from csplan.terms.errors import WorkbookError
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal

__all__ = [
    "MOST_KEPT",
    "Restoration",
    "all_kept",
    "find",
    "keep",
    "name_to_be",
    "newest",
    "restore",
]

MOST_KEPT = 20
_NAME = late_pattern(
    r" (?P<number>\d{4,}) (?P<time>\d{4}-\d{2}-\d{2} \d{2}\.\d{2}\.\d{2})\.xls[xm]"
    r"|-(?:(?P<old_number>\d{6})-)?(?P<old_time>\d{8}T\d{6}Z)-[0-9a-f]{8}\.xls[xm]",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What a restore did: the backup it took, and the backup that holds what it replaced."""

    taken: Path
    set_aside: Path
    stamp: Stamp


def all_kept(path: Path) -> tuple[Path, ...]:
    """Return the backups of a workbook, the newest first."""
    return tuple(backup for *_, backup in _numbered(follow_link(path)))


def _numbered(target: Path) -> list[tuple[int, str, int, Path]]:
    """Return the backups of a workbook with their numbers and times, the newest first."""
    folder = target.parent / ".csplan" / "backup"
    found: list[tuple[int, str, int, Path]] = []
    try:
        for name in disk.names_in(folder):
            if name.startswith(target.stem):
                parts = _NAME.fullmatch(name, len(target.stem))
                if parts is not None and name.lower().endswith(target.suffix.lower()):
                    backup = folder / name
                    info = disk.status_of_link(backup)
                    if stat.S_ISREG(info.st_mode):
                        number = int(parts["number"] or parts["old_number"] or 0)
                        time = parts["time"] or parts["old_time"]
                        found.append((number, time, info.st_mtime_ns, backup))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise disk.refusal(error, folder, writing=False) from error
    return sorted(found, reverse=True)


def newest(path: Path) -> Path | None:
    """Return the newest backup of a workbook, or None."""
    return next(iter(all_kept(path)), None)


def find(path: Path, sha256: str) -> Path | None:
    """Return the newest backup whose bytes have this hash, or None."""
    for backup in all_kept(path):
        if _is_version(backup, sha256):
            return backup
    return None


def name_to_be(path: Path, data: bytes, *, now: datetime, after: bytes | None = None) -> str:
    """Return the name of the backup that `keep` will make of a version, or has made of it already.

    `after` is another version, where that is to be kept just before it.
    """
    last, target = newest(path), follow_link(path)
    if last is not None and _is_version(last, hashlib.sha256(after or data).hexdigest()):
        if after is None:
            return last.name
        after = None
    return _name(target, _next_number(target) + (after is not None), now)


def _next_number(target: Path) -> int:
    """Return the number of the next backup of a workbook."""
    return 1 + max((one[0] for one in _numbered(target)), default=0)


def _name(target: Path, number: int, now: datetime) -> str:
    """Return the name of a workbook's backup with a number, kept at a time."""
    return f"{target.stem} {number:04} {now:%Y-%m-%d %H.%M.%S}{target.suffix.lower()}"


def keep(path: Path, data: bytes, *, now: datetime, most: int = MOST_KEPT) -> Path:
    """Keep a version of a workbook, and of the older ones only so many; gives the backup.

    A version that is the newest backup already is not kept twice.

    Raises: WorkbookError where it cannot be written.
    """
    target = follow_link(path)
    sha256 = hashlib.sha256(data).hexdigest()
    last = newest(path)
    if last is not None and _is_version(last, sha256):
        return last
    folder = shared_folder(own_folder(path) / "backup")
    name = _name(target, _next_number(target), now)
    write_file(folder / name, data, mode=rights_of(target))
    take_group(folder / name, target)
    for old in all_kept(path)[max(most, 1) :]:
        with contextlib.suppress(OSError):
            disk.remove(old)
    return folder / name


def restore(path: Path, *, now: datetime, taken: Path | None = None) -> Restoration:
    """Put back the version before this one, and keep a backup of what it replaces.

    Restoring again goes one version further back, not forth again: a workbook that is the same as
    a backup takes the one before it.  Any backup, the one just set aside among them, can be put
    back by name.

    Raises: WorkbookError where there is no such version, or it cannot be read or written.
    """
    data, stamp = read_file(path)
    source, old = (taken, read_file(taken)[0]) if taken else _before(path, data, stamp)
    if old == data:
        raise WorkbookError(
            Refusal.NOTHING_TO_RESTORE, f"{path.name} is the same as {source.name} already."
        )
    set_aside = find(path, stamp.sha256) or keep(path, data, now=now, most=MOST_KEPT + 1)
    return Restoration(
        taken=source, set_aside=set_aside, stamp=replace_file(path, old, expected=stamp)
    )


def _before(path: Path, data: bytes, stamp: Stamp) -> tuple[Path, bytes]:
    """Return the newest backup that is older than the version in the workbook, and its bytes."""
    kept = all_kept(path)
    same = [at for at, one in enumerate(kept) if _is_version(one, stamp.sha256)]
    for backup in kept[same[-1] + 1 if same else 0 :]:
        old, _ = read_file(backup)
        if _is_whole(old) and old != data:
            return backup, old
    if kept:
        raise WorkbookError(
            Refusal.NOTHING_TO_RESTORE,
            f"There is no version of {path.name} before this one in {kept[0].parent}.  "
            f"A later one can be restored by its name there.",
        )
    raise WorkbookError(
        Refusal.NOTHING_TO_RESTORE, f"csplan has kept no earlier version of {path.name}."
    )


def _is_whole(data: bytes) -> bool:
    """Say whether a backup holds what was kept, as the sums within the workbook itself say."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        return False


def _is_version(backup: Path, sha256: str) -> bool:
    """Say whether a backup holds the version with this hash; one that cannot be read does not."""
    try:
        return read_file(backup)[1].sha256 == sha256
    except WorkbookError:
        return False
