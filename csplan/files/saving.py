"""A workbook's file read once and replaced as a whole, or not at all.  Knows nothing of its parts.

The new file is written beside the old one, flushed to the disk, and takes its name in one step; a
fault, a kill or a power cut at any moment leaves the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path

from csplan.files import disk, effects
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.limits import MOST_BYTES
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal

__all__ = [
    "Stamp",
    "check_ending",
    "check_writable",
    "follow_link",
    "is_read_only",
    "read_file",
    "remove_leftovers",
    "replace_file",
    "rights_of",
    "stamp_of",
    "take_group",
    "take_rights",
    "usual_mask",
    "write_file",
    "write_new",
]

_ENDINGS = (".xlsx", ".xlsm")
_TRIES = 3
_ALL_RIGHTS = 0o7
_READ_AND_WRITE = 0o6
_PAUSE = 2 / _TRIES
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_NO_SUCH_CALL = frozenset((errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What tells one version of a file from another."""

    size: int
    mtime_ns: int
    sha256: str


def follow_link(path: Path) -> Path:
    """Return the file itself where the path is a link to it.

    Raises: WorkbookError where there is none.
    """
    try:
        return Path(os.path.realpath(path, strict=True))
    except ValueError:
        raise disk.no_name(path) from None
    except OSError as error:
        raise disk.refusal(error, path, writing=False) from error


def read_file(path: Path) -> tuple[bytes, Stamp]:
    """Return a workbook's bytes, read once, and the stamp of the version that they are.

    Raises: WorkbookError where it cannot be read, is too large, or changes while it is read.
    """
    target = follow_link(path)
    try:
        info = disk.status(target)
        if stat.S_ISDIR(info.st_mode) or not stat.S_ISREG(info.st_mode):
            raise WorkbookError(
                Refusal.NOT_A_WORKBOOK, f"{path.name} is a folder or device, not a file."
            )
        if info.st_size > MOST_BYTES:
            raise WorkbookError(
                Refusal.TOO_LARGE,
                f"{path.name} has {info.st_size / 1e6:,.0f} MB; csplan reads workbooks of up to "
                f"{MOST_BYTES / 1e6:.0f} MB.  Remove pictures or old sheets from it.",
            )
        data, after = _content(target)
    except OSError as error:
        raise disk.refusal(error, target, writing=False) from error
    if (info.st_size, info.st_mtime_ns) != (len(data), after.st_mtime_ns):
        raise _changed(path)
    return data, stamp_of(data, mtime_ns=after.st_mtime_ns)


def _content(path: Path) -> tuple[bytes, os.stat_result]:
    """Return a file's bytes, and its status after they were read."""
    handle = disk.open_file(path, _READ)
    try:
        return disk.read_to_end(handle), disk.status_of_open(handle)
    finally:
        disk.close(handle)


def stamp_of(data: bytes, *, mtime_ns: int) -> Stamp:
    """Return the stamp of a version with these bytes."""
    return Stamp(size=len(data), mtime_ns=mtime_ns, sha256=hashlib.sha256(data).hexdigest())


def check_ending(path: Path) -> None:
    """Refuse a file under whose name Excel would not open, or not keep, what is written into it.

    Raises: WorkbookError saying under which it would.
    """
    if path.suffix.lower() not in _ENDINGS:
        is_template = path.suffix.lower() in (".xltx", ".xltm")
        what = "a template" if is_template else "not a workbook's name"
        raise WorkbookError(
            Refusal.NO_WORKBOOK_NAME,
            f"{path.name} is {what}, so nothing was written.  Open it in Excel and save it as an "
            f"Excel Workbook (.xlsx).",
        )


def is_read_only(path: Path) -> bool:
    """Say whether somebody has marked a file as read-only."""
    try:
        return not disk.status(follow_link(path)).st_mode & 0o222
    except OSError as error:
        raise disk.refusal(error, path, writing=False) from error


def check_writable(path: Path) -> None:
    """Refuse a file that is read-only, or in a folder where nothing may be written.

    Raises: WorkbookError saying which.
    """
    target = follow_link(path)
    try:
        mode = disk.status(target).st_mode
    except OSError as error:
        raise disk.refusal(error, target, writing=True) from error
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"{path.name} is read-only.  Clear “Read-only” in its properties, or save a copy.",
        )
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"You are not allowed to write in the folder of {path.name} ({target.parent}).  "
            f"Ask its owner for permission, or copy the workbook elsewhere.",
        )


