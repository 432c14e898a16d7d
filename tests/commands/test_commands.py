"""This module runs the commands as a user would, the unhappy paths first."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from csplan.commands.cli import run
from csplan.emails.addresses import check_addresses
from csplan.template.shipped import shipped
from csplan.terms.errors import WorkbookError
from csplan.workbook.update import update
from tests.commands.typing_in import cell_of, type_in


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The real plan, as `csplan new` writes it."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(shipped("service_plan_2016_17.xlsx").read_bytes())
    return path


def sha256(path: Path) -> str:
    """Return a file's hash."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", ["check", "update", "explain", "restore", "report"])
def test_a_file_that_is_not_there_is_one_sentence(
    command: str, tmp_path: Path, capsys: Captured
) -> None:
    more = ["KO2-03"] if command == "explain" else []

    status = run([command, str(tmp_path / "gone.xlsx"), *more])

    said = capsys.readouterr()
    assert (2, "") == (status, said.out)
    assert "gone.xlsx" in said.err
    assert "Traceback" not in said.err


def test_a_name_with_a_nul_and_a_year_without_days_are_refused_in_a_sentence(
    tmp_path: Path, capsys: Captured
) -> None:
    assert 2 == run(["report", str(tmp_path / "plan.xlsx"), "--out", "S\0"])
    assert "No file can be called S␀" in capsys.readouterr().err
    with pytest.raises(WorkbookError, match="a name cannot hold a NUL"):
        update(tmp_path / "pl\0an.xlsx")
    for year in ("0000/01", "9999/00"):
        assert 2 == run(["new", str(tmp_path / "plan.xlsx"), "--blank", "--year", year])
        assert f'"{year}" is not a year' in capsys.readouterr().err


def test_a_command_that_does_not_exist_says_how_to_find_one(capsys: Captured) -> None:
    assert 2 == run(["chekc"])
    assert "No such command 'chekc'.  Did you mean check?" in capsys.readouterr().err
    assert 2 == run(["xyz"])
    assert "Did you mean" not in capsys.readouterr().err


def test_an_unexpected_error_is_one_sentence_and_a_log(
    plan: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake of csplan's own")

    monkeypatch.setattr("csplan.workbook.checking.check", broken)
    before = sha256(plan)

    status = run(["update", str(plan)])

    said = capsys.readouterr().err
    log = Path(said.partition("The details are in ")[2].splitlines()[0].rstrip("."))
    assert (2, before) == (status, sha256(plan))
    assert "No file was changed." in said
    assert "a mistake of csplan's own" in log.read_text(encoding="utf-8")
    assert "Traceback" not in said
    log.unlink()


def test_new_never_writes_over_a_file(plan: Path, capsys: Captured) -> None:
    before = sha256(plan)

    assert 2 == run(["new", str(plan)])
    assert "is there already" in capsys.readouterr().err
    assert before == sha256(plan)


@pytest.mark.parametrize("arguments", [["rollover", "missing.xlsx"], ["combine"]])
def test_a_name_that_is_taken_is_refused_before_anything_is_read(
    arguments: list[str], tmp_path: Path, capsys: Captured
) -> None:
    taken = tmp_path / "taken.xlsx"
    taken.write_bytes(b"ours")
    given = [*arguments, str(taken), *(["missing.xlsx"] if arguments == ["combine"] else [])]

    assert 2 == run(given)
    assert "taken.xlsx is there already" in capsys.readouterr().err
    assert b"ours" == taken.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["plan.txt"], "a workbook's name ends in .xlsx"),
        (["plan.xlsx", "--blank", "--year", "2016/18"], "is not a year"),
        (["plan.xlsx", "--year", "2017/18"], "Add --blank to start one"),
        (["nowhere/plan.xlsx"], "is not there"),
    ],
)
def test_new_says_why_it_cannot(
    arguments: list[str], reason: str, tmp_path: Path, capsys: Captured
) -> None:
    name, *options = arguments

    assert 2 == run(["new", str(tmp_path / name), *options])
    assert reason in capsys.readouterr().err


