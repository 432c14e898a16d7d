"""This module says who gets a draft, and why a service or an owner gets none.

A service's address comes from the Services sheet alone, by its ref, letter for letter; an owner's
from the People sheet, by the name that Owner holds.  Nobody is guessed.  Knows nothing of files.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from csplan.emails.draft import Blocked, Occasion, Recipient
from csplan.emails.headers import fault_in
from csplan.looks.foot import Foot
from csplan.plan.plan import Results, Row
from csplan.sheets import PEOPLE, SERVICES
from csplan.terms.address import address_fault, allowed_domains, unusable_domains
from csplan.terms.errors import WorkbookError
from csplan.terms.finding import Finding, Severity
from csplan.terms.names import matching, nearest
from csplan.terms.period import day_of
from csplan.terms.refusals import Refusal
from csplan.terms.values import Value, is_number, says
from csplan.terms.vocabulary import YesNo
from csplan.terms.words import Words, plural

__all__ = [
    "DIRECTOR",
    "SCRUTINY",
    "occasion_of",
    "owners_of",
    "reasons_against_all",
    "recipients_of",
    "unusable_domains_said",
    "whose_plan",
]

_LONGEST_NAME = 100

DIRECTOR, SCRUTINY = "Director", "Scrutiny"
"""What the two readers of the whole plan are asked for by, as services are by their refs."""


def recipients_of(
    results: Results, *, only: str | None = None
) -> tuple[tuple[Recipient, ...], tuple[Blocked, ...]]:
    """Return who gets a draft, and the services that get none, with why.

    The heads of service, and the director and the chair of scrutiny where Settings has an address
    for them.  `only` is one service's ref, `director` or `scrutiny`.

    Raises: WorkbookError where there is no such service.
    """
    rows, leaders = results.present(SERVICES), _leaders(results)
    words = Words.of(results.settings)
    addresses = [*(row.get("email") for row in rows), *(one.address for one in leaders)]
    taken = Counter(_form(address) for address in addresses)
    asked = [one for one in leaders if only is None or matching(only) == matching(one.ref)]
    good, blocked = _heads(results, () if only and asked else _chosen(rows, only), taken)
    allowed = allowed_domains(results.settings.get("allowed_email_domains"))
    for one in asked:
        reasons = [
            *_wrong_address(one.address, allowed, 1, plural(words.service)),
            *_address_taken(one, taken[_form(one.address)]),
            *_wrong_names(one.ref, one.service, one.head, words),
            *_ref_taken(one.ref, rows),
        ]
        if reasons:
            blocked.append(_blocked(one.ref, one.service, one.head, reasons))
        else:
            good.append(one)
    return tuple(good), tuple(blocked)


def whose_plan(results: Results) -> str:
    """Return whose plan it is, in one text: the same for each of its workbooks, year by year."""
    return " / ".join(_text(results.settings.get(name)) for name in ("authority", "department"))


def _heads(
    results: Results, chosen: Sequence[Row], taken: Mapping[str, int]
) -> tuple[list[Recipient], list[Blocked]]:
    """Return the heads of some services who get a draft, and the services that get none."""
    rows, words = results.present(SERVICES), Words.of(results.settings)
    allowed = allowed_domains(results.settings.get("allowed_email_domains"))
    named = Counter(matching(str(row["ref"])) for row in rows)
    good: list[Recipient] = []
    blocked: list[Blocked] = []
    for row in chosen:
        ref, service = _text(row["ref"]), _text(row.get("service"))
        head, address = _text(row.get("head")), row.get("email")
        own = [one for one in rows if _form(one.get("email")) == _form(address)]
        shares = all(says(one.get("shares_head"), YesNo.YES) for one in own)
        times = taken[_form(address)] - (len(own) - 1 if shares else 0)
        reasons = [
            *_wrong_address(address, allowed, times, plural(words.service)),
            *_wrong_names(ref, service, head, words),
        ]
        if named[matching(ref)] > 1:
            reasons.append(f"Two {plural(words.service)} have the ref {ref}.")
        if reasons or not isinstance(address, str):
            blocked.append(_blocked(ref, service, head, reasons))
        else:
            called = words.head_of(service)
            good.append(
                Recipient(ref=ref, service=service, head=head, address=address, called=called)
            )
    return good, blocked


def _blocked(ref: str, service: str, head: str, reasons: Sequence[str]) -> Blocked:
    return Blocked(ref=ref, service=service, head=head, reasons=tuple(reasons))


def _address_taken(one: Recipient, times: int) -> list[str]:
    """Say that the director's or the chair's address is another reader's too."""
    words = f"{one.address} is another reader's too.  Check on Settings and Services whose it is."
    return [words] if times > 1 else []


