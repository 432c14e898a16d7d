"""This module puts a reminder into words: exactly what one reader has not given yet.

Nothing is left out for length, for what is not asked for is not given.  Knows nothing of returns.
"""

from __future__ import annotations

from collections.abc import Sequence

from csplan.emails.draft import Attachment, Occasion, Recipient, Reminder
from csplan.emails.wording import (
    Letter,
    LetterPart,
    closing_of,
    files_of,
    foot_lines,
    in_subject,
    notice_of,
    paragraphs_of,
)
from csplan.terms.period import day_in_words
from csplan.terms.words import capital

__all__ = ["reminder_letter", "reminder_subject"]


def reminder_subject(reminder: Reminder, occasion: Occasion) -> str:
    """Return the subject: marking, how many items are awaited, for whom, and for which period."""
    subject = (
        f"{occasion.foot.marking}: reminder, {_items(reminder)} awaited, "
        f"{in_subject(reminder.name)}, {occasion.foot.financial_year} {occasion.foot.period}"
    )
    return f"{subject} (illustrative data)" if occasion.foot.is_illustrative else subject


def reminder_letter(
    reminder: Reminder,
    occasion: Occasion,
    recipient: Recipient,
    attachments: Sequence[Attachment],
) -> Letter:
    """Return the letter to a reader of whom something is awaited."""
    verb, what = "is" if reminder.count == 1 else "are", capital(_items(reminder))
    by = f" by {day_in_words(occasion.answers_by)}" if occasion.answers_by else ""
    return Letter(
        marking=occasion.foot.marking,
        title=f"Reminder: {reminder.name}",
        about=f"{occasion.foot.financial_year} {occasion.foot.period}",
        notice=notice_of(occasion),
        greeting=f"Dear {recipient.greeted},",
        note=paragraphs_of(occasion.note),
        sentences=(
            f"{what} {verb} still awaited from you.",
            f"Please type them into the attached workbook, and send it back{by}.",
            "If it has crossed with this message, nothing more is needed.",
        ),
        counted="",
        counts=(),
        sections=tuple(
            LetterPart(
                heading=f"{one.what} ({len(one.rows)})", entries=one.rows, sentence=one.where
            )
            for one in reminder.items
        ),
        files=files_of(attachments, {"xlsx": "to fill in and send back"}),
        closing=closing_of(occasion),
        foot=foot_lines(occasion),
    )


def _items(reminder: Reminder) -> str:
    return "1 item" if reminder.count == 1 else f"{reminder.count:,} items"
