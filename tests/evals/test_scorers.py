"""The general scorers: what each kind of outcome scores, and what it leaves unscored."""

from dataclasses import replace
from typing import get_args

import pytest

from evals.metrics import measurable
from evals.record import columns
from evals.sample import Claim, Fact, Place, Sample
from evals.scorers import citing, facts, length, passages, status, supported
from evals.task import Outcome, ask, search
from rag.answer import Answer, AnswerSentence, Citation, Status, Usage
from rag.assistant import Assistant
from store.article import Coverage, Draft
from store.home import Home
from tests.evals.test_judge import Replying
from tests.homes import EMBEDDER, put_in

LOCKS = Draft("locks.txt", "Seven locks lift the barges to Maunt. The Odrin froze in March.", "Locks of the Odrin")
BEES = Draft("bees.txt", "Hives stand in the heather until autumn. The honey is dark.", "Bees of the heather")
FREEZE = (38, 63)


def cite(number: int, start: int, end: int, source: str = "locks.txt") -> Citation:
    return Citation(number, source, source, None, "", None, None, 1, start, end, LOCKS.text[start:end])


def answered(*sentences: AnswerSentence, citations: tuple[Citation, ...] = (), status: Status = "answered") -> Outcome:
    return Outcome(
        Answer("", "", status, 0.9, "", sentences, citations, (), Coverage(2, 0, None, None), "extractive"),
    )


FROZEN = AnswerSentence("The Odrin froze in March.", (1,))
RIGHT = answered(FROZEN, AnswerSentence("Seven locks.", (2,)), citations=(cite(1, *FREEZE), cite(2, 0, 37)))
REFUSED = answered(status="not_in_coverage")
NOTHING = Outcome()

ASKED = Sample(
    "asked",
    "When did it freeze?",
    status="answered",
    claims=(Claim((Place("locks.txt", *FREEZE), Place("bees.txt", 0, 40))), Claim((Place("bees.txt", 41, 59),))),
    facts=(Fact(("in March", "March")), Fact(("in 2031",)), Fact(("seven locks",), vital=False)),
    must_not=("April", "seven"),
)
ABSENT = Sample("absent", "Who owns the barges?", status="not_in_coverage", must_not=("Odrin",))
UNJUDGED = Sample("unjudged", "And then?")


@pytest.fixture
def assistant(home: Home) -> Assistant:
    put_in(home, [LOCKS, BEES])
    return Assistant(home, EMBEDDER)


@pytest.mark.parametrize("scorer", [status, citing, supported(), facts, length])
def test_an_outcome_without_an_answer_has_no_scores(scorer) -> None:  # noqa: ANN001
    assert scorer(ASKED, NOTHING) == {}


@pytest.mark.parametrize("given", get_args(Status))
@pytest.mark.parametrize("due", get_args(Status))
def test_status(given: Status, due: Status) -> None:
    assert status(replace(ASKED, status=due), answered(status=given)) == {
        "refused": given == "not_in_coverage",
        "should_refuse": due == "not_in_coverage",
        "disputed": given == "disputed",
        "should_dispute": due == "disputed",
        "status_right": given == due,
        "confidence": 0.9,
    }


def test_a_status_that_nobody_judged() -> None:
    found = status(UNJUDGED, REFUSED)
    assert (found["refused"], found["confidence"]) == (1, 0.9)
    assert {found[name] for name in ("should_refuse", "should_dispute", "status_right")} == {None}


@pytest.mark.parametrize(
    ("sample", "outcome", "recall", "precision"),
    [
        (ASKED, RIGHT, 1 / 2, 1 / 2),
        (ASKED, REFUSED, 0, None),
        (ABSENT, RIGHT, None, None),
        (ABSENT, REFUSED, None, None),
        (UNJUDGED, RIGHT, None, None),
    ],
)
def test_citations_against_claims(
    sample: Sample, outcome: Outcome, recall: float | None, precision: float | None
) -> None:
    found = citing(sample, outcome)
    assert (found["claim_recall"], found["claim_precision"]) == (recall, precision)


