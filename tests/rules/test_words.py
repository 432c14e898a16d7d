"""The vocabulary's words in formulas: by the names that Python uses, and refused where unknown."""

from __future__ import annotations

import pytest

from csplan.rules import performance
from csplan.rules.rule import rule
from csplan.terms.values import CellError, CellErrorMet, Value, figure, word_in
from csplan.terms.vocabulary import Polarity


def test_a_formula_spells_out_the_words() -> None:
    @rule(excel='IF({state}={State.RATED},{Rag.RED},"")', source="a test")
    def example(state: Value) -> str:
        return str(state)

    assert 'IF({state}="Rated","Red","")' == example.excel


@pytest.mark.parametrize("word", ["{Rag.PURPLE}", "{Colour.RED}"])
def test_a_word_that_the_vocabulary_lacks_is_refused(word: str) -> None:
    def example(state: Value) -> str:
        return str(state)

    with pytest.raises((AttributeError, KeyError)):
        rule(excel=f"IF({{state}}={word},1,0)", source="a test")(example)


def test_a_rule_gives_plain_text_as_a_cell_holds_it() -> None:
    said = performance.rag.evaluated(["Rated", "Higher is better", 0.0, 1.0])

    assert "Green" == said
    assert type(said) is str


def test_a_word_is_compared_as_excel_compares() -> None:
    assert Polarity.LOWER is word_in(Polarity, "lower is better")
    assert word_in(Polarity, " Lower is better") is None
    assert word_in(Polarity, 1.0) is None
    with pytest.raises(CellErrorMet):
        word_in(Polarity, CellError("#N/A"))


def test_arithmetic_takes_a_blank_for_nothing_and_passes_on_what_is_no_figure() -> None:
    assert (0.0, 2.5, 1.0) == (figure(None), figure(2.5), figure(True))
    for text in ("", "soon", CellError("#REF!")):
        with pytest.raises(CellErrorMet):
            figure(text)
