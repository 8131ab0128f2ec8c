"""The report of a run: one HTML file that opens offline and runs nothing, Markdown, or JSON.

No address is made from data, and the page's own policy forbids scripts and requests; `evals.templates` does the rest.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evals.charts import Histogram, histogram, number
from evals.metrics import METRICS, NAN, Bin, Metric, reliability, scored
from evals.record import Figure, Run, SuiteRun, finite
from evals.report_sample import STATUS, VERDICTS, Shown, pieces, shown
from evals.templates import filled

_BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Section:
    """A suite as the report lays it out; `unscored` are metrics whose columns are there and that cannot be told."""

    suite: SuiteRun
    samples: Sequence[Shown]
    unscored: Sequence[str]
    reliability: Sequence[Bin]
    latency: Histogram | None
    words: Histogram | None

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many samples came out how."""
        return Counter(sample.verdict for sample in self.samples)

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of its samples."""
        return list(dict.fromkeys(line.get("kind") or "" for line in self.suite.lines))


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
    columns, none, sure = suite.columns(), np.array([]), ("confidence", "should_refuse")
    told, asked = {figure.metric for figure in suite.figures}, {name for line in suite.lines for name in line}
    return Section(
        suite=suite,
        samples=shown(suite),
        unscored=[m.name for m in METRICS if m.name not in told and asked.issuperset(m.needs)],
        reliability=reliability(*scored(columns, *sure)) if columns.keys() >= {*sure} else [],
        latency=histogram(columns.get("total_ms", none).tolist()),
        words=histogram(columns.get("words", none).tolist(), marks=(50,)),
    )


def _metric(name: str) -> Metric:
    """What a figure measures; of another version's nothing is known."""
    return _BY_NAME.get(name) or Metric(name, (), lambda: NAN, "", "neither")


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
