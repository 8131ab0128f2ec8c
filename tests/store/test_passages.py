"""Passages: whole sentences that tile the citable text and never exceed what the model reads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from llama_index.core.schema import Document, NodeRelationship, TextNode

from store.article import CITED_KINDS, Kind, Passage, Sentence, Span
from store.clean import label
from store.passages import SPECIAL_TOKENS, CountTokens, PassageParser, embedded_text, lead, tile
from store.sentences import split
from tests.homes import FERRY, HashEmbedder

if TYPE_CHECKING:
    from store.embedder import Embedder

WINDOW = 24
count = HashEmbedder().count_tokens

LINES = st.lists(
    st.tuples(
        st.sampled_from([*CITED_KINDS, "promo", "comment", "boilerplate"]),
        st.text(alphabet="ab éИ漢한ﷺ😀\u200b\u0301\u202e\u00a0\u2028.!?,-()“”'", max_size=120),
    ),
    max_size=12,
)


def article(lines: Sequence[tuple[Kind, str]]) -> tuple[str, tuple[Span, ...]]:
    """A text of those lines, and a span for each that is not blank."""
    text, spans = "", []
    for kind, line in lines:
        inner = line.strip()
        if inner:
            start = len(text) + line.index(inner)
            spans.append(Span(kind, start, start + len(inner)))
        text += line + "\n"
    return text, tuple(spans)


def tiled(
    text: str, spans: Sequence[Span], title: str = "", count: CountTokens = count, window: int = WINDOW
) -> tuple[tuple[Sentence, ...], tuple[Passage, ...]]:
    return tile(text, title, split(text, spans), spans, count, window)


def assert_sound(
    text: str, spans: Sequence[Span], title: str, made: tuple[tuple[Sentence, ...], tuple[Passage, ...]]
) -> None:
    sentences, passages = made
    assert [s.number for s in sentences] == list(range(len(sentences)))
    assert [p.number for p in passages] == list(range(len(passages)))
    for passage in passages:
        own = [s for s in sentences if s.passage == passage.number]
        assert (passage.start, passage.end) == (own[0].start, own[-1].end)
        crossed = [s for s in spans if s.start < passage.end and s.end > passage.start]
        assert {s.kind for s in crossed} <= set(CITED_KINDS)
        assert len({s.kind == "caption" for s in crossed}) == 1
    ends = [0]
    for sentence in sentences:
        assert sentence.start >= ends[-1]
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end] != ""
        ends.append(sentence.end)
    covered = {i for p in passages for i in range(p.start, p.end)}
    cited = {i for s in spans if s.kind in CITED_KINDS for i in range(s.start, s.end) if not text[i].isspace()}
    uncited = {i for s in spans if s.kind not in CITED_KINDS for i in range(s.start, s.end)}
    assert cited <= covered
    assert not uncited & covered


def fits(text: str, title: str, passages: Sequence[Passage], count: CountTokens, window: int) -> bool:
    texts = [embedded_text(lead(title, count, window), text[p.start : p.end]) for p in passages]
    return all(size + SPECIAL_TOKENS <= window for size in count(texts))


@given(LINES, st.text(alphabet="ab .", max_size=60))
def test_passages_tile_the_citable_text(lines: list[tuple[Kind, str]], title: str) -> None:
    text, spans = article(lines)
    made = tiled(text, spans, title)
    assert_sound(text, spans, title, made)
    assert fits(text, title, made[1], count, WINDOW)


@settings(max_examples=60)
@example([("body", "á" * 300 + "😀" * 300)], "t")
@example([("body", "한국어" * 150)], "제목" * 60)
@example([("body", "(" * 999 + ".")], "title " * 300)
@given(LINES, st.text(alphabet="ab é漢", max_size=200))
def test_no_passage_exceeds_the_window_of_the_real_model(
    embedder: "Embedder", lines: list[tuple[Kind, str]], title: str
) -> None:
    text, spans = article(lines)
    made = tiled(text, spans, title, embedder.count_tokens, embedder.window)
    assert_sound(text, spans, title, made)
    assert fits(text, title, made[1], embedder.count_tokens, embedder.window)


def test_a_long_report_stays_in_the_window_and_fills_it(embedder: "Embedder") -> None:
    text = " ".join(f"Ms. Caldera’s {n}th re-inspection of the north-quay’s pylons cost €{n},000." for n in range(200))
    title = "Inspection of the swing bridge, long overdue"
    spans = (Span("body", 0, len(text)),)
    sentences, passages = tiled(text, spans, title, embedder.count_tokens, embedder.window)
    assert_sound(text, spans, title, (sentences, passages))
    sizes = embedder.count_tokens([embedded_text(title, text[p.start : p.end]) for p in passages])
    assert max(sizes) + SPECIAL_TOKENS <= embedder.window
    assert min(sizes[:-1]) > 0.75 * embedder.window


def test_what_a_joined_text_gains_in_tokens_is_counted() -> None:
    def growing(texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + max(0, text.count(".") - 1) * 3 for text in texts]

    text = "One two three. " * 20
    sentences, passages = tiled(text, (Span("body", 0, len(text)),), count=growing)
    assert len(sentences) == 20
    assert fits(text, "", passages, growing, WINDOW)


def test_a_sentence_over_the_window_is_cut_at_white_space() -> None:
    text = "word " * 60 + "end."
    sentences, passages = tiled(text, (Span("body", 0, len(text)),))
    assert len(passages) > 2
    assert " ".join(text[s.start : s.end] for s in sentences) == text
    assert all(text[s.start : s.end].split()[0] in ("word", "end.") for s in sentences)


def test_a_word_over_the_window_is_cut_anyway() -> None:
    def letters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    text = "x" * 500
    sentences, passages = tiled(text, (Span("body", 0, len(text)),), count=letters)
    assert "".join(text[s.start : s.end] for s in sentences) == text
    assert fits(text, "", passages, letters, WINDOW)


def test_a_single_character_over_the_window_does_not_go_on_for_ever() -> None:
    spans = (Span("body", 0, 3),)
    sentences, _ = tiled("xxx", spans, count=lambda texts: [50 * len(t) for t in texts], window=3)
    assert [(s.start, s.end) for s in sentences] == [(0, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("kind", ["promo", "caption", "comment", "boilerplate"])
def test_a_passage_ends_where_something_else_stands(kind: Kind) -> None:
    text, spans = article([("headline", "Title."), ("body", "One."), (kind, "Between."), ("body", "Two.")])
    _, passages = tiled(text, spans, window=200)
    shown = [text[p.start : p.end] for p in passages]
    assert shown == ["Title.\nOne.", *(["Between."] if kind == "caption" else []), "Two."]


def test_a_long_title_leaves_three_quarters_of_the_window_to_the_text() -> None:
    title = "many words of a title " * 20
    assert count([lead(title, count, WINDOW)])[0] == WINDOW // 4
    assert title.startswith(lead(title, count, WINDOW))
    assert lead("Short title", count, WINDOW) == "Short title"
    assert lead("", count, WINDOW) == ""


def test_thousands_of_sentences_and_promos_take_linear_time() -> None:
    text, spans = article([("body", "One sentence."), ("promo", "MORE: a link")] * 10_000)
    assert len(tiled(text, spans)[1]) == 10_000


def parser() -> PassageParser:
    def cut(text: str) -> tuple[Sequence[tuple[int, int, Kind]], Sequence[Span]]:
        spans = label(text, None)
        return split(text, spans), spans

    return PassageParser(split=cut, count=count, window=WINDOW)


REPEATED = "The lock broke. The lock broke.\n\nMORE: a link\n\nThe lock broke again, as the lock broke before.\n" * 5


@pytest.mark.parametrize("text", [FERRY.text, REPEATED, "", "MORE: nothing but a link"], ids=range(4))
def test_the_node_parser_of_llamaindex_gives_the_same_passages(text: str) -> None:
    spans = label(text, None)
    _, passages = tiled(text, spans, "A title")
    document = Document(text=text, metadata={"title": "A title"})
    nodes = parser().get_nodes_from_documents([document])
    assert [(n.start_char_idx, n.end_char_idx) for n in nodes if isinstance(n, TextNode)] == [
        (p.start, p.end) for p in passages
    ]
    assert [n.get_content() for n in nodes] == [text[p.start : p.end] for p in passages]
    assert {n.ref_doc_id for n in nodes} <= {document.doc_id}
    assert all(n.metadata == {"title": "A title"} for n in nodes)
    assert [NodeRelationship.NEXT in n.relationships for n in nodes] == [True] * (len(nodes) - 1) + [False] * bool(
        nodes
    )


def test_the_nodes_do_not_share_their_metadata() -> None:
    first, second, *_ = parser().get_nodes_from_documents([Document(text=REPEATED)])
    first.metadata["seen"] = "yes"
    assert "seen" not in second.metadata
