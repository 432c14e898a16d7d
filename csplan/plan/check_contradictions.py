"""Rows that contradict each other: parts and wholes, counts and rates, what is left and the total.

Looks at the plan's own figures, baseline and targets first; one row alone is checked elsewhere.
"""

from __future__ import annotations

from collections import defaultdict

from csplan.plan.check_figures import one_population, population, shown_figure
from csplan.rules.figures import QUARTERS
from csplan.sheets import INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.number import as_places
from csplan.terms.values import CellError, is_number, says
from csplan.terms.vocabulary import AbsenceWord, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Row
    from csplan.terms.finding import Finding

__all__ = ["check_contradictions"]

_PLANNED = ("baseline", "target", "target_2", "target_3", "target_4")
_FIGURES = (*_PLANNED, *QUARTERS)
_PER = {Unit.PER_10_000: 1e4, Unit.PER_100_000: 1e5}
_DRIFT = 1.01
_PEERS = 2
_HALF = 0.5

_Indexed = tuple[int, "Row"]


def check_contradictions(plan: Plan) -> Iterator[Finding]:
    """Find rows of Indicators whose figures cannot all be right."""
    rows = [
        (index, row)
        for index, row in enumerate(plan.table(INDICATORS))
        if row.get("ref") and not any(isinstance(row.get(n), CellError) for n in ("unit", "group"))
    ]
    yield from _parts(plan, rows)
    yield from _part_of_nothing(plan, rows)
    yield from _rest(plan, rows)
    yield from _populations(plan, rows)
    yield from _discontinued(plan, rows)


def _numbers(rows: Sequence[Row], name: str) -> list[float] | None:
    """Return one figure of each row; None where any has none."""
    found = [float(value) for row in rows if is_number(value := row.get(name))]
    return found if len(found) == len(rows) else None


