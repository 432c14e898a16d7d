"""Attachments that open with their reader's password alone, which stands nowhere that is sent."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import openpyxl
import pikepdf
import pytest
from keyring.errors import KeyringError
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from csplan.commands.cli import run
from csplan.emails.draft import Attachment, Recipient
from csplan.emails.encrypting import KEPT_UNDER, kept_passwords, lock_all, unlock, why_no_password
from csplan.template.demo import demo_workbook
from csplan.terms.errors import WorkbookError
from csplan.workbook.read import read
from tests.emails.made import parsed
from tests.extent import ALL, some_of
from tests.returns.made import edited, sent, type_into

Captured = pytest.CaptureFixture[str]
PASSWORDS = {
    "SS": "canary of strategic",
    "EH": "canary of early help",
    "SL": "canary of schools é",
    "PQ": "canary of quality",
    "Director": "canary of the director",
    "Scrutiny": "canary of scrutiny",
}
ALL_PASSWORDS = tuple(PASSWORDS.values())


def kept(service: str, name: str) -> str | None:
    """What a keyring in memory keeps."""
    return PASSWORDS.get(name) if service == KEPT_UNDER else None


def shut(*_: str) -> None:
    """A keyring that cannot be opened."""
    raise KeyringError


@pytest.fixture(autouse=True, scope="module")
def _each_password_hashed_once() -> Iterator[None]:
    """Opening a workbook hashes its password a hundred thousand times, and does so twice."""
    name = "_derive_iterated_hash_from_password"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ECMA376Agile, name, functools.cache(getattr(ECMA376Agile, name)))
        yield


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The system's keyring, in memory."""
    monkeypatch.setattr(keyring, "get_password", kept)
    return monkeypatch


