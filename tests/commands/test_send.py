"""`csplan send` on the demonstration's drafts, against a real server with a real certificate."""

from __future__ import annotations

import hashlib
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.commands.send import check_workbook
from csplan.emails import relay as relay_module
from csplan.emails.batch import batch_in
from csplan.template import making
from csplan.terms.errors import WorkbookError
from csplan.workbook.update import update
from tests.commands.typing_in import type_in
from tests.emails.made import parsed
from tests.emails.mail_server import Mailbox, certificate, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, updated, with its drafts."""
    folder = tmp_path_factory.mktemp("demo")
    plan = making.demo(folder)
    update(plan)
    assert 0 == run(["emails", str(plan), "--out", str(folder / "Drafts")])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    (tmp_path / "plan.xlsx").write_bytes((made / "plan.xlsx").read_bytes())
    (tmp_path / "Drafts").mkdir()
    for path in (made / "Drafts").iterdir():
        (tmp_path / "Drafts" / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def post(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server that the settings beside the plan name."""
    mailbox = Mailbox()
    server, client = certificate(folder, "valid")
    with serving(mailbox, server, auth=True) as port:
        (folder / relay_module.FILE).write_text(
            f"host = localhost\nport = {port}\nfrom = performance@example.gov.uk\n"
            "name = Performance team\nuser = csplan\nmessages_a_minute = 60000\n"
        )
        monkeypatch.setenv("CSPLAN_SMTP_PASSWORD", "correct horse")
        monkeypatch.setattr(ssl, "create_default_context", lambda: client)
        yield mailbox


def send(folder: Path, *more: str) -> int:
    return run(["send", str(folder / "Drafts"), *more])


