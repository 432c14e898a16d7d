"""Reminders: exactly what each reader has not given, with their return, and nobody else's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from csplan.commands import reminding
from csplan.commands.cli import run
from csplan.commands.send import check_workbook
from csplan.emails.batch import batch_in
from csplan.emails.recipients import owners_of
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.returns.form import forms_of
from csplan.returns.reading import came_back
from csplan.sheets import ACTIONS, BUDGET, INDICATORS
from csplan.terms.errors import WorkbookError
from csplan.terms.names import matching
from tests.commands.typing_in import type_in
from tests.emails.made import parsed
from tests.returns.made import OWNERS, owned, owned_workbook, results, texts_in

pytestmark = pytest.mark.slow

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with twelve owners, and the reminders of all who lack something."""
    folder = tmp_path_factory.mktemp("reminders")
    (folder / "plan.xlsx").write_bytes(owned_workbook())
    wanted = ["--kind", "reminder", "--by-date", "14/10/2016"]
    assert 0 == run(["emails", str(folder / "plan.xlsx"), "--out", str(folder / "Out"), *wanted])
    return folder


def _lacking() -> dict[str, set[str]]:
    """Who has not given something, by the sheets alone: read by hand from the rows' own words."""
    found: dict[str, set[str]] = {}
    for sheet, service in ((INDICATORS, "service"), (ACTIONS, "lead_service"), (BUDGET, "service")):
        for row in owned().present(sheet):
            lacks = (
                row.get("rag") in ("Awaiting data", "Target to be set", "Check data")
                or (
                    sheet is INDICATORS
                    and row.get("rag") == "Red"
                    and not (row.get("commentary") and row.get("corrective_action"))
                )
                or row.get("days_overdue") == "No date"
                or row.get("forecast_awaited") == "Yes"
                or row.get("row_check") == "Check data"
            )
            if lacks:
                owner = matching(str(row.get("owner") or ""))
                found.setdefault(owner or str(row[service]), set()).add(str(row["ref"]))
    return found


def test_each_reader_is_told_all_that_they_have_not_given_and_nothing_else(made: Path) -> None:
    manifest = json.loads((made / "Out" / "manifest.json").read_text())
    refs = {
        str(row["ref"]) for sheet in (INDICATORS, ACTIONS, BUDGET) for row in owned().present(sheet)
    }
    told = {}
    for draft in manifest["drafts"]:
        message = parsed((made / "Out" / draft["file"]).read_bytes())
        body = message.get_body(("plain",))
        assert body is not None
        text = " ".join(str(body.get_content()).split())
        key = matching(draft["service"]) if draft["owner"] else draft["service"]
        told[key] = {ref for ref in refs if f"({ref})" in text}
        count = str(message["Subject"]).partition("reminder, ")[2].partition(" item")[0]
        assert int(count) == sum(text.count(f"({ref})") for ref in refs)
        assert "send it back by 14 October 2016" in text
    assert _lacking() == told
    assert "reminder" == manifest["kind"]


def test_each_carries_their_own_return_and_no_word_of_anybody_else(made: Path) -> None:
    """In the message, the attachment, and whatever is written beside them."""
    own = {form.identity.reader: form for form in forms_of(owned(), by_owner=True)}
    batch = batch_in(made / "Out")
    for message in batch.messages:
        (attached,) = parsed(message.data).iter_attachments()
        data = attached.get_content()
        came = came_back("x.xlsx", data)
        assert came.identity is not None
        form = own.pop(came.identity.reader)
        whose = "owner" if message.is_owner else "service"
        assert f"{whose} {message.service}" == form.identity.reader
        rows = {(part.sheet.key, str(row["ref"])) for part, listed in form.parts for row in listed}
        assert rows == set(came.refs)
        seen = texts_in(data) + str(parsed(message.data).get_body(("html",)))
        assert [] == [name for name in OWNERS if name != message.service and name in seen]
    assert [] == [
        one for one in own.values() if any(rows for _, rows in one.parts) and one.name in _lacking()
    ]


