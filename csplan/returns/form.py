"""This module says what a return holds: one reader's rows, what is shown of them, what is asked.

The reader is a service's head, or a person who owns indicators and actions; a return holds its
reader's own rows and nobody else's.  Knows nothing of files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from csplan.sheets import ACTIONS, BUDGET, INDICATORS, PEOPLE, SERVICES
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import file_key, safe_name
from csplan.terms.names import matching
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import Period, YesNo
from csplan.terms.words import ORDINARY, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.sheets.column import Column
    from csplan.sheets.sheet import Sheet

__all__ = [
    "PARTS",
    "Form",
    "Identity",
    "ReturnTable",
    "Whose",
    "file_name",
    "forms_of",
    "identity_in",
    "is_of",
    "plan_number",
]

_IDENTITY = re.compile(r"csplan return 1 \| ([0-9a-f]{12}) \| ([^|]+?) \| ([^|]+?) \| ([^|]+)")


class Whose(StrEnum):
    """Whose rows a return holds: a service's, a person's, or those of a service nobody owns."""

    SERVICE = "service"
    OWNER = "owner"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a return is, whatever its file is called: of which plan, year and period, for whom.

    `whom` is a service's ref, or a person's name.
    """

    plan: str
    year: str
    period: str
    whom: str
    whose: Whose = Whose.SERVICE

    def __str__(self) -> str:
        """Return it in one line, as it stands in the workbook and its properties."""
        kind = "" if self.whose is Whose.SERVICE else f"{self.whose}="
        return f"csplan return 1 | {self.plan} | {self.year} | {self.period} | {kind}{self._name}"

    @property
    def _name(self) -> str:
        """The name with nothing in it that could be taken for the end of it."""
        return "".join(_ESCAPED.get(sign, sign) for sign in self.whom)

    @property
    def reader(self) -> str:
        """Whose it is, as files say it of themselves: `service SL`, `owner Asha Patel`."""
        return f"{Whose.OWNER if self.whose is Whose.OWNER else Whose.SERVICE} {self.whom}"


_ESCAPED = {"%": "%25", "|": "%7C", "=": "%3D", "\n": "%0A", "\r": "%0D"}


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
    """One return: who it is for, and its rows, sheet by sheet."""

    identity: Identity
    name: str
    head: str
    authority: str
    marking: str
    source_sha256: str
    is_illustrative: bool
    parts: tuple[tuple[ReturnTable, tuple[Row, ...]], ...]
    words: Words = ORDINARY


def _indicators(period: Value) -> ReturnTable:
    actual = "" if says(period, Period.BASELINE) else f"{str(period).lower()}_actual"
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


def forms_of(
    results: Results, *, only: str | None = None, by_owner: bool = False
) -> tuple[Form, ...]:
    """Return the return of each service that has rows, or of each owner.

    By owner, every row is in one return: its owner's, or its service's where nobody owns it; lines
    of the budget are always their service's.  `only` is one service's ref, or one owner's name.

    Raises: WorkbookError where there is no such service or owner.
    """
    services = results.present(SERVICES)
    readers = [(Whose.SERVICE, str(row["ref"])) for row in services]
    if by_owner:
        shared = _shared(results)
        readers = [
            *((Whose.OWNER, name) for name in _owners(results)),
            *((Whose.REST if matching(ref) in shared else kind, ref) for kind, ref in readers),
        ]
    chosen = [one for one in readers if only is None or matching(one[1]) == matching(only)]
    if not chosen:
        known = ", ".join(name for _, name in readers)
        noun = "service or owner" if by_owner else "service"
        ref = "is called" if by_owner else "has the ref"
        raise WorkbookError(Refusal.NO_SERVICE, f'No {noun} {ref} "{only}".  There are {known}.')
    heads = {str(row["ref"]): row for row in services}
    forms = (_form(results, whose, whom, heads.get(whom, {})) for whose, whom in chosen)
    return tuple(form for form in forms if any(part_rows for _, part_rows in form.parts))


