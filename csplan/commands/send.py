"""The send command: sends a reviewed set of drafts, after showing who gets what and being told to.

Joins the workbook, the batch, the journal and the relay; each is checked before the first message.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csplan.commands.terminal import say
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csplan.emails.batch import Batch, Message
    from csplan.emails.journal import Journal, Step
    from csplan.emails.relay import Relay
    from csplan.emails.sending import Delivered, SendList

__all__ = ["check_workbook", "send"]

_PATH = click.Path(path_type=Path)


@click.command(
    epilog="\b\nExamples:\n  csplan send Drafts --test me@example.org\n  csplan send Drafts\n"
    "  csplan send Drafts --yes --expect 4\n  csplan send Drafts --settle SL=arrived"
)
@click.argument("drafts", type=_PATH)
@click.option("--workbook", type=_PATH, help="The plan the drafts came from [beside the folder].")
@click.option("--yes", is_flag=True, help="Do not ask; only together with --expect.")
@click.option(
    "--expect", type=int, help="How many messages there must be to send; otherwise none is sent."
)
@click.option("--test", "test_to", help="Send all of them to this one address, marked as a test.")
@click.option(
    "--settle",
    multiple=True,
    metavar="SERVICE=arrived|lost",
    help="What became of a message that may or may not have been sent.",
)
def send(
    drafts: Path,
    *,
    workbook: Path | None,
    yes: bool,
    expect: int | None,
    test_to: str | None,
    settle: tuple[str, ...],
) -> int:
    """Send the drafts of a folder, as they were looked through, one message a head of service."""
    from csplan.emails.batch import batch_in
    from csplan.emails.relay import relay_from
    from csplan.files.locking import only_holder, own_folder

    if yes and expect is None:
        raise click.UsageError("--yes goes with --expect N: say how many messages are to go.")
    batch = batch_in(drafts)
    plan_path = workbook or drafts.resolve().parent / batch.source_name
    allowed = check_workbook(plan_path, batch)
    relay = relay_from(plan_path.parent)
    folder = own_folder(plan_path)
    now = datetime.now().astimezone()
    with only_holder(folder / "sending.lock", now=now, busy="These drafts are being sent just now"):
        if test_to is not None:
            return _send_test(batch, relay, test_to, allowed)
        return _send(batch, relay, folder, settle, yes=yes, expect=expect)


def check_workbook(path: Path, batch: Batch) -> tuple[str, ...]:
    """Hold the drafts against the plan as it stands, and return the domains that are allowed.

    Raises: WorkbookError with every reason why nothing may be sent.
    """
    from csplan.emails.draft import MessageKind
    from csplan.emails.recipients import (
        owners_of,
        reasons_against_all,
        recipients_of,
        unusable_domains_said,
    )
    from csplan.emails.sending_rules import reasons_not_to_send
    from csplan.files.saving import read_file
    from csplan.terms.address import allowed_domains
    from csplan.workbook.update import read_and_calculate

    if read_file(path)[1].sha256 != batch.source_sha256:
        raise WorkbookError(
            Refusal.DRAFTS_OUT_OF_DATE,
            f"Nothing was sent: {path.name} is not the version that the drafts were made from.  "
            f"Make them again with `csplan emails`, and look through them.",
        )
    results, findings = read_and_calculate(path)
    owners = [message.service for message in batch.messages if message.is_owner]
    people, unreached = owners_of(results, owners)
    heads, blocked = recipients_of(results)
    if batch.kind is MessageKind.REMINDER:
        reasons = unusable_domains_said(results)
    else:
        reasons = [*reasons_against_all(results, findings)]
    reasons += reasons_not_to_send(results, batch, (*heads, *people), (*blocked, *unreached))
    if reasons:
        listed = "".join(f"\n  {one}" for one in reasons)
        raise WorkbookError(Refusal.SENDING_BLOCKED, f"Nothing was sent.{listed}")
    return allowed_domains(results.settings.get("allowed_email_domains"))


def _send(
    batch: Batch,
    relay: Relay,
    folder: Path,
    settle: Sequence[str],
    *,
    yes: bool,
    expect: int | None,
) -> int:
    """Show, ask and send; 1 where a message was refused or nobody knows whether it went."""
    from csplan.emails.journal import Journal, Sent
    from csplan.emails.sending import plan_for

    journal = Journal(folder / "sent.jsonl", now=lambda: datetime.now().astimezone())
    lost = _settled(batch, journal, settle)
    plan = plan_for(batch, journal, settled=lost)
    _show(batch, plan)
    if not plan.to_send:
        say("There is nothing to send." if not plan.unknown else _ask_to_settle(plan.unknown))
        return 1 if plan.unknown else 0
    if expect is not None and expect != len(plan.to_send):
        raise WorkbookError(
            Refusal.SENDING_BLOCKED,
            f"Nothing was sent: {len(plan.to_send)} messages would go, and you expected {expect}.",
        )
    if not yes and not _agreed(len(plan.to_send)):
        return 2
    done = _sent_through(relay, batch, plan.to_send, journal)
    _tell(done)
    if plan.unknown:
        say(_ask_to_settle(plan.unknown))
    return 0 if all(one.state is Sent.ACCEPTED for one in done) and not plan.unknown else 1


def _sent_through(
    relay: Relay, batch: Batch, messages: Sequence[Message], journal: Journal
) -> tuple[Delivered, ...]:
    """Connect, send some messages of a batch at the relay's pace, and close the connection."""
    from csplan.commands import telling
    from csplan.emails.relay import Connection
    from csplan.emails.sending import send_batch

    connection = Connection(relay)
    connection.open()
    try:
        return send_batch(
            batch,
            messages,
            connection,
            journal,
            sender=(relay.name, relay.sender),
            now=lambda: datetime.now().astimezone(),
            sleep=time.sleep,
            pause=60.0 / relay.messages_a_minute,
            progress=telling.progress,
        )
    finally:
        connection.close()


