"""This module holds drafts with the real scorecards inside, from workbook to message."""

from __future__ import annotations

import datetime as dt
import io
import re
import socket
import subprocess
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

from csplan.commands import drafting
from csplan.commands.cli import run
from csplan.commands.drafting import digest_of, drafts
from csplan.emails.checks import faults_of
from csplan.emails.draft import Attachment, Draft
from csplan.emails.eml import message_bytes
from csplan.emails.marks import Mark, mark_of
from csplan.looks.foot import SourceFile
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results
from csplan.scorecards.brief_blocks import told_apart
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import SERVICES
from csplan.template import making
from csplan.terms.errors import WorkbookError
from csplan.terms.period import serial_of
from csplan.workbook.update import read_and_calculate
from tests.emails.made import (
    REFS,
    SOURCE,
    canary,
    nothing_left_beside,
    parsed,
    results_with,
)
from tests.extent import some_of
from tests.plan.written import plan_with
from tests.scorecards.test_on_screen import sizes_of

pytestmark = pytest.mark.slow

DUE = serial_of(dt.date(2016, 6, 30))


def table(head: str, rows: list[str]) -> str:
    """Return a Markdown table."""
    count = head.count("|") - 1
    return "\n".join((head, "|" + "---|" * count, *rows))


def twelve() -> Results:
    """Return a plan of 12 services, each with its canary in every kind of row."""
    services, indicators, actions, budget = [], [], [], []
    for number, ref in enumerate(REFS, start=1):
        word = canary(ref)
        services.append(f"| {ref} | Service {word} | Head {word} | head.{number}@anyshire.gov.uk |")
        indicators.append(
            f"| KO1-{number:02} | KO1 | {ref} | Label {word} | % | Higher is better | 1 | Quarterly | Q1 "
            f"| Snapshot | 0.5 | 0.9 | 0.87 | 0.6{number % 10} | |"
        )
        actions.append(
            f"| A-{number:03} | KO1 | {ref} | Action {word} | {DUE:.0f} | On track | Note {word} |"
        )
        budget.append(
            f"| B-{number:03} | {ref} | Heading {word} | 1 Employees | Expenditure | {number}000 |"
        )
    tables = {
        "services": table("| Ref | Service | Head of service | E-mail |", services),
        "indicators": table(
            "| Ref | Outcome | Service | Indicator | Unit | Polarity | Decimals | Frequency | First due "
            "| Measure | Baseline | Target 2016/17 | Q1 actual | Q2 actual | Commentary |",
            indicators,
        ),
        "actions": table(
            "| Ref | Outcome | Lead service | Action | Due | Status | Commentary |", actions
        ),
        "budget": table(
            "| Ref | Service | Heading | CIPFA group | Kind | Original budget |", budget
        ),
    }
    given = results_with("| Ref | Service |\n|---|---|").settings
    made = plan_with(dict(given), **tables)
    plan = Plan(made.settings, made.rows, made.places, name="plan.xlsx", sha256=SOURCE)
    return calculate(plan)


