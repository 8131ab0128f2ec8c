"""How sure a figure is, and whether two runs differ: resampling over samples, deterministic for a seed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.metrics import NAN, Columns, Mean, Metric, Numbers

SET_RESAMPLES = 1_000
"""At most so many where the metric is no mean, for each takes a call (0.1 ms); p = 0.05 then stands to within 0.007."""
CELLS = 1_000_000
"""Numbers resampled at once, which bounds the memory at some 10 MB a column."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two runs over the same samples.

    `difference` is `b - a` and `low` to `high` its 95 % interval; `p` is the chance of a difference as large if it did
    not matter which run an outcome came from. All are NaN where either run cannot tell the metric.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float


def interval(metric: Metric, columns: Columns, resamples: int = 1_000, seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval (Efron & Tibshirani 1993, chapter 13) over the samples that are scored.

    Resamples that cannot tell the metric (an AUROC of one class) are skipped; NaN if none can.
    """
    rng = np.random.default_rng(seed)
    (used,) = _used(metric, columns)
    samples = _samples(metric, used)
    values = [_measured(metric, _drawn(used, rng, size, samples)[0]) for size in _blocks(resamples, samples)]
    return _middle(values)


def compared(metric: Metric, a: Columns, b: Columns, resamples: int = 10_000, seed: int = 0) -> Difference:
    """Run `b` against run `a`, both over the same samples in the same order.

    p: the two-sided paired randomisation test (Smucker, Allan & Carterette, CIKM 2007): the two outcomes of a sample
    change places with probability 1/2, p = (1 + as large) / (1 + resamples). The interval: the bootstrap, samples
    being drawn for both runs alike. A sample that one run leaves unscored (a refusal has no length) takes part as it
    is, so that `a` and `b` are the figures of the runs. Raises ValueError for runs of different lengths.
    """
    if _samples(metric, a) != _samples(metric, b):
        raise ValueError(f"{metric.name}: {_samples(metric, a)} samples cannot be paired with {_samples(metric, b)}")
    rng = np.random.default_rng(seed)
    a, b = _used(metric, a, b)
    samples = _samples(metric, a)
    before, after = metric.of(a), metric.of(b)
    swapped, drawn = [], []
    for size in _blocks(resamples if isinstance(metric.of, Mean) else min(resamples, SET_RESAMPLES), samples):
        swap = rng.integers(0, 2, (size, samples), dtype=bool)
        swapped.append(_measured(metric, _chosen(swap, a, b)) - _measured(metric, _chosen(swap, b, a)))
        rows_a, rows_b = _drawn(a, rng, size, samples, b)
        drawn.append(_measured(metric, rows_b) - _measured(metric, rows_a))
    return Difference(before, after, after - before, *_middle(drawn), _chance(after - before, swapped))


def _used(metric: Metric, *runs: Columns) -> list[dict[str, Numbers]]:
    """The columns that the metric needs, of the rows that it can use in any of the runs."""
    kept = np.any([~np.isnan([run[name] for name in metric.needs]).any(axis=0) for run in runs], axis=0)
    return [{name: run[name][kept] for name in metric.needs} for run in runs]


def _samples(metric: Metric, columns: Columns) -> int:
    return len(columns[metric.needs[0]])


def _blocks(resamples: int, samples: int) -> Iterator[int]:
    """Sizes of the blocks in which the resamples are made; none without samples."""
    size = max(1, CELLS // max(1, samples))
    return (min(size, resamples - done) for done in range(0, resamples if samples else 0, size))


def _drawn(a: Columns, rng: np.random.Generator, size: int, samples: int, *others: Columns) -> list[Columns]:
    """Columns `[size, samples]` drawn with replacement, the same rows for all runs."""
    rows = rng.integers(0, samples, (size, samples))
    return [{name: column[rows] for name, column in run.items()} for run in (a, *others)]


def _chosen(swap: NDArray[np.bool_], there: Columns, here: Columns) -> Columns:
    return {name: np.where(swap, there[name], here[name]) for name in here}


def _measured(metric: Metric, columns: Columns) -> Numbers:
    """The metric of every row of columns `[resamples, samples]`."""
    if isinstance(metric.of, Mean):
        values = columns[metric.of.column]
        held = ~np.isnan(values)
        with np.errstate(invalid="ignore"):  # 0 / 0, a resample without a scored sample, is NaN
            means: Numbers = np.where(held, values, 0.0).sum(axis=1) / held.sum(axis=1)
        return means
    rows = range(_samples(metric, columns))
    return np.array([metric.of({name: column[row] for name, column in columns.items()}) for row in rows])


def _middle(blocks: list[Numbers]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile."""
    values = _told(blocks)
    if not len(values):
        return NAN, NAN
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def _chance(observed: float, blocks: list[Numbers]) -> float:
    """The share of differences as large as the observed one, that one included; sums may differ in the last bits."""
    values = _told(blocks)
    if np.isnan(observed) or not len(values):
        return NAN
    as_large = np.abs(values) >= abs(observed) - 1e-12 * max(1.0, abs(observed))
    return float((1 + as_large.sum()) / (1 + len(values)))


def _told(blocks: list[Numbers]) -> Numbers:
    values: Numbers = np.concatenate([np.empty(0), *blocks])
    return values[~np.isnan(values)]
