"""This module speaks with the council's own mail server: over verified TLS, or not at all.

Never plain, never unverified, never a password before TLS.  What the server answers is given back
in its own words; a password or token stands in no message, log or repr.
"""

from __future__ import annotations

import configparser
import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Connection", "Delivery", "Relay", "ServerReply", "relay_from"]

FILE = "csplan-mail.ini"
"""The settings' file beside the workbook."""

_SECONDS = 30
_PORTS = {"starttls": 587, "tls": 465}
_SETTINGS = (
    "host",
    "port",
    "security",
    "user",
    "from",
    "name",
    "login",
    "messages_a_minute",
    "largest_mb",
)
_PRINTABLE = re.compile(r"[^\x20-\x7e]")
_TEMPORARY = range(400, 500)
_ACCEPTED = (250, 251)


class Delivery(StrEnum):
    """What a server made of a message."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerReply:
    """What became of a message, and the server's words."""

    outcome: Delivery
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server and how it is spoken with.  `login` is `password`, `oauth2` or `none`."""

    host: str
    port: int
    security: str
    sender: str
    name: str = ""
    user: str = ""
    login: str = "none"
    secret: str = field(default="", repr=False)
    messages_a_minute: int = 30
    largest_mb: float = 10.0
    trusted: ssl.SSLContext | None = field(default=None, repr=False)


def relay_from(folder: Path, environment: Mapping[str, str] | None = None) -> Relay:
    """Return the relay that csplan-mail.ini beside the workbook, or the environment, names.

    The environment wins: CSPLAN_SMTP_HOST and so on.  The secret is read from CSPLAN_SMTP_PASSWORD
    or CSPLAN_SMTP_TOKEN, else from the system's keyring where the library for it is installed.

    Raises: WorkbookError naming what is missing or cannot be used.
    """
    said = os.environ if environment is None else environment
    settings = _file_settings(folder / FILE)
    settings |= {
        name: said[f"CSPLAN_SMTP_{name.upper()}"]
        for name in _SETTINGS
        if said.get(f"CSPLAN_SMTP_{name.upper()}")
    }
    missing = [name for name in ("host", "from") if not settings.get(name, "").strip()]
    if missing:
        verb = "are" if len(missing) > 1 else "is"
        raise _unusable(f"the mail server's {' and '.join(missing)} {verb} not stated")
    security = settings.get("security", "starttls").strip().lower()
    if security not in _PORTS:
        raise _unusable(f'security is "{security}"; it is starttls or tls, never none')
    login = settings.get("login", "password" if settings.get("user") else "none").strip().lower()
    if login not in ("password", "oauth2", "none"):
        raise _unusable(f'login is "{login}"; it is password, oauth2 or none')
    user = settings.get("user", "").strip()
    secret = "" if login == "none" else _secret(login, user, said)
    try:
        return Relay(
            host=settings["host"].strip(),
            port=int(settings.get("port") or _PORTS[security]),
            security=security,
            sender=settings["from"].strip(),
            name=settings.get("name", "").strip(),
            user=user,
            login=login,
            secret=secret,
            messages_a_minute=max(1, int(settings.get("messages_a_minute") or 30)),
            largest_mb=float(settings.get("largest_mb") or 10),
        )
    except ValueError as error:
        raise _unusable("port, messages_a_minute and largest_mb are numbers") from error


def _file_settings(path: Path) -> dict[str, str]:
    """Return the settings of the file; nothing where there is none.

    Raises: WorkbookError where it cannot be read, holds a secret, or a setting that there is not.
    """
    parser = configparser.ConfigParser(interpolation=None)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(f"{path.name} cannot be read") from error
    try:
        parser.read_string(text if text.lstrip().startswith("[") else f"[relay]\n{text}")
    except configparser.Error as error:
        raise _unusable(f"{path.name} is not written as name = value, a line each") from error
    found = {
        name: value for section in parser.sections() for name, value in parser[section].items()
    }
    if any(word in name for name in found for word in ("password", "token", "secret")):
        raise _unusable(
            f"{path.name} holds a password: take it out and change it, for others may have read "
            f"it.  Passwords belong in the keyring or in CSPLAN_SMTP_PASSWORD"
        )
    unknown = sorted(set(found) - set(_SETTINGS))
    if unknown:
        raise _unusable(f"{path.name} has no setting “{unknown[0]}”: {', '.join(_SETTINGS)}")
    return found


def _secret(login: str, user: str, said: Mapping[str, str]) -> str:
    """Return the password or token, from the environment or the keyring.

    Raises: WorkbookError where there is none.
    """
    name = "CSPLAN_SMTP_TOKEN" if login == "oauth2" else "CSPLAN_SMTP_PASSWORD"
    if not user:
        raise _unusable("user is not stated")
    if said.get(name):
        return said[name]
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise _unusable(f"there is no {name}, and no keyring is installed") from None
    try:
        kept = keyring.get_password("csplan", user)
    except KeyringError:
        kept = None
    if not kept:
        raise _unusable(f"neither {name} nor the keyring (csplan, {user}) holds it")
    return kept


def _unusable(what: str) -> WorkbookError:
    return WorkbookError(
        Refusal.RELAY_UNUSABLE,
        f"Nothing was sent: {what}.  State the mail server in {FILE} beside the workbook: host, "
        f"security, user and from.",
    )


class Connection:
    """A conversation with the relay, opened when it is first needed."""

    __slots__ = ("_relay", "_server")

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._server: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, with TLS that was verified, and log in.

        Raises: WorkbookError where either cannot be done.  Nothing was sent then, nor a password.
        """
        try:
            self._server = self._encrypted()
            self._server.ehlo_or_helo_if_needed()
        except ssl.SSLCertVerificationError as error:
            raise self._refused(
                f"its certificate is not to be trusted ({error.verify_message})"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._refused(
                "it offers no encryption (STARTTLS), and plain mail is never sent"
            ) from error
        except (OSError, ValueError) as error:
            raise self._refused(_said(str(error.args[-1] if error.args else error))) from error
        try:
            self._log_in(self._server)
        except smtplib.SMTPAuthenticationError as error:
            words = f"{error.smtp_code} {_said(error.smtp_error)}"
            raise self._refused(f"it refused the login ({words})") from None  # its text is enough
        except (OSError, ValueError) as error:
            raise self._refused(f"the login failed ({type(error).__name__})") from None

    def _encrypted(self) -> smtplib.SMTP:
        """Connect, and go on only over TLS 1.2 or newer with a certificate that was verified."""
        relay = self._relay
        context = relay.trusted or ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if relay.security == "tls":
            return smtplib.SMTP_SSL(relay.host, relay.port, timeout=_SECONDS, context=context)
        server = smtplib.SMTP(relay.host, relay.port, timeout=_SECONDS)
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server

    def _log_in(self, server: smtplib.SMTP) -> None:
        """Log in as the settings say; only ever over TLS."""
        relay = self._relay
        if relay.login == "password":
            server.login(relay.user, relay.secret)
        elif relay.login == "oauth2":
            said = f"user={relay.user}\1auth=Bearer {relay.secret}\1\1"
            server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")

    def _refused(self, why: str) -> WorkbookError:
        self.close()
        return WorkbookError(
            Refusal.RELAY_REFUSED, f"The mail server {self._relay.host} cannot be used: {why}."
        )

    def largest(self) -> int:
        """Return the most bytes that one message may have: the server's limit, or the settings'."""
        own = int(self._relay.largest_mb * 1_000_000)
        features = self._server.esmtp_features if self._server is not None else {}
        limit = features.get("size", "").split(" ")[0]
        return min(own, int(limit)) if limit.isdigit() and int(limit) else own

    def send(self, address: str, data: bytes) -> ServerReply:
        """Hand over one message to one address, and say what became of it.

        `unknown` where the connection ended after the message had begun to go: it may have arrived.

        Raises: WorkbookError where there is no connection to be had.
        """
        if self._server is None:
            self.open()
        server = self._server
        assert server is not None  # noqa: S101  (open says so, or raises)
        try:
            code, reply = server.mail(self._relay.sender)
            if code in _ACCEPTED:
                code, reply = server.rcpt(address)
            if code not in _ACCEPTED:
                server.rset()
                return _answer(code, reply)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return ServerReply(outcome=Delivery.TEMPORARY, reply=_said(str(error)))
        return self._data(server, data)

    def _data(self, server: smtplib.SMTP, data: bytes) -> ServerReply:
        """Hand over the message itself; from its first byte on only an answer tells."""
        try:
            code, reply = server.data(data)
        except smtplib.SMTPDataError as error:
            return _answer(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return ServerReply(outcome=Delivery.UNKNOWN, reply=_said(str(error)))
        return _answer(code, reply)

    def close(self) -> None:
        """End the conversation; what was accepted stays accepted."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def _answer(code: int, reply: bytes | str) -> ServerReply:
    """Return what a reply means."""
    outcome = Delivery.REFUSED
    if code in _ACCEPTED:
        outcome = Delivery.ACCEPTED
    elif code in _TEMPORARY:
        outcome = Delivery.TEMPORARY
    return ServerReply(outcome=outcome, reply=f"{code} {_said(reply)}")


def _said(reply: bytes | str) -> str:
    """Return a server's words in one line, without anything that a terminal would obey."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return _PRINTABLE.sub(" ", text).strip()[:200]
