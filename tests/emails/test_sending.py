"""Sending a reviewed set: nothing that was not reviewed, nothing twice, nothing lost in silence."""

from __future__ import annotations

import gc
import json
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from csplan.emails.batch import Batch, batch_in
from csplan.emails.journal import Journal, Sent
from csplan.emails.relay import Connection, Delivery, Relay, ServerReply
from csplan.emails.sending import PAUSES, as_sent, as_test, plan_for, send_batch
from csplan.terms.errors import WorkbookError
from tests.emails.made import parsed, written
from tests.emails.mail_server import Mailbox, certificate, drop, serving

NOW = datetime(2016, 10, 17, 9, 30, tzinfo=UTC)
SENDER = ("Performance team", "performance@anyshire.gov.uk")


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("send") / "Drafts"
    written(folder)
    return folder


@pytest.fixture(scope="module")
def batch(drafts: Path) -> Batch:
    return batch_in(drafts)


class Crash(BaseException):
    """The process ends here."""


class Steps:
    """Counts the steps of a run, and ends the process at one of them."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.made = at, 0

    def step(self) -> None:
        self.made += 1
        if self.made == self.at:
            raise Crash


class Post:
    """A mail server that keeps what it took; it may crash the sender before or after that."""

    def __init__(self, steps: Steps, answers: Callable[[str], ServerReply] | None = None) -> None:
        self.steps, self.taken = steps, list[str]()
        self.answers = answers or (
            lambda _: ServerReply(outcome=Delivery.ACCEPTED, reply="250 Queued")
        )

    def send(self, address: str, _data: bytes) -> ServerReply:
        self.steps.step()
        answer = self.answers(address)
        if answer.outcome is Delivery.ACCEPTED:
            self.taken.append(address)
        self.steps.step()
        return answer

    def largest(self) -> int:
        return 10_000_000


def journal_at(path: Path, steps: Steps) -> Journal:
    class Crashing(Journal):
        __slots__ = ()

        def write(self, *line: object, **more: object) -> None:
            steps.step()
            super().write(*line, **more)  # type: ignore[arg-type]
            steps.step()

    return Crashing(path, now=lambda: NOW, flush=lambda _: None)


def run(batch: Batch, path: Path, post: Post | Dying, steps: Steps, **asked: object) -> object:
    journal = journal_at(path, steps)
    plan = plan_for(batch, journal, **asked)  # type: ignore[arg-type]
    send_batch(
        batch, plan.to_send, post, journal, sender=SENDER, now=lambda: NOW, sleep=lambda _: None
    )
    return plan_for(batch, journal)


def test_all_go_once_and_a_second_run_sends_nothing(batch: Batch, tmp_path: Path) -> None:
    steps = Steps()
    post = Post(steps)
    for _ in range(2):
        run(batch, tmp_path / "sent.jsonl", post, steps)
    assert sorted(one.address for one in batch.messages) == sorted(post.taken)


@pytest.mark.slow
def test_a_crash_at_any_step_sends_nothing_twice_and_hides_nothing(
    batch: Batch, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Every step of the journal and the server, for 12 recipients; then the run is made again."""
    counting = Steps()
    run(batch, tmp_path / "whole.jsonl", Post(counting), counting)
    doubles = lost = 0
    for at in range(1, counting.made + 1):
        path, crashing = tmp_path / f"{at}.jsonl", Steps(at)
        post = Post(crashing)
        with pytest.raises(Crash):
            run(batch, path, post, crashing)
        post.steps = Steps()
        plan = run(batch, path, post, post.steps)
        unknown = {line.address for line in plan.unknown}  # type: ignore[attr-defined]
        doubles += len(post.taken) - len(set(post.taken))
        lost += len({m.address for m in batch.messages} - set(post.taken) - unknown)
        assert len(unknown) <= 1
    record_property(
        "figure",
        f"sending: {counting.made} crash points for 12 recipients, {doubles} doubled, "
        f"{lost} lost in silence",
    )
    assert (0, 0) == (doubles, lost)


