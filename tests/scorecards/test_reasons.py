"""Every exception says why it has its colour, and no figure contradicts it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from csplan.plan.plan import Row
from csplan.rules import performance
from csplan.scorecards import reasons
from csplan.scorecards.content import IndicatorLine
from csplan.scorecards.lines import RefNames
from csplan.sheets import ACTIVITY, INDICATORS
from csplan.terms.vocabulary import Polarity
from tests.scorecards.cases import baseline, cards, changed, demo, replaced


def line_of(ref: str, **cells: float | str | None) -> IndicatorLine:
    """One indicator's line after some of its cells were changed."""
    results = changed(baseline(), INDICATORS, {ref: cells}, reporting_period="Q1")
    return next(one for one in cards(results)["directorate"].indicators if one.ref == ref)


def test_a_figure_that_would_contradict_its_colour_shows_more_decimals() -> None:
    line = line_of("KO2-10", q1_actual=0.9496)
    assert ("Amber", "94.96%", "95.00%", "−0.04 points") == (
        line.status,
        line.actual.text,
        line.target.text,
        line.variance.text,
    )


def test_a_red_that_would_look_amber_shows_more_decimals() -> None:
    line = line_of("KO2-11", q1_actual=0.75996)
    assert ("Red", "75.996%") == (line.status, line.actual.text)


def test_a_whole_figure_on_its_target_shows_no_decimals() -> None:
    line = line_of("KO2-01", q1_actual=550.0)
    assert ("Green", "550", "550", "0") == (
        line.status,
        line.actual.text,
        line.target.text,
        line.variance.text,
    )


def test_why_names_target_tolerance_and_who_set_it() -> None:
    line = line_of("KO2-09", q1_actual=0.508)
    assert (
        "Red because 50.8% is 39.2 points below the target of 90.0%, beyond the tolerance of "
        "4.5 points (the default, 5% of the target); it is Red below 85.5%." == line.why
    )


def test_why_says_that_the_row_sets_its_own_tolerance() -> None:
    line = line_of("KO2-01", q1_actual=560.0, tolerance_in_unit=15.0)
    assert (
        "Amber because 560 is 10 above the target of 550, within the tolerance of 15 "
        "(set on its row); it is Red above 565." == line.why
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ref", "cells", "gap"),
    [
        ("KO2-01", {"q1_actual": 561.0}, "11 fewer children to reach the target"),
        ("KO2-14", {"q1_actual": 1600.0}, "110 more families to reach the target"),
        ("KO3-05", {"q1_actual": 9.0}, "1 fewer school to reach the target"),
        (
            "KO2-16",
            {"q1_actual": 0.727, "denominator": 11.0},
            "about 4 more homes (of 11) to reach the target",
        ),
        ("KO2-16", {"q1_actual": 0.727}, ""),
        ("KO2-02", {"q1_actual": 39.0}, ""),
        ("KO2-05", {"q1_actual": 27.0}, ""),
    ],
)
def test_the_gap_is_said_in_what_the_indicator_counts(
    ref: str, cells: dict[str, float], gap: str
) -> None:
    assert gap == line_of(ref, **cells, first_due="Q1").gap


def test_the_gap_says_what_each_costs_where_activity_does() -> None:
    lines = {line.ref: line.gap for line in cards(demo())["directorate"].indicators}
    # 156 × 52 × £860 + 61 × 52 × £3,420 + 57 × 52 × £890 = £20,462,520, for 274 children
    assert lines["KO2-01"].endswith(
        " fewer children to reach the target; each child in care costs £74,681 a year, illustrative"
    )
    assert [] == [ref for ref, gap in lines.items() if "costs" in gap and ref != "KO2-01"]


@pytest.mark.parametrize(
    ("what", "called", "status", "said"),
    [
        ("Foster care", None, "Live", "each costs £520 a year"),
        ("Foster care", "child", "Live", "each child costs £520 a year"),
        ("Foster care", "child", "Illustrative", "each child costs £520 a year, illustrative"),
        ("Illustrative: foster care", None, "Live", "each costs £520 a year, illustrative"),
    ],
)
def test_what_each_costs_is_marked_where_it_is_illustrative(
    what: str, called: str | None, status: str, said: str
) -> None:
    row: Row = dict.fromkeys(ACTIVITY.by_name) | {
        "ref": "AP-01",
        "line": "B-016",
        "what": what,
        "planned_number": 3.0,
        "planned_weeks": 52.0,
        "planned_price": 10.0,
        "indicator": "ko2-01",
        "one_called": called,
    }
    names = RefNames(replaced(baseline(), {ACTIVITY.key: [row]}, data_status=status))

    assert (said, "") == (names.cost_of_each("KO2-01"), names.cost_of_each("KO2-02"))


