"""New workbooks: the plan, the empty template, and the demonstration.  Never over another file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csplan.files.saving import write_new
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_name", "demo", "new", "write_workbook"]

_SHIPPED_YEAR = "2016/17"
"""The year of the workbooks that ship, built already: the plan, and the blank one."""
_WORKBOOK = re.compile(r"\.xlsx$", re.IGNORECASE)


def new(path: Path, *, blank: bool, year: str) -> None:
    """Write a new workbook.

    Raises: WorkbookError where the name is taken or not an .xlsx, or the year is not one.
    """
    parsed = FinancialYear.parse(year)
    if parsed is None:
        raise WorkbookError(
            Refusal.NO_YEAR, f'"{year}" is not a year.  Type it as 2017/18, or 2026.'
        )
    if blank and str(parsed) != _SHIPPED_YEAR:
        from csplan.template.build import blank_workbook as made

        write_workbook(path, made(parsed))
        return
    if str(parsed) != _SHIPPED_YEAR:
        raise WorkbookError(
            Refusal.NO_PLAN, f"There is no plan for {year}.  Add --blank to start one."
        )
    from csplan.template.shipped import shipped

    name = "workbook.xlsx" if blank else "service_plan_2016_17.xlsx"
    write_workbook(path, shipped(name).read_bytes())


def demo(folder: Path) -> Path:
    """Write the illustrative plan into a folder, and return its path.

    Raises: WorkbookError where one is there already or it cannot be written.
    """
    from csplan.template.demo import demo_workbook

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        why = system_reason(reason)
        raise WorkbookError(
            Refusal.CANNOT_WRITE, f"The folder {folder} cannot be made ({why})."
        ) from None
    path = folder / "plan.xlsx"
    write_workbook(path, demo_workbook())
    return path


def check_name(path: Path) -> None:
    """Check, before any work is done, that a new workbook may have this name.

    Raises: WorkbookError where it is not an .xlsx, or is taken.
    """
    if not _WORKBOOK.search(path.name):
        raise WorkbookError(
            Refusal.NO_WORKBOOK_NAME, f"{path.name}: a workbook's name ends in .xlsx."
        )
    if path.exists():
        raise WorkbookError(Refusal.CANNOT_WRITE, _taken(path))


def _taken(path: Path) -> str:
    """Say that a file has the name already."""
    return f"{path.name} is there already.  Name another file, or move that one away."


def write_workbook(path: Path, data: bytes) -> None:
    """Write a new file, never over one that is there.

    Raises: WorkbookError.
    """
    check_name(path)
    try:
        write_new(path, data)
    except FileExistsError:
        message = _taken(path)
    except FileNotFoundError:
        message = f"The folder {path.parent} is not there.  Make it first."
    except OSError as reason:
        message = f"{path.name} cannot be written ({system_reason(reason)})."
    else:
        return
    raise WorkbookError(Refusal.CANNOT_WRITE, message)
