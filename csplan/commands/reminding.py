"""Reminders: what each owner, or head of service, has not given yet, with their return attached.

Joins the returns, what scorecards await, and the e-mails; nothing is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.commands.drafting import note_in, tell
from csplan.commands.terminal import say
from csplan.emails.draft import Attachment, ListedRow, MissingItems, Reminder
from csplan.looks.plain_text import plain, shortened
from csplan.returns.form import Whose
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from csplan.terms.finding import Finding, Severity

if TYPE_CHECKING:
    from csplan.emails.draft import Blocked, Occasion, Recipient
    from csplan.plan.plan import Results, Row
    from csplan.returns.form import Form
    from csplan.sheets.sheet import Sheet

__all__ = ["reminder_of", "reminders"]

_LONGEST_NAME = 160


def reminders(
    workbook: Path,
    folder: Path,
    *,
    only: str | None = None,
    new_addresses: bool = False,
    encrypt: bool = False,
    note: Path | None = None,
    answers_by: dt.date | None = None,
) -> int:
    """Draft a reminder to everybody of whom something is awaited; return the exit status.

    Each row is its owner's to answer, or where nobody owns it its head of service's.
    """
    from csplan.emails.addresses import check_addresses, remember
    from csplan.emails.encrypting import kept_passwords
    from csplan.emails.recipients import unusable_domains_said, whose_plan
    from csplan.emails.writing import nothing_drafted, write_drafts
    from csplan.files.folder import staging
    from csplan.files.saving import read_file
    from csplan.workbook.update import read_and_calculate

    words = note_in(note) if note else ""
    results, findings = read_and_calculate(workbook)
    occasion = _occasion(results, findings, note=words, answers_by=answers_by)
    forms, missing, quiet = _lacking(results, findings, only)
    if not forms:
        say("Nothing is missing, so there is nobody to remind.  No draft was made.")
        return 0
    recipients, blocked = _readers(results, forms)
    reasons = unusable_domains_said(results)
    if reasons or not recipients:
        raise nothing_drafted(reasons, blocked)
    whose = whose_plan(results)
    check_addresses(workbook, whose, recipients, agreed=new_addresses)
    limit = f"reminders {only}" if only else "reminders"
    with staging(folder, only=limit) as place:
        done = write_drafts(
            recipients,
            blocked,
            occasion,
            briefs=missing,
            attachments=_attachments(forms, results, occasion),
            source_now=lambda: read_file(workbook)[1].sha256,
            place=place,
            folder=folder,
            only=limit,
            passwords=kept_passwords(one.ref for one in recipients) if encrypt else None,
        )
    remember(workbook, whose, [draft.recipient for draft, _ in done.drafts])
    tell(done)
    if quiet:
        say(f"{quiet} {'has' if quiet == 1 else 'have'} given everything, and get no reminder.")
    return 1 if done.blocked else 0


def _lacking(
    results: Results, findings: Sequence[Finding], only: str | None
) -> tuple[list[Form], dict[str, Reminder], int]:
    """Return the returns in which something is missing, what that is, and how many lack nothing."""
    from csplan.returns.form import forms_of

    asked = forms_of(results, only=only, by_owner=True)
    told = {_key(form): reminder_of(form, results, findings) for form in asked}
    reminders = {key: one for key, one in told.items() if one.count}
    return (
        [form for form in asked if _key(form) in reminders],
        reminders,
        len(told) - len(reminders),
    )


def _occasion(
    results: Results, findings: Sequence[Finding], *, note: str, answers_by: dt.date | None
) -> Occasion:
    """Return what all reminders share; the workbook's own errors are nobody's to answer."""
    from csplan.emails.recipients import occasion_of
    from csplan.looks.foot import SourceFile
    from csplan.scorecards.context import foot_of

    source = SourceFile(name=results.plan.name, sha256=results.plan.sha256)
    foot = replace(foot_of(results, findings, source), check="")
    return occasion_of(results, foot, note=note, answers_by=answers_by)


def _attachments(
    forms: Iterable[Form], results: Results, occasion: Occasion
) -> Mapping[str, Sequence[Attachment]]:
    """Return each reader's return as a workbook, by the reader's key."""
    from csplan.returns.form import file_name
    from csplan.returns.writing import return_bytes
    from csplan.terms.period import day_in_words

    due = day_in_words(occasion.answers_by) if occasion.answers_by else ""
    names: list[str] = []
    carried: dict[str, Sequence[Attachment]] = {}
    for form in forms:
        names.append(file_name(form, names))
        data = return_bytes(form, results.settings, due=due)
        carried[_key(form)] = [Attachment(name=names[-1], data=data)]
    return carried


def reminder_of(form: Form, results: Results, findings: Sequence[Finding]) -> Reminder:
    """Return what is missing in a return's rows, each item once."""
    from csplan.scorecards.awaiting import missing_rows

    own = {sheet.key: _rows(form, results, sheet.key) for sheet in (INDICATORS, ACTIONS, BUDGET)}
    wrong = _wrong(findings)
    missing = missing_rows(results, own["indicators"], own["actions"], own["budget"])
    return Reminder(
        key=_key(form),
        name=plain(form.name),
        items=tuple(
            MissingItems(
                what=what,
                where=_where(form, sheet, field),
                rows=tuple(_listed(row, wrong) for row in rows),
            )
            for what, sheet, field, rows in missing
        ),
    )


