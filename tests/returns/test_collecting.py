"""What comes back: every cell accounted for, whatever was done to the file on its way."""

from __future__ import annotations

import functools
import io
import random
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from csplan.commands.cli import run
from csplan.plan.plan import Row
from csplan.returns.collecting import Collected, Fate, collect_from
from csplan.returns.form import Form, Identity, Whose, forms_of
from csplan.returns.reading import Came, came_back
from csplan.returns.writing import AS_SENT, TOP, return_bytes
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from csplan.sheets.column import Kind
from csplan.sheets.sheet import Sheet
from csplan.template.demo import demo_workbook
from csplan.workbook.update import read_and_calculate
from tests.commands.typing_in import type_in
from tests.engines import libreoffice_engine
from tests.extent import some_of
from tests.returns.made import (
    all_of,
    edited,
    filled,
    forms,
    owned,
    owned_workbook,
    results,
    sent,
    type_into,
)

pytestmark = pytest.mark.slow

Captured = pytest.CaptureFixture[str]


def collect(*came: Came) -> Collected:
    return collect_from(results(), came)


def fates(found: Collected) -> dict[str, int]:
    return {str(fate): found.count(fate) for fate in Fate if found.count(fate)}


def entered(found: Collected) -> dict[tuple[str, str], object]:
    return {(one.answer.ref, one.answer.field): one.answer.now for one in found.entered}


def why_of(found: Collected) -> str:
    return "; ".join(one.why for one in found.decided if one.fate is Fate.REFUSED)


def test_what_was_typed_is_entered_and_the_rest_left_as_it_was() -> None:
    change = all_of(
        type_into("Indicators", "KO2-03", "Q2 actual", 31),
        type_into("Indicators", "KO2-03", "Commentary", "Six more were placed."),
        type_into("Actions", "A-020", "% complete", 0.5),
    )
    services = {row["ref"]: row["lead_service"] for row in results().present(ACTIONS)}
    if services["A-020"] != "EH":
        change = all_of(
            type_into("Indicators", "KO2-03", "Q2 actual", 31),
            type_into("Indicators", "KO2-03", "Commentary", "Six more were placed."),
        )
    found = collect(filled("EH", change))
    wanted = {("KO2-03", "q2_actual"): 31.0, ("KO2-03", "commentary"): "Six more were placed."}
    assert wanted.items() <= entered(found).items()
    assert len(found.decided) == sum(found.count(fate) for fate in Fate)
    assert ["Strategic Services (SS)", "Schools & Learning (SL)", "Performance & Quality (PQ)"] == [
        *found.not_answered
    ]


def test_it_is_known_whatever_it_is_called_and_without_its_properties() -> None:
    """As Google Sheets leaves it: no properties, no tables, only cells."""

    def strip(book: Workbook) -> None:
        type_into("Indicators", "KO2-03", "Q2 actual", 31)(book)
        for tab in book:
            for name in list(tab.tables):
                del tab.tables[name]

    data = edited(sent("EH"), strip)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/custom.xml":
                content = content.replace(b"csplan return", b"another")
            target.writestr(item, content)
    found = collect(came_back("Kopie von Mappe1 (3).xlsx", out.getvalue()))
    assert {("KO2-03", "q2_actual"): 31.0} == entered(found)


def two_of_a_mind(_: Workbook) -> None:
    """Nothing is changed."""


