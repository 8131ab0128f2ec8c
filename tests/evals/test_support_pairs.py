"""The pairs that the support of a sentence is learnt from."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import numpy as np
import pytest

from evals.support_pairs import Pair, changes, evidence, fewest, pairs, sentences_of, statement
from tests.evals.tasks.making import lines
from tests.homes import EMBEDDER

PASSAGE = [
    "Ada Finch built the Orrin dam in 1904 .",
    "It was not finished before Karl Voss drained two lakes .",
    "Trout live in the river .",
]


def made(tmp_path: Path, name: str, *rows: Mapping[str, object]) -> list[Pair]:
    """The pairs of a set of such lines."""
    return list(pairs({name: lines(tmp_path / "set.jsonl", rows)}, EMBEDDER.encode))


def by_kind(found: list[Pair], kind: str) -> list[tuple[str, list[str], bool]]:
    """Sentence, cited texts and label of the pairs of a kind."""
    return [(p.sentence, [e.text for e in p.cited], p.carried) for p in found if p.kind == kind]


def test_a_persons_answer_cites_the_chosen_sentences_that_it_draws_on(tmp_path: Path) -> None:
    one = {"id": "dam", "question": "who built it", "title": "Orrin dam", "sentences": PASSAGE}
    other = one | {"id": "locks", "sentences": ["Seven locks lift the barges ."], "gold_sentences": [0], "answers": []}
    answer = "The Orrin dam was built by Ada Finch."
    found = made(tmp_path, "clapnq", one | {"gold_sentences": [0, 1], "answers": [answer]}, other)
    assert by_kind(found, "answer") == [(answer, [PASSAGE[0]], True)]
    assert by_kind(found, "passage") == [(answer, [PASSAGE[2]], False)]
    assert by_kind(found, "nearest") == [(answer, ["Seven locks lift the barges ."], False)]
    assert by_kind(found, "negation") == [(answer.replace("was", "was not"), [PASSAGE[0]], False)]


def test_what_draws_on_two_is_not_carried_by_one(tmp_path: Path) -> None:
    answer = "Ada Finch built the Orrin dam and Karl Voss drained two lakes."
    rows = ({"id": n, "question": "", "title": "", "sentences": PASSAGE, "gold_sentences": [0, 1]} for n in "ab")
    found = made(tmp_path, "clapnq", *(row | {"answers": [answer]} for row in rows))
    assert by_kind(found, "answer")[0] == (answer, PASSAGE[:2], True)
    assert [label for _, cited, label in by_kind(found, "part") if len(cited) == 1] == [False, False]


def test_a_document_carries_the_answer_that_it_gives_and_no_other(tmp_path: Path) -> None:
    texts = ("The population of Orrin is 3,559 people.", "The population of Orrin is 900 people.")
    told = [
        {"text": texts[0], "type": "correct", "answer": "3,559"},
        {"text": texts[1], "type": "misinfo", "answer": "900"},
    ]
    row = {"id": "q", "question": "What is the population of Orrin?", "documents": told}
    found = made(tmp_path, "ramdocs", row | {"gold_answers": ["3,559"], "wrong_answers": ["900"]})
    claims = "The population of Orrin is 3,559.", "The population of Orrin is 900."
    assert by_kind(found, "document") == [(claims[0], [texts[0]], True), (claims[1], [texts[1]], True)]
    assert by_kind(found, "misinformed") == [(claims[1], [texts[0]], False), (claims[0], [texts[1]], False)]


def test_an_attribution_is_carried_by_its_sentence_with_its_source_only(tmp_path: Path) -> None:
    text = "Ada Finch said the old dam will not hold for long. Karl Voss said the new lock can lift ten barges."
    places = [(0, 9, 10, 14, 15, 49), (51, 60, 61, 65, 66, 98)]
    told = [{"source": [p[:2]], "cue": [p[2:4]], "content": [p[4:]]} for p in places]
    row = {"id": "r", "title": "Dam", "outlet": "Post", "published": "2025-03-14", "text": text, "attributions": told}
    found = made(tmp_path, "polnear", row)
    said, cited = "the old dam will not hold for long", ["Ada Finch said the old dam will not hold for long."]
    assert by_kind(found, "reported")[0] == (f"According to Ada Finch, {said}.", cited, True)
    assert by_kind(found, "speaker")[0] == (f"According to Karl Voss, {said}.", cited, False)
    assert by_kind(found, "unsaid")[0] == (f"T{said[1:]}.", cited, False)


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("negation", "In 1904 Ada Finch has not led"),
        ("swapped", "Karl"),
        ("name", "Orrin"),
        ("number", "two"),
        ("time", "1904"),
    ],
)
def test_a_change_makes_another_sentence_of_it(kind: str, changed: str) -> None:
    sentence = "In 1904 Ada Finch has led Karl Voss over two lakes."
    told = dict(changes(sentence, "The dam of Orrin", Random(1)))[kind]
    assert told != sentence
    assert (changed in told) is (changed not in sentence or kind == "swapped")


def test_a_negation_is_taken_away_where_there_is_one_alone() -> None:
    assert dict(changes("Trout never sleep", "", Random(1))) == {"negation": "Trout sleep"}


def test_the_fewest_sentences_that_hold_the_words_in_reading_order() -> None:
    held = evidence("dam", "", " ".join(PASSAGE), EMBEDDER.encode)
    assert fewest("Voss drained lakes where trout live", held) == tuple(held[1:])
    assert len(fewest("Nothing of it", held)) == 1


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is the mayor of Orrin?", "The mayor of Orrin is A."),
        ("When was Ada Finch born?", "Ada Finch was born A."),
        ("What sport is Ada Finch associated with?", "Ada Finch is associated with A."),
        ("How many locks lift barges?", "Locks lift barges A."),
    ],
)
def test_a_question_with_its_answer_is_a_statement(question: str, told: str) -> None:
    assert statement(question, "A") == told


def test_a_sentence_of_two_words_says_nothing() -> None:
    assert sentences_of("Ada Finch built the dam.\nShe did. ") == ["Ada Finch built the dam."]


def test_evidence_knows_its_place_its_speech_and_what_stands_beside_it() -> None:
    text = "Ada Finch said that the dam leaks. Trout live there."
    first, second = evidence("dam", "Orrin", text, EMBEDDER.encode)
    assert (first.text, second.text) == ("Ada Finch said that the dam leaks.", "Trout live there.")
    assert ([s.speaker for s in first.speech], second.speech) == (["Ada Finch"], ())
    assert {"orrin", "trout"} <= first.context
    assert np.allclose(first.row.vector, EMBEDDER.encode([first.text])[0])
