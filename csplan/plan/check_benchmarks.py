"""Figures of Benchmarks that are unlike the indicator's own, and ranks beyond the last place."""

from __future__ import annotations

from csplan.plan.check_figures import shown_figure
from csplan.plan.likelihood import Told, unlike
from csplan.rules.slips import slip
from csplan.sheets import BENCHMARKS, INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.values import CellError, is_number, says
from csplan.terms.vocabulary import Benchmarked, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_benchmarks"]

_CHECK = "Check it against what is published."
_SOME, _FIRST, _YEARS = 3, 0.1, 10
_OWN = ("baseline", "actual", "target")


def check_benchmarks(results: Results) -> Iterator[Finding]:
    """Compare what others reached with the indicator's own figures."""
    plan = results.plan
    rows = results.by_ref(INDICATORS)
    year = FinancialYear.parse(plan.financial_year)
    for index, row in enumerate(results.table(BENCHMARKS)):
        own = rows.get(matching(str(row.get("indicator") or "")), {})
        for name in ("own", "england", "neighbours"):
            yield from _figure(plan, index, row, own, name)
        rank, of = row.get("rank"), row.get("of")
        if is_number(rank) and (rank % 1 or (is_number(of) and rank > of)):
            among = f"{of:g}" if is_number(of) else "all"
            yield _at(plan, index, "rank", f"{rank:g} of {among} is not a possible place.", rank)
        named = FinancialYear.parse(str(row.get("year") or ""))
        if named and year and named.start > year.start:
            yield _at(plan, index, "year", f"{named} is after the plan's year.", str(named))
        elif named and year and named.start < year.start - _YEARS:
            yield _at(plan, index, "year", f"{named} is long before the plan's year.", str(named))
    yield from _ranks(results)
    yield from _doubled(plan)


def _ranks(results: Results) -> Iterator[Finding]:
    """Find a rank that contradicts the comparison with England, or an odd count of places."""
    rows = results.table(BENCHMARKS)
    counts = sorted(float(one) for row in rows if is_number(one := row.get("of")))
    usual = counts[len(counts) // 2] if len(counts) >= _SOME else 0.0
    for index, row in enumerate(rows):
        rank, of, against = (row.get(name) for name in ("rank", "of", "against_england"))
        if not is_number(of):
            continue
        found = slip(float(of), usual)
        if found is not None:
            said = f"{of:,.10g} is about {found.said} what other rows have, {usual:,.10g}."
            yield _at(results.plan, index, "of", said, of)
        elif is_number(rank):
            first = says(against, Benchmarked.WORSE) and rank <= of * _FIRST
            last = says(against, Benchmarked.BETTER) and rank > of * (1 - _FIRST)
            if first or last:
                said = f"Place {rank:g} of {of:g}, and {against} than England: both cannot be."
                yield _at(results.plan, index, "rank", said, rank)


def _doubled(plan: Plan) -> Iterator[Finding]:
    """Find two rows of one indicator and one year."""
    seen: dict[tuple[str, str], str] = {}
    for index, row in enumerate(plan.table(BENCHMARKS)):
        ref, of, year = (str(row.get(name) or "") for name in ("ref", "indicator", "year"))
        first = seen.setdefault((matching(of), year), ref)
        if of and year and first != ref:
            said = f"{ref} and {first} are both of {of} in {year}."
            yield _at(plan, index, "year", said, year)


def _figure(plan: Plan, index: int, row: Row, own: Row, name: str) -> Iterator[Finding]:
    """Find a figure that is unlike everything known of the indicator."""
    figure, unit = row.get(name), own.get("unit")
    if not is_number(figure) or isinstance(unit, CellError):
        return
    known = [(n, float(value)) for n in _OWN if is_number(value := own.get(n))]
    found = unlike(float(figure), [Told(f"its {n}", one, one) for n, one in known], unit)
    beyond = says(unit, Unit.PERCENT) and figure > 1 and all(one <= 1 for _, one in known)
    if found is None and not beyond:
        return
    against = ", ".join(f"{n} {shown_figure(one, own)}" for n, one in known)
    said = f"{shown_figure(figure, own)} is far from {own.get('ref')}'s own figures ({against})."
    yield _at(plan, index, name, said, figure)


def _at(plan: Plan, index: int, name: str, said: str, found: float | str) -> Finding:
    """Locate a finding on Benchmarks."""
    return plan.finding(
        Code.BENCHMARK_UNLIKELY,
        said,
        _CHECK,
        sheet=BENCHMARKS,
        index=index,
        column=name,
        found=found,
    )
