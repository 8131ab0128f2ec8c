"""The report of a run: one HTML file that opens offline and runs nothing, Markdown, or JSON.

No address is made from data, and the page's own policy forbids scripts and requests; `evals.templates` does the rest.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from evals.charts import Histogram, histogram, number
from evals.metrics import METRICS, NAN, Bin, Columns, Metric, reliability
from evals.record import Figure, Run, SuiteRun, finite
from evals.report_sample import STATUS, VERDICTS, Shown, pieces, shown
from evals.templates import filled

KIND_METRICS = 8
"""Columns of the table by kind at most."""

_BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Section:
    """A suite as the report lays it out.

    `unscored` are metrics whose columns are there and that cannot be told; `by_kind` has, for each kind of sample, how
    many there are and the values of the `kind_metrics`.
    """

    suite: SuiteRun
    samples: Sequence[Shown]
    unscored: Sequence[str]
    reliability: Sequence[Bin]
    latency: Histogram | None
    words: Histogram | None
    kind_metrics: Sequence[str]
    by_kind: Mapping[str, tuple[int, Sequence[float]]]

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many samples came out how."""
        return Counter(sample.verdict for sample in self.samples)

    @property
    def wrong(self) -> Sequence[Shown]:
        """The samples that went wrong, those with the most faults first."""
        return sorted((s for s in self.samples if s.verdict == "wrong"), key=lambda sample: -len(sample.faults))


def html(run: Run) -> str:
    """The run as one HTML document."""
    return filled("report.html", **_told(run), about=_about(run.info), pieces=pieces, STATUS=STATUS)


def markdown(run: Run) -> str:
    """The run as Markdown: a table of figures a suite, and the samples that went wrong."""
    return filled("report.md", **_told(run))


def to_json(run: Run) -> dict[str, Any]:
    """The run's info, each suite's figures, and every sample's scores and timings; what is unknown is null."""
    suites = [
        {
            "name": suite.name,
            "figures": [finite(asdict(figure)) for figure in suite.figures],
            "samples": [finite(line) for line in suite.lines],
        }
        for suite in run.suites
    ]
    return {"run": run.name} | run.info | {"suites": suites}


def _told(run: Run) -> dict[str, Any]:
    """What both templates use."""
    return {
        "run": run,
        "made": _day(run.info["made"]),
        "sections": [_section(suite) for suite in run.suites],
        "VERDICTS": VERDICTS,
        "metric": _metric,
        "number": number,
        "value": _value,
        "interval": _interval,
    }


def _about(info: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What a run was made with, in groups; whatever is no group of its own goes under `Run`."""
    groups = {key.capitalize(): value for key, value in info.items() if isinstance(value, Mapping) and value}
    plain = {key: value for key, value in info.items() if not isinstance(value, Mapping) and value is not None}
    return {"Run": plain} | groups


def _section(suite: SuiteRun) -> Section:
    columns = suite.columns()
    kinds = np.array([line.get("kind") or "" for line in suite.scores])
    shares = [m for f in suite.figures if (m := _BY_NAME.get(f.metric)) and m.unit == "share"][:KIND_METRICS]
    told, asked = {figure.metric for figure in suite.figures}, {name for line in suite.scores for name in line}
    return Section(
        suite=suite,
        samples=shown(suite),
        unscored=[m.name for m in METRICS if m.name not in told and asked.issuperset(m.needs)],
        reliability=reliability(columns) if {"confidence", "should_refuse"} <= columns.keys() else [],
        latency=histogram(columns.get("total_ms", np.array([])).tolist()),
        words=histogram(columns.get("words", np.array([])).tolist(), marks=(50,)),
        kind_metrics=[metric.name for metric in shares],
        by_kind={kind: _of_kind(columns, kinds == kind, shares) for kind in dict.fromkeys(kinds.tolist())},
    )


def _of_kind(columns: Columns, chosen: np.ndarray[Any, np.dtype[np.bool_]], metrics: Sequence[Metric]) -> Any:  # noqa: ANN401
    part = {name: column[chosen] for name, column in columns.items()}
    return int(chosen.sum()), [metric.of(part) if part.keys() >= {*metric.needs} else NAN for metric in metrics]


def _metric(name: str) -> Metric:
    """What a figure measures; of another version's nothing is known."""
    return _BY_NAME.get(name) or Metric(name, (), lambda _: NAN, "", "neither")


def _value(value: float, metric: str) -> str:
    """A value as figures are quoted: shares to three places, all else to three significant digits, with its unit."""
    unit = _metric(metric).unit
    if unit == "share":
        return f"{value:.3f}" if math.isfinite(value) else "–"
    return number(value) if unit == "count" else f"{number(value)} {unit}"


def _interval(figure: Figure) -> str:
    """Both ends; a dash where there is no interval."""
    if not (math.isfinite(figure.low) and math.isfinite(figure.high)):
        return "–"
    low, high = (_value(end, figure.metric) for end in (figure.low, figure.high))
    return f"{low.removesuffix(f' {_metric(figure.metric).unit}')} – {high}"


def _day(made: str) -> str:
    """`2026-01-01T12:00:00+00:00` as `1 January 2026, 12:00 UTC`; what is no ISO time as it is."""
    try:
        moment = datetime.fromisoformat(made)
    except ValueError:
        return made
    return f"{moment.day} {moment:%B %Y, %H:%M} {moment.tzname() or ''}".strip()
