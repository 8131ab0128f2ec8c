"""Public benchmark sets as samples, and the figures Byline reaches on them.

    python -m evals.public clapnq.jsonl
    python -m evals.public mtragun.jsonl mtragun_passages.jsonl

CLAP NQ (Rosenthal et al., 2024): a question, one passage as sentences, the sentences a person chose.
MTRAG-UN (IBM): conversations over a closed pool of passages, with relevance judgements and answerability.
Each passage goes in as an article, through the same ingest and the same `ask` and `search` as a reader's.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from statistics import mean
from typing import Any

from rag.answer import Filters, Turn
from rag.assistant import Assistant
from rag.calibration import relevance
from rag.extractive import compose
from store.article import Draft
from store.decode import one_line, stored
from store.embedder import Embedder
from store.home import open_home
from store.ingest import Taken, ingest

SEARCHED = 60
"""Passages asked of `search`: enough for ten different articles, an article having few."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A question over articles: `sentences` are the article's offsets, `gold` the indexes of the chosen ones.

    `relevant` are the sources that bear on the question; `answerable` is None where nobody judged it.
    """

    id: str
    question: str
    turns: tuple[Turn, ...] = ()
    article: str | None = None
    sentences: tuple[tuple[int, int], ...] = ()
    gold: frozenset[int] = frozenset()
    relevant: frozenset[str] = frozenset()
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """An answered question: `f1` and `citations` are those of the answer that is given when refusal is off."""

    answerable: bool
    confidence: float
    refused: bool
    f1: float
    citations: int


class _Quiet:
    def taken(self, taken: Taken) -> None:
        if taken.outcome == "refused":
            print(f"{taken.source}: {taken.detail}", file=sys.stderr)

    def embedded(self, texts: int) -> None:
        pass


def clapnq(path: Path) -> tuple[list[Draft], list[Sample]]:
    """The passages of the file as articles, its questions as samples."""
    drafts, samples = [], []
    for line in _lines(path):
        sentences = [stored(sentence) for sentence in line["sentences"]]
        ends = accumulate(len(s) + 1 for s in sentences)
        offsets = tuple((end - 1 - len(s), end - 1) for end, s in zip(ends, sentences, strict=True))
        gold = frozenset(line["gold_sentences"])
        drafts.append(Draft(line["id"], " ".join(sentences), one_line(line["title"]) or None))
        samples.append(
            Sample(line["id"], line["question"], (), line["id"], offsets, gold, frozenset((line["id"],)), bool(gold))
        )
    return drafts, samples


def mtragun(path: Path, passages: Path) -> tuple[list[Draft], list[Sample]]:
    """The pool as articles, the last questions of the conversations as samples."""
    drafts = [Draft(p["id"], stored(p["text"]), one_line(p["title"]) or None) for p in _lines(passages)]
    judged = {"answerable": True, "unanswerable": False}
    samples = [
        Sample(
            id=line["id"],
            question=line["question"],
            turns=tuple(Turn(turn["role"], turn["text"]) for turn in line["turns"]),
            relevant=frozenset(line["relevant"]),
            answerable=judged.get(line["answerability"]),
        )
        for line in _lines(path)
    ]
    return drafts, samples


def open_pool(folder: Path, embedder: Embedder, drafts: Sequence[Draft]) -> Assistant:
    """An assistant over the articles, in a home that is made or brought up to date."""
    home = open_home(folder, "default")
    ingest(home, embedder, drafts, _Quiet(), lambda notice: print(notice, file=sys.stderr))
    return Assistant(home, embedder)


def cited_sentences(sample: Sample, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Indexes of the sample's sentences of which the spans together cover at least half."""
    covered = {at for start, end in spans for at in range(start, end)}
    return {
        number
        for number, (start, end) in enumerate(sample.sentences)
        if start < end <= start + 2 * len(covered.intersection(range(start, end)))
    }


def f1(chosen: set[int], gold: frozenset[int]) -> float:
    """Harmonic mean of precision and recall of a set, 0 when nothing is shared."""
    shared = len(chosen & gold)
    return 2 * shared / (len(chosen) + len(gold)) if shared else 0.0


