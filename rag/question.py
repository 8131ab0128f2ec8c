"""Reading a question: what kind of answer it wants, and the texts to search with when it leans on earlier turns.

It knows nothing of the coverage but who speaks in it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.answer import Turn
from rag.errors import AskError
from rag.reading.antecedents import Before, named_person
from rag.reading.followup import leans_back, stand_alone
from rag.words import MEASURES, content_words
from store import lexical
from store.names import TITLES

MAX_QUESTION_CHARS = 2_000
MAX_TURNS = 20
"""Earlier messages that are read; older ones no longer bear on a question."""
MAX_TURN_CHARS = 4_000
"""Characters of an earlier message that are read: every word of it is searched for."""

Wants = Literal["person", "time", "place", "number", "reason", "account"]
"""The value a question asks for: who, when, where, how many, why or how, and everything else."""

FACTS: frozenset[Wants] = frozenset(("person", "time", "place", "number"))
"""Wants that one or two sentences satisfy."""

_TITLES = "|".join(sorted((TITLES - {"prime"}) | {"official", "leader", "general", "politician", r"spokes\w+"}))

_WANTS: dict[Wants, str] = {
    "reason": r"\bwhy\b|\bhow come\b|\bwhat (?:was |is |were )?the (?:reason|cause)|\bwhat (?:caused|led)\b",
    "number": MEASURES + r"|\b(?:what|which) (?:number|percentage|share|proportion|sum|amount)\b",
    "time": r"\bwhen\b|\b(?:what|which(?: \w+)?) (?:date|day|time|year|month|week|hour)s?\b|\bhow (?:soon|recently)\b",
    "place": r"\bwhere\b|\b(?:what|which(?: \w+)?) (?:place|city|country|region|town|village|location)\b",
    "person": rf"\bwho(?:se|m)?\b|\b(?:what|which) (?:person|{_TITLES})\b",
    "account": r"\b(?:what|which|how)\b|^\W*(?:is|are|was|were|does|did|has|have|had|will|would|should|could)\b",
}

# What is counted ends where the verb or a preposition begins.
_COUNTED = re.compile(
    r"\bhow (?:many|much)\s+((?:(?!(?:of|in|on|at|for|from|with|by|to|are|is|was|were|do|does|did|has|have|had|will"
    r"|would|could|can|may)\b)[\w’'-]+\s*){1,3})",
    re.IGNORECASE,
)

_PLURAL = re.compile(r"\b(?:[\w’'-]*[^\W_siu]s|\w*men|children|people|troops|staff|police)\b", re.IGNORECASE)

QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]|(?<!\w)[‘']([^‘’']+)[’'](?!\w)")

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, and as it stands alone.

    `views` are the texts to search with, the stand-alone one first. `words` holds the content words of the
    stand-alone form as written, with their index terms; `counted` the terms of what a `how many` counts; `quotes` the
    index terms of each phrase of two or more words that the question puts in quotation marks.
    """

    asked: str
    standalone: str
    wants: Wants
    views: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    counted: frozenset[str] = frozenset()
    quotes: tuple[tuple[str, ...], ...] = ()


def read_question(
    asked: str, turns: Sequence[Turn] = (), standalone: str | None = None, speakers: tuple[str, ...] = ()
) -> Question:
    """Read a question in the light of the turns before it; `standalone` is its stand-alone form, if that is known.

    `speakers` are those of the coverage, by whom persons are told from other names. Raises AskError when the question
    is empty or too long.
    """
    asked = clean_question(asked)
    earlier = (Turn(turn.role, _plain(turn.text)[:MAX_TURN_CHARS]) for turn in turns)
    recent = [turn for turn in earlier if turn.text][-MAX_TURNS:]
    standalone = standalone or _stand_alone(asked, recent, speakers)
    views = _views(asked, standalone, recent)
    words = content_words(standalone)
    return Question(asked, standalone, wants(asked), views, words, counted(asked), quotes(asked))


def clean_question(asked: str) -> str:
    """The question without control and format characters, white space folded. Raises AskError."""
    shown = _plain(asked)
    if not any(c.isalnum() for c in shown):
        raise AskError("the question is empty; ask something about the coverage")
    if len(shown) > MAX_QUESTION_CHARS:
        raise AskError(f"the question has {len(shown):,} characters, {MAX_QUESTION_CHARS:,} are allowed; shorten it")
    return shown


def _plain(text: str) -> str:
    """The text without control and format characters and lone surrogates, white space folded."""
    return " ".join("".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text).split())


def wants(question: str) -> Wants:
    """The value that a question asks for, by its first question word: a later one may be a relative (`those who`)."""
    found = {kind: re.search(pattern, question, re.IGNORECASE) for kind, pattern in _WANTS.items()}
    starts: dict[Wants, int] = {kind: match.start() for kind, match in found.items() if match}
    return min(starts, key=lambda kind: starts[kind]) if starts else "account"


def counted(question: str) -> frozenset[str]:
    """Index terms of what a `how many` or `how much` counts: `how many square miles of …` → mile; all if it is unclear.

    It is the first plural, as what follows it may be a verb: `how many people died`.
    """
    found = _COUNTED.search(question)
    plural = found and _PLURAL.search(found.group(1))
    return (
        frozenset(term for _, term in content_words(plural[0] if plural else found.group(1))) if found else frozenset()
    )


def quotes(question: str) -> tuple[tuple[str, ...], ...]:
    """Index terms of the phrases of two or more words that stand in quotation marks."""
    phrases = (tuple(lexical.terms(phrase)) for found in QUOTED.findall(question) for phrase in found)
    return tuple(phrase for phrase in phrases if len(phrase) > 1)


def _stand_alone(asked: str, turns: Sequence[Turn], speakers: tuple[str, ...]) -> str:
    """The question as it stands alone after the turns, each earlier question having been read in the same way."""
    before: Before | None = None
    for turn in turns:
        if turn.role == "assistant":
            before = before and replace(before, answer=turn.text)
        else:
            alone = _resolved(turn.text, before, speakers)
            before = Before(alone, person=named_person(alone, speakers) or (before.person if before else None))
    return _resolved(asked, before, speakers)


def _resolved(asked: str, before: Before | None, speakers: tuple[str, ...]) -> str:
    return stand_alone(asked, before, speakers) if before and leans_back(asked, speakers) else asked


def _views(asked: str, standalone: str, turns: Sequence[Turn]) -> tuple[str, ...]:
    """The texts to search with: as it stands alone, as asked, after all earlier questions, after the last answer."""
    users = [turn.text for turn in turns if turn.role == "user"]
    answers = [turn.text for turn in turns if turn.role == "assistant"]
    views = [standalone, asked]
    if users:
        views.append(" ".join([*users, asked]))
    if answers:
        views.append(f"{answers[-1]} {asked}")
    return tuple(dict.fromkeys(views))
