"""This module makes what the tests of the drafts share: services, results, stand-in scorecards."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from csplan.emails.draft import (
    Attachment,
    Count,
    Digest,
    Draft,
    ListedRow,
    Occasion,
    Recipient,
)
from csplan.emails.writing import Drafted, draft_of, write_drafts
from csplan.files.folder import staging
from csplan.looks.foot import Foot, SourceFile
from csplan.looks.style import Look
from csplan.plan.calculate import calculate
from csplan.plan.plan import Results, Row
from csplan.terms.period import serial_of
from tests.plan.written import plan_with

SOURCE = hashlib.sha256(b"plan").hexdigest()
DOMAIN = "anyshire.gov.uk"
REFS = tuple(f"S{number:02}" for number in range(1, 13))
NAMES = (
    "Schools & Learning",
    "Gwasanaethau Plant – Siân",
    "Jugendhilfe für große Kinder",
    "שירותים לילדים",
    "خدمات الأطفال",
    "O'Brien's <b>Team</b>",
    'The "Best" Start, (Early) Help; Ltd.',
    "=?utf-8?q?Fake?= Service",
    "Zoe\u0308 decomposed 🚸",
    "Performance \\ Quality",
    "A service whose name goes on and on, as names do when three teams are merged into one " * 2
    + "x",
    "B",
)
RED = Look(word="Red", shape="▲", text="9C0006", fill="FFC7CE", bar="C8414B")
AMBER = Look(word="Amber", shape="◆", text="9C5700", fill="FFEB9C", bar="E0A100")
GREEN = Look(word="Green", shape="●", text="006100", fill="C6EFCE", bar="3F9142")
QUIET = Look(word="Awaiting data")


def canary(ref: str) -> str:
    """Return a word that only one service's rows hold."""
    return f"canary{hashlib.sha256(ref.encode()).hexdigest()[:12]}"


def occasion(**changes: object) -> Occasion:
    """Return what all drafts share; any part of it, or of the foot, can be another."""
    foot: dict[str, object] = {
        "authority": "Anyshire",
        "department": "Children",
        "financial_year": "2016/17",
        "period": "Q2",
        "report_date": "14 October 2016",
        "day": dt.date(2016, 10, 14),
        "marking": "OFFICIAL-SENSITIVE",
        "data_status": "Live",
        "check": "All checks passed",
        "source": SourceFile(name="plan.xlsx", sha256=SOURCE),
    }
    own = {name: one for name, one in changes.items() if name not in foot}
    foot |= {name: one for name, one in changes.items() if name in foot}
    return Occasion(foot=Foot(**foot), **own)  # type: ignore[arg-type]


def recipient(number: int) -> Recipient:
    """Return one of the 12 heads of service."""
    return Recipient(
        ref=REFS[number],
        service=NAMES[number],
        head=f"{'Head of ' if number else ''}{NAMES[number]}" if number % 4 != 1 else "",
        address=f"head.{number + 1}@{DOMAIN}",
    )


def brief(number: int) -> Digest:
    """Return a service's brief, with its canary in every list."""
    ref, word = REFS[number], canary(REFS[number])
    entries = [
        ListedRow(
            ref=f"KO1-{number:02}{n}",
            name=f"{word} {n}",
            detail=f"6{number}.{n}% against 7{number}.0%",
            look=RED,
            words=(("Why", f"{word} because"), ("Action", "More visits.")),
        )
        for n in range(10)
    ]
    return Digest(
        ref=ref,
        about=f"{NAMES[number]} scorecard",
        sentences=(f"3 of 10 rated indicators are Red, 2 Amber and 5 Green ({word}).",),
        counts=(
            Count(number=3, look=RED, said="Red"),
            Count(number=2, look=AMBER, said="Amber"),
            Count(number=5, look=GREEN, said="Green"),
            Count(number=1, look=QUIET, said="awaiting data", is_rated=False),
            Count(number=4, look=Look(word="Not due"), said="not due", is_rated=False),
        ),
        worst=tuple(entries),
        asks=(
            ListedRow(ref="", name="1 Q2 figure", detail=f"KO1-{number:02}9; type in X{number}"),
        ),
        content_sha256=SOURCE,
    )


