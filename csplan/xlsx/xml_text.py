"""How XML spells text: encodings, entities, attributes and Excel's own _x000D_.  Knows no parts."""

from __future__ import annotations

import codecs
import re

from csplan.terms.errors import WorkbookError
from csplan.terms.patterns import late_pattern
from csplan.terms.records import NamedTuple
from csplan.terms.refusals import Refusal

__all__ = [
    "ASIDE",
    "Encoding",
    "attributes",
    "encoding_of",
    "escape",
    "excel_escaped",
    "excel_unescaped",
    "unescape",
    "visible",
    "without_asides",
]

_DECLARED = late_pattern(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENTITY = late_pattern(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_HALF = late_pattern("[\ud800-\udfff]")
_EXCEL_ESCAPE = late_pattern(r"_x([0-9A-Fa-f]{4})_")
_ILLEGAL = late_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ASIDE = rb"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
_ASIDE = late_pattern(ASIDE, re.DOTALL)
_ATTRIBUTE = late_pattern(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")


class Encoding(NamedTuple):
    """How a part's text stands in bytes: the codec, and the byte-order mark before it."""

    codec: str
    mark: bytes


def encoding_of(data: bytes) -> Encoding | None:
    """Return the encoding that a part's first bytes show; None where it is not UTF-8 or UTF-16.

    >>> encoding_of(b"<a/>").codec, encoding_of("<a/>".encode("utf-16")).codec
    ('utf-8', 'utf-16-le')
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return Encoding(codec, mark)
    if data[:2] in (b"<\0", b"\0<"):
        return Encoding("utf-16-le" if data[:1] == b"<" else "utf-16-be", b"")
    declared = _DECLARED.match(data[:200])
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8"):
        return None
    return Encoding("utf-8", b"")


def unescape(raw: bytes) -> str:
    """Return the text that a piece of UTF-8 XML stands for.

    Raises: WorkbookError for an entity or character that XML does not have.

    >>> unescape(b"R&amp;D &#163;5")
    'R&D £5'
    """
    try:
        text = raw.decode("utf-8")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _ENTITY.sub(_entity, text) if "&" in text else text
    except (ValueError, OverflowError):
        raise WorkbookError(
            Refusal.DAMAGED,
            "The workbook holds text that is not valid; open it in Excel and save it.",
        ) from None


def _entity(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def excel_unescaped(text: str) -> str:
    r"""Return text without Excel's own escapes for characters that XML cannot hold.

    Two escapes may be the halves of one character; half of one by itself is not.

    >>> excel_unescaped("Line_x000a_feed"), excel_unescaped("_x005F_x000a_")
    ('Line\nfeed', '_x000a_')
    >>> excel_unescaped("_xD83D__xDEB8_") == "\U0001f6b8", excel_unescaped("a_xD83D_") == "a\ufffd"
    (True, True)
    """
    if "_x" not in text:
        return text
    plain = _EXCEL_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if _HALF.search(plain):
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain


def visible(text: str) -> str:
    r"""Return text with every character that XML cannot hold shown as the replacement character.

    >>> visible("a\x00b")
    'a\ufffdb'
    """
    return text if text.isprintable() else _ILLEGAL.sub("\ufffd", text)


def escape(text: str) -> bytes:
    """Return text as UTF-8 XML spells it.

    >>> escape("a < b & c")
    b'a &lt; b &amp; c'
    """
    text = visible(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text.encode("utf-8")


def excel_escaped(text: str) -> bytes:
    r"""Return a cell's text as Excel spells it in XML: its own escapes first, then those of XML.

    >>> excel_escaped("_x000a_ & \r")
    b'_x005F_x000a_ &amp; _x000D_'
    """
    if "_x" in text:
        text = _EXCEL_ESCAPE.sub(lambda found: "_x005F" + found[0], text)
    if "\r" in text:
        text = text.replace("\r", "_x000D_")
    return escape(text)


def attributes(raw: bytes) -> dict[str, str]:
    """Return the attributes written in a tag, by name, prefix included.

    >>> attributes(b" r='A1' t='s'")
    {'r': 'A1', 't': 's'}
    """
    return {
        found[1].decode("utf-8"): unescape(found[2] if found[2] is not None else found[3])
        for found in _ATTRIBUTE.finditer(raw)
    }


def without_asides(xml: bytes) -> bytes:
    """Return XML without comments and instructions, its quoted (CDATA) text written plainly.

    >>> without_asides(b"<a><!-- <b/> --><![CDATA[x < y]]></a>")
    b'<a>x &lt; y</a>'
    """
    if b"<!" not in xml and b"<?" not in xml:
        return xml
    return _ASIDE.sub(
        lambda found: escape(found[1].decode("utf-8", "replace")) if found[1] else b"", xml
    )
