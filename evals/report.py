"""The report of a run: one HTML file that opens offline and runs nothing, Markdown, or JSON.

All text of articles, questions and names is untrusted: the template escapes everything, what it prints is stripped of
what hides or reorders text, no address is made from data, and the page's own policy forbids scripts and requests.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.charts import HEIGHT, WIDTH, Dot, Histogram, histogram, number, reliability_dots
from evals.metrics import METRICS, Columns, Metric, reliability
from evals.record import Figure, Run, SuiteRun
from evals.report_sample import HITS, STATUS, VERDICTS, Shown, shortened, shown, visible
from rag.wording import counted, escape

WORST = 10
"""Samples that went wrong named in Markdown at most, a suite."""
KIND_METRICS = 8
"""Columns of the table by kind at most."""

_BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure with what it means; `share` says that it lies in 0…1 and can be drawn as a bar."""

    figure: Figure
    name: str
    says: str
    unit: str
    better: str
    share: bool

    @property
    def interval(self) -> str:
        """Both ends; a dash where there is no interval."""
        low, high = self.figure.low, self.figure.high
        if not (math.isfinite(low) and math.isfinite(high)):
            return "–"
        return f"{_value(low, self.unit).removesuffix(f' {self.unit}')} – {_value(high, self.unit)}"


@dataclass(frozen=True, slots=True)
class KindRow:
    """The figures of one kind of sample, None where there is nothing to tell."""

    kind: str
    samples: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A suite as the report lays it out."""

    name: str
    figures: tuple[Labelled, ...]
    unscored: tuple[str, ...]
    reliability: tuple[Dot, ...]
    latency: Histogram | None
    words: Histogram | None
    by_kind: tuple[KindRow, ...]
    kind_figures: tuple[Labelled, ...]
    samples: tuple[Shown, ...]
    kinds: tuple[str, ...]

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many samples came out how."""
        return Counter(sample.verdict for sample in self.samples)


def html(run: Run) -> str:
    """The run as one HTML document."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    environment.globals |= {"WIDTH": WIDTH, "HEIGHT": HEIGHT, "HITS": HITS, "STATUS": STATUS, "VERDICTS": VERDICTS}
    told = {"made": _day(run.info["made"]), "about": _about(run.info), "sections": [_section(s) for s in run.suites]}
    return environment.get_template("report.html.j2").render(run=run, **told)


def markdown(run: Run) -> str:
    """The run as Markdown: a table of figures a suite, and the samples that went wrong."""
    about = ", ".join(f"{key} {run.info[key]}" for key in ("engine", "model") if run.info.get(key))
    parts = [f"# Run {_md(run.name)}", _md(f"Made {_day(run.info['made'])}: {about}")]
    for suite in run.suites:
        parts += _suite_markdown(suite)
    return "\n\n".join(parts) + "\n"


def to_json(run: Run) -> dict[str, Any]:
    """The run's info, each suite's figures, and every sample's scores and timings; what is unknown is null."""
    suites = [
        {
            "name": suite.name,
            "figures": [_finite(asdict(figure)) for figure in suite.figures],
            "samples": [_finite(s | t) for s, t in zip(suite.scores, suite.timings, strict=True)],
        }
        for suite in run.suites
    ]
    return {"run": run.name} | run.info | {"suites": suites}


