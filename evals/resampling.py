"""How sure a figure is, and whether two runs differ: resampling over samples, deterministic for a seed."""

from collections.abc import Iterator, Sequence
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
    blocks = _blocks(resamples, used, metric)
    return _middle([_measured(metric, used, rng.integers(0, shape[1], shape)) for shape in blocks])


def compared(metric: Metric, a: Columns, b: Columns, resamples: int = 10_000, seed: int = 0) -> Difference:
    """Run `b` against run `a`, both over the same samples in the same order.

    p: the two-sided paired randomisation test (Smucker, Allan & Carterette, CIKM 2007): the two outcomes of a sample
    change places with probability 1/2, p = (1 + as large) / (1 + resamples). The interval: the bootstrap, samples
    being drawn for both runs alike. A sample that one run leaves unscored (a refusal has no length) takes part as it
    is, so that `a` and `b` are the figures of the runs. Raises ValueError for runs of different lengths.
    """
    lengths = [len(run[metric.needs[0]]) for run in (a, b)]
    if len({*lengths}) > 1:
        raise ValueError(f"{metric.name}: {lengths[0]} samples cannot be paired with {lengths[1]}")
    rng = np.random.default_rng(seed)
    a, b = _used(metric, a, b)
    joined = {name: np.concatenate([a[name], b[name]]) for name in a}
    before, after = metric.of(a), metric.of(b)
    swapped, drawn = [], []
    for shape in _blocks(resamples if isinstance(metric.of, Mean) else min(resamples, SET_RESAMPLES), a, metric):
        # Rows of the joined runs: those of b begin where a's end, and a swap takes the other run's.
        size = shape[1]
        swap = np.arange(size) + size * rng.integers(0, 2, shape, dtype=bool)
        swapped.append(_measured(metric, joined, (swap + size) % (2 * size)) - _measured(metric, joined, swap))
        rows = rng.integers(0, size, shape)
        drawn.append(_measured(metric, b, rows) - _measured(metric, a, rows))
    return Difference(before, after, after - before, *_middle(drawn), _chance(after - before, swapped))


def _used(metric: Metric, *runs: Columns) -> list[dict[str, Numbers]]:
    """The columns that the metric needs, of the rows that it can use in any of the runs."""
    kept = np.any([~np.isnan([run[name] for name in metric.needs]).any(axis=0) for run in runs], axis=0)
    return [{name: run[name][kept] for name in metric.needs} for run in runs]


def _blocks(resamples: int, columns: Columns, metric: Metric) -> Iterator[tuple[int, int]]:
    """(resamples, samples) of the blocks in which the resamples are made; none without samples."""
    samples = len(columns[metric.needs[0]])
    size = max(1, CELLS // max(1, samples))
    return ((min(size, resamples - done), samples) for done in range(0, resamples if samples else 0, size))


def _measured(metric: Metric, columns: Columns, rows: NDArray[np.int_]) -> Numbers:
    """The metric of every resample; `rows` are the samples of each, `[resamples, samples]`."""
    if isinstance(metric.of, Mean):
        values = columns[metric.of.column][rows]
        held = ~np.isnan(values)
        with np.errstate(invalid="ignore"):  # 0 / 0, a resample without a scored sample, is NaN
            means: Numbers = np.where(held, values, 0.0).sum(axis=1) / held.sum(axis=1)
        return means
    return np.array([metric.of({name: column[row] for name, column in columns.items()}) for row in rows])


def _middle(blocks: Sequence[Numbers]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile."""
    values = _told(blocks)
    low, high = np.percentile(values, (2.5, 97.5)) if len(values) else (NAN, NAN)
    return float(low), float(high)


def _chance(observed: float, blocks: Sequence[Numbers]) -> float:
    """The share of differences as large as the observed one, that one included; sums may differ in the last bits."""
    values = _told(blocks)
    if np.isnan(observed) or not len(values):
        return NAN
    as_large = np.abs(values) >= abs(observed) - 1e-12 * max(1.0, abs(observed))
    return float((1 + as_large.sum()) / (1 + len(values)))


def _told(blocks: Sequence[Numbers]) -> Numbers:
    values: Numbers = np.concatenate([np.empty(0), *blocks])
    return values[~np.isnan(values)]
