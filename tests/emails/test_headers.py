"""This module holds that headers carry any name whole, and nothing that could become a header."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csplan.emails.headers import fault_in, file_name_header, header, mailbox
from csplan.terms.errors import WorkbookError
from tests.emails.made import NAMES

INJECTIONS = (
    "Jane\r\nBcc: x@evil.org",
    "Jane\nBcc: x@evil.org",
    "Jane\rBcc: x@evil.org",
    "Jane\n X-More: 1",
    "Jane\r\n\r\n<html>body</html>",
    "\r\n",
    "Jane\x00",
    "Jane\x0bBcc: x@evil.org",
    "Jane\x0cBcc: x@evil.org",
    "Jane\x1b[31m",
    "Jane\x7f",
    "Jane\x85Bcc: x@evil.org",
    "Jane\u2028Bcc: x@evil.org",
    "Jane\u2029Bcc: x@evil.org",
    "Jane\ud800",
    "Jane\uffff",
    "\u202egro.live@enaj\u202c",
    "\u2066Jane\u2069",
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
).filter(lambda text: not fault_in("It", text))


def read(lines: str, name: str) -> str:
    """Return a header as Python's own parser reads it."""
    message = message_from_bytes(f"{lines}\r\n".encode("ascii"), policy=policy.default)
    assert [name] == message.keys()
    assert not message.defects
    return str(message[name])


def read_mailbox(lines: str) -> tuple[str, str]:
    """Return name and address of a header: one address only, whoever reads it.

    The name is decoded by the older reader, for the newer one puts spaces into long names.
    """
    message = f"{lines}\r\n".encode("ascii")
    (address,) = message_from_bytes(message, policy=policy.default)["To"].addresses
    name, other = parseaddr(message_from_bytes(message)["To"].replace("\r\n", ""))
    assert address.addr_spec == other
    return str(make_header(decode_header(name))), other


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_could_end_a_header_is_refused_in_every_header(text: str) -> None:
    writers: tuple[Callable[[], str], ...] = (
        lambda: header("Subject", text),
        lambda: mailbox("To", text, "jane@example.org"),
        lambda: mailbox("To", "Jane", f"jane{text}@example.org"),
        lambda: file_name_header(f"{text}.pdf"),
    )
    for write in writers:
        with pytest.raises(WorkbookError) as refused:
            write()
        assert "header-refused" == refused.value.code
        assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "address", ["a@b.org, c@d.org", "a@b.org>", "a", "a@b@c", "a b@c.org", "a:b@c.org;", "å@b.org"]
)
def test_a_mailbox_takes_one_plain_address_only(address: str) -> None:
    with pytest.raises(WorkbookError):
        mailbox("To", "Jane", address)


@pytest.mark.parametrize("name", ["Sub:ject", "Sub ject", "", "Sübject", "To\r\nBcc"])
def test_a_header_has_a_plain_name(name: str) -> None:
    with pytest.raises(WorkbookError):
        header(name, "text")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_letter_for_letter(name: str) -> None:
    assert name == read(header("Subject", name), "Subject")
    assert (name, "jane@example.org") == read_mailbox(mailbox("To", name, "jane@example.org"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_its_name(name: str) -> None:
    lines = f"Content-Type: application/pdf\r\n{file_name_header(f'{name}.pdf')}\r\n"
    message = message_from_bytes(lines.encode("ascii"), policy=policy.default)
    assert f"{name}.pdf" == message.get_filename()
    assert "attachment" == message.get_content_disposition()


def test_a_very_long_name_is_continued_and_comes_back_whole() -> None:
    name = f"{'שירותים לילדים ' * 20}.pdf"
    lines = file_name_header(name)
    assert "filename*1*=" in lines
    message = message_from_bytes(f"{lines}\r\n".encode("ascii"), policy=policy.default)
    assert name == message.get_filename()


def test_text_that_only_looks_encoded_stays_what_it_is() -> None:
    text = "=?utf-8?q?=0D=0ABcc:_x=40evil.org?="
    assert text == read(header("Subject", text), "Subject")
    assert "evil" not in header("Subject", text)


@pytest.mark.slow
@given(TEXTS.filter(lambda text: text.strip() == text and text != ""))
def test_any_subject_comes_back_in_lines_that_are_not_too_long(text: str) -> None:
    lines = header("Subject", text)
    assert lines.isascii()
    assert all(len(line) <= 76 for line in lines.split("\r\n"))
    assert text == read(lines, "Subject")


@given(TEXTS.filter(lambda text: text.strip() == text and text != ""))
def test_any_display_name_leaves_the_address_alone(text: str) -> None:
    assert (text, "jane@example.org") == read_mailbox(mailbox("To", text, "jane@example.org"))


@given(TEXTS.filter(lambda text: text.strip() == text and text != ""))
def test_any_file_name_comes_back(text: str) -> None:
    lines = f"{file_name_header(text)}\r\n"
    assert all(len(line) <= 998 for line in lines.split("\r\n"))
    message = message_from_bytes(lines.encode("ascii"), policy=policy.default)
    assert text == message.get_filename()
