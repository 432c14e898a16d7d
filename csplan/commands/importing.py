"""A ledger's actuals for the workbook: one figure a budget line that the mapping names.

A line that the mapping names and no row reaches has spent nothing; a line that it does not name
keeps what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.ledger.accounting import Ledger, account_for
from csplan.ledger.amounts import in_pounds
from csplan.ledger.answers import Answers
from csplan.ledger.extract import read_extract
from csplan.ledger.mapping import mapping_from
from csplan.sheets import BUDGET, SETTINGS
from csplan.terms.calendar import Calendar
from csplan.terms.errors import CsplanError
from csplan.terms.names import nearest
from csplan.terms.period import FinancialYear
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, is_number
from csplan.terms.vocabulary import Month
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.read import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csplan.ledger.mapping import Mapping
    from csplan.plan.plan import Plan

__all__ = ["ActualLine", "Imported", "import_extract"]

_MAPS = ("ledger-map.csv", "ledger-map.xlsx")


@dataclass(frozen=True, slots=True)
class ActualLine:
    """A budget line's actual in pounds as it was and as the ledger says it; None for a blank.

    `after` is a text where the import does not touch the line, and says why.
    """

    ref: str
    name: str
    before: Value
    after: float | str


@dataclass(frozen=True, slots=True)
class Imported:
    """An extract accounted for, and the figures that it gives the workbook."""

    ledger: Ledger
    entries: Entries
    month: int
    month_before: Value
    lines: tuple[ActualLine, ...]


def import_extract(
    workbook: Path,
    extract: Path,
    *,
    map_path: Path | None = None,
    month: int | None = None,
    reason: str | None = None,
    answers: Answers | None = None,
    progress: Callable[[float], None] | None = None,
) -> Imported:
    """Read an extract through a mapping, for a workbook that stays as it is.

    Raises: CsplanError where the month or the mapping is missing, a ref is not on Budget, or the
    extract cannot be accounted for to the penny.
    """
    plan = read(workbook)
    mapping = mapping_from(_map(workbook, map_path))
    known = {str(row["ref"]).upper() for row in plan.table(BUDGET) if row.get("ref")}
    _check_refs(mapping, known)
    at = month or _budget_month(plan)
    _check_month(plan, at, reason)
    ledger = account_for(
        read_extract(extract, answers or Answers(), progress), mapping, at, _year(plan)
    )
    actuals = dict.fromkeys(sorted(mapping.refs), 0)
    actuals |= {ref: part.pence for ref, part in ledger.lines.items()}
    entries = [
        Entry(BUDGET.key, ref, "actual_to_date", pence / 100) for ref, pence in actuals.items()
    ]
    entries.append(Entry(SETTINGS.key, "", "budget_month", float(at)))
    note = (
        f"Ledger {extract.name} to month {at}: {ledger.read.rows:,} rows of "
        f"{in_pounds(ledger.read.pence)}; {in_pounds(ledger.mapped.pence)} to "
        f"{len(actuals)} budget lines, {in_pounds(ledger.left_unmapped.pence)} unmapped, "
        f"{in_pounds(ledger.left_out.pence)} excluded"
        f"{f'.  Reason: {reason}' if reason else ''}"
    )
    before = plan.settings.get("budget_month")
    logged = Entries(entries, "Ledger import", note)
    return Imported(ledger, logged, at, before, _lines(plan, actuals))


def _lines(plan: Plan, actuals: dict[str, int]) -> tuple[ActualLine, ...]:
    """Return every budget line's actual, before and after."""
    return tuple(
        ActualLine(
            str(row["ref"]),
            f"{row.get('service') or ''} {row.get('heading') or ''}".strip(),
            row.get("actual_to_date"),
            actuals[ref] / 100 if (ref := str(row["ref"]).upper()) in actuals else "not touched",
        )
        for row in plan.table(BUDGET)
        if row.get("ref")
    )


def _check_month(plan: Plan, month: int, reason: str | None) -> None:
    """Refuse to go back to an earlier month without a reason.

    Raises: CsplanError.
    """
    before = plan.settings.get("budget_month")
    if is_number(before) and month < before and not (reason and reason.strip()):
        raise CsplanError(
            Refusal.MONTH_GOES_BACK,
            f"Settings says that {before:g} months have gone, and this import is up to month "
            f"{month}: later actuals would be lost.  If that is meant, say why: --month {month} "
            '--reason "month 8 was posted too early".  Nothing was written.',
        )


def _map(workbook: Path, given: Path | None) -> Path:
    """Return the mapping's path: the one given, else the one beside the workbook.

    Raises: CsplanError where there is none.
    """
    if given is not None:
        return given
    found = [path for name in _MAPS if (path := workbook.parent / name).exists()]
    if len(found) != 1:
        raise CsplanError(
            Refusal.MAPPING_MISSING,
            f"There is no {_MAPS[0]} beside the workbook.  `csplan ledger-map` makes one to fill "
            "in, with the columns Cost centre, Account and Ref; or name another with --map."
            if not found
            else f"{' and '.join(_MAPS)} are both beside the workbook.  Say which to use: --map.",
        )
    return found[0]


def _check_refs(mapping: Mapping, known: set[str]) -> None:
    """Refuse a mapping to lines that are not on Budget.

    Raises: CsplanError.
    """
    unknown = sorted(mapping.refs - known)
    if unknown:
        close = nearest(unknown[0], known)
        hint = f"  Did you mean {close}?" if close else ""
        raise CsplanError(
            Refusal.MAPPING_TO_NO_LINE,
            f"The mapping names {', '.join(unknown[:5])}, which "
            f"{'is' if len(unknown) == 1 else 'are'} not on Budget.{hint}  Nothing was written.",
        )


def _year(plan: Plan) -> int:
    """Return the first calendar year of the plan's financial year.

    Raises: CsplanError where Settings does not say it.
    """
    year = FinancialYear.parse(plan.financial_year)
    if year is None:
        raise CsplanError(Refusal.NO_YEAR, "Settings gives no financial year.  Type it as 2016/17.")
    first = Calendar.of(plan.settings).month(1)
    if first != Month.APRIL:
        raise CsplanError(
            Refusal.LEDGER_CALENDAR,
            f"The plan's year begins in {first}, but a ledger's periods are read as those of a "
            f"year from April.  Type the actuals, or bring them with csplan enter.",
        )
    return year.start


def _budget_month(plan: Plan) -> int:
    """Return the budget month of Settings.

    Raises: CsplanError where no month has gone.
    """
    month = plan.settings.get("budget_month")
    if is_number(month) and int(month) > 0:
        return int(month)
    raise CsplanError(
        Refusal.NO_MONTH_GONE, "Settings says that no month has gone.  Say up to which: --month 6."
    )
