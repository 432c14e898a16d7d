"""This module holds that a message that is not what was drafted is always caught."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from csplan.emails import checks
from csplan.emails.checks import faults_of
from csplan.emails.draft import Attachment, Draft
from csplan.emails.eml import message_bytes
from tests.emails.made import draft, files, pdf_bytes, workbook_bytes
from tests.extent import some_of

pytestmark = pytest.mark.slow

PAIRS = some_of(
    [(one, (one + step) % 12) for one in range(12) for step in (1, 11)],
    [*permutations(range(12), 2)],
)
"""Two services exchanged: each with those beside it, or with every other."""
DRAFTS = [draft(number) for number in range(12)]
MESSAGES = [message_bytes(one) for one in DRAFTS]


def carrying(one: Draft, *attachments: Attachment) -> Draft:
    return replace(one, attachments=attachments)


@pytest.mark.parametrize("number", range(12))
def test_a_message_as_drafted_passes(number: int) -> None:
    assert () == faults_of(MESSAGES[number], DRAFTS[number])


def test_attachments_swapped_between_any_two_services_are_caught(
    record_property: Callable[[str, object], None],
) -> None:
    blocked = 0
    for one, other in PAIRS:
        swapped = carrying(DRAFTS[one], *DRAFTS[other].attachments)
        renamed = carrying(
            DRAFTS[one],
            *(
                replace(theirs, name=mine.name)
                for mine, theirs in zip(files(one), files(other), strict=True)
            ),
        )
        found = [faults_of(message_bytes(each), each) for each in (swapped, renamed)]
        said = f"of service S{other + 1:02}, not of service S{one + 1:02}"
        blocked += all(sum(said in fault for fault in faults) == 2 for faults in found)
    record_property(
        "figure", f"attachments swapped between two of 12 services: {blocked} of {len(PAIRS)}"
    )
    assert len(PAIRS) == blocked


def test_one_attachment_of_two_swapped_is_caught() -> None:
    for one, other in PAIRS:
        for mixed in ((files(one)[0], files(other)[1]), (files(other)[0], files(one)[1])):
            each = carrying(DRAFTS[one], *mixed)
            assert faults_of(message_bytes(each), each)


def test_a_whole_message_for_another_head_is_caught() -> None:
    for one, other in PAIRS:
        assert faults_of(MESSAGES[other], DRAFTS[one])


def test_a_file_from_another_version_of_the_workbook_is_caught() -> None:
    each = carrying(DRAFTS[0], *files(0, source="0" * 64))
    faults = faults_of(message_bytes(each), each)
    assert 2 == sum("another version of the workbook" in fault for fault in faults)


def test_a_file_without_a_mark_is_caught() -> None:
    pdf, book = files(0)
    unmarked = Attachment(name=pdf.name, data=b"%PDF-1.7\n%%EOF")
    each = carrying(DRAFTS[0], unmarked, book)
    (fault,) = faults_of(message_bytes(each), each)
    assert "does not say whose it is" in fault


@pytest.mark.parametrize(
    "attachments",
    [
        (),
        files(0)[:1],
        files(0)[1:],
        files(0) * 2,
        files(0)[::-1],
        (*files(0), Attachment(name="x.pdf", data=pdf_bytes("service S01"))),
        (Attachment(name="x.pdf", data=workbook_bytes("service S01")), files(0)[1]),
    ],
)
def test_a_draft_carries_one_pdf_and_one_workbook(attachments: tuple[Attachment, ...]) -> None:
    each = carrying(DRAFTS[0], *attachments)
    assert faults_of(message_bytes(each), each)


def test_a_file_more_or_less_than_was_drafted_is_caught() -> None:
    for attachments in (files(0)[:1], (*files(0), files(0)[0])):
        faults = faults_of(MESSAGES[0], carrying(DRAFTS[0], *attachments))
        assert "it does not carry the files that were drafted" in faults


ADDED = (
    b"Cc: other@anyshire.gov.uk\r\n",
    b"Bcc: other@anyshire.gov.uk\r\n",
    b"Resent-To: other@anyshire.gov.uk\r\n",
    b"Reply-To: other@anyshire.gov.uk\r\n",
    b"From: other@anyshire.gov.uk\r\n",
    b"To: other@anyshire.gov.uk\r\n",
    b"X-Other: 1\r\n",
    b"Disposition-Notification-To: other@anyshire.gov.uk\r\n",
)


@pytest.mark.parametrize("line", ADDED)
def test_a_header_too_many_is_caught_wherever_it_stands(line: bytes) -> None:
    message = MESSAGES[0]
    for place in (0, message.index(b"Subject:"), message.index(b"Content-Type:")):
        faults = faults_of(message[:place] + line + message[place:], DRAFTS[0])
        assert "its headers are not those of a draft" in faults


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"head.1@anyshire.gov.uk", b"head.2@anyshire.gov.uk"),
        (b"head.1@anyshire.gov.uk", b"head.1@anyshire.gov.uk.com"),
        (b"<head.1@anyshire.gov.uk>", b"<head.1@anyshire.gov.uk>, <x@anyshire.gov.uk>"),
        (b'"Schools & Learning"', b'"Schools and Learning"'),
        (b"X-Unsent: 1", b"X-Unsent: 0"),
        (b"2 Amber", b"3 Amber"),
        (b"14 Oct 2016", b"15 Oct 2016"),
        (b"Message-ID: <", b"Message-ID: <0"),
        (b"application/pdf", b"application/zip"),
        (b'.pdf"', b'.exe"'),
        (b"attachment;", b"inline;"),
        (b"multipart/alternative", b"multipart/mixed"),
        (b"MIME-Version: 1.0\r\n", b""),
        (b"text/html", b"text/plain"),
        (b"utf-8", b"utf-9"),
    ],
)
def test_a_changed_word_is_caught(old: bytes, new: bytes) -> None:
    message = MESSAGES[0]
    assert old in message
    assert faults_of(message.replace(old, new), DRAFTS[0])


def test_a_changed_letter_of_any_part_is_caught() -> None:
    message, caught = MESSAGES[0], 0
    starts = [n for n in range(len(message)) if message.startswith(b"base64\r\n\r\n", n)]
    for start in starts:
        place = start + len(b"base64\r\n\r\n") + 12
        other = b"A" if message[place : place + 1] != b"A" else b"B"
        caught += bool(faults_of(message[:place] + other + message[place + 1 :], DRAFTS[0]))
    assert 4 == len(starts) == caught


def test_a_message_cut_short_is_caught() -> None:
    message = MESSAGES[0]
    for part in range(1, 50):
        assert faults_of(message[: len(message) * part // 50], DRAFTS[0])


def test_a_message_that_mail_servers_refuse_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_BYTES", 100)
    (fault,) = faults_of(MESSAGES[0], DRAFTS[0])
    assert "more than mail servers take" in fault


def test_a_nul_in_a_message_is_caught() -> None:
    assert faults_of(MESSAGES[0].replace(b"X-Unsent: 1", b"X-Unsent: 1\0"), DRAFTS[0])


def test_the_attachments_travel_as_they_are() -> None:
    for one, message in zip(DRAFTS, MESSAGES, strict=True):
        for attachment in one.attachments:
            assert base64.encodebytes(attachment.data).replace(b"\n", b"\r\n") in message
