"""Results as pandas DataFrames, with the headings of the workbook.

The only module that imports pandas when it is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csplan.plan.plan import sheet_named
from csplan.terms.period import FinancialYear

if TYPE_CHECKING:
    from csplan.plan.plan import Results

__all__ = ["frame_of"]


def frame_of(results: Results, name: str) -> pd.DataFrame:
    """Return a sheet's rows as a DataFrame; a blank cell is a missing value.

    Raises: KeyError where no sheet has that name.
    """
    sheet = sheet_named(name)
    year = FinancialYear.parse(results.plan.financial_year)
    headings = {c.name: c.heading_in(year) if year else c.heading for c in sheet}
    rows = [
        {
            heading: row.get(field) or (row.get(field) if row.get(field) == 0 else None)
            for field, heading in headings.items()
        }
        for row in results.table(sheet)
    ]
    return pd.DataFrame(rows, columns=list(headings.values()))
