"""Several plans joined into one, for a group, a trust or a council made of others.

Rows are the same where their refs are, as they stand or by a mapping.  Amounts add up to the penny;
counts add up; a rate is made again from what it counts, its denominator, and never averaged.  What
cannot be joined for certain is refused, and what is left blank is said.  Knows nothing of files.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from csplan.plan.plan import Plan
from csplan.plan.splitting import NAMED_ELSEWHERE, divided, inputs_of_row, rows_of
from csplan.sheets import (
    BUDGET,
    CAPITAL,
    CONTROL_TOTALS,
    GRANTS,
    INDICATORS,
    SAVINGS,
    SETTINGS,
)
from csplan.sheets.column import Kind, Shown
from csplan.terms.errors import CsplanError
from csplan.terms.names import matching
from csplan.terms.records import dataclass
from csplan.terms.refusals import Refusal
from csplan.terms.values import alike, is_number, says
from csplan.terms.vocabulary import Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csplan.plan.plan import Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet
    from csplan.terms.values import Value

__all__ = ["Combined", "Renamed", "combine"]

_MOST = 20
_SAME_IN_ALL = ("financial_year", "year_begins", "periods", "reporting_period", "budget_month")
_ADDING = (BUDGET, SAVINGS, CAPITAL, GRANTS, CONTROL_TOTALS)
_WITH_FIGURES = (INDICATORS, *_ADDING)
_DECIDES = frozenset(("unit", "polarity", "measure", "kind", "cipfa_group", "scope", "outcome"))
_JOINED = frozenset(
    ("commentary", "corrective_action", "mitigation", "note", "query", "as_printed", "plan_line")
)
_OF_EACH = (
    *(Unit.PERCENT, Unit.POINTS, Unit.PER_10_000, Unit.PER_100_000),
    *(Unit.WEEKS, Unit.DAYS),
)
_NAMES_A_REF = {("indicators", "part_of"): INDICATORS.key}
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Renamed:
    """A line of the mapping: a plan's row of a sheet, and the ref that it has from now on."""

    plan: str
    sheet: str
    ref: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Combined:
    """The plan of all, the rows that only one plan has, and what somebody should look at.

    `unmatched` holds for each sheet and plan the refs; `matched`, for each sheet on which figures
    are joined, how many rows are of several plans.
    """

    plan: Plan
    unmatched: Mapping[tuple[str, str], Sequence[str]]
    matched: Mapping[str, int]
    said: Sequence[str]


def combine(plans: Mapping[str, Plan], mapping: Sequence[Renamed] = ()) -> Combined:
    """Join plans, by name, the first being asked where something can only be said once.

    Raises: CsplanError with every row about which somebody must decide.
    """
    made = _Joining(list(plans))
    renamed = made.mapping(plans, mapping)
    settings = made.settings(plans)
    rows: dict[str, list[Row]] = {}
    for sheet in divided():
        own = {
            name: [_renamed(sheet, row, renamed[name]) for row in rows_of(plan, sheet)]
            for name, plan in plans.items()
        }
        rows[sheet.key] = _listed(own) if sheet.key in NAMED_ELSEWHERE else made.rows(sheet, own)
    if made.refused:
        more = len(made.refused) - _MOST
        lines = [*made.refused[:_MOST], *([f"… and {more} more."] if more > 0 else [])]
        raise CsplanError(
            Refusal.CANNOT_COMBINE, "\n".join(["The plans cannot be joined as they are:", *lines])
        )
    said = [*made.said, *made.said_of_rates()]
    return Combined(Plan(settings, dict(rows)), made.unmatched, made.matched, said)


@cache
def _linked(sheet: Sheet) -> dict[str, str]:
    """Return the columns of a sheet that hold refs, each with the key of the sheet they are of."""
    keys = {"ref": sheet.key} if sheet.key not in NAMED_ELSEWHERE else {}
    for column in sheet.inputs:
        linked = next((one.key for one in divided() if one.name == column.to), "")
        linked = _NAMES_A_REF.get((sheet.key, column.name), linked)
        if linked:
            keys[column.name] = linked
    return keys


