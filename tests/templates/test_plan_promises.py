"""The plan's 55 expected outcomes, and what measures them, against a list made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csplan.plan.check import check
from csplan.plan.plan import Results
from csplan.sheets import BENCHMARKS, EXPECTED_OUTCOMES, MEASURED_BY
from csplan.template.demo import demo_plan
from csplan.template.source import plan_from
from tests.templates.printed import FILES, plain, rows

BY_HAND = {
    "An 8% increase in the percentage of children": "L232",
    "Improve the number and percentage of 2 year olds": "L240",
    "Improved health outcomes across a range": "L242 L243 L244 L245",
    "To ensure that children and young people identified as experiencing child sexual": "L289 L290",
    "Reduction in suicides and self-harm incidents of those children known": "L288",
    "Reduction in children in care suicide": "L288",
    "Improved health of Children in Care": "L286 L287",
    "Increased numbers of children and young people supported by a personal budget": "L291",
    "100% of schools and settings judged": "L241 L315 L317",
    "The proportion of children who attend a good or better": "L314 L316",
    "Reduce the number of schools below national floor": "L318 L319",
    "All key benchmarks in all key stages": "L321 L323 L324 L325 L326 L327 L328",
    "School attendance levels continue to improve": "L367 L368",
    "10% narrowing of gaps": "L234 L235 L236 L237 L331 L333 L334 L335 L336 L337 L338 "
    "L340 L342 L343 L344 L345 L346 L347 L350 L352 L353 L354 L355 L356 L357",
    "Percentage of children missing from education": "L370",
    "Number of permanent exclusions": "L358",
    "Reduction in the number of fixed term exclusions": "L359",
    "Local Area partners effectively meet the needs": "L237 L350 L352 L353 L354 L355 L356 L357 "
    "L365",
    "Increased number of children with a personal budget": "L291",
    "NEET figures to be below national average": "L360",
    "Education Employment Training (EET) figures": "L362 L363 L364",
    "Percentage of young people in education or work": "L362 L363",
}
"""Each promise that a reading of the plan finds measured, by its first words, and by which lines.

Every other one is promised, and nothing among the plan's 81 lines of indicators measures it.
"""


@pytest.fixture(scope="module")
def plan() -> Results:
    return plan_from(FILES)


def test_an_expected_outcome_is_said_once_and_not_on_every_action_that_serves_it() -> None:
    assert {""} == {action["Expected outcome"] for action in rows("actions")}
    said = [(row["Commitment"], row["Expected outcome"]) for row in rows("expected_outcomes")]
    assert len(said) == len(set(said))


def test_a_commitment_is_one_we_will_of_one_outcome() -> None:
    tables = [row for row in rows("actions") if row["Commitment"]]
    assert 72 == len(tables)
    assert 17 == len({row["Commitment"] for row in tables})
    assert 17 == len({(row["Commitment"], plain(row["We will"])) for row in tables})
    known = {(row["Commitment"], row["Outcome"]) for row in tables}
    assert known == {(row["Commitment"], row["Outcome"]) for row in rows("expected_outcomes")}


def test_every_expected_outcome_is_served_by_the_actions_of_its_we_will(plan: Results) -> None:
    served = [row["actions"] for row in plan.present(EXPECTED_OUTCOMES)]
    per_commitment = {row["Commitment"]: 0 for row in rows("actions") if row["Commitment"]}
    for row in rows("actions"):
        if row["Commitment"]:
            per_commitment[row["Commitment"]] += 1
    assert served == [per_commitment[row["Commitment"]] for row in rows("expected_outcomes")]
    assert min(per_commitment.values()) > 0


def test_what_measures_the_promises_agrees_with_the_list_made_by_hand(
    plan: Results, record_property: Callable[[str, object], None]
) -> None:
    printed_at = {row["Ref"]: row["Plan line"] for row in rows("indicators")}
    linked: dict[str, set[str]] = {}
    for link in plan.present(MEASURED_BY):
        linked.setdefault(str(link["promise"]), set()).add(printed_at[str(link["indicator"])])
    by_hand = {
        str(row["ref"]): set(lines.split())
        for start, lines in BY_HAND.items()
        for row in plan.present(EXPECTED_OUTCOMES)
        if str(row["expected_outcome"]).startswith(start)
    }
    assert len(BY_HAND) == len(by_hand)
    assert by_hand == linked
    found = {one.ref for one in check(plan.plan, plan) if one.code == "promise-unmeasured"}
    grouped = [one for one in check(plan.plan, plan) if one.code == "promise-unmeasured"]
    unmeasured = {
        str(row["ref"])
        for row in plan.present(EXPECTED_OUTCOMES)
        if row["measured"] == "Nothing measures it"
    }
    assert {""} == found  # 33 rows with the same words are one line of Checks
    assert grouped[0].message.startswith("33 rows (EO-04, EO-06, EO-07")
    assert unmeasured == {str(r["ref"]) for r in plan.present(EXPECTED_OUTCOMES)} - set(by_hand)
    record_property("figure", f"promises: {len(by_hand)} of 55 measured, as a reading by hand says")


def test_every_link_is_marked_as_proposed_and_says_what_it_leaves_out(plan: Results) -> None:
    links = plan.present(MEASURED_BY)
    assert {"Proposed"} == {link["basis"] for link in links}
    assert [] == [link["ref"] for link in links if link["covers"] == "In part" and not link["note"]]
    assert {"OK"} == {link["row_check"] for link in links}


def test_a_promise_is_as_its_indicators_are(plan: Results) -> None:
    by_ref = {str(row["ref"]): row for row in plan.present(EXPECTED_OUTCOMES)}
    schools = by_ref["EO-28"]  # settings 92.8% of 95%: Amber; schools 81.3% of 87%, 51.2% of 70%
    assert ("Measured", 3.0, 2.0, 1.0, 0.0) == (
        *(schools["measured"], schools["measures"], schools["red"], schools["amber"]),
        schools["green"],
    )
    assert "Red" == schools["status"]
    assert ("Nothing measures it", "Not rated") == (
        by_ref["EO-04"]["measured"],
        by_ref["EO-04"]["status"],
    )


def test_promises_to_be_better_than_england_are_judged_by_the_benchmarks(plan: Results) -> None:
    promised = {row["ref"] for row in plan.present(EXPECTED_OUTCOMES) if row["promised_against"]}
    assert {"EO-29", "EO-31", "EO-48", "EO-49", "EO-52"} == promised  # L298 twice, L307 twice, L308
    assert {"No benchmark"} == {
        row["kept"] for row in plan.present(EXPECTED_OUTCOMES) if row["ref"] in promised
    }
    shown = {str(row["ref"]): row for row in demo_plan().present(EXPECTED_OUTCOMES)}
    # Illustrative: NEET 4.8% at the baseline against 4.2%; 17 and 18 year olds 90.5% and 68.2%
    # against 91% (similar, within 1% of it) and 70.1%.
    assert ("Not kept", 1.0) == (shown["EO-48"]["kept"], shown["EO-48"]["worse"])
    assert ("Not kept", 1.0, 1.0) == tuple(shown["EO-52"][n] for n in ("kept", "similar", "worse"))


def test_illustrative_benchmarks_say_so() -> None:
    rows = demo_plan().present(BENCHMARKS)
    assert rows
    assert {True} == {str(row["source"]).startswith("Illustrative") for row in rows}
