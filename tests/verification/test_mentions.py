"""Which numbers in a text are figures, and what each says."""

from __future__ import annotations

import pytest

from csplan.verification.mentions import Hedge, MeasuredIn, mentions_in


def found(text: str, heading: str = "") -> list[tuple[str, float, str]]:
    return [(one.text, one.amount, str(one.measured)) for one in mentions_in(text, heading=heading)]


@pytest.mark.parametrize(
    "text",
    [
        "The report of 14 October 2016 replaces that of 30 September 2016 and of July 2016.",
        "See page 3, paragraph 4.2, paragraphs 5 and 6, Table 7, Figure 2 and Appendix 1.",
        "Telephone 01629 533190, ext 34521, or +44 1629 580000 or (01629) 533 190.",
        "In 2016-17, 2015/16 and 2016/2017, since 2014.",
        "Under section 47, s.20(1), regulation 44 and article 8 of the Children Act 1989.",
        "KO2-03, A-023, B-016 and S-02 are refs; so is CAP-01, DE4 3AG a postcode.",
        "At Q2, in quarter 2, month 6 of 12, week 3, Key Stage 2, KS1, Year 11, Level 4+.",
        "16 to 18 year olds, 16-17 year olds, aged 16 to 18, under 5s, aged 5 or under, 0-4 years.",
        "Within 45 working days, for 12 months or more, in the last twelve months, a 26-week limit.",
        "www.example.org/page/12 and plan-2.xlsx at 10.30am, 2pm and 14:15, 24/7.",
        "1:1 tuition, two thirds, one in five, the 1st, 2nd and 16th.",
        "per 10,000 or per 100,000",
        "31/03/2017 and 2017-03-31",
        "Bars begin at £80,000,000: a budget is dark",
        "Minutes of item 12: recommendation 3, option 2, priority 1, priorities 1 and 2",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [] == found(text)


def test_paragraphs_may_be_numbered() -> None:
    assert [("£89.8m", 89_800_000.0, "pounds")] == found("4.1 The budget is £89.8m")
    assert [("4.1 per cent", 4.1, "%")] == found("4.1 per cent of them left")


def test_units_and_scales_are_read() -> None:
    assert [
        ("11.2%", 11.2, "%"),
        ("11.2 per cent", 11.2, "%"),
        ("0.8 points", 0.8, "points"),
        ("1.4pp", 1.4, "points"),
        ("2.1 percentage points", 2.1, "points"),
    ] == found("11.2%, 11.2 per cent, 0.8 points, 1.4pp and 2.1 percentage points")
    assert [
        ("£1.6m", 1_600_000.0, "pounds"),
        ("£91k", 91_000.0, "pounds"),
        ("£2.5 million", 2_500_000.0, "pounds"),
        ("£1,240,000", 1_240_000.0, "pounds"),
        ("£3bn", 3e9, "pounds"),
    ] == found("£1.6m, £91k, £2.5 million, £1,240,000 and £3bn")
    assert [("24 weeks", 24.0, "weeks"), ("44 days", 44.0, "days")] == found("24 weeks; 44 days")
    assert [("40 per 10,000", 40.0, "a rate")] == found("40 per 10,000")


def test_signs_are_read_and_dashes_are_not() -> None:
    assert [("−£2,662,224", -2_662_224.0, "pounds")] == found("−£2,662,224")
    assert [("-28", -28.0, "a number")] == found("-28")
    assert [("(1,234)", -1_234_000.0, "pounds")] == found("(1,234)", "Variance £000")
    assert [("600", 600.0, "a number"), ("650", 650.0, "a number")] == found("600 – 650")


def test_a_heading_says_the_unit_of_bare_figures() -> None:
    assert [("1.6", 1_600_000.0, "pounds")] == found("1.6", "Variance (£m)")
    assert [("75.8", 75.8, "%")] == found("75.8", "Actual %")


def test_numbers_in_words_are_read() -> None:
    assert [("Twenty-one", 21.0, "a number"), ("three", 3.0, "a number")] == found(
        "Twenty-one families and three homes"
    )


def test_hedges_and_exactness_are_kept() -> None:
    about, over = mentions_in("about £90m, and more than 600")

    assert (Hedge.ABOUT, 1e6, MeasuredIn.POUNDS) == (about.hedge, about.last_place, about.measured)
    assert (Hedge.OVER, 1.0) == (over.hedge, over.last_place)
