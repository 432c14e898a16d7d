"""Every rule names a source that users can read."""

from __future__ import annotations

from pathlib import Path

from csplan.rules.sources import Source
from csplan.sheets import CALCULATION_ORDER

PAGE = Path(__file__).parents[2] / "docs" / "sources.md"


def test_every_source_is_a_section_of_the_page() -> None:
    headings = {line[3:] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("## ")}
    assert set(Source) == headings


def test_every_rule_names_one_of_the_sources() -> None:
    rules = {c.rule for sheet in CALCULATION_ORDER for c in sheet.calculated if c.rule}
    assert [] == [rule.name for rule in rules if not isinstance(rule.source, Source)]
