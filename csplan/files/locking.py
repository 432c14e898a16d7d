"""One writer at a time: csplan's own lock, and the notes of the programs that have it open.

The lock is the operating system's, so it ends with the process that held it, however it ended;
what stands in the lock file only tells the next user who that is.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csplan.files import disk
from csplan.files.saving import follow_link, take_rights
from csplan.terms.errors import WorkbookError
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal

__all__ = [
    "OpenBy",
    "check_not_open",
    "only_holder",
    "only_writer",
    "open_in_excel",
    "own_folder",
    "shared_folder",
]

_LOCKED_BYTE = 1 << 30
_LONGEST_NOTE = 300
_OPEN = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OLD = timedelta(days=2)
_LONGEST_NAME = 54
_UNKNOWN = "somebody"
_HELD = frozenset((errno.EDEADLK, 0, None))
"""Windows waits in vain, or gives no reason: a lock not known to be free counts as held."""
_CANNOT_LOCK = frozenset((errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK, errno.EINVAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBy:
    """Who has a workbook open, and whether the note that says so is so old that it may be false."""

    name: str
    stale: bool


def own_folder(path: Path) -> Path:
    """Return the folder .csplan beside a workbook, made where it is missing.

    Whoever may write in the workbook's folder may write in it.

    Raises: WorkbookError where it cannot be made, or something else stands under its name.
    """
    return shared_folder(follow_link(path).parent / ".csplan")


def shared_folder(folder: Path) -> Path:
    """Return a folder of csplan's own, with the rights of the folder that it stands in.

    A link under its name is refused, for it could lead csplan to write somewhere else.

    Raises: WorkbookError where it cannot be made, or something else stands under its name.
    """
    try:
        try:
            disk.make_folder(folder)
        except FileExistsError:
            if not stat.S_ISDIR(disk.status_of_link(folder).st_mode):
                raise _not_own(folder) from None
        else:
            take_rights(folder, folder.parent)
    except OSError as error:
        raise disk.refusal(error, folder, writing=True) from error
    return folder


def only_writer(path: Path, *, now: datetime) -> contextlib.AbstractContextManager[None]:
    """Keep every other csplan from writing this workbook for as long as it lasts.

    Raises: WorkbookError where another one does already, saying which.
    """
    target = follow_link(path)
    lock = own_folder(path) / f"{target.name}.lock"
    return only_holder(lock, now=now, busy=f"{target.name} is just being updated")


@contextlib.contextmanager
def only_holder(lock: Path, *, now: datetime, busy: str) -> Iterator[None]:
    """Keep every other csplan from holding this lock meanwhile; `busy` says what a holder does.

    A lock file that was made for this goes again where nothing came of it.

    Raises: WorkbookError where another one holds it, saying which.
    """
    is_new, came_of_it = not os.path.lexists(lock), False
    handle = _opened(lock)
    try:
        if not _is_own(handle):
            raise _not_own(lock)
        if not _locked(handle, lock) or _is_gone(handle):
            raise WorkbookError(
                Refusal.LOCKED_BY_ANOTHER,
                f"{busy} by another csplan{_holder(handle)}.  "
                f"Wait until it has finished and run this again.",
            )
        _note(handle, now)
        try:
            yield
            came_of_it = True
        finally:
            _write_note(handle, "")
            if is_new and not came_of_it and os.name != "nt":
                _forget(lock)  # while it is held, so that nobody else's is taken away
    finally:
        with contextlib.suppress(OSError):  # the lock ends all the same, and the work is done
            disk.close(handle)
        if is_new and not came_of_it and os.name == "nt":
            _forget(lock)  # refused there while anybody has it open


def _forget(lock: Path) -> None:
    """Remove a lock's file, and csplan's folder where it holds nothing else."""
    with contextlib.suppress(OSError):
        disk.remove(lock)
        if lock.parent.name == ".csplan":
            lock.parent.rmdir()


def _is_gone(handle: int) -> bool:
    """Say whether a lock's file was removed by the one who held it before."""
    with contextlib.suppress(OSError):
        return disk.status_of_open(handle).st_nlink == 0
    return False


