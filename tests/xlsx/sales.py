"""A workbook of no plan: a table of sales with everything that has to follow when it grows."""

from __future__ import annotations

import functools
import io
from datetime import UTC, date, datetime

import xlsxwriter

ROWS = (
    ("A1", "North", 10.0, date(2026, 4, 1)),
    ("A2", "South", 20.5, date(2026, 5, 1)),
    ("A3", "West", None, None),
)


@functools.cache
def sales(*, totals: bool = False, under: str = "") -> bytes:
    """The table Sales in B3 of the sheet “Sales & co”, and a report that sums it up."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 4, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("Sales & co")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": "£#,##0.00"})
    columns = [
        {"header": "Ref", "total_string": "Total"} if totals else {"header": "Ref"},
        {"header": "Area"},
        {"header": "Amount", "format": money, **({"total_function": "sum"} if totals else {})},
        {"header": "Day", "format": day},
        {"header": "Twice", "formula": "=Sales[[#This Row],[Amount]]*2", "format": money},
    ]
    last = 5 + totals
    sheet.add_table(2, 1, last, 5, {"name": "Sales", "columns": columns, "total_row": totals})
    for at, (ref, area, amount, when) in enumerate(ROWS, 3):
        sheet.write_string(at, 1, ref)
        sheet.write_string(at, 2, area)
        if amount is not None:
            sheet.write_number(at, 3, amount, money)
        if when is not None:
            sheet.write_datetime(at, 4, when, day)
        sheet.write_formula(at, 5, "=Sales[[#This Row],[Amount]]*2", money, 2 * (amount or 0.0))
    sheet.data_validation("C4:C6", {"validate": "list", "source": ["North", "South", "West"]})
    sheet.conditional_format("B4:F6", {"type": "cell", "criteria": ">", "value": 15, "format": day})
    sheet.conditional_format("D4:D6", {"type": "data_bar", "data_bar_2010": True})
    sheet.print_area("A1:F6")
    if under:
        sheet.write(8, 2, under)
    report = book.add_worksheet("Report")
    report.write(0, 0, "Total")
    report.write_formula("B1", "=SUM('Sales & co'!$D$4:$D$6)", None, 30.5)
    report.write_formula("B2", "=B1*rate", None, 1.525)
    report.write_formula("B3", "=1+1", None, 2)
    report.write("B5", 0.05)
    report.write_formula("B6", "=SUM(Sales[Amount])", None, 30.5)
    report.write_array_formula("D1:D2", "{=LEN(A1:A2)}", None, 5)
    report.merge_range("F1:G1", "Merged")
    book.define_name("rate", "=Report!$B$5")
    book.define_name("amounts", "='Sales & co'!$D$4:$D$6")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "='Sales & co'!$B$4:$B$6", "values": "='Sales & co'!$D$4:$D$6"})
    report.insert_chart("B10", chart)
    book.close()
    return out.getvalue()
