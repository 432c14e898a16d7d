"""Refusals that no other test makes: each has its code, and says what is wrong in a sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.emails.addresses import check_addresses, remember
from csplan.emails.batch import batch_in
from csplan.emails.draft import Attachment, Digest, Recipient
from csplan.emails.eml import _file as attached
from csplan.emails.recipients import occasion_of
from csplan.emails.relay import Connection, Relay, relay_from
from csplan.emails.writing import draft_of, nothing_drafted
from csplan.files import disk
from csplan.files.folder import check_target
from csplan.looks.foot import SourceFile
from csplan.scorecards import write
from csplan.scorecards.context import foot_of
from csplan.template import making
from csplan.template.fresh import fresh_like
from csplan.terms.errors import PlanHasFaults, WorkbookError
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.update import read_and_calculate, update
from tests.lossless.editing import Table
from tests.lossless.parts import Parts
from tests.lossless.plans import NOW, run, small

LAYOUTS = Path(__file__).parents[1] / "layouts"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    return path


def _enter(path: Path, ref: str) -> None:
    entry = Entry("indicators", ref, "q1_actual", 1.0)
    update(path, now=NOW, user="tester", entries=Entries([entry], "Test", "a figure"))


def _enter_over_formula(path: Path) -> None:
    parts = Parts(path.read_bytes())
    table = Table(parts, "Indicators")
    ref = table.value(table.rows[0], "Ref")
    table.type(table.rows[0], "Q1 actual", "=1+1")
    table.save()
    path.write_bytes(parts.data())
    _enter(path, ref)


def _scorecards(path: Path, **asked: object) -> None:
    results, findings = read_and_calculate(path)
    write(results, path.parent / "out", findings=findings, **asked)  # type: ignore[arg-type]


def _scorecards_into_a_file(path: Path) -> None:
    (path.parent / "out").write_bytes(b"")
    _scorecards(path, formats=("html",))


def _no_date(path: Path) -> None:
    results, _ = read_and_calculate(path)
    undated = replace(results, settings={**results.settings, "report_date": None})
    occasion = occasion_of(undated, foot_of(undated, (), SourceFile(name="plan.xlsx")))
    one = Recipient(ref="SL", service="Schools", head="", address="a@example.org")
    brief = Digest(ref="SL", about="Schools", sentences=(), counts=(), content_sha256="")
    draft_of(one, occasion, brief, ())


def _drafts_over_a_file(path: Path) -> None:
    check_target(path)


def _nothing_drafted(_path: Path) -> None:
    raise nothing_drafted(["Settings has no report date."], [])


def _addresses_changed(path: Path) -> None:
    one = Recipient(ref="SL", service="Schools", head="", address="a@example.org")
    remember(path, "Anyshire", [one])
    check_addresses(path, "Anyshire", [replace(one, address="b@example.org")], agreed=False)


def _older(path: Path) -> Path:
    """A workbook of the first layout beside a plan, with something to the right of its budget."""
    parts = Parts((LAYOUTS / "1" / "workbook.xlsx").read_bytes())
    table = Table(parts, "Budget")
    table.fill(table.rows[0], table.left + len(table.headings), "Ask Jo")
    table.save()
    older = path.with_name("older.xlsx")
    older.write_bytes(parts.data())
    return older


CASES: dict[str, Callable[[Path], object]] = {
    "no-such-row": lambda path: _enter(path, "KO9-99"),
    "formula-in-the-way": _enter_over_formula,
    "no-year": lambda path: making.new(path, blank=True, year="2016/18"),
    "no-plan": lambda path: making.new(path.with_name("a.xlsx"), blank=False, year="2017/18"),
    "no-workbook-name": lambda path: making.new(
        path.with_name("a.txt"), blank=False, year="2016/17"
    ),
    "upgrade-needed": lambda path: update(_older(path), now=NOW, user="tester"),
    "upgrade-blocked": lambda path: update(_older(path), now=NOW, user="tester", fresh=fresh_like),
    "output-exists": lambda path: update(path, output=path, now=NOW, user="tester"),
    "scorecard-unknown": lambda path: _scorecards(path, only="KO77", formats=("html",)),
    "scorecard-format-unknown": lambda path: _scorecards(path, formats=("doc",)),
    "scorecards-not-written": _scorecards_into_a_file,
    "no-report-date": _no_date,
    "drafts-in-the-way": _drafts_over_a_file,
    "drafts-blocked": _nothing_drafted,
    "drafts-changed": lambda path: batch_in(path.parent),
    "relay-unusable": lambda path: relay_from(path.parent, {}),
    "relay-refused": lambda _path: Connection(
        Relay(host="127.0.0.1", port=9, security="tls", sender="a@example.org")
    ).open(),
    "addresses-changed": _addresses_changed,
    "attachment-refused": lambda _path: attached(Attachment(name="a.docm", data=b"")),
}


@pytest.mark.slow
@pytest.mark.parametrize("code", CASES)
def test_a_refusal_has_its_code_and_changes_nothing(code: str, plan: Path) -> None:
    with pytest.raises(WorkbookError) as met:
        CASES[code](plan)
    assert code == met.value.code
    assert str(met.value).strip().endswith((".", ")"))
    assert "Traceback" not in str(met.value)
    if code != "formula-in-the-way":
        assert small() == plan.read_bytes()


def test_a_plan_with_faults_is_refused_by_a_code_of_its_own(plan: Path) -> None:
    parts = Parts(plan.read_bytes())
    table = Table(parts, "Indicators")
    for row in table.rows[:2]:
        table.type(row, "Ref", "KO1-01")
    table.save()
    plan.write_bytes(parts.data())

    with pytest.raises(PlanHasFaults) as met:
        run(plan)
    assert "plan-has-faults" == met.value.code


@pytest.mark.slow
def test_a_disk_that_fails_after_the_replacing_is_doubted(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = disk.flush

    def fails(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112  (a descriptor, no path)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flush(handle)

    run(plan)
    plan.write_bytes(small())
    monkeypatch.setattr(disk, "flush", fails)
    with pytest.raises(WorkbookError, match="was written, but the disk") as met:
        run(plan)
    assert "disk-doubtful" == met.value.code
    assert small() != plan.read_bytes()