def _results(people: list[Row], **services: str) -> Results:
    rows = dict(owned().plan.rows)
    rows["people"] = people
    rows["services"] = [
        {**row, **services} if row["ref"] == "SL" else row for row in rows["services"]
    ]
    plan = owned().plan
    return calculate(Plan(plan.settings, rows, plan.places, (), plan.name, plan.sha256))


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([], "Asha Patel is not on the People sheet."),
        ([{"ref": "Asha Patel"}], "has no e-mail address on the People sheet"),
        ([{"ref": "Asha Patel", "email": "asha"}], "cannot be one e-mail address"),
        ([{"ref": "Asha Patel", "email": "asha@examp1e.gov.uk"}], "only looks like"),
        (
            [{"ref": "Asha Patel", "email": "head.schools@example.gov.uk"}],
            "stands against Jo March too.  Check whose",
        ),
        (
            [
                {"ref": "Asha Patel", "email": "asha@example.gov.uk"},
                {"ref": "Ben Okoro", "email": "asha+x@example.gov.uk"},
            ],
            "stands against 2 people",
        ),
        (
            [
                {"ref": "Asha Patel", "email": "asha@example.gov.uk"},
                {"ref": "asha  patel", "email": "a.patel@example.gov.uk"},
            ],
            "is 2 times on the People sheet",
        ),
    ],
)
def test_an_owner_who_cannot_be_written_to_gets_nothing_and_is_named(
    people: list[Row], why: str
) -> None:
    good, (blocked,) = owners_of(_results(people, head="Jo March"), ["Asha Patel"])
    assert () == good
    assert why in " ".join(blocked.reasons)


def test_a_name_that_no_header_may_hold_is_blocked_and_a_head_may_own_rows() -> None:
    people: list[Row] = [{"ref": "Jo March", "email": "head.schools@example.gov.uk"}]
    (good,), () = owners_of(_results(people, head="Jo March"), ["Jo March"])
    assert ("owner=Jo March", "owner Jo March") == (good.key, good.scorecard)
    _, (blocked,) = owners_of(_results(people), ["Jo\nBcc: x@y.org"])
    assert "Type it again" in blocked.reasons[0]
    _, (blocked,) = owners_of(_results(people), ["W" * 300])
    assert "is too long to be a name" in blocked.reasons[0]


def test_what_is_wrong_with_a_row_is_said_in_the_words_of_the_check() -> None:
    from csplan.plan.check import check

    plan = owned().plan
    rows = {key: [dict(row) for row in listed] for key, listed in plan.rows.items()}
    row = next(row for row in rows["indicators"] if row["ref"] == "KO2-03")
    row["q2_actual"], row["owner"] = "thirty", "Asha Patel"
    changed = calculate(Plan(plan.settings, rows, plan.places, (), plan.name, plan.sha256))
    (form,) = forms_of(changed, only="Asha Patel", by_owner=True)
    reminder = reminding.reminder_of(form, changed, check(changed.plan, changed))
    (item,) = [one for one in reminder.items if one.what.startswith("Figure to correct")]
    assert '"thirty" is text, not a number' in item.rows[0].detail
    assert "Under “Q2 actual” on Indicators." == item.where


def test_where_nothing_is_missing_nobody_is_reminded(tmp_path: Path, capsys: Captured) -> None:
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(owned_workbook())
    status = run(
        ["emails", str(plan), "--out", str(tmp_path / "R"), "--kind", "reminder", "--for", "Nobody"]
    )
    assert 2 == status
    assert 'No service or owner is called "Nobody"' in capsys.readouterr().err
    assert not (tmp_path / "R").exists()
    forms = [form for form in forms_of(results()) if form.identity.whom == "PQ"]
    emptied = [replace(form, parts=tuple((part, ()) for part, _ in form.parts)) for form in forms]
    assert 0 == reminding.reminder_of(emptied[0], results(), ()).count


def _goes(folder: Path, spoil: Callable[[Path], None]) -> str:
    """Why the reminders may not be sent once the plan was spoiled and drafted again; or nothing."""
    plan = folder / "plan.xlsx"
    spoil(plan)
    out = folder / "Again"
    wanted = ["--kind", "reminder", "--yes-new-addresses"]
    run(["emails", str(plan), "--out", str(out), *wanted])
    try:
        check_workbook(plan, batch_in(out))
    except WorkbookError as error:
        return str(error)
    return ""


def test_reminders_go_while_errors_stand_for_they_are_how_these_are_mended(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(owned_workbook())
    spoil = lambda plan: type_in(plan, "indicators", "KO2-03", q2_actual="thirty")  # noqa: E731
    assert "" == _goes(tmp_path, spoil)
    plan = tmp_path / "plan.xlsx"
    assert 2 == run(["emails", str(plan), "--out", str(tmp_path / "S")])  # scorecards do not
    type_in(plan, "settings", "", allowed_email_domains="elsewhere.org")
    said = _goes(tmp_path, lambda _: None)
    assert "is not the version" in said
    type_in(plan, "settings", "", allowed_email_domains=None)
    assert 2 == run(["emails", str(plan), "--out", str(tmp_path / "T"), "--kind", "reminder"])
