"""This module picks what is Red, worsening, overdue or over budget, and sorts it.

What matters most comes first: Red before Amber before the rest; then what the plan marks High; then
safeguarding and statutory timeliness; then how far beyond its tolerance (10, 3 or 1 times); then
worsening with evidence, worsening, steady, improving, and last what only does as every year; money
by its threshold, actions by their days.  Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from csplan.looks import figures
from csplan.looks.figures import NOTHING
from csplan.looks.plain_text import plain
from csplan.plan.plan import Row
from csplan.scorecards.content import ActionLine, ExceptionLine, IndicatorLine
from csplan.scorecards.lines import RefNames, budget_line
from csplan.sheets.column import Value
from csplan.terms.records import replace
from csplan.terms.values import is_number
from csplan.terms.vocabulary import BudgetKind, CipfaGroup, Unit, Urgency

__all__ = [
    "action_exceptions",
    "budget_exceptions",
    "group_name",
    "in_short",
    "indicator_exceptions",
    "nearly_exceptions",
    "short_name",
]

_RANK = {"Red": 0, "Amber": 1}
_FAR = (10, 3, 1)
"""How many times its tolerance an indicator is from its target, in bands and not to a hair."""
_WAYS = ("Worsening with evidence", "Worsening", "Steady", "Improving")
_MANY = 10
_MOST, _MOST_OF_TWO = 140, 180
"""How many letters a name has at most on a line; one of a group and what is measured."""
_LETTER = re.compile(r"^[a-z]\)\s+")
"""The letter that the plan prints before each of a group's measures."""
_OF_A_YEAR = re.compile(r",? (?:during|in|over) the (?:last|past) (?:twelve|12) months$")
"""What the row's measure says."""
_NEARLY = 0.1
_SUFFIX = re.compile(r"\s+–\s+(?:number|rate)\b.*$", re.IGNORECASE)
_PER = re.compile(r"\s*\([^)]*\)\s*$")
_Sorted = tuple[tuple[tuple[int, ...], float, str], ExceptionLine]


def indicator_exceptions(pairs: Sequence[tuple[Row, IndicatorLine]]) -> tuple[ExceptionLine, ...]:
    """Return the indicators that are Red or worsening, what matters most first.

    A count and the rate made of it are one entry.
    """
    return _of_indicators(pairs, lambda line: line.status == "Red" or line.direction == "Worsening")


def nearly_exceptions(
    pairs: Sequence[tuple[Row, IndicatorLine]], rows: Sequence[Row], names: RefNames
) -> tuple[ExceptionLine, ...]:
    """Return what comes after what is Red: savings that nobody has yet, then what is Amber.

    Of budget lines only those that have come a tenth of the way to Red.
    """
    amber = (
        row
        for row in rows
        if row["rag"] == "Amber" and _times(row["forecast_variance"], row["red_from"]) >= _NEARLY
    )
    return (
        *(_of_unallocated(row, names) for row in rows if _is_unallocated_saving(row)),
        *_of_indicators(pairs, lambda line: line.status == "Amber"),
        *budget_exceptions(amber, names),
    )


def _of_indicators(
    pairs: Sequence[tuple[Row, IndicatorLine]], is_told: Callable[[IndicatorLine], bool]
) -> tuple[ExceptionLine, ...]:
    found: list[_Sorted] = []
    for row, line in pairs:
        if not is_told(line):
            continue
        times = _times(row["shortfall"], row["tolerance_applied"])
        order = (_place(line, times), -times, line.ref)
        found.append((order, _of_indicator(line, _reasons(line, times))))
    return _together(_in_order(found), {line.ref: line for _, line in pairs})


def _place(line: IndicatorLine, times: float) -> tuple[int, ...]:
    """Return where an indicator stands: the least number comes first, the first to differ counts.

    Its colour; High; a duty; how far it is; which way it goes, as every year or not.
    """
    far = next((n for n, least in enumerate(_FAR) if times >= least), len(_FAR))
    return (
        _RANK.get(line.status, 2),
        int(line.priority != Urgency.HIGH),
        int(not line.duty),
        far,
        len(_WAYS) if is_seasonal(line) else _WAYS.index(way_of(line)),
    )


def is_seasonal(line: IndicatorLine) -> bool:
    """Say whether it only worsens as it did last year: no worse than in the same period then."""
    alike = line.direction_on_year in ("Steady", "Improving")
    return line.direction == "Worsening" and alike and not _with_evidence(line)


