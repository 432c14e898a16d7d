"""What a commentary claims of its own figure: better or worse, met or not, on track, no concerns.

Works by plain words, without a model: a claim counts only where its sentence is about the measure
itself, is not denied, and is not a hope.  Knows nothing of rows.
"""

from __future__ import annotations

import re

from csplan.terms.enumerations import StrEnum
from csplan.terms.for_types import TYPE_CHECKING
from csplan.terms.patterns import late_pattern
from csplan.terms.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Claim", "ClaimFound", "clauses", "known_words", "only_known", "said_in"]


class Claim(StrEnum):
    """What is claimed of a figure."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    LESS = "less"
    MET = "target met"
    NOT_MET = "target not met"
    ABOVE = "above target"
    BELOW = "below target"
    ON_TRACK = "on track"
    NO_CONCERNS = "no concerns"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """One claim: the words that make it, and the words that say what it is compared with."""

    claim: Claim
    words: str
    since: str = ""


_GENERIC = frozenset(
    """a about again all also an and are as at average been but by continue continued continues
    continuing count county department figure figures for further good had has have however i in
    indicator is it it's its level levels measure measures more most mainly neet now number numbers
    of on our outcome outcomes over overall percentage performance picture position programme
    progress proportion quarter quarterly rate rates remain remains result results service share
    slightly slowly so steadily still strongly take-up target targets that the their there these
    they this timeliness to total trend uptake very was we were what which with year year's
    quarter's action actions delivery seen confident comfortably pleased pleasing good encouraging
    worked since when who had subject out duration time track course schedule we're we've
    that's there's end day total""".split()  # noqa: SIM905  (read as words, not as a list)
)
_STEM = 5
_WORD = late_pattern(r"[a-z][a-z'’-]*|\d[\d,.]*%?")
_SENTENCE = late_pattern(r"(?<=[.!?])\s+|[;\n]+")
_CLAUSE = late_pattern(
    r"\s*(?:[:–—]|\s-\s|,?\s+(?:but|although|though|however|because|while|whereas|so)\b)\s*",
    re.IGNORECASE,
)
_DENIED = late_pattern(
    r"\b(?:not|no|never|cannot|hardly|without|neither|nor|yet to|fail(?:ed|s)? to|unlikely|"
    r"(?:is|are|was|were|has|have|had|did|do|does)n['’]t|far from|less than|nearly|almost)\b",
    re.IGNORECASE,
)
_HOPED = late_pattern(
    r"\b(?:to|will|would|should|could|can|may|might|must|if|once|until|when|expect\w*|need\w*|"
    r"aim\w*|hop(?:e|es|ed|ing)|want\w*)(?:\s+[\w'’]+){0,3}\s*$",
    re.IGNORECASE,
)
_PARTLY = late_pattern(
    r"^\s*(?:[a-z]+ly\s+)?(?:in|at|for|among|of|by)\s+(?:the\s+)?(?:one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|half|some|most|many|several|both|\d+)\b"
    r"(?!\s*(?:points?|%|per\b|weeks?\b|days?\b|months?\b|quarters?\b|years?\b))",
    re.IGNORECASE,
)
_AFTER_PARTICIPLE = late_pattern(
    r"^\s*(?:$|[,.:]|and\b|on\b|since\b|from\b|to\b|by\b|again\b|slightly\b|steadily\b|each\b|"
    r"every\b|further\b|this\b|over\b|during\b|month\b|quarter\b|more\b|than\b)",
    re.IGNORECASE,
)
_TAKES_OBJECT = late_pattern(
    r"^\s+(?:the|a|an|our|their|its|his|her|waiting|case\w*)\b((?:\s+[\w'’-]+){0,6})"
)

_EARLIER = (
    r"(?= than (?:(?:in|at|on|the|it was|it) )*(?:q[1-4]|last|previous|earlier|same|before|a year|"
    r"this time|first|second|third|quarter|baseline|month|january|february|march|april|may|june|"
    r"july|august|september|october|november|december)\b)"
)
_MOVES: tuple[tuple[Claim, re.Pattern[str]], ...] = (
    (
        Claim.BETTER,
        late_pattern(
            r"\b(?:improved|improving|improves|(?:continue[sd]?|continuing) to improve|"
            r"improvement(?= (?:on|since|from|over)\b)|"
            rf"better{_EARLIER})\b"
        ),
    ),
    (
        Claim.WORSE,
        late_pattern(
            r"\b(?:worsened|worsening|worsens|deteriorat(?:ed|ing|es)|slipped(?: back)?|"
            rf"worse{_EARLIER})\b"
        ),
    ),
    (
        Claim.LESS,
        late_pattern(
            r"\b(?:reduced|reducing|fell|fallen|falling|decreased|decreasing|dropped|dropping|"
            r"declined|declining|down(?= (?:on|from)\b)|"
            rf"lower{_EARLIER}|"
            r"(?:continue[sd]?|continuing) to (?:fall|drop|reduce|decrease|"
            r"decline))\b"
        ),
    ),
    (
        Claim.MORE,
        late_pattern(
            r"\b(?:rose|risen|rising|increased|increasing|grew|grown|growing|up(?= (?:on|from)\b)|"
            rf"higher{_EARLIER}|"
            r"(?:continue[sd]?|continuing) to (?:rise|grow|increase))\b"
        ),
    ),
)
_THAN: tuple[tuple[Claim, re.Pattern[str]], ...] = (
    (Claim.LESS, late_pattern(r"\b(?:fewer|less)\s((?:[\w'’-]+\s){1,5})than\b")),
    (Claim.MORE, late_pattern(r"\bmore\s((?:[\w'’-]+\s){1,5})than\b")),
)
_MOVED_NOUN = late_pattern(r"\b(?:performance|timeliness|results?|outcomes?)\b")
_NOT_MET = late_pattern(
    r"\btargets?\s+(?:(?:was|were|is|has|have|had)\s+)?(?:been\s+)?(?:missed|"
    r"not\s+(?:been\s+)?(?:met|achieved|reached))\b|"
    r"\b(?:missed|failed to (?:meet|achieve|reach)|"
    r"(?:not|n['’]t)\s+(?:yet\s+)?(?:met|achieved|reached))\s+(?:the|our|its|this)\s+"
    r"(?:[\w'’]+\s+)?targets?\b|\bshort of (?:the |our |its )?target\b"
)
_MET = late_pattern(
    r"\btargets?\s+(?:(?:was|were|is|has|have|had)\s+)?(?:been\s+)?(?:achieved|met|exceeded|"
    r"surpassed|reached|hit)\b|"
    r"\b(?:achieved|met|exceeded|surpassed|reached|hit)\s+(?:all\s+)?(?:the|our|its|this|all)\s+"
    r"(?:[\w'’]+\s+)?targets?\b|\b(?:on|within) target\b|"
    r"\b(?:better than|ahead of) (?:the |our )?target\b"
)
_SIDE: tuple[tuple[Claim, re.Pattern[str]], ...] = (
    (Claim.ABOVE, late_pattern(r"\babove (?:the |our |its )?(?:year['’]s )?target\b")),
    (Claim.BELOW, late_pattern(r"\b(?:below|under) (?:the |our |its )?(?:year['’]s )?target\b")),
)
_ON_TRACK = late_pattern(r"\bon (?:track|course|schedule)\b|\bprogressing well\b|\bgoing to plan\b")
_NO_CONCERNS = late_pattern(
    r"\bno (?:concerns?|issues?|problems?)\b(?!\s+(?:about|with|over|regarding|around|from|were|"
    r"was|in)\b)|\bnothing to report\b|\bno cause for concern\b"
)
_DONE = late_pattern(
    r"\b(?:action|this|it|all)\b(?:\s[\w'’]+){0,3}?\s(?:achieved|completed?|delivered|finished)\b"
)


def known_words(label: str) -> frozenset[str]:
    """Return the words that may stand in a sentence about the measure of a label."""
    own = set(_WORD.findall(label.lower()))
    return frozenset({_stem(word) for word in own if len(word) > 1} | _GENERIC)


def _stem(word: str) -> str:
    """Return a word without its ending, near enough: supported and support are one."""
    word = word.replace("’", "'").removesuffix("'s").rstrip("s")
    return word[:_STEM]


def only_known(words: str, known: frozenset[str]) -> bool:
    """Say whether every word is one of the measure's own, or says nothing of its own."""
    return all(
        word in known or _stem(word) in known for word in _WORD.findall(words.replace("’", "'"))
    )


