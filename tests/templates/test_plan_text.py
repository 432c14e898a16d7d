"""Every word of the plan's tables and bullets is in the CSV files, and nothing else is."""

import hashlib
import re

import pytest

from csplan.plan.check import check
from csplan.template.source import plan_from
from tests.templates.printed import (
    FILES,
    LINES,
    TEXT,
    Row,
    cells,
    line_of,
    plain,
    rows,
)

TABLE_LINES = [226, 227, 252, 253, 254, 257, 258, 259, 262, 263, 298, 300, 301, 303]
TABLE_LINES += [307, 308, 309]
CONTINUED = {303: 306}  # a row cut in two by a page break
SUB_BULLETS = {114: [115, 116, 117]}
PRIORITY_LINES = range(41, 83)
STRATEGY_LINES = range(110, 218)

HEADINGS = {
    "settings": "Setting,Value",
    "services": "Ref,Service,Head of service,E-mail",
    "outcomes": "Ref,Kind,Outcome,Plan line",
    "indicators": "Ref,Outcome,Group,Indicator,Service,Unit,Decimals,Polarity,Measure,Frequency,"
    "First due,Denominator,Plan line,As printed,Note,Query,Baseline,Target 2016/17,"
    "Target 2017/18,Target 2018/19,Target 2019/20,Q1 target,Q2 target,Q3 target,Q4 target,"
    "Tolerance % of target,Tolerance in unit,Q1 actual,Q2 actual,Q3 actual,Q4 actual,Forecast,"
    "Forecast method,Commentary,Corrective action",
    "budget": "Ref,Service,Heading,CIPFA group,Kind,Original budget,Actual to date,"
    "Forecast outturn,Explanation,Plan line,Note",
    "control_totals": "Ref,Control,Scope,Service,Heading,Published total,Plan line,Note",
    "actions": "Ref,Outcome,Commitment,We will,Action,Expected outcome,Lead service,Start,Due,% complete,"
    "Status,Commentary,Plan line,Note,Query",
    "expected_outcomes": "Ref,Outcome,Commitment,Expected outcome,Promised against,Plan line,Note",
    "measured_by": "Ref,Expected outcome,Indicator,Covers,Link,Note",
}


def table_actions() -> list[Row]:
    return [row for row in rows("actions") if row["Outcome"].startswith("KO")]


def on_line(found: list[Row], line: int) -> list[Row]:
    lines = {line, CONTINUED.get(line)}
    return [row for row in found if line_of(row) in lines]


def bullets(lines: range) -> dict[int, str]:
    """The bullets among some lines, group headings apart."""
    found = {line: LINES[line].strip() for line in lines}
    return {
        line: text.removeprefix("- ")
        for line, text in found.items()
        if text.startswith("- ") and not text.startswith("- **")
    }


def test_the_text_of_the_plan_has_not_been_touched() -> None:
    printed = hashlib.sha256(TEXT.read_bytes()).hexdigest()

    assert "49fe4c2203d62daa27b804d652f2726b782772ed57abe94646737bf0fd75532d" == printed


@pytest.mark.parametrize("name", HEADINGS)
def test_each_file_is_plain_utf_8_with_line_feeds_and_its_headings(name: str) -> None:
    content = (FILES / f"{name}.csv").read_bytes()

    assert HEADINGS[name] == content.decode("utf-8").split("\n", 1)[0]
    assert 0 == content.count(b"\r")
    assert content.endswith(b"\n")


@pytest.mark.parametrize("name", HEADINGS)
def test_no_cell_has_spaces_around_it_or_markup_in_it(name: str) -> None:
    texts = [cell for row in rows(name) for cell in row.values()]

    assert [] == [
        text for text in texts if text != text.strip() or re.search(r"</?[a-z]+|\*\*", text)
    ]


