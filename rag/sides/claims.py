"""Claims: who says that what a question asks is so, who denies it and who doubts it.

A side speaks of what is asked itself, up to words alike, or denies what stands right before it. Outlets that only
repeat what a named speaker holds are no side of their own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.evidence import Asked, Evidence
from rag.question import Question
from rag.reading.callings import who_is
from rag.sides.side import LAGS, NEAR, SAME_MATTER, Dispute, Near, against, by_speaker, without
from rag.sides.stance import (
    Stance,
    asks_who_denies,
    clauses_against,
    denier,
    frames,
    leaves_open,
    predicate,
    stance,
    words_against,
)
from store import lexical
from store.names import is_named

# All set by reading answers.
LIKE = 0.2
"""How alike a word must be to one of the question's to stand for it: `encircled` is 0.34 like `surrounded`."""
MOST = 0.5
"""Share of the weight of the things asked about that a sentence on them holds; what is said of them weighs twice."""
WHOLE = 0.6
"""Share of the question's weight that an outlet's own sentence must hold to assert it, with each of its plain words."""
BESIDE = 3
"""Sentences within which a denial stands behind the claim that it denies."""
CUE = 20
"""Characters behind a cue that may say what it denies: `rejected the idea`."""

_REFERS = re.compile(
    r"\b(?:it|this|that|these|those|them)(?=\W*$|[.,;!?”\"])"
    r"|\b(?:the|this|that|these|those|such|his|her|its|their|\w+[’']s?) (?:claims?|allegations?|accusations?|charges?"
    r"|assertions?|statements?|suggestions?|reports?|remarks?|idea)\b(?! (?:that|of|about)\b)",
    re.IGNORECASE,
)
"""How a denial refers back to what it denies."""
_LEANS = re.compile(r"\b(?:they|them|their|the (?:claim|idea|report|suggestion)s?(?! that))\b", re.IGNORECASE)
"""How one does that stands right behind it or the next sentence."""
_PRONOUN = re.compile(r"\b(?:he|she|they|his|her|their|him|them)\b", re.IGNORECASE)
_WISHED = frozenset("to can could should must".split())
"""Words shortly before which what follows is wished, possible or meant, and not said to be so."""


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a question is about: `things` that are so or not, of whom (`names`).

    `written` are the things by their index terms; `terms` are these and their like, `said` those of the predicate.
    """

    things: Asked
    names: Asked
    written: Mapping[str, str]
    terms: frozenset[str]
    said: frozenset[str]


def claim(question: Question, asked: Asked, near: Sequence[Near]) -> Dispute | None:
    """Those who say that it is so against those who deny or doubt it; None unless there are both."""
    if words_against(question.asked) != "asserts":
        return None  # asked is whether somebody is wrong: who says so denies nothing
    matter = _matter(question, asked)
    told = [n for n in near if n.closeness >= near[0].closeness - LAGS or n.evidence.cosine >= NEAR]
    held: dict[Stance, list[Evidence]] = {"asserts": [], "denies": [], "doubts": []}
    for n in told:
        way = stance(n.evidence.text, matter.terms)
        if said := _asserted(n, matter) if way == "asserts" else _denied(n.evidence, matter):
            held[way].append(said)
    claims = [e for of in held.values() for e in of]
    for e in sorted((n.evidence for n in near), key=lambda e: e.row.number):
        way = stance(e.text)
        if way != "asserts" and any(_behind(c, e) for c in claims):
            held[way].append(_by_denier(e, matter))
            claims.append(e)  # the next one may refer to the same through it
    if not any(e.speaker for e in (*held["denies"], *held["doubts"])):
        return None
    texts = [n.evidence.text for n in near]
    pros, denied, doubted = (by_speaker((_by_name(e, texts) for e in of), way) for way, of in held.items())
    found = against(pros, [*denied, *doubted])
    first = "denies" if asks_who_denies(question) else "asserts"
    return found and Dispute(tuple(sorted(found.sides, key=lambda side: side.stance != first)))


def _by_name(evidence: Evidence, texts: Sequence[str]) -> Evidence:
    """What `the mayor` says as said by whom another report names as the mayor."""
    by = evidence.speaker
    return evidence if by is None or is_named(by) else replace(evidence, speaker=who_is(by, texts) or by)


def _matter(question: Question, asked: Asked) -> _Matter:
    """The question's words, those with a capital apart from the others, without those that only ask."""
    written = {term: word for word, term in question.words if not word[0].isupper() and not frames(word)}
    plain = frozenset(term for word, term in question.words if not word[0].isupper())
    things = without(asked, frozenset(term for _, term in question.words) - written.keys())
    core = predicate(question)
    weights = (2 * w if core in group else w for group, w in zip(things.groups, things.weights, strict=True))
    alike = things.alike or ({},) * len(things.groups)
    terms = [
        group | {t for t, degree in near.items() if degree >= LIKE}
        for group, near in zip(things.groups, alike, strict=True)
    ]
    said = next((group for group in terms if core in group), frozenset())
    things = replace(things, weights=tuple(weights))
    return _Matter(things, without(asked, plain), written, frozenset().union(*terms), said)