@pytest.mark.slow
def test_a_blank_plan_of_another_year_is_in_order(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "next.xlsx"

    assert 0 == run(["new", str(path), "--blank", "--year", "2017/18"])
    assert (0, 0) == (run(["check", str(path)]), run(["update", str(path)]))
    assert "Findings: none." in capsys.readouterr().out
    assert "2017/18" == cell_of(path, "settings", "", "financial_year")


@pytest.mark.slow
def test_the_real_plan_has_no_errors_and_few_enough_findings(plan: Path, capsys: Captured) -> None:
    status = run(["check", str(plan), "--json"])

    said = json.loads(capsys.readouterr().out)
    severities = [finding["severity"] for finding in said["findings"]]
    assert 0 == status
    assert {"warning", "note"} == set(severities)
    assert len(severities) <= 35
    assert {"present": 84, "valid": 84, "with_errors": 0, "blank": 0} == said["rows"]["Indicators"]
    assert 160 == said["rows"]["Actions"]["present"]
    keys = {"code", "severity", "sheet", "cell", "found", "message", "fix"}
    assert all(keys <= set(finding) for finding in said["findings"])


ODDITIES = [
    "8% of 66.4%", "N/A for other groups has live targets", "0.92%", "Count and rate are not of one population",
    "8 of 11 homes", "without a % sign", "rises from 503 to 547", "Baseline 41, not 60",
    "worse than the baseline", "100% of schools and settings", "differ by rounding",
    "still says 2015-16", "31 July 2017",
]  # fmt: skip


@pytest.mark.slow
def test_check_raises_each_oddity_of_the_plan(plan: Path, capsys: Captured) -> None:
    run(["check", str(plan), "--json"])

    messages = [finding["message"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert [] == [words for words in ODDITIES if not any(words in one for one in messages)]


@pytest.mark.slow
def test_a_row_with_an_error_is_check_data_and_the_rest_is_done(
    plan: Path, capsys: Captured
) -> None:
    type_in(plan, "settings", "", reporting_period="Q1")
    type_in(plan, "indicators", "KO2-01", q1_actual="6l2")
    type_in(plan, "indicators", "KO2-03", q1_actual=19.0)

    status = run(["update", str(plan)])

    said = capsys.readouterr().out
    assert 1 == status
    assert "Type a number" in said
    assert ("Check data", "Green") == (
        cell_of(plan, "indicators", "KO2-01", "rag"),
        cell_of(plan, "indicators", "KO2-03", "rag"),
    )


@pytest.mark.slow
def test_an_update_that_changes_nothing_writes_nothing(plan: Path, capsys: Captured) -> None:
    run(["update", str(plan)])
    before, stamp = sha256(plan), plan.stat().st_mtime_ns

    assert 0 == run(["update", str(plan)])
    assert (before, stamp) == (sha256(plan), plan.stat().st_mtime_ns)
    assert "nothing was written" in capsys.readouterr().out


@pytest.mark.slow
def test_what_a_manager_types_is_said_in_the_log(plan: Path, capsys: Captured) -> None:
    run(["update", str(plan)])
    type_in(plan, "settings", "", reporting_period="Q1")
    type_in(plan, "indicators", "KO2-03", q1_actual=30.0, commentary="Two matches fell through.")

    run(["update", str(plan)])

    said = capsys.readouterr().out
    assert "Settings: Reporting period Baseline → Q1" in said
    assert "Q1 actual changed in 1 row (KO2-03 blank → 30)" in said
    assert "Commentary changed in 1 row (KO2-03 written)" in said


@pytest.mark.slow
def test_a_formula_that_was_typed_over_is_found_then_put_back(plan: Path, capsys: Captured) -> None:
    run(["update", str(plan)])
    type_in(plan, "indicators", "KO2-03", rag="Green")

    run(["check", str(plan), "--all"])
    assert "The formula of RAG was typed over with Green" in capsys.readouterr().out

    assert 0 == run(["update", str(plan)])
    assert "was typed over the formula of RAG" in capsys.readouterr().out
    assert "Red" == cell_of(plan, "indicators", "KO2-03", "rag")


@pytest.mark.slow
def test_a_fault_of_structure_writes_nothing(plan: Path, capsys: Captured) -> None:
    type_in(plan, "indicators", "KO2-03", ref="KO2-04")
    before = sha256(plan)

    assert 2 == run(["update", str(plan)])
    assert "KO2-04 is used 2 times" in capsys.readouterr().err
    assert before == sha256(plan)


@pytest.mark.slow
def test_restore_puts_back_the_version_before_to_the_byte(plan: Path, capsys: Captured) -> None:
    before = sha256(plan)
    run(["update", str(plan)])

    assert 0 == run(["restore", str(plan)])
    assert before == sha256(plan)
    assert "is kept as" in capsys.readouterr().out


@pytest.mark.slow
def test_restore_asks_before_it_replaces_a_read_only_workbook(plan: Path, capsys: Captured) -> None:
    before = sha256(plan)
    run(["update", str(plan)])
    after = sha256(plan)
    plan.chmod(0o444)

    assert 2 == run(["restore", str(plan)])
    assert "plan.xlsx is marked read-only" in capsys.readouterr().err
    assert after == sha256(plan)
    assert 0 == run(["restore", str(plan), "--yes"])
    assert (before, 0o444) == (sha256(plan), plan.stat().st_mode & 0o777)


@pytest.mark.parametrize(
    ("name", "said"), [("a.xltx", "a template"), ("b", "not a workbook's name")]
)
def test_odd_endings_are_refused_before_anything_is_written(
    plan: Path, name: str, said: str, capsys: Captured
) -> None:
    (plan.parent / "odd").mkdir()
    odd = plan.rename(plan.parent / "odd" / name)
    for command in (["update"], ["report", "--out", str(odd.parent / "S")], ["restore"]):
        assert 2 == run([command[0], str(odd), *command[1:]])
        assert f"{name} is {said}, so nothing was written." in capsys.readouterr().err
    assert [odd] == list(odd.parent.iterdir())


def test_a_file_in_place_of_the_folder_csplan_is_said_so(plan: Path, capsys: Captured) -> None:
    plan.with_name(".csplan").touch()
    said = ".csplan is not a file or folder that csplan made"
    for command in ("update", "restore"):
        assert 2 == run([command, str(plan)])
        assert said in capsys.readouterr().err
    with pytest.raises(WorkbookError, match=said):
        check_addresses(plan, "", [], agreed=False)


@pytest.mark.slow
def test_output_leaves_the_workbook_as_it_was(plan: Path, capsys: Captured) -> None:
    before, copy = sha256(plan), plan.with_name("copy.xlsx")

    assert 0 == run(["update", str(plan), "--output", str(copy)])
    assert before == sha256(plan) != sha256(copy)
    assert not (plan.parent / ".csplan").exists()

    assert 2 == run(["update", str(plan), "--output", str(copy)])
    assert "is there already" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("ref", ["KO2-03", "ko2-03", "B-014", "A-001", "KO2", "SL"])
def test_explain_answers_for_every_kind_of_row(ref: str, plan: Path, capsys: Captured) -> None:
    assert 0 == run(["explain", str(plan), ref])
    assert capsys.readouterr().out.startswith(ref.upper())


@pytest.mark.slow
def test_explain_says_what_would_make_it_amber_or_green(plan: Path, capsys: Captured) -> None:
    run(["explain", str(plan), "KO1-01"])

    said = capsys.readouterr().out
    assert "Rule: Green at 74.0% or more, Amber down to 70.3%, Red below 70.3%." in said
    assert "Variance: −7.6 points (Worse)" in said
    assert "L232" in said


@pytest.mark.slow
def test_explain_proposes_the_nearest_ref(plan: Path, capsys: Captured) -> None:
    assert 2 == run(["explain", str(plan), "KO2-3"])
    assert "Did you mean KO2-03?" in capsys.readouterr().err


@pytest.mark.slow
def test_report_is_the_whole_job(plan: Path, capsys: Captured) -> None:
    assert 0 == run(["report", str(plan)])

    made = sorted(path.suffix for path in (plan.parent / "Scorecards").iterdir() if path.is_file())
    assert [".html"] * 9 + [".pdf"] * 9 + [".xlsx"] * 9 == made
    assert "Wrote 27 files" in capsys.readouterr().out


@pytest.mark.slow
def test_an_unknown_format_or_subject_is_one_sentence(plan: Path, capsys: Captured) -> None:
    out = str(plan.parent / "out")

    assert 2 == run(["scorecards", str(plan), "--out", out, "--format", "odt"])
    assert 2 == run(["scorecards", str(plan), "--out", out, "--for", "KO9"])
    assert "Traceback" not in capsys.readouterr().err
    assert not (plan.parent / "out").exists()


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys; from csplan.commands.cli import run; run(['--help']); print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip

    heavy = {"pandas", "numpy", "openpyxl", "xlsxwriter", "jinja2", "typst", "csplan.sheets"}
    assert set() == {name for name in heavy if f"'{name}'" in done.stdout}


@pytest.mark.slow
def test_an_update_and_a_check_import_no_more_than_most_of_them_need() -> None:
    code = "import sys, csplan.commands.running, csplan.commands.updating, csplan.workbook.{}; print(*sys.modules)"
    ours: dict[str, set[str]] = {}
    theirs: set[str] = set()
    for command, module in (("update", "update"), ("check", "checking")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(module)], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        names = set(done.stdout.split())
        ours[command] = {name for name in names if name.startswith("csplan.")}
        theirs |= {name for name in names if "." not in name}

    seldom = (
        *("xlsx.tab_states", "xlsx.sheet_grafts", "xlsx.appending", "xlsx.shared_formulas"),
        *("plan.frames", "plan.comparison", "rules.control_chart", "terms.typed"),
        *("terms.file_names", "workbook.figure_styles"),
    )
    assert set() == ours["update"] & {f"csplan.{name}" for name in seldom}
    assert 181 >= len(ours["update"])
    writing = ("workbook.write_back", "workbook.lists", "files.backups", "looks")
    assert set() == ours["check"] & {f"csplan.{name}" for name in writing}
    dear = {"click", "dataclasses", "inspect", "typing", "shutil", "getpass", "bz2", "lzma"}
    assert set() == theirs & dear


@pytest.mark.slow
def test_the_python_interface_says_the_same_in_six_lines(plan: Path, tmp_path: Path) -> None:
    import csplan

    book = csplan.read(plan)
    results = csplan.calculate(book)
    findings = csplan.check(book, results)
    done = csplan.update(plan)
    written = csplan.write_scorecards(results, tmp_path / "cards", formats=("html",))
    frame = results.to_frame("Indicators")

    assert findings == done.findings
    assert 9 == len(written.files)
    assert 51 == (frame["RAG"] == "Red").sum()


def test_a_second_run_waits_for_nobody(plan: Path, capsys: Captured) -> None:
    from datetime import UTC, datetime

    from csplan.files.locking import only_writer

    started = time.perf_counter()
    with only_writer(plan, now=datetime(2016, 10, 14, tzinfo=UTC)):
        assert 2 == run(["update", str(plan)])

    assert time.perf_counter() - started < 2
    assert "plan.xlsx" in capsys.readouterr().err


@pytest.mark.slow
def test_a_fault_does_not_hide_what_else_is_wrong(plan: Path, capsys: Captured) -> None:
    type_in(plan, "indicators", "KO2-03", ref="KO2-04")
    type_in(plan, "budget", "B-014", actual_to_date="1,2")

    assert 2 == run(["check", str(plan), "--json"])

    codes = {finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert {"ref-doubled", "text-for-number"} <= codes


@pytest.mark.slow
def test_a_row_with_an_error_in_its_definition_has_no_colour(plan: Path) -> None:
    wrong: dict[str, dict[str, float | str]] = {
        "KO2-01": {"decimals": -1.0},
        "KO2-02": {"decimals": 1.5},
        "KO2-03": {"tolerance_share": 5.0},
        "KO2-06": {"unit": "percent"},
    }
    for ref, cells in wrong.items():
        type_in(plan, "indicators", ref, **cells)

    assert 1 == run(["update", str(plan)])
    assert ["Check data"] * 4 == [cell_of(plan, "indicators", ref, "rag") for ref in wrong]


@pytest.mark.slow
def test_a_tolerance_a_hundred_times_too_large_is_a_fault(plan: Path, capsys: Captured) -> None:
    type_in(plan, "settings", "", default_tolerance=5.0)

    assert 2 == run(["update", str(plan)])
    assert "If 5% was meant, type 5% (or 0.05)." in capsys.readouterr().err


@pytest.mark.slow
def test_one_absurd_number_stops_neither_scorecards_nor_explain(plan: Path) -> None:
    type_in(plan, "settings", "", reporting_period="Q1")
    type_in(plan, "indicators", "KO2-03", q1_actual=1e300)

    assert 0 == run(["explain", str(plan), "KO2-03"])
    out = str(plan.parent / "out")
    assert 1 == run(["scorecards", str(plan), "--out", out, "--format", "html"])


@pytest.mark.slow
def test_tidy_mends_settings_too(plan: Path) -> None:
    type_in(plan, "settings", "", budget_month="6")

    assert 2 == run(["update", str(plan)])
    assert 0 == run(["tidy", str(plan), "--yes"])
    assert 6.0 == cell_of(plan, "settings", "", "budget_month")


@pytest.mark.slow
def test_scorecards_of_a_service_that_was_renamed_are_named_and_removed_on_request(
    plan: Path, capsys: Captured
) -> None:
    out = plan.parent / "Cards"
    asked = ["scorecards", str(plan), "--out", str(out), "--format", "html"]
    run(asked)
    type_in(plan, "services", "SL", service="Schools and Learning")
    capsys.readouterr()

    run(asked)
    said = capsys.readouterr().out
    assert "1 scorecard of what is no longer in the plan" in said
    assert "Baseline Schools & Learning.html" in said
    assert (out / "Scorecard 2016-17 Baseline Schools & Learning.html").exists()

    run([*asked, "--tidy-up"])
    assert not (out / "Scorecard 2016-17 Baseline Schools & Learning.html").exists()
    assert (out / "Scorecard 2016-17 Baseline Schools and Learning.html").exists()
