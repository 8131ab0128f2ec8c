"""A run: tasks worked through sample by sample into a folder, which can be gone on with after a kill.

Every sample that is done stands as one line in its suite's journal. When all are done the journals are split into the
files that `evals.record` describes; only then does the folder hold a finished run.
"""

import fcntl
import json
import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from evals.errors import RunError
from evals.metrics import measurable, scored
from evals.record import RECORDS, SCORES, TIMINGS, Figure, Run, SuiteRun, lines, load_run, load_suite, number
from evals.resampling import interval
from evals.task import Task
from evals.trace import DIGITS, worked
from rag.assistant import Assistant

JOURNAL = "journal.jsonl"

Json = dict[str, Any]
Opener = Callable[[Task], Assistant]
"""Makes the coverage of a task ready to be asked."""
Watcher = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Is told that something with so many steps begins; what the context yields is called after each."""


def place(runs: Path, info: Json, fresh: bool = False) -> Path:
    """Where to run: the newest unfinished run of the same identity, unless `fresh`; else a new one.

    Folders are named by number and suites (`7-kursk`).
    """
    numbered = sorted((number(f), f) for f in runs.iterdir() if f.is_dir()) if runs.is_dir() else []
    begun = [folder for _, folder in numbered if not fresh and is_unfinished(folder, info)]
    return begun[-1] if begun else runs / f"{max((n for n, _ in numbered), default=0) + 1}-{'+'.join(info['suites'])}"


def is_unfinished(folder: Path, info: Json) -> bool:
    """Whether the folder holds the beginning of a run of this identity."""
    try:
        return not (folder / "summary.json").exists() and json.loads((folder / "run.json").read_text("utf-8")) == info
    except (OSError, ValueError):
        return False


def run(folder: Path, info: Json, tasks: Sequence[Task], open_task: Opener, watch: Watcher, jobs: int) -> Run:
    """Work through the tasks in `folder`, going on where an earlier run of the same identity stopped.

    `jobs` samples of a task are asked at the same time. Raises RunError when the folder holds something else, or
    another process is at it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder):
        if not any(folder.iterdir()):
            _write(folder / "run.json", info)
        elif not is_unfinished(folder, info):
            raise RunError(f"{folder} holds another run, or a finished one; name another folder with --out")
        seconds = {task.name: _work(folder / task.name, task, open_task, watch, jobs) for task in tasks}
        for task in tasks:
            _split(folder / task.name, [sample.id for sample in task.samples])
        _sum_up(folder, info["suites"], seconds)
        for task in tasks:
            (folder / task.name / JOURNAL).unlink(missing_ok=True)
    return load_run(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder is this process's alone; the system lets go of it for a process that is killed. Raises RunError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RunError(f"another process is at work in {folder}; wait for it, or begin anew with --fresh") from error
    finally:
        os.close(handle)


def _work(folder: Path, task: Task, open_task: Opener, watch: Watcher, jobs: int) -> float:
    """Answer the samples that the journal does not hold yet; returns the seconds that this took."""
    folder.mkdir(exist_ok=True)
    done = _journal(folder / JOURNAL)
    left = [sample for sample in task.samples if sample.id not in done]
    if not left:
        return 0.0
    assistant = open_task(task)
    texts = task.texts if task.drafts is not None else {a.source: a.text for a in assistant.articles()}
    began = perf_counter()
    with (
        (folder / JOURNAL).open("a", encoding="utf-8", errors="replace") as journal,
        watch(f"asking {task.name}", len(left)) as advance,
        ThreadPoolExecutor(jobs) as pool,
    ):
        asked = [pool.submit(worked, task, sample, assistant, texts) for sample in left]
        try:
            for future in as_completed(asked):
                journal.write(_json(future.result()) + "\n")
                journal.flush()
                advance()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return perf_counter() - began


def _journal(path: Path) -> dict[str, Json]:
    """The samples that are done, by id; a last line that a kill cut short is taken off the file."""
    if not path.exists():
        return {}
    data = path.read_bytes()
    os.truncate(path, data.rfind(b"\n") + 1)
    return {line["id"]: line for line in lines(path)}


def _split(folder: Path, order: Sequence[str]) -> None:
    """The journal as the files of a finished suite, in the order of the samples."""
    done = _journal(folder / JOURNAL)
    made = [done[id_] for id_ in order]
    named = [{"id": line["id"], "kind": line["record"]["sample"]["kind"]} for line in made]
    _write(folder / RECORDS, *(line["record"] for line in made))
    _write(folder / SCORES, *(name | line["scores"] for name, line in zip(named, made, strict=True)))
    _write(folder / TIMINGS, *({"id": line["id"]} | line["timings"] for line in made))


def _sum_up(folder: Path, suites: Sequence[str], seconds: dict[str, float]) -> None:
    """The figures, those of the clock apart; the summary comes last, for it says that the run is finished."""
    told = {name: list(_figures(load_suite(folder / name))) for name in suites}
    timed, plain = (
        {
            name: [asdict(figure) for figure, unit in figures if (unit == "ms") is clock]
            for name, figures in told.items()
        }
        for clock in (True, False)
    )
    took = {name: round(value, 1) for name, value in seconds.items()}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    _write(folder / "timings.json", {"made": made, "seconds": took, "suites": timed})
    _write(folder / "summary.json", {"suites": plain})


def _figures(suite: SuiteRun) -> Iterator[tuple[Figure, str]]:
    """Every metric that can be told, with its unit."""
    given = suite.columns()
    for metric in measurable(given):
        value, low, high = (round(number, DIGITS) for number in (metric.of(given), *interval(metric, given)))
        if not math.isnan(value):  # as an AUROC of one class is
            told = len(scored(given, *metric.needs)[0])
            yield Figure(metric.name, value, low, high, told, len(suite.lines)), metric.unit


def _write(path: Path, *values: Json) -> None:
    """JSON, or JSON Lines by the name of the file; whole or not at all."""
    indent = None if path.suffix == ".jsonl" else 1
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(_json(value, indent) + "\n" for value in values), encoding="utf-8")
    part.replace(path)


def _json(value: Json, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
