"""This module holds what a notebook shows of a plan: the product's looks, and nothing that runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import csplan
from csplan.plan.plan import Plan
from tests.plan.written import indicators, plan_with

SCRIPT = "<script>alert(1)</script>"


def _plan(status: str = "Illustrative") -> Plan:
    rows = indicators({"Ref": "KO1-01", "Baseline": "66%", "Target 2016/17": "74%"})
    plan = plan_with(indicators=rows)
    own = {"authority": SCRIPT, "department": "", "data_status": status}
    return csplan.Plan({**plan.settings, **own}, plan.rows, name="plan.xlsx")


class _Shape(HTMLParser):
    """Holds that tags close, and gathers which there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_plan_and_results_are_cards_in_which_nothing_can_run() -> None:
    plan = _plan()

    for html in (plan._repr_html_(), csplan.calculate(plan)._repr_html_()):
        shape = _Shape(html)
        assert [] == shape.open
        assert shape.tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "span"}
        assert "&lt;script&gt;" in html
        assert "Illustrative data: these figures are not real" in html
        assert "2016/17" in html
    assert "Illustrative" not in _plan("Live")._repr_html_()


def test_a_plan_shows_its_rows_and_results_their_colours() -> None:
    plan = _plan()
    results = csplan.calculate(plan)

    assert "<td" in plan._repr_html_()
    assert "Performance indicators" in plan._repr_html_()
    assert "plan.xlsx" in plan._repr_html_()
    html = results._repr_html_()
    assert "#FFC7CE" in html  # the fill of Red, beside its word and shape
    assert "Red ▲" in html


def test_an_outcome_without_indicators_has_no_line_among_results() -> None:
    lines: tuple[str, ...] = ("| Ref | Kind | Outcome |", "|---|---|---|")
    lines += ("| KO1 | Key outcome | Measured |", "| KO2 | Key outcome | Not measured yet |")
    outcomes = chr(10).join(lines)
    rows = indicators({"Ref": "KO1-01", "Outcome": "KO1", "Baseline": "66%"})
    html = csplan.calculate(plan_with(indicators=rows, outcomes=outcomes))._repr_html_()

    assert "Measured" in html
    assert "Not measured yet" not in html


def test_no_findings_say_so() -> None:
    assert "Nothing is wrong" in csplan.Findings(())._repr_html_()


def test_a_row_explained_is_text_lines_and_a_card() -> None:
    results = csplan.calculate(_plan())

    said = csplan.explain(results, "KO1-01")

    assert str(said).splitlines() == list(said)
    assert (len(list(said)), said.ref) == (len(said), "KO1-01")
    assert f"<Explanation of KO1-01: {said.status}>" == repr(said)
    assert f"RAG: why it is {said.status}" in said._repr_html_()
    assert "None" not in str(said)
    outcome = csplan.explain(results, "KO1")
    assert "no colour" not in repr(outcome)


@pytest.mark.parametrize("which", ["directorate", "management team", "members", "exceptions"])
def test_a_scorecard_is_its_own_page_in_a_frame(which: str) -> None:
    card = csplan.scorecard(csplan.calculate(_plan()), which)

    html = card._repr_html_()
    shape = _Shape(html)
    assert ({"iframe"}, []) == (shape.tags, shape.open)
    assert "&lt;base href=&quot;about:srcdoc&quot;&gt;" in html


def test_a_scorecard_that_there_is_not_is_refused() -> None:
    with pytest.raises(csplan.WorkbookError, match="no scorecard for"):
        csplan.scorecard(csplan.calculate(_plan()), "KO9")
