"""This module says what is wrong with an e-mail address before anything is addressed to it.

Stricter than the standard on purpose: addresses are plain, and what is not plain may
be somebody else's.  Knows nothing of sheets or messages, and asks no network.
"""

from __future__ import annotations

from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass
from csplan.terms.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["AddressFault", "address_fault", "allowed_domains", "unusable_domains"]

_LOCAL = late_pattern(r"[A-Za-z0-9_][A-Za-z0-9_'&+~=-]*(?:\.[A-Za-z0-9_'&+~=-]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = late_pattern(rf"(?:{_LABEL}\.)+[a-z]{{2,63}}")
_LONGEST, _LONGEST_LOCAL = 254, 64
_ALIKE = str.maketrans("015", "ols")
_NEARLY = 0.85
_TYPE_ONE = "Type one address, as name@example.org."


@dataclass(frozen=True, slots=True)
class AddressFault:
    """Why an address cannot be used: the finding's code, what was found, what to do."""

    code: Code
    message: str
    fix: str


def allowed_domains(setting: Value) -> tuple[str, ...]:
    """Return the usable domains of the setting, in small letters.

    >>> allowed_domains("Derbyshire.gov.uk, @example.org"), allowed_domains(None)
    (('derbyshire.gov.uk', 'example.org'), ())
    """
    return tuple(domain for domain in _domains(setting) if _is_domain(domain))


def unusable_domains(setting: Value) -> tuple[str, ...]:
    """Return the entries of the setting that are not plain domains.

    >>> unusable_domains("example.org, *.gov.uk, xn--exmple-cua.org")
    ('*.gov.uk', 'xn--exmple-cua.org')
    """
    return tuple(domain for domain in _domains(setting) if not _is_domain(domain))


def address_fault(address: Value, allowed: Sequence[str]) -> AddressFault | None:
    """Return why an address cannot be used; None where it can.

    The domain must be one of those allowed, letter for letter; any domain will do where none is
    named.

    >>> address_fault("j.o'brien@example.org", ["example.org"])
    >>> address_fault("jane@examp1e.org", ["example.org"]).message
    'examp1e.org only looks like example.org, and is not an allowed e-mail domain.'
    """
    if address is None or (isinstance(address, str) and not address.strip()):
        return AddressFault(
            Code.EMAIL_MISSING,
            "This service has no e-mail address, so it gets no draft.",
            "Type its head's address.",
        )
    text = address if isinstance(address, str) else str(address)
    if why := _malformed(text):
        return AddressFault(Code.EMAIL_MALFORMED, f'"{_shown(text)}" {why}.', _TYPE_ONE)
    domain = text.rpartition("@")[2].lower()
    if allowed and domain not in allowed:
        near = _nearest(domain, allowed)
        said = f"only looks like {near}, and is not an" if near else "is not among the"
        noun = "allowed e-mail domain" if near else "allowed e-mail domains on Settings"
        return AddressFault(
            Code.EMAIL_OUTSIDE_DOMAINS,
            f"{domain} {said} {noun}.",
            "Correct the address, or add the domain to Settings.",
        )
    return None


def _malformed(text: str) -> str:
    """Say why a text cannot be one plain address; nothing where it can."""
    odd = next((letter for letter in text if not " " <= letter <= "~"), "")
    if odd:
        return f"holds a character that no plain address has (U+{ord(odd):04X})"
    if " " in text or text.count("@") > 1 or any(sign in text for sign in ",;<>"):
        return "cannot be one e-mail address"
    local, _, domain = text.rpartition("@")
    if len(text) > _LONGEST or len(local) > _LONGEST_LOCAL:
        return "is too long for an e-mail address"
    if any(label.startswith("xn--") for label in domain.lower().split(".")):
        return "has a domain in disguise (punycode)"
    if not _LOCAL.fullmatch(local) or not _is_domain(domain.lower()):
        return "cannot be one e-mail address"
    return ""


def _domains(setting: Value) -> Iterable[str]:
    """Return the entries of the setting."""
    text = setting if isinstance(setting, str) else ""
    return (part.strip().lower().removeprefix("@") for part in text.split(",") if part.strip())


def _is_domain(text: str) -> bool:
    return bool(_DOMAIN.fullmatch(text)) and "xn--" not in text


def _nearest(domain: str, allowed: Iterable[str]) -> str:
    """Return the allowed domain that this one could be taken for; nothing where there is none."""
    from difflib import SequenceMatcher  # few addresses are doubtful, and it is slow to import

    for one in allowed:
        alike = _skeleton(domain) == _skeleton(one)
        if alike or SequenceMatcher(None, domain, one, autojunk=False).ratio() > _NEARLY:
            return one
    return ""


def _skeleton(domain: str) -> str:
    """Return what the eye sees: 0 as o, 1 and i as l, rn as m."""
    seen = domain.translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return seen.replace("i", "l").replace("-", "")


def _shown(text: str) -> str:
    """Return a text that can be printed, and is not too long for a line."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"  # noqa: PLR2004  (a line's room)
