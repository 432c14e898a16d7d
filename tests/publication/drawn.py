"""Plans drawn at random whose figures add up: by breakdowns, through the year, and in two units."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache

from csplan.plan.calculate import calculate
from csplan.plan.plan import Plan, Results, Row
from csplan.sheets import INDICATORS, OUTCOMES, SERVICES
from csplan.template.shipped import shipped
from csplan.template.source import plan_from

__all__ = ["QUARTERS", "drawn_pairs", "drawn_shares", "drawn_year", "with_indicators"]

QUARTERS = ("q1_actual", "q2_actual", "q3_actual", "q4_actual")


@cache
def _real() -> Plan:
    return plan_from(shipped("service_plan_2016_17")).plan


def with_indicators(rows: list[Row], period: str, year: str = "2016/17") -> Results:
    """The results of a plan with these indicators, the services and outcomes of the real one."""
    real = _real()
    settings = {**real.settings, "reporting_period": period, "financial_year": year}
    names = (SERVICES.key, OUTCOMES.key)
    whole = {name: real.rows[name] for name in names}
    blank: Row = dict.fromkeys(INDICATORS.by_name)
    usual: Row = {
        "outcome": "KO3",
        "service": "SL",
        "group": "Group",
        "indicator": "Children",
        "unit": "number",
        "decimals": 0.0,
        "polarity": "Lower is better",
        "measure": "Snapshot",
        "frequency": "Quarterly",
        "first_due": "Q1",
        "target": 100.0,
    }
    whole[INDICATORS.key] = [{**blank, **usual, **row} for row in rows]
    plan = replace(real, settings=settings, rows=whole, places={}, findings=(), name="", sha256="")
    return calculate(plan)


def drawn_year(seed: int) -> list[Results]:
    """The same plan as it stood at the end of three quarters, earlier figures at times revised."""
    draw = random.Random(seed)
    rows = _rows(draw)
    found = []
    for number in range(1, 4):
        now = []
        for row in rows:
            figures = {name: row[name] for name in ("baseline", *QUARTERS[:number])}
            if draw.random() < 0.4 and row["unit"] == "number":
                figures["forecast"] = row[QUARTERS[3]]
            if number > 1 and draw.random() < 0.08 and row["unit"] == "number":
                earlier = QUARTERS[draw.randrange(number - 1)]
                if row["measure"] == "Snapshot" and row[earlier]:
                    row[earlier] = figures[earlier] = float(
                        max(0, int(float(str(row[earlier]))) + draw.choice((-3, -1, 1, 2, 20)))
                    )
            others = {name: value for name, value in row.items() if name not in QUARTERS}
            now.append({**others, **figures, **_words(draw, rows)})
        found.append(with_indicators(now, f"Q{number}"))
    return found


def _words(draw: random.Random, rows: list[Row]) -> Row:
    """Words for publication that quote a figure of any row, as people write them."""
    if draw.random() < 0.5:
        return {}
    row = draw.choice(rows)
    figure = float(str(row[draw.choice(QUARTERS)]))
    if row["unit"] == "%":
        quoted = f"{figure * 100:.1f}%"
    else:
        small = dict(enumerate(("nobody", "one", "two", "three", "four", "five")))
        quoted = f"{figure:.0f}" if draw.random() < 0.5 else small.get(int(figure), f"{figure:.0f}")
    said = draw.choice(
        (
            f"It stands at {quoted} now.",
            f"We helped {quoted} children in {row['ref']}.",
            f"{quoted.capitalize()} of them were seen.",
            f"There were {quoted} young people.",
            "Work goes on as planned.",
        )
    )
    return {"commentary": said, "publish_words": "Yes"}


def _rows(draw: random.Random) -> list[Row]:
    """Wholes with their breakdowns, each with its rate at times, and shares of typed cohorts."""
    rows: list[Row] = []
    for family in range(draw.randint(1, 2)):
        measure = draw.choice(("Snapshot", "Cumulative", "Cumulative", "Programme"))
        total = f"KO{family + 1}-01"
        breakdowns = draw.randint(1, 2)
        size = draw.choice((3, 8, 20, 60))
        cells: dict[str, list[float]] = {}
        count = draw.randint(2, 4)
        series = [_series(draw, measure, size) for _ in range(count)]
        parts = [
            _row(f"KO{family + 1}-{at + 2:02d}", "By age", measure, series[at], total)
            for at in range(count)
        ]
        sums = [sum(one[n] for one in series) for n in range(5)]
        left = (
            [float(draw.choice((0, 0, 0, 3, 40))) for _ in range(5)]
            if draw.random() < 0.2
            else [0.0] * 5
        )
        if measure != "Snapshot":
            left = [0.0] * 5
        sums = [one + more for one, more in zip(sums, left, strict=True)]
        rows.append(_row(total, "Whole", measure, sums, ""))
        rows += parts
        if breakdowns == 2 and measure == "Snapshot":
            cells["girls"] = [float(draw.randint(0, int(one))) for one in sums]
            cells["boys"] = [one - other for one, other in zip(sums, cells["girls"], strict=True)]
            for at, name in enumerate(cells):
                rows.append(
                    _row(f"KO{family + 1}-{at + 20}", "By gender", measure, cells[name], total)
                )
        if draw.random() < 0.5:
            rate = [round(one / 20_000 * 10_000, 1) for one in sums]
            row = _row(f"KO{family + 1}-30", "Whole", "Snapshot", rate, "")
            rows.append({**row, "unit": "per 10,000", "decimals": 1.0, "denominator": 20_000.0})
    rows += _shares(draw)
    return rows


def _shares(draw: random.Random) -> list[Row]:
    """A whole share and its parts, of one cohort that is typed."""
    whole = draw.choice((40, 120, 400, 2_000))
    parts = draw.randint(2, 3)
    series = [
        [float(draw.randint(0, whole // (parts + 1))) for _ in range(5)] for _ in range(parts)
    ]
    total = [sum(one[n] for one in series) for n in range(5)]
    made = [("KO3-40", "All", total, "")]
    made += [(f"KO3-{at + 41}", "Kinds", one, "KO3-40") for at, one in enumerate(series)]
    typed = draw.random() < 0.8
    return [
        {
            **_row(ref, group, "Snapshot", [one / whole for one in people], part_of),
            "unit": "%",
            "decimals": 1.0,
            "target": 0.5,
            "denominator": float(whole) if typed else None,
        }
        for ref, group, people, part_of in made
    ]


def drawn_shares(seed: int, typed: float) -> tuple[list[Results], dict[str, float]]:
    """Three quarters of shares with their parts, and of how many people each is.

    `typed` is the chance that the plan tells.  Some is left of a whole, and figures are revised.
    """
    draw = random.Random(seed)
    people: dict[str, list[int]] = {}
    rows: list[Row] = []
    wholes: dict[str, float] = {}
    for family in range(3):
        whole = draw.choice((40, 120, 400, 900, 2_000))
        parts = [[draw.randint(0, whole // 4) for _ in range(5)] for _ in range(draw.randint(2, 3))]
        left = draw.choice((0, 0, 2, 30))
        total = [sum(one[n] for one in parts) + left for n in range(5)]
        decimals = float(draw.choice((0, 0, 1)))
        for at, one in enumerate((total, *parts)):
            ref = f"KO{family + 1}-{at + 40}"
            row = _row(
                ref, "Kinds" if at else "All", "Snapshot", [], f"KO{family + 1}-40" * (at > 0)
            )
            row |= {"unit": "%", "decimals": decimals, "target": 0.5}
            rows.append(row | {"denominator": float(whole) if draw.random() < typed else None})
            people[ref], wholes[ref] = one, float(whole)
    plans = []
    for number in range(1, 4):
        for one in people.values():
            if draw.random() < 0.2:
                one[1] = max(0, one[1] + draw.choice((-2, 1, 3, 30)))
        names = ("baseline", *QUARTERS[:number])
        shares = [
            {n: people[str(row["ref"])][at] / wholes[str(row["ref"])] for at, n in enumerate(names)}
            for row in rows
        ]
        now: list[Row] = [{**row, **own} for row, own in zip(rows, shares, strict=True)]
        plans.append(with_indicators(now, f"Q{number}"))
    return plans, wholes


_GROUPS = ("care leavers", "young carers", "pupils in care")
_DOING = ("in touch", "in suitable homes", "at school")


@dataclass(frozen=True)
class Pairs:
    """Plans whose rows count the same people in two ways, and what is true of their shares.

    `people` and `left` are of each figure by its ref and column; `wholes` of the shares of one
    number all year long, by ref.
    """

    plans: list[Results]
    people: dict[tuple[str, str], float]
    left: dict[tuple[str, str], float]
    wholes: dict[str, float]


def drawn_pairs(seed: int) -> Pairs:
    """Three quarters of groups, of who in them does something, in numbers and in shares.

    The groups are counted in rows of their own, or are of one size all year that no cell tells.
    """
    draw = random.Random(seed)
    made = Pairs([], {}, {}, {})
    rows: list[Row] = []
    names = ("baseline", *QUARTERS)
    for at, group in enumerate(draw.sample(_GROUPS, 2)):
        size = draw.choice((14, 30, 60, 150, 600))
        is_told = draw.random() < 0.6
        if is_told:
            sizes = [size + draw.randint(-size // 3, size // 3) for _ in names]
            ref = f"KO{at + 1}-10"
            rows.append(_named(ref, f"Number of {group}", [float(one) for one in sizes]))
            if draw.random() < 0.5:
                rows += _split(draw, ref, sizes, at * 10)
        else:
            sizes = [size] * len(names)
        for step, doing in enumerate(draw.sample(_DOING, draw.randint(1, 2))):
            few = draw.random() < 0.5
            people = [
                draw.randint(0, 7) if few else one - draw.randint(0, min(one, draw.choice((7, 60))))
                for one in sizes
            ]
            share, count = f"KO{at + 1}-{step * 30 + 30}", f"KO{at + 1}-{step * 30 + 40}"
            shares = [one / whole for one, whole in zip(people, sizes, strict=True)]
            rows.append(
                {
                    **_named(share, f"% of {group} {doing}", shares),
                    "unit": "%",
                    "decimals": float(draw.choice((0, 1, 1))),
                    "target": 0.5,
                    "denominator": float(size) if draw.random() < 0.4 else None,
                }
            )
            if draw.random() < 0.8:
                own = [float(one) for one in people]
                rows.append(_named(count, f"Number of {group} {doing}", own))
                if draw.random() < 0.5:
                    rows += _split(draw, count, people, at * 10 + step * 2 + 3)
            if not is_told:
                made.wholes[share] = float(size)
            for name, one, whole in zip(names, people, sizes, strict=True):
                made.people[share, name] = float(one)
                made.left[share, name] = float(whole - one)
    hidden = {(row["ref"], n) for row in rows for n in names if draw.random() < 0.1}
    for number in range(1, 4):
        shown = ("baseline", *QUARTERS[:number])
        now = [
            {n: v for n, v in row.items() if n not in names or n in shown}
            | {n: None for ref, n in hidden if ref == row["ref"]}
            for row in rows
        ]
        made.plans.append(with_indicators(now, f"Q{number}"))
    return made


def _named(ref: str, label: str, figures: list[float]) -> Row:
    return {**_row(ref, "", "Snapshot", figures, ""), "group": None, "indicator": label}


def _split(draw: random.Random, whole: str, sizes: list[int], at: int) -> list[Row]:
    """A number of people in two parts."""
    few = [float(draw.randint(0, min(one, 6))) for one in sizes]
    parts = (few, [one - other for one, other in zip(sizes, few, strict=True)])
    return [
        {**_row(f"KO3-{at + n + 10}", "By age", "Snapshot", part, whole), "indicator": f"Part {n}"}
        for n, part in enumerate(parts)
    ]


def _series(draw: random.Random, measure: str, size: int) -> list[float]:
    """A baseline and four quarters, which grow if the measure does."""
    if measure == "Snapshot":
        return [float(draw.randint(0, size)) for _ in range(5)]
    found, now = [float(draw.randint(0, size))], float(draw.randint(0, size))
    if measure == "Programme":
        now += found[0]
    for _ in range(4):
        found.append(now)
        now += draw.choice((0, 1, 2, 4, 7, size))
    return found


def _row(ref: str, group: str, measure: str, figures: list[float], part_of: str) -> Row:
    names = ("baseline", *QUARTERS)
    return {
        "ref": ref,
        "group": group,
        "measure": measure,
        "part_of": part_of or None,
        "unit": "number",
        **dict(zip(names, figures, strict=bool(figures))),
    }
