"""This module reopens a finished message and says whatever is wrong with it.

It reads the bytes as a mail program would, with the standard library and not with the code that
wrote them, and holds every decoded part against the plan's own recipient: one address, no
copies, and attachments that say inside that they are this reader's, from this workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr

from csplan.emails.draft import Draft, MessageKind
from csplan.emails.eml import HEADERS, MEDIA_TYPES, date_header, message_id
from csplan.emails.encrypting import unlock
from csplan.emails.marks import MarkUnreadable, mark_of

__all__ = ["MOST_BYTES", "faults_of"]

MOST_BYTES = 10_000_000
"""What mail servers commonly take as one message."""

_TEXTS = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
_CARRIED = {
    MessageKind.SCORECARD: (["pdf", "xlsx"], "one PDF and one workbook"),
    MessageKind.REMINDER: (["xlsx"], "one workbook"),
}
"""What a message of each kind carries, and nothing else."""
_ENDINGS = {media: ending for ending, media in MEDIA_TYPES.items()}


def faults_of(message: bytes, draft: Draft, *, password: str = "") -> tuple[str, ...]:
    """Return all that is wrong with a message; nothing where it may be kept.

    `draft` is what the message should say, with the recipient as the Services sheet has it.
    `password` is what its attachments open with, if with any; it may stand nowhere in the message.
    """
    if len(message) > MOST_BYTES:
        return (f"it has {len(message) / 1e6:.0f} MB, more than mail servers take",)
    try:
        parsed = BytesParser(policy=policy.default).parsebytes(message)
        return tuple(_faults(parsed, message, draft, password))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        return (f"it cannot be read back ({type(error).__name__})",)


def _faults(parsed: EmailMessage, message: bytes, draft: Draft, password: str) -> Iterator[str]:
    yield from _wrong_headers(parsed, message, draft)
    parts = list(parsed.walk())
    leaves = [part for part in parts if not part.is_multipart()]
    if any(part.defects for part in parts):
        yield "its parts are damaged"
    carried, said = _CARRIED[draft.kind]
    types = [*_TEXTS, *(MEDIA_TYPES[ending] for ending in carried)]
    if [part.get_content_type() for part in parts] != types:
        yield f"it does not hold plain text, HTML, {said}"
        return
    for part, text in zip(leaves, (draft.text, draft.html), strict=False):
        if _one_kind_of_line(part.get_content()) != _one_kind_of_line(text):
            yield f"its {part.get_content_type()} is not what was drafted"
    if password and any(password in text for text in (draft.text, draft.html, draft.subject)):
        yield "it says the password of its attachments"
    yield from _wrong_attachments(leaves[2:], draft, password)


def _wrong_headers(parsed: EmailMessage, message: bytes, draft: Draft) -> Iterator[str]:
    """Hold every header against what was drafted; there may be no other."""
    if tuple(parsed.keys()) != HEADERS:
        yield "its headers are not those of a draft"
        return
    if b"\0" in message or any(parsed[name].defects for name in HEADERS):
        yield "its headers are damaged"
    addresses = parsed["To"].addresses
    recipient = draft.recipient
    if [one.addr_spec for one in addresses] != [recipient.address]:
        yield f"it is not addressed to {recipient.address} alone"
    elif _display_name(message) != recipient.name:
        yield "it names somebody else in To"
    expected = {
        "X-Unsent": "1",
        "Subject": draft.subject,
        "Date": date_header(draft),
        "Message-ID": message_id(draft),
    }
    for name, value in expected.items():
        if str(parsed[name]) != value:
            yield f"its {name} is not what was drafted"


def _display_name(message: bytes) -> str:
    """Return the name in To, decoded; headers that are parsed fully put spaces into long names."""
    raw = BytesHeaderParser(policy=policy.compat32).parsebytes(message)["To"]
    name = parseaddr(re.sub(r"\r?\n", "", raw))[0]
    return str(make_header(decode_header(name)))


def _wrong_attachments(parts: list[EmailMessage], draft: Draft, password: str) -> Iterator[str]:
    """Hold every attachment, as decoded, against the recipient's service and the workbook."""
    if len(parts) != len(draft.attachments):
        yield "it does not carry the files that were drafted"
        return
    for part, attachment in zip(parts, draft.attachments, strict=True):
        name, data = part.get_filename(), part.get_content()
        if part.get_content_disposition() != "attachment" or name != attachment.name:
            yield f'"{attachment.name}" is not attached under its name'
        if data != attachment.data:
            yield f'"{attachment.name}" is not the file that was drafted'
        ending = _ENDINGS[part.get_content_type()]
        try:
            plain = unlock(data, ending, password) if password else data
        except ValueError as error:
            yield f'"{name}": {error}'
            continue
        yield from _wrong_mark(str(name), plain, ending, draft)


def _wrong_mark(name: str, data: bytes, ending: str, draft: Draft) -> Iterator[str]:
    """Hold what a file says of itself against the recipient's service and what it must hold."""
    try:
        mark = mark_of(data, ending)
    except MarkUnreadable as error:
        yield f'"{name}" does not say whose it is: {error}'
        return
    if mark.subject != draft.recipient.scorecard:
        yield f'"{name}" is that of {mark.subject}, not of {draft.recipient.scorecard}'
    if mark.sha256 != draft.marked:
        yield f'"{name}" was made from another version of the workbook'


def _one_kind_of_line(text: str) -> str:
    """Return a text whose lines all end alike: mail has its own line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