def test_every_exception_says_why() -> None:
    for line in cards(demo())["exceptions"].exceptions:
        assert line.why.startswith(f"{line.status} because ") or "worsening" in line.why


def test_every_red_and_every_overdue_action_is_an_exception() -> None:
    both = cards(demo())
    lines = both["exceptions"].exceptions
    found = {line.ref for line in lines}
    found |= {line.also.partition("(")[2].rstrip(")") for line in lines if line.also}
    reds = {line.ref for line in both["directorate"].indicators if line.status == "Red"}
    overdue = {line.ref for line in both["directorate"].actions if line.timing}
    assert reds | overdue <= found


def test_exceptions_that_matter_most_come_first() -> None:
    lines = [line for line in cards(demo())["exceptions"].exceptions if line.kind == "Indicator"]
    rows = {str(row["ref"]): row for row in demo().present(INDICATORS)}
    times = [
        float(rows[line.ref]["shortfall"]) / float(rows[line.ref]["tolerance_applied"])  # type: ignore[arg-type]
        for line in lines
    ]
    bands = [sum(one < least for least in (10, 3, 1)) for one in times]
    order = [(line.status != "Red", band) for line, band in zip(lines, bands, strict=True)]
    assert sorted(order) == order


def test_overdue_actions_come_first() -> None:
    for card in cards(demo()).values():
        days = [action.days_overdue.value or 0 for action in card.actions]
        assert sorted(days, reverse=True) == days


_SENTENCE = re.compile(
    r"(Red|Amber) because ([\d.,]+)(%?) is ([\d.,]+)(?: points?)? (below|above) the target of "
    r"([\d.,]+)%?, (beyond|within) the tolerance of ([\d.,]+)(?: points?)? \(.*?\); it is Red "
    r"(below|above) ([\d.,]+)%?\."
)


def _read(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@pytest.mark.slow
def test_every_sentence_is_true_as_it_is_printed(
    record_property: Callable[[str, object], None],
) -> None:
    """Read back as a person with a calculator would: differences, tolerance and limit."""
    draw = random.Random(8)
    told = 0
    for _ in range(4000):
        percent = draw.random() < 0.6
        decimals = draw.choice((0, 1, 1, 2))
        scale = Decimal(100 if percent else 1)
        target = Decimal(str(round(draw.uniform(1, 100), draw.choice((0, 1, 2)))))
        tolerance = draw.choice(
            (Decimal("0.05") * target, Decimal("3.75"), Decimal("0.999"), Decimal(2))
        )
        edge = draw.choice(
            (Decimal(0), Decimal("0.001"), Decimal("0.04"), Decimal("-0.03"), Decimal("1.3"))
        )
        side = draw.choice((-1, 1))
        actual = target + side * (tolerance + edge)
        polarity = Polarity.HIGHER if side < 0 else Polarity.LOWER
        if actual <= 0:
            continue
        row: Row = {
            "unit": "%" if percent else "number",
            "polarity": polarity,
            "indicator": "x",
            "group": None,
            "target_to_date": float(target / scale),
            "tolerance_in_unit": float(tolerance),
        }
        values = (float(actual / scale), float(target / scale))
        off = performance.variance("Rated", row["unit"], *values)
        short = performance.shortfall(off, polarity)
        row |= {"variance": off, "shortfall": short, "tolerance_applied": float(tolerance)}
        row["rag"] = performance.colour(polarity, float(short), float(tolerance))
        row["red_beyond"] = performance.red_beyond(
            float(tolerance), polarity, row["unit"], values[1]
        )
        one, other, places = reasons.judged_figures(
            values, row, status=str(row["rag"]), tolerance=float(tolerance), decimals=decimals
        )
        said = reasons.why(row, one, other, decimals=places, default=0.05)
        found = _SENTENCE.fullmatch(said)
        if found is None:
            assert "Green" in said
            continue
        colour, shown, _, by, _, aim, reach, allowed, below, limit = found.groups()
        told += 1
        assert _read(by) == abs(_read(shown) - _read(aim)), said
        assert (_read(by) > _read(allowed)) is (reach == "beyond") is (colour == "Red"), said
        beyond = _read(shown) < _read(limit) if below == "below" else _read(shown) > _read(limit)
        assert beyond is (colour == "Red"), said
    record_property("figure", f"sentences: {told} of drawn rows read back, 0 untrue as printed")
    assert told > 2000
