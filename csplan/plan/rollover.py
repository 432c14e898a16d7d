"""The next year's plan from this year's, and what a person must decide about it.

Targets move up a column, the last actual becomes the baseline, open actions carry on, and money
restarts from the recurrent budget.  A ref never changes its meaning: one that ends is kept in
History, with the reason.  Knows nothing of files, and reads no clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.plan.changes import as_shown
from csplan.plan.check_targets import is_worse
from csplan.plan.memory import Kept, Slot, kept_rows, merge_rows, read_memory
from csplan.plan.plan import Plan
from csplan.sheets import (
    ACCEPTED,
    ACTIONS,
    ACTIVITY,
    APPROVALS,
    BENCHMARKS,
    BUDGET,
    BUDGET_HISTORY,
    CAPITAL,
    CHANGE_LOG,
    CHANGES,
    CONTROL_TOTALS,
    EXPECTED_OUTCOMES,
    FUNDED_CHANGES,
    GRANTS,
    HISTORY,
    INDICATORS,
    MEASURED_BY,
    MEDIUM_TERM,
    OUTCOMES,
    PEOPLE,
    PRESSURES,
    PROFILES,
    SAVINGS,
    SERVICES,
    SETTINGS,
    VIREMENTS,
)
from csplan.sheets.control_totals import OWN_CONTROLS
from csplan.terms.calendar import Calendar
from csplan.terms.errors import CsplanError
from csplan.terms.period import FinancialYear, serial_of
from csplan.terms.refusals import Refusal
from csplan.terms.values import is_number, says
from csplan.terms.vocabulary import ActionStatus, FundingSource, OutcomeKind, Polarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.plan.plan import Results, Row
    from csplan.sheets.sheet import Sheet

__all__ = ["ENDED", "Decision", "RolledOver", "roll_over"]

ENDED = "Ended"
"""The period under which History keeps the refs that do not go on, each with its reason."""

_ONE_OFF = (FundingSource.RESERVES, FundingSource.CONTINGENCY, FundingSource.CARRY_FORWARD)
_OWN_SCOPES = frozenset(control["scope"] for control in OWN_CONTROLS)
_LATER = ("target", "target_2", "target_3", "target_4")


@dataclass(frozen=True, slots=True)
class Decision:
    """Something about the new year that a person must decide."""

    sheet: str
    ref: str
    what: str


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The new year's plan, what is to be decided, and the refs that ended, each with why."""

    plan: Plan
    decisions: Sequence[Decision]
    ended: Sequence[tuple[str, str]]


class _Year:
    """The new year while it is made: its rows, decisions, and what ended."""

    def __init__(self, results: Results, first_day: float) -> None:
        """Begin with nothing decided."""
        self.results = results
        self.first_day = first_day
        self.decisions: list[Decision] = []
        self.ended: list[Row] = []

    def decide(self, sheet: Sheet, row: Row, what: str) -> None:
        """Ask for a decision about a row."""
        self.decisions.append(Decision(sheet.tab, str(row.get("ref") or ""), what))

    def end(self, sheet: Sheet, row: Row, name: str, why: str) -> None:
        """Note that a ref ends, and why."""
        self.ended.append(
            {
                "ref": row.get("ref"),
                "name": f"{sheet.tab}: {row.get(name) or ''}".strip(),
                "state": ENDED,
                "commentary": why,
            }
        )

    def rows(self, sheet: Sheet, made: Callable[[_Year, Row], Row | None]) -> list[Row]:
        """Return a sheet's rows of the new year; a row that ends is left out."""
        kept = [made(self, _inputs(sheet, row)) for row in self.results.present(sheet)]
        return [row for row in kept if row is not None]


def _inputs(sheet: Sheet, row: Row) -> Row:
    """Return what people fill in of a row, and what follows from it, as it stands."""
    return {name: row.get(name) for name in sheet.by_name}


