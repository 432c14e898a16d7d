"""The operating system's calls that keeping a file safe needs, and its refusals in plain words.

Every call goes through the names here, so that a test can make the nth one fail.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path

from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.refusals import Refusal

__all__ = ["refusal"]

open_file = os.open
read = os.read
write = os.write
flush = os.fsync
close = os.close
status = os.stat
status_of_link = os.lstat
status_of_open = os.fstat
change_mode = os.chmod
_unlink = os.unlink
change_owner = getattr(os, "chown", None) or (lambda *_: None)
link = os.link
make_folder = os.mkdir
names_in = os.listdir
replace = os.replace
sleep = time.sleep

PRIVATE = 0o777 if os.name == "nt" else 0o700
"""On Windows, what is moved out of a private folder would stay its maker's alone."""

_KEEPS_READ_ONLY = os.name == "nt"
"""Windows removes no file that is read-only; elsewhere the folder's rights decide."""
_INVALID_NAME = 123
"""What Windows itself calls a name that it allows no file to have."""
_LONGEST_PATH = 259
_ROOM_INSIDE = 130
"""How long names may be of what is built in a folder, which the final path does not show."""

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_FORBIDDEN = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.ETXTBSY))


def refusal(error: OSError, path: Path, *, writing: bool) -> WorkbookError:
    """Return what the operating system's refusal to read or write a file means for the user."""
    folder = path.parent
    verb = "write" if writing else "read"
    code = Refusal.CANNOT_WRITE if writing else Refusal.CANNOT_READ
    if error.errno in _FULL and writing:
        return WorkbookError(
            Refusal.DISK_FULL,
            f"There is no room on the disk to write {path.name}; it is as it was.  "
            f"Free some space in {folder} and run this again.",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return WorkbookError(Refusal.NOT_FOUND, _not_there(path))
    if error.errno == errno.EISDIR:
        return WorkbookError(Refusal.NOT_A_WORKBOOK, f"{path.name} is a folder, not a workbook.")
    if error.errno in _FORBIDDEN:
        return WorkbookError(code, _forbidden(path, verb))
    if _is_of_the_name(error, path):
        return WorkbookError(
            code,
            f"Windows allows no file called {path}: a name there cannot hold any of  "
            '< > : " / \\ | ? *, or be a device’s, such as CON or COM1.  Choose another name.',
        )
    return WorkbookError(
        code,
        f"The disk could not {verb} {path.name} ({system_reason(error)}).  "
        f"Try again, or copy it to another disk.",
    )


def remove(path: str | os.PathLike[str]) -> None:
    """Remove a file, on Windows also one that is read-only, as a backup of such a workbook is.

    Raises: OSError where it cannot be removed; it is then as it was.
    """
    try:
        _unlink(path)
    except PermissionError:
        if not _KEEPS_READ_ONLY:
            raise
        mode = status_of_link(path).st_mode
        if not stat.S_ISREG(mode) or mode & stat.S_IWRITE:
            raise
        change_mode(path, stat.S_IMODE(mode) | stat.S_IWRITE)
        try:
            _unlink(path)
        except OSError:
            change_mode(path, stat.S_IMODE(mode))
            raise


def _is_of_the_name(error: OSError, path: Path) -> bool:
    """Say whether it is the name that Windows refuses, not the disk."""
    if getattr(error, "winerror", None) == _INVALID_NAME:
        return True
    if error.errno != errno.EINVAL:
        return False
    from csplan.terms.file_names import is_refused_by_windows

    return any(map(is_refused_by_windows, path.parts[1:] if path.anchor else path.parts))


def read_to_end(handle: int) -> bytes:
    """Return all that is left to read of an open file.

    Raises: OSError where it cannot be read.
    """
    pieces = []
    while piece := read(handle, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def reachable(folder: str) -> str:
    r"""Return the name of a folder on Windows by which also what is deep inside it can be reached.

    Paths of more than 259 letters are found there only by a name that begins with \\?\.

    >>> reachable("C:\\Plans"), reachable("C:\\" + "a" * 200)[:8]
    ('C:\\Plans', '\\\\?\\C:\\a')
    >>> reachable("\\\\server\\" + "a" * 200)[:16]
    '\\\\?\\UNC\\server\\a'
    """
    if len(folder) <= _LONGEST_PATH - _ROOM_INSIDE or folder.startswith("\\\\?\\"):
        return folder
    if folder.startswith("\\\\"):
        return "\\\\?\\UNC\\" + folder[2:]
    return "\\\\?\\" + folder


def staging_place(folder: Path) -> Path:
    """Return a folder to build files in, named so that the system reaches what is built there."""
    return Path(reachable(str(folder.absolute()))) if os.name == "nt" else folder


def make_staging_folder(folder: Path, prefix: str) -> Path:
    """Make a new folder to build files in, whose files have their final folder's rights once moved.

    Python's own temporary folders are private, which on Windows goes with what is moved out.

    Raises: OSError where it cannot be made.
    """
    place = staging_place(folder / f"{prefix}{os.getpid()}-{os.urandom(6).hex()}")
    make_folder(place, PRIVATE)
    return place


def is_too_long(path: Path) -> bool:
    """Say whether a path has more letters than Windows finds a file by."""
    return os.name == "nt" and len(str(path.absolute())) > _LONGEST_PATH


def no_name(path: Path) -> WorkbookError:
    """Return the refusal of a name that no file can have, as one with a NUL is."""
    shown = str(path).replace("\0", "␀")
    return WorkbookError(
        Refusal.NOT_FOUND,
        f"No file can be called {shown}: a name cannot hold a NUL.  Check the name.",
    )


def _not_there(path: Path) -> str:
    """Say whether a file, its folder, or a path that Windows follows is missing."""
    whole = path.parent.absolute()
    if is_too_long(path):
        return (
            f"Windows cannot find {path.name}: its path has {len(str(path.absolute()))} letters, "
            f"more than {_LONGEST_PATH}.  Use a folder nearer to the drive's root."
        )
    if not whole.is_dir():
        return f"The folder {whole} is not there.  Make it first."
    return f"There is no file {path.name} in the folder {whole}.  Check its name and folder."


def _forbidden(path: Path, verb: str) -> str:
    """Say whether somebody lacks the right, or another program holds the file."""
    folder, right = path.parent, os.R_OK if verb == "read" else os.W_OK
    where = path if os.path.exists(path) else folder  # noqa: PTH110  (it answers where it may not look)
    if os.name != "nt" and not os.access(where, right):
        return (
            f"You are not allowed to {verb} {path.name} in {folder}.  Ask the folder's owner for "
            f"the right."
        )
    return (
        f"Another program holds {path.name} in {folder}, or you may not {verb} it.  Close it "
        f"there, or ask the folder's owner for permission."
    )
