"""A task asks as a reader does, and puts the scores of its scorers together."""

from dataclasses import replace

import pytest

from evals.task import Outcome, Task, ask, search
from rag.assistant import Assistant
from tests.evals.making import REPORTS, SAMPLES, knowledge, task


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return knowledge(tmp_path_factory.mktemp("harbour"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_a_sample_gets_the_answer_that_a_reader_gets(harbour: Assistant, sample) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    answer = harbour.ask(sample.question, sample.turns, sample.filters)
    made = ask(harbour, sample)
    assert made.answer
    assert replace(made.answer, timings_ms={}) == replace(answer, timings_ms={})
    assert made.weighed and made.weighed.confidence == answer.confidence
    assert made.hits == ()


def test_a_search_brings_passages_as_well_within_the_filters(harbour: Assistant) -> None:
    made = search(2)(harbour, SAMPLES[0])
    assert made.answer and [hit.rank for hit in made.hits] == [1, 2]
    assert {hit.article.outlet for hit in search(9)(harbour, SAMPLES[5]).hits} == {"Harbour Post"}


def test_earlier_turns_are_heard(harbour: Assistant) -> None:
    made = ask(harbour, SAMPLES[4])
    assert made.answer and made.answer.standalone_question.startswith("What did the ferry company promise?")


def test_the_scores_of_all_scorers_come_together() -> None:
    made = Task("mine", (), ask, (lambda *_: {"a": 1.0, "b": None}, lambda *_: {"b": 0.5}))
    assert made.scores(SAMPLES[0], Outcome()) == {"a": 1.0, "b": 0.5}
    assert replace(made, scorers=()).scores(SAMPLES[0], Outcome()) == {}


def test_the_texts_are_those_of_the_drafts() -> None:
    assert task().texts == {draft.source: draft.text for draft in REPORTS}
    assert replace(task(), drafts=None).texts == {}
