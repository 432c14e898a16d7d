"""A workbook's file as a Plan: every sheet's rows, where they stand, and what reading them found.

Reads what the cells hold, never guesses, and knows no rule.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from csplan.files.locking import open_in_excel
from csplan.files.saving import Stamp, read_file
from csplan.plan.plan import Place, Plan, Row
from csplan.sheets import BY_KEY, SETTINGS
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass, replace
from csplan.workbook.layout import Layout, layout_of
from csplan.workbook.rows import RowReader
from csplan.xlsx.package import Package

if TYPE_CHECKING:
    from csplan.xlsx.package import SheetPart
    from csplan.xlsx.sheet_xml import SheetXml

__all__ = ["Opened", "open_workbook", "read", "read_again"]


@dataclass
class Opened:
    """A workbook that was read: its bytes, parts and layout, and the plan that it holds."""

    path: Path
    data: bytes
    stamp: Stamp
    package: Package
    layout: Layout
    sheets: dict[str, SheetXml]
    plan: Plan

    def cells(self, tab: SheetPart) -> SheetXml:
        """Return a tab's cells, read now if nothing needed them before."""
        if tab.part not in self.sheets:
            self.sheets[tab.part] = self.package.sheet_xml(tab, sparing=True)
        return self.sheets[tab.part]


def read(path: str | Path) -> Plan:
    """Read a workbook: every sheet's rows as people typed them.  Nothing is written.

    Units: a percentage is a fraction (0.74 for 74%), money is pounds, income is negative, a day is
    Excel's serial number (`to_frame` makes dates of them).  A blank cell is None.

    Raises: WorkbookError where the file is not a workbook, damaged, or dangerous to read.
    """
    return open_workbook(path).plan


def open_workbook(
    path: str | Path, *, now: datetime | None = None, read: Opened | None = None
) -> Opened:
    """Read a workbook and keep what writing it back needs.

    What was `read` before is taken where the file holds the very same still.

    Raises: WorkbookError where the file is not a workbook, damaged, or dangerous to read.
    """
    file = Path(path)
    data, stamp = read_file(file)
    if read is not None and read.data == data:
        return replace(read, stamp=stamp)
    return _opened(file, data, stamp, now or datetime.now().astimezone())


def read_again(work: Opened, data: bytes, *, now: datetime) -> Opened:
    """Read a workbook with other bytes, which are still to be written in its place.

    Its stamp stays that of the version that it would replace.
    """
    again = _opened(work.path, data, work.stamp, now)
    return replace(again, plan=replace(again.plan, sha256=sha256(data).hexdigest()))


def _opened(file: Path, data: bytes, stamp: Stamp, now: datetime) -> Opened:
    """Read a workbook's bytes."""
    package = Package.open(data, name=file.name)
    reader = RowReader(package)
    settings = reader.settings()
    layout = layout_of(package, FinancialYear.parse(str(settings.get("financial_year") or "")))
    rows: dict[str, list[Row]] = {}
    for key, place in layout.tables.items():
        rows[key] = reader.rows(BY_KEY[key], place)
    for key, places in layout.labels.items():
        if key != SETTINGS.key:
            rows[key] = [reader.labels(BY_KEY[key], places)]
    plan = Plan(
        settings=settings,
        rows=rows,
        places=_places(layout),
        findings=(
            *layout.findings,
            *reader.findings,
            *_of_file(file, package, now),
        ),
        name=file.name,
        sha256=stamp.sha256,
    )
    return Opened(file, data, stamp, package, layout, reader.sheets, plan)


def _places(layout: Layout) -> dict[str, Place]:
    """Return where each sheet stands, for findings."""
    places = {
        key: Place(place.tab.name, place.rows, place.columns)
        for key, place in layout.tables.items()
    }
    for key, labels in layout.labels.items():
        places[key] = Place(labels.tab.name, labels=labels.cells)
    return places


def _of_file(file: Path, package: Package, now: datetime) -> list[Finding]:
    """Return what is worth knowing of the file as a whole."""
    found = []
    owner = open_in_excel(file, now=now)
    if owner is not None:
        found.append(
            _whole(
                Code.OPEN_IN_EXCEL,
                file.name,
                f"The workbook is open by {owner.name}; what is not saved is not seen.",
                "Save and close it in Excel before the update.",
            )
        )
    if package.calc_manual:
        found.append(
            _whole(
                Code.CALCULATION_MANUAL,
                file.name,
                "Excel calculates this workbook only on request, so its figures may be old.",
                "In Excel choose Formulas > Calculation Options > Automatic, and save.",
            )
        )
    if many := len(package.external_links):
        found.append(
            _whole(
                Code.EXTERNAL_LINKS,
                file.name,
                f"The workbook has {'1 link' if many == 1 else f'{many} links'} to elsewhere; "
                "csplan never follows them.",
                "Remove them in Excel (Data > Edit Links), unless they are meant.",
            )
        )
    return found


def _whole(code: Code, sheet: str, message: str, fix: str) -> Finding:
    return Finding(code=code, sheet=sheet, message=message, fix=fix)
