"""The one door to the coverage of a story: ask and search, the same for the command line, the page and evaluations."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from time import perf_counter

from rag.answer import Answer, Filters, Turn
from rag.calibration import Calibration, packaged
from rag.citations import renumbered
from rag.compare import Comparison, by_outlet, compared
from rag.errors import AskError
from rag.find import Lookup, find
from rag.generative import generate
from rag.llm.client import Writer, accounted, allowed, open_writer
from rag.llm.rewrite import rewritten, suggested
from rag.offices import with_names
from rag.preferences import narrowed, within
from rag.question import Question, clean_question, read_question
from rag.quotes import Quote, quotes
from rag.reading.constraints import Constraints, read_constraints, without
from rag.reading.followup import leans_back
from rag.reply import answered, refused, side_by_side
from rag.retrieve import Found, Legs, retrieve
from rag.search import SearchResult, ranked
from rag.settings import Settings
from rag.timeline import LINE_OF_TIME, bearing, only_days, timeline
from rag.timeline import Event as Dated
from rag.view import View, searched, view
from rag.weighed import Scales, Weighed, weigh
from store import catalogue
from store.article import Article, Coverage
from store.catalogue import Story
from store.copies import Cited
from store.embedder import Embedder
from store.home import Home, Notice, open_home, ready, refresh
from store.independence import independent_reports
from store.ingest import check_model
from store.tables import Connection
from store.vectors import Vectors

UNFOUND = "The language model found no answer in the closest reports."


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as read of a story, with its own constraints, and the filters that these and the reader's make."""

    view: View
    question: Question
    constraints: Constraints
    filters: Filters


