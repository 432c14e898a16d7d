"""This module tests what is found between rows, and what a performance officer should look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.plan.check import check
from csplan.plan.plan import Row
from csplan.terms.finding import Severity
from tests.plan.test_check_rows import ACTION
from tests.plan.written import found, indicators, plan_with


@pytest.mark.parametrize("spelling", ["KO1-01", "ko1-01", "KO1‑01", "ＫＯ1-01", "KO1-01\u200b"])
def test_a_ref_used_twice_is_a_fault_however_it_is_spelt(spelling: str) -> None:
    plan = plan_with(indicators=indicators({}, {}))
    plan.rows["indicators"][1]["ref"] = spelling

    (finding,) = found(check(plan), "ref-doubled")

    assert (Severity.FAULT, "Indicators!A7") == (finding.severity, finding.place)
    assert "(A6, A7)" in finding.message


def test_a_plan_without_places_still_says_what_is_doubled() -> None:
    plan = plan_with(indicators=indicators({}, {"Ref": "KO1-01"}))
    plan.places.clear()

    (finding,) = found(check(plan), "ref-doubled")

    assert ("Indicators", "") == (finding.sheet, finding.cell)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Baseline": "80%", "Target 2016/17": "74%"}, "target-worse-than-baseline"),
        ({"Polarity": "Lower is better", "Baseline": "3%", "Target 2016/17": "4%"}, "target-worse-than-baseline"),
        ({"Target 2016/17": "74%", "Target 2017/18": "70%", "Target 2018/19": "75%"}, "target-not-steady"),
        ({"Target 2016/17": "74%", "Target 2017/18": "74%"}, "target-flat"),
        ({"Target 2016/17": "101%"}, "target-above-100"),
        ({"Unit": "number", "Target 2016/17": "-5"}, "target-below-zero"),
        ({"Unit": "number", "Baseline": "42", "Target 2016/17": "4300"}, "hundredfold"),
        ({"Baseline": "66.4%", "Q1 actual": "0.66%"}, "hundredfold"),
        ({"Unit": "number", "Target 2016/17": "42", "Q1 actual": "4200"}, "hundredfold"),
        ({"Unit": "number", "Target 2016/17": "8"}, "tolerance-too-small"),
        ({"Unit": "number", "Measure": "Programme", "Target 2016/17": "800"}, "programme-without-baseline"),
        ({"Q1 actual": "70%"}, "actual-too-early"),
        ({"Query": "Is it right?"}, "plan-query"),
    ],
)  # fmt: skip
def test_an_oddity_is_found_and_stops_nothing(row: dict[str, str], code: str) -> None:
    (finding,) = found(check(plan_with(indicators=indicators(row))), code)

    assert finding.severity in (Severity.WARNING, Severity.NOTE)
    assert "KO1-01" == finding.ref


def test_a_hundredfold_slip_proposes_the_likely_figure() -> None:
    row = {"Unit": "number", "Baseline": "42", "Q1 actual": "4200"}

    (finding,) = found(check(plan_with(indicators=indicators(row))), "hundredfold")

    assert "4,200 is about a hundred times 42 (the baseline).  Is it a slip?" == finding.message
    assert finding.fix.startswith("Check it; 42 would be in line.")


@pytest.mark.parametrize(
    "row",
    [
        {"Baseline": "66.4%", "Target 2016/17": "74%"},
        {
            "Unit": "£",
            "Baseline": "1000",
            "Target 2016/17": f"0.{'0' * 321}10",
            "Polarity": "Lower is better",
        },
        {"Polarity": "Context only", "Baseline": "80%", "Target 2016/17": "74%"},
        {"Unit": "percentage points", "Target 2016/17": "-28"},
        {"Polarity": "On target is best", "Baseline": "80%", "Target 2016/17": "74%"},
        {"Unit": "number", "Target 2016/17": "8", "Tolerance in unit": "1"},
    ],
)
def test_what_is_in_order_is_no_finding(row: dict[str, str]) -> None:
    findings = check(plan_with(indicators=indicators(row)))

    assert [] == [one.code for one in findings if one.sheet == "Indicators"]


def test_a_red_without_commentary_is_a_warning_from_q1_on() -> None:
    row = {"Baseline": "60%", "Target 2016/17": "74%", "Q1 actual": "60%"}

    at_baseline = check(plan_with(indicators=indicators(row)))
    at_q1 = check(plan_with({"reporting_period": "Q1"}, indicators=indicators(row)))
    said = check(
        plan_with({"reporting_period": "Q1"}, indicators=indicators({**row, "Commentary": "Late."}))
    )
    quiet: Row = {"reporting_period": "Q1", "commentary_on_red": "No"}

    assert [] == found(at_baseline, "red-without-commentary")
    assert ["KO1-01"] == [one.ref for one in found(at_q1, "red-without-commentary")]
    assert [] == found(said, "red-without-commentary")
    assert [] == found(
        check(plan_with(quiet, indicators=indicators(row))), "red-without-commentary"
    )


def test_a_suppressed_actual_cannot_be_judged() -> None:
    row = {"Target 2016/17": "74%", "Q1 actual": "c"}

    findings = check(plan_with({"reporting_period": "Q1"}, indicators=indicators(row)))

    assert ["KO1-01"] == [one.ref for one in found(findings, "confidential-actual")]


def test_actions_whose_dates_or_progress_disagree_are_found() -> None:
    plan = plan_with(
        actions="| Ref | Outcome | Action | Lead service | Start | Due | % complete | Status |\n"
        "|---|---|---|---|---|---|---|---|\n"
        "| A-001 | KO1 | Late | SL | 42700 | 42600 |  |  |\n"
        "| A-002 | KO1 | Done | SL |  | 42700 | 100% | On track |\n"
        "| A-003 | KO1 | Begun | SL |  | 42700 | 50% | Complete |\n"
        "| A-004 | KO1 | Fine | SL |  |  | 100% | Complete |\n"
        "|  |  |  |  |  |  |  |  |"
    )

    findings = check(plan)

    assert ["A-001"] == [one.ref for one in found(findings, "dates-out-of-order")]
    assert ["A-002", "A-003"] == [one.ref for one in found(findings, "complete-disagrees")]
    assert (
        "1 action has no due date, so it can never"
        in found(findings, "action-without-date")[0].message
    )


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "email-missing"),
        ("head of schools", "email-malformed"),
        ("a@b@anyshire.gov.uk", "email-malformed"),
        ("sl@anyshire.gov.uk; x@y.com", "email-malformed"),
        ("sl@elsewhere.com", "email-outside-domains"),
        ("eh@anyshire.gov.uk", "email-doubled"),
    ],
)
def test_an_address_that_no_draft_may_use_is_found(address: str, code: str) -> None:
    plan = plan_with({"allowed_email_domains": "anyshire.gov.uk, @other.gov.uk"})
    plan.rows["services"][0]["email"] = address or None

    assert 1 == len(found(check(plan), code))


PEOPLE = """
| Name | E-mail |
|---|---|
| Asha Patel | asha@anyshire.gov.uk |
| Ben Okoro | asha@anyshire.gov.uk |
| Cara Lewis |  |
|  |  |
"""


def test_people_share_no_address_and_each_has_one() -> None:
    findings = [one for one in check(plan_with(people=PEOPLE)) if one.sheet == "People"]

    assert [("email-doubled", "Ben Okoro"), ("email-missing", "Cara Lewis")] == [
        (one.code, one.ref) for one in findings
    ]
    assert "Asha Patel has the same address." == findings[0].message
    assert findings[1].message.startswith("This person has no e-mail address")


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("asha  PATEL", None),
        ("", None),
        ("Asha Patell", "Did you mean Asha Patel?"),
        ("Dan Fry", "Add the name to People, with an address."),
    ],
)
def test_an_owner_whom_people_does_not_name_is_found(owner: str, said: str | None) -> None:
    rows = indicators({"Owner": owner, "Baseline": "60%", "Target 2016/17": "74%"})

    findings = found(check(plan_with(people=PEOPLE, indicators=rows)), "owner-unknown")

    assert ([said] if said else []) == [one.fix for one in findings]
    assert [] == found(check(plan_with(indicators=rows)), "owner-unknown")


CONTROL = """
| Ref | Control | Scope | Heading | Published total |
|---|---|---|---|---|
| C-01 | Agency | Heading | Agency | {total} |
"""
BUDGET = """
| Ref | Service | Heading | CIPFA group | Kind | Original budget |
|---|---|---|---|---|---|
| B-001 | SL | Agency | 5 Third party payments | Expenditure | 100 |
| B-002 | EH | Agency | 5 Third party payments | Expenditure | 200 |
"""


@pytest.mark.parametrize(
    ("total", "code"),
    [("301", "rounding"), ("302", "control-total-failed"), ("300", None)],
)
def test_a_control_total_may_differ_by_rounding_only(total: str, code: str | None) -> None:
    plan = plan_with(budget=BUDGET, control_totals=CONTROL.format(total=total))

    codes = [one.code for one in check(plan) if one.sheet == "Controls"]

    assert ([code] if code else []) == codes


def test_a_published_total_that_fails_is_said_as_published() -> None:
    """Capital's is compared with the schemes: what it must come to is not £0."""
    control = CONTROL.format(total="900").replace("Heading | Agency", "Capital approved |")
    capital = "| Ref | Scheme | Approved |\n|---|---|---|\n| CAP-01 | Hall | 500 |\n"
    plan = plan_with(budget=BUDGET, control_totals=control, capital=capital)

    (finding,) = found(check(plan), "control-total-failed")

    assert "Agency: published £900, the workbook adds up to £500." == finding.message
    assert "Find the scheme that was changed or lost." == finding.fix


