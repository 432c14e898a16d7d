"""The zip of parts that a workbook is: its sheets, tables, names, and any part's text.

Knows the list of sheets and tables, but nothing of cells.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from xml.etree import ElementTree as ET

from csplan.terms.errors import WorkbookError
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass, replace
from csplan.terms.refusals import Refusal
from csplan.xlsx import package_writing
from csplan.xlsx.date_formats import date_styles
from csplan.xlsx.gate import Passed, check_made, inflate, let_through, start_of
from csplan.xlsx.package_lists import (
    ColumnPart,
    Relation,
    SheetPart,
    TablePart,
    defined_names,
    elements,
    relations,
    sheets,
    table,
)
from csplan.xlsx.said_once import SaidOnce, whole
from csplan.xlsx.shared_strings import SharedStrings
from csplan.xlsx.xml_text import Encoding, encoding_of
from csplan.xlsx.zip_members import damage_in

if TYPE_CHECKING:
    from csplan.xlsx.sheet_xml import SheetXml

__all__ = ["ColumnPart", "Package", "Relation", "SheetPart", "TablePart", "listing_of"]

_WORKBOOK_TYPE = late_pattern(
    r"(?:sheet|template|sheet\.macroEnabled|template\.macroEnabled)\.main\+xml"
)


@dataclass(frozen=True, kw_only=True)
class Package:
    """A workbook's parts, as they were in its file."""

    name: str
    passed: Passed

    @classmethod
    def open(cls, data: bytes, *, name: str) -> Package:
        """Read the workbook in these bytes, once the gate has let it pass; `name` is for messages.

        Raises: WorkbookError where it is not a workbook, damaged, or dangerous.
        """
        package = cls(name=name, passed=let_through(data, name=name))
        package._check_sheets()
        return package

    @property
    def parts(self) -> Collection[str]:
        """The names of all parts, in the order of the file."""
        return self._members.keys()

    def part(self, name: str) -> bytes:
        """Return a part's bytes, as they are.

        Raises: WorkbookError for one that is missing.
        """
        member = self._member(name)
        kept = self.passed.contents.get(member.name)
        return inflate(self.passed.data, member, name=self.name) if kept is None else whole(kept)

    def xml(self, name: str) -> bytes:
        """Return a part's text as UTF-8, whatever its encoding in the file.

        Raises: WorkbookError for one that is missing or not XML.
        """
        data = self.part(name)
        if self._actual(name) not in self.passed.xml:
            raise damage_in(self.name, f"its part {name} is not XML")
        codec, mark = self._encoding(data, name)
        if codec != "utf-8":
            return data[len(mark) :].decode(codec).encode("utf-8")
        return data[len(mark) :] if mark else data

    def text(self, name: str) -> str:
        """Return a part's text.

        Raises: WorkbookError for one that is missing or not XML.
        """
        return self.xml(name).decode("utf-8")

    def sheet_xml(self, sheet: SheetPart, *, sparing: bool = False) -> SheetXml:
        """Return the cells of a sheet; `sparing` keeps formulas that come again as letters.

        Raises: WorkbookError where they cannot be trusted.
        """
        from csplan.xlsx.sheet_xml import SheetXml

        kept = self.passed.contents.get(self._member(sheet.part).name) if sparing else None
        return SheetXml(
            kept if isinstance(kept, SaidOnce) else self.xml(sheet.part),
            self.shared_strings,
            date1904=self.date1904,
            name=sheet.name,
        )

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets, in tab order."""
        return sheets(self._workbook, self.relations(self.workbook_part), name=self.name)

    def tables(self, sheet: SheetPart) -> tuple[TablePart, ...]:
        """Return the tables on a sheet.

        Raises: WorkbookError where a table's description cannot be trusted.
        """
        return tuple(
            table(relation.part, self._tree(relation.part), name=self.name)
            for relation in self.relations(sheet.part)
            if relation.kind == "table"
        )

    @cached_property
    def defined_names(self) -> Mapping[str, str]:
        """The workbook's names and what they stand for; a sheet's own name reads Sheet!name."""
        return MappingProxyType(defined_names(self._workbook, self.sheets))

    @cached_property
    def date1904(self) -> bool:
        """Whether dates are counted from 1904 instead of 1900."""
        return any(
            one.get("date1904") in ("1", "true") for one in elements(self._workbook, "workbookPr")
        )

    @cached_property
    def calc_manual(self) -> bool:
        """Whether Excel calculates only when told to, so that its figures may be old."""
        return any(one.get("calcMode") == "manual" for one in elements(self._workbook, "calcPr"))

    @cached_property
    def structure_locked(self) -> bool:
        """Whether somebody has locked which sheets there are, and which of them are shown."""
        return any(
            one.get("lockStructure") in ("1", "true")
            for one in elements(self._workbook, "workbookProtection")
        )

    @cached_property
    def signed(self) -> bool:
        """Whether the workbook is digitally signed, so that any change would break the seal."""
        return any(part.lower().startswith("_xmlsignatures/") for part in self.parts)

    @cached_property
    def external_links(self) -> tuple[str, ...]:
        """The parts through which the workbook takes figures from elsewhere."""
        return tuple(
            part
            for part in self.parts
            if part.lower().startswith(("xl/externallinks/", "xl/connections.xml", "xl/querytab"))
            and "/_rels/" not in part.lower()
        )

    def part_of(self, kind: str) -> str | None:
        """Return the part of a kind that the workbook itself refers to, such as its styles."""
        parts = [one.part for one in self.relations(self.workbook_part) if one.kind == kind]
        return parts[0] if parts else None

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """The numbers of the cell styles that show a number as a date or a time."""
        for relation in self.relations(self.workbook_part):
            if relation.kind == "styles":
                return date_styles(self._tree(relation.part))
        return frozenset()

    @cached_property
    def shared_strings(self) -> SharedStrings:
        """The texts that cells share, by number."""
        for relation in self.relations(self.workbook_part):
            if relation.kind == "sharedStrings":
                return SharedStrings(self.xml(relation.part))
        return SharedStrings(b"")

    def rebuilt(
        self,
        changed: Mapping[str, str | bytes | SaidOnce],
        *,
        added: Mapping[str, bytes] = MappingProxyType({}),
        removed: Collection[str] = (),
        drop_calc_chain: bool = False,
    ) -> bytes:
        """Return the workbook's file with some parts changed, every other byte of a part as it was.

        A changed part is given as text, or as its UTF-8 bytes, and is written in the encoding
        that it had; the lists that name the `added` ones are the caller's.  Without the
        calculation chain, Excel makes a new one when it opens the file.

        Raises: WorkbookError where the workbook is digitally signed, or would be too large to be
        read again.
        """
        if self.signed:
            raise WorkbookError(
                Refusal.SIGNED,
                f"{self.name} is digitally signed, and a change would break the signature.  "
                f"Remove the signature in Excel (File > Info) first.",
            )
        new = {self._actual(part): self._encoded(part, text) for part, text in changed.items()}
        gone = {self._actual(part) for part in removed}
        if drop_calc_chain:
            chain = [one for one in self.relations(self.workbook_part) if one.kind == "calcChain"]
            for relation in chain:
                gone.add(self._actual(relation.part))
                new.update(self._without(relation, new))
        unknown = (new.keys() | gone) - self._members.keys()
        if unknown:
            raise ValueError(f"no such part: {', '.join(sorted(unknown))}")
        doubled = [part for part in added if self._actual(part) in self._members]
        if doubled:
            raise ValueError(f"there already: {', '.join(sorted(doubled))}")
        data = package_writing.rebuilt(self.passed, new, gone, added)
        check_made(data, name=self.name)
        return data

    def _without(
        self, relation: Relation, new: Mapping[str, bytes | SaidOnce]
    ) -> dict[str, bytes | SaidOnce]:
        """Return the two lists that name a part, without it."""
        listing = listing_of(self.workbook_part)
        result: dict[str, bytes | SaidOnce] = {}
        for part, cut in (
            (listing, package_writing.without_relation(relation.id)),
            ("[Content_Types].xml", package_writing.without_override(relation.part)),
        ):
            actual = self._actual(part)
            made = new.get(actual)
            data = self.part(part) if made is None else whole(made)
            codec, mark = self._encoding(data, part)
            result[actual] = self._encoded(part, cut(data[len(mark) :].decode(codec)))
        return result

    def _encoded(self, part: str, text: str | bytes | SaidOnce) -> bytes | SaidOnce:
        """Return a part's new text in the encoding that it had."""
        codec, mark = self._encoding(self._start_of(part), part)
        if isinstance(text, SaidOnce):  # which is made of UTF-8 alone
            return replace(text, xml=mark + text.xml) if mark else text
        if isinstance(text, bytes) and codec == "utf-8":
            return mark + text if mark else text
        return mark + (text.decode("utf-8") if isinstance(text, bytes) else text).encode(codec)

    def _member(self, part: str) -> package_writing.Member:
        """Return where a part lies in the file.

        Raises: WorkbookError for one that is missing.
        """
        member = self._members.get(self._actual(part))
        if member is None:
            raise damage_in(self.name, f"its part {part} is missing")
        return member

    def _start_of(self, part: str) -> bytes:
        """Return a part's first bytes; no more of it is inflated."""
        member = self._member(part)
        kept = self.passed.contents.get(member.name)
        if kept is None:
            return start_of(self.passed.data, member, name=self.name)
        return (kept.xml if isinstance(kept, SaidOnce) else kept)[:512]

    def _encoding(self, data: bytes, part: str) -> Encoding:
        encoding = encoding_of(data)
        if encoding is None:
            raise damage_in(self.name, f"its part {part} cannot be read")
        return encoding

    def _actual(self, part: str) -> str:
        """Return a part's name as the file spells it; names differing only by case are the same."""
        return part if part in self._members else self._spellings.get(part.lower(), part)

    @cached_property
    def _members(self) -> dict[str, package_writing.Member]:
        return {one.name: one for one in self.passed.archive.members if one.name[-1:] != "/"}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {part.lower(): part for part in self._members}

    @cached_property
    def workbook_part(self) -> str:
        """The part that lists the sheets and names.

        Raises: WorkbookError where the file does not say which it is.
        """
        for relation in self.relations(""):
            if relation.kind == "officeDocument":
                return relation.part
        raise damage_in(self.name, "it does not say which part is the workbook")

    @cached_property
    def _workbook(self) -> ET.Element:
        return self._tree(self.workbook_part)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Return what a part refers to, in the order of its list; nothing if it has no list."""
        listing = listing_of(part)
        if self._actual(listing) not in self._members:
            return ()
        return relations(self._tree(listing), folder=posixpath.dirname(part))

    def _tree(self, part: str) -> ET.Element:
        self.xml(part)
        try:
            return ET.fromstring(self.part(part))  # noqa: S314  (the gate has refused definitions)
        except ET.ParseError as reason:
            raise damage_in(self.name, f"its part {part} is not sound XML") from reason

    def _check_sheets(self) -> None:
        """Refuse sheets that are missing, elsewhere, or without XML of their own."""
        if _WORKBOOK_TYPE.search(self.text("[Content_Types].xml")) is None:
            raise damage_in(self.name, "its list of contents does not name a workbook")
        for sheet in self.sheets:
            actual = self._actual(sheet.part)
            if actual not in self._members or actual not in self.passed.xml:
                raise damage_in(self.name, f"the part of its sheet “{sheet.name}” is missing")


def listing_of(part: str) -> str:
    """Return the part that lists what a part refers to."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")
