"""This module sends a reviewed batch, one message a recipient, and never one twice unasked.

Before each step the journal says what is about to happen; after it, what happened.  Knows the relay
only as something that takes a message and answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Protocol

from csplan.emails.headers import header, mailbox
from csplan.emails.journal import Sent
from csplan.emails.relay import Delivery, ServerReply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from csplan.emails.batch import Batch, Message
    from csplan.emails.journal import Journal, Step

__all__ = ["Delivered", "SendList", "Server", "as_sent", "as_test", "plan_for", "send_batch"]

PAUSES = (5.0, 20.0, 60.0)
"""Seconds before each further try, where a server asks for patience (4xx)."""

_UNSENT = re.compile(rb"\AX-Unsent: 1\r\n")
_DATE = re.compile(rb"^Date: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.MULTILINE)
_SUBJECT = re.compile(rb"^Subject: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.MULTILINE)
_TO = re.compile(rb"^To: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.MULTILINE)


class Server(Protocol):
    """What takes messages."""

    def send(self, address: str, data: bytes) -> ServerReply:
        """Hand over one message to one address."""

    def largest(self) -> int:
        """Return the most bytes that one message may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendList:
    """What a run will do: messages to send, those that have gone, and those nobody can tell of."""

    to_send: tuple[Message, ...]
    gone: tuple[Step, ...]
    unknown: tuple[Step, ...]
    again: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one message, in the journal's word and the server's."""

    message: Message
    state: Sent
    reply: str


def plan_for(batch: Batch, journal: Journal, *, settled: Iterable[str] = ()) -> SendList:
    """Say what is still to be sent of a batch, by what the journal knows.

    `settled` are services whose unknown message did not arrive, as a person has found out: theirs
    is sent again.  `again` are earlier messages to the same reader for the same period and errand.
    """
    lines = journal.states()
    asked = set(settled)
    to_send, gone, unknown = [], [], []
    for message in batch.messages:
        line = lines.get(message.message_id)
        if line is None or line.state in (Sent.PLANNED, Sent.REFUSED, Sent.DEFERRED, Sent.SETTLED):
            to_send.append(message)
        elif line.state is Sent.ACCEPTED:
            gone.append(line)
        elif message.service in asked:
            to_send.append(message)
        else:
            unknown.append(line)
    numbers = {message.message_id for message in batch.messages}
    services = {message.service for message in to_send}
    again = [
        line
        for number, line in lines.items()
        if number not in numbers
        and line.state is Sent.ACCEPTED
        and line.service in services
        and line.about == batch.about
    ]
    return SendList(
        to_send=tuple(to_send), gone=tuple(gone), unknown=tuple(unknown), again=tuple(again)
    )


def send_batch(
    batch: Batch,
    messages: Sequence[Message],
    server: Server,
    journal: Journal,
    *,
    sender: tuple[str, str],
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    pause: float = 0.0,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[Delivered, ...]:
    """Send messages one by one, and return what became of each.

    `sender` is a name, perhaps blank, and an address.
    One that is refused stops only itself.  `pause` is the time in seconds between two messages.

    Raises: WorkbookError where the journal cannot be written or no connection can be had; the
    journal then says what has gone.
    """
    for message in messages:
        _write(journal, batch, message, Sent.PLANNED)
    done = []
    for number, message in enumerate(messages, 1):
        if number > 1 and pause:
            sleep(pause)
        done.append(_delivered(batch, message, server, journal, sender, now, sleep))
        if progress:
            progress(number, len(messages), message.service)
    return tuple(done)


def _delivered(
    batch: Batch,
    message: Message,
    server: Server,
    journal: Journal,
    sender: tuple[str, str],
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Delivered:
    """Send one message, again after a while where the server asks for patience."""
    data = as_sent(message.data, sender=sender, moment=now())
    if len(data) > server.largest():
        reply = f"It has {len(data) / 1e6:.1f} MB, more than the mail server takes."
        _write(journal, batch, message, Sent.REFUSED, reply)
        return Delivered(message=message, state=Sent.REFUSED, reply=reply)
    answer = ServerReply(outcome=Delivery.TEMPORARY, reply="")
    for wait in (0.0, *PAUSES):
        if wait:
            sleep(wait)
        _write(journal, batch, message, Sent.SENDING)
        answer = server.send(message.address, data)
        if answer.outcome is not Delivery.TEMPORARY:
            break
        _write(journal, batch, message, Sent.DEFERRED, answer.reply)
    state = {
        Delivery.ACCEPTED: Sent.ACCEPTED,
        Delivery.REFUSED: Sent.REFUSED,
        Delivery.TEMPORARY: Sent.DEFERRED,
        Delivery.UNKNOWN: Sent.UNKNOWN,
    }[answer.outcome]
    if state is not Sent.DEFERRED:
        _write(journal, batch, message, state, answer.reply)
    return Delivered(message=message, state=state, reply=answer.reply)


def as_sent(data: bytes, *, sender: tuple[str, str], moment: datetime) -> bytes:
    """Return a draft as it goes: from whom and when, not unsent; the rest is as it was."""
    start, end, body = data.partition(b"\r\n\r\n")
    start = _UNSENT.sub(b"", start + b"\r\n")
    date = header("Date", format_datetime(moment)).encode()
    start = _DATE.sub(lambda _: date, start, count=1)
    return (
        mailbox("From", sender[0] or sender[1], sender[1]).encode()
        + start.removesuffix(b"\r\n")
        + end
        + body
    )


def as_test(message: Message, address: str) -> bytes:
    """Return a message as a test: to one address, its subject saying for whom it would be."""
    start, end, body = message.data.partition(b"\r\n\r\n")
    start += b"\r\n"
    subject = header("Subject", f"TEST, meant for {message.address}: {message.subject}").encode()
    to = mailbox("To", "Test of the drafts", address).encode()
    start = _TO.sub(lambda _: to, _SUBJECT.sub(lambda _: subject, start, count=1), count=1)
    return start.removesuffix(b"\r\n") + end + body


def _write(journal: Journal, batch: Batch, message: Message, state: Sent, reply: str = "") -> None:
    journal.write(
        *(batch.number, message.service, message.address, message.message_id, state, reply),
        about=batch.about,
    )