def _parts(plan: Plan, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find parts that are more than their whole, or that do not add up to it under one heading."""
    wholes = {matching(str(row["ref"])): (index, row) for index, row in rows}
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for _, row in rows:
        if row.get("part_of") and says(row.get("unit"), Unit.NUMBER):
            key = matching(str(row["part_of"])), matching(str(row.get("group") or ""))
            parts[key].append(row)
    for (ref, _), own in parts.items():
        index, whole = wholes.get(ref, (-1, {}))
        if not says(whole.get("unit"), Unit.NUMBER):
            continue
        for name in _FIGURES:
            all_of, total = _numbers(own, name), whole.get(name)
            if all_of is None or not is_number(total):
                continue
            added = sum(all_of)
            if added > total or (len(own) > 1 and added != total):
                refs = ", ".join(str(row["ref"]) for row in own)
                yield plan.finding(
                    Code.PARTS_AGAINST_WHOLE,
                    f"{_heading(plan, name)}: the parts ({refs}) come to {added:,.10g}, the whole "
                    f"is {total:,.10g}.",
                    "Correct the part or the whole, or Part of.",
                    sheet=INDICATORS,
                    index=index,
                    column=name,
                    found=total,
                )


def _part_of_nothing(plan: Plan, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find a row that is a part of itself, by way of others too, or of a row that is not there."""
    wholes = {matching(str(row["ref"])): matching(str(row.get("part_of") or "")) for _, row in rows}
    for index, row in rows:
        own = matching(str(row["ref"]))
        whole = at = wholes[own]
        above = {own}
        while at in wholes and at not in above:
            above.add(at)
            at = wholes[at]
        if whole and whole not in wholes:
            said = "but no row has that ref"
        elif whole and at == own:
            said = "and so of itself"
        else:
            continue
        yield plan.finding(
            Code.PARTS_AGAINST_WHOLE,
            f"{row['ref']} is a part of {row['part_of']}, {said}.",
            "Correct Part of.",
            sheet=INDICATORS,
            index=index,
            column="part_of",
            found=row["part_of"],
        )


def _heading(plan: Plan, name: str) -> str:
    """Return how a column is called, by its year."""
    column = INDICATORS.by_name[name]
    year = plan.financial_year
    if column.year is None or not year[:4].isdigit():
        return column.heading
    start = int(year[:4]) + column.year
    return f"{column.heading} {start}/{(start + 1) % 100:02}"


_LEFT = ("unknown", "not found", "unaccounted")
_KNOWN = ("found", "known", "traced")


def _rest(plan: Plan, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find a count of those left that is not what the total and the share found leave.

    The three stand under one heading: a count, the share that is found, the count that is not.
    """
    groups: dict[str, list[_Indexed]] = defaultdict(list)
    for index, row in rows:
        if row.get("group"):
            groups[matching(str(row["group"]))].append((index, row))
    for own in groups.values():
        shares = [row for _, row in own if _is(row, Unit.PERCENT, _KNOWN, _LEFT)]
        left = [(index, row) for index, row in own if _is(row, Unit.NUMBER, _LEFT)]
        totals = [
            row
            for _, row in own
            if says(row.get("unit"), Unit.NUMBER) and not _is(row, Unit.NUMBER, _LEFT)
        ]
        if len(shares) == len(left) == len(totals) == 1:
            yield from _left_over(plan, totals[0], shares[0], left[0])


def _is(row: Row, unit: Unit, words: Sequence[str], without: Sequence[str] = ()) -> bool:
    """Say whether a row has a unit, and a label with one of the words and none of the others."""
    label = f" {matching(str(row.get('indicator') or ''))}"
    named = any(f" {word}" in label for word in words)
    return says(row.get("unit"), unit) and named and not any(f" {one}" in label for one in without)


def _left_over(plan: Plan, total: Row, share: Row, left: _Indexed) -> Iterator[Finding]:
    """Compare the count of those left with what follows, in every column that has all three."""
    index, row = left
    step = _HALF * 10.0 ** -(as_places(share.get("decimals")) + 2)
    wrong = []
    for name in _FIGURES:
        figures = _numbers([total, share, row], name)
        if figures is None:
            continue
        whole, found, said = figures
        least = (whole - _HALF) * (1 - found - step) - _HALF
        most = (whole + _HALF) * (1 - found + step) + _HALF
        if not least <= said <= most:
            wrong.append(
                f"{_heading(plan, name)} {shown_figure(said, row)}, not {whole * (1 - found):,.0f}"
            )
    if wrong:
        yield plan.finding(
            Code.REST_AGAINST_TOTAL,
            f"It does not follow from {total['ref']} and {share['ref']}: {'; '.join(wrong)}.",
            "Work the three rows out together.",
            sheet=INDICATORS,
            index=index,
            column="baseline",
            found=row.get("baseline"),
        )


def _populations(plan: Plan, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find counts and rates of baseline and targets that cannot be of one population."""
    peers = one_population([row for _, row in rows])
    counts = [(index, row) for index, row in rows if says(row.get("unit"), Unit.NUMBER)]
    known: dict[str, dict[str, tuple[float, float]]] = {}
    rates: dict[str, Row] = {}
    for _, count in counts:
        for rate in peers.get(str(count["ref"]), ())[-1:]:
            per = next((times for unit, times in _PER.items() if says(rate.get("unit"), unit)), 0.0)
            ranges = {n: population(count, rate, n, per) for n in _PLANNED if per}
            known[str(count["ref"])] = {n: one for n, one in ranges.items() if one is not None}
            rates[str(count["ref"])] = rate
    for index, count in counts:
        own = known.get(str(count["ref"]), {})
        if not own or _agree(list(own.values())):
            continue
        said = " and ".join(
            f"{shown_figure(count[n], count)} at {shown_figure(rates[str(count['ref'])][n], {})} "
            f"({_range(one)})"
            for n, one in own.items()
        )
        yield plan.finding(
            Code.POPULATIONS_DIFFER,
            f"Count and rate are not of one population: {said}{_others(count, known, rates)}.",
            "Confirm the population, and which figures are right.",
            sheet=INDICATORS,
            index=index,
            column="target",
            found=count.get("target"),
        )


def _agree(ranges: Sequence[tuple[float, float]]) -> bool:
    """Say whether one population fits all, give or take what a population grows in a year."""
    return max(low for low, _ in ranges) <= min(high for _, high in ranges) * _DRIFT


def _range(one: tuple[float, float]) -> str:
    """Write from where to where a population may be."""
    return f"{one[0]:,.0f} to {one[1]:,.0f}"


def _others(
    count: Row, known: Mapping[str, Mapping[str, tuple[float, float]]], rates: Mapping[str, Row]
) -> str:
    """Name the population of another count with the same kind of rate, where it has one."""
    own = rates[str(count["ref"])]
    for ref, ranges in known.items():
        values = list(ranges.values())
        same_kind = says(rates[ref].get("unit"), str(own.get("unit")))
        if ref != count["ref"] and same_kind and values and _agree(values):
            one = max(low for low, _ in values), min(high for _, high in values)
            return f"; {ref} and {rates[ref]['ref']} are of {_range(one)}"
    return ""


def _discontinued(plan: Plan, rows: Sequence[_Indexed]) -> Iterator[Finding]:
    """Find live targets of a measure that is N/A, and so perhaps withdrawn, for other groups."""
    alike: dict[str, list[_Indexed]] = defaultdict(list)
    for index, row in rows:
        _, _, tail = str(row.get("group") or "").replace("\N{EN DASH}", "-").partition(" - ")
        if row.get("group"):
            alike[f"{matching(tail)}|{matching(str(row.get('indicator')))}"].append((index, row))
    for own in alike.values():
        ended = [row for _, row in own if says(row.get("target"), AbsenceWord.NOT_APPLICABLE)]
        live = [(index, row) for index, row in own if is_number(row.get("target"))]
        if len(ended) < _PEERS:
            continue
        for index, row in live:
            yield plan.finding(
                Code.PEERS_DISCONTINUED,
                f"The same measure is N/A for {', '.join(str(one['ref']) for one in ended)}, yet "
                f"this row has live targets.",
                "Confirm the targets, or mark them N/A where the measure is withdrawn.",
                sheet=INDICATORS,
                index=index,
                column="target",
                found=row.get("target"),
            )