def _renamed(sheet: Sheet, row: Row, renamed: Mapping[str, Mapping[str, str]]) -> Row:
    """Return a row with the refs that the mapping gives it and what it names."""
    said: Row = {
        name: renamed[key][matching(str(row[name]))]
        for name, key in _linked(sheet).items()
        if matching(str(row[name] or "")) in renamed[key]
    }
    if sheet.key in NAMED_ELSEWHERE:
        named = NAMED_ELSEWHERE[sheet.key]
        ref = matching(str(row[named] or ""))
        said[named] = next((one[ref] for one in renamed.values() if ref in one), row[named])
    return {**row, **said}


def _listed(own: Mapping[str, list[Row]]) -> list[Row]:
    """Return rows without a ref of their own: each as often as any one plan has it."""
    counts: Counter[tuple[tuple[str, Value], ...]] = Counter()
    for rows in own.values():
        counts |= Counter(tuple(row.items()) for row in rows)
    return [dict(row) for row in counts.elements()]


class _Joining:
    """The plans while they are joined: what is refused, what is said, and what only one has."""

    def __init__(self, names: Sequence[str]) -> None:
        """Begin with nothing refused."""
        self.names = names
        self.refused: list[str] = []
        self.said: list[str] = []
        self.rates: list[str] = []
        self.unmatched: dict[tuple[str, str], list[str]] = {}
        self.matched: Counter[str] = Counter()

    def said_of_rates(self) -> list[str]:
        """Say which rates were made again, and by what."""
        refs = ", ".join(self.rates)
        said = (
            f"Indicators {refs}: made again by the Denominator that stands there now, in the "
            f"baseline, targets and earlier quarters too.  Look at these."
        )
        return [said] if refs else []

    def mapping(
        self, plans: Mapping[str, Plan], lines: Sequence[Renamed]
    ) -> dict[str, dict[str, dict[str, str]]]:
        """Return for each plan and sheet what becomes of refs; refuse lines that name no row."""
        found: dict[str, dict[str, dict[str, str]]] = {
            name: {sheet.key: {} for sheet in divided()} for name in plans
        }
        sheets = {matching(one.tab): one for one in divided() if one.key not in NAMED_ELSEWHERE}
        for line in lines:
            sheet = sheets.get(matching(line.sheet))
            plan = plans.get(line.plan)
            refs = rows_of(plan, sheet) if plan is not None and sheet is not None else []
            ref = matching(line.ref)
            if sheet is None or all(matching(str(row["ref"] or "")) != ref for row in refs):
                self.refused.append(
                    f"Mapping: {line.plan} has no row {line.ref} on a sheet {line.sheet}."
                )
                continue
            found[line.plan][sheet.key][ref] = line.becomes
        return found

    def settings(self, plans: Mapping[str, Plan]) -> Row:
        """Return the settings: the first plan's; refuse other times, and say what else differs."""
        first, *others = self.names
        own = inputs_of_row(SETTINGS, plans[first].settings)
        for name in others:
            for column in SETTINGS.inputs:
                if alike(own[column.name], plans[name].settings.get(column.name)):
                    continue
                if column.name in _SAME_IN_ALL:
                    self.refused.append(f"Settings: {column.heading} is not the same in {name}.")
                else:
                    self.said.append(f"Settings: {column.heading} is {first}'s, not {name}'s.")
        return own

    def rows(self, sheet: Sheet, own: Mapping[str, list[Row]]) -> list[Row]:
        """Return the rows of a sheet, those of one ref joined.

        They are in the order of their refs where these are numbered and every plan has them so;
        else in that of the plans.
        """
        groups: dict[str, dict[str, Row]] = {}
        for name, rows in own.items():
            for row in rows:
                ref = str(row["ref"] or "")
                group = groups.setdefault(matching(ref), {})
                if not ref or name in group:
                    self.refused.append(f"{sheet.tab}: {name} has the ref “{ref}” twice, or none.")
                group[name] = row
        joined = {}
        for ref, group in groups.items():
            if len(group) == 1:
                ((name, row),) = group.items()
                self.unmatched.setdefault((sheet.tab, name), []).append(str(row["ref"]))
            joined[ref] = self._joined(sheet, group)
        orders = [[_natural(matching(str(row["ref"]))) for row in rows] for rows in own.values()]
        numbered = all(any(map(str.isdigit, ref)) for ref in joined)
        if numbered and all(order == sorted(order) for order in orders):
            return [joined[ref] for ref in sorted(joined, key=_natural)]
        return list(joined.values())

    def _joined(self, sheet: Sheet, group: Mapping[str, Row]) -> Row:
        """Return one row of several plans' rows with one ref.

        Figures that add up do so where they are the same, too: each plan has its own.
        """
        first = next(iter(group.values()))
        if len(group) == 1:
            return first
        differing = [
            column
            for column in sheet.inputs
            if column.name != "ref"
            and any(not alike(first[column.name], row[column.name]) for row in group.values())
        ]
        about = f"{sheet.tab} {first['ref']}"
        adding = [
            column
            for column in _adding(sheet, group)
            if column not in differing
            and all(is_number(row[column.name]) for row in group.values())
        ]
        if sheet in _WITH_FIGURES:
            self.matched[sheet.tab] += 1
        else:
            self._refuse_two(sheet, about, group, differing)
        if sheet is INDICATORS and self._is_clear(about, group):
            self._check_rate(about, group, differing)
        joined = {c.name: self._value(about, c, group) for c in differing}
        joined |= {c.name: _sum(c, list(group.values())) for c in adding}
        if is_number({**first, **joined}.get("tolerance_in_unit")) and _adds(first):
            joined["tolerance_in_unit"] = None
            self.said.append(f"{about}: Tolerance in unit is that of one plan; it is left blank.")
        return {**first, **joined}

    def _refuse_two(
        self, sheet: Sheet, about: str, group: Mapping[str, Row], differing: Sequence[Column]
    ) -> None:
        """Refuse rows of one ref that are not one, or of which one amount may be meant or several.

        Only on a sheet whose figures do not add up.
        """
        plans = " and ".join(group)
        if differing:
            headings = ", ".join(column.heading for column in differing)
            self.refused.append(
                f"{about} is not the same in {plans} ({headings}).  Map one of them to another ref."
            )
        elif _holds_pounds(sheet, next(iter(group.values()))):
            self.refused.append(
                f"{about} is the same in {plans}: whether its amount counts once or for each "
                f"cannot be told.  Map one of them to another ref, or clear one."
            )

    def _is_clear(self, about: str, group: Mapping[str, Row]) -> bool:
        """Refuse figures of which nobody can tell whether they add up or are averages."""
        figures = [one.name for one in INDICATORS.inputs if one.shown is Shown.IN_UNIT]
        unclear = [
            row for row in group.values() if not _adds(row) and not _is_of_each(row.get("unit"))
        ]
        given = any(is_number(row[name]) for row in group.values() for name in figures)
        if not unclear or not given:
            return True
        self.refused.append(
            f"{about} is in {unclear[0]['unit']} and does not grow through the year: whether it "
            f"adds up or is an average cannot be told.  Map one of the rows to another ref."
        )
        return False

    def _check_rate(
        self, about: str, group: Mapping[str, Row], differing: Sequence[Column]
    ) -> None:
        """Refuse a rate that differs where some plan does not say of how many it is."""
        figures = any(column.shown is Shown.IN_UNIT for column in differing)
        if not figures or any(_adds(row) for row in group.values()):
            return
        self.rates.append(str(next(iter(group.values()))["ref"]))
        if without := [name for name, row in group.items() if not _weight(row)]:
            self.refused.append(
                f"{about} is a rate, and {' and '.join(without)} "
                f"{'has' if len(without) == 1 else 'have'} no Denominator: it cannot be "
                f"made again, and is not averaged.  Type it, or map the row to another ref."
            )

    def _value(self, about: str, column: Column, group: Mapping[str, Row]) -> Value:
        """Return what a cell of the joined row holds, where the plans' cells differ."""
        first = next(iter(group.values()))[column.name]
        if column.name in _DECIDES:
            self.refused.append(
                f"{about}: {column.heading} is not the same in {' and '.join(group)}."
            )
        elif column.name in _JOINED:
            said = ((name, row[column.name]) for name, row in group.items())
            return "; ".join(f"{name}: {text}" for name, text in said if text not in (None, ""))
        elif _is_figure(column):
            values = [row[column.name] for row in group.values()]
            if all(is_number(value) for value in values):
                return _together(column, list(group.values()))
            self.said.append(f"{about}: {column.heading} is not a figure in all; it is left blank.")
            return None
        elif column.kind is Kind.NUMBER:
            self.said.append(
                f"{about}: {column.heading} is not the same in each; it is left blank."
            )
            return None
        else:
            name = next(iter(group))
            self.said.append(f"{about}: {column.heading} is that of {name}.")
        return first


