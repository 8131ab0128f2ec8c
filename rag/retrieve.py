"""Retrieval: four legs (dense and lexical, passages and sentences) for every view of the question, fused by rank.

A sentence votes for the passage that holds it. The fused order is what `search` shows, and the passages it brings up
are where an answer looks for its sentences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.answer import Filters
from rag.question import Question, read_question
from rag.words import content_words
from store import catalogue, lexical, spans
from store.article import Article
from store.catalogue import Story
from store.embedder import Embedder
from store.home import Home, collection, refresh
from store.lexical import Lists, Vocabulary
from store.spans import PassageRow, SpeechRow, matching_articles
from store.tables import Connection
from store.vectors import Vectors, unit

DEPTH = 50
"""How far down each leg counts. Not tuned."""
RRF_K = 60
"""The constant of reciprocal rank fusion, score = sum of 1 / (k + rank): Cormack, Clarke and Büttcher, SIGIR 2009."""


@dataclass(frozen=True, slots=True)
class Legs:
    """Which legs of retrieval, and which readings of question and reports, take part; all, but for ablations."""

    dense: bool = True
    lexical: bool = True
    passages: bool = True
    sentences: bool = True
    folding: bool = True
    alike: bool = True
    constraints: bool = True
    speakers: bool = True
    disputes: bool = True
    strangers: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brings to an answer.

    `passages` are in fused order with their `scores`; `vector` is the unit vector that sentences are compared with.
    """

    passages: tuple[PassageRow, ...]
    scores: tuple[float, ...]
    vector: Vectors


def retrieve(
    db: Connection,
    home: Home,
    story: Story,
    vocabulary: Vocabulary,
    question: Question,
    vectors: Vectors,
    filters: Filters,
    legs: Legs = Legs(),
) -> Found:
    """The passages of the story that bear on the question, best first; those in which a filter's speaker speaks.

    `vectors` are the unit vectors of the question's views, a row each.
    """
    allowed = allowed_articles(db, story, filters)
    if allowed is not None and not allowed:
        return Found((), (), vectors[0])
    ranked: list[tuple[str, list[int]]] = []
    for view, vector in zip(question.views, vectors, strict=True):
        if legs.dense:
            ranked += _dense(home, story, legs, vector, allowed)
        if legs.lexical:
            words = question_terms(view, vocabulary if legs.folding else Vocabulary({}))
            ranked += _lexical(db, story, legs, words, allowed, vocabulary.lists)
    fused = fuse(_as_passages(db, ranked))
    rows = spans.passages(db, fused)
    ordered = [(rows[row], score) for row, score in fused.items() if row in rows]
    if filters.speaker:
        said = spans.speech_by(db, story, filters.speaker)
        ordered = [(passage, score) for passage, score in ordered if _holds(passage, said)]
    return Found(tuple(p for p, _ in ordered), tuple(s for _, s in ordered), _asked_about(question, vectors))


def _holds(passage: PassageRow, speech: Iterable[SpeechRow]) -> bool:
    return any(s.article == passage.article and s.start < passage.end and passage.start < s.end for s in speech)


def fuse(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion: item → score, best first; ties in order of the item's number."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (RRF_K + rank)
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def question_terms(text: str, vocabulary: Vocabulary) -> list[frozenset[str]]:
    """For each content word its index term and the coverage's other spellings of it."""
    return [frozenset((term,)) | vocabulary.variants(term) for _, term in content_words(text)]


def _asked_about(question: Question, vectors: Vectors) -> Vectors:
    """Where sentences are compared: the stand-alone question; a follow-up that stands in it whole counts once more."""
    whole = question.asked in question.views and question.standalone.endswith(question.asked)
    own = question.views.index(question.asked) if whole else 0
    both = vectors[[0, own]].mean(axis=0, keepdims=True)
    vector: Vectors = unit(both)[0]
    return vector


class CoverageRetriever(BaseRetriever):
    """The same retrieval for LlamaIndex: passages as nodes with their article's metadata and their offsets."""

    def __init__(self, home: Home, embedder: Embedder, k: int = 10, filters: Filters = Filters()) -> None:
        super().__init__()
        self._home, self._embedder, self._k, self._filters = home, embedder, k, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = read_question(query_bundle.query_str)
        story = refresh(self._home)
        with self._home.read() as db:
            vocabulary = lexical.vocabulary(db, story.id)
            vectors = self._embedder.encode(question.views)
            found = retrieve(db, self._home, story, vocabulary, question, vectors, self._filters)
            top = found.passages[: self._k]
            articles = {a.id: a for a in catalogue.articles(db, story, {p.article for p in top})}
        return [
            NodeWithScore(node=_node(passage, articles[passage.article]), score=score)
            for passage, score in zip(top, found.scores, strict=False)
        ]


def _node(passage: PassageRow, article: Article) -> TextNode:
    facts = {"article": article.id, "source": article.source, "title": article.title}
    told = {"outlet": article.outlet, "published": article.published, "url": article.url}
    return TextNode(
        id_=f"{passage.row}.{article.id}",
        text=article.text[passage.start : passage.end],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=facts | {key: value for key, value in told.items() if value},
    )


def allowed_articles(db: Connection, story: Story, filters: Filters) -> set[str] | None:
    """Ids of the articles that pass the filters, None where there is nothing to pass."""
    if not filters:
        return None
    within = (filters.outlets, filters.articles, filters.first, filters.last, filters.speaker)
    return matching_articles(db, story, *within)


def _grains(legs: Legs) -> list[str]:
    return [grain for grain, on in (("passage", legs.passages), ("sentence", legs.sentences)) if on]


def _dense(
    home: Home, story: Story, legs: Legs, vector: Vectors, allowed: set[str] | None
) -> list[tuple[str, list[int]]]:
    """Rows of each grain, nearest first."""
    asked = vector.tolist()
    return [
        (grain, [near.row for near in home.index.query(collection(story, grain), asked, DEPTH, allowed)])
        for grain in _grains(legs)
    ]


def _lexical(
    db: Connection, story: Story, legs: Legs, words: Sequence[frozenset[str]], allowed: set[str] | None, known: Lists
) -> list[tuple[str, list[int]]]:
    """Rows of each grain, best first by BM25."""
    return [(grain, lexical.search(db, story.id, grain, words, DEPTH, allowed, known)) for grain in _grains(legs)]


def _as_passages(db: Connection, ranked: Sequence[tuple[str, list[int]]]) -> list[list[int]]:
    """Rankings of passages: the passages' own, and the sentences' by the passages that hold them."""
    holder = spans.passages_of_sentences(db, {row for grain, rows in ranked if grain == "sentence" for row in rows})
    return [
        rows if grain == "passage" else list(dict.fromkeys(holder[row] for row in rows if row in holder))
        for grain, rows in ranked
    ]
