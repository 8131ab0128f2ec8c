"""One sample worked through, as a run keeps it: the answer, what was found with which scores, why, and the scores."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from time import perf_counter
from typing import Any

from evals.sample import Sample
from evals.task import Outcome, Task
from rag.answer import Citation
from rag.assistant import Assistant
from rag.evidence import Evidence
from rag.weighed import Weighed

PASSAGES = 10
SENTENCES = 12
DIGITS = 6
"""Kept of each score."""
TRACED = 5
"""Digits kept of each number of a trace: what is beyond differs between processors."""


def worked(task: Task, sample: Sample, assistant: Assistant, texts: Mapping[str, str]) -> dict[str, Any]:
    """One sample, answered and scored. A fault of the system is recorded, and leaves the sample unscored.

    `texts` are those of the reports, by source.
    """
    began = perf_counter()
    try:
        outcome, error = task.solve(assistant, sample), None
    except Exception as fault:
        outcome, error = Outcome(), f"{type(fault).__name__}: {fault}"
    took = round(1000 * (perf_counter() - began), 2)
    timings = outcome.answer.timings_ms if outcome.answer else {"total": took}
    scores = {} if error else task.scores(sample, outcome)
    gold = [[asdict(p) | {"words": texts[p.source][p.start : p.end]} for p in c.places] for c in sample.claims]
    return {
        "id": sample.id,
        "record": _record(sample, outcome) | {"error": error, "gold": gold},
        "scores": {name: _kept(value) for name, value in sorted(scores.items())},
        "timings": {f"{name}_ms": value for name, value in timings.items()},
    }


def trace(weighed: Weighed, citations: tuple[Citation, ...]) -> dict[str, Any]:
    """The reading of the question, the best passages, the most relevant sentences and all that are cited.

    Offsets are code points; `cited` is the number of the citation that holds the sentence.
    """
    articles = {e.article.id: e.article.source for e in weighed.evidence}
    ranked = list(zip(weighed.found.passages, weighed.found.scores, strict=True))[:PASSAGES]
    signals = asdict(weighed.signals) if weighed.signals else {}
    sentences = sorted(zip(weighed.evidence, weighed.relevance, strict=True), key=lambda pair: -pair[1])
    return {
        "standalone": weighed.question.standalone,
        "wants": weighed.question.wants,
        "views": list(weighed.question.views),
        "signals": {name: round(value, TRACED) for name, value in signals.items()},
        "passages": [
            _place(articles[p.article], p.start, p.end) | {"score": round(score, TRACED)}
            for p, score in ranked
            if p.article in articles
        ],
        "sentences": [
            _place(e.article.source, e.row.start, e.row.end)
            | {
                "text": e.text,
                "relevance": round(relevance, TRACED),
                "cosine": round(e.cosine, TRACED),
                "overlap": round(weighed.asked.overlap(e.terms), TRACED),
                "cited": number,
            }
            for rank, (e, relevance) in enumerate(sentences)
            if (number := _cited(e, citations)) or rank < SENTENCES
        ],
    }


def _cited(evidence: Evidence, citations: Sequence[Citation]) -> int | None:
    """The number of the citation that a sentence is, or is a part of."""
    row = evidence.row
    return next((c.number for c in citations if c.holds(evidence.article.id, row.start, row.end)), None)


def _record(sample: Sample, outcome: Outcome) -> dict[str, Any]:
    answer, weighed = outcome.answer, outcome.weighed
    return {
        "sample": {key: value for key, value in sample.to_json().items() if key != "claims"},
        "answer": {k: v for k, v in answer.to_json().items() if k != "timings_ms"} if answer else None,
        "hits": [
            {"rank": hit.rank, "score": hit.score} | _place(hit.article.source, hit.start, hit.end)
            for hit in outcome.hits[:PASSAGES]
        ],
        "extra": outcome.extra,
        "trace": trace(weighed, answer.citations if answer else ()) if weighed else None,
    }


def _place(source: str, start: int, end: int) -> dict[str, Any]:
    return {"source": source, "start": start, "end": end}


def _kept(score: float | None) -> float | None:
    """JSON has no NaN, and what is no number was not scored."""
    return None if score is None or math.isnan(score) else round(score, DIGITS)
