"""Every outcome, priority and strategy has a scorecard, whatever hangs on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.sheets import INDICATORS, OUTCOMES
from csplan.template.shipped import shipped
from csplan.terms.vocabulary import OutcomeKind
from tests.scorecards.cases import baseline, cards, changed, written


def test_each_of_the_eighteen_has_a_scorecard_with_its_own_rows() -> None:
    results, made = baseline(), cards(baseline())
    outcomes = list(results.present(OUTCOMES))
    assert 18 == len(outcomes)
    for row in outcomes:
        card = made[f"outcome {row['ref']}"]
        own = [one for one in results.present(INDICATORS) if one["outcome"] == row["ref"]]
        assert {one["ref"] for one in own} == {line.ref for line in card.indicators}
        assert (row["kind"] != OutcomeKind.KEY_OUTCOME) is card.subject.on_request


@pytest.mark.slow
def test_an_indicator_may_hang_on_a_priority_which_is_then_judged_by_it(tmp_path: Path) -> None:
    results = changed(baseline(), INDICATORS, {"KO2-03": {"outcome": "PR4"}})
    row = results.row(OUTCOMES, "PR4")
    assert row is not None
    assert (1.0, 1.0, "Red") == (row["indicators"], row["rated"], row["status"])
    card = cards(results)["outcome PR4"]
    assert ["KO2-03"] == [line.ref for line in card.indicators]
    assert not card.subject.on_request
    names = [file.subject.key for file in written(results, tmp_path, formats=["html"]).files]
    assert "outcome PR4" in names
    assert "outcome PR3" not in names


@pytest.mark.slow
def test_one_that_was_asked_for_is_not_called_left_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(shipped("service_plan_2016_17.xlsx"))
    for more in (["--for", "PR4"], []):
        run(["scorecards", plan, "--out", str(tmp_path), "--format", "html", *more])
    assert "PR4" not in capsys.readouterr().out.rpartition("Wrote")[2]
    assert any("PR4" in path.name for path in tmp_path.iterdir())
