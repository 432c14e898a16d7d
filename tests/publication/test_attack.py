"""What an attacker makes of the published files, with disclosure control and without it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from csplan.plan.calculate import calculate
from csplan.plan.plan import Results
from csplan.plan.plan import Row as PlanRow
from csplan.publication.betraying import RULES
from csplan.publication.data_files import csv_of
from csplan.publication.releases import Release, release_text
from csplan.publication.same_people import label_of, same_people
from csplan.publication.tables import tables_of
from csplan.publication.view import release_of, view_of
from csplan.sheets import INDICATORS
from csplan.template.demo import demo_plan
from csplan.template.shipped import shipped
from csplan.template.source import plan_from
from tests.extent import ALL
from tests.publication.attacker import Guess, Row, attack, read
from tests.publication.drawn import drawn_pairs, drawn_shares, drawn_year, with_indicators

FEW = RULES.count
_SMALL = ("one", "two", "three", "four", "five")
_COLUMNS = {
    "baseline": "Baseline",
    **{f"q{n}_actual": f"Q{n} 2016/17" for n in range(1, 5)},
    "forecast": "Forecast",
}


@dataclass
class Published:
    """The data files of the copies one after another, and what is true."""

    files: list[list[Row]]
    truth: dict[str, float]
    wholes: dict[str, float]
    left: dict[str, float] = field(default_factory=dict)
    first: int = 0
    then: int = 0
    lost: tuple[str, ...] = ()
    is_least: bool = True

    def betrayed(self) -> list[Guess]:
        """The attacker's guesses that are right: exactly, or within the threshold."""
        return [
            guess
            for guess in attack(self.files, self.wholes)
            if (people := self.people(guess.what)) is not None
            and _positive(guess).betrays(people, FEW)
        ]

    def quoted(self) -> list[str]:
        """Published words that tell of few people, or hold a protected number where it belongs."""
        found = []
        for rows in self.files:
            columns = [one for one in rows[0] if one in _COLUMNS.values()]
            kept = {row["Ref"] for row in rows if any(row[one] == "c" for one in columns)}
            for row in rows:
                words = row.get("Commentary", "z")
                numbers = [int(n) for n in re.findall(r"(?<![\w.-])\d+(?![\w.%-])", words)]
                numbers += [n for n, word in enumerate(_SMALL, 1) if word in words.lower().split()]
                about = row["Ref"] in kept or any(ref in words for ref in kept)
                speaks = re.search(r"children|young people|of them", words)
                if numbers and (about or (speaks and any(1 <= n <= FEW for n in numbers))):
                    found.append(f"{row['Ref']}: {words}")
        return found

    def people(self, what: str) -> float | None:
        """How many people a guess is truly about; None where nobody knows."""
        if what in self.left:
            return self.left[what]
        names = re.findall(r"\S+\|(?:Q\d \S+|\w+)(?:\|copy \d)?", what)
        known = [self.truth[name] for name in names if name in self.truth]
        if len(known) < len(names):
            return None
        return abs(round(known[0] - sum(known[1:])))


def _positive(guess: Guess) -> Guess:
    """A difference without its sign."""
    if guess.high < 0:
        return Guess(guess.what, -guess.high, -guess.low)
    return guess


