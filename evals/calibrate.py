"""Fits the two logistic models of `rag.calibration` and writes `rag/calibration.json`.

    python -m evals.calibrate clapnq.jsonl mtragun.jsonl mtragun_passages.jsonl

relevance: sentences of answerable CLAP NQ questions, chosen by a person or not, in two settings of equal weight: among
    those of the question's own passage (one), and among those of the best passages of all (pool).
confidence: whether the coverage searched holds the answer, in four settings of equal weight:
    one      CLAP NQ, the question's own passage alone (half of the questions have no answer in it)
    pool     CLAP NQ, all passages
    without  CLAP NQ, all passages but the question's own: the topic may be there, the answer is not
    turns    MTRAG-UN, answerable or unanswerable last questions of conversations, the whole pool
Figures printed are cross-validated over questions (10 folds); the file holds the fit on everything.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evals.fitting import STEPS, Chosen, Numbers, Row, Table, fit, held_out, table
from evals.judge import meets
from evals.pool import open_pool, pool_folder
from evals.sample import Place, Sample
from evals.tasks.clapnq import clapnq
from evals.tasks.mtragun import mtragun
from rag.answer import Filters
from rag.assistant import Assistant
from rag.calibration import Calibration, sentence_signals
from store.embedder import Embedder

OUT = Path(__file__).parent.parent / "rag" / "calibration.json"


def sentence_table(assistant: Assistant, samples: Sequence[Sample]) -> Table:
    """One row for every sentence weighed for an answerable question; positive are those that a claim stands in."""
    rows: list[Row] = []
    for sample in samples:
        places = [place for claim in sample.claims for place in claim.places]
        for setting, filters in (("one", sample.filters), ("pool", Filters())) if places else ():
            weighed = assistant.weigh(sample.question, filters=filters)
            signals = sentence_signals(weighed.question, weighed.asked, weighed.evidence)
            for one, e in zip(signals, weighed.evidence, strict=True):
                span = Place(e.article.source, e.row.start, e.row.end)
                rows.append(Row(one, any(meets(span, place) for place in places), setting, sample.id))
    return table(rows)


def coverage_table(
    knowledge: Assistant, questions: Sequence[Sample], pool: Assistant, turns: Sequence[Sample]
) -> Table:
    """One row for every question in every setting, but where no evidence is found and so nothing is left to learn."""

    def asked() -> Iterator[tuple[str, Sample, Assistant, tuple[str, ...]]]:
        for s in questions:
            yield "one", s, knowledge, (s.id,)
            yield "without", s, knowledge, tuple(other.id for other in questions if other is not s)
            yield "pool", s, knowledge, ()
        yield from (("turns", s, pool, ()) for s in turns if s.status)

    rows = []
    for setting, s, assistant, articles in asked():
        signals = assistant.weigh(s.question, s.turns, Filters(articles=articles)).signals
        if signals:
            rows.append(Row(signals, s.status == "answered" and setting != "without", setting, s.id))
    return table(rows)


def fitted(sentences: Table, coverage: Table, without: frozenset[str] = frozenset()) -> Calibration:
    """Both models, fitted on everything, and their threshold; signals named in `without` get a coefficient of 0.

    A wrong refusal leaves a reader with nothing, so of thresholds that cannot be told apart the lowest is taken: the
    one-standard-error rule of Breiman et al., "Classification and Regression Trees", 1984.
    """
    sentences, coverage = (_without(table, without) for table in (sentences, coverage))
    sure = held_out(coverage)
    best = best_threshold(coverage, sure)
    cut = best_threshold(coverage, sure, standard_error(coverage, sure >= best))
    return Calibration(fit(sentences), fit(coverage), cut)


def best_threshold(table: Table, sure: Numbers, slack: float = 0.0) -> float:
    """The confidence that refuses best: the lowest of `STEPS` within `slack` of the best balanced accuracy."""
    reached = {step: float(np.mean(_shares(table, sure >= step))) for step in STEPS}
    return min(step for step, accuracy in reached.items() if accuracy >= max(reached.values()) - slack)


def standard_error(table: Table, answered: Chosen) -> float:
    """Of the balanced accuracy: half the root of the summed variances of its two shares, s * (1 - s) / rows each."""
    rows = [np.sum(table.labels), np.sum(~table.labels)]
    variances = [s * (1 - s) / count for s, count in zip(_shares(table, answered), rows, strict=True)]
    return float(np.sqrt(np.sum(variances)) / 2)


def main(argv: Sequence[str] | None = None) -> None:
    """Fit, print the cross-validated figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("clapnq", "mtragun", "passages"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--pools", type=Path, help="keep the ingested sets here, each in a home of its own")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write")
    options = parser.parse_args(argv)
    tasks = clapnq(options.clapnq), mtragun(options.mtragun, options.passages)
    with tempfile.TemporaryDirectory() as folder:
        pools, embedder = options.pools or Path(folder), Embedder()
        folders = [pool_folder(pools, task, embedder.model_name) for task in tasks]
        first, second = (open_pool(at, embedder, t.drafts or ()) for at, t in zip(folders, tasks, strict=True))
        sentences = sentence_table(first, tasks[0].samples)
        coverage = coverage_table(first, tasks[0].samples, second, tasks[1].samples)
    _report("relevance", sentences)
    _report("confidence", coverage)
    calibration, made_by = fitted(sentences, coverage), "python -m evals.calibrate"
    file = {
        "relevance": {"data": f"CLAP NQ dev (half); {made_by}", "coefficients": calibration.relevance},
        "confidence": {
            "data": f"CLAP NQ dev (half), MTRAG-UN (half); {made_by}",
            "threshold": calibration.threshold,
            "coefficients": calibration.confidence,
        },
    }
    options.out.write_text(json.dumps(file, indent=2) + "\n", encoding="utf-8")
    print(f"threshold {calibration.threshold}; wrote {options.out}")


def _report(name: str, table: Table) -> None:
    from sklearn.metrics import roc_auc_score

    made = held_out(table)
    for kind in dict.fromkeys(table.kinds.tolist()):
        here = table.kinds == kind
        labels = table.labels[here]
        figure = f"AUROC {roc_auc_score(labels, made[here]):.3f}" if labels.any() else "no positives"
        print(f"{name:12} {kind:8} {len(labels):5} rows, {labels.mean():.2f} positive, {figure}")


def _shares(table: Table, answered: Chosen) -> tuple[float, float]:
    """Of the answerable and of the unanswerable questions those treated rightly, rows by their weight."""
    right, yes, weights = answered == table.labels, table.labels, table.weights
    return float(np.average(right[yes], weights=weights[yes])), float(np.average(right[~yes], weights=weights[~yes]))


def _without(table: Table, names: frozenset[str]) -> Table:
    """The table with constant columns in the place of the named ones, which leaves a model nothing to learn there."""
    return replace(table, signals=table.signals * [name not in names for name in table.names])


if __name__ == "__main__":
    main()
