"""Commentary against its own figure, held against sentences that a person labelled."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check_words import check_words
from csplan.plan.plan import Plan, Row
from csplan.template.build import default_settings
from csplan.terms.period import FinancialYear

DATA = Path(__file__).parents[1] / "data" / "commentary"
CODES = {
    "words-against-figure": "words",
    "number-not-on-row": "number",
    "period-not-this": "period",
}


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def situations() -> dict[str, tuple[str, Row]]:
    """The rows that the sentences are about, by name: which sheet, and what stands on it."""
    found: dict[str, tuple[str, Row]] = {}
    for number, line in enumerate(_read("rows.csv"), start=1):
        name, sheet, label = line.pop("row"), line.pop("sheet"), line.pop("indicator")
        row: Row = {key: _value(text) for key, text in line.items() if text}
        if sheet == "indicators":
            row |= {"ref": f"KO1-{number:02}", "indicator": label, "service": "SL"}
            row |= {"frequency": "Quarterly", "first_due": "Q1", "outcome": "KO1"}
        else:
            row |= {"ref": f"A-{number:03}", "action": label, "lead_service": "SL"}
            row |= {"outcome": "KO1"}
        found[name] = (sheet, row)
    return found


def _value(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def found_in(
    row: str, sentence: str, changed: Row | None = None, *, report_date: float | None = 42_674.0
) -> list[tuple[str, str]]:
    """What is found in a commentary on a row: which kind, and the words."""
    sheet, held = situations()[row]
    settings = default_settings(FinancialYear(2016))
    settings |= {"reporting_period": "Q2", "report_date": report_date}
    plan = Plan(
        settings,
        {
            "outcomes": [{"ref": "KO1", "kind": "Key outcome", "outcome": "One"}],
            "services": [{"ref": "SL", "service": "Schools"}],
            sheet: [{**held, **(changed or {}), "commentary": sentence}],
        },
    )
    return [(CODES[one.code], one.found) for one in check_words(calculate(plan))]


def test_the_sentences_are_many_varied_and_fair() -> None:
    sentences = _read("sentences.csv")
    assert len(sentences) >= 200
    assert len({(one["row"], one["sentence"]) for one in sentences}) == len(sentences)
    wrong = sum(bool(one["contradiction"]) for one in sentences)
    assert 0.35 < wrong / len(sentences) < 0.55


def test_contradictions_are_found_and_little_else(
    record_property: Callable[[str, object], None],
) -> None:
    right, false, missed = [], [], []
    for one in _read("sentences.csv"):
        kinds = {kind for kind, _ in found_in(one["row"], one["sentence"])}
        labelled = one["contradiction"]
        told = f"{one['row']}: {one['sentence']} [{labelled or 'fair'}; found {kinds or 'nothing'}]"
        if labelled in kinds:
            right.append(told)
        elif labelled:
            missed.append(told)
        false += [told for kind in kinds if kind != labelled]
    precision = len(right) / (len(right) + len(false))
    recall = len(right) / (len(right) + len(missed))
    record_property(
        "figure",
        f"words against figures: precision {precision:.0%} ({len(false)} false of "
        f"{len(right) + len(false)} found), recall {recall:.0%} ({len(missed)} missed) on "
        f"{len(_read('sentences.csv'))} sentences",
    )
    assert precision >= 0.9, "\n".join(false)
    assert recall >= 0.8, "\n".join(missed)


@pytest.mark.parametrize(
    ("row", "sentence", "changed", "expected"),
    [
        ("plans", "The number fell.", {}, [("words", "fell")]),
        (
            "plans",
            "The number fell.",
            {"measure": "Cumulative", "q1_actual": 340.0, "forecast": 1300.0},
            [],
        ),
        ("plans", "The number fell to 9 children.", {"q2_actual": None}, []),  # of Q1's figure
        ("plans", "The number fell compared with last year.", {}, []),  # which nobody knows
        ("plans", "About 900 children have a plan.", {}, [("number", "900")]),
        ("plans", "About 700 children have a plan.", {}, []),
        ("plans", "The number rose; , .", {}, []),
        ("late", "This improved. The action is on track.", {}, [("words", "on track")]),
    ],
)
def test_what_is_found_in(
    row: str, sentence: str, changed: Row, expected: list[tuple[str, str]]
) -> None:
    assert expected == found_in(row, sentence, changed)


def test_a_report_without_a_date_is_read_by_its_quarter() -> None:
    said = found_in("plans", "The number fell in July.", report_date=None)
    assert [("words", "fell")] == said
