"""Why an answer came out as it did: what was found, with which scores, and what spoke for each sentence."""

from dataclasses import asdict
from typing import Any

from rag.answer import Citation
from rag.assistant import SearchHit
from rag.weighed import Weighed

PASSAGES = 10
SENTENCES = 12
DIGITS = 5
"""Kept of each number: what is beyond differs between processors."""


def trace(weighed: Weighed, citations: tuple[Citation, ...]) -> dict[str, Any]:
    """The reading of the question, the best passages and the most relevant sentences; offsets are code points."""
    articles = {e.article.id: e.article.source for e in weighed.evidence}
    ranked = list(zip(weighed.found.passages, weighed.found.scores, strict=True))[:PASSAGES]
    return {
        "standalone": weighed.question.standalone,
        "wants": weighed.question.wants,
        "views": list(weighed.question.views),
        "signals": {name: round(value, DIGITS) for name, value in asdict(weighed.signals).items()}
        if weighed.signals
        else {},
        "passages": [
            {"source": articles[p.article], "start": p.start, "end": p.end, "score": round(score, DIGITS)}
            for p, score in ranked
            if p.article in articles
        ],
        "sentences": _sentences(weighed, citations),
    }


def hit_json(hit: SearchHit) -> dict[str, Any]:
    """A found passage, without its text."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "source": hit.article.source,
        "start": hit.start,
        "end": hit.end,
    }


def _sentences(weighed: Weighed, citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    """The most relevant sentences, and all that are cited, by relevance; `cited` is the number of the citation."""
    cited = {(c.article, c.start, c.end): c.number for c in citations}
    ranked = sorted(zip(weighed.evidence, weighed.relevance, strict=True), key=lambda pair: -pair[1])
    keys = [(e.article.id, e.row.start, e.row.end) for e, _ in ranked]
    return [
        {
            "source": e.article.source,
            "start": e.row.start,
            "end": e.row.end,
            "text": e.text,
            "relevance": round(weight, DIGITS),
            "cosine": round(e.cosine, DIGITS),
            "overlap": round(weighed.asked.overlap(e.terms), DIGITS),
            "cited": cited.get(key),
        }
        for place, (key, (e, weight)) in enumerate(zip(keys, ranked, strict=True))
        if place < SENTENCES or key in cited
    ]
