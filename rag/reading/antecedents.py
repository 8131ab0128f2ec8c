"""Whom, what and where a word of a follow-up question refers to, in the exchange before it.

Names are told by their capitals, and persons from other names by the speakers of the coverage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.words import STOP_WORDS, content_words
from store import lexical
from store.datewords import SURE_MONTHS, WEEKDAYS
from store.names import find, is_named

_CALENDAR = frozenset("march april may june july august mr mrs ms dr".split()).union(
    WEEKDAYS, map(str.lower, SURE_MONTHS)
)
_OPENERS = frozenset(
    "a according after an and are as at before but by can could did do does for from had has have how i if in is it "
    "its no not of on one or since so some that the their then there these they this those to until was were what when "
    "where which who whom whose why will with would yes you".split()
)
_DAY = rf"(?!(?:{'|'.join(d.title() for d in WEEKDAYS)})\b)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*"
_NAME = re.compile(rf"\b{_CAPITAL}(?: (?:(?:of(?: the)?|for the|the|al|bin|de|van|von) )?{_DAY}{_CAPITAL})*")
_WORD = re.compile(r"[\w’'-]+\.? ?")
_RUN = re.compile(r"(?P<name>.+?)(?:['’]s?)?$")
AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
PREPOSITION = re.compile(
    r"(?:according to|in|on|at|for|from|by|to|with|about|since|after|before|during|under|over|against|near|of)\b",
    re.IGNORECASE,
)
_GOVERNED = re.compile(rf"{PREPOSITION.pattern} (?:the )?$", re.IGNORECASE)
_LOCATED = re.compile(r"\b(?:in|on|at|from|to|of|near|into|across|over|towards?|around) (?:the )?$", re.IGNORECASE)
_STANDS = re.compile(rf"\b(?P<at>in|on|at|near) (?P<place>(?:the )?{_NAME.pattern})")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? $")
WHO = re.compile(r"^\W*who (\w+) (.+?)\W*$", re.IGNORECASE)
_BEING = ("is", "are", "was", "were")
WHICH = re.compile(
    r"^\W*(?:(?:in|on|at|over|from|to|of|with) )?(?:(?:which|what) "
    rf"(?P<noun>(?!{AUX}\b)[\w’'-]+(?: (?!{AUX}\b)[\w’'-]+){{0,2}})(?= {AUX}\b)|which (?P<lone>[\w’'-]+) )",
    re.IGNORECASE,
)
_ONE_THING = re.compile(
    rf"^\W*(?![^?]*(?:\?.|\bit\b))(?:(?P<whole>(?:who \w+|(?:where|who|what) (?:is|was)) (?=the|an?))"
    rf"|(?:(?:when|where|why|how(?: [a-z]+)?|what|whom?) )?{AUX} )"
    rf"(?=(?:the|an?|i|you|he|she|they|we|(?-i:{_CAPITAL}))\b)",
    re.IGNORECASE,
)
"""A single question up to its subject, whose end is plain to see."""
_DETERMINED = re.compile(
    rf"\b(?P<np>(?:the|an?)(?: (?!(?:{AUX}|{PREPOSITION.pattern[:-2]}|{'|'.join(STOP_WORDS)})\b)[\w’'-]+){{1,4}})"
)


@dataclass(frozen=True, slots=True)
class Before:
    """The exchange before a question: what was asked, as it stood alone, and the answer, empty if it is not known.

    `person` is who was last named in a question as somebody that speaks in the coverage, if anybody was.
    """

    question: str
    answer: str = ""
    person: str | None = None


def person(asked: str, word: re.Match[str], before: Before, speakers: tuple[str, ...]) -> str | None:
    """Who is spoken of: whom a question for a person asks for, by name if the answer has one, else its subject.

    A subject that is known to be no person gives way to whom the answer names; nobody whom the question itself names.
    """
    named = _named(asked, before)
    if which := WHICH.match(before.question):
        return named or f"the {which[which.lastgroup or 0]}"
    if who := WHO.match(before.question):
        if who[1].lower() in _BEING and is_named(who[2]):
            return who[2]
        return named or (who[2] if who[1].lower() in _BEING else f"the one who {who[1]} {who[2]}")
    subject = next((name for name in _subjects(before.question) if not _shared(name, asked)), None)
    return named if named and subject and no_person(subject, speakers) else subject or named or before.person


def named_person(question: str, speakers: tuple[str, ...]) -> str | None:
    """Whom a question names first of those who speak in the coverage, by the name there."""
    known = (name["name"] for name in names(question) if not no_person(name["name"], speakers))
    return next((name for name in known if find(name, speakers)), None)


def no_person(name: str, speakers: tuple[str, ...]) -> bool:
    """Whether a name is that of a speaker who is no person: a country, an office."""
    full = find(name, speakers)
    return full is not None and not (" " in full and is_named(full))


def _named(asked: str, before: Before) -> str | None:
    """The full name of the answer that stands nearest to what was asked, in neither question and not a place."""
    about = {term for word, term in content_words(before.question) if not word[0].isupper()}
    marks = [m.start() for m in _WORD.finditer(before.answer) if lexical.term(m[0].strip(" .")) in about]
    found = [
        (min((abs(name.start() - at) for at in marks), default=0), name.start(), name["name"])
        for name in names(before.answer)
        if (" " in name["name"] or _TITLED.search(before.answer[: name.start()]))
        and not _LOCATED.search(before.answer[: name.start()])
        and not _shared(name["name"], f"{before.question} {asked}")
    ]
    return min(found)[2] if found else None


def _shared(name: str, text: str) -> bool:
    """Whether a text names somebody with one of the words of a name."""
    return bool(set(name.split()) & {word for other in names(text) for word in other["name"].split()})


def _subjects(question: str) -> Iterator[str]:
    """The names of a question that no preposition governs."""
    return (name["name"] for name in names(question) if not _GOVERNED.search(question[: name.start()]))


def thing(asked: str, word: re.Match[str], before: Before, speakers: tuple[str, ...]) -> str | None:
    """What is spoken of: that which was asked for (`which refinery` → `the refinery`), by its name in the answer.

    Else the subject that is no person or the one thing that was named, the former first where `it` is a subject.
    """
    which = WHICH.match(before.question)
    if not which:
        acting = re.search(rf"\b{AUX} $", asked[: word.start()], re.IGNORECASE)
        named = next((name for name in _subjects(before.question) if no_person(name, speakers)), None)
        found = (named, _lone_thing(before.question))[:: 1 if acting else -1]
        known = re.search(r"\b(?:the|an?) ", asked[: word.start()], re.IGNORECASE)
        return found[0] or found[1] if word[0].lower() in ("it", "its") and not known else None
    noun = which[which.lastgroup or 0]
    told = re.search(rf"((?:{_NAME.pattern} )(?:[a-z]+ )?)({re.escape(noun)})\b", before.answer)
    return f"the {told[0]}" if told else f"the {noun}"


def _lone_thing(question: str) -> str | None:
    """The one thing that a question speaks of as `the …` or `a …`, without the verb behind it; None of several."""
    shape = _ONE_THING.match(question)
    found = list(_DETERMINED.finditer(question)) if shape else []
    if not shape or len(found) != 1:
        return None
    words = found[0]["np"].split()
    verb = found[0].start() == shape.end() and not shape["whole"] and len(words) > 2
    words = words[1:-1] if verb else words[1:]
    return None if words[-1].endswith("s") else f"the {' '.join(words)}"


def place(asked: str, word: re.Match[str], before: Before, speakers: tuple[str, ...]) -> str | None:
    """Where the question before is about: `in Port Ellery`."""
    found = _STANDS.search(before.question)
    return found[0] if found else None


def names(text: str) -> Iterator[re.Match[str]]:
    """Runs of capitalised words, in order, without words that only begin a sentence and those of the calendar.

    The match's group `name` is the run without its possessive ending.
    """
    for found in _NAME.finditer(text):
        at = found.start()
        while (word := _WORD.match(text, at, found.end())) and word[0].lower().strip(" .") in _OPENERS | _CALENDAR:
            at = word.end()
        rest = _RUN.match(text, at, found.end())
        if rest and not {part.lower() for part in rest["name"].split()} <= _CALENDAR:
            yield rest
