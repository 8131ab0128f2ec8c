"""Disputes: who among the evidence asserts what is asked, who denies or doubts it, and who gives another value.

One speaker's claim is one side however many outlets report it. A figure that grew from one day to a later one is an
update. Pure functions over evidence that was retrieved; they choose from it, and `notice` alone adds words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from rag.answer import AnswerSentence, Citation
from rag.citations import cite
from rag.evidence import Asked, Evidence
from rag.extractive import shown_text
from rag.question import Question
from rag.reading.wanted import frame, kind
from rag.sides.claims import claim
from rag.sides.differences import differences
from rag.sides.side import (
    MOST_SIDES,
    Dispute,
    Near,
    Side,
    Update,
    against,
    by_speaker,
    level,
    nearest_first,
    once,
    without,
)
from rag.sides.stance import (
    asks_position,
    asks_proposal,
    asks_whether,
    asks_who_denies,
    asks_who_says_so,
    opposes,
    supports,
    takes_up,
    turns_away,
)
from rag.sides.wordings import asks_wording, renderings
from rag.wording import spell_day
from store import lexical
from store.dates import When, dates

_YEAR = re.compile(r"\b[12]\d{3}\b")


def dispute(
    question: Question, asked: Asked, weighed: Sequence[tuple[Evidence, float]], whose: str | None = None
) -> Dispute | Update | None:
    """The dispute that the evidence holds on what is asked, the update of a figure, or neither.

    There is none on what somebody says `whose` words are asked for, but for their very words.
    """
    asked = without(asked, frame(question))
    near = nearest_first(asked, (e for e, _ in weighed))
    if not near or question.asked.count("?") > 1:
        return None
    close = level(near, near[0].closeness)
    if asks_wording(question):
        return _wordings(close)
    if asks_who_denies(question) or asks_who_says_so(question):
        return claim(question, asked, near)
    if whose and asks_whether(question):
        return None
    if wanted := kind(question):
        return differences(question, asked, near, wanted)
    if asks_proposal(question):
        return _proposal(question, asked, close)
    return claim(question, asked, near) or _in_which_year(question, asked, near) if asks_whether(question) else None


def tell(found: Dispute | Update) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """A sentence per side, in the words of its best evidence, with citations of all of it, numbered from 1."""
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for side in found.sides:
        made = [
            cite(len(citations) + n, e.article, e.row.start, e.row.end) for n, e in enumerate(side.evidence, start=1)
        ]
        citations += made
        numbers = tuple(c.number for c in made)
        sentences.append(AnswerSentence(shown_text(side.evidence[0]), numbers, side.speaker, _stands(found, side)))
    return tuple(sentences), tuple(citations)


def notice(found: Dispute | Update) -> str:
    """What there is, in one line: who holds what, or the figures with their dates."""
    if isinstance(found, Update):
        return f"The figure was updated: {'; '.join(map(_dated, found.sides))}."
    return f"The reports do not agree: {'; '.join(map(_held, found.sides))}."


def _stands(found: Dispute | Update, side: Side) -> Literal["asserts", "denies"] | None:
    """The contract has two words: who doubts it denies it; the states of a figure do not contradict each other."""
    if isinstance(found, Update):
        return None
    return "asserts" if side.stance == "asserts" else "denies"


def _in_which_year(question: Question, asked: Asked, near: Sequence[Near]) -> Dispute | Update | None:
    """Those who date to other years what a question dates itself: `Was it opened in May 1931?`."""
    text = question.standalone
    named = next((w for w in dates(text, None) if w.precision != "year" and _YEAR.search(text[w.start : w.end])), None)
    if not named:
        return None
    terms = frozenset(lexical.terms(text[named.start : named.end]))
    words = tuple((word, term) for word, term in question.words if term not in terms)
    undated = replace(question, words=words, standalone=f"{text[: named.start]}{text[named.end :]}")
    close = nearest_first(left := without(asked, terms), (n.evidence for n in near))
    told = [n for n in close if any(_in_season(named, w) for w in dates(n.evidence.text, n.evidence.article.published))]
    return differences(undated, left, told, "time") if told else None


def _in_season(one: When, other: When) -> bool:
    """Whether two stretches of a month or a day share days of a year, of whichever year."""
    return other.precision != "year" and one.first[5:] <= other.last[5:] and other.first[5:] <= one.last[5:]


def _wordings(near: Sequence[Near]) -> Dispute | None:
    found = renderings([n.evidence for n in near])
    sides = tuple(Side(group[0].speaker, "asserts", once(group), quote) for quote, group in found)
    return Dispute(sides[:MOST_SIDES]) if len(sides) > 1 else None


def _proposal(question: Question, asked: Asked, near: Sequence[Near]) -> Dispute | None:
    """Those for what is proposed against those who oppose it: the same thing by a word of the question, not a name.

    Where the question is on somebody's own yes or no, that one must accept or refuse it, and a like word will do.
    """
    whose = asks_position(question)
    plain = {term for w, term in question.words if not w[0].isupper() and not opposes(w) and not supports(w)}
    things = asked.like(frozenset(plain)) if whose else plain
    every = [n.evidence for n in near]
    if whose:
        pros = [e for e in every if takes_up(e.text, whose, e.speaker)]
        cons = [e for e in every if turns_away(e.text, whose, e.speaker)]
    else:
        pros, cons = [e for e in every if supports(e.text)], [e for e in every if opposes(e.text)]
    shared = {t for e in pros for t in e.terms & things} & {t for e in cons for t in e.terms}
    pros, cons = ([e for e in held if e.terms & shared] for held in (pros, cons))
    if opposes(question.asked):
        pros, cons = cons, pros
    return against(by_speaker(pros, "asserts"), by_speaker(cons, "denies"))


def _dated(side: Side) -> str:
    day = side.evidence[0].article.published
    return f"{side.value} ({spell_day(date.fromisoformat(day[:10]))})" if day else f"{side.value}"


_HOLDS = {
    "asserts": ("says so", "tells so"),
    "denies": ("denies it", "tells of a denial"),
    "doubts": ("doubts it", "tells of doubts"),
}
"""For a speaker, and for an outlet in its own voice, whose words may tell what somebody else holds."""


def _held(side: Side) -> str:
    by = side.speaker or ", ".join(side.outlets)
    if side.value:
        return f"“{side.value}” ({by})"
    return f"{by} {_HOLDS[side.stance][side.speaker is None]}"