def clauses(text: str) -> Iterator[str]:
    """Yield a text's clauses, each of which claims for itself."""
    for sentence in _SENTENCE.split(text):
        for clause in _CLAUSE.split(sentence):
            if clause.strip(" .,"):
                yield clause.strip().rstrip(".!?")


def said_in(text: str, label: str) -> Iterator[ClaimFound]:
    """Yield every claim that a text makes of its own figure."""
    known = known_words(label)
    for clause in clauses(text):
        low = clause.lower()
        yield from _moves(clause, low, known)
        yield from _against_target(clause, low, known)
        for claim, pattern in ((Claim.ON_TRACK, _ON_TRACK), (Claim.DONE, _DONE)):
            for found in pattern.finditer(low):
                before = low[: found.start()]
                free = not _DENIED.search(before) and not _HOPED.search(before)
                if free and not _PARTLY.search(low[found.end() :]):
                    yield ClaimFound(claim, _quoted(clause, found))
        for found in _NO_CONCERNS.finditer(low):
            yield ClaimFound(Claim.NO_CONCERNS, _quoted(clause, found))


def _quoted(clause: str, found: re.Match[str]) -> str:
    """Return the words that were found as they are written."""
    return clause[found.start() : found.end()]


def _moves(clause: str, low: str, known: frozenset[str]) -> Iterator[ClaimFound]:
    """Yield the claims that the figure moved, one way or the other."""
    for claim, pattern in _MOVES:
        for found in pattern.finditer(low):
            before, after = low[: found.start()], low[found.end() :]
            if _is_of_the_measure(before, after, known):
                yield ClaimFound(_of_performance(claim, before), _quoted(clause, found), after)
    for claim, pattern in _THAN:
        for found in pattern.finditer(low):
            before = low[: found.start()]
            about = only_known(before, known) and only_known(found[1], known)
            if about and not _DENIED.search(before) and not _HOPED.search(before):
                yield ClaimFound(claim, _quoted(clause, found), low[found.end() - 4 :])


