"""Makes the nth call of the operating system fail, or kills the process there.

Every call that csplan makes on files goes through `csplan.files.disk`, but for those of the
lock, which are wrapped here too.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from csplan.files import disk

KILL = "kill"
FAULTS: dict[str, int | None] = {
    KILL: None,
    "disk full": errno.ENOSPC,
    "I/O error": errno.EIO,
    "permission": errno.EACCES,
}
_CALLS: tuple[tuple[ModuleType, str], ...] = (
    *(
        (disk, name)
        for name in (
            *("open_file", "read", "write", "flush", "close", "status", "status_of_open"),
            *("change_mode", "make_folder", "names_in", "replace", "remove"),
        )
    ),
    (os, "ftruncate"),
    (os, "lseek"),
    (fcntl, "flock"),
)
_KILLED = 9


class Counter:
    """Counts the calls, and makes one of them fail."""

    def __init__(self, at: int, fault: str) -> None:
        self.at, self.fault, self.made = at, fault, 0

    def wrapped(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        """A call that is counted."""

        def counted(*given: object, **options: object) -> object:
            self.made += 1
            if self.made == self.at:
                error = FAULTS[self.fault]
                if error is None:
                    os._exit(_KILLED)
                if name == "close":
                    call(*given, **options)
                if name == "write" and isinstance(given[0], int):
                    call(given[0], memoryview(bytes(given[1]))[: len(bytes(given[1])) // 2])  # type: ignore[call-overload]
                raise OSError(error, os.strerror(error))
            return call(*given, **options)

        return counted


@contextmanager
def failing(at: int, fault: str) -> Iterator[Counter]:
    """For as long as it lasts, the nth call fails."""
    counter = Counter(at, fault)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "sleep", lambda _seconds: None)
        for module, name in _CALLS:
            patch.setattr(module, name, counter.wrapped(name, getattr(module, name)))
        yield counter


def in_a_child(action: Callable[[], object]) -> int:
    """Do something in a copy of this process; its exit status is given."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