def _settled(batch: Batch, journal: Journal, settle: Sequence[str]) -> list[str]:
    """Note what a person found out, and return the services whose message did not arrive."""
    from csplan.emails.journal import Sent

    lines = journal.states()
    lost = []
    for one in settle:
        service, _, word = one.partition("=")
        message = next((m for m in batch.messages if m.service == service.strip()), None)
        if message is None or word not in ("arrived", "lost"):
            raise click.UsageError(f"--settle {one}: say SERVICE=arrived or SERVICE=lost.")
        line = lines.get(message.message_id)
        if line is None or line.state not in (Sent.SENDING, Sent.UNKNOWN):
            raise click.UsageError(f"--settle {one}: it is known what became of that message.")
        state = Sent.ACCEPTED if word == "arrived" else Sent.SETTLED
        journal.write(
            *(batch.number, message.service, message.address, message.message_id),
            state,
            f"A person found out: {word}.",
            about=batch.about,
        )
        if word == "lost":
            lost.append(message.service)
    return lost


def _show(batch: Batch, plan: SendList) -> None:
    """Show who gets what, and what has gone before."""
    for line in plan.gone:
        say(f"{line.service:8} has gone already, to {line.address}: {line.when}.")
    for line in plan.again:
        say(f"{line.service:8} was sent another version, to {line.address}: {line.when}.")
    if plan.to_send:
        say(f"To be sent for {batch.period}:")
    for message in plan.to_send:
        _show_message(message)


def _show_message(message: Message) -> None:
    size = sum(one.size for one in message.carried)
    say(f"  {message.service:8} {message.address}")
    say(f"           {message.subject}")
    files = f"{len(message.carried)} files" if len(message.carried) != 1 else "1 file"
    say(f"           {files}, {size / 1000:,.0f} kB")


def _ask_to_settle(unknown: Sequence[Step]) -> str:
    """Say that nobody knows whether some messages went, and how to settle it."""
    lines = [
        f"{line.service}: the run ended while its message was on its way to {line.address} "
        f"({line.when}).  It may have arrived."
        for line in unknown
    ]
    one = unknown[0].service
    return "\n".join(
        [*lines, f"Ask the reader, then add --settle {one}=arrived or --settle {one}=lost."]
    )


def _agreed(count: int) -> bool:
    """Ask for the number of messages, where somebody can answer."""
    if not sys.stdin.isatty():
        say("Nothing was sent.  Add --yes --expect N where nobody can answer.")
        return False
    typed = click.prompt(f"Type the number of messages to send ({count}), or anything else to stop")
    if str(typed).strip() == str(count):
        return True
    say("Nothing was sent.")
    return False


def _tell(done: Sequence[Delivered]) -> None:
    """Say what became of each message, in the server's words where it refused."""
    said = {
        "accepted": "sent",
        "refused": "NOT sent, refused",
        "deferred": "NOT sent, the server asks for patience; run this again later",
        "unknown": "NOT KNOWN: the connection broke while it went",
    }
    for one in done:
        reply = "" if one.state == "accepted" else f" ({one.reply})"
        say(f"  {one.message.service:8} {one.message.address}: {said[str(one.state)]}{reply}")
    gone = sum(one.state == "accepted" for one in done)
    say(f"{gone} of {len(done)} messages were accepted by the mail server.")


def _send_test(batch: Batch, relay: Relay, address: str, allowed: Sequence[str]) -> int:
    """Send every message to one address, marked as a test; the journal says nothing of it."""
    from csplan.emails.relay import Connection, Delivery
    from csplan.emails.sending import as_sent, as_test
    from csplan.terms.address import address_fault

    fault = address_fault(address, allowed)
    if fault is not None:
        raise WorkbookError(Refusal.SENDING_BLOCKED, f"Nothing was sent: {fault.message}")
    connection = Connection(relay)
    connection.open()
    gone = 0
    try:
        for message in batch.messages:
            data = as_sent(
                as_test(message, address),
                sender=(relay.name, relay.sender),
                moment=datetime.now().astimezone(),
            )
            answer = connection.send(address, data)
            gone += answer.outcome is Delivery.ACCEPTED
            say(f"  {message.service:8} test to {address}: {answer.outcome} {answer.reply}")
    finally:
        connection.close()
    say(f"{gone} of {len(batch.messages)} went to {address}, none to its reader.")
    return 0 if gone == len(batch.messages) else 1
