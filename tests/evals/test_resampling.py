"""Intervals and comparisons, against theory and against enumerations by hand."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics import METRICS, Columns, Metric
from evals.resampling import compared, interval

NAN = math.nan
F1 = next(m for m in METRICS if m.name == "sentence_f1")
WORDS = next(m for m in METRICS if m.name == "words")
AUROC = next(m for m in METRICS if m.name == "refusal_auroc")
REFUSALS = next(m for m in METRICS if m.name == "refusal_f1")


def one(metric: Metric, *values: float) -> Columns:
    (name,) = metric.needs
    return {name: np.array(values, dtype=float)}


def noise(samples: int, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).random(samples)


def test_the_interval_of_a_mean_is_that_of_the_normal_theory() -> None:
    values = noise(400)
    low, high = interval(F1, {"sentence_f1": values})
    half = 1.96 * values.std() / math.sqrt(400)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.004)


def test_an_interval_is_the_same_for_the_same_seed() -> None:
    columns = {"sentence_f1": noise(40)}
    assert interval(F1, columns) == interval(F1, columns)
    assert interval(F1, columns, seed=1) != interval(F1, columns)


def test_unscored_samples_do_not_widen_an_interval() -> None:
    assert interval(F1, one(F1, 0.2, NAN, 0.4, NAN, 0.9)) == interval(F1, one(F1, 0.2, 0.4, 0.9))


def test_resamples_that_cannot_tell_are_skipped() -> None:
    # Of two samples half of the resamples hold one class only; the others rank rightly.
    columns = {"confidence": np.array([0.9, 0.1]), "should_refuse": np.array([0.0, 1.0])}
    assert interval(AUROC, columns) == (1.0, 1.0)


def test_without_a_scored_sample_there_is_no_interval() -> None:
    assert all(math.isnan(end) for end in interval(F1, one(F1, NAN, NAN)))
    assert math.isnan(compared(F1, one(F1, NAN), one(F1, NAN)).p)


def test_a_run_does_not_differ_from_itself() -> None:
    columns = {"sentence_f1": noise(50)}
    found = compared(F1, columns, columns)
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_p_is_the_share_of_the_swaps_that_differ_as_much() -> None:
    a, b = [0.1, 0.2, 0.3, 0.4, 0.5], [0.3, 0.5, 0.2, 0.8, 0.6]
    observed = sum(b) - sum(a)
    swaps = product((1, -1), repeat=5)
    sums = [sum(s * (y - x) for s, x, y in zip(signs, a, b, strict=True)) for signs in swaps]
    exact = sum(abs(s) >= abs(observed) - 1e-9 for s in sums) / 32
    found = compared(F1, one(F1, *a), one(F1, *b))
    assert found.p == pytest.approx(exact, abs=0.04)
    assert (found.a, found.b, found.difference) == pytest.approx((0.3, 0.48, 0.18))


def test_a_small_gain_on_every_sample_is_certain_and_a_large_one_on_one_is_not() -> None:
    values = noise(60)
    everywhere = compared(F1, {"sentence_f1": values}, {"sentence_f1": values + 0.01})
    assert everywhere.p == pytest.approx(1 / 1_001)
    assert (everywhere.low, everywhere.high) == pytest.approx((0.01, 0.01))
    once = values.copy()
    once[0] += 0.6
    assert compared(F1, {"sentence_f1": values}, {"sentence_f1": once}).p == 1


def test_the_interval_of_a_difference_is_that_of_paired_samples() -> None:
    a, gain = noise(300), noise(300, seed=8) / 10
    found = compared(F1, {"sentence_f1": a}, {"sentence_f1": a + gain})
    half = 1.96 * gain.std() / math.sqrt(300)
    assert (found.low, found.high) == pytest.approx((gain.mean() - half, gain.mean() + half), abs=0.0005)


def test_an_answer_in_one_run_and_a_refusal_in_the_other_keep_the_figures_of_the_runs() -> None:
    found = compared(WORDS, one(WORDS, 10, 30, NAN), one(WORDS, 10, NAN, 40))
    assert (found.a, found.b, found.difference) == (20, 25, 5)
    # The four swaps of the two samples that differ: means 20 and 25, 10 and 80/3, and the same exchanged.
    assert found.p == pytest.approx(1, abs=0.002)


def test_metrics_of_sets_are_compared_as_well() -> None:
    due = np.array([1.0, 0.0] * 20)
    a, b = {"refused": 1 - due, "should_refuse": due}, {"refused": due, "should_refuse": due}
    found = compared(REFUSALS, a, b)
    assert (found.a, found.b, found.low, found.high) == (0, 1, 1, 1)
    assert found.p == pytest.approx(1 / 1_001)


SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12)


@settings(max_examples=10)
@given(SCORES)
def test_changing_the_runs_places_turns_only_the_sign(pairs: list[tuple[float, float]]) -> None:
    a, b = (one(F1, *values) for values in zip(*pairs, strict=True))
    there, back = compared(F1, a, b), compared(F1, b, a)
    assert (back.difference, back.p) == (-there.difference, there.p)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert 0 < there.p <= 1
