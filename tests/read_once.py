"""Reads, calculates and checks each plan once in a process, however many tests do the same.

A command reads its file anew each time it runs, and dozens of tests run one on the same plan.
What a workbook holds follows from its bytes and name alone, its results from what it holds, and
what is found from both; what stands around the file (its lock, its stamp) is looked at each time.
Each reader gets rows of its own, for a test may change them.  What is refused, and what is small,
is read each time.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from csplan.files.saving import Stamp
from csplan.plan import calculate as calculating
from csplan.plan.plan import Plan, Results, Row, meant
from csplan.sheets import SETTINGS
from csplan.terms.finding import Finding
from csplan.workbook import read

_FROM, _UP_TO = 20_000, 2_000_000
_MOST_READ, _MOST_CALCULATED = 6, 12

_read_anew = read._opened  # noqa: SLF001  (all readings of a plan pass here)
_calculate_anew = calculating.calculate
_read: OrderedDict[tuple[str, bytes], tuple[read.Opened, int]] = OrderedDict()
_check_anew: list[Callable[[Plan, Results | None], tuple[Finding, ...]]] = []
_calculated: OrderedDict[bytes, Results] = OrderedDict()
_checked: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()


def read_once() -> None:
    """Let every later reading of the same bytes take what the first one found.

    Comes before any module is imported that calculates.
    """
    read._opened = _opened  # noqa: SLF001
    calculating.calculate = _calculate
    from csplan.plan import check as checking  # now, for it takes `calculate` by name

    _check_anew.append(checking.check)
    checking.check = _check


def forget() -> None:
    """Forget what was read, for a test that counts how often something is."""
    _read.clear()


def _opened(file: Path, data: bytes, stamp: Stamp, now: datetime) -> read.Opened:
    """Return what a workbook's bytes hold, and what is around its file now."""
    if not _FROM <= len(data) <= _UP_TO:
        return _read_anew(file, data, stamp, now)
    key = (file.name, data)
    if key not in _read:
        first = _read_anew(file, data, stamp, now)
        around = len(read._of_file(file, first.package, now))  # noqa: SLF001
        _read[key] = first, len(first.plan.findings) - around
        if len(_read) > _MOST_READ:
            _read.popitem(last=False)
    _read.move_to_end(key)
    first, own = _read[key]
    plan = replace(
        first.plan,
        settings=dict(first.plan.settings),
        rows=_copied(first.plan.rows),
        findings=(*first.plan.findings[:own], *read._of_file(file, first.package, now)),  # noqa: SLF001
        sha256=stamp.sha256,
    )
    return replace(first, path=file, stamp=stamp, sheets=dict(first.sheets), plan=plan)


def _calculate(plan: Plan) -> Results:
    """Return the results of a plan."""
    key = pickle.dumps((plan.settings, plan.rows))
    if len(key) < _FROM:
        return _calculate_anew(plan)
    if key not in _calculated:
        _calculated[key] = _calculate_anew(plan)
        if len(_calculated) > _MOST_CALCULATED:
            _calculated.popitem(last=False)
    _calculated.move_to_end(key)
    first = _calculated[key]
    settings = dict(first.settings)
    return Results(meant(plan), settings, {**_copied(first.rows), SETTINGS.key: [settings]})


def _check(plan: Plan, results: Results | None = None) -> tuple[Finding, ...]:
    """Return the findings of a plan."""
    told = [_told(plan)] if results is None else [_told(plan), _told(results.plan), *_held(results)]
    key = pickle.dumps(told)
    if len(key) < _FROM:
        return _check_anew[0](plan, results)
    if key not in _checked:
        _checked[key] = _check_anew[0](plan, results)
        if len(_checked) > _MOST_CALCULATED:
            _checked.popitem(last=False)
    _checked.move_to_end(key)
    return _checked[key]


def _told(plan: Plan) -> object:
    return (*_held(plan), plan.places, plan.findings, plan.name, plan.sha256)


def _held(of: Plan | Results) -> tuple[object, object]:
    return of.settings, of.rows


def _copied(rows: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    return {key: [dict(row) for row in of_sheet] for key, of_sheet in rows.items()}
