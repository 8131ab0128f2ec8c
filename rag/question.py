"""Reading a question: what kind of answer it wants, and the texts to search with when it leans on earlier turns.

It knows nothing about the coverage.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer import Turn
from rag.errors import AskError
from store import lexical

MAX_QUESTION_CHARS = 2_000
MAX_TURNS = 20
"""Earlier messages that are read; older ones no longer bear on a question."""
MAX_TURN_CHARS = 4_000
"""Characters of an earlier message that are read: every word of it is searched for."""

Wants = Literal["person", "time", "place", "number", "reason", "account"]
"""The value a question asks for: who, when, where, how many, why or how, and everything else."""

FACTS: frozenset[Wants] = frozenset(("person", "time", "place", "number"))
"""Wants that one or two sentences satisfy."""

_MEASURES = r"\bhow (?:many|much|large|big|far|tall|high|old|often|long|deep|fast|heavy|wide|strong|hot|cold)\b"
_MEASURE = re.compile(_MEASURES, re.IGNORECASE)
_WANTS: dict[Wants, str] = {
    "reason": r"\bwhy\b|\bhow come\b|\bwhat (?:was |is |were )?the (?:reason|cause)|\bwhat (?:caused|led)\b",
    "number": _MEASURES + r"|\b(?:what|which) (?:number|percentage|share|proportion|sum|amount)\b",
    "time": r"\bwhen\b|\b(?:what|which) (?:date|day|time|year|month|week|hour)\b|\bhow (?:soon|recently)\b",
    "place": r"\bwhere\b|\b(?:what|which) (?:place|city|country|region|town|village|location)\b",
    "person": r"\bwho(?:se|m)?\b|\b(?:what|which) (?:person|official|leader|minister|spokes\w+|politician)\b",
    "account": r"\b(?:what|which|how)\b|^\W*(?:is|are|was|were|does|did|has|have|had|will|would|should|could)\b",
}

# Words that carry the grammar of a question or sentence, not its subject: closed classes of English.
STOP_WORDS = frozenset(
    (
        "a about after all also am an and any are as at be been before being both but by can could did do does doing "
        "done during each else ever for from get gets give given go goes had has have having he her hers him his how i "
        "if in into is it its just know let like made make many may me might mine more most much my no nor not of off "
        "on one only or other our out over own please say said says saying shall she should so some such tell than "
        "that the their them then there these they thing things this those through to too under until up us very was "
        "way we were what when where which while who whom whose why will with within would you your"
    ).split()
)

# What is counted ends where the verb or a preposition begins.
_COUNTED = re.compile(
    r"\bhow (?:many|much)\s+((?:(?!(?:of|in|on|at|for|from|with|by|to|are|is|was|were|do|does|did|has|have|had|will"
    r"|would|could|can|may)\b)[\w’'-]+\s*){1,3})",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]|(?<!\w)[‘']([^‘’']+)[’'](?!\w)")

_REFERS_BACK = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|this|that|these|those|there|then|one|ones|else|"
    r"same|former|latter|another|others?)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and|or|but|so|what about|how about|why|who|when|where|how|which)\b\W*(?:\w+\W*){0,3}$", re.I
)

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


def read_question(asked: str, turns: Sequence[Turn] = ()) -> Question:
    """Read a question in the light of the turns before it. Raises AskError when it is empty or too long."""
    asked = clean_question(asked)
    earlier = (Turn(turn.role, _plain(turn.text)[:MAX_TURN_CHARS]) for turn in turns)
    recent = [turn for turn in earlier if turn.text][-MAX_TURNS:]
    users = [turn.text for turn in recent if turn.role == "user"]
    standalone = f"{users[-1]} {asked}" if users and leans_back(asked) else asked
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


def content_words(text: str) -> tuple[tuple[str, str], ...]:
    """(word, index term) of the words that carry the subject, each term once.

    What `how` measures (`how big`, `how long`) is left out: the answer gives the measure without the word.
    """
    subject = _MEASURE.sub("", text)
    terms = {lexical.term(word): word for word in reversed(lexical.words(subject)) if word.casefold() not in STOP_WORDS}
    return tuple((word, term) for term, word in reversed(terms.items()))


def counted(question: str) -> frozenset[str]:
    """Index terms of what a `how many` or `how much` counts: `how many square miles of …` → square, mile."""
    found = _COUNTED.search(question)
    return frozenset(term for _, term in content_words(found.group(1))) if found else frozenset()


def quotes(question: str) -> tuple[tuple[str, ...], ...]:
    """Index terms of the phrases of two or more words that stand in quotation marks."""
    phrases = (tuple(lexical.terms(phrase)) for found in _QUOTED.findall(question) for phrase in found)
    return tuple(phrase for phrase in phrases if len(phrase) > 1)


def leans_back(question: str) -> bool:
    """Whether a question needs the turns before it: it refers back, or says too little on its own."""
    return bool(_REFERS_BACK.search(question) or _ELLIPSIS.search(question)) or len(content_words(question)) < 2


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
