"""Slips on the sheets of money beside the budget: each is found, its harmless neighbour is not."""

from __future__ import annotations

import pytest

from csplan.plan.check_slips_of_money import check_slips_of_money
from csplan.plan.plan import Plan, Row
from csplan.terms.values import CellError, Value

_MOVE: Row = {"from_line": "B-001", "to_line": "B-002", "amount": 2000.0, "date": 42_535.0}
_SAVING: Row = {"saving": "Placements", "approved": 3_200_000.0}
_BAD = CellError("#REF!")


def _headings(rows: dict[str, list[Row]], **settings: Value) -> list[tuple[str, str]]:
    """The code and the ref of what is found in these rows at month 6, reported on 14 October."""
    given: Row = {"budget_month": 6.0, "report_date": 42_657.0, **settings}
    return [(str(one.code), one.ref) for one in check_slips_of_money(Plan(given, rows))]


@pytest.mark.parametrize(
    ("key", "rows", "expected"),
    [
        ("virements", [{"ref": "V-1", **_MOVE}, {"ref": "V-2", **_MOVE}], ["V-2"]),
        ("virements", [{"ref": "V-1", **_MOVE}, {"ref": "V-2", **_MOVE, "amount": 1.0}], []),
        ("virements", [{"ref": "V-1", **_MOVE, "date": None}] * 2, []),
        ("virements", [{"ref": ref, **_MOVE, "amount": _BAD} for ref in ("V-1", "V-2")], []),
        ("virements", [{"ref": "V-1", **_MOVE}] * 2, []),  # a ref used twice is said as such
        ("savings", [{"ref": "S-1", **_SAVING}, {"ref": "S-2", **_SAVING}], ["S-2"]),
        ("activity", [{"ref": "AP-1", "planned_weeks": 53.0, "expected_weeks": 60.0}], ["AP-1"]),
        ("activity", [{"ref": "AP-1", "planned_weeks": 52.0, "expected_weeks": None}], []),
        ("pressures", [{"ref": "P-1", "kind": "Saving", "amount": 10.0}], ["P-1"]),
        ("pressures", [{"ref": "P-1", "kind": "Saving", "amount": -10.0}], []),
        ("pressures", [{"ref": "P-1", "kind": _BAD, "amount": 10.0}], []),
        ("medium_term", [{"ref": "MT-1", "kind": "Saving", "amount": 10.0}], ["MT-1"]),
        ("medium_term", [{"ref": "MT-1", "kind": "Funding", "amount": -10.0}], ["MT-1"]),
        ("medium_term", [{"ref": "MT-1", "kind": "Funding", "amount": 10.0}], []),
        ("medium_term", [{"ref": "MT-1", "kind": "Pressure", "amount": -10.0}], []),
        ("medium_term", [{"ref": "MT-1", "kind": "Printed", "amount": 15.0, "highest": 2.0}], ["MT-1"]),
        ("medium_term", [{"ref": "MT-1", "kind": "Printed", "amount": 15.0, "highest": 20.0}], []),
        ("medium_term", [{"ref": "MT-1", "kind": "Printed", "share": 24.0}], ["MT-1"]),
        ("medium_term", [{"ref": "MT-1", "kind": "Printed", "share": 0.024}], []),
    ],
)  # fmt: skip
def test_amounts_that_no_sheet_of_money_can_mean(
    key: str, rows: list[Row], expected: list[str]
) -> None:
    assert [("amount-unlikely", ref) for ref in expected] == _headings({key: rows})


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [
        ("capital", {"approved": 9e6, "spent_to_date": 4_300.0}, "thousandfold"),
        ("grants", {"allocation": 31e6, "spent_to_date": 15_200.0}, "thousandfold"),
        ("grants", {"allocation": 31_000.0, "spent_to_date": 15.2e6}, "thousandfold"),
        ("capital", {"approved": 9e6, "spent_to_date": 430_000.0}, ""),
        ("capital", {"approved": 9e6, "spent_to_date": None}, ""),
        ("capital", {"approved": None, "spent_to_date": 4_300.0}, ""),
        ("capital", {"milestone_done": 45_000.0}, "date-unlikely"),
        ("capital", {"milestone_done": 42_657.0}, ""),
    ],
)
def test_spending_in_thousands_and_milestones_to_come(key: str, row: Row, expected: str) -> None:
    found = [(expected, "R-1")] if expected else []
    assert found == _headings({key: [{"ref": "R-1", **row}]})
    if expected:
        assert [] == _headings({key: [{"ref": "R-1", **row}]}, budget_month=None, report_date=None)


def test_what_is_found_says_both_figures() -> None:
    rows: dict[str, list[Row]] = {
        "capital": [{"ref": "R-1", "approved": 9e6, "spent_to_date": 4_300.0}]
    }
    (one,) = check_slips_of_money(Plan({"budget_month": 6.0}, rows))
    said = "£4,300 is about a thousandth of this part of the year's, £4,500,000."
    assert (said, True) == (one.message, one.code.is_to_confirm)
