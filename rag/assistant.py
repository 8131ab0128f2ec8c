"""The one door to the coverage of a story: ask and search, the same for the command line, the page and evaluations."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter

from prompts import render
from rag.answer import Answer, Filters, Turn
from rag.calibration import (
    Calibration,
    CoverageSignals,
    confidence,
    coverage_signals,
    packaged,
    relevance,
    sentence_signals,
)
from rag.citations import cite, verify
from rag.errors import AskError
from rag.evidence import Asked, Evidence, asked_words, gather
from rag.extractive import compose
from rag.followup import leans_back
from rag.question import Question, read_question
from rag.retrieve import Found, Legs, allowed_articles, retrieve
from rag.settings import Settings
from rag.wording import describe, markdown
from store import catalogue, lexical, spans
from store.article import Article, Coverage
from store.catalogue import Story
from store.embedder import Embedder
from store.home import Home, Notice, open_home, ready, refresh
from store.ingest import check_model
from store.lexical import Vocabulary
from store.tables import Connection

ENGINE = "extractive"
NEAREST = 3
"""Passages shown with a refusal."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage that `search` found; `text == article.text[start:end]`."""

    rank: int
    score: float
    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What `search` gives: the question as read, and passages, best first."""

    question: Question
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question with what was found for it, passages best first, and the evidence in the best of them.

    `relevance` says of each piece of evidence how likely it belongs to the answer, `confidence` how likely there is
    one, both 0 to 1; `signals` is what the latter was decided from, None without evidence.
    """

    question: Question
    asked: Asked
    found: Found
    evidence: tuple[Evidence, ...]
    relevance: tuple[float, ...]
    signals: CoverageSignals | None
    confidence: float
    coverage: Coverage
    retrieve_ms: float


@dataclass(frozen=True, slots=True)
class _View:
    """What is remembered of a story between two questions, for as long as nobody changes it."""

    story: Story
    vocabulary: Vocabulary
    sentences: int
    coverage: Coverage


class Assistant:
    """Answers questions about one story. Safe to use from several threads."""

    def __init__(
        self, home: Home, embedder: Embedder, legs: Legs = Legs(), calibration: Calibration | None = None
    ) -> None:
        self._home, self._embedder, self._legs = home, embedder, legs
        self._calibration = calibration or packaged()
        self._view: _View | None = None

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        filters: Filters = Filters(),
        watch: Callable[[Weighed], None] | None = None,
    ) -> Answer:
        """The answer to a question, in the light of earlier turns, from the reports that pass the filters.

        `watch` is shown what the answer is decided from, before it is. Raises AskError for a question that cannot be
        asked, NotFound for an unknown story.
        """
        began = perf_counter()
        weighed = self.weigh(question, turns, filters)
        if watch:
            watch(weighed)
        refused = weighed.confidence < self._calibration.threshold
        answer = _refuse(weighed, self._searched(filters)) if refused else _answer(weighed)
        return replace(answer, timings_ms={"retrieve": weighed.retrieve_ms, "total": _ms(perf_counter() - began)})

    def weigh(self, question: str, turns: Sequence[Turn] = (), filters: Filters = Filters()) -> Weighed:
        """All that an answer is decided from; for evaluations and for whoever asks why. Raises as `ask` does."""
        began = perf_counter()
        read = read_question(question, self._answered(question, turns, filters))
        view = self._current()
        with self._home.read() as db:
            found = self._retrieve(db, view, read, filters)
            retrieved = _ms(perf_counter() - began)
            evidence = gather(db, view.story, found)
            asked = asked_words(db, view.story, read, view.vocabulary, view.sentences)
        signals = coverage_signals(read, asked, evidence)
        return Weighed(
            question=read,
            asked=asked,
            found=found,
            evidence=evidence,
            relevance=tuple(relevance(self._calibration, sentence_signals(read, asked, evidence))),
            signals=signals,
            confidence=round(confidence(self._calibration, signals, bool(asked.strangers)), 4),
            coverage=view.coverage,
            retrieve_ms=retrieved,
        )

    def search(self, query: str, k: int = 10, turns: Sequence[Turn] = (), filters: Filters = Filters()) -> SearchResult:
        """The `k` passages that bear most on the query. Raises as `ask` does."""
        read = read_question(query, self._answered(query, turns, filters))
        view = self._current()
        with self._home.read() as db:
            found = self._retrieve(db, view, read, filters)
            top = list(zip(found.passages, found.scores, strict=True))[:k]
            articles = {a.id: a for a in catalogue.articles(db, view.story, {p.article for p, _ in top})}
        hits = (
            SearchHit(rank, round(score, 6), articles[p.article], p.start, p.end)
            for rank, (p, score) in enumerate(top, start=1)
        )
        return SearchResult(read, tuple(hits))

    def coverage(self) -> Coverage:
        """How much the story holds."""
        return self._current().coverage

    def articles(self) -> list[Article]:
        """The story's articles, by source."""
        return self._home.articles()

    def article(self, article: str, revision: int | None = None) -> Article:
        """One article by id or source, in its current or the given revision. Raises NotFound."""
        with self._home.read() as db:
            return catalogue.article(db, self._home.story(db), article, revision)

    def outlets(self) -> list[str]:
        """The outlets of the story, by name."""
        return sorted({a.outlet for a in self.articles() if a.outlet})

    def _answered(self, question: str, turns: Sequence[Turn], filters: Filters) -> Sequence[Turn]:
        """The turns, with the answer to the last question if it is missing and needed: `he` may be whom it names."""
        if not turns or turns[-1].role != "user" or not leans_back(question):
            return turns
        with suppress(AskError):
            answer = self.ask(turns[-1].text, turns[:-1], filters)
            return (*turns, *(Turn("assistant", s.text) for s in answer.sentences[:1]))
        return turns

    def _searched(self, filters: Filters) -> Coverage:
        """What is left of the coverage behind the filters."""
        view = self._current()
        if not filters:
            return view.coverage
        with self._home.read() as db:
            articles = catalogue.articles(db, view.story, allowed_articles(db, view.story, filters))
        days = [a.published[:10] for a in articles if a.published]
        outlets = {a.outlet for a in articles if a.outlet}
        return Coverage(len(articles), len(outlets), min(days, default=None), max(days, default=None))

    def _retrieve(self, db: Connection, view: _View, question: Question, filters: Filters) -> Found:
        parts = (self._home, view.story, self._embedder, view.vocabulary)
        return retrieve(db, *parts, question, filters, self._legs)

    def _current(self) -> _View:
        story = refresh(self._home)
        if self._view is None or self._view.story != story:
            with self._home.read() as db:
                self._view = _View(
                    story,
                    lexical.vocabulary(db, story.id),
                    spans.sentence_count(db, story),
                    catalogue.coverage(db, story),
                )
        return self._view


