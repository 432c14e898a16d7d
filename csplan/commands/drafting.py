"""The drafts that carry the scorecards: joins the workbook, the scorecards and the e-mails.

The three rooms never import each other; here the scorecards' words and files are handed to the
e-mails.  Nothing is sent, and nothing touches a network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csplan.commands.terminal import say
from csplan.emails.draft import Attachment, Count, Digest, ListedRow, Recipient
from csplan.emails.encrypting import kept_passwords
from csplan.emails.recipients import (
    SCRUTINY,
    occasion_of,
    reasons_against_all,
    recipients_of,
    whose_plan,
)
from csplan.emails.writing import Drafted, nothing_drafted, summary_of, write_drafts
from csplan.files.folder import staging
from csplan.looks.plain_text import plain, with_noun
from csplan.looks.style import look_of
from csplan.scorecards.blocks import facts_of
from csplan.scorecards.brief import missing_in_words
from csplan.scorecards.brief_blocks import told_apart, worst_entries
from csplan.scorecards.content import SubjectKind
from csplan.scorecards.headline import join_words
from csplan.scorecards.members_blocks import NEXT, members_sentences, worries_of
from csplan.scorecards.members_words import period_in_words
from csplan.scorecards.pages import page_of
from csplan.terms.errors import WorkbookError, system_reason
from csplan.terms.period import serial_of
from csplan.terms.refusals import Refusal

if TYPE_CHECKING:
    from csplan.plan.plan import Results
    from csplan.scorecards.content import Counts, Scorecard
    from csplan.scorecards.writing import Progress, ScorecardSet
    from csplan.terms.finding import Finding

__all__ = ["digest_of", "draft_emails", "drafts", "drafts_of_workbook", "note_in", "tell"]

_RATED = ("Red", "Amber", "Green")
_ROOM = 80
_LONGEST_NOTE = 4_000


def draft_emails(
    workbook: Path,
    folder: Path,
    *,
    only: str | None = None,
    new_addresses: bool = False,
    encrypt: bool = False,
    note: Path | None = None,
    answers_by: dt.date | None = None,
) -> int:
    """Make the drafts of a workbook, say what was made, and return the exit status.

    `new_addresses` says that a person has looked at those that are others than last time; `note`
    is a file of their own words for the top of each message.
    """
    from csplan.commands import telling
    from csplan.workbook.update import read_and_calculate

    words = note_in(note) if note else ""
    results, findings = read_and_calculate(workbook)
    done = drafts_of_workbook(
        workbook,
        results,
        findings,
        folder,
        only=only,
        new_addresses=new_addresses,
        progress=telling.progress,
        note=words,
        answers_by=answers_by,
        encrypt=encrypt,
    )
    tell(done)
    return 1 if done.blocked else 0


def drafts_of_workbook(
    workbook: Path,
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    only: str | None = None,
    new_addresses: bool = False,
    progress: Progress | None = None,
    note: str = "",
    answers_by: dt.date | None = None,
    encrypt: bool = False,
    scorecards: Path | None = None,
) -> Drafted:
    """Make the drafts of a workbook as it stands, and remember who had which address.

    Raises: WorkbookError where no draft may be made, an address is another than last time and
    nobody has agreed, or the workbook has changed since; nothing is kept then.
    """
    from csplan.emails.addresses import check_addresses, remember
    from csplan.files.saving import read_file

    whose = whose_plan(results)
    recipients = recipients_of(results, only=only)[0]
    check_addresses(workbook, whose, recipients, agreed=new_addresses)
    done = drafts(
        results,
        findings,
        folder,
        source_now=lambda: read_file(workbook)[1].sha256,
        only=only,
        progress=progress,
        note=note,
        answers_by=answers_by,
        encrypt=encrypt,
        scorecards=scorecards,
    )
    remember(workbook, whose, [draft.recipient for draft, _ in done.drafts])
    return done


def note_in(path: Path) -> str:
    """Return the words of a note.

    Raises: WorkbookError where the file cannot be read, or is not plain text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = f"it cannot be read ({system_reason(error)})"
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            why = "it is not plain text in UTF-8"
        else:
            if "\0" not in text and len(text) <= _LONGEST_NOTE:
                return plain(text)
            why = f"it is not a note of at most {_LONGEST_NOTE:,} letters"
    raise WorkbookError(
        Refusal.NOTE_NOT_USABLE,
        f'"{path.name}" cannot be the cover note: {why}.  Save it as plain text (.txt or .md).',
    )