def _is_of_the_measure(before: str, after: str, known: frozenset[str]) -> bool:
    """Say whether a verb tells of the measure itself, as a fact."""
    if _DENIED.search(before) or _HOPED.search(before) or _PARTLY.search(after):
        return False
    if not only_known(before, known):
        return False
    if not before.strip() and not _AFTER_PARTICIPLE.search(after):
        return before == "an "  # "an improving picture"
    takes = _TAKES_OBJECT.search(after)
    return takes is None or only_known(takes[1], known)


def _of_performance(claim: Claim, before: str) -> Claim:
    """Return what a fall or rise is of performance, which has no figure of its own."""
    if claim in (Claim.MORE, Claim.LESS) and _MOVED_NOUN.search(before):
        return Claim.BETTER if claim is Claim.MORE else Claim.WORSE
    return claim


def _against_target(clause: str, low: str, known: frozenset[str]) -> Iterator[ClaimFound]:
    """Yield the claims that the target is met, or is not."""
    missed = _NOT_MET.search(low)
    if missed and only_known(low[: missed.start()], known | {"not"}):
        yield ClaimFound(Claim.NOT_MET, _quoted(clause, missed))
        return
    for found in _MET.finditer(low):
        before = low[: found.start()]
        held = _DENIED.search(low[: found.end()]) or _HOPED.search(before)
        if not held and only_known(before, known) and not _PARTLY.search(low[found.end() :]):
            yield ClaimFound(Claim.MET, _quoted(clause, found))
    for claim, pattern in _SIDE:
        for found in pattern.finditer(low):
            before = low[: found.start()]
            held = _DENIED.search(before) or _HOPED.search(before)
            plain = re.sub(r"\d[\d,.]*%?|\bpoints?\b|\bjust\b|\bwell\b", "", before)
            if not held and only_known(plain, known):
                yield ClaimFound(claim, _quoted(clause, found))