def replace_file(path: Path, data: bytes, *, expected: Stamp) -> Stamp:
    """Replace a workbook by a new version, if it is still the one that was read.

    Raises: WorkbookError where it changed meanwhile or cannot be written; it is then as it was.
    """
    target = follow_link(path)
    try:
        info = disk.status(target)
        temporary = _written_beside(target, data, stat.S_IMODE(info.st_mode))
    except OSError as error:
        raise disk.refusal(error, target, writing=True) from error
    try:
        _keep_owner(temporary, target, info)
        _take_place(temporary, target, expected)
        effects.note(target)
    except OSError as error:
        raise disk.refusal(error, target, writing=True) from error
    finally:
        with contextlib.suppress(OSError):
            disk.remove(temporary)
    return _kept(target, data)


def write_file(path: Path, data: bytes, *, mode: int = 0o600, flushed: bool = True) -> None:
    """Write a file as a whole or not at all, whether or not there is one of this name.

    One that is not `flushed` is not waited for until it is on the disk: should the power fail, it
    may be there in part.

    Raises: WorkbookError where it cannot be written.
    """
    try:
        temporary = _written_beside(path, data, mode, flushed=flushed)
        try:
            disk.replace(temporary, path)
            effects.note(path)
        finally:
            with contextlib.suppress(OSError):
                disk.remove(temporary)
        if flushed:
            _flush_folder(path.parent)
    except OSError as error:
        raise disk.refusal(error, path, writing=True) from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, as a whole or not at all, with the usual rights.

    Raises: FileExistsError where there is one of this name; OSError where it cannot be written.
    """
    temporary = _written_beside(path, data, 0o666 & ~usual_mask())
    try:
        try:
            disk.link(temporary, path)  # unlike a renaming, never over another file
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            disk.replace(temporary, path)
        effects.note(path)
    finally:
        with contextlib.suppress(OSError):
            disk.remove(temporary)
    _flush_folder(path.parent)


def rights_of(path: Path) -> int:
    """Return the rights to a file, which its copies and backups have too.

    Raises: WorkbookError where the file cannot be looked at.
    """
    try:
        return stat.S_IMODE(disk.status(path).st_mode)
    except OSError as error:
        raise disk.refusal(error, path, writing=False) from error


def usual_mask() -> int:
    """Return the rights that new files of this user do not get (the umask)."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def take_rights(path: Path, model: Path) -> None:
    """Give a new file or folder the group and the rights of the folder that it belongs to.

    Without them a colleague who shares that folder could not write where csplan wrote.
    """
    if os.name == "nt":  # a new file inherits its folder's rights there
        return
    take_group(path, model)
    with contextlib.suppress(OSError):  # the maker's own rights remain, which are enough for one
        mode = stat.S_IMODE(disk.status(model).st_mode)
        is_folder = stat.S_ISDIR(disk.status(path).st_mode)
        disk.change_mode(path, mode if is_folder else mode & 0o666)


def take_group(path: Path, model: Path) -> None:
    """Give a new file the group of another, where its maker may."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        wanted = disk.status(model).st_gid
        if disk.status(path).st_gid != wanted:
            disk.change_owner(path, -1, wanted)


def _keep_owner(temporary: Path, target: Path, info: os.stat_result) -> None:
    """Give the new version the owner and the group of the old one.

    Raises: WorkbookError where others would lose or gain the right to read it.
    """
    if os.name == "nt":
        return
    own = disk.status(temporary)
    if own.st_uid != info.st_uid:
        with contextlib.suppress(OSError):  # only root may; the group's rights then matter
            disk.change_owner(temporary, info.st_uid, info.st_gid)
    own = disk.status(temporary)
    if own.st_gid != info.st_gid:
        with contextlib.suppress(OSError):
            disk.change_owner(temporary, -1, info.st_gid)
    own = disk.status(temporary)
    disk.change_mode(temporary, stat.S_IMODE(info.st_mode))
    group, others = info.st_mode >> 3 & _ALL_RIGHTS, info.st_mode & _ALL_RIGHTS
    group_lost = own.st_gid != info.st_gid and group != others
    owner_lost = own.st_uid != info.st_uid and _READ_AND_WRITE not in (
        group & _READ_AND_WRITE,
        others & _READ_AND_WRITE,
    )
    if group_lost or owner_lost:
        raise WorkbookError(
            Refusal.RIGHTS_WOULD_CHANGE,
            f"{target.name} belongs to others, and csplan cannot keep their rights to it: after an "
            f"update they could not open it any more.  Ask its owner to run this, or save a copy.",
        )


def remove_leftovers(path: Path) -> tuple[str, ...]:
    """Remove what a csplan that was killed left beside a workbook; call it as the only writer."""
    target = follow_link(path)
    removed = []
    with contextlib.suppress(OSError):
        for name in sorted(disk.names_in(target.parent)):
            if name.startswith(_prefix(target)) and name.endswith(".tmp"):
                disk.remove(target.parent / name)
                removed.append(name)
    return tuple(removed)


def _prefix(target: Path) -> str:
    """Return how the names of a file's temporary neighbours begin, however long its own name is."""
    return f".csplan-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]}-"


