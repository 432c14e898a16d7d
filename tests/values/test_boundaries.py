"""Colours at their boundaries against exact arithmetic; the same in every locale, zone and seed."""

from __future__ import annotations

import hashlib
import locale
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Row
from csplan.sheets import INDICATORS
from csplan.template.build import default_settings
from csplan.terms.number import excel_round
from csplan.terms.period import FinancialYear
from tests.extent import ALL
from tests.lossless.plans import tiny

Figure = Callable[[str, object], None]
_TOLERANCES = ("0.05", "0.1", "0.025")


def cases() -> Iterator[tuple[str, str, str, str, str]]:
    """Unit, polarity, target, tolerance and actual, all as decimal texts on a grid of 1/1000."""
    for polarity in ("Higher is better", "Lower is better", "On target is best"):
        for tolerance in _TOLERANCES:
            for thousandths in range(20, 1001, 20):
                target = Decimal(thousandths) / 1000
                edge = target * Decimal(tolerance)
                for sign in (-2, -1, 0, 1, 2):
                    for nudge in ("0", "0.001", "-0.001", "0.00000001", "-0.00000001"):
                        actual = target + sign * edge + Decimal(nudge)
                        yield "%", polarity, str(target), tolerance, str(actual)


def exact(polarity: str, target: str, tolerance: str, actual: str) -> str:
    """The colour by exact arithmetic, after rounding at nine places."""
    nine = Decimal("1e-9")
    variance = (Decimal(actual) - Decimal(target)) * 100
    allowed = (abs(Decimal(target)) * 100 * Decimal(tolerance)).quantize(nine)
    if polarity == "On target is best":
        off = abs(variance).quantize(nine)
        return "Green" if off <= allowed else "Amber" if off <= 2 * allowed else "Red"
    short = max(-variance if polarity == "Higher is better" else variance, Decimal(0))
    short = short.quantize(nine)
    return "Green" if short <= 0 else "Amber" if short <= allowed else "Red"


@pytest.mark.slow
def test_colours_at_their_boundaries_are_those_of_exact_arithmetic(record_property: Figure) -> None:
    listed = list(cases())
    rows: list[Row] = [
        {
            **dict.fromkeys(INDICATORS.by_name),
            "ref": f"KO1-{number:05d}",
            "outcome": "KO1",
            "service": "SL",
            "indicator": "x",
            "unit": unit,
            "decimals": 1.0,
            "polarity": polarity,
            "measure": "Snapshot",
            "frequency": "Quarterly",
            "first_due": "Q1",
            "target": float(target),
            "tolerance_share": float(tolerance),
            "baseline": 1.2,
            "q1_actual": float(actual),
        }
        for number, (unit, polarity, target, tolerance, actual) in enumerate(listed)
    ]
    settings = default_settings(FinancialYear(2016)) | {"reporting_period": "Q1"}
    others: dict[str, list[Row]] = {
        "services": [{"ref": "SL", "service": "Schools"}],
        "outcomes": [{"ref": "KO1", "kind": "Key outcome", "outcome": "One"}],
    }
    results = calculate(Plan(settings, {**others, "indicators": rows}))
    expected = [exact(*case[1:]) for case in listed]
    found = [row["rag"] for row in results.table(INDICATORS)]
    wrong = [pair for pair in zip(listed, expected, found, strict=True) if pair[1] != pair[2]]
    assert [] == wrong[:5]
    assert {"Red", "Amber", "Green"} == set(found)
    assert len(listed) >= 10_000
    record_property("figure", f"boundaries: {len(listed):,} colours on boundaries, 0 wrong")


@pytest.mark.slow
def test_rounding_is_that_of_exact_decimals_with_halves_away_from_nought() -> None:
    wrong = [
        (thousandths, places)
        for thousandths in range(-12_000, 12_001)
        for places in (0, 1, 2)
        if excel_round(thousandths / 1000, places)
        != float(_away(Decimal(thousandths) / 1000, places))
    ]
    assert [] == wrong


def _away(value: Decimal, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    return (abs(value) / step + Decimal("0.5")).to_integral_value("ROUND_FLOOR") * step * (
        -1 if value < 0 else 1
    ) + 0


_RUN = """
import hashlib, locale, sys
from datetime import UTC, datetime
from pathlib import Path
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    print("unavailable"); sys.exit()
import csplan
path = Path(sys.argv[1])
moment = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
csplan.update(path, now=moment, user="tester")
print(hashlib.sha256(path.read_bytes()).hexdigest())
"""
APART: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C"},
    "German": {"LC_ALL": "de_DE.UTF-8"},
    "Welsh": {"LC_ALL": "cy_GB.UTF-8"},
    "Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "Pago Pago": {"TZ": "Pacific/Pago_Pago"},
    **{f"seed {seed}": {"PYTHONHASHSEED": str(seed)} for seed in range(6)},
}
TOGETHER = (("C", "Kiritimati", "seed 0"), ("German", "Pago Pago", "seed 1"), ("Welsh", "seed 2"))
"""What is tried of them in one process each; each alone with CSPLAN_TEST_ALL."""
PLACES = (
    APART
    if ALL
    else {
        ", ".join(names): {name: value for one in names for name, value in APART[one].items()}
        for names in TOGETHER
    }
)


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A folder with the locales asked for, where the system can make them."""
    folder = tmp_path_factory.mktemp("locales")
    for name in ("de_DE", "cy_GB"):
        command = ["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        try:
            subprocess.run(command, check=False, capture_output=True)
        except OSError:
            return {}
    return {"LOCPATH": str(folder)} if any(folder.iterdir()) else {}


@pytest.mark.slow  # a process of its own for each place
@pytest.mark.parametrize(
    "place",
    PLACES,
)
def test_the_same_input_gives_the_same_bytes_everywhere(
    place: str, tmp_path: Path, usual: str, request: pytest.FixtureRequest
) -> None:
    made = "LC_ALL" in PLACES[place] and PLACES[place]["LC_ALL"] != "C"
    extra: dict[str, str] = request.getfixturevalue("locales") if made else {}
    found = updated_by_a_process(tmp_path, {**extra, **PLACES[place]})
    if found == "unavailable":
        pytest.skip(f"the locale {PLACES[place]} is not installed")
    assert usual == found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of the file that an update writes here and now."""
    return updated_by_a_process(tmp_path_factory.mktemp("usual"), {})


def updated_by_a_process(folder: Path, environment: dict[str, str]) -> str:
    """The hash of the file that an update writes in a process of its own."""
    path = folder / "plan.xlsx"
    path.write_bytes(tiny())
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(path)],
        env={**os.environ, **environment, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_this_process_and_another_write_the_same_bytes(tmp_path: Path, usual: str) -> None:
    from tests.lossless.plans import run

    path = tmp_path / "plan.xlsx"
    path.write_bytes(tiny())
    run(path)
    assert usual == hashlib.sha256(path.read_bytes()).hexdigest()
    assert locale.getlocale() is not None
