"""The one door to the coverage of a story: ask and search, the same for the command line, the page and evaluations."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter

from rag.answer import Answer, Filters, Turn
from rag.calibration import (
    Calibration,
    confidence,
    coverage_signals,
    holds_whole,
    packaged,
    relevance,
    sentence_signals,
)
from rag.constraints import Constraints, read_constraints
from rag.errors import AskError
from rag.evidence import asked_words, gather
from rag.followup import leans_back
from rag.preferences import narrowed, preferred
from rag.question import Question, read_question
from rag.quotes import Quote, quotes
from rag.reply import answered, refused
from rag.retrieve import Found, Legs, allowed_articles, retrieve
from rag.settings import Settings
from rag.weighed import Weighed
from store import catalogue, lexical, spans
from store.article import Article, Coverage
from store.catalogue import Story
from store.copies import Cited
from store.embedder import Embedder
from store.home import Home, Notice, open_home, ready, refresh
from store.independence import independent_reports
from store.ingest import check_model
from store.lexical import Vocabulary
from store.tables import Connection


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
class _View:
    """What is remembered of a story between two questions, for as long as nobody changes it."""

    story: Story
    vocabulary: Vocabulary
    sentences: int
    coverage: Coverage
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]


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
        if weighed.confidence < self._calibration.threshold:
            answer = refused(weighed, self._searched(weighed.filters))
        else:
            answer = self._counted(answered(weighed))
        return replace(answer, timings_ms={"retrieve": weighed.retrieve_ms, "total": _ms(perf_counter() - began)})

    def weigh(self, question: str, turns: Sequence[Turn] = (), filters: Filters = Filters()) -> Weighed:
        """All that an answer is decided from; for evaluations and for whoever asks why. Raises as `ask` does."""
        began = perf_counter()
        read = read_question(question, self._answered(question, turns, filters))
        view = self._current()
        constraints = self._constraints(read, view)
        read, filters = narrowed(read, filters, constraints)
        with self._home.read() as db:
            found = self._retrieve(db, view, read, filters)
            retrieved = _ms(perf_counter() - began)
            evidence = gather(db, view.story, found, filters.speaker)
            asked = asked_words(db, view.story, read, view.vocabulary, view.sentences)
        signals = coverage_signals(read, asked, evidence)
        likely = relevance(self._calibration, sentence_signals(read, asked, evidence))
        whole, strange = holds_whole(read, asked, evidence), bool(asked.strangers or constraints.unheard)
        return Weighed(
            question=read,
            constraints=constraints,
            filters=filters,
            asked=asked,
            found=found,
            evidence=evidence,
            relevance=preferred(likely, evidence, constraints),
            signals=signals,
            confidence=round(confidence(self._calibration, signals, whole, strange), 4),
            coverage=view.coverage,
            retrieve_ms=retrieved,
        )

    def search(self, query: str, k: int = 10, turns: Sequence[Turn] = (), filters: Filters = Filters()) -> SearchResult:
        """The `k` passages that bear most on the query. Raises as `ask` does."""
        read = read_question(query, self._answered(query, turns, filters))
        view = self._current()
        read, filters = narrowed(read, filters, self._constraints(read, view))
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

    def quotes(self, article: str | None = None, speaker: str | None = None) -> list[Quote]:
        """Who said what, in the story or one article of it, by id or source. Raises NotFound."""
        return quotes(self._home, article, speaker)

    def outlets(self) -> list[str]:
        """The outlets of the story, by name."""
        return list(self._current().outlets)

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

    def _counted(self, answer: Answer) -> Answer:
        """The answer with the number of independent reports behind it."""
        with self._home.read() as db:
            behind = independent_reports(db, (Cited(c.article, c.start, c.end) for c in answer.citations))
        return replace(answer, independent=behind)

    def _constraints(self, read: Question, view: _View) -> Constraints:
        days = view.coverage.first, view.coverage.last
        return read_constraints(read.standalone, view.outlets, view.speakers, days)

    def _current(self) -> _View:
        story = refresh(self._home)
        if self._view is None or self._view.story != story:
            with self._home.read() as db:
                self._view = _View(
                    story,
                    lexical.vocabulary(db, story.id),
                    spans.sentence_count(db, story),
                    catalogue.coverage(db, story),
                    catalogue.outlets(db, story),
                    spans.speakers(db, story),
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


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)