def roll_over(results: Results, kept: Kept, *, name: str) -> RolledOver:
    """Make the next year's plan; `name` is the workbook of the year that ends.

    Raises: CsplanError where Q4 or the last month is not closed, or the year makes no sense.
    """
    plan = results.plan
    year = _closed_year(plan)
    next_year = str(year.plus(1))
    first_day = serial_of(Calendar.of(plan.settings).first_day(year.plus(1)))
    made = _Year(results, first_day)
    rows = _new_rows(made)
    own: dict[str, Sequence[Row]] = {sheet.key: [] for sheet in (ACCEPTED, APPROVALS)} | rows
    memory = merge_rows(plan, {HISTORY.key: _ended_rows(made, plan, kept)}) if made.ended else None
    history = {
        HISTORY.key: memory.rows[HISTORY.key] if memory else kept_rows(plan, HISTORY),
        BUDGET_HISTORY.key: kept_rows(plan, BUDGET_HISTORY),
        CHANGE_LOG.key: _log(plan, kept, name, memory.said if memory else ()),
        CHANGES.key: [dict(row) for row in plan.table(CHANGES)],
    }
    settings = {column.name: plan.settings.get(column.name) for column in SETTINGS.inputs} | {
        "financial_year": next_year,
        "reporting_period": "Baseline",
        "budget_month": 0.0,
        "report_date": first_day,
    }
    decisions = [*made.decisions, *_whole(results, next_year)]
    ended = [(str(row["ref"]), str(row["commentary"])) for row in made.ended]
    return RolledOver(Plan(settings, own | history), decisions, ended)


def _closed_year(plan: Plan) -> FinancialYear:
    """Return the plan's year, if its last figures can no longer change unseen.

    Raises: CsplanError where they can.
    """
    slots, year = read_memory(plan).slots, FinancialYear.parse(plan.financial_year)
    wanted = (
        ("Q4", HISTORY, "Q4", plan.table(INDICATORS)),
        ("month 12", BUDGET_HISTORY, "Month 12", plan.table(BUDGET)),
    )
    still_open = [
        word
        for word, sheet, period, rows in wanted
        if any(row.get("ref") for row in rows)
        and Slot(sheet.key, plan.financial_year, period) not in slots
    ]
    if year is None or still_open:
        verb, them = ("are", "them") if len(still_open) > 1 else ("is", "it")
        what = " and ".join(still_open) or "The year"
        raise CsplanError(
            Refusal.NOT_CLOSED,
            f"{what} of {plan.financial_year} {verb} not closed.  "
            f"Close {them} first (csplan close), so that nothing of the year is lost.",
        )
    return year


def _new_rows(made: _Year) -> dict[str, Sequence[Row]]:
    """Return the rows of every sheet that people fill in."""
    results = made.results
    rows: dict[str, Sequence[Row]] = {
        sheet.key: [_inputs(sheet, row) for row in results.present(sheet)]
        for sheet in (
            SERVICES,
            PEOPLE,
            OUTCOMES,
            EXPECTED_OUTCOMES,
            MEASURED_BY,
            BENCHMARKS,
            PROFILES,
        )
    }
    rows[INDICATORS.key] = made.rows(INDICATORS, _indicator)
    rows[ACTIONS.key] = made.rows(ACTIONS, _action)
    rows[BUDGET.key] = made.rows(BUDGET, _line)
    for sheet, one in (
        (VIREMENTS, _virement),
        (FUNDED_CHANGES, _funded_change),
        (ACTIVITY, _activity),
        (SAVINGS, _saving),
        (PRESSURES, _pressure),
        (MEDIUM_TERM, _medium_term_step),
        (CAPITAL, _scheme),
        (GRANTS, _grant),
    ):
        rows[sheet.key] = made.rows(sheet, one)
    for row in results.present(CONTROL_TOTALS):
        if row.get("scope") not in _OWN_SCOPES:
            made.end(CONTROL_TOTALS, row, "control", "It was published for the year that ended.")
    return rows


def _indicator(made: _Year, row: Row) -> Row | None:
    """Move an indicator's targets up a column, and begin where it ended."""
    last = row.get("actual")
    new = dict(row)
    for name, later in zip(_LATER, (*_LATER[1:], ""), strict=True):
        new[name] = row.get(later) if later else None
    if is_number(last):
        new["baseline"] = last
    else:
        made.decide(
            INDICATORS,
            row,
            f"No figure for the year; the baseline stays "
            f"{as_shown(row.get('baseline'), INDICATORS.by_name['baseline'], row)}.",
        )
    for quarter in ("q1", "q2", "q3", "q4"):
        new[f"{quarter}_actual"] = new[f"{quarter}_target"] = None
    for name in ("forecast", "commentary", "corrective_action"):
        new[name] = None
    baseline, target = new["baseline"], new["target"]
    if target in (None, "") and not says(row.get("polarity"), Polarity.CONTEXT_ONLY):
        made.decide(INDICATORS, row, "No target is set for the new year.")
    elif is_number(baseline) and is_number(target) and is_worse(row, baseline, target):
        made.decide(INDICATORS, row, "The new target is worse than where the year begins.")
    return new


