"""The sample coverage's questions put to a model that lies: none of its lies may be shown, and its truths must be."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.named import task_of
from evals.pool import open_pool
from evals.task import Task
from rag.assistant import Assistant
from rag.llm import Writer, open_llm
from rag.settings import Llm
from store.embedder import Embedder
from tests.endpoint import Endpoint, served

Report = dict[str, Any]
NAMES = ("Putin", "Trump", "Zelensky", "Peskov", "Witkoff")
TRUTHS, LIES = 5, 2


@pytest.fixture(scope="module")
def task() -> Task:
    """The questions over the sample coverage."""
    return task_of("kursk", list)


@pytest.fixture(scope="module")
def plain(task: Task, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the sample coverage, with the real embedding model."""
    path: Path = tmp_path_factory.mktemp("lying")
    return open_pool(path, Embedder(), task.drafts or ())


def words_of(report: Report) -> str:
    """What a report says, in one line."""
    return " ".join(str(report["words"]).split())


def lies_about(report: Report) -> Iterator[str]:
    """What the report does not say: another number, day, name or speaker, a negation, roles swapped, words invented."""
    said = words_of(report)
    here = [name for name in NAMES if name in said]
    others = [name for name in NAMES if name not in said]
    yield re.sub(r"\d+", lambda number: str(int(number[0]) + 1), said, count=1)
    yield re.sub(r"\b(?:Mon|Tues|Wednes|Thurs|Fri)day\b", "Sunday", said, count=1)
    yield re.sub(r"\b(is|was|were|has|had|will|would|are)\b(?! not)", r"\1 not", said, count=1)
    yield f"{said.rstrip('.')}, adding that “nobody will leave this valley alive”."
    if here and others:
        yield said.replace(here[0], others[0])
        yield f"{others[0]} said that {said}"
        yield f"{here[0]} agreed to everything without conditions."
    if len(here) > 1:
        yield said.replace(here[0], "\0").replace(here[1], here[0]).replace("\0", here[1])


def test_truths_are_shown_and_lies_are_not(task: Task, plain: Assistant) -> None:
    rng, told, truths = random.Random(7), set[str](), set[str]()

    def write(material: dict[str, list[Report]]) -> str:
        reports = material["reports"]
        true = [f"{words_of(r)} [{r['n']}]" for r in reports[:TRUTHS]]
        false = [f"{lie} [{r['n']}]" for r in reports[:TRUTHS] for lie in lies_about(r) if lie != words_of(r)]
        chosen = rng.sample(false, min(LIES, len(false)))
        told.update(line.rpartition(" [")[0] for line in chosen)
        truths.update(line.rpartition(" [")[0] for line in true)
        return "\n".join([*true, *chosen])

    shown: list[str] = []
    with served(Endpoint(writes=write)) as endpoint:
        named = Llm("m", endpoint.url)
        lying = Assistant(plain._home, plain._embedder, writer=Writer(open_llm(named), named))
        for sample in [s for s in task.samples if not s.turns][::3]:
            made = lying.ask(sample.question)
            shown += [s.text for s in made.sentences if made.engine != "extractive"]
    assert len(told) > 20
    assert [text for text in shown if text in told - truths] == []
    assert len([text for text in shown if text in truths]) > len(told)