def _written_beside(target: Path, data: bytes, mode: int, *, flushed: bool = True) -> Path:
    """Return a new file beside the target with the data in it.

    Where `flushed`, it is on the disk, not only on its way.
    """
    name = f"{_prefix(target)}{os.getpid()}-{os.urandom(6).hex()}.tmp"
    temporary = target.parent / name
    handle = disk.open_file(temporary, _NEW, 0o600)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[disk.write(handle, rest) :]
            if flushed:
                disk.flush(handle)
        finally:
            disk.close(handle)
        disk.change_mode(temporary, mode)
    except BaseException:
        with contextlib.suppress(OSError):
            disk.remove(temporary)
        raise
    return temporary


def _take_place(temporary: Path, target: Path, expected: Stamp) -> None:
    """Give the new file the old one's name, waiting a little for a program that holds it."""
    for attempt in range(_TRIES + 1):
        if attempt:
            disk.sleep(_PAUSE)
        _check_unchanged(target, expected)
        try:
            disk.replace(temporary, target)
        except PermissionError:
            continue
        try:
            _flush_folder(target.parent)
        except OSError as error:
            raise _doubtful(target, error) from error
        return
    pending = target.with_name(f"{target.stem}.csplan-pending{target.suffix}")
    disk.replace(temporary, pending)
    raise WorkbookError(
        Refusal.CANNOT_WRITE,
        f"{target.name} is held by another program and was left as it is.  The new version is "
        f"beside it as {pending.name}: close the workbook and run this again.",
    )


def _check_unchanged(target: Path, expected: Stamp) -> None:
    """Refuse to replace another version than the one that was read."""
    info = disk.status(target)
    if (info.st_size, info.st_mtime_ns) == (expected.size, expected.mtime_ns):
        data, _ = _content(target)
        if hashlib.sha256(data).hexdigest() == expected.sha256:
            return
    raise _changed(target)


def _changed(path: Path) -> WorkbookError:
    return WorkbookError(
        Refusal.CHANGED_MEANWHILE,
        f"{path.name} was changed by someone else while csplan worked; it was left as it is.  "
        f"Run this again.",
    )


def _doubtful(target: Path, error: OSError) -> WorkbookError:
    """Return the report that a new version took its place, but the disk failed just after that."""
    return WorkbookError(
        Refusal.DISK_DOUBTFUL,
        f"{target.name} was written, but the disk reported a fault just after that "
        f"({system_reason(error)}).  Look at it, and copy it to another disk.",
    )


def _flush_folder(folder: Path) -> None:
    """Make a change of names in a folder outlast a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = disk.open_file(folder, os.O_RDONLY)
    try:
        disk.flush(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
    finally:
        disk.close(handle)


def _kept(target: Path, data: bytes) -> Stamp:
    """Return the stamp of the new version, read again: a synchronised folder may replace it."""
    try:
        found, after = _content(target)
    except OSError as error:
        raise _doubtful(target, error) from error
    if found != data:
        raise WorkbookError(
            Refusal.CHANGED_MEANWHILE,
            f"{target.name} was written, but another program replaced it at once.  Look at its "
            f"version history, and run this again.",
        )
    return stamp_of(data, mtime_ns=after.st_mtime_ns)
