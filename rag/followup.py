"""Follow-ups without a language model: a question that leans on earlier turns, rewritten to stand alone.

A fragment takes the place of its like in the question before (`And in Kursk?`), a person or thing that is referred to
takes the place of the word that refers to it (`What did he say?`), and what neither reads stays behind the question
before it. Names are told by their capitals, so that a conversation in small letters is left as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.words import content_words

_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mr mrs ms dr".split()
)
_OPENERS = frozenset(
    "a according after an and are as at before but by can could did do does for from had has have how if in is it its "
    "no not of on one or since so some that the their then there these they this those to until was were what when "
    "where which who whom whose why will with would yes you".split()
)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*(?: (?:(?:of|the|al|bin|de|van|von) )?[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*)*")
_WORD = re.compile(r"[\w’'-]+\.? ?")
_RUN = re.compile(r"(?P<name>.+?)(?:['’]s?)?$")
_FRAGMENT = re.compile(
    r"^\W*(?:and|but|or|so|what about|how about)\s+(?:what about |how about )?(.+?)\W*$", re.IGNORECASE
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|who|what|when|where"
    r"|which|why|how|whose|whom)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:according to|in|on|at|for|from|by|to|with|about|since|after|before|during|under|over|against|near|of)\b",
    re.IGNORECASE,
)
_GOVERNED = re.compile(rf"{_PREPOSITION.pattern} (?:the )?$", re.IGNORECASE)
_LOCATED = re.compile(r"\b(?:in|on|at|from|to|of|near|into|across|over|towards?|around) (?:the )?$", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_OF_PERSON = frozenset(("his", "hers"))
_THING = re.compile(r"\b(?:it|its)\b|\b(?:that|this)(?=\W*$)", re.IGNORECASE)
_WHO = re.compile(r"^\W*who (\w+) (.+?)\W*$", re.IGNORECASE)
_BEING = ("is", "are", "was", "were")
_WHICH = re.compile(
    r"^\W*(?:(?:in|on|at|over|from|to|of|with) )?(?:which|what) "
    r"((?:(?!(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|the|a|an)\b)[\w’'-]+ ?){1,3}?)"
    r"(?= (?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|the|a|an)\b)",
    re.IGNORECASE,
)

_REFERS_BACK = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|this|that|these|those|there|then|one|ones|else|"
    r"same|former|latter|another|others?)\b",
    re.IGNORECASE,
)
_SPECIFIC = re.compile(r"\w.*\b(?:[A-ZÀ-ÖØ-ÞĀ-Ž]\w|\d)|[“\"]")
"""A name, a number or a quotation: with one of them a question of one word may stand alone."""


@dataclass(frozen=True, slots=True)
class Before:
    """The exchange before a question: what was asked, as it stood alone, and the answer, empty if it is not known."""

    question: str
    answer: str = ""


def stand_alone(asked: str, before: Before) -> str:
    """A question that leans on the exchange before it, with what it leans on put in."""
    return _fragment(asked, before) or _referring(asked, before) or f"{before.question} {asked}"


def leans_back(question: str) -> bool:
    """Whether a question needs the turns before it: it refers back, or says too little on its own."""
    if _REFERS_BACK.search(question) or _fragment_of(question):
        return True
    return len(content_words(question)) < 2 and not _SPECIFIC.search(question)


def _fragment(asked: str, before: Before) -> str | None:
    """`And Barros?` after `What does Kofman think?` → `What does Barros think?`; None for a whole question."""
    fragment = _fragment_of(asked)
    if fragment is None:
        return None
    preposition = _PREPOSITION.match(fragment)
    like: re.Pattern[str] | None
    if preposition:
        like = re.compile(rf"\b{re.escape(preposition[0])} .+?(?=,| {_PREPOSITION.pattern}|\W*$)", re.IGNORECASE)
    else:
        like = next((re.compile(rf"\b{re.escape(name['name'])}\b") for name in names(before.question)), None)
    if like and like.search(before.question):
        return like.sub(lambda _: fragment, before.question, count=1)
    return f"{before.question.rstrip(' ?')} {fragment}?" if preposition else None


def _fragment_of(asked: str) -> str | None:
    """What is left of `And …?` or `What about …?` where no verb follows."""
    found = _FRAGMENT.match(asked)
    return found[1] if found and found.start(1) > 0 and not _FINITE.search(found[1]) else None


def _referring(asked: str, before: Before) -> str | None:
    """`What did he say?` after `Who is the mayor?` → `What did the mayor say?`; None where nothing is referred to."""
    for word, meant in ((_PERSON.search(asked), _person(before)), (_THING.search(asked), _thing(before))):
        if word and meant:
            owner = f"{meant}’s" if word[0].lower() in (*_OF_PERSON, "its") or _owns(asked, word) else meant
            return f"{asked[: word.start()]}{owner}{asked[word.end() :]}"
    return None


def _owns(asked: str, word: re.Match[str]) -> bool:
    """Whether `her` stands before what is hers."""
    return (
        word[0].lower() == "her"
        and bool(re.match(r" [a-z]+", asked[word.end() :]))
        and not _PREPOSITION.match(asked[word.end() + 1 :])
    )


def _person(before: Before) -> str | None:
    """Who is spoken of: whom a question for a person asks for, by name if the answer has one, else its subject."""
    if which := _WHICH.match(before.question):
        return _named(before) or f"the {which[1].strip()}"
    if who := _WHO.match(before.question):
        return _named(before) or (who[2] if who[1].lower() in _BEING else f"the one who {who[1]} {who[2]}")
    return _subject(before.question) or _named(before)


def _named(before: Before) -> str | None:
    """The first full name of the answer that the question does not hold and that is not where something is."""
    known = {word for name in names(before.question) for word in name["name"].split()}
    for name in names(before.answer):
        words = name["name"].split()
        if len(words) > 1 and not known & set(words) and not _LOCATED.search(before.answer[: name.start()]):
            return name["name"]
    return None


def _subject(question: str) -> str | None:
    """The first name of a question that no preposition governs."""
    free = (name["name"] for name in names(question) if not _GOVERNED.search(question[: name.start()]))
    return next(free, None)


def _thing(before: Before) -> str | None:
    """What is spoken of: that which was asked for (`which refinery` → `the refinery`), by its name in the answer."""
    which = _WHICH.match(before.question)
    if not which:
        return None
    noun = which[1].strip()
    named = re.search(rf"((?:{_NAME.pattern} )(?:[a-z]+ )?)({re.escape(noun)})\b", before.answer)
    return f"the {named[0]}" if named else f"the {noun}"


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