def report_clapnq(assistant: Assistant, samples: Sequence[Sample]) -> dict[str, float]:
    """The figures of `clapnq_figures`, each question being asked of its own passage alone."""
    return clapnq_figures([_score(assistant, sample) for sample in samples])


def clapnq_figures(scored: Sequence[Scored]) -> dict[str, float]:
    """Sentence F1 on answerable questions (a refusal counting 0, and with refusal off) and AUROC of confidence."""
    from sklearn.metrics import roc_auc_score

    answerable = [s for s in scored if s.answerable]
    return {
        "sentence F1": mean(0.0 if s.refused else s.f1 for s in answerable),
        "sentence F1, refusal off": mean(s.f1 for s in answerable),
        "citations per answer": mean(s.citations for s in answerable),
        "answerable AUROC": float(roc_auc_score([s.answerable for s in scored], [s.confidence for s in scored])),
        "refused of answerable": mean(s.refused for s in answerable),
    }


def report_mtragun(assistant: Assistant, samples: Sequence[Sample]) -> dict[str, float]:
    """nDCG@10 and recall@5 over the closed pool, AUROC of confidence between answerable and not."""
    from sklearn.metrics import roc_auc_score

    judged = [sample for sample in samples if sample.relevant]
    run = {s.id: ranked_sources(assistant, s) for s in judged}
    labelled = [s for s in samples if s.answerable is not None]
    sure = [assistant.ask(s.question, s.turns).confidence for s in labelled]
    return retrieval(judged, run) | {"answerable AUROC": float(roc_auc_score([s.answerable for s in labelled], sure))}


def ranked_sources(assistant: Assistant, sample: Sample) -> list[str]:
    """Sources of the found passages, best first, each once."""
    found = assistant.search(sample.question, SEARCHED, sample.turns)
    return list(dict.fromkeys(hit.article.source for hit in found.hits))


def retrieval(samples: Sequence[Sample], run: dict[str, list[str]]) -> dict[str, float]:
    """nDCG@10 and recall@5 by ir-measures, the judgements being binary."""
    import ir_measures
    from ir_measures import R, nDCG

    qrels = [ir_measures.Qrel(s.id, source, 1) for s in samples for source in sorted(s.relevant)]
    ranked = [
        ir_measures.ScoredDoc(id_, source, -rank) for id_, found in run.items() for rank, source in enumerate(found)
    ]
    measured = ir_measures.calc_aggregate([nDCG @ 10, R @ 5], qrels, ranked)
    return {str(measure): float(value) for measure, value in measured.items()}


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures of one set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, help="clapnq.jsonl, or mtragun.jsonl followed by its passages")
    parser.add_argument("passages", type=Path, nargs="?")
    parser.add_argument("--homes", type=Path, help="keep the ingested sets here, each in a home of its own")
    options = parser.parse_args(argv)
    conversations = options.passages is not None
    drafts, samples = mtragun(options.questions, options.passages) if conversations else clapnq(options.questions)
    with tempfile.TemporaryDirectory() as folder:
        home = (options.homes or Path(folder)) / ("mtragun" if conversations else "clapnq")
        assistant = open_pool(home, Embedder(), drafts)
        figures = (report_mtragun if conversations else report_clapnq)(assistant, samples)
    for name, value in figures.items():
        print(f"{name:28} {value:.3f}")


def _score(assistant: Assistant, sample: Sample) -> Scored:
    filters = Filters(articles=(sample.id,))
    answer = assistant.ask(sample.question, filters=filters)
    weighed = assistant.weigh(sample.question, filters=filters)
    weights = relevance(weighed.question, weighed.asked, weighed.evidence)
    _, citations = compose(weighed.question, weighed.evidence, weights)
    chosen = cited_sentences(sample, [(c.start, c.end) for c in citations])
    return Scored(bool(sample.gold), answer.confidence, not answer.citations, f1(chosen, sample.gold), len(citations))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


if __name__ == "__main__":
    main()