def test_quotes_are_the_reports_own_characters(assistant: Assistant) -> None:
    outcome = ask(assistant, replace(ASKED, question="When did the Odrin freeze?"))
    assert outcome.answer
    shown = outcome.answer.citations or outcome.answer.nearest
    assert citing(ASKED, outcome)["quotes_exact"] == 1
    first = shown[0]
    wrong = (
        replace(first, quote=first.quote + "."),
        replace(first, start=first.start + 1),
        replace(first, revision=2),
        replace(first, article="another"),
    )
    mixed = replace(outcome, answer=replace(outcome.answer, citations=(first, *wrong)))
    assert citing(ASKED, mixed)["quotes_exact"] == 1 / 5
    nearest = replace(outcome.answer, status="not_in_coverage", citations=(), nearest=(first, wrong[0]))
    assert citing(ABSENT, replace(outcome, answer=nearest))["quotes_exact"] == 1 / 2


def test_quotes_that_cannot_be_looked_up_are_unscored() -> None:
    assert citing(ASKED, RIGHT)["quotes_exact"] is None


@pytest.mark.parametrize(
    ("sample", "outcome", "recall", "precision"),
    [
        (ASKED, RIGHT, 1 / 2, 1 / 2),
        (ASKED, REFUSED, None, None),
        (ASKED, answered(AnswerSentence("It froze.", (3,)), citations=(cite(1, *FREEZE),)), 0, None),
        (ABSENT, RIGHT, None, None),
    ],
)
def test_sentences_judged_by_gold(
    sample: Sample, outcome: Outcome, recall: float | None, precision: float | None
) -> None:
    assert supported()(sample, outcome) == {"sentence_recall": recall, "sentence_precision": precision}


def test_sentences_judged_by_a_model() -> None:
    scorer = supported(Replying("yes"))
    assert scorer(ABSENT, RIGHT) == {"sentence_recall": 1, "sentence_precision": 1}


@pytest.mark.parametrize(
    ("sample", "outcome", "vital", "every", "forbidden"),
    [
        (ASKED, RIGHT, 1 / 2, 2 / 3, 1 / 2),
        (ASKED, REFUSED, 0, 0, 0),
        (ABSENT, REFUSED, None, None, 0),
        (ABSENT, RIGHT, None, None, 1),
        (replace(ABSENT, facts=ASKED.facts), RIGHT, None, None, 1),
        (UNJUDGED, RIGHT, None, None, None),
    ],
)
def test_facts(
    sample: Sample, outcome: Outcome, vital: float | None, every: float | None, forbidden: float | None
) -> None:
    assert facts(sample, outcome) == {"vital_facts": vital, "all_facts": every, "forbidden": forbidden}


def test_a_fact_in_a_quote_behind_its_marker_does_not_count() -> None:
    hidden = answered(AnswerSentence("It froze.", (1,)), citations=(cite(1, *FREEZE),))
    assert facts(ASKED, hidden)["vital_facts"] == 0


def test_length_is_of_answers_alone() -> None:
    assert length(ASKED, RIGHT) == {"words": 7, "citations": 2}
    assert length(ASKED, REFUSED) == {"words": None, "citations": None}


def test_tokens_and_cost_are_scored_where_a_model_was_asked_for_refusals_too() -> None:
    assert REFUSED.answer
    used = replace(REFUSED.answer, usage=Usage(900, 40, estimated=False), cost=0.002)
    scores = length(ASKED, Outcome(used))
    assert scores == {"words": None, "citations": None, "tokens_in": 900, "tokens_out": 40, "cost": 0.002}
    assert length(ASKED, Outcome(replace(used, cost=None)))["cost"] is None
    held = columns([{"id": "asked"} | dict(scores)])
    assert {metric.name for metric in measurable(held)} == {"tokens_in", "tokens_out", "cost"}


def test_passages_are_ranked_by_source(assistant: Assistant) -> None:
    sample = replace(ASKED, question="honey in the heather", relevant=frozenset({"bees.txt", "lost.txt"}))
    outcome = search(10)(assistant, sample)
    assert outcome.hits[0].article.source == "bees.txt"
    again = replace(outcome, hits=(*outcome.hits, *outcome.hits))
    for found in (passages(sample, outcome), passages(sample, again)):
        assert (found["recall_5"], found["recall_10"], found["rr"]) == (1 / 2, 1 / 2, 1)


def test_passages_that_found_nothing_are_zero_and_those_that_nobody_judged_unscored() -> None:
    assert set(passages(replace(ASKED, relevant=frozenset({"bees.txt"})), REFUSED).values()) == {0}
    assert passages(ASKED, REFUSED) == {}
