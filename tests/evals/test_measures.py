"""Measures of one sample, against numbers worked out by hand."""

from collections.abc import Sequence
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures import alce, fact_held, key_facts, normal, published_hits, retrieval, share
from evals.sample import Fact
from rag.answer import Citation


def test_retrieval() -> None:
    # Relevant at ranks 2 and 7, a third never found.
    found = retrieval(["a", "R1", "b", "c", "d", "e", "R2", "f"], frozenset({"R1", "R2", "R3"}))
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert found == pytest.approx(
        {"ndcg_10": (1 / log2(3) + 1 / log2(8)) / ideal, "recall_5": 1 / 3, "recall_10": 2 / 3, "rr": 1 / 2}
    )


def test_retrieval_that_finds_nothing() -> None:
    assert retrieval([], frozenset({"R"})) == {"ndcg_10": 0, "recall_5": 0, "recall_10": 0, "rr": 0}


def ranked(*held: int, of: int = 12) -> list[str]:
    """Chunks of which those at the ranks hold the fact of that number."""
    return [f"chunk, and fact {rank}." if rank in held else "chunk" for rank in range(1, of + 1)]


def test_published_hits() -> None:
    # Facts first held at ranks 2 and 5: (1/2 + 1/5) / 2; average precision would be (1/2 + 2/5) / 2.
    found = published_hits(ranked(2, 5), ["fact 2.", "fact 5."])
    assert found == pytest.approx({"hits_4": 1, "hits_10": 1, "mrr_10": 1 / 2, "map_10": 0.35})


def test_published_hits_past_the_fourth() -> None:
    assert published_hits(ranked(5), ["fact 5."]) == {"hits_4": 0, "hits_10": 1, "mrr_10": 1 / 5, "map_10": 1 / 5}


def test_published_hits_end_at_the_tenth() -> None:
    assert published_hits(ranked(11), ["fact 11."]) == {"hits_4": 0, "hits_10": 0, "mrr_10": 0, "map_10": 0}


def test_only_spaces_and_line_feeds_do_not_matter() -> None:
    assert published_hits(["so the lock\nis  shut"], ["Lock is shut"])["hits_4"] == 0
    assert published_hits(["so the lo\nck is  shut"], ["lock isshut"])["hits_4"] == 1
    assert published_hits(["the lock\tis shut"], ["lock is shut"])["hits_4"] == 0


def test_a_fact_counts_where_it_is_first_held_and_is_divided_by_as_listed() -> None:
    assert published_hits(["a fact", "a fact"], ["a fact", "a  fact", "another"])["map_10"] == pytest.approx(1 / 3)


def test_more_than_ten_facts_divide_by_ten() -> None:
    assert published_hits(["fact 0"], [f"fact {n}" for n in range(20)])["map_10"] == pytest.approx(1 / 10)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("The Mayor said so", "mayor SAID"),
        ("It’s “over” — now", 'it\'s "over" - now'),
        ("some 12,500,000 tonnes, or more", "12500000 tonnes"),
        ("some 430 barges", "430  barges"),
        ("ten\u00a0kilometres\naway", "ten kilometres away"),
        ("ｆｕｌｌ width", "full width"),
        ("paid US$3 million", "$3 million"),
        ("rose 3%.", "3%"),
        ("It was 3.", "3"),
        ("On 4, 500 left", "500"),
        ("The mayor's flood-gates", "mayor flood gates"),
        ("Zoë’s café", "zoe cafe"),
    ],
)
def test_a_fact_is_held_whatever_the_typography(text: str, wording: str) -> None:
    assert fact_held(text, ["something else", wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("thirteen", "three"),
        ("the mayors", "mayor"),
        ("13 barges", "3 barges"),
        ("3.5 metres", "3"),
        ("2.3 metres", "3"),
        ("3,000 barges", "3"),
        ("anything", ""),
        ("", "anything"),
        ("axb", "a.b"),
    ],
)
def test_part_of_a_word_or_number_is_not_the_fact(text: str, wording: str) -> None:
    assert not fact_held(text, [wording])


