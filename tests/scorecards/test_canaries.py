"""A service's scorecard holds its own rows and no other service's."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.plan.plan import Results, Row
from csplan.scorecards.writing import write_scorecards
from csplan.sheets import ACTIONS, BUDGET, INDICATORS, SERVICES
from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding
from tests.scorecards.cases import SOURCE, demo, replaced
from tests.scorecards.reading import all_text

pytestmark = pytest.mark.slow

SERVICE_REFS = ("SS", "EH", "SL", "PQ")
TEXTS = {
    INDICATORS: ("service", ("indicator", "group", "commentary", "corrective_action", "note")),
    ACTIONS: ("lead_service", ("action", "we_will", "commentary", "note", "query")),
    BUDGET: ("service", ("heading", "commentary", "note")),
    SERVICES: ("ref", ("service", "head", "email")),
}


def canary(service: str) -> str:
    """A word that belongs to one service."""
    return f"Canary{service}Canary"


def planted() -> Results:
    """The demonstration with every service's canary in each text of each of its rows."""
    rows: dict[str, list[Row]] = {}
    for sheet, (owner, fields) in TEXTS.items():
        rows[sheet.key] = [
            {**row, **{field: f"{canary(str(row[owner]))} {field}" for field in fields}}
            for row in demo().table(sheet)
        ]
    return replaced(demo(), rows)


def findings() -> list[Finding]:
    """An error on a row of each service."""
    owners = {"EH": "KO2-01", "SL": "KO3-01", "PQ": "KO1-11", "SS": "B-001"}
    return [
        Finding(
            code=Code.TEXT_FOR_NUMBER,
            sheet="Indicators",
            ref=ref,
            message=f"{canary(service)} is text.",
            fix="Type a number.",
        )
        for service, ref in owners.items()
    ]


@pytest.fixture(scope="module")
def by_service(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    done = write_scorecards(
        planted(),
        findings(),
        tmp_path_factory.mktemp("canaries"),
        source=SOURCE,
        only="service",
    )
    return {
        ref: [file.path for file in done.files if file.subject.ref == ref] for ref in SERVICE_REFS
    }


@pytest.mark.parametrize("service", SERVICE_REFS)
def test_no_other_services_canary_is_in_any_format(
    by_service: dict[str, list[Path]], service: str
) -> None:
    assert 3 == len(by_service[service])
    for path in by_service[service]:
        text = all_text(path)
        assert canary(service) in text
        for other in SERVICE_REFS:
            assert other == service or canary(other) not in text, path.name


@pytest.mark.parametrize("service", SERVICE_REFS)
def test_each_file_carries_its_service_inside(
    by_service: dict[str, list[Path]], service: str
) -> None:
    for path in by_service[service]:
        text = all_text(path)
        found = {other for other in SERVICE_REFS if f"service {other}" in text}
        assert {service} == found, path.name
