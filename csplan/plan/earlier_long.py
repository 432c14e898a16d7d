"""The Department for Education's long layout (explore education statistics) as rows of history.

One line of a file is one place, period and breakdown; each column of figures is a measure.  Takes
lines by heading and gives rows as `earlier` takes them.  Knows nothing of files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csplan.plan.earlier import LeftOut
from csplan.sheets import INDICATORS
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.typed import meant_number
from csplan.terms.values import says
from csplan.terms.vocabulary import Frequency, Polarity, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Row

__all__ = ["LONG", "Chosen", "LongRows", "from_long"]

LONG = ("time_period", "time_identifier", "geographic_level")
"""The headings by which the layout is known."""

_YEARS = ("academic year", "financial year", "reporting year", "calendar year")
_QUARTER = re.compile(r"financial year q([1-4])")
_SHORT, _LONG_YEAR = re.compile(r"\d{4}"), re.compile(r"\d{6}")
_NAMED = 4
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is taken of a file: whose figures, which column is which indicator, which breakdown."""

    columns: Mapping[str, str]
    place: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows as `earlier` takes them with their lines, what was left out, and what others reached."""

    rows: Sequence[Mapping[str, str]]
    lines: Sequence[int]
    left_out: Sequence[LeftOut]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the place itself, with the period that it is kept as."""

    number: int
    cells: Mapping[str, str]
    year: str
    quarter: int


def from_long(plan: Plan, rows: Sequence[Mapping[str, str]], chosen: Chosen) -> LongRows:
    """Choose the lines that are meant, one for each indicator and period, or none of several.

    A share without a % sign is in percent, as the Department writes it.
    """
    left: list[LeftOut] = []
    own: list[_Line] = []
    others: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        why = _not_meant(row, chosen)
        if why:
            left.append(LeftOut(number, why))
            continue
        year, quarter = _time(row)
        level, is_ours = matching(row.get("geographic_level", "")), _is_place(row, chosen.place)
        if level in ("national", "local authority") and year and not quarter:
            others[year].append(row)
        if not is_ours:
            left.append(LeftOut(number, f"It is not of {chosen.place}."))
        elif not year:
            told = f"{row.get('time_identifier')} {row.get('time_period')}"
            left.append(
                LeftOut(number, f"“{told}” is neither a financial year nor a quarter of one.")
            )
        else:
            own.append(_Line(number, row, year, quarter))
    made, lines, refused = _made(plan, own, chosen)
    return LongRows(made, lines, [*left, *refused], list(_reached(plan, others, chosen)))


def _not_meant(row: Mapping[str, str], chosen: Chosen) -> str:
    """Say which breakdown of a line is not the one that is meant; nothing where it is."""
    for name, word in chosen.where.items():
        if matching(row.get(name, "")) != matching(word):
            return f"{name} is not {word}."
    return ""


def _is_place(row: Mapping[str, str], place: str) -> bool:
    """Say whether a line is of a local authority, by its code or by its name.

    An authority's own name may say more: Derbyshire County Council is Derbyshire.
    """
    codes = {matching(row.get(name, "")) for name in ("new_la_code", "old_la_code")} - {""}
    name, asked = matching(row.get("la_name", "")), matching(place)
    return asked in codes or (bool(name) and (asked == name or asked.startswith(f"{name} ")))


def _time(row: Mapping[str, str]) -> tuple[str, int]:
    """Return the year of a line, and its quarter; 0 is a whole year; no year: not ours."""
    told, named = row.get("time_period", "").strip(), matching(row.get("time_identifier", ""))
    year = f"{told[:4]}/{told[4:]}" if _LONG_YEAR.fullmatch(told) else told
    if FinancialYear.parse(year) is None or (_SHORT.fullmatch(told) and "calendar" not in named):
        return "", 0
    quarter = _QUARTER.fullmatch(named)
    if quarter:
        return year, int(quarter[1])
    return (year, 0) if named in _YEARS else ("", 0)


