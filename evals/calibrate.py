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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.judge import meets_span
from evals.pool import open_pool, pool_folder
from evals.sample import Sample
from evals.task import Task
from evals.tasks.clapnq import clapnq
from evals.tasks.mtragun import mtragun
from rag.answer import Filters
from rag.assistant import Assistant
from rag.calibration import Calibration, CoverageSignals, SentenceSignals, sentence_signals, vector
from store.embedder import Embedder

STRENGTH = 1.0
"""Inverse of the L2 penalty on standardised signals."""
OUT = Path(__file__).parent.parent / "rag" / "calibration.json"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Signals as rows, their names, their labels, the question each row belongs to, and the weight of each row."""

    names: tuple[str, ...]
    signals: Numbers
    labels: NDArray[np.bool_]
    questions: list[str]
    weights: Numbers
    settings: list[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of both models."""

    sentences: Table
    coverage: Table


def sentence_table(assistant: Assistant, samples: Sequence[Sample]) -> Table:
    """One row for every sentence weighed for an answerable question; positive are those that a claim stands in."""
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    questions: list[str] = []
    settings: list[str] = []
    for sample in samples:
        places = [place for claim in sample.claims for place in claim.places]
        for setting, filters in (("one", sample.filters), ("pool", Filters())) if places else ():
            weighed = assistant.weigh(sample.question, filters=filters)
            rows += map(vector, sentence_signals(weighed.question, weighed.asked, weighed.evidence))
            spans = [(e.article.source, e.row.start, e.row.end) for e in weighed.evidence]
            labels += [any(meets_span(place, *span) for place in places) for span in spans]
            questions += [sample.id] * len(spans)
            settings += [setting] * len(spans)
    return Table(_names(SentenceSignals), np.array(rows), np.array(labels), questions, _alike(settings), settings)


def coverage_table(
    knowledge: Assistant, questions: Sequence[Sample], pool: Assistant, turns: Sequence[Sample]
) -> Table:
    """One row for every question in every setting, but where no evidence is found and so nothing is left to learn."""
    everything = tuple(sample.id for sample in questions)
    asked: list[tuple[str, str, bool, tuple[float, ...] | None]] = []
    for s in questions:
        others = tuple(id_ for id_ in everything if id_ != s.id)
        asked.append(("one", s.id, _answerable(s), _signals(knowledge, s, (s.id,))))
        asked.append(("without", s.id, False, _signals(knowledge, s, others)))
        asked.append(("pool", s.id, _answerable(s), _signals(knowledge, s, ())))
    for s in turns:
        if s.status is not None:
            asked.append(("turns", s.id, _answerable(s), _signals(pool, s, ())))
    rows = [row for row in asked if row[3] is not None]
    settings = [row[0] for row in rows]
    labels = np.array([row[2] for row in rows])
    signals = np.array([row[3] for row in rows])
    return Table(_names(CoverageSignals), signals, labels, [row[1] for row in rows], _alike(settings), settings)


def tables(knowledge: Task, of_knowledge: Assistant, turns: Task, of_turns: Assistant) -> Tables:
    """The rows of both models, from CLAP NQ and MTRAG-UN, each with an assistant over its own coverage."""
    return Tables(
        sentence_table(of_knowledge, knowledge.samples),
        coverage_table(of_knowledge, knowledge.samples, of_turns, turns.samples),
    )


def fitted(made: Tables, without: frozenset[str] = frozenset()) -> Calibration:
    """Both models, fitted on everything, and their threshold; signals named in `without` get a coefficient of 0.

    A wrong refusal leaves a reader with nothing, so of thresholds that cannot be told apart the lowest is taken: the
    one-standard-error rule of Breiman et al., "Classification and Regression Trees", 1984.
    """
    sentences, coverage = (_without(table, without) for table in (made.sentences, made.coverage))
    sure = held_out(coverage)
    best = best_threshold(coverage, sure)
    cut = best_threshold(coverage, sure, standard_error(coverage, sure >= best))
    return Calibration(fit(sentences), fit(coverage), cut)


def fit(table: Table) -> dict[str, float]:
    """Coefficients for the raw signals, from a logistic regression on standardised ones."""
    model = _model().fit(table.signals, table.labels, logisticregression__sample_weight=table.weights)
    scale, logistic = model[0], model[1]
    raw = logistic.coef_[0] / scale.scale_
    intercept = float(logistic.intercept_[0] - raw @ scale.mean_)
    return {"intercept": round(intercept, 4)} | {n: round(float(c), 4) for n, c in zip(table.names, raw, strict=True)}


