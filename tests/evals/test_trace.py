"""The trace: why an answer came out as it did."""

import json
from pathlib import Path

import pytest

from evals.task import Outcome, ask, search
from evals.trace import PASSAGES, SENTENCES, trace, worked
from rag.assistant import Assistant
from store.article import Draft
from store.home import open_home
from tests.evals.making import REPORTS, SAMPLES, task
from tests.homes import EMBEDDER, long_draft, put_in

TEXTS = {draft.source: draft.text for draft in REPORTS}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The three reports, and one that is long."""
    home = open_home(tmp_path_factory.mktemp("harbour"), "default")
    put_in(home, [*REPORTS, long_draft("long.txt", 120)])
    return Assistant(home, EMBEDDER)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outcome(harbour: Assistant) -> Outcome:
    return ask(harbour, SAMPLES[1])


def test_offsets_are_those_of_the_reports_words(outcome: Outcome) -> None:
    assert outcome.answer and outcome.weighed
    made = trace(outcome.weighed, outcome.answer.citations)
    held = [s for s in made["sentences"] if s["source"] in TEXTS]
    assert held
    assert all(TEXTS[s["source"]][s["start"] : s["end"]] == s["text"] for s in held)


def test_what_is_cited_is_among_the_sentences_however_many_are_more_relevant(outcome: Outcome) -> None:
    assert outcome.weighed
    made = trace(outcome.weighed, ())
    assert len(made["passages"]) <= PASSAGES
    assert len(made["sentences"]) == SENTENCES
    relevances = [s["relevance"] for s in made["sentences"]]
    assert relevances == sorted(relevances, reverse=True)
    ranked = sorted(zip(outcome.weighed.evidence, outcome.weighed.relevance, strict=True), key=lambda pair: pair[1])
    last = ranked[0][0]
    from rag.citations import cite

    cited = (cite(7, last.article, last.row.start, min(last.row.end + 1, len(last.article.text))),)  # holds all of it
    (told,) = [s for s in trace(outcome.weighed, cited)["sentences"] if s["cited"]]
    assert (told["cited"], told["text"]) == (7, last.text)


def test_it_is_json_of_few_digits(outcome: Outcome) -> None:
    assert outcome.weighed
    made = trace(outcome.weighed, ())
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    numbers = [s[name] for s in made["sentences"] for name in ("relevance", "cosine", "overlap")]
    numbers += [*made["signals"].values(), *(p["score"] for p in made["passages"])]
    assert all(round(number, 5) == number for number in numbers)
    assert made["signals"]
    assert made["standalone"] == SAMPLES[1].question


def test_a_question_that_finds_nothing_has_an_empty_trace(tmp_path: Path) -> None:
    home = open_home(tmp_path, "default")
    put_in(home, [Draft("a.txt", "Night frost came.", published="2025-01-01")])
    made = ask(Assistant(home, EMBEDDER), SAMPLES[5])  # type: ignore[arg-type]
    assert made.weighed
    told = trace(made.weighed, ())
    assert (told["passages"], told["sentences"], told["signals"]) == ([], [], {})


def test_a_hit_says_where_it_stands(harbour: Assistant) -> None:
    made = task(samples=SAMPLES[:1])
    hit = search(5)(harbour, SAMPLES[0]).hits[0]
    assert worked(made, SAMPLES[0], harbour, TEXTS)["record"]["hits"][0] == {
        "rank": 1, "score": hit.score, "source": hit.article.source, "start": hit.start, "end": hit.end,
    }  # fmt: skip
