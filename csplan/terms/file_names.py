"""Names that every file system takes, made of what people have called something."""

from __future__ import annotations

import re
import unicodedata

from csplan.terms.patterns import late_pattern

__all__ = ["file_key", "is_plain_name", "is_refused_by_windows", "safe_name"]

_UNSAFE = late_pattern(r'[<>:"/\\|?*]')
_OF_WINDOWS = late_pattern(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE
)
"""Names of devices there, whatever ending follows them."""
_CONTROL = late_pattern(r"[\x00-\x1f]")
_NOT_PLAIN = late_pattern(r"[/\\:\0]")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST = 80
_MOST_BYTES = 160
"""Of the 255 that a name may have, so that what stands before and after it has room."""


def safe_name(text: str) -> str:
    """Return text that every file system takes for a name, cut between words if it is long.

    >>> safe_name("../CON: a*b?."), safe_name("Schools & Learning")
    ('CON a b', 'Schools & Learning')
    >>> safe_name("nul"), safe_name("COM1.2016"), safe_name("Contracts")
    ('nul_', 'COM1_.2016', 'Contracts')
    >>> len(safe_name("🚸" * 60).encode())
    160
    """
    normal = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in normal if unicodedata.category(c) not in _INVISIBLE)
    words = _UNSAFE.sub(" ", visible[: 4 * _LONGEST]).split()
    while len(words) > 1 and _is_long(" ".join(words)):
        words.pop()
    kept = " ".join(words)[:_LONGEST]
    while _is_long(kept):
        kept = kept[:-1]
    return _with_no_device(kept.strip(". "))


def _with_no_device(name: str) -> str:
    """Return a name that Windows would take for a device, with a mark that makes it a file's."""
    device = _OF_WINDOWS.match(name)
    return f"{device[0]}_{name[device.end() :]}" if device else name


def is_plain_name(name: str) -> bool:
    r"""Say whether a name leads to a file of the folder that it is used in, on every system.

    >>> is_plain_name("Scorecard Q2.pdf"), is_plain_name("..")
    (True, False)
    >>> [one for one in ("../a", "..\\a", "C:a", "a.pdf:hidden", "a\0") if is_plain_name(one)]
    []
    """
    return bool(name.strip(". ")) and not _NOT_PLAIN.search(name)


def is_refused_by_windows(name: str) -> bool:
    r"""Say whether Windows lets no file or folder have a name, whoever asks.

    >>> names = ("plan?.xlsx", "plan.xlsx", "a\tb", "CON.xlsx")
    >>> [one for one in names if is_refused_by_windows(one)]
    ['plan?.xlsx', 'a\tb', 'CON.xlsx']
    """
    return bool(_UNSAFE.search(name) or _CONTROL.search(name) or _OF_WINDOWS.match(name))


def file_key(name: str) -> str:
    r"""Return what names have in common that are one file or folder on some system.

    Windows and macOS tell no small letter from a capital one, macOS no accent from its letter's,
    and Windows leaves off the dots and spaces at the end.

    >>> file_key("Plan 2.") == file_key("PLAN 2"), file_key("Café") == file_key("cafe\u0301")
    (True, True)
    """
    return unicodedata.normalize("NFKC", name).casefold().rstrip(". ")


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST or len(text.encode()) > _MOST_BYTES
