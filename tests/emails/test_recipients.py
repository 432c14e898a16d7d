"""This module holds who gets a draft, and that each reason against one is said."""

from __future__ import annotations

import pytest

from csplan.emails.recipients import reasons_against_all, recipients_of
from csplan.plan.check import check
from csplan.terms.catalogue import Code
from csplan.terms.errors import WorkbookError
from csplan.terms.finding import Finding
from tests.emails.made import results_with

SERVICES = """
| Ref | Service | Head of service | E-mail |
|---|---|---|---|
| SL | Schools & Learning | Siân O'Brien | sian@anyshire.gov.uk |
| EH | Early Help |  | head.eh@anyshire.gov.uk |
"""


def with_row(row: str) -> str:
    return f"{SERVICES}{row}\n"


def test_each_service_gets_its_own_address_by_its_ref() -> None:
    good, blocked = recipients_of(results_with(SERVICES))
    assert () == blocked
    assert [
        ("SL", "Siân O'Brien", "sian@anyshire.gov.uk"),
        ("EH", "Head of Early Help", "head.eh@anyshire.gov.uk"),
    ] == [(one.ref, one.name, one.address) for one in good]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("| PQ | Quality | Jo |  |", "no e-mail address"),
        ("| PQ | Quality | Jo | jo |", "cannot be one e-mail address"),
        ("| PQ | Quality | Jo | jo@anyshire.gov.uk; al@anyshire.gov.uk |", "cannot be one"),
        ("| PQ | Quality | Jo | jo@gmail.com |", "not among the allowed"),
        ("| PQ | Quality | Jo | jo@anysh1re.gov.uk |", "only looks like anyshire.gov.uk"),
        ("| PQ | Quality | Jo | jo@xn--anyshre-r2a.gov.uk |", "in disguise"),
        ("| PQ | Quality | Jo | jö@anyshire.gov.uk |", "U+00F6"),
        ("| PQ | Quality | Jo\u0001Bcc: x@evil.org | jo@anyshire.gov.uk |", "U+0001"),
        ("| PQ | Quality\u0007 | Jo | jo@anyshire.gov.uk |", "U+0007"),
        ("| PQ | \u202eytilauQ | Jo | jo@anyshire.gov.uk |", "turns text round"),
    ],
)
def test_one_service_is_blocked_with_its_reason_and_the_others_are_not(row: str, why: str) -> None:
    good, blocked = recipients_of(results_with(with_row(row)))
    assert ["SL", "EH"] == [one.ref for one in good]
    assert ["PQ"] == [one.ref for one in blocked]
    (reason,) = blocked[0].reasons
    assert why in reason
    assert reason.isprintable()


@pytest.mark.parametrize("again", ["sian@anyshire.gov.uk", "Sian@Anyshire.gov.uk"])
def test_services_that_share_an_address_are_all_blocked(again: str) -> None:
    good, blocked = recipients_of(results_with(with_row(f"| PQ | Quality | Jo | {again} |")))
    assert ["EH"] == [one.ref for one in good]
    assert ["SL", "PQ"] == [one.ref for one in blocked]
    assert all("stands against 2 services" in one.reasons[0] for one in blocked)


def test_an_address_shared_with_a_service_that_is_not_asked_for_is_still_blocked() -> None:
    results = results_with(with_row("| PQ | Quality | Jo | sian@anyshire.gov.uk |"))
    good, blocked = recipients_of(results, only="SL")
    assert () == good
    assert ["SL"] == [one.ref for one in blocked]


def test_two_services_of_one_ref_are_both_blocked() -> None:
    good, blocked = recipients_of(
        results_with(with_row("| sl | Other | Jo | jo@anyshire.gov.uk |"))
    )
    assert ["EH"] == [one.ref for one in good]
    assert ["Two services have the ref SL."] == list(blocked[0].reasons)


