"""A workbook on somebody's desk: its parts, and what its rows should say by the rules.

Read back by lxml, ref by ref, to be compared.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Row
from csplan.sheets import BY_KEY
from csplan.sheets.sheet import Sheet
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.workbook.read import read
from tests.engines import parts
from tests.engines.areas import address, area
from tests.engines.cached import value_of
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import small_updated

TABLES = ("Indicators", "Actions", "Budget")
YEAR = FinancialYear(2016)


@functools.cache
def _start() -> Plan:
    """What the small plan holds."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(small_updated())
        return read(path)


@dataclass
class Desk:
    """A workbook on somebody's desk, and what its rows should say."""

    parts: Parts = field(default_factory=lambda: Parts(small_updated()))
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    fault: str = ""

    def __post_init__(self) -> None:
        """Begin with the small plan's rows."""
        for name in TABLES:
            held = _start().rows[name.lower()]
            self.rows[name] = {str(row["ref"]): dict(row) for row in held}

    def table(self, name: str) -> Table:
        """A table, opened."""
        return Table(self.parts, name)

    def expected(self) -> dict[str, dict[str, Row]]:
        """What csplan's rules make of the rows, by table and ref."""
        rows: dict[str, list[Row]] = {key: list(held) for key, held in _start().rows.items()}
        rows |= {name.lower(): list(held.values()) for name, held in self.rows.items()}
        results = calculate(Plan(_start().settings, rows))
        return {
            name: {str(row["ref"]): row for row in results.table(BY_KEY[name.lower()])}
            for name in (*TABLES, "Outcomes", "Services")
        }


def found(data: bytes) -> dict[str, dict[str, dict[str, object]]]:
    """What another reader finds in a file: each table's calculated values, by ref and field."""
    values: dict[str, dict[str, dict[str, object]]] = {}
    for tab in parts.book_of(data).sheets:
        for table in tab.tables:
            if table.display_name in (*TABLES, "Outcomes", "Services"):
                whole = area(table.ref)
                head, *rows = [
                    [
                        None if cell is None or cell.value is None else value_of(cell)
                        for column in range(whole.left, whole.right + 1)
                        for cell in [tab.cells.get(address(row, column))]
                    ]
                    for row in range(whole.top, whole.bottom + 1)
                ]
                values[table.display_name] = _by_ref(BY_KEY[table.display_name.lower()], head, rows)
    return values


def _by_ref(
    sheet: Sheet, head: list[object], rows: list[list[object]]
) -> dict[str, dict[str, object]]:
    """The calculated values of a table's rows."""
    places = {matching(str(heading)): at for at, heading in enumerate(head)}
    ref = places[matching("Ref")]
    columns = [(one.name, places[matching(one.heading_in(YEAR))]) for one in sheet.calculated]
    return {
        str(row[ref]): {name: row[at] for name, at in columns}
        for row in rows
        if row[ref] not in (None, "")
    }
