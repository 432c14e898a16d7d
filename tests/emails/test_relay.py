"""Real conversations with a real mail server: only one that is verified and encrypted gets mail."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from csplan.emails.relay import FILE, Connection, Delivery, Relay, relay_from
from csplan.terms.errors import WorkbookError
from tests.emails.mail_server import Mailbox, certificate, drop, serving

SECRET = "correct horse"  # noqa: S105  (the test server's)
MESSAGE = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\n.body\r\n"
KINDS = ("valid", "self-signed", "wrong host", "expired", "old TLS")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def relay(
    port: int, trusted: ssl.SSLContext, *, security: str = "starttls", login: str = "none"
) -> Relay:
    return Relay(
        host="localhost",
        port=port,
        security=security,
        sender="csplan@example.org",
        user="csplan" if login != "none" else "",
        login=login,
        secret=SECRET if login != "none" else "",
        trusted=trusted,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "security"),
    [
        *((kind, "starttls") for kind in KINDS),
        *((kind, "tls") for kind in KINDS[:-1]),  # the test's own server cannot start so
    ],
)
def test_only_a_server_whose_certificate_is_verified_gets_mail(
    tmp_path: Path, kind: str, security: str
) -> None:
    mailbox = Mailbox()
    server, client = certificate(tmp_path, kind)
    with serving(mailbox, server, implicit=security == "tls", auth=True) as port:
        connection = Connection(relay(port, client, security=security, login="password"))
        if kind == "valid":
            answer = connection.send("b@example.org", MESSAGE)
            connection.close()
            assert Delivery.ACCEPTED == answer.outcome
        else:
            with pytest.raises(WorkbookError, match="cannot be used") as met:
                connection.open()
            assert SECRET not in str(met.value)
    delivered = [("b@example.org", MESSAGE)] if kind == "valid" else []
    assert delivered == mailbox.messages
    assert ([SECRET] if kind == "valid" else []) == [password for _, password in mailbox.logins]


def test_a_server_that_offers_no_encryption_gets_no_mail_and_no_password(tmp_path: Path) -> None:
    """As it looks too where somebody in between has stripped STARTTLS from the offer."""
    mailbox = Mailbox()
    _, client = certificate(tmp_path, "valid")
    with serving(mailbox, None) as port:
        connection = Connection(relay(port, client, login="password"))
        with pytest.raises(WorkbookError, match="plain mail is never sent"):
            connection.open()
    assert ([], []) == (mailbox.messages, mailbox.logins)


def test_a_wrong_password_is_refused_in_the_servers_words_alone(tmp_path: Path) -> None:
    mailbox = Mailbox()
    server, client = certificate(tmp_path, "valid")
    with serving(mailbox, server, auth=True) as port:
        wrong = relay(port, client, login="password")
        connection = Connection(
            Relay(
                host=wrong.host,
                port=port,
                security="starttls",
                sender=wrong.sender,
                user="csplan",
                login="password",
                secret="canary-of-a-password",  # noqa: S106
                trusted=client,
            )
        )
        with pytest.raises(WorkbookError, match="refused the login \\(535") as met:
            connection.open()
    shown = f"{met.value!r} {met.value} {met.value.__cause__} {connection._relay!r}"  # noqa: SLF001
    assert "canary-of-a-password" not in shown
    assert [] == mailbox.messages


def test_a_token_is_handed_over_as_oauth2_asks(tmp_path: Path) -> None:
    mailbox = Mailbox()
    server, client = certificate(tmp_path, "valid")
    with serving(mailbox, server, auth=True) as port:
        connection = Connection(relay(port, client, login="oauth2"))
        assert Delivery.ACCEPTED == connection.send("b@example.org", MESSAGE).outcome
        connection.close()
    assert ["XOAUTH2"] == [mechanism for mechanism, _ in mailbox.logins]


@pytest.mark.parametrize(
    ("verb", "said", "outcome", "delivered"),
    [
        ("MAIL", "451 later", Delivery.TEMPORARY, 0),
        ("MAIL", "550 not you", Delivery.REFUSED, 0),
        ("RCPT", "450 later", Delivery.TEMPORARY, 0),
        ("RCPT", "550 no such person", Delivery.REFUSED, 0),
        ("DATA", "452 full", Delivery.TEMPORARY, 0),
        ("DATA", "554 refused", Delivery.REFUSED, 0),
        ("MAIL", None, Delivery.TEMPORARY, 0),
        ("RCPT", None, Delivery.TEMPORARY, 0),
        ("DOT", None, Delivery.UNKNOWN, 1),
    ],
)
def test_what_becomes_of_a_message_is_known_or_said_to_be_unknown(
    tmp_path: Path, verb: str, said: str | None, outcome: Delivery, delivered: int
) -> None:
    """`None` drops the connection: before the message went it did not go, after it may have."""

    def hook(at: str, server: object) -> str | None:
        if at == verb and said is None:
            drop(server)  # type: ignore[arg-type]
        return said if at == verb else None

    mailbox = Mailbox(hook=hook)
    server, client = certificate(tmp_path, "valid")
    with serving(mailbox, server) as port:
        connection = Connection(relay(port, client))
        answer = connection.send("b@example.org", MESSAGE)
        connection.close()
    assert (outcome, delivered) == (answer.outcome, len(mailbox.messages))
    assert said is None or said in answer.reply


def test_the_relay_is_stated_in_a_file_or_the_environment_and_its_secret_never_in_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / FILE).write_text("host = mail.example.org\nfrom = a@example.org\nuser = me\n")
    found = relay_from(tmp_path, {"CSPLAN_SMTP_PASSWORD": SECRET, "CSPLAN_SMTP_PORT": "2525"})
    assert ("mail.example.org", 2525, "starttls", "password", SECRET) == (
        *(found.host, found.port, found.security, found.login, found.secret),
    )
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("text", "environment", "why"),
    [
        ("", {}, "host and from are not stated"),
        ("host = x\nfrom = a@x.org\nsecurity = none\n", {}, "never none"),
        ("host = x\nfrom = a@x.org\npassword = hunter2\n", {}, "take it out and change it"),
        ("host = x\nfrom = a@x.org\nport = many\n", {}, "are numbers"),
        ("host = x\nfrom = a@x.org\nhots = y\n", {}, "no setting “hots”"),
        ("host = x\nfrom = a@x.org\nlogin = magic\n", {}, "password, oauth2 or none"),
        ("host x\n= =\n[", {}, "name = value"),
        ("host = x\nfrom = a@x.org\nlogin = oauth2\n", {}, "user is not stated"),
    ],
)
def test_a_relay_that_is_not_stated_well_is_named(
    tmp_path: Path, text: str, environment: dict[str, str], why: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(WorkbookError, match=why) as met:
        relay_from(tmp_path, environment)
    assert "hunter2" not in str(met.value)