def _ref_taken(ref: str, rows: Sequence[Row]) -> list[str]:
    """Say that a service has the ref by which the director or the chair is asked for."""
    refs = [matching(str(row["ref"])) for row in rows]
    return [f"A service has the ref {ref} too."] if matching(ref) in refs else []


def _leaders(results: Results) -> list[Recipient]:
    """Return the director and the chair of scrutiny, where Settings has an address for them."""
    settings = results.settings
    names = (_text(settings.get(name)) for name in ("department", "authority"))
    whole = next(filter(None, names), "The whole plan")
    found = [
        Recipient(
            ref=ref,
            service=whole,
            head=_text(settings.get(name)) or called,
            address=_text(settings.get(field)),
            reads=reads,
        )
        for ref, name, called, field, reads in (
            (DIRECTOR, "director", "Director", "director_email", "whole plan"),
            (SCRUTINY, "scrutiny_chair", "Chair of scrutiny", "scrutiny_email", "members"),
        )
    ]
    return [one for one in found if one.address]


def owners_of(
    results: Results, names: Sequence[str]
) -> tuple[tuple[Recipient, ...], tuple[Blocked, ...]]:
    """Return the owners of these names who get a draft, and those who get none, with why.

    An address that two people have, or a person and a head of another name, is nobody's.
    """
    people = results.present(PEOPLE)
    shared = Counter(_form(row.get("email")) for row in people)
    heads = {_form(one.address): one.head for one in _leaders(results)}
    heads |= {_form(row.get("email")): _text(row.get("head")) for row in results.present(SERVICES)}
    allowed = allowed_domains(results.settings.get("allowed_email_domains"))
    good, blocked = [], []
    for name in names:
        rows = [row for row in people if matching(str(row["ref"])) == matching(name)]
        address = rows[0].get("email") if rows else None
        reasons = _wrong_owner(name, rows, allowed, shared[_form(address)])
        head = heads.get(_form(address), "") if address else ""
        if head and matching(head) != matching(name):
            reasons.append(f"{address} stands against {head} too.  Check whose it is.")
        if reasons or not isinstance(address, str):
            blocked.append(Blocked(ref=name, service="", head=name, reasons=tuple(reasons)))
        else:
            good.append(Recipient(ref=name, service="", head=name, address=address, is_owner=True))
    return tuple(good), tuple(blocked)


def _wrong_owner(name: str, rows: Sequence[Row], allowed: Sequence[str], times: int) -> list[str]:
    """Return why an owner cannot be written to."""
    if why := fault_in("The owner's name", name):
        return [f"{why}.  Type it again."]
    if len(name) > _LONGEST_NAME:
        return [f"“{name[:40]}…” is too long to be a name."]
    if len(rows) != 1:
        many = "not" if not rows else f"{len(rows)} times"
        return [f"{name} is {many} on the People sheet."]
    address = rows[0].get("email")
    if address is None or not str(address).strip():
        return [f"{name} has no e-mail address on the People sheet."]
    fault = address_fault(address, allowed)
    if fault is not None:
        return [f"{fault.message}  {fault.fix}"]
    return [f"{address} stands against {times} people.  Check whose it is."] if times > 1 else []