def _opened(lock: Path) -> int:
    """Open the lock's file and never what a link under its name leads to.

    A colleague's, which one may only read, locks as well.

    Raises: WorkbookError where it cannot be opened.
    """
    try:
        if stat.S_ISLNK(disk.status_of_link(lock).st_mode):  # for systems without O_NOFOLLOW
            raise _not_own(lock)
    except FileNotFoundError:
        with contextlib.suppress(FileExistsError), _refused(lock):
            handle = disk.open_file(lock, _OPEN | os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            take_rights(lock, lock.parent)
            return handle
    except OSError as error:
        raise disk.refusal(error, lock, writing=True) from error
    with _refused(lock):
        try:
            return disk.open_file(lock, _OPEN | os.O_RDWR)
        except PermissionError:
            return disk.open_file(lock, _OPEN | os.O_RDONLY)


@contextlib.contextmanager
def _refused(lock: Path) -> Iterator[None]:
    """Turn what the system says of the lock's file into a sentence; a file that is there may pass.

    Raises: WorkbookError; FileExistsError where the file was made by somebody else meanwhile.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise _not_own(lock) from error
        raise disk.refusal(error, lock, writing=True) from error


def _is_own(handle: int) -> bool:
    """Say whether an open file is a plain file with this one name, and holds nothing but a note."""
    try:
        info = disk.status_of_open(handle)
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and info.st_nlink <= 1 and info.st_size <= _LONGEST_NOTE


def _not_own(path: Path) -> WorkbookError:
    """Return the refusal to use a file or folder that is not csplan's own."""
    return WorkbookError(
        Refusal.NOT_OWN_FILE,
        f"{path} is not a file or folder that csplan made, so nothing was written.  Move it away "
        f"and run this again.",
    )


def _locked(handle: int, lock: Path) -> bool:
    """Take the system's lock if nobody has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno not in _CANNOT_LOCK:
            raise disk.refusal(error, lock, writing=True) from error
    return True


def _note(handle: int, now: datetime) -> None:
    """Say in the lock file who holds it; a lock without it is still a lock."""
    host = os.uname().nodename if sys.platform != "win32" else os.environ.get("COMPUTERNAME", "")
    note = {"pid": os.getpid(), "host": host, "since": f"{now:%Y-%m-%d %H:%M}"}
    _write_note(handle, json.dumps(note))


def _write_note(handle: int, note: str) -> None:
    """Write over the note in the lock file, always at one length, so that nothing is cut off."""
    with contextlib.suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        disk.write(handle, note.encode()[:_LONGEST_NOTE].ljust(_LONGEST_NOTE))


def _holder(handle: int) -> str:
    """Return who holds the lock, in brackets, as far as the file says."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        note = json.loads(disk.read(handle, 1000))
        return f" (process {note['pid']} on {note['host']}, since {note['since']})"
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def open_in_excel(path: Path, *, now: datetime) -> OpenBy | None:
    """Return who has the workbook open in Excel or LibreOffice, by the note they keep beside it."""
    target = follow_link(path)
    for name, reader in (
        (f"~${target.name}", _name_for_excel),
        (f".~lock.{target.name}#", _name_for_libreoffice),
    ):
        note = target.with_name(name)
        try:
            written = datetime.fromtimestamp(disk.status(note).st_mtime, tz=UTC)
        except OSError:
            continue
        owner = _UNKNOWN
        with contextlib.suppress(OSError):
            owner = reader(note.read_bytes()[:1000]) or _UNKNOWN
        return OpenBy(name=owner, stale=now - written > _OLD)
    return None


def check_not_open(path: Path, *, now: datetime, force: bool = False) -> None:
    """Refuse to write a workbook that is open elsewhere; `force` passes over an old note only.

    Raises: WorkbookError naming who has it open.
    """
    owner = open_in_excel(path, now=now)
    if owner is None or (owner.stale and force):
        return
    if owner.stale:
        raise WorkbookError(
            Refusal.OPEN_IN_EXCEL,
            f"{path.name} seems to be open by {owner.name}, but the note of it is more than two "
            f"days old.  Close it there, or use --force if nobody has it open.",
        )
    raise WorkbookError(
        Refusal.OPEN_IN_EXCEL,
        f"{path.name} is open by {owner.name}.  Close it there and run this again.",
    )


def _name_for_excel(note: bytes) -> str:
    """Return the name in Excel's note: in UTF-16 from byte 55, or else in bytes from byte 1."""
    length = int.from_bytes(note[55:57], "little")
    if 0 < length <= _LONGEST_NAME and len(note) >= 57 + 2 * length:
        return _shown(note[57 : 57 + 2 * length].decode("utf-16-le", "replace"))
    return _shown(note[1 : 1 + note[0]].decode("cp1252", "replace")) if note else ""


def _name_for_libreoffice(note: bytes) -> str:
    """Return the name in LibreOffice's note: the full name, or the name of the account."""
    fields = note.decode("utf-8", "replace").split(",")
    return _shown(next((one for one in fields[:2] if one.strip()), ""))


def _shown(name: str) -> str:
    return "".join(one for one in name if one.isprintable()).strip()
