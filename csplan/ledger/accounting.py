"""Every row of an extract accounted for: mapped, unmapped, or excluded by a rule that is named.

Sums in = sums out, to the penny; where they are not, or a row cannot be read, nothing is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from csplan.ledger.amounts import pence_in, pounds
from csplan.ledger.mapping import EXCLUDE, Mapping
from csplan.ledger.periods import month_of
from csplan.terms.errors import CsplanError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas import DataFrame

__all__ = ["Ledger", "Part", "accounted"]

_TOTAL = re.compile(r"\b(?:grand|report|overall)?\s*(?:sub-?\s?)?total", re.IGNORECASE)
_GRAND = re.compile(r"\b(?:grand|report|overall)\s+total", re.IGNORECASE)
_CODES = ["cost_centre", "account", "period"]
_Key = TypeVar("_Key")


@dataclass(slots=True)
class Part:
    """Some rows of the extract: how many, and what they come to, in pence."""

    rows: int = 0
    pence: int = 0

    def add(self, rows: int, pence: int) -> None:
        """Add more rows."""
        self.rows += rows
        self.pence += pence


@dataclass(frozen=True, slots=True)
class Ledger:
    """An extract, every row of it accounted for."""

    read: Part = field(default_factory=Part)
    lines: dict[str, Part] = field(default_factory=dict)
    unmapped: dict[tuple[str, str], Part] = field(default_factory=dict)
    excluded: dict[str, Part] = field(default_factory=dict)

    @property
    def mapped(self) -> Part:
        """All rows that reach a budget line."""
        return _sum(self.lines.values())

    @property
    def left_unmapped(self) -> Part:
        """All rows whose codes no row of the mapping names."""
        return _sum(self.unmapped.values())

    @property
    def left_out(self) -> Part:
        """All rows that a rule excludes."""
        return _sum(self.excluded.values())


def _sum(parts: Iterable[Part]) -> Part:
    """Add parts."""
    total = Part()
    for part in parts:
        total.add(part.rows, part.pence)
    return total


def accounted(pieces: Iterable[DataFrame], mapping: Mapping, month: int) -> Ledger:
    """Account for every row up to and with a month of the year.

    Raises: CsplanError where an amount or a period cannot be read, the extract's own grand total
    disagrees with its rows, or sums in and sums out differ.
    """
    ledger, grand = Ledger(), None
    for codes, rows, pence in _grouped(pieces, ledger.read):
        label = f"{codes[0]} {codes[1]}"
        if _TOTAL.search(label):
            _part(ledger.excluded, "totals row").add(rows, pence)
            grand = pence if _GRAND.search(label) else grand
        elif not any(codes) and pence == 0:
            _part(ledger.excluded, "blank row").add(rows, pence)
        else:
            _place(ledger, mapping, codes, month, (rows, pence))
    _tie(ledger, grand)
    return ledger


def _part(parts: dict[_Key, Part], key: _Key) -> Part:
    """Return the part of a key, begun where there is none yet."""
    return parts.setdefault(key, Part())


def _place(
    ledger: Ledger,
    mapping: Mapping,
    codes: tuple[str, str, str | None],
    month: int,
    found: tuple[int, int],
) -> None:
    """Put rows of one pair of codes and one period where they belong.

    Raises: CsplanError where the period cannot be read.
    """
    cost_centre, account, period = codes
    at = month if period is None else month_of(period)
    if at is None:
        raise CsplanError(
            Refusal.LEDGER_PERIOD,
            f'The period "{period}" of {cost_centre} / {account} cannot be read (rows: {found[0]}).'
            "  Type periods as 1 to 12 (April is 1) or as dates.  Nothing was written.",
        )
    target = mapping.target(cost_centre, account)
    if at == 0:
        _part(ledger.excluded, "opening balances (period 0)").add(*found)
    elif at > month and month < 12:  # noqa: PLR2004  (periods 13 and on close the year)
        _part(ledger.excluded, f"after month {month}").add(*found)
    elif target is None:
        _part(ledger.unmapped, (cost_centre, account)).add(*found)
    elif target[0] == EXCLUDE:
        _part(ledger.excluded, target[1]).add(*found)
    else:
        _part(ledger.lines, target[0]).add(*found)


def _grouped(
    pieces: Iterable[DataFrame], read: Part
) -> list[tuple[tuple[str, str, str | None], int, int]]:
    """Add the pieces up by codes and period, and count what was read.

    Raises: CsplanError where an amount cannot be read.
    """
    sums: list[DataFrame] = []
    for piece in pieces:
        frame = piece[["cost_centre", "account"]].copy()
        frame["period"] = piece.get("period", pd.NA)
        frame["pence"] = _pence(piece, read.rows)
        read.add(len(piece), int(frame["pence"].sum()))
        sums.append(frame.groupby(_CODES, dropna=False)["pence"].agg(["size", "sum"]))
    if not sums:
        return []
    total = pd.concat(sums).groupby(level=_CODES, dropna=False).sum()
    return [
        (
            (str(codes[0]).strip(), str(codes[1]).strip(), _period(codes[2])),
            int(rows),
            int(pence),
        )
        for codes, rows, pence in total.itertuples(name=None)
    ]


def _period(value: object) -> str | None:
    """Return a period's text; none where the extract has no periods."""
    return str(value) if isinstance(value, str) else None


def _pence(piece: DataFrame, before: int) -> pd.Series[int]:
    """Return the amounts of a piece: as printed, or debits less credits.

    Raises: CsplanError where one cannot be read.
    """
    names = ["amount"] if "amount" in piece else ["debit", "credit"]
    columns = [pence_in(piece[name]) for name in names]
    for name, column in zip(names, columns, strict=True):
        if column.isna().any():
            bad = column.isna()
            where = int(bad.to_numpy().argmax())
            raise CsplanError(
                Refusal.LEDGER_AMOUNT,
                f'The {name} "{piece[name].iloc[where]}" of data row {before + where + 1:,} is '
                f"no amount in pounds and pence; {int(bad.sum()):,} such rows in this part of "
                "the file.  Nothing was written.",
            )
    return columns[0] if len(columns) == 1 else columns[0] - columns[1]


def _tie(ledger: Ledger, grand: int | None) -> None:
    """Hold sums in against sums out, and the extract's own total against its rows.

    Raises: CsplanError where they differ.
    """
    out = _sum((ledger.mapped, ledger.left_unmapped, ledger.left_out))
    if (out.rows, out.pence) != (ledger.read.rows, ledger.read.pence):
        raise CsplanError(
            Refusal.LEDGER_DOES_NOT_TIE,
            f"Sums do not tie: {ledger.read.rows:,} rows of {pounds(ledger.read.pence)} came in, "
            f"{out.rows:,} of {pounds(out.pence)} went out.  Nothing was written.",
        )
    totals = ledger.excluded.get("totals row", Part())
    detail = ledger.read.pence - totals.pence
    if grand is not None and grand != detail:
        raise CsplanError(
            Refusal.LEDGER_DOES_NOT_TIE,
            f"The extract's own grand total is {pounds(grand)}, but its rows come to "
            f"{pounds(detail)}: rows are missing or doubled.  Nothing was written.",
        )