@pytest.mark.parametrize(
    ("name", "pattern", "count"),
    [
        ("services", "{}", 4),
        ("outcomes", "{}", 18),
        ("indicators", "{}", 84),
        ("budget", "B-{:03}", 44),
        ("control_totals", "C-{:02}", 22),
        ("actions", "A-{:03}", 160),
        ("expected_outcomes", "EO-{:02}", 55),
        ("measured_by", "M-{:03}", 74),
    ],
)
def test_refs_are_unique_and_run_in_the_order_of_the_plan(
    name: str, pattern: str, count: int
) -> None:
    refs = [row["Ref"] for row in rows(name)]

    assert count == len(set(refs)) == len(refs)
    if pattern != "{}":
        assert [pattern.format(place) for place in range(1, count + 1)] == refs


def test_every_ref_named_in_a_note_or_query_is_a_row() -> None:
    known = {row["Ref"] for name in ("indicators", "actions") for row in rows(name)}
    texts = [row["Note"] + row["Query"] for name in ("indicators", "actions") for row in rows(name)]
    named = set(re.findall(r"KO\d-\d\d|A-\d\d\d", " ".join(texts)))

    assert named
    assert set() == named - known


def test_every_row_belongs_to_a_known_outcome_and_service() -> None:
    outcomes = {row["Ref"] for row in rows("outcomes")}
    services = {row["Ref"] for row in rows("services")}

    assert outcomes == {row["Outcome"] for row in rows("indicators") + rows("actions")}
    assert set() == {row["Service"] for row in rows("indicators")} - services
    assert services == {row["Lead service"] for row in rows("actions")}
    assert services == {row["Service"] for row in rows("budget")}


def test_outcomes_are_the_printed_titles() -> None:
    for row in rows("outcomes"):
        title = LINES[line_of(row)].strip().removeprefix("- **").removesuffix(":**")

        assert title == row["Outcome"]
    kinds = [row["Kind"] for row in rows("outcomes")]
    assert ["Key outcome"] * 3 + ["Priority"] * 8 + ["Strategy"] * 7 == kinds


def test_the_key_outcomes_are_worded_alike_at_both_places() -> None:
    summary = [LINES[line].removeprefix("- ") for line in (35, 36, 37)]

    assert summary == [row["Outcome"] for row in rows("outcomes") if row["Kind"] == "Key outcome"]


def test_the_actions_are_as_many_as_a_careful_reading_gives() -> None:
    found = [row["Outcome"] for row in rows("actions")]
    tables = [found.count(outcome) for outcome in ("KO1", "KO2", "KO3")]

    assert [12, 23, 37] == tables
    assert 72 == sum(tables)
    assert 32 == sum(outcome.startswith("PR") for outcome in found)
    assert [10, 6, 11, 7, 11, 4, 7] == [found.count(f"ST{place}") for place in range(1, 8)]
    assert 56 == sum(outcome.startswith("ST") for outcome in found)


def test_the_expected_outcomes_are_as_many_as_a_careful_reading_gives() -> None:
    found = {(row["Outcome"], row["Expected outcome"]) for row in rows("expected_outcomes")}

    assert 55 == len(found)
    assert [3, 24, 28] == [sum(ref == key for ref, _ in found) for key in ("KO1", "KO2", "KO3")]


def test_the_tables_of_actions_have_no_other_lines() -> None:
    ranges = [*range(226, 229), *range(252, 265), *range(298, 311)]
    header = ["We will", "Action", "Outcome"]
    printed = [n for n in ranges if LINES[n].strip(" \t-") and cells(n) != header]

    assert sorted([*TABLE_LINES, *CONTINUED.values()]) == printed


@pytest.mark.parametrize("line", TABLE_LINES)
def test_a_row_of_the_tables_is_in_the_actions_word_for_word_and_in_order(line: int) -> None:
    found = on_line(table_actions(), line)
    printed = [plain(cell) for cell in LINES[line].split("\t")]
    if line in CONTINUED:
        rest = [plain(cell) for cell in LINES[CONTINUED[line]].split("\t")]
        printed = [f"{first} {more}".strip() for first, more in zip(printed, rest, strict=True)]

    assert {printed[0]} == {plain(row["We will"]) for row in found}
    assert printed[1] == " ".join(plain(row["Action"]) for row in found)
    promised = on_line(rows("expected_outcomes"), line)
    assert printed[2] == " ".join(plain(row["Expected outcome"]) for row in promised)


