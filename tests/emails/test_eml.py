"""This module holds that a draft opens unsent, to one person, the same every time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.emails.draft import Attachment
from csplan.emails.eml import message_bytes
from csplan.terms.errors import WorkbookError
from tests.emails.made import NAMES, draft, files, parsed


@pytest.mark.parametrize("number", range(12))
def test_a_draft_opens_in_pythons_own_reader_without_a_defect(number: int) -> None:
    one = draft(number)
    message = parsed(message_bytes(one))
    assert [] == [defect for part in message.walk() for defect in part.defects]
    assert "1" == message["X-Unsent"]
    assert [f"head.{number + 1}@anyshire.gov.uk"] == [a.addr_spec for a in message["To"].addresses]
    assert [None] * 4 == [message[name] for name in ("Cc", "Bcc", "From", "Reply-To")]
    assert one.subject == message["Subject"]
    assert NAMES[number][:20] in str(message["Subject"])
    assert "2016-10-14T09:00:00+00:00" == message["Date"].datetime.isoformat()


def test_a_draft_holds_text_then_html_then_pdf_then_workbook() -> None:
    types = [part.get_content_type() for part in parsed(message_bytes(draft(0))).walk()]
    expected = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    assert [*expected, "application/pdf"] == types[:5]
    assert types[5].endswith("spreadsheetml.sheet")


def test_a_draft_is_plain_ascii_in_lines_that_mail_can_carry() -> None:
    for number in range(12):
        message = message_bytes(draft(number))
        assert message.isascii()
        assert b"\0" not in message
        lines = message.split(b"\r\n")
        assert not any(b"\n" in line or b"\r" in line for line in lines)
        assert max(map(len, lines)) <= 998


def test_the_same_draft_gives_the_same_bytes_and_another_does_not() -> None:
    assert message_bytes(draft(3)) == message_bytes(draft(3))
    numbers = {parsed(message_bytes(draft(number)))["Message-ID"] for number in range(12)}
    assert 12 == len(numbers)
    other = replace(draft(3), attachments=files(4))
    assert parsed(message_bytes(other))["Message-ID"] not in numbers


def test_nothing_but_a_pdf_and_a_workbook_can_be_attached() -> None:
    for name in ("x.html", "x.exe", "x", "x.xlsm"):
        with pytest.raises(WorkbookError, match="neither a PDF"):
            message_bytes(replace(draft(0), attachments=(Attachment(name=name, data=b""),)))


def test_text_that_cannot_be_written_is_replaced_and_never_a_traceback() -> None:
    with pytest.raises(WorkbookError):
        message_bytes(replace(draft(0), subject="\ud800"))
