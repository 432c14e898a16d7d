"""A plan to hold documents against, prepared once: the demonstration, with its scorecards."""

from __future__ import annotations

import functools
from pathlib import Path

from csplan.commands.verify import judge_of
from csplan.looks.foot import SourceFile
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Page
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import scorecards_of
from csplan.template.demo import demo_workbook
from csplan.terms.finding import Finding
from csplan.verification.judging import Judge
from csplan.workbook.update import read_and_calculate

__all__ = ["judge", "pages", "plan", "results"]


@functools.cache
def plan() -> Path:
    """The demonstration's workbook."""
    import tempfile

    path = Path(tempfile.mkdtemp()) / "plan.xlsx"
    path.write_bytes(demo_workbook())
    return path


@functools.cache
def _checked() -> tuple[Results, tuple[Finding, ...]]:
    return read_and_calculate(plan())


def results() -> Results:
    """What the rules make of it."""
    return _checked()[0]


@functools.cache
def judge() -> Judge:
    """What holds figures against it."""
    return judge_of(*_checked(), "plan.xlsx")


@functools.cache
def pages() -> tuple[Page, ...]:
    """Its scorecards, as pages of blocks."""
    found, findings = _checked()
    cards = scorecards_of(found, findings, source=SourceFile(name="plan.xlsx"))
    return tuple(page_of(card) for card in cards if not card.subject.on_request)
