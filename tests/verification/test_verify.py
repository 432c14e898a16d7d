"""Documents held against a plan: the project's own with errors put in, and refusals."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.verification.reading import read
from csplan.verification.verdict import Verdict
from csplan.verification.verifying import verify_document
from tests.verification.made import judge, pages, plan
from tests.verification.seeding import FORMATS, KINDS, drawn, seeded, told

ROOT = Path(__file__).parents[2]
ALL = bool(os.environ.get("CSPLAN_TEST_ALL"))
RIGHT = (Verdict.AGREES, Verdict.ROUNDED)
LETTER = """\
Dear Councillor,

At the end of September 619 children were in care, up from 612 in June. The share of 16 to 18 year
olds whose NEET status is unknown improved to 11.2%, against a target of 2.0%. We have 671 children on
child protection plans. The budget is forecast to end the year £1.7m over.

Call me on 01629 533190.
"""


def said_of(text: str) -> dict[str, Verdict]:
    document = read(text.encode(), "letter.txt")
    return {one.text: one.verdict for one in verify_document(document, judge()).found}


@pytest.mark.slow  # the judge learns twenty scorecards
def test_a_letter_is_told_what_is_right_and_what_is_not() -> None:
    assert {
        "619": Verdict.AGREES,
        "612": Verdict.AGREES,
        "improved": Verdict.CONTRADICTS,
        "11.2%": Verdict.AGREES,
        "2.0%": Verdict.AGREES,
        "671": Verdict.OUT_OF_DATE,
        "£1.7m": Verdict.WRONGLY_ROUNDED,
    } == said_of(LETTER)


@pytest.mark.slow
def test_the_command_prints_what_the_page_about_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(plan().read_bytes())
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    status = run(["verify", "letter.txt", "--against", "plan.xlsx", "--out", "Checked"])

    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    shown = page.split("```\n$ csplan verify letter.txt")[1].split("```")[0].split("\n", 1)[1]
    assert (1, shown) == (status, capsys.readouterr().out)
    assert LETTER.strip() in page
    copy = (tmp_path / "Checked" / "letter.txt checked.html").read_text(encoding="utf-8")
    assert copy.count("<mark id=") == 7
    assert "<script" not in copy
    table = (tmp_path / "Checked" / "letter.txt figures.csv").read_text(encoding="utf-8-sig")
    assert 8 == len(table.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("report.doc", b"x", "cannot read"),
        ("report.docx", b"no zip", "cannot be read"),
        ("report.pdf", b"%PDF-1.7 broken", "cannot be read"),
        ("report.pptx", b"no zip", "cannot be read"),
        ("report.xlsx", b"no zip", "report.xlsx"),
        ("report.txt", b"  \n", "holds no text"),
        ("report.html", b"", "holds no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    name: str, data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    status = run(["verify", str(path), "--against", str(plan())])

    assert 2 == status
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_the_code_of_a_refusal_is_stable() -> None:
    from csplan.terms.errors import CsplanError

    with pytest.raises(CsplanError) as refused:
        read(b"x", "report.odt")

    assert "document-not-read" == refused.value.code


_PAGES = {
    "html": (1,),
    "docx": (3,),
    "xlsx": (4, 6),
    "pdf": (2, 5, 7),
    "eml": (8,),
    "txt": (0,),
}
"""Each page in one format at least; all in all of them with CSPLAN_TEST_ALL."""


@pytest.mark.slow  # the judge learns twenty scorecards
@pytest.mark.parametrize("form", _PAGES)
def test_reports_as_csplan_makes_them_agree(form: str) -> None:
    for number in range(len(pages())) if ALL else _PAGES[form]:
        data, name = drawn(pages()[number], form)
        found = verify_document(read(data, name), judge())

        assert len(found.found) > 50
        assert found.count(*RIGHT) > 0.97 * len(found.found)
        assert [] == [(number, one.text, one.because) for one in found.alarms]


class _Count:
    """What was found of the errors that were put in, and what was found without one."""

    def __init__(self) -> None:
        self.put: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.false: list[int] = []
        self.right = 0
        self.seconds: list[float] = []
        self.missed: list[str] = []

    def add(self, number: int) -> None:
        """Make a document with three errors of three kinds, and verify it."""
        page, form = pages()[number % len(pages())], FORMATS[number % len(FORMATS)]
        kinds = [KINDS[(number + step) % len(KINDS)] for step in (0, 3, 5)]
        made = seeded(page, form, kinds, judge().facts, random.Random(number))
        begun = time.perf_counter()
        found = verify_document(made.document, judge())
        self.seconds.append(time.perf_counter() - begun)
        for seed in made.seeds:
            self.put[seed.kind] += 1
            if any(told(seed, one.text) for one in found.alarms):
                self.found[seed.kind] += 1
            else:
                self.missed.append(f"{number} {form} {seed.kind} {seed.old} -> {seed.new}")
        false = [one for one in found.alarms if not any(told(s, one.text) for s in made.seeds)]
        self.false.append(len(false))
        self.right += len(found.alarms) - len(false)

    def said(self) -> str:
        """The figures in a line."""
        share = self.found.total() / self.put.total()
        exact = self.right / (self.right + sum(self.false))
        kinds = ", ".join(f"{kind} {self.found[kind]}/{self.put[kind]}" for kind in KINDS)
        return (
            f"verify: {len(self.false)} documents with {self.put.total()} errors of 8 kinds: "
            f"{share:.1%} found ({kinds}); of the alarms {exact:.1%} right, "
            f"{sum(self.false) / len(self.false):.2f} false a document, most {max(self.false)}; "
            f"{sum(self.seconds) / len(self.seconds):.2f} s a document"
        )


@pytest.mark.slow  # documents are drawn, and read again
def test_errors_put_into_reports_are_found(record_property: Callable[[str, object], None]) -> None:
    count = _Count()
    for number in range(200) if ALL else range(0, 200, 25):
        count.add(number)

    record_property("figure", count.said())
    assert all(count.put[kind] for kind in KINDS)
    assert count.found.total() >= 0.97 * count.put.total(), count.missed
    assert max(count.false) <= 1
