"""The kind of value that a question asks for, and where it asks for none."""

import re
from typing import Literal

from rag.question import Question
from store import lexical

Kind = Literal["number", "time", "name", "thing"]
"""A figure, a time, who or where, or what something is."""

_NUMBER_NOUNS = frozenset(
    "population number amount total size area height length weight distance age price cost capacity toll share "
    "percentage rate median income depth width speed salary budget".split()
)
_TIME_NOUNS = frozenset("date day time year month week hour birthday birthdate".split())
_NAME_NOUNS = frozenset(
    "name city town country region place location state village street author artist director composer writer singer "
    "president leader owner founder capital birthplace father mother husband wife spouse".split()
)
_OPEN = frozenset(
    "purpose difference reason role history relationship process way view opinion impact effect situation status plan "
    "point goal idea answer response reaction problem importance proposal offer demand message claim statement promise "
    "argument explanation assessment stance decision policy strategy advice warning reply".split()
)
_SAYS = re.compile(
    r"\bwho(?:se)? (?:\w+ )?(?:said|says?|call(?:s|ed)|told|tells|claim|warn|accus|describ|announc|admit|think|believ)"
    r"|\bwhere (?:did|does|has|have) .*\b(?:say|said|tell|told|write|written|claim|warn|accuse|announce|think)",
    re.IGNORECASE,
)
VERB = r"(?:is|are|was|were|do|does|did|has|have|had)\b"
"""What a question may go on with behind `what` that is no noun: a pattern."""
_ATTRIBUTES = (
    rf"^(?:\w+ )?(?:what|which) (?!{VERB})((?:[\w-]+ ){{0,2}}?[\w-]+) {VERB}",
    r"^what(?:['’]s| is| was| are| were) the (?:(?:type|kind|sort) of )?((?:[\w-]+ ){0,2}?[\w-]+) (?:of|for|in)\b",
    r"^what (?:is|was) .+['’]s ([\w -]+?)\W*$",
    r"\b(?:in|to|for|of) (?:what|which) (?:(?:type|kind|sort) of )?([\w-]+)\W*$",
    r"^what does .+ (refer to|mean|stand for)\W*$",
    r"\bagree (?:on|about) (?:the )?((?:[\w-]+ ){0,2}?[\w-]+)\b",
)
"""Questions for an attribute: `what sport is …`, `what is the genre of …`, `what is X's post`, `do they agree on …`."""

_PEOPLE = frozenset(lexical.terms("population people inhabitants residents"))
"""Words by which news counts those who live somewhere, which no table of words used alike brings together."""

_AGREEMENT = re.compile(r"^do (?:\w+ ){1,5}?agree (?:on|about) (?:the )?[\w-]+", re.IGNORECASE)


def kind(question: Question) -> Kind | None:
    """The kind of value that a question asks for; None where it asks for none (yes or no, a reason, an account)."""
    if question.wants in ("number", "time"):
        return "number" if question.wants == "number" else "time"
    if question.wants in ("person", "place"):
        asks_more = any(not word[0].isupper() for word, _ in question.words)  # than who somebody is
        return "name" if asks_more and not _SAYS.search(question.asked) else None
    found = (re.search(pattern, question.asked, re.IGNORECASE) for pattern in _ATTRIBUTES)
    return next((_kind_of(match.group(1).lower().split()[-1]) for match in found if match), None)


def about(question: Question) -> frozenset[str]:
    """Index terms of what is asked of the names in a question; `Asked.like` has those that tell of the same."""
    said = question.counted or frozenset(term for word, term in question.words if not word[0].isupper())
    return said | _PEOPLE if said & _PEOPLE else said


def happens(question: Question) -> frozenset[str]:
    """The index term of what happens to the things that a `how many` counts: `killed`; none where nothing does."""
    plain = [term for word, term in question.words if not word[0].isupper()]
    last = max((n for n, term in enumerate(plain) if term in question.counted), default=len(plain))
    return frozenset(plain[last + 1 : last + 2])


def frame(question: Question) -> frozenset[str]:
    """The terms of a question that only ask whether reports agree: `do all reports agree on the year …`."""
    found = _AGREEMENT.match(question.asked)
    return frozenset(lexical.terms(found.group())) if found else frozenset()


def _kind_of(noun: str) -> Kind | None:
    if noun in _OPEN or re.search(r"[^suio]s$", noun):  # what is asked for has several parts
        return None
    if noun in _NUMBER_NOUNS:
        return "number"
    if noun in _TIME_NOUNS:
        return "time"
    return "name" if noun in _NAME_NOUNS else "thing"
