"""This module tests how the Change log says what moved between two versions of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from csplan.plan.changes import Change, changed_cells, said_of
from tests.plan.test_check_rows import ACTION
from tests.plan.written import indicators, plan_with

if TYPE_CHECKING:
    from csplan.plan.plan import Plan
    from csplan.terms.values import Value


def test_nothing_changed_is_nothing_said() -> None:
    table = indicators({"Q1 actual": "0", "Baseline": "66.4%"})

    assert [] == changes(plan_with(indicators=table), plan_with(indicators=table))


def test_an_actual_entered_is_named_with_its_figure() -> None:
    before = plan_with(indicators=indicators({}, {"Unit": "number", "Q1 actual": "5"}))
    after = plan_with(
        indicators=indicators({"Q1 actual": "66.45%"}, {"Unit": "number", "Q1 actual": "0"})
    )

    assert [
        "Indicators: Q1 actual changed in 2 rows (KO1-01 blank → 66.5%; KO1-02 5 → 0)",
    ] == changes(before, after)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (0.758, 0.75804, "75.800% → 75.804%"),
        (0.758, 0.768, "75.8% → 76.8%"),
        (0.758, 0.75849, "75.80% → 75.85%"),
    ],
)
def test_a_change_is_shown_with_the_decimals_that_show_it(
    old: float, new: float, said: str
) -> None:
    before = plan_with(indicators=indicators({"Q1 actual": f"{old * 100:.6g}%"}))
    after = plan_with(indicators=indicators({"Q1 actual": f"{new * 100:.6g}%"}))
    (line,) = changes(before, after)
    assert said in line


def test_a_target_altered_text_rewritten_and_a_setting_are_said() -> None:
    before = plan_with(
        {"default_tolerance": 0.05, "service_red_amount": 100_000.0},
        indicators=indicators({"Target 2016/17": "74%", "Commentary": "Old", "Note": "Gone"}),
        actions=f"{ACTION}| A-001 | KO1 | Do it | SL |  | 42947 |",
    )
    after = plan_with(
        {"default_tolerance": 0.1, "service_red_amount": 50_000.0},
        indicators=indicators(
            {"Target 2016/17": "N/A", "Commentary": "New", "Corrective action": "Do"}
        ),
        actions=f"{ACTION}| A-001 | KO1 | Do it | SL |  | 42948 |",
    )

    assert [
        "Settings: Default tolerance 5.0% → 10.0%",
        "Settings: Service Red: amount £100,000 → £50,000",
        "Indicators: Note changed in 1 row (KO1-01 cleared)",
        "Indicators: Target 2016/17 changed in 1 row (KO1-01 74.0% → N/A)",
        "Indicators: Commentary changed in 1 row (KO1-01 rewritten)",
        "Indicators: Corrective action changed in 1 row (KO1-01 written)",
        "Actions: Due changed in 1 row (A-001 31/07/2017 → 01/08/2017)",
    ] == changes(before, after)


def test_rows_added_and_removed_are_named_and_long_lists_are_counted() -> None:
    before = plan_with(indicators=indicators({}), accepted=_accepted("old"))
    after = plan_with(
        indicators=indicators(*[{"Ref": f"KO1-{n:02d}"} for n in range(2, 14)]),
        accepted=_accepted("new"),
    )

    said = changes(before, after)

    assert (
        "Indicators: 12 rows added (KO1-02; KO1-03; KO1-04; KO1-05; KO1-06; KO1-07; KO1-08; "
        "KO1-09; and 4 more: see Changes)"
    ) == said[0]
    assert "Indicators: 1 row removed (KO1-01)" == said[1]
    assert ["Accepted: 1 row added (new KO1-01)", "Accepted: 1 row removed (old KO1-01)"] == said[
        2:
    ]


def test_a_date_that_is_none_is_shown_as_its_number() -> None:
    before = plan_with(actions=f"{ACTION}| A-001 | KO1 | Do it | SL |  | 3 |")
    after = plan_with(actions=f"{ACTION}| A-001 | KO1 | Do it | SL |  |  |")

    assert ["Actions: Due changed in 1 row (A-001 3 → blank)"] == changes(before, after)


def _accepted(code: str) -> str:
    return f"| Code | Ref | Reason | By |\n|---|---|---|---|\n| {code} | KO1-01 | Fine | J Lee |"


def test_digits_past_the_fifteenth_are_no_change() -> None:
    before = plan_with(indicators=indicators({"Unit": "number", "Q1 actual": "0.3"}))
    row = {**before.rows["indicators"][0], "q1_actual": 0.1 + 0.2}
    after = replace(before, rows={**before.rows, "indicators": [row]})

    assert [] == changes(before, after)


def test_every_change_is_kept_in_full() -> None:
    before = plan_with(
        indicators=indicators(
            {"Unit": "number", "Q1 actual": "5", "Commentary": "Old words"},
            {"Ref": "KO1-02", "Unit": "number", "Q1 actual": "0.25"},
        )
    )
    after = plan_with(
        indicators=indicators({"Unit": "number", "Q1 actual": "6", "Commentary": "New words"})
    )

    came, actual, words = changed_cells(before, after)

    assert (came.ref, came.column, came.after) == ("KO1-02", "", "row removed")
    assert "Q1 actual: 0.25" in came.before.split("; ")
    assert actual == Change("Indicators", "KO1-01", "Q1 actual", "5", "6", "5 → 6")
    assert words == Change(
        "Indicators", "KO1-01", "Commentary", "Old words", "New words", "rewritten"
    )


def test_a_published_total_altered_is_named() -> None:
    def with_total(total: str) -> Plan:
        return plan_with(
            control_totals=f"| Ref | Control | Published total |\n|---|---|---|\n"
            f"| C-01 | Net budget | {total} |"
        )

    assert changes(with_total("100"), with_total("90")) == [
        "Controls: Published total changed in 1 row (C-01 £100 → £90)"
    ]


def changes(before: Plan, after: Plan) -> list[str]:
    """Say what changed, as the Change log does."""
    return said_of(changed_cells(before, after))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (1.00000000001, 1.00000000002, "1.00000000001 → 1.00000000002"),
        ("5", 5.0, 'the text "5" → 5'),
        ("blank", None, 'the text "blank" → blank'),
    ],
)
def test_what_looks_the_same_is_still_told_apart(old: Value, new: Value, said: str) -> None:
    before, after = (
        replace(plan, rows={**plan.rows, "indicators": [{**row, "q1_actual": one}]})
        for plan in [plan_with(indicators=indicators({"Unit": "number"}))]
        for row in plan.rows["indicators"]
        for one in (old, new)
    )
    assert [f"Indicators: Q1 actual changed in 1 row (KO1-01 {said})"] == changes(before, after)
