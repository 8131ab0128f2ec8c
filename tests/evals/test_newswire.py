"""The made-up newswire: the same for the same seed, of the size of news, and askable."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.newswire import WORDS, NewsQuestion, articles, questions
from store.article import CITED_KINDS, Draft
from store.clean import label


@pytest.fixture(scope="module")
def wire() -> list[Draft]:
    """A few hundred articles."""
    return list(articles(300, seed=5))


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
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


@pytest.fixture(scope="module")
def asked() -> list[NewsQuestion]:
    """Questions on those articles."""
    return list(questions(72, seed=5, among=300))


def names(question: NewsQuestion) -> set[str]:
    """The made-up names of a question: its capitals but the first word."""
    return set(re.findall(r"(?<=\s)[A-Z]\w+", question.text))


def test_questions_all_differ_and_are_the_same_for_the_same_seed(asked: list[NewsQuestion]) -> None:
    assert len({q.text for q in asked}) == len(asked)
    assert asked == list(questions(72, seed=5, among=300))


def test_a_question_names_what_stands_in_its_article(asked: list[NewsQuestion], wire: list[Draft]) -> None:
    texts = {draft.source: draft.text for draft in wire}
    present = [q for q in asked if q.source]
    assert len({q.source for q in present}) == len(present)
    for question in present:
        assert question.source
        assert names(question)
        assert all(name in texts[question.source] for name in names(question)), question


def test_an_absent_question_names_what_stands_in_no_article(asked: list[NewsQuestion], wire: list[Draft]) -> None:
    absent = [q for q in asked if not q.source]
    words = {word for draft in wire for word in re.findall(r"\w+", draft.text)}
    assert len(absent) == len(asked) // 6
    assert len({q.text.split()[0] for q in absent}) > 1
    unheard = [names(q) - words for q in absent]
    assert sum(map(bool, unheard)) > 0.8 * len(absent)
