"""Nothing that comes from a workbook moves the cursor, hides a line or turns it round."""

from __future__ import annotations

import io
import re
import sys
import textwrap
from pathlib import Path
from random import Random

import click
import pytest

import csplan
from csplan.commands import updating
from csplan.commands.cli import run
from csplan.commands.running import run_plainly
from csplan.commands.terminal import _COLOURS, Styled, _styled, say, visible, wrapped
from csplan.sheets import CHECKS
from csplan.template.demo import demo_workbook
from csplan.template.shipped import shipped
from csplan.workbook.entering import Entries, Entry
from csplan.workbook.read import read
from csplan.workbook.update import update
from tests.commands.typing_in import type_in
from tests.lossless.plans import NOW, small

NASTY = "KO1\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp.\u2066\ud83d\x00\r\x08"
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def test_every_character_that_a_terminal_obeys_is_a_mark() -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066, 0x200F, 0xD83D, 0xFEFF):
        if code != 0x0A:
            assert not OBEYED.search(visible(f"a{chr(code)}b")), hex(code)
    assert "Siân £5 – ▲" == visible("Siân £5 – ▲")


def test_colours_are_csplans_alone(capsys: pytest.CaptureFixture[str]) -> None:
    say(Styled(NASTY, colour="red", bold=True), NASTY)
    assert not OBEYED.search(capsys.readouterr().out.replace("\n", ""))


@pytest.mark.parametrize("colour", [None, *_COLOURS])
@pytest.mark.parametrize("bold", [True, False])
def test_a_terminal_is_told_of_colours_as_click_tells_it(colour: str | None, *, bold: bool) -> None:
    told = _styled(Styled("Error", colour=colour, bold=bold), shown=True)
    assert click.style("Error", fg=colour, bold=bold or None) == told


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("letters", [20, 40, 80])
def test_on_a_terminal_no_line_is_longer_than_it_and_no_word_is_lost(
    letters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(letters))
    text = "  Budget: only in EH: " + ", ".join(f"B-{number:03}" for number in range(40)) + "."
    command = "  csplan combine whole.xlsx " + " ".join(f'"Parts/{one}.xlsx"' for one in "ABCDEFGH")
    stream = _Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    say(Styled("FAILED     ", colour="red"), text.strip())
    say(f"{text}\n{text}")
    say(command)
    stream.flush()

    said = stream.buffer.getvalue().decode()  # type: ignore[attr-defined]
    *lines, last = re.sub("\x1b\\[[0-9]*m", "", said).splitlines()
    assert last == command  # somebody may copy it
    assert max(map(len, lines)) <= letters
    assert " ".join(lines).split() == ["FAILED", *(3 * text.split())]
    assert all(line.startswith(" " * 11) for line in lines[1 : len(lines) // 3])


def test_a_file_or_pipe_gets_the_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for err, name in ((False, "stdout"), (True, "stderr")):
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        monkeypatch.setattr(sys, name, stream)
        say(Styled("Error ", colour="red", bold=True), "Siân\x1b", err=err)
        assert "Error Siân␛\n".encode() == stream.buffer.getvalue()


def test_a_workbook_by_its_name_alone_is_looked_at_without_click_and_the_same_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    path = tmp_path / "plan.xlsx"
    for command in ("check", "update", "report"):
        plain = (run_plainly([command, str(path)]), capsys.readouterr())
        assert (run([command, str(path)]), capsys.readouterr()) == plain
    monkeypatch.setattr(updating, "update_and_tell", lambda one: one == Path("odd.xlsx"))
    assert run_plainly(["update", "odd.xlsx"])


def test_click_looks_at_whatever_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for arguments in ((), ("check",), ("batch", "a"), ("check", "--json"), ("check", ""), ("x",)):
        assert run_plainly(arguments) is None
    monkeypatch.setenv("_CSPLAN_COMPLETE", "bash_source")
    assert run_plainly(["check", "a"]) is None
    monkeypatch.delenv("_CSPLAN_COMPLETE")
    monkeypatch.setattr(sys, "platform", "win32")
    assert run_plainly(["check", "*.xlsx"]) is None


def test_where_nobody_reads_any_more_it_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_: Path) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(updating, "check_and_tell", cut_off)
    with (tmp_path / "pipe").open("w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert 1 == run_plainly(["check", "plan.xlsx"])
        pipe.write("what was still to be said")
    assert not (tmp_path / "pipe").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "update", "report"])
