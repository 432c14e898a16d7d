"""Every row of an extract accounted for: mapped, unmapped, or excluded by a rule that is named.

Sums in = sums out, to the penny; where they are not, or a row cannot be read, nothing is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from csplan.ledger.amounts import in_pounds
from csplan.ledger.gathering import ABSENT, Gathering
from csplan.ledger.mapping import EXCLUDE, Mapping
from csplan.ledger.totals import count_agreeing
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
from csplan.ledger.times import ExtractRows, read_as, rules_by_time

__all__ = ["Ledger", "RowSum", "account_for", "codes_found"]

_MOST = 1 << 52
_MOST_PAIRS = 4_000_000
_STRAY = re.compile('["\x00-\x1f\x7f-\x9f\u2028\u2029]')

_Key = TypeVar("_Key")

_ERRORS = ("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "####", "#formula")


@dataclass(slots=True)
class RowSum:
    """Some rows of the extract: how many, and what they come to, in pence."""

    rows: int = 0
    pence: int = 0

    def add(self, rows: int, pence: int) -> None:
        """Add more rows."""
        self.rows += rows
        self.pence += pence


@dataclass(frozen=True, slots=True)
class Ledger:
    """An extract, every row of it accounted for, and what its columns were taken for."""

    read: RowSum = field(default_factory=RowSum)
    lines: dict[str, RowSum] = field(default_factory=dict)
    unmapped: dict[tuple[str, str], RowSum] = field(default_factory=dict)
    excluded: dict[str, RowSum] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    controls: int = 0

    @property
    def mapped(self) -> RowSum:
        """All rows that reach a budget line."""
        return _sum(self.lines.values())

    @property
    def left_unmapped(self) -> RowSum:
        """All rows whose codes no row of the mapping names."""
        return _sum(self.unmapped.values())

    @property
    def left_out(self) -> RowSum:
        """All rows that a rule excludes."""
        return _sum(self.excluded.values())


def _sum(parts: Iterable[RowSum]) -> RowSum:
    """Add parts."""
    total = RowSum()
    for part in parts:
        total.add(part.rows, part.pence)
    return total


def account_for(gathering: Gathering, mapping: Mapping, month: int, year: int) -> Ledger:
    """Account for every row up to and with a month of a financial year, said by its first year.

    Raises: CsplanError where a period cannot be read, a total disagrees with its rows, or sums in
    and sums out differ.
    """
    rows = _rows(gathering)
    _check_codes(gathering, rows)
    controls = _controlled(gathering, rows)
    ledger = Ledger(
        RowSum(gathering.rows, gathering.pence + int(rows.pence.sum())),
        excluded={rule: RowSum(*part) for rule, part in gathering.excluded.items()},
        columns=_columns(gathering, read_as(gathering, rows, year)),
        controls=controls,
    )
    counted = _by_time(gathering, rows, ledger, month, year)
    _place(gathering, rows, counted, mapping, ledger)
    _tie(ledger)
    return ledger


def codes_found(gathering: Gathering) -> list[tuple[tuple[str, str], RowSum]]:
    """Return every pair of codes with its rows and pence, the largest sums first.

    Raises: CsplanError where a code is not one, or a total disagrees with its rows.
    """
    rows = _rows(gathering)
    _check_codes(gathering, rows)
    _controlled(gathering, rows)
    ledger = Ledger()
    texts = (gathering.codes["cost_centre"].texts, gathering.codes["account"].texts)
    _to_unmapped(np.flatnonzero(rows.cost_centre >= 0), rows, texts, ledger)
    return sorted(ledger.unmapped.items(), key=lambda one: (-abs(one[1].pence), one[0]))


def _rows(gathering: Gathering) -> ExtractRows:
    """Put all rows together.

    Raises: CsplanError for sums beyond any budget's.
    """
    joined = {
        key: np.concatenate([one[key] for one in gathering.taken])
        for key in ("cost_centre", "account", "period", "year", "date", "pence")
    }
    pence = joined["pence"]
    if float(np.abs(pence).astype(np.float64).sum()) > _MOST:
        raise CsplanError(
            Refusal.LEDGER_AMOUNT,
            "The amounts are larger than any budget's.  Nothing was written.",
        )
    sizes = {key: len(gathering.times[key].texts) for key in ("period", "year", "date")}
    mixed = joined["period"].astype(np.int64)
    for key in ("year", "date"):
        mixed = mixed * sizes[key] + joined[key]
    kinds, when = _numbered(mixed, sizes["period"] * sizes["year"] * sizes["date"])
    times = []
    for kind in kinds.tolist():
        rest, on = divmod(kind, max(sizes["date"], 1))
        period, of = divmod(rest, max(sizes["year"], 1))
        named = [_text(gathering, key, n) for key, n in zip(sizes, (period, of, on), strict=True)]
        times.append((named[0], named[1], named[2]))
    return ExtractRows(joined["cost_centre"], joined["account"], when, pence, times)


def _numbered(keys: Whole, limit: int) -> tuple[Whole, Whole]:
    """Return the keys that there are, and which of them each row has."""
    if limit > _MOST_PAIRS:
        kinds, number = np.unique(keys, return_inverse=True)
        return kinds, number
    there = np.zeros(limit, np.bool_)
    there[keys] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def _text(gathering: Gathering, key: str, number: int) -> str:
    """Return a text of a column of times by its number."""
    texts = gathering.times[key].texts
    return texts[number] if texts else ABSENT


def _check_codes(gathering: Gathering, rows: ExtractRows) -> None:
    """Refuse codes that are error values, or hold what no code does.

    Raises: CsplanError naming the first row.
    """
    for key, column in (("cost_centre", rows.cost_centre), ("account", rows.account)):
        for number, text in enumerate(gathering.codes[key].texts):
            if text.lower().startswith(_ERRORS) or _STRAY.search(text):
                found = np.flatnonzero((column == number) & (rows.cost_centre >= 0))
                if found.size:
                    raise CsplanError(
                        Refusal.LEDGER_ROW,
                        f"{gathering.place(int(found[0]))}: {key.replace('_', ' ')} is "
                        f"{text[:60]!r}, which is not a code.  "
                        "Correct the extract and import it again.  Nothing was written.",
                    )


def _controlled(gathering: Gathering, rows: ExtractRows) -> int:
    """Hold the extract's own totals against its rows, and return how many there are.

    Raises: CsplanError where one does not agree.
    """
    if not gathering.totals:
        return 0
    sums = np.concatenate([[0], np.cumsum(rows.pence)])
    bounds = [sheet.first_index for sheet in gathering.sheets] + [gathering.rows]

    def of_code(sheet: int, code: str) -> set[int]:
        part = slice(bounds[sheet], bounds[sheet + 1])
        found = set()
        for key, column in (("cost_centre", rows.cost_centre), ("account", rows.account)):
            numbers = [
                n for n, text in enumerate(gathering.codes[key].texts) if text.upper() == code
            ]
            if numbers:
                fits = np.isin(column[part], numbers) & (rows.cost_centre[part] >= 0)
                found.add(int(rows.pence[part][fits].sum()))
        return found

    return count_agreeing(gathering.totals, lambda index: int(sums[index]), bounds, of_code)


def _columns(gathering: Gathering, example: str) -> tuple[str, ...]:
    """Say what each column used was taken for."""
    said: dict[str, None] = {}
    for sheet in gathering.sheets:
        for name in sheet.columns.at:
            shown = f"{name.replace('_', ' ').capitalize()}: {sheet.columns.name(name)}"
            said[shown + (example if name == "period" else "")] = None
        if "period" not in sheet.columns.at:
            said["Period: no column, so that every row counts"] = None
    return tuple(said)


def _by_time(
    gathering: Gathering, rows: ExtractRows, ledger: Ledger, month: int, year: int
) -> Whole:
    """Exclude rows of other times, and return which rows are left.

    Raises: CsplanError where a time cannot be read or could be read two ways.
    """
    detail = rows.cost_centre >= 0
    rules = rules_by_time(gathering, rows, month, year)
    wanted = np.array([rule is None for rule in rules], np.bool_)
    size = len(rules)
    counts = np.bincount(rows.when[detail], minlength=size)
    sums = np.bincount(rows.when[detail], weights=rows.pence[detail], minlength=size)
    for number, rule in enumerate(rules):
        if rule is not None and counts[number]:
            _part(ledger.excluded, rule).add(int(counts[number]), int(sums[number]))
    found: Whole = np.flatnonzero(detail & wanted[rows.when])
    return found


def _place(
    gathering: Gathering, rows: ExtractRows, counted: Whole, mapping: Mapping, ledger: Ledger
) -> None:
    """Put the rows that count where their codes belong."""
    centres, accounts = (gathering.codes[key].texts for key in ("cost_centre", "account"))
    step = max(1, _MOST_PAIRS // max(len(accounts), 1))
    for first in range(0, len(centres), step):
        some = counted
        if step < len(centres):
            within = rows.cost_centre[counted]
            some = counted[(within >= first) & (within < first + step)]
        table = mapping.numbers(centres[first : first + step], accounts)
        rule = table[rows.cost_centre[some] - first, rows.account[some]]
        _to_lines(rule, rows.pence[some], mapping, ledger)
        _to_unmapped(some[rule < 0], rows, (centres, accounts), ledger)


def _to_lines(rule: Whole, pence: Whole, mapping: Mapping, ledger: Ledger) -> None:
    """Put rows where the rules that fit them lead."""
    counts = np.bincount(rule + 1)
    sums = np.bincount(rule + 1, weights=pence)
    for number in np.flatnonzero(counts[1:]).tolist():
        ref, name = mapping.target(number)
        part = _part(ledger.excluded, name) if ref == EXCLUDE else _part(ledger.lines, ref)
        part.add(int(counts[number + 1]), int(sums[number + 1]))


def _to_unmapped(
    left: Whole, rows: ExtractRows, texts: tuple[list[str], list[str]], ledger: Ledger
) -> None:
    """Keep rows that no rule fits by their codes."""
    pairs = rows.cost_centre[left].astype(np.int64) * len(texts[1]) + rows.account[left]
    kinds, counts, sums = _summed(pairs, rows.pence[left])
    for kind, count, pence in zip(kinds, counts, sums, strict=True):
        codes = (texts[0][kind // len(texts[1])], texts[1][kind % len(texts[1])])
        ledger.unmapped[codes] = RowSum(count, pence)


def _summed(keys: Whole, pence: Whole) -> tuple[list[int], list[int], list[int]]:
    """Return each key, how many rows have it, and what they come to."""
    kinds, inverse = np.unique(keys, return_inverse=True)
    counts = np.bincount(inverse, minlength=len(kinds))
    sums = np.bincount(inverse, weights=pence, minlength=len(kinds))
    return kinds.tolist(), counts.tolist(), [int(one) for one in sums]


def _part(parts: dict[_Key, RowSum], key: _Key) -> RowSum:
    """Return the part of a key, begun where there is none yet."""
    return parts.setdefault(key, RowSum())


def _tie(ledger: Ledger) -> None:
    """Hold sums in against sums out.

    Raises: CsplanError where they differ.
    """
    out = _sum((ledger.mapped, ledger.left_unmapped, ledger.left_out))
    if (out.rows, out.pence) != (ledger.read.rows, ledger.read.pence):
        raise CsplanError(
            Refusal.LEDGER_DOES_NOT_TIE,
            f"Sums do not tie: {ledger.read.rows:,} rows of {in_pounds(ledger.read.pence)} came "
            f"in, {out.rows:,} of {in_pounds(out.pence)} went out.  Nothing was written.",
        )
