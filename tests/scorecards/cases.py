"""Plans for scorecards: the real one, the demonstration, and either with some cells changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from csplan.looks.foot import SourceFile
from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.scorecards.content import Scorecard
from csplan.scorecards.scorecard import members_of, scorecards_of
from csplan.scorecards.writing import ScorecardSet, write_scorecards
from csplan.sheets.sheet import Sheet
from csplan.template.demo import demo_plan
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from csplan.terms.values import Value

SOURCE = SourceFile(name="plan.xlsx", sha256="0123456789abcdef" * 4)


@cache
def demo() -> Results:
    """The plan with illustrative figures for Q1 and Q2."""
    return demo_plan()


@cache
def baseline() -> Results:
    """The real plan before any actual."""
    return calculate(plan_from(shipped("service_plan_2016_17")).plan)


def changed(
    results: Results,
    sheet: Sheet,
    cells: Mapping[str, Mapping[str, Value]],
    **settings: Value,
) -> Results:
    """The same plan with some cells changed, by ref and field, and calculated again."""
    rows: list[Row] = [{**row, **cells.get(str(row["ref"]), {})} for row in results.table(sheet)]
    return replaced(results, {sheet.key: rows}, **settings)


def replaced(results: Results, rows: Mapping[str, Sequence[Row]], **settings: Value) -> Results:
    """The same plan with some sheets' rows replaced, and calculated again."""
    return calculate(Plan({**results.settings, **settings}, {**results.rows, **rows}))


PLANS = {"demo": demo, "baseline": baseline}
FORMATS = ("xlsx", "pdf", "html", "docx")
_KEPT: list[TemporaryDirectory[str]] = []


@cache
def finished(plan: str) -> ScorecardSet:
    """Every scorecard of a plan in every format, and the members' version: written once."""
    folder: TemporaryDirectory[str] = TemporaryDirectory()
    _KEPT.append(folder)
    nine = written(PLANS[plan](), Path(folder.name), formats=FORMATS)
    members = written(PLANS[plan](), Path(folder.name) / "Members", only="members")
    return ScorecardSet(
        nine.folder, (*nine.files, *members.files), (*nine.scorecards, *members.scorecards)
    )


def finished_paths(plan: str, form: str) -> list[Path]:
    """The files of one format."""
    return [file.path for file in finished(plan).files if file.format == form]


def cards(results: Results) -> dict[str, Scorecard]:
    """Every scorecard by its subject: `service SL`."""
    for plan, made in PLANS.items():
        if results is made():
            return _cards_of(plan)
    return {card.subject.key: card for card in scorecards_of(results, [], source=SOURCE)}


@cache
def _cards_of(plan: str) -> dict[str, Scorecard]:
    return {card.subject.key: card for card in scorecards_of(PLANS[plan](), [], source=SOURCE)}


def every_card(results: Results) -> dict[str, Scorecard]:
    """Every scorecard by its subject, the members' version among them."""
    return {**cards(results), "members": members_of(results, [], source=SOURCE)}


def written(
    results: Results,
    folder: Path,
    *,
    formats: Sequence[str] = ("xlsx", "pdf", "html"),
    only: str | None = None,
) -> ScorecardSet:
    """The scorecards of some results, written into a folder."""
    return write_scorecards(results, [], folder, source=SOURCE, formats=formats, only=only)