def test_one_service_can_be_asked_for_by_its_ref_and_by_nothing_else() -> None:
    results = results_with(SERVICES)
    assert ["SL"] == [one.ref for one in recipients_of(results, only=" sl ")[0]]
    for other in ("Schools & Learning", "S", "", "Siân O'Brien"):
        with pytest.raises(WorkbookError) as refused:
            recipients_of(results, only=other)
        assert "no-service" == refused.value.code
    with pytest.raises(WorkbookError, match="Did you mean EH"):
        recipients_of(results, only="EHH")


def test_nothing_is_against_a_sound_plan() -> None:
    results = results_with(SERVICES)
    assert () == reasons_against_all(results, check(results.plan, results))


@pytest.mark.parametrize("code", [Code.UNKNOWN_REF, Code.REF_DOUBLED])
def test_checks_that_fail_block_every_draft(code: Code) -> None:
    finding = Finding(code=code, sheet="Budget", message="m", fix="f")
    results = results_with(SERVICES)
    (reason,) = reasons_against_all(results, [finding])
    assert "1 error is to be put right first: `csplan check` lists them." == reason
    assert "2 errors are" in reasons_against_all(results, [finding, finding])[0]


@pytest.mark.parametrize("code", [Code.REF_UNUSUAL, Code.ROUNDING])
def test_warnings_and_notes_block_nothing(code: Code) -> None:
    finding = Finding(code=code, sheet="Budget", message="m", fix="f")
    assert () == reasons_against_all(results_with(SERVICES), [finding])


@pytest.mark.parametrize(
    ("domains", "why"),
    [
        (None, "is blank"),
        (" , ", "is blank"),
        ("*.gov.uk", '"*.gov.uk" is not a plain domain'),
        ("anyshire.gov.uk, anyshіre.gov.uk", "is not a plain domain"),
    ],
)
def test_without_plain_allowed_domains_there_is_no_draft(domains: str | None, why: str) -> None:
    results = results_with(SERVICES, allowed_email_domains=domains)
    (reason,) = reasons_against_all(results, ())
    assert why in reason


LEADERS = {
    "director": "Ann Lee",
    "director_email": "ann@anyshire.gov.uk",
    "scrutiny_email": "chair@anyshire.gov.uk",
}


def test_the_director_and_the_chair_get_theirs_where_settings_has_an_address() -> None:
    good, blocked = recipients_of(results_with(SERVICES, **LEADERS))
    assert () == blocked
    assert [
        ("SL", "service SL"),
        ("EH", "service EH"),
        ("Director", "whole plan"),
        ("Scrutiny", "members"),
    ] == [(one.ref, one.scorecard) for one in good]
    assert ["Ann Lee", "Chair of scrutiny"] == [one.name for one in good[2:]]
    only, _ = recipients_of(results_with(SERVICES, **LEADERS), only="director")
    assert ["ann@anyshire.gov.uk"] == [one.address for one in only]
    with pytest.raises(WorkbookError):
        recipients_of(results_with(SERVICES), only="director")


@pytest.mark.parametrize(
    ("settings", "row", "why"),
    [
        ({"director_email": "sian@anyshire.gov.uk"}, "", "is another reader's too"),
        ({"director_email": "chair@anyshire.gov.uk"}, "", "is another reader's too"),
        ({"director_email": "ann@gmail.com"}, "", "not among the allowed"),
        ({"director": "Ann\u0001Lee"}, "", "U+0001"),
        (
            {},
            "| director | Post | Jo | jo@anyshire.gov.uk |",
            "A service has the ref Director too.",
        ),
    ],
)
def test_the_director_is_blocked_with_the_reason(
    settings: dict[str, str], row: str, why: str
) -> None:
    results = results_with(with_row(row) if row else SERVICES, **(LEADERS | settings))
    _, blocked = recipients_of(results)
    assert why in next(one for one in blocked if one.ref == "Director").reasons[0]
    if settings.get("director_email") == "sian@anyshire.gov.uk":
        assert ["SL", "Director"] == [one.ref for one in blocked]
