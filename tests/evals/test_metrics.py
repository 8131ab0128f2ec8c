"""Metrics over columns, against numbers worked out by hand and, for AUROC, against scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from evals.metrics import METRICS, Columns, Metric, auroc, measurable, reliability

NAN = math.nan


def columns(**values: list[float]) -> Columns:
    return {name: np.array(column, dtype=float) for name, column in values.items()}


def metric(name: str) -> Metric:
    return next(m for m in METRICS if m.name == name)


def value(name: str, **values: list[float]) -> float:
    return metric(name).of(columns(**values))


def test_names_are_unique_and_the_clock_is_told_by_the_unit() -> None:
    assert len({m.name for m in METRICS}) == len(METRICS)
    assert {m.name for m in METRICS if m.unit == "ms"} == {"latency_p50", "latency_p95", "retrieve_p50"}
    assert all(m.says and m.needs for m in METRICS)


def test_a_mean_leaves_the_unscored_rows_out() -> None:
    assert value("claim_recall", claim_recall=[1.0, NAN, 0.5, 0.0]) == 0.5  # (1 + 0.5 + 0) / 3


def test_measurable_wants_every_column_and_a_row_that_has_them_all() -> None:
    there = columns(refused=[1.0, NAN], should_refuse=[NAN, 1.0], words=[NAN, 7.0], citations=[NAN, NAN])
    assert [m.name for m in measurable(there)] == ["words"]


def test_nothing_scored_is_nan_for_every_metric() -> None:
    for m in METRICS:
        assert math.isnan(m.of(columns(**{name: [NAN, NAN] for name in m.needs}))), m.name


REFUSALS = {"refused": [1, 1, 1, 0, 0, NAN, 1], "should_refuse": [1, 1, 0, 1, 0, 1, NAN]}
"""Of the five rows scored in both: three refused, two of them rightly; three were due."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("refusal_precision", 2 / 3), ("refusal_recall", 2 / 3), ("refusal_f1", 2 * 2 / (3 + 3))],
)
def test_refusals(name: str, expected: float) -> None:
    assert value(name, **REFUSALS) == pytest.approx(expected)


def test_disputes() -> None:
    # Four called disputed, one rightly: P = 1/4. Two due: R = 1/2. F1 = 2 * 1 / (4 + 2).
    rows = {"disputed": [1, 1, 1, 1, 0, 0], "should_dispute": [1, 0, 0, 0, 1, 0]}
    assert value("dispute_precision", **rows) == 1 / 4
    assert value("dispute_recall", **rows) == 1 / 2
    assert value("dispute_f1", **rows) == pytest.approx(1 / 3)


def test_nothing_refused_leaves_precision_unknown_and_the_rest_zero() -> None:
    rows = {"refused": [0, 0], "should_refuse": [1, 0]}
    assert math.isnan(value("refusal_precision", **rows))
    assert (value("refusal_recall", **rows), value("refusal_f1", **rows)) == (0, 0)


@pytest.mark.parametrize("name", ["refusal_precision", "refusal_recall", "refusal_f1"])
def test_a_suite_with_nothing_to_refuse_cannot_tell(name: str) -> None:
    assert math.isnan(value(name, refused=[1, 0], should_refuse=[0, 0]))


def test_auroc_counts_ties_half() -> None:
    # Pairs (answerable, unanswerable): .9>.5, .9>.2, .5=.5, .5>.2 -> (1 + 1 + 0.5 + 1) / 4.
    rows = {"confidence": [0.9, 0.5, 0.5, 0.2, 0.1], "should_refuse": [0, 0, 1, 1, NAN]}
    assert value("refusal_auroc", **rows) == 3.5 / 4


@pytest.mark.parametrize("refusable", [[0.0, 0.0], [1.0, 1.0]])
def test_auroc_of_one_class_is_unknown(refusable: list[float]) -> None:
    assert math.isnan(value("refusal_auroc", confidence=[0.2, 0.7], should_refuse=refusable))


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=60).filter(
        lambda rows: len({positive for positive, _ in rows}) == 2
    )
)
def test_auroc_is_scikit_learns(rows: list[tuple[bool, int]]) -> None:
    positive, score = np.array(rows, dtype=float).T
    assert auroc(positive, score / 9) == pytest.approx(roc_auc_score(positive, score / 9))


def test_reliability_bins() -> None:
    confidence = np.array([0.05, 0.1, 0.19, 0.95, 1.0])
    refusable = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    first, second, last = reliability(confidence, refusable)
    assert (first.low, first.high, first.count, first.confidence, first.accuracy) == (0, 0.1, 1, 0.05, 0)
    assert (second.low, second.high, second.count) == (0.1, 0.2, 2)
    assert (second.confidence, second.accuracy) == pytest.approx((0.145, 0.5))
    assert (last.low, last.high, last.count, last.confidence, last.accuracy) == (0.9, 1, 2, 0.975, 1)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_every_sample_is_in_one_bin(rows: list[tuple[float, bool]]) -> None:
    confidence, refusable = np.array(rows, dtype=float).reshape(-1, 2).T
    made = reliability(confidence, refusable)
    assert sum(b.count for b in made) == len(rows)
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in made)


def test_calibration_error_weighs_the_bins_by_their_samples() -> None:
    # Bin 0.1: confidences .1 .1 .1, one answerable: |1/3 - .1|. Bin 0.9: .9, answerable: |1 - .9|.
    rows = {"confidence": [0.1, 0.1, 0.1, 0.9, NAN], "should_refuse": [1, 1, 0, 0, 1]}
    assert value("calibration_error", **rows) == pytest.approx(3 / 4 * (1 / 3 - 0.1) + 1 / 4 * 0.1)


def test_latency_interpolates_between_the_samples() -> None:
    times = [float(n) for n in range(10, 111, 10)]  # 11 samples, the 5th percentile step being half a sample
    assert value("latency_p50", total_ms=times) == 60
    assert value("latency_p95", total_ms=[*times, NAN]) == 105
    assert value("retrieve_p50", retrieve_ms=[3, 1]) == 2