def published(
    plans: Sequence[Results],
    *,
    secondary: bool = True,
    stops: bool = False,
    wholes: Mapping[str, float] | None = None,
) -> Published:
    """Publish plans one after another, each heeding those before, through the lists they leave.

    `stops`: where earlier copies give somebody away there is no further copy, as csplan publish
    has it.

    `wholes` is of how many people the shares truly are, where the plan does not say.
    """
    made = Published([], {}, {})
    releases: list[Release] = []
    for number, results in enumerate(plans):
        earlier = releases if secondary else []
        view = view_of(results, rules=RULES, releases=earlier, secondary=secondary)
        if stops and view.suppression.lost:
            made.lost += view.suppression.lost
            break
        releases.append(Release.parse(release_text(release_of(view))))
        made.files.append(read(csv_of(tables_of(view)[0])))
        made.first += len(view.suppression.first)
        made.then += len(view.suppression.then)
        made.lost += view.suppression.lost
        made.is_least &= view.suppression.is_least
        for row in results.present(INDICATORS):
            for name, column in _COLUMNS.items():
                key = f"{row['ref']}|{column}"
                people = people_of(row.get(name), row | {"denominator": whole_of(row, wholes)})
                if people is not None:
                    other = made.truth.setdefault(key, people)
                    made.truth[key if other == people else f"{key}|copy {number}"] = people
            if isinstance(whole := whole_of(row, wholes), float):
                made.wholes[str(row["ref"])] = whole
    return made


def whole_of(row: Mapping[str, object], wholes: Mapping[str, float] | None) -> object:
    """Of how many people a share is: as is known besides, else as the plan says."""
    return (wholes or {}).get(str(row["ref"]), row.get("denominator"))


def people_of(value: object, row: Mapping[str, object]) -> float | None:
    """How many people stand behind a figure, where that can be told."""
    if not isinstance(value, float):
        return None
    if row["unit"] == "number":
        return value
    base = {"%": 1.0, "per 10,000": 10_000.0}.get(str(row["unit"]))
    whole = row.get("denominator")
    return value / base * whole if base and isinstance(whole, float) else None


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 18, 37])
def test_three_copies_of_a_drawn_plan_give_no_protected_number_away(seed: int) -> None:
    made = published(drawn_year(seed))
    assert [] == made.betrayed()
    assert [] == made.quoted()
    assert () == made.lost
    assert made.then


def test_the_same_attacker_succeeds_without_secondary_suppression() -> None:
    bare = published(drawn_year(18), secondary=False)
    assert [guess for guess in bare.betrayed() if guess.is_exact]


@pytest.mark.slow
def test_two_hundred_drawn_plans_give_no_protected_number_away() -> None:
    """Each is published three times; the attacker has all copies.  10 in the ordinary run."""
    number = 200 if ALL else 6
    broken_open = refused = 0
    for seed in range(number):
        made = published(drawn_year(seed))
        assert [] == made.betrayed(), f"seed {seed}"
        assert [] == made.quoted(), f"seed {seed}"
        assert made.is_least, f"seed {seed}"
        refused += bool(made.lost)  # a revision that no copy could hide: publish says so, and stops
        broken_open += bool(published(drawn_year(seed), secondary=False).betrayed())
    assert broken_open >= number * 9 // 10
    assert refused <= number // 100


@pytest.mark.slow
def test_shares_of_numbers_that_no_cell_tells_give_no_protected_number_away() -> None:
    """The attacker knows all of them; the plan says none, or some."""
    broken_open = 0
    for seed in range(100 if ALL else 2):
        for typed in (0.0, 0.5):
            plans, wholes = drawn_shares(seed, typed)
            assert [] == published(plans, wholes=wholes).betrayed(), f"seed {seed}, {typed}"
            broken_open += bool(published(plans, wholes=wholes, secondary=False).betrayed())
    assert broken_open


def paired(seed: int, *, secondary: bool = True, told: bool = True) -> Published:
    """The copies of a plan of groups and who in them does something, in numbers and in shares.

    `told`: the attacker knows besides of how many people those shares are that no row tells.
    """
    drawn = drawn_pairs(seed)
    made = published(drawn.plans, secondary=secondary, stops=True)
    made.truth |= {f"{ref}|{_COLUMNS[name]}": n for (ref, name), n in drawn.people.items()}
    made.left = {
        f"those left over of {ref}|{_COLUMNS[name]}": n for (ref, name), n in drawn.left.items()
    }
    made.wholes = drawn.wholes if told else {}
    return made


