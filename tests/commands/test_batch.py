"""Many plans at once: each on its own, none stopping another, and nothing done twice."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csplan.commands import batch as batch_module
from csplan.commands import batch_record
from csplan.commands.batch_plan import Job, PlanRun, failure_of, from_record, run_plan
from csplan.commands.cli import run
from csplan.template.shipped import shipped
from csplan.terms.errors import WorkbookError
from tests.commands.typing_in import type_in
from tests.lossless.plans import tiny

pytestmark = pytest.mark.slow

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """Three plans, one with a row in error and one cut short, after a run by the program itself."""
    folder = tmp_path_factory.mktemp("batch")
    plans = folder / "Plans"
    plans.mkdir()
    blank = shipped("workbook.xlsx").read_bytes()
    real = shipped("service_plan_2016_17.xlsx")
    (plans / "blank.xlsx").write_bytes(blank)
    (plans / "cut.xlsx").write_bytes(blank[: len(blank) // 2])
    shutil.copy(real, plans / "R&D <plan>.xlsx" if sys.platform != "win32" else plans / "R&D.xlsx")
    type_in(next(plans.glob("R&D*")), "indicators", "KO2-03", target="about 70")
    (plans / "~$other.xlsx").write_bytes(b"a note of Excel's")
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "csplan", "batch", str(plans)),
            *("--out", str(folder / "Out"), "--jobs", "2", "--format", "html"),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return folder, ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder for plans and one for what is made of them, in this process."""
    monkeypatch.setattr(batch_module, "_run", lambda jobs, _: [(x, run_plan(x)) for x in jobs])
    (tmp_path / "Plans").mkdir()
    return tmp_path / "Plans", tmp_path / "Out"


def test_a_broken_plan_is_named_and_the_others_are_done(done: tuple[Path, int, str]) -> None:
    folder, status, said = done

    assert status == 2
    assert "Traceback" not in said
    assert "FAILED     cut.xlsx is damaged" in said
    assert "3 plans: 2 done (1 with errors in rows), 1 failed." in said
    names = {path.name for path in (folder / "Out").iterdir()}
    assert {"blank", "Plans.xlsx", "Plans.html", ".csplan"} < names
    assert "cut" not in names
    assert len(list((folder / "Out").glob("R&D*/*.html"))) == 9
    assert re.search(r"R&D.*\.xlsx: 9 files; ", said)


def test_the_summary_says_what_the_plans_own_headlines_say(done: tuple[Path, int, str]) -> None:
    book = load_workbook(done[0] / "Out" / "Plans.xlsx")
    rows = [[cell.value for cell in row] for row in book["Plans"].iter_rows()]
    top = next(at for at, row in enumerate(rows) if row[0] == "Plan")
    lines = {str(row[0]): dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]}
    real = next(line for name, line in lines.items() if name.startswith("R&D"))

    # by hand: 51, 10 and 6 as the changes say, and KO2-03, now Check data, was one of the Reds
    assert (50, 10, 6) == (real["Red ▲"], real["Amber ◆"], real["Green ●"])
    assert real["Check data"] == 1
    assert real["Net budget"] == 89_775_086
    assert real["What happened"] == "Done, with data to check"
    assert lines["cut.xlsx"]["What happened"] == "Failed"
    assert lines["cut.xlsx"]["Net budget"] == "–"
    look_at = [[cell.value for cell in row] for row in book["To look at"].iter_rows()]
    assert any(row[0] == "cut.xlsx" and "damaged" in str(row[4]) for row in look_at)
    assert any(row[2] == "KO2-03" and row[3] for row in look_at)


def test_the_page_escapes_what_names_hold(done: tuple[Path, int, str]) -> None:
    page = (done[0] / "Out" / "Plans.html").read_text(encoding="utf-8")

    assert "R&amp;D" in page
    assert "<plan>" not in page
    assert "cut.xlsx is damaged" in page


