"""Disputes: who among the evidence asserts what is asked, who denies or doubts it, and who gives another value.

One speaker's claim is one side however many outlets report it. A figure that grew from one day to a later one is an
update. Pure functions over evidence that was retrieved; they choose from it, and `notice` alone adds words.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Literal

from rag.answer import AnswerSentence, Citation
from rag.citations import cite
from rag.differences import differences
from rag.evidence import Asked, Evidence
from rag.extractive import shown_text
from rag.question import Question
from rag.sides import (
    LAGS,
    MOST_SIDES,
    SAME_MATTER,
    Dispute,
    Near,
    Side,
    Update,
    by_speaker,
    level,
    nearest_first,
    once,
    without,
)
from rag.sides import same_voice as same
from rag.stance import (
    asks_position,
    asks_proposal,
    asks_whether,
    asks_who_denies,
    leaves_open,
    negated,
    opposes,
    stance,
    supports,
    takes_up,
    turns_away,
    voice,
    words_against,
)
from rag.wanted import frame, kind
from rag.wording import spell_day
from rag.wordings import asks_wording, renderings
from rag.words import content_words
from store import lexical

# All set by reading answers.
CLAIMS = 0.5
"""Cosine with the question from which a sentence that shares few of its words may still be the claim it is about."""
OWN_VOICE = 1.5 * SAME_MATTER
"""Share of the question's weight that an outlet's own sentence must hold to assert it; speakers need a third of it."""
BESIDE = 3
"""Sentences within which a denial stands behind the claim that it denies."""

_REFERS = re.compile(
    r"\b(?:its?|this|that(?=\W*$|[.,;!?])|they|them|their|he|him|she|claims?|allegations?|accusations?|charges?"
    r"|assertions?|statements?|suggestions?|reports?|idea)\b",
    re.IGNORECASE,
)
"""How a denial refers back to what it denies."""


def dispute(question: Question, asked: Asked, weighed: Sequence[tuple[Evidence, float]]) -> Dispute | Update | None:
    """The dispute that the evidence holds on what is asked, the update of a figure, or neither."""
    asked = without(asked, frame(question))
    near = nearest_first(asked, (e for e, _ in weighed))
    if not near or question.asked.count("?") > 1:
        return None
    if asks_wording(question):
        return _wordings(near)
    if asks_who_denies(question):
        return _claim(question, near)
    if wanted := kind(question):
        return differences(question, asked, near, wanted)
    if asks_proposal(question):
        return _proposal(question, level(near, near[0].closeness))
    return _claim(question, near) if asks_whether(question) else None


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


def _wordings(near: Sequence[Near]) -> Dispute | None:
    found = renderings([n.evidence for n in near])
    sides = tuple(Side(group[0].speaker, "asserts", once(group), quote) for quote, group in found)
    return Dispute(sides[:MOST_SIDES]) if len(sides) > 1 else None


def _proposal(question: Question, near: Sequence[Near]) -> Dispute | None:
    """Those for what is proposed against those who oppose it: the same thing by a word of the question, not a name.

    Where the question is on somebody's own yes or no, it must be that one who accepts or refuses.
    """
    whose = asks_position(question)
    things = {term for w, term in question.words if not w[0].isupper() and not opposes(w) and not supports(w)}
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
    return _against(by_speaker(pros, "asserts"), by_speaker(cons, "denies"))


def _claim(question: Question, near: Sequence[Near]) -> Dispute | None:
    """Those who say that it is so against those who deny or doubt it; somebody must, and what is closest be part of it.

    A denial that stands behind a claim need not repeat its words, nor a claim those of the denial behind it.
    """
    named = {term: word for word, term in question.words if not word[0].isupper()}
    things = named.keys()
    on, every = level(near, near[0].closeness), [n.evidence for n in near]
    held = {id(e): stance(e.text, things) for e in every}
    cons = [
        n.evidence
        for n in near
        if n.closeness >= near[0].closeness - LAGS
        and held[id(n.evidence)] != "asserts"
        and (n.evidence.terms & things or n.evidence.cosine >= CLAIMS)
    ]
    pros = [n.evidence for n in on if n.evidence not in cons and _claims(n, named)]
    cons += [
        e for e in every if e not in cons and held[id(e)] != "asserts" and any(_beside(b, e) for b in (*pros, *cons))
    ]
    said = (e for e in every if e.speaker and e not in cons and not leaves_open(e.text))
    pros = pros or [e for e in said if any(_beside(e, c) for c in cons)]
    denied, doubted = ([_by_denier(e, things) for e in cons if held[id(e)] == way] for way in ("denies", "doubts"))
    if every[0] not in (*pros, *cons) or not any(voice(e.speaker) for e in (*denied, *doubted)):
        return None
    claimed = by_speaker((_by_claimer(e, things) for e in pros), "asserts")
    found = _against(claimed, [*by_speaker(denied, "denies"), *by_speaker(doubted, "doubts")])
    first = "denies" if asks_who_denies(question) else "asserts"
    return found and Dispute(tuple(sorted(found.sides, key=lambda side: side.stance != first)))


def _by_claimer(claim: Evidence, things: Set[str]) -> Evidence:
    """A claim as said by whoever says what is asked in it, though somebody else may say more of the sentence."""
    text = claim.article.text
    told = ((len(things & set(lexical.terms(text[s.start : s.end]))), s.start - s.end, s.speaker) for s in claim.speech)
    shared, _, speaker = max(told, default=(0, 0, None))
    return replace(claim, speaker=speaker) if shared else claim


def _by_denier(denial: Evidence, things: Set[str]) -> Evidence:
    """A denial as said by whoever denies in it, though somebody else may say more of the sentence; else by nobody."""
    text = denial.article.text
    cues = (s.speaker for s in denial.speech if stance(text[s.cue_start : s.cue_end]) != "asserts")
    told = (s.speaker for s in denial.speech if words_against(text[s.start : s.end], things) != "asserts")
    return replace(denial, speaker=next(cues, None) or next(told, None)) if denial.speech else denial


def _claims(near: Near, things: Mapping[str, str]) -> bool:
    """Whether a sentence asserts what is asked; an outlet in its own voice must say all of it.

    There `surrounding` is not `surrounded`.
    """
    if leaves_open(near.evidence.text):
        return False
    if voice(_by_claimer(near.evidence, things.keys()).speaker) is None:
        said = {lexical.term(w): w for w in lexical.words(near.evidence.text)}
        whole = all(t in said and said[t].endswith("ing") == w.endswith("ing") for t, w in things.items())
        return near.overlap >= OWN_VOICE and whole
    told = bool(near.evidence.terms & things.keys()) or not negated(near.evidence.text)
    return told and (near.overlap >= OWN_VOICE / 3 or near.evidence.cosine >= CLAIMS)


def _beside(claim: Evidence, denial: Evidence) -> bool:
    """Whether a denial stands shortly behind a claim and is about it: it refers back, or shares a word with it."""
    apart = denial.row.number - claim.row.number
    near = claim.article.id == denial.article.id and 0 < apart <= BESIDE
    return near and bool(_REFERS.search(denial.text) or _things(claim.text) & _things(denial.text))


def _things(text: str) -> set[str]:
    """Index terms of what a text speaks of, names left out: who denies something is often named in it."""
    return {term for word, term in content_words(text) if not word[0].isupper()}


def _against(pros: Sequence[Side], cons: Sequence[Side]) -> Dispute | None:
    """The sides, when somebody asserts it who does not also deny it."""
    pros = [p for p in pros if not any(same(p.speaker, c.speaker) for c in cons)]
    half = MOST_SIDES // 2
    kept = pros[: max(half, MOST_SIDES - len(cons))]
    return Dispute((*kept, *cons[: MOST_SIDES - len(kept)])) if kept and cons else None


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
