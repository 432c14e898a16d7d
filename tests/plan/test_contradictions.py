"""Rows that cannot all be right: parts and wholes, counts and rates, what is left, peers."""

from __future__ import annotations

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.check import check
from csplan.plan.plan import Row
from csplan.terms.finding import Finding
from csplan.terms.values import CellError
from tests.plan.written import found, indicators, plan_with

_COUNT = {"Unit": "number", "Decimals": "0"}


def wrong(code: str, *rows: dict[str, str]) -> list[Finding]:
    return found(check(plan_with(indicators=indicators(*rows))), code)


@pytest.mark.parametrize(
    ("whole", "parts", "said"),
    [
        ("100", ["40", "60"], None),
        ("100", ["40", "59"], "the parts (KO1-02, KO1-03) come to 99, the whole is 100"),
        ("100", ["120"], "the parts (KO1-02) come to 120, the whole is 100"),
        ("100", ["60"], None),
        ("100", ["40", ""], None),
        ("", ["40", "60"], None),
    ],
    ids=["add up", "one short", "more than it", "one part", "a part is late", "no whole"],
)
def test_parts_are_the_whole(whole: str, parts: list[str], said: str | None) -> None:
    rows = [{**_COUNT, "Baseline": whole}]
    rows += [{**_COUNT, "Baseline": part, "Part of": "ko1-01"} for part in parts]
    messages = [one.message for one in wrong("parts-against-whole", *rows)]
    assert messages == ([f"Baseline: {said}."] if said else [])


def test_parts_of_nothing_that_is_counted_are_no_matter() -> None:
    share = {"Baseline": "50.0%"}
    assert [] == wrong(
        "parts-against-whole", share, {**_COUNT, "Baseline": "9", "Part of": "KO1-01"}
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["", "KO1-01", "KO1-02"], []),
        (["", "KO9-01", ""], ["KO1-02 is a part of KO9-01, but no row has that ref."]),
        (["", "", "ko1-03"], ["KO1-03 is a part of ko1-03, and so of itself."]),
        (["", "KO1-03", "KO1-02"], ["KO1-02 is a part of KO1-03, and so of itself."] * 2),
        (["KO1-02", "KO1-03", "KO1-03"], ["KO1-03 is a part of KO1-03, and so of itself."]),
        (["KO1-02", "KO9-01", ""], ["KO1-02 is a part of KO9-01, but no row has that ref."]),
    ],
)
def test_a_part_is_of_another_row_that_is_there(parts: list[str], said: list[str]) -> None:
    found = wrong("parts-against-whole", *({**_COUNT, "Part of": of} for of in parts))
    assert len(said) == len(found)
    assert said[:1] == [one.message for one in found[:1]]


def _missing(left: str, share: str = "88%", **more: str) -> list[dict[str, str]]:
    group = {"Group": "Children missing education"}
    rows = [
        {**group, **_COUNT, "Indicator": "Number missing", "Baseline": "503"},
        {**group, "Decimals": "0", "Indicator": "% found", "Baseline": share},
        {**group, **_COUNT, "Indicator": "Whereabouts unknown", "Baseline": left},
    ]
    return [{**row, **more} for row in rows]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (_missing("60"), False),
        (_missing("58"), False),
        (_missing("63"), False),
        (_missing("41"), True),
        (_missing("41", ""), False),
        (_missing("41", Group=""), False),
    ],
    ids=["follows", "rounded up", "rounded down", "another", "no share", "no group"],
)
def test_what_is_left_follows_from_total_and_share(rows: list[dict[str, str]], said: bool) -> None:  # noqa: FBT001
    # 503 x (1 - 88%) is 60.36; 87.5% to 88.5% leave 57.8 to 62.9, and half a child either way.
    assert said == bool(wrong("rest-against-total", *rows))


