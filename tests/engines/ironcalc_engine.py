"""Recalculates a workbook with ironcalc: quick, and right wherever csplan's formulas tread.

Known to be wrong in TEXT, in comparing two comparisons, in ISNUMBER(TRUE) and in MATCH with `*`;
csplan uses none of these.  It also takes the column of a table with one row for a cell rather
than a range, so that COUNTIFS, SUMIFS and MATCH over it fail, and parses the formula of a table's
column anew in every row, which takes it four seconds of five.  So it is handed ranges in the place
of tables, which means the same, and a formula that comes again as one that is shared.
"""

from __future__ import annotations

import functools
import html
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import ironcalc

from tests.engines import parts, ranges

Values = dict[str, dict[str, object]]

_CELL = re.compile(
    r'(<c\b[^>]*? r="[A-Z]+([0-9]+)"[^>]*>)<f(?: (?!t=|si=|ref=)\w+="[^"]*")*>([^<]*\[[^<]*)</f>'
)
_SETTLED = re.compile(
    r"""("|')(?:(?!\1).|\1\1)*\1!?|\$[A-Z]+\$[0-9]+(?::\$[A-Z]+\$[0-9]+)?""", re.DOTALL
)
_GOES_ALONG = re.compile(r":|(?<![\w.])\$?[A-Z]{1,3}\$?[1-9][0-9]*(?![\w.(])", re.IGNORECASE)
_BEYOND_ANY_OTHERS = 1_000_000


def recalculated(path: Path) -> Values:
    """The value of every used cell after recalculation, by sheet name and cell reference.

    A number is a float, an empty text is "", an error is its text such as `#DIV/0!`.  Only to be
    read, for the same file is recalculated once for all who ask.
    """
    return _recalculated(path.read_bytes())


@functools.lru_cache(maxsize=4)
def _recalculated(content: bytes) -> Values:
    """The values of a workbook of this content."""
    with tempfile.TemporaryDirectory() as folder, ZipFile(io.BytesIO(content)) as given:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(content)
        if any(name.startswith("xl/tables/") for name in given.namelist()):
            written = ranges.of_tables(parts.book(path))
            with ZipFile(path, "w") as handed:
                for name in given.namelist():
                    part = given.read(name)
                    if name.startswith("xl/worksheets/") and b"[" in part:
                        part = _with_ranges(part.decode("utf-8"), written).encode("utf-8")
                    handed.writestr(name, part)
        return calculated(ironcalc.load_from_xlsx(str(path)))


def calculated(model: ironcalc.Model) -> Values:
    """The values of a model that was read of a workbook as it stands."""
    model.evaluate()
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    letters = functools.cache(ironcalc.column_name_from_number)
    values: Values = {name: {} for name in names}
    for sheet, row, column in model.get_all_cells():
        value = model.get_cell_value(sheet, row, column)
        if value is not None:
            values[names[sheet]][f"{letters(column)}{row}"] = value
    return values


def _with_ranges(sheet: str, written: Callable[[str, int], str]) -> str:
    """A sheet whose formulas over tables are formulas over ranges, each said once.

    A formula that is the same to the letter in two rows means the same in both, but for this row
    itself, if it refers to no cell that goes along when it is filled down.
    """
    numbers: dict[str, int] = {}

    def plain(found: re.Match[str]) -> str:
        cell, row, text = found.groups()
        if text in numbers:
            return f'{cell}<f t="shared" si="{numbers[text]}"/>'
        formula = html.unescape(text)
        handed = html.escape(written(formula, int(row)), quote=False)
        if _GOES_ALONG.search(_SETTLED.sub("", written(formula, 0))):
            return f"{cell}<f>{handed}</f>"
        numbers[text] = _BEYOND_ANY_OTHERS + len(numbers)
        return f'{cell}<f t="shared" ref="A1" si="{numbers[text]}">{handed}</f>'

    return _CELL.sub(plain, sheet)
