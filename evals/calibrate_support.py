"""Fits the logistic model of `rag.llm.support` and writes `rag/calibration_support.json`.

    python -m evals.calibrate_support clapnq=clapnq.jsonl ramdocs=ramdocs.jsonl polnear=polnear.jsonl

Each row is a sentence with the sentences that it cites (`evals.support_pairs` says which); the kinds of either label
weigh alike, and so do both labels. A sentence of which something is missing has the support 0; the model learns
from the others. Figures are cross-validated over passages (10 folds); the threshold is the lowest, in steps of 0.01,
from which `PRECISION` of what holds is carried.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.fitting import STEPS, Chosen, Numbers, Row, Table, fit, held_out
from evals.fitting import table as table_of
from evals.support_pairs import Encode, Pair, pairs
from rag.llm.support import crowd, support_signals
from rag.llm.verify import missing_from

PRECISION = 0.965
OUT = Path(__file__).parent.parent / "rag" / "calibration_support.json"


@dataclass(frozen=True, slots=True)
class Claimed:
    """The signals of `rag.llm.support.says_it`."""

    cosine: float
    crowd: float


def table(rows: Sequence[Pair], encode: Encode) -> tuple[Table, Chosen]:
    """The signals of the pairs, and of which nothing is missing."""
    vectors = encode([pair.sentence for pair in rows])
    whole = [not list(missing_from(p.sentence, p.cited)) for p in rows]
    signals = [support_signals(p.sentence, v, p.cited) for p, v in zip(rows, vectors, strict=True)]
    made = [Row(s, p.carried, p.kind, p.group) for s, p in zip(signals, rows, strict=True)]
    return table_of(made, label_by_label=True), np.array(whole)


def claims(rows: Sequence[Pair], encode: Encode) -> dict[str, float]:
    """How likely a sentence says what a claim does, by the signals of `says_it`: CLAP NQ's answers."""
    told = [p for p in rows if p.kind in ("answer", "passage", "nearest")]
    vectors = encode([p.sentence for p in told])
    every = np.stack(list({e.row.vector.tobytes(): e.row.vector for p in told for e in p.cited}.values()))
    made = []
    for p, v in zip(told, vectors, strict=True):
        cosine, beside = max(float(e.row.vector @ v) for e in p.cited), crowd(v, every[np.argsort(-(every @ v))])
        made.append(Row(Claimed(cosine, beside), p.carried, p.kind, p.group))
    return fit(table_of(made, label_by_label=True))


def sure(made: Table, whole: Chosen) -> Numbers:
    """The support of each row by a model that has not seen its passage."""
    likely = np.zeros(len(whole))
    likely[whole] = held_out(made.only(whole))
    return likely


def best_threshold(made: Table, likely: Numbers) -> float:
    """The lowest support of `STEPS` from which on `PRECISION` of the rows by weight are carried."""
    return min(step for step in STEPS if _precision(made, likely >= step) >= PRECISION)


def _precision(made: Table, held: Chosen) -> float:
    return float(np.average(made.labels[held], weights=made.weights[held])) if held.any() else 1.0


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
        "coefficients": fit(made.only(whole)),
        "claim": claims(rows, encode),
    }
    options.out.write_text(json.dumps(file, indent=2) + "\n", encoding="utf-8")
    print(f"threshold {threshold}; wrote {options.out}")


def report(made: Table, whole: Chosen, likely: Numbers, threshold: float) -> None:
    """Print what is told apart: of each kind how much misses something and how much holds, against those carried."""
    from sklearn.metrics import roc_auc_score

    for kind in dict.fromkeys(made.kinds.tolist()):
        here = made.kinds == kind
        carried = bool(made.labels[here][0])
        against = here | (made.labels != carried)
        figure = roc_auc_score(made.labels[against], likely[against], sample_weight=made.weights[against])
        missing, holds = 1 - whole[here].mean(), (likely[here] >= threshold).mean()
        sort = "+" if carried else "-"
        print(f"{kind:12} {sort} {here.sum():4} rows, missing {missing:.2f}, holds {holds:.2f}, AUROC {figure:.3f}")
    held = likely >= threshold
    recall = np.average(held[made.labels], weights=made.weights[made.labels])
    print(f"overall AUROC {roc_auc_score(made.labels, likely, sample_weight=made.weights):.3f}, from {threshold} on")
    print(f"precision {_precision(made, held):.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    main()
