"""Retrieval: four legs fused by rank, names in any spelling, filters, and the same behind LlamaIndex's interface."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.schema import QueryBundle

from rag.answer import Filters, Turn
from rag.assistant import Assistant
from rag.errors import AskError
from rag.retrieve import CoverageRetriever, Legs, fuse, question_terms
from store.article import Draft
from store.lexical import Vocabulary
from tests.rag.conftest import STORY
from tests.rag.making import EMBEDDER, assistant


def sources(asked: Assistant, query: str, k: int = 10, filters: Filters = Filters()) -> list[str]:
    return [hit.article.source for hit in asked.search(query, k, filters=filters).hits]


def test_reciprocal_rank_fusion_by_hand() -> None:
    fused = fuse([[7, 3, 9], [3, 7], [4]])
    assert list(fused) == [3, 7, 4, 9]
    assert fused == {
        3: pytest.approx(1 / 62 + 1 / 61),
        7: pytest.approx(1 / 61 + 1 / 62),
        4: pytest.approx(1 / 61),
        9: pytest.approx(1 / 63),
    }
    assert fuse([]) == fuse([[], []]) == {}


@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=8), max_size=6))
def test_fusion_keeps_all_and_does_not_mind_the_order_of_the_rankings(rankings: list[list[int]]) -> None:
    fused = fuse(rankings)
    assert set(fused) == {item for ranking in rankings for item in ranking}
    assert list(fused.values()) == sorted(fused.values(), reverse=True)
    assert fuse(reversed(rankings)) == {item: pytest.approx(score) for item, score in fused.items()}


def test_a_word_is_asked_for_with_the_coverages_other_spellings_of_it() -> None:
    vocabulary = Vocabulary({"zalanski": frozenset({"zelenskyy", "zelenskiy"})})
    assert question_terms("Did Zelensky go?", vocabulary) == [frozenset({"zelenski", "zelenskyy", "zelenskiy"})]
    assert question_terms("Did Zelensky go?", Vocabulary({})) == [frozenset({"zelenski"})]


NAMES = [
    ("Zelenskyy", "Zelensky"),
    ("Zelenskiy", "Zelenskyy"),
    ("Pylypchuk", "Pilipchuk"),
    ("Kharchenko", "Harchenko"),
    ("Oleksii", "Oleksiy"),
    ("Mykhailo", "Mikhaylo"),
    ("Vitiaz", "Vityaz"),
]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Legs, Assistant]]:
    """The lexical leg alone with and without folding, over a report for each name."""
    path = tmp_path_factory.mktemp("named")
    drafts = [
        Draft(f"{written}.txt", f"On that morning {written} spoke to the assembly.", title="Assembly")
        for written, _ in NAMES
        if written not in ("Zelenskiy",)
    ]
    without = [Legs(dense=False, folding=folding) for folding in (True, False)]
    return [(legs, assistant(path / "home", drafts, legs)) for legs in without]


@pytest.mark.parametrize(("written", "asked"), [n for n in NAMES if n[0] != "Zelenskiy"])
def test_a_name_is_found_in_another_transliteration(
    named: list[tuple[Legs, Assistant]], written: str, asked: str
) -> None:
    for legs, over in named:
        found = sources(over, f"Where was {asked}?")
        assert found == ([f"{written}.txt"] if legs.folding else [])


def test_what_is_no_name_of_the_coverage_is_not_folded(named: list[tuple[Legs, Assistant]]) -> None:
    assert sources(named[0][1], "Where was Zelinka?") == []


@pytest.mark.parametrize(
    "legs", [Legs(dense=False), Legs(lexical=False), Legs(passages=False), Legs(sentences=False), Legs()]
)
def test_each_leg_finds_the_words_of_a_report(harbour: Assistant, legs: Legs) -> None:
    over = Assistant(harbour._home, EMBEDDER, legs)  # type: ignore[arg-type]
    assert sources(over, "Shopkeepers fear for their Christmas trade")[0] == "post.txt"


def test_hits_are_ranked_exact_passages(harbour: Assistant) -> None:
    hits = harbour.search("a crack in the eastern pivot", 2).hits
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score > 0
    assert all(hit.text == hit.article.text[hit.start : hit.end] != "" for hit in hits)
    assert "crack" in hits[0].text


def test_no_more_passages_than_asked_for(harbour: Assistant) -> None:
    assert len(harbour.search("bridge", 1).hits) == 1
    assert len(harbour.search("bridge", 4).hits) == 4
    everything = harbour.search("bridge", 1_000).hits
    assert len({(hit.article.id, hit.start) for hit in everything}) == len(everything) > 4


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), {"post.txt", "radio.txt", "wire.txt"}),
        (Filters(outlets=("ellery post",)), {"post.txt"}),
        (Filters(outlets=("ÖRESUND RADIO", "ELLERY POST")), {"post.txt", "radio.txt"}),
        (Filters(outlets=("Nobody's Gazette",)), set()),
        (Filters(articles=("wire.txt",)), {"wire.txt"}),
        (Filters(articles=("wire.txt", "nothing.txt")), {"wire.txt"}),
        (Filters(first="2025-11-18"), {"post.txt", "radio.txt"}),
        (Filters(first="2025-11-19"), {"radio.txt"}),
        (Filters(last="2025-11-19"), {"post.txt", "radio.txt"}),
        (Filters(last="2025-11-18"), {"post.txt"}),
        (Filters(first="2025-11-18", last="2025-11-18"), {"post.txt"}),
        (Filters(first="2025-11-20"), set()),
        (Filters(outlets=("Ellery Post",), articles=("radio.txt",)), set()),
    ],
)
def test_filters_leave_what_passes_them_all(harbour: Assistant, filters: Filters, left: set[str]) -> None:
    assert set(sources(harbour, "a crack in the pivot", filters=filters)) == left


def test_an_article_is_named_by_its_id_too(harbour: Assistant) -> None:
    wire = harbour.article("wire.txt")
    assert sources(harbour, "a crack in the pivot", filters=Filters(articles=(wire.id,))) == ["wire.txt"]


OPERATORS = [
    'NEAR("crack" pivot, 3) OR NOT bridge AND *',
    "\"crack' AND ((pivot",
    "crack; DROP TABLE article; --",
    "terms:crack ^crack crack* -crack +crack {crack}",
    "🚧 ⑴ ½ ﷺ ﾞ crack \u0301",
    "crack % _ ? :1 \\",
]


@pytest.mark.parametrize("question", OPERATORS)
def test_the_words_of_a_question_are_words_whatever_a_database_reads_in_them(harbour: Assistant, question: str) -> None:
    assert "crack" in harbour.search(question).hits[0].text


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40))
def test_any_question_is_answered_or_refused(harbour: Assistant, question: str) -> None:
    try:
        found = harbour.search(question, 3)
    except AskError:
        return
    assert 0 < len(found.hits) <= 3


def test_a_follow_up_is_searched_with_what_was_asked_before(harbour: Assistant) -> None:
    found = harbour.search("And why?", 1, [Turn("user", "Do shopkeepers fear for their Christmas trade?")])
    assert "Shopkeepers" in found.hits[0].text
    assert found.question.standalone == "Why do shopkeepers fear for their Christmas trade?"


# LlamaIndex.


def test_the_coverage_is_a_retriever_of_llama_index(harbour: Assistant) -> None:
    retriever = CoverageRetriever(harbour._home, EMBEDDER, k=2)  # type: ignore[arg-type]
    nodes = retriever.retrieve("a night convoy over the bridge")
    hits = harbour.search("a night convoy over the bridge", 2).hits
    assert [n.text for n in nodes] == [hit.text for hit in hits]
    assert [n.score for n in nodes] == pytest.approx([hit.score for hit in hits], abs=1e-6)
    assert nodes[0].node.metadata == {
        "article": hits[0].article.id,
        "source": "radio.txt",
        "title": "Hauliers want a night convoy",
        "outlet": "Öresund Radio",
        "published": "2025-11-19T07:30:00+01:00",
        "url": "https://radio.example/convoy",
    }


def test_a_node_says_where_its_words_stand(harbour: Assistant) -> None:
    retriever = CoverageRetriever(harbour._home, EMBEDDER)  # type: ignore[arg-type]
    for found in retriever.retrieve(QueryBundle("a crack in the eastern pivot")):
        node = found.node
        text = harbour.article(node.metadata["article"]).text
        assert text[node.start_char_idx : node.end_char_idx] == found.text  # type: ignore[attr-defined]


def test_a_retriever_takes_filters(harbour: Assistant) -> None:
    retriever = CoverageRetriever(harbour._home, EMBEDDER, filters=Filters(outlets=("Ellery Post",)))  # type: ignore[arg-type]
    assert {n.node.metadata["source"] for n in retriever.retrieve("crack")} == {"post.txt"}


def test_a_retriever_sees_what_was_put_in_after_it_was_made(tmp_path: Path) -> None:
    over = assistant(tmp_path / "home", STORY[:1])
    retriever = CoverageRetriever(over._home, EMBEDDER)  # type: ignore[arg-type]
    assert {n.node.metadata["source"] for n in retriever.retrieve("crack")} == {"post.txt"}
    assistant(tmp_path / "home", STORY)
    assert len({n.node.metadata["source"] for n in retriever.retrieve("crack")}) == 3


def test_a_follow_up_put_into_words_is_searched_by_these_alone(harbour: Assistant) -> None:
    turns = [Turn("user", "What did Ines Caldera say about the bridge?")]
    again = harbour.weigh("And Brandvold?", turns)
    assert "Brandvold" in again.question.standalone and again.question.standalone != again.question.asked
    assert again.found.vector == pytest.approx(EMBEDDER.encode([again.question.standalone])[0])
    behind = harbour.weigh("Was anyone hurt by that?", turns)
    assert behind.question.standalone.endswith(behind.question.asked)
    assert behind.found.vector != pytest.approx(EMBEDDER.encode([behind.question.standalone])[0])
