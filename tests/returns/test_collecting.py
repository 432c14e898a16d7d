"""What comes back: every cell accounted for, whatever was done to the file on its way."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from csplan.commands.cli import run
from csplan.returns.collecting import Collected, Fate, collected_from
from csplan.returns.reading import Came, came_back
from csplan.returns.writing import AS_SENT, TOP
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from csplan.template.demo import workbook as demo_workbook
from csplan.workbook.update import checked_results
from tests.commands.typing_in import type_in
from tests.engines import libreoffice_engine
from tests.returns.made import all_of, edited, filled, forms, results, sent, type_into

Captured = pytest.CaptureFixture[str]


def collect(*came: Came) -> Collected:
    return collected_from(results(), came)


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


@pytest.mark.slow
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
    "370 for 37%": (type_into("Indicators", "KO2-06", "Q2 actual", 95.7), "", 0),
    "an error value": (type_into("Indicators", "KO2-03", "Q2 actual", "#N/A"), "", 0),
    "a figure cleared": (type_into("Indicators", "KO2-03", "Q2 actual", None), "was cleared", 0),
    "a formula without a value": (
        type_into("Indicators", "KO2-03", "Q2 actual", "=1+1"),
        "formula without a value",
        0,
    ),
    "120% of an action": (
        type_into("Actions", "A-058", "% complete", 1.2),
        "",
        0,
    ),
    "a status that there is not": (type_into("Actions", "A-058", "Status", "Nearly"), "", 0),
    "a row of another service": (add_row("KO3-01"), "not this service's", 0),
    "a row that there is not": (add_row("KO9-99"), "not this service's", 0),
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


@pytest.mark.slow
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
        ("plan.xlsx", demo_workbook(), "not a return"),
    ],
)
def test_a_file_that_is_no_return_is_named_and_not_used(name: str, data: bytes, why: str) -> None:
    found = collect(came_back(name, data))
    assert [] == [*found.decided]
    ((named, said),) = found.not_used
    assert named == name
    assert why in said
    assert said.endswith((".", ")"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("plan", "0" * 12, "another plan"),
        ("year", "2015/16", "another year"),
        ("period", "Q1", "a return of Q1; the plan is at Q2"),
        ("service", "XX", "no service of the plan"),
    ],
)
def test_a_return_of_another_plan_year_period_or_service_is_not_used(
    field: str, value: str, why: str
) -> None:
    from dataclasses import replace

    from csplan.returns.writing import return_bytes

    form = forms()["PQ"]
    other = replace(form, identity=replace(form.identity, **{field: value}))
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


@pytest.mark.slow
def test_an_older_copy_with_nothing_typed_does_not_undo_the_newer() -> None:
    newer = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31), name="new.xlsx")
    older = filled("EH", two_of_a_mind, name="old.xlsx")
    twice = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31), name="again.xlsx")
    assert {("KO2-03", "q2_actual"): 31.0} == entered(collect(newer, older, twice))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (remove_row("KO2-03"), "1 rows were taken out of it (KO2-03)"),
        (add_row("KO9-99"), "1 rows were put into it that are not this service's (KO9-99)"),
    ],
)
def test_rows_taken_out_or_put_in_are_said(change: Callable[[Workbook], None], said: str) -> None:
    assert any(said in note for note in collect(filled("EH", change)).notes)


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_tab_that_was_removed_leaves_its_rows_unanswered() -> None:
    found = collect(filled("EH", remove_tab))
    assert any("22 rows were taken out of it" in note for note in found.notes)
    assert {} == entered(found)


@pytest.mark.slow
def test_a_plan_that_changed_meanwhile_keeps_what_it_holds(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(demo_workbook())
    type_in(plan, "indicators", "KO2-03", q2_actual=35.0)
    changed = checked_results(plan)[0]
    came = filled("EH", type_into("Indicators", "KO2-03", "Q2 actual", 31))
    found = collected_from(changed, [came])
    assert {} == entered(found)
    assert "it held 37 then, and holds 35 now" in why_of(found)


@pytest.mark.slow
def test_a_round_for_the_whole_plan_comes_back_equal_and_twice_is_once(
    tmp_path: Path, capsys: Captured, record_property: Callable[[str, object], None]
) -> None:
    """500 random edits by four services: the plan then holds each of them, and nothing else."""
    draw = random.Random(14)
    plan, folder = tmp_path / "plan.xlsx", tmp_path / "Returns"
    plan.write_bytes(demo_workbook())
    assert 0 == run(["returns", str(plan), "--out", str(folder)])
    wanted: dict[tuple[str, str, str], object] = {}
    cells = [
        (part.sheet, row, heading, field)
        for form in forms().values()
        for part, rows in form.parts
        for row in rows
        for field, heading in (
            ("commentary", part.column("commentary").heading),
            *((("mitigation", "Mitigation"),) if part.sheet is BUDGET else ()),
            *((("percent_complete", "% complete"),) if part.sheet is ACTIONS else ()),
            *((("corrective_action", "Corrective action"),) if part.sheet is INDICATORS else ()),
        )
    ]
    for number, (sheet, row, heading, field) in enumerate(draw.sample(cells, 500)):
        typed: object = f"Typed {number}: {draw.random():.3f} & “so” {heading}"
        if field == "percent_complete":
            typed = number / 1000
        wanted[sheet.key, str(row["ref"]), field] = typed
    for path in folder.glob("*.xlsx"):
        service = path.stem.rpartition("(")[2].rstrip(")")
        changes = [
            type_into(part.sheet.tab, str(row["ref"]), part.column(field).heading, text)
            for part, rows in forms()[service].parts
            for row in rows
            for (key, ref, field), text in wanted.items()
            if (key, ref) == (part.sheet.key, row["ref"])
        ]
        path.write_bytes(edited(path.read_bytes(), all_of(*changes)))
    before = {key: [dict(r) for r in rows] for key, rows in checked_results(plan)[0].rows.items()}
    assert 0 == run(["collect", str(plan), str(folder), "--yes"])
    assert "500 entered" in capsys.readouterr().out
    after = checked_results(plan)[0]
    for sheet in (INDICATORS, ACTIONS, BUDGET):
        for old, new in zip(before[sheet.key], after.table(sheet), strict=True):
            for column in sheet.inputs:
                expected = wanted.get(
                    (sheet.key, str(old["ref"]), column.name), old.get(column.name)
                )
                assert expected == new.get(column.name)
    again = plan.read_bytes()
    assert 0 == run(["collect", str(plan), str(folder), "--yes"])
    assert "nothing was written" in capsys.readouterr().out
    assert again == plan.read_bytes()
    record_property("figure", "returns: 500 random edits by 4 services came back equal, once")


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_return_that_libreoffice_saved_is_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "in" / "EH.xlsx"
    path.parent.mkdir()
    path.write_bytes(edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 31)))
    saved = libreoffice_engine.resaved(path, tmp_path)
    found = collect(came_back(saved.name, saved.read_bytes()))
    assert {("KO2-03", "q2_actual"): 31.0} == entered(found)
    assert fates(found)["left as it was"] == len(found.decided) - 1
