"""This module tests what is made of people's texts: names of files, and abbreviations explained."""

from __future__ import annotations

from csplan.terms.abbreviations import explained_in
from csplan.terms.file_names import safe_name


def test_a_long_name_is_cut_between_words() -> None:
    assert "Early Help to Safeguarding " * 2 + "Early Help to Safeguarding" == safe_name(
        "Early Help to Safeguarding " * 3 + "and Schools"
    )


def test_letters_before_which_too_few_words_stand_are_not_explained() -> None:
    assert {"DE": "Department for Education"} == explained_in(["Department for Education (DE)"])
    assert {} == explained_in(["Exploitation (CSE) is rare", "and of (PAO)", "Early Help (CSE)"])
