"""The made-up newswire: the same for the same seed, of the size of news, its names spread as in real text."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.newswire import SAMPLE, WORDS, articles
from store.article import CITED_KINDS, Draft
from store.clean import label


@pytest.fixture(scope="module")
def wire() -> list[Draft]:
    """A few hundred articles."""
    return list(articles(300, seed=5))


@given(st.integers(0, 10**6))
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_articles_and_a_shorter_wire_is_the_beginning(seed: int) -> None:
    assert list(articles(2, seed)) == list(articles(4, seed))[:2]


def test_another_seed_gives_other_articles() -> None:
    assert {d.text for d in articles(5, seed=1)}.isdisjoint(d.text for d in articles(5, seed=2))


def test_articles_have_the_length_of_news(wire: list[Draft]) -> None:
    lengths = [len(draft.text.split()) for draft in wire]
    assert min(lengths) >= WORDS[0]
    assert max(lengths) <= WORDS[1]
    assert max(lengths) - min(lengths) > 100


def test_each_has_its_source_and_what_a_coverage_needs(wire: list[Draft]) -> None:
    assert len({draft.source for draft in wire}) == len(wire)
    assert all(draft.title and draft.outlet and draft.author for draft in wire)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", draft.published or "") for draft in wire)


def test_they_are_of_several_outlets_and_days(wire: list[Draft]) -> None:
    assert len({draft.outlet for draft in wire}) >= 8
    assert len({draft.published for draft in wire}) >= 30


def test_all_of_an_article_is_citable(wire: list[Draft]) -> None:
    assert {span.kind for draft in wire for span in label(draft.text, draft.title)} <= set(CITED_KINDS)


def test_names_are_spread_as_in_real_text(wire: list[Draft]) -> None:
    """A few names stand in many articles, most in few."""
    held = Counter(name for draft in wire for name in set(re.findall(r"\b[A-Z]\w{3,}", draft.text)))
    common = sum(count > len(wire) / 10 for count in held.values())
    rare = sum(count <= 3 for count in held.values())
    assert 5 <= common < len(held) / 10
    assert rare > len(held) / 3


def test_no_sentence_of_the_sample_coverage_is_left_as_it_was(wire: list[Draft]) -> None:
    texts = [path.read_text("utf-8") for path in SAMPLE.glob("*.txt")]
    real = {" ".join(words) for text in texts for words in pieces(text)}
    made = {" ".join(words) for draft in wire for words in pieces(draft.text)}
    assert real.isdisjoint(made)


def pieces(text: str) -> Iterator[list[str]]:
    """Every nine words in a row."""
    words = text.split()
    return (words[at : at + 9] for at in range(len(words) - 8))
