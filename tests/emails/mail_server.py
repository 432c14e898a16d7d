"""A real mail server for the tests, on this machine alone, with certificates made on the spot."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = dt.datetime.now(tz=dt.UTC)
DAY = dt.timedelta(days=1)
Hook = Callable[[str, SMTP], str | None]


@dataclass
class Mailbox:
    """What a server took, and how it behaves: `hook` may answer a verb, or drop the connection."""

    messages: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    hook: Hook = field(default=lambda _verb, _server: None)

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's names)
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.hook("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        said = self.hook("RCPT", server) or "250 OK"
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        said = self.hook("DATA", server) or "250 Queued"
        if said.startswith("250"):
            content = envelope.original_content or b""
            self.messages += [(address, content) for address in envelope.rcpt_tos]
        self.hook("DOT", server)
        return said

    async def auth_XOAUTH2(self, _server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        self.logins.append(("XOAUTH2", args[1]))
        return AuthResult(success=True)

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((mechanism, data.password.decode()))
        return AuthResult(success=data.password == b"correct horse", handled=False)


def certificate(folder: Path, kind: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate of a kind, and what a client trusts: our own authority alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    root = _signed(authority, authority, key, key, NOW + 30 * DAY, host=None)
    own = ec.generate_private_key(ec.SECP256R1())
    host = "elsewhere.example.org" if kind == "wrong host" else "localhost"
    until = NOW - DAY if kind == "expired" else NOW + 30 * DAY
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    if kind == "self-signed":
        leaf = _signed(name, name, own, own, until, host=host)
    else:
        leaf = _signed(name, authority, own, key, until, host=host)
    path = folder / "server.pem"
    path.write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    if kind == "old TLS":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.set_ciphers("ALL:@SECLEVEL=0")
            server.minimum_version = ssl.TLSVersion.TLSv1
            server.maximum_version = ssl.TLSVersion.TLSv1
    client = ssl.create_default_context(
        cadata=root.public_bytes(serialization.Encoding.PEM).decode()
    )
    return server, client


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    until: dt.datetime,
    *,
    host: str | None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 10 * DAY)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    )
    if host is not None:
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host == "localhost":
            names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(by, hashes.SHA256())


@contextmanager
def serving(
    mailbox: Mailbox, context: ssl.SSLContext | None, *, implicit: bool = False, auth: bool = False
) -> Iterator[int]:
    """Run the server for as long as it lasts, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": port}
    if implicit:
        options |= {"ssl_context": context}
    elif context is not None:
        options |= {"tls_context": context, "require_starttls": True}
    if auth:
        options |= {
            "authenticator": mailbox.login,
            "auth_required": True,
            "auth_require_tls": not implicit,
        }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # aiosmtpd's own
        controller = Controller(mailbox, loop=asyncio.new_event_loop(), **options)
        controller.start()
        try:
            yield port
        finally:
            controller.stop()
            controller.loop.close()


def drop(server: SMTP) -> None:
    """End the connection without another word, as a broken network does."""
    transport = server.transport
    assert isinstance(transport, asyncio.WriteTransport)
    transport.abort()
