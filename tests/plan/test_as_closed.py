"""The pages of a closed quarter and a closed month: as they were closed, with what was revised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.as_closed import REVISED, OfToday, as_closed, of_today
from csplan.plan.calculate import calculate
from csplan.plan.earlier import bring_earlier
from csplan.plan.memory import with_memory
from csplan.plan.plan import Plan, Row
from csplan.scorecards import one
from csplan.scorecards.blocks import Note, Table
from csplan.scorecards.budget_blocks import budget_section
from csplan.scorecards.money import budget_of_service, directorate_budget
from csplan.scorecards.money_blocks import finance_section
from csplan.scorecards.published import as_published
from csplan.sheets import BUDGET, INDICATORS, SERVICES
from csplan.terms.values import Value
from tests.faults.memory_fixtures import KEPT, closed, with_cells
from tests.plan.test_memory import plan
from tests.scorecards.cases import demo

_LINE: Row = {
    "service": "SL",
    "heading": "Fees",
    "kind": "Expenditure",
    "cipfa_group": "4 Supplies & services",
    "original_budget": 800.0,
    "forecast_outturn": 800.0,
    "actual_to_date": 200.0,
}
_MONEY = ("original_budget", "net_virement", "funded_changes", "revised_budget")


def _plan() -> Plan:
    """A plan with two lines: B-001 of £1,200 forecast to end at £1,250, B-002 of £800 on budget."""
    made = plan()
    budget = [*made.rows["budget"], {**_LINE, "ref": "B-002"}]
    return replace(
        made, rows={**made.rows, "budget": budget, "virements": [], "funded_changes": []}
    )


def _with(plan: Plan, key: str, **row: Value) -> Plan:
    """The plan with one more row."""
    return replace(plan, rows={**plan.rows, key: [*plan.rows[key], row]})


def _line(shown: object, place: int = 0) -> Row:
    return shown.table(BUDGET)[place]  # type: ignore[attr-defined,no-any-return]


def test_a_forecast_revised_after_the_month_was_closed_is_shown_as_closed_and_counted_so() -> None:
    changed = with_cells(closed(_plan(), "Q1", 3), "budget", "B-001", forecast_outturn=1500.0)
    shown, revised = as_closed(calculate(changed))
    line = _line(shown)
    assert (1250.0, 50.0, "Adverse") == (
        *(line["forecast_outturn"], line["forecast_variance"], line["favourability"]),
    )
    said = (
        "Revised since Month 3 was closed: forecast outturn £1,250 was reported, and is now £1,500."
    )
    assert (said, f"{said} Agency cover") == (line[REVISED], line["commentary"])
    assert [(1250.0, 1500.0)] == [(one.was, one.now) for one in revised["B-001"]][:1]
    assert 50.0 == shown.table(SERVICES)[0]["forecast_variance"]
    assert calculate(changed).table(INDICATORS) == shown.table(INDICATORS)


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [
        (
            "virements",
            {"ref": "V-01", "from_line": "B-001", "to_line": "B-002", "amount": 100.0},
            [(1200.0, 0.0, 0.0, 1200.0), (800.0, 0.0, 0.0, 800.0)],
        ),
        (
            "funded_changes",
            {"ref": "F-01", "line": "B-002", "amount": 100.0, "source": "Grant"},
            [(1200.0, 0.0, 0.0, 1200.0), (800.0, 0.0, 0.0, 800.0)],
        ),
    ],
)
def test_budgets_that_moved_since_are_shown_as_closed_and_still_add_up(
    key: str, row: Row, expected: list[tuple[float, ...]]
) -> None:
    changed = calculate(
        _with(
            closed(_plan(), "Q1", 3), key, date=42_600.0, authority="Cabinet", reason="Need", **row
        )
    )
    assert 900.0 == _line(changed, 1)["revised_budget"]
    shown, _ = as_closed(changed)
    assert expected == [tuple(line[name] for name in _MONEY) for line in shown.table(BUDGET)]
    assert 200.0 == _line(shown, 1)["profile_to_date"]


def test_a_target_or_tolerance_moved_behind_a_closed_quarter_does_not_change_its_colour() -> None:
    changed = with_cells(closed(_plan(), "Q1", 3), "indicators", "KO1-01", target=0.6)
    now = calculate(changed)
    assert "Green" == now.table(INDICATORS)[0]["rag"]
    row = as_closed(now)[0].table(INDICATORS)[0]
    assert ("Red", 0.7, -4.0) == (row["rag"], row["target_to_date"], row["variance"])
    assert "target to date 70.0% was reported, and is now 60.0%; " in str(row["commentary"])


def test_the_forecast_that_follows_from_a_revised_figure_is_not_told_apart() -> None:
    made = with_cells(_plan(), "indicators", "KO1-01", forecast_method="Latest")
    changed = with_cells(closed(made, "Q1", 3), "indicators", "KO1-01", q1_actual=0.665)
    row = as_closed(calculate(changed))[0].table(INDICATORS)[0]
    assert (0.66, 0.66) == (row["actual"], row["year_end_forecast"])
    said = "Revised since Q1 was closed: 66.0% was reported, and is now 66.5%"
    assert f"{said}; colour Red was reported, and is now Amber." == row[REVISED]


def test_what_came_from_a_file_says_only_what_it_gives() -> None:
    rows = [
        {"Ref": "KO1-01", "Year": "2016/17", "Period": "Q1", "Value": "60%"},
        {"Ref": "B-001", "Year": "2016/17", "Period": "Month 3", "Forecast outturn": "1,300"},
        {"Ref": "B-002", "Year": "2016/17", "Period": "Month 3", "Actual to date": "200"},
    ]
    memory = bring_earlier(_plan(), rows, KEPT).memory
    assert memory is not None
    shown, revised = as_closed(calculate(with_memory(_plan(), memory)))
    row, line = shown.table(INDICATORS)[0], _line(shown)
    assert (0.6, -10.0, "Red") == (row["actual"], row["variance"], row["rag"])
    assert (1300.0, 310.0, 1200.0) == (
        *(line["forecast_outturn"], line["actual_to_date"], line["revised_budget"]),
    )
    assert {"KO1-01", "B-001"} == set(revised)


def test_a_line_of_which_no_budget_was_closed_moves_no_budget() -> None:
    kept = closed(with_cells(_plan(), "budget", "B-002", original_budget=None), "Q1", 3)
    changed = calculate(with_cells(kept, "budget", "B-002", original_budget=800.0))
    shown, _ = as_closed(changed)
    assert (None, "") == (_line(shown, 1)["original_budget"], _line(shown, 1)["net_virement"])


def test_pages_name_the_lines_that_were_revised_since_their_month_was_closed() -> None:
    changed = with_cells(closed(_plan(), "Q1", 3), "budget", "B-001", forecast_outturn=1500.0)
    shown = as_closed(calculate(changed))[0]
    for budget in (
        directorate_budget(shown),
        budget_of_service(shown, shown.table(SERVICES)[0]),
    ):
        assert budget is not None
        note = budget_section(budget).blocks[0]
        assert isinstance(note, Note)
        assert "Shown as closed:" == note.label
        assert note.text.startswith(
            "B-001 Revised since Month 3 was closed: forecast outturn £1,250"
        )
        assert 50.0 == budget.total.variance.value


def _changes(*told: tuple[Value, str, str]) -> list[Row]:
    return [
        {"when": when, "sheet": sheet, "ref": ref, "column": "At risk"} for when, sheet, ref in told
    ]


def test_rows_found_changed_since_a_month_was_closed_are_told_by_their_sheet() -> None:
    assert of_today(calculate(_plan())) is None  # open
    kept = closed(_plan(), "Q1", 3)
    assert OfToday("Month 3", {}, "June") == of_today(calculate(kept))
    at, later = KEPT.when, KEPT.when + 1
    told = [
        (at, "Savings", "S-01"),  # found by the run that closed
        (later, "Savings", "S-02"),
        (later + 1, "Savings", "S-02"),
        (None, "Savings", "S-03"),
        (later, "Budget", "B-001"),
        (later, "Grants", "G-01"),
    ]
    changed = calculate(replace(kept, rows={**kept.rows, "changes": _changes(*told)}))
    found = OfToday("Month 3", {"Savings": ("S-02",), "Grants": ("G-01",)}, "June")
    assert found == of_today(changed)


def test_tables_of_today_beside_a_closed_month_say_so() -> None:
    kept = closed(_plan(), "Q1", 3)
    saving: Row = {
        "saving": "Fewer agency staff",
        "service": "SL",
        "approved": 100.0,
        "at_risk": 100.0,
    }
    rows = {"savings": [{"ref": f"S-{n:02}", **saving} for n in range(1, 11)], "changes": []}
    opened = replace(_plan(), rows={**_plan().rows, **rows})
    told = [*(f"S-{n:02}" for n in range(1, 11)), "S-99"]
    rows["changes"] = _changes(*((KEPT.when + 1, "Savings", ref) for ref in told))
    shut = replace(kept, rows={**kept.rows, **rows})

    def caption(made: Plan, which: str, *, outside: bool = False) -> str:
        card = one(calculate(made), which).card
        section = finance_section(as_published(card) if outside else card)
        assert section is not None
        tables = [block for block in section.blocks if isinstance(block, Table)]
        return next(table.caption for table in tables if table.sheet == "Savings")

    assert "today" not in caption(opened, "directorate")
    named = ", ".join(told[:8])
    said = "As on Savings today, not as at the close of Month 3; found changed since: "
    assert caption(shut, "directorate").startswith(f"{said}{named} and 3 more.")
    assert caption(shut, "SL").startswith(f"{said}{named} and 2 more.")  # S-99 is no row of theirs
    same = replace(shut, rows={**shut.rows, "changes": []})
    assert caption(same, "SL").startswith("As on Savings today, not as at the close of Month 3.")
    said = "As known when this was published; the budget itself is as it stood at the end of June."
    assert caption(shut, "SL", outside=True).startswith(said)
    assert "published" not in caption(opened, "directorate", outside=True)


@pytest.mark.slow  # the demonstration, calculated again with its memory
def test_each_table_of_today_names_the_tab_that_its_rows_stand_on() -> None:
    kept = closed(demo().plan, "Q2", 6)
    section = finance_section(one(calculate(kept), "directorate").card)
    assert section is not None
    said = {
        block.sheet: block.caption.partition(" today")[0].removeprefix("As on ")
        for block in section.blocks
        if isinstance(block, Table) and " today, not as at the close" in block.caption
    }
    assert {"Bridge", "Medium term"} <= set(said)
    assert said == {name: {"Bridge": "Pressures"}.get(name, name) for name in said}
