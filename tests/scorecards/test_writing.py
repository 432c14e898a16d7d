"""Scorecards are written all or none, named for people, and never over one another."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from functools import partial
from pathlib import Path

import pytest

from csplan.scorecards import drawing_pdfs, pdf, writing
from csplan.scorecards.blocks import Page
from csplan.scorecards.writing import write_scorecards
from csplan.sheets import BUDGET, OUTCOMES, SERVICES
from csplan.template.build import build
from csplan.terms.errors import WorkbookError
from tests.extent import ALL
from tests.scorecards.cases import (
    FORMATS,
    SOURCE,
    baseline,
    changed,
    demo,
    finished,
    finished_paths,
    replaced,
    written,
)

pytestmark = pytest.mark.slow
ONLY = None if ALL else "service"
"""What is moved while each move fails in turn: the four services' pages, or all nine."""


def test_files_are_named_for_people() -> None:
    names = [path.name for path in finished_paths("demo", "html")]
    assert "Scorecard 2016-17 Q2 Directorate.html" == names[0]
    assert "Scorecard 2016-17 Q2 Schools & Learning.html" in names
    assert ["Exceptions.html", "version.html"] == [name.split()[-1] for name in names[-2:]]


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    first = {file.path.name: file.path for file in finished("demo").files}
    for other in written(demo(), tmp_path, formats=FORMATS).paths:
        one = first[other.name]
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.parametrize("other", ["schools & learning", "Schools / & Learning.", "Directorate"])
def test_two_scorecards_of_one_name_are_refused(tmp_path: Path, other: str) -> None:
    results = changed(baseline(), SERVICES, {"PQ": {"service": other}})
    folder = tmp_path / "out"
    with pytest.raises(WorkbookError) as refused:
        written(results, folder)
    assert "scorecard-name-doubled" == refused.value.code
    assert not folder.exists()


@pytest.mark.parametrize("name", ["../../escape", "CON", "a\\b:c|d?", "name. ", "x" * 300])
def test_a_service_can_have_any_name(tmp_path: Path, name: str) -> None:
    results = changed(baseline(), SERVICES, {"PQ": {"service": name}})
    for path in written(results, tmp_path / "out", formats=["html"]).paths:
        assert tmp_path / "out" == path.parent
        assert path.exists()
        assert not set('<>:"/\\|?*') & set(path.name)


@pytest.mark.parametrize("name", ["long words " * 2_978, "a\n" * 5_000, "W" * 32_767])
def test_a_name_as_long_as_a_cell_can_hold_makes_no_page_longer(tmp_path: Path, name: str) -> None:
    """The pages grow by a few names; without a bound they had 1,000 times as much, and 4 GB."""
    usual = written(baseline(), tmp_path / "usual", formats=["html"], only="ko2").paths[0]
    results = changed(baseline(), OUTCOMES, {"KO2": {"outcome": name}})
    results = changed(results, SERVICES, {"SL": {"service": name}})
    page = written(results, tmp_path / "long", formats=["html"], only="ko2").paths[0]
    assert page.stat().st_size < 2 * usual.stat().st_size
    assert "… (the whole: Outcomes, KO2)" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ("ko2", ["outcome KO2"]),
        ("SL", ["service SL"]),
        ("service", ["service SS", "service EH", "service SL", "service PQ"]),
        ("PR4", ["outcome PR4"]),
        ("st7", ["outcome ST7"]),
        ("directorate", ["directorate"]),
        ("exceptions", ["exceptions"]),
    ],
)
def test_one_kind_or_one_subject_can_be_asked_for(
    tmp_path: Path, only: str, keys: list[str]
) -> None:
    done = write_scorecards(baseline(), [], tmp_path, source=SOURCE, formats=["html"], only=only)
    assert keys == [file.subject.key for file in done.files]


def test_what_there_is_no_scorecard_for_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"KO1, KO2, KO3, PR1.*, SS, EH, SL, PQ"):
        write_scorecards(baseline(), [], tmp_path, source=SOURCE, only="KO9")
    with pytest.raises(WorkbookError, match="xlsx, pdf, html"):
        write_scorecards(baseline(), [], tmp_path, source=SOURCE, formats=["odt"])
    assert [] == list(tmp_path.iterdir())


def test_a_move_that_fails_leaves_the_older_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = partial(written, baseline(), tmp_path, formats=["html"], only=ONLY)
    done = again()
    for number in range(1, 2 * len(done.paths) + 1):
        for path in done.paths:
            path.write_text(f"older {path.name}", encoding="utf-8")
        done.paths[2].unlink()
        _fail_at(monkeypatch, number)
        with pytest.raises(WorkbookError, match=r"as they were|Nothing was changed"):
            again()
        monkeypatch.undo()
        left = {
            path.name: path.read_text(encoding="utf-8")
            for path in tmp_path.iterdir()
            if path.is_file()
        }
        older = {p.name: f"older {p.name}" for p in done.paths if p != done.paths[2]}
        assert older == left, number
        if number == 2 * len(done.paths) - 1:
            break


