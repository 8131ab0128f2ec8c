"""From what is typed after `byline eval run` to a task.

kursk                                the sample coverage, built in; ./kursk is a folder of that name
my-questions.yaml                    a suite written by hand; see docs/evaluation.md
clapnq=clapnq.jsonl                  a public set from its file or files; nothing of them comes with Byline
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import evals
from evals.errors import SuiteError
from evals.task import Task
from store.article import Article

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

SUITES = Path(evals.__file__).parent / "coverage"
PUBLIC = {
    "clapnq": "clapnq=FILE",
    "mtragun": "mtragun=QUESTIONS,PASSAGES",
    "ramdocs": "ramdocs=FILE",
    "polnear": "polnear=FILE",
    "multihop-rag": "multihop-rag=QUERIES,CORPUS",
}


def task_of(named: str, story: Callable[[], Sequence[Article]], llm: "LLM | None" = None) -> Task:
    """The task that is named; `story` gives the home's own articles to a suite that brings none.

    `llm` judges citations where a suite has no gold for them. Raises SuiteError.
    """
    name, given, files = named.partition("=")
    if given and name in PUBLIC:
        return _public(name, [Path(file) for file in files.split(",")])
    if name in PUBLIC:
        raise SuiteError(f"{name} is a public set: say where its file is, {PUBLIC[name]}")
    from evals.tasks.coverage import coverage

    built_in = {path.stem: path for path in sorted(SUITES.glob("*.yaml"))}
    path = built_in.get(named, Path(named))
    if not path.exists():
        known = ", ".join([*built_in, *PUBLIC.values()])
        raise SuiteError(f"there is no suite {named}: it is no file or folder, and none of {known}")
    return coverage(path, story, llm)


def _public(name: str, files: Sequence[Path]) -> Task:
    from evals.tasks.clapnq import clapnq
    from evals.tasks.mtragun import mtragun
    from evals.tasks.multihop_rag import multihop_rag
    from evals.tasks.polnear import polnear
    from evals.tasks.ramdocs import ramdocs

    match name, files:
        case "clapnq", [path]:
            return clapnq(path)
        case "mtragun", [questions, passages]:
            return mtragun(questions, passages)
        case "ramdocs", [path]:
            return ramdocs(path)
        case "polnear", [path]:
            return polnear(path)
        case "multihop-rag", [queries, corpus]:
            return multihop_rag(queries, corpus)
    raise SuiteError(f"{name} takes other files: {PUBLIC[name]}")