def remove_row(ref: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        tab = book["Indicators"]
        row = next(r for r in range(1, tab.max_row + 1) if tab.cell(r, 1).value == ref)
        tab.delete_rows(row)

    return change


def add_row(ref: str, value: object = 1) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        tab = book["Indicators"]
        headings = {str(c.value): c.column or 0 for c in tab[TOP + 1]}
        tab.cell(tab.max_row + 1, 1).value = ref
        tab.cell(tab.max_row, headings["Q2 actual"]).value = value  # type: ignore[assignment]

    return change


def rename(heading: str, to: str | None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell = next(c for c in book["Indicators"][TOP + 1] if c.value == heading)
        cell.value = to

    return change


def remove_tab(book: Workbook) -> None:
    del book["Indicators"]


SPOILED: dict[str, tuple[Callable[[Workbook], None], str, int]] = {
    "text for a figure": (type_into("Indicators", "KO2-03", "Q2 actual", "thirty"), "thirty", 0),
    "a date for a figure": (
        type_into("Indicators", "KO2-03", "Q2 actual", datetime(2016, 7, 4)),  # noqa: DTZ001
        "a date stands there",
        0,
    ),
    "370 for 37%": (type_into("Indicators", "KO2-06", "Q2 actual", 95.7), "beyond the limit", 0),
    "an error value": (type_into("Indicators", "KO2-03", "Q2 actual", "#N/A"), "an Excel error", 0),
    "a figure cleared": (type_into("Indicators", "KO2-03", "Q2 actual", None), "was cleared", 0),
    "a formula without a value": (
        type_into("Indicators", "KO2-03", "Q2 actual", "=1+1"),
        "formula without a value",
        0,
    ),
    "120% of an action": (
        type_into("Actions", "A-058", "% complete", 1.2),
        "cannot stand in % complete",
        0,
    ),
    "a status that there is not": (
        type_into("Actions", "A-058", "Status", "Nearly"),
        "Choose one of",
        0,
    ),
    "a row of another service": (add_row("KO3-01"), "the row is not service EH's", 0),
    "a row that there is not": (add_row("KO9-99"), "the row is not service EH's", 0),
    "a row twice": (add_row("KO2-03", 12), "stands in the return twice", 0),
    "as it was sent, changed": (
        type_into("Indicators", "KO2-03", f"{AS_SENT}Q2 actual", 12),
        "",
        0,
    ),
}


def _service_of(change_name: str) -> str:
    if "action" in change_name or "status" in change_name:
        return str(
            next(r for r in results().present(ACTIONS) if r["ref"] == "A-058")["lead_service"]
        )
    return "EH"


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_cell_is_refused_with_its_reason_and_changes_nothing(what: str) -> None:
    change, why, count = SPOILED[what]
    found = collect(filled(_service_of(what), change))
    assert count == len(found.entered), entered(found)
    assert why.lower() in why_of(found).lower()
    if what != "as it was sent, changed":
        assert found.count(Fate.REFUSED) >= 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it as “Excel Workbook (.xlsx)”"),
        ("a.ods", b"PK", "save it as “Excel Workbook (.xlsx)”"),
        ("a.csv", b"Ref,Q2 actual\nKO2-03,31\n", "save it as “Excel Workbook (.xlsx)”"),
        ("a.pdf", b"%PDF-1.7", "save it as “Excel Workbook (.xlsx)”"),
        ("a.xlsx", b"", ""),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
        ("a.xlsx", b"PK\3\4 cut short", ""),
        ("a.xlsx", b"<html>", ""),
        ("plan.xlsx", None, "not a return"),
    ],
)
def test_a_file_that_is_no_return_is_named_and_not_used(
    name: str, data: bytes | None, why: str
) -> None:
    found = collect(came_back(name, demo_workbook() if data is None else data))
    assert [] == [*found.decided]
    ((named, said),) = found.not_used
    assert named == name
    assert why in said
    assert said.endswith((".", ")"))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("plan", "0" * 12, "another plan"),
        ("year", "2015/16", "another year"),
        ("period", "Q1", "a return of Q1; the plan is at Q2"),
        ("whom", "XX", "not a service of the plan"),
    ],
)
def test_a_return_of_another_plan_year_period_or_service_is_not_used(
    field: str, value: str, why: str
) -> None:
    form = forms()["PQ"]
    identity = replace(form.identity, **{field: value})  # type: ignore[arg-type]
    other = replace(form, identity=identity)
    if field == "period":  # its asked column is that quarter's
        other = replace(other, parts=())
    found = collect(came_back("x.xlsx", return_bytes(other, results().settings)))
    assert [] == [*found.decided]
    assert why in found.not_used[0][1]


def test_two_returns_that_disagree_are_both_shown_and_neither_is_taken() -> None:
    first = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31), name="one.xlsx")
    second = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 32), name="two.xlsx")
    found = collect(first, second)
    assert {} == entered(found)
    assert "one.xlsx says 31; two.xlsx says 32" in why_of(found)


def test_an_older_copy_with_nothing_typed_does_not_undo_the_newer() -> None:
    newer = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31), name="new.xlsx")
    older = filled("EH", two_of_a_mind, name="old.xlsx")
    twice = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31), name="again.xlsx")
    assert {("KO2-03", "q2_actual"): 31.0} == entered(collect(newer, older, twice))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (remove_row("KO2-03"), "1 row is taken out of it (KO2-03)"),
        (add_row("KO9-99"), "1 row is put into it and not service EH's (KO9-99)"),
    ],
)
def test_rows_taken_out_or_put_in_are_said(change: Callable[[Workbook], None], said: str) -> None:
    assert any(said in note for note in collect(filled("EH", change)).notes)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (rename("Q2 actual", "Actual"), "“q2 actual” is missing"),
        (rename("Commentary", None), "“commentary” is missing"),
        (rename(f"{AS_SENT}Q2 actual", "x"), "is missing or stands twice"),
        (rename("Ref", "Number"), "its row of headings is not there"),
    ],
)
def test_a_return_whose_headings_were_changed_is_not_guessed_at(
    change: Callable[[Workbook], None], why: str
) -> None:
    found = collect(filled("EH", change))
    assert [] == [*found.decided]
    assert why in found.not_used[0][1]


