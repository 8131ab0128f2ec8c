"""Fits the logistic model of `rag.llm.support` and writes `rag/calibration_support.json`.

    python -m evals.calibrate_support clapnq=clapnq.jsonl ramdocs=ramdocs.jsonl polnear=polnear.jsonl

Each row is a sentence with the sentences that it cites. Carried are:
    answer    CLAP NQ: a sentence of a person's answer, with the fewest of the chosen sentences that hold its words
    document  RAMDocs: question and answer as a statement, with the sentence of a document that gives this answer
    reported  PolNeAR: `According to` the source, what it says, with the sentence that says so
and not carried, the same sentences with
    passage, nearest    other sentences of the passage, of all other passages the nearest
    part                one of the chosen sentences, which leaves a third of what all of them hold unsaid
    number, time, name, negation, swapped    one thing changed in the sentence
    misinformed         the statement with a document that answers otherwise
    speaker, unsaid     another speaker of the same article; no speaker at all
The kinds of either sort weigh alike, and so do both sorts together. A sentence of which something is missing has the
support 0; the model learns from the others. Figures are cross-validated over passages (10 folds); the threshold is the
lowest, in steps of 0.01, from which `PRECISION` of what holds is carried.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.calibrate import Numbers, Table, fit, held_out
from evals.support_pairs import Encode, Pair, pairs
from rag.llm.support import SupportSignals, support_signals
from rag.llm.verify import missing_from

PRECISION = 0.965
OUT = Path(__file__).parent.parent / "rag" / "calibration_support.json"


def table(rows: Sequence[Pair], encode: Encode) -> tuple[Table, NDArray[np.bool_]]:
    """The signals of the pairs, and of which nothing is missing."""
    vectors = encode([pair.sentence for pair in rows])
    signals = [support_signals(p.sentence, v, p.cited) for p, v in zip(rows, vectors, strict=True)]
    whole = np.array([not list(missing_from(p.sentence, p.cited)) for p in rows])
    kinds, labels = [p.kind for p in rows], np.array([p.carried for p in rows])
    made = Table(
        tuple(field.name for field in fields(SupportSignals)),
        np.array([astuple(s) for s in signals]),
        labels,
        [p.group for p in rows],
        _weights(kinds, labels),
        kinds,
    )
    return made, whole


def claims(rows: Sequence[Pair], encode: Encode) -> dict[str, float]:
    """How likely a sentence says what a claim does, by the cosine of the two alone: CLAP NQ's answers."""
    told = [p for p in rows if p.kind in ("answer", "passage", "nearest")]
    vectors = encode([p.sentence for p in told])
    near = [max(float(e.row.vector @ v) for e in p.cited) for p, v in zip(told, vectors, strict=True)]
    kinds, labels = [p.kind for p in told], np.array([p.carried for p in told])
    made = Table(("cosine",), np.array(near)[:, None], labels, [p.group for p in told], _weights(kinds, labels), kinds)
    return fit(made)


def _weights(kinds: Sequence[str], labels: NDArray[np.bool_]) -> Numbers:
    """By which the kinds of either label weigh alike, and both labels together; 1 on average."""
    counts, sorts = Counter(kinds), Counter(dict(zip(kinds, labels, strict=True)).values())
    return np.array([len(kinds) / 2 / sorts[y] / counts[k] for k, y in zip(kinds, labels, strict=True)])


def sure(made: Table, whole: NDArray[np.bool_]) -> Numbers:
    """The support of each row by a model that has not seen its passage."""
    likely = np.zeros(len(whole))
    likely[whole] = held_out(_only(made, whole))
    return likely


def best_threshold(made: Table, likely: Numbers) -> float:
    """The lowest support, in steps of 0.01, from which on `PRECISION` of the rows by weight are carried."""
    steps = [step / 100 for step in range(5, 100)]
    return min(step for step in steps if _precision(made, likely >= step) >= PRECISION)


def _precision(made: Table, held: NDArray[np.bool_]) -> float:
    return float(np.average(made.labels[held], weights=made.weights[held])) if held.any() else 1.0


def _only(made: Table, rows: NDArray[np.bool_]) -> Table:
    def chosen(values: Sequence[str]) -> list[str]:
        return [value for value, keep in zip(values, rows, strict=True) if keep]

    return replace(
        made,
        signals=made.signals[rows],
        labels=made.labels[rows],
        questions=chosen(made.questions),
        weights=made.weights[rows],
        settings=chosen(made.settings),
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Fit, print the cross-validated figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="SET=FILE", help="any of clapnq, ramdocs, polnear")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write")
    options = parser.parse_args(argv)
    from store.embedder import Embedder

    encode = Embedder().encode
    paths = {name: Path(path) for name, path in (given.split("=", 1) for given in options.files)}
    rows = list(pairs(paths, encode))
    made, whole = table(rows, encode)
    likely = sure(made, whole)
    threshold = best_threshold(made, likely)
    report(made, whole, likely, threshold)
    file = {
        "data": f"{', '.join(paths)} (halves); python -m evals.calibrate_support",
        "threshold": threshold,
        "coefficients": fit(_only(made, whole)),
        "claim": claims(rows, encode),
    }
    options.out.write_text(json.dumps(file, indent=2) + "\n", encoding="utf-8")
    print(f"threshold {threshold}; wrote {options.out}")


def report(made: Table, whole: NDArray[np.bool_], likely: Numbers, threshold: float) -> None:
    """Print what is told apart: of each kind how much misses something and how much holds, against those carried."""
    from sklearn.metrics import roc_auc_score

    for kind in dict.fromkeys(made.settings):
        here = np.array([k == kind for k in made.settings])
        against = here | (made.labels != made.labels[here][0])
        figure = roc_auc_score(made.labels[against], likely[against], sample_weight=made.weights[against])
        sort, missing = "+" if made.labels[here][0] else "-", 1 - whole[here].mean()
        holds = (likely[here] >= threshold).mean()
        print(f"{kind:12} {sort} {here.sum():4} rows, missing {missing:.2f}, holds {holds:.2f}, AUROC {figure:.3f}")
    held = likely >= threshold
    recall = np.average(held[made.labels], weights=made.weights[made.labels])
    print(f"overall AUROC {roc_auc_score(made.labels, likely, sample_weight=made.weights):.3f}, from {threshold} on")
    print(f"precision {_precision(made, held):.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
