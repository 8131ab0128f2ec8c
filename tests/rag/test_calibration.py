"""Two small logistic models: by hand, and on evidence made by hand."""

import json
import math
from collections.abc import Sequence
from dataclasses import fields, replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import calibration
from rag.calibration import (
    STRANGER,
    CoverageSignals,
    SentenceSignals,
    confidence,
    coverage_signals,
    holds_whole,
    packaged,
    relevance,
    sentence_signals,
    telling,
    vector,
)
from rag.evidence import Asked, Evidence
from rag.question import Question, read_question
from tests.rag.making import article, evidence

MODELS = {"relevance": SentenceSignals, "confidence": CoverageSignals}
FILE = json.loads(files("rag").joinpath("calibration.json").read_text("utf-8"))
ASKED = Asked((frozenset({"pivot"}), frozenset({"crack"})), (2.0, 1.0), 3.0)
HELD = article("Divers found a crack in the pivot. It rained on Friday. The quay was empty.")
EVIDENCE = [
    evidence(HELD, "Divers found a crack in the pivot.", 0, cosine=0.9),
    evidence(HELD, "It rained on Friday.", 1, cosine=0.1),
    evidence(HELD, "The quay was empty.", 2, cosine=0.2),
]


def sure(question: Question, found: Sequence[Evidence]) -> float:
    return confidence(packaged(), coverage_signals(question, ASKED, found))


def shares(question: Question, found: Sequence[Evidence]) -> list[float]:
    return relevance(packaged(), sentence_signals(question, ASKED, found))


@pytest.mark.parametrize("model", MODELS)
def test_the_file_has_a_coefficient_for_every_signal_and_says_on_which_data(model: str) -> None:
    assert set(FILE[model]["coefficients"]) == {"intercept", *(f.name for f in fields(MODELS[model]))}
    assert all(math.isfinite(c) for c in FILE[model]["coefficients"].values())
    assert FILE[model]["data"]


def test_the_threshold_is_a_confidence() -> None:
    assert packaged().threshold == FILE["confidence"]["threshold"]
    assert 0 < packaged().threshold < 1


def test_the_logistic_by_hand() -> None:
    logistic = calibration._logistic
    assert logistic({"intercept": 0.0}, {}) == 0.5
    assert logistic({"intercept": 1.0, "a": 2.0, "b": -1.0}, {"a": 0.5, "b": 2.0}) == 0.5
    assert logistic({"intercept": -1.0, "a": 2.0}, {"a": 1.0}) == pytest.approx(1 / (1 + math.e**-1))


def test_signals_as_numbers_stand_in_the_order_of_their_fields() -> None:
    signals = SentenceSignals(*range(len(fields(SentenceSignals))))
    assert vector(signals) == tuple(range(len(fields(SentenceSignals))))


def test_no_evidence_no_confidence_and_nothing_relevant() -> None:
    question = read_question("Who found a crack in the pivot?")
    assert coverage_signals(question, ASKED, []) is None
    assert sure(question, []) == 0.0
    assert shares(question, []) == []


def test_a_question_about_somebody_whom_no_report_names_is_less_sure() -> None:
    question = read_question("What did divers find in the pivot?")
    signals = coverage_signals(question, ASKED, EVIDENCE)
    assert confidence(packaged(), signals, strange=True) == pytest.approx(sure(question, EVIDENCE) * STRANGER)


def test_the_nearest_sentence_with_the_words_is_the_most_relevant() -> None:
    found = shares(read_question("What did divers find in the pivot?"), EVIDENCE)
    assert len(found) == 3
    assert max(found) == found[0]


def test_nearer_evidence_gives_more_confidence() -> None:
    question = read_question("What did divers find in the pivot?")
    far = [evidence(HELD, e.text, e.row.number, cosine=e.cosine / 4) for e in EVIDENCE]
    assert sure(question, EVIDENCE) > sure(question, far)


def test_a_question_or_a_few_words_in_a_report_are_no_answer() -> None:
    asked = "What did divers find in the pivot on Friday?"
    held = article(f"{asked} A crack! Divers found a crack in the pivot.")
    texts = (asked, "A crack!", "Divers found a crack in the pivot.")
    repeated, short, found = (evidence(held, text, n, cosine=0.9 - n / 10) for n, text in enumerate(texts))
    assert telling([repeated, short, found]) == [found]
    assert telling([repeated, short]) == [repeated, short]
    headed = evidence(held, texts[2], 2, kind="headline")
    assert telling([headed]) == [headed]


@given(
    st.lists(st.floats(-1, 1), min_size=1, max_size=3),
    st.sampled_from(["Who found it in the pivot?", "How many cracks?", "Why?", "The “eastern pivot” pier", "7"]),
)
def test_confidence_and_relevance_are_probabilities(cosines: list[float], question: str) -> None:
    some = [evidence(HELD, e.text, e.row.number, cosine=c) for e, c in zip(EVIDENCE, cosines, strict=False)]
    asked = read_question(question)
    assert 0 < sure(asked, some) < 1
    assert all(0 < share < 1 for share in shares(asked, some))


def test_a_sentence_holds_the_whole_question_where_only_the_names_stand_beside_it() -> None:
    text = "Rain fell on Orle. The region’s acting governor, Ines Caldera, left. The quay was empty."
    told = article(text)
    governor = evidence(told, "The region’s acting governor, Ines Caldera, left.")
    asked = Asked((frozenset({"governor"}), frozenset({"orl"})), (2.0, 1.0), 3.0)
    question = read_question("Who is the governor of Orle?")
    assert not holds_whole(question, asked, [governor])
    beside = replace(governor, context=governor.terms | {"orl"})
    assert holds_whole(question, asked, [beside])
    judge = replace(asked, groups=(frozenset({"judg"}), frozenset({"orl"})))
    assert not holds_whole(read_question("Who is the judge of Orle?"), judge, [beside])
