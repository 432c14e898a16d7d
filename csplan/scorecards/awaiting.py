"""This module says what is missing from a scorecard, and from whom.  Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from csplan.looks.plain_text import listed, plain
from csplan.plan.plan import Results, Row
from csplan.scorecards.content import Awaited, ToCheck
from csplan.sheets import SERVICES
from csplan.terms.finding import Finding, Severity
from csplan.terms.values import Value, says
from csplan.terms.words import Words

__all__ = ["awaited_of", "to_check_of", "to_confirm_of"]

_Kind = tuple[str, str, Callable[[Row], bool], Sequence[Row]]


def awaited_of(
    results: Results, indicators: Sequence[Row], actions: Sequence[Row], budget: Sequence[Row]
) -> tuple[Awaited, ...]:
    """Return what is missing in some rows, service by service."""
    kinds = list(_kinds(results, indicators, actions, budget))
    words = Words.of(results.settings)
    found = []
    for service in results.present(SERVICES):
        ref, name = str(service["ref"]), plain(service["service"])
        for what, field, is_missing, rows in kinds:
            refs = [plain(row["ref"]) for row in rows if says(row[field], ref) and is_missing(row)]
            if refs:
                whom = plain(service.get("head")) or words.head_of(name)
                found.append(
                    Awaited(what=what, refs=listed(refs), count=len(refs), service=name, whom=whom)
                )
    return tuple(found)


def _kinds(
    results: Results, indicators: Sequence[Row], actions: Sequence[Row], budget: Sequence[Row]
) -> Iterator[_Kind]:
    """Return each kind of thing that can be missing: its name, and when it is."""
    period = str(results.settings["reporting_period"])
    yield f"{period} figure", "service", _has("rag", "Awaiting data"), indicators
    for field, rows in (("service", indicators), ("lead_service", actions), ("service", budget)):
        yield "Row to correct (Check data)", field, _has("row_check", "Check data"), rows
    yield "Figure to correct (Check data)", "service", _figure_to_check, indicators
    if period != "Baseline" and says(results.settings.get("commentary_on_red"), "Yes"):
        yield "Commentary on a Red", "service", _red_without_commentary, indicators
    yield "Target to be set", "service", _has("rag", "Target to be set"), indicators
    yield "Forecast outturn", "service", _has("forecast_awaited", "Yes"), budget
    yield "Due date of an action", "lead_service", _has("days_overdue", "No date"), actions


def _has(field: str, word: str) -> Callable[[Row], bool]:
    """Return the test that a field holds a word."""
    return lambda row: row.get(field) == word


def _figure_to_check(row: Row) -> bool:
    """Say whether a row is sound, but a figure on it cannot be judged."""
    return row["row_check"] != "Check data" and row["rag"] == "Check data"


def _red_without_commentary(row: Row) -> bool:
    """Say whether a Red is without an explanation."""
    return row["rag"] == "Red" and not plain(row.get("commentary"))


def to_check_of(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    """Return the errors found on some rows; findings on other rows are nobody else's business."""
    grave = (Severity.FAULT, Severity.ERROR)
    return _on_rows((one for one in findings if one.severity in grave), rows)


def to_confirm_of(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    """Return the figures of some rows that somebody must confirm."""
    return _on_rows((one for one in findings if one.is_to_confirm), rows)


def _on_rows(findings: Iterable[Finding], rows: Iterable[Row]) -> tuple[ToCheck, ...]:
    names = {plain(row["ref"]): plain(_name(row)) for row in rows}
    return tuple(
        ToCheck(
            ref=plain(finding.ref),
            name=names[plain(finding.ref)],
            place=plain(finding.place),
            message=plain(finding.message),
            fix=plain(finding.fix),
        )
        for finding in sorted(findings, key=lambda finding: finding.order)
        if not finding.accepted and plain(finding.ref) in names
    )


def _name(row: Row) -> Value:
    """Return what a row is called, whatever its sheet."""
    return row.get("group") or row.get("indicator") or row.get("action") or row.get("heading")
