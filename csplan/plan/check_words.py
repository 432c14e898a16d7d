"""Commentary that contradicts its own figure: in words, in a number, or in the period it names.

Each is a note with the words quoted; what a text claims is read in `claims` and `quoted_figures`.
"""

from __future__ import annotations

from itertools import combinations

from csplan.plan.check_figures import one_population, shown_figure
from csplan.plan.claims import Claim, ClaimFound, said_in
from csplan.plan.quoted_figures import Named, Quoted, numbers_in, periods_named, periods_spoken_for
from csplan.rules.figures import QUARTERS
from csplan.sheets import ACTIONS, HISTORY, INDICATORS
from csplan.terms.calendar import APRIL_QUARTERS, Calendar
from csplan.terms.catalogue import Code
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.number import as_places, excel_round
from csplan.terms.patterns import late_pattern
from csplan.terms.period import day_of
from csplan.terms.records import dataclass
from csplan.terms.values import CellError, is_number, says
from csplan.terms.vocabulary import Measure, Period, Polarity, Rag, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csplan.plan.plan import Plan, Results, Row
    from csplan.terms.finding import Finding

__all__ = ["check_words"]

_FIX = "Correct the words, or the figure that they are about."
_TARGETS = ("target_to_date", "target", "q1_target", "q2_target", "q3_target", "q4_target")
_REACHED = ("actual", "previous", "baseline", *QUARTERS, "year_before")
_PROMISED = ("forecast", "year_end_forecast", "target_2", "target_3", "target_4", "denominator")
_LAST_YEAR = late_pattern(r"\b(?:last year|year ago|previous year|than last\b(?! quarter)|20\d\d)")
_START = late_pattern(
    r"\b(?:baseline|since april|since march|start of (?:the|this) year|this year)\b"
)
_LAST = late_pattern(r"\b(?:last|previous|this|the) (?:quarter|report)\b")
_OPEN = late_pattern(r"\b(?:since|than|from|over|compared|during|in|after|through)\b")
_ROUGH = 0.05
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class _Now:
    """What is reported: the quarter, and those that a commentary of it may name as its own."""

    quarter: int
    period: str
    months: frozenset[int]


def check_words(results: Results) -> Iterator[Finding]:
    """Find words, numbers and periods in a commentary that the row itself contradicts."""
    plan, now = results.plan, _now(results.plan)
    if now is None:
        return
    peers, remembered = one_population(results.table(INDICATORS)), _history(plan)
    for index, row in enumerate(results.table(INDICATORS)):
        text = row.get("commentary")
        if not isinstance(text, str) or isinstance(text, CellError) or not text.strip():
            continue
        for said in _contradicted(row, text, now):
            yield _finding(plan, Code.WORDS_AGAINST_FIGURE, said, index)
        known = [*remembered.get(str(row.get("ref")), ()), *_of_peers(row, peers)]
        for said in _not_on_row(row, text, now, known):
            yield _finding(plan, Code.NUMBER_NOT_ON_ROW, said, index)
        for said in _other_period(text, now):
            yield _finding(plan, Code.PERIOD_NOT_THIS, said, index)
    for index, row in enumerate(results.table(ACTIONS)):
        text = row.get("commentary")
        if isinstance(text, str) and row.get("brag") == Rag.RED:
            for said in _of_action(row, text):
                yield _finding(plan, Code.WORDS_AGAINST_FIGURE, said, index, action=True)


def _finding(
    plan: Plan, code: Code, said: tuple[str, str], index: int, *, action: bool = False
) -> Finding:
    """Locate a contradiction at a commentary, with the words that make it."""
    words, message = said
    return plan.finding(
        code,
        message,
        _FIX,
        sheet=ACTIONS if action else INDICATORS,
        index=index,
        column="commentary",
        found=words,
    )


def _now(plan: Plan) -> _Now | None:
    """Return what is reported; None before the first quarter."""
    period = plan.settings.get("reporting_period")
    quarter = next((n for n, one in enumerate(Period) if says(period, one)), 0)
    if not quarter or Calendar.of(plan.settings) != APRIL_QUARTERS:
        return None  # texts name quarters and months as they are in a year from April
    serial = plan.settings.get("report_date")
    day = day_of(float(serial)) if is_number(serial) else None
    months = {3 * quarter - 2, 3 * quarter - 1, 3 * quarter}
    if day:
        months.add((day.month + 8) % 12 + 1)
    return _Now(quarter, str(period), frozenset(months))


