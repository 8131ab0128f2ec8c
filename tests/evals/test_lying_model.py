"""Runs of the sample's suite with a faithful model and with one that lies: no lie may be shown, truths must be."""

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.named import task_of
from evals.pool import open_pool
from evals.run import run
from evals.task import Task
from rag.assistant import Assistant
from rag.llm.client import Writer, open_llm
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


def chat(lying: bool, told: set[str], truths: set[str]) -> Callable[[dict[str, list[Report]]], str]:
    """What writes the model's replies: sentences of the reports as they stand, and, if it is lying, some about them."""
    rng = random.Random(7)

    def write(material: dict[str, list[Report]]) -> str:
        reports = material["reports"][:TRUTHS]
        true = [f"{words_of(r)} [{r['n']}]" for r in reports]
        false = [f"{lie} [{r['n']}]" for r in reports for lie in lies_about(r) if lie != words_of(r)]
        chosen = rng.sample(false, min(LIES, len(false))) if lying else []
        told.update(line.rpartition(" [")[0] for line in chosen)
        truths.update(line.rpartition(" [")[0] for line in true)
        return "\n".join([*true, *chosen])

    return write


@contextmanager
def unwatched(name: str, steps: int) -> Iterator[Callable[[], None]]:
    """Tells nobody how far a run has come."""
    yield lambda: None


@pytest.mark.parametrize("lying", [False, True], ids=["a faithful model", "a lying model"])
def test_a_run_of_the_suite_shows_truths_and_no_lie(task: Task, plain: Assistant, tmp_path: Path, lying: bool) -> None:
    told, truths = set[str](), set[str]()
    asked = replace(task, samples=[s for s in task.samples if not s.turns][::4])
    with served(Endpoint(writes=chat(lying, told, truths))) as endpoint:
        named = Llm("m", endpoint.url)
        writing = Assistant(plain.home, plain.embedder, writer=Writer(open_llm(named), named))
        made = run(tmp_path / "run", {"suites": ["kursk"]}, [asked], lambda _: writing, unwatched, jobs=1)
    answers = [
        json.loads(line)["answer"] for line in (made.folder / "kursk" / "records.jsonl").read_text().splitlines()
    ]
    shown = [s["text"] for a in answers if a["engine"] == "llm:m" for s in a["sentences"]]
    assert (len(told) > 20) is lying
    assert [text for text in shown if text in told - truths] == []
    assert len([text for text in shown if text in truths]) > 20
