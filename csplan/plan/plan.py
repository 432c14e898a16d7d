"""The plan as its workbook holds it: the rows of every sheet, and where each stands.

Knows rows and refs, not cells; the reader hands it a `Places` to name a cell in a finding.
"""

from __future__ import annotations

from functools import cached_property

from csplan.sheets import BY_KEY, HEADLINES, OUTCOMES, SERVICES
from csplan.sheets.sheet import Owner, Shape
from csplan.terms.calendar import Calendar
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.names import column_letters, matching
from csplan.terms.period import FinancialYear
from csplan.terms.records import dataclass, field, replace
from csplan.terms.values import CellError, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pandas import DataFrame

    from csplan.sheets.sheet import Sheet

__all__ = ["Place", "Places", "Plan", "Results", "Row", "is_blank_row", "sheet_named"]

Row = dict[str, Value]
"""One row: its values by field name, inputs and calculated alike."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet's rows and columns stand: its tab, and the numbers of rows and columns."""

    tab: str
    rows: Sequence[int] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def cell(self, index: int, name: str) -> tuple[str, int, int]:
        """Return a field's cell as Excel writes it, with its row and column number."""
        if name in self.labels:
            row, column = self.labels[name]
        elif 0 <= index < len(self.rows):
            row, column = self.rows[index], self.columns.get(name, 0)
        else:
            return "", 0, 0
        return (f"{column_letters(column)}{row}" if column else ""), row, column


Places = dict[str, Place]
"""Where each sheet stands, by the sheet's key."""


@dataclass(frozen=True, repr=False)
class Plan:
    """Every sheet's rows as the workbook says them, and what reading them found.

    `rows` holds what people typed; calculated columns are blank in it, for the rules fill them in.
    `findings` are those of reading alone: `csplan.check` gives all of them.
    """

    settings: Row
    rows: Mapping[str, Sequence[Row]]
    places: Places = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    name: str = ""
    sha256: str = ""

    def __repr__(self) -> str:
        typed = sum(rows for _, rows in self._typed())
        return f"<Plan {self.financial_year} of {self.name or 'no file'}: {typed} rows>"

    def _typed(self) -> Iterator[tuple[str, int]]:
        """Yield each sheet that people fill in with the number of rows that they did."""
        for sheet in BY_KEY.values():
            if sheet.owner is Owner.PEOPLE and sheet.shape is Shape.TABLE:
                yield sheet.title, sum(not is_blank_row(row, sheet) for row in self.table(sheet))

    def table(self, sheet: Sheet) -> Sequence[Row]:
        """Return a sheet's rows, blank ones included."""
        return self.rows.get(sheet.key, ())

    def to_frame(self, name: str, *, fields: bool = False) -> DataFrame:
        """Return a sheet as a pandas DataFrame; what csplan calculates is blank in it.

        Columns have the workbook's headings, or with `fields` names that carry no year.  Figures
        are Float64 (a % is a fraction), a word in place of one stands in a column `… state`, dates
        are datetime64, a RAG is ordered, and a blank cell is NA.

        Raises: KeyError where no sheet has that name.
        """
        return _frame(self, name, fields=fields)

    def __getitem__(self, name: str) -> DataFrame:
        """Return a sheet, found by its tab's or table's name, as `to_frame` does."""
        return self.to_frame(name)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: whose plan it is, and how many rows people typed."""
        from csplan.plan.shown import plan_as_html

        about = f"{self.financial_year}, as typed in {self.name or 'no file'}"
        return plan_as_html(self.settings, about, self._typed())

    @cached_property
    def financial_year(self) -> str:
        """The plan's year, as 2016/17."""
        return str(self.settings.get("financial_year") or "")

    def finding(
        self,
        code: Code,
        message: str,
        fix: str,
        *,
        sheet: Sheet,
        index: int = -1,
        column: str = "",
        found: Value = None,
    ) -> Finding:
        """Locate a finding at a field of a row; its severity is the catalogue's.

        `index` counts rows from 0 and is left out for a finding about a whole sheet.
        """
        place = self.places.get(sheet.key)
        cell, row, number = place.cell(index, column) if place else ("", 0, 0)
        rows = self.table(sheet)
        one = rows[index] if 0 <= index < len(rows) else {}
        said = sheet.by_name.get(column)
        year = FinancialYear.parse(self.financial_year)
        return Finding(
            code=code,
            sheet=place.tab if place else sheet.tab,
            cell=cell,
            row=row,
            column=number,
            ref=str(one.get("ref") or ""),
            found=_as_typed(found),
            message=message,
            fix=fix,
            name=self._called(sheet, one),
            heading="" if said is None else said.heading_in(year) if year else said.heading,
            folded=sheet.folded_under(column),
        )

    def _called(self, sheet: Sheet, row: Row) -> str:
        """Return what a row is called, in one line."""
        named = sheet.by_name.get(sheet.named_by)
        if named is None or not row:
            return ""
        value = row.get(named.name)
        if named.rule is not None:
            value = named.rule.evaluated(
                [
                    row.get(name) if name in sheet.by_name else self._whole(name)
                    for name in named.rule.parameters
                ]
            )
        return (
            " ".join(value.split())
            if isinstance(value, str) and not isinstance(value, CellError)
            else ""
        )

    def _whole(self, name: str) -> list[Value]:
        """Return a whole column of another sheet, as people typed it: services__ref."""
        key, _, column = name.partition("__")
        return [row.get(column) for row in self.table(BY_KEY[key])]


