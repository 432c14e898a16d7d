"""The command publish: what is in a copy, what is in no file of it, and when there is none."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from csplan.commands.cli import run
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.publication import solving
from csplan.publication.about import about_of
from csplan.publication.betraying import RULES
from csplan.publication.checking import Inside, checklist
from csplan.publication.opendocument import libreoffice, opendocument_of
from csplan.publication.profile import CopyProfile, profile_from, read_profile, thresholds_of
from csplan.publication.releases import earlier_releases
from csplan.publication.spreadsheet import spreadsheet_of
from csplan.publication.suppressing import Suppression
from csplan.publication.tables import tables_of
from csplan.publication.view import PUBLISHED, View, release_of, view_of
from csplan.sheets import ACTIONS, BY_KEY, INDICATORS, SERVICES, SHEETS
from csplan.sheets.column import Kind
from csplan.template.build import build
from csplan.template.demo import demo_plan
from csplan.terms.errors import WorkbookError
from tests.engines.validators import audit_errors
from tests.publication.drawn import with_indicators

_QUICK = 'formats = ["xlsx", "csv", "html"]\nscorecards = ["members", "outcome"]\n'
_CANARIES = ("Zebedee", "Quuxton", "zebedee.quuxton", "4.23%", "forty-one", "plan-of-ours")


def changed(results: Results, key: str, change: Callable[[int, Row], Row]) -> Plan:
    """A plan with the rows of a sheet changed."""
    rows = [change(number, dict(row)) for number, row in enumerate(results.plan.table(BY_KEY[key]))]
    return replace(results.plan, rows={**results.plan.rows, key: rows})


def with_canaries() -> Results:
    """The demonstration with a protected 4.23% that everybody speaks of, and people by name."""

    def spoken(_: int, row: Row) -> Row:
        if row.get("ref") == "KO3-19":
            words = "It was 4.23% in the summer."
            row |= {"q2_actual": 0.0423, "forecast": 0.0423, "decimals": 2.0}
            row |= {"as_printed": words, "note": words, "query": words, "publish_words": "Yes"}
            row |= {"commentary": words, "corrective_action": "forty-one of them"}
        if row.get("ref") == "KO3-02":
            row |= {"commentary": "The council is proud of this.", "publish_words": "Yes"}
        if row.get("ref") == "KO3-04":
            row |= {"commentary": "Not for the public.", "publish_words": None}
        return row

    def named(number: int, row: Row) -> Row:
        email = "zebedee.quuxton@council.example"
        return row | {"head": "Zebedee Quuxton", "email": email} if number == 0 else row

    plan = changed(demo_plan(), INDICATORS.key, spoken)
    plan = changed(calculate(plan), SERVICES.key, named)
    return calculate(
        changed(
            calculate(plan),
            ACTIONS.key,
            lambda n, row: (
                row | {"commentary": "Zebedee says 4.23%", "publish_words": "Yes"}
                if n == 0
                else row
            ),
        )
    )


def everything(folder: Path) -> dict[str, str]:
    """All that the files of a copy say, packages taken apart."""
    found = {}
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if path.suffix in (".xlsx", ".ods"):
            with ZipFile(io.BytesIO(data)) as package:
                for name in package.namelist():
                    found[f"{path.name}/{name}"] = package.read(name).decode("utf-8", "replace")
        found[path.name] = data.decode("utf-8", "replace")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "quick.toml").write_text(_QUICK, encoding="utf-8")
    return tmp_path


def publish(folder: Path, name: str = "plan-of-ours.xlsx", *more: str) -> int:
    profile = str(folder / "quick.toml")
    out = str(folder / "Published")
    return run(["publish", str(folder / name), "--out", out, "--profile", profile, *more])


@pytest.mark.slow
def test_no_file_of_a_copy_holds_what_is_kept_inside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "plan-of-ours.xlsx").write_bytes(build(with_canaries()))
    assert 0 == publish(folder)
    said = capsys.readouterr().out
    assert "FAIL" not in said
    assert (
        "Words left out: KO3-19 Commentary holds a number beside a figure that is kept back."
        in said
    )
    assert "Words left out: A-001 Commentary gives back 4.23% of KO3-19." in said
    texts = everything(folder / "Published" / "2016-17 Q2")
    assert [] == [(one, name) for name, text in texts.items() for one in _CANARIES if one in text]
    whole = "".join(texts.values())
    assert "The council is proud of this." in whole
    assert "Not for the public." not in whole
    assert "OFFICIAL" not in whole


@pytest.mark.slow
def test_a_view_is_the_same_whatever_the_figures_are_that_it_keeps_back() -> None:
    """All files are made of it: no sentence, colour, order, chart or size tells of one."""
    targets: Row = dict.fromkeys(("target", "target_2", "target_3", "target_4"), 4.0)
    views = []
    for few, share in ((3.0, 0.098), (5.0, 0.097)):
        figures: dict[object, Row] = {
            "KO2-03": targets
            | {"baseline": 7.0, "q1_actual": few, "q2_actual": few, "forecast": few},
            "KO2-06": {"baseline": 0.834 + share, "q1_actual": 0.843 + share},
            "KO3-19": {"baseline": share, "commentary": f"It is {share}", "publish_words": "Yes"},
        }

        def told(_: int, row: Row, figures: dict[object, Row] = figures) -> Row:
            return row | figures.get(row.get("ref"), {})

        plan = changed(demo_plan(), INDICATORS.key, told)
        views.append(view_of(calculate(plan), rules=RULES))
    assert {"KO2-03", "KO2-06", "KO3-19"} <= {ref for ref, _ in views[0].suppression.kept}
    assert views[0].results == views[1].results
    assert release_of(views[0]) == release_of(views[1])


@pytest.mark.slow
def test_the_same_plan_twice_is_one_copy_and_another_plan_stands_beside_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = demo_plan()
    (folder / "quick.toml").write_text(_QUICK.replace(', "outcome"', ""), encoding="utf-8")
    (folder / "plan-of-ours.xlsx").write_bytes(build(results))
    assert 0 == publish(folder)
    copy = folder / "Published" / "2016-17 Q2"
    before = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in copy.iterdir()}
    assert 0 == publish(folder)
    said = capsys.readouterr().out
    assert "It is proven that no fewer of these would do." in said
    assert "holds this very copy already; nothing was changed." in said
    (folder / "Published").rename(folder / "Before")
    (folder / "plan-of-ours.xlsx").rename(folder / "renamed.xlsx")
    assert 0 == publish(folder, "renamed.xlsx")
    assert before == {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in copy.iterdir()
    }

    more = changed(
        results,
        INDICATORS.key,
        lambda _, row: row | {"q2_actual": 641.0} if row.get("ref") == "KO2-01" else row,
    )
    (folder / "renamed.xlsx").write_bytes(build(calculate(more)))
    assert 0 == publish(folder, "renamed.xlsx")
    names = {one.name for one in (folder / "Published").iterdir()}
    assert {"2016-17 Q2", "2016-17 Q2 version 2"} == names
    assert 2 == len(list(earlier_releases(folder / "Published")))


@pytest.mark.slow
def test_a_plan_with_errors_or_figures_to_confirm_is_not_published(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = with_indicators([{"ref": "KO3-01", "q1_actual": "about ten"}], "Q1")
    whole = demo_plan()
    rows = {**whole.plan.rows, INDICATORS.key: results.table(INDICATORS)}
    plan = replace(whole.plan, rows=rows)
    (folder / "plan-of-ours.xlsx").write_bytes(build(calculate(plan)))
    assert 2 == publish(folder)
    said = capsys.readouterr().err
    assert "so it is not published.  See them all with:  csplan check plan-of-ours.xlsx" in said
    assert not (folder / "Published").exists()


def test_a_part_of_a_row_that_is_not_there_is_refused(folder: Path) -> None:
    from csplan.commands.publishing import check_ready

    results = with_indicators([{"ref": "KO3-01", "part_of": "KO9-99"}], "Q1")
    with pytest.raises(WorkbookError, match='KO3-01 is said to be a part of "KO9-99"') as refused:
        check_ready(results, (), folder / "plan.xlsx")
    assert "publication-refused" == refused.value.code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "protect_counts = 9",
            '"protect_counts" is not known.  Did you mean protect_counts_up_to?',
        ),
        ('colour = "red"', '"colour" is not known.  It may say title, author,'),
        ("protect_counts_up_to = 0", "protect_counts_up_to is a whole number from 1 to 1000."),
        ("protect_counts_up_to = -1", "protect_counts_up_to is a whole number from 1 to 1000."),
        ('protect_counts_up_to = "five"', "protect_counts_up_to is a whole number from 1 to 1000."),
        ("protect_counts_up_to = " + 5_000 * "9", "council.toml is not written as a profile."),
        ("words = " + 5_000 * "[", "council.toml is not written as a profile."),
        ("k" * 5_000 + " = 1", f'"{"k" * 40}…" is not known.'),
        ("\n".join(f"k{n} = 1" for n in range(30)), "And 25 more.  Nothing was published."),
        ("formats = []", "formats is a list of any of xlsx, ods, csv, html, pdf."),
        ('formats = ["docx"]', "formats is a list of any of xlsx, ods, csv, html, pdf."),
        ('scorecards = ["heads"]', "scorecards is a list of any of directorate,"),
        ("words = 1", "words is true or false."),
        ("title = 5", "title is a text of one line, of at most 300 signs."),
        ("title = ", "is not written as a profile:"),
    ],
)
def test_a_profile_that_says_what_is_not_known_is_refused(text: str, why: str) -> None:
    with pytest.raises(WorkbookError) as refused:
        profile_from(text, "council.toml")
    assert "profile-refused" == refused.value.code
    assert why in str(refused.value)
    assert str(refused.value).endswith("Nothing was published.")


def test_the_profile_that_the_documentation_shows_says_all_that_one_may_say() -> None:
    page = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text(encoding="utf-8")
    shown = page.split("```toml\n")[1].split("```")[0]

    assert {one.name for one in fields(CopyProfile)} == set(tomllib.loads(shown))
    assert 9 == profile_from(shown).protect_counts_up_to


def test_what_a_data_protection_officer_reads_has_room_on_two_pages() -> None:
    page = (Path(__file__).parents[2] / "docs" / "publication.md").read_text(encoding="utf-8")

    assert len(re.findall(r"\w[\w'’.,-]*", page)) <= 1_000


def test_a_profile_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"none\.toml cannot be read"):
        read_profile(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(WorkbookError, match="it is not text in UTF-8"):
        read_profile(tmp_path / "odd.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * 100_001)
    with pytest.raises(WorkbookError, match="too large for a profile: over 100,000 bytes"):
        read_profile(tmp_path / "huge.toml")
    with pytest.raises(WorkbookError, match="is not a file"):
        read_profile(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none on Windows")
def test_a_profile_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waiting.toml")
    with pytest.raises(WorkbookError, match=r"waiting\.toml is not a file"):
        read_profile(tmp_path / "waiting.toml")


def test_the_stricter_threshold_counts_and_nonsense_is_refused() -> None:
    profile = CopyProfile(protect_counts_up_to=9)
    assert RULES == thresholds_of({}, CopyProfile())
    assert 9 == thresholds_of({"protect_counts": 3.0}, profile).count
    assert 12 == thresholds_of({"protect_counts": 12.0}, profile).count
    assert 20 == thresholds_of({"protect_groups": 20.0}, profile).denominator
    with pytest.raises(WorkbookError, match='Protect counts up to on Settings is "a few"'):
        thresholds_of({"protect_counts": "a few"}, profile)
    with pytest.raises(WorkbookError, match="Protect groups below on Settings"):
        thresholds_of({"protect_groups": 2.5}, profile)


def test_every_text_that_people_type_is_published_on_purpose_or_not_at_all() -> None:
    """A new column of text stays inside until somebody lists it; names and words never leave."""
    inside = {"head", "email", "owner", "note", "query", "as_printed", "plan_line", "commentary"}
    inside |= {"corrective_action", "mitigation", "denominator", "closed_by", "by", "role"}
    published = {(key, name) for key, names in PUBLISHED.items() for name in names}
    assert set() == {name for _, name in published} & inside
    assert set() == {(key, name) for key, name in published if name not in BY_KEY[key].by_name}
    for sheet in SHEETS:
        texts = {one.name for one in sheet.inputs if one.kind is Kind.TEXT}
        if sheet.key in ("people", "changes", "change_log", "accepted", "approvals", "activity"):
            assert sheet.key not in PUBLISHED
        assert texts >= {name for key, name in published if key == sheet.key} & texts


def copy_of_two() -> dict[str, bytes]:
    rows: list[Row] = [
        {"ref": "KO3-01", "q1_actual": 31.0, "indicator": "=1+1"},
        {"ref": "KO3-02", "q1_actual": 3.0, "part_of": "KO3-01"},
        {"ref": "KO3-03", "q1_actual": 28.0, "part_of": "KO3-01", "commentary": "Up 3 children."},
    ]
    rows[2]["publish_words"] = "Yes"
    view = view_of(with_indicators(rows, "Q1"), rules=RULES)
    about = about_of(view.results, CopyProfile(contact="data@council.example"))
    tables = tables_of(view)
    from csplan.publication.data_files import csv_of, dictionary_of

    files = {f"{about.stem} {one.name}.csv": csv_of(one) for one in tables}
    files |= {"data dictionary.csv": dictionary_of(tables)}
    return files | {f"{about.stem}.xlsx": spreadsheet_of(about, tables)}


def test_the_checklist_passes_a_copy_and_fails_each_thing_that_is_wrong() -> None:
    files = copy_of_two()
    view = view_of(with_indicators([], "Q1"), rules=RULES)
    about = replace(about_of(view.results, CopyProfile()), contact="")
    kept = [("KO3-02", "Q1 2016/17"), ("KO3-03", "Q1 2016/17")]
    inside = Inside(("Zebedee",), "data@council.example")
    lines = checklist(files, about, kept, inside)
    assert [] == [str(one) for one in lines if not one.passed]
    assert all(str(one).startswith("pass  ") for one in lines)
    spoilt = dict(files)
    name = next(one for one in files if "indicators" in one)
    spoilt[name] = files[name].replace(b",c,", b",3,").replace(b"KO3-01", b"Zebedee")
    spoilt["page.html"] = b"<p>OFFICIAL csplan-x a@b.example C:\\Users\\x src='http:"
    failed = [str(one) for one in checklist(spoilt, about, kept, inside) if not one.passed]
    assert any("every figure that is kept back is c: KO3-02 Q1 2016/17" in one for one in failed)
    assert any("Zebedee in" in one for one in failed)
    assert any("a path in page.html" in one for one in failed)
    assert any("no language in page.html" in one for one in failed)
    other = replace(about, title="Another")
    failed = [str(one) for one in checklist(files, other, kept, inside) if not one.passed]
    assert any("properties are title, author, language and date" in one for one in failed)


def test_text_that_looks_like_a_formula_stays_text_and_figures_are_bare() -> None:
    files = copy_of_two()
    data = next(data for name, data in files.items() if "indicators" in name)
    first, second, third = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert ("'=1+1", "31") == (first["Indicator"], first["Q1 2016/17"])
    assert ("c", "c", "c") == (second["Q1 2016/17"], second["Variance"], third["Q1 2016/17"])
    assert "Suppressed" == second["Status"]
    assert "Commentary" not in first  # its only words hold a number beside what is kept back


def test_a_copy_before_this_one_that_cannot_be_read_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "2016-17 Q1").mkdir()
    path = tmp_path / "2016-17 Q1" / "figures.json"
    for text in ("", "[]", json.dumps({"year": "2016/17"})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(WorkbookError, match="says what that copy published") as refused:
            list(earlier_releases(tmp_path))
        assert "publication-refused" == refused.value.code


def test_a_colour_is_not_changed_by_rounding_so_more_decimals_are_published() -> None:
    row: Row = {"ref": "KO3-01", "unit": "%", "decimals": 1.0, "q1_actual": 0.9496}
    row |= {"target": 0.95, "polarity": "Higher is better", "denominator": 9_000.0}
    results = with_indicators([row], "Q1")
    view = view_of(results, rules=RULES)
    (own,) = view.results.present(INDICATORS)
    assert ("Amber", "Amber") == (results.present(INDICATORS)[0]["rag"], own["rag"])
    assert (0.9496, 2.0) == (own["q1_actual"], own["decimals"])
    hidden = row | {"q1_actual": 0.91234567, "target": 0.95}
    (own,) = view_of(with_indicators([hidden], "Q1"), rules=RULES).results.present(INDICATORS)
    assert 0.912 == own["q1_actual"]  # no digit more than is printed


@pytest.mark.slow
def test_the_workbook_of_a_copy_is_legal(tmp_path: Path) -> None:
    name, data = next((n, d) for n, d in copy_of_two().items() if n.endswith(".xlsx"))
    (tmp_path / name).write_bytes(data)
    assert [] == audit_errors(tmp_path / name)


@pytest.mark.longest
@pytest.mark.slow
def test_libreoffice_writes_the_same_open_document_twice() -> None:
    program = libreoffice()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    view = view_of(with_indicators([{"ref": "KO3-01", "q1_actual": 3.0}], "Q1"), rules=RULES)
    about = about_of(view.results, CopyProfile(author="A & B"))
    workbook = spreadsheet_of(about, tables_of(view))
    one, two = (opendocument_of(workbook, about, program) for _ in range(2))
    assert one is not None
    assert one == two
    with ZipFile(io.BytesIO(one)) as package:
        assert "mimetype" == package.namelist()[0]
        assert b"LibreOffice" not in package.read("meta.xml")
        assert b"[c]" in package.read("content.xml")


def test_where_libreoffice_fails_there_is_no_open_document(tmp_path: Path) -> None:
    view = view_of(with_indicators([], "Q1"), rules=RULES)
    about = about_of(view.results, CopyProfile())
    assert opendocument_of(b"none", about, str(tmp_path / "no-such-program")) is None


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0, "  It is proven that no fewer of these would do.\n"),
        (1, "at most 1 figure more than need be is kept back.\n"),
        (3, "What is kept back protects; at most 3 figures more than need be are kept back.\n"),
    ],
)
def test_it_is_said_how_far_the_search_came(
    gap: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from csplan.commands.publish import _tell

    suppression = Suppression({}, {("KO3-01", "q1_actual"): "adds up with others"}, 9, gap)
    view = View(with_indicators([], "Q1"), (), suppression)
    _tell(view, (), ())
    assert said in capsys.readouterr().out


def test_the_bound_of_the_search_is_a_few_seconds() -> None:
    assert solving._SECONDS <= 5  # noqa: SLF001  (the bound is the promise)