def test_what_stands_in_cells_is_shown_and_not_obeyed(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(shipped("service_plan_2016_17.xlsx").read_bytes())
    type_in(path, "indicators", "KO2-03", q1_actual="31\x1b[2J\u202e", unit="ab\x9bc")
    type_in(path, "settings", "", reporting_period="Q1")
    more = ["--all", "-v"] if command == "check" else []
    run([command, str(path), *more])
    said = capsys.readouterr()
    assert "KO2-03" in said.out
    assert not OBEYED.search((said.out + said.err).replace("\n", ""))


def test_only_one_module_writes_to_the_terminal() -> None:
    house = Path(csplan.__file__).parent
    others = [
        path.relative_to(house).as_posix()
        for path in house.rglob("*.py")
        if path.name != "terminal.py"
        and re.search(
            r"\bclick\.(echo|secho|style)\(|^\s*print\(",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]
    assert set(others) <= {"__init__.py"}, "use csplan.commands.terminal.say"


def test_without_a_command_the_three_steps_of_the_job_are_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == run([])
    assert "three steps" in capsys.readouterr().out


@pytest.mark.slow
def test_a_finding_names_row_and_column_within_80_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(small())
    typed = [
        Entry("indicators", "KO2-01", "q1_actual", "a few"),
        Entry("indicators", "KO2-01", "polarity", "up"),
    ]
    update(path, now=NOW, user="tester", entries=Entries(typed, "Typed", "by a test"))
    monkeypatch.setenv("COLUMNS", "80")
    assert 1 == run(["check", str(path)])
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert re.search(r"Error +KO2-01 Numbers of children in care .*: Q1 actual  Indicators!", said)
    assert re.search(r"Rows: \d+ read = \d+ valid \+ 1 with errors \+ \d+ blank\.", said)
    assert " cells need you, listed above; csplan update puts them on Checks too." in " ".join(
        said.split()
    )
    assert max(map(len, said.splitlines())) <= 80
    where = [row["where"] for row in read(path).table(CHECKS) if row["found"] == "up"]
    row = "Numbers of children in care (per 10k pop) – number: Polarity"
    assert [f"{row} (folded: press [+] above the columns of Definition)"] == where


@pytest.mark.slow
def test_the_last_line_says_what_is_left_or_where_to_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = tmp_path / "demo.xlsx"
    demo.write_bytes(demo_workbook())
    assert 0 == run(["update", str(demo)])
    left = "2 figures to type, 1 Red without words, 3 actions overdue"
    assert (
        f"Still to do: {left}: open Home in demo.xlsx." == capsys.readouterr().out.splitlines()[-1]
    )
    assert 0 == run(["check", str(demo)])
    assert "Next:  csplan report demo.xlsx" == capsys.readouterr().out.splitlines()[-1]


def test_a_text_is_parted_into_lines_as_the_standard_library_does() -> None:
    draw = Random(1)
    words = ("a", "bb", "well-known", "supercalifragilistic", "“no”", "£5.", "é")
    for _ in range(1_000):
        parts = [draw.choice(words) + draw.choice((" ", "  ", "\n", "\t", "")) for _ in range(9)]
        text, width = " " * draw.randrange(3) + "".join(parts), draw.randrange(1, 40)
        assert textwrap.wrap(text, width, break_on_hyphens=False) == wrapped(text, width)
