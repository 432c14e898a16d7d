"""This module turns a draft into the bytes of an .eml file that opens unsent in Outlook.

The same draft gives the same bytes: boundaries and the message's number are hashes of what it
holds, and its date is the report date.  Knows nothing of files, and nothing here sends anything.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from email.utils import format_datetime

from csplan.emails.draft import Attachment, Draft
from csplan.emails.headers import file_name_header, header, mailbox
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

__all__ = ["HEADERS", "MEDIA_TYPES", "date_header", "message_bytes", "message_id"]

HEADERS = ("X-Unsent", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
"""All headers of a draft, each once and in this order."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a draft may carry, by the ending of the file's name."""

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_NINE = dt.time(9, tzinfo=dt.UTC)


def message_bytes(draft: Draft) -> bytes:
    """Return a draft as a message: plain text and HTML of one content, then the attachments.

    Raises: WorkbookError where a header would hold a line break or a file may not be attached.
    """
    number = _number(draft)
    texts = _multipart(
        "alternative",
        f"=_csplan_{number}_1",
        [_text("plain", draft.text), _text("html", draft.html)],
    )
    parts = [texts, *(_file(attachment) for attachment in draft.attachments)]
    start = (
        header("X-Unsent", "1"),
        mailbox("To", draft.recipient.name, draft.recipient.address),
        header("Subject", draft.subject),
        header("Date", date_header(draft)),
        header("Message-ID", message_id(draft)),
        header("MIME-Version", "1.0"),
    )
    return ("".join(start) + _multipart("mixed", f"=_csplan_{number}_0", parts)).encode("ascii")


def date_header(draft: Draft) -> str:
    """Return the date of a draft: the report date, for no clock is read."""
    return format_datetime(dt.datetime.combine(draft.date, _NINE))


def message_id(draft: Draft) -> str:
    """Return the number that this message, and no other, has."""
    return f"<{_number(draft)}@csplan.invalid>"


def _number(draft: Draft) -> str:
    """Return a hash of all that a draft holds."""
    recipient = draft.recipient
    held = (
        *(recipient.ref, recipient.name, recipient.address, draft.subject, draft.text, draft.html),
        draft.source_sha256,
        draft.date.isoformat(),
        *(text for one in draft.attachments for text in (one.name, one.holds)),
    )
    joined = "\0".join(f"{len(text)}:{text}" for text in held)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _multipart(kind: str, boundary: str, parts: list[str]) -> str:
    """Return parts between boundaries; Base64 never holds the `_` that a boundary begins with."""
    start = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'
    return start + "".join(f"--{boundary}\r\n{part}" for part in parts) + f"--{boundary}--\r\n"


def _text(kind: str, text: str) -> str:
    """Return a part of text, with the line ends that mail asks for."""
    data = _LINE_ENDS.sub("\r\n", text).encode()
    return (
        f"{header('Content-Type', f'text/{kind}; charset=utf-8')}"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(data)}"
    )


def _file(attachment: Attachment) -> str:
    """Return a part that is a file.

    Raises: WorkbookError where a file of its kind may not be attached.
    """
    media = MEDIA_TYPES.get(attachment.ending)
    if media is None:
        raise WorkbookError(
            Refusal.ATTACHMENT_REFUSED,
            f'"{attachment.name}" is neither a PDF nor an .xlsx workbook.',
        )
    return (
        f"Content-Type: {media}\r\n"
        f"{file_name_header(attachment.name)}"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(attachment.data)}"
    )


def _base64(data: bytes) -> str:
    """Return data as Base64 in lines of 76."""
    return base64.encodebytes(data).decode().replace("\n", "\r\n")