def _speaks_of(evidence: Evidence, said: str, matter: _Matter) -> bool:
    """Whether words of a sentence are on what is asked, and it on somebody named there, or on `him`."""
    names, things = matter.names, matter.things
    named = names.overlap(evidence.terms) > 0 or bool(_PRONOUN.search(evidence.text))
    if names.groups and not (named and names.overlap(evidence.context) >= SAME_MATTER):
        return False
    terms = frozenset(lexical.terms(said))
    held = sum(w for h, w in zip(things.held(terms), things.weights, strict=True) if h >= LIKE)
    return held >= MOST * (sum(things.weights) or 1.0)


def _asserted(near: Near, matter: _Matter) -> Evidence | None:
    """A sentence that says what is asked, as said by whoever does; an outlet in its own voice must say all of it.

    There `surrounding` is not `surrounded`.
    """
    e = near.evidence
    if leaves_open(e.text) or _wished(e.text, matter):
        return None
    spans = [(s.end - s.start, e.article.text[max(s.start, e.row.start) : min(s.end, e.row.end)], s) for s in e.speech]
    told = [s for _, said, s in sorted(spans, key=lambda span: span[0]) if _speaks_of(e, said, matter)]
    speaker = told[0].speaker if told else None if e.speech else e.speaker
    if speaker:
        return replace(e, speaker=speaker) if told or _speaks_of(e, e.text, matter) else None
    words = {lexical.term(w): w for w in lexical.words(e.text)}
    whole = all(t in words and words[t].endswith("ing") == w.endswith("ing") for t, w in matter.written.items())
    return replace(e, speaker=None) if near.overlap >= WHOLE and whole else None


def _wished(text: str, matter: _Matter) -> bool:
    """Whether what is asked to be so stands in a sentence, but only as what may or should be so."""
    words = lexical.words(text)
    found = [n for n, word in enumerate(words) if lexical.term(word) in matter.said]
    return bool(found) and all(_WISHED & {w.casefold() for w in words[max(0, n - 3) : n]} for n in found)


def _denied(evidence: Evidence, matter: _Matter) -> Evidence | None:
    """A sentence that denies or doubts what is asked, in the clause that says so or the one before it."""
    said = clauses_against(evidence.text, matter.terms)
    return _by_denier(evidence, matter) if _speaks_of(evidence, said, matter) else None


def _by_denier(denial: Evidence, matter: _Matter) -> Evidence:
    """A denial as said by whoever denies in it, though somebody else may say more of the sentence; else by nobody."""
    text = denial.article.text
    cues = (s.speaker for s in denial.speech if stance(text[s.cue_start : s.cue_end + CUE]) != "asserts")
    told = (s.speaker for s in denial.speech if words_against(text[s.start : s.end], matter.terms) != "asserts")
    own = None if denial.speech else denial.speaker
    return replace(denial, speaker=next(cues, None) or next(told, None) or own or denier(denial.text))


def _behind(claim: Evidence, denial: Evidence) -> bool:
    """Whether a denial stands shortly behind a claim and refers to it."""
    apart = denial.row.number - claim.row.number
    refers = _REFERS.search(denial.text) or (apart <= 2 and _LEANS.search(denial.text))
    return claim.article.id == denial.article.id and 0 < apart <= BESIDE and bool(refers)