def open_assistant(settings: Settings, notice: Notice) -> Assistant:
    """Open the home, put its index in order, load the embedding model.

    Raises HomeError when the home cannot be used, NotFound when it does not hold the story.
    """
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with home.read() as db:
        home.story(db)
    ready(home, notice)
    embedder = Embedder(settings.model)
    check_model(home, embedder)
    return Assistant(home, embedder)


def _answer(weighed: Weighed) -> Answer:
    sentences, citations = compose(weighed.question, weighed.evidence, weighed.relevance)
    articles = {e.article.id: e.article for e in weighed.evidence}
    for citation in citations:
        verify(citation, articles[citation.article])
    return Answer(
        question=weighed.question.asked,
        standalone_question=weighed.question.standalone,
        status="answered",
        confidence=weighed.confidence,
        text=markdown(sentences, citations),
        sentences=sentences,
        citations=citations,
        nearest=(),
        coverage=weighed.coverage,
        engine=ENGINE,
    )


def _refuse(weighed: Weighed, searched: Coverage) -> Answer:
    """A refusal says what was searched; where the filters left nothing, what there is."""
    if weighed.evidence:
        text = render("not_in_coverage", searched=describe(searched))
    else:
        text = render("nothing_to_search", searched=describe(weighed.coverage))
    articles = {e.article.id: e.article for e in weighed.evidence}
    nearest = (
        cite(n, articles[p.article], p.start, p.end) for n, p in enumerate(weighed.found.passages[:NEAREST], start=1)
    )
    return Answer(
        question=weighed.question.asked,
        standalone_question=weighed.question.standalone,
        status="not_in_coverage",
        confidence=weighed.confidence,
        text=text,
        sentences=(),
        citations=(),
        nearest=tuple(nearest),
        coverage=weighed.coverage,
        engine=ENGINE,
        notices=_strangers(weighed),
    )


def _strangers(weighed: Weighed) -> tuple[str, ...]:
    """Who or what the question names and no report does; a name of several words stays together."""
    names = weighed.asked.strangers
    if not names:
        return ()
    together = " ".join(names)
    return (f"No report names {together if together in weighed.question.asked else ', '.join(names)}.",)


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
