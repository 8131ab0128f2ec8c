"""Metrics over the samples of a suite: each a pure function of columns, with what it needs and which way is better.

A row in which a needed column is unscored is left out of that metric. A metric that the rows left cannot tell
(an AUROC of one class, a precision of nothing said) is NaN, never zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Columns = Mapping[str, Numbers]
"""Scores by name, one value per sample, NaN where it is unscored; all of one length."""

Better = Literal["higher", "lower", "neither"]
Unit = Literal["share", "ms", "words", "tokens", "count"]

NAN = float("nan")
BINS = 10
_CONFIDENCE = ("confidence", "should_refuse")


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a suite: `formula` of the columns that it `needs`, over the rows that are scored in all of them.

    `unit` is "ms" for what depends on the clock, and for nothing else.
    """

    name: str
    needs: tuple[str, ...]
    formula: Callable[..., float]
    says: str
    better: Better = "higher"
    unit: Unit = "share"

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is, 0 where neither."""
        return {"higher": 1, "lower": -1, "neither": 0}[self.better]

    def of(self, columns: Columns) -> float:
        """The figure; NaN where no row is scored."""
        picked = scored(columns, *self.needs)
        return float(self.formula(*picked)) if len(picked[0]) else NAN


@dataclass(frozen=True, slots=True)
class Bin:
    """The samples whose confidence lies in `[low, high)`: how many, their mean confidence, the share answerable."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def measurable(columns: Columns) -> list[Metric]:
    """The metrics whose columns are there, with at least one row in which all of them are scored."""
    return [m for m in METRICS if columns.keys() >= set(m.needs) and len(scored(columns, *m.needs)[0])]


def scored(columns: Columns, *names: str) -> list[Numbers]:
    """The named columns, of the rows that are scored in all of them."""
    picked = [columns[name] for name in names]
    kept = ~np.isnan(picked).any(axis=0)
    return [column[kept] for column in picked]


def reliability(confidence: Numbers, should_refuse: Numbers) -> list[Bin]:
    """Whether the coverage holds the answer as often as `confidence` says.

    Bins are of equal width over 0 to 1, the last one closed, those without samples left out.
    """
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    counts, sure, right = (np.bincount(places, weights, BINS) for weights in (None, confidence, 1 - should_refuse))
    return [
        Bin(n / BINS, (n + 1) / BINS, int(counts[n]), float(sure[n] / counts[n]), float(right[n] / counts[n]))
        for n in np.flatnonzero(counts).tolist()
    ]


def calibration_error(confidence: Numbers, should_refuse: Numbers) -> float:
    """ECE (Guo et al. 2017): of 10 bins the distance of confidence from the share answerable, by their samples."""
    held = reliability(confidence, should_refuse)
    return sum(b.count * abs(b.accuracy - b.confidence) for b in held) / sum(b.count for b in held)


def auroc(positive: Numbers, score: Numbers) -> float:
    """The chance that a positive sample outscores a negative one, ties counting half; NaN for one class alone.

    From the ranks (Mann-Whitney; Hanley & McNeil 1982): (sum of the positives' ranks - p(p + 1)/2) / (p n), tied
    scores sharing their mean rank.
    """
    positives = positive.sum()
    pairs = positives * (len(positive) - positives)
    if not pairs:
        return NAN
    _, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[positive > 0].sum() - positives * (positives + 1) / 2) / pairs)


def detected(did: Numbers, due: Numbers, weight: float) -> float:
    """The hits over a weighted mean of what was said and what was due: precision (0), recall (1), F1 (0.5).

    With none due there is nothing to detect, and no figure of it; nor is there a precision of nothing said.
    """
    below = (1 - weight) * did.sum() + weight * due.sum()
    return float((did * due).sum() / below) if below and due.any() else NAN


def weighted(values: Numbers, weights: Numbers) -> float:
    """The mean of the values by their weights, NaN without any weight."""
    return float(values @ weights / weights.sum()) if weights.sum() else NAN


def _mean(name: str, says: str, better: Better = "higher", unit: Unit = "share") -> Metric:
    return Metric(name, (name,), np.mean, says, better, unit)


def _detection(kind: str, said: str, should: str) -> list[Metric]:
    """Precision, recall and F1 of one status; the positive class is the samples that should have it."""
    told = {
        "precision": (0, f"of the samples that were {said}, those that should be"),
        "recall": (1, f"of the samples that should be {said}, those that were"),
        "f1": (0.5, f"2PR / (P + R) of {kind}_precision and {kind}_recall"),
    }
    formulas = {name: (partial(detected, weight=weight), says) for name, (weight, says) in told.items()}
    return [Metric(f"{kind}_{name}", (said, should), of, says) for name, (of, says) in formulas.items()]


