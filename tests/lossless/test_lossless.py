"""After an update, all that csplan does not own is as it was: part by part, cell by cell."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.engines.lint import lint
from tests.engines.validators import audit_errors, sdk_errors
from tests.extent import ALL, some_of
from tests.lossless.compare import losses
from tests.lossless.editing import Table
from tests.lossless.features import WHOLE_FILE, macros
from tests.lossless.parts import Parts
from tests.lossless.plans import real, run, small
from tests.lossless.sheet_features import ON_SHEETS

pytestmark = pytest.mark.slow

FEATURES = {**WHOLE_FILE, **ON_SHEETS}
QUICK = {"x: prefix", "UTF-16 sheet", "byte-order mark"}
APART = QUICK | {"threaded comments", "macros"}


def stale(parts: Parts) -> None:
    """Type figures and type over formulas on every sheet, so that an update has work to do."""
    typed: dict[str, dict[str, object]] = {
        "Indicators": {"Q1 actual": 0.5, "Q2 actual": 12.0, "RAG": "Green", "Variance": 99.0},
        "Actions": {"Status": "Complete", "BRAG": None, "Due": 42735.0},
        "Budget": {"Forecast outturn": 1_000_000.0, "Forecast variance": "=1+1"},
        "Services": {"Red": 77.0},
        "Outcomes": {"Red": None},
    }
    for name, cells in typed.items():
        table = Table(parts, name)
        for heading, value in cells.items():
            for row in table.rows[1:4]:
                table.type(row, heading, value)
        table.save()


def host(start: bytes, *adds: Callable[[Parts], None]) -> bytes:
    """A plan's file with figures typed into it and things added."""
    parts = Parts(start)
    stale(parts)
    for add in adds:
        add(parts)
    return parts.data()


def updated_twice(path: Path, data: bytes) -> bytes:
    """The file after an update, once a second one has proved to change nothing."""
    path.write_bytes(data)
    first = run(path)
    assert first.written
    once = path.read_bytes()
    second = run(path)
    assert not second.written
    assert once == path.read_bytes()
    return once


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow, id=name)
        for name in some_of(sorted(APART | {"calculation chain"}), [*FEATURES])
    ],
)
def test_a_feature_survives_an_update(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("plan.xlsm" if name == "macros" else "plan.xlsx")
    before = host(small(), FEATURES[name])
    assert [] == losses(before, updated_twice(path, before))


def everything(start: bytes) -> bytes:
    """A plan's file with every feature that one file can hold at once."""
    return host(start, *(add for name, add in FEATURES.items() if name not in APART))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plan with every feature that stands beside others, before and after its update."""
    folder = tmp_path_factory.mktemp("whole")
    before, after = folder / "before.xlsx", folder / "whole.xlsx"
    before.write_bytes(everything(real() if ALL else small()))
    updated_twice(after, before.read_bytes())
    return before, after


@pytest.mark.slow
def test_all_features_survive_together(
    whole: tuple[Path, Path], record_property: Callable[[str, object], None]
) -> None:
    """Each but those that a file cannot hold beside others, which are tried alone above."""
    before, after = (path.read_bytes() for path in whole)
    assert [] == losses(before, after)
    same = [name for name, part in Parts(after).held.items() if Parts(before).held[name] == part]
    record_property(
        "figure",
        f"lossless: {len(FEATURES)} features; of {len(Parts(before).held)} parts "
        f"{len(same)} byte for byte the same, the others canonically but for csplan's cells",
    )
    assert len(same) > 70


def test_the_second_run_says_that_nothing_had_to_change(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    updated_twice(path, host(small(), FEATURES["calculation chain"]))
    again = run(path)
    assert [] == list(again.changes)
    assert [] == list(again.restored)
    assert again.backup is None


@pytest.mark.parametrize("order", ["as given", "backwards"])
def test_macros_keep_their_file_name_and_their_bytes(order: str, tmp_path: Path) -> None:
    adds = [macros, FEATURES["calculation chain"], FEATURES["slicer on a table"]]
    before = host(small(), *(adds if order == "as given" else reversed(adds)))
    after = updated_twice(tmp_path / "plan.xlsm", before)
    assert Parts(before).held["xl/vbaProject.bin"] == Parts(after).held["xl/vbaProject.bin"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", "<fonts", "<fonts "),
        ("Indicators", '<c r="A6" s="', '<c r="A6" s="1'),
        ("Indicators", '<col min="1" ', '<col min="2" '),
        ("Indicators", "<mergeCells", "<mergeCells "),
        ("table of Indicators", 'name="Ward (ours)"', 'name="Ward"'),
        ("table of Change log", 'name="Who"', 'name="Whoever"'),
    ],
)
def test_the_judge_of_losses_sees_a_small_one(part: str, old: str, new: str) -> None:
    before = host(small(), *ON_SHEETS.values())
    parts = Parts(before)
    sheet = parts.sheets().get(part.removeprefix("table of "), part)
    part = parts.tables(sheet)[0] if part.startswith("table of ") else sheet
    parts.replace(part, old, new)
    changes_nothing = new.strip() == old and part.startswith("xl/worksheets/")
    assert changes_nothing == (losses(before, parts.data()) == [])


@pytest.mark.slow
def test_every_updated_host_is_legal_and_opens_everywhere(
    whole: tuple[Path, Path], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    before, after = whole
    paths: list[Path] = []
    unread: set[Path] = set()
    for name in some_of(["macros"], list(FEATURES)):
        path = tmp_path / f"{len(paths)}.{'xlsm' if name == 'macros' else 'xlsx'}"
        add = FEATURES[name]
        updated_twice(path, host(small(), add))
        paths.append(path)
        if name == "UTF-16 sheet":  # which ironcalc cannot read, whoever writes it
            unread.add(path)
    said = sdk_errors([after, *paths])
    assert {path.name: [] for path in said} == {path.name: one for path, one in said.items()}
    audited = set(audit_errors(after))
    assert set() == (audited - set(audit_errors(before)) if audited else audited)
    for path in [after, *paths]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            openpyxl.load_workbook(path)
        if path not in unread:
            ironcalc_engine.recalculated(path)
    read = libreoffice_engine.recalculated_all(some_of([after], paths))
    assert len(some_of([after], paths)) == len(read)
    record_property(
        "figure",
        f"hosts: {len(said)} files with {len(FEATURES)} features valid to the Open XML SDK, opened "
        f"by openpyxl, LibreOffice and ironcalc (in CI: all in a small plan; else one file a feature)",
    )


@pytest.mark.slow
def test_the_figures_written_are_those_that_engines_calculate(whole: tuple[Path, Path]) -> None:
    before, path = whole
    assert set() == set(lint(path)) - set(lint(before))
    for engine in some_of((ironcalc_engine,), (ironcalc_engine, libreoffice_engine)):
        wrong = parity.differences(path, engine.recalculated(path))
        assert [] == [one for one in wrong if not _is_ours(one)], engine.__name__
    assert path.stat().st_size > (100_000 if ALL else 50_000)


def _is_ours(line: str) -> bool:
    """Whether a difference is in a cell that the test planted with a figure of its own."""
    return any(mark in line for mark in ("!CK", "!CL", "!CM", "Team notes!", "LEN(A"))
