"""Files for the tests of tasks."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.task import Task
from rag.assistant import Assistant
from store.home import Home
from tests.homes import EMBEDDER, put_in


def lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A JSON Lines file of the rows."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def assistant(home: Home, task: Task) -> Assistant:
    """An assistant over the drafts of a task, with the stand-in model."""
    put_in(home, task.drafts or ())
    return Assistant(home, EMBEDDER)  # type: ignore[arg-type]


def worked(home: Home, task: Task) -> dict[str, dict[str, float | None]]:
    """The scores of every sample of the task, by id."""
    knowledge = assistant(home, task)
    return {sample.id: task.scores(sample, task.solve(knowledge, sample)) for sample in task.samples}