@given(st.text(min_size=1).filter(lambda text: normal(text).strip() != ""), st.text(alphabet=" \n\t"))
def test_a_text_holds_itself(text: str, around: str) -> None:
    assert fact_held(f"Ada {around} {text} {around} Ole", [text])


VITAL, OTHER = Fact(("seven locks", "7 locks")), Fact(("Odrin",))
OKAY = Fact(("built of oak",), vital=False)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("The Odrin has 7 locks.", (VITAL, OTHER, OKAY), (1, 2 / 3)),
        ("Seven locks, built of oak.", (VITAL, OTHER, OKAY), (1 / 2, 2 / 3)),
        ("", (VITAL, OKAY), (0, 0)),
        ("They are built of oak.", (OKAY,), (None, 1)),
        ("Anything.", (), (None, None)),
    ],
)
def test_key_facts(text: str, facts: Sequence[Fact], expected: tuple[float | None, float | None]) -> None:
    assert key_facts(text, facts) == pytest.approx(expected)


def test_share_is_the_mean_of_what_is_scored() -> None:
    assert share([True, None, False, 1.0, 0.0]) == 0.5
    assert share([None]) is None
    assert share([]) is None


def cited(quote: str) -> Citation:
    return Citation(1, "id", "a.txt", None, "", None, None, 1, 0, len(quote), quote)


A, B, C = cited("a"), cited("b"), cited("c")


def judge(verdicts: dict[str, bool | None]):  # noqa: ANN201
    """A judge that knows sets of citations by their quotes; one that is not listed must not be asked about."""
    return lambda citations, _: verdicts["".join(c.quote for c in citations)]


@pytest.mark.parametrize(
    ("citations", "verdicts", "expected"),
    [
        ([A], {"a": True}, (1, 1)),
        ([A], {"a": False}, (0, 0)),
        ([A], {"a": None}, (None, None)),
        ([], {}, (0, None)),
        # Together only: each is needed.
        ([A, B], {"ab": True, "a": False, "b": False}, (1, 1)),
        # a does it alone, and b neither does nor is missed: irrelevant.
        ([A, B], {"ab": True, "a": True, "b": False}, (1, 1 / 2)),
        # Both do it alone: neither is irrelevant.
        ([A, B], {"ab": True, "a": True, "b": True}, (1, 1)),
        # a and c are needed, b is not.
        (
            [A, B, C],
            {"abc": True, "a": False, "b": False, "c": False, "bc": False, "ac": True, "ab": False},
            (1, 2 / 3),
        ),
        # An unsupported sentence makes all its citations imprecise.
        ([A, B], {"ab": False}, (0, 0)),
        # b could not be judged alone, but would not be missed: unscored. a is precise.
        ([A, B], {"ab": True, "a": True, "b": None}, (1, 1)),
        # Whatever b is alone, a without it fails: needed.
        ([A, B], {"ab": True, "a": False, "b": None}, (1, 1)),
    ],
)
def test_alce_of_a_sentence(
    citations: list[Citation], verdicts: dict[str, bool | None], expected: tuple[float | None, float | None]
) -> None:
    assert alce([("s", citations)], judge(verdicts)) == pytest.approx(expected)


def test_alce_of_an_answer() -> None:
    # Recall: s1 yes, s2 no, s3 without citations no, s4 not judged: 1/3. Precision: of a, b, c only a: 1/3.
    verdicts = {"s1": True, "s2": False, "s4": None}
    sentences = [("s1", [A]), ("s2", [B, C]), ("s3", []), ("s4", [A])]
    assert alce(sentences, lambda _, sentence: verdicts[sentence]) == pytest.approx((1 / 3, 1 / 3))


def test_an_answer_of_no_sentences_is_unscored() -> None:
    assert alce([], judge({})) == (None, None)
