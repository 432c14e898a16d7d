"""csplan explain knows every ref of the workbook, and repeats the scorecard's own sentence."""

from __future__ import annotations

import pytest

from csplan.commands.explaining import explain_row
from csplan.commands.explaining_any import OTHER_SHEETS
from tests.scorecards.cases import cards, demo


def test_every_ref_of_the_workbook_is_explained() -> None:
    seen = 0
    for sheet in OTHER_SHEETS:
        for row in demo().present(sheet)[:3]:
            lines = explain_row(demo(), str(row["ref"]))
            assert lines[0].startswith(str(row["ref"]))
            assert len(lines) > 2
            seen += 1
    assert seen > 30


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("KO3-38", "What matters most: 1 of "),
        ("S-02", "Approved: £3,200,000"),
        ("CAP-01", "Forecast: £5,200,000"),
        ("P-02", "Bridge: "),
        ("V-001", "Amount: "),
        ("G-01", "Sheet: "),
        ("C-01", "Sheet: "),
        ("EH", "Forecast variance: +£1,734,200"),
    ],
)
def test_a_row_of_each_kind_says_its_figures(ref: str, said: str) -> None:
    assert any(line.startswith(said) for line in explain_row(demo(), ref))


@pytest.mark.slow
def test_explain_repeats_the_sentence_of_the_scorecard() -> None:
    for line in cards(demo())["directorate"].indicators[:20]:
        said = "\n".join(explain_row(demo(), line.ref))
        assert line.why in said
