"""The rules, column by column from left to right, sheet by sheet: a Plan becomes Results.

A column is whole before the next begins, so a rule may add up a column of its own sheet that
stands to its left.

Knows neither what a rule says nor where a cell is.
"""

from __future__ import annotations

from functools import cache

from csplan.plan.plan import Plan, Results, Row, meant, meant_rows
from csplan.rules.counting import Whole
from csplan.sheets import BY_KEY, CALCULATION_ORDER, SETTINGS
from csplan.sheets.sheet import TYPED, Shape
from csplan.terms.for_types import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    for sheet in sheets:
        if sheet.shape is Shape.LABELS and not rows.get(sheet.key):
            rows[sheet.key] = [{}]
        done = [settings if sheet is SETTINGS else dict(row) for row in rows.get(sheet.key, ())]
        rows[sheet.key] = done
        taken = _taken(sheet, done)
        for name, rule in sheet.rules.items():
            if sheet.by_name[name].after:
                continue
            arguments_of, evaluated = _arguments(sheet, rule, settings, rows, whole), rule.evaluated
            for row, blanks in zip(done, taken, strict=True):
                row[name] = evaluated(arguments_of(row, blanks))
            for row, kept in zip(done, (held or {}).get(sheet.key, ()), strict=False):
                row[name] = kept.get(name, row[name])
        if sheet.meaning_blanks:
            rows[sheet.key] = meant_rows(sheet, done)
        for other, column in _coming_after(sheet.name):
            rule = other.rules[column]
            arguments_of = _arguments(other, rule, settings, rows, whole)
            others = rows.get(other.key, ())
            rows[other.key] = [
                {**row, column: rule.evaluated(arguments_of(row, blanks))}
                for row, blanks in zip(others, _taken(other, others), strict=True)
            ]
    return Results(results.plan, settings, rows)


@cache
def _coming_after(name: str) -> tuple[tuple[Sheet, str], ...]:
    """Return the columns of other sheets that are calculated once a sheet is."""
    columns = ((sheet, column) for sheet in CALCULATION_ORDER for column in sheet.calculated)
    return tuple((sheet, column.name) for sheet, column in columns if column.after == name)


def _taken(sheet: Sheet, rows: Sequence[Row]) -> Sequence[Row]:
    """Return for each row what stands, or is meant, in the columns in which a blank cell means."""
    columns = sheet.meaning_blanks
    if not columns:
        return [{}] * len(rows)
    return [{one.name: one.meant(row.get(one.name), row) for one in columns} for row in rows]


def _arguments(
    sheet: Sheet,
    rule: Rule[..., object],
    settings: Row,
    rows: Mapping[str, Sequence[Row]],
    whole: dict[str, Whole],
) -> Callable[[Row, Row], Sequence[object]]:
    """Return how to find a rule's arguments, in the order of its parameters.

    They are found in a row, and in what its blank cells that mean something are taken for.
    """
    names: list[str] = []
    same: list[tuple[int, object]] = []
    meant: list[tuple[int, str]] = []
    for at, name in enumerate(rule.parameters):
        column = sheet.by_name.get(name)
        names.append(name.removeprefix(TYPED))
        if column is not None and column.means is not None:
            meant.append((at, name))
        elif column is None and not name.startswith(TYPED):
            same.append((at, _of_all(name, settings, rows, whole)))

    def arguments(row: Row, blanks: Row) -> Sequence[object]:
        found: list[object] = list(map(row.get, names))
        for at, name in meant:
            found[at] = blanks[name]
        for at, value in same:
            found[at] = value
        return found

    return arguments


def _of_all(
    name: str, settings: Row, rows: Mapping[str, Sequence[Row]], whole: dict[str, Whole]
) -> object:
    """Return a parameter that is the same for all rows: on Settings, or a whole column."""
    if name in SETTINGS.by_name:
        return settings.get(name)
    if name not in whole:
        key, _, column = name.partition("__")
        BY_KEY[key].by_name[column]  # a KeyError here is a mistake in a declaration
        whole[name] = Whole(row.get(column) for row in rows.get(key, ()))
    return whole[name]