def reasons_against_all(results: Results, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return why no draft at all can be made: checks that fail, domains that are not stated."""
    grave = (Severity.FAULT, Severity.ERROR)
    errors = sum(one.severity in grave for one in findings)
    reasons = []
    if errors:
        noun = "error is" if errors == 1 else "errors are"
        reasons.append(f"{errors} {noun} to be put right first: `csplan check` lists them.")
    reasons += _to_confirm(findings)
    return (*reasons, *unusable_domains_said(results))


def unusable_domains_said(results: Results) -> list[str]:
    """Return what is wrong with the domains that Settings allows; they hold for every message."""
    setting = results.settings.get("allowed_email_domains")
    unusable = unusable_domains(setting)
    if unusable:
        odd = unusable[0][:80]
        why = f'Allowed e-mail domains on Settings: "{odd}" is not a plain domain.'
        return [f"{why}  Type domains as example.org, separated by commas."]
    if not allowed_domains(setting):
        return ["Allowed e-mail domains on Settings is blank.  Type your own, as example.org."]
    return []


def _to_confirm(findings: Sequence[Finding]) -> list[str]:
    """Return the figures that somebody must confirm first, with how many they are."""
    found = [one for one in findings if one.is_to_confirm]
    if not found:
        return []
    many = "1 figure is" if len(found) == 1 else f"{len(found)} figures are"
    return [
        f"{many} to be confirmed first, on the Accepted sheet, or corrected:",
        *(f"  {one.place} {one.ref}: {one.message}  [{one.code}]" for one in found),
    ]


def occasion_of(
    results: Results,
    foot: Foot,
    *,
    note: str = "",
    answers_by: dt.date | None = None,
    for_members: bool = False,
) -> Occasion:
    """Return what all drafts of a run share; a note and a date given win over those of Settings.

    Members get the note where it was written `for_members` alone.
    """
    settings = results.settings
    return Occasion(
        foot=foot,
        note_is_for_members=for_members,
        note=note or _text(settings.get("cover_note")),
        sender=_text(settings.get("sent_from")),
        sign_off=_text(settings.get("sign_off")) or "Kind regards",
        answers_by=answers_by or _day(settings.get("answers_by")),
    )


def _day(value: Value) -> dt.date | None:
    return day_of(value) if is_number(value) else None


def _chosen(rows: Sequence[Row], only: str | None) -> Sequence[Row]:
    """Return all rows, or those of the one service that is asked for."""
    if only is None:
        return rows
    found = [row for row in rows if matching(str(row["ref"])) == matching(only)]
    if not found:
        refs = [str(row["ref"]) for row in rows]
        close = nearest(only, refs)
        hint = f"Did you mean {close}?" if close else f"There are {', '.join(refs)}."
        raise WorkbookError(Refusal.NO_SERVICE, f'No service has the ref "{only}".  {hint}')
    return found


def _wrong_address(address: Value, allowed: Sequence[str], times: int, many: str) -> list[str]:
    """Return what is wrong with an address, which stands so many times against so `many`."""
    fault = address_fault(address, allowed)
    if fault is not None:
        return [f"{fault.message}  {fault.fix}"]
    if times > 1:
        why = (
            f"{address} stands against {times} {many}.  Check who answers for which; where one "
            f"person heads them all, say Yes under “Shares its head” for each."
        )
        return [why]
    return []


def _wrong_names(ref: str, service: str, head: str, words: Words) -> list[str]:
    """Return what in a row's names may not stand in an e-mail."""
    names = {
        "The ref": ref,
        f"The name of the {words.service}": service,
        f"The name of the {words.head}": head,
    }
    return [
        f"{why}.  Type it again." for what, text in names.items() if (why := fault_in(what, text))
    ]


def _form(address: Value) -> str:
    """Return the form in which two spellings of one address are equal; jo+plan@… is jo@… too."""
    if not isinstance(address, str):
        return ""
    name, at, domain = matching(address).rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"


def _text(value: Value) -> str:
    """Return a cell's text without the spaces around it."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:.15g}"
    return "" if value is None else str(value).strip()
