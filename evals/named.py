"""From what is typed after `byline eval run` to a task.

kursk                                the sample coverage, built in; ./kursk is a folder of that name
timeline                             dates of hand-written sentences, built in
find                                 citation lookup over it and an invented story, built in
my-questions.yaml                    a suite written by hand; see docs/evaluation.md
clapnq=clapnq.jsonl                  a public set from its file or files; nothing of them comes with Byline
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import evals
from evals.errors import SuiteError
from evals.task import Task
from evals.tasks.clapnq import clapnq
from evals.tasks.coverage import coverage
from evals.tasks.find import find
from evals.tasks.mtragun import mtragun
from evals.tasks.multihop_rag import multihop_rag
from evals.tasks.polnear import polnear
from evals.tasks.ramdocs import ramdocs
from evals.tasks.timeline import timeline
from store.article import Article

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

SUITES = Path(evals.__file__).parent / "coverage"
PUBLIC: Mapping[str, tuple[str, Callable[..., Task]]] = {
    "clapnq": ("FILE", clapnq),
    "mtragun": ("QUESTIONS,PASSAGES", mtragun),
    "ramdocs": ("FILE", ramdocs),
    "polnear": ("FILE", polnear),
    "multihop-rag": ("QUERIES,CORPUS", multihop_rag),
}
"""The files that each public set takes, and what makes a task of them."""
OWN: Mapping[str, Callable[[Path], Task]] = {"find": find, "timeline": timeline}
"""Built-in suites that are asked in a way of their own."""


def task_of(named: str, story: Callable[[], Sequence[Article]], llm: "LLM | None" = None) -> Task:
    """The task that is named; `story` gives the home's own articles to a suite that brings none.

    `llm` judges citations where a suite has no gold for them. Raises SuiteError.
    """
    name, _, paths = named.partition("=")
    if name in PUBLIC:
        files, public = PUBLIC[name]
        if not paths:
            raise SuiteError(f"{name} is a public set: say where its file is, {name}={files}")
        if paths.count(",") != files.count(","):
            raise SuiteError(f"{name} takes other files: {name}={files}")
        return _unique(public(*map(Path, paths.split(","))))
    built_in = {path.stem: path for path in sorted(SUITES.glob("*.yaml"))}
    path = built_in.get(named, Path(named))
    if not path.exists():
        known = ", ".join([*built_in, *(f"{name}={files}" for name, (files, _) in PUBLIC.items())])
        raise SuiteError(f"there is no suite {named}: it is no file or folder, and none of {known}")
    return OWN[named](path) if named in OWN else coverage(path, story, llm)


def _unique(task: Task) -> Task:
    """The task, whose scores are kept by the ids of its samples. Raises SuiteError where two have one id."""
    for names in ([sample.id for sample in task.samples], [draft.source for draft in task.drafts or ()]):
        if again := [name for name, times in Counter(names).items() if times > 1]:
            raise SuiteError(f"{task.name}: two rows have the id {again[0]!r}; each needs its own")
    return task
