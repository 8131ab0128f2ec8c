"""Evidence: what the question's words are worth, and the sentences that could answer."""

import math
from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.evidence import Asked, _speaker, by_cosine, holds_value
from rag.question import read_question
from rag.retrieve import Legs
from store.spans import SpeechRow
from tests.rag.making import EMBEDDER, article, evidence

ASKED = Asked((frozenset({"zelenski", "zelenskyy"}), frozenset({"truce"})), (3.0, 1.0), 4.0)


def test_overlap_is_the_share_of_the_questions_weight() -> None:
    assert ASKED.overlap(frozenset({"zelenskyy", "sun"})) == 0.75
    assert ASKED.overlap(frozenset({"truce"})) == 0.25
    assert ASKED.overlap(frozenset({"truce", "zelenski", "zelenskyy"})) == 1.0
    assert ASKED.overlap(frozenset()) == 0.0
    assert Asked((), (), 1.0).overlap(frozenset({"sun"})) == 1.0


def test_the_heaviest_missing_word_as_a_share_of_the_ceiling() -> None:
    assert ASKED.heaviest_missing(frozenset({"truce"})) == 0.75
    assert ASKED.heaviest_missing(frozenset({"zelenskyy"})) == 0.25
    assert ASKED.heaviest_missing(frozenset({"zelenskyy", "truce"})) == 0.0


def test_the_share_counts_words_alike_in_part_and_known_ones_not_at_all() -> None:
    alike = replace(ASKED, alike=({}, {"ceasefir": 0.5}))
    assert ASKED.share(frozenset({"zelenskyy", "ceasefir"})) == 0.75
    assert alike.share(frozenset({"zelenskyy", "ceasefir"})) == 0.875
    assert alike.share(frozenset({"ceasefir"}), known=frozenset({"zelenski"})) == 0.5
    assert alike.share(frozenset(), known=frozenset({"zelenski", "truce"})) == 1.0
    assert alike.heaviest_missing(frozenset({"zelenski", "ceasefir"})) == 0.125


def test_rare_words_weigh_more_by_hand(harbour: Assistant) -> None:
    weighed = harbour.weigh("Did the eastern pivot anger Napoleon?")
    by_word = dict(zip((word for word, _ in weighed.question.words), weighed.asked.weights, strict=True))
    count = sum(1 for e in weighed.evidence)
    assert by_word["Napoleon"] == weighed.asked.ceiling == pytest.approx(math.log((count + 1) / 0.5))
    assert by_word["eastern"] == pytest.approx(math.log((count + 1) / 3.5))
    assert by_word["Napoleon"] > by_word["pivot"]


def test_a_word_that_only_asks_who_somebody_is_weighs_half(harbour: Assistant) -> None:
    asks, names = (harbour.weigh(q).asked for q in ("What is Brandvold’s profession?", "What is a profession?"))
    assert asks.weights[-1] == names.weights[-1] / 2


def test_evidence_are_all_sentences_of_the_best_passages_in_reading_order(harbour: Assistant) -> None:
    weighed = harbour.weigh("What about the shopkeepers on the north quay?")
    first = [e for e in weighed.evidence if e.rank == 0]
    assert "Shopkeepers on the north quay fear for their Christmas trade." in [e.text for e in first]
    assert [e.rank for e in weighed.evidence] == sorted(e.rank for e in weighed.evidence)
    for e in weighed.evidence:
        assert e.text == e.article.text[e.row.start : e.row.end] != ""
        assert e.terms <= e.context
        assert -1.001 <= e.cosine <= 1.001
        assert -1.001 <= e.window <= 1.001


def test_the_sentence_that_was_asked_word_for_word_is_at_cosine_one(harbour: Assistant) -> None:
    text = "Shopkeepers on the north quay fear for their Christmas trade."
    weighed = harbour.weigh(text)
    best = by_cosine(weighed.evidence)[0]
    assert (best.text, best.cosine) == (text, pytest.approx(1, abs=1e-3))


