"""The rules, column by column from left to right, sheet by sheet: a Plan becomes Results.

A column is whole before the next begins, so a rule may add up a column of its own sheet that
stands to its left.

Knows neither what a rule says nor where a cell is.
"""

from __future__ import annotations

from functools import cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING

from csplan.plan.plan import Plan, Results, Row, meant, meant_rows
from csplan.rules.counting import Whole
from csplan.sheets import BY_KEY, CALCULATION_ORDER, SETTINGS
from csplan.sheets.sheet import TYPED, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from csplan.rules.rule import Rule
    from csplan.sheets.sheet import Sheet

__all__ = ["calculate", "recalculate"]


def calculate(plan: Plan) -> Results:
    """Fill in every calculated column by the rules.

    Inputs stay as they are, but for blank ones that mean something; a row that cannot be judged
    says Check data.  Units: those of the plan; a variance is actual − target and outturn − budget,
    of a % in points, and a tolerance or shortfall is in the row's own unit.  What has no figure is
    blank or a word, never 0.

    Raises nothing for what people typed: that is a finding.  Where the structure has faults, check
    first: its figures mean nothing.
    """
    results = Results(meant(plan), dict(plan.settings), dict(plan.rows))
    return recalculate(results, CALCULATION_ORDER)


def recalculate(
    results: Results,
    sheets: Iterable[Sheet],
    *,
    replaced: Mapping[str, Sequence[Row]] | None = None,
    held: Mapping[str, Sequence[Row]] | None = None,
) -> Results:
    """Calculate some sheets again, after the rows of others were replaced.

    `held` are calculated cells, row by row, that stay as they are given: what follows from them
    follows by the rules.
    """
    rows: dict[str, Sequence[Row]] = {**results.rows, **(replaced or {})}
    settings = dict(results.settings)
    rows[SETTINGS.key] = [settings]
    whole: dict[str, Whole] = {}
    of_all = partial(_of_all, settings=settings, rows=rows, whole=whole)
    for sheet in sheets:
        if sheet.shape is Shape.LABELS and not rows.get(sheet.key):
            rows[sheet.key] = [{}]
        done = [settings if sheet is SETTINGS else dict(row) for row in rows.get(sheet.key, ())]
        rows[sheet.key] = done
        scopes = _scopes(sheet, done)
        for name, rule in sheet.rules.items():
            if sheet.by_name[name].after:
                continue
            arguments = _arguments(rule, scopes, of_all)
            for row, scope, found in zip(done, scopes, arguments, strict=True):
                row[name] = scope[name] = rule.evaluated(found)
            for row, scope, kept in zip(done, scopes, (held or {}).get(sheet.key, ())):  # noqa: B905
                row[name] = scope[name] = kept.get(name, row[name])
        if sheet.meaning_blanks:
            rows[sheet.key] = meant_rows(sheet, done)
        for other, column in _coming_after(sheet.name):
            rule = other.rules[column]
            others = rows.get(other.key, ())
            arguments = _arguments(rule, _scopes(other, others), of_all)
            rows[other.key] = [
                {**row, column: rule.evaluated(found)}
                for row, found in zip(others, arguments, strict=True)
            ]
    return Results(results.plan, settings, rows)


@cache
def _coming_after(name: str) -> tuple[tuple[Sheet, str], ...]:
    """Return the columns of other sheets that are calculated once a sheet is."""
    columns = ((sheet, column) for sheet in CALCULATION_ORDER for column in sheet.calculated)
    return tuple((sheet, column.name) for sheet, column in columns if column.after == name)


def _scopes(sheet: Sheet, rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return for each row what its rules may ask for: its cells, and what blank ones mean.

    Under a name of its own stands a cell as it was typed.
    """
    blank: dict[str, object] = dict.fromkeys(sheet.by_name)
    scopes = [blank | row for row in rows]
    for one in sheet.meaning_blanks:
        name, typed = one.name, TYPED + one.name
        for scope, row in zip(scopes, rows, strict=True):
            scope[name], scope[typed] = one.meant(row.get(name), row), row.get(name)
    return scopes


def _arguments(
    rule: Rule[..., object], scopes: Sequence[dict[str, object]], of_all: Callable[[str], object]
) -> Iterator[tuple[object, ...]]:
    """Return a rule's arguments in each scope, in the order of its parameters.

    What is the same for all rows is put into the scopes, where it is not there yet.
    """
    names = rule.parameters
    for name in names if scopes else ():
        if name not in scopes[0]:
            same = of_all(name)
            for scope in scopes:
                scope[name] = same
    if len(names) == 1:
        return ((scope[names[0]],) for scope in scopes)
    return map(itemgetter(*names), scopes)


def _of_all(
    name: str, *, settings: Row, rows: Mapping[str, Sequence[Row]], whole: dict[str, Whole]
) -> object:
    """Return a parameter that is the same for all rows: on Settings, or a whole column."""
    if name in SETTINGS.by_name:
        return settings.get(name)
    if name not in whole:
        key, _, column = name.partition("__")
        BY_KEY[key].by_name[column]  # a KeyError here is a mistake in a declaration
        whole[name] = Whole(row.get(column) for row in rows.get(key, ()))
    return whole[name]