@pytest.mark.slow
def test_each_head_gets_one_message_and_the_second_run_sends_none(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    assert 0 == send(folder, "--yes", "--expect", "6")
    said = capsys.readouterr().out
    assert "6 of 6 messages were accepted by the mail server." in said
    assert 6 == len({address for address, _ in post.messages}) == len(post.messages)
    for address, data in post.messages:
        message = parsed(data)
        assert [address] == [one.addr_spec for one in message["To"].addresses]
        assert "performance@example.gov.uk" == message["From"].addresses[0].addr_spec
        assert message["X-Unsent"] is None

    assert 0 == send(folder, "--yes", "--expect", "0")
    assert "There is nothing to send." in capsys.readouterr().out
    assert 6 == len(post.messages)


@pytest.mark.slow
def test_without_a_person_to_agree_or_with_another_number_nothing_goes(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    assert 2 == send(folder)
    assert 2 == send(folder, "--yes")
    assert 2 == send(folder, "--yes", "--expect", "3")
    assert "6 messages would go, and you expected 3" in capsys.readouterr().err
    assert [] == post.messages


@pytest.mark.slow
def test_a_test_goes_to_one_allowed_address_and_is_not_counted_as_sent(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    assert 2 == send(folder, "--test", "me@elsewhere.org")
    assert [] == post.messages
    assert 0 == send(folder, "--test", "me@example.gov.uk")
    assert {"me@example.gov.uk"} == {address for address, _ in post.messages}
    assert all(str(parsed(d)["Subject"]).startswith("TEST, meant for ") for _, d in post.messages)
    assert 0 == send(folder, "--yes", "--expect", "6")
    assert "none to its reader" in capsys.readouterr().out


def _red_without_words(plan: Path) -> None:
    type_in(plan, "settings", "", send_needs_words="Yes")
    type_in(plan, "indicators", "KO2-03", q2_actual=60.0, commentary=None)


def _not_closed(plan: Path) -> None:
    type_in(plan, "settings", "", send_needs_close="Yes")


def _swap_addresses(plan: Path) -> None:
    type_in(plan, "services", "SL", email="head.earlyhelp@example.gov.uk")
    type_in(plan, "services", "EH", email="head.schools@example.gov.uk")


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a figure": (lambda p: type_in(p, "indicators", "KO2-03", q2_actual=31.0), "not the version"),
    "a marking": (
        lambda p: type_in(
            p, "settings", "", protective_marking="OFFICIAL-SENSITIVE", send_up_to="OFFICIAL"
        ),
        "lets at most OFFICIAL be e-mailed",
    ),
    "an address gone": (lambda p: type_in(p, "services", "SL", email=None), "no e-mail address"),
    "an outside address": (
        lambda p: type_in(p, "services", "SL", email="head.schools@examp1e.gov.uk"),
        "only looks like",
    ),
    "a doubled address": (
        lambda p: type_in(p, "services", "SL", email="head.earlyhelp+sl@example.gov.uk"),
        "stands against 2 services",
    ),
    "swapped addresses": (_swap_addresses, "the Services sheet says"),
    "an error": (
        lambda p: type_in(p, "indicators", "KO2-03", q2_actual="thirty"),
        "to be put right first",
    ),
    "a period that is not closed": (_not_closed, "Q2 of 2016/17 is not closed"),
    "a Red without words": (_red_without_words, "is Red and has no commentary"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", SPOILED)
def test_what_stands_in_the_way_is_named_and_nothing_goes(what: str, folder: Path) -> None:
    """The workbook's own hash blocks every change; behind it each reason blocks by itself too."""
    plan, batch = folder / "plan.xlsx", batch_in(folder / "Drafts")
    spoil, why = SPOILED[what]
    spoil(plan)
    with pytest.raises(WorkbookError, match="is not the version that the drafts were made from"):
        check_workbook(plan, batch)
    if what != "a figure":
        same = replace(batch, source_sha256=hashlib.sha256(plan.read_bytes()).hexdigest())
        with pytest.raises(WorkbookError, match=why) as met:
            check_workbook(plan, same)
        assert "sending-blocked" == met.value.code


def test_drafts_of_an_older_plan_are_not_sent(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    type_in(folder / "plan.xlsx", "indicators", "KO2-03", q2_actual=31.0)
    assert 2 == send(folder, "--yes", "--expect", "6")
    assert "is not the version that the drafts were made from" in capsys.readouterr().err
    assert [] == post.messages


@pytest.mark.slow
def test_addresses_exchanged_since_the_drafts_before_are_asked_about(
    folder: Path, capsys: Captured
) -> None:
    plan, out = folder / "plan.xlsx", str(folder / "New")
    remind = ["emails", str(plan), "--kind", "reminder", "--by-date", "2016-10-14"]
    plan.chmod(0o640)
    assert 0 == run([*remind, "--out", str(folder / "First")])
    (listed,) = (folder / ".csplan").glob("addresses*.json")
    assert plan.stat().st_mode == listed.stat().st_mode  # who shares the plan may see it too
    _swap_addresses(plan)
    assert 2 == run([*remind, "--out", out])
    said = capsys.readouterr().err
    assert "2 addresses have changed since the drafts before" in said
    assert "now head.earlyhelp@example.gov.uk, which was EH's." in said
    assert not (folder / "New").exists()
    assert 0 == run([*remind, "--out", out, "--yes-new-addresses"])


@pytest.mark.slow
def test_one_address_twice_goes_through_only_where_both_services_say_so(
    folder: Path, capsys: Captured
) -> None:
    plan = folder / "plan.xlsx"
    draft = ["emails", str(plan), "--for", "SL", "--yes-new-addresses", "--out"]
    type_in(plan, "services", "SL", email="head.earlyhelp+schools@example.gov.uk")
    assert 2 == run([*draft, str(folder / "A")])
    assert "stands against 2 services" in capsys.readouterr().err
    type_in(plan, "services", "SL", shares_head="Yes")
    type_in(plan, "services", "EH", shares_head="Yes")
    assert 0 == run([*draft, str(folder / "B")])


@pytest.mark.slow
def test_a_period_that_is_closed_may_be_sent_where_settings_ask_for_it(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    plan = folder / "plan.xlsx"
    draft = ["emails", str(plan), "--for", "SL", "--out"]
    _not_closed(plan)
    assert 0 == run([*draft, str(folder / "Open")])
    assert 2 == run(["send", str(folder / "Open"), "--yes", "--expect", "1"])
    assert "Close it (csplan close), then draft again." in capsys.readouterr().err
    assert 2 == run(["close", str(plan), "Q2"])  # these Reds say nothing of why, or what is done
    assert "3 findings must be settled first" in capsys.readouterr().err
    type_in(
        plan, "indicators", "KO2-21", commentary="Two families moved.", corrective_action="A-012"
    )
    type_in(plan, "indicators", "KO3-02", corrective_action="Reviews are booked by 31 October.")
    assert 0 == run(["close", str(plan), "Q2"])
    assert 0 == run([*draft, str(folder / "Closed")])
    assert 0 == run(["send", str(folder / "Closed"), "--yes", "--expect", "1"])
    assert ["head.schools@example.gov.uk"] == [address for address, _ in post.messages]


@pytest.mark.slow
def test_two_who_send_at_once_send_each_message_once(
    folder: Path, post: Mailbox, tmp_path: Path
) -> None:
    """Two processes: one sends, the other is refused and says so; nobody gets two."""
    authority = tmp_path / "authority.pem"
    certificates = ssl.create_default_context().get_ca_certs(binary_form=True)
    authority.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in certificates))
    asked = threading.Event()
    post.hook = lambda verb, _: time.sleep(0.4 if verb == "RCPT" and not asked.is_set() else 0)
    command = [sys.executable, "-m", "csplan", "send", str(folder / "Drafts")]
    said = {**os.environ, "SSL_CERT_FILE": str(authority)}
    runs = [
        subprocess.Popen(
            [*command, "--yes", "--expect", "6"],
            env=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    words = [one.communicate(timeout=120)[0] for one in runs]
    asked.set()
    assert {0, 2} == {one.returncode for one in runs}, words
    refused = words[[one.returncode for one in runs].index(2)]
    assert "These drafts are being sent just now" in refused or "nothing to send" in refused.lower()
    assert 6 == len(post.messages) == len({address for address, _ in post.messages})


@pytest.mark.slow
def test_a_reminder_is_no_other_version_of_a_scorecard(
    folder: Path, post: Mailbox, capsys: Captured
) -> None:
    reminders = str(folder / "Reminders")
    assert 0 == send(folder, "--yes", "--expect", "6")
    plan = str(folder / "plan.xlsx")
    assert 0 == run(["emails", plan, "--out", reminders, "--kind", "reminder"])
    assert 0 == run(["send", reminders, "--yes", "--expect", "4"])
    assert "another version" not in capsys.readouterr().out
    assert 10 == len(post.messages)
    assert 0 == run(["send", reminders, "--yes", "--expect", "0"])
    assert 0 == run(
        ["emails", plan, "--out", f"{reminders} 2", "--kind", "reminder", "--by-date", "2017-05-01"]
    )
    run(["send", f"{reminders} 2", "--yes", "--expect", "9"])
    assert 4 == capsys.readouterr().out.count("was sent another version")
