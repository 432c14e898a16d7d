"""Texts that stand where words are asked for, and say nothing."""

from __future__ import annotations

from csplan.terms.patterns import late_pattern

__all__ = ["says_nothing"]

_NOTHING = late_pattern(
    r"(?:tb[acd]|n\W?a|none|nil|nothing|pending|ditto|test|x+|update|commentary|not applicable|"
    r"(?:see|as) (?:above|below|before|previous|last quarter)|"
    r"same(?: as (?:above|before|last quarter))?|no (?:comments?|commentary|update|change)|"
    r"to (?:be )?(?:confirmed|follow|do|add(?:ed)?)|awaiting(?: update| commentary)?|"
    r"lorem ipsum.*|asdf\w*|blah.*)?"
)
_LETTERS = late_pattern(r"[^a-z0-9 /]+")


def says_nothing(text: object) -> bool:
    """Say whether a cell for words is blank, or holds what tells its reader nothing.

    >>> [says_nothing(one) for one in (None, "TBC", "n/a", "...", "See above.", "A late return")]
    [True, True, True, True, True, False]
    """
    if text is None:
        return True
    plain = _LETTERS.sub(" ", str(text).lower()).replace("/", "")
    return _NOTHING.fullmatch(" ".join(plain.split())) is not None
