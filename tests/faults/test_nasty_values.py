"""Thirty nasty values in every column where people type, through every command and rendering.

A value stands in each column of a sheet once, a row further down for each; none may end in anything
but a sentence.  A few are tried always, all of them with CSPLAN_TEST_ALL.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.sheets import SETTINGS, SHEETS
from csplan.sheets.sheet import Owner, Shape
from csplan.template.demo import demo_workbook
from csplan.terms.values import CellError, Value
from csplan.workbook.read import open_workbook
from csplan.xlsx.sheet_patch import Write, patch
from tests.extent import ALL, some_of

HALF = "\ue000half an emoji\ue000"
"""Stands for a lone surrogate, as Excel keeps one: _xD83D_."""

VALUES: dict[str, Value] = {
    "blank": None,
    "half an emoji": HALF,
    "1E+308": 1e308,
    "60 emoji": "\U0001f6b8" * 60,
    "a space": " ",
    "a letter": "x",
    "0": 0.0,
    "minus": -1e-9,
    "-1E+308": -1e308,
    "5E-324": 5e-324,
    "2 to the 53": 2.0**53 + 2,
    "a year 10000": 2_958_466.0,
    "day 60": 60.0,
    "text of a number": "1,234.5",
    "text of a date": "31/02/2016",
    "TRUE": True,
    "#N/A": CellError("#N/A"),
    "a formula as text": "=1+1",
    "a command": '=cmd|"/C calc"!A1',
    "HTML": "<script>alert(1)</script>&amp;",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "typst": '#read("/etc/passwd") $x$ *b* _i_ @ref <label> \\',
    "XML": "]]><a/>&#0;",
    "right to left": "\u202egnp.exe\u2066\u200b",
    "controls": "a\x07\x1b[2J\x0b\ufffe",
    "lines": "one\r\ntwo\n\n\nthree\u2028four\tfive",
    "a wildcard": "*?~",
    "a path": "..\\..//CON:\x7f",
    "zalgo": "Z" + "\u0316" * 300,
    "a long word": "W" * 3000,
}
OFTEN = ("half an emoji", "60 emoji")


def planted(path: Path, value: Value) -> None:
    """Write the demonstration with the value in each column of each sheet, a row each."""
    path.write_bytes(demo_workbook())
    book = open_workbook(path)
    changed: dict[str, dict[tuple[int, int], Write]] = {}
    for sheet in SHEETS:
        if sheet.shape is not Shape.TABLE or sheet.owner is not Owner.PEOPLE:
            continue
        place = book.layout.tables[sheet.key]
        writes = changed.setdefault(place.tab.part, {})
        for number, column in enumerate(sheet.inputs):
            writes[place.rows[number % len(place.rows)], place.columns[column.name]] = Write(value)
    parts = {part: patch(book.sheets[part], writes) for part, writes in changed.items()}
    parts = {part: xml.replace(HALF.encode(), b"_xD83D_") for part, xml in parts.items()}
    path.write_bytes(book.package.rebuilt(parts))


def through_all(folder: Path, refs: tuple[str, ...], heard: Callable[[], str]) -> list[str]:
    """Put a plan through every command that takes one; give what was not expected."""
    plan, odd = str(folder / "plan.xlsx"), []

    def out(name: str) -> list[str]:
        return ["--out", str(folder / name)]

    commands = [
        ["check", plan, "--all"],
        ["update", plan],
        ["report", plan, *out("Scorecards")],
        *([["scorecards", plan, *out("Word"), "--format", "docx"]] if ALL else []),
        ["scorecards", plan, *out("Members"), "--members"],
        *(["explain", plan, ref] for ref in refs),
        ["export", plan, *out("Tables"), "--format", "csv,json"],
        ["returns", plan, *out("Returns"), "--by", "owner"],
        ["collect", plan, str(folder / "Returns")],
        ["emails", plan, *out("Drafts")],
        ["emails", plan, *out("Reminders"), "--kind", "reminder"],
        ["disclosure", plan],
        ["stress", plan],
        ["tidy", plan, "--yes"],
        ["close", plan, "Q2"],
        ["changes", plan, plan],
        ["rollover", plan, str(folder / "next.xlsx")],
        ["upgrade", plan],
        ["restore", plan],
    ]
    for command in commands:
        status = run(command)
        said = heard()
        if any(one in said for one in ("did not expect", "Traceback", "Usage:")) or status not in (
            0,
            1,
            2,
        ):
            odd.append(f"{command[0]}: {said[-400:]}")
    return odd


@pytest.mark.slow
@pytest.mark.parametrize("what", VALUES if ALL else OFTEN[1:])
def test_no_value_in_any_column_ends_in_anything_but_a_sentence(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def heard() -> str:
        said = capsys.readouterr()
        return said.out + said.err

    planted(tmp_path / "plan.xlsx", VALUES[what])
    refs = ("KO2-03", "A-020", "B-014", "SL", "KO2")
    assert [] == through_all(tmp_path, refs, heard)


@pytest.mark.slow
@pytest.mark.parametrize("what", VALUES if ALL else OFTEN[:1])
def test_no_value_of_a_setting_ends_in_anything_but_a_sentence(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each setting by itself: most values stop everything, and say so."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(demo_workbook())
    book = open_workbook(path)
    labels = book.layout.labels[SETTINGS.key]
    for column in some_of(SETTINGS.inputs[::20], SETTINGS.inputs):
        cell = {labels.cells[column.name]: Write(VALUES[what])}
        xml = patch(book.sheets[labels.tab.part], cell).replace(HALF.encode(), b"_xD83D_")
        path.write_bytes(book.package.rebuilt({labels.tab.part: xml}))
        for command in (["check"], ["scorecards", "--out", str(tmp_path / "S"), "--for", "PQ"]):
            status = run([command[0], str(path), *command[1:]])
            said = "".join(capsys.readouterr())
            assert "did not expect" not in said, f"{column.name}: {said[-400:]}"
            assert status in (0, 1, 2)