def _with_evidence(line: IndicatorLine) -> bool:
    return line.is_real.startswith("concerning")


def way_of(line: IndicatorLine) -> str:
    """Say which way an indicator goes, as the order of what matters has it."""
    if _with_evidence(line):
        return _WAYS[0]
    return line.direction if line.direction in _WAYS else "Steady"


def _reasons(line: IndicatorLine, times: float) -> tuple[str, ...]:
    """Say why an indicator stands where it stands among what matters."""
    moved = f"worsening: it {line.movement}" if line.direction == "Worsening" else ""
    evidence = "more than chance (special cause)" if _with_evidence(line) else ""
    year = f"no worse than a year before ({line.year_before}), so it comes later"
    far = "" if not times else "no tolerance is set" if times == inf else _far(times)
    return tuple(
        filter(
            None,
            (
                line.status,
                "High on its row" if line.priority == Urgency.HIGH else "",
                line.duty.lower(),
                far,
                moved,
                evidence,
                year if is_seasonal(line) else "",
            ),
        )
    )


def _far(times: float) -> str:
    shown = f"{times:,.0f}" if times >= _MANY else f"{times:.1f}"
    return f"{shown} times its tolerance from the target"


def _of_indicator(line: IndicatorLine, reasons: tuple[str, ...]) -> ExceptionLine:
    return ExceptionLine(
        kind="Indicator",
        ref=line.ref,
        name=line.name,
        short=short_name(line),
        service=line.service,
        status=line.status,
        actual=line.actual,
        target=line.target,
        variance=line.variance,
        judgement=line.judgement,
        direction=line.direction,
        movement=line.movement,
        why=line.why,
        gap=line.gap,
        commentary=line.commentary,
        corrective_action=line.corrective_action,
        reasons=reasons,
        trend=line.trend,
    )


