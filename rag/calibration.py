"""Two small logistic models over what retrieval shows: does a sentence belong to the answer, is there an answer at all.

Their coefficients stand in `calibration.json`, made by `python -m evals.calibrate`, which names the data.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rag.evidence import Asked, Evidence, by_cosine, holds_value
from rag.question import Question


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """What speaks for one sentence."""

    cosine: float  # with the question
    gap: float  # to the best sentence's cosine, 0 or more
    passage: float  # cosine of its passage
    neighbour: float  # the better cosine of the sentences beside it
    overlap: float  # share of the question's weight among its words
    value: float  # 1 if it holds what is asked for (a number, a time, a name)
    length: float  # words, in units of 30


@dataclass(frozen=True, slots=True)
class CoverageSignals:
    """What speaks for an answer being there."""

    best: float  # cosine of the nearest sentence
    second: float  # and of the second
    passage: float  # the best passage cosine
    overlap: float  # the question's weight in the best single sentence's words
    context: float  # and in the best single passage and title
    missing: float  # the heaviest question word that the best passage lacks
    unknown: float  # the heaviest question word that the whole story lacks
    value: float  # 1 if one of the three nearest sentences holds what is asked for
    size: float  # log10 of the number of sentences searched


def relevance(question: Question, asked: Asked, evidence: Sequence[Evidence]) -> list[float]:
    """How likely each sentence belongs to the answer, 0 to 1, given that there is one."""
    weights = _coefficients("relevance")
    return [_logistic(weights, asdict(s)) for s in sentence_signals(question, asked, evidence)]


def confidence(question: Question, asked: Asked, evidence: Sequence[Evidence], sentences: int) -> float:
    """How likely the coverage holds the answer, 0 to 1; 0 without evidence."""
    if not evidence:
        return 0.0
    return _logistic(_coefficients("confidence"), asdict(coverage_signals(question, asked, evidence, sentences)))


def threshold() -> float:
    """The confidence from which a question is answered."""
    return float(_file()["confidence"]["threshold"])


def sentence_signals(question: Question, asked: Asked, evidence: Sequence[Evidence]) -> list[SentenceSignals]:
    """The signals of each sentence, in the order given."""
    best = max((e.cosine for e in evidence), default=0.0)
    return [
        SentenceSignals(
            cosine=e.cosine,
            gap=best - e.cosine,
            passage=e.passage_cosine,
            neighbour=e.neighbour,
            overlap=asked.overlap(e.terms),
            value=float(holds_value(e.text, question.wants)),
            length=len(e.text.split()) / 30,
        )
        for e in evidence
    ]


def coverage_signals(question: Question, asked: Asked, evidence: Sequence[Evidence], sentences: int) -> CoverageSignals:
    """The signals of a question; `evidence` must not be empty, `sentences` is how many were searched."""
    near = by_cosine(evidence)
    context = max(near, key=lambda e: asked.overlap(e.context)).context
    known = [w < asked.ceiling for w in asked.weights]
    unknown = [w for w, is_known in zip(asked.weights, known, strict=True) if not is_known]
    return CoverageSignals(
        best=near[0].cosine,
        second=near[min(1, len(near) - 1)].cosine,
        passage=max(e.passage_cosine for e in evidence),
        overlap=max(asked.overlap(e.terms) for e in evidence),
        context=asked.overlap(context),
        missing=asked.heaviest_missing(context),
        unknown=max(unknown, default=0.0) / asked.ceiling,
        value=float(any(holds_value(e.text, question.wants) for e in near[:3])),
        size=math.log10(sentences + 1),
    )


def vector(signals: SentenceSignals | CoverageSignals) -> tuple[float, ...]:
    """The signals as numbers, in the order of their fields."""
    return astuple(signals)


def _logistic(coefficients: dict[str, float], signals: dict[str, float]) -> float:
    z = coefficients["intercept"] + sum(coefficients[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-z))


def _coefficients(model: str) -> dict[str, float]:
    coefficients: dict[str, float] = _file()[model]["coefficients"]
    return coefficients


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("rag").joinpath("calibration.json").read_text("utf-8"))
    return loaded
