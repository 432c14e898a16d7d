"""The columns of a CSV file as text, nothing guessed.  Knows no files."""

from __future__ import annotations

import csv
import io

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

__all__ = ["csv_columns"]


def csv_columns(raw: bytes, *, name: str) -> dict[str, list[str]]:
    r"""Return the columns by heading, of a file in UTF-8 or as an older Excel writes it.

    Raises: WorkbookError where a heading is doubled, or a row is longer or shorter than the first.

    >>> csv_columns(b"Ref,Q1 actual\nKO1-01,25%\n,\n", name="q1.csv")
    {'Ref': ['KO1-01'], 'Q1 actual': ['25%']}
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    headings, body = (rows[0], rows[1:]) if rows else ([], [])
    for number, row in enumerate(body, 1):
        if row and len(row) != len(headings):
            raise _refused(
                f"Row {number} of {name} has {len(row)} cells and {len(headings)} headings."
            )
    doubled = next((one for one in headings if headings.count(one) > 1), None)
    if doubled is not None:
        raise _refused(f"{name} has two columns “{doubled}”.")
    body = [row for row in body if any(row)]
    return {heading: [row[at] for row in body] for at, heading in enumerate(headings)}


def _refused(why: str) -> WorkbookError:
    return WorkbookError(Refusal.DATA_REFUSED, f"{why}  Nothing was written.")
