"""The indicators in the CSV file are the printed ones, figure by figure.

Every figure is read a second time from As printed, and the colours that the plan's own figures
give are compared with lists written by hand.
"""

import re
from decimal import Decimal

import pytest

from tests.templates.printed import LINES, YEARS, Row, cells, line_of, number, rows

INDICATOR_LINES = [*range(232, 246), *range(268, 292), *range(314, 373)]

CARE = "Closing the gap: Attainment of children in care for 12 months or more:"
NEED = "Closing the gap: Attainment of children with Special Educational Need "
NEED += "(without a statement):"
GROUPS = {  # heading, the lines that stand under it
    "Timeliness of visits to children subject to a child protection plan:": range(275, 278),
    "Timeliness of visits to children in care:": range(279, 281),
    "Number of thriving families:": range(282, 284),
    "Attainment of children at all key stages:": range(321, 329),
    CARE: range(331, 339),
    "Closing the gap: Attainment of Disadvantaged Pupils": range(340, 348),
    NEED: range(350, 358),
    "Children Missing Education:": range(370, 373),
}
KEY_STAGE_1 = "% of children achieving level 2+ at KS1:"
KEY_STAGE_1_LINES = [*range(323, 326), *range(333, 336), *range(342, 345), *range(352, 355)]
WORDS = {
    "N/A": "N/A",
    "Baseline to be established": "To be set",
    "To be set after baseline established": "To be set",
    "Revised indicators to be published by Ofsted from baseline currently being established.": (
        "To be set"
    ),
    "Performance notated within Children’s Services plan to reflect contribution made to these "
    "Health indicators": "",
}
SPANNED = [*range(232, 239), 291]  # lines whose empty later years belong to a text printed once

GREEN = [271, 357, 368, 370, 372]
AMBER = [239, 240, 241, 276, 321, 340, 362, 365, 371]
TWO_MEASURES = 367  # judged as two rows; of L268 and L273 only the count is a printed verdict


def test_there_are_84_indicators_on_81_printed_lines_and_12_headings() -> None:
    found = [line_of(row) for row in rows("indicators")]
    headings = [n for n in INDICATOR_LINES if LINES[n].strip() and not any(cells(n)[1:])]
    twice = sorted({line for line in found if found.count(line) == 2})

    assert 84 == len(found)
    assert sorted(found) == found
    assert [274, 278, 281, 320, 322, 330, 332, 339, 341, 349, 351, 369] == headings
    assert [268, 273, 367] == twice
    assert [n for n in INDICATOR_LINES if LINES[n].strip() and n not in headings] == sorted(
        set(found)
    )
    assert [14, 22, 48] == [
        sum(row["Outcome"] == key for row in rows("indicators")) for key in ("KO1", "KO2", "KO3")
    ]


def test_indicator_refs_are_numbered_within_their_outcome() -> None:
    for key, count in (("KO1", 14), ("KO2", 22), ("KO3", 48)):
        refs = [row["Ref"] for row in rows("indicators") if row["Outcome"] == key]

        assert [f"{key}-{place:02}" for place in range(1, count + 1)] == refs


def test_every_indicator_has_its_printed_label_and_cells() -> None:
    for row in rows("indicators"):
        label, *printed = cells(line_of(row))

        assert (
            label
            == row["Indicator"]
            .split(" – number")[0]
            .split(" – rate")[0]
            .split(" – Primary")[0]
            .split(" – Secondary")[0]
        )
        assert printed == [cell.strip() for cell in row["As printed"].split("|")]
        assert len(YEARS) == len(printed)


def test_every_indicator_stands_in_the_group_it_is_printed_under() -> None:
    for row in rows("indicators"):
        line = line_of(row)
        group = next((heading for heading, under in GROUPS.items() if line in under), "")
        parts = [group, KEY_STAGE_1] if line in KEY_STAGE_1_LINES else [group]

        assert " – ".join(part.removesuffix(":") for part in parts) == row["Group"]


def test_the_groups_are_the_headings_that_are_printed() -> None:
    printed = {cells(n)[0] for n in INDICATOR_LINES if LINES[n].strip() and not any(cells(n)[1:])}

    assert {*GROUPS, KEY_STAGE_1} == printed


def is_rate(row: Row) -> bool:
    return row["Indicator"].endswith("– rate per 10,000")


def figure(printed: str, row: Row) -> str:
    """What a CSV cell should hold for a printed cell of this row."""
    if printed in WORDS or printed == "":
        return WORDS.get(printed, "")
    if row["Indicator"].startswith("% attendance"):
        printed = printed.split("Secondary")["Secondary" in row["Indicator"]]
    pattern = r"\((\d+) per 10K pop\)" if is_rate(row) else r"(-?\d+(?:\.\d+)?)"
    found = re.search(pattern, printed)
    assert found is not None
    value = Decimal(found[1]) / (100 if row["Unit"] == "%" else 1)
    return f"{value.normalize():f}"


def test_every_figure_is_the_one_printed() -> None:
    for row in rows("indicators"):
        expected = [figure(cell.strip(), row) for cell in row["As printed"].split("|")]
        if line_of(row) in SPANNED:
            expected = [cell or "To be set" for cell in expected]

        assert expected == [row[year] for year in YEARS], row["Ref"]


