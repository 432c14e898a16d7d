"""This module builds scorecards from results: content without format, once for all renderings.

Each scorecard holds its own subject's rows and nobody else's.  Knows nothing of pages or files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial

from csplan.looks.foot import Foot, SourceFile
from csplan.looks.plain_text import plain, with_noun
from csplan.plan.as_closed import of_today
from csplan.plan.comparison import SinceReport, since_last_report
from csplan.plan.goalposts import ChangedPromise, changed_promises
from csplan.plan.plan import Results, Row
from csplan.scorecards import headline, money
from csplan.scorecards.awaiting import WhereTyped, awaited_of, to_check_of, to_confirm_of
from csplan.scorecards.brief import brief_of, draft_notice
from csplan.scorecards.content import (
    ActionLine,
    Awaited,
    Brief,
    Budget,
    ExceptionLine,
    IndicatorLine,
    Scorecard,
    Standing,
    Subject,
    SubjectKind,
)
from csplan.scorecards.context import foot_of, quarters_reached
from csplan.scorecards.exceptions import (
    action_exceptions,
    budget_exceptions,
    indicator_exceptions,
    nearly_exceptions,
)
from csplan.scorecards.finance import Finance, finance_of
from csplan.scorecards.lines import RefNames, action_line, by_word, indicator_line
from csplan.scorecards.over_time import OverTime
from csplan.scorecards.short_names import with_short_names
from csplan.sheets import (
    ACTIONS,
    BUDGET,
    INDICATORS,
    OUTCOMES,
    SERVICES,
    SETTINGS,
)
from csplan.sheets.sheet import Sheet
from csplan.terms.abbreviations import typed_meanings
from csplan.terms.finding import Finding
from csplan.terms.records import dataclass, replace
from csplan.terms.values import says
from csplan.terms.vocabulary import OutcomeKind, State

__all__ = ["Planned", "members_of", "planned_members", "planned_scorecards", "scorecards_of"]

_ON_DIRECTORATE = {"Indicator": 8, "Budget": 4, "Action": 4}
_ACTION_ORDER = ("Red", "Amber", State.CHECK_DATA, "Green", "Not started", "Blue", "Superseded")
_ACTION_RANK = {word: n for n, word in enumerate(_ACTION_ORDER)}
_ACTION_FIELDS = {"outcome": "outcome", "service": "lead_service"}
"""In which field an action names the outcome, or the service, that it belongs to."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A scorecard that there is: whose it is, and how it is built when it is wanted."""

    subject: Subject
    foot: Foot
    build: Callable[[], Scorecard]


def planned_scorecards(
    results: Results, findings: Sequence[Finding], *, source: SourceFile
) -> tuple[Planned, ...]:
    """Return every scorecard that there is: directorate, outcomes, services, exceptions."""
    build = _Build(results, findings, source)
    return (
        build.directorate(),
        *(build.outcome(row) for row in build.results.present(OUTCOMES)),
        *(build.service(row) for row in build.results.present(SERVICES)),
        build.exceptions(),
    )


def scorecards_of(
    results: Results, findings: Sequence[Finding], *, source: SourceFile
) -> tuple[Scorecard, ...]:
    """Return every scorecard, built: directorate, outcomes, services, and the exceptions report."""
    return tuple(one.build() for one in planned_scorecards(results, findings, source=source))


def planned_members(
    results: Results, findings: Sequence[Finding], *, source: SourceFile
) -> Planned:
    """Return the scorecard of the whole plan that is told to members, in plain English."""
    return _Build(results, findings, source).members()


def members_of(results: Results, findings: Sequence[Finding], *, source: SourceFile) -> Scorecard:
    """Return the scorecard of the whole plan that is told to members, in plain English."""
    return planned_members(results, findings, source=source).build()


@dataclass(frozen=True)
class _Rows:
    """The rows of one scorecard with their lines."""

    indicators: list[tuple[Row, IndicatorLine]]
    actions: list[tuple[Row, ActionLine]]
    budget: list[Row]

    @cached_property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """The indicators' lines."""
        return tuple(line for _, line in self.indicators)

    @cached_property
    def action_lines(self) -> tuple[ActionLine, ...]:
        """The actions' lines, overdue first."""
        return tuple(sorted((line for _, line in self.actions), key=_action_order))


