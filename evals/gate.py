"""Gates: what a run must reach, and what it must not fall behind. An empty list of complaints lets it pass."""

from collections.abc import Sequence

from evals.compare import Comparison
from evals.errors import RunError
from evals.metrics import METRICS, Metric, measurable
from evals.record import Run, SuiteRun


def check(floors: Sequence[tuple[str, float]], suites: Sequence[str]) -> None:
    """Raise RunError for a floor that no run of these suites can have, before time is spent on one."""
    metrics = [metric.name for metric in METRICS]
    known = {*metrics, *(f"{suite}.{metric}" for suite in suites for metric in metrics)}
    for name in [name for name, _ in floors if name not in known]:
        raise RunError(f"there is no metric {name}; say METRIC or SUITE.METRIC, of {', '.join(metrics)}")


def unmet(run: Run, floors: Sequence[tuple[str, float]]) -> list[str]:
    """A complaint for each floor that a suite of the run does not reach; for what should be low it is a ceiling.

    Raises RunError for a metric that no suite of the run has: a gate that looks at nothing would always be open.
    """
    held = [(suite, metric) for suite in run.suites for metric in measurable(suite.columns())]
    complaints = []
    for name, value in floors:
        looked = [(suite, metric) for suite, metric in held if name in (metric.name, f"{suite.name}.{metric.name}")]
        if not looked:
            known = ", ".join(dict.fromkeys(metric.name for _, metric in held))
            raise RunError(f"no suite of this run has the metric {name}; there are {known}")
        complaints += [complaint for suite, metric in looked for complaint in _below(suite, metric, value)]
    return complaints


def worsened(comparison: Comparison) -> list[str]:
    """A complaint for each figure that has got significantly worse or is gone; those of the clock do not count."""
    complaints = []
    for suite in comparison.suites:
        complaints += [f"{suite.suite}: {name} had a value in {comparison.a}, and has none now" for name in suite.gone]
        complaints += [
            f"{suite.suite}: {row.metric.name} went from {row.a:.3f} to {row.b:.3f} (p = {row.p:.4f})"
            for row in suite.rows
            if row.verdict == "worse" and row.metric.unit != "ms"
        ]
    return complaints


def _below(suite: SuiteRun, metric: Metric, value: float) -> list[str]:
    """A metric that cannot be told here, as a precision of nothing said, does not reach anything."""
    reached = suite.values.get(metric.name)
    if reached is None:
        return [f"{suite.name}: {metric.name} has no value in this run, so it does not reach {value:g}"]
    lower = metric.better == "lower"
    missed = reached > value if lower else reached < value
    return [f"{suite.name}: {metric.name} is {reached:.3f}, {'over' if lower else 'under'} {value:g}"] if missed else []
