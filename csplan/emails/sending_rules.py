"""This module says why a reviewed set of drafts may not be sent, by the plan as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.emails.draft import MessageKind
from csplan.plan.memory import Slot, read_memory
from csplan.sheets import HISTORY, INDICATORS
from csplan.terms.names import matching
from csplan.terms.values import says
from csplan.terms.vocabulary import ProtectiveMarking, Rag, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.emails.batch import Batch, Message
    from csplan.emails.draft import Blocked, Recipient
    from csplan.plan.plan import Results

__all__ = ["reasons_not_to_send"]


def reasons_not_to_send(
    results: Results,
    batch: Batch,
    recipients: Sequence[Recipient],
    blocked: Sequence[Blocked],
) -> list[str]:
    """Return every reason why these messages may not go; nothing where they may.

    What Settings asks of scorecards is not asked of reminders: they are how it is come by.
    """
    messages = batch.messages
    readers = {message.service for message in messages}
    reasons = [
        *_wrong_marking(results),
        *(f"{one.ref}: {' '.join(one.reasons)}" for one in blocked if one.ref in readers),
        *_wrong_addresses(messages, recipients, {one.ref for one in blocked}),
    ]
    if batch.kind is MessageKind.SCORECARD:
        reasons += [*_not_closed(results), *_without_words(results, readers)]
    return reasons


def _not_closed(results: Results) -> Iterator[str]:
    """Say that the period is not closed, where Settings asks for it before sending."""
    if not says(results.settings.get("send_needs_close"), YesNo.YES):
        return
    year, period = results.plan.financial_year, str(results.settings.get("reporting_period"))
    if Slot(HISTORY.key, year, period) not in read_memory(results.plan).slots:
        yield f"{period} of {year} is not closed.  Close it (csplan close), then draft again."


def _wrong_marking(results: Results) -> Iterator[str]:
    """Hold the plan's protective marking against what Settings allows to be e-mailed."""
    ladder = [str(one) for one in ProtectiveMarking]
    own = str(results.settings.get("protective_marking") or "")
    most = str(results.settings.get("send_up_to") or ProtectiveMarking.OFFICIAL_SENSITIVE)
    if own not in ladder or ladder.index(own) > ladder.index(most):
        yield f"The plan is marked {own or 'not at all'}; Settings lets at most {most} be e-mailed."


def _wrong_addresses(
    messages: Sequence[Message], recipients: Sequence[Recipient], blocked: set[str]
) -> Iterator[str]:
    """Hold each message's address against the Services sheet, or People."""
    now = {(one.is_owner, one.ref): one.address for one in recipients}
    for message in messages:
        if message.service in blocked:
            continue
        address = now.get((message.is_owner, message.service))
        sheet = "People" if message.is_owner else "Services"
        if address is None:
            noun = "owner" if message.is_owner else "service"
            yield f"{message.service}: there is no such {noun} in the plan."
        elif matching(address) != matching(message.address):
            yield (
                f"{message.service}: drafted to {message.address}, but the {sheet} sheet says "
                f"{address}."
            )


def _without_words(results: Results, services: set[str]) -> Iterator[str]:
    """Name the Reds without commentary, where Settings asks for it before sending."""
    if not says(results.settings.get("send_needs_words"), YesNo.YES):
        return
    for row in results.present(INDICATORS):
        if row["service"] in services and row["rag"] == Rag.RED and row["commentary"] in (None, ""):
            yield f"{row['service']}: {row['ref']} is Red and has no commentary."
