"""This module reads a set of drafts back as it was reviewed, and says whatever is not as it was.

The manifest says what was drafted for whom; every file must be there to the byte, and every message
must say the same of itself as the manifest says of it.  Knows nothing of servers.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from csplan.emails.draft import MessageKind
from csplan.files.folder import MANIFEST
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

__all__ = ["Batch", "Carried", "Message", "batch_in"]

_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@csplan\.invalid>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A file that a message carries, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One reviewed message: for which service, to which one address, and its bytes as drafted.

    `service` is a ref, or the name of the owner whom it is for.
    """

    service: str
    is_owner: bool = False
    address: str
    subject: str
    file: str
    data: bytes
    message_id: str
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A set of drafts, whole and unchanged, and the workbook that it was made from."""

    number: str
    source_name: str
    source_sha256: str
    period: str
    messages: tuple[Message, ...]
    kind: MessageKind = MessageKind.SCORECARD

    @property
    def about(self) -> str:
        """What tells messages of one errand from those of others: `2016/17 Q2 reminder`."""
        return f"{self.period} {self.kind}"


def batch_in(folder: Path) -> Batch:
    """Return the drafts of a folder.

    Raises: WorkbookError naming everything that is not as it was when the drafts were made.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
        manifest = json.loads(text)
        drafts = [dict(one) for one in manifest["drafts"]]
        listed = {str(one["name"]): str(one["sha256"]) for one in manifest["files"]}
        source = manifest["source"]
        batch = Batch(
            number=hashlib.sha256(text).hexdigest()[:16],
            source_name=str(source["name"]),
            source_sha256=str(source["sha256"]),
            period=str(manifest["period"]),
            messages=(),
            kind=MessageKind(str(manifest["kind"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkbookError(
            Refusal.DRAFTS_CHANGED,
            f"Nothing was sent: {folder} holds no set of drafts.  Make one with `csplan emails`, "
            f"and look through it.",
        ) from error
    wrong = list(_not_as_listed(folder, listed, drafts))
    if wrong:
        raise _not_reviewed(wrong)
    messages, wrong = [], []
    for draft in drafts:
        message, faults = _message(folder, draft)
        messages.append(message)
        wrong += faults
    wrong += _doubled(messages)
    if wrong:
        raise _not_reviewed(wrong)
    return replace(batch, messages=tuple(messages))


def _not_as_listed(
    folder: Path, listed: Mapping[str, str], drafts: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """Hold the files of the folder against the manifest."""
    for name, sha256 in listed.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name} was changed after it was made"
    known = {*listed, MANIFEST}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ".eml" and path.name not in known:
            yield f"{path.name} is not one of the drafts"
    for draft in drafts:
        if draft.get("file") not in listed:
            yield f"the manifest does not list {draft.get('file')}"


def _message(folder: Path, draft: Mapping[str, Any]) -> tuple[Message, list[str]]:
    """Return a message, and what it says of itself that the manifest does not."""
    file, address = str(draft["file"]), str(draft["address"])
    data = (folder / file).read_bytes()
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    said = {
        "its recipient": [one.addr_spec for one in parsed["To"].addresses] if parsed["To"] else [],
        "its subject": [str(parsed["Subject"])],
        "its attachments": [(name, sha) for name, sha, _ in _files(parsed)],
    }
    meant = {
        "its recipient": [address],
        "its subject": [str(draft["subject"])],
        "its attachments": [(str(o["name"]), str(o["sha256"])) for o in draft["attachments"]],
    }
    faults = [
        f"{file}: {what} is not what the manifest says"
        for what in said
        if said[what] != meant[what]
    ]
    number = str(parsed["Message-ID"])
    if not _MESSAGE_ID.fullmatch(number):
        faults.append(f"{file}: its number is not one that csplan gave it")
    if parsed["Cc"] or parsed["Bcc"]:
        faults.append(f"{file}: it goes to more than one reader")
    message = Message(
        service=str(draft["service"]),
        is_owner=draft["owner"] is True,
        address=address,
        subject=str(draft["subject"]),
        file=file,
        data=data,
        message_id=number,
        carried=tuple(Carried(name=name, size=size) for name, _, size in _files(parsed)),
    )
    return message, faults


def _files(parsed: EmailMessage) -> Iterator[tuple[str, str, int]]:
    """Yield the name, hash and size of every file that a message carries, as decoded."""
    for part in parsed.walk():
        if part.get_content_disposition() == "attachment":
            content = part.get_content()
            data = content if isinstance(content, bytes) else str(content).encode()
            yield str(part.get_filename()), hashlib.sha256(data).hexdigest(), len(data)


def _doubled(messages: Iterable[Message]) -> Iterator[str]:
    """Name a service, or a message, that stands in the set twice."""
    seen: set[str] = set()
    for message in messages:
        reader = f"{'owner' if message.is_owner else 'service'} {message.service}"
        for what in (reader, f"message {message.message_id}"):
            if what in seen:
                yield f"{what} stands in the set twice"
            seen.add(what)


def _not_reviewed(wrong: Iterable[str]) -> WorkbookError:
    """Return the refusal to send what is not what was reviewed."""
    listed = "".join(f"\n  {one}." for one in wrong)
    return WorkbookError(
        Refusal.DRAFTS_CHANGED,
        f"Nothing was sent: the drafts are not as they were when they were made.{listed}\n"
        f"Make them again with `csplan emails`, and look through them.",
    )
