"""All that an answer is decided from: what was asked, what was found for it, and how likely each of it answers."""

from dataclasses import dataclass, replace
from time import perf_counter

from rag.alike import with_alike
from rag.answer import Filters
from rag.calibration import (
    Calibration,
    CoverageSignals,
    confidence,
    coverage_signals,
    holds_whole,
    relevance,
    sentence_signals,
)
from rag.evidence import PASSAGES_READ, READ_WIDELY, Asked, Evidence, asked_words, gather
from rag.preferences import all_of_day, heard_from, preferred, uncounted, unheard, unsaid
from rag.question import Question
from rag.reading.constraints import Constraints
from rag.reading.wanted import kind
from rag.retrieve import Found, Legs, retrieve
from rag.sides.stance import asks_whether, asks_who_denies, asks_who_says_so
from rag.view import View
from store.article import Coverage
from store.embedder import Embedder
from store.home import Home
from store.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with what was found for it, passages best first, and the evidence in the best of them.

    `filters` are the reader's with those of the question's own `constraints`. `relevance` says of each piece of
    evidence how likely it belongs to the answer, `confidence` how likely there is one, both 0 to 1; `signals` is what
    the latter was decided from, None without evidence. Times are milliseconds.
    """

    question: Question
    constraints: Constraints
    filters: Filters
    asked: Asked
    found: Found
    evidence: tuple[Evidence, ...]
    relevance: tuple[float, ...]
    signals: CoverageSignals | None
    confidence: float
    coverage: Coverage
    retrieve_ms: float


@dataclass(frozen=True, slots=True)
class Scales:
    """What evidence is found and weighed with."""

    home: Home
    embedder: Embedder
    legs: Legs
    calibration: Calibration


def weigh(
    scales: Scales, view: View, question: Question, constraints: Constraints, filters: Filters, vectors: Vectors
) -> Weighed:
    """Find and weigh the evidence for a question as read; `vectors` are the unit vectors of its views."""
    began, home = perf_counter(), scales.home
    with home.read() as db:
        found = retrieve(db, home, view.story, view.vocabulary, question, vectors, filters, scales.legs)
        retrieved = perf_counter() - began
        on_sides = asks_whether(question) or asks_who_denies(question) or asks_who_says_so(question)
        widely = kind(question) == "time" or on_sides
        passages = READ_WIDELY if widely else PASSAGES_READ
        evidence = gather(db, view.story, found, filters.speaker, passages)
        asked = asked_words(db, view.story, question, view.vocabulary, view.sentences)
    if not scales.legs.speakers:
        evidence = tuple(replace(e, speech=(), speaker=None) for e in evidence)
    if constraints.speaker:
        evidence = tuple(heard_from(constraints.speaker, e) for e in evidence)
    if scales.legs.alike:
        asked = with_alike(asked, question, evidence, scales.embedder)
    signals = coverage_signals(question, asked, evidence)
    likely = relevance(scales.calibration, sentence_signals(question, asked, evidence))
    whole = holds_whole(question, asked, evidence) or all_of_day(question, constraints, evidence)
    lacking = (
        asked.strangers
        or unheard(constraints, evidence, asked)
        or uncounted(question, evidence, asked)
        or unsaid(question, asked)
    )
    strange = scales.legs.strangers and bool(lacking)
    return Weighed(
        question=question,
        constraints=constraints,
        filters=filters,
        asked=asked,
        found=found,
        evidence=evidence,
        relevance=preferred(likely, evidence, constraints, asked),
        signals=signals,
        confidence=round(confidence(scales.calibration, signals, whole, strange), 4),
        coverage=view.coverage,
        retrieve_ms=round(1000 * retrieved, 2),
    )