def _action(made: _Year, row: Row) -> Row | None:
    """Carry on an action that is open; one that is complete or superseded ends."""
    status = row.get("status")
    if says(status, ActionStatus.COMPLETE) or says(status, ActionStatus.SUPERSEDED):
        said = f"  {row['commentary']}" if row.get("commentary") else ""
        made.end(ACTIONS, row, "action", f"{status}.{said}")
        return None
    due = row.get("due")
    if is_number(due) and due < made.first_day:
        made.decide(ACTIONS, row, "It was due in the year that ended: a new date, or an end.")
    return {**row, "commentary": None}


def _line(made: _Year, row: Row) -> Row | None:
    """Begin a budget line with what recurs of its revised budget."""
    original = row.get("original_budget")
    net = row.get("net_virement")
    recurs = _recurring(made, str(row.get("ref")))
    begins = sum(float(one) for one in (original, net, recurs) if is_number(one))
    new = {**row, "original_budget": round(begins, 2) if is_number(original) else original}
    cleared = ("actual_to_date", "commitments", "previous_forecast", "forecast_outturn")
    for name in (*cleared, "commentary", "mitigation", "recurrence"):
        new[name] = None
    variance = row.get("forecast_variance")
    if says(row.get("recurrence"), "Recurring") and is_number(variance) and variance:
        made.decide(
            BUDGET, row, f"It ended £{variance:+,.0f} from budget, recurring: change its budget?"
        )
    return new


def _recurring(made: _Year, ref: str) -> float:
    """Add the new money of a line that comes again."""
    rows = made.results.present(FUNDED_CHANGES)
    own = [row for row in rows if says(row.get("line"), ref) and not _once(row)]
    return sum(float(v) for row in own if is_number(v := row.get("amount_added")))


def _once(row: Row) -> bool:
    """Say whether new money comes only once, by its source."""
    return any(says(row.get("source"), word) for word in _ONE_OFF)


def _virement(made: _Year, row: Row) -> Row | None:
    """End a virement: it is in the new year's original budget."""
    made.decide(VIREMENTS, row, "Taken to recur; if it was for the year only, put the budget back.")
    made.end(VIREMENTS, row, "reason", "It is part of the next year's original budget.")
    return None


def _funded_change(made: _Year, row: Row) -> Row | None:
    """End a funded change: what recurs is in the new year's original budget."""
    if _once(row):
        made.end(FUNDED_CHANGES, row, "reason", f"{row.get('source')}: for the year only.")
    else:
        made.decide(FUNDED_CHANGES, row, "Taken to recur; if it does not, lower the budget.")
        made.end(FUNDED_CHANGES, row, "reason", "It is part of the next year's original budget.")
    return None


def _activity(made: _Year, row: Row) -> Row | None:
    """Plan for what the year that ended came to expect; without that, for what it had planned."""
    names = ("number", "weeks", "price")
    expected = [row.get(f"expected_{name}") for name in names]
    new = {**row, "commentary": None} | dict.fromkeys((f"expected_{n}" for n in names), None)
    if all(is_number(one) for one in expected):
        new |= {f"planned_{name}": one for name, one in zip(names, expected, strict=True)}
        made.decide(ACTIVITY, row, "Planned as last year ended: confirm numbers and price.")
    else:
        made.decide(ACTIVITY, row, "Planned as the year before: confirm numbers and price.")
    return new


def _saving(made: _Year, row: Row) -> Row | None:
    """Carry on what was approved and is not delivered."""
    approved, delivered = row.get("approved"), row.get("delivered")
    left = (float(approved) if is_number(approved) else 0.0) - (
        float(delivered) if is_number(delivered) else 0.0
    )
    if is_number(approved) and left <= 0:
        made.end(SAVINGS, row, "saving", "Delivered in full.")
        return None
    if is_number(approved):
        made.decide(SAVINGS, row, f"£{left:,.0f} was not delivered and is carried on.")
    parts = ("delivered", "on_track", "at_risk", "unachievable", "one_off_replacement")
    new = {**row, "approved": left if is_number(approved) else approved, "commentary": None}
    return new | dict.fromkeys((*parts, "full_year_effect"), None)


