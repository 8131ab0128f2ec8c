"""A run: tasks worked through sample by sample into a folder, which can be gone on with after a kill.

Every sample that is done stands as one line in its suite's journal. When all are done the journals are split into the
files that `evals.record` describes; only then does the folder hold a finished run.
"""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from evals.errors import RunError
from evals.metrics import Columns, Metric, measurable
from evals.record import RECORDS, SCORES, TIMINGS, Figure, Run, columns, lines, load_run
from evals.resampling import interval
from evals.runs import number
from evals.sample import Sample
from evals.task import Outcome, Task
from evals.trace import hit_json, trace
from rag.assistant import Assistant

JOURNAL = "journal.jsonl"
PART = ".part"
DIGITS = 6

Opener = Callable[[Task], Assistant]
"""Makes the coverage of a task ready to be asked."""


class Watcher(Protocol):
    """Is told how far a run is."""

    def counting(self, what: str, total: int) -> AbstractContextManager[Callable[[], None]]:
        """Something with so many steps begins; what the context yields is called after each."""


def place(runs: Path, info: dict[str, Any], fresh: bool = False) -> Path:
    """Where to run: the newest unfinished run of the same identity, unless `fresh`, else the next new folder.

    Folders are named by number and suites (`7-kursk`).
    """
    numbered = sorted((number(f), f) for f in runs.iterdir() if f.is_dir()) if runs.is_dir() else []
    if not fresh:
        for _, folder in reversed(numbered):
            if is_unfinished(folder, info):
                return folder
    return runs / f"{max((n for n, _ in numbered), default=0) + 1}-{'+'.join(info['suites'])}"


def is_unfinished(folder: Path, info: dict[str, Any]) -> bool:
    """Whether the folder holds the beginning of a run of this identity."""
    return not (folder / "summary.json").exists() and _read(folder / "run.json") == info


def run(folder: Path, info: dict[str, Any], tasks: Sequence[Task], open_task: Opener, watch: Watcher, jobs: int) -> Run:
    """Work through the tasks in `folder`, going on where an earlier run of the same identity stopped.

    `jobs` samples of a task are asked at the same time. Raises RunError when the folder holds something else.
    """
    _claim(folder, info)
    seconds = {task.name: _work(folder / task.name, task, open_task, watch, jobs) for task in tasks}
    for task in tasks:
        _split(folder / task.name, [sample.id for sample in task.samples])
    _sum_up(folder, info["suites"], seconds)
    for task in tasks:
        (folder / task.name / JOURNAL).unlink(missing_ok=True)
    return load_run(folder)


def _claim(folder: Path, info: dict[str, Any]) -> None:
    if folder.is_dir() and any(file.suffix != PART for file in folder.iterdir()):
        if not is_unfinished(folder, info):
            raise RunError(f"{folder} holds another run, or a finished one; name another folder with --out")
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "run.json", info)


def _work(folder: Path, task: Task, open_task: Opener, watch: Watcher, jobs: int) -> float:
    """Answer the samples that the journal does not hold yet; returns the seconds that this took."""
    folder.mkdir(exist_ok=True)
    done = _journal(folder / JOURNAL)
    left = [sample for sample in task.samples if sample.id not in done]
    if not left:
        return 0.0
    assistant = open_task(task)
    began = perf_counter()
    with (
        (folder / JOURNAL).open("a", encoding="utf-8", errors="replace") as journal,
        watch.counting(f"asking {task.name}", len(left)) as advance,
    ):
        for line in _lines_of(task, left, assistant, jobs):
            journal.write(line + "\n")
            journal.flush()
            advance()
    return perf_counter() - began


def _lines_of(task: Task, samples: Sequence[Sample], assistant: Assistant, jobs: int) -> Iterator[str]:
    """The journal's lines, as they come."""
    texts = task.texts if task.drafts is not None else {a.source: a.text for a in assistant.articles()}
    with ThreadPoolExecutor(jobs) as pool:
        asked = [pool.submit(_line, task, sample, assistant, texts) for sample in samples]
        try:
            for future in as_completed(asked):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _line(task: Task, sample: Sample, assistant: Assistant, texts: Mapping[str, str]) -> str:
    """One sample, answered and scored. A fault of the system is recorded, and leaves the sample unscored."""
    began = perf_counter()
    try:
        outcome, error = task.solve(assistant, sample), None
    except Exception as fault:
        outcome, error = Outcome(), f"{type(fault).__name__}: {fault}"
    took = round(1000 * (perf_counter() - began), 2)
    answer = outcome.answer
    timings = {f"{name}_ms": value for name, value in answer.timings_ms.items()} if answer else {"total_ms": took}
    scores = {} if error else task.scores(sample, outcome)
    made = {
        "id": sample.id,
        "record": _record(sample, outcome, error) | {"gold": _gold(sample, texts)},
        "scores": {name: _kept(value) for name, value in sorted(scores.items())},
        "timings": timings,
    }
    return _json(made)