def test_a_row_that_is_named_by_another_sheet_is_named_in_a_finding() -> None:
    """A row of the finance summary is called as its service is, which stands on Services."""
    finance = "| By | Of | Judged as |\n|---|---|---|\n| Service | SL | Board |\n"
    (finding,) = found(check(plan_with(finance=finance)), "unknown-word")

    assert ("Schools & Learning", "Judged as") == (finding.name, finding.heading)


def test_findings_that_repeat_down_a_column_are_one_line() -> None:
    row = {"Baseline": "60%", "Target 2016/17": "74%", "Target 2017/18": "74%"}

    (finding,) = found(check(plan_with(indicators=indicators(*[row] * 15))), "target-flat")

    assert finding.message.startswith("15 rows (KO1-01, KO1-02,")
    assert "KO1-12, …): The target is the same" in finding.message


def test_an_accepted_warning_is_kept_last_with_its_reason() -> None:
    accepted = "| Code | Ref | Reason | By |\n|---|---|---|---|\n"
    row = {"Baseline": "80%", "Target 2016/17": "74%"}
    plan = plan_with(
        indicators=indicators(row, row),
        accepted=f"{accepted}| target-worse-than-baseline | KO1-01 | Statutory | J Lee |\n|  |  |  |  |",
    )

    first, second = found(check(plan), "target-worse-than-baseline")

    assert ("KO1-02", "") == (first.ref, first.accepted)
    assert ("KO1-01", "Statutory (J Lee)") == (second.ref, second.accepted)


