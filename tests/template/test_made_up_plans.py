"""Four plans of other organisations go the whole way, and speak their own words on every page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import csplan
from csplan.commands.cli import run
from csplan.looks.foot import SourceFile
from csplan.scorecards.html import html_of
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import members_of, scorecards_of
from csplan.sheets import ACTIONS, BUDGET, INDICATORS, OUTCOMES, SERVICES
from csplan.template.shipped import shipped
from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.engines.lint import lint
from tests.engines.programs import require
from tests.engines.validators import audit_errors, sdk_errors
from tests.extent import ALL, some_of

YEARS = {
    "district_council": "2026/27",
    "nhs_trust": "2026/27",
    "academy_trust": "2026/27",
    "charity": "2026",
}
WORDS = {
    "district_council": ("corporate leadership team", "Assistant director, Leisure and Parks"),
    "nhs_trust": ("trust board", "Executive director, People and Culture", "By division"),
    "academy_trust": ("board of trustees", "Spring term", "By school", "more pupils"),
    "charity": ("trustees", "Programme lead, Fundraising", "First half"),
}
ENTERED = {
    "district_council": {"Ref": ["H1", "W2"], "Forecast": [140, 60]},
    "nhs_trust": {"Ref": ["UEC-01", "DM01"], "Forecast": [0.76, 0.1]},
    "academy_trust": {"Ref": ["OAK-A", "RHA-S"], "Forecast": [0.125, 118]},
    "charity": {"Ref": ["G1-2", "G2-2"], "Forecast": [2580, 2.4]},
}
_THREE = r"derbyshire|child(?!line)|directorate"
FOREIGN = re.compile(rf"{_THREE}|council", re.IGNORECASE)
OWN = {"district_council": re.compile(_THREE, re.IGNORECASE)}
IN_WORKBOOKS = re.compile(_THREE, re.IGNORECASE)
"""Settings has thresholds of a Council; nothing else in a workbook is anybody's in particular."""

_SLOWLY = ("academy_trust",)
"""Validators take half a minute for each; terms from September differ most from April."""

pytestmark = pytest.mark.slow  # four plans made, entered, drawn and judged by both engines
TRIED = some_of(("academy_trust", "charity"), [*YEARS])
each = pytest.mark.parametrize("name", TRIED)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each made-up plan as a workbook, with a quarter's figures entered."""
    made = {}
    for name in TRIED:
        year = YEARS[name]
        path = tmp_path_factory.mktemp(name) / "plan.xlsx"
        csplan.create(path, year=year, folder=shipped("made_up") / name)
        done = csplan.enter(path, "Indicators", ENTERED[name])
        assert {"entered": 2} == {str(one): count for one, count in done.counts.items()}
        assert not csplan.update(path).written
        made[name] = path
    return made


def foreign(name: str, text: str) -> list[str]:
    """The words of another organisation in a text, with what stands around them."""
    found = OWN.get(name, FOREIGN).finditer(text)
    return [text[max(one.start() - 30, 0) : one.end() + 30] for one in found]


@each
def test_a_made_up_plan_has_no_errors_and_its_pages_speak_its_own_words(
    name: str, plans: dict[str, Path]
) -> None:
    plan = csplan.read(plans[name])
    results = csplan.calculate(plan)
    findings = csplan.check(plan, results)
    assert [] == [one.message for one in findings if one.severity in ("Fault", "Error")]
    assert [] == [one.message for one in findings if one.is_to_confirm]
    source = SourceFile(name="plan.xlsx")
    cards = scorecards_of(results, findings, source=source)
    pages = "".join(html_of(page_of(card)) for card in cards)
    for said in WORDS[name]:
        assert said in pages, said
    assert pages.count("Illustrative data: these figures are not real") >= len(cards)
    subjects = {card.subject.ref for card in cards}
    refs = [row["ref"] for sheet in (OUTCOMES, SERVICES) for row in results.present(sheet)]
    assert set(refs) <= subjects
    told = [pages, html_of(page_of(members_of(results, findings, source=source)))]
    told += [plan._repr_html_(), results._repr_html_()]
    told += [f"{one.message} {one.fix}" for one in findings]
    told += [
        str(csplan.explain(results, str(row["ref"])))
        for sheet in (INDICATORS, ACTIONS, BUDGET, OUTCOMES, SERVICES)
        for row in results.present(sheet)
    ]
    assert [] == foreign(name, "\n".join(told))


@each
def test_the_workbook_of_a_made_up_plan_is_nobody_elses(name: str, plans: dict[str, Path]) -> None:
    with zipfile.ZipFile(plans[name]) as archive:
        texts = [
            archive.read(part).decode()
            for part in archive.namelist()
            if part.endswith(".xml") and "theme" not in part
        ]
    found = [IN_WORKBOOKS.search(text) for text in texts]
    assert [] == [one.string[one.start() - 60 : one.end() + 60] for one in found if one]


def texts_of(folder: Path) -> Iterator[str]:
    """What every file of a folder says, whatever its kind."""
    import subprocess

    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as archive:
                yield from (
                    archive.read(part).decode("utf-8", "replace")
                    for part in archive.namelist()
                    if part.endswith(".xml") and "theme" not in part
                )
        elif path.suffix == ".pdf":
            done = subprocess.run(
                [str(require("pdftotext")), str(path), "-"],
                capture_output=True,
                check=True,
                text=True,
            )
            yield done.stdout
        elif path.suffix == ".eml":
            import email
            from email import policy

            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            yield str(message["subject"])
            for part in message.walk():
                if part.get_content_type() in ("text/plain", "text/html"):
                    yield part.get_content()
        else:
            yield path.read_text(encoding="utf-8", errors="replace")
        yield path.name


def test_both_validators_and_both_engines_agree_with_every_formula(
    plans: dict[str, Path],
) -> None:
    for path in plans.values() if ALL else [plans[name] for name in _SLOWLY]:
        assert [] == lint(path)
        assert [] == parity.differences(path, ironcalc_engine.recalculated(path))
    paths = [plans[name] for name in (YEARS if ALL else _SLOWLY)]
    assert {path: [] for path in paths} == sdk_errors(paths)
    for path in paths:
        assert [] == audit_errors(path)
    for path, found in (libreoffice_engine.recalculated_all(paths) if ALL else {}).items():
        assert [] == parity.differences(path, found)


@each
def test_what_is_sent_out_of_a_made_up_plan_speaks_its_own_words(
    name: str, plans: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = str(plans[name]), tmp_path / "out"
    kinds = "xlsx,pdf,html,docx" if name == "academy_trust" else "html"
    capsys.readouterr()
    assert 0 == run(["scorecards", path, "--out", str(out / "cards"), "--format", kinds])
    assert 0 == run(["emails", path, "--out", str(out / "drafts")])
    assert 0 == run(["returns", path, "--out", str(out / "returns")])
    assert 0 == run(["check", path])
    printed = capsys.readouterr()
    services = [str(row["ref"]) for row in csplan.read(path).table(SERVICES) if row["ref"]]
    assert len(services) <= len(list((out / "drafts").rglob("*.eml")))
    assert len(services) == len(list((out / "returns").rglob("*.xlsx")))
    told = "\n".join((*texts_of(out), printed.out, printed.err))
    assert [] == foreign(name, told)