def test_every_action_of_the_tables_stands_whole_on_its_plan_line() -> None:
    for row in table_actions():
        line = line_of(row)
        near = LINES[line].split("\t")[1]
        if line in CONTINUED:
            near += LINES[CONTINUED[line]].split("\t")[1]

        assert plain(row["Action"]) in plain(near)


def test_every_expected_outcome_is_printed_as_a_paragraph_of_its_own_or_split_by_hand() -> None:
    by_hand = {258: 4, 259: 5}  # one paragraph each
    for line in TABLE_LINES:
        printed = LINES[line].split("\t")[2]
        count = by_hand.get(line, max(1, printed.count("<p>")))

        assert count == len(on_line(rows("expected_outcomes"), line))


@pytest.mark.parametrize("lines", [PRIORITY_LINES, STRATEGY_LINES])
def test_every_bullet_is_an_action_in_its_printed_words(lines: range) -> None:
    printed = bullets(lines)
    for line, below in SUB_BULLETS.items():
        if line in printed:
            printed[line] = "\n".join([printed[line], *(printed.pop(sub) for sub in below)])
    found = {line_of(row): row["Action"] for row in rows("actions") if line_of(row) in lines}

    assert printed == found


def test_every_priority_belongs_to_the_group_printed_above_it() -> None:
    titles = {row["Ref"]: row["Outcome"] for row in rows("outcomes")}
    starts = {line_of(row): row["Ref"] for row in rows("outcomes") if row["Kind"] == "Priority"}
    for row in rows("actions"):
        if line_of(row) in PRIORITY_LINES:
            group = starts[max(line for line in starts if line < line_of(row))]

            assert group == row["Outcome"]
            assert titles[group] == row["We will"]


def test_every_strategy_action_completes_the_lead_in_printed_above_it() -> None:
    starts = {line_of(row): row["Ref"] for row in rows("outcomes") if row["Kind"] == "Strategy"}
    for row in rows("actions"):
        line = line_of(row)
        if line in STRATEGY_LINES:
            above = [n for n in range(110, line) if LINES[n].endswith(":")]

            assert LINES[above[-1]].endswith(row["We will"])
            assert starts[max(n for n in starts if n < line)] == row["Outcome"]


def test_only_the_pathway_has_a_date_for_the_plan_prints_no_other() -> None:
    dated = [(row["Plan line"], row["Due"]) for row in rows("actions") if row["Due"]]

    assert [("L259", "2017-07-31")] == dated
    assert "Pathway developed by 31 st July 2017" in LINES[259]


def test_the_oddities_that_a_person_should_settle_are_queried() -> None:
    indicators = {line_of(row) for row in rows("indicators") if row["Query"]}
    actions = {line_of(row) for row in rows("actions") if row["Query"]}

    assert {232, 241, 285, 327, 358, 370} == indicators
    assert {154, 166, 257, 259} == actions


def test_the_oddities_that_can_be_computed_are_found_and_not_typed() -> None:
    plan = plan_from(FILES)
    found = {(str(one.code), one.ref): one.message for one in check(plan.plan, plan)}
    left = (
        "It does not follow from KO3-46 and KO3-47: Baseline 41, not 60; Target 2016/17 45, not 49;"
    )
    left += " Target 2017/18 47, not 44; Target 2018/19 45, not 37; Target 2019/20 43, not 30."
    assert left == found["rest-against-total", "KO3-48"]
    assert "665 at 44" in found["populations-differ", "KO2-07"]
    assert "4 rows (KO3-15, KO3-16, KO3-17, KO3-18)" in found["peers-discontinued", ""]
    twice = {ref: text for (code, ref), text in found.items() if code == "promised-twice"}
    again = {ref: re.findall(r"A-\d{3}", text)[1:] for ref, text in twice.items()}
    assert again == {
        "A-020": ["A-052", "A-133"],
        "A-022": ["A-099"],
        "A-034": ["A-067"],
        "A-084": ["A-105"],
        "A-085": ["A-105"],
        "A-086": ["A-105"],
        "A-091": ["A-132"],
    }