def _pressure(made: _Year, row: Row) -> Row | None:
    """End a step of the bridge, which led to the budget of the year that ended."""
    made.end(PRESSURES, row, "change", "It led to the budget of the year that ended.")
    return None


def _medium_term_step(made: _Year, row: Row) -> Row | None:
    """Carry on the steps of later years; those of the year that ended are in its budget."""
    if not says(row.get("year"), made.results.plan.financial_year):
        return row
    made.end(MEDIUM_TERM, row, "step", "It is part of the next year's base budget.")
    return None


def _scheme(made: _Year, row: Row) -> Row | None:
    """Carry on a scheme with what is left of its approval."""
    approved, spent = row.get("approved"), row.get("spent_to_date")
    left = (float(approved) if is_number(approved) else 0.0) - (
        float(spent) if is_number(spent) else 0.0
    )
    more = any(is_number(row.get(name)) for name in ("approved_2", "approved_3"))
    if is_number(approved) and is_number(spent) and left <= 0 and not more:
        made.end(CAPITAL, row, "scheme", "What was approved is spent.")
        return None
    made.decide(CAPITAL, row, f"£{left:,.0f} of its approval is carried on; confirm its funding.")
    cleared = ("spent_to_date", "forecast", "slippage", "acceleration", "commentary")
    later = [row.get("approved_2"), row.get("approved_3"), None]
    new = {**row, **dict.fromkeys((*cleared, "forecast_2", "forecast_3"))}
    new |= dict(zip(("approved", "approved_2", "approved_3"), (approved, *later[1:]), strict=True))
    if is_number(later[0]):
        new["approved"] = left + float(later[0])
        new |= dict.fromkeys(("grant", "borrowing", "receipts", "contributions", "revenue"))
    elif is_number(approved) and is_number(spent) and spent:
        new["approved"] = left
        new |= dict.fromkeys(("grant", "borrowing", "receipts", "contributions", "revenue"))
    return new


def _grant(made: _Year, row: Row) -> Row | None:
    """Carry on a grant, whose allocation is to be confirmed."""
    made.decide(GRANTS, row, "Confirm the new year's allocation.")
    balance = row.get("carried_forward")
    begins: Row = {"brought_forward": balance if is_number(balance) else None}
    begins |= {"in_year_2": row.get("in_year_3"), "in_year_3": None}
    return {**row, **begins, "spent_to_date": None, "forecast": None, "commentary": None}


def _ended_rows(made: _Year, plan: Plan, kept: Kept) -> list[Row]:
    """Return what History keeps of the refs that ended."""
    stamp: Row = {"year": plan.financial_year, "period": ENDED}
    stamp |= {"closed": kept.when, "closed_by": kept.who}
    return [{**row, **stamp} for row in made.ended]


def _log(plan: Plan, kept: Kept, name: str, said: Sequence[str]) -> list[Row]:
    """Return the Change log of the new workbook: what vouches for History goes with it."""
    lines = [dict(row) for row in plan.table(CHANGE_LOG) if row.get("changes")]
    line: Row = {"when": kept.when, "who": kept.who, "what": "Rollover"}
    line["changes"] = ". ".join([f"From {name} of {plan.financial_year}", *said])
    return [
        *lines,
        {**dict.fromkeys(CHANGE_LOG.by_name), **line, "backup": name, "replaced": plan.sha256},
    ]


def _whole(results: Results, year: str) -> list[Decision]:
    """Return what is to be decided about the year as a whole."""
    plan = results.plan
    asked = [
        Decision(SETTINGS.tab, "", f"Check every value of Settings for {year}."),
        Decision(PRESSURES.tab, "", f"Type the bridge from {plan.financial_year} to {year}."),
        Decision("Controls", "", f"Type the published control totals of {year}."),
    ]
    if any(row.get("code") for row in plan.table(ACCEPTED)):
        asked.append(Decision(ACCEPTED.tab, "", "What was accepted has ended: accept it anew."))
    kinds = [row.get("kind") for row in results.present(OUTCOMES)]
    if not any(says(kind, OutcomeKind.KEY_OUTCOME) for kind in kinds):
        asked.append(Decision(OUTCOMES.tab, "", "There is no key outcome."))
    return asked