@pytest.mark.slow
def test_a_share_and_a_count_of_the_same_people_give_no_protected_number_away() -> None:
    """Neither the people, nor those left over; where he is told of how many, and where not."""
    number = 200 if ALL else 4
    broken_open = refused = 0
    for seed in range(number):
        made = paired(seed)
        assert [] == made.betrayed(), f"seed {seed}"
        assert [] == paired(seed, told=False).betrayed(), f"seed {seed}"
        assert made.is_least, f"seed {seed}"
        refused += bool(made.lost)
        broken_open += bool(paired(seed, secondary=False).betrayed())
    assert broken_open >= number * 3 // 5
    assert refused <= number // 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 5, 18, 37])
def test_nothing_that_is_kept_back_beside_could_be_put_back(seed: int) -> None:
    """Of the first copy: each figure that betrays nobody by itself is put back, and attacked."""
    results = drawn_year(seed)[0]
    made = published([results])
    view = view_of(results, rules=RULES)
    for (ref, name), why in view.suppression.then.items():
        if why.startswith(f"would give back {ref} "):
            continue  # it follows another of its row by rule: a forecast, a programme's figure
        changed = [dict(row) for row in made.files[0]]
        own = next(row for row in changed if row["Ref"] == ref)
        row = next(row for row in results.present(INDICATORS) if row["ref"] == ref)
        if row["unit"] != "number":
            continue  # its count is kept back, and it would give that back
        own[_COLUMNS[name]] = f"{row[name]:.0f}"
        again = Published([changed], made.truth, made.wholes)
        assert again.betrayed(), f"{ref} {name} need not be kept back"


@pytest.mark.slow
def test_the_real_plan_and_the_demonstration_give_no_protected_number_away() -> None:
    real = calculate(plan_from(shipped("service_plan_2016_17")).plan)
    made = published([real, demo_plan()])
    assert [] == made.betrayed()
    assert made.is_least


def whole_and_parts(period: str, *figures: Mapping[str, float]) -> Results:
    """A whole and its parts with figures by column."""
    rows: list[PlanRow] = [
        {"ref": f"KO3-0{n}", "part_of": "KO3-01" if n > 1 else None, **own}
        for n, own in enumerate(figures, 1)
    ]
    return with_indicators(rows, period)


def test_what_last_quarters_copy_kept_back_is_not_undone_by_this_ones() -> None:
    """The breakdown of Q1 had a 3; a year on nobody is few, and Q1 still cannot be worked out."""
    first = whole_and_parts("Q1", {"q1_actual": 31.0}, {"q1_actual": 3.0}, {"q1_actual": 28.0})
    later = whole_and_parts(
        "Q2",
        {"q1_actual": 31.0, "q2_actual": 50.0},
        {"q1_actual": 9.0, "q2_actual": 20.0},
        {"q1_actual": 22.0, "q2_actual": 30.0},
    )
    one = view_of(first, rules=RULES)
    assert {("KO3-02", "q1_actual"), ("KO3-03", "q1_actual")} == one.suppression.kept
    two = view_of(later, rules=RULES, releases=[release_of(one)])
    assert {("KO3-02", "q1_actual"), ("KO3-03", "q1_actual")} == two.suppression.kept
    assert (
        "was kept back in the copy for Q1 2016/17" in two.suppression.first["KO3-02", "q1_actual"]
    )
    alone = view_of(later, rules=RULES)
    assert frozenset() == alone.suppression.kept


def test_a_cumulative_figure_is_kept_back_where_few_were_added_since_the_last_copy() -> None:
    row: PlanRow = {"ref": "KO3-01", "measure": "Cumulative", "q1_actual": 12.0}
    first = view_of(with_indicators([row], "Q1"), rules=RULES)
    assert frozenset() == first.suppression.kept
    later = with_indicators([{**row, "q2_actual": 14.0}], "Q2")
    second = view_of(later, rules=RULES, releases=[release_of(first)])
    assert {("KO3-01", "q2_actual")} == second.suppression.kept
    assert (
        "KO3-01 Q2 actual less KO3-01 Q1 actual" in second.suppression.then["KO3-01", "q2_actual"]
    )


