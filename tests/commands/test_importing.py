"""Ledger extracts become actuals: every row accounted for, to the penny, or nothing is written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import csplan
from csplan.commands.cli import run
from csplan.commands.importing import import_extract
from csplan.ledger.amounts import pence_of
from csplan.ledger.answers import Answers
from csplan.ledger.periods import moments
from csplan.sheets import BUDGET, CHANGE_LOG
from csplan.terms.errors import CsplanError
from tests.commands.typing_in import type_in
from tests.lossless.plans import of_money

pytestmark = pytest.mark.slow

MAPPING = """Cost centre,Account,Ref,Reason
SL900,*,exclude,Schools' own money
SL*,1000,B-023,
SL*,2000,B-031,
EH001,1000,B-012,
"""
ROWS = """Cost Centre,Account,Period,Amount
SL001,1000,1,"1,000.10"
SL001,1000,6,(0.10)
SL002,1000,7,500.00
SL001,2000,2,250.00-
EH001,1000,3,£75.50
SL900,1000,3,9.99
XX1,1000,4,0.01
Total,,,"1,335.50"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan's budget, with a mapping beside it."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(of_money())
    (tmp_path / "ledger-map.csv").write_text(MAPPING, encoding="utf-8")
    return path


def extract(plan: Path, text: str = ROWS, encoding: str = "utf-8") -> Path:
    """An extract beside the plan."""
    path = plan.parent / "extract.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_every_row_is_mapped_unmapped_or_excluded_by_a_named_rule(plan: Path) -> None:
    ledger = import_extract(plan, extract(plan), month=6).ledger

    # 1,000.10 − 0.10 = 1,000.00; −250.00; 75.50: 825.50 in four rows
    assert (4, 82_550) == (ledger.mapped.rows, ledger.mapped.pence)
    assert {"B-023": 100_000, "B-031": -25_000, "B-012": 7_550} == {
        ref: part.pence for ref, part in ledger.lines.items()
    }
    assert {("XX1", "1000"): 1} == {codes: part.pence for codes, part in ledger.unmapped.items()}
    assert {"after month 6": 50_000, "Schools' own money": 999, "totals row": 133_550} == {
        rule: part.pence for rule, part in ledger.excluded.items()
    }
    parts = (ledger.mapped, ledger.left_unmapped, ledger.left_out)
    assert ledger.read.pence == sum(part.pence for part in parts)
    assert 8 == ledger.read.rows == sum(part.rows for part in parts)


def test_the_command_writes_actuals_logs_it_and_can_be_taken_back(plan: Path) -> None:
    before = plan.read_bytes()

    status = run(["import-ledger", str(plan), str(extract(plan)), "--month", "6"])

    assert 1 == status  # one row is unmapped
    read = csplan.read(plan)
    actual = {row["ref"]: row["actual_to_date"] for row in read.table(BUDGET)}
    assert (1_000.0, -250.0, 75.5, None) == tuple(
        actual[ref] for ref in ("B-023", "B-031", "B-012", "B-001")
    )
    assert 6.0 == read.settings["budget_month"]
    assert "Ledger import" == read.table(CHANGE_LOG)[0]["what"]
    assert 0 == run(["restore", str(plan)])
    assert before == plan.read_bytes()


def test_the_same_extract_again_writes_nothing(plan: Path) -> None:
    path = extract(plan)
    run(["import-ledger", str(plan), str(path), "--month", "6"])
    after = plan.read_bytes()

    run(["import-ledger", str(plan), str(path), "--month", "6"])

    assert after == plan.read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROWS.replace("4,0.01", "4,a penny"), "is not an amount"),
        (ROWS.replace("4,0.01", "4,0.015"), "is not an amount"),
        (ROWS.replace("EH001,1000,3", "EH001,1000,soon"), "cannot be read"),
        (
            ROWS.replace("Total,,,", "Grand total,,,").replace("1,335.50", "835.50"),
            "own grand total",
        ),
        ("Centre of town,Sum\n1,2\n", "no heading row"),
    ],
)
def test_what_cannot_be_accounted_for_writes_nothing(plan: Path, text: str, said: str) -> None:
    before = plan.read_bytes()

    with pytest.raises(CsplanError, match=said):
        import_extract(plan, extract(plan, text), month=6)
    assert 2 == run(["import-ledger", str(plan), str(plan.parent / "extract.csv"), "--month", "6"])
    assert before == plan.read_bytes()


def test_a_grand_total_that_agrees_is_passed(plan: Path) -> None:
    # 1,000.10 − 0.10 + 500 − 250 + 75.50 + 9.99 + 0.01
    text = ROWS.replace("Total,,,", "Grand total,,,")

    assert 8 == import_extract(plan, extract(plan, text), month=6).ledger.read.rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_encoding_and_title_rows(
    plan: Path, encoding: str, delimiter: str
) -> None:
    rows = [
        ["Ledger £ extract"],
        ["cost_centre", "Nominal Code", "VALUE"],
        ["SL1", "1000", "£5.25"],
    ]
    text = "\n".join(delimiter.join(row) for row in rows)

    ledger = import_extract(plan, extract(plan, text, encoding), month=6).ledger

    assert 525 == ledger.lines["B-023"].pence


def test_debits_and_credits_make_an_amount(plan: Path) -> None:
    text = "Cost centre,Account,Debit,Credit\nSL1,1000,10.00,\nSL1,1000,,2.50\n"

    assert 750 == import_extract(plan, extract(plan, text), month=6).ledger.lines["B-023"].pence