def test_an_error_in_a_unit_is_passed_over() -> None:
    plan = plan_with(indicators=indicators(*_missing("41")))
    row: Row = plan.rows["indicators"][1]
    row["unit"] = CellError("#N/A")
    assert [] == found(check(plan), "rest-against-total")


def _pair(name: str, count: str, rate: str, **more: str) -> list[dict[str, str]]:
    return [
        {**_COUNT, "Indicator": f"{name} - number", "Baseline": count, **more},
        {"Unit": "per 10,000", "Decimals": "0", "Indicator": f"{name} - rate", "Baseline": rate},
    ]


def test_counts_and_rates_of_one_plan_are_of_one_population() -> None:
    first = _pair("In care", "600", "40")
    later = [
        {**row, "Target 2016/17": value} for row, value in zip(first, ("500", "33"), strict=True)
    ]
    assert [] == wrong("populations-differ", *first, *later)
    odd = [
        {**row, "Target 2016/17": value} for row, value in zip(first, ("500", "30"), strict=True)
    ]
    (one,) = wrong("populations-differ", *_pair("Plans", "300", "20"), *odd)
    assert "600 at 40" in one.message
    assert "500 at 30" in one.message
    assert "KO1-01 and KO1-02 are of" in one.message
    (alone,) = wrong("populations-differ", *odd)
    assert "are of" not in alone.message
    none = [{**row, "Target 2016/17": value} for row, value in zip(first, ("0", "0"), strict=True)]
    assert [] == wrong("populations-differ", *none)
    weeks = [{**row, "Unit": "weeks"} if row["Unit"] != "number" else row for row in odd]
    assert [] == wrong("populations-differ", *weeks)


@pytest.mark.parametrize("decimals", ["42614", "-400"])
def test_decimals_that_no_figure_has_are_said_and_stop_no_other_look(decimals: str) -> None:
    same = dict.fromkeys(("Baseline", "Q1 actual", "Q2 actual", "Q3 actual"), "72.7%")
    rows = [*_pair("In care", "600", "40"), *_missing("41"), {**same, "Target 2016/17": "90%"}]
    plan = plan_with(
        {"reporting_period": "Q3"},
        indicators=indicators(*({**row, "Decimals": decimals} for row in rows)),
    )
    findings = check(plan, calculate(plan))
    assert len(rows) == len([one for one in findings if one.found == decimals])


def test_live_targets_of_a_measure_that_others_gave_up_are_found() -> None:
    def of(group: str, target: str) -> dict[str, str]:
        return {"Group": f"{group} \N{EN DASH} Level 2", "Indicator": "Reading"} | {
            "Target 2016/17": target
        }

    rows = [of("All", "N/A"), of("Disadvantaged", "N/A"), of("In care", "70.0%")]
    (one,) = wrong("peers-discontinued", *rows)
    assert "KO1-03" == one.ref
    assert "KO1-01, KO1-02" in one.message
    assert [] == wrong("peers-discontinued", *rows[1:])


ACTIONS = "| Ref | Outcome | Action | Lead service |\n|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        ("Embed and extend personal budgets", "Embedding, extending personal budgets", True),
        ("Improve staff retention now", "Plan: improving staff retention now, and more", True),
        (
            "Implement the Future in Mind Plan",
            "Help children by implementing “Future in Mind” Plan",
            True,
        ),
        (
            "Revitalise our Children in Care Council",
            "Challenge by the Children in Care Council",
            False,
        ),
        ("Review budgets", "Review budgets", False),
    ],
    ids=["same", "contained", "named", "another deed", "too short"],
)
def test_the_same_promise_in_other_words_is_found_once(
    first: str,
    second: str,
    again: bool,  # noqa: FBT001
) -> None:
    plan = plan_with(
        actions=f"{ACTIONS}| A-001 | KO1 | {first} | SL |\n| A-002 | KO1 | {second} | SL |"
    )
    twice = found(check(plan), "promised-twice")
    assert (["A-001"] if again else []) == [one.ref for one in twice]
