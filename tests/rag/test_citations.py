"""A citation is exact words at their place, or no citation."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citations import CitationError, cite
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
