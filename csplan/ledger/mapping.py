"""The mapping from a ledger's codes to budget lines, kept in a file (.csv, .xlsx) beside the plan.

Columns: Cost centre, Account, Ref, and optionally Reason.  A code may end in * for "anything";
a blank code is anything too.  The first row of the file that fits counts.  Ref `exclude` leaves
the rows out, for the Reason given; `later` leaves them unmapped, whatever further rows say.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from csplan.terms.errors import CsplanError, system_reason
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["EXCLUDE", "LATER", "Mapping", "mapping_from"]

EXCLUDE = "exclude"
LATER = "later"
_HEADINGS = {
    "cost_centre": ("cost centre", "cost center", "cost code", "cc"),
    "account": ("account", "account code", "subjective", "nominal"),
    "ref": ("ref", "budget line", "line", "budget ref"),
    "reason": ("reason", "why", "note"),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One row of the mapping."""

    cost_centre: str
    account: str
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which budget line a pair of codes belongs to."""

    rules: Sequence[_Rule]

    def numbers(self, cost_centres: Sequence[str], accounts: Sequence[str]) -> NDArray[np.int64]:
        """Return a table of the first rule that fits each pair of codes; −1 where none does.

        A blank code is fitted by none.
        """
        table = np.full((len(cost_centres), len(accounts)), -1, np.int64)
        centres, others = _Codes(cost_centres), _Codes(accounts)
        for number in reversed(range(len(self.rules))):
            rule = self.rules[number]
            table[np.ix_(centres.fitting(rule.cost_centre), others.fitting(rule.account))] = (
                number if rule.ref != LATER else -1
            )
        return table

    def target(self, number: int) -> tuple[str, str]:
        """Return a rule's ref and its name.

        `exclude` as the ref means that the rows are left out on purpose.
        """
        rule = self.rules[number]
        return rule.ref, rule.reason

    @property
    def refs(self) -> set[str]:
        """The budget lines that the mapping names."""
        return {rule.ref for rule in self.rules} - {EXCLUDE, LATER}


def mapping_from(path: Path) -> Mapping:
    """Read a mapping.

    Raises: CsplanError where the file is not there, lacks a column, or says one pair twice.
    """
    rows = _read(path)
    columns = _columns(rows[0] if rows else [], path.name)
    rules: list[_Rule] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows[1:], start=2):
        said = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(said.values()):
            continue
        rules.append(_rule(said, f"{path.name} row {number}"))
        key = (_code(said["cost_centre"]), _code(said["account"]))
        if key in seen:
            raise CsplanError(
                Refusal.MAPPING_DOUBLED,
                f"{path.name} row {number}: {' / '.join(one or '*' for one in key)} is mapped "
                "twice.  Keep one row.",
            )
        seen.add(key)
    return Mapping(rules)


def _read(path: Path) -> list[list[str]]:
    """Return the rows of a mapping's file; of an .xlsx, those of its first sheet.

    Raises: CsplanError where it cannot be read.
    """
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            from csplan.ledger.spreadsheet import sheets_of

            return next(iter(sheets_of(path).values()), [])
        lines = io.StringIO(_decoded(path.read_bytes()), newline="")
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_READ, f"{path.name} cannot be read ({system_reason(reason)})."
        ) from None
    delimiter = max(",;\t|", key=lines.readline().count)
    lines.seek(0)
    return list(csv.reader(lines, delimiter=delimiter))


def _decoded(data: bytes) -> str:
    """Return a file's text, whatever wrote it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _columns(headings: Sequence[str], name: str) -> dict[str, int]:
    """Find the mapping's columns by their headings.

    Raises: CsplanError where one is missing.
    """
    found = {}
    for name_of, words in _HEADINGS.items():
        at = next((n for n, heading in enumerate(headings) if matching(heading) in words), None)
        if at is not None:
            found[name_of] = at
        elif name_of != "reason":
            raise CsplanError(
                Refusal.MAPPING_COLUMN_MISSING,
                f"{name} has no column {words[0].capitalize()}.  A mapping has the columns "
                "Cost centre, Account and Ref (and Reason for what it excludes).",
            )
    return found


def _rule(said: dict[str, str], place: str) -> _Rule:
    """Make the rule of one row.

    Raises: CsplanError where it names no budget line.
    """
    ref = said["ref"]
    if not ref:
        raise CsplanError(
            Refusal.MAPPING_WITHOUT_REF,
            f"{place} names no budget line.  Type its ref, or exclude, or later.",
        )
    excluded = matching(ref) == EXCLUDE
    reason = said.get("reason", "") if excluded else ""
    return _Rule(
        _code(said["cost_centre"]),
        _code(said["account"]),
        matching(ref) if matching(ref) in {EXCLUDE, LATER} else ref.upper(),
        reason or place,
    )


class _Codes:
    """The codes of an extract, and which of them a code of the mapping fits."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Keep each code's places."""
        self._places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            self._places.setdefault(_code(text), []).append(place)
        self._places.pop("", None)
        self._known: dict[str, list[int]] = {}

    def fitting(self, code: str) -> list[int]:
        """Return the places of the codes that a code of the mapping fits."""
        found = self._known.get(code)
        if found is None:
            if code and not set(code) & {"*", "?"}:
                found = self._places.get(code, [])
            else:
                fits = _pattern(code).fullmatch
                found = [one for text, at in self._places.items() if fits(text) for one in at]
            self._known[code] = found
        return found


def _pattern(code: str) -> re.Pattern[str]:
    """Return what a code of the mapping fits: * is anything, ? one letter, all else itself."""
    known = {"*": ".*", "?": "."}
    return re.compile("".join(known.get(one) or re.escape(one) for one in code or "*"), re.DOTALL)


def _code(text: str) -> str:
    """Return a code as it is compared: 1234.0 is 1234, whatever the case."""
    plain = text.strip().upper()
    return plain[:-2] if plain.endswith(".0") and plain[:-2].isdigit() else plain