def is_of(row: Row, part: ReturnTable, identity: Identity) -> bool:
    """Say whether a row is its reader's to answer.

    A service's may answer for all of its rows, those that somebody owns too.
    """
    if identity.whose is Whose.OWNER:
        return bool(_owner(row)) and matching(_owner(row)) == matching(identity.whom)
    return says(row.get(part.service), identity.whom)


def _owner(row: Row) -> str:
    """Return who owns a row; nothing where nobody does."""
    owner = row.get("owner")
    return "" if owner is None else str(owner).strip()


def _shared(results: Results) -> set[str]:
    """Return the services of which somebody owns a row."""
    return {
        matching(str(row.get(part.service)))
        for part in PARTS(results.settings.get("reporting_period"))
        for row in results.present(part.sheet)
        if _owner(row)
    }


def _owners(results: Results) -> list[str]:
    """Return everybody who owns a row, each once, as People spells the name where it has it."""
    spelt = {matching(str(row["ref"])): str(row["ref"]) for row in results.present(PEOPLE)}
    for sheet in (INDICATORS, ACTIONS):
        for row in results.present(sheet):
            spelt.setdefault(matching(_owner(row)), _owner(row))
    owned = [
        matching(_owner(row)) for sheet in (INDICATORS, ACTIONS) for row in results.present(sheet)
    ]
    return [spelt[form] for form in dict.fromkeys(owned) if form]


def _form(results: Results, whose: Whose, whom: str, service: Row) -> Form:
    """Return one reader's return."""
    settings = results.settings
    period, words = settings.get("reporting_period"), Words.of(settings)
    year = FinancialYear.parse(results.plan.financial_year)
    name = str(service.get("service") or whom)
    head = whom if whose is Whose.OWNER else str(service.get("head") or words.head_of(name))
    identity = Identity(
        plan=plan_number(results.plan),
        year=str(year or results.plan.financial_year),
        period=str(period),
        whom=whom,
        whose=whose,
    )
    return Form(
        identity=identity,
        name=name,
        head=head,
        words=words,
        authority=str(settings.get("authority") or ""),
        marking=str(settings.get("protective_marking") or ""),
        source_sha256=results.plan.sha256,
        is_illustrative=not says(settings.get("data_status"), "Live"),
        parts=tuple((part, _rows(results, part, identity)) for part in PARTS(period)),
    )


def _rows(results: Results, part: ReturnTable, identity: Identity) -> tuple[Row, ...]:
    """Return a reader's rows of one sheet as the return shows them, those that are due first."""
    own = [
        row
        for row in results.present(part.sheet)
        if is_of(row, part, identity) and not (identity.whose is Whose.REST and _owner(row))
    ]
    if part.sheet is not INDICATORS:
        return tuple(own)
    shown = (_as_shown(row) for row in own)
    return tuple(sorted(shown, key=lambda row: not says(row["due"], YesNo.YES)))


def _as_shown(row: Row) -> Row:
    """Return an indicator's row with its group before its name, and the last figure there is."""
    group, name, last = row.get("group"), row.get("indicator"), row.get("previous")
    return {
        **row,
        "indicator": f"{group}\n{name}" if group else name,
        "previous": row.get("baseline") if last in (None, "") else last,
    }


def file_name(form: Form, taken: Collection[str]) -> str:
    """Return what a return's file is called, other than those that are taken."""
    one = form.identity
    ref = "" if one.whose is Whose.OWNER else f" ({safe_name(one.whom)})"
    about = safe_name(f"{one.year} {one.period}".replace("/", "-"))
    stem = f"Return {about} {safe_name(form.name)}".rstrip()
    used = set(map(file_key, taken))
    number, name = 1, f"{stem}{ref}.xlsx"
    while file_key(name) in used:
        number += 1
        name = f"{stem}{ref} {number}.xlsx"
    return name


def identity_in(texts: Sequence[str]) -> Identity | None:
    """Return the identity that stands in one of these texts; None where there is none."""
    for text in texts:
        found = _IDENTITY.search(text)
        if found:
            plan, year, period, named = found.groups()
            kind, mark, name = named.strip().partition("=")
            whose = Whose(kind) if mark and kind in tuple(Whose) else Whose.SERVICE
            whom = name if mark else kind
            return Identity(plan, year.strip(), period.strip(), unquote(whom), whose)
    return None