def drafts(
    results: Results,
    findings: Sequence[Finding],
    folder: Path,
    *,
    source_now: Callable[[], str],
    only: str | None = None,
    progress: Progress | None = None,
    note: str = "",
    answers_by: dt.date | None = None,
    encrypt: bool = False,
    scorecards: Path | None = None,
) -> Drafted:
    """Write the scorecards and the drafts that carry them, as one set.

    `source_now` returns the workbook's SHA-256 as it stands on the disk; `only` is one service's
    ref, `director` or `scrutiny`; `scorecards` is a folder where these results' scorecards stand
    already, in Excel and as PDFs, which are then not drawn again.

    Raises: WorkbookError where no draft may be made, with every reason; nothing is kept then.
    """
    if answers_by:
        wanted = {**results.settings, "answers_by": serial_of(answers_by)}
        results = replace(results, settings=wanted)
    recipients, blocked = recipients_of(results, only=only)
    reasons = reasons_against_all(results, findings)
    if reasons or not recipients:
        raise nothing_drafted(reasons, blocked)
    limit = recipients[0].ref if only else ""
    with staging(folder, only=limit) as place:
        written = _scorecards(results, findings, place, recipients, progress, drawn=scorecards)
        cards, carried = _to_carry(written)
        foot = next(iter(cards.values())).foot
        return write_drafts(
            recipients,
            blocked,
            occasion_of(results, foot, note=note, for_members=limit == SCRUTINY),
            briefs={one.ref: digest_of(cards[one.scorecard], one.ref) for one in recipients},
            attachments={one.ref: carried[one.scorecard] for one in recipients},
            source_now=source_now,
            place=place,
            folder=folder,
            only=limit,
            passwords=kept_passwords(one.ref for one in recipients) if encrypt else None,
        )


def _to_carry(
    sets: Iterable[ScorecardSet],
) -> tuple[dict[str, Scorecard], dict[str, list[Attachment]]]:
    """Return the scorecards that were written, and their files as they are attached, by subject."""
    cards: dict[str, Scorecard] = {}
    carried: dict[str, list[Attachment]] = {}
    for written in sets:
        cards |= {card.subject.mark: card for card in written.scorecards}
        for file in written.files:
            one = Attachment(name=file.path.name, data=file.path.read_bytes())
            carried.setdefault(file.subject.mark, []).append(one)
    return cards, carried


def _scorecards(
    results: Results,
    findings: Sequence[Finding],
    place: Path,
    recipients: Sequence[Recipient],
    progress: Progress | None,
    *,
    drawn: Path | None,
) -> Iterator[ScorecardSet]:
    """Write the scorecards that some readers get: the services', the directorate's, members'.

    Those that stand in the folder `drawn` are taken from there; members' never do.
    """
    from csplan.scorecards import write

    heads = [one for one in recipients if not one.reads]
    every: str = SubjectKind.SERVICE
    asked = [heads[0].ref if len(recipients) == 1 else every] if heads else []
    for only in (*asked, *(one.reads for one in recipients if one.reads)):
        usual = None if only == SubjectKind.MEMBERS else drawn
        yield write(
            results,
            usual or place / "scorecards" / only,
            findings=findings,
            formats=("pdf", "xlsx"),
            only=only,
            progress=progress,
        )


def digest_of(card: Scorecard, ref: str) -> Digest:
    """Return what a scorecard says in short, in its own words, for the reader with a ref."""
    if card.subject.kind is SubjectKind.MEMBERS:
        return _for_members(card, ref)
    heads = card.subject.kind is SubjectKind.SERVICE
    return Digest(
        ref=ref,
        about=f"{card.subject.title} scorecard",
        sentences=told_apart(card.brief.sentences),
        counts=tuple(_counts(card.counts)),
        worst=tuple(_worst(card)),
        asks=tuple(_asks(card)) if heads else (),
        waiting=() if heads else tuple(_waiting(card)),
        content_sha256=page_of(card).content_sha256,
    )


