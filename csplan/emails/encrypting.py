"""This module locks what a message carries with its reader's password, and opens it as they would.

Passwords come from the system's keyring alone, one a reader; they stand in no message, file or
sentence.  The libraries that lock are kept ones, and imported only where somebody asks for it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from csplan.emails.draft import Attachment, Recipient
from csplan.terms.errors import WorkbookError
from csplan.terms.refusals import Refusal

__all__ = ["KEPT_UNDER", "is_locked", "kept_passwords", "lock_all", "unlock", "why_no_password"]

KEPT_UNDER = "csplan attachments"
"""The name in the keyring; the account is a service's ref, or an owner's name."""

_SHORTEST = 12
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kept_passwords(names: Iterable[str]) -> dict[str, str]:
    """Return the passwords that the system's keyring keeps, by the names that have one.

    Raises: WorkbookError where there is no keyring to ask.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise _cannot("the library keyring is not installed: pip install csplan[encrypt]") from None
    try:
        found = {name: keyring.get_password(KEPT_UNDER, name) for name in names}
    except KeyringError:
        raise _cannot("this system's keyring cannot be opened") from None
    return {name: password for name, password in found.items() if password}


def why_no_password(recipient: Recipient, passwords: Mapping[str, str]) -> str:
    """Say why nothing can be locked for a reader; nothing where it can be."""
    own = passwords.get(recipient.ref, "")
    if not own:
        return (
            f"The keyring keeps no password for {recipient.ref}.  "
            f'Run:  keyring set "{KEPT_UNDER}" "{recipient.ref}"'
        )
    if len(own) < _SHORTEST:
        return f"The password for {recipient.ref} is shorter than {_SHORTEST} characters."
    others = sorted(ref for ref, one in passwords.items() if one == own and ref != recipient.ref)
    if others:
        return f"{others[0]} has the same password.  Each reader needs their own."
    return ""


def lock_all(attachments: Sequence[Attachment], password: str) -> tuple[Attachment, ...]:
    """Return files that open with the password only: .xlsx as Excel locks it, PDF by AES-256.

    Raises: WorkbookError where the library for it is not installed.
    """
    return tuple(
        replace(one, data=_LOCKS[one.ending](one.data, password), plain=one.data)
        for one in attachments
    )


def unlock(data: bytes, ending: str, password: str) -> bytes:
    """Return what a locked file holds, opened with the password as its reader opens it.

    Raises: ValueError where it is not locked, or not with this password; WorkbookError where the
    library for it is not installed.
    """
    if not is_locked(data):
        raise ValueError("it is not locked")
    return (_opened_pdf if ending == "pdf" else _opened_workbook)(data, password)


def is_locked(data: bytes) -> bool:
    """Say whether a file can be opened with a password only."""
    return data.startswith(_OLE) or (data.startswith(b"%PDF-") and b"/Encrypt" in data)


def _locked_workbook(data: bytes, password: str) -> bytes:
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError:
        raise _missing("msoffcrypto-tool") from None
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def _opened_workbook(data: bytes, password: str) -> bytes:
    try:
        import msoffcrypto
        from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
    except ImportError:
        raise _missing("msoffcrypto-tool") from None
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(out)
    except (DecryptionError, FileFormatError, InvalidKeyError) as error:
        raise ValueError("it does not open with the password") from error
    return out.getvalue()


def _locked_pdf(data: bytes, password: str) -> bytes:
    try:
        from pikepdf import Encryption, Pdf
    except ImportError:
        raise _missing("pikepdf") from None
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _opened_pdf(data: bytes, password: str) -> bytes:
    try:
        from pikepdf import PasswordError, Pdf
    except ImportError:
        raise _missing("pikepdf") from None
    out = io.BytesIO()
    try:
        with Pdf.open(io.BytesIO(data), password=password) as pdf:
            pdf.save(out, encryption=False, compress_streams=False)
    except PasswordError as error:
        raise ValueError("it does not open with the password") from error
    return out.getvalue()


_LOCKS = {"pdf": _locked_pdf, "xlsx": _locked_workbook}


def _missing(library: str) -> WorkbookError:
    return _cannot(f"the library {library} is not installed: pip install csplan[encrypt]")


def _cannot(why: str) -> WorkbookError:
    return WorkbookError(Refusal.CANNOT_ENCRYPT, f"Nothing can be locked with a password: {why}.")