def _about(info: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What a run was made with, in groups; whatever is no group of its own goes under `Run`."""
    groups = {key.capitalize(): value for key, value in info.items() if isinstance(value, Mapping) and value}
    plain = {key: value for key, value in info.items() if not isinstance(value, Mapping) and value is not None}
    return {"Run": plain} | groups


def _section(suite: SuiteRun) -> Section:
    columns, samples = suite.columns(), tuple(shown(suite))
    figures = tuple(_labelled(figure) for figure in suite.figures)
    kinds = tuple(dict.fromkeys(line.get("kind") or "" for line in suite.scores))
    main = tuple(figure for figure in figures if figure.share)[:KIND_METRICS]
    told, asked = {figure.figure.metric for figure in figures}, {name for line in suite.scores for name in line}
    return Section(
        name=suite.name,
        figures=figures,
        unscored=tuple(m.name for m in METRICS if m.name not in told and asked.issuperset(m.needs)),
        reliability=_reliability(columns),
        latency=histogram(columns.get("total_ms", np.array([])).tolist()),
        words=histogram(columns.get("words", np.array([])).tolist(), marks=(50,)),
        by_kind=tuple(_kind_row(suite, columns, kind, main) for kind in kinds) if len(kinds) > 1 else (),
        kind_figures=main,
        samples=samples,
        kinds=kinds,
    )


def _labelled(figure: Figure) -> Labelled:
    metric = _BY_NAME.get(figure.metric)
    unit, better, says = (metric.unit, metric.better, metric.says) if metric else ("", "", "")
    return Labelled(figure, _name(figure.metric), says, unit, better, _is_share(unit, figure))


def _kind_row(suite: SuiteRun, columns: Columns, kind: str, figures: Sequence[Labelled]) -> KindRow:
    chosen = np.array([(line.get("kind") or "") == kind for line in suite.scores])
    part = {name: column[chosen] for name, column in columns.items()}
    values = tuple(_of(_BY_NAME.get(figure.figure.metric), part) for figure in figures)
    return KindRow(kind, int(chosen.sum()), values)


def _of(metric: Metric | None, columns: Columns) -> float | None:
    value = metric.of(columns) if metric else math.nan
    return value if math.isfinite(value) else None


def _reliability(columns: Columns) -> tuple[Dot, ...]:
    """Whether the coverage holds the answer as often as `confidence` says, over the samples judged for it."""
    if not {"confidence", "should_refuse"} <= columns.keys():
        return ()
    sure, absent = columns["confidence"], columns["should_refuse"]
    known = ~np.isnan(sure) & ~np.isnan(absent)
    bins = reliability(sure[known], 1 - absent[known]) if known.any() else []
    return reliability_dots([(b.low, b.high, b.count, b.confidence, b.accuracy) for b in bins])


def _suite_markdown(suite: SuiteRun) -> list[str]:
    head = ["| metric | value | 95 % interval | scored |", "|---|---:|---:|---:|"]
    table = "\n".join([*head, *(_row(_labelled(figure)) for figure in suite.figures)])
    return [f"## {_md(suite.name)}", table, *_worst(shown(suite))]


def _row(of: Labelled) -> str:
    cells = (_md(of.name), _value(of.figure.value, of.unit), of.interval, f"{of.figure.scored} of {of.figure.samples}")
    return f"| {' | '.join(cells)} |"


def _worst(samples: Sequence[Shown]) -> list[str]:
    """The samples that went wrong, those with the most faults first."""
    wrong = sorted((s for s in samples if s.verdict == "wrong"), key=lambda sample: -len(sample.faults))
    if not wrong:
        return []
    lines = [f"- {_md(s.id)}: {_md(shortened(s.question, 200))} ({_md('; '.join(s.faults))})" for s in wrong[:WORST]]
    head = f"{counted(len(wrong), 'sample')} of {len(samples)} went wrong" + (
        ":" if len(wrong) <= WORST else ", the worst:"
    )
    return [head, "\n".join(lines)]


def _md(text: str) -> str:
    return escape(visible(text))


def _printed(value: Any) -> Any:  # noqa: ANN401
    """What the template prints: text without what hides or reorders it; the template's own markup as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _name(name: str) -> str:
    return name.replace("_", " ")


def _is_share(unit: str, figure: Figure) -> bool:
    return unit in ("", "share") and 0 <= figure.value <= 1


def _value(value: float | None, unit: str = "") -> str:
    """A value as figures are quoted: shares to three places, all else to three significant digits, with its unit."""
    if value is None or not math.isfinite(value):
        return "–"
    if unit in ("", "share"):
        return f"{value:.3f}"
    return number(value) if unit == "count" else f"{number(value)} {unit}"


def _day(made: str) -> str:
    """`2026-01-01T12:00:00+00:00` as `1 January 2026, 12:00 UTC`; what is no ISO time as it is."""
    try:
        moment = datetime.fromisoformat(made)
    except ValueError:
        return made
    return f"{moment.day} {moment:%B %Y, %H:%M} {moment.tzname() or ''}".strip()


def _finite(line: Mapping[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in line.items()}


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False)


_FILTERS = {
    "counted": counted,
    "json": _json,
    "name": _name,
    "number": number,
    "shortened": shortened,
    "value": _value,
}
