"""A citation is exact words at their place, or no citation."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Answer, AnswerSentence, Turn
from rag.citations import CitationError, cite, renumbered
from rag.wording import markdown
from store.article import Coverage
from tests.rag.making import article

TEXT = "Zoë 👩🏽‍🚒 said: “ja\u0308, 100\u2028%” \u202eeva\u202c."


@given(st.text(min_size=1), st.data())
def test_a_citation_quotes_the_characters_at_its_offsets(text: str, data: st.DataObject) -> None:
    held = article(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = cite(7, held, start, end)
    assert made.quote == text[start:end]


def test_a_citation_carries_what_is_known_of_its_article() -> None:
    held = replace(article(TEXT, revision=3), url="https://post.example/1")
    made = cite(2, held, 0, 3, "Ada Lindqvist")
    assert (made.speaker, cite(2, held, 0, 3).speaker) == ("Ada Lindqvist", None)
    assert made.quote == "Zoë"
    assert (made.number, made.article, made.source, made.title) == (2, "a", "a.txt", "Title of a")
    assert (made.outlet, made.published, made.url) == ("Harbour Post", "2025-03-14", "https://post.example/1")
    assert (made.revision, made.verified) == (3, "exact")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (len(TEXT), len(TEXT) + 1), (0, len(TEXT) + 1), (-3, -1)])
def test_no_citation_of_nothing_or_of_what_lies_outside(start: int, end: int) -> None:
    with pytest.raises(CitationError):
        cite(1, article(TEXT), start, end)


def answered(*places: tuple[int, int]) -> Answer:
    """An answer of a sentence a place, numbered as answers are."""
    text = "The lock leaks. It is shut. Divers are there."
    made = tuple(cite(n, article(text), *place) for n, place in enumerate(places, start=1))
    told = tuple(AnswerSentence(c.quote, (c.number,)) for c in made)
    coverage = Coverage(1, 1, None, None)
    return Answer("?", "?", "answered", 0.9, markdown(told, made), told, made, (), coverage, "extractive")


def test_a_place_keeps_its_number_in_a_conversation_and_new_ones_go_on_from_there() -> None:
    first, second = answered((0, 15), (16, 27)), answered((28, 45), (16, 27))
    turns = (Turn("user", "?"), Turn("assistant", first.text, first.citations))
    made = renumbered(second, turns)
    assert [c.number for c in made.citations] == [3, 2]
    assert [(s.text, s.citations) for s in made.sentences] == [("Divers are there.", (3,)), ("It is shut.", (2,))]
    assert made.text.split("\n\n")[0].endswith("[3]")
    assert renumbered(second, turns[:1]) == second


def test_no_two_places_get_one_number_whatever_was_shown_before() -> None:
    turns = [Turn("assistant", a.text, a.citations) for a in (answered((0, 15)), answered((16, 27)))]
    made = renumbered(answered((0, 15), (16, 27)), turns)
    assert len({c.number for c in made.citations}) == 2
