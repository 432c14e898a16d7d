"""The drafts that carry the scorecards: joins the workbook, the scorecards and the e-mails.

The three rooms never import each other; here the scorecards' words and files are handed to the
e-mails.  Nothing is sent, and nothing touches a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.commands.terminal import say
from csplan.emails.draft import Attachment, Count, Digest, ListedRow, Shade
from csplan.emails.recipients import occasion_of, reasons_against_all, recipients_of
from csplan.emails.writing import Drafted, nothing_drafted, summary_of, write_drafts
from csplan.files.folder import staging
from csplan.looks.style import look_of
from csplan.scorecards.content import SubjectKind
from csplan.scorecards.context import period_before
from csplan.terms.values import says
from csplan.terms.vocabulary import Period, YesNo

if TYPE_CHECKING:
    from csplan.plan.plan import Results
    from csplan.scorecards.content import Counts, IndicatorLine, Scorecard
    from csplan.scorecards.writing import Progress
    from csplan.terms.finding import Finding

__all__ = ["brief_of", "drafts", "emails"]

_RANK = {"Green": 0, "Amber": 1, "Red": 2}
_ROOM = 80
_COMMENTARY = "Commentary on a Red"


def emails(
    workbook: Path, folder: Path, *, only: str | None = None, new_addresses: bool = False
) -> int:
    """Make the drafts of a workbook, say what was made, and return the exit status.

    `new_addresses` says that a person has looked at those that are others than last time.
    """
    from csplan.commands import telling
    from csplan.emails.addresses import check_addresses, remember
    from csplan.files.saving import read_file
    from csplan.workbook.update import checked_results

    results, findings = checked_results(workbook)
    check_addresses(workbook.parent, recipients_of(results, only=only)[0], agreed=new_addresses)
    done = drafts(
        results,
        findings,
        folder,
        source_now=lambda: read_file(workbook)[1].sha256,
        only=only,
        progress=telling.progress,
    )
    remember(workbook.parent, [draft.recipient for draft, _ in done.drafts])
    _tell(done)
    return 1 if done.blocked else 0


def drafts(
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    source_now: Callable[[], str],
    only: str | None = None,
    progress: Progress | None = None,
) -> Drafted:
    """Write the scorecards of the services and the drafts that carry them, as one set.

    `source_now` returns the workbook's SHA-256 as it stands on the disk; `only` is one service's
    ref.

    Raises: WorkbookError where no draft may be made, with every reason; nothing is kept then.
    """
    from csplan.scorecards import write

    recipients, blocked = recipients_of(results, only=only)
    reasons = reasons_against_all(results, findings)
    if reasons or not recipients:
        raise nothing_drafted(reasons, blocked)
    limit = recipients[0].ref if only else ""
    with staging(folder, only=limit) as place:
        written = write(
            results,
            place / "scorecards",
            findings=findings,
            formats=("pdf", "xlsx"),
            only=only or SubjectKind.SERVICE,
            progress=progress,
        )
        cards = [one for one in written.scorecards if one.subject.kind == SubjectKind.SERVICE]
        carried: dict[str, list[Attachment]] = {card.subject.ref: [] for card in cards}
        for file in written.files:
            if file.subject.kind == SubjectKind.SERVICE:
                attachment = Attachment(name=file.path.name, data=file.path.read_bytes())
                carried[file.subject.ref].append(attachment)
        return write_drafts(
            recipients,
            blocked,
            occasion_of(results, check=cards[0].foot.check),
            briefs={card.subject.ref: brief_of(card, results) for card in cards},
            attachments=carried,
            source_now=source_now,
            place=place,
            folder=folder,
            only=limit,
        )


def brief_of(card: Scorecard, results: Results) -> Digest:
    """Return what a service's scorecard says in short, in the scorecard's own words."""
    settings = results.settings
    since = period_before(results)
    due = not says(settings["reporting_period"], Period.BASELINE)
    due = due and says(settings.get("commentary_on_red"), YesNo.YES)
    return Digest(
        ref=card.subject.ref,
        service=card.subject.title,
        headline=card.headline,
        counts=tuple(_counts(card.counts)),
        since=since,
        moved=tuple(_moved(card.indicators, since)),
        commentary_due=due,
        reds=tuple(_without_commentary(card)) if due else (),
        overdue=tuple(
            ListedRow(
                ref=action.ref,
                name=action.action,
                detail=f"It was due on {action.due}: {action.timing}.",
                shade=_shade(action.status),
            )
            for action in card.actions
            if action.timing
        ),
        awaited=tuple(
            ListedRow(ref="", name=f"{one.what} ({one.count})", detail=_in_short(one.refs))
            for one in card.awaited
            if one.what != _COMMENTARY
        ),
    )


def _counts(counts: Counts) -> Iterable[Count]:
    """Return the counts by colour, then those that have none."""
    if not counts.total:
        return
    for word, number in (("Red", counts.red), ("Amber", counts.amber), ("Green", counts.green)):
        yield Count(number=number, shade=_shade(word), said=word)
    for word, number in counts.unrated:
        yield Count(number=number, shade=_shade(word), said=word.lower())


def _moved(lines: Iterable[IndicatorLine], since: str) -> Iterable[ListedRow]:
    """Return the indicators that changed colour, those for the worse first."""
    moved = [
        (_RANK[line.status_before] - _RANK[line.status], line)
        for line in lines
        if line.status in _RANK and line.status_before in _RANK
    ]
    for step, line in sorted(moved, key=lambda pair: (pair[0], -_RANK[pair[1].status])):
        if step:
            how = line.movement.removesuffix(f" at {since}")
            also = f"; it {how}" if how else ""
            yield _entry(line, f"At {since} it was {line.status_before}{also}.")


def _without_commentary(card: Scorecard) -> Iterable[ListedRow]:
    """Return the Reds that lack commentary, what matters most first."""
    order = {line.ref: number for number, line in enumerate(card.exceptions)}
    reds = [line for line in card.indicators if line.status == "Red" and not line.commentary]
    for line in sorted(reds, key=lambda line: order.get(line.ref, len(order))):
        yield _entry(line, f"{line.gap[0].upper()}{line.gap[1:]}." if line.gap else "")


def _entry(line: IndicatorLine, also: str) -> ListedRow:
    """Return an indicator with its figures in a sentence."""
    word = line.judgement.lower()
    word = f"{word} than target" if word in ("better", "worse") else word
    variance = f" ({line.variance}, {word})" if word else ""
    figures = f"{line.actual} against a target of {line.target}{variance}."
    return ListedRow(
        ref=line.ref,
        name=line.name,
        detail=f"{figures}  {also}".strip(),
        shade=_shade(line.status),
    )


def _in_short(refs: str) -> str:
    """Return the first of many refs; the scorecard lists them all."""
    if len(refs) <= _ROOM:
        return refs
    return f"{refs[: refs.rfind(',', 0, _ROOM)]} and others, listed in the attached scorecard."


def _shade(word: str) -> Shade:
    """Return how a status is drawn, as on the scorecard."""
    look = look_of(word)
    return Shade(word=word, shape=look.shape, text=look.text, fill=look.fill, bar=look.bar)


def _tell(done: Drafted) -> None:
    """Say what was made, and what was not and why."""
    say(f"{summary_of(done)}  Nothing was sent.")
    for draft, path in done.drafts:
        say(f"  {draft.recipient.ref:8} {draft.recipient.address}  {path.name}")
    for one in done.blocked:
        say(f"  {one.ref:8} no draft: {' '.join(one.reasons)}", err=True)
    say(f"Who gets what: {done.folder / 'index.html'}")