def short_name(line: IndicatorLine) -> str:
    """Return an indicator's name as it is said beside its figures: its group, and what is measured.

    Where both are too long for a line, each gives way for the other.
    """
    if not line.group:
        return in_short(base_name(line.label))
    label = _OF_A_YEAR.sub("", _LETTER.sub("", base_name(line.label)).rstrip("."))
    room = _MOST_OF_TWO - len(": ")
    label = in_short(label, most=max(room - len(line.group), room // 2))
    return f"{in_short(line.group, most=room - len(label))}: {label}"


def group_name(line: IndicatorLine) -> str:
    """Return what an indicator is about, without any figure: its group, else its label."""
    return in_short(line.group or base_name(line.label))


def base_name(label: str) -> str:
    """Return a label without what tells a count from its rate.

    >>> base_name("Numbers of children in care (per 10k pop) – number")
    'Numbers of children in care'
    """
    return _PER.sub("", _SUFFIX.sub("", label)).strip()


def in_short(text: str, *, most: int = _MOST) -> str:
    """Cut a name between words that is too long for any line.

    >>> in_short("Children waiting to be placed for adoption")
    'Children waiting to be placed for adoption'
    """
    if len(text) <= most:
        return text
    return f"{text[: text.rfind(' ', 0, most)].rstrip(' ,;:–-')}…"


def _together(
    found: Sequence[ExceptionLine], lines: Mapping[str, IndicatorLine]
) -> tuple[ExceptionLine, ...]:
    """Return the entries with each rate told by the count that it is made of."""
    kept: list[ExceptionLine] = []
    alike: dict[tuple[str, ...], list[int]] = {}
    for entry in found:
        own = lines[entry.ref]
        places = alike.setdefault(_measure(own), [])
        other = next((n for n in places if _count_and_rate(own, lines[kept[n].ref])), None)
        if other is None:
            places.append(len(kept))
            kept.append(entry)
            continue
        count, rate = (entry, kept[other]) if own.unit == Unit.NUMBER else (kept[other], entry)
        unit = lines[rate.ref].unit
        said = f"{rate.actual} {unit} against {rate.target} ({rate.ref})"
        kept[other] = replace(count, also=said, also_ref=rate.ref)
    return tuple(kept)


def _measure(line: IndicatorLine) -> tuple[str, ...]:
    """Return what a count and the rate made of it have in common."""
    return (line.group, base_name(line.label), line.outcome, line.service)


def _count_and_rate(one: IndicatorLine, other: IndicatorLine) -> bool:
    """Say whether of two of one measure one is a number and the other the rate made of it."""
    units = {one.unit, other.unit}
    rates = {Unit.PER_10_000, Unit.PER_100_000}
    return Unit.NUMBER in units and bool(units & rates)


def _times(size: Value, tolerance: Value) -> float:
    """Return how many times the tolerance a shortfall is; endlessly many where there is none."""
    if not is_number(size) or not is_number(tolerance) or not size:
        return 0.0
    return float(size) / float(tolerance) if tolerance else inf


def budget_exceptions(rows: Iterable[Row], names: RefNames) -> tuple[ExceptionLine, ...]:
    """Return the budget lines forecast to overspend, the furthest beyond its threshold first."""
    found: list[_Sorted] = []
    for row in rows:
        over = row["forecast_variance"]
        if row["rag"] not in _RANK or not is_number(over):
            continue
        red_from = figures.number(row["red_from"])
        order = ((_RANK[str(row["rag"])],), -_times(over, red_from), plain(row["ref"]))
        found.append((order, _of_budget(row, names, red_from)))
    return _in_order(found)


def _of_budget(row: Row, names: RefNames, red_from: float) -> ExceptionLine:
    line = budget_line(row)
    size = line.variance.text.lstrip("+")
    worse = f"it is forecast to overspend by {size}"
    if line.kind == BudgetKind.INCOME:
        worse = f"income is forecast to fall short by {size}"
    side = "at or beyond" if line.status == "Red" else "below"
    return ExceptionLine(
        kind="Budget",
        ref=line.ref,
        name=line.heading,
        short=in_short(f"{line.heading}, {names.of(row['service'])}"),
        service=names.of(row["service"]),
        status=line.status,
        actual=line.forecast,
        target=line.revised,
        variance=line.variance,
        judgement=line.favourability,
        direction="",
        why=(
            f"{line.status} because {worse}, {side} the {figures.pounds(red_from)} "
            f"from which a line of its {names.words.service} is Red."
        ),
        gap=f"{size} {'more' if line.kind == BudgetKind.INCOME else 'less'} to end on budget",
        commentary=line.commentary,
        corrective_action=plain(row.get("mitigation")),
        reasons=(
            line.status,
            f"{size} over, {side} the {figures.pounds(red_from)} from which a line is Red",
        ),
    )


def _is_unallocated_saving(row: Row) -> bool:
    """Say whether a line is a saving that the forecast counts, though no service has it."""
    budget = row["revised_budget"]
    is_saving = is_number(budget) and float(budget) < 0
    return (
        row.get("cipfa_group") == CipfaGroup.UNALLOCATED
        and is_saving
        and not is_number(row.get("forecast_used"))
    )


def _of_unallocated(row: Row, names: RefNames) -> ExceptionLine:
    line = _of_budget(row, names, 0.0)
    size = figures.pounds(abs(figures.number(row["revised_budget"])))
    counted = f"{size} of savings not yet allocated, counted as delivered"
    return replace(
        line,
        actual=NOTHING,
        target=NOTHING,
        variance=NOTHING,
        judgement="",
        why=f"The forecast counts {size} of savings as delivered that no line has yet.",
        gap=counted,
        reasons=(line.status, counted),
    )


def action_exceptions(actions: Iterable[ActionLine]) -> tuple[ExceptionLine, ...]:
    """Return the actions that are overdue or off track, the longest overdue first."""
    found: list[_Sorted] = []
    for line in actions:
        if line.status != "Red":
            continue
        order = ((0,), -(line.days_overdue.value or 0.0), line.ref)
        why = "Red because its lead says that it is off track."
        if line.timing:
            why = f"Red because it was due on {line.due} and is not complete."
        exception = ExceptionLine(
            kind="Action",
            ref=line.ref,
            name=line.action,
            short=in_short(line.action),
            service=line.service,
            status=line.status,
            actual=NOTHING,
            target=NOTHING,
            variance=NOTHING,
            judgement=line.timing,
            direction="",
            why=why,
            gap=", ".join(filter(None, (_due(line), _complete(line)))),
            commentary=line.commentary,
            corrective_action="",
            reasons=(line.status, line.timing or "off track"),
        )
        found.append((order, exception))
    return _in_order(found)


def _due(line: ActionLine) -> str:
    return "" if line.due == "No date" else f"due {line.due}"


def _complete(line: ActionLine) -> str:
    return "" if line.percent_complete.value is None else f"{line.percent_complete} complete"


def _in_order(found: list[_Sorted]) -> tuple[ExceptionLine, ...]:
    return tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))
