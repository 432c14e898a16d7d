"""This module tests how a finding says where it is."""

from __future__ import annotations

import pytest

from csplan.terms.catalogue import Code
from csplan.terms.finding import Finding


@pytest.mark.parametrize(
    ("heading", "folded", "said"),
    [
        ("Q1 actual", "", "In care: Q1 actual"),
        ("Unit", "Definition", "In care: Unit (folded: press [+] above the columns of Definition)"),
        ("", "Definition", "In care"),
    ],
)
def test_a_finding_names_its_row_and_column_and_how_to_see_a_folded_one(
    heading: str, folded: str, said: str
) -> None:
    finding = Finding(
        code=Code.UNKNOWN_WORD,
        sheet="Indicators",
        message="",
        fix="",
        name="In care",
        heading=heading,
        folded=folded,
    )

    assert said == finding.where
