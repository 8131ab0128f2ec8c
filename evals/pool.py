"""An assistant over the articles of a task, in a home of their own."""

import shutil
import sys
from collections.abc import Sequence
from glob import escape
from pathlib import Path

from evals.identity import DIGITS, digest
from evals.task import Task
from rag.assistant import Assistant
from rag.calibration import Calibration
from rag.llm.client import Writer
from rag.retrieve import Legs
from store.article import Draft
from store.embedder import Embedder
from store.home import open_home
from store.ingest import Taken, Watcher, ingest


class Quiet:
    """Is told of an ingest, and tells only of what was refused."""

    def taken(self, taken: Taken) -> None:
        """Refusals go to stderr."""
        if taken.outcome == "refused":
            complain(f"{taken.source}: {taken.detail}")

    def embedded(self, texts: int) -> None:
        """Nothing is said."""


def open_pool(
    folder: Path,
    embedder: Embedder,
    drafts: Sequence[Draft],
    watch: Watcher | None = None,
    legs: Legs = Legs(),
    calibration: Calibration | None = None,
    writer: Writer | None = None,
) -> Assistant:
    """An assistant over the drafts, in a home that is made or brought up to date; articles of earlier drafts stay.

    Raises HomeError when the home cannot be written or holds another model's vectors.
    """
    home = open_home(folder, "default")
    ingest(home, embedder, drafts, watch or Quiet(), complain)
    return Assistant(home, embedder, legs, calibration, writer)


def pool_folder(pools: Path, task: Task, model: str) -> Path:
    """Where the coverage of a task is kept among `pools`; an earlier state of it, or another model's, is removed."""
    folder = pools / f"{task.name}-{digest([model, *map(repr, task.drafts or ())])}"
    for other in pools.glob(f"{escape(task.name)}-{'?' * DIGITS}"):
        if other != folder:
            shutil.rmtree(other)
    return folder


def complain(notice: str) -> None:
    """One line on stderr."""
    print(notice, file=sys.stderr)
