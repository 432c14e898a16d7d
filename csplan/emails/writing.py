"""This module makes the drafts: blocked with reasons, or checked one by one and kept as one set.

Nothing here touches a network.  Scorecards come as bytes with the service that they are said to
belong to; what they say inside is read again before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from csplan.emails.checks import faults_of
from csplan.emails.draft import (
    Attachment,
    Blocked,
    Digest,
    Draft,
    MessageKind,
    Occasion,
    Recipient,
    Reminder,
)
from csplan.emails.eml import MEDIA_TYPES, message_bytes
from csplan.emails.encrypting import lock_all, why_no_password
from csplan.emails.headers import fault_in
from csplan.emails.pages import html_of, index_page
from csplan.emails.plain_text import text_of
from csplan.emails.reminding import reminder_letter, reminder_subject
from csplan.emails.wording import letter_of, subject_of
from csplan.files.folder import put_as_one
from csplan.terms.errors import WorkbookError
from csplan.terms.file_names import file_key
from csplan.terms.refusals import Refusal

__all__ = ["INDEX", "Drafted", "draft_of", "nothing_drafted", "summary_of", "write_drafts"]

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was made: the drafts with their files, and the services that got none."""

    folder: Path
    drafts: tuple[tuple[Draft, Path], ...]
    blocked: tuple[Blocked, ...]


def write_drafts(
    recipients: Sequence[Recipient],
    blocked: Sequence[Blocked],
    occasion: Occasion,
    *,
    briefs: Mapping[str, Digest | Reminder],
    attachments: Mapping[str, Sequence[Attachment]],
    source_now: Callable[[], str],
    place: Path,
    folder: Path,
    only: str = "",
    passwords: Mapping[str, str] | None = None,
) -> Drafted:
    """Make a draft for each recipient and keep them as one set with an index page and a manifest.

    Briefs and attachments are by the recipient's key.  `place` is a staging folder beside `folder`;
    `source_now` returns the workbook's SHA-256 as it stands on the disk; `only` is the one service
    that the set is limited to, if it is.  Where `passwords` are given, by ref, every attachment is
    locked with its reader's own, and a reader without one gets no draft.

    Raises: WorkbookError where any message is not what it should be, or the workbook changed since
    its scorecards were made; nothing is kept then.
    """
    drafts: list[tuple[Draft, Path]] = []
    files: dict[str, bytes] = {}
    more_blocked = list(blocked)
    for recipient in recipients:
        carried = attachments.get(recipient.key, ())
        made = _made(recipient, occasion, briefs[recipient.key], carried, passwords)
        if isinstance(made, Blocked):
            more_blocked.append(made)
            continue
        draft, message = made
        name = f"{draft.attachments[0].name.rpartition('.')[0]}.eml"
        if file_key(name) in map(file_key, (*files, INDEX)):
            raise _wrong_message(recipient, [f'another draft is called "{name}" too'])
        files[name] = message
        drafts.append((draft, folder / name))
    if not drafts:
        raise nothing_drafted((), more_blocked)
    done = Drafted(folder, tuple(drafts), tuple(more_blocked))
    files[INDEX] = index_page(
        occasion, _rows(done), done.blocked, summary_of(done), f"{drafts[0][0].kind.capitalize()}s"
    ).encode()
    if source_now() != occasion.foot.source.sha256:
        raise WorkbookError(
            Refusal.DRAFTS_OUT_OF_DATE,
            f"{occasion.foot.source.name} changed since its scorecards were made; no draft was "
            "kept.  Save it, and run this again.",
        )
    put_as_one(place, folder, files, {"for": only, **_about(done, occasion)})
    return done


def _made(
    recipient: Recipient,
    occasion: Occasion,
    brief: Digest | Reminder,
    carried: Sequence[Attachment],
    passwords: Mapping[str, str] | None,
) -> tuple[Draft, bytes] | Blocked:
    """Return a draft with its message, read again and found right, or why its reader gets none.

    Raises: WorkbookError where the message is not what it should be.
    """
    password = ""
    if passwords is not None:
        if why := why_no_password(recipient, passwords):
            return _blocked(recipient, why.removesuffix("."))
        password = passwords[recipient.ref]
        carried = lock_all(carried, password)
    draft = draft_of(recipient, occasion, brief, carried)
    if why := _refused(draft):
        return _blocked(recipient, why)
    message = message_bytes(draft)
    if faults := faults_of(message, draft, password=password):
        raise _wrong_message(recipient, faults)
    return draft, message