def workbook_bytes(subject: str, *, source: str = SOURCE, word: str = "") -> bytes:
    """Return a stand-in for a scorecard's workbook: no more than its document properties."""
    name = '<property fmtid="{D5}" pid="2" name="{0}"><vt:lpwstr>{1}</vt:lpwstr></property>'
    custom = "".join(
        name.replace("{0}", one).replace("{1}", text)
        for one, text in (("csplan subject", subject), ("csplan content SHA-256", source))
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in (
            ("docProps/core.xml", f"<dc:subject>{subject}</dc:subject>"),
            ("docProps/custom.xml", f"<Properties>{custom}</Properties>"),
            ("xl/sharedStrings.xml", f"<sst>{word}</sst>"),
        ):
            package.writestr(zipfile.ZipInfo(part), text)
    return file.getvalue()


def pdf_bytes(subject: str, *, source: str = SOURCE, word: str = "") -> bytes:
    """Return a stand-in for a scorecard's PDF: no more than its metadata."""
    keywords = f"csplan subject: {subject}, csplan content SHA-256: {source}, OFFICIAL"
    return (
        f"%PDF-1.7\n%{word}\n<x:xmpmeta><pdf:Keywords>{keywords}</pdf:Keywords></x:xmpmeta>\n%%EOF"
    ).encode()


def files(number: int, *, source: str = SOURCE) -> tuple[Attachment, Attachment]:
    """Return a service's stand-in scorecards, each with its canary."""
    ref, stem = REFS[number], f"Scorecard 2016-17 Q2 {safe(NAMES[number])}"
    subject, word = f"service {ref}", canary(ref)
    return (
        Attachment(name=f"{stem}.pdf", data=pdf_bytes(subject, source=source, word=word)),
        Attachment(name=f"{stem}.xlsx", data=workbook_bytes(subject, source=source, word=word)),
    )


def safe(name: str) -> str:
    """Return a name as scorecards name their files."""
    return "".join(" " if letter in '<>:"/\\|?*' else letter for letter in name)[:80].strip(". ")


def draft(number: int, **changes: object) -> Draft:
    """Return one of the 12 drafts; the occasion's parts can be others."""
    return draft_of(recipient(number), occasion(**changes), brief(number), files(number))


def parsed(message: bytes) -> EmailMessage:
    """Return a message as Python's own parser reads it."""
    return BytesParser(policy=policy.default).parsebytes(message)


def written(
    folder: Path, *, numbers: range = range(12), now: str = SOURCE, **changes: object
) -> Drafted:
    """Write the drafts of some of the 12 services."""
    with staging(folder) as place:
        return write_drafts(
            [recipient(number) for number in numbers],
            (),
            occasion(**changes),
            briefs={REFS[number]: brief(number) for number in numbers},
            attachments={REFS[number]: files(number) for number in numbers},
            source_now=lambda: now,
            place=place,
            folder=folder,
        )


def results_with(services: str, **settings: object) -> Results:
    """Return results whose Services sheet is a Markdown table."""
    given: Row = {
        "allowed_email_domains": DOMAIN,
        "report_date": serial_of(dt.date(2016, 10, 14)),
        "reporting_period": "Q2",
        "data_status": "Live",
        "protective_marking": "OFFICIAL-SENSITIVE",
    }
    return calculate(plan_with({**given, **settings}, services=services))  # type: ignore[dict-item]


@contextmanager
def nothing_left_beside(folder: Path) -> Iterator[None]:
    """Hold that nothing but the folder itself appears beside it."""
    before = set(folder.parent.iterdir()) - {folder}
    yield
    assert before == set(folder.parent.iterdir()) - {folder}
