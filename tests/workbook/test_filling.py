"""A blank plan fills itself: what is typed appears on Summary, Finance summary and Controls."""

from __future__ import annotations

from pathlib import Path

import pytest

import csplan
from csplan import xlsx
from csplan.sheets import CONTROL_TOTALS, FINANCE, OUTCOME_SUMMARY, SERVICE_SUMMARY
from csplan.template.making import new
from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.engines.lint import lint
from tests.engines.validators import audit_errors, sdk_errors

SERVICES = [f"S-{name}" for name in "ABCDEFG"]
OUTCOMES = [f"O-{name}" for name in "ABCDE"]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A blank plan of another year than the one that ships."""
    path = tmp_path_factory.mktemp("blank") / "plan.xlsx"
    new(path, blank=True, year="2025/26")
    return path.read_bytes()


@pytest.fixture(scope="module")
def filled(blank: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, csplan.Updated]:
    """A blank plan into which a plan was typed, and what its first update did; only to be read."""
    path = typed(tmp_path_factory.mktemp("filled") / "plan.xlsx", blank)
    return path, csplan.update(path)


def typed(path: Path, blank: bytes) -> Path:
    """A blank plan into which somebody typed seven services, six outcomes, measures and budget."""
    path.write_bytes(blank)
    book = xlsx.open(path)
    book.append("Services", {"Ref": SERVICES, "Service": [f"Service {one}" for one in SERVICES]})
    book.append(
        "Outcomes",
        {
            "Ref": [*OUTCOMES, "P-A", "P-B"],
            "Kind": ["Key outcome"] * 5 + ["Priority"] * 2,
            "Outcome": [f"Outcome {one}" for one in (*OUTCOMES, "P-A", "P-B")],
        },
    )
    count = 8
    book.append(
        "Indicators",
        {
            "Ref": [f"I-{n}" for n in range(count)],
            "Outcome": [(*OUTCOMES, "P-A")[n % 6] for n in range(count)],
            "Indicator": [f"Measure {n}" for n in range(count)],
            "Service": [SERVICES[n % 7] for n in range(count)],
            **{
                name: [word] * count
                for name, word in (
                    ("Unit", "number"),
                    ("Decimals", 0),
                    ("Polarity", "Higher is better"),
                    ("Measure", "Snapshot"),
                    ("Frequency", "Quarterly"),
                    ("First due", "Q1"),
                    ("Baseline", 50),
                    ("Target 2025/26", 52),
                )
            },
        },
    )
    book.append(
        "Budget",
        {
            "Ref": [f"B-{n:03}" for n in range(9)],
            "Service": [SERVICES[n % 7] for n in range(9)],
            "Heading": [("Pay", "Premises", "Fees")[n % 3] for n in range(9)],
            "Kind": ["Expenditure"] * 9,
            "CIPFA group": ["1 Employees"] * 9,
            "Original budget": [1000.0 * (n + 1) for n in range(9)],
        },
    )
    book.save()
    return path


@pytest.mark.slow
def test_what_is_typed_into_a_blank_plan_appears_in_every_table_of_csplans(
    filled: tuple[Path, csplan.Updated],
) -> None:
    path, done = filled
    assert [] == [str(one) for one in done.findings if one.severity in ("Fault", "Error")]
    outcomes = [row["ref"] for row in done.results.table(OUTCOME_SUMMARY)]
    assert [*OUTCOMES, "P-A"] == outcomes
    assert [f"Service {one}" for one in SERVICES] == [
        row["service"] for row in done.results.table(SERVICE_SUMMARY)
    ]
    lines = {(row["view"], row["item"]): row for row in done.results.table(FINANCE)}
    for ref, amount in zip(SERVICES, (9000.0, 11000.0, 3000.0), strict=False):
        assert amount == lines["Service", ref]["revised_budget"]
    assert 12000.0 == lines["Heading", "Pay"]["revised_budget"]
    results = {row["ref"]: row["result"] for row in done.results.table(CONTROL_TOTALS)}
    assert ["Agrees"] * 4 == [results[f"C-{n}"] for n in (58, 59, 60, 61)]
    assert not csplan.update(path).written
    assert [] == lint(path)
    assert [] == parity.differences(path, ironcalc_engine.recalculated(path))


@pytest.mark.slow
def test_a_blank_plan_says_that_its_controls_have_nothing_to_compare(
    blank: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(blank)
    results = csplan.calculate(csplan.read(path))
    said = {row["result"] for row in results.table(CONTROL_TOTALS) if row["ref"]}
    assert {"Nothing to compare"} == said


@pytest.mark.slow
def test_a_service_that_is_renamed_takes_its_line_along(
    filled: tuple[Path, csplan.Updated], tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(filled[0].read_bytes())
    book = xlsx.open(path)
    at = book.read("Services")["Ref"].tolist().index("S-B")
    book.set(f"Services!A{6 + at}", "S-Z")
    book.save()
    done = csplan.update(path)
    refs = [row["ref"] for row in done.results.table(SERVICE_SUMMARY) if row["ref"]]
    assert ["S-A", "S-C", "S-D", "S-E", "S-F", "S-G", "S-Z"] == refs
    items = [row["item"] for row in done.results.table(FINANCE) if row["view"] == "Service"]
    assert {*refs, "S-B"} == set(items)  # budget lines still name the old ref


@pytest.mark.longest
@pytest.mark.slow
def test_a_plan_that_filled_itself_is_sound_and_engines_agree(
    filled: tuple[Path, csplan.Updated],
) -> None:
    path = filled[0]
    assert [] == audit_errors(path)
    assert [] == sdk_errors([path])[path]
    assert [] == parity.differences(path, libreoffice_engine.recalculated(path))


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["A9", "B9", "C9"])
def test_a_line_of_csplans_own_that_is_typed_over_is_put_right_and_that_is_said(
    filled: tuple[Path, csplan.Updated], tmp_path: Path, cell: str
) -> None:
    """Nothing else of the file is wrong, so that nothing else would have it written."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(filled[0].read_bytes())
    before = _without_blanks(path)
    book = xlsx.open(path)
    book.set(f"Finance summary!{cell}", None)
    book.save()
    done = csplan.update(path)
    assert done.written
    assert any(one.startswith("Finance summary brought up to date") for one in done.changes)
    assert [] == [str(one) for one in done.findings if one.severity in ("Fault", "Error")]
    assert before == _without_blanks(path)
    assert not csplan.update(path).written


