"""Workbooks of any kind opened from a file and saved to it: `csplan.xlsx` joined with the disk.

A file is replaced as a whole or not at all, if it is still the version that was read and nobody has
it open; what it replaces is kept in .csplan/backup beside it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from csplan.files import backups
from csplan.files.locking import check_not_open, only_writer
from csplan.files.saving import (
    Stamp,
    check_writable,
    read_file,
    remove_leftovers,
    replace_file,
    stamp_of,
    write_file,
)
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal
from csplan.xlsx.book import Book

__all__ = ["open_book"]


def open_book(path: str | Path) -> Book:
    """Open a workbook of any kind, to read its tables and write into them without loss.

    Raises: WorkbookError where it is not a workbook, damaged, or dangerous to read.
    """
    file = Path(path)
    data, stamp = read_file(file)
    return Book(data, name=file.name, disk=_File(file, data, stamp))


class _File:
    """The file that a workbook came from, in the version that was read."""

    def __init__(self, path: Path, data: bytes, stamp: Stamp) -> None:
        self._path = path
        self._data = data
        self._stamp = stamp

    def save(self, data: bytes, path: str | Path | None) -> Path:
        """Replace the file, or write another one.

        Raises: WorkbookError where it cannot be done safely; the file is then as it was.
        """
        if path is not None and Path(path).absolute() != self._path.absolute():
            return self._save_as(data, Path(path))
        if data == self._data:
            return self._path
        now = datetime.now().astimezone()
        check_writable(self._path)
        check_not_open(self._path, now=now)
        with only_writer(self._path, now=now):
            remove_leftovers(self._path)
            backups.keep(self._path, self._data, now=now)
            self._stamp = replace_file(self._path, data, expected=self._stamp)
        self._data = data
        return self._path

    def _save_as(self, data: bytes, target: Path) -> Path:
        """Write another file, which is the workbook's from then on.

        Raises: WorkbookError where it is there already, or cannot be written.
        """
        if target.suffix.lower() != self._path.suffix.lower():
            raise WorkbookError(
                Refusal.NO_WORKBOOK_NAME,
                f"{target.name} must end in {self._path.suffix}, as {self._path.name} does.",
            )
        if target.exists():
            raise WorkbookError(
                Refusal.OUTPUT_EXISTS,
                f"{target.name} is there already.  Name another file, or delete that one.",
            )
        write_file(target, data, mode=0o644)
        self._path, self._data = target, data
        self._stamp = stamp_of(data, mtime_ns=target.stat().st_mtime_ns)
        return target