def test_in_real_scorecards_no_word_and_no_file_reaches_another_head(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    def refused(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    with nothing_left_beside(tmp_path / "Drafts"):
        done = drafts(twelve(), (), tmp_path / "Drafts", source_now=lambda: SOURCE)
    assert 12 == len(done.drafts)
    read = 0
    for draft, path in done.drafts:
        found = set()
        for text in _all_text(parsed(path.read_bytes())):
            read += 1
            found |= {ref for ref in REFS if canary(ref) in re.sub(r"[\s\u200b]", "", text)}
        assert {draft.recipient.ref} == found
        for one in draft.attachments:
            assert draft.marked != SOURCE
            mark = Mark(f"service {draft.recipient.ref}", draft.marked)
            assert mark == mark_of(one.data, one.ending)
    record_property("figure", f"canary words of 12 services: {read} texts read, 0 leaks")
    beside = zip(done.drafts, [*done.drafts[1:], done.drafts[0]], strict=True)
    pairs = some_of([*beside], [*permutations(done.drafts, 2)])
    blocked = sum(_is_caught(one[0], other[0]) for one, other in pairs)
    said = f"real scorecards swapped between two services: {blocked} of {len(pairs)}"
    record_property("figure", said)
    assert len(pairs) == blocked


def _is_caught(one: Draft, other: Draft) -> bool:
    """Say whether a message with another service's real files is caught by both of its files."""
    renamed = tuple(
        Attachment(name=mine.name, data=theirs.data)
        for mine, theirs in zip(one.attachments, other.attachments, strict=True)
    )
    swapped = Draft(
        recipient=one.recipient,
        subject=one.subject,
        text=one.text,
        html=one.html,
        date=one.date,
        source_sha256=one.source_sha256,
        marked=one.marked,
        attachments=renamed,
    )
    said = f"of service {other.recipient.ref}, not of service {one.recipient.ref}"
    return 2 == sum(said in fault for fault in faults_of(message_bytes(swapped), swapped))


def _all_text(message: EmailMessage) -> list[str]:
    """Return every text of a message: headers, twins, the workbook's parts, the PDF's words."""
    texts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_content()
        if isinstance(data, str):
            texts.append(data)
            continue
        texts += [data.decode("latin-1"), str(part.get_filename())]
        if data.startswith(b"%PDF"):
            texts.append(_words(data))
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                texts += [package.read(name).decode("latin-1") for name in package.namelist()]
    return texts


def _words(pdf: bytes) -> str:
    """Return a PDF's words and its metadata."""
    found = [
        subprocess.run([program, "-", *more], input=pdf, capture_output=True, check=True).stdout
        for program, more in (("pdftotext", ["-"]), ("pdfinfo", []))
    ]
    return b"\n".join(found).decode()


def test_a_letter_says_what_page_1_of_the_scorecard_says() -> None:
    results = twelve()
    cards = scorecards_of(results, (), source=SourceFile(name="plan.xlsx", sha256=SOURCE))
    card = next(one for one in cards if one.subject.ref == "S03")
    digest = digest_of(card, "S03")
    assert ("S03", told_apart(card.brief.sentences)) == (digest.ref, digest.sentences)
    assert ["1 Red", "0 Amber", "0 Green"] == [str(count) for count in digest.counts]
    worst = digest.worst[0]
    assert "KO1-03" == worst.ref
    assert "63.0% against 90.0%; −27.0 points; Worsening, fell from 87.0% at Q1" in worst.detail
    assert ["1 overdue action to be finished or given a new date", "1 commentary on a Red"] == [
        ask.name for ask in digest.asks[:2]
    ]
    whole = next(one for one in cards if one.subject.mark == "whole plan")
    told = digest_of(whole, "Director")
    assert () == told.asks
    assert f"Service {canary('S03')}: Head {canary('S03')}" in [one.name for one in told.waiting]


def test_every_cell_that_is_named_is_where_it_is_typed(tmp_path: Path) -> None:
    plan = making.demo(tmp_path / "demo")
    results, findings = read_and_calculate(plan)
    cards = scorecards_of(results, findings, source=SourceFile(name="plan.xlsx"))
    card = next(one for one in cards if one.subject.key == "service EH")
    book = openpyxl.load_workbook(plan)
    found = {}
    for ask in digest_of(card, "EH").asks:
        tab, cells = re.search(r"Type in (\w+) (.*?)(?: and others)?\.$", ask.detail).groups()  # type: ignore[union-attr]
        first = cells.split(",")[0].split(" to ")[0]
        sheet = book[tab]
        heading = next(row for row in range(1, 20) if sheet.cell(row=row, column=1).value == "Ref")
        ref = sheet.cell(row=sheet[first].row, column=1).value
        found[ask.name] = (ref, sheet.cell(row=heading, column=sheet[first].column).value)
        assert str(ref) in ask.detail
    assert {
        "2 overdue actions to be finished or given a new date": ("A-023", "Due"),
        "1 Q2 figure": ("KO3-41", "Q2 actual"),
        "1 commentary on a Red": ("KO2-21", "Commentary"),
        "1 corrective action on a Red": ("KO2-21", "Corrective action"),
        "25 due dates of actions": ("A-017", "Due"),
    } == found


def test_the_director_and_the_chair_of_scrutiny_get_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, note = making.demo(tmp_path / "demo"), tmp_path / "note.md"
    note.write_text("Look at *this*.", encoding="utf-8-sig")
    given = ["--note", str(note), "--by-date", "31/10/2016"]
    for only, subject in (("director", "whole plan"), ("scrutiny", "members")):
        out = tmp_path / only
        assert 0 == run(["emails", str(plan), "--out", str(out), "--for", only, *given])
        (path,) = out.glob("*.eml")
        message = parsed(path.read_bytes())
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "Look at *this*." in text
        assert ("Asked for by 31 October 2016: " in text) is (only == "director")
        for part in message.iter_attachments():
            ending = str(part.get_filename()).rpartition(".")[2]
            assert subject == mark_of(part.get_content(), ending).subject
        assert ("Who has not answered" in text) is (only == "director")
        assert ("We measure 84 things" in text) is (only == "scrutiny")
        assert ("What we do next: " in text) is (only == "scrutiny")
    note.write_bytes(b"\xff\xfe\x00")
    assert 2 == run(["emails", str(plan), "--out", str(tmp_path / "No"), "--note", str(note)])
    assert 'note.md" cannot be the cover note: it is not plain text' in capsys.readouterr().err
    for path, why in (
        (tmp_path / "none.md", "it cannot be read"),
        (tmp_path / "long.md", "at most 4,000 letters"),
    ):
        if path.name == "long.md":
            path.write_text("a" * 4_001, encoding="utf-8")
        with pytest.raises(WorkbookError, match=why) as refused:
            drafting.draft_emails(plan, tmp_path / "No", note=path)
        assert "note-not-usable" == refused.value.code


def test_a_message_fits_its_window_without_a_picture(tmp_path: Path) -> None:
    results, findings = read_and_calculate(making.demo(tmp_path / "demo"))
    done = drafts(results, findings, tmp_path / "Drafts", source_now=lambda: results.plan.sha256)
    told = [draft for draft, _ in done.drafts if draft.recipient.ref in ("EH", "Scrutiny")]
    assert 2 == len(told)
    pages = {draft.recipient.ref: tmp_path / f"{draft.recipient.ref}.html" for draft in told}
    for draft in told:
        pages[draft.recipient.ref].write_text(draft.html, encoding="utf-8")
    sizes = sizes_of(pages, (600, 390))
    assert 4 == len(sizes)
    for (ref, width), size in sizes.items():
        assert (width, True) == (size.inside, size.wide <= width), ref


def test_the_demonstration_becomes_drafts_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, out = making.demo(tmp_path / "demo"), tmp_path / "Drafts"
    before = plan.read_bytes()
    assert 0 == run(["emails", str(plan), "--out", str(out)])
    said = capsys.readouterr().out
    assert "6 drafts made.  Nothing was sent." in said
    assert before == plan.read_bytes()
    for path in out.glob("*.eml"):
        message = parsed(path.read_bytes())
        assert str(message["Subject"]).startswith("OFFICIAL-SENSITIVE: ")
        assert str(message["Subject"]).endswith("(illustrative data)")
    first = {one.name: one.read_bytes() for one in out.iterdir()}
    assert 0 == run(["emails", str(plan), "--out", str(out)])
    assert first == {one.name: one.read_bytes() for one in out.iterdir()}
    assert 0 == run(["emails", str(plan), "--out", str(tmp_path / "SL"), "--for", "sl"])
    assert 1 == len(list((tmp_path / "SL").glob("*.eml")))
    assert 2 == run(["emails", str(plan), "--out", str(out), "--for", "SL"])
    assert "holds the drafts for all services" in capsys.readouterr().err
    assert 2 == run(["emails", str(plan), "--out", str(tmp_path / "No"), "--for", "KO1"])
    assert not (tmp_path / "No").exists()


def test_a_plan_without_addresses_says_why_there_is_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making.new(tmp_path / "plan.xlsx", blank=False, year="2016/17")
    assert 2 == run(["emails", str(tmp_path / "plan.xlsx"), "--out", str(tmp_path / "Drafts")])
    said = capsys.readouterr().err
    assert "No draft was made." in said
    assert "Allowed e-mail domains on Settings is blank." in said
    assert 4 == said.count("no e-mail address")
    assert not (tmp_path / "Drafts").exists()


def test_a_workbook_saved_while_its_drafts_are_made_blocks_them(tmp_path: Path) -> None:
    with (
        nothing_left_beside(tmp_path / "Drafts"),
        pytest.raises(WorkbookError, match="changed since"),
    ):
        drafts(twelve(), (), tmp_path / "Drafts", source_now=lambda: "0" * 64)
    assert not (tmp_path / "Drafts").exists()


def test_a_service_without_an_address_gets_none_and_the_others_do(tmp_path: Path) -> None:
    results = twelve()
    for row in results.table(SERVICES)[:2]:
        row["email"] = None
    done = drafts(results, (), tmp_path / "Drafts", source_now=lambda: SOURCE)
    assert (10, ["S01", "S02"]) == (len(done.drafts), [one.ref for one in done.blocked])