def _key(form: Form) -> str:
    """Return the key of the recipient whose return it is."""
    owner = form.identity.whose is Whose.OWNER
    return f"owner={form.identity.whom}" if owner else form.identity.whom


def _rows(form: Form, results: Results, key: str) -> list[Row]:
    """Return the rows of a return as the plan itself has them."""
    refs = {row["ref"] for part, rows in form.parts if part.sheet.key == key for row in rows}
    sheet = next(part.sheet for part, _ in form.parts if part.sheet.key == key)
    return [row for row in results.present(sheet) if row["ref"] in refs]


def _readers(
    results: Results, forms: Iterable[Form]
) -> tuple[tuple[Recipient, ...], tuple[Blocked, ...]]:
    """Return to whom these returns go, and who cannot be written to."""
    from csplan.emails.recipients import owners_of, recipients_of

    listed = list(forms)
    owners = [one.identity.whom for one in listed if one.identity.whose is Whose.OWNER]
    services = {one.identity.whom for one in listed if one.identity.whose is not Whose.OWNER}
    people, unreached = owners_of(results, owners)
    heads, blocked = recipients_of(results)
    return (
        (*(one for one in heads if one.ref in services and not one.reads), *people),
        (*(one for one in blocked if one.ref in services), *unreached),
    )


def _where(form: Form, sheet: Sheet, field: str) -> str:
    """Say where a thing that is missing is typed: in the return, or nowhere there."""
    asked = next(part.asked for part, _ in form.parts if part.sheet is sheet)
    if field in asked:
        return f"Under “{sheet.by_name[field].heading}” on {sheet.tab}."
    return "The return has no cell for it: please say with your reply what is right."


def _wrong(findings: Iterable[Finding]) -> Mapping[str, str]:
    """Return what is wrong with a row, by its ref: its first error in words."""
    said: dict[str, str] = {}
    for one in findings:
        if one.severity is Severity.ERROR and one.ref:
            said.setdefault(one.ref, f"{one.message}  {one.fix}".strip())
    return said


def _listed(row: Row, wrong: Mapping[str, str]) -> ListedRow:
    """Return a row by its ref and name, with what is wrong with it, if anything is."""
    ref = plain(row["ref"])
    name = row.get("indicator") or row.get("action") or row.get("heading")
    group = plain(row.get("group"))
    said = f"{group}: {plain(name)}" if group else plain(name)
    return ListedRow(ref=ref, name=shortened(said, _LONGEST_NAME), detail=wrong.get(ref, ""))
