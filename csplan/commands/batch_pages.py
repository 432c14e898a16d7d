"""How all plans of a batch stand, as a workbook and a web page: what happened, colours and money.

Nothing is added up over plans, because they may stand at different periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csplan.looks.figures import NOTHING, Figure, count, pounds, signed_pounds, word
from csplan.looks.plain_text import plain, with_noun
from csplan.looks.room import row_height
from csplan.looks.style import PALETTE, look_of, with_shape
from csplan.looks.templates import templates_beside
from csplan.terms.values import is_number
from csplan.terms.vocabulary import DataStatus, ProtectiveMarking, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from csplan.commands.batch_plan import Job, Listed, PlanRun, ShownValue

__all__ = ["plan_in_words", "write_pages"]

NAME = "Plans"
_HAPPENED = {0: "Done", 1: "Done, with data to check", 2: "Failed"}
_LEFT_OVER = "It is from before, and of what is no longer in the plan."
_DELETE_IT = "Delete it, so that nobody takes it for this period's."
_NOT_ALL_DRAFTED = "Done, drafts missing"
_COLOUR = {0: "Green", 1: "Amber", 2: "Red"}
_FONT = "Arial"
_MOST_IN_CELL = 32_000
_TITLE_HEIGHT = 24
_INDENT = 1.5
"""How much of a column's width an indent takes, about."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure or text, the status whose look it has, and where it leads."""

    figure: Figure
    status: str = ""
    link: str = ""
    is_number: bool = False

    @property
    def text(self) -> str:
        """What is shown: a word that has a colour comes with its shape."""
        return with_shape(self.figure.text) if self.status == self.figure.text else str(self.figure)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the summary: its heading, width, and what it shows of a plan."""

    heading: str
    width: float
    of: Callable[[Job, PlanRun], _Shown]


def plan_in_words(outcome: PlanRun) -> str:
    """Say in a line what became of a plan."""
    if outcome.status > 1:
        return outcome.why
    figures = outcome.figures
    parts = [f"{_number(figures.get(f'all_{one}'))} {one}" for one in ("red", "amber", "green")]
    counts = f"{with_noun(len(outcome.files), 'file')}; {', '.join(parts)}"
    if outcome.errors:
        counts += f"; {with_noun(outcome.errors, 'error')}"
    if outcome.to_confirm:
        counts += f"; {outcome.to_confirm} to be confirmed"
    if outcome.drafts:
        counts += f"; {with_noun(len(outcome.drafts), 'draft')}"
        counts += f", {len(outcome.undrafted)} blocked" if outcome.undrafted else ""
    elif outcome.undrafted:
        counts += "; no draft was made"
    if outcome.left_over:
        counts += f"; {len(outcome.left_over)} left over from before"
    return counts


def write_pages(listed: Sequence[tuple[Job, PlanRun]], folder: Path) -> tuple[Path, Path]:
    """Write the summary as a workbook and a web page, and return where they are.

    Raises: WorkbookError where they cannot be written.
    """
    from csplan.files.file_set import move_set, staging_for
    from csplan.terms.errors import WorkbookError, system_reason
    from csplan.terms.refusals import Refusal

    targets = folder / f"{NAME}.xlsx", folder / f"{NAME}.html"
    try:
        with staging_for(folder) as place:
            (place / targets[0].name).write_bytes(_workbook_of(listed, folder))
            (place / targets[1].name).write_text(
                _page_of(listed, folder), encoding="utf-8", newline="\n"
            )
            move_set(place, targets)
    except OSError as error:
        raise WorkbookError(
            Refusal.CANNOT_WRITE,
            f"The summary cannot be written to {folder} ({system_reason(error)}).  Close "
            f"{NAME}.xlsx if it is open, and run this again: plans that are done are passed over.",
        ) from error
    return targets


def _columns(listed: Sequence[tuple[Job, PlanRun]], folder: Path) -> tuple[_Column, ...]:
    """Return the columns of the summary; that of messages where some were asked for."""
    mail = any(one.drafts or one.undrafted for _, one in listed)

    def file(job: Job, outcome: PlanRun) -> _Shown:
        there = outcome.status <= 1
        link = f"{job.folder.relative_to(folder.resolve()).as_posix()}/" if there else ""
        return _Shown(word(plain(job.plan.name)), link=link)

    return (
        _Column("Plan", 24, file),
        _Column("What happened", 24, _happened),
        _Column("Authority", 26, _text("authority")),
        _Column("Department", 18, _text("department")),
        _Column("Year", 8, _text("financial_year")),
        _Column("Period", 11, _text("reporting_period")),
        _Column("Indicators", 11, _count("all_indicators")),
        _Column("Rated", 8, _count("all_rated")),
        _Column("Red ▲", 8, _count("all_red")),
        _Column("Amber ◆", 9, _count("all_amber")),
        _Column("Green ●", 9, _count("all_green")),
        _Column(State.CHECK_DATA, 9, _count("all_to_check")),
        _Column("Net budget", 14, _money("revised_budget", pounds)),
        _Column("Forecast variance", 13, _money("forecast_variance", signed_pounds)),
        _Column("Forecast covers", 18, _text("forecast_covers")),
        _Column("Unallocated part", 13, _money("unallocated", signed_pounds)),
        _Column("Department's budget", 15, _text("department_rag")),
        _Column("Overall check", 19, _text("check_flag")),
        _Column("Errors", 8, _findings("errors")),
        _Column("To confirm", 10, _findings("to_confirm")),
        _Column("Warnings", 10, _findings("warnings")),
        *((_Column("Drafts", 8, _drafts),) if mail else ()),
        _Column("Data", 12, _text("data_status")),
        _Column("Marking", 22, _text("protective_marking")),
    )


def _happened(_: Job, outcome: PlanRun) -> _Shown:
    """Return whether the plan was done, in the colour of the outcome."""
    if outcome.undrafted and not outcome.status:
        return _Shown(word(_NOT_ALL_DRAFTED), status=_COLOUR[1])
    return _Shown(word(_HAPPENED[outcome.status]), status=_COLOUR[outcome.status])


def _drafts(_: Job, outcome: PlanRun) -> _Shown:
    """Return how many messages were drafted, where any were asked for."""
    asked = outcome.drafts or outcome.undrafted
    return _Shown(count(len(outcome.drafts)) if asked else NOTHING, is_number=True)


def _text(name: str) -> Callable[[Job, PlanRun], _Shown]:
    """Return what takes a word of a plan; one of the colours is drawn in it."""

    def of(_: Job, outcome: PlanRun) -> _Shown:
        figure = word(plain(outcome.figures.get(name)))
        return _Shown(figure, status=figure.text)

    return of


def _count(name: str) -> Callable[[Job, PlanRun], _Shown]:
    return _money(name, count)


def _money(name: str, shown: Callable[[ShownValue], Figure]) -> Callable[[Job, PlanRun], _Shown]:
    """Return what takes a figure of a plan: a number as `shown`, else the word in its place."""

    def of(_: Job, outcome: PlanRun) -> _Shown:
        value = outcome.figures.get(name)
        figure = shown(value) if is_number(value) else word(plain(value)) if value else NOTHING
        return _Shown(figure, is_number=True)

    return of


def _findings(name: str) -> Callable[[Job, PlanRun], _Shown]:
    """Return what counts findings of a plan; a plan that was not read has none to count."""

    def of(_: Job, outcome: PlanRun) -> _Shown:
        known = outcome.status <= 1 or outcome.listed
        return _Shown(count(getattr(outcome, name)) if known else NOTHING, is_number=True)

    return of


def _number(value: ShownValue) -> str:
    return count(value).text if is_number(value) else "no"


def _notices(listed: Sequence[tuple[Job, PlanRun]]) -> tuple[str, str]:
    """Return the highest marking of all plans, and what is said where figures are not real."""
    marks = [str(one.figures.get("protective_marking") or "") for _, one in listed]
    order = [str(one) for one in ProtectiveMarking]
    marking = max((one for one in marks if one in order), key=order.index, default="")
    unreal = sum(
        one.status <= 1 and one.figures.get("data_status") != DataStatus.LIVE for _, one in listed
    )
    done = sum(one.status <= 1 for _, one in listed)
    if not unreal:
        return marking, ""
    whose = (
        "all plans" if unreal == done else f"{unreal} of {with_noun(done, 'plan')} (column Data)"
    )
    return marking, f"Illustrative data: the figures of {whose} are not real"


def _summary(listed: Sequence[tuple[Job, PlanRun]]) -> str:
    """Say in a sentence how many plans were done."""
    counts = [sum(one.status == status for _, one in listed) for status in (0, 1, 2)]
    missing = sum(bool(one.undrafted) for _, one in listed)
    left = f"; {missing} without all of their drafts" if missing else ""
    return (
        f"{with_noun(len(listed), 'plan')}: {counts[0]} done, {counts[1]} done with data to check, "
        f"{counts[2]} failed{left}."
    )


def _to_look_at(listed: Sequence[tuple[Job, PlanRun]]) -> list[tuple[str, PlanRun]]:
    """Return the plans that need somebody, those that failed first."""
    grave = [
        (job, one) for job, one in listed if one.why or one.listed or one.undrafted or one.left_over
    ]
    return [
        (plain(job.plan.name), one) for job, one in sorted(grave, key=lambda pair: -pair[1].status)
    ]


def _page_of(listed: Sequence[tuple[Job, PlanRun]], folder: Path) -> str:
    """Return the web page; everything put into it is escaped."""
    columns = _columns(listed, folder)
    marking, notice = _notices(listed)
    return (
        templates_beside(__file__)
        .get_template("batch.html.j2")
        .render(
            marking=marking,
            notice=notice,
            summary=_summary(listed),
            headings=[one.heading for one in columns],
            rows=[[column.of(job, one) for column in columns] for job, one in listed],
            grave=_to_look_at(listed),
            look_of=look_of,
            plain=plain,
            left_over=_LEFT_OVER,
            delete_it=_DELETE_IT,
        )
    )


def _workbook_of(listed: Sequence[tuple[Job, PlanRun]], folder: Path) -> bytes:
    """Return the workbook: how all stand, then what somebody has to look at."""
    from datetime import UTC, datetime

    from xlsxwriter.workbook import Workbook

    stream = BytesIO()
    workbook = Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties(
        {
            "title": "How all plans stand",
            "author": "csplan",
            "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    _write_plans(workbook, listed, folder)
    _write_findings(workbook, listed)
    workbook.close()
    return stream.getvalue()


def _style(workbook: Workbook, **says: Any) -> Format:  # noqa: ANN401  (XlsxWriter's properties)
    """Return a format in the summary's typeface."""
    ink = {"font_name": _FONT, "font_size": 10, "font_color": f"#{PALETTE['ink']}"}
    return workbook.add_format({**ink, "valign": "top", "text_wrap": True, **says})


