"""This module reads an e-mail: its subject, its words, and the documents that it carries."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import PurePath

from csplan.terms.errors import WorkbookError
from csplan.verification.document import Document, DocumentBlock, Grid, Heading, Paragraph
from csplan.verification.plain_text import text_in
from csplan.verification.web_page import page_in

__all__ = ["document_in"]


def document_in(data: bytes, name: str) -> Document:
    """Return what an e-mail says, then what each attached document says."""
    from csplan.verification.reading import KINDS, read

    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101  (the policy says so)
    blocks: list[DocumentBlock] = []
    subject = str(message["subject"] or "")
    if subject:
        blocks.append(Heading(subject, "the subject", 1))
    blocks += _body(message, name)
    unread = []
    for part in message.iter_attachments():
        attached = part.get_filename() or "an attachment"
        held = part.get_payload(decode=True)
        if PurePath(attached).suffix.lower() not in KINDS or not isinstance(held, bytes):
            unread.append(f"{attached} is of a kind that csplan cannot read")
            continue
        try:
            document = read(held, attached)
        except WorkbookError as reason:
            unread.append(str(reason))
            continue
        blocks.append(Heading(document.title or attached, f"attached {attached}", 1))
        blocks += [_placed(block, f"attached {attached}") for block in document.blocks]
        unread += document.unread
    return Document(name, tuple(blocks), subject, tuple(unread))


def _body(message: EmailMessage, name: str) -> tuple[DocumentBlock, ...]:
    """Return the words of an e-mail: the formatted ones, or else the plain."""
    body = message.get_body(("html", "plain"))
    if body is None:
        return ()
    text = body.get_content()
    if body.get_content_type() == "text/html":
        return page_in(text, name).blocks
    return text_in(text, name).blocks


def _placed(block: DocumentBlock, where: str) -> DocumentBlock:
    place = f"{where}, {block.place}"
    if isinstance(block, Heading):
        return Heading(block.text, place, min(block.level + 1, 6))
    if isinstance(block, Paragraph):
        return Paragraph(block.text, place)
    return Grid(block.rows, place, block.caption, block.headings)
