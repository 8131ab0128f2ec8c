"""Other words for what is asked: by the real model's own table, and what it leaves alone."""

import pytest

from rag.alike import with_alike
from rag.evidence import Asked
from rag.question import read_question
from store.embedder import Embedder
from tests.rag.making import EMBEDDER, article, evidence

QUESTION = read_question("How many soldiers died in 1943?")
ASKED = Asked(tuple(frozenset({term}) for _, term in QUESTION.words), (1.0, 2.0, 1.0), 4.0)
HELD = article("Twelve troops were killed in 1944. The soup was warm.")
EVIDENCE = [evidence(HELD, "Twelve troops were killed in 1944."), evidence(HELD, "The soup was warm.", 1)]


@pytest.fixture(scope="module")
def asked(embedder: Embedder) -> Asked:
    """The question's words with what the packaged model holds alike."""
    return with_alike(ASKED, QUESTION, EVIDENCE, embedder)


def test_words_of_like_use_count_in_part(asked: Asked) -> None:
    soldiers, died, year = asked.held(EVIDENCE[0].terms)
    assert 0.3 < soldiers < 1
    assert 0.2 < died < 1
    assert year == 0


def test_words_of_unlike_use_do_not_count(asked: Asked) -> None:
    assert max(asked.held(frozenset({"soup", "warm"}))) < 0.1


def test_the_word_itself_counts_in_full(asked: Asked) -> None:
    assert asked.held(frozenset({"soldier", "troop"}))[0] == 1


def test_of_several_words_of_one_term_the_likest_counts_whichever_comes_last(embedder: Embedder) -> None:
    words = ["They died there.", "She dies.", "Many were dying."]
    held = article(" ".join(words))
    told = [evidence(held, w, n) for n, w in enumerate(words)]
    asked = read_question("Who was killed?")
    ways = [with_alike(ASKED, asked, order, embedder).alike[0]["die"] for order in (told, told[::-1])]
    alone = [with_alike(ASKED, asked, [one], embedder).alike[0].get("die", 0.0) for one in told]
    assert ways == pytest.approx([max(alone)] * 2, abs=1e-6)


def test_another_number_is_not_alike(asked: Asked) -> None:
    assert all("1944" not in near for near in asked.alike)


def test_a_word_of_letters_unknown_to_the_model_is_like_no_other(embedder: Embedder) -> None:
    vectors = embedder.word_vectors(["ꔀꔁ", "ꔂ", "reservoirs", "reservoir"])
    assert vectors[0] @ vectors[1] == 0
    assert vectors[2] @ vectors[3] > 0.5
    assert embedder.word_vectors([]).shape == (0, 384)


def test_nothing_to_compare_leaves_the_question_as_it_is() -> None:
    assert with_alike(ASKED, QUESTION, [], EMBEDDER) is ASKED  # type: ignore[arg-type]