def _head(
    workbook: Workbook,
    sheet: Worksheet,
    title: str,
    lines: Sequence[str],
    widths: Mapping[str, float],
    of_numbers: frozenset[str] = frozenset(),
) -> int:
    """Write a sheet's title and headings, those of numbers on the right; return the row below."""
    brand = f"#{PALETTE['brand']}"
    flat: dict[str, Any] = {"text_wrap": False}
    sheet.write_string(
        0, 0, title, _style(workbook, bold=True, font_size=16, font_color=brand, **flat)
    )
    sheet.set_row(0, _TITLE_HEIGHT)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, _style(workbook, **flat))
    top = len(lines) + 2
    bold: dict[str, Any] = {
        "bold": True,
        "indent": 1,
        "bg_color": brand,
        "font_color": f"#{PALETTE['on_brand']}",
    }
    left, right = (_style(workbook, align=side, **bold) for side in ("left", "right"))
    for column, (text, width) in enumerate(widths.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, text, right if text in of_numbers else left)
    sheet.set_row(top, 30)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    return top + 1


def _write_plans(workbook: Workbook, listed: Sequence[tuple[Job, PlanRun]], folder: Path) -> None:
    """Write the sheet that has a line a plan."""
    sheet = workbook.add_worksheet(NAME)
    columns = _columns(listed, folder)
    lines = [line for line in (*_notices(listed), _summary(listed)) if line]
    widths = {one.heading: one.width for one in columns}
    of_numbers = frozenset(one.heading for one in columns if one.of(*listed[0]).is_number)
    top = _head(workbook, sheet, "How all plans stand", lines, widths, of_numbers)
    made: dict[tuple[str, str, bool], Format] = {}
    for row, (job, outcome) in enumerate(listed, start=top):
        cells = [column.of(job, outcome) for column in columns]
        room = (one.width - _INDENT for one in columns)
        sheet.set_row(row, row_height(zip((one.text for one in cells), room, strict=True)))
        for number, cell in enumerate(cells):
            key = (cell.status, cell.figure.number_format, cell.is_number)
            if key not in made:
                look = look_of(cell.status)
                colours = (
                    {"font_color": f"#{look.text}", "bg_color": f"#{look.fill}"}
                    if look.shape
                    else {}
                )
                made[key] = _style(
                    workbook,
                    num_format=cell.figure.number_format or "General",
                    align="right" if cell.is_number else "left",
                    indent=1,
                    **colours,
                )
            if cell.figure.value is not None:
                sheet.write_number(row, number, cell.figure.value, made[key])
            else:
                sheet.write_string(row, number, cell.text, made[key])
    sheet.autofilter(top - 1, 0, top - 1 + len(listed), len(columns) - 1)


