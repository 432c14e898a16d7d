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
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import INDICATORS, OUTCOMES, SERVICES
from csplan.template.shipped import shipped
from tests.engines import ironcalc_engine, libreoffice_engine, parity
from tests.engines.lint import lint
from tests.engines.programs import require
from tests.engines.validators import audit_errors, sdk_errors

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
FOREIGN = re.compile(r"derbyshire|child(?!line)|directorate|council", re.IGNORECASE)
OWN = {"district_council": re.compile(r"derbyshire|child|directorate", re.IGNORECASE)}

each = pytest.mark.parametrize("name", YEARS)


def made(name: str, folder: Path) -> Path:
    """A made-up plan as a workbook."""
    source = shipped("made_up") / name
    return csplan.create(folder / "plan.xlsx", year=YEARS[name], folder=source)


def foreign(name: str, text: str) -> list[str]:
    """The words of another organisation in a text, with what stands around them."""
    found = OWN.get(name, FOREIGN).finditer(text)
    return [text[max(one.start() - 30, 0) : one.end() + 30] for one in found]


@pytest.mark.parametrize(
    "name",
    [
        name if name == "academy_trust" else pytest.param(name, marks=pytest.mark.slow)
        for name in YEARS
    ],
)
def test_a_made_up_plan_has_no_errors_and_its_pages_speak_its_own_words(
    name: str, tmp_path: Path
) -> None:
    plan = csplan.read(made(name, tmp_path))
    results = csplan.calculate(plan)
    findings = csplan.check(plan)
    assert [] == [one.message for one in findings if one.severity in ("Fault", "Error")]
    assert [] == [one.message for one in findings if one.is_to_confirm]
    cards = scorecards_of(results, findings, source=SourceFile(name="plan.xlsx"))
    pages = "".join(html_of(page_of(card)) for card in cards)
    assert [] == foreign(name, pages)
    for said in WORDS[name]:
        assert said in pages, said
    assert pages.count("Illustrative data: these figures are not real") >= len(cards)
    subjects = {card.subject.ref for card in cards}
    refs = [row["ref"] for sheet in (OUTCOMES, SERVICES) for row in results.present(sheet)]
    assert set(refs) <= subjects
    said = "\n".join(f"{one.message} {one.fix}" for one in findings)
    said += "\n".join(
        str(csplan.explain(results, str(row["ref"]))) for row in results.present(INDICATORS)
    )
    assert [] == foreign(name, said)


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


@pytest.mark.slow
@each
def test_a_made_up_plan_goes_the_whole_way(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(name, tmp_path)
    done = csplan.enter(path, "Indicators", ENTERED[name])
    assert {"entered": 2} == {str(one): count for one, count in done.counts.items()}
    csplan.update(path)
    assert [] == lint(path)
    assert [] == audit_errors(path)
    assert [] == sdk_errors([path])[path]
    for engine in (ironcalc_engine, libreoffice_engine):
        assert [] == parity.differences(path, engine.recalculated(path))
    out = tmp_path / "out"
    kinds = "xlsx,pdf,html,docx"
    capsys.readouterr()
    assert 0 == run(["scorecards", str(path), "--out", str(out / "cards"), "--format", kinds])
    assert 0 == run(["emails", str(path), "--out", str(out / "drafts")])
    assert 0 == run(["returns", str(path), "--out", str(out / "returns")])
    assert 0 == run(["check", str(path)])
    printed = capsys.readouterr()
    services = [str(row["ref"]) for row in csplan.read(path).table(SERVICES) if row["ref"]]
    assert len(services) <= len(list((out / "drafts").rglob("*.eml")))
    assert len(services) == len(list((out / "returns").rglob("*.xlsx")))
    told = "\n".join((*texts_of(out), printed.out, printed.err))
    assert [] == foreign(name, told)
