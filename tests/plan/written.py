"""This module makes a Plan of tables as they are written in a test: headings and rows in Markdown.

Cells read as in the rules' examples: 66.4% is 0.664, `""` an empty text, #N/A an error.
"""

from __future__ import annotations

from csplan.plan.plan import Place, Plan, Row
from csplan.sheets import BY_KEY, SETTINGS
from csplan.sheets.sheet import Sheet
from csplan.template.build import default_settings
from csplan.terms.finding import Finding
from csplan.terms.period import FinancialYear
from tests.rules.reading import value

YEAR = FinancialYear(2016)
SERVICES = """
| Ref | Service | E-mail |
|---|---|---|
| SL | Schools & Learning | sl@anyshire.gov.uk |
| EH | Early Help | eh@anyshire.gov.uk |
"""
OUTCOMES = """
| Ref | Kind | Outcome |
|---|---|---|
| KO1 | Key outcome | Ready to learn |
| PR1 | Priority | Wellbeing |
"""


def rows_of(sheet: Sheet, table: str) -> list[Row]:
    """Return the rows of a Markdown table, by the sheet's field names."""
    fields = {column.heading_in(YEAR): column.name for column in sheet}
    lines = [line.strip() for line in table.strip().splitlines()]
    heads = [cell.strip() for cell in lines[0].strip("|").split("|")]
    rows = []
    for line in lines[2:]:
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        given = {fields[head]: value(cell) for head, cell in zip(heads, cells, strict=True)}
        rows.append(dict.fromkeys(sheet.by_name) | given)
    return rows


def plan_with(settings: Row | None = None, **tables: str) -> Plan:
    """Return a plan of the tables given by their keys; services and outcomes stand ready."""
    written = {"services": SERVICES, "outcomes": OUTCOMES, **tables}
    rows = {key: rows_of(BY_KEY[key], table) for key, table in written.items()}
    places = {
        key: Place(
            BY_KEY[key].tab,
            range(6, 6 + len(listed)),
            {column.name: number for number, column in enumerate(BY_KEY[key], start=1)},
        )
        for key, listed in rows.items()
    }
    places[SETTINGS.key] = Place(
        "Settings", labels={c.name: (row, 2) for row, c in enumerate(SETTINGS, start=6)}
    )
    values = default_settings(YEAR) | {"authority": "Anyshire", "department": "Children"}
    return Plan(settings=values | (settings or {}), rows=rows, places=places)


INDICATOR = {
    "Outcome": "KO1",
    "Indicator": "Good level of development",
    "Service": "SL",
    "Unit": "%",
    "Decimals": "1",
    "Polarity": "Higher is better",
    "Measure": "Snapshot",
    "Frequency": "Quarterly",
    "First due": "Q1",
}


def indicators(*rows: dict[str, str]) -> str:
    """Return a Markdown table of indicators: each has what INDICATOR says but for what is given."""
    heads = list(dict.fromkeys(["Ref", *INDICATOR, *(head for row in rows for head in row)]))
    lines = [heads, ["---"] * len(heads)]
    for number, row in enumerate(rows, start=1):
        full = {"Ref": f"KO1-{number:02d}", **INDICATOR, **row}
        lines.append([full.get(head, "") for head in heads])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def found(findings: tuple[Finding, ...] | list[Finding], code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [finding for finding in findings if finding.code == code]