def _write_findings(workbook: Workbook, listed: Sequence[tuple[Job, PlanRun]]) -> None:
    """Write the sheet that says what failed and why, and which findings need somebody."""
    sheet = workbook.add_worksheet("To look at")
    widths = {
        "Plan": 30,
        "What": 11,
        "Ref": 10,
        "Where": 20,
        "Finding": 70,
        "What to do": 60,
        "Code": 24,
    }
    top = _head(workbook, sheet, "What somebody has to look at", (), widths)
    plain_style = _style(workbook, align="left", indent=1)
    row = top
    for name, outcome in _to_look_at(listed):
        for texts in _lines_of(name, outcome):
            shown = [plain(text)[:_MOST_IN_CELL] for text in texts]
            room = (width - _INDENT for width in widths.values())
            sheet.set_row(row, row_height(zip(shown, room, strict=False)))
            for column, text in enumerate(shown):
                sheet.write_string(row, column, text, plain_style)
            row += 1
    if row == top:
        sheet.write_string(row, 0, "Nothing.", plain_style)
    else:
        sheet.autofilter(top - 1, 0, row - 1, len(widths) - 1)


def _lines_of(name: str, outcome: PlanRun) -> list[tuple[str, ...]]:
    """Return a plan's lines: why it failed, its findings, and how many more there are."""
    lines: list[tuple[str, ...]] = []
    if outcome.why:
        lines.append((name, "Failed", "", "", outcome.why))
    lines += [(name, *_words(one)) for one in outcome.listed]
    more = outcome.errors + outcome.to_confirm - len(outcome.listed)
    if more > 0:
        lines.append((name, "", "", "", f"… and {more} more: see Checks in the workbook."))
    lines += [(name, "Draft", "", "", why) for why in outcome.undrafted]
    lines += [(name, "Left over", "", file, _LEFT_OVER, _DELETE_IT) for file in outcome.left_over]
    return lines


def _words(one: Listed) -> tuple[str, ...]:
    return one.kind, one.ref, one.place, one.message, one.fix, one.code
