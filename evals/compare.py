"""Two runs side by side: every metric with the test of its difference, and the samples that changed.

Runs are compared on the samples that both have, suite by suite.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evals.errors import RunError
from evals.metrics import METRICS, Columns, Metric, measurable
from evals.record import Run, SuiteRun, columns
from evals.report_sample import visible
from evals.resampling import Difference, compared
from rag.wording import counted, escape

SIGNIFICANT = 0.05
"""A p-value below this is taken for a difference."""


@dataclass(frozen=True, slots=True)
class Row:
    """A metric in both runs; `verdict` is `better` or `worse` where the difference is significant, else `same`."""

    metric: Metric
    difference: Difference
    verdict: str


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
    rows: tuple[Row, ...]
    gone: tuple[str, ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run `b` against run `a`; `settings` holds what was set differently, as (a, b)."""

    a: str
    b: str
    settings: dict[str, tuple[Any, Any]]
    suites: tuple[SuiteComparison, ...]

    def to_json(self) -> dict[str, Any]:
        """The whole comparison for `json.dumps`."""
        return {
            "a": self.a,
            "b": self.b,
            "settings": self.settings,
            "suites": [_suite_json(suite) for suite in self.suites],
        }


def compare(a: Run, b: Run) -> Comparison:
    """Metric by metric and sample by sample. Raises RunError when the runs have no suite in common."""
    theirs = {suite.name: suite for suite in b.suites}
    both = [(suite, theirs[suite.name]) for suite in a.suites if suite.name in theirs]
    if not both:
        raise RunError(f"{a.name} and {b.name} have no suite in common: {_names(a)} against {_names(b)}")
    keys = [key for key in (a.info | b.info) if key not in ("made", "suites") and a.info.get(key) != b.info.get(key)]
    return Comparison(
        a.name,
        b.name,
        {key: (a.info.get(key), b.info.get(key)) for key in keys},
        tuple(_compare(one, other) for one, other in both),
    )


def markdown(comparison: Comparison) -> str:
    """The tables of a comparison; names and questions are strangers' text, and escaped."""
    parts = [f"# {_md(comparison.b)} against {_md(comparison.a)}", ""]
    if comparison.settings:
        parts += [f"Not the same: {_md(', '.join(comparison.settings))}", ""]
    for suite in comparison.suites:
        parts += [f"## {_md(suite.suite)}: {counted(suite.shared, 'sample')}", ""]
        if suite.only_a or suite.only_b:
            parts += [f"Left out: {suite.only_a} only in the run before, {suite.only_b} only in the one after", ""]
        parts += ["| metric | before | after | difference (95 %) | p | |", "|---|---|---|---|---|---|"]
        parts += [_row(row) for row in suite.rows]
        parts += ["", f"Without a value now: {', '.join(suite.gone)}"] if suite.gone else []
        for better, heading in ((False, "Worse now"), (True, "Better now"), (None, "Changed both ways")):
            lines = [_changed(c) for c in suite.changed if c.better is better]
            parts += ["", f"{heading}: {len(lines)}", "", *lines] if lines else []
        parts.append("")
    return "\n".join(parts)


def _compare(a: SuiteRun, b: SuiteRun) -> SuiteComparison:
    before, after = _by_id(a), _by_id(b)
    shared = [id_ for id_ in a.ids if id_ in after]
    if not shared:
        raise RunError(f"the two runs of {a.name} have no sample in common")
    one, other = columns([before[i] for i in shared]), columns([after[i] for i in shared])
    both = {metric.name: metric for metric in measurable(one) if metric in measurable(other)}
    rows = tuple(row for metric in both.values() if (row := _compared(metric, one, other)))
    had = [metric.name for metric in measurable(one) if not math.isnan(metric.of(one))]
    gone = tuple(name for name in had if name not in both or math.isnan(both[name].of(other)))
    questions = {r["sample"]["id"]: r["sample"]["question"] for r in (*a.records, *b.records)}
    changed = tuple(c for i in shared if (c := _change(i, questions.get(i, ""), before[i], after[i])))
    left = len(before) - len(shared), len(after) - len(shared)
    return SuiteComparison(a.name, len(shared), *left, rows, gone, changed)


def _by_id(suite: SuiteRun) -> dict[str, dict[str, Any]]:
    return {score["id"]: score | timing for score, timing in zip(suite.scores, suite.timings, strict=True)}


def _compared(metric: Metric, a: Columns, b: Columns) -> Row | None:
    found = compared(metric, a, b)
    if np.isnan(found.difference):
        return None
    lower = metric.better == "lower"
    moved = found.p < SIGNIFICANT and metric.better != "neither" and found.difference != 0
    return Row(metric, found, "same" if not moved else "better" if (found.difference < 0) is lower else "worse")


def _change(id_: str, question: str, before: dict[str, Any], after: dict[str, Any]) -> Changed | None:
    """What moved of the scores that are a metric by themselves; the mean movement says which way."""
    own = [m for m in METRICS if len(m.needs) == 1 and m.unit == "share" and m.better != "neither"]
    signs = {m.needs[0]: -1 if m.better == "lower" else 1 for m in own}
    moved = {name: (before.get(name), after.get(name)) for name in signs if before.get(name) != after.get(name)}
    sums = [signs[name] * ((new or 0.0) - (old or 0.0)) for name, (old, new) in moved.items()]
    better = None if math.isclose(sum(sums), 0, abs_tol=1e-9) else sum(sums) > 0
    return Changed(id_, question, moved, better) if moved else None


def _names(run: Run) -> str:
    return ", ".join(suite.name for suite in run.suites)


def _suite_json(suite: SuiteComparison) -> dict[str, Any]:
    return {
        "suite": suite.suite,
        "shared": suite.shared,
        "only_a": suite.only_a,
        "only_b": suite.only_b,
        "gone": list(suite.gone),
        "metrics": [
            {"metric": r.metric.name, "verdict": r.verdict} | _finite(asdict(r.difference)) for r in suite.rows
        ],
        "changed": [asdict(changed) for changed in suite.changed],
    }


def _finite(numbers: dict[str, float]) -> dict[str, float | None]:
    return {name: number if math.isfinite(number) else None for name, number in numbers.items()}


def _md(text: str) -> str:
    return escape(visible(text))


def _row(row: Row) -> str:
    d = row.difference
    clock = " (clock)" if row.metric.unit == "ms" else ""
    verdict = "" if row.verdict == "same" else f"**{row.verdict}**{clock}"
    return (
        f"| {row.metric.name} | {d.a:.3f} | {d.b:.3f} | {d.difference:+.3f} ({d.low:+.3f} to {d.high:+.3f}) "
        f"| {_p(d.p)} | {verdict} |"
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _changed(changed: Changed) -> str:
    moves = ", ".join(f"{name} {_shown(a)} → {_shown(b)}" for name, (a, b) in changed.scores.items())
    return f"- {_md(changed.id)}: {_md(changed.question)}: {moves}"


def _shown(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}"
