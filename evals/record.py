"""Runs as they lie on disk, found and read back: what reports, comparisons and gates work on.

RUN/run.json               what was run with what: suites, settings, versions, git, model
RUN/summary.json           the figures that do not depend on the clock, with their intervals
RUN/timings.json           the figures that do, and when the run was made
RUN/SUITE/records.jsonl    a sample a line: the sample, the answer, what was found, why
RUN/SUITE/scores.jsonl     a sample a line: {"id", "kind", name: number or null, …}
RUN/SUITE/timings.jsonl    a sample a line: {"id", name: milliseconds}
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.errors import RunError
from evals.metrics import Columns

LATEST = "latest"
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
    """A suite of a run; `lines` are the scores and timings of each sample, `records` in the same order, or none."""

    name: str
    lines: tuple[dict[str, Any], ...]
    records: tuple[dict[str, Any], ...]
    figures: tuple[Figure, ...]

    @property
    def values(self) -> dict[str, float]:
        """The value of each metric that has one."""
        return {figure.metric: figure.value for figure in self.figures}

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


def columns(lines: Sequence[Mapping[str, Any]]) -> Columns:
    """The numbers of the lines by name, NaN where a line has none."""
    names = sorted({name for line in lines for name, value in line.items() if isinstance(value, int | float)})
    return {name: np.array([line.get(name) for line in lines], dtype=float) for name in names}


def finite(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line with None for numbers that JSON does not have."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in line.items()}


def load_run(folder: Path) -> Run:
    """The run in a folder. Raises RunError for a folder that holds none, an unfinished one or something else."""
    info = load_info(folder)
    with _reading(folder):
        plain, timed = (_json(folder / name)["suites"] for name in ("summary.json", "timings.json"))
        named = [(name, plain[name] + timed.get(name, [])) for name in info["suites"]]
        return Run(folder, info, tuple(load_suite(folder / name, figures) for name, figures in named))


def load_info(folder: Path) -> dict[str, Any]:
    """What a finished run was made with, and when. Raises RunError."""
    with _reading(folder):
        return dict(_json(folder / "run.json")) | {"made": _json(folder / "timings.json").get("made", "")}


def load_suite(folder: Path, figures: Iterable[dict[str, Any]] = ()) -> SuiteRun:
    """The suite in a folder of a run. Raises what a damaged file does."""
    scores = lines(folder / SCORES)
    timings, records = (lines(path) if path.exists() else [] for path in (folder / TIMINGS, folder / RECORDS))
    timings = timings or [{"id": s["id"]} for s in scores]
    if [t["id"] for t in timings] != [s["id"] for s in scores]:
        raise ValueError(f"{TIMINGS} is not about the samples of {SCORES}")
    both = tuple(score | timing for score, timing in zip(scores, timings, strict=True))
    return SuiteRun(folder.name, both, tuple(records), tuple(Figure(**f) for f in figures))


def lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def finished(runs: Path) -> list[Path]:
    """The folders of the finished runs, oldest first."""
    return sorted((path.parent for path in runs.glob("*/summary.json")), key=lambda path: (number(path), path.name))


def named_run(runs: Path, name: str) -> Run:
    """A run by its path, its name or number in `runs`, or `latest`. Raises RunError when there is none."""
    if (Path(name) / "run.json").exists():
        return load_run(Path(name))
    found = finished(runs)
    if name == LATEST and found:
        return load_run(found[-1])
    for path in found:
        if name in (path.name, str(number(path))):
            return load_run(path)
    known = ", ".join(path.name for path in found) or "none yet; make one with `byline eval run kursk`"
    raise RunError(f"there is no run {name}: it is no folder with a run.json, and none of {runs}: {known}")


def number(folder: Path) -> int:
    """The number that a run's folder begins with, 0 for none."""
    head = folder.name.partition("-")[0]
    return int(head) if head.isdecimal() else 0


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Whatever goes wrong in here is a RunError about the folder."""
    try:
        yield
    except FileNotFoundError as error:
        raise RunError(f"{folder} holds no finished run: it has no {Path(error.filename).name}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{folder} is not the folder of a run: {type(error).__name__}: {error}") from error


def _json(path: Path) -> Any:  # noqa: ANN401
    return json.loads(path.read_text("utf-8"))
