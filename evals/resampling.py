"""How sure a figure is, and whether two runs differ: resampling over samples, deterministic for a seed."""

from dataclasses import dataclass

import numpy as np

from evals.metrics import NAN, Columns, Metric, Numbers

RESAMPLES = 1_000
"""Some 0.1 ms each; p = 0.05 then stands to within 0.007."""
SIGNIFICANT = 0.05
"""A p-value below this is taken for a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two runs over the same samples.

    `difference` is `b - a` and `low` to `high` its 95 % interval; `p` is the chance of a difference as large if it did
    not matter which run an outcome came from. All are NaN where either run cannot tell the metric.
    """

    metric: Metric
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float

    @property
    def verdict(self) -> str:
        """`better` or `worse` where the difference is significant and one of them, else `same`."""
        gain = self.difference * self.metric.sign
        return "same" if not self.p < SIGNIFICANT or gain == 0 else "better" if gain > 0 else "worse"


def interval(metric: Metric, columns: Columns, seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval (Efron & Tibshirani 1993, chapter 13) over the samples that are scored.

    Resamples that cannot tell the metric (an AUROC of one class) are skipped; NaN if none can.
    """
    rng = np.random.default_rng(seed)
    (used,) = _used(metric, columns)
    size = used.shape[1]
    return _middle(
        np.array([_of(metric, used[:, rng.integers(0, size, size)]) for _ in range(RESAMPLES if size else 0)])
    )


def compared(metric: Metric, a: Columns, b: Columns, seed: int = 0) -> Difference:
    """Run `b` against run `a`, both over the same samples in the same order.

    p: the two-sided paired randomisation test (Smucker, Allan & Carterette, CIKM 2007): the two outcomes of a sample
    change places with probability 1/2, p = (1 + as large) / (1 + resamples). The interval: the bootstrap, samples
    being drawn for both runs alike. A sample that one run leaves unscored (a refusal has no length) takes part as it
    is, so that `a` and `b` are the figures of the runs.
    """
    rng = np.random.default_rng(seed)
    one, other = _used(metric, a, b)
    before, after = metric.of(a), metric.of(b)
    size = one.shape[1]
    swapped, drawn = [], []
    for _ in range(RESAMPLES if size else 0):
        swap, rows = rng.integers(0, 2, size, dtype=bool), rng.integers(0, size, size)
        swapped.append(_of(metric, np.where(swap, one, other)) - _of(metric, np.where(swap, other, one)))
        drawn.append(_of(metric, other[:, rows]) - _of(metric, one[:, rows]))
    difference = after - before
    chance = _chance(difference, np.array(swapped))
    return Difference(metric, before, after, difference, *_middle(np.array(drawn)), chance)


def _used(metric: Metric, *runs: Columns) -> list[Numbers]:
    """What the metric needs, `[columns, samples]`, of the samples that it can use in any of the runs."""
    needed = [np.array([run[name] for name in metric.needs]) for run in runs]
    kept = np.any([~np.isnan(columns).any(axis=0) for columns in needed], axis=0)
    return [columns[:, kept] for columns in needed]


def _of(metric: Metric, columns: Numbers) -> float:
    told = columns[:, ~np.isnan(columns).any(axis=0)]
    return float(metric.formula(*told)) if told.shape[1] else NAN


def _middle(values: Numbers) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of what can be told."""
    told = values[~np.isnan(values)]
    low, high = np.percentile(told, (2.5, 97.5)) if len(told) else (NAN, NAN)
    return float(low), float(high)


def _chance(observed: float, differences: Numbers) -> float:
    """The share of differences as large as the observed one, that one included; sums may differ in the last bits."""
    told = np.abs(differences[~np.isnan(differences)])
    as_large = told >= abs(observed) - 1e-12 * max(1.0, abs(observed))
    return NAN if np.isnan(observed) or not len(told) else float((1 + as_large.sum()) / (1 + len(told)))
