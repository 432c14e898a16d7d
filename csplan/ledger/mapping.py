"""The mapping from a ledger's codes to budget lines, kept in a CSV file beside the plan.

Columns: Cost centre, Account, Ref, and optionally Reason.  A code may end in * for "anything";
a blank code is anything too.  The first row of the file that fits counts.  Ref `exclude` leaves
the rows out, for the Reason given.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from heapq import merge
from typing import TYPE_CHECKING

from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["EXCLUDE", "Mapping", "mapping_from"]

EXCLUDE = "exclude"
_HEADINGS = {
    "cost_centre": ("cost centre", "cost center", "cost code", "cc"),
    "account": ("account", "account code", "subjective", "nominal"),
    "ref": ("ref", "budget line", "line", "budget ref"),
    "reason": ("reason", "why", "note"),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One row of the mapping."""

    cost_centre: re.Pattern[str]
    account: re.Pattern[str]
    ref: str
    reason: str
    said: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which budget line a pair of codes belongs to.

    Rules of one account are kept by that account, so that few are tried for a pair.
    """

    rules: Sequence[_Rule]
    exact: dict[tuple[str, str], int]
    by_account: dict[str, list[int]] = field(default_factory=dict)
    of_any: list[int] = field(default_factory=list)

    def target(self, cost_centre: str, account: str) -> tuple[str, str] | None:
        """Return the ref and the rule's name; None where no row fits.

        `exclude` as the ref means that the rows are left out on purpose.
        """
        key = (_code(cost_centre), _code(account))
        first = self.exact.get(key, len(self.rules))
        for number in merge(self.by_account.get(key[1], ()), self.of_any):
            if number > first:
                break
            rule = self.rules[number]
            if rule.cost_centre.fullmatch(key[0]) and rule.account.fullmatch(key[1]):
                return rule.ref, rule.reason or rule.said
        if first < len(self.rules):
            rule = self.rules[first]
            return rule.ref, rule.reason or rule.said
        return None

    @property
    def refs(self) -> set[str]:
        """The budget lines that the mapping names."""
        return {rule.ref for rule in self.rules} - {EXCLUDE}


def mapping_from(path: Path) -> Mapping:
    """Read a mapping.

    Raises: CsplanError where the file is not there, lacks a column, or says one pair twice.
    """
    try:
        text = path.read_bytes()
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_READ, f"{path.name} cannot be read ({reason.strerror})."
        ) from None
    lines = io.StringIO(_decoded(text), newline="")
    delimiter = max(",;\t|", key=lines.readline().count)
    lines.seek(0)
    rows = list(csv.reader(lines, delimiter=delimiter))
    columns = _columns(rows[0] if rows else [], path.name)
    rules: list[_Rule] = []
    exact: dict[tuple[str, str], int] = {}
    by_account: dict[str, list[int]] = {}
    of_any: list[int] = []
    for number, row in enumerate(rows[1:], start=2):
        said = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(said.values()):
            continue
        rules.append(_rule(said, f"{path.name} row {number}"))
        key = (_code(said["cost_centre"]), _code(said["account"]))
        wild = not key[1] or "*" in key[1] or "?" in key[1]
        if any("*" in one or "?" in one or not one for one in key):
            (of_any if wild else by_account.setdefault(key[1], [])).append(len(rules) - 1)
        else:
            if key in exact:
                raise CsplanError(
                    Refusal.MAPPING_DOUBLED,
                    f"{path.name} row {number}: {' / '.join(key)} is mapped twice.  Keep one row.",
                )
            exact[key] = len(rules) - 1
    return Mapping(rules, exact, by_account, of_any)


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
            Refusal.MAPPING_WITHOUT_REF, f"{place} names no budget line.  Type its ref, or exclude."
        )
    excluded = matching(ref) == EXCLUDE
    patterns = [_pattern(_code(said[one])) for one in ("cost_centre", "account")]
    reason = said.get("reason", "") if excluded else ""
    return _Rule(patterns[0], patterns[1], EXCLUDE if excluded else ref.upper(), reason, place)


def _pattern(code: str) -> re.Pattern[str]:
    """Return what a code of the mapping fits: * is anything, ? one letter, all else itself."""
    known = {"*": ".*", "?": "."}
    return re.compile("".join(known.get(one) or re.escape(one) for one in code or "*"), re.DOTALL)


def _code(text: str) -> str:
    """Return a code as it is compared: 1234.0 is 1234, whatever the case."""
    plain = text.strip().upper()
    return plain[:-2] if plain.endswith(".0") and plain[:-2].isdigit() else plain
