"""This module says what is missing from a scorecard, and from whom.  Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from csplan.looks.plain_text import list_refs, plain
from csplan.plan.plan import Results, Row
from csplan.scorecards.content import Awaited, ToCheck
from csplan.scorecards.lines import by_word
from csplan.sheets import ACTIONS, BUDGET, INDICATORS, SERVICES
from csplan.sheets.sheet import Sheet
from csplan.terms.calendar import Calendar
from csplan.terms.finding import Finding, Severity
from csplan.terms.records import dataclass
from csplan.terms.values import Value, says
from csplan.terms.vocabulary import Period, State
from csplan.terms.wordless import says_nothing
from csplan.terms.words import Words

__all__ = ["WhereTyped", "awaited_of", "missing_rows", "to_check_of", "to_confirm_of"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Something that can be missing: in which rows, whose they are, and where it is typed."""

    what: str
    service: str
    is_missing: Callable[[Row], bool]
    rows: Sequence[Row]
    sheet: Sheet
    typed: str


class WhereTyped:
    """Where the rows of a plan are typed; what is found of a sheet is kept for later."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._at: dict[str, dict[str, int]] = {}

    def of(self, sheet: Sheet, rows: Sequence[Row], field: str) -> str:
        """Return the cells of some rows, with their tab: `Actions H18 to H20, H25`.

        Nothing where the plan came from no workbook, or its table has no such column.
        """
        place = self._results.plan.places.get(sheet.key)
        if place is None:
            return ""
        at = self._at.get(sheet.key)
        if at is None:
            at = {str(row.get("ref")): n for n, row in enumerate(self._results.table(sheet))}
            self._at[sheet.key] = at
        cells = [place.cell(at[str(row["ref"])], field)[0] for row in rows]
        return f"{place.tab} {list_refs(cells)}" if all(cells) else ""


def awaited_of(
    cells: WhereTyped,
    results: Results,
    indicators: Sequence[Row],
    actions: Sequence[Row],
    budget: Sequence[Row],
) -> tuple[Awaited, ...]:
    """Return what is missing in some rows, service by service."""
    kinds = [(kind, _by_service(kind)) for kind in _kinds(results, indicators, actions, budget)]
    words = Words.of(results.settings)
    found = []
    for service in results.present(SERVICES):
        ref, name = str(service["ref"]), plain(service["service"])
        for kind, missing in kinds:
            own = missing.get(ref.lower())
            if own:
                found.append(
                    Awaited(
                        what=kind.what,
                        refs=list_refs(plain(row["ref"]) for row in own),
                        count=len(own),
                        service=name,
                        whom=plain(service.get("head")) or words.head_of(name),
                        names=tuple(plain(_name(row)) for row in own),
                        cells=cells.of(kind.sheet, own, kind.typed),
                    )
                )
    return tuple(found)


def _by_service(kind: _Kind) -> dict[str, list[Row]]:
    """Return the rows in which something is missing by the service that each names."""
    return by_word(
        (row for row in kind.rows if kind.is_missing(row)), lambda row: row[kind.service]
    )


def missing_rows(
    results: Results, indicators: Sequence[Row], actions: Sequence[Row], budget: Sequence[Row]
) -> tuple[tuple[str, Sheet, str, tuple[Row, ...]], ...]:
    """Return what is missing in some rows: each kind of thing, where it is typed, which rows."""
    found = []
    for kind in _kinds(results, indicators, actions, budget):
        rows = tuple(row for row in kind.rows if kind.is_missing(row))
        if rows:
            found.append((kind.what, kind.sheet, kind.typed, rows))
    return tuple(found)


def _kinds(
    results: Results, indicators: Sequence[Row], actions: Sequence[Row], budget: Sequence[Row]
) -> Iterator[_Kind]:
    """Yield each kind of thing that can be missing: its name, and when it is."""
    period = str(results.settings["reporting_period"])
    figure = "baseline" if period == Period.BASELINE else f"{period.lower()}_actual"

    def of_indicators(what: str, is_missing: Callable[[Row], bool], typed: str) -> _Kind:
        return _Kind(what, "service", is_missing, indicators, INDICATORS, typed)

    yield of_indicators(
        f"{Calendar.of(results.settings).named(period)} figure",
        _has("rag", "Awaiting data"),
        figure,
    )
    for field, rows, sheet in (
        ("service", indicators, INDICATORS),
        ("lead_service", actions, ACTIONS),
        ("service", budget, BUDGET),
    ):
        is_wrong = _has("row_check", State.CHECK_DATA)
        yield _Kind("Row to correct (Check data)", field, is_wrong, rows, sheet, "ref")
    yield of_indicators("Figure to correct (Check data)", _figure_to_check, figure)
    if period != Period.BASELINE and says(results.settings.get("commentary_on_red"), "Yes"):
        for what, typed in (
            ("Commentary on a Red", "commentary"),
            ("Corrective action on a Red", "corrective_action"),
        ):
            yield of_indicators(what, _red_without(typed), typed)
    yield of_indicators("Target to be set", _has("rag", "Target to be set"), "target")
    awaited, undated = _has("forecast_awaited", "Yes"), _has("days_overdue", "No date")
    yield _Kind("Forecast outturn", "service", awaited, budget, BUDGET, "forecast_outturn")
    yield _Kind("Due date of an action", "lead_service", undated, actions, ACTIONS, "due")


def _has(field: str, word: str) -> Callable[[Row], bool]:
    """Return the test that a field holds a word."""
    return lambda row: row.get(field) == word


def _figure_to_check(row: Row) -> bool:
    """Say whether a row is sound, but a figure on it cannot be judged."""
    return row["row_check"] != State.CHECK_DATA and row["rag"] == State.CHECK_DATA


def _red_without(field: str) -> Callable[[Row], bool]:
    """Return the test that a Red is not explained, or that nothing is said to be done about it."""
    return lambda row: row["rag"] == "Red" and says_nothing(row.get(field))


def to_check_of(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    """Return the errors found on some rows; findings on other rows are nobody else's business."""
    grave = (Severity.FAULT, Severity.ERROR)
    return _on_rows((one for one in findings if one.severity in grave), rows)


def to_confirm_of(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    """Return the figures of some rows that somebody must confirm."""
    return _on_rows((one for one in findings if one.is_to_confirm), rows)


def _on_rows(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    told = sorted((one for one in findings if not one.accepted), key=lambda finding: finding.order)
    if not told:
        return ()
    names = {plain(row["ref"]): plain(_name(row)) for row in rows}
    return tuple(
        ToCheck(
            ref=plain(finding.ref),
            name=names[plain(finding.ref)],
            place=plain(finding.place),
            message=plain(finding.message),
            fix=plain(finding.fix),
        )
        for finding in told
        if plain(finding.ref) in names
    )


def _name(row: Row) -> Value:
    """Return what a row is called, whatever its sheet."""
    return row.get("group") or row.get("indicator") or row.get("action") or row.get("heading")
