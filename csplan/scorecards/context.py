"""This module says what all scorecards of one run share: how far the year is, and the foot.

Knows nothing of pages or files.
"""

from __future__ import annotations

from collections.abc import Sequence

from csplan.looks.foot import Foot, SourceFile
from csplan.looks.plain_text import plain, with_noun
from csplan.plan.plan import Results
from csplan.rules import checks
from csplan.scorecards.lines import PERIODS, day_text
from csplan.sheets import CONTROL_TOTALS
from csplan.terms.calendar import Calendar
from csplan.terms.finding import Finding, Severity
from csplan.terms.period import day_of
from csplan.terms.values import is_number, says
from csplan.terms.words import Words

__all__ = ["foot_of", "quarters_reached"]


def quarters_reached(results: Results) -> int:
    """Count the quarters of the year up to the reporting period; 0 at Baseline."""
    period = results.settings["reporting_period"]
    return next((n for n, one in enumerate(PERIODS) if says(period, one)), 0)


_GRAVE = (Severity.FAULT, Severity.ERROR)


def foot_of(results: Results, findings: Sequence[Finding], source: SourceFile) -> Foot:
    """Return where the figures come from, and how far they can be relied on."""
    settings, calendar = results.settings, Calendar.of(results.settings)
    period = plain(settings.get("reporting_period"))
    reported, wanted = settings.get("report_date"), settings.get("answers_by")
    return Foot(
        authority=plain(settings.get("authority")),
        department=plain(settings.get("department")),
        financial_year=plain(settings.get("financial_year")),
        period=calendar.named(period),
        report_date=day_text(reported),
        day=day_of(reported) if is_number(reported) else None,
        answers_by=day_of(wanted) if is_number(wanted) else None,
        data_status=plain(settings.get("data_status")) or "Illustrative",
        marking=plain(settings.get("protective_marking")),
        source=SourceFile(name=_file_name(source.name), sha256=plain(source.sha256)),
        check=_check(results, findings),
        errors=sum(one.severity in _GRAVE and not one.accepted for one in findings),
        to_confirm=sum(one.is_to_confirm for one in findings),
        words=Words.of(settings),
        calendar=calendar,
    )


def _file_name(name: str) -> str:
    """Return a file's name without the folders that it lies in."""
    return plain(name).replace("\\", "/").rsplit("/", 1)[-1]


def _check(results: Results, findings: Sequence[Finding]) -> str:
    """Say the overall check of the workbook, with its counts."""
    counted = [finding for finding in findings if not finding.accepted]
    errors = sum(finding.severity in _GRAVE for finding in counted)
    unsure = sum(finding.is_to_confirm for finding in counted)
    warnings = sum(one.severity is Severity.WARNING for one in counted) - unsure
    failed = sum(row["result"] == "Failed" for row in results.present(CONTROL_TOTALS))
    flag = checks.flag_of(float(errors + failed), float(unsure), has_run=True)
    confirm = unsure if errors or failed else 0
    parts = [
        *([with_noun(errors, "error")] if errors else []),
        *([with_noun(failed, "failed control total")] if failed else []),
        *([f"{with_noun(confirm, 'figure')} to be confirmed"] if confirm else []),
        *([with_noun(warnings, "warning")] if warnings else []),
    ]
    return f"{flag} ({', '.join(parts)})" if parts else flag
