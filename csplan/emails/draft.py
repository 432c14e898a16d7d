"""This module says what a draft holds, without format: who gets it, what it says, what it carries.

All figures come as text that the scorecard already shows.  Knows nothing of files or messages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from csplan.looks.foot import Foot
from csplan.looks.style import Look

__all__ = [
    "Attachment",
    "Blocked",
    "Count",
    "Digest",
    "Draft",
    "ListedRow",
    "MessageKind",
    "MissingItems",
    "Occasion",
    "Recipient",
    "Reminder",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many indicators have a status, and how that is said in a subject: `3 Red`.

    `is_rated` says that it is a judgement, not a reason why there is none.
    """

    number: int
    look: Look
    said: str
    is_rated: bool = True

    def __str__(self) -> str:
        """Return the count in words."""
        return f"{self.number:,} {self.said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a list: a status, what it is about, the figures, and what is said of it."""

    ref: str
    name: str
    detail: str
    look: Look | None = None
    words: tuple[tuple[str, str], ...] = ()
    """What its manager says, each under its label: Why, Action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one scorecard says in short: page 1, and what is asked of its reader.

    `about` names the scorecard in the subject and title: `Schools & Learning scorecard`.
    """

    ref: str
    about: str
    sentences: tuple[str, ...]
    counts: tuple[Count, ...]
    worst: tuple[ListedRow, ...] = ()
    asks: tuple[ListedRow, ...] = ()
    waiting: tuple[ListedRow, ...] = ()
    """Who has not answered, for the director."""
    counted: str = "Indicators by colour"
    when: str = ""
    """The period in words, for members: to them its name and csplan's checks say nothing."""
    content_sha256: str
    """What the scorecard's files say inside: the hash of its content."""

    @property
    def key(self) -> str:
        """The key of the recipient that it is for."""
        return self.ref


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItems:
    """What is missing of one kind, row by row, and where it is typed."""

    what: str
    where: str
    rows: tuple[ListedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Everything that one reader has not given yet, and no more.

    `key` is the recipient's.
    """

    key: str
    name: str
    items: tuple[MissingItems, ...]

    @property
    def count(self) -> int:
        """How many items are missing."""
        return sum(len(one.rows) for one in self.items)


class MessageKind(StrEnum):
    """What a message is for, and so what it carries."""

    SCORECARD = "scorecard"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What all drafts of one run share: the scorecards' foot, and the letters' own words."""

    foot: Foot
    note: str = ""
    """The performance team's own words, above everything else."""
    note_is_for_members: bool = False
    sender: str = ""
    sign_off: str = "Kind regards"
    answers_by: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One service, its head, and the one address that the Services sheet gives.

    The director and the chair of scrutiny have theirs from Settings, and read another scorecard.
    A person who owns rows has it from People; `ref` and `head` are the name then.
    """

    ref: str
    service: str
    head: str
    address: str
    called: str = ""
    reads: str = ""
    is_owner: bool = False

    @property
    def key(self) -> str:
        """What tells this reader from all others; no service's ref holds an =."""
        return f"owner={self.ref}" if self.is_owner else self.ref

    @property
    def greeted(self) -> str:
        """How the reader is greeted: an illustrative name without its label."""
        return self.name.removeprefix("Illustrative: ")

    @property
    def scorecard(self) -> str:
        """Whose scorecard, or return, it is that the message carries, as the files say inside."""
        return self.reads or f"{'owner' if self.is_owner else 'service'} {self.ref}"

    @property
    def name(self) -> str:
        """The head's name, or what the head is called where none is given."""
        return self.head or self.called or f"Head of {self.service}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A service, or an owner, that gets no draft, and why."""

    ref: str
    service: str
    head: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a draft carries; its ending says what it is.

    `plain` is what a file that is locked with a password holds.
    """

    name: str
    data: bytes
    plain: bytes | None = None

    @property
    def is_locked(self) -> bool:
        """Whether it opens with a password only."""
        return self.plain is not None

    @property
    def holds(self) -> str:
        """What tells its content from any other; a lock is another each time, and no content."""
        return f"{'locked ' * self.is_locked}{hashlib.sha256(self.plain or self.data).hexdigest()}"

    @property
    def ending(self) -> str:
        """The ending of the name, in small letters: `pdf`."""
        return self.name.rpartition(".")[2].lower()

    @property
    def sha256(self) -> str:
        """What tells this version of the file from any other."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One message: to whom, in what words, with which files."""

    recipient: Recipient
    subject: str
    text: str
    html: str
    date: dt.date
    source_sha256: str
    marked: str
    """What its files must say inside: the hash of a scorecard's content, or of the workbook."""
    attachments: tuple[Attachment, ...]
    kind: MessageKind = MessageKind.SCORECARD
