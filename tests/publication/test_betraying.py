"""Which figures betray a few people: by hand, and against counting every fraction one by one."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csplan.commands.cli import run
from csplan.commands.marking import marked_too_low
from csplan.plan.calculate import calculate
from csplan.plan.plan import Results, Row
from csplan.publication.betrayals import betrayals_of
from csplan.publication.betraying import (
    Betrayal,
    Thresholds,
    counts_people,
    increments,
    judge,
)
from csplan.publication.cohorts import shared_cohorts
from csplan.publication.fractions import fits, window
from csplan.publication.quoting import quoted_in
from csplan.publication.words import Guard, KeptBack
from csplan.template.build import build
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from tests.publication.drawn import with_indicators


def row_of(**says: object) -> Row:
    row: dict[str, object] = {"ref": "KO1-01", "indicator": "% of pupils", "unit": "%"}
    return {**row, "decimals": 1.0, **says}  # type: ignore[dict-item]


def judged(value: float, **says: object) -> Betrayal | None:
    return judge(row_of(**says), "q1_actual", value)


@pytest.mark.parametrize(
    ("value", "few"), [(0, False), (0.4, True), (1, True), (5, True), (6, False), (607, False)]
)
def test_counts_of_one_to_five_are_betrayed_and_a_true_nil_is_not(
    value: float, *, few: bool
) -> None:
    assert few is (judged(value, unit="number", decimals=0.0) is not None)


@pytest.mark.parametrize(
    ("value", "denominator", "few"),
    [
        (0.098, 51.0, True),  # 5
        (0.118, 51.0, False),  # 6 of 51, 45 left
        (0.961, 51.0, True),  # 49: 2 left
        (0.5, 8.0, True),  # a group below 10
        (0.5, 12.0, False),  # 6 and 6
        (0.0, 50.0, False),  # a true nil
        (0.0, 9.0, True),  # all 9 of a group below 10
        (1.0, 5.0, True),
        (0.97, 9000.0, False),
        (0.333, 50.0, True),  # no fraction of 50: the denominator is not believed
    ],
)
def test_a_percentage_betrays_by_part_rest_or_whole(
    value: float, denominator: float, *, few: bool
) -> None:
    assert few is (judged(value, denominator=denominator) is not None)


def test_what_cannot_be_excluded_counts_as_betrayed() -> None:
    found = judged(0.098)
    assert found is not None
    assert "may be 4 of 41, or 5 of 51" == found.through
    assert not found.is_certain
    assert judged(0.664) is None  # 5 of at most 14 are 35.7%, and 33.6% is none of them
    assert judged(0.0004, decimals=2.0) is not None  # 1 of 2,500, above all that are tried
    assert judged(39.0, unit="per 10,000", decimals=0.0) is not None  # 1 of 253
    assert judged(39.0, unit="per 10,000", decimals=0.0, denominator=155_000.0) is None
    assert judged(-19.8, unit="percentage points") is not None
    assert judged(1.2) is not None


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(1, 200), st.integers(0, 2))
def test_the_fractions_are_those_that_print_the_figure(part: int, whole: int, places: int) -> None:
    """Every fraction is divided and printed by itself, and the figure compared as text."""
    unit = Decimal(1).scaleb(-places)
    part = min(part, whole)
    printed = (Decimal(100 * part) / whole).quantize(unit, ROUND_HALF_UP)
    slow = {
        (p, w)
        for w in (*range(1, 26), whole)
        for p in range(w + 1)
        if (Decimal(100 * p) / w).quantize(unit, ROUND_HALF_UP) == printed
    }
    within = window(float(printed), places, 100)
    fast = {*fits(within, range(1, 26)), *fits(within, range(whole, whole + 1))}
    assert slow <= fast
    assert (part, whole) in fast
    for p, w in fast - slow:  # both ends of the window are taken in, to be on the safe side
        assert abs(Decimal(100 * p) / w - printed) == unit / 2


@pytest.mark.parametrize(
    ("label", "people"),
    [
        ("Number of primary schools below floor standards", False),
        ("% of children's homes judged to be good or better", False),
        ("% of early years settings judged good or better", False),
        ("% of pupils in good or better primary schools", True),
        ("Number of schools' pupils excluded", True),
        ("Rate of permanent exclusions from school", True),
        ("Number of permanent exclusions from schools", True),
        ("% attendance at school – Primary", True),
        ("Children in homes outside the county", True),
        ("Reading", True),
        ("", True),
    ],
)
def test_a_row_counts_no_people_only_if_its_label_says_so(label: str, *, people: bool) -> None:
    assert people is counts_people(row_of(indicator=label))


def test_a_figure_that_grows_betrays_what_was_added() -> None:
    row = row_of(unit="number", measure="Cumulative", q1_actual=8.0, q3_actual=11.0, q4_actual=30.0)
    (one,) = increments(row)
    assert ("q3_actual", "is 3 people more or fewer than Q1 actual") == (one.field, one.through)


@pytest.mark.parametrize("says", [{"count": 0}, {"denominator": 0}, {"largest": 3}])
def test_thresholds_that_protect_nothing_are_refused(says: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        Thresholds(**says)


@pytest.mark.parametrize(
    ("text", "printed", "found"),
    [
        ("Down to 3.", "3", True),
        ("Three of them", "3", True),
        ("13, 3.5 or 1,3", "3", False),
        ("3,000 in 2013", "3", False),
        ("fell to 9.8%, from 12%", "9.8%", True),
        ("fell to 19.8%", "9.8%", False),
        ("3% more", "3", False),
    ],
)
def test_words_that_give_a_figure_back_are_found(text: str, printed: str, *, found: bool) -> None:
    assert (("Commentary",) if found else ()) == quoted_in(row_of(commentary=text), printed)


_GUARD = Guard(
    [
        KeptBack("KO3-19", "9.8%"),
        KeptBack("KO2-03", "37", 37),
        KeptBack("KO2-14", "1,491", 1_491),
        KeptBack("KO2-02", "40"),
        KeptBack("KO3-47", "88%"),
        KeptBack("KO3-48", "12", 12),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "The number of babies removed fell to three.",
        "Babies removed: 3 (8 in the summer).",
        "Only 4 now live in secure homes.",
        "Of those removed, one was a baby.",
        "We helped a trio; twins were removed.",
        "The third baby was removed, and the 4th child moved.",
        "Secure homes hold ④ of ours.",
        "There are now ４.",
        "th­ree were removed",
        "four remain",
        "three from two schools were excluded",
        "In May 3 were removed.",
        "A dozen were left.",
        "One in ten care leavers.",
        "The number waiting stood at thirty-seven.",
        "37 wait; it was 41.",
        "We worked with 1491 families.",
        "It fell to 9.8.",
        "The rate of children in care is 40.",
        "Eighty-eight per cent were found, or 88 in every hundred.",
        "The number of babies removed rose to three last year.",
        "It fell to 3 this quarter.",
        "3 the year before; two a month.",
        "Numbers fell to 2/51.",
        "It rose from 2-3 last year.",
        "Three/four left.",
        "3+ children in one home.",
        "Two residents under review left.",
        "37 last year.",
        "It stands at 37/40.",
        "A child died in May.",
        "Two serious case reviews, 3 remand nights and four LAC reviews.",
        "We made 2 care plans; there were three child protection conferences.",
        "The young person who moved to a secure home has settled.",
        "Another baby was removed at birth; her brother was adopted.",
        "A fourteen year old was placed out of county, and a boy from the town ran away.",
        "The baby is now with grandparents.",
    ],
)
def test_words_anywhere_that_tell_of_a_few_people_or_give_a_figure_back_stay(text: str) -> None:
    assert _GUARD.why_not(text, beside=False)


@pytest.mark.parametrize(
    "text",
    [
        "Work goes well with two of our partner schools; Year 5 began.",
        "On 4 May 2016 we opened three new homes, in the first quarter.",
        "Key Stage 2 results, Level 4 and above, aged 4+; ages 3 to 5; 3 and 4 year olds.",
        "We spent £3m, or 3.5%, over two years, 5% up, with 12,003 visits.",
        "A one-to-one tutor, a one stop shop; action 3 is done, in weeks 2 and 3.",
        "In 2013, Year 5/6 and 1:2; see A-003.",
        "Two children's centres and one secure home; three reviews, 2 annual plans in 3 months.",
        "A child centred approach: every child has a plan, and visits where the child was seen.",
        "The child protection plan was reviewed, and the pupil premium was spent.",
        "3 of the 5 schools, two of ten courses; 5+ A*-C; 1-2-1; 24/7; 4/5/2016; a 3-4 year old.",
    ],
)
def test_ages_days_money_and_things_are_no_people(text: str) -> None:
    assert "" == _GUARD.why_not(text, beside=False)


def test_a_financial_year_is_not_a_count_that_is_written_like_it() -> None:
    guard = Guard([KeptBack("KO2-14", "2,016", 2_016)])
    assert "" == guard.why_not("As in 2016/17.", beside=False)
    assert "gives back 2,016 of KO2-14" == guard.why_not("We knew 2016/2500.", beside=False)


@pytest.mark.parametrize("text", ["The fourth moved.", "Fourfold.", "hundreds", "It is IV."])
def test_beside_a_figure_that_is_kept_back_no_kind_of_number_may_stand(text: str) -> None:
    assert "holds a number beside a figure that is kept back" == _GUARD.why_not(text, beside=True)


def real_plan() -> Results:
    return calculate(plan_from(shipped("service_plan_2016_17")).plan)


@pytest.mark.slow
def test_two_figures_of_the_real_plan_leave_five_and_two_children_of_51() -> None:
    results = real_plan()
    found = betrayals_of(results)
    (told,) = [one for one in shared_cohorts(results, found) if one.startswith("KO3-19")]
    assert "9.8% and 3.9% are both possible of 51, and of no other number below 100" in told
    assert {"KO3-19", "KO3-20"} <= {one.ref for one in found}
    assert not {"KO3-05", "KO3-06", "KO2-16"} & {one.ref for one in found}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    shipped_one = shipped("service_plan_2016_17").with_suffix(".xlsx")
    path.write_bytes(shipped_one.read_bytes())
    return path


@pytest.mark.slow
def test_the_command_lists_and_changes_nothing(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = workbook.read_bytes()
    status = run(["disclosure", str(workbook)])
    said = capsys.readouterr().out
    assert status in (0, 1)
    assert before == workbook.read_bytes()
    assert "Nothing was changed." in said
    assert "  Baseline: 9.8% may be 4 of 41, or 5 of 51.  [cannot be excluded]" in said
    assert "    The same row says it in: As printed." in said
    assert "OFFICIAL" not in said  # marked OFFICIAL-SENSITIVE, as it should be
    assert "KO3-05" not in said
    assert "of 40 indicators; 0 for certain, 40 because it cannot be ruled out." in said


@pytest.mark.slow
def test_a_council_may_protect_more_and_never_nothing(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["disclosure", str(workbook), "--up-to", "50"])
    assert "KO2-03" in capsys.readouterr().out  # 48 children wait to be placed for adoption
    assert 2 == run(["disclosure", str(workbook), "--up-to", "0"])


@pytest.mark.slow
def test_a_plan_marked_too_low_is_told_so_and_its_own_thresholds_count() -> None:
    results = real_plan()
    assert "OFFICIAL-SENSITIVE" == results.settings["protective_marking"]
    assert "" == marked_too_low(results)
    low = replace(results, settings={**results.settings, "protective_marking": "OFFICIAL"})
    assert "OFFICIAL-SENSITIVE is usual" in marked_too_low(low)
    assert "" == marked_too_low(low, [])


@pytest.mark.slow
def test_disclosure_takes_its_thresholds_from_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = real_plan()
    settings = {**results.plan.settings, "protect_counts": 50.0, "protective_marking": "OFFICIAL"}
    path = tmp_path / "plan.xlsx"
    path.write_bytes(build(calculate(replace(results.plan, settings=settings))))
    run(["disclosure", str(path)])
    said = capsys.readouterr().out
    assert "KO2-03" in said  # 48 children wait to be placed for adoption
    assert "betray 1 to 50 people" in said
    assert "The plan is marked OFFICIAL." in said
    run(["disclosure", str(path), "--up-to", "5"])
    assert "KO2-03" not in capsys.readouterr().out


def test_a_denominator_beyond_all_people_takes_no_more_room_than_its_ends() -> None:
    whole = 2**53 + 2
    found = [part for part, _ in fits((Fraction(1, 10), Fraction(2, 10)), range(whole, whole + 1))]
    assert 20_000 == len(found)
    assert (-(-whole // 10), whole // 5) == (found[0], found[-1])


def test_a_share_is_listed_for_what_the_count_of_its_group_betrays() -> None:
    share: Row = {"ref": "KO3-01", "indicator": "% of care leavers at school", "unit": "%"}
    share |= {"decimals": 1.0, "denominator": 200.0, "q1_actual": 0.125}
    group: Row = {"ref": "KO3-02", "indicator": "Number of care leavers", "q1_actual": 40.0}
    (found,) = betrayals_of(with_indicators([share, group], "Q1"))
    assert ("KO3-01", "is 5 of 40") == (found.ref, found.through)