class Dying:
    """A connection to a real mail server, whose process ends while the server hears a verb."""

    def __init__(self, port: int, trusted: ssl.SSLContext, ends: threading.Event) -> None:
        self.connection = Connection(
            Relay(
                host="localhost",
                port=port,
                security="starttls",
                sender="performance@anyshire.gov.uk",
                user="",
                login="none",
                secret="",
                trusted=trusted,
            )
        )
        self.ends = ends

    def send(self, address: str, data: bytes) -> ServerReply:
        answer = self.connection.send(address, data)
        if self.ends.is_set():
            raise Crash
        return answer

    def largest(self) -> int:
        return self.connection.largest()


@pytest.mark.slow  # 48 conversations with a real server
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_process_that_ends_at_any_verb_sends_nothing_twice_and_hides_nothing(
    batch: Batch, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """A real server hears 4 verbs for each of 12 recipients; the sender ends at each in turn."""
    context, trusted = certificate(tmp_path, "valid")
    mailbox = Mailbox()
    everybody = {message.address for message in batch.messages}
    at = doubles = lost = 0
    with serving(mailbox, context) as port:
        while True:
            at += 1
            ends, heard = threading.Event(), [0]

            def end(_verb: str, server: SMTP, at: int = at, ends: threading.Event = ends) -> None:
                heard[0] += 1  # noqa: B023  (the hook is of this round alone)
                if heard[0] == at:  # noqa: B023
                    ends.set()
                    drop(server)

            mailbox.messages.clear()
            mailbox.hook = end
            path = tmp_path / f"{at}.jsonl"
            post = Dying(port, trusted, ends)
            try:
                run(batch, path, post, Steps())
            except Crash:
                post.connection.close()
            else:
                break
            mailbox.hook = lambda _verb, _server: None
            again = Dying(port, trusted, threading.Event())
            plan = run(batch, path, again, Steps())
            again.connection.close()
            taken = [address for address, _ in mailbox.messages]
            unknown = {line.address for line in plan.unknown}  # type: ignore[attr-defined]
            doubles += len(taken) - len(set(taken))
            lost += len(everybody - set(taken) - unknown)
            assert len(unknown) <= 1
    gc.collect()  # what the server's dropped connections still say is not about sending
    record_property(
        "figure",
        f"sending to a real server: ended at each of {at - 1} verbs for {len(everybody)} "
        f"recipients, {doubles} doubled, {lost} lost in silence",
    )
    assert (4 * len(everybody), 0, 0) == (at - 1, doubles, lost)


def test_an_unknown_message_goes_again_only_when_a_person_says_it_was_lost(
    batch: Batch, tmp_path: Path
) -> None:
    path, steps = tmp_path / "sent.jsonl", Steps()
    vague = Post(steps, lambda _: ServerReply(outcome=Delivery.UNKNOWN, reply="connection lost"))
    plan = run(batch, path, vague, steps)
    assert 12 == len(plan.unknown)  # type: ignore[attr-defined]

    post = Post(steps)
    run(batch, path, post, steps)
    assert [] == post.taken

    service = batch.messages[0].service
    run(batch, path, post, steps, settled=[service])
    assert [batch.messages[0].address] == post.taken


def test_a_refusal_stops_one_alone_and_patience_is_tried_so_often_and_no_more(
    batch: Batch, tmp_path: Path
) -> None:
    refused, busy = batch.messages[2].address, batch.messages[5].address
    tries: list[str] = []

    def answers(address: str) -> ServerReply:
        tries.append(address)
        if address == refused:
            return ServerReply(outcome=Delivery.REFUSED, reply="550 no such person")
        if address == busy:
            return ServerReply(outcome=Delivery.TEMPORARY, reply="451 later")
        return ServerReply(outcome=Delivery.ACCEPTED, reply="250 Queued")

    steps, waits = Steps(), list[float]()
    post = Post(steps, answers)
    journal = journal_at(tmp_path / "sent.jsonl", steps)
    done = send_batch(
        batch,
        batch.messages,
        post,
        journal,
        sender=SENDER,
        now=lambda: NOW,
        sleep=waits.append,
    )
    states = {one.message.address: one.state for one in done}
    assert (Sent.REFUSED, Sent.DEFERRED) == (states[refused], states[busy])
    assert 10 == len(post.taken)
    assert (1 + len(PAUSES), list(PAUSES)) == (tries.count(busy), waits)
    assert {refused, busy} == {m.address for m in plan_for(batch, journal).to_send}


def test_what_goes_is_what_was_drafted_but_for_who_when_and_unsent(batch: Batch) -> None:
    message = batch.messages[1]
    sent = as_sent(message.data, sender=SENDER, moment=NOW)
    before, after = parsed(message.data), parsed(sent)
    assert message.data.partition(b"\r\n\r\n")[2] == sent.partition(b"\r\n\r\n")[2]
    assert "performance@anyshire.gov.uk" == after["From"].addresses[0].addr_spec
    assert (None, "Mon, 17 Oct 2016 09:30:00 +0000") == (after["X-Unsent"], after["Date"])
    for name in ("To", "Subject", "Message-ID", "MIME-Version", "Content-Type"):
        assert before[name] == after[name]
    assert {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"} == set(
        after.keys()
    )


def test_a_test_goes_to_one_address_and_says_for_whom_it_would_be(batch: Batch) -> None:
    message = batch.messages[3]
    sent = parsed(as_test(message, "me@anyshire.gov.uk"))
    assert ["me@anyshire.gov.uk"] == [one.addr_spec for one in sent["To"].addresses]
    assert f"TEST, meant for {message.address}: {message.subject}" == str(sent["Subject"])


def test_the_journal_says_who_and_when_and_nothing_of_what_stands_in_a_message(
    batch: Batch, tmp_path: Path
) -> None:
    steps = Steps()
    run(batch, tmp_path / "sent.jsonl", Post(steps), steps)
    text = (tmp_path / "sent.jsonl").read_text(encoding="ascii")
    known = {"when", "batch", "service", "address", "message", "state", "reply", "about"}
    assert all(known == set(json.loads(line)) for line in text.splitlines())
    assert "canary" not in text
    assert "Schools & Learning" not in text


@pytest.mark.parametrize("tail", ['{"when": "2016', "\x00\x00", "[]\n", "{}\n"])
def test_a_journal_that_a_crash_cut_short_is_read_and_added_to(
    batch: Batch, tmp_path: Path, tail: str
) -> None:
    path, steps = tmp_path / "sent.jsonl", Steps()
    run(batch, path, Post(steps), steps)
    with path.open("a", encoding="ascii") as file:
        file.write(tail)
    journal = journal_at(path, steps)
    journal.write("b", "S01", "a@b.org", "<x>", Sent.REFUSED, "550")
    assert Sent.REFUSED == journal.states()["<x>"].state
    assert () == plan_for(batch, journal).to_send


def spoil(folder: Path, how: str) -> None:
    """Change a set of drafts as a mishap or a hand would."""
    eml = sorted(folder.glob("*.eml"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    first, second = manifest["drafts"][:2]
    if how == "a byte of an attachment":
        data = bytearray(eml[0].read_bytes())
        data[-200] ^= 1
        eml[0].write_bytes(bytes(data))
    elif how == "two files exchanged":
        one, other = eml[0].read_bytes(), eml[1].read_bytes()
        eml[0].write_bytes(other)
        eml[1].write_bytes(one)
    elif how == "a draft gone":
        eml[0].unlink()
    elif how == "a draft more":
        (folder / "another.eml").write_bytes(eml[0].read_bytes())
    elif how == "addresses exchanged in the manifest":
        first["address"], second["address"] = second["address"], first["address"]
    elif how == "a subject in the manifest":
        first["subject"] = "Hello"
    elif how == "a service twice in the manifest":
        manifest["drafts"].append(first)
    elif how == "a link in place of a draft":
        target = folder.parent / "elsewhere.eml"
        eml[0].rename(target)
        eml[0].symlink_to(target)
    elif how == "no manifest":
        (folder / "manifest.json").unlink()
        return
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        *("a byte of an attachment", "two files exchanged", "a draft gone", "a draft more"),
        *("addresses exchanged in the manifest", "a subject in the manifest", "no manifest"),
        *("a service twice in the manifest", "a link in place of a draft"),
    ],
)
def test_drafts_that_are_not_as_they_were_reviewed_are_refused(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "Drafts"
    written(folder)
    spoil(folder, how)
    said = "holds no set of drafts" if how == "no manifest" else "as they were when they were made"
    with pytest.raises(WorkbookError, match=said) as met:
        batch_in(folder)
    assert "drafts-changed" == met.value.code