def draft_of(
    recipient: Recipient,
    occasion: Occasion,
    brief: Digest | Reminder,
    attachments: Sequence[Attachment],
) -> Draft:
    """Return the draft to a head of service, or to an owner.

    Raises: WorkbookError where the brief is another reader's, or there is no report date.
    """
    if brief.key != recipient.key:
        raise _wrong_message(recipient, [f"its words are about {brief.key}"])
    day = occasion.foot.day
    if day is None:
        raise WorkbookError(Refusal.NO_REPORT_DATE, "Settings has no report date that can be used.")
    carried = tuple(sorted(attachments, key=_place))
    if isinstance(brief, Reminder):
        kind, subject = MessageKind.REMINDER, reminder_subject(brief, occasion)
        letter = reminder_letter(brief, occasion, recipient, carried)
        marked = occasion.foot.source.sha256
    else:
        kind, subject = MessageKind.SCORECARD, subject_of(brief, occasion)
        letter = letter_of(brief, occasion, recipient, carried)
        marked = brief.content_sha256
    return Draft(
        recipient=recipient,
        subject=subject,
        text=text_of(letter),
        html=html_of(letter),
        date=day,
        source_sha256=occasion.foot.source.sha256,
        marked=marked,
        attachments=carried,
        kind=kind,
    )


def _place(attachment: Attachment) -> int:
    """Return where a file stands among the others: the PDF first."""
    kinds = [*MEDIA_TYPES]
    return kinds.index(attachment.ending) if attachment.ending in kinds else len(kinds)


def nothing_drafted(reasons: Sequence[str], blocked: Sequence[Blocked]) -> WorkbookError:
    """Return the error that no draft was made, with every reason."""
    lines = [*reasons, *(f"{one.ref}: {' '.join(one.reasons)}" for one in blocked)]
    listed = "".join(f"\n  {line}" for line in lines)
    return WorkbookError(Refusal.DRAFTS_BLOCKED, f"No draft was made.{listed}")


def summary_of(done: Drafted) -> str:
    """Say how many drafts were made, and how many services got none."""
    made, left = len(done.drafts), len(done.blocked)
    sentence = f"{made} draft{'' if made == 1 else 's'} made"
    return f"{sentence}, {left} blocked." if left else f"{sentence}."


def _refused(draft: Draft) -> str:
    """Say why a draft's texts may not stand in headers; nothing where they may."""
    texts = [
        ("The subject", draft.subject),
        ("The recipient's name", draft.recipient.name),
        *(("An attachment's name", one.name) for one in draft.attachments),
    ]
    return next((why for what, text in texts if (why := fault_in(what, text))), "")


def _blocked(recipient: Recipient, why: str) -> Blocked:
    return Blocked(
        ref=recipient.ref, service=recipient.service, head=recipient.head, reasons=(f"{why}.",)
    )


def _wrong_message(recipient: Recipient, faults: Sequence[str]) -> WorkbookError:
    return WorkbookError(
        Refusal.DRAFT_REFUSED,
        f"The draft for {recipient.scorecard} failed its own check, and no draft was kept: "
        f"{'; '.join(faults)}.",
    )


def _rows(done: Drafted) -> list[dict[str, object]]:
    """Return the rows of the index page."""
    return [
        {
            "ref": draft.recipient.ref,
            "service": draft.recipient.service,
            "name": draft.recipient.name,
            "address": draft.recipient.address,
            "file": path.name,
            "subject": draft.subject,
            "attachments": [one.name for one in draft.attachments],
        }
        for draft, path in done.drafts
    ]


def _about(done: Drafted, occasion: Occasion) -> dict[str, object]:
    """Return what the manifest says of the set: what was reviewed is what may be sent."""
    return {
        "source": {"name": occasion.foot.source.name, "sha256": occasion.foot.source.sha256},
        "period": f"{occasion.foot.financial_year} {occasion.foot.period}",
        "kind": str(done.drafts[0][0].kind),
        "drafts": [
            {
                "service": draft.recipient.ref,
                "owner": draft.recipient.is_owner,
                "address": draft.recipient.address,
                "subject": draft.subject,
                "file": path.name,
                "attachments": [
                    {"name": one.name, "sha256": one.sha256} for one in draft.attachments
                ],
            }
            for draft, path in done.drafts
        ],
        "blocked": [{"service": one.ref, "reasons": list(one.reasons)} for one in done.blocked],
    }