def _record(sample: Sample, outcome: Outcome, error: str | None) -> dict[str, Any]:
    answer, weighed = outcome.answer, outcome.weighed
    told = {key: value for key, value in answer.to_json().items() if key != "timings_ms"} if answer else None
    return {
        "sample": {key: value for key, value in sample.to_json().items() if key != "claims"},
        "answer": told,
        "hits": [hit_json(hit) for hit in outcome.hits[:10]],
        "extra": outcome.extra,
        "trace": trace(weighed, answer.citations if answer else ()) if weighed else None,
        "error": error,
    }


def _kept(score: float | None) -> float | None:
    """JSON has no NaN, and what is no number was not scored."""
    return None if score is None or math.isnan(score) else round(score, DIGITS)


def _gold(sample: Sample, texts: Mapping[str, str]) -> list[list[dict[str, Any]]]:
    """The places of each claim that should be cited, with their words."""
    return [[asdict(p) | {"words": texts[p.source][p.start : p.end]} for p in c.places] for c in sample.claims]


def _journal(path: Path) -> dict[str, dict[str, Any]]:
    """The samples that are done, by id; a last line that a kill cut short is taken off the file."""
    if not path.exists():
        return {}
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    return {line["id"]: line for line in lines(path)}


def _split(folder: Path, order: Sequence[str]) -> None:
    """The journal as the files of a finished suite, in the order of the samples."""
    done = _journal(folder / JOURNAL)
    made = [done[id_] for id_ in order]
    kinds = [line["record"]["sample"]["kind"] for line in made]
    _write_lines(folder / RECORDS, [line["record"] for line in made])
    _write_lines(
        folder / SCORES,
        [{"id": line["id"], "kind": kind} | line["scores"] for line, kind in zip(made, kinds, strict=True)],
    )
    _write_lines(folder / TIMINGS, [{"id": line["id"]} | line["timings"] for line in made])


def _sum_up(folder: Path, suites: Sequence[str], seconds: dict[str, float]) -> None:
    """The figures, those of the clock apart; the summary comes last, for it says that the run is finished."""
    found = {name: _figures(folder / name) for name in suites}
    timed = {name: [asdict(f) for f, unit in figures if unit == "ms"] for name, figures in found.items()}
    plain = {name: [asdict(f) for f, unit in figures if unit != "ms"] for name, figures in found.items()}
    took = {name: round(value, 1) for name, value in seconds.items()}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    write_json(folder / "timings.json", {"made": made, "seconds": took, "suites": timed})
    write_json(folder / "summary.json", {"suites": plain})


def _figures(folder: Path) -> list[tuple[Figure, str]]:
    """Every metric that can be computed, with its unit."""
    scores, timings = lines(folder / SCORES), lines(folder / TIMINGS)
    given = columns([score | timing for score, timing in zip(scores, timings, strict=True)])
    made = ((metric, _figure(metric, given)) for metric in measurable(given))
    return [(figure, metric.unit) for metric, figure in made if not math.isnan(figure.value)]


def _figure(metric: Metric, given: Columns) -> Figure:
    """NaN where there is nothing to tell, as an AUROC of one class."""
    unscored = np.isnan([given[name] for name in metric.needs]).any(axis=0)
    low, high = interval(metric, given)
    value, low, high = (round(number, DIGITS) for number in (metric.of(given), low, high))
    return Figure(metric.name, value, low, high, int((~unscored).sum()), unscored.size)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Whole or not at all."""
    _replace(path, _json(value, indent=1) + "\n")


def _write_lines(path: Path, made: list[dict[str, Any]]) -> None:
    _replace(path, "".join(_json(line) + "\n" for line in made))


def _json(value: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + PART)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Any:  # noqa: ANN401
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
