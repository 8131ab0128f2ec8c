"""Switches single parts of Byline off and prints what each is worth, as a Markdown table.

    python -m evals.ablate kursk clapnq=clapnq.jsonl mtragun=questions.jsonl,passages.jsonl

Signals are taken out by fitting the models of `rag.calibration` again without them, for which both public sets must be
among the suites; without them those rows are left out. A star marks a difference from the whole with p < 0.05.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from evals.calibrate import Tables, fitted, tables
from evals.compare import SIGNIFICANT
from evals.metrics import Columns, Metric, measurable
from evals.named import task_of
from evals.pool import open_pool, pool_folder
from evals.record import columns
from evals.resampling import compared
from evals.task import Task
from rag.assistant import Assistant
from rag.calibration import CoverageSignals, SentenceSignals
from rag.retrieve import Legs
from rag.settings import PACKAGED_MODEL
from store.embedder import Embedder

SHOWN = frozenset(
    "claim_recall claim_precision sentence_f1_forced ndcg_10 refusal_f1 refusal_auroc dispute_f1 answers_found".split()
)
"""Metrics that a part can be worth something to."""

COSINE_ALONE = ("gap", "best")


@dataclass(frozen=True, slots=True)
class Ablation:
    """A part that is off: legs of retrieval, the earlier turns, or signals of the two models."""

    name: str
    legs: Legs = Legs()
    turns: bool = True
    without: frozenset[str] = frozenset()


def signals() -> frozenset[str]:
    """The names of all signals of both models."""
    return frozenset(field.name for kind in (SentenceSignals, CoverageSignals) for field in fields(kind))


WHOLE = Ablation("all of it")
ABLATIONS = (
    Ablation("no lexical legs", Legs(lexical=False)),
    Ablation("no dense legs", Legs(dense=False)),
    Ablation("no sentences", Legs(sentences=False)),
    Ablation("no passages", Legs(passages=False)),
    Ablation("no folding of spellings", Legs(folding=False)),
    Ablation("no words alike in use", Legs(alike=False)),
    Ablation("no constraints read from the question", Legs(constraints=False)),
    Ablation("no speakers", Legs(speakers=False)),
    Ablation("no sides told apart", Legs(disputes=False)),
    Ablation("no doubt where nobody named is known", Legs(strangers=False)),
    Ablation("no earlier turns", turns=False),
    Ablation("no neighbours", without=frozenset(("window",))),
    Ablation("no words of the question", without=frozenset(("overlap", "context", "missing"))),
    Ablation("no values of the kind asked for", without=frozenset(("value", "uncounted"))),
    Ablation("no shares of the passages' scores", without=frozenset(("share",))),
    Ablation("no calibrated signals but the cosine", without=signals() - frozenset(COSINE_ALONE)),
)

Opener = Callable[[Task, Ablation], Assistant]


def scored(task: Task, ablation: Ablation, open_task: Opener) -> Columns:
    """The scores of a task with a part off."""
    assistant = open_task(task, ablation)
    samples = [s if ablation.turns else replace(s, turns=()) for s in task.samples]
    return columns([dict(task.scores(s, task.solve(assistant, s))) for s in samples])


def table(tasks: Sequence[Task], ablations: Sequence[Ablation], open_task: Opener) -> Iterator[str]:
    """Lines: one for the whole and one for each ablation, as it is done, with a column for each metric of a suite."""
    whole = {task.name: scored(task, WHOLE, open_task) for task in tasks}
    shown = [(task, metric) for task in tasks for metric in measurable(whole[task.name]) if metric.name in SHOWN]
    yield _line(["", *(f"{task.name} {metric.name}" for task, metric in shown)])
    yield _line(["---"] * (len(shown) + 1))
    yield _line([WHOLE.name, *(f"{metric.of(whole[task.name]):.3f}" for task, metric in shown)])
    for ablation in ablations:
        off = {task.name: scored(task, ablation, open_task) for task in tasks}
        yield _line([ablation.name, *(_cell(m, whole[t.name], off[t.name]) for t, m in shown)])


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="+", help="as `byline eval run` names them; each with its own coverage")
    parser.add_argument("--pools", type=Path, help="keep the ingested coverage here")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        tasks = [task_of(named, list) for named in options.suites]
        pools = _Pools(options.pools or Path(folder))
        fits = _tables(tasks, pools)
        if fits is None:
            print("no clapnq and mtragun to fit on: rows without signals are left out", file=sys.stderr)
        left = [ablation for ablation in ABLATIONS if fits or not ablation.without]
        for line in table(tasks, left, lambda task, ablation: pools.open(task, ablation, fits)):
            print(line, flush=True)


class _Pools:
    """The coverage of each task, embedded once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._embedder = folder, Embedder()

    def open(self, task: Task, ablation: Ablation, fits: Tables | None) -> Assistant:
        """An assistant with the part off."""
        path = pool_folder(self._folder, task, PACKAGED_MODEL)
        calibration = fitted(fits, ablation.without) if fits and ablation.without else None
        return open_pool(path, self._embedder, task.drafts or (), legs=ablation.legs, calibration=calibration)


def _tables(tasks: Sequence[Task], pools: _Pools) -> Tables | None:
    public = {task.name: task for task in tasks}
    knowledge, turns = public.get("clapnq"), public.get("mtragun")
    if knowledge is None or turns is None:
        return None
    return tables(knowledge, pools.open(knowledge, WHOLE, None), turns, pools.open(turns, WHOLE, None))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(metric: Metric, whole: Columns, off: Columns) -> str:
    value = compared(metric, whole, off)
    return f"{value.b:.3f}{'*' if value.p < SIGNIFICANT else ''}"


if __name__ == "__main__":
    main()
