"""Each way in which an extract once gave wrong figures in silence: the right pence, or a reason."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from csplan.ledger.accounting import Ledger, account_for
from csplan.ledger.answers import Answers
from csplan.ledger.extract import read_extract
from csplan.ledger.mapping import mapping_from
from csplan.terms.errors import CsplanError
from tests.extent import ALL

HEAD = "Cost centre,Account,Period,Narrative,Amount\n"
ROWS = "CC1,1000,1,Rent,10.00\nCC1,1000,2,Rent,20.50\nCC2,1000,6,Pay,0.07\n"


def taken(path: Path, month: int = 6, mapping: str = "*,*,B-1", **answers: object) -> Ledger:
    map_path = path.with_name("map.csv")
    map_path.write_text(f"Cost centre,Account,Ref\n{mapping}\n", encoding="utf-8")
    said = Answers(**answers)  # type: ignore[arg-type]
    return account_for(read_extract(path, said), mapping_from(map_path), month, 2016)


def pence(path: Path, text: str | bytes, **asked: object) -> int:
    path = path / "extract.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    ledger = taken(path, **asked)  # type: ignore[arg-type]
    return ledger.lines["B-1"].pence if "B-1" in ledger.lines else 0


@pytest.mark.parametrize(
    "title",
    ['"Ledger\nof May"\n', "Ledger\x0cof May\n", "Ledger\x0bof\u2028May\n", "sep=,\n\n", "\n\n"],
)
def test_no_title_row_loses_a_row(tmp_path: Path, title: str) -> None:
    assert 3_057 == pence(tmp_path, title + HEAD + ROWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ROWS + "CC1,1000,2,Rent,1,234.56\n", "Row 5: it has 6 fields where .* have 5"),
        (HEAD + "CC1,1000,2,Rent, and rates,12.00\n" + ROWS, "Row 2: it has 6 fields"),
        (HEAD + ROWS + "End of report\n", "Row 5: it has 1 field "),
        (HEAD + ROWS + "CC1,1000,3,Rent,#N/A\n", "Row 5: Amount “#N/A” is not an amount"),
        (HEAD + ROWS + "CC1,1000,3,Rent,\n", "Row 5: it has codes but no amount"),
        (HEAD + ROWS + "CC1,#REF!,3,Rent,1.00\n", "Row 5: account is '#REF!'"),
        (HEAD + ROWS + ",,,,5.00\n", "Row 5: it has an amount but no cost centre"),
        (HEAD + ROWS + "CC1,,3,,5.00\n", "Row 5: it has an amount but no account"),
        (HEAD + ROWS + "CC1,1000,3,Total CC1,30.51\n", "Row 5: the total “Total CC1” is £30.51"),
        (HEAD + ROWS + "CC1,1000,3,Total Gas & Power,9.00\n", '--detail "Total Gas & Power"'),
        (HEAD + ROWS + "Grand total,,,,30.58\n", "own grand total is £30.58"),
        (HEAD + ROWS + 'CC1,1000,3,"Rent,5.00\n', "quotation marks do not pair"),
        (HEAD + ROWS + 'CC1,1000,3,"Rent" again,5.00\n', "quotation marks do not pair"),
        (HEAD + 'CC1,1000,3,"x,5.00\nCC1,1000,3,5 inch",5.00\n', "looks like other rows"),
        (HEAD + ROWS + "CC1,1000,,Rent,5.00\n", "Row 5: Period .* says nothing"),
        (HEAD + ROWS + "CC1,1000,16-Sep,Rent,5.00\n", "Row 5: Period .* says “16-Sep”"),
        (HEAD + ROWS + "CC1,1000,3,Rent,1.005\n", "is not an amount"),
        (HEAD, "no rows of figures"),
        ("", "no heading row"),
        ((HEAD + ROWS).encode() + b"\0" * 500, "not a text file"),
        (HEAD.replace("Narrative", "Gross") + "CC1,1000,1,12.00,10.00\n", "--amount"),
        (HEAD.replace("Narrative", "Amount") + "CC1,1000,1,12.00,10.00\n", "--amount"),
        (HEAD.replace("Narrative", "Account") + "CC1,1000,1,7,10.00\n", "--account"),
        (HEAD.replace("Period", "Month") + ROWS, "--months calendar or --months financial"),
        (HEAD + "CC1,1000,201606,Rent,1.00\n", "--months calendar or"),
        (HEAD.replace("Period", "When") + ROWS, "--period"),
        (HEAD.replace("Period", "Date") + "CC1,1000,03/04/2016,x,1.00\n", "--dates day-first"),
        (HEAD.replace("Narrative", "Year") + "CC1,1000,1,2016,1.00\n", "--years"),
        ("Cost centre,Account,Debit,Credit\nCC1,1000,,-5.00\n", "--credits negative"),
        ("Cost centre,Account,D/C,Amount\nCC1,1000,C,-5.00\n", "amount is negative and D/C"),
        (
            HEAD.replace("Narrative", "Posting date") + "CC1,1000,6,30/09/2015,1.00\n",
            "may be of another year than 2016/17",
        ),
        (
            HEAD + ROWS + "CC1,1000,3," + "x" * 200_000 + '"",1.00\n',
            "is not regular: a text of more",
        ),
    ],
)
def test_it_is_refused_with_row_and_reason(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(CsplanError, match=said):
        pence(tmp_path, text)


@pytest.mark.parametrize(
    "period", ["30/09/2015", "Sep-15", "2015P06", "2015-09", "2015-09-30", "FY"]
)
def test_another_year_does_not_count(tmp_path: Path, period: str) -> None:
    if period == "FY":
        head = HEAD.replace("Narrative", "Financial year")
        text = head + "CC1,1000,6,2015/16,99.00\nCC1,1000,6,2016/17,1.00\n"
    else:
        text = HEAD + f"CC1,1000,{period},x,99.00\nCC1,1000,Sep-16,x,1.00\n"

    assert 100 == pence(tmp_path, text)


@pytest.mark.parametrize(
    "period", ["2016-09", "2016-09-30", "30/09/2016", "Sep-16", "P06", "2016P06"]
)
@pytest.mark.parametrize(("month", "expected"), [(5, 0), (6, 100)])
def test_september_is_the_sixth_month(
    tmp_path: Path, period: str, month: int, expected: int
) -> None:
    text = HEAD.replace("Period", "Acct Period") + f"CC1,1000,{period},x,1.00\n"

    assert expected == pence(tmp_path, text, month=month)


def test_one_date_shows_the_order_of_all(tmp_path: Path) -> None:
    text = (
        HEAD.replace("Period", "Date") + "CC1,1000,03/10/2016,x,1.00\nCC1,1000,30/09/2016,x,7.00\n"
    )

    assert 700 == pence(tmp_path, text)


def test_answers_are_taken(tmp_path: Path) -> None:
    dated = HEAD.replace("Period", "Date") + "CC1,1000,03/10/2016,x,1.00\n"

    assert 0 == pence(tmp_path, dated, dates="day-first")
    assert 0 == pence(tmp_path, dated.replace("03/10", "10/03"), dates="month-first")
    assert 100 == pence(tmp_path, dated.replace("03/10", "09/03"), dates="month-first")
    coded = HEAD + "CC1,1000,201609,Rent,1.00\n"
    assert 100 == pence(tmp_path, coded, months="calendar")
    assert 0 == pence(tmp_path, coded, months="financial")
    both = "Cost centre,Account,Debit,Credit\nCC1,1000,9.00,\nCC1,1000,,-5.00\n"
    assert 400 == pence(tmp_path, both, credits="negative")
    assert 1_400 == pence(tmp_path, both, credits="positive")
    several = HEAD.replace("Narrative", "Gross") + "CC1,1000,1,12.00,10.00\n"
    assert 1_200 == pence(tmp_path, several, amount="Gross")
    assert 1_000 == pence(tmp_path, several, amount="E")
    gas = HEAD + ROWS + "CC1,1000,3,Total Gas & Power,9.00\n"
    assert 3_957 == pence(tmp_path, gas, details=("total gas & power",))


def test_totals_that_agree_are_controls_and_no_spending(tmp_path: Path) -> None:
    text = (
        HEAD + "CC1,1000,1,Rent,10.00\nCC1,1000,2,Rent,20.50\nCC1,,,Total CC1,30.50\n"
        "CC2,1000,6,Pay,0.07\n,,,Subtotal,0.07\n,,,Grand total,30.57\n"
    )

    assert 3_057 == pence(tmp_path, text)
    assert 3 == taken(tmp_path / "extract.csv").controls


def test_windows_text_is_known_wherever_its_first_pound_sign_stands(tmp_path: Path) -> None:
    text = HEAD + "CC1,1000,1,Rent,1.00\n" * 400_000 + "CC1,1000,1,Rent,£1.00\n"

    assert 40_000_100 == pence(tmp_path, text.encode("cp1252"))


def test_a_field_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(CsplanError, match="a line of more than 8 MB") as met:
        pence(tmp_path, HEAD + ROWS + "x" * 20_000_000)
    assert len(str(met.value)) < 300


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "extract.csv")

    with pytest.raises(CsplanError, match="not a file on a disk"):
        taken(tmp_path / "extract.csv")
    with pytest.raises(CsplanError, match="a character that no name may have"):
        read_extract(Path("extract\0.csv"), Answers())


def test_brackets_in_a_mapping_are_brackets(tmp_path: Path) -> None:
    text = HEAD + "A1,1000,1,x,1.00\nA[1],1000,1,x,2.00\n"

    assert 200 == pence(tmp_path, text, mapping="A[1],*,B-1")


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """An .xlsx: text that begins with = is a formula without a value, a day is a date."""
    made = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "date_1904": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(at, column, value, None, "#N/A" if "NA" in value else "")
                else:
                    sheet.write(at, column, value)
    made.close()
    return path


HEADINGS: list[object] = ["Cost centre", "Account", "Date", "Amount"]
DAY = dt.datetime(2016, 9, 30)  # noqa: DTZ001  (a day of a workbook has no zone)


def test_a_workbook_gives_its_pence(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Data": [["Title"], HEADINGS, ["CC1", 1000, DAY, 0.1 + 0.2]]})

    assert 30 == taken(path).lines["B-1"].pence
    assert {"after month 5": 30} == {r: p.pence for r, p in taken(path, 5).excluded.items()}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["CC1", 1000, DAY, "=NA()"], "Row 2: Amount “#N/A” is not an amount"),
        (["CC1", 1000, DAY, "=1+1"], "Row 2: Amount “#formula without a value”"),
        (["=A9", "=B9", "=C9", "=D9"], "#formula without a value"),
        (["=NA()", 1000, DAY, 5], "Row 2: cost centre is '#N/A'"),
        (["CC1", 1000, DAY, True], "“TRUE” is not an amount"),
    ],
)
def test_an_error_in_a_workbook_is_no_nought(tmp_path: Path, row: list[object], said: str) -> None:
    path = book(tmp_path / "a.xlsx", {"Data": [HEADINGS, row, ["CC1", 1000, DAY, 1]]})

    with pytest.raises(CsplanError, match=said):
        taken(path)


def test_sheets_of_months_are_asked_about_and_all_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Cost centre", "Account", "Amount"], ["CC1", 1000, 1]]
    path = book(tmp_path / "a.xlsx", {"Apr 16": rows, "Sep 16": rows, "Oct 16": rows})

    with pytest.raises(CsplanError, match="--sheet"):
        taken(path)
    assert 200 == taken(path, sheet="all").lines["B-1"].pence
    assert 100 == taken(path, sheet="sep 16").lines["B-1"].pence


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Data": [HEADINGS, ["CC1", 1000, DAY, 1]]})
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(CsplanError):
        taken(path)


def test_regular_pieces_and_rows_one_by_one_give_the_same(tmp_path: Path) -> None:
    rows = "".join(
        f'CC{n % 7},{n % 5},{n % 12 + 1},"A, {n}",{"-" * (n % 2)}{n % 1000}.{n % 100:02d}\n'
        for n in range(2_000)
    )
    together = pence(tmp_path, HEAD + rows, month=9)
    # a blank line and an inch mark make the same piece odd, so that each row is read by itself
    one_by_one = pence(tmp_path, HEAD + '\nCC1,1,1,5" pipe,0.00\n' + rows, month=9)

    assert together == one_by_one
    assert together == sum(
        (-1) ** n * (n % 1000 * 100 + n % 100) for n in range(2_000) if n % 12 + 1 <= 9
    )


def test_codes_that_begin_alike_for_64_letters_are_told_apart(tmp_path: Path) -> None:
    first, second = "C" * 64, "C" * 70
    rows = f"{first},1000,1,Rent,10.00\n{second},1000,2,Rent,20.50\n"
    path = tmp_path / "extract.csv"
    for text in (rows, "".join(reversed(rows.splitlines(keepends=True)))):
        path.write_text(HEAD + text, encoding="utf-8")
        lines = taken(path, mapping=f"{first},*,B-1\n{second},*,B-2").lines
        assert (1_000, 2_050) == (lines["B-1"].pence, lines["B-2"].pence)


@pytest.mark.slow
def test_a_workbook_of_200_000_rows_is_no_bomb(tmp_path: Path) -> None:
    count = 200_000 if ALL else 50_000
    rest: list[object] = list(range(8))
    row = ["CC1", 1000, *rest, 12.5]
    small = book(tmp_path / "small.xlsx", {"Data": [[*HEADINGS[:2], *"abcdefgh", "Amount"], row]})
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(small) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part in read.namelist():
            text = read.read(part).decode("utf-8")
            if part == "xl/worksheets/sheet1.xml":
                begin, end = text.index('<row r="2"'), text.index("</sheetData>")
                one = re.sub(r'(r="[A-Z]*)2"', r'\1{0}"', text[begin:end])
                rows = "".join(map(one.format, range(2, count + 2)))
                text = f"{text[:begin]}{rows}{text[end:]}"
            made.writestr(part, text)

    assert count * 12_50 == taken(path, period="none").lines["B-1"].pence
