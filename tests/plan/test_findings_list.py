"""This module holds that findings become a frame, and a table in which nothing can run."""

from __future__ import annotations

import csplan
from tests.plan.written import indicators, plan_with


def test_findings_are_a_list_a_frame_and_a_table() -> None:
    wrong = {"Ref": "KO1-01", "Baseline": "66%", "Target 2016/17": "<script>"}
    plan = plan_with(indicators=indicators(wrong))

    found = csplan.findings(plan)

    assert list(csplan.check(plan, csplan.calculate(plan))) == list(found)
    frame = found.to_frame()
    assert (len(found), 8) == frame.shape
    assert "KO1-01" in set(frame["Ref"])
    html = found._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert html.count("<tr>") == len(found) + 1
    assert found[0].place in html


def test_a_row_is_explained() -> None:
    plan = plan_with(indicators=indicators({"Ref": "KO1-01", "Baseline": "66%"}))

    said = csplan.explain(csplan.calculate(plan), "KO1-01")

    assert any("KO1-01" in line for line in said)
