"""Two small logistic models over what retrieval shows: does a sentence belong to the answer, is there an answer at all.

Their coefficients stand in `calibration.json`, made by `python -m evals.calibrate`, which names the data.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

from rag.evidence import Asked, Evidence, by_cosine, holds_quote, holds_value, index_terms
from rag.question import Question
from rag.reading.callings import ASKING, asks_calling

_EMPTY = re.compile(r"\?\W*$|^\W*(?:\S+\s+){0,3}\S*$")
"""Ends as a question does, or has four words at most."""

STRANGER = 0.5
"""What the confidence counts for when the question names somebody or something that the story never names.

Not fitted: CLAP NQ's questions have no capitals. In MTRAG-UN it touches 2 of 166 answerable questions.
"""

WHOLE = 0.5
"""What the doubt counts for when one sentence has every word of the question's subject.

Not fitted, the case is rare: of 41 such questions of MTRAG-UN all are answerable (of the others 77 %).
"""
LIKE_WHOLE = 0.5
"""How alike a word of the sentence must be to one of the question's to stand for it there. Not tuned: with words
alike there are 41 such questions in MTRAG-UN, without 39; in the sample, with names in the passage too, 27 and 20. All
of them are answerable."""


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """What speaks for one sentence."""

    gap: float  # how far its closeness to the question (`closeness`) falls short of the best sentence's, 0 or more
    rank: float  # log2 of its place by closeness, counted from 1
    overlap: float  # share of the question's weight, its report's title apart, among its words and their like
    value: float  # 1 if it holds what is asked for (a number, a time, a name)
    share: float  # its passage's fused score as a share of the best passage's


@dataclass(frozen=True, slots=True)
class CoverageSignals:
    """What speaks for an answer being there, in sentences that tell something (`telling`), up to words used alike.

    A sentence with a phrase that the question quotes counts as all words.
    """

    best: float  # cosine of the nearest sentence
    second: float  # and of the second
    window: float  # the best cosine of a sentence with its neighbours
    context: float  # the most of the question's weight that stands in one passage and its title
    missing: float  # the heaviest question word that the nearest sentence's passage lacks
    uncounted: float  # for a question how many, the share of the three nearest sentences that do not count it; else 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of both models by signal, with their intercepts, and the confidence from which to answer."""

    relevance: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float


@cache
def packaged() -> Calibration:
    """What comes with Byline."""
    file = json.loads(files("rag").joinpath("calibration.json").read_text("utf-8"))
    sentence, coverage = file["relevance"], file["confidence"]
    return Calibration(sentence["coefficients"], coverage["coefficients"], coverage["threshold"])


def relevance(fitted: Calibration, signals: Sequence[SentenceSignals]) -> list[float]:
    """How likely each sentence belongs to the answer, 0 to 1, given that there is one."""
    return [_logistic(fitted.relevance, _named(s)) for s in signals]


def confidence(
    fitted: Calibration, signals: CoverageSignals | None, whole: bool = False, strange: bool = False
) -> float:
    """How likely the coverage holds the answer, 0 to 1; 0 without evidence.

    `whole` says that one sentence holds all that the question asks about (`holds_whole`), `strange` that the question
    asks about what the coverage never names.
    """
    if signals is None:
        return 0.0
    likely = _logistic(fitted.confidence, _named(signals))
    if whole:
        likely = 1 - (1 - likely) * WHOLE
    return likely * STRANGER if strange else likely


def holds_whole(question: Question, asked: Asked, evidence: Sequence[Evidence]) -> bool:
    """Whether a sentence with a value has every word of the question's subject or its like, or what it quotes.

    Names may stand in its passage; who somebody is may be said without the words that ask for it.
    """
    calling = asks_calling(question)
    names = [word[0].isupper() for word, _ in question.words]
    if len(names) < 2 and not calling:
        return any(holds_quote(e.text, question) for e in evidence)
    least = [0.0 if calling and term in ASKING else LIKE_WHOLE for _, term in question.words]

    def whole(e: Evidence) -> bool:
        held = asked.held(e.terms)
        if not all(names):
            held = [h or (name and bool(g & e.context)) for h, name, g in zip(held, names, asked.groups, strict=True)]
        return all(h >= at for h, at in zip(held, least, strict=True)) and holds_value(e.text, question)

    return any(whole(e) or holds_quote(e.text, question) for e in evidence)


def sentence_signals(question: Question, asked: Asked, evidence: Sequence[Evidence]) -> list[SentenceSignals]:
    """The signals of each sentence, in the order given."""
    close = [closeness(e, asked) for e in evidence]
    place = {n: rank for rank, n in enumerate(sorted(range(len(close)), key=lambda n: -close[n]), start=1)}
    best = max(close, default=0.0)
    titles = {e.article.id: index_terms(e.article.title) for e in evidence}
    return [
        SentenceSignals(
            gap=best - close[n],
            rank=math.log2(place[n]),
            overlap=asked.share(e.terms, titles[e.article.id]),
            value=float(holds_value(e.text, question)),
            share=e.share,
        )
        for n, e in enumerate(evidence)
    ]


def closeness(evidence: Evidence, asked: Asked) -> float:
    """How close a sentence is to the question: by itself, with its neighbours, and by the question's own words.

    The weights were tried on CLAP NQ, where 0 to 0.3 for the neighbours and 0 to 0.5 for the words differ by less
    than the noise (F1 0.638 to 0.653); they are there for sentences that lean on the one before, and for rare names.
    """
    return 0.7 * evidence.cosine + 0.3 * evidence.window + 0.2 * asked.overlap(evidence.terms)


def coverage_signals(question: Question, asked: Asked, evidence: Sequence[Evidence]) -> CoverageSignals | None:
    """The signals of a question, None without evidence."""
    if not evidence:
        return None
    told = telling(evidence)
    near = by_cosine(told)
    quoted = any(holds_quote(e.text, question) for e in evidence)
    counts = [holds_value(e.text, question) for e in near[:3]]
    return CoverageSignals(
        best=near[0].cosine,
        second=near[min(1, len(near) - 1)].cosine,
        window=max(e.window for e in told),
        context=1.0 if quoted else max(map(asked.share, {e.context for e in evidence})),
        missing=0.0 if quoted else asked.heaviest_missing(near[0].context),
        uncounted=1 - sum(counts) / len(counts) if question.wants == "number" else 0.0,
    )


def telling(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The sentences that tell something, as neither a headline, nor a few words, nor a question does; else all."""
    return [e for e in evidence if e.row.kind != "headline" and not _EMPTY.search(e.text)] or evidence


def vector(signals: SentenceSignals | CoverageSignals) -> tuple[float, ...]:
    """The signals as numbers, in the order of their fields."""
    return astuple(signals)


def _named(signals: SentenceSignals | CoverageSignals) -> dict[str, float]:
    """As `asdict` would say it, which copies every value at length."""
    return {name: getattr(signals, name) for name in signals.__slots__}


def _logistic(coefficients: Mapping[str, float], signals: Mapping[str, float]) -> float:
    # A signal without a coefficient counts for nothing, so that a new one can be fitted.
    z = coefficients["intercept"] + sum(coefficients.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + math.exp(-z))