def _history(plan: Plan) -> Mapping[str, Sequence[float]]:
    """Return every figure that History keeps, by ref."""
    found: dict[str, list[float]] = {}
    for row in plan.table(HISTORY):
        value = row.get("value")
        if is_number(value):
            found.setdefault(str(row.get("ref")), []).append(float(value))
    return found


def _of_peers(row: Row, peers: Mapping[str, Sequence[Row]]) -> Iterator[float]:
    """Yield the figures of the rows of one population with this one: a count's rate."""
    for other in peers.get(str(row.get("ref")), ()):
        for name in ("baseline", *QUARTERS, "target"):
            value = other.get(name)
            if is_number(value):
                yield float(value) / (_WHOLE if says(row.get("unit"), Unit.PERCENT) else 1)


def _contradicted(row: Row, text: str, now: _Now) -> Iterator[tuple[str, str]]:
    """Yield the claims of a text that the row's figure, colour or direction contradicts."""
    rated = row.get("rag") in (Rag.RED, Rag.AMBER, Rag.GREEN)
    actual = row.get("actual")
    if not rated or not is_number(actual) or row.get("period") != now.period:
        return
    seen = set()
    for said in said_in(text, str(row.get("indicator") or "")):
        why = _why_not(row, actual, said, now)
        if why and said.claim not in seen:
            seen.add(said.claim)
            yield said.words, f'"{said.words}" is said, but {why}.'


def _why_not(row: Row, actual: float, said: ClaimFound, now: _Now) -> str:
    """Say what contradicts a claim; nothing where it may be true."""
    rag, claim = row.get("rag"), said.claim
    ends = row.get("forecast_rag")
    missed = claim is Claim.MET and rag in (Rag.RED, Rag.AMBER)
    met = claim is Claim.NOT_MET and rag == Rag.GREEN
    hopeless = claim is Claim.ON_TRACK and rag == Rag.RED and ends not in (Rag.GREEN, Rag.AMBER)
    if missed or met:
        return f"the figure is {rag}: {_against_target(row)}"
    if hopeless:
        return f"the figure is {rag}, and its forecast {ends}"
    if claim is Claim.NO_CONCERNS and rag == Rag.RED:
        return f"the figure is {rag}: {_against_target(row)}"
    if claim in (Claim.ABOVE, Claim.BELOW):
        return _wrong_side(row, actual, claim)
    if claim in (Claim.BETTER, Claim.WORSE, Claim.MORE, Claim.LESS):
        return _moved_otherwise(row, actual, said, now)
    return ""


def _against_target(row: Row) -> str:
    """Say the figure and its target."""
    return f"{_shown(row, 'actual')} against {_shown(row, 'target_to_date')}"


def _wrong_side(row: Row, actual: float, claim: Claim) -> str:
    """Say that a figure is not on that side of its targets."""
    targets = [float(v) for name in _TARGETS[:2] if is_number(v := row.get(name))]
    above, below = actual > min(targets), actual < max(targets)
    if (claim is Claim.ABOVE and above) or (claim is Claim.BELOW and below):
        return ""
    return f"it is {_against_target(row)}"


def _moved_otherwise(row: Row, actual: float, said: ClaimFound, now: _Now) -> str:
    """Say that a figure moved the other way against all that it may be compared with."""
    if says(row.get("measure"), Measure.CUMULATIVE):
        return ""
    digits = as_places(row.get("decimals"), blank=1) + 2 * says(row.get("unit"), Unit.PERCENT)
    others = _compared(row, said.since, now)
    moved = [excel_round(actual, digits) - excel_round(one, digits) for one in others]
    way = _way(row, said.claim)
    if not moved or not way or not all(one * way < 0 for one in moved):
        return ""
    verb = "it rose" if moved[0] > 0 else "it fell"
    said_so = f"{verb} from {shown_figure(others[0], row)} to {shown_figure(actual, row)}"
    if said.claim in (Claim.BETTER, Claim.WORSE):
        better = moved[0] * (1 if says(row.get("polarity"), Polarity.HIGHER) else -1) > 0
        return f"{said_so}, which is {'better' if better else 'worse'}"
    return said_so