@dataclass(frozen=True, repr=False)
class Results:
    """What the rules make of a plan: the same rows, with every calculated column filled in."""

    plan: Plan
    settings: Row
    rows: Mapping[str, Sequence[Row]]

    def __repr__(self) -> str:
        return f"<Results of {self.plan!r}>"

    def table(self, sheet: Sheet) -> Sequence[Row]:
        """Return a sheet's rows, blank ones included."""
        return self.rows.get(sheet.key, ())

    def present(self, sheet: Sheet) -> list[Row]:
        """Return a sheet's rows that have a ref."""
        return [row for row in self.table(sheet) if row.get("ref") not in (None, "")]

    def row(self, sheet: Sheet, ref: str) -> Row | None:
        """Return the row with a ref, if there is one."""
        return next((row for row in self.table(sheet) if row.get("ref") == ref), None)

    def by_ref(self, sheet: Sheet) -> dict[str, Row]:
        """Return a sheet's rows by their refs as these are compared; of two alike, the last.

        A row without a ref is not among them: a blank link leads to none.
        """
        return {matching(str(row["ref"])): row for row in self.table(sheet) if row.get("ref")}

    def labels(self, sheet: Sheet) -> Row:
        """Return the values of a sheet of labels, such as Headlines."""
        rows = self.table(sheet)
        return rows[0] if rows else {}

    def to_frame(self, name: str, *, fields: bool = False) -> DataFrame:
        """Return a sheet as a pandas DataFrame, calculated columns included.

        Columns have the workbook's headings, or with `fields` names that carry no year.  Figures
        are Float64 (a % is a fraction), a word in place of one stands in a column `… state`, dates
        are datetime64, a RAG is ordered, and a blank cell is NA.

        Raises: KeyError where no sheet has that name.
        """
        return _frame(self, name, fields=fields)

    def __getitem__(self, name: str) -> DataFrame:
        """Return a sheet, found by its tab's or table's name, as `to_frame` does."""
        return self.to_frame(name)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the colours of each outcome, each service's money."""
        from csplan.plan.shown import results_as_html

        period = str(self.labels(HEADLINES).get("period_reported") or "")
        about = f"{self.plan.financial_year} {Calendar.of(self.settings).named(period)}".strip()
        outcomes, services = self.present(OUTCOMES), self.present(SERVICES)
        return results_as_html(self.settings, about, outcomes, services)


def is_blank_row(row: Row, sheet: Sheet) -> bool:
    """Say whether nobody has typed anything into a row."""
    return all(row.get(column.name) in (None, "") for column in sheet.inputs)


def meant(plan: Plan) -> Plan:
    """Return the plan with what its blank cells mean; a row that nobody typed stays blank."""
    rows = {
        key: meant_rows(BY_KEY[key], rows) if BY_KEY[key].meaning_blanks else rows
        for key, rows in plan.rows.items()
    }
    return replace(plan, rows=rows)


def meant_rows(sheet: Sheet, rows: Sequence[Row]) -> list[Row]:
    """Return the rows with what their blank cells mean; a row that nobody typed stays blank."""
    return [
        row
        if is_blank_row(row, sheet)
        else row | {one.name: one.meant(row.get(one.name), row) for one in sheet.meaning_blanks}
        for row in rows
    ]


def sheet_named(name: str) -> Sheet:
    """Return the sheet with a table's name, a tab's name, a title or a key.

    Raises: KeyError where there is none.
    """
    wanted = matching(name.replace("_", " "))
    for sheet in BY_KEY.values():
        if wanted in (matching(sheet.key.replace("_", " ")), matching(sheet.name)):
            return sheet
    for sheet in BY_KEY.values():
        if wanted in (matching(sheet.title), matching(sheet.tab)):
            return sheet
    raise KeyError(name)


def _frame(plan: Plan | Results, name: str, *, fields: bool) -> DataFrame:
    """Return a sheet as a DataFrame; pandas is imported only when somebody wants one.

    Raises: KeyError where no sheet has that name.
    """
    from csplan.plan.frames import frame_of

    sheet = sheet_named(name)
    year = FinancialYear.parse(str(plan.settings.get("financial_year") or ""))
    return frame_of(sheet, plan.table(sheet), year=year, fields=fields)


def _as_typed(value: Value) -> str:
    """Return a cell's value as its reader would recognise it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else value[:120]
