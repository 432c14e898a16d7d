"""This module says what a return holds: one service's rows, what is shown of them, what is asked.

A service's return holds its own rows and nobody else's.  Knows nothing of files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.sheets import ACTIONS, BUDGET, INDICATORS, SERVICES
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, is_blank, same
from csplan.terms.vocabulary import Period, YesNo
from csplan.terms.words import ORDINARY, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = ["PARTS", "Form", "Identity", "ReturnTable", "forms_of", "identity_in", "plan_number"]

_IDENTITY = re.compile(r"csplan return 1 \| ([0-9a-f]{12}) \| ([^|]+?) \| ([^|]+?) \| ([^|]+)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a return is, whatever its file is called: of which plan, year and period, for whom."""

    plan: str
    year: str
    period: str
    service: str

    def __str__(self) -> str:
        """Return it in one line, as it stands in the workbook and its properties."""
        return f"csplan return 1 | {self.plan} | {self.year} | {self.period} | {self.service}"


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """One table of a return: the sheet it is taken from, its fields, and which of them are asked.

    `helpers` are folded: what the live formulas of `live` need.
    """

    sheet: Sheet
    service: str
    shown: tuple[str, ...]
    asked: tuple[str, ...]
    live: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a field's declaration."""
        return self.sheet.by_name[name]


@dataclass(frozen=True, slots=True)
class Form:
    """One service's return: who it is for, and its rows, sheet by sheet."""

    identity: Identity
    service: str
    head: str
    authority: str
    marking: str
    source_sha256: str
    is_illustrative: bool
    parts: tuple[tuple[ReturnTable, tuple[Row, ...]], ...]
    words: Words = ORDINARY


def _indicators(period: Value) -> ReturnTable:
    actual = "" if same(period, Period.BASELINE) else f"{str(period).lower()}_actual"
    asked = tuple(filter(None, (actual, "forecast", "commentary", "corrective_action")))
    return ReturnTable(
        sheet=INDICATORS,
        service="service",
        shown=(
            *("ref", "indicator", "unit", "previous", "target_to_date"),
            *filter(None, (actual,)),
            *("rag", "forecast", "commentary", "corrective_action"),
        ),
        asked=asked,
        live=("actual", "state", "variance", "shortfall", "rag"),
        helpers=(
            *("row_check", "polarity", "due", "decimals", "tolerance_applied"),
            *("actual", "state", "variance", "shortfall"),
        ),
    )


_ACTIONS = ReturnTable(
    sheet=ACTIONS,
    service="lead_service",
    shown=("ref", "action", "brag", "due", "percent_complete", "status", "commentary"),
    asked=("due", "percent_complete", "status", "commentary"),
)
_BUDGET = ReturnTable(
    sheet=BUDGET,
    service="service",
    shown=(
        *("ref", "heading", "revised_budget", "actual_to_date", "previous_forecast"),
        *("forecast_outturn", "commentary", "mitigation"),
    ),
    asked=("forecast_outturn", "commentary", "mitigation"),
)


def PARTS(period: Value) -> tuple[ReturnTable, ...]:  # noqa: N802  (a constant but for the period)
    """Return the tables of a return for a period."""
    return (_indicators(period), _ACTIONS, _BUDGET)


def plan_number(plan: Plan) -> str:
    """Return what tells this plan from another, whatever is typed into it: council, department."""
    said = "\0".join(
        str(plan.settings.get(name) or "") for name in ("authority", "department", "financial_year")
    )
    return hashlib.sha256(matching(said).encode()).hexdigest()[:12]


def forms_of(results: Results, *, only: str | None = None) -> tuple[Form, ...]:
    """Return the return of each service that has rows; `only` is one service's ref.

    Raises: WorkbookError where there is no such service.
    """
    rows = results.present(SERVICES)
    chosen = [row for row in rows if only is None or same(row["ref"], only)]
    if not chosen:
        refs = ", ".join(str(row["ref"]) for row in rows)
        raise WorkbookError(
            Refusal.NO_SERVICE, f'No service has the ref "{only}".  There are {refs}.'
        )
    forms = (_form(results, row) for row in chosen)
    return tuple(form for form in forms if any(part_rows for _, part_rows in form.parts))


def _form(results: Results, service: Row) -> Form:
    """Return one service's return."""
    settings = results.settings
    period, ref = settings.get("reporting_period"), str(service["ref"])
    year, words = FinancialYear.parse(results.plan.financial_year), Words.of(settings)
    return Form(
        identity=Identity(
            plan=plan_number(results.plan),
            year=str(year or results.plan.financial_year),
            period=str(period),
            service=ref,
        ),
        service=str(service["service"] or ref),
        head=str(service.get("head") or words.head_of(str(service["service"] or ref))),
        words=words,
        authority=str(settings.get("authority") or ""),
        marking=str(settings.get("protective_marking") or ""),
        source_sha256=results.plan.sha256,
        is_illustrative=not same(settings.get("data_status"), "Live"),
        parts=tuple((part, _rows(results, part, ref)) for part in PARTS(period)),
    )


def _rows(results: Results, part: ReturnTable, service: str) -> tuple[Row, ...]:
    """Return a service's rows of one sheet as its return shows them, those that are due first."""
    own = [row for row in results.present(part.sheet) if same(row.get(part.service), service)]
    if part.sheet is not INDICATORS:
        return tuple(own)
    shown = (_as_shown(row) for row in own)
    return tuple(sorted(shown, key=lambda row: not same(row["due"], YesNo.YES)))


def _as_shown(row: Row) -> Row:
    """Return an indicator's row with its group before its name, and the last figure there is."""
    group, name, last = row.get("group"), row.get("indicator"), row.get("previous")
    return {
        **row,
        "indicator": f"{group}\n{name}" if group else name,
        "previous": row.get("baseline") if is_blank(last) else last,
    }


def identity_in(texts: Sequence[str]) -> Identity | None:
    """Return the identity that stands in one of these texts; None where there is none."""
    for text in texts:
        found = _IDENTITY.search(text)
        if found:
            plan, year, period, service = found.groups()
            return Identity(plan, year.strip(), period.strip(), service.strip())
    return None