def test_a_figure_revised_by_a_few_people_is_kept_back() -> None:
    row: PlanRow = {"ref": "KO3-01", "q1_actual": 40.0}
    first = view_of(with_indicators([row], "Q1"), rules=RULES)
    changed = with_indicators([{**row, "q1_actual": 42.0}], "Q1")
    second = view_of(changed, rules=RULES, releases=[release_of(first)])
    assert {("KO3-01", "q1_actual")} == second.suppression.kept


def test_what_was_published_and_is_few_now_is_said_to_be_lost() -> None:
    row: PlanRow = {"ref": "KO3-01", "q1_actual": 8.0}
    first = view_of(with_indicators([row], "Q1"), rules=RULES)
    strict = type(RULES)(count=9)
    second = view_of(
        with_indicators([row], "Q1"),
        rules=strict,
        releases=[release_of(first)],
    )
    assert ("KO3-01", "q1_actual") in second.suppression.kept
    assert (
        "KO3-01: its figure was published in the copy for Q1 2016/17",
    ) == second.suppression.lost


def test_the_baseline_of_the_year_after_stays_kept_back() -> None:
    first = view_of(
        with_indicators([{"ref": "KO3-01", "q4_actual": 4.0}], "Q4"),
        rules=RULES,
    )
    row: PlanRow = {"ref": "KO3-01", "baseline": 24.0, "q1_actual": 30.0}
    after = with_indicators([row], "Q1", "2017/18")
    second = view_of(after, rules=RULES, releases=[release_of(first)])
    assert {("KO3-01", "baseline")} == second.suppression.kept


def test_a_rate_is_kept_back_with_the_count_that_it_would_give_back() -> None:
    label: PlanRow = {"indicator": "Children in care – number"}
    rate: PlanRow = {"indicator": "Children in care – rate", "unit": "per 10,000", "decimals": 1.0}
    rows: list[PlanRow] = [
        {"ref": "KO3-01", "q1_actual": 43.0, "indicator": "Children in care"},
        {"ref": "KO3-02", "q1_actual": 3.0, "part_of": "KO3-01"},
        {"ref": "KO3-03", "q1_actual": 40.0, "part_of": "KO3-01", **label},
        {"ref": "KO3-04", "q1_actual": 20.0, **rate},
    ]
    view = view_of(with_indicators(rows, "Q1"), rules=RULES)
    kept = {ref for ref, _ in view.suppression.kept}
    assert {"KO3-02", "KO3-01"} == kept  # the other part would take its rate with it
    alone = view_of(with_indicators(rows[2:], "Q1"), rules=RULES)
    assert frozenset() == alone.suppression.kept  # of 20,000 by the count: nobody is few
    few: list[PlanRow] = [{**rows[2], "q1_actual": 4.0}, {**rows[3], "q1_actual": 2.0}]
    both = view_of(with_indicators(few, "Q1"), rules=RULES)
    assert {"KO3-03", "KO3-04"} == {ref for ref, _ in both.suppression.kept}