def _way(row: Row, claim: Claim) -> int:
    """Return which way a claim says that the figure moved: 1 is up; 0 where it says nothing."""
    if claim in (Claim.MORE, Claim.LESS):
        return 1 if claim is Claim.MORE else -1
    better = {Polarity.HIGHER: 1, Polarity.LOWER: -1}
    up = next((way for word, way in better.items() if says(row.get("polarity"), word)), 0)
    return up if claim is Claim.BETTER else -up


def _compared(row: Row, since: str, now: _Now) -> list[float]:
    """Return the earlier figures that a text may compare with; the likeliest first."""
    named = sorted({one.quarter for one in periods_named(since)} - {now.quarter})
    if _LAST_YEAR.search(since):
        names: Sequence[str] = ("year_before",)
    elif _START.search(since):
        names = ("baseline",)
    elif named:
        names = [QUARTERS[n - 1] if n < now.quarter else "year_before" for n in named]
    elif _LAST.search(since) or not _OPEN.search(since):
        names = ("previous",)
    else:
        names = ("previous", "baseline", *QUARTERS[: now.quarter - 1], "year_before")
    return [float(value) for name in names if is_number(value := row.get(name))]


def _not_on_row(
    row: Row, text: str, now: _Now, others: Sequence[float]
) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a text that are stated of the row, and are nowhere on it."""
    if not is_number(row.get("actual")) or row.get("period") != now.period:
        return
    held = _held(row, others)
    for quoted in numbers_in(text, str(row.get("indicator") or ""), row.get("unit")):
        if quoted.of_target:
            known, what = held.targets, f"the target is {_shown(row, 'target_to_date')}"
        else:
            known = held.reached if quoted.reached else held.all
            what = f"the figure is {_shown(row, 'actual')}, and nothing else on the row is that"
        if known and not any(_is(quoted, one) for one in known):
            yield quoted.words, f'"{quoted.words}" is said, but {what}.'


@dataclass(frozen=True, slots=True)
class _Held:
    """The figures of a row as a text would write them: a share in percent."""

    targets: Sequence[float]
    reached: Sequence[float]
    all: Sequence[float]


def _held(row: Row, others: Sequence[float]) -> _Held:
    """Return the figures of a row, with what they differ by and add up to."""
    times = _WHOLE if says(row.get("unit"), Unit.PERCENT) else 1.0

    def those(names: Sequence[str]) -> list[float]:
        return [float(value) * times for name in names if is_number(value := row.get(name))]

    targets = those(_TARGETS)
    reached = [*those(_REACHED), *(one * times for one in others)]
    if times == _WHOLE:
        sums = [_WHOLE - one for one in reached]  # shares are not added up
    else:
        pairs = list(combinations(dict.fromkeys([*reached[:3], *targets[:2]]), 2))
        sums = [*(one - other for one, other in pairs), *(one + other for one, other in pairs)]
    return _Held(targets, reached, [*reached, *targets, *those(_PROMISED), *sums])


def _shown(row: Row, name: str) -> str:
    """Write a figure of a row as it is read."""
    return shown_figure(row.get(name), row)


def _is(quoted: Quoted, held: float) -> bool:
    """Say whether a number is a figure as it is rounded, or near it where it says about."""
    near = 0.5 * 10.0**-quoted.decimals * 1.000001
    if quoted.roughly:
        near = max(near, _ROUGH * abs(held))
    return abs(quoted.value - abs(held)) <= near


def _other_period(text: str, now: _Now) -> Iterator[tuple[str, str]]:
    """Yield the periods for which a text says that it speaks, and which are not this one."""
    if any(_is_of(one, now) for one in periods_named(text)):
        return
    for one in periods_spoken_for(text):
        yield one.words, f'"{one.words}" is said, but the report is of {now.period}.'


def _is_of(named: Named, now: _Now) -> bool:
    """Say whether a period that is named is the one reported."""
    return named.month in now.months if named.month else named.quarter == now.quarter


def _of_action(row: Row, text: str) -> Iterator[tuple[str, str]]:
    """Yield what is said of an action that is overdue or off track, as if it were not."""
    late = row.get("days_overdue")
    gone = f"{late:.0f} days overdue" if is_number(late) and late > 0 else "off track"
    for said in said_in(text, str(row.get("action") or "")):
        if said.claim in (Claim.ON_TRACK, Claim.NO_CONCERNS, Claim.DONE):
            yield said.words, f'"{said.words}" is said, but the action is {gone}.'
            return
