"""Page 1 tells what matters: three sentences, the worst five, every Red by name, and DRAFT."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from csplan.plan.check import check
from csplan.plan.plan import Results
from csplan.scorecards.blocks import Items, Note, Page, Sentences, Table, facts_of, words_of
from csplan.scorecards.brief import draft_notice
from csplan.scorecards.content import Scorecard, SubjectKind, ToCheck
from csplan.scorecards.exceptions import short_name
from csplan.scorecards.html import html_of
from csplan.scorecards.money import serving_sentence
from csplan.scorecards.pages import page_of
from csplan.scorecards.scorecard import scorecards_of
from csplan.sheets import BUDGET, INDICATORS
from csplan.terms.values import Value
from tests.engines.programs import require
from tests.scorecards.cases import SOURCE, baseline, cards, changed, demo, finished
from tests.scorecards.reading import sheets

MOST_PAGES = {
    SubjectKind.DIRECTORATE: 8,
    SubjectKind.SERVICE: 5,
    SubjectKind.OUTCOME: 4,
    SubjectKind.EXCEPTIONS: 4,
    SubjectKind.MEMBERS: 4,
}


def words_of_page_1(page: Page) -> str:
    """All that the brief says."""
    texts: list[str] = []
    for block in page.sections[0].blocks:
        if isinstance(block, Sentences):
            texts += block.texts
        elif isinstance(block, Note):
            texts.append(block.text)
        elif isinstance(block, Items):
            for entry in block.entries:
                facts = [words_of(fact.part) for group in entry.facts for fact in group]
                texts += [words_of(entry.name), *facts, *(said.text for said in entry.said)]
    return " ".join(texts)


@pytest.mark.slow
@pytest.mark.parametrize("results", [demo, baseline])
def test_page_1_names_every_red(results: Callable[[], Results]) -> None:
    for card in cards(results()).values():
        text = words_of_page_1(page_of(card))
        for line in card.indicators:
            assert line.status != "Red" or line.ref in text, (card.title, line.ref)


def test_the_brief_is_three_sentences_at_most_that_state_figures_and_ask() -> None:
    for card in cards(demo()).values():
        sentences = card.brief.sentences
        assert 2 <= len(sentences) <= 3
        assert re.search(r"\d|None", sentences[0])
        assert sentences[-1].startswith("Asked for by 28 October 2016: ")


@pytest.mark.slow
def test_a_day_that_has_passed_is_not_asked_for() -> None:
    for day, said in ((None, "now"), (42656.0, "now"), (42657.0, "by 14 October 2016")):
        results = replace(demo(), settings={**demo().settings, "answers_by": day})
        sentences = cards(results)["service SS"].brief.sentences
        assert f"Asked for {said}: 31 due dates of actions." == sentences[-1]


def reds_of(card: Scorecard) -> str:
    """How many are Red, as the first sentence has it; of actions where no indicator is rated."""
    if card.counts.red:
        return f"{card.counts.red} of {card.counts.rated} rated indicators "
    return f"None of {card.counts.rated} " if card.counts.rated else "None of "


SUBJECTS = ("directorate", "exceptions", *(f"outcome KO{n}" for n in (1, 2, 3)))
SERVICES = ("service SS", "service EH", "service SL", "service PQ")


@pytest.mark.parametrize("key", [*SUBJECTS, *SERVICES])
def test_page_1_alone_answers_what_a_councillor_asks(key: str) -> None:
    """How many are Red; which are worst, why, what is done, by whom; the money; what by when."""
    card = cards(demo())[key]
    page = page_of(card)
    (worst,) = (b for b in page.sections[0].blocks if isinstance(b, Items))
    first, money, asked = card.brief.sentences
    assert first.startswith(reds_of(card))
    for entry in worst.entries:
        name = (words_of(entry.name), entry.whose)
        facts = facts_of(entry)
        assert re.search(r"against|overdue|due \d|counted as delivered", facts), name
        said = {one.label or "Why" for one in entry.said}
        assert "Why" in said or entry.status.word == "Amber", name
        assert "Action" in said or "due" in facts or entry.status.word == "Amber", name
        assert entry.whose or key in SERVICES or ", " in words_of(entry.name), name
    assert "£" in money or "No budget line is linked to this key outcome" in money
    assert re.search(r"over|under|better than|No budget line", money)
    assert "by 28 October 2016" in asked


def serving(
    lines: Mapping[str, Mapping[str, Value]], *, closed: bool = False, **outcome: Value
) -> str:
    """What is said of the money behind KO1, which some lines of the demonstration serve."""
    rows = [
        {**row, **lines[str(row["ref"])]} for row in demo().table(BUDGET) if row["ref"] in lines
    ]
    results = replace(demo(), rows={BUDGET.key: [{**row, "outcome": "KO1"} for row in rows]})
    kept: dict[str, Value] = {"savings_at_risk": 0.0, "savings_lost": 0.0}
    return serving_sentence(results, {"ref": "KO1", **kept, **outcome}, closed=closed)


def test_the_money_behind_an_outcome_is_told_by_the_lines_that_serve_it() -> None:
    agreed: dict[str, Value] = {"outcome_link": "Agreed"}
    one = {"B-001": agreed}
    assert (
        "The 1 budget line that serves this key outcome is forecast to end the year £96,000 under "
        "£8.9m."
    ) == serving(one, budget_serving=8914614.0, forecast_variance=-96000.0)
    assert (
        "The 2 budget lines proposed as serving this key outcome are forecast to end the year "
        "£20,900 over £929,000, with £5,000 of savings at risk and £1.5m that cannot be made this "
        "year."
    ) == serving(
        {"B-002": {"outcome_link": "Proposed"}, "B-004": agreed},
        budget_serving=929000.0,
        forecast_variance=20900.0,
        savings_at_risk=5000.0,
        savings_lost=1500000.0,
    )
    assert (
        "The 1 budget line that serves this key outcome is forecast to end the year on a budget of "
        "£269."
    ) == serving({"B-005": agreed}, budget_serving=269.0, forecast_variance=0.0)
    waiting: dict[str, Value] = {**agreed, "forecast_awaited": "Yes"}
    for lines, said in (
        ({"B-001": waiting}, "The 1 budget line that serves this key outcome has"),
        (
            {"B-001": waiting, "B-002": agreed},
            "The 2 budget lines that serve this key outcome have",
        ),
    ):
        expected = f"{said} a budget of £8.9m, not all of it forecast yet."
        assert expected == serving(lines, budget_serving=8914614.0, forecast_variance=0.0)
    assert "" == serving({})


def test_savings_beside_a_closed_month_are_said_to_be_of_today() -> None:
    said = serving(
        {"B-004": {"outcome_link": "Agreed"}},
        closed=True,
        budget_serving=929000.0,
        forecast_variance=20900.0,
        savings_at_risk=5000.0,
    )
    assert said.endswith("£929,000, with £5,000 of savings at risk (savings as they are today).")


def test_the_money_is_told_of_net_income_and_of_income_that_falls_short() -> None:
    # 9,914,614 − 8,818,614 and 6,601,457 − 5,001,457 more than the £67,600 saved: £2,628,400.
    more = {"B-001": {"forecast_outturn": 9914614.0}, "B-011": {"forecast_outturn": -5001457.0}}
    sentence = cards(changed(demo(), BUDGET, more))["service SS"].brief.sentences[1]
    assert (
        "The budget is forecast to end the year £2.6m (98.7%) short of its net income of £2.7m; the "
        "largest shortfall is Controllable Recharges Income (+£1.6m). That counts £4.4m of "
        "unallocated savings as delivered; without them it would end £7.0m short of it."
    ) == sentence


def test_what_is_nearly_red_fills_the_places_that_are_left() -> None:
    worst = cards(demo())["service SS"].brief.worst
    assert [("B-007", "Context only"), ("B-004", "Amber")] == [(w.ref, w.status) for w in worst]
    assert "£4,371,083 of savings not yet allocated, counted as delivered" == worst[0].gap
    assert ["A-003", "KO1-10"] == [w.ref for w in cards(demo())["outcome KO1"].brief.worst]


def test_the_worst_come_in_the_order_that_is_stated() -> None:
    worst = cards(demo())["directorate"].brief.worst
    assert 5 == len(worst)
    indicators = [line for line in worst if line.kind == "Indicator"]
    order = [line.ref for line in cards(demo())["exceptions"].exceptions]
    assert order[: len(indicators)] == [line.ref for line in indicators]
    assert ["B-016"] == [line.ref for line in worst if line.kind == "Budget"]
    assert all(line.reasons for line in worst)
    first = worst[0]
    assert ("Red", "92 times its tolerance from the target") == first.reasons[:2]
    assert "worsening: it rose from 5.2% at Q1" == first.reasons[2]


def test_a_count_and_its_rate_are_one_entry() -> None:
    lines = cards(demo())["exceptions"].exceptions
    refs = [line.ref for line in lines]
    assert "KO2-01" in refs
    assert "KO2-02" not in refs
    assert "40 per 10,000 against 36 (KO2-02)" == next(
        line.also for line in lines if line.ref == "KO2-01"
    )


def test_what_is_said_on_page_1_is_not_said_again() -> None:
    for key, card in cards(demo()).items():
        page = page_of(card)
        said = [
            text
            for section in page.sections
            for block in section.blocks
            for row in (*getattr(block, "entries", ()), *getattr(block, "rows", ()))
            for text in (one.text for one in row.said)
            if len(text) > 30
        ]
        assert len(said) == len(set(said)), key


def test_nothing_is_a_draft_where_nothing_stands() -> None:
    assert "" == page_of(cards(demo())["directorate"]).draft


@pytest.mark.slow
def test_every_page_is_a_draft_while_an_error_stands_and_names_only_its_own() -> None:
    results = changed(demo(), INDICATORS, {"KO2-03": {"q2_actual": "thirty"}})
    made = scorecards_of(results, check(results.plan, results), source=SOURCE)
    drafts = {card.subject.key: page_of(card).draft for card in made}
    own = "DRAFT: 1 error (KO2-03 Children waiting to be placed for adoption)."
    assert own == drafts["directorate"] == drafts["service EH"] == drafts["outcome KO2"]
    assert "DRAFT: 1 error elsewhere in the plan." == drafts["service SL"]


def test_what_stands_on_the_page_and_elsewhere_is_one_sentence() -> None:
    own = ToCheck(ref="A-1", name="Name", place="Actions!C6", message="Is wrong.", fix="Mend it.")
    foot = replace(cards(demo())["directorate"].foot, errors=3, to_confirm=2)
    assert (
        "DRAFT: 1 error (A-1 Name) and 2 elsewhere in the plan; "
        "2 figures to be confirmed elsewhere in the plan." == draft_notice(foot, [own], [])
    )


@pytest.mark.slow
def test_a_figure_to_be_confirmed_is_marked_wherever_its_row_stands() -> None:
    results = changed(demo(), INDICATORS, {"KO2-03": {"q2_actual": 370.0}})
    made = scorecards_of(results, check(results.plan, results), source=SOURCE)
    mark = '<span class="quiet">(figure to be confirmed)</span>'
    counts = {one.subject.key: html_of(page_of(one)).count(mark) for one in made}
    assert 2 == counts["service EH"] == counts["directorate"]  # on page 1, and among the indicators
    assert 0 == counts["service SL"]


@pytest.mark.slow
def test_no_scorecard_of_the_demonstration_is_longer_than_it_may_be() -> None:
    for file in (one for one in finished("demo").files if one.format == "pdf"):
        done = subprocess.run(
            [str(require("pdfinfo")), str(file.path)], capture_output=True, check=True, text=True
        )
        found = re.search(r"Pages:\s+(\d+)", done.stdout)
        assert found
        assert int(found[1]) <= MOST_PAGES[file.subject.kind], file.path.name


def test_a_name_beside_figures_says_what_is_measured_and_none_is_cut() -> None:
    """The plan's own names, by hand; a group of several measures names none of them."""
    lines = {line.ref: line for line in finished("demo").scorecards[0].indicators}
    assert "Number of thriving families: Receiving support" == short_name(lines["KO2-14"])
    assert (
        "Timeliness of visits to children in care: Percentage of Children & Young People where all "
        "visits undertaken were within timescale"
    ) == short_name(lines["KO2-12"])
    assert "Children waiting to be placed for adoption" == short_name(lines["KO2-03"])
    assert not [ref for ref, line in lines.items() if "…" in short_name(line)]
    names = [short_name(line) for line in lines.values() if line.group]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_an_excel_scorecard_says_a_label_and_a_colon_before_words() -> None:
    files = {file.subject.key: file for file in finished("demo").files if file.format == "xlsx"}
    lines = [row[0] for row in sheets(files["outcome KO2"].path)["Brief"]]
    assert 1 == sum(line.startswith("Why: Eleven children placed since April.") for line in lines)
    assert 1 == sum(
        line.startswith("Action: Two recruitment events for adopters") for line in lines
    )


def test_the_bridge_says_that_its_end_is_beside_the_lines_by_rounding() -> None:
    """By hand: the plan prints a net budget of 89,775,084; its lines add up to 89,775,086."""
    page = page_of(finished("demo").scorecards[0])
    said = [
        block.caption for one in page.sections for block in one.blocks if isinstance(block, Table)
    ]
    assert [one for one in said if one.endswith("The budget lines add up to £2 more, by rounding.")]