def test_a_count_is_kept_back_with_the_share_that_leaves_a_few_over() -> None:
    """48 of the 50 care leavers of Q1 are in touch in Q2: two are not."""
    rows: list[PlanRow] = [
        {
            "ref": "KO3-01",
            "indicator": "% of care leavers in touch",
            "unit": "%",
            "decimals": 1.0,
            "denominator": 50.0,
            "q1_actual": 0.8,
            "q2_actual": 0.96,
        },
        {
            "ref": "KO3-02",
            "indicator": "Number of care leavers in touch",
            "q1_actual": 40.0,
            "q2_actual": 48.0,
        },
    ]
    view = view_of(with_indicators(rows, "Q2"), rules=RULES)
    assert {("KO3-01", "q2_actual"), ("KO3-02", "q2_actual")} == view.suppression.kept
    why = view.suppression.then["KO3-02", "q2_actual"]
    assert "would give back KO3-01 Q2 actual" == why
    told = {"KO3-03": 30.0, "KO3-04": 18.0}  # the count's parts would give it back
    rows += [{"ref": ref, "q2_actual": n, "part_of": "KO3-02"} for ref, n in told.items()]
    for typed in (50.0, None):
        rows[0]["denominator"] = typed
        kept = view_of(with_indicators(rows, "Q2"), rules=RULES).suppression.kept
        assert ("KO3-03", "q2_actual") in kept or ("KO3-04", "q2_actual") in kept


@pytest.mark.parametrize(
    ("label", "part_of", "group", "kept"),
    [
        ("Number of care leavers", None, 40.0, 1),  # 5 of 40, though 25 of the 200 that are typed
        ("Young people who left care", "KO3-02", 40.0, 1),
        ("Young people who left care", None, 40.0, 0),  # another group, for all that is said
        ("Number of care leavers", None, 200.0, 0),
        ("Number of care leavers", None, 3.0, 1),  # 12.5% is of no 3: the count alone is few
        ("Number of care leavers", None, 400.0, 0),  # of two groups, and few of neither
    ],
)
def test_a_share_is_judged_by_the_count_of_its_group(
    label: str, part_of: str | None, group: float, kept: int
) -> None:
    rows: list[PlanRow] = [
        {
            "ref": "KO3-01",
            "indicator": "% of care leavers at school",
            "unit": "%",
            "decimals": 1.0,
            "denominator": 200.0,
            "q1_actual": 0.125,
            "part_of": part_of,
        },
        {"ref": "KO3-02", "indicator": label, "q1_actual": group},
    ]
    view = view_of(with_indicators(rows, "Q1"), rules=RULES)
    assert kept == len(view.suppression.kept)


def test_a_share_goes_with_the_count_of_its_group() -> None:
    """10 of 20: with the 20 kept back beside a 4, the share and the 10 would give it back."""
    rows: list[PlanRow] = [
        {"ref": "KO3-01", "indicator": "Young people", "q1_actual": 24.0},
        {
            "ref": "KO3-02",
            "indicator": "Number of care leavers",
            "part_of": "KO3-01",
            "q1_actual": 20.0,
        },
        {"ref": "KO3-03", "indicator": "Others", "part_of": "KO3-01", "q1_actual": 4.0},
        {
            "ref": "KO3-04",
            "indicator": "% of care leavers at school",
            "unit": "%",
            "decimals": 1.0,
            "q1_actual": 0.5,
            "denominator": 20.0,
        },
        {"ref": "KO3-05", "indicator": "Number of care leavers at school", "q1_actual": 10.0},
    ]
    whole = ("KO3-01", "q1_actual")
    first = view_of(with_indicators(rows[:1], "Q1"), rules=RULES)  # so that the 20 has to go
    kept = view_of(
        with_indicators(rows, "Q1"), rules=RULES, releases=[release_of(first)]
    ).suppression.kept
    assert whole not in kept
    assert {f"KO3-0{n}" for n in range(2, 6)} == {ref for ref, _ in kept}


