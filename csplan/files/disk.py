"""The operating system's calls that keeping a file safe needs, and its refusals in plain words.

Every call goes through the names here, so that a test can make the nth one fail.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from csplan.terms.errors import WorkbookError
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
change_owner = getattr(os, "chown", None) or (lambda *_: None)
link = os.link
make_folder = os.mkdir
names_in = os.listdir
replace = os.replace
remove = os.unlink
sleep = time.sleep

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_FORBIDDEN = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.ETXTBSY))


def refusal(error: OSError, path: Path, *, writing: bool) -> WorkbookError:
    """What the operating system's refusal to read or write a file means for the user."""
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
        whole = folder.absolute()
        if not whole.is_dir():
            return WorkbookError(
                Refusal.NOT_FOUND, f"The folder {whole} is not there.  Make it first."
            )
        return WorkbookError(
            Refusal.NOT_FOUND,
            f"There is no file {path.name} in the folder {whole}.  Check its name and folder.",
        )
    if error.errno == errno.EISDIR:
        return WorkbookError(Refusal.NOT_A_WORKBOOK, f"{path.name} is a folder, not a workbook.")
    if error.errno in _FORBIDDEN:
        return WorkbookError(code, _forbidden(path, verb))
    return WorkbookError(
        code,
        f"The disk could not {verb} {path.name} ({os.strerror(error.errno or 0)}).  "
        f"Try again, or copy it to another disk.",
    )


def no_name(path: Path) -> WorkbookError:
    """The refusal of a name that no file can have, as one with a NUL is."""
    shown = str(path).replace("\0", "␀")
    return WorkbookError(
        Refusal.NOT_FOUND, f"No file can be called {shown}: a name holds no NUL.  Check the name."
    )


def _forbidden(path: Path, verb: str) -> str:
    """Tell apart that somebody lacks the right from that another program holds the file."""
    folder, right = path.parent, os.R_OK if verb == "read" else os.W_OK
    where = path if path.exists() else folder
    if os.name != "nt" and not os.access(where, right):
        return (
            f"You are not allowed to {verb} {path.name} in {folder}.  Ask the folder's owner for "
            f"the right."
        )
    return (
        f"Another program holds {path.name} in {folder}, or you may not {verb} it.  Close it "
        f"there, or ask the folder's owner for the right."
    )