def _action_order(line: ActionLine) -> tuple[float, int, str]:
    """Sort key of actions: the longest overdue first, then by colour."""
    rank = _ACTION_RANK.get(line.status, len(_ACTION_RANK))
    return (-(line.days_overdue.value or 0.0), rank, line.ref)


def _urgent(actions: tuple[ActionLine, ...]) -> tuple[ActionLine, ...]:
    """Return the actions that are overdue, off track or at risk, and those to check."""
    return tuple(one for one in actions if one.status in ("Red", "Amber", State.CHECK_DATA))


def _most(
    kinds: Sequence[tuple[ExceptionLine, ...]], most: Mapping[str, int]
) -> tuple[tuple[ExceptionLine, ...], int]:
    """Return the exceptions, at most so many of a kind, and how many are left out."""
    shown = tuple(line for kind in kinds if kind for line in kind[: most.get(kind[0].kind)])
    return shown, sum(map(len, kinds)) - len(shown)


class _Build:
    """What all scorecards of one run share."""

    def __init__(self, results: Results, findings: Sequence[Finding], source: SourceFile) -> None:
        self.results = results = with_short_names(results)
        self.findings = findings
        self.names = RefNames(results)
        self.foot = foot_of(results, findings, source)
        report = since_last_report(results)
        self.report = report.named(self.foot.calendar.named) if report else None
        self.since = self.report.before.period if self.report else ""
        self.cells = WhereTyped(results)
        self.all = self._rows()
        self.of_each = cache(self._of_each)
        self.of_today = of_today(results)
        self.moved = changed_promises(results)

    def _rows(self) -> _Rows:
        report = self.report.before.rows if self.report else {}
        before = {ref: str(row.get("rag") or "") for ref, row in report.items()}
        reached = quarters_reached(self.results)
        default = self.results.settings.get("default_tolerance")
        past = OverTime(self.results)
        return _Rows(
            [
                (
                    row,
                    indicator_line(
                        row,
                        self.names,
                        before=before.get(str(row["ref"]), ""),
                        reached=reached,
                        default=default,
                        past=past.of(row),
                    ),
                )
                for row in self.results.present(INDICATORS)
            ],
            [
                (
                    row,
                    action_line(row, self.names, cell=self.cells.of(ACTIONS, [row], "due")),
                )
                for row in self.results.present(ACTIONS)
            ],
            list(self.results.present(BUDGET)),
        )

    def _of_each(self, field: str) -> Mapping[str, _Rows]:
        """Return the rows of each outcome, or of each service, by its ref in small letters."""
        actions = _ACTION_FIELDS[field]
        own = by_word(self.all.indicators, lambda pair: pair[0][field])
        led = by_word(self.all.actions, lambda pair: pair[0][actions])
        paid = by_word(self.all.budget, lambda row: row[field]) if field == "service" else {}
        return {
            ref: _Rows(own.get(ref, []), led.get(ref, []), paid.get(ref, []))
            for ref in {**own, **led, **paid}
        }

    def _of(self, field: str, ref: str) -> _Rows:
        """Return the rows of an outcome or a service."""
        return self.of_each(field).get(ref.lower()) or _Rows([], [], [])

    def directorate(self) -> Planned:
        """Return the scorecard of the whole plan."""
        subject = Subject(
            kind=SubjectKind.DIRECTORATE,
            ref="",
            title=self.foot.department or self.foot.authority or "The whole plan",
            reader=f"the {self.foot.words.leaders}",
        )
        return Planned(subject, self.foot, partial(self._directorate, subject))

    def _directorate(self, subject: Subject) -> Scorecard:
        return self._scorecard(
            subject,
            self.all,
            outcomes=self._outcomes(),
            services=self._services(),
            budget=money.directorate_budget(self.results),
            finance=finance_of(self.results, self.of_today),
            most_exceptions=_ON_DIRECTORATE,
            only_urgent_actions=True,
        )

    def members(self) -> Planned:
        """Return the scorecard of the whole plan, for members."""
        subject = Subject(
            kind=SubjectKind.MEMBERS,
            ref="",
            title=self.foot.department or self.foot.authority or "The whole plan",
            reader="Members",
        )
        return Planned(subject, self.foot, partial(self._members, subject))

    def _members(self, subject: Subject) -> Scorecard:
        card = self._scorecard(
            subject,
            self.all,
            outcomes=self._outcomes(),
            budget=money.directorate_budget(self.results),
        )
        meanings = typed_meanings(plain(self.results.settings.get("abbreviations")))
        return replace(card, abbreviations=tuple(meanings.items()))

    def outcome(self, row: Row) -> Planned:
        """Return an outcome's scorecard; on request if it is not a key one and has no indicator."""
        ref = str(row["ref"])
        rows = self._of("outcome", ref)
        subject = Subject(
            kind=SubjectKind.OUTCOME,
            ref=plain(ref),
            title=plain(row["outcome"]),
            on_request=not (rows.indicators or says(row["kind"], OutcomeKind.KEY_OUTCOME)),
        )
        return Planned(subject, self.foot, partial(self._outcome, subject, row, rows))

    def _outcome(self, subject: Subject, row: Row, rows: _Rows) -> Scorecard:
        return self._scorecard(
            subject,
            rows,
            services=tuple(self._shares(rows, SERVICES)),
            serving=money.serving_sentence(self.results, row, closed=self.of_today is not None),
        )

    def service(self, row: Row) -> Planned:
        """Return a service's scorecard, for its head."""
        ref, name = str(row["ref"]), plain(row["service"])
        subject = Subject(
            kind=SubjectKind.SERVICE,
            ref=plain(ref),
            title=name,
            reader=plain(row.get("head")) or self.foot.words.head_of(name),
        )
        return Planned(subject, self.foot, partial(self._service, subject, row, ref))

    def _service(self, subject: Subject, row: Row, ref: str) -> Scorecard:
        rows = self._of("service", ref)
        return self._scorecard(
            subject,
            rows,
            outcomes=tuple(self._shares(rows, OUTCOMES)),
            budget=money.budget_of_service(self.results, row),
            finance=finance_of(self.results, self.of_today, ref),
        )

    def exceptions(self) -> Planned:
        """Return the report of exceptions alone."""
        subject = Subject(kind=SubjectKind.EXCEPTIONS, ref="", title="Exceptions")
        return Planned(subject, self.foot, partial(self._exceptions, subject))

    def _exceptions(self, subject: Subject) -> Scorecard:
        budget = money.directorate_budget(self.results)
        whole = self._scorecard(subject, self.all, budget=budget)
        kinds = [line.kind for line in whole.exceptions]
        parts = [
            with_noun(kinds.count(kind), noun)
            for kind, noun in (
                ("Indicator", "indicator"),
                ("Budget", "budget line"),
                ("Action", "action"),
            )
            if kind in kinds
        ]
        verb = "is" if len(kinds) == 1 else "are"
        sentence = f"{headline.join_words(parts)} {verb} Red, worsening, overdue or over budget."
        if not kinds:
            sentence = "Nothing is Red, worsening, overdue or over budget."
        return replace(
            whole,
            headline=(sentence, whole.headline[0]),
            actions=(),
            awaited=(),
            to_check=(),
        )

    def _scorecard(
        self,
        subject: Subject,
        rows: _Rows,
        *,
        outcomes: tuple[Standing, ...] = (),
        services: tuple[Standing, ...] = (),
        budget: Budget | None = None,
        serving: str = "",
        finance: Finance | None = None,
        most_exceptions: Mapping[str, int] | None = None,
        only_urgent_actions: bool = False,
    ) -> Scorecard:
        counts = headline.counts_of([line.status for line in rows.lines])
        kinds = self._kinds(rows)
        awaited = self._awaited(rows)
        brief = self._brief(subject, rows, kinds, awaited, budget=budget, serving=serving)
        exceptions, left_out = _most(kinds, most_exceptions or {})
        actions = rows.action_lines
        shown = _urgent(actions) if only_urgent_actions else actions
        own = [row for row, _ in (*rows.indicators, *rows.actions)] + rows.budget
        to_check = to_check_of(self.findings, own)
        to_confirm = to_confirm_of(self.findings, own)
        return Scorecard(
            subject=subject,
            title=f"{subject.title}: {self.foot.financial_year} {self.foot.period} scorecard",
            headline=self._headline(rows, budget),
            counts=counts,
            outcomes=outcomes,
            services=services,
            indicators=rows.lines,
            exceptions=exceptions,
            exceptions_left_out=left_out,
            actions=shown,
            actions_left_out=len(actions) - len(shown),
            budget=budget,
            finance=finance,
            awaited=awaited,
            to_check=to_check,
            foot=self.foot,
            brief=brief,
            draft=draft_notice(self.foot, to_check, to_confirm),
            to_confirm=frozenset(one.ref for one in to_confirm),
            report=self._report(subject, rows),
            moved=tuple(one for one in self.moved if self._concerns(one, subject, rows)),
        )

    def _brief(
        self,
        subject: Subject,
        rows: _Rows,
        kinds: tuple[tuple[ExceptionLine, ...], ...],
        awaited: tuple[Awaited, ...],
        *,
        budget: Budget | None,
        serving: str,
    ) -> Brief:
        """Return page 1 of a scorecard."""
        return brief_of(
            counts=headline.counts_of([line.status for line in rows.lines]),
            lines=rows.lines,
            kinds=kinds,
            nearly=nearly_exceptions(rows.indicators, rows.budget, self.names),
            actions=rows.action_lines,
            budget=budget,
            serving=serving,
            awaited=awaited,
            since=self.since,
            foot=self.foot,
            subject=subject,
        )

    def _report(self, subject: Subject, rows: _Rows) -> SinceReport | None:
        """Return what changed since the last report on a scorecard's own rows."""
        if self.report is None or subject.kind not in (SubjectKind.SERVICE, SubjectKind.OUTCOME):
            return self.report
        return self.report.of({str(row["ref"]) for row, _ in rows.indicators})

    def _concerns(self, one: ChangedPromise, subject: Subject, rows: _Rows) -> bool:
        """Say whether a changed promise belongs on a scorecard; a setting concerns all."""
        if subject.kind not in (SubjectKind.SERVICE, SubjectKind.OUTCOME):
            return True
        own = {str(row["ref"]) for row, _ in rows.indicators} | {
            str(row["ref"]) for row in rows.budget
        }
        return one.sheet is SETTINGS or one.ref in own

    def _awaited(self, rows: _Rows) -> tuple[Awaited, ...]:
        sources = [row for row, _ in rows.indicators], [row for row, _ in rows.actions]
        return awaited_of(self.cells, self.results, *sources, rows.budget)

    def _kinds(self, rows: _Rows) -> tuple[tuple[ExceptionLine, ...], ...]:
        """Return the exceptions of indicators, of budget lines and of actions."""
        return (
            indicator_exceptions(rows.indicators),
            budget_exceptions(rows.budget, self.names),
            action_exceptions(rows.action_lines),
        )

    def _headline(self, rows: _Rows, budget: Budget | None) -> tuple[str, ...]:
        counts = headline.counts_of([line.status for line in rows.lines])
        sentences = (
            headline.lead(counts, rows.lines, self.since),
            headline.unrated_sentence(counts),
            headline.direction_sentence(rows.lines),
            headline.actions_sentence(rows.action_lines),
            headline.budget_sentence(budget),
        )
        return tuple(sentence for sentence in sentences if sentence)

    def _shares(self, rows: _Rows, sheet: Sheet) -> Iterator[Standing]:
        """Yield how a scorecard's own indicators divide among services or outcomes."""
        field = "service" if sheet is SERVICES else "outcome"
        for row in self.results.present(sheet):
            lines = [line for own, line in rows.indicators if says(own[field], str(row["ref"]))]
            if lines:
                yield Standing(
                    ref=plain(row["ref"]),
                    name=plain(row[field]),
                    counts=headline.counts_of([line.status for line in lines]),
                    year_end=headline.counts_of([line.forecast_status for line in lines]),
                    status="",
                )

    def _outcomes(self) -> tuple[Standing, ...]:
        return tuple(self._standing(row, "outcome") for row in self.results.present(OUTCOMES))

    def _services(self) -> tuple[Standing, ...]:
        return tuple(self._standing(row, "service") for row in self.results.present(SERVICES))

    def _standing(self, row: Row, field: str) -> Standing:
        rows = self._of(field, str(row["ref"]))
        return Standing(
            ref=plain(row["ref"]),
            name=plain(row[field]),
            kind=plain(row.get("kind")),
            counts=headline.counts_of([line.status for line in rows.lines]),
            year_end=headline.counts_of([line.forecast_status for line in rows.lines]),
            status=plain(row.get("status")),
            actions=len(rows.actions),
            actions_red=sum(line.status == "Red" for _, line in rows.actions),
        )
