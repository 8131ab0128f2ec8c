"""A run as it lies on disk, read back: what reports, comparisons and gates work on.

RUN/run.json               what was run with what: suites, settings, versions, git, model
RUN/summary.json           the figures that do not depend on the clock, with their intervals
RUN/timings.json           the figures that do, and when the run was made
RUN/SUITE/records.jsonl    a sample a line: the sample, the answer, what was found, why
RUN/SUITE/scores.jsonl     a sample a line: {"id", "kind", name: number or null, …}
RUN/SUITE/timings.jsonl    a sample a line: {"id", name: milliseconds}
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.errors import RunError
from evals.metrics import Columns

RECORDS, SCORES, TIMINGS = "records.jsonl", "scores.jsonl", "timings.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over a suite, with its 95 % bootstrap interval; `scored` of `samples` had what it needs."""

    metric: str
    value: float
    low: float
    high: float
    scored: int
    samples: int


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A suite of a run; the three lists are of one length and in one order. `records` may be left out (baselines)."""

    name: str
    scores: tuple[dict[str, Any], ...]
    timings: tuple[dict[str, Any], ...]
    records: tuple[dict[str, Any], ...]
    figures: tuple[Figure, ...]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Scores and timings of each sample together."""
        return [score | timing for score, timing in zip(self.scores, self.timings, strict=True)]

    def columns(self) -> Columns:
        """Every score and timing as a column, NaN where it is unscored."""
        return columns(self.lines)


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run."""

    folder: Path
    info: dict[str, Any]
    suites: tuple[SuiteRun, ...]

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name


def columns(lines: list[dict[str, Any]]) -> Columns:
    """The numbers of the lines by name, NaN where a line has none."""
    names = sorted({name for line in lines for name, value in line.items() if isinstance(value, int | float)})
    return {name: np.array([line.get(name) for line in lines], dtype=float) for name in names}


def finite(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line with None for numbers that JSON does not have."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in line.items()}


def load_run(folder: Path) -> Run:
    """The run in a folder. Raises RunError for a folder that holds none, an unfinished one or something else."""
    summary = _json(folder / "summary.json")
    info, timed = load_info(folder), _json(folder / "timings.json")
    try:
        named = [(name, summary["suites"][name] + timed["suites"].get(name, [])) for name in info["suites"]]
        return Run(folder, info, tuple(load_suite(folder / name, figures) for name, figures in named))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RunError(f"{folder} is not the folder of a run: {type(error).__name__}: {error}") from error


def load_info(folder: Path) -> dict[str, Any]:
    """What a finished run was made with, and when. Raises RunError."""
    info, timed = _json(folder / "run.json"), _json(folder / "timings.json")
    return info | {"made": timed.get("made", "")}


def load_suite(folder: Path, figures: Iterable[dict[str, Any]] = ()) -> SuiteRun:
    """The suite in a folder of a run. Raises RunError."""
    scores = lines(folder / SCORES)
    timings, records = (lines(path) if path.exists() else [] for path in (folder / TIMINGS, folder / RECORDS))
    timings = timings or [{"id": s["id"]} for s in scores]
    if [t["id"] for t in timings] != [s["id"] for s in scores]:
        raise RunError(f"{folder / TIMINGS} is not about the samples of {SCORES}")
    return SuiteRun(folder.name, tuple(scores), tuple(timings), tuple(records), tuple(Figure(**f) for f in figures))


def lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file. Raises RunError."""
    try:
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read: {error}") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise RunError(f"{path.parent} holds no finished run: it has no {path.name}") from error
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read: {error}") from error
    if not isinstance(loaded, dict):
        raise RunError(f"{path} cannot be read: it holds no JSON object")
    return loaded