def _without_blanks(path: Path) -> list[tuple[object, ...]]:
    """The lines of the finance summary as the file holds them, in the order of what they add up."""
    table = xlsx.open(path).read("Finance")
    lines = table[["By", "Of", "Judged as", "Revised budget"]].dropna(subset=["By"])
    return sorted(lines.itertuples(index=False, name=None), key=str)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "table", "columns"),
    [
        ("Home!F6", "Home_services", ["No.", "Ref"]),
        ("Medium term!A7", "Medium_term_years", ["Place", "Year", "Base budget"]),
        ("Medium term!B7", "Medium_term_years", ["Place", "Year", "Base budget"]),
    ],
)
def test_a_place_that_is_cleared_stands_again_after_the_update(
    filled: tuple[Path, csplan.Updated], tmp_path: Path, cell: str, table: str, columns: list[str]
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(filled[0].read_bytes())
    book = xlsx.open(path)
    before = book.read(table)[columns].astype(str).to_numpy().tolist()
    book.set(cell, None)
    book.save()
    done = csplan.update(path)
    assert any(f"{cell.partition('!')[0]} brought up to date" in one for one in done.changes)
    assert before == xlsx.open(path).read(table)[columns].astype(str).to_numpy().tolist()
    assert not csplan.update(path).written
