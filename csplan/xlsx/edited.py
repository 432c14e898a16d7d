"""A workbook's parts as they stand with everything written so far.  Knows no tables' meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from xml.etree import ElementTree as ET

from csplan.xlsx.number_formats import CellStyles
from csplan.xlsx.package import Package, SheetPart, TablePart
from csplan.xlsx.package_lists import table
from csplan.xlsx.sheet_patch import Write, patch
from csplan.xlsx.sheet_xml import Cell, SheetXml

__all__ = ["EditedPackage"]

At = tuple[int, int]


class EditedPackage:
    """The parts of a package, those that were changed in their new form.

    Cells are written when their sheet is next read, all at once.
    """

    def __init__(self, package: Package) -> None:
        """Begin with a package as it was read."""
        self.package = package
        self.changed: dict[str, bytes] = {}
        self.formulas_moved = False
        self._sheets: dict[str, SheetXml] = {}
        self._waiting: dict[str, dict[At, Write]] = {}
        self._written: dict[str, set[At]] = {}
        self._styles: CellStyles | None = None

    @property
    def written(self) -> Mapping[str, set[At]]:
        """The cells that were given another value, by the sheet's part."""
        return self._written

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Let all that is written within it stand or, where it is refused, none of it."""
        before = (dict(self.changed), dict(self._sheets), self.formulas_moved)
        waiting = {part: dict(writes) for part, writes in self._waiting.items()}
        written = {part: set(places) for part, places in self._written.items()}
        try:
            yield
        except BaseException:
            self.changed, self._sheets, self.formulas_moved = before
            self._waiting, self._written, self._styles = waiting, written, None
            raise
        if self._styles is not None and self._styles.changed:
            self.put(self._styles_part, self._styles.xml)

    def xml(self, part: str) -> bytes:
        """Return a part's text as UTF-8, as it stands now.

        Raises: WorkbookError for one that is missing or not XML.
        """
        new = self.changed.get(part)
        return self.package.xml(part) if new is None else new

    def put(self, part: str, xml: bytes) -> None:
        """Give a part another text."""
        if xml != self.xml(part):
            self.changed[part] = xml
            self._sheets.pop(part, None)

    def sheet(self, sheet: SheetPart) -> SheetXml:
        """Return the cells of a sheet as they stand now.

        Raises: WorkbookError where they cannot be trusted.
        """
        waiting = self._waiting.pop(sheet.part, None)
        if waiting:
            self.put(sheet.part, patch(self._read(sheet), waiting))
        return self._read(sheet)

    def _read(self, sheet: SheetPart) -> SheetXml:
        found = self._sheets.get(sheet.part)
        if found is None:
            found = self._sheets[sheet.part] = SheetXml(
                self.xml(sheet.part),
                self.package.shared_strings,
                date1904=self.package.date1904,
                name=sheet.name,
                any_size=True,
            )
        return found

    def cell(self, sheet: SheetPart, row: int, column: int) -> Cell | None:
        """Return a cell as it stands now, what waits to be written among it."""
        waiting = self._waiting.get(sheet.part, {}).get((row, column))
        old = self._read(sheet).cell(row, column)
        if waiting is None:
            return old
        style = waiting.style if waiting.style is not None else old.style if old else 0
        return Cell(waiting.value, waiting.formula, style=style)

    def write(self, sheet: SheetPart, writes: Mapping[At, Write]) -> None:
        """Let cells hold something else."""
        for (row, column), write in writes.items():
            old = self.cell(sheet, row, column)
            if write.formula is not None or (old is not None and old.formula is not None):
                self.formulas_moved = True
        self._waiting.setdefault(sheet.part, {}).update(writes)
        self._written.setdefault(sheet.part, set()).update(writes)

    def tables(self, sheet: SheetPart) -> Iterator[TablePart]:
        """Yield the tables on a sheet, in the size that they have now."""
        for one in self.package.tables(sheet):
            if one.part in self.changed:
                tree = ET.fromstring(self.changed[one.part])  # noqa: S314  (made from a checked part)
                yield table(one.part, tree, name=self.package.name)
            else:
                yield one

    @property
    def styles(self) -> CellStyles | None:
        """The workbook's styles; None where it has none."""
        if self._styles is None and self._styles_part:
            self._styles = CellStyles(self.xml(self._styles_part))
        return self._styles

    @cached_property
    def _styles_part(self) -> str:
        return self.package.part_of("styles") or ""

    def is_date(self, style: int) -> bool:
        """Say whether numbers in this style are shown as dates."""
        return self.styles is not None and self.styles.is_date(style)

    def flush(self) -> None:
        """Put what still waits into its parts."""
        for sheet in self.package.sheets:
            if sheet.part in self._waiting:
                self.sheet(sheet)

    def rebuilt(self) -> bytes:
        """Return the file with the changed parts in it, every other byte of a part as it was.

        Raises: WorkbookError where the workbook is digitally signed.
        """
        self.flush()
        return self.package.rebuilt(self.changed, drop_calc_chain=self.formulas_moved)