class Assistant:
    """Answers questions about one story. Safe to use from several threads."""

    def __init__(
        self,
        home: Home,
        embedder: Embedder,
        legs: Legs = Legs(),
        calibration: Calibration | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._home, self._embedder, self._writer = home, embedder, writer
        self._scales = Scales(home, embedder, legs, calibration or packaged())
        self._view: View | None = None
        self._told: tuple[tuple[Story, Filters], tuple[Dated, ...]] | None = None

    @property
    def home(self) -> Home:
        """Where the coverage is kept, for whoever adds to it or removes from it."""
        return self._home

    @property
    def llm(self) -> str | None:
        """The language model that writes its answers; None where there is none."""
        return self._writer.named.model if self._writer else None

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors of its texts."""
        return self._embedder

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        filters: Filters = Filters(),
        watch: Callable[[Weighed], None] | None = None,
        ignoring: Collection[str] = (),
        show: Callable[[Answer], None] | None = None,
        cancel: Event | None = None,
        own_words: bool = False,
    ) -> Answer:
        """The answer to a question, in the light of earlier turns, from the reports that pass the filters.

        `watch` is shown what the answer is decided from, before it is; `ignoring` holds the keys of those parts of the
        question's own constraints that are left out. Where a language model writes, `show` is given the answer as it
        grows, and `cancel` stops it; `own_words` keeps to the reports' own words all the same. Raises AskError for a
        question that cannot be asked, NotFound for an unknown story, LlmCancelled.
        """
        began = perf_counter()
        model = allowed(None if own_words else self._writer, cancel)
        leans = model and turns and leans_back(question, self._current().speakers)
        alone = rewritten(model, clean_question(question), turns) if model and leans else None
        read = self._read(question, turns, filters, ignoring, alone)
        weighed = self._weighed(read)
        if watch:
            watch(weighed)
        answer = self._answer(weighed)
        if model and answer.status != "not_in_coverage" and not weighed.constraints.by_outlet:
            refusal, growing = partial(self._refused, weighed, UNFOUND), show and (lambda a: show(renumbered(a, turns)))
            answer = self._counted(generate(model, weighed, answer, refusal, self._embedder.encode, growing))
        answer = renumbered(accounted(answer, model) if model else answer, turns)
        timings = {"retrieve": weighed.retrieve_ms, "total": round(1000 * (perf_counter() - began), 2)}
        behind = searched(self._home, read.view, weighed.filters)
        return replace(answer, parts=weighed.constraints.parts, timings_ms=timings, searched=behind)

    def suggested(self, answer: Answer) -> list[str]:
        """What its language model would ask after an answer that it wrote; not yet seen to have answers."""
        model = allowed(self._writer)
        return suggested(model, answer) if model and answer.engine == model.writer.engine else []

    def weigh(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        filters: Filters = Filters(),
        ignoring: Collection[str] = (),
    ) -> Weighed:
        """All that an answer is decided from; for evaluations and for whoever asks why. Raises as `ask` does."""
        return self._weighed(self._read(question, turns, filters, ignoring))

    def compare(self, question: str, turns: Sequence[Turn] = (), filters: Filters = Filters()) -> Comparison:
        """What each outlet says on a question, and which say nothing on it. Raises as `ask` does."""
        return self._compare(question, self._read(question, turns, filters))

    def search(
        self,
        query: str,
        k: int = 10,
        turns: Sequence[Turn] = (),
        filters: Filters = Filters(),
        ignoring: Collection[str] = (),
    ) -> SearchResult:
        """The `k` passages that bear most on the query. Raises as `ask` does."""
        read, story = self._read(query, turns, filters, ignoring), self._current().story
        with self._home.read() as db:
            return SearchResult(read.question, ranked(db, story, self._retrieve(db, read), k))

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

    def timeline(self, question: str | None = None, filters: Filters = Filters()) -> tuple[Dated, ...]:
        """The dated events in order, or those that bear on a question, on the days it names. Raises as `ask`."""
        if question is None:
            return self._events(filters)
        question = clean_question(LINE_OF_TIME.sub("", clean_question(question)).strip(" ?") or question)
        read = self._read(question, (), filters)
        with self._home.read() as db:
            found = self._retrieve(db, read)
        events = self._events(read.filters)
        return bearing(events, None if only_days(question) else found, read.constraints.happened)

    def find(self, query: str, filters: Filters = Filters(), paraphrase: bool | None = None) -> Lookup:
        """Where a quote or a claim stands (see `rag.find`). Raises AskError."""
        refresh(self._home)
        return find(self._home, query, filters, paraphrase, lambda: self._embedder)

    def outlets(self) -> list[str]:
        """The outlets of the story, by name."""
        return list(self._current().outlets)

    def _events(self, filters: Filters) -> tuple[Dated, ...]:
        """The events of the story, remembered for as long as nobody changes it or the filters."""
        key = self._current().story, filters
        if self._told is None or self._told[0] != key:
            self._told = key, timeline(self._home, filters)
        return self._told[1]

    def _answered(self, question: str, turns: Sequence[Turn], filters: Filters) -> Sequence[Turn]:
        """The turns, with the answer to the last question if it is missing and needed: `he` may be whom it names."""
        if not turns or turns[-1].role != "user" or not leans_back(question, self._current().speakers):
            return turns
        with suppress(AskError):  # in the reports' words: nobody reads it
            answer = self._answer(self._weighed(self._read(turns[-1].text, turns[:-1], filters)))
            return (*turns, *(Turn("assistant", s.text) for s in answer.sentences[:1]))
        return turns

    def _answer(self, weighed: Weighed) -> Answer:
        """What answers best, the outlets side by side where that is asked for and they do not contradict, a refusal."""
        found = (
            answered(weighed, self._scales.legs.disputes)
            if weighed.confidence >= self._scales.calibration.threshold
            else None
        )
        if weighed.constraints.by_outlet and (found is None or found.status != "disputed"):
            read = _Read(self._current(), weighed.question, weighed.constraints, weighed.filters)
            compared = self._compare(weighed.question.asked, read)
            found = side_by_side(weighed, compared) if compared.sentences else None
        return self._counted(found) if found else self._refused(weighed)

    def _refused(self, weighed: Weighed, *notices: str) -> Answer:
        answer = refused(weighed, searched(self._home, self._current(), weighed.filters).coverage)
        return replace(answer, notices=(*answer.notices, *notices))

    def _compare(self, asked: str, read: _Read) -> Comparison:
        """Every outlet asked alone what the question is about."""
        subject, _ = narrowed(read_question(read.constraints.subject), read.filters, read.constraints)
        vectors, story = self._embedder.encode(subject.views), read.view.story
        with self._home.read() as db:
            outlets = by_outlet(db, story, read.filters)
        every = replace(read, question=subject)
        alone = {outlet: replace(every, filters=replace(read.filters, articles=own)) for outlet, own in outlets.items()}
        held = {outlet: self._weigh(own, vectors) for outlet, own in alone.items()}
        coverage = searched(self._home, read.view, read.filters).coverage
        whole = partial(self._weigh, every, vectors)
        return compared(asked, subject, self._scales.calibration, held, whole, read.constraints, coverage)

    def _read(
        self,
        asked: str,
        turns: Sequence[Turn],
        filters: Filters,
        ignoring: Collection[str] = (),
        alone: str | None = None,
    ) -> _Read:
        """`alone` is the question's stand-alone form, where somebody has found it already."""
        turns, view = self._answered(asked, turns, filters) if alone is None else turns, self._current()
        if turns and leans_back(asked, view.speakers):
            turns = [replace(t, text=with_names(t.text, self._home, view)) if t.role == "user" else t for t in turns]
        question = read_question(asked, turns, alone, view.speakers)
        days = view.coverage.first, view.coverage.last
        constraints = read_constraints(question.standalone, view.outlets, view.speakers, days)
        name = question.standalone if constraints.by_outlet else with_names(question.standalone, self._home, view)
        if name != question.standalone:
            question = read_question(asked, turns, name)
            constraints = read_constraints(name, view.outlets, view.speakers, days)
        if not self._scales.legs.constraints:
            constraints = Constraints(subject=question.standalone)
        constraints = without(within(filters, constraints), ignoring)
        question, filters = narrowed(question, filters, constraints)
        return _Read(view, question, constraints, filters)

    def _weighed(self, read: _Read) -> Weighed:
        return self._weigh(read, self._embedder.encode(read.question.views))

    def _weigh(self, read: _Read, vectors: Vectors) -> Weighed:
        return weigh(self._scales, read.view, read.question, read.constraints, read.filters, vectors)

    def _retrieve(self, db: Connection, read: _Read) -> Found:
        view, vectors = read.view, self._embedder.encode(read.question.views)
        parts = (view.vocabulary, read.question, vectors, read.filters, self._scales.legs)
        return retrieve(db, self._home, view.story, *parts)

    def _counted(self, answer: Answer) -> Answer:
        """The answer with the number of independent reports behind it."""
        with self._home.read() as db:
            behind = independent_reports(db, (Cited(c.article, c.start, c.end) for c in answer.citations))
        return replace(answer, independent=behind)

    def _current(self) -> View:
        story = refresh(self._home)
        if self._view is None or self._view.story != story:
            self._view = view(self._home, story)
        return self._view


def open_assistant(settings: Settings, notice: Notice) -> Assistant:
    """Open the home, put its index in order, load the embedding model and the client of the language model, if any.

    Raises HomeError when the home cannot be used, NotFound when it does not hold the story, AskError for a language
    model that needs further packages.
    """
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with home.read() as db:
        home.story(db)
    ready(home, notice)
    embedder = Embedder(settings.model)
    check_model(home, embedder)
    return Assistant(home, embedder, writer=open_writer(settings))