def test_evidence_says_who_speaks_and_the_outlets_own_voice_is_nobodys(harbour: Assistant) -> None:
    by_text = {e.text: e for e in harbour.weigh("What did Tomas Brandvold and Ines Caldera say of the crack?").evidence}
    lost = by_text["Tomas Brandvold said that his drivers lose two hours a day."]
    assert (lost.speaker, [lost.article.text[s.start : s.end] for s in lost.speech]) == (
        "Tomas Brandvold",
        ["his drivers lose two hours a day"],
    )
    assert by_text["Board chair Ines Caldera denied that anyone had been warned."].speaker == "Ines Caldera"
    found = by_text["Divers found a crack the length of a hand in the eastern pivot."]
    assert (found.speaker, found.speech) == (None, ())


def test_who_says_most_of_a_sentence_speaks_and_of_equals_the_inner_one() -> None:
    def row(start: int, end: int, speaker: str) -> SpeechRow:
        return SpeechRow(start, end, False, speaker, 0, 1, "said", 0, 1, "a")

    assert _speaker(10, 50, [row(0, 20, "Ada"), row(25, 45, "Bo")]) == "Bo"
    assert _speaker(10, 50, [row(12, 45, "Ada"), row(30, 45, "Bo")]) == "Ada"
    assert _speaker(10, 50, [row(0, 90, "Ada"), row(10, 50, "Bo")]) == "Bo"
    assert _speaker(10, 50, []) is None
    assert _speaker(10, 50, [row(30, 45, "Ada")]) is None  # less than half of the sentence


def test_nearest_first_ties_as_they_came() -> None:
    held = article("One. Two. Three.")
    one, two, three = (
        evidence(held, w, n, c) for n, (w, c) in enumerate([("One.", 0.2), ("Two.", 0.9), ("Three.", 0.2)])
    )
    assert by_cosine([one, two, three]) == [two, one, three]


def test_nothing_found_is_no_evidence(harbour: Assistant) -> None:
    over = Assistant(harbour._home, EMBEDDER, Legs(dense=False))  # type: ignore[arg-type]
    weighed = over.weigh("Napoleon Bonaparte")
    assert (weighed.evidence, weighed.found.passages, weighed.confidence) == ((), (), 0.0)


def test_speakers_and_strangers_can_be_left_out_to_see_what_they_are_worth(harbour: Assistant) -> None:
    over = Assistant(harbour._home, EMBEDDER, Legs(speakers=False, strangers=False))  # type: ignore[arg-type]
    whole, bare = (one.weigh("Did Napoleon see a crack in the eastern pivot?") for one in (harbour, over))
    assert any(e.speaker for e in whole.evidence)
    assert not any(e.speaker or e.speech for e in bare.evidence)
    assert bare.confidence > whole.confidence > 0


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("How many lorries wait?", "Some 40 lorries wait.", True),
        ("How many lorries wait?", "Three dozen lorries wait.", True),
        ("How many lorries wait?", "The lorries wait.", False),
        ("How many lorries wait?", "Lorries, about 40 of them, wait.", True),
        ("How many lorries wait?", "The lorries had two options.", False),
        ("How many lorries wait?", "A strike of lorries and a 30-day truce.", False),
        ("How many lorries wait?", "On March 14, 2025, lorries wait.", False),
        ("How many days did it last?", "A 30-day truce.", True),
        ("How many people live there?", "It has 3,000 inhabitants.", True),
        ("When did it open?", "It opened on Tuesday.", True),
        ("When did it open?", "It opened in 1987.", True),
        ("When did it open?", "It opened at 7 p.m.", True),
        ("When did it open?", "It opened.", False),
        ("Who denied it?", "It was Ines Caldera who denied it.", True),
        ("Who denied it?", "It was denied.", False),
        ("Where is it?", "It lies near Westmark.", True),
        ("Where is it?", "It lies there.", False),
        ("Why is it shut?", "It is shut.", True),
        ("What happened?", "It fell.", True),
    ],
)
def test_whether_a_sentence_holds_what_is_wanted(question: str, text: str, held: bool) -> None:
    assert holds_value(text, read_question(question)) is held