def test_a_workbook_is_read_too(plan: Path) -> None:
    path = plan.parent / "extract.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Extract of the ledger"])
    sheet.write_row(2, 0, ["Cost centre", "Account", "Period", "Amount"])
    sheet.write_row(3, 0, ["SL1", 1000, 1, 0.1 + 0.2])
    sheet.write_row(4, 0, ["SL1", "1000", 2, "(0.05)"])
    book.close()

    assert 25 == import_extract(plan, path, month=6).ledger.lines["B-023"].pence


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("Cost centre,Account,Ref\nSL1,1,B-999\n", "not on Budget"),
        ("Cost centre,Ref\nSL1,B-001\n", "no column Account"),
        ("Cost centre,Account,Ref\nSL1,1,\n", "names no budget line"),
        ("Cost centre,Account,Ref\nSL1,1,B-001\nsl1,1.0,B-002\n", "mapped twice"),
    ],
)
def test_a_mapping_that_cannot_be_trusted_is_refused(plan: Path, mapping: str, said: str) -> None:
    (plan.parent / "ledger-map.csv").write_text(mapping, encoding="utf-8")

    with pytest.raises(CsplanError, match=said):
        import_extract(plan, extract(plan), month=6)


def test_without_a_month_or_a_mapping_it_says_what_to_do(plan: Path) -> None:
    with pytest.raises(CsplanError, match="--month 6") as met:
        import_extract(plan, extract(plan))
    assert "no-month-gone" == met.value.code
    (plan.parent / "ledger-map.csv").write_text("Cost centre,Account,Ref\nS,1,B-9\n", "utf-8")
    with pytest.raises(CsplanError, match="not on Budget") as met:
        import_extract(plan, extract(plan), month=6)
    assert "mapping-to-no-line" == met.value.code
    (plan.parent / "ledger-map.csv").unlink()
    with pytest.raises(CsplanError, match=r"ledger-map\.csv") as met:
        import_extract(plan, extract(plan), month=6)
    assert "mapping-missing" == met.value.code


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("−5.00", -500),
        ("1,234", 123_400),
        ("(£1,000.00)", -100_000),
        ("5.00 DR", 500),
        ("1e5", None),
    ],
)
def test_amounts_as_ledgers_print_them(text: str, pence: int | None) -> None:
    assert pence == pence_of(text)


@pytest.mark.parametrize(
    ("text", "month"),
    [("12", 12), ("0", 0), ("Period 3", 3), ("2016P06", 6), ("Mar-17", 12), ("2016-04-01", 1)],
)
def test_periods_as_ledgers_print_them(text: str, month: int) -> None:
    (found,) = moments([text], heading="Period", answers=Answers(), year=2016)[text]

    assert month == found.month
    assert found.year in (None, 2016)


def test_it_does_not_go_back_to_an_earlier_month_without_a_reason(plan: Path) -> None:
    path = extract(plan)
    assert 1 == run(["import-ledger", str(plan), str(path), "--month", "7"])
    after = plan.read_bytes()

    with pytest.raises(
        CsplanError, match="7 months have gone, and this import is up to month 6"
    ) as met:
        import_extract(plan, path, month=6)
    assert "month-goes-back" == met.value.code
    assert 2 == run(["import-ledger", str(plan), str(path), "--month", "6"])
    assert after == plan.read_bytes()
    assert 1 == run(
        ["import-ledger", str(plan), str(path), "--month", "6", "--reason", "posted too early"]
    )
    log = csplan.read(plan).table(CHANGE_LOG)
    assert any("Reason: posted too early" in str(row) for row in log)


def test_every_line_is_told_before_and_after(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["import-ledger", str(plan), str(extract(plan)), "--month", "6"])
    (plan.parent / "ledger-map.csv").write_text(
        "Cost centre,Account,Ref\nSL*,1000,B-023\n", encoding="utf-8"
    )
    capsys.readouterr()

    run(["import-ledger", str(plan), str(extract(plan)), "--month", "7"])

    said = capsys.readouterr().out
    # 1,000.00 and, in month 7, 500.00; SL900's 9.99 is no longer excluded
    assert "B-023               £1,000.00 →            £1,509.99" in said
    assert "budget month moves from 6 to 7; these keep their earlier actual" in said
    assert "B-031                -£250.00" in said
    assert "Period: Period (column C), where 1 is April" in said


def test_a_mapping_is_proposed_filled_in_and_used(plan: Path) -> None:
    path = extract(plan, ROWS.replace("EH001", "0042"))
    (plan.parent / "ledger-map.csv").unlink()

    assert 0 == run(["ledger-map", str(path)])
    assert 2 == run(["ledger-map", str(path)])  # it may hold somebody's work by now

    made = plan.parent / "ledger-map.xlsx"
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(made)["Ledger map"].rows]
    assert ["SL001", "1000", "later", None, 2, 1000] == rows[1]
    assert [500, -250, 75.5, 9.99, 0.01] == [row[5] for row in rows[2:]]
    assert {} == import_extract(plan, path, month=6).ledger.lines
    book = openpyxl.load_workbook(made)
    for row in book["Ledger map"].iter_rows(min_row=2):
        if row[0].value == "0042":
            row[2].value = "B-012"
    book.save(made)
    assert {"B-012": 7_550} == {
        ref: part.pence for ref, part in import_extract(plan, path, month=6).ledger.lines.items()
    }


def test_a_year_that_does_not_begin_in_april_is_refused_for_its_months_would_be_others(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(plan, "settings", "", year_begins="January")
    before = plan.read_bytes()
    assert 2 == run(["import-ledger", str(plan), str(extract(plan)), "--month", "6"])
    assert "begins in January" in capsys.readouterr().err
    with pytest.raises(CsplanError) as refused:
        import_extract(plan, extract(plan), month=6)
    assert "ledger-calendar" == refused.value.code
    assert before == plan.read_bytes()
