"""Figures of indicators that cannot be true, and figures that somebody must confirm.

What cannot be true is judged by the rule that marks it in the workbook.  Knows nothing of money.
"""

from __future__ import annotations

from itertools import pairwise

from csplan.plan.likelihood import Told, unlike
from csplan.rules import likeness, through_year
from csplan.rules.figures import FIGURES, QUARTERS, TOLD, impossible
from csplan.sheets import INDICATORS
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places, excel_round, half_up
from csplan.terms.values import CellError, Value, is_number, says
from csplan.terms.vocabulary import FigureCheck, ForecastMethod, Measure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_figures", "one_population", "population", "shown_figure", "stem", "steps"]

_WORDS = {
    FigureCheck.BELOW_ZERO: (
        Code.FIGURE_BELOW_ZERO,
        "{figure} is below zero, which a {unit} cannot be.",
        "Type it without the minus, or correct it.",
    ),
    FigureCheck.ABOVE_100: (
        Code.SHARE_ABOVE_100,
        "{figure} is more than the whole: neither baseline nor target is above 100%.",
        "Check numerator and denominator.",
    ),
    FigureCheck.NOT_WHOLE: (
        Code.FIGURE_NOT_WHOLE,
        "{figure} is not a whole number, and this row counts in whole ones.",
        "Correct it; if parts are meant, give the row decimals.",
    ),
    FigureCheck.FALLS: (
        Code.FIGURE_FALLS,
        "{figure} is below what was reached before, and this measure only grows.",
        "Type the figure since the start, not the quarter's own.",
    ),
    FigureCheck.DATE: (
        Code.DATE_FOR_NUMBER,
        "{figure} is a date, not a number: no such figure fits this row, but Excel counts days so.",
        "Type the figure itself, and set the cell's format to Number.",
    ),
}


def check_figures(results: Results) -> Iterator[Finding]:
    """Look at every figure of every indicator: whether it can be true, and is likely."""
    plan = results.plan
    for index, row in enumerate(results.table(INDICATORS)):
        if row.get("ref") in (None, "") or any(
            isinstance(row.get(name), CellError) for name in ("unit", "measure", "polarity")
        ):
            continue
        wrong = _impossible(plan, row)
        for name, word in wrong.items():
            code, message, fix = _WORDS[word]
            figure = row.get(name)
            said = message.format(figure=shown_figure(figure, row), unit=_noun(row))
            yield _at(plan, code, said, fix, index, name, figure)
        yield from _method(plan, index, row)
        yield from _unlikely(results, index, row, set(wrong))
        yield from _absent(plan, index, row)
        yield from _standing(plan, index, row)
        yield from _not_moved(plan, index, row)
        yield from _of_whole(plan, index, row)
    yield from _populations(results)


def _at(
    plan: Plan, code: Code, message: str, fix: str, index: int, name: str, found: Value
) -> Finding:
    """Locate a finding at a figure."""
    return plan.finding(code, message, fix, sheet=INDICATORS, index=index, column=name, found=found)


def _impossible(plan: Plan, row: Row) -> dict[str, FigureCheck]:
    """Return why figures of a row cannot be true; a slip of a hundred has a code of its own."""
    words = impossible(
        [row.get(name) for name in FIGURES],
        [row.get(name) for name in TOLD],
        unit=row.get("unit"),
        decimals=row.get("decimals"),
        polarity=row.get("polarity"),
        measure=row.get("measure"),
    )
    limit = plan.settings.get("percentage_limit")
    found = {}
    for name, word in zip(FIGURES, words, strict=True):
        figure = row.get(name)
        beyond = is_number(figure) and is_number(limit) and abs(figure) > float(limit)
        if word is not None and not (word is FigureCheck.ABOVE_100 and beyond):
            found[name] = word
    return found


