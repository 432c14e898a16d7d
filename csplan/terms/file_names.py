"""Names that every file system takes, made of what people have called something."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["safe_name"]

_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST = 80
_MOST_BYTES = 160
"""Of the 255 that a name may have, so that what stands before and after it has room."""


def safe_name(text: str) -> str:
    """Return text that every file system takes for a name, cut between words if it is long.

    >>> safe_name("../CON: a*b?."), safe_name("Schools & Learning")
    ('CON a b', 'Schools & Learning')
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
    return kept.strip(". ")


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST or len(text.encode()) > _MOST_BYTES