def test_a_tab_that_was_removed_leaves_its_rows_unanswered() -> None:
    found = collect(filled("EH", remove_tab))
    assert any("22 rows are taken out of it" in note for note in found.notes)
    assert {} == entered(found)


def test_a_plan_that_changed_meanwhile_keeps_what_it_holds(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(demo_workbook())
    type_in(plan, "indicators", "KO2-03", q2_actual=35.0)
    changed = read_and_calculate(plan)[0]
    came = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31))
    found = collect_from(changed, [came])
    assert {} == entered(found)
    assert "it held 37 then, and holds 35 now" in why_of(found)


def _answerable(forms: Iterable[Form]) -> list[tuple[Form, Sheet, Row, str]]:
    """Every cell of a round of returns that takes any words, or how much is done."""
    return [
        (form, part.sheet, row, field)
        for form in forms
        for part, rows in form.parts
        for row in rows
        for field in part.asked
        if part.column(field).kind is Kind.TEXT or field == "percent_complete"
    ]


def test_a_round_for_the_whole_plan_comes_back_equal_and_twice_is_once(
    tmp_path: Path, capsys: Captured, record_property: Callable[[str, object], None]
) -> None:
    """500 random edits by 4 services and 12 owners: the plan then holds each, and nothing else."""
    draw = random.Random(14)
    plan, folder = tmp_path / "plan.xlsx", tmp_path / "Returns"
    plan.write_bytes(owned_workbook())
    files: dict[Identity, Path] = {}
    for by in ("service", "owner"):
        assert 0 == run(["returns", str(plan), "--out", str(folder / by), "--by", by])
        for path in (folder / by).glob("*.xlsx"):
            identity = came_back(path.name, path.read_bytes()).identity
            assert identity is not None
            files[identity] = path
    assert 4 + 12 <= len(files)
    rounds = [*forms_of(owned()), *forms_of(owned(), by_owner=True)]
    wanted: dict[tuple[str, str, str], object] = {}
    changes: dict[Identity, list[Callable[[Workbook], None]]] = {}
    cells = _answerable(rounds)
    draw.shuffle(cells)
    for form, sheet, row, field in cells:
        place = (sheet.key, str(row["ref"]), field)
        if place in wanted or len(wanted) == 500:
            continue
        number = len(wanted)
        typed: object = f"Typed {number}: {draw.random():.3f} & “so”"
        wanted[place] = number / 1000 if field == "percent_complete" else typed
        changes.setdefault(form.identity, []).append(
            type_into(sheet.tab, place[1], sheet.by_name[field].heading, wanted[place])
        )
    assert {Whose.SERVICE, Whose.OWNER, Whose.REST} == {one.whose for one in changes}
    everything = tmp_path / "In"
    everything.mkdir()
    for number, (identity, path) in enumerate(files.items()):
        back = edited(path.read_bytes(), all_of(*changes.get(identity, ())))
        (everything / f"{number}.xlsx").write_bytes(back)
    before = {
        key: [dict(r) for r in rows] for key, rows in read_and_calculate(plan)[0].rows.items()
    }
    capsys.readouterr()
    assert 0 == run(["collect", str(plan), str(everything), "--yes"])
    said = capsys.readouterr().out
    assert "500 entered" in said
    assert "No return from" not in said
    after = read_and_calculate(plan)[0]
    for sheet in (INDICATORS, ACTIONS, BUDGET):
        for old, new in zip(before[sheet.key], after.table(sheet), strict=True):
            for column in sheet.inputs:
                expected = wanted.get(
                    (sheet.key, str(old["ref"]), column.name), old.get(column.name)
                )
                assert expected == new.get(column.name)
    again = plan.read_bytes()
    assert 0 == run(["collect", str(plan), str(everything), "--yes"])
    assert "nothing was written" in capsys.readouterr().out
    assert again == plan.read_bytes()
    record_property(
        "figure", "returns: 500 random edits by 4 services and 12 owners came back equal, once"
    )


def _of(whom: str, *, whose: Whose = Whose.SERVICE, **says: str) -> bytes:
    """An untouched return of PQ that says that it is another's."""
    form = next(one for one in forms_of(results()) if one.identity.whom == "PQ")
    identity = replace(form.identity, whom=whom, whose=whose, **says)
    return return_bytes(replace(form, identity=identity), results().settings)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_number(data: bytes) -> bytes:
    """A return whose number was deleted, from its properties too."""
    number = str(forms()["EH"].identity).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item).replace(number, b"-"))
    return out.getvalue()