def pdf() -> bytes:
    """A PDF with its mark, as small as can be."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        with made.open_metadata() as meta:
            meta["pdf:Keywords"] = "csplan subject: service SL, csplan source SHA-256: 00"
        made.save(out)
    return out.getvalue()


def keywords(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as file, file.open_metadata() as meta:
        return str(meta["pdf:Keywords"])


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_a_locked_file_opens_with_its_password_alone(ending: str) -> None:
    plain = sent("PQ") if ending == "xlsx" else pdf()
    (one,) = lock_all([Attachment(name=f"a.{ending}", data=plain)], "a long password")
    assert plain == one.plain
    assert one.is_locked
    assert one.sha256 != Attachment(name="a", data=plain).sha256
    back = unlock(one.data, ending, "a long password")
    assert back == plain if ending == "xlsx" else keywords(back) == keywords(plain)
    for data, password in ((one.data, "another password"), (plain, "a long password")):
        with pytest.raises(ValueError, match=r"locked|password"):
            unlock(data, ending, password)
    with pytest.raises((pikepdf.PasswordError, Exception)):
        openpyxl.load_workbook(io.BytesIO(one.data)) if ending == "xlsx" else pikepdf.open(
            io.BytesIO(one.data)
        )


@pytest.mark.parametrize(
    ("passwords", "why"),
    [
        ({}, 'keyring set "csplan attachments" "SL"'),
        ({"SL": "tiny"}, "shorter than 12 characters"),
        ({"SL": "a long password", "EH": "a long password"}, "EH has the same password"),
        ({"SL": "a long password", "EH": "another long one"}, ""),
    ],
)
def test_a_reader_needs_a_password_of_their_own(passwords: dict[str, str], why: str) -> None:
    reader = Recipient(ref="SL", service="Schools", head="", address="a@example.gov.uk")
    said = why_no_password(reader, passwords)
    assert why in said
    assert bool(why) is bool(said)
    assert not any(password in said for password in passwords.values())


def test_without_a_keyring_or_a_library_nothing_is_locked_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring, "get_password", shut)
    with pytest.raises(WorkbookError, match="keyring cannot be opened") as met:
        kept_passwords(["SL"])
    assert "cannot-encrypt" == met.value.code
    for library, name in (("msoffcrypto.format.ooxml", "a.xlsx"), ("pikepdf", "a.pdf")):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(WorkbookError, match=r"pip install csplan\[encrypt\]"):
            lock_all([Attachment(name=name, data=b"")], "a long password")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(WorkbookError, match="keyring is not installed"):
        kept_passwords(["SL"])


def held_in(folder: Path) -> bytes:
    """Everything that is in a folder, messages decoded."""
    held = b""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        held += path.read_bytes()
        if path.suffix == ".eml":
            message = parsed(path.read_bytes())
            held += str(message["Subject"]).encode()
            for part in message.walk():
                content = None if part.is_multipart() else part.get_content()
                held += content.encode() if isinstance(content, str) else content or b""
    return held


@pytest.mark.slow
def test_each_reader_gets_files_that_only_their_password_opens_and_no_password_goes(
    tmp_path: Path, ring: pytest.MonkeyPatch, capsys: Captured
) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(demo_workbook())
    numbers = []
    readers = some_of(("EH", "Scrutiny"), tuple(PASSWORDS))  # a lock takes a second
    for out, kept_for in (("A", readers), ("B", ("EH",))):  # B: another lock, the same message
        for ref in set(PASSWORDS) - set(kept_for):
            ring.delitem(PASSWORDS, ref)
        asked = ["emails", str(plan), "--out", str(tmp_path / out), "--encrypt"]
        assert run(asked) == (0 if len(kept_for) == len(ALL_PASSWORDS) else 1)
        found = {}
        drafts = sorted((tmp_path / out).glob("*.eml"))
        for number, path in enumerate(drafts):
            message = parsed(path.read_bytes())
            found[str(message["Subject"])] = str(message["Message-ID"])
            files = [(p.get_filename() or "", p.get_content()) for p in message.iter_attachments()]
            assert {"pdf", "xlsx"} == {name.rpartition(".")[2] for name, _ in files}
            if out == "B" or not (ALL or number < 1):  # the lock is as slow to open
                continue
            opens = [{ref for ref, one in PASSWORDS.items() if _opens(f, one)} for f in files]
            assert opens[0] == opens[1]
            assert 1 == len(opens[0])
            text = message.get_body(("plain",))
            assert text is not None
            assert "opens with the password agreed with you" in " ".join(text.get_content().split())
        numbers.append(found)
    assert [len(one) for one in numbers] == [len(readers), 1]
    assert numbers[1].items() <= numbers[0].items()
    said = capsys.readouterr()
    assert "no draft: The keyring keeps no password for SL." in said.err
    everything = held_in(tmp_path) + said.out.encode()
    assert [] == [one for one in ALL_PASSWORDS if one.encode() in everything]


def _opens(file: tuple[str, bytes], password: str) -> bool:
    try:
        unlock(file[1], file[0].rpartition(".")[2], password)
    except ValueError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.usefixtures("ring")
def test_a_return_that_comes_back_locked_is_opened_and_collected(
    tmp_path: Path, capsys: Captured
) -> None:
    plan, folder = tmp_path / "plan.xlsx", tmp_path / "Back"
    plan.write_bytes(demo_workbook())
    folder.mkdir()
    typed = edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 31))
    for name, password in (("EH", PASSWORDS["EH"]), ("other", "nobody keeps this")):
        (one,) = lock_all([Attachment(name="a.xlsx", data=typed)], password)
        (folder / f"{name}.xlsx").write_bytes(one.data)
    assert 1 == run(["collect", str(plan), str(folder), "--yes"])
    said = capsys.readouterr().out
    assert "KO2-03 Q2 actual: 37 → 31" in said
    assert "Not used: other.xlsx.  other.xlsx is protected by a password." in said
    row = next(row for row in read(plan).rows["indicators"] if row["ref"] == "KO2-03")
    assert 31 == row["q2_actual"]