def test_what_has_not_changed_is_passed_over_until_a_scorecard_is_gone(
    done: tuple[Path, int, str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = done[0]
    begun: list[str] = []

    def in_this_process(jobs: list[Job], _: int) -> list[tuple[Job, PlanRun]]:
        begun.extend(job.plan.name for job in jobs)
        return [(job, run_plan(job)) for job in jobs]

    monkeypatch.setattr(batch_module, "_run", in_this_process)
    arguments = ["batch", str(folder / "Plans"), "--out", str(folder / "Out"), "--format", "html"]

    assert run(arguments) == 2
    assert begun == ["cut.xlsx"]
    assert "(2 not changed" in capsys.readouterr().out

    next((folder / "Out" / "blank").glob("*.html")).unlink()
    begun.clear()
    assert run(arguments) == 2
    assert begun == ["blank.xlsx", "cut.xlsx"]

    begun.clear()
    assert run([*arguments, "--again"]) == 2
    assert len(begun) == 3


def test_a_right_that_is_lacking_is_said_of_its_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Job) -> PlanRun:
        raise PermissionError(13, "Permission denied", str(tmp_path / "plan.xlsx"))

    monkeypatch.setattr("csplan.commands.batch_plan._done", refused)
    done = run_plan(Job(plan=tmp_path / "plan.xlsx", folder=tmp_path, formats=("html",)))
    assert 2 == done.status
    assert "plan.xlsx in" in done.why
    assert "did not expect" not in done.why


def test_scorecards_of_what_is_no_longer_in_a_plan_are_named_until_they_are_gone(
    folders: tuple[Path, Path], capsys: Captured
) -> None:
    plans, out = folders
    (plans / "kent.xlsx").write_bytes(tiny())
    arguments = ["batch", str(plans), "--out", str(out), "--format", "html"]
    run(arguments)
    before = {path.name for path in (out / "kent").glob("*.html")}
    assert "left over" not in capsys.readouterr().out

    type_in(plans / "kent.xlsx", "services", "SL", service="Schools and Skills")
    run(arguments)
    (old,) = before - _as_now(out)
    assert "; 1 left over from before" in capsys.readouterr().out
    page = (out / "Plans.html").read_text(encoding="utf-8")
    assert f"<b>Left over</b> <bdi>{html.escape(old)}</bdi>: It is from before" in page
    book = load_workbook(out / "Plans.xlsx")
    look_at = [[cell.value for cell in row] for row in book["To look at"].iter_rows()]
    assert ["kent.xlsx", "Left over", old] == [
        text for row in look_at if row[1] == "Left over" for text in (row[0], row[1], row[3])
    ]

    (out / "kent" / old).unlink()
    run(arguments)
    assert "(1 not changed" in capsys.readouterr().out
    assert "Left over" not in (out / "Plans.html").read_text(encoding="utf-8")


def _as_now(out: Path) -> set[str]:
    """The names of the scorecards that the record of the last run holds."""
    record = json.loads((out / ".csplan" / "batch.json").read_text(encoding="ascii"))
    return {name for one in record["plans"].values() for name in one["outcome"]["files"]}


def test_messages_are_drafted_where_asked_and_a_plan_without_them_is_named(
    folders: tuple[Path, Path], capsys: Captured
) -> None:
    plans, out = folders
    kent = plans / "kent.xlsx"
    kent.write_bytes(tiny())
    (plans / "leeds.xlsx").write_bytes(shipped("workbook.xlsx").read_bytes())
    type_in(kent, "settings", "", allowed_email_domains="kent.example", authority="Kent")
    type_in(kent, "services", "SL", head="Jo Field", email="jo.field@kent.example")
    arguments = ["batch", str(plans), "--out", str(out), "--format", "xlsx,pdf", "--emails"]

    assert 1 == run(arguments)
    said = capsys.readouterr().out
    assert "1 draft, 3 blocked" in said
    assert "no draft was made" in said
    assert "2 plans: 2 done (2 without all of their drafts), 0 failed." in said
    (message,) = (out / "kent" / "Drafts").glob("*.eml")
    letter = message_from_bytes(message.read_bytes())
    assert "jo.field@kent.example" in str(letter["To"])
    carried = {part.get_filename(): part.get_payload(decode=True) for part in letter.walk()}
    for ending in ("xlsx", "pdf"):  # the very files of the folder: nothing is drawn twice
        (name,) = (one for one in carried if one and one.endswith(ending))
        assert carried[name] == (out / "kent" / str(name)).read_bytes()
    page = (out / "Plans.html").read_text(encoding="utf-8")
    assert "EH: This service has no e-mail address, so it gets no draft." in page
    assert "Allowed e-mail domains on Settings is blank." in page
    assert "0 failed; 2 without all of their drafts." in page
    assert 2 == page.count("Done, drafts missing")
    book = load_workbook(out / "Plans.xlsx")
    rows = [[cell.value for cell in row] for row in book["Plans"].iter_rows()]
    assert [["Drafts"], [1], [0]] == [row[-3:-2] for row in rows[-3:]]

    type_in(kent, "services", "SL", email="other@kent.example")
    assert 1 == run(arguments)
    assert "SL: jo.field@kent.example before, now other@kent.example" in (
        out / "Plans.html"
    ).read_text(encoding="utf-8")

    assert 2 == run([*arguments[:-2], "html", "--emails"])
    assert "--emails needs xlsx and pdf" in capsys.readouterr().err


class _Breaking:
    """A pool that does two jobs at once, here, and breaks before it is given a third."""

    def __init__(self) -> None:
        self.given = 0

    def submit(self, work: Callable[[Job], PlanRun], job: Job) -> Future[PlanRun]:
        self.given += 1
        if self.given > 2:
            raise BrokenProcessPool
        done: Future[PlanRun] = Future()
        done.set_result(work(job))
        return done

    def shutdown(self, *, cancel_futures: bool) -> None:
        assert cancel_futures


def test_a_pool_that_breaks_between_two_plans_leaves_none_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    plans = tmp_path / "plans.txt"
    plans.write_text("\n".join(f"{n}.xlsx" for n in range(5)), encoding="utf-8")
    monkeypatch.setattr(batch_module, "_pool", lambda _workers: _Breaking())
    assert 2 == run(["batch", str(plans), "--out", str(tmp_path / "Out")])
    said = capsys.readouterr().out
    assert "5 plans: 0 done, 5 failed." in said
    assert [1] * 5 == [said.count(f"{n}.xlsx: There is no file") for n in range(5)]


def test_a_worker_that_is_killed_is_one_failed_plan(tmp_path: Path) -> None:
    jobs = [
        Job(plan=tmp_path / f"{name}.xlsx", folder=tmp_path, formats=("html",))
        for name in ("gone", "killer", "gone too")
    ]
    script = (
        "import os, pickle, sys\n"
        "from csplan.commands import batch, batch_plan\n"
        "from tests.commands.killing import run_or_die\n"
        "batch_plan.run_plan = run_or_die\n"
        "if __name__ == '__main__':\n"
        "    jobs = pickle.loads(bytes.fromhex(sys.argv[1]))\n"
        "    for job, outcome in batch._run(jobs, 2):\n"
        "        print(job.plan.stem, outcome.status, outcome.why)\n"
    )
    import pickle

    ended = subprocess.run(
        [sys.executable, "-c", script, pickle.dumps(jobs).hex()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = sorted(ended.stdout.splitlines())

    assert [line.rsplit(" ", 1)[0][:9] for line in said] == ["gone 2 Th", "gone too ", "killer 2 "]
    assert "stopped from outside" in said[2]
    assert all("There is no file" in line for line in said[:2])


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot be asked whether a process is there")
def test_workers_end_when_csplan_is_killed() -> None:
    script = (
        "import os\n"
        "from csplan.commands import batch\n"
        "if __name__ == '__main__':\n"
        "    print(batch._pool(1).submit(os.getpid).result(), flush=True)\n"
        "    os._exit(9)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        worker = int(killed.stdout.readline())
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived csplan")


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ("nothing", "no file nothing"),
        ("empty", "names no workbook"),
        ("plan.xlsx", "csplan report"),
    ],
)
def test_what_names_no_plans_is_refused(
    plans: str, words: str, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plan.xlsx").write_bytes(b"")

    assert run(["batch", str(tmp_path / plans), "--out", str(tmp_path / "Out")]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("plans", "code"),
    [("empty", "batch-empty"), ("plan.xlsx", "batch-empty"), (".", "batch-folder")],
)
def test_a_batch_that_cannot_be_is_refused_by_its_code(
    plans: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plan.xlsx").write_bytes(b"")

    with pytest.raises(WorkbookError) as met:
        batch_module.jobs_of(tmp_path / plans, tmp_path, ("pdf",))
    assert code == met.value.code


def test_scorecards_never_go_among_the_plans(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"")

    assert run(["batch", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "holds the plans themselves" in capsys.readouterr().err


def test_a_list_names_plans_from_its_own_folder_and_each_once(tmp_path: Path) -> None:
    (tmp_path / "plans.txt").write_text(
        '# ours\nkent/plan.xlsx\n\n"leeds/plan.xlsx"\nkent/plan.xlsx\n', encoding="utf-8-sig"
    )

    jobs = batch_module.jobs_of(tmp_path / "plans.txt", tmp_path / "Out", ("pdf",))

    assert [tmp_path / "kent/plan.xlsx", tmp_path / "leeds/plan.xlsx"] == [x.plan for x in jobs]
    assert ["kent plan", "leeds plan"] == [x.folder.name for x in jobs]


@pytest.mark.parametrize(
    "other",
    ["b/caf\N{LATIN SMALL LETTER E WITH ACUTE}.xlsx", "b/Cafe\u0301.xlsx", "b/CAF\u00c9 ..xlsx"],
)
def test_no_two_plans_share_a_folder_on_any_system(other: str) -> None:
    first, second = batch_module._folders([Path("a/caf\u00e9.xlsx"), Path(other)])  # noqa: SLF001
    assert ("a caf\u00e9", "b ") == (first, second[:2])


@pytest.mark.parametrize("other", ["program", "libraries"])
def test_what_another_program_made_is_made_again(
    other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, out = tmp_path / "plan.xlsx", tmp_path / "Out"
    plan.write_bytes(b"a plan")
    job = Job(plan=plan, folder=out / "plan", formats=("html",))
    outcome = PlanRun(status=0, sha256=hashlib.sha256(b"a plan").hexdigest())
    batch_record.Record(out).keep(job, outcome)
    assert outcome == batch_record.Record(out).still_holds(job)
    monkeypatch.setattr(batch_record, other, lambda: "another")
    assert batch_record.Record(out).still_holds(job) is None


def test_an_outcome_comes_back_from_its_record_as_it_was() -> None:
    outcome = failure_of("no room")

    assert outcome == from_record(json.loads(json.dumps(outcome.as_record)))