@pytest.mark.parametrize(
    ("denominator", "figures", "kept"),
    [
        (200.0, (0.40, 0.41), 1),  # two people more
        (200.0, (0.40, 0.55), 0),
        (None, (0.62, 0.64), 1),  # nobody knows how many
        (None, (0.62, 0.62), 0),
    ],
)
def test_a_share_that_grows_by_a_few_is_kept_back(
    denominator: float | None, figures: tuple[float, float], kept: int
) -> None:
    measured: PlanRow = {"unit": "%", "decimals": 0.0, "measure": "Cumulative"}
    row = {**measured, "ref": "KO3-01", "denominator": denominator}
    row |= dict(zip(("q1_actual", "q2_actual"), figures, strict=True))
    rules = RULES if denominator else type(RULES)(count=1, denominator=1)
    view = view_of(with_indicators([row], "Q2"), rules=rules)
    assert kept == len(view.suppression.kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Numbers of children in care (per 10k pop) – number",
            "Children in care – rate per 10,000",
        ),
        ("a) Percentage of care leavers in touch", "Care leavers in touch (number)"),
        ("% of pupils at school.", "How many pupils at school"),
        ("The total number of carers: count", "Carers %"),
        ("Admissions per 100k pop", "Number of admissions"),
    ],
)
def test_a_label_without_its_measure_says_whom_it_is_of(one: str, other: str) -> None:
    assert label_of({"indicator": one}) == label_of({"indicator": other}) != ""


def test_of_two_rows_that_may_count_the_same_people_the_one_of_the_heading_is_meant() -> None:
    rows: list[PlanRow] = [
        {"ref": "1", "indicator": "Number of carers", "unit": "number", "group": "Here"},
        {"ref": "2", "indicator": "Number of carers", "unit": "number", "group": "There"},
        {"ref": "3", "indicator": "% of carers", "unit": "%", "group": "Here"},
        {"ref": "4", "indicator": "% of carers", "unit": "%", "group": "Elsewhere"},
    ]
    assert {"3": rows[0]} == same_people(rows).counts


def test_a_breakdown_of_shares_of_unknown_groups_is_kept_back_as_a_whole() -> None:
    share: PlanRow = {"unit": "%", "decimals": 1.0}
    rows: list[PlanRow] = [
        {"ref": "KO3-01", "q1_actual": 0.664, **share},
        {"ref": "KO3-02", "q1_actual": 0.098, "part_of": "KO3-01", **share},
        {"ref": "KO3-03", "q1_actual": 0.566, "part_of": "KO3-01", **share},
    ]
    view = view_of(with_indicators(rows, "Q1"), rules=RULES)
    assert {"KO3-01", "KO3-02", "KO3-03"} == {ref for ref, _ in view.suppression.kept}


@pytest.mark.parametrize(
    ("figures", "kept"),
    [((0.62, 0.32, 0.30), 0), ((0.62, 0.32, 0.20), 3), ((0.62, 0.32, None), 0)],
)
def test_what_parts_leave_of_an_unknown_number_may_be_few(
    figures: tuple[float | None, ...], kept: int
) -> None:
    share: PlanRow = {"unit": "%", "decimals": 0.0}
    rows = [
        {"ref": f"KO3-0{n}", "part_of": "KO3-01" if n > 1 else None, "q1_actual": figure, **share}
        for n, figure in enumerate(figures, 1)
    ]
    view = view_of(with_indicators(rows, "Q1"), rules=type(RULES)(count=1, denominator=1))
    assert kept == len(view.suppression.kept)


def test_a_share_of_an_unknown_number_is_kept_back_once_it_was_revised() -> None:
    row: PlanRow = {"ref": "KO3-01", "unit": "%", "decimals": 0.0, "q1_actual": 0.62}
    rules = type(RULES)(count=1, denominator=1)
    first = view_of(with_indicators([row], "Q1"), rules=rules)
    assert frozenset() == first.suppression.kept
    changed = with_indicators([{**row, "q1_actual": 0.64}], "Q1")
    second = view_of(changed, rules=rules, releases=[release_of(first)])
    assert {("KO3-01", "q1_actual")} == second.suppression.kept
    assert "the change may be a few people" in second.suppression.first["KO3-01", "q1_actual"]