def test_decimals_are_one_for_a_percentage_and_as_many_more_as_a_printed_figure_needs() -> None:
    for row in rows("indicators"):
        hundred = 100 if row["Unit"] == "%" else 1
        figures = [value * hundred for year in YEARS if (value := number(row[year])) is not None]
        needed = [-int(figure.normalize().as_tuple().exponent) for figure in figures]

        one = row["Unit"] in {"%", "percentage points"}
        assert max([int(one), *needed]) == int(row["Decimals"])


def test_figures_printed_with_a_percent_sign_are_percentages_and_no_others_but_233_and_327() -> (
    None
):
    unsigned = {233, 327}
    for row in rows("indicators"):
        figures = [cell for cell in row["As printed"].split("|") if re.search(r"\d", cell)]
        signed = [cell for cell in figures if "%" in cell and "(" not in cell]
        if line_of(row) not in unsigned and figures:
            assert (signed == figures) == (row["Unit"] == "%")


def test_only_the_words_of_the_field_are_used() -> None:
    allowed = {
        "Unit": {"%", "percentage points", "number", "per 10,000", "per 100,000", "weeks"},
        "Polarity": {"Higher is better", "Lower is better", "Context only"},
        "Measure": {"Snapshot", "Cumulative", "Programme", "Rolling 12 months", "Annual"},
        "Frequency": {"Quarterly", "Annual"},
        "First due": {"Q1", "Q3", "Q4"},
    }
    for heading, words in allowed.items():
        assert words == {row[heading] for row in rows("indicators")}
    for row in rows("indicators"):
        assert [] == [
            row[year]
            for year in YEARS
            if number(row[year]) is None and row[year] not in {"", "N/A", "To be set"}
        ]


@pytest.mark.parametrize(
    ("heading", "value", "lines"),
    [
        ("Unit", "percentage points", [234, 235, 236, 237, 238]),
        ("Polarity", "Context only", [242, 243, 244, 245]),
        ("Measure", "Programme", [282, 283]),
        ("Measure", "Rolling 12 months", [275, 276, 279, 280]),
        ("Decimals", "2", [358]),
        ("Target 2019/20", "", [242, 243, 244, 245, 273, 273, 342, 343, 344, 345]),
        ("Target 2016/17", "To be set", [291]),
    ],
)
def test_the_rows_that_differ_from_the_rest_are_these(
    heading: str, value: str, lines: list[int]
) -> None:
    assert lines == [line_of(row) for row in rows("indicators") if row[heading] == value]


def test_lower_is_better_for_these_lines() -> None:
    lower = {line_of(row) for row in rows("indicators") if row["Polarity"] == "Lower is better"}

    assert {268, 269, 270, 271, 273, 288, 318, 319, 358, 359, 360, 361, 368, 370, 372} == lower


def test_nothing_is_filled_in_that_the_plan_does_not_say() -> None:
    blank = [
        heading for heading in rows("indicators")[0] if re.match(r"Q\d|Tol|For|Com|Cor", heading)
    ]
    blank.append("Denominator")

    assert 15 == len(blank)
    assert {""} == {row[heading] for row in rows("indicators") for heading in blank}


def colour(row: Row, tolerance_percent: int) -> str | None:
    """The colour of the current figure against the 2016/17 target; None where it has none."""
    actual, target = number(row["Baseline"]), number(row["Target 2016/17"])
    if actual is None or target is None or row["Polarity"] == "Context only":
        return None
    shortfall = target - actual if row["Polarity"] == "Higher is better" else actual - target
    if shortfall <= 0:
        return "Green"
    return "Amber" if shortfall <= abs(target) * tolerance_percent / 100 else "Red"


def test_the_published_position_by_printed_line_at_5_percent_of_target() -> None:
    judged = {
        line_of(row): given
        for row in rows("indicators")
        if (given := colour(row, 5)) and not is_rate(row) and line_of(row) != TWO_MEASURES
    }

    assert 63 == len(judged)
    assert GREEN == [line for line, given in judged.items() if given == "Green"]
    assert AMBER == [line for line, given in judged.items() if given == "Amber"]
    assert 49 == sum(given == "Red" for given in judged.values())


def test_attendance_is_green_in_primary_schools_and_amber_in_secondary_schools() -> None:
    assert ["Green", "Amber"] == [
        colour(row, 5) for row in rows("indicators") if line_of(row) == TWO_MEASURES
    ]


@pytest.mark.parametrize(("tolerance", "counts"), [(5, [51, 10, 6]), (10, [42, 19, 6])])
def test_the_published_position_by_row(tolerance: int, counts: list[int]) -> None:
    given = [colour(row, tolerance) for row in rows("indicators")]

    assert 67 == sum(counts) == sum(word is not None for word in given)
    assert counts == [given.count(word) for word in ("Red", "Amber", "Green")]


def test_the_rates_of_two_measure_lines_are_red_like_their_counts() -> None:
    assert ["Red"] * 4 == [
        colour(row, 5) for row in rows("indicators") if line_of(row) in {268, 273}
    ]
