"""This module writes a message's headers, letter by letter, whatever a name holds.

It encodes by itself (RFC 2047 and 2231) instead of trusting the library that reads the message
back: Pythons before 3.11.10 let a line break through, and all of them take `=?…?=` for encoded.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

__all__ = ["fault_in", "file_name_header", "header", "mailbox"]

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_NAME = re.compile(r"X?[A-Za-z][A-Za-z-]*")
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
_LINE = 76
_WORD_BYTES = 39  # as Base64 with its frame, and `Subject: ` before it, within a line
_PART = 60


def fault_in(what: str, text: str) -> str:
    r"""Say why a text may not stand in a header; nothing where it may.

    >>> fault_in("The subject", "Hello\r\nBcc: x@example.org")
    'The subject holds a line break or control character (U+000D)'
    """
    found = _UNSAFE.search(text)
    if found:
        code = f"U+{ord(found[0]):04X}"
        return f"{what} holds a line break or control character ({code})"
    found = _TURNING.search(text)
    if found:
        return f"{what} holds a mark that turns text round (U+{ord(found[0]):04X})"
    return ""


def header(name: str, value: str) -> str:
    r"""Return a header with its line end: plain where the text is, in encoded words where not.

    Raises: WorkbookError where the text holds a line break or another control character.

    >>> header("Subject", "Siân's scorecard")
    'Subject: =?utf-8?B?U2nDom4ncyBzY29yZWNhcmQ=?=\r\n'
    """
    _check(name, value)
    if not _NAME.fullmatch(name):
        raise _refused(f"{name[:20]!r} is not a header")
    if _is_plain(value):
        return _folded(f"{name}:", value.split(" "))
    return _folded(f"{name}:", _encoded_words(value))


def mailbox(name: str, display: str, address: str) -> str:
    r"""Return a header that holds one name and one address.

    Raises: WorkbookError where either could be read as anything else.

    >>> mailbox("To", "O'Brien, Siân", "sian@example.org")
    'To: =?utf-8?B?TydCcmllbiwgU2nDom4=?= <sian@example.org>\r\n'
    """
    _check(name, display)
    _check(name, address)
    if not _ADDRESS.fullmatch(address) or any(sign in address for sign in ',;:<>()[]"\\'):
        raise _refused("The address is not one plain address")
    if address.count("@") != 1:
        raise _refused("The address is not one plain address")
    if _is_plain(display) and len(display) <= _PART:
        quoted = display.replace("\\", "\\\\").replace('"', '\\"')
        return _folded(f"{name}:", [f'"{quoted}"', f"<{address}>"])
    return _folded(f"{name}:", [*_encoded_words(display), f"<{address}>"])


def file_name_header(file_name: str) -> str:
    """Return the header that makes a part an attachment of this name.

    >>> file_name_header("Siân.pdf").splitlines()
    ['Content-Disposition: attachment;', " filename*=utf-8''Si%C3%A2n.pdf"]
    """
    _check("Content-Disposition", file_name)
    if _is_plain(file_name):
        quoted = file_name.replace("\\", "\\\\").replace('"', '\\"')
        return f'Content-Disposition: attachment;\r\n filename="{quoted}"\r\n'
    pieces = _pieces(file_name)
    if len(pieces) == 1:
        value = f" filename*=utf-8''{pieces[0]}"
    else:
        first = f" filename*0*=utf-8''{pieces[0]}"
        rest = (f" filename*{n}*={piece}" for n, piece in enumerate(pieces[1:], 1))
        value = ";\r\n".join((first, *rest))
    return f"Content-Disposition: attachment;\r\n{value}\r\n"


def _check(name: str, text: str) -> None:
    """Refuse what could end a header or start another.

    Raises: WorkbookError.
    """
    if why := fault_in(f"The header {name}", text):
        raise _refused(why)


def _refused(why: str) -> WorkbookError:
    return WorkbookError(Refusal.HEADER_REFUSED, f"{why}; no draft was made.")


def _is_plain(text: str) -> bool:
    """Say whether a text can stand as it is, and be broken between its words."""
    return (
        _PLAIN.fullmatch(text) is not None
        and "=?" not in text
        and all(len(word) <= _PART for word in text.split(" "))
    )


def _folded(start: str, words: list[str]) -> str:
    """Return words in lines that are not too long; a line begins with the space that was there."""
    lines, line = [], start
    for number, word in enumerate(words):
        if number and len(line) + 1 + len(word) > _LINE:
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def _encoded_words(text: str) -> list[str]:
    """Return a text as encoded words, never cutting a letter in two."""
    chunks, chunk = [], b""
    for letter in text:
        data = letter.encode()
        if len(chunk) + len(data) > _WORD_BYTES:
            chunks.append(chunk)
            chunk = b""
        chunk += data
    return [f"=?utf-8?B?{base64.b64encode(data).decode()}?=" for data in [*chunks, chunk]]


def _pieces(text: str) -> list[str]:
    """Return a text as percent-encoded pieces; no letter is cut."""
    pieces, piece = [], ""
    for letter in text:
        code = quote(letter, safe="")
        if len(piece) + len(code) > _LINE * 6:
            pieces.append(piece)
            piece = ""
        piece += code
    return [*pieces, piece]
