"""This module remembers which address each service had, and names those that are others now.

Two addresses exchanged, or a column of them sorted by itself, look as good as before; only what was
there last time tells.  Each workbook has a list of its own, since plans that share a folder share
refs too.  Knows nothing of messages.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csplan.files.disk import refusal
from csplan.files.locking import shared_folder
from csplan.files.saving import follow_link, rights_of, take_group, write_file
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from csplan.emails.draft import Recipient

__all__ = ["ChangedAddress", "check_addresses", "moved_since", "remember"]

_FILES = "addresses*.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedAddress:
    """A service whose address is another than before; `had_by` is whose it was, if anybody's."""

    service: str
    before: str
    now: str
    had_by: str

    def __str__(self) -> str:
        """Say it in a sentence."""
        whose = f", which was {self.had_by}'s" if self.had_by else ""
        return f"{self.service}: {self.before} before, now {self.now}{whose}."


def moved_since(
    known: Mapping[str, str], recipients: Iterable[Recipient]
) -> tuple[ChangedAddress, ...]:
    """Name the services whose address is not the one they had; a new service has none to compare.

    >>> from csplan.emails.draft import Recipient
    >>> one = Recipient(ref="SL", service="Schools", head="", address="b@x.org")
    >>> [str(moved) for moved in moved_since({"SL": "a@x.org", "EH": "b@x.org"}, [one])]
    ["SL: a@x.org before, now b@x.org, which was EH's."]
    """
    owners = {matching(address): service for service, address in known.items()}
    return tuple(
        ChangedAddress(
            service=one.ref,
            before=known[one.key],
            now=one.address,
            had_by=owners.get(matching(one.address), "").removeprefix("owner="),
        )
        for one in recipients
        if one.key in known and matching(known[one.key]) != matching(one.address)
    )


def check_addresses(
    workbook: Path, plan: str, recipients: Sequence[Recipient], *, agreed: bool
) -> None:
    """Refuse addresses that are others than last time, until a person has agreed to them.

    `plan` says whose the workbook is: one without a list of its own, as a copy for the next quarter
    is, is held against what the lists of its folder that say the same knew last.

    Raises: WorkbookError listing them, or where there is a list and it cannot be read.
    """
    moved = moved_since(_known(follow_link(workbook), plan), recipients)
    if moved and not agreed:
        listed = "".join(f"\n  {one}" for one in moved)
        noun = "An address has" if len(moved) == 1 else f"{len(moved)} addresses have"
        raise WorkbookError(
            Refusal.ADDRESSES_CHANGED,
            f"No draft was made.  {noun} changed since the drafts before:{listed}\n"
            f"Look at each on Services, or People; if they are right, add --yes-new-addresses.",
        )


def remember(workbook: Path, plan: str, recipients: Iterable[Recipient]) -> None:
    """Keep who has which address now; a reader who got no draft keeps theirs.

    The list has the rights of the workbook, which holds the same addresses.

    Raises: WorkbookError where it cannot be written.
    """
    workbook = follow_link(workbook)  # by whichever name it is reached, its list is the one
    known = {**_known(workbook, plan), **{one.key: one.address for one in recipients}}
    path = shared_folder(workbook.parent / ".csplan") / _file_of(workbook)
    listed = {"workbook": workbook.name, "plan": plan, "addresses": known}
    text = json.dumps(listed, indent=1, sort_keys=True)
    write_file(path, text.encode(), mode=rights_of(workbook))
    take_group(path, workbook)


def _file_of(workbook: Path) -> str:
    """Return the name of a workbook's own list."""
    own = hashlib.sha256(matching(workbook.name).encode()).hexdigest()
    return _FILES.replace("*", f"-{own[:16]}")


def _known(workbook: Path, plan: str) -> dict[str, str]:
    """Return the addresses of last time by service.

    Raises: WorkbookError where there is such a list and it cannot be read.
    """
    folder = workbook.parent / ".csplan"
    if os.path.exists(folder):  # noqa: PTH110  (it answers where it may not look)
        shared_folder(folder)  # refuses a file or a link under its name
    own = folder / _file_of(workbook)
    try:
        lists = [own] if own.exists() else sorted(folder.glob(_FILES), key=_written)
    except OSError as error:
        raise refusal(error, folder, writing=False) from error
    known: dict[str, str] = {}
    for path in lists:
        whose, addresses = _read(path)
        if path == own or not whose or matching(whose) == matching(plan):
            known |= addresses  # a later list may be of one service alone
    return known


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _read(path: Path) -> tuple[str, dict[str, str]]:
    """Return whose plan a list is of, and the addresses that it holds.

    Raises: WorkbookError where it cannot be read.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        whose = str(held.get("plan", ""))
        addresses = held["addresses"] if whose else held  # without a plan's name: a folder's list
        return whose, {str(key): str(one) for key, one in addresses.items()}
    except PermissionError as error:
        raise refusal(error, path, writing=False) from error
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise WorkbookError(
            Refusal.CANNOT_READ,
            f"{path}, which says who had which address, cannot be read.  Look at all addresses on "
            f"the Services sheet, remove that file, and run this again.",
        ) from error
