"""The budget and its control totals are Appendix 1, cell by cell, with its roundings as printed."""

from pathlib import Path

import pytest

from tests.templates.printed import Row, cells, line_of, rows, whole_pounds

SERVICES = {"SS": 406, "EH": 407, "SL": 408, "PQ": 409}  # the printed labels have run together
TOTAL = 410
EXPENDITURE = {
    "Employee Related": "1 Employees",
    "Premises Related": "2 Premises-related",
    "Transport Related": "3 Transport-related",
    "Supplies & Services": "4 Supplies & services",
    "Agency": "5 Third party payments",
    "Transfer Payments": "6 Transfer payments",
    "Unallocated Budgets": "Unallocated",
    "Controllable Recharges Expenditure": "7 Support services",
}
INCOME = {
    "Income": "9 Income",
    "Grants": "9 Income",
    "Controllable Recharges Income": "9 Income",
}
GROUPS = EXPENDITURE | INCOME


def appendix(line: int) -> dict[str, int]:
    """The printed sums of a row of Appendix 1 by column."""
    printed = (whole_pounds(cell) for cell in cells(line)[1:])
    return dict(zip(cells(404)[1:], printed, strict=True))


def budget(service: str, headings: dict[str, str]) -> int:
    return sum(
        int(row["Original budget"])
        for row in rows("budget")
        if row["Service"] == service and row["Heading"] in headings
    )


def published(scope: str, **where: str) -> int:
    [total] = [
        row
        for row in rows("control_totals")
        if row["Scope"] == scope and all(row[heading] == text for heading, text in where.items())
    ]
    return int(total["Published total"])


def test_the_budget_is_four_services_by_eleven_headings_in_printed_order() -> None:
    found = [(row["Service"], row["Heading"]) for row in rows("budget")]

    assert [(service, heading) for service in SERVICES for heading in GROUPS] == found
    assert list(GROUPS) == [heading for heading in cells(404)[1:] if heading in GROUPS]
    assert ["Gross Budget", "Net Budget"] == [
        heading for heading in cells(404)[1:] if heading not in GROUPS
    ]


def test_every_budget_line_is_the_printed_sum() -> None:
    for row in rows("budget"):
        assert SERVICES[row["Service"]] == line_of(row)
        assert str(appendix(line_of(row))[row["Heading"]]) == row["Original budget"]


def test_every_heading_has_its_cipfa_group_and_kind() -> None:
    for row in rows("budget"):
        kind = "Income" if row["Heading"] in INCOME else "Expenditure"

        assert (GROUPS[row["Heading"]], kind) == (row["CIPFA group"], row["Kind"])


def test_the_rows_whose_labels_have_slipped_say_so() -> None:
    for row in rows("budget"):
        label = cells(line_of(row))[0]

        assert (row["Service"] != "SS") == (f'"{label}"' in row["Note"])


def test_the_four_services_add_to_the_unlabelled_row_so_it_is_the_total() -> None:
    for heading, total in appendix(TOTAL).items():
        parts = sum(appendix(line)[heading] for line in SERVICES.values())

        assert {"Employee Related": 1, "Income": 1}.get(heading, 0) == parts - total


def test_the_control_totals_are_the_printed_totals() -> None:
    for heading in GROUPS:
        assert appendix(TOTAL)[heading] == published("Heading", Heading=heading)
    for service, line in SERVICES.items():
        assert appendix(line)["Gross Budget"] == published("Service gross", Service=service)
        assert appendix(line)["Net Budget"] == published("Service net", Service=service)
    assert 144_177_473 == appendix(TOTAL)["Gross Budget"] == published("Total gross")
    assert 89_775_084 == appendix(TOTAL)["Net Budget"] == published("Total net")
    of_budget = [row for row in rows("control_totals") if row["Scope"] != "Capital approved"]
    for row in of_budget:
        assert SERVICES.get(row["Service"], TOTAL) == line_of(row)
    assert 11 + 4 + 4 + 1 + 1 == len(of_budget)


def test_the_capital_printed_is_a_control_total_too() -> None:
    (control,) = [row for row in rows("control_totals") if row["Scope"] == "Capital approved"]
    printed = [5_500_000, 9_000_000, 2_500_000, 7_400_000]  # L389, L390, L392, L394
    assert printed == [int(row["Approved"]) for row in rows("capital") if row["Approved"]]
    assert sum(printed) == int(control["Published total"])


def test_the_medium_term_says_what_the_plan_prints_at_the_line_it_names() -> None:
    text = (Path(__file__).parents[1] / "data" / "service-plan-2016-17.txt").read_text("utf-8")
    printed = text.split("\n")
    for row in rows("medium_term"):
        assert row["As printed"] in printed[int(row["Plan line"][1:]) - 1], row["Ref"]


@pytest.mark.parametrize(
    ("service", "gross", "eight", "net", "through_gross"),
    [
        ("SS", 5_598_702, 5_598_701, -2_662_223, -2_662_223),
        ("EH", 64_423_221, 64_423_222, 59_680_969, 59_680_969),
        ("SL", 52_347_353, 52_347_354, 17_099_435, 17_099_435),
        ("PQ", 21_808_197, 21_808_197, 15_656_903, 15_656_904),
    ],
)
def test_the_roundings_of_the_services_are_kept(
    service: str, gross: int, eight: int, net: int, through_gross: int
) -> None:
    assert gross == published("Service gross", Service=service)
    assert eight == budget(service, EXPENDITURE)
    assert net == published("Service net", Service=service)
    assert through_gross == gross + budget(service, INCOME)


def test_the_44_lines_differ_from_the_published_totals_by_one_and_two_pounds() -> None:
    gross = sum(budget(service, EXPENDITURE) for service in SERVICES)
    net = sum(budget(service, GROUPS) for service in SERVICES)

    assert (1, 2) == (gross - published("Total gross"), net - published("Total net"))


def differs(total: Row) -> bool:
    """Whether the budget lines of a control total miss it."""
    parts = [
        int(row["Original budget"])
        for row in rows("budget")
        if total["Service"] in {"", row["Service"]}
        and total["Heading"] in {"", row["Heading"]}
        and (row["Kind"] == "Expenditure" or "gross" not in total["Scope"])
    ]
    return sum(parts) != int(total["Published total"])


def test_a_control_total_that_differs_from_its_lines_says_so() -> None:
    for row in rows("control_totals"):
        if row["Scope"] == "Capital approved":
            continue
        assert differs(row) == ("rounding, kept as printed" in row["Note"])