def _is_figure(column: Column) -> bool:
    """Say whether a column holds what adds up, or is made again from what adds up."""
    return column.shown in (Shown.IN_UNIT, Shown.POUNDS) or column.name == "denominator"


def _adding(sheet: Sheet, group: Mapping[str, Row]) -> list[Column]:
    """Return the columns whose figures add up over plans in rows of one ref; a rate's do not."""
    if sheet not in _WITH_FIGURES:
        return []
    counts = sheet is not INDICATORS or any(_adds(row) for row in group.values())
    return [
        column
        for column in sheet.inputs
        if _is_figure(column) and (counts or column.name == "denominator")
    ]


def _holds_pounds(sheet: Sheet, row: Row) -> bool:
    """Say whether a row holds an amount."""
    return any(one.shown is Shown.POUNDS and is_number(row[one.name]) for one in sheet.inputs)


def _sum(column: Column, rows: Sequence[Row]) -> float:
    """Return the sum of figures, to the penny."""
    return float(sum(Decimal(repr(row[column.name])) for row in rows))


def _together(column: Column, rows: Sequence[Row]) -> float:
    """Return the sum of figures, or the rate of all, whose unit is that of each."""
    if column.shown is not Shown.IN_UNIT or any(_adds(row) for row in rows):
        return _sum(column, rows)
    figures = [Decimal(repr(row[column.name])) for row in rows]
    of = [_weight(row) for row in rows]
    total = sum(of)
    counted = sum((one * weight for one, weight in zip(figures, of, strict=True)), Decimal())
    return float(counted / total) if total else 0.0


def _adds(row: Row) -> bool:
    """Say whether an indicator's figures add up: it counts, or grows through the year.

    Of pounds, or of a unit of the plan's own, nothing else says whether they are so much each.
    """
    grows = any(says(row.get("measure"), one) for one in (Measure.CUMULATIVE, Measure.PROGRAMME))
    return says(row.get("unit"), Unit.NUMBER) or (grows and not _is_of_each(row.get("unit")))


def _is_of_each(unit: Value) -> bool:
    """Say whether a unit is always so much of each, or of so many: never a sum."""
    return any(says(unit, one) for one in _OF_EACH)


def _weight(row: Row) -> Decimal:
    """Return of how many a row's rate is; nothing where that is not known."""
    of = row.get("denominator")
    return Decimal(repr(of)) if is_number(of) and of > 0 else Decimal()


def _natural(ref: str) -> list[tuple[int, int, str]]:
    """Return what puts KO2-09 before KO2-10, and A-9 before A-10."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in _DIGITS.split(ref)
        if part
    ]