def test_an_error_cannot_be_accepted() -> None:
    accepted = "| Code | Ref | Reason | By |\n|---|---|---|---|\n"
    plan = plan_with(
        indicators=indicators({"Unit": "Rating"}),
        accepted=f"{accepted}| unknown-word |  | Never mind | J Lee |",
    )

    (finding,) = found(check(plan), "unknown-word")

    assert "" == finding.accepted


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("financial_year", "2016/18", "Type it as 2016/17, or 2026."),
        ("financial_year", None, "Fill it in: The year of the plan, as 2016/17 or 2026; it stands in the headings of the targets."),
        ("reporting_period", "Q5", "Choose one of: Baseline, Q1, Q2, Q3, Q4."),
        ("budget_month", 13.0, "Type a whole number from 0 to 12."),
        ("default_tolerance", "5 %", "Type 5% (or 0.05) as a number."),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_a_fault(
    name: str, value: float | str | None, fix: str
) -> None:
    (finding,) = found(check(plan_with({name: value})), "setting-unusable")

    assert (Severity.FAULT, "Settings") == (finding.severity, finding.sheet)
    assert fix == finding.fix


def test_the_order_is_that_of_the_sheets_and_cells() -> None:
    plan = plan_with(
        indicators=indicators({"Unit": "Rating", "Q1 actual": "soon"}, {"Polarity": "odd"}),
        actions=f"{ACTION}| A-001 | KO9 | Do it | SL |  | soon |",
    )

    places = [one.place for one in check(plan) if one.severity is Severity.ERROR]

    assert [
        "Indicators!F6",
        "Indicators!AB6",
        "Indicators!H7",
        "Actions!B6",
        "Actions!L6",
    ] == places


def test_a_missing_settings_sheet_is_not_eighteen_blank_values() -> None:
    plan = replace(plan_with(), settings={})

    assert [] == found(check(plan), "setting-unusable")