def _time(name: str, column: str, percent: float, says: str) -> Metric:
    return Metric(name, (column,), partial(np.percentile, q=percent), says, "lower", "ms")


_AUROC = "chance that an answerable sample has more confidence than an unanswerable one"
_ECE = "mean distance of confidence from the share answerable, over 10 bins by size (ECE; Guo et al. 2017)"
_SPEAKERS = "of the direct quotes of all articles, those with the right speaker (PolNeAR)"

METRICS: tuple[Metric, ...] = (
    _mean("status_right", "samples whose status is the expected one"),
    _mean("claim_recall", "of a sample's gold claims, those that a citation meets"),
    _mean("claim_precision", "of an answer's citations, those that meet a gold claim"),
    _mean("sentence_recall", "of an answer's sentences, those that their citations support (ALCE)"),
    _mean("sentence_precision", "of an answer's citations, those that support and are needed (ALCE)"),
    _mean("quotes_exact", "of an answer's citations, those that are the report's words to the character"),
    _mean("vital_facts", "of a sample's vital facts, those in the answer (TREC nuggets)"),
    _mean("all_facts", "of a sample's facts, vital and okay, those in the answer"),
    _mean("forbidden", "of a sample's forbidden wordings, those in the answer", "lower"),
    _mean("sentence_f1", "F1 of the cited against the chosen sentences; a refusal counts 0"),
    _mean("sentence_f1_forced", "the same with refusal off"),
    *_detection("refusal", "refused", "should_refuse"),
    Metric("refusal_auroc", _CONFIDENCE, lambda sure, refusable: auroc(1 - refusable, sure), _AUROC),
    Metric("calibration_error", _CONFIDENCE, calibration_error, _ECE, "lower"),
    *_detection("dispute", "disputed", "should_dispute"),
    _mean("ndcg_10", "nDCG of the first 10 found (ir-measures)"),
    _mean("recall_5", "of the relevant articles or passages, those among the first 5"),
    _mean("recall_10", "of the relevant articles or passages, those among the first 10"),
    _mean("rr", "1 / rank of the first relevant article"),
    _mean("hits_4", "samples with a gold fact in the first 4 passages (MultiHop-RAG)"),
    _mean("hits_10", "samples with a gold fact in the first 10 passages (MultiHop-RAG)"),
    _mean("mrr_10", "1 / rank of the first passage with a gold fact, of 10 (MultiHop-RAG)"),
    _mean("map_10", "MultiHop-RAG's own MAP@10, which is not average precision"),
    _mean("answers_found", "of the right answers, those in the cited words (RAMDocs)"),
    _mean("wrong_shown", "of the wrong answers, those in the cited words (RAMDocs)", "neither"),
    Metric("speaker_right", ("speaker_right", "direct_quotes"), weighted, _SPEAKERS),
    _mean("content_f1", "token F1 of what is attributed (PolNeAR)"),
    _mean("dates_right", "sentences whose expressions of time are all found and read right"),
    _mean("exact_recall", "of the places where words stand as they are, those that a lookup finds to the character"),
    _mean("exact_precision", "of the places that a lookup calls exact, those that are"),
    _mean("near_recall", "of the places where words stand with some of them changed, those that a lookup finds"),
    _mean("near_precision", "of the places that a lookup finds for changed words, those that are meant"),
    _mean("claim_found", "of the places that say a claim in other words, those that a lookup finds"),
    _mean("claim_right", "of the places that a lookup finds for a claim, those that are meant"),
    _mean("invented_found", "invented words for which a lookup finds something", "lower"),
    _mean("absent_found", "claims that no report makes for which a lookup finds something", "lower"),
    _mean("words", "words of an answer, refusals left out", "neither", "words"),
    _mean("citations", "citations of an answer, refusals left out", "neither", "count"),
    _mean("tokens_in", "tokens sent to the model for a sample", "lower", "tokens"),
    _mean("tokens_out", "tokens that the model wrote for a sample", "lower", "tokens"),
    _mean("cost", "what a sample costs, by the prices that are set", "lower", "count"),
    _time("latency_p50", "total_ms", 50, "median time of an answer"),
    _time("latency_p95", "total_ms", 95, "time within which 95 % of the answers came"),
    _time("retrieve_p50", "retrieve_ms", 50, "median time of retrieval alone"),
)
