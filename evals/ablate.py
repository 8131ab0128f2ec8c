"""Switches single parts of Byline off and prints what each is worth, as a Markdown table.

    python -m evals.ablate kursk clapnq=clapnq.jsonl mtragun=questions.jsonl,passages.jsonl

Signals are taken out by fitting the models of `rag.calibration` again without them, for which both public sets must be
among the suites; without them those rows are left out. A star marks a difference from the whole with p < 0.05.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from evals.calibrate import coverage_table, fitted, sentence_table
from evals.fitting import Table
from evals.metrics import Columns, measurable
from evals.named import task_of
from evals.pool import open_pool, pool_folder
from evals.record import columns
from evals.resampling import SIGNIFICANT, compared
from evals.task import Task
from rag.assistant import Assistant
from rag.calibration import Calibration, CoverageSignals, SentenceSignals
from rag.retrieve import Legs
from rag.settings import PACKAGED_MODEL
from store.embedder import Embedder

SHOWN = frozenset(
    "claim_recall claim_precision sentence_f1_forced ndcg_10 refusal_f1 refusal_auroc dispute_f1 answers_found".split()
)
"""Metrics that a part can be worth something to."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """A part that is off: legs of retrieval, the earlier turns, or signals of the two models."""

    name: str
    legs: Legs = Legs()
    turns: bool = True
    without: frozenset[str] = frozenset()


COSINE_ALONE = ("gap", "best")
SIGNALS = frozenset(field.name for kind in (SentenceSignals, CoverageSignals) for field in fields(kind))
WHOLE = Ablation("all of it")
ABLATIONS = (
    *(Ablation(f"no {leg.name}", Legs(**{leg.name: False})) for leg in fields(Legs)),
    Ablation("no earlier turns", turns=False),
    Ablation("no neighbours", without=frozenset(("window",))),
    Ablation("no words of the question", without=frozenset(("overlap", "context", "missing"))),
    Ablation("no values of the kind asked for", without=frozenset(("value", "uncounted"))),
    Ablation("no shares of the passages' scores", without=frozenset(("share",))),
    Ablation("no calibrated signals but the cosine", without=SIGNALS - frozenset(COSINE_ALONE)),
)

Opener = Callable[[Task, Ablation], Assistant]


def scored(task: Task, ablation: Ablation, open_task: Opener) -> Columns:
    """The scores of a task with a part off."""
    assistant = open_task(task, ablation)
    samples = [s if ablation.turns else replace(s, turns=()) for s in task.samples]
    return columns([task.scores(s, task.solve(assistant, s)) for s in samples])


def table(tasks: Sequence[Task], ablations: Sequence[Ablation], open_task: Opener) -> Iterator[str]:
    """Lines: one for the whole and one for each ablation, as it is done, with a column for each metric of a suite."""
    whole = {task.name: scored(task, WHOLE, open_task) for task in tasks}
    shown = [(task.name, metric) for task in tasks for metric in measurable(whole[task.name]) if metric.name in SHOWN]
    yield _line("", *(f"{name} {metric.name}" for name, metric in shown))
    yield _line(*["---"] * (len(shown) + 1))
    yield _line(WHOLE.name, *(f"{metric.of(whole[name]):.3f}" for name, metric in shown))
    for ablation in ablations:
        off = {task.name: scored(task, ablation, open_task) for task in tasks}
        values = [compared(metric, whole[name], off[name]) for name, metric in shown]
        yield _line(ablation.name, *(f"{v.b:.3f}{'*' if v.p < SIGNIFICANT else ''}" for v in values))


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="+", help="as `byline eval run` names them; each with its own coverage")
    parser.add_argument("--pools", type=Path, help="keep the ingested coverage here")
    options = parser.parse_args(argv)
    tasks = {task.name: task for task in (task_of(named, list) for named in options.suites)}
    embedder = Embedder()
    with tempfile.TemporaryDirectory() as folder:

        def open_task(task: Task, ablation: Ablation) -> Assistant:
            path = pool_folder(options.pools or Path(folder), task, PACKAGED_MODEL)
            calibration = refitted(ablation.without) if ablation.without else None
            return open_pool(path, embedder, task.drafts or (), legs=ablation.legs, calibration=calibration)

        def refitted(without: frozenset[str]) -> Calibration:
            sentences, coverage = fits()
            return fitted(sentences, coverage, without)

        @cache
        def fits() -> tuple[Table, Table]:
            knowledge, turns = tasks["clapnq"], tasks["mtragun"]
            first, second = open_task(knowledge, WHOLE), open_task(turns, WHOLE)
            sentences = sentence_table(first, knowledge.samples)
            return sentences, coverage_table(first, knowledge.samples, second, turns.samples)

        fitting = {"clapnq", "mtragun"} <= tasks.keys()
        ablations = [ablation for ablation in ABLATIONS if fitting or not ablation.without]
        for line in table([*tasks.values()], ablations, open_task):
            print(line, flush=True)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
