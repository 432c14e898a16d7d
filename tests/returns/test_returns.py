"""What goes out to a service: its own rows, alive and locked, and nobody else's."""

from __future__ import annotations

import io
from collections import Counter
from html import escape

import openpyxl
import pytest

from csplan.returns.form import PARTS, Whose, file_name, forms_of, identity_in
from csplan.returns.reading import came_back
from csplan.returns.writing import TOP, return_bytes
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching
from tests.engines import ironcalc_engine
from tests.returns.made import OWNERS, edited, forms, owned, results, sent, texts_in, type_into

pytestmark = pytest.mark.slow

SERVICES = ("SS", "EH", "SL", "PQ")


@pytest.mark.parametrize("service", SERVICES)
def test_a_return_holds_all_rows_of_its_service_and_none_of_another(service: str) -> None:
    text = texts_in(sent(service))
    for sheet, field in ((INDICATORS, "service"), (ACTIONS, "lead_service"), (BUDGET, "service")):
        for row in results().present(sheet):
            own = row[field] == service
            assert own is (f">{row['ref']}<" in text), f"{row['ref']} in the return of {service}"


def test_no_address_nor_other_service_stands_in_any_part() -> None:
    text = texts_in(sent("SL"))
    assert "example.gov.uk" not in text
    for other in ("Early Help to Safeguarding", "Strategic Services", "Performance &amp; Quality"):
        assert other not in text


@pytest.mark.parametrize("service", SERVICES)
def test_only_asked_cells_are_unlocked_and_there_is_no_password(service: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sent(service)))
    for tab in book:
        assert tab.protection.sheet
        assert not tab.protection.password
    for part in PARTS("Q2"):
        if part.sheet.tab not in book.sheetnames:
            continue
        tab = book[part.sheet.tab]
        asked = {part.column(name).heading for name in part.asked}
        for row in tab.iter_rows(min_row=TOP + 2):
            for cell in row:
                heading = str(tab.cell(TOP + 1, cell.column or 0).value)
                assert cell.protection.locked is (heading not in asked)


def test_every_colour_is_the_plans_own_and_changes_as_a_manager_types(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "r.xlsx"
    path.write_bytes(sent("EH"))
    values = ironcalc_engine.recalculated(path)["Indicators"]
    refs = {row["ref"]: row["rag"] for row in results().present(INDICATORS)}
    cells = {place: value for place, value in values.items() if place[0] == "A"}
    column = next(p[:-1] for p, v in values.items() if v == "RAG" and p.endswith(str(TOP + 1)))
    seen = {str(v): values[f"{column}{p[1:]}"] for p, v in cells.items() if v in refs}
    assert {ref: refs[ref] for ref in seen} == seen
    assert 22 == len(seen)

    path.write_bytes(edited(sent("EH"), type_into("Indicators", "KO2-03", "Q2 actual", 20)))
    again = ironcalc_engine.recalculated(path)["Indicators"]
    row = next(p[1:] for p, v in again.items() if v == "KO2-03")
    assert ("Red", "Green") == (seen["KO2-03"], again[f"{column}{row}"])


def test_the_same_form_gives_the_same_bytes_and_says_what_it_is() -> None:
    form = forms()["PQ"]
    assert sent("PQ") == return_bytes(form, results().settings, due="14 October 2016")
    assert form.identity == identity_in([str(form.identity)])
    assert str(form.identity) in texts_in(sent("PQ"))


def test_about_ten_columns_stand_on_one_screen() -> None:
    """1,850 pixels at 100% on a full-HD screen."""
    book = openpyxl.load_workbook(io.BytesIO(sent("SL")))
    for tab in book.worksheets[1:]:
        widths = [
            float(d.width)
            for d in tab.column_dimensions.values()
            if not d.hidden
            for _ in range(int(d.min or 0), int(d.max or 0) + 1)
        ]
        assert sum(round(width * 7) + 5 for width in widths) <= 1850, tab.title
        assert len(widths) <= 10


def test_by_owner_every_row_is_in_one_return_its_owners_or_its_services() -> None:
    forms = forms_of(owned(), by_owner=True)
    held = Counter(
        (part.sheet.key, row["ref"]) for form in forms for part, rows in form.parts for row in rows
    )
    present = Counter(
        (sheet.key, row["ref"])
        for sheet in (INDICATORS, ACTIONS, BUDGET)
        for row in owned().present(sheet)
    )
    assert present == held
    assert {*OWNERS} == {f.identity.whom for f in forms if f.identity.whose is Whose.OWNER}
    for form in forms:
        for part, rows in form.parts:
            for row in rows:
                owner = matching(str(row.get("owner") or ""))
                mine = form.identity.whose is Whose.OWNER
                assert matching(form.identity.whom) == owner if mine else not owner, part.sheet.name


def test_no_word_of_one_owner_stands_in_any_part_of_anothers_return() -> None:
    forms = forms_of(owned(), by_owner=True)
    refs = {
        form.identity: {str(row["ref"]) for _, rows in form.parts for row in rows} for form in forms
    }
    for form in forms:
        text = texts_in(return_bytes(form, owned().settings))
        for identity, own in refs.items():
            for ref in own:
                assert (identity == form.identity) is (f">{ref}<" in text), ref
        assert "example.gov.uk" not in text
        others = {escape(name) for name in OWNERS} - {escape(form.identity.whom)}
        assert [] == [name for name in others if name in text]


def test_an_owners_return_is_known_by_its_number_and_named_for_people() -> None:
    forms = forms_of(owned(), by_owner=True)
    for form in forms:
        assert form.identity == identity_in([f"x {form.identity}"])
        came = came_back("x.xlsx", return_bytes(form, owned().settings))
        assert (form.identity, "") == (came.identity, came.why)
    names: list[str] = []
    for form in forms:
        names.append(file_name(form, names))
    assert len(names) == len({name.casefold() for name in names})
    assert "Return 2016-17 Q2 Gita Rao.xlsx" in names
    assert "Return 2016-17 Q2 Schools & Learning (SL).xlsx" in names
    gita = next(form for form in forms if form.name.startswith("Gita"))
    assert "Return 2016-17 Q2 Gita Rao 2.xlsx" == file_name(gita, names)


def test_a_plan_without_owners_has_the_same_returns_either_way_and_nobody_unknown() -> None:
    assert forms_of(results()) == forms_of(results(), by_owner=True)
    (one,) = forms_of(owned(), only="asha patel", by_owner=True)
    assert "Asha Patel" == one.head
    with pytest.raises(WorkbookError, match='No service or owner is called "Asha"'):
        forms_of(owned(), only="Asha", by_owner=True)