def _made(
    plan: Plan, own: Sequence[_Line], chosen: Chosen
) -> tuple[list[Mapping[str, str]], list[int], list[LeftOut]]:
    """Return a row for each indicator and period that one line alone is of."""
    made: list[Mapping[str, str]] = []
    lines: list[int] = []
    left: list[LeftOut] = []
    at: dict[tuple[str, int], list[_Line]] = defaultdict(list)
    for line in own:
        at[line.year, line.quarter].append(line)
    for (year, quarter), some in at.items():
        if len(some) > 1:
            why = f"{len(some)} lines are of {year}: say which with --where ({_breakdowns(some)})."
            left += [LeftOut(line.number, why) for line in some]
            continue
        for ref, column in chosen.columns.items():
            row = _indicator(plan, ref)
            period = f"Q{quarter or _due(row)}"
            value = _value(some[0].cells.get(column, ""), row)
            made.append({"Ref": ref, "Year": year, "Period": period, "Value": value})
            lines.append(some[0].number)
    return made, lines, left


def _breakdowns(some: Sequence[_Line]) -> str:
    """Name the columns in which lines of one place and period differ, with what they hold."""
    told = []
    for name in some[0].cells:
        held = list(dict.fromkeys(line.cells.get(name, "") for line in some))
        if len(held) > 1 and all(meant_number(one) is None for one in held):
            told.append(f"{name}: {', '.join(held[:_NAMED])}{' …' if len(held) > _NAMED else ''}")
    return "; ".join(told) or "they differ in figures alone"


def _indicator(plan: Plan, ref: str) -> Row:
    """Return the indicator of a ref; an empty row where there is none, which `earlier` says."""
    rows = plan.table(INDICATORS)
    return next((r for r in rows if matching(str(r.get("ref") or "")) == matching(ref)), {})


def _due(row: Row) -> int:
    """Return the quarter in which a whole year's figure is kept: where it is due, or the last."""
    first = str(row.get("first_due") or "")
    return int(first[1]) if says(row.get("frequency"), Frequency.ANNUAL) and first[1:] else 4


def _value(text: str, row: Row) -> str:
    """Write a share in percent as one."""
    share = says(row.get("unit"), Unit.PERCENT) and meant_number(text) is not None
    return f"{text.strip()}%" if share and "%" not in text else text


def _percent(text: str) -> float | None:
    """Return a figure as the Department writes it: 83% is 83, in a file that says 83 elsewhere."""
    figure = meant_number(text)
    return figure if figure is None or "%" not in text else 100 * figure


def _reached(
    plan: Plan, others: Mapping[str, Sequence[Mapping[str, str]]], chosen: Chosen
) -> Iterator[str]:
    """Say what England reached, and our place among authorities: for the sheet Benchmarks."""
    for ref, column in chosen.columns.items():
        row = _indicator(plan, ref)
        for year, lines in sorted(others.items()):
            england = [one for one in lines if matching(one["geographic_level"]) == "national"]
            ranked = [
                (float(figure), _is_place(one, chosen.place))
                for one in lines
                if matching(one["geographic_level"]) == "local authority"
                and (figure := _percent(one.get(column, ""))) is not None
            ]
            if len(england) == 1:
                said = _value(england[0].get(column, ""), row)
                yield f"{ref} {year}: England {said}{_rank(ranked, row)}."


def _rank(ranked: Sequence[tuple[float, bool]], row: Row) -> str:
    """Say our place, 1 being the best; nothing where we are not there once, or none is better."""
    ours = [figure for figure, is_ours in ranked if is_ours]
    higher, lower = (says(row.get("polarity"), one) for one in (Polarity.HIGHER, Polarity.LOWER))
    if len(ours) != 1 or not (higher or lower):
        return ""
    better = sum(one > ours[0] if higher else one < ours[0] for one, _ in ranked)
    return f", rank {better + 1} of {len(ranked)}"
