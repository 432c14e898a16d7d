"""This module compares what words are about: the label of a row with the words beside a figure.

Each word counts by how few labels hold it.  Knows nothing of figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

__all__ = ["Labels", "bare", "weighted", "words_in"]

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+")
_SAME = [
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (
            r"\b(?:children )?looked[- ]after(?: children)?\b|\bLAC\b|\bCLA\b|\bCiC\b",
            "children in care",
        ),
        (r"\bin our care\b|\bin the council['’]s care\b", "children in care"),
        (
            r"\bnot in education,? employment or training\b",
            "neet not in education employment training",
        ),
        (r"\bNEETs?\b", "neet not in education employment training"),
        (r"\bper cent\b|\bpercentage\b|%", " percent "),
        (r"\bchild protection plans?\b|\bCP plans?\b|\bCPPs?\b", "child protection plan"),
        (r"\bon (?:a )?plans?\b", "child protection plan"),
        (r"\bchild sexual exploitation\b", "cse"),
        (r"\bspecial educational needs?\b|\bSEND?\b", "special educational need sen"),
        (r"\bfree school meals?\b", "fsm"),
        (r"\b(?:school )?exclusions?\b|\bexcluded\b", "exclusion school"),
        (r"\bout of school\b|\bmissing from (?:school|education)\b", "missing education"),
        (r"\bnursery|preschools?|pre-schools?|childminders?\b", "early years setting"),
        (r"\btwo[- ]year[- ]olds?\b", "2 year olds"),
        (r"\bthree[- ](?:and|to) four[- ]year[- ]olds?\b", "3 and 4 year olds"),
        (r"\bseventeen[- ]year[- ]olds?\b", "17 year olds"),
        (r"\beighteen[- ]year[- ]olds?\b", "18 year olds"),
        (r"\bseries of visits\b", "visits"),
        (r"\bwithin timescales?\b|\bon time\b|\bin time\b", "timeliness timescale"),
        (r"\b(?:went|gone|going) missing\b|\bmissing overnight\b", "running away overnight"),
        (r"\babscond\w*\b|\bran away\b|\brun away\b", "running away overnight"),
        (r"\bcourts?\b", "court care proceedings"),
        (
            r"\boutcome payments?\b|\bpayment[- ]by[- ]results\b|\bPBR\b",
            "payment by results outcome",
        ),
        (r"\bhealth assessments?\b|\bhealth checks?\b", "health assessments check"),
        (r"\bresidential homes?\b", "children's homes"),
        (
            r"\bjudged (?:to be )?(?:good|outstanding)\b|\bgood or (?:better|outstanding)\b",
            "good or better",
        ),
        (r"\brated (?:good|outstanding)\b", "good or better"),
        (r"\bstaff(?:ing)?\b|\bpay\b|\bsalar(?:y|ies)\b", "employee"),
        (r"\bdirectorate\b|\bdepartment(?:al)?\b|\bchildren['’]s services\b", "directorate"),
        (r"\bwaiting (?:for|to be) adopt\w*\b", "waiting to be placed for adoption"),
    )
]
_STOPS = frozenset(
    "a an and are as at be been but by can did do does for from had has have he her his how i if in is it its may no not of off on or our out over own per she so such than that the their them then there these they this those to too up was we were what when where which who whose will with would you your s t all any each every more most other some only very just now still also both".split()
)
_WEAK = frozenset(
    "number percent rate total where undertaken during last twelve month person people child young pop k 10 100 000 illustrative b c d achieving level new budget service".split()
)
_WEIGHT_OF_WEAK = 0.35


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """Return the form in which the inflections of a word are equal.

    >>> [bare(word) for word in ("children", "families", "visits", "assessed", "waiting", "homes")]
    ['child', 'family', 'visit', 'assess', 'wait', 'home']
    """
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if word in ("children", "childrens"):
        return "child"
    for end, instead in (("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", "")):
        if word.endswith(end) and len(word) > len(end) + 2:
            return word[: -len(end)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:  # noqa: PLR2004
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text that say something, in the field's own terms.

    >>> words_in("The number of looked-after children rose")
    ('number', 'child', 'care', 'rose')
    """
    plain = unicodedata.normalize("NFKC", text)
    for pattern, said in _SAME:
        plain = pattern.sub(f" {said} ", plain)
    forms = (bare(found[0]) for found in _WORD.finditer(plain.lower()))
    return tuple(form for form in forms if form not in _STOPS)


class Labels:
    """The labels of a plan's rows, and how much each word of each tells it from the others."""

    def __init__(self, labels: Sequence[Mapping[str, float]]) -> None:
        """Take for each label its words with their weights."""
        held = Counter(word for label in labels for word in label)
        many = len(labels) + 1
        self.by_word: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.whole: list[float] = []
        for number, label in enumerate(labels):
            total = 0.0
            for word, weight in label.items():
                worth = weight * log(many / held[word]) * (_WEIGHT_OF_WEAK if word in _WEAK else 1)
                self.by_word[word].append((number, worth))
                total += worth
            self.whole.append(max(total, 1e-9))

    def scores(self, context: Mapping[str, float]) -> dict[int, float]:
        """Return how well each label fits the words of a context: 1 where all of it is said."""
        found: dict[int, float] = defaultdict(float)
        for word, weight in context.items():
            for number, worth in self.by_word.get(word, ()):
                found[number] += worth * weight
        return {number: worth / self.whole[number] for number, worth in found.items()}


def weighted(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the words of several texts, each with the weight of the nearest text that holds it."""
    found: dict[str, float] = {}
    for text, weight in texts:
        for word in words_in(text):
            found[word] = max(found.get(word, 0.0), weight)
    return found
