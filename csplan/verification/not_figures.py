"""This module knows the numbers that are not figures: dates, years, pages, telephones, statutes.

Knows nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["may_hold_numbers", "not_figures_in"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)\b"
_NUMBERS = r"\d+(?:\.\d+)*(?:\([a-z0-9]{1,3}\))*[a-z]?\b"
_LIST = rf"{_NUMBERS}(?:\s*(?:,|and|or|to|&|[-–])\s*(?!£){_NUMBERS}(?!\s?%))*"
_SPAN = r"\d{1,2}\s?(?:to|[-–/]|and|or)\s?\d{1,2}"
_ONE = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen)"
_ALWAYS = {
    "a web address, an e-mail address or a file": (
        r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\S+\.(?:xlsx|xlsm|docx|pptx|pdf|html?|csv|txt|eml)\b"
    ),
    "a telephone number": (
        r"(?<![\w.,£])(?:\+\s?44\s?\(?0?\)?[\d\s()-]{8,14}\d|\(?0\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{3,4})(?!\w)"
        r"|\bext(?:ension|n)?\.?\s*:?\s?\d{2,6}\b"
    ),
    "a date": (
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:\.?,?\s+(?:19|20)\d\d)?"
        rf"|\b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?:19|20)\d\d)?\b(?!%|[.,]\d)"
        rf"|\b{_MONTH}\.?,?\s+(?:19|20)\d\d\b|\b{_MONTH}[-’'\s]\d\d\b(?!%|[.,]\d)"
        r"|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b"
    ),
    "a time of day": (
        r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|noon)(?!\w)|\b\d{1,2}:\d{2}\b"
    ),
    "a year": (
        r"(?<![£\d,.])(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d)\b(?![%,]\d?)"
        r"|(?<![£\d,.])(?:19|20)\d\d(?![\d,]|\.\d|\s?(?:%|per cent|children|young|famil|pupils))\b"
    ),
    "a statute or case": (
        r"\b(?:Act|Regulations?|Order|Directive|Measure)s?\s+(?:19|20)\d\d|\bS\.?I\.?\s?(?:19|20)\d\d/\d+"
        r"|\[(?:19|20)\d\d\]\s+\w+(?:\s+\w+)?\s+\d+|\b(?:Cm|Cmnd|HC|c)\.?\s\d+\b"
        rf"|(?:\b(?:sections?|ss?\.|sub-?sections?|regulations?|regs?\.|articles?|schedules?|clauses?|rules?)|§+)\s?{_LIST}"
    ),
    "a page, paragraph or item number": (
        rf"\b(?:pages?|pp?\.|paragraphs?|paras?\.?|appendix|appendices|annex(?:es)?|chapters?|parts?"
        rf"|tables?|figures?|figs?\.|charts?|graphs?|slides?|(?:agenda )?items?|foot-?notes?|notes?|steps?"
        rf"|versions?|v|recommendations?|minutes?|options?|priorit(?:y|ies)|objectives?|tiers?|bands?"
        rf"|phases?|stages?|questions?|wards?|rooms?|rows?|columns?|lines?|lots?|volumes?|issue|key outcomes?"
        rf"|outcome|no\.|nos\.|ref\.?|reference)\s?{_LIST}(?!\s?(?:%|per cent|m\b|million))"
        r"(?:\s+of\s+\d+)?|\bpage\s+\d+\s+of\s+\d+|\b\d+\s*/\s*\d+\s*$"
    ),
    "a quarter, month, stage or level": (
        rf"\b(?:Q|KS|Key Stage|Levels?|Years?|Yrs?|Grades?|Terms?|Weeks?|Quarters?|Months?|Days?)\s?{_LIST}(?!\.\d|\s?%|\s?per cent)\+?"
        r"(?:\s+of\s+\d+)?|\bA\*?[-–][A-G]\b|\b[1-9]\s?[-–]\s?[1-9]\s(?=GCSE)"
        r"|\b(?:five|[3-9]) or more (?:A\*?|GCSE|good)"
    ),
    "an age": (
        rf"\b(?:aged?|ages|age of|under|over)[ -]{_SPAN}(?:,\s?\d{{1,2}})*\b|\bage(?:d|s)?\s{_LIST}\+?"
        rf"|\b(?:{_SPAN}|\d{{1,2}})[- ]?(?:year|yr|month|week)s?[- ]?olds?\b"
        rf"|\b(?:under|over)[- ]?\d{{1,2}}[’']?s\b|\b\d{{1,2}}\+(?!\d)|\b{_SPAN}(?=\s+years\b)"
        r"|\baged \w+ or (?:under|over)"
    ),
    "a length of time": (
        rf"\bwithin\s+{_ONE}\s+(?:working |calendar |school )?(?:hours?|days?|weeks?|months?|years?)\b"
        rf"|\b(?:last|past|next|previous|first|rolling|every|for|(?<!limit )(?<!target )(?<!average )(?<!standard )(?<!mean )of|over)\s+(?:the\s+)?{_ONE}[- ](?:working |calendar )?(?:hours?|minutes?|days?|weeks?|months?|years?|quarters?)\b"
        rf"|\b{_ONE}[- ](?:hours?|minutes?|mins?|months?|years?|quarters?|working days?)\b(?! to)|\b{_ONE}-(?:days?|weeks?|points?)\b"
        r"|\b24/7\b|\bin (?:ten|\d+) days\b"
    ),
    "a code or ordinal": (
        rf"\b{_ORDINAL}|\b[A-Z]{{1,4}}\d{{0,2}}-\d{{1,5}}\b|\b[A-Z]{{1,2}}\d{{1,2}}[A-Z]?\s\d[A-Z]{{2}}\b"
        r"|(?<![£\w.,])[A-Za-z_]+\d\w*|\b\d+[A-Za-z_]*[A-Za-jln-z]\w*\d\w*|\b[0-9a-f]{12,}\b"
        r"|\b\d+[AD-JLN-Z]\b|\b\d{1,2}[:]\d{1,2}\b|#\d+"
    ),
    "a fraction in words": (
        r"\b(?:one|two|three|four|five|seven|nine)[ -](?:thirds?|quarters?|fifths?|tenths?)\b"
        r"|\b(?:one|two|three|four|\d{1,2}) in (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
    ),
    "where a drawing begins": r"\b(?:bars?|axis|scale|lines?) (?:begins?|starts?) at £?[\d,.]+",
    "a part of a unit": r"\b(?:per|for every|in every|out of every)\s+(?:£\s?)?(?:1|10|100|1,000|10,000|100,000|1000|10000|100000|10k|100k|thousand|hundred)\b",
}
_PATTERNS = [(why, re.compile(one, re.IGNORECASE)) for why, one in _ALWAYS.items()]
_IN_WORDS_TOO = {
    "a length of time",
    "an age",
    "a fraction in words",
    "a quarter, month, stage or level",
}
_CASED = {"a code or ordinal"}
_PATTERNS = [
    (why, re.compile(_ALWAYS[why]) if why in _CASED else pattern) for why, pattern in _PATTERNS
]
_ANY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b",
    re.IGNORECASE,
)
"""What a text holds at least that may hold a number."""
_AT_START = re.compile(
    r"^\s*(?:\(?\d{1,2}[.)](?=\s)|\d+(?:\.\d+)+\.?(?=\s+[A-Z])|\(?[ivx]+\)|\d{1,2}(?=[ \t]{2,}[A-Z]))"
)


def may_hold_numbers(text: str) -> bool:
    """Say whether a text holds any digit, or a word for a number."""
    return bool(_ANY.search(text))


def not_figures_in(text: str, *, begins: bool = True) -> Iterator[tuple[int, int, str]]:
    """Yield where numbers stand that are not figures, and what they are.

    `begins` says that the text begins its paragraph, where a number of the paragraph may stand.

    >>> text = "4.2 On 14 October 2016 (page 3), 619 children; s.47 on 01629 533190"
    >>> [text[start:end] for start, end, _ in not_figures_in(text)]
    ['01629 533190', '14 October 2016', '2016', 's.47', 'page 3', '4.2']
    """
    for why, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            if any(one.isdigit() for one in found[0]) or why in _IN_WORDS_TOO:
                yield found.start(), found.end(), why
    if begins and (numbered := _AT_START.match(text)):
        yield numbered.start(), numbered.end(), "a page, paragraph or item number"
