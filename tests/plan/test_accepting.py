"""A figure is confirmed for its value only, by somebody, for a reason; then it may leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.emails.recipients import reasons_against_all
from csplan.looks.foot import SourceFile
from csplan.plan.calculate import calculate
from csplan.plan.check import check, check_lines, unconfirmed
from csplan.rules.checks import check_flag
from csplan.scorecards.context import foot_of
from csplan.sheets import ACCEPTED
from csplan.terms.finding import Finding, Severity
from tests.faults.memory_fixtures import closed, with_cells
from tests.plan.test_memory import plan
from tests.plan.written import found, indicators, plan_with, rows_of

_HEADS = "| Code | Ref | Value | Reason | By |\n|---|---|---|---|---|\n"
_SLIP = {"Unit": "number", "Baseline": "42", "Q1 actual": "4200", "Target 2016/17": "43"}


def findings(*confirmed: str) -> tuple[Finding, ...]:
    """What is found of a slip of a hundred, with these lines on Accepted."""
    lines = _HEADS + "\n".join(f"| {line} |" for line in confirmed)
    return check(plan_with(indicators=indicators(_SLIP), accepted=lines))


def slip(*confirmed: str) -> Finding:
    """The finding of a slip of a hundred, with these lines on Accepted."""
    (finding,) = found(findings(*confirmed), "hundredfold")
    return finding


def test_nobody_has_confirmed_it() -> None:
    finding = slip()

    assert finding.is_to_confirm
    assert Severity.WARNING == finding.severity
    assert (finding,) == unconfirmed(findings())
    assert finding.fix.endswith(
        "If it is right, confirm it on Accepted: hundredfold, KO1-01, 4200."
    )


@pytest.mark.parametrize("value", ["4200", "4,200", "4200.0"])
def test_a_line_with_the_value_confirms_it(value: str) -> None:
    finding = slip(f"hundredfold | KO1-01 | {value} | A new register | J Lee")

    assert "A new register (J Lee)" == finding.accepted
    assert not finding.is_to_confirm


@pytest.mark.parametrize(
    "line",
    [
        "hundredfold | KO1-01 |  | A new register | J Lee",
        "hundredfold |  | 4200 | A new register | J Lee",
        "hundredfold | KO1-02 | 4200 | A new register | J Lee",
        "hundredfold | KO1-01 | 4200 |  | J Lee",
        "hundredfold | KO1-01 | 4200 | A new register |  ",
        "target-flat | KO1-01 | 4200 | A new register | J Lee",
    ],
)
def test_less_than_the_ref_its_value_a_reason_and_a_name_confirms_nothing(line: str) -> None:
    assert slip(line).is_to_confirm


def test_a_confirmation_falls_when_the_figure_changes() -> None:
    finding = slip("hundredfold | KO1-01 | 4201 | A new register | J Lee")

    assert finding.is_to_confirm
    assert "What was confirmed is 4201, which is a different figure." in finding.fix


def test_what_is_unconfirmed_is_said_by_the_flag_the_scorecards_and_the_drafts() -> None:
    plan = plan_with(
        settings={"allowed_email_domains": "anyshire.gov.uk"}, indicators=indicators(_SLIP)
    )
    listed = check(plan)
    words = [line["severity"] for line in check_lines(listed)]

    assert 1 == words.count("To confirm")
    assert "1 figure to be confirmed" == check_flag(words, [], [])
    results = calculate(plan)
    foot = foot_of(results, listed, SourceFile(name="plan.xlsx", sha256=""))
    assert foot.check.startswith("1 figure to be confirmed")
    (first, second) = reasons_against_all(results, listed)
    assert "1 figure is to be confirmed first, on the Accepted sheet, or corrected:" == first
    assert "[hundredfold]" in second


def test_what_is_confirmed_is_said_so_and_holds_nothing_up() -> None:
    listed = findings("hundredfold | KO1-01 | 4200 | A new register | J Lee")
    words = [line["severity"] for line in check_lines(listed)]

    assert 1 == words.count("Confirmed")
    assert "All checks passed" == check_flag(words, [], [42_500.5])


@pytest.mark.parametrize(
    ("value", "accepted"), [("", "Agreed (J Lee)"), ("66%", "Agreed (J Lee)"), ("65%", "")]
)
def test_a_warning_is_accepted_for_all_values_or_for_the_one_that_is_named(
    value: str, accepted: str
) -> None:
    moved = with_cells(closed(plan(), "Q1", 3), "indicators", "KO1-01", target=0.66)
    lines = rows_of(ACCEPTED, f"{_HEADS}| goalpost-moved | KO1-01 | {value} | Agreed | J Lee |")
    (finding,) = found(
        check(replace(moved, rows={**moved.rows, "accepted": lines})), "goalpost-moved"
    )
    assert accepted == finding.accepted
