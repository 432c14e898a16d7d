"""This module reads a profile: what a council wants in its copy for publication, in a small file.

Whatever it says that is not known is refused by name: a slip must not publish more than was meant.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from csplan.publication.betraying import Thresholds
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.refusals import Refusal
from csplan.terms.values import is_number

if TYPE_CHECKING:
    from pathlib import Path

    from csplan.plan.plan import Row

__all__ = ["FORMATS", "CopyProfile", "profile_from", "read_profile", "thresholds_of"]

FORMATS = ("xlsx", "ods", "csv", "html", "pdf")
"""The kinds of file that a copy can have."""
_LONGEST = 300
_LONGEST_KEY = 40
_MOST_BYTES = 100_000
_MOST_TOLD = 5
_MOST = 1000


@dataclass(frozen=True, slots=True)
class CopyProfile:
    """What a copy holds.

    `words`: commentary marked for publication.  `scorecards`: for whom pages are made.  Thresholds
    of 0 are those on Settings.
    """

    title: str = ""
    author: str = ""
    contact: str = ""
    words: bool = True
    actions: bool = True
    money: bool = True
    formats: tuple[str, ...] = FORMATS
    scorecards: tuple[str, ...] = ("directorate", "outcome", "service", "exceptions", "members")
    protect_counts_up_to: int = 0
    protect_groups_below: int = 0


_CARDS = ("directorate", "outcome", "service", "exceptions", "members")


def read_profile(path: Path) -> CopyProfile:
    """Read a profile.

    Raises: WorkbookError where it cannot be read, or says what csplan does not know.
    """
    try:
        if path.exists() and not path.is_file():
            raise _refused(f"{path.name} is not a file.")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _refused(f"{path.name} is too large for a profile: over {_MOST_BYTES:,} bytes.")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise _refused(f"{path.name} cannot be read ({system_reason(error)}).") from error
    except UnicodeDecodeError as error:
        raise _refused(f"{path.name} cannot be read (it is not text in UTF-8).") from error
    return profile_from(text, path.name)


def profile_from(text: str, name: str = "the profile") -> CopyProfile:
    """Return what a profile's text says.

    Raises: WorkbookError naming each thing that is not known.

    >>> profile_from('title = "Our plan"').title
    'Our plan'
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(f"{name} is not written as a profile: {error}.") from error
    except (RecursionError, ValueError) as error:  # brackets or digits by the thousand
        raise _refused(f"{name} is not written as a profile.") from error
    known = {one.name: getattr(CopyProfile(), one.name) for one in fields(CopyProfile)}
    wrong = [why for key, value in said.items() if (why := _wrong(key, value, known))]
    if wrong:
        more = f"  And {len(wrong) - _MOST_TOLD} more." if len(wrong) > _MOST_TOLD else ""
        raise _refused(f"{name}: {'  '.join(wrong[:_MOST_TOLD])}{more}")
    found: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return CopyProfile(**found)


def _wrong(key: str, value: object, known: dict[str, object]) -> str:
    """Say what is wrong with a line of a profile; nothing where it is right."""
    if key not in known:
        told = key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}…"
        near = get_close_matches(told, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"It may say {', '.join(known)}."
        return f'"{told}" is not known.  {hint}'
    usual = known[key]
    if isinstance(usual, bool):
        return "" if isinstance(value, bool) else f"{key} is true or false."
    if isinstance(usual, int):
        good = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST
        return "" if good else f"{key} is a whole number from 1 to {_MOST}."
    if isinstance(usual, tuple):
        choices = FORMATS if key == "formats" else _CARDS
        is_enough = bool(value) or key != "formats"
        good = isinstance(value, list) and is_enough and all(one in choices for one in value)
        return "" if good else f"{key} is a list of any of {', '.join(choices)}."
    short = isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()
    return "" if short else f"{key} is a text of one line, of at most {_LONGEST} signs."


def thresholds_of(settings: Row, profile: CopyProfile) -> Thresholds:
    """Return the thresholds: the stricter of the profile's and those on Settings.

    Raises: WorkbookError where a value on Settings is not a whole number of 1 or more.
    """
    found = {}
    for name, usual in (("protect_counts", 5), ("protect_groups", 10)):
        value = settings.get(name)
        if value is None or value == "":
            found[name] = usual
        elif is_number(value) and float(value).is_integer() and 1 <= value <= _MOST:
            found[name] = int(value)
        else:
            label = "Protect counts up to" if name == "protect_counts" else "Protect groups below"
            raise WorkbookError(
                Refusal.PUBLICATION_REFUSED,
                f'{label} on Settings is "{value}".  Type a whole number from 1, or clear it.',
            )
    return Thresholds(
        count=max(found["protect_counts"], profile.protect_counts_up_to),
        denominator=max(found["protect_groups"], profile.protect_groups_below),
        largest=max(1_000, found["protect_counts"] + 1, found["protect_groups"]),
    )


def _refused(why: str) -> WorkbookError:
    return WorkbookError(Refusal.PROFILE_REFUSED, f"{why}  Nothing was published.")
