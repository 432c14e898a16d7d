"""A name on a page has room there, and is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csplan.scorecards.short_names import with_short_names
from csplan.sheets import OUTCOMES, SERVICES
from tests.publication.drawn import with_indicators


@pytest.mark.parametrize("name", [None, "", " \t", "\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}"])
def test_a_service_or_outcome_without_a_name_has_a_heading_all_the_same(name: str | None) -> None:
    """A heading without a word is refused in a PDF that screen readers can read."""
    results = with_indicators([], "Q1")
    changed = {
        SERVICES.key: [{**row, "service": name} for row in results.table(SERVICES)],
        OUTCOMES.key: [{**row, "outcome": name} for row in results.table(OUTCOMES)],
    }
    named = with_short_names(replace(results, rows={**results.rows, **changed}))

    for row in named.table(SERVICES):
        assert (f"{row['ref']} (no name yet)" if row["ref"] else name) == row["service"]
    assert {"no name yet"} == {row["outcome"] for row in named.table(OUTCOMES) if row["ref"]}