def test_a_scorecard_of_the_same_content_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the pages on which the other figure stands are made anew; a page lost or altered is."""
    again = partial(written, folder=tmp_path, formats=["html"], only="service")
    done = again(demo())
    whole = {path: path.read_bytes() for path in done.paths}
    assert frozenset() == done.unchanged
    assert frozenset(done.paths) == again(demo()).unchanged

    lost, altered, linked = done.paths[:3]
    lost.unlink()
    altered.write_bytes(altered.read_bytes() + b" ")
    kept = linked.rename(tmp_path / "elsewhere.html")
    linked.symlink_to(kept)
    assert frozenset(done.paths[3:]) == again(demo()).unchanged
    assert whole == {path: path.read_bytes() for path in done.paths}
    assert not linked.is_symlink()

    other = changed(demo(), SERVICES, {"PQ": {"head": "Illustrative: Somebody Else"}})
    made = set(done.paths) - again(other).unchanged
    assert {path for path in done.paths if b"Somebody Else" in path.read_bytes()} == made
    assert 1 == len(made)

    again(demo())
    monkeypatch.setattr(writing, "program", lambda: "another version")
    assert frozenset() == again(demo()).unchanged


def _fail_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Make the move with a number fail, and no other."""
    real, calls = Path.replace, [0]

    def replace(self: Path, target: Path) -> Path:
        calls[0] += 1
        if calls[0] == number:
            raise PermissionError(13, "The file is open", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_scorecard_that_cannot_be_drawn_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(f"csplan.scorecards.{form}.{form}_of", fail)
    with pytest.raises(RuntimeError):
        written(baseline(), tmp_path, formats=(form,))
    assert [] == list(tmp_path.iterdir())


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    write_scorecards(
        baseline(),
        [],
        tmp_path,
        source=SOURCE,
        formats=["html"],
        only="service",
        progress=lambda done, total, name: told.append((done, total, name)),
    )
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == [(done, total) for done, total, _ in told]


class _Circle:
    """What only the interpreter's own search for circles frees, as a drawn workbook is."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_large_page_took_is_given_back_before_the_next_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[weakref.ref[_Circle]] = []

    def render(_: Page, path: Path, *_more: object) -> None:
        assert [] == [one for one in drawn if one() is not None]
        drawn.append(weakref.ref(_Circle()))
        path.write_bytes(b"")

    monkeypatch.setattr(writing, "_render", render)
    monkeypatch.setattr(drawing_pdfs, "_LARGE", 0)
    gc.disable()
    try:
        written(demo(), tmp_path, formats=["html"])
    finally:
        gc.enable()
    assert len(drawn) > 5


@pytest.mark.parametrize(
    ("large", "at_a_time", "times"), [(0, 2, 4), (10_000, 1, 1), (10_000, 2, 0)]
)
def test_typst_forgets_what_it_drew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int, at_a_time: int, times: int
) -> None:
    before = {path.name: path for path in finished_paths("demo", "pdf")}
    asked: list[bool] = []
    forget = pdf.forget_pages

    def notes() -> None:
        asked.append(True)
        forget()

    monkeypatch.setattr(pdf, "forget_pages", notes)
    monkeypatch.setattr(drawing_pdfs, "_LARGE", large)
    done = write_scorecards(
        demo(), [], tmp_path, source=SOURCE, formats=["pdf"], only="service", at_a_time=at_a_time
    )
    assert times == len(asked)
    for path in done.paths:
        assert before[path.name].read_bytes() == path.read_bytes()


_MEASURED = """
import resource, sys
from csplan.commands.cli import run
assert run(["report", sys.argv[1]]) < 2
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


if ALL:  # minutes long

    def test_scorecards_of_five_thousand_budget_lines_take_well_under_a_gigabyte(
        tmp_path: Path,
    ) -> None:
        lines = list(demo().plan.table(BUDGET))
        many = [
            {**lines[number % len(lines)], "ref": f"B-{number + 1:05d}"} for number in range(5_000)
        ]
        plan = tmp_path / "plan.xlsx"
        plan.write_bytes(build(replaced(demo(), {BUDGET.key: many})))
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(plan)], capture_output=True, text=True, check=True
        )
        assert 27 == len(list((tmp_path / "Scorecards").glob("Scorecard*")))
        assert int(done.stdout.split()[-1]) < 600
