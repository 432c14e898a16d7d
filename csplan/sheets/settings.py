"""The Settings sheet: one labelled value a row, each a defined name in the workbook."""

from __future__ import annotations

from csplan.rules import settings as rules
from csplan.sheets.column import Column, Shown, Value, calculated, day, number, text, word
from csplan.sheets.sheet import Group, Shape, Sheet
from csplan.terms.vocabulary import (
    DataStatus,
    Month,
    Period,
    ProtectiveMarking,
    YearParts,
    YesNo,
)
from csplan.terms.words import ORDINARY

__all__ = ["SETTINGS", "Settings"]


def _word(heading: str, meaning: str, *, default: str | None, section: str = "") -> Column[Value]:
    return text(heading, meaning, default=default, section=section, since=2)


class Settings:
    """What the whole workbook is judged by."""

    authority: Column[Value] = text("Authority", "Whose plan it is", section="The plan")
    department: Column[Value] = text("Department", "The department whose plan it is")
    financial_year: Column[Value] = text(
        "Financial year",
        "The year of the plan, as 2016/17 or 2026; it stands in the headings of the targets",
        required=True,
    )
    year_begins: Column[Value] = word(
        Month,
        "Year begins in",
        "The first month of the plan's year; blank: April",
        default=Month.APRIL,
        since=2,
    )
    year_parts: Column[Value] = word(
        YearParts,
        "Periods of the year",
        "Quarters (Q1 to Q4), Terms (Q1 to Q3) or Half-years (Q1 and Q2); blank: Quarters",
        default=YearParts.QUARTERS,
        since=2,
    )
    reporting_period: Column[Value] = word(
        Period,
        "Reporting period",
        "Baseline, or the quarter reported",
        required=True,
        entry=True,
        section="This report",
    )
    budget_month: Column[Value] = number(
        "Budget month",
        "Months of the year gone by the budget report: 0 (none) to 12 (its last month)",
        required=True,
        minimum=0,
        maximum=12,
        whole=True,
        entry=True,
    )
    report_date: Column[Value] = day(
        "Report date",
        "An action due before this day and not complete is overdue",
        required=True,
        entry=True,
    )
    protective_marking: Column[Value] = word(
        ProtectiveMarking, "Protective marking", "Printed on every page", required=True
    )
    data_status: Column[Value] = word(
        DataStatus,
        "Data status",
        "Live, or Illustrative: then every page says that the figures are not real",
        required=True,
    )
    allowed_email_domains: Column[Value] = text(
        "Allowed e-mail domains",
        "Scorecards are drafted only to addresses in these domains; separate them with commas",
        section="Scorecards by e-mail",
    )
    send_up_to: Column[Value] = word(
        ProtectiveMarking,
        "Highest marking e-mailed",
        "Scorecards with a higher protective marking are not sent; blank: OFFICIAL-SENSITIVE",
        default="OFFICIAL-SENSITIVE",
        since=2,
    )
    send_needs_words: Column[Value] = word(
        YesNo,
        "Commentary needed to send",
        "Yes: nothing is sent while a Red lacks commentary; blank: No",
        default="No",
        since=2,
    )
    abbreviations: Column[Value] = text(
        "Abbreviations explained",
        "For the members’ version, what the field does not know: QDD = quality development "
        "dialogue; S2S = school to school",
        since=2,
    )
    sent_from: Column[Value] = text(
        "Scorecards are from",
        "Who stands at the end of each message: Jo Brown, Performance team",
        since=2,
    )
    sign_off: Column[Value] = text(
        "Sign-off",
        "The words before that name; blank: Kind regards",
        default="Kind regards",
        since=2,
    )
    answers_by: Column[Value] = day(
        "Answers wanted by", "The day by which those who are asked should answer", since=2
    )
    cover_note: Column[Value] = text(
        "Cover note", "Your own words at the top of each message; `--note` takes a file", since=2
    )
    director: Column[Value] = text(
        "Director", "Who is sent all services on one scorecard, and who has not answered", since=2
    )
    director_email: Column[Value] = text(
        "Director’s e-mail", "Blank: no message is drafted to the director", since=2
    )
    scrutiny_chair: Column[Value] = text(
        "Chair of scrutiny", "Who is sent the members’ version", since=2
    )
    scrutiny_email: Column[Value] = text(
        "Chair of scrutiny’s e-mail", "Blank: no message is drafted to the chair", since=2
    )
    word_for_head: Column[Value] = _word(
        "A head of service is called",
        "As inside a sentence: executive director; pages and e-mails use it",
        default=ORDINARY.head,
        section="What things are called here",
    )
    word_for_leaders: Column[Value] = _word(
        "Who reads the whole plan",
        "As inside a sentence: management team, trust board; their page and its file are called so",
        default=ORDINARY.leaders,
    )
    word_for_department: Column[Value] = _word(
        "A department is called",
        "As inside a sentence: department, division, charity",
        default=ORDINARY.department,
    )
    word_for_organisation: Column[Value] = _word(
        "The organisation is called",
        "As inside a sentence: council, trust, charity",
        default=ORDINARY.organisation,
    )
    word_for_outcome: Column[Value] = _word(
        "An outcome is called",
        "As inside a sentence: outcome, objective, priority",
        default=ORDINARY.outcome,
    )
    word_for_service: Column[Value] = _word(
        "A service is called",
        "As inside a sentence: service, school, division",
        default=ORDINARY.service,
    )
    word_for_counted: Column[Value] = _word(
        "A % counts",
        "Whom a % is a share of where its label does not say: pupils, patients, tenants",
        default=None,
    )
    send_needs_close: Column[Value] = word(
        YesNo,
        "Closed period needed to send",
        "Yes: no scorecard is sent before its period is closed in History; blank: No",
        default="No",
        since=2,
    )
    commentary_on_red: Column[Value] = word(
        YesNo,
        "Commentary required on Red",
        "A Red without commentary, or without a corrective action, is a warning",
        required=True,
        default="Yes",
        section="How indicators are judged",
    )
    percentage_limit: Column[Value] = number(
        "Percentage limit",
        "A % beyond this is a slip of a hundred: the row is Check data",
        shown=Shown.PERCENT,
        required=True,
        minimum=1,
        default=1.5,
    )
    default_tolerance: Column[Value] = number(
        "Default tolerance",
        "The shortfall that is still Amber, as a share of the target, where the row states none",
        shown=Shown.PERCENT,
        required=True,
        minimum=0,
        maximum=1,
        default=0.05,
    )
    overall_red_share: Column[Value] = number(
        "Overall status is Red from",
        "The share of rated rows that are Red from which an outcome is Red; 1% at the least",
        shown=Shown.PERCENT,
        required=True,
        minimum=0.01,
        maximum=1,
        default=0.25,
    )
    benchmark_year: Column[Value] = text(
        "Benchmark year",
        "The year by whose benchmarks promises are judged, as 2015/16; blank: the plan's year",
        since=2,
    )
    similar_within: Column[Value] = number(
        "Similar to a benchmark within",
        "A share of the benchmark: up to this, our figure is Similar; blank: only where equal",
        shown=Shown.PERCENT,
        minimum=0,
        maximum=1,
        default=0.01,
        since=2,
    )
    service_red_share: Column[Value] = number(
        "Service Red: share of budget",
        "A forecast overspend of this share of the revised budget is Red",
        shown=Shown.PERCENT,
        required=True,
        minimum=0,
        maximum=1,
        default=0.05,
        section="How budgets are judged",
    )
    service_red_amount: Column[Value] = number(
        "Service Red: amount",
        "A forecast overspend of this amount is Red; the lower of share and amount counts",
        shown=Shown.POUNDS,
        required=True,
        minimum=0,
        default=100_000.0,
    )
    department_red_share: Column[Value] = number(
        "Department Red: share of budget",
        "As for a service, for the department's total",
        shown=Shown.PERCENT,
        required=True,
        minimum=0,
        maximum=1,
        default=0.05,
    )
    department_red_amount: Column[Value] = number(
        "Department Red: amount",
        "As for a service, for the department's total",
        shown=Shown.POUNDS,
        required=True,
        minimum=0,
        default=250_000.0,
    )
    council_red_share: Column[Value] = number(
        "Council Red: share of budget",
        "As for a service, for the whole organisation",
        shown=Shown.PERCENT,
        required=True,
        minimum=0,
        maximum=1,
        default=0.005,
    )
    council_red_amount: Column[Value] = number(
        "Council Red: amount",
        "As for a service, for the whole organisation",
        shown=Shown.POUNDS,
        required=True,
        minimum=0,
        default=1_000_000.0,
    )
    council_net_budget: Column[Value] = number(
        "Council's net budget",
        "Of the organisation, if known: its share is of this; blank leaves the amount",
        shown=Shown.POUNDS,
        minimum=0,
    )
    protect_counts: Column[Value] = number(
        "Protect counts up to",
        "From 1 to this, a count of people is not published; blank: 5",
        minimum=1,
        maximum=100,
        whole=True,
        default=5.0,
        section="What may be published",
        since=2,
    )
    protect_groups: Column[Value] = number(
        "Protect groups below",
        "A share of fewer people than this is not published; blank: 10",
        minimum=1,
        maximum=1000,
        whole=True,
        default=10.0,
        since=2,
    )
    hidden_tabs: Column[Value] = text(
        "Tabs hidden",
        "The tabs that you do not use, with commas: Activity, Grants; update hides these and shows "
        "all others. None: shows all; blank: leaves them as they are",
        section="Tabs",
        since=2,
    )
    periods_in_year: Column[float] = calculated(
        "Periods in the year",
        rules.periods_in_year,
        shown=Shown.COUNT,
        section="Worked out from the above",
        since=2,
    )
    quarters_gone: Column[float] = calculated(
        "Quarters gone", rules.quarters_gone, shown=Shown.COUNT
    )


SETTINGS = Sheet(
    name="Settings",
    row=Settings,
    title="Settings",
    purpose="What the whole workbook is judged by. Change a value here and every sheet follows.",
    tab="Settings",
    group=Group.START,
    shape=Shape.LABELS,
)