def test_a_row_is_known_again_in_the_next_copy_whatever_ref_it_has_by_then() -> None:
    """12 were published: the same row as KO9-77 says 14, and 2 more is a few people."""
    before: PlanRow = {"ref": "KO3-01", "indicator": "Number excluded", "q1_actual": 12.0}
    release = release_of(view_of(with_indicators([before], "Q1"), rules=RULES))
    other: PlanRow = {"ref": "KO3-01", "indicator": "Number found", "q1_actual": 80.0}
    now = [before | {"ref": "KO9-77", "q1_actual": 14.0}, other]
    after = view_of(with_indicators(now, "Q1"), rules=RULES, releases=[release])
    assert {("KO9-77", "q1_actual")} == after.suppression.kept
    reworded = view_of(
        with_indicators([before | {"indicator": "Excluded children", "q1_actual": 14.0}], "Q1"),
        rules=RULES,
        releases=[release],
    )
    assert {("KO3-01", "q1_actual")} == reworded.suppression.kept


def test_a_baseline_that_is_a_few_from_how_last_year_was_published_is_kept_back() -> None:
    before: PlanRow = {"ref": "KO3-01", "indicator": "Number excluded", "q4_actual": 44.0}
    release = release_of(view_of(with_indicators([before], "Q4"), rules=RULES))

    def kept(baseline: float) -> frozenset[tuple[str, str]]:
        row: PlanRow = {"ref": "KO3-01", "indicator": "Number excluded", "baseline": baseline}
        now = with_indicators([row], "Q1", "2017/18")
        return view_of(now, rules=RULES, releases=[release]).suppression.kept

    assert {("KO3-01", "baseline")} == kept(42.0)
    assert frozenset() == kept(44.0) == kept(60.0)


def test_a_figure_that_another_row_says_again_is_kept_back_there_too() -> None:
    """60 = 4 + 21 + 35: 21 in another place would give the 4 back, so that 35 goes with it."""
    rows: list[PlanRow] = [
        {"ref": "KO3-01", "indicator": "Children away", "group": None, "q1_actual": 60.0},
        {"ref": "KO3-02", "indicator": "With carers", "part_of": "KO3-01", "q1_actual": 4.0},
        {"ref": "KO3-03", "indicator": "Number in a home", "part_of": "KO3-01", "q1_actual": 21.0},
        {"ref": "KO3-04", "indicator": "Elsewhere", "part_of": "KO3-01", "q1_actual": 35.0},
        {"ref": "KO9-01", "indicator": "In a home: number", "group": None, "q1_actual": 21.0},
    ]
    kept = view_of(with_indicators(rows, "Q1"), rules=RULES).suppression.kept
    assert {("KO3-02", "q1_actual"), ("KO3-04", "q1_actual")} == kept
    rows[3] |= {"q1_actual": 18.0}
    rows[4] |= {"q1_actual": 17.0}  # another number: not the same people
    assert ("KO9-01", "q1_actual") not in (
        view_of(with_indicators(rows, "Q1"), rules=RULES).suppression.kept
    )


def test_a_nil_that_tells_that_all_are_in_another_part_is_kept_back() -> None:
    rows: list[PlanRow] = [
        {"ref": "KO3-01", "indicator": "Children away", "group": None, "q1_actual": 12.0},
        {"ref": "KO3-02", "indicator": "Found", "part_of": "KO3-01", "q1_actual": 12.0},
        {"ref": "KO3-03", "indicator": "Not found", "part_of": "KO3-01", "q1_actual": 0.0},
    ]
    kept = view_of(with_indicators(rows, "Q1"), rules=RULES).suppression.kept
    assert 2 == len(kept)
    assert ("KO3-03", "q1_actual") in kept
    rows[0] |= {"q1_actual": 30.0}
    rows.append({"ref": "KO3-04", "indicator": "Dead", "part_of": "KO3-01", "q1_actual": 18.0})
    assert frozenset() == view_of(with_indicators(rows, "Q1"), rules=RULES).suppression.kept
