"""This module tests what is found in one cell alone: where, what, why and what to do."""

from __future__ import annotations

import pytest

from csplan.plan.check import check, row_counts
from csplan.terms.finding import Severity
from tests.plan.written import found, indicators, plan_with


@pytest.mark.parametrize(
    ("row", "code", "cell", "fix"),
    [
        ({"Q1 actual": "74 %"}, "text-for-number", "AB6", "Type 74% (or 0.74) as a number."),
        ({"Unit": "number", "Q1 actual": "£1,234 "}, "text-for-number", "AB6", "Type 1,234 as a number."),
        ({"Q1 actual": "1,23 x"}, "text-for-number", "AB6", "Type a number, or one of N/A, To be set, c, z, x, or clear the cell."),
        ({"Q1 actual": "31 July 2016"}, "date-for-number", "AB6", "Type the figure itself, and set the cell's format to Number."),
        ({"Q1 actual": "#DIV/0!"}, "error-cell", "AB6", "Type the number itself, or clear the cell."),
        ({"Q1 actual": "6640%"}, "percent-beyond-limit", "AB6", "If 66.4% was meant, type 66.4% (or 0.664)."),
        ({"Decimals": "7"}, "number-out-of-range", "G6", "Type a whole number from 0 to 6."),
        ({"Denominator": "-1"}, "number-out-of-range", "L6", "Type a number, 0 or more."),
        ({"Decimals": "1.5"}, "number-out-of-range", "G6", "Type a whole number from 0 to 6."),
        ({"Tolerance % of target": "5"}, "number-out-of-range", "Z6", "If 5% was meant, type 5% (or 0.05)."),
        ({"Polarity": "Higher better"}, "unknown-word", "H6", "Choose one of: Higher is better, Lower is better, On target is best, Context only."),
        ({"Polarity": "qqq"}, "unknown-word", "H6", "Choose one of: Higher is better, Lower is better, On target is best, Context only."),
        ({"Unit": "Percent"}, "unknown-word", "F6", "Type %."),
        ({"Unit": "date"}, "unknown-word", "F6", "Measure how many, how long or what share: schools rated good or better, in %; days until it is done."),
        ({"Unit": "7"}, "unknown-word", "F6", "Measure how many, how long or what share: schools rated good or better, in %; days until it is done."),
        ({"Service": "XX9"}, "unknown-ref", "E6", "Choose from the list, or add it to Services."),
        ({"Service": "S L"}, "unknown-ref", "E6", "Did you mean SL?  Choose from the list."),
        ({"Ref": "KO1~01"}, "ref-unusable", "A6", "Refs are text: Unique, e.g. KO1-03."),
        ({"Ref": "Mar-1"}, "ref-unusable", "A6", "Refs are text: Unique, e.g. KO1-03."),
        ({"Ref": "42461"}, "ref-unusable", "A6", "Refs are text: Unique, e.g. KO1-03."),
        ({"Ref": ""}, "ref-missing", "A6", "Type its ref (Unique, e.g. KO1-03), or clear the row."),
        ({"Unit": "number", "Q1 actual": "4929123456781234"}, "number-too-long", "AB6", "Check what was typed or pasted; a card or phone number is not a figure."),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_is_found_with_what_to_do(
    row: dict[str, str], code: str, cell: str, fix: str
) -> None:
    plan = plan_with(indicators=indicators(row))

    (finding,) = found(check(plan), code)

    assert (Severity.ERROR, f"Indicators!{cell}", fix) == (
        finding.severity,
        finding.place,
        finding.fix,
    )


def test_true_stands_for_no_number() -> None:
    plan = plan_with(indicators=indicators({}))
    plan.rows["indicators"][0]["q1_actual"] = True

    (finding,) = found(check(plan), "true-or-false")

    assert ("TRUE is not a number.", "Type a number.", "TRUE") == (
        finding.message,
        finding.fix,
        finding.found,
    )


def test_a_word_of_the_vocabulary_with_a_stray_space_is_text() -> None:
    plan = plan_with(indicators=indicators({}))
    plan.rows["indicators"][0]["q1_actual"] = "N/A "

    (finding,) = found(check(plan), "text-for-number")

    assert "Type N/A without spaces around it." == finding.fix


@pytest.mark.parametrize("word", ["N/A", "n/a", "To be set", "c", "z", "x"])
def test_a_number_cell_may_hold_a_word_of_the_vocabulary(word: str) -> None:
    findings = check(plan_with(indicators=indicators({"Target 2018/19": word})))

    assert [] == [one for one in findings if one.severity is Severity.ERROR]


ACTION = "| Ref | Outcome | Action | Lead service | Start | Due |\n|---|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("due", "code", "fix"),
    [
        ("31 July 2017", "text-for-date", "Type 31/07/2017 as a date."),
        ("03/04/2016", "text-for-date", "Type it as a date, e.g. 31/07/2017."),
        ("31/06/2016", "text-for-date", "Type it as a date, e.g. 31/07/2017."),
        ("7", "not-a-date", "Type the date as 31/07/2017."),
        ("999999", "not-a-date", "Type the date as 31/07/2017."),
    ],
)
def test_a_date_that_is_none_is_found(due: str, code: str, fix: str) -> None:
    plan = plan_with(actions=f"{ACTION}| A-001 | KO1 | Do it | SL |  | {due} |")

    (finding,) = found(check(plan), code)

    assert ("Actions!L6", fix) == (finding.place, finding.fix)


def test_a_date_of_the_plan_is_no_finding() -> None:
    plan = plan_with(actions=f"{ACTION}| A-001 | KO1 | Do it | SL | 42461 | 42947 |")

    found_there = {one.code for one in check(plan) if one.sheet == "Actions"}
    assert {"action-without-owner"} == found_there  # which is of no date


def test_every_row_is_accounted_for() -> None:
    plan = plan_with(indicators=indicators({}, {"Unit": "dates", "Q1 actual": "soon"}, {}))
    plan.rows["indicators"][2].update(dict.fromkeys(plan.rows["indicators"][2]))

    counts = row_counts(plan, check(plan))["Indicators"]

    assert (3, 1, 1, 1) == (counts.present, counts.valid, counts.with_errors, counts.blank)


def test_long_text_is_cut_in_the_message_but_not_in_the_workbook() -> None:
    plan = plan_with(indicators=indicators({"Q1 actual": "word " * 30}))

    (finding,) = found(check(plan), "text-for-number")

    assert '"word word word word word word word wo..." is text' in finding.message


def test_a_cell_of_spaces_is_said_to_be_one() -> None:
    plan = plan_with(indicators=indicators({}))
    plan.rows["indicators"][0]["q1_actual"] = "  "

    (finding,) = found(check(plan), "text-for-number")

    assert ("The cell holds only spaces.", "Clear the cell.") == (finding.message, finding.fix)


@pytest.mark.parametrize("ref", ["O1", "ASCOF-2B", "PR4-01", "B1", "FC-01", "ko1-01", "Strand 3.2"])
def test_any_organisations_own_refs_are_as_good(ref: str) -> None:
    plan = plan_with(indicators=indicators({"Ref": ref}))

    assert [] == [one for one in check(plan) if one.code.startswith("ref-")]


def test_spaces_alone_are_no_figure_and_a_word_of_ones_own_is_a_unit() -> None:
    plan = plan_with(indicators=indicators({"Unit": "patients"}))
    plan.rows["indicators"][0]["q1_actual"] = "  "

    (finding,) = found(check(plan), "text-for-number")

    assert ("The cell holds only spaces.", "Clear the cell.") == (finding.message, finding.fix)
    assert [] == found(check(plan), "unknown-word")