def _spoiled_files() -> dict[str, tuple[str, Callable[[], bytes], str]]:
    """Kinds of spoiled return: the file's name, its bytes, and what is said of it."""
    kinds: dict[str, tuple[str, Callable[[], bytes], str]] = {
        "an old Excel's": ("a.xls", lambda: b"\xd0\xcf\x11\xe0", "Excel Workbook (.xlsx)"),
        "LibreOffice's own": ("a.ods", lambda: b"PK", "Excel Workbook (.xlsx)"),
        "a CSV": ("a.csv", lambda: b"Ref,Q2 actual\nKO2-03,31\n", "Excel Workbook (.xlsx)"),
        "a PDF": ("a.pdf", lambda: b"%PDF-1.7", "Excel Workbook (.xlsx)"),
        "a macro workbook": ("a.xlsm", lambda: sent("EH"), "Excel Workbook (.xlsx)"),
        "empty": ("a.xlsx", lambda: b"", "empty"),
        "cut short": ("a.xlsx", lambda: _cut(sent("EH")), "damaged"),
        "a web page": ("a.xlsx", lambda: b"<html><table>", "web page"),
        "the plan itself": ("a.xlsx", demo_workbook, "not a return"),
        "its number gone": ("a.xlsx", lambda: _without_number(sent("EH")), "not a return"),
        "of another plan": ("a.xlsx", lambda: _of("PQ", plan="0" * 12), "another plan"),
        "of another year": ("a.xlsx", lambda: _of("PQ", year="2015/16"), "another year (2015/16)"),
        "of another period": ("a.xlsx", lambda: _of("PQ", period="Q1"), "the plan is at Q2"),
        "of no service": ("a.xlsx", lambda: _of("XX"), "not a service of the plan"),
        "of no owner": ("a.xlsx", lambda: _of("Jo", whose=Whose.OWNER), "owns nothing in the plan"),
        "of another service": ("a.xlsx", lambda: _of("SS"), "rows are put into it and not service"),
    }
    for what, (change, said, _) in SPOILED.items():
        why = said or "1 in the plan already"
        whose = _service_of(what)
        kinds[what] = ("a.xlsx", functools.partial(_changed, whose, change), why)
    for what, change, why in (
        ("no Q2 actual", rename("Q2 actual", "Actual"), "“q2 actual” is missing"),
        ("no commentary", rename("Commentary", None), "“commentary” is missing"),
        ("two refs", rename("Unit", "Ref"), "stands twice"),
        ("no headings", rename("Ref", "Number"), "its row of headings is not there"),
        ("no indicators", remove_tab, "22 rows are taken out of it"),
        ("a row taken out", remove_row("KO2-03"), "1 row is taken out of it (KO2-03)"),
    ):
        kinds[what] = ("a.xlsx", functools.partial(_changed, "EH", change), why)
    return kinds


def _changed(service: str, change: Callable[[Workbook], None]) -> bytes:
    return edited(sent(service), change)


def test_thirty_kinds_of_spoiled_return_each_get_their_message_and_change_nothing(
    tmp_path: Path, capsys: Captured, record_property: Callable[[str, object], None]
) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(demo_workbook())
    before = plan.read_bytes()
    kinds = _spoiled_files()
    assert 30 <= len(kinds)
    harmless = ("no indicators", "a row taken out", "as it was sent, changed")
    tried = some_of([*kinds.items()][::3], [*kinds.items()])
    for number, (what, (name, made, why)) in enumerate(tried):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_bytes(made())
        status = run(["collect", str(plan), str(folder), "--yes"])
        said = capsys.readouterr()
        assert why.lower() in said.out.lower(), f"{what}: {said.out[-900:]}"
        assert ".." not in said.out.replace(str(tmp_path), "")
        assert "Traceback" not in said.out + said.err
        assert status == (0 if what in harmless else 1), what
        assert before == plan.read_bytes(), what
    record_property(
        "figure",
        f"returns: {len(tried)} of {len(kinds)} kinds of spoiled return said, 0 cells changed",
    )


def test_without_anybody_to_agree_nothing_is_written(tmp_path: Path, capsys: Captured) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(demo_workbook())
    folder = tmp_path / "Returns"
    folder.mkdir()
    (folder / "EH.xlsx").write_bytes(
        edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 31))
    )
    (folder / "~$EH.xlsx").write_bytes(b"\x04Jane" + bytes(160))
    before = plan.read_bytes()
    assert 2 == run(["collect", str(plan), str(folder)])
    said = capsys.readouterr().out
    assert "KO2-03 Q2 actual: 37 → 31" in said
    assert "~$" not in said
    assert before == plan.read_bytes()


def test_a_return_that_libreoffice_saved_is_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "in" / "EH.xlsx"
    path.parent.mkdir()
    path.write_bytes(edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 31)))
    saved = libreoffice_engine.resaved(path, tmp_path)
    found = collect(came_back(saved.name, saved.read_bytes()))
    assert {("KO2-03", "q2_actual"): 31.0} == entered(found)
    assert fates(found)["left as it was"] == len(found.decided) - 1