def _for_members(card: Scorecard, ref: str) -> Digest:
    """Return what the members' version says in short: its first sentences, worries and money."""
    counts = card.counts
    numbers = (
        ("Not on target", counts.red, "Red"),
        ("Close", counts.amber, "Amber"),
        ("On target", counts.green, "Green"),
    )
    return Digest(
        ref=ref,
        about=f"{card.subject.title}: how we are doing",
        sentences=members_sentences(card),
        counted="How many promises are kept",
        when=period_in_words(card.foot.financial_year, card.foot.period, card.foot.calendar),
        counts=tuple(
            Count(number=number, look=replace(look_of(colour), word=word), said=word.lower())
            for word, number, colour in numbers
        ),
        worst=tuple(
            ListedRow(ref="", name=name, detail=f"{said}.", words=((NEXT, step),) if step else ())
            for name, said, step in worries_of(card)
        ),
        content_sha256=page_of(card).content_sha256,
    )


def _counts(counts: Counts) -> Iterable[Count]:
    """Yield the counts by colour, then those that have none."""
    if not counts.total:
        return
    for word, number in zip(_RATED, (counts.red, counts.amber, counts.green), strict=True):
        yield Count(number=number, look=look_of(word), said=word)
    for word, number in counts.unrated:
        yield Count(number=number, look=look_of(word), said=word.lower(), is_rated=False)


def _worst(card: Scorecard) -> Iterable[ListedRow]:
    """Yield the five that matter most, in the words of page 1."""
    for entry in worst_entries(card).entries:
        detail = facts_of(entry)
        yield ListedRow(
            ref=entry.name.ref,
            name=entry.name.text + (f" ({entry.whose})" if entry.whose else ""),
            detail=f"{detail}." if detail else "",
            look=look_of(entry.status.word),
            words=tuple((one.label, one.text) for one in entry.said if one.label),
        )


def _asks(card: Scorecard) -> Iterable[ListedRow]:
    """Yield what is asked of a head of service, each with the cells where it is typed."""
    late = [action for action in card.actions if action.timing]
    if late:
        places = [action.cell.rpartition(" ") for action in late if action.cell]
        cells = f"{places[0][0]} {', '.join(cell for _, _, cell in places)}" if places else ""
        name = f"{with_noun(len(late), 'overdue action')} to be finished or given a new date"
        yield _asked(name, _in_short(", ".join(action.ref for action in late)), cells)
    for one in card.awaited:
        (name,) = missing_in_words([replace(one, refs="")])
        named = f"{one.refs} {one.names[0]}" if len(one.names) == 1 else _in_short(one.refs)
        yield _asked(name.removesuffix(" ()"), named, one.cells)


def _asked(name: str, refs: str, cells: str) -> ListedRow:
    """Return a line of what is asked: what, of which rows, and in which cells."""
    where = f"Type in {_in_short(cells)}." if cells else ""
    return ListedRow(ref="", name=name, detail=f"{refs.rstrip('.')}.  {where}".strip())


def _waiting(card: Scorecard) -> Iterable[ListedRow]:
    """Yield what each service has not answered, with who is asked."""
    for service in dict.fromkeys(one.service for one in card.awaited):
        own = [one for one in card.awaited if one.service == service]
        yield ListedRow(
            ref="",
            name=f"{service}: {own[0].whom}",
            detail=f"{join_words(list(missing_in_words(own)))}.",
        )


def _in_short(listed: str) -> str:
    """Return the first of many refs or cells; the scorecard lists them all."""
    if len(listed) <= _ROOM:
        return listed
    return f"{listed[: listed.rfind(',', 0, _ROOM)]} and others"


def tell(done: Drafted) -> None:
    """Say what was made, and what was not and why."""
    say(f"{summary_of(done)}  Nothing was sent.")
    for draft, path in done.drafts:
        say(f"  {draft.recipient.ref:8} {draft.recipient.address}  {path.name}")
    for one in done.blocked:
        say(f"  {one.ref:8} no draft: {' '.join(one.reasons)}", err=True)
    say(f"Who gets what: {done.folder / 'index.html'}")
