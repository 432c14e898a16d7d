"""The abbreviations of the field with what they stand for, and how a text's own are found.

A plan's own words come first: where it writes a name out with its abbreviation in brackets, that is
what the abbreviation stands for.  Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["FIELD", "abbreviations_in", "explained_in", "meanings_for", "typed_meanings"]

FIELD: Mapping[str, str] = {
    "A*-C": "the grades A*, A, B and C at GCSE",
    "CAMHS": "child and adolescent mental health services",
    "CIC": "children in care",
    "CIN": "children in need",
    "CME": "children missing education",
    "CSE": "child sexual exploitation",
    "DfE": "the Department for Education",
    "DSG": "Dedicated Schools Grant: money from the government for schools",
    "EHCP": "education, health and care plan",
    "EHE": "educated at home by choice",
    "EYFS": "early years foundation stage: from birth to the end of the reception year",
    "FSM": "free school meals",
    "GCSE": "General Certificate of Secondary Education",
    "HR": "human resources: the staff who look after staff",
    "IRO": "independent reviewing officer",
    "KS1": "key stage 1: ages 5 to 7",
    "KS2": "key stage 2: ages 7 to 11",
    "KS3": "key stage 3: ages 11 to 14",
    "KS4": "key stage 4: ages 14 to 16",
    "LAC": "looked after children",
    "LADO": "local authority designated officer",
    "LSCB": "local safeguarding children board",
    "MASH": "multi-agency safeguarding hub",
    "NEET": "not in education, employment or training",
    "NHS": "National Health Service",
    "PEP": "personal education plan",
    "PRU": "pupil referral unit",
    "SDQ": "strengths and difficulties questionnaire",
    "SEN": "special educational needs",
    "SEND": "special educational needs and disabilities",
    "UASC": "unaccompanied asylum seeking children",
    "YOS": "youth offending service",
    "YOT": "youth offending team",
    "Yr1": "year 1: ages 5 to 6",
}
"""What the field's usual abbreviations stand for, where a plan is about children."""

_EVERYBODYS = ("DfE", "GCSE", "HR", "NHS")
_ABOUT_CHILDREN = re.compile(r"\b(?:child|pupil|school|young (?:person|people))", re.IGNORECASE)

_SHORT = re.compile(
    r"(?<![\w£&*])(?:A\*\s?-\s?C|DfE|Yr\s?\d+|[A-Z]{2,}\d*|[A-Z]\d[A-Z]|[A-Z]+\d+)"
    r"(?:s|’s|'s)?(?!\w|-\d)"
)
_LETTERS = re.compile(r"[^\W_]+")
_IN_BRACKETS = re.compile(r"\(([A-Z][\w*&-]*[A-Z0-9])\)")
_LITTLE = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_ENTRY = re.compile(r"\s*([^=:;]{1,20}?)\s*[=:]\s*([^;]+)")


def abbreviations_in(text: str) -> tuple[str, ...]:
    """Return the abbreviations of a text, each once, in the order of the text.

    >>> abbreviations_in("A*-C at GCSE; 16 to 18 year olds whose NEET status is unknown, FSMs")
    ('A*-C', 'GCSE', 'NEET', 'FSM')
    """
    found = (match.group().replace(" ", "") for match in _SHORT.finditer(text))
    return tuple(dict.fromkeys(re.sub(r"(?:’s|'s|(?<=[A-Z0-9])s)$", "", one) for one in found))


def meanings_for(texts: Iterable[str]) -> dict[str, str]:
    """Return what the field's abbreviations stand for in a plan that says these texts.

    One that speaks of no children, pupils or schools means something else by most of them.

    >>> meanings_for(["Pupils with a plan"])["CIC"], sorted(meanings_for(["Homes let by a CIC"]))
    ('children in care', ['DfE', 'GCSE', 'HR', 'NHS'])
    """
    if any(_ABOUT_CHILDREN.search(text) for text in texts):
        return dict(FIELD)
    return {short: FIELD[short] for short in _EVERYBODYS}


def explained_in(texts: Iterable[str]) -> dict[str, str]:
    """Return what texts themselves say that their abbreviations stand for.

    >>> explained_in(["Use of the Child Sexual Exploitation (CSE) tool", "Forms (ABC) are late"])
    {'CSE': 'Child Sexual Exploitation'}
    """
    return {short: meaning for text in texts for short, meaning in _written_out(text)}


def _written_out(text: str) -> Iterator[tuple[str, str]]:
    """Yield the abbreviations in brackets whose letters begin the words before them."""
    for match in _IN_BRACKETS.finditer(text):
        letters = [one.lower() for one in match.group(1) if one.isalpha()]
        words = list(_LETTERS.finditer(text[: match.start()]))
        meaning = _words_of(letters, words)
        if meaning is not None:
            yield match.group(1), text[meaning : match.start()].strip()


def _words_of(letters: list[str], words: list[re.Match[str]]) -> int | None:
    """Return where the words begin that letters stand for, read from the last; None if nowhere."""
    place = len(words)
    for letter in reversed(letters):
        place -= 1
        while place >= 0 and words[place].group()[0].lower() != letter:
            if words[place].group().lower() not in _LITTLE:
                return None
            place -= 1
        if place < 0:
            return None
    return words[place].start() if letters else None


def typed_meanings(text: str) -> dict[str, str]:
    """Return what a person typed: abbreviations with their meanings, separated by semicolons.

    >>> typed_meanings("QDD = quality development dialogue; S2S: School 2 School;")
    {'QDD': 'quality development dialogue', 'S2S': 'School 2 School'}
    """
    return {one[1]: one[2].strip() for part in text.split(";") if (one := _ENTRY.fullmatch(part))}
