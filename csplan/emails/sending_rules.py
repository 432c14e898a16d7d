"""This module says why a reviewed set of drafts may not be sent, by the plan as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csplan.sheets import INDICATORS
from csplan.terms.names import matching
from csplan.terms.values import says
from csplan.terms.vocabulary import ProtectiveMarking, Rag, YesNo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csplan.emails.batch import Message
    from csplan.emails.draft import Blocked, Recipient
    from csplan.plan.plan import Results

__all__ = ["reasons_not_to_send"]


def reasons_not_to_send(
    results: Results,
    messages: Sequence[Message],
    recipients: Sequence[Recipient],
    blocked: Sequence[Blocked],
) -> list[str]:
    """Return every reason why these messages may not go; nothing where they may."""
    services = {message.service for message in messages}
    return [
        *_wrong_marking(results),
        *(f"{one.ref}: {' '.join(one.reasons)}" for one in blocked if one.ref in services),
        *_wrong_addresses(messages, recipients, {one.ref for one in blocked}),
        *_without_words(results, services),
    ]


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
    """Hold each message's address against the Services sheet."""
    now = {one.ref: one.address for one in recipients}
    for message in messages:
        if message.service in blocked:
            continue
        address = now.get(message.service)
        if address is None:
            yield f"{message.service}: there is no such service in the plan."
        elif matching(address) != matching(message.address):
            yield (
                f"{message.service}: drafted to {message.address}, but the Services sheet says "
                f"{address}."
            )


def _without_words(results: Results, services: set[str]) -> Iterator[str]:
    """Name the Reds without commentary, where Settings asks for it before sending."""
    if not says(results.settings.get("send_needs_words"), YesNo.YES):
        return
    for row in results.present(INDICATORS):
        if row["service"] in services and row["rag"] == Rag.RED and row["commentary"] in (None, ""):
            yield f"{row['service']}: {row['ref']} is Red and has no commentary."
