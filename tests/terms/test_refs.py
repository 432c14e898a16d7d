"""This module holds which texts cannot be a row's ref."""

from __future__ import annotations

import pytest

from csplan.terms.refs import ref_fault


def test_a_ref_has_forty_letters_at_most() -> None:
    assert "" == ref_fault("K" * 40)
    assert "it is longer than 40 letters" == ref_fault("K" * 41)


@pytest.mark.parametrize("ref", ["TRUE", "False"])
def test_a_truth_value_is_no_ref(ref: str) -> None:
    assert "Excel reads it as true or false" == ref_fault(ref)
