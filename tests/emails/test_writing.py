"""This module holds that a set of drafts is whole, checked, the same each time, and sent nowhere."""

from __future__ import annotations

import hashlib
import json
import re
import socket
from pathlib import Path
from urllib.parse import unquote

import pytest

from csplan.emails import writing
from csplan.emails.checks import faults_of
from csplan.emails.draft import Attachment, Blocked, Draft, Recipient
from csplan.emails.writing import INDEX, nothing_drafted, write_drafts
from csplan.files.folder import staging
from csplan.terms.errors import WorkbookError
from tests.emails.made import (
    NAMES,
    REFS,
    SOURCE,
    brief,
    canary,
    files,
    nothing_left_beside,
    occasion,
    parsed,
    recipient,
    written,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket while the drafts are made."""

    def refused(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)


def test_twelve_services_get_twelve_drafts_an_index_and_a_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "Drafts"
    with nothing_left_beside(folder):
        done = written(folder)
    assert 12 == len(done.drafts)
    names = {one.name for one in folder.iterdir()}
    assert {path.name for _, path in done.drafts} | {INDEX, "manifest.json"} == names
    for number, (_, path) in enumerate(done.drafts):
        message = parsed(path.read_bytes())
        assert f"head.{number + 1}@anyshire.gov.uk" == message["To"].addresses[0].addr_spec


def test_the_manifest_names_what_was_reviewed(tmp_path: Path) -> None:
    done = written(tmp_path / "Drafts")
    told = json.loads((tmp_path / "Drafts" / "manifest.json").read_text(encoding="utf-8"))
    assert SOURCE == told["source"]["sha256"]
    for one in told["files"]:
        data = (tmp_path / "Drafts" / one["name"]).read_bytes()
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
    assert [draft.subject for draft, _ in done.drafts] == [d["subject"] for d in told["drafts"]]
    first = told["drafts"][0]
    assert [hashlib.sha256(one.data).hexdigest() for one in files(0)] == [
        one["sha256"] for one in first["attachments"]
    ]


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    sets = []
    for name in ("one", "two"):
        written(tmp_path / name)
        sets.append({one.name: one.read_bytes() for one in (tmp_path / name).iterdir()})
    assert sets[0] == sets[1]


def test_a_canary_is_in_no_other_services_message(tmp_path: Path) -> None:
    for number, (_, path) in enumerate(written(tmp_path / "Drafts").drafts):
        raw = path.read_bytes()
        parts = [raw, *(part.get_payload(decode=True) or b"" for part in parsed(raw).walk())]
        found = {ref for ref in REFS for part in parts if canary(ref).encode() in bytes(part)}
        assert {REFS[number]} == found


def test_the_index_says_who_gets_what_and_every_link_is_a_draft(tmp_path: Path) -> None:
    done = written(tmp_path / "Drafts")
    page = (tmp_path / "Drafts" / INDEX).read_text(encoding="utf-8")
    links = [unquote(link) for link in re.findall(r'href="([^"]*)"', page)]
    assert [path.name for _, path in done.drafts] == links
    assert "12 drafts made." in page
    assert "<b>Team</b>" not in page
    assert "O&#39;Brien&#39;s &lt;b&gt;Team&lt;/b&gt;" in page
    assert not re.search(r"(?i)<(?:img|script|link|iframe)\b|https?:|url\(", page)


def test_a_blocked_service_is_on_the_index_with_its_reason(tmp_path: Path) -> None:
    blocked = Blocked(ref="XX", service="<i>X</i>", head="", reasons=('"<b>" is not an address.',))
    folder = tmp_path / "Drafts"
    with staging(folder) as place:
        write_drafts(
            [recipient(0)],
            [blocked],
            occasion(data_status="Illustrative"),
            briefs={"S01": brief(0)},
            attachments={"S01": files(0)},
            source_now=lambda: SOURCE,
            place=place,
            folder=folder,
        )
    page = (folder / INDEX).read_text(encoding="utf-8")
    assert "1 draft made, 1 blocked." in page
    assert "&lt;i&gt;X&lt;/i&gt;" in page
    assert "&#34;&lt;b&gt;&#34; is not an address." in page
    assert "Illustrative data" in page
    assert [{"service": "XX", "reasons": ['"<b>" is not an address.']}] == json.loads(
        (folder / "manifest.json").read_text(encoding="utf-8")
    )["blocked"]


def test_a_workbook_that_changed_meanwhile_blocks_the_whole_set(tmp_path: Path) -> None:
    written(tmp_path / "Drafts")
    before = {one.name: one.read_bytes() for one in (tmp_path / "Drafts").iterdir()}
    with (
        nothing_left_beside(tmp_path / "Drafts"),
        pytest.raises(WorkbookError, match="changed since its scorecards were made") as refused,
    ):
        written(tmp_path / "Drafts", now="0" * 64)
    assert "drafts-out-of-date" == refused.value.code
    assert before == {one.name: one.read_bytes() for one in (tmp_path / "Drafts").iterdir()}


def test_one_wrong_message_keeps_the_whole_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swapped(message: bytes, draft: Draft, *, password: str = "") -> tuple[str, ...]:
        return real(message.replace(b"head.7@", b"head.8@"), draft, password=password)

    real = faults_of
    monkeypatch.setattr(writing, "faults_of", swapped)
    with pytest.raises(WorkbookError, match="service S07 failed its own check") as refused:
        written(tmp_path / "Drafts")
    assert "draft-refused" == refused.value.code
    assert [] == list(tmp_path.iterdir())


def _write(folder: Path, **changes: object) -> None:
    given: dict[str, object] = {
        "recipients": [recipient(0), recipient(1)],
        "briefs": {"S01": brief(0), "S02": brief(1)},
        "attachments": {"S01": files(0), "S02": files(1)},
    }
    given |= changes
    with staging(folder) as place:
        write_drafts(
            given.pop("recipients"),  # type: ignore[arg-type]
            (),
            occasion(),
            source_now=lambda: SOURCE,
            place=place,
            folder=folder,
            **given,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"attachments": {"S01": files(1), "S02": files(0)}},
        {"attachments": {"S01": files(0)}},
        {"attachments": {"S01": files(0), "S02": (files(1)[0],)}},
        {"briefs": {"S01": brief(1), "S02": brief(0)}},
        {
            "attachments": {
                "S01": files(0),
                "S02": tuple(
                    Attachment(name=one.name.lower(), data=other.data)
                    for one, other in zip(files(0), files(1), strict=True)
                ),
            }
        },
    ],
)
def test_what_is_mixed_up_or_missing_is_never_kept(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(WorkbookError, match="no draft was kept"):
        _write(tmp_path / "Drafts", **changes)
    assert [] == list(tmp_path.iterdir())


def test_a_name_that_cannot_stand_in_a_header_blocks_its_service_alone(tmp_path: Path) -> None:
    bad = Recipient(ref="S02", service="B", head="Jo\r\nBcc: x@evil.org", address="b@a.org")
    _write(tmp_path / "Drafts", recipients=[recipient(0), bad])
    told = json.loads((tmp_path / "Drafts" / "manifest.json").read_text(encoding="utf-8"))
    assert ["S01"] == [one["service"] for one in told["drafts"]]
    assert "U+000D" in told["blocked"][0]["reasons"][0]
    with pytest.raises(WorkbookError, match="No draft was made"):
        _write(tmp_path / "Other", recipients=[bad])
    assert not (tmp_path / "Other").exists()


def test_all_reasons_are_said_at_once() -> None:
    blocked = [Blocked(ref=ref, service="", head="", reasons=("a", "b")) for ref in ("X", "Y")]
    error = nothing_drafted(["Checks fail."], blocked)
    assert "No draft was made.\n  Checks fail.\n  X: a b\n  Y: a b" == str(error)


def test_names_of_all_kinds_are_kept_in_file_and_message(tmp_path: Path) -> None:
    for number, (_, path) in enumerate(written(tmp_path / "Drafts").drafts):
        names = [part.get_filename() for part in parsed(path.read_bytes()).iter_attachments()]
        assert [one.name for one in files(number)] == names
    assert 12 == len(set(NAMES))