def held_out(table: Table) -> Numbers:
    """For each row the probability by a model that has not seen its question."""
    from sklearn.model_selection import GroupKFold

    made = np.zeros(len(table.labels))
    for train, test in GroupKFold(10).split(table.signals, table.labels, table.questions):
        model = _model().fit(
            table.signals[train], table.labels[train], logisticregression__sample_weight=table.weights[train]
        )
        made[test] = model.predict_proba(table.signals[test])[:, 1]
    return made


def best_threshold(table: Table, sure: Numbers, slack: float = 0.0) -> float:
    """The confidence that refuses best: the lowest, in steps of 0.01, within `slack` of the best balanced accuracy."""
    steps = [step / 100 for step in range(5, 96)]
    reached = {step: _balanced(table, sure >= step) for step in steps}
    return min(step for step in steps if reached[step] >= max(reached.values()) - slack)


def standard_error(table: Table, answered: NDArray[np.bool_]) -> float:
    """Of the balanced accuracy: half the root of the summed variances of its two shares, s * (1 - s) / rows each."""
    variances = [s * (1 - s) / np.sum(table.labels == label) for label, s in _shares(table, answered).items()]
    return float(np.sqrt(np.sum(variances)) / 2)


def main(argv: Sequence[str] | None = None) -> None:
    """Fit, print the cross-validated figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("mtragun", type=Path)
    parser.add_argument("passages", type=Path)
    parser.add_argument("--pools", type=Path, help="keep the ingested sets here, each in a home of its own")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write")
    options = parser.parse_args(argv)
    knowledge, turns = clapnq(options.clapnq), mtragun(options.mtragun, options.passages)
    with tempfile.TemporaryDirectory() as folder:
        pools, embedder = options.pools or Path(folder), Embedder()
        opened = [
            open_pool(pool_folder(pools, task, embedder.model_name), embedder, task.drafts or ())
            for task in (knowledge, turns)
        ]
        made = tables(knowledge, opened[0], turns, opened[1])
    _report("relevance", made.sentences)
    _report("confidence", made.coverage)
    calibration, made_by = fitted(made), "python -m evals.calibrate"
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


def _answerable(sample: Sample) -> bool:
    return sample.status == "answered"


def _signals(assistant: Assistant, sample: Sample, articles: tuple[str, ...]) -> tuple[float, ...] | None:
    weighed = assistant.weigh(sample.question, sample.turns, Filters(articles=articles))
    return vector(weighed.signals) if weighed.signals else None


def _model() -> Any:  # noqa: ANN401
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))


def _report(name: str, table: Table) -> None:
    from sklearn.metrics import roc_auc_score

    made = held_out(table)
    for setting in dict.fromkeys(table.settings):
        here = np.array([s == setting for s in table.settings])
        labels = table.labels[here]
        figure = f"AUROC {roc_auc_score(labels, made[here]):.3f}" if labels.any() else "no positives"
        print(f"{name:12} {setting:8} {len(labels):5} rows, {labels.mean():.2f} positive, {figure}")


def _balanced(table: Table, answered: NDArray[np.bool_]) -> float:
    """Mean of the shares of answerable and of unanswerable questions treated rightly."""
    return float(np.mean(list(_shares(table, answered).values())))


def _shares(table: Table, answered: NDArray[np.bool_]) -> dict[bool, float]:
    """For each label the share of its rows treated rightly, rows by their weight."""
    rows = {label: table.labels == label for label in (True, False)}
    return {label: float(np.average(answered[own] == label, weights=table.weights[own])) for label, own in rows.items()}


def _names(signals: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(signals))


def _alike(settings: Sequence[str]) -> Numbers:
    """Weights by which all settings count alike, whatever their number of rows; 1 on average."""
    counts = Counter(settings)
    return np.array([len(settings) / len(counts) / counts[name] for name in settings])


def _without(table: Table, names: frozenset[str]) -> Table:
    """The table with constant columns in the place of the named ones, which leaves a model nothing to learn there."""
    keep = np.array([name not in names for name in table.names])
    return replace(table, signals=table.signals * keep)


if __name__ == "__main__":
    main()