def _method(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Refuse the latest figure as the forecast of a count that grows to the year's end."""
    method = row.get("forecast_method")
    if says(method, ForecastMethod.LATEST) and says(row.get("measure"), Measure.CUMULATIVE):
        yield _at(
            plan,
            Code.METHOD_UNFIT,
            "Latest would take the count so far for the whole year's.",
            "Choose Run rate, or type a forecast.",
            index,
            "forecast_method",
            method,
        )


def _unlikely(results: Results, index: int, row: Row, wrong: set[str]) -> Iterator[Finding]:
    """Find figures that are unlike the last one, the baseline and the target alike."""
    plan, unit = results.plan, row.get("unit")
    periods = float(results.settings["periods_in_year"] or 4)
    for number, name in enumerate(FIGURES, start=1):
        figure = row.get(name)
        if name in wrong or not is_number(figure) or _beyond(plan, row, figure):
            continue
        told = list(_told(row, number, wrong, periods))
        found = unlike(float(figure), told, unit)
        if found is not None:
            named = [f"{shown_figure(one.typed, row)} ({one.name})" for one in told]
            words = found.words(shown_figure(figure, row), named)
            fix = f"Check it; {shown_figure(found.likely, row)} would be in line."
            if found.likely is None:
                fix = "Check it against its source."
            yield _at(plan, found.code, words, fix, index, name, figure)
            continue
        odd = _of_a_share(float(figure), told, row)
        if odd:
            said = f"{shown_figure(figure, row)} {odd}"
            fix = "Check it against its source."
            yield _at(plan, Code.FIGURE_UNLIKELY, said, fix, index, name, figure)


def _of_a_share(figure: float, told: Sequence[Told], row: Row) -> str:
    """Say of which slip a share is: what another leaves of 100%, or 100% for 1%."""
    if not says(row.get("unit"), Unit.PERCENT) or not told or not 0 <= figure <= 1:
        return ""
    reached = [one for one in told if "target" not in one.name]
    left = next((one for one in reached if abs(1 - figure - one.value) <= _NEAR_LEFT), None)
    if left is not None and all(abs(figure - one.value) > _APART for one in told):
        return f"is about what {shown_figure(left.typed, row)} ({left.name}) leaves of 100%."
    leaps = bool(reached) and all(1 - one.value > _LEAP for one in reached)
    if figure == 1 and leaps and all(one.value != 1 for one in told):
        return "is a leap from all that is known of the row: was 1 typed for 1%?"
    return ""


_NEAR_LEFT, _APART, _LEAP = 0.05, 0.1, 0.3


def _beyond(plan: Plan, row: Row, figure: float) -> bool:
    """Say whether a share is beyond the limit on Settings, which is an error already."""
    limit = plan.settings.get("percentage_limit")
    return says(row.get("unit"), Unit.PERCENT) and is_number(limit) and abs(figure) > float(limit)


def _told(row: Row, number: int, wrong: set[str], periods: float) -> Iterator[Told]:
    """Yield what a figure is compared with, as far through the year as it is; 5 is the forecast.

    A cumulative figure is compared with what the last one, the year's target and last year's
    total come to by that quarter.
    """
    measure, baseline, target = (row.get(name) for name in ("measure", "baseline", "target"))
    quarter, is_forecast = min(number, int(periods)), number == len(FIGURES)
    gone = row.get("quarter") if is_forecast else None
    places = int(gone) if is_number(gone) else number - 1
    last = next(
        (
            (place, float(figure))
            for place, name in reversed(list(enumerate(FIGURES[:places], start=1)))
            if is_number(figure := row.get(name)) and name not in wrong
        ),
        None,
    )
    if last is not None:
        place, figure = last
        grows = says(measure, Measure.CUMULATIVE)
        yield Told(f"Q{place}'s figure", figure, figure * (quarter / place if grows else 1))
    share = float(likeness.year_gone(quarter, measure, periods))
    if is_number(baseline):
        yield Told("the baseline", float(baseline), float(baseline) * share)
    profile = [row.get(name) for name in _PROFILE]
    by_then = through_year.target_to_date.evaluated(
        [quarter, measure, baseline, target, *profile, periods]
    )
    year = float(target) * share if is_number(target) else None
    if not is_forecast and is_number(by_then) and (year is None or by_then != excel_round(year)):
        yield Told("the quarter's target", float(by_then), float(by_then))
    if is_number(target) and year is not None:
        yield Told("the target", float(target), year)


_PROFILE = ("q1_target", "q2_target", "q3_target", "q4_target")


def _absent(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a word that says there is no figure where there was one before."""
    figures = [row.get("baseline"), *(row.get(name) for name in QUARTERS)]
    for number, name in enumerate(QUARTERS, start=1):
        word = row.get(name)
        if isinstance(word, CellError) or not (says(word, "N/A") or says(word, "z")):
            continue
        last = next((one for one in reversed(figures[:number]) if is_number(one)), None)
        if last is not None:
            yield _at(
                plan,
                Code.ABSENT_OVER_FIGURE,
                f"{word} stands for Q{number} where there was a figure before "
                f"({shown_figure(last, row)}), so the row is no longer rated.",
                "Type the figure; leave the cell blank where it is only late.",
                index,
                name,
                word,
            )


def _standing(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a figure that is exactly the last three again, as when last quarter's is copied."""
    figures = [row.get(name) for name in ("baseline", *QUARTERS)]
    unit, decimals = row.get("unit"), row.get("decimals")
    for number in range(3, 5):
        figure, before = figures[number], figures[number - 3 : number]
        if not is_number(figure) or not likeness.stands_still(figure, before, unit, decimals):
            continue
        yield _at(
            plan,
            Code.FIGURE_UNCHANGED,
            f"{shown_figure(figure, row)} is exactly what the last three figures were.",
            "Check that it is this quarter's own.",
            index,
            f"q{number}_actual",
            figure,
        )


def _not_moved(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find a count that grows, and is exactly what it was a quarter before."""
    for before, name in pairwise(QUARTERS):
        figure = row.get(name)
        if not is_number(figure) or not likeness.is_copied(
            figure, row.get(before), row.get("measure")
        ):
            continue
        yield _at(
            plan,
            Code.FIGURE_UNCHANGED,
            f"{shown_figure(figure, row)} is exactly {before[:2].upper()}'s figure, and this "
            f"measure grows.",
            "Check that it is the count since the start, to the end of this quarter.",
            index,
            name,
            figure,
        )


def _of_whole(plan: Plan, index: int, row: Row) -> Iterator[Finding]:
    """Find the shown share, where no whole number of its denominator makes it."""
    figure, whole, places = row.get("actual"), row.get("denominator"), row.get("decimals")
    percent = says(row.get("unit"), Unit.PERCENT)
    if not (percent and is_number(figure) and is_number(whole) and is_number(places)):
        return
    half = 0.5 * 10.0 ** -(as_places(places) + 2) * 1.000001
    if whole > 0 and abs(round(figure * whole) / whole - figure) <= half:
        return
    name = f"{str(row.get('period')).lower()}_actual"
    yield _at(
        plan,
        Code.SHARE_OF_NO_WHOLE,
        f"{shown_figure(figure, row)} of {whole:,.10g} is not a whole number.",
        "Correct the figure, or the denominator.",
        index,
        name if name in INDICATORS.by_name else "denominator",
        figure,
    )


def steps(figure: float, row: Row) -> float:
    """Return the steps, as the row's decimals show them, from nothing to a figure."""
    return likeness.steps(figure, row.get("unit"), row.get("decimals"))


_PEOPLE: Mapping[str, float] = {Unit.PER_10_000: 1e4, Unit.PER_100_000: 1e5}
"""Of how many people a rate speaks."""


def _populations(results: Results) -> Iterator[Finding]:
    """Find a rate that no longer fits its count: both are of one population."""
    rows = list(enumerate(results.table(INDICATORS)))
    counts = {stem(row): row for _, row in rows if stem(row) and says(row.get("unit"), Unit.NUMBER)}
    for index, rate in rows:
        count = counts.get(stem(rate)) if not isinstance(rate.get("unit"), CellError) else None
        per = _PEOPLE.get(str(rate.get("unit")))
        if count is None or per is None:
            continue
        start = population(count, rate, "baseline", per)
        for name in QUARTERS:
            now = population(count, rate, name, per)
            if start and now and not (now[0] <= start[1] * 1.03 and start[0] <= now[1] * 1.03):
                yield _at(
                    results.plan,
                    Code.COUNT_AGAINST_RATE,
                    f"{shown_figure(count[name], count)} ({count['ref']}) and "
                    f"{shown_figure(rate[name], rate)} per {per:,.0f} are of a population of about "
                    f"{sum(now) / 2:,.0f}; the baseline was of {sum(start) / 2:,.0f}.",
                    "Check both figures.",
                    index,
                    name,
                    f"{shown_figure(count[name], count)} and {shown_figure(rate[name], rate)}",
                )


def stem(row: Row) -> str:
    """Return an indicator's label up to its last dash: a count's and its rate's is the same."""
    label = str(row.get("indicator") or "").replace("\N{EN DASH}", "-")
    stem, dash, tail = label.rpartition(" - ")
    told = tail.strip().lower().startswith(("number", "count", "rate"))
    return " ".join(stem.lower().split()) if dash and told else ""


def one_population(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """Return, by ref, the other rows of one population: of a count its rate, and the reverse."""
    stems: dict[str, list[Row]] = {}
    for row in rows:
        if stem(row):
            stems.setdefault(stem(row), []).append(row)
    return {
        str(row.get("ref")): [one for one in alike if one is not row]
        for alike in stems.values()
        for row in alike
    }


def population(count: Row, rate: Row, name: str, per: float) -> tuple[float, float] | None:
    """Return the least and largest population of which both figures can be, as they are rounded."""
    many, often, places = count.get(name), rate.get(name), rate.get("decimals")
    if not is_number(many) or not is_number(often) or not is_number(places):
        return None
    half = 0.5 * 10.0 ** -as_places(places)
    if many <= 0 or often <= half:
        return None
    return (many - 0.5) / (often + half) * per, (many + 0.5) / (often - half) * per


def _noun(row: Row) -> str:
    """Name what a row's figures are, for a sentence."""
    unit = str(row.get("unit") or "").lower()
    names = {"%": "share", "number": "count", "weeks": "time", "days": "time"}
    return names.get(unit, "rate")


def shown_figure(value: Value, row: Row) -> str:
    """Write a figure in its row's unit, with the decimals that it has, four at most."""
    if not is_number(value):
        return str(value)
    percent = says(row.get("unit"), Unit.PERCENT)
    figure = float(f"{value * 100 if percent else value:.12g}")
    text = f"{half_up(figure, 4):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text
