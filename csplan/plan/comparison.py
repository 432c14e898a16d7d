"""What changed between two reports, in plain English, their counts reconciled with each other.

Keyed by ref, so that rows may move.  Compares two workbooks, or a workbook with what its memory
says of the last closed quarter.  Knows nothing of files.
"""

from __future__ import annotations

from collections import Counter

from csplan.plan.calculate import recalculate
from csplan.plan.changes import as_shown
from csplan.plan.closed import last_closed
from csplan.plan.memory import read_memory
from csplan.plan.plan import Results
from csplan.rules.figures import QUARTERS
from csplan.sheets import ACTIONS, BUDGET, HISTORY, INDICATORS, SETTINGS
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass, replace
from csplan.terms.values import Value, alike, is_number, word_in
from csplan.terms.vocabulary import COLOURS, Period, Rag, State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from csplan.plan.plan import Row
    from csplan.sheets.sheet import Sheet

__all__ = [
    "Altered",
    "ChangeList",
    "ColourMoved",
    "SinceReport",
    "Snapshot",
    "colours_moved",
    "compare",
    "last_report",
    "reconcile",
    "since_last_report",
    "snapshot_of",
]

_PROMISES = (
    *("target", "target_2", "target_3", "target_4", "q1_target", "q2_target", "q3_target"),
    *("q4_target", "tolerance_share", "tolerance_in_unit", "baseline", "polarity", "first_due"),
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How every indicator stood in one report: figure, target and colour, by ref."""

    period: str
    year: str
    rows: Mapping[str, Row]

    def at(self, other: Snapshot | None = None) -> str:
        """Name the report: `Q2`, with its year where the other's is another."""
        return (
            self.period
            if other is None or other.year == self.year
            else f"{self.period} {self.year}"
        )


@dataclass(frozen=True, slots=True)
class ColourMoved:
    """An indicator whose colour is not what it was, and why."""

    ref: str
    name: str
    before: str
    after: str
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class ChangeList:
    """One part of what changed: its heading, and a line for each change."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Altered:
    """What a closed report said and what the workbook says of the same period now."""

    ref: str
    name: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class SinceReport:
    """What changed since the last report, and what was altered behind it.

    Where no quarter was closed the last report is the quarter before, as its figures stand now.
    """

    before: Snapshot
    now: Snapshot
    is_closed: bool
    altered: tuple[Altered, ...] = ()

    def of(self, refs: Collection[str]) -> SinceReport:
        """Return the same of some rows alone."""
        before, now = (
            replace(one, rows={ref: row for ref, row in one.rows.items() if ref in refs})
            for one in (self.before, self.now)
        )
        altered = tuple(one for one in self.altered if one.ref in refs)
        return SinceReport(before, now, self.is_closed, altered)

    def named(self, name: Callable[[str], str]) -> SinceReport:
        """Return the same with its periods called as a plan calls them."""
        before, now = (replace(one, period=name(one.period)) for one in (self.before, self.now))
        return replace(self, before=before, now=now)

    @property
    def moved(self) -> list[ColourMoved]:
        """The indicators whose colour moved, came or went."""
        return colours_moved(self.before, self.now)

    @property
    def counts(self) -> tuple[str, ...]:
        """Each colour's count reconciled, of those that anything moved into or out of."""
        words = {word for one in self.moved for word in (one.before, one.after)}
        return tuple(reconcile(self.before, self.now, word) for word in COLOURS if word in words)


def since_last_report(results: Results) -> SinceReport | None:
    """Return what changed since the last report; None at Baseline, which has none before it."""
    now, closed = snapshot_of(results), last_report(results)
    period = Period(closed.period) if closed else _quarter_before(now.period)
    if period is None:
        return None
    settings = {**results.settings, "reporting_period": period}
    earlier = Results(results.plan, settings, results.rows)
    again = replace(snapshot_of(recalculate(earlier, (SETTINGS, INDICATORS))), period=period)
    if closed is None:
        return SinceReport(again, now, is_closed=False)
    return SinceReport(closed, now, is_closed=True, altered=tuple(_altered(closed, again)))


def _quarter_before(period: str) -> Period | None:
    """Return the period before one; None before Baseline, or where it is not a period."""
    known, periods = word_in(Period, period), list(Period)
    return periods[periods.index(known) - 1] if known not in (None, Period.BASELINE) else None


def _altered(closed: Snapshot, again: Snapshot) -> Iterator[Altered]:
    """Say which figures and targets of a closed report are others now."""
    for ref, was in closed.rows.items():
        now = again.rows.get(ref)
        for name, what in (("actual", "figure"), ("target_to_date", "target to date")):
            if now is not None and not alike(was.get(name), now.get(name)):
                yield Altered(
                    ref=ref,
                    name=str(now.get("indicator") or ""),
                    what=what,
                    was=_figure(was, name),
                    now=_figure(now, name),
                )


def snapshot_of(results: Results) -> Snapshot:
    """Return how every indicator stands in a workbook."""
    names = ("indicator", "actual", "target_to_date", "rag", "unit", "decimals", "polarity")
    rows = {
        str(row["ref"]): {name: row.get(name) for name in (*names, "tolerance_applied", "service")}
        for row in results.present(INDICATORS)
    }
    plan = results.plan
    period = str(results.settings.get("reporting_period") or "")
    return Snapshot(period, plan.financial_year, rows)


def last_report(results: Results) -> Snapshot | None:
    """Return the last closed quarter before the reporting period, from memory."""
    plan, found = results.plan, read_memory(results.plan)
    period = last_closed(found, plan.financial_year, str(plan.settings.get("reporting_period")))
    if period is None:
        return None
    now = {str(row["ref"]): row for row in results.present(INDICATORS)}
    rows: dict[str, Row] = {}
    for ref, kept in found.rows(HISTORY, plan.financial_year, period).items():
        own = now.get(ref, {})
        rows[ref] = {
            "indicator": own.get("indicator") or kept.get("name"),
            "actual": kept.get("value"),
            "target_to_date": kept.get("target"),
            "rag": kept.get("rag"),
            "tolerance_applied": kept.get("tolerance"),
            **{name: own.get(name) for name in ("unit", "decimals", "polarity", "service")},
        }
    return Snapshot(period, plan.financial_year, rows)


def colours_moved(old: Snapshot, new: Snapshot) -> list[ColourMoved]:
    """Return every indicator whose colour moved, came or went, with the reason."""
    moved = []
    for ref in {**old.rows, **new.rows}:
        was, now = old.rows.get(ref), new.rows.get(ref)
        before = str(was.get("rag") or "") if was else ""
        after = str(now.get("rag") or "") if now else ""
        if before == after:
            continue
        row = now or was or {}
        kind, why = _why(was, now)
        moved.append(ColourMoved(ref, str(row.get("indicator") or ""), before, after, why, kind))
    return moved


def _why(was: Row | None, now: Row | None) -> tuple[str, str]:
    """Say why a colour moved: a kind that is counted, and a sentence."""
    if was is None or now is None:
        return ("added", "The row is new.") if was is None else ("gone", "The row is gone.")
    after = str(now.get("rag"))
    if after in (State.NOT_APPLICABLE, State.CONTEXT_ONLY):
        return f"marked {'N/A' if after == State.NOT_APPLICABLE else after}", f"It is now {after}."
    if after not in COLOURS:
        return after.lower(), f"It is now {after}."
    if was.get("rag") not in COLOURS:
        return "new", f"It was {was.get('rag')}; the figure is {_figure(now, 'actual')}."
    if alike(was.get("actual"), now.get("actual")):
        return _moved_goalpost(was, now)
    better = COLOURS.index(Rag(after)) > COLOURS.index(Rag(str(was["rag"])))
    text = f"The figure went from {_figure(was, 'actual')} to {_figure(now, 'actual')}"
    if not alike(was.get("target_to_date"), now.get("target_to_date")):
        text += (
            f", and the target to date from {_figure(was, 'target_to_date')} to "
            f"{_figure(now, 'target_to_date')}"
        )
    return "improved" if better else "worsened", f"{text}."


def _moved_goalpost(was: Row, now: Row) -> tuple[str, str]:
    """Say what moved where the figure did not."""
    if not alike(was.get("target_to_date"), now.get("target_to_date")):
        return "another target", (
            f"The figure is the same; the target to date went from "
            f"{_figure(was, 'target_to_date')} to {_figure(now, 'target_to_date')}."
        )
    return "another tolerance or rule", "The figure and its target are the same; its rule is not."


def _figure(row: Row, name: str) -> str:
    """Write a figure of a row as its cell shows it."""
    return as_shown(row.get(name), INDICATORS.by_name[name], row)


def reconcile(old: Snapshot, new: Snapshot, colour: str = Rag.RED) -> str:
    """Reconcile one report's count of a colour with the other's.

    "13 were Red at Q2; 2 have improved, 1 is marked N/A and 2 others have become Red, so 12 are
    Red at Q3."
    """
    moved = colours_moved(old, new)
    left = Counter(one.kind for one in moved if one.before == colour)
    came = Counter(
        f" by {one.kind}" if one.kind in _BY else "" for one in moved if one.after == colour
    )
    was, now = (sum(r.get("rag") == colour for r in shot.rows.values()) for shot in (old, new))
    assert was - left.total() + came.total() == now, "every row is accounted for"  # noqa: S101
    at_old, at_new = f"at {old.at(new)}", f"at {new.at(old)}"
    if at_old == at_new:
        at_old, at_new = "before", "now"
    first = f"{_number(was, 'were')} {colour} {at_old}"
    if not left and not came:
        same = f"the same {_number(was, 'are')}" if was else "none is"
        return f"{first[0].upper()}{first[1:]}, and {same} {colour} {at_new}."
    parts = [_number(number, _LEFT.get(kind, f"are {kind}")) for kind, number in left.items()]
    for by, number in came.items():
        others = (" other" if number == 1 else " others") if left else ""
        parts.append(f"{number}{others} {'has' if number == 1 else 'have'} become {colour}{by}")
    said = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    return f"{first[0].upper()}{first[1:]}; {said}, so {_number(now, 'are')} {colour} {at_new}."


_BY = ("another target", "another tolerance or rule")
_LEFT = {
    "improved": "have improved",
    "worsened": "have worsened",
    "gone": "are no longer in the plan",
    "another target": "have another target",
    "another tolerance or rule": "have another tolerance or rule",
    State.AWAITING_DATA.lower(): "await data",
    State.CHECK_DATA.lower(): "have data to check",
    State.NO_TARGET.lower(): "have no target",
    State.TARGET_TO_BE_SET.lower(): "have a target to be set",
}
"""What those that left a colour do now, of several; any other kind is what they are."""
_ONE = {"were": "was", "are": "is", "have": "has", "await": "awaits"}


def _number(number: int, verb: str) -> str:
    """Return a number with its verb: `2 have improved`, `1 is marked N/A`, `none was`."""
    first, _, rest = verb.partition(" ")
    said = " ".join(filter(None, (_ONE[first] if number in (0, 1) else first, rest)))
    return f"{number or 'none'} {said}"


def compare(old: Results, new: Results) -> list[ChangeList]:
    """Say everything that changed between two workbooks; parts without a change are left out."""
    before, after = snapshot_of(old), snapshot_of(new)
    moved = colours_moved(before, after)
    parts = [
        ChangeList("In short", [reconcile(before, after, colour) for colour in COLOURS]),
        ChangeList("Figures that came in", list(_figures(old, new))),
        ChangeList("Colours that moved, and why", [_told(one) for one in moved]),
        ChangeList("Promises that were altered", list(_promises(old, new))),
        ChangeList("Rows added and gone", list(_rows(old, new))),
        ChangeList("Money", list(_money(old, new))),
        ChangeList("Actions", list(_actions(old, new))),
    ]
    return [part for part in parts if part.lines]


def _told(one: ColourMoved) -> str:
    """Say how one colour moved."""
    return f"{one.ref} {one.name}: {one.before or 'not there'} → {one.after or 'gone'}. {one.why}"


def _pairs(sheet: Sheet, old: Results, new: Results) -> Iterator[tuple[str, Row, Row]]:
    """Yield the rows that both workbooks have, by ref."""
    was = {str(row["ref"]): row for row in old.present(sheet)}
    for row in new.present(sheet):
        if str(row["ref"]) in was:
            yield str(row["ref"]), was[str(row["ref"])], row


def _figures(old: Results, new: Results) -> Iterator[str]:
    """Say which actuals came in, were corrected, or went."""
    if old.plan.financial_year != new.plan.financial_year:
        return
    for ref, was, now in _pairs(INDICATORS, old, new):
        for name in QUARTERS:
            if alike(was.get(name), now.get(name)):
                continue
            quarter, figure = name[:2].upper(), _figure(now, name)
            known = _figure(was, name)
            if was.get(name) in (None, ""):
                yield f"{ref} {now.get('indicator')}: {quarter} is {figure}."
            elif now.get(name) in (None, ""):
                yield f"{ref} {now.get('indicator')}: {quarter} was {known}, and is blank."
            else:
                yield f"{ref} {now.get('indicator')}: {quarter} was {known}, and is {figure}."


def _promises(old: Results, new: Results) -> Iterator[str]:
    """Say which targets, tolerances and budgets were altered, year by year where years differ."""
    same_year = old.plan.financial_year == new.plan.financial_year
    year = FinancialYear.parse(new.plan.financial_year)
    for ref, was, now in _pairs(INDICATORS, old, new) if same_year else ():
        for name in _PROMISES:
            if not alike(was.get(name), now.get(name)):
                column = INDICATORS.by_name[name]
                heading = column.heading_in(year) if year else column.heading
                yield (
                    f"{ref} {heading}: {as_shown(was.get(name), column, was)} → "
                    f"{as_shown(now.get(name), column, now)}."
                )
    for ref, was, now in _pairs(BUDGET, old, new):
        if not alike(was.get("revised_budget"), now.get("revised_budget")):
            yield (
                f"{ref} revised budget: {_pounds(was.get('revised_budget'))} → "
                f"{_pounds(now.get('revised_budget'))}."
            )


def _rows(old: Results, new: Results) -> Iterator[str]:
    """Say which rows came and went."""
    for sheet, name in ((INDICATORS, "indicator"), (ACTIONS, "action"), (BUDGET, "heading")):
        was = {str(row["ref"]): row for row in old.present(sheet)}
        now = {str(row["ref"]): row for row in new.present(sheet)}
        yield from (f"Added: {ref} {now[ref].get(name)}." for ref in now if ref not in was)
        yield from (f"Gone: {ref} {was[ref].get(name)}." for ref in was if ref not in now)


def _money(old: Results, new: Results) -> Iterator[str]:
    """Say which forecasts moved, the largest first, and what they come to."""
    moves = []
    for ref, was, now in _pairs(BUDGET, old, new):
        first, second = was.get("forecast_used"), now.get("forecast_used")
        if is_number(first) and is_number(second) and not alike(first, second):
            moves.append((float(second) - float(first), ref, now))
    if moves:
        total = sum(amount for amount, _, _ in moves)
        count = f"{len(moves)} line{'' if len(moves) == 1 else 's'}"
        yield f"The forecasts of {count} moved by {_signed(total)} in all."
    for amount, ref, row in sorted(moves, key=lambda one: -abs(one[0])):
        yield f"{ref} {row.get('service')} {row.get('heading')}: {_signed(amount)}."


def _actions(old: Results, new: Results) -> Iterator[str]:
    """Say which actions changed colour."""
    for ref, was, now in _pairs(ACTIONS, old, new):
        if was.get("brag") != now.get("brag"):
            yield f"{ref} {now.get('action')}: {was.get('brag')} → {now.get('brag')}."


def _pounds(value: Value) -> str:
    return f"£{value:,.0f}".replace("£-", "-£") if is_number(value) else "blank"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '-'}£{abs(value):,.0f}"
