"""Two runs side by side: every metric with the test of its difference, and the samples that changed.

Runs are compared on the samples that both have, suite by suite.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from evals.errors import RunError
from evals.metrics import METRICS, measurable
from evals.record import Run, SuiteRun, columns, finite
from evals.resampling import Difference, compared
from evals.templates import filled


@dataclass(frozen=True, slots=True)
class Changed:
    """A sample that came out differently: its scores that moved, as (before, after), and which way on the whole."""

    id: str
    question: str
    scores: dict[str, tuple[float | None, float | None]]
    better: bool | None


@dataclass(frozen=True, slots=True)
class SuiteComparison:
    """A suite in both runs; `shared` samples are compared, the rest only counted; `gone` metrics have no value in b."""

    suite: str
    shared: int
    only_a: int
    only_b: int
    gone: tuple[str, ...]
    rows: tuple[Difference, ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run `b` against run `a`; `settings` holds what was set differently, as (a, b)."""

    a: str
    b: str
    settings: dict[str, tuple[Any, Any]]
    suites: tuple[SuiteComparison, ...]

    def to_json(self) -> dict[str, Any]:
        """The whole comparison for `json.dumps`; what is unknown is null."""
        made = asdict(self)
        for suite, told in zip(self.suites, made["suites"], strict=True):
            named = [{"metric": row.metric.name, "verdict": row.verdict} for row in suite.rows]
            told["metrics"] = [finite(row) | name for row, name in zip(told.pop("rows"), named, strict=True)]
        return made


def compare(a: Run, b: Run) -> Comparison:
    """Metric by metric and sample by sample. Raises RunError when the runs have no suite in common."""
    theirs = {suite.name: suite for suite in b.suites}
    both = [(suite, theirs[suite.name]) for suite in a.suites if suite.name in theirs]
    if not both:
        one, other = (", ".join(suite.name for suite in run.suites) for run in (a, b))
        raise RunError(f"{a.name} and {b.name} have no suite in common: {one} against {other}")
    keys = [key for key in (a.info | b.info) if key not in ("made", "suites") and a.info.get(key) != b.info.get(key)]
    settings = {key: (a.info.get(key), b.info.get(key)) for key in keys}
    return Comparison(a.name, b.name, settings, tuple(_compare(*suites) for suites in both))


def markdown(comparison: Comparison) -> str:
    """The tables of a comparison."""
    return filled("compare.md", found=comparison)


def _compare(a: SuiteRun, b: SuiteRun) -> SuiteComparison:
    before, after = ({line["id"]: line for line in suite.lines} for suite in (a, b))
    shared = [id_ for id_ in before if id_ in after]
    if not shared:
        raise RunError(f"the two runs of {a.name} have no sample in common")
    one, other = columns([before[i] for i in shared]), columns([after[i] for i in shared])
    had = [metric for metric in measurable(one) if not math.isnan(metric.of(one))]
    kept = [metric for metric in had if metric in measurable(other) and not math.isnan(metric.of(other))]
    questions = {r["sample"]["id"]: r["sample"]["question"] for r in (*a.records, *b.records)}
    return SuiteComparison(
        a.name,
        len(shared),
        only_a=len(before) - len(shared),
        only_b=len(after) - len(shared),
        gone=tuple(metric.name for metric in had if metric not in kept),
        rows=tuple(compared(metric, one, other) for metric in kept),
        changed=tuple(c for i in shared if (c := _change(i, questions.get(i, ""), before[i], after[i]))),
    )


def _change(id_: str, question: str, before: dict[str, Any], after: dict[str, Any]) -> Changed | None:
    """What moved of the scores that are a metric by themselves; the mean movement says which way."""
    signs = {m.needs[0]: m.sign for m in METRICS if len(m.needs) == 1 and m.unit == "share" and m.sign}
    moved = {name: (before.get(name), after.get(name)) for name in signs if before.get(name) != after.get(name)}
    whole = sum(signs[name] * ((new or 0.0) - (old or 0.0)) for name, (old, new) in moved.items())
    better = None if math.isclose(whole, 0, abs_tol=1e-9) else whole > 0
    return Changed(id_, question, moved, better) if moved else None
