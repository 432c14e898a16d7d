"""A mapping to fill in: the codes that an extract holds, with their rows and pounds.

It is an .xlsx whose codes are text, for Excel would take the zeros from 0042 in a .csv file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from csplan.ledger.accounting import RowSum, codes_found
from csplan.ledger.extract import read_extract
from csplan.ledger.mapping import LATER
from csplan.terms.errors import CsplanError, system_reason
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from csplan.ledger.answers import Answers

__all__ = ["propose"]

_HEADINGS = ("Cost centre", "Account", "Ref", "Reason", "Rows", "Pounds")
_WIDTHS = (16, 16, 12, 40, 10, 18)


def propose(extract: Path, path: Path, answers: Answers, *, by_cost_centre: bool) -> int:
    """Write a mapping to fill in, and return how many rows it has.

    Raises: CsplanError where the extract cannot be read, or a file stands there already.
    """
    if path.suffix.lower() != ".xlsx":
        raise CsplanError(Refusal.CANNOT_WRITE, f"{path.name} must end in .xlsx.")
    found = codes_found(read_extract(extract, answers))
    if by_cost_centre:
        centres: dict[tuple[str, str], RowSum] = {}
        for (centre, _), part in found:
            centres.setdefault((centre, "*"), RowSum()).add(part.rows, part.pence)
        found = sorted(centres.items(), key=lambda one: (-abs(one[1].pence), one[0]))
    try:
        with path.open("xb") as file:
            file.write(_workbook(found))
    except FileExistsError:
        raise CsplanError(
            Refusal.CANNOT_WRITE,
            f"{path.name} is there already and may hold your work.  Give another name with --out.",
        ) from None
    except OSError as reason:
        raise CsplanError(
            Refusal.CANNOT_WRITE, f"{path.name} cannot be written ({system_reason(reason)})."
        ) from None
    return len(found)


def _workbook(found: list[tuple[tuple[str, str], RowSum]]) -> bytes:
    """Return the workbook of a mapping."""
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Ledger map")
    head = book.add_format({"bold": True, "bottom": 1})
    typed = book.add_format({"bg_color": "#FFF9DB", "num_format": "@"})
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00"})
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    for row, ((centre, account), part) in enumerate(found, start=1):
        sheet.write_string(row, 0, centre, text)
        sheet.write_string(row, 1, account, text)
        sheet.write_string(row, 2, LATER, typed)
        sheet.write_blank(row, 3, None, typed)
        sheet.write_number(row, 4, part.rows)
        sheet.write_number(row, 5, part.pence / 100, money)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(found), 1), len(_HEADINGS) - 1)
    book.close()
    return data.getvalue()
