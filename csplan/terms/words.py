"""What things are called in this plan, as Settings says: a head of service, an outcome, a service.

Another organisation's speaks of an executive director, a trust board, an objective, a school.
Knows nothing of sheets.
"""

from __future__ import annotations

from collections.abc import Mapping

from csplan.terms.records import dataclass, replace
from csplan.terms.values import Value

__all__ = ["ORDINARY", "Words", "capital", "plural", "singular"]

_MOST = 60
_SOUNDS_S = ("s", "x", "z", "ch", "sh")
_MANY = {"person": "people", "child": "children", "staff": "staff"}
_ONE = {many: one for one, many in _MANY.items()} | {"families": "family", "bodies": "body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What things are called here, each as it stands inside a sentence.

    `leaders` read the page of the whole plan; `counted` is what a % indicator is a share of.
    """

    head: str = "head of service"
    leaders: str = "management team"
    department: str = "department"
    organisation: str = "organisation"
    outcome: str = "outcome"
    service: str = "service"
    counted: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Value]) -> Words:
        """Return the words that Settings gives; where one is blank, a word that suits anybody.

        >>> Words.of({"word_for_head": "executive director"}).head
        'executive director'
        """
        said = {}
        for name in cls.__annotations__:
            value = settings.get(f"word_for_{name}")
            if isinstance(value, str) and value.strip():
                seen = "".join(sign if sign.isprintable() else " " for sign in value)
                said[name] = " ".join(seen.split())[:_MOST]
        return replace(cls(), **said)

    def head_of(self, service: str) -> str:
        """Return whom a letter speaks to where no head is named.

        >>> Words().head_of("Schools"), Words(head="executive director").head_of("Estates")
        ('Head of Schools', 'Executive director, Estates')
        """
        if self.head.lower() == ORDINARY.head:
            return f"Head of {service}"
        return f"{capital(self.head)}, {service}"


ORDINARY = Words()
"""The words of a plan that says none of its own."""


def capital(text: str) -> str:
    """Return a text as a heading begins.

    >>> capital("trust board"), capital("")
    ('Trust board', '')
    """
    return text[:1].upper() + text[1:]


def plural(noun: str) -> str:
    """Return a word for many, of one that a person typed.

    >>> [plural(one) for one in ("head of service", "objective", "body", "child", "campus", "day")]
    ['heads of service', 'objectives', 'bodies', 'children', 'campuses', 'days']
    """
    first, of, rest = noun.partition(" of ")
    if of:
        return f"{plural(first)}{of}{rest}"
    stem, last = noun[: noun.rfind(" ") + 1], noun[noun.rfind(" ") + 1 :]
    lower = last.lower()
    if lower in _MANY or lower in _ONE:
        return stem + _MANY.get(lower, last)
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return f"{stem}{last[:-1]}ies"
    return f"{stem}{last}{'es' if lower.endswith(_SOUNDS_S) else 's'}"


def singular(nouns: str) -> str:
    """Return a word for one, of what a person counts.

    >>> [singular(one) for one in ("children", "young people", "families", "homes", "staff", "bus")]
    ['child', 'young person', 'family', 'home', 'staff', 'bus']
    """
    stem, last = nouns[: nouns.rfind(" ") + 1], nouns[nouns.rfind(" ") + 1 :]
    if last.lower() in _ONE:
        return stem + _ONE[last.lower()]
    is_many = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return stem + (last[:-1] if is_many else last)
