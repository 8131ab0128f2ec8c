# ruff: noqa: E501 - the reports have one paragraph a line
"""A small story and an assistant over it, for tests of the page: no model, no home; its reports are made up here."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

import uvicorn

from rag.answer import Answer, AnswerSentence, Citation, Filters, Part, Status, Turn
from rag.errors import AskError
from rag.quotes import Quote
from store import catalogue
from store.article import Article, Coverage, Span
from store.errors import NotFound
from store.home import Home, open_home
from store.spans import SpeechRow
from tests.homes import HashEmbedder
from ui.guard import LOCAL, Access
from ui.server import free_socket, make_app

NO_RUNS = Path("there", "are", "no", "runs")

POST = """\
The swing bridge at Port Ellery will stay shut to lorries until the spring, the harbour board said on Tuesday.

Inspectors found a crack the length of a hand in the eastern pivot during a routine dive last week.

Board chair Ines Caldera said the town had been lucky. “We saw it in time, and nobody was on the span,” she told reporters on the quay.

PHOTO: The pivot pier at low water.

Cars and buses may cross one at a time, at walking pace, under the eye of a warden.

Ms Caldera put the cost of a new pivot at 4.2 million crowns, most of which the board hopes to borrow.

Shopkeepers on the north quay fear for their Christmas trade. Deliveries now take the valley road, a detour of forty minutes.

The board meets again on 3 December.

MORE: Ten photographs of the old ferry
"""

RADIO = """\
Hauliers in Port Ellery have asked for a night convoy over the damaged swing bridge.

Tomas Brandvold said his drivers lose two hours a day on the valley road. The harbour board said a convoy was out of the question before the divers return.

Ines Caldera said on air that the crack had not grown since Tuesday.
"""

WIRE = """\
A disputed survey is at the heart of the row over the Port Ellery bridge.

Tomas Brandvold said the board was warned about the pivot in the spring. Ines Caldera denied it: no such warning had reached the board, she said.
"""

HOSTILE_TITLE = '<img src=x onerror="window.broken=1">' + "Very long words " * 625
HOSTILE = """\
<script>window.broken = 1</script> ![spy](https://spy.example/pixel.png) <img src="https://spy.example/a.png" onerror="window.broken=2">

The mayor of Port Ellery said nothing at all [1][2]. \u202egnp.exe\u202c ${window.broken=3} {{constructor.constructor('window.broken=4')()}} </mark></p><style>@import url(https://spy.example/x.css)</style>

[follow me](javascript:window.broken=5) $$\\href{https://spy.example}{x}$$ <iframe src="https://spy.example"></iframe>
"""


def article(
    id: str, title: str, text: str, outlet: str | None, published: str | None, url: str | None = None, **more: str
) -> Article:
    """An article whose lines are body, but for photo and promotion lines."""
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        kind = "caption" if line.startswith("PHOTO") else "promo" if line.startswith("MORE") else "body"
        spans.append(Span(kind, at, at + len(line)))
        at += len(line)
    made = Article(
        id, f"{id}.txt", title, outlet, None, published, url, text, tuple(spans), 1, 1, "2025-11-20T08:00:00"
    )
    return replace(made, **more)


ARTICLES = (
    article(
        "post",
        "Swing bridge shut to lorries until spring",
        POST,
        "Ellery Post",
        "2025-11-18",
        "https://post.example/bridge",
        author="Maud Okafor",
    ),
    article("radio", "Hauliers want a night convoy", RADIO, "Coast Radio", "2025-11-19T07:30:00"),
    article("wire", "Was the board warned?", WIRE, None, "2025-11-20", "javascript:alert(1)"),
)
HOSTILE_ARTICLE = article(
    "hostile",
    HOSTILE_TITLE,
    HOSTILE,
    "<b>Evil</b>\u202e Daily",
    "<i>soon</i>",
    "javascript:window.broken=6",
    author='"><svg onload=window.broken=7>',
)

PARTS = {
    "<Radio>": Part("outlets", "only <Radio>"),
    "Caldera": Part("speaker", "what Ines Caldera said"),
}


def cite(number: int, source: Article, quote: str, speaker: str | None = None) -> Citation:
    """The citation of `quote`, which must stand in the text of `source`."""
    start = source.text.index(quote)
    return Citation(
        number,
        source.id,
        source.source,
        source.outlet,
        source.title,
        source.published,
        source.url,
        source.revision,
        start,
        start + len(quote),
        quote,
        speaker,
    )


class Newsroom:
    """Answers as the real assistant does, by what the question holds: cost, warned, hostile, crash; refuses the rest."""

    llm: str | None = None
    embedder = HashEmbedder()

    def __init__(self, articles: Sequence[Article] = ARTICLES) -> None:
        self.kept = {a.id: a for a in articles}
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []

    @cached_property
    def home(self) -> Home:
        """Where conversations are kept, for as long as there is this newsroom; it holds none of the reports."""
        folder = mkdtemp(prefix="newsroom-")
        finalize(self, rmtree, folder, ignore_errors=True)
        home = open_home(Path(folder), "default")
        with home.engine.begin() as db:
            catalogue.add_story(db, "default")
        return home

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        filters: Filters = Filters(),
        ignoring: Collection[str] = (),
        show: Callable[[Answer], None] | None = None,
        cancel: threading.Event | None = None,
        own_words: bool = False,
    ) -> Answer:
        """Reads `<Radio>` and `Caldera` as constraints, unless they are to be left out.

        `asked` is what readers ask; what the page asks itself, to find out what it can offer, is not shown to anybody.
        """
        if show or not own_words:
            self.asked.append((question, tuple(turns), filters))
        parts = [part for word, part in PARTS.items() if word in question and part.key not in ignoring]
        told = (*(part.notice for part in parts), "Nothing else was read.")
        return replace(self._reply(question), parts=tuple(parts), notices=told if parts else ())

    def _reply(self, question: str) -> Answer:
        if len(question) > 2_000:
            raise AskError("The question is longer than 2,000 characters: shorten it.")
        if "crash" in question:
            raise RuntimeError("secret details")
        for word, reply in (("cost", self._cost), ("warned", self._warned), ("hostile", self._hostile)):
            if word in question:
                return reply(question)
        nearest = (cite(1, ARTICLES[0], "The board meets again on 3 December."),)
        return self._answer(question, "not_in_coverage", 0.08, (), (), nearest)

    def _cost(self, question: str) -> Answer:
        cost = cite(1, ARTICLES[0], "Ms Caldera put the cost of a new pivot at 4.2 million crowns")
        found = cite(2, ARTICLES[0], "Inspectors found a crack the length of a hand in the eastern pivot")
        grown = cite(3, ARTICLES[1], "Ines Caldera said on air that the crack had not grown since Tuesday.")
        sentences = (
            AnswerSentence("A new pivot would cost 4.2 million crowns, Ines Caldera of the harbour board says.", (1,)),
            AnswerSentence("Divers found a crack in the eastern pivot, and it has not grown since.", (2, 3)),
        )
        return self._answer(question, "answered", 0.91, sentences, (cost, found, grown), ())

    def _warned(self, question: str) -> Answer:
        yes = cite(1, ARTICLES[2], "Tomas Brandvold said the board was warned about the pivot in the spring.")
        no = cite(2, ARTICLES[2], "no such warning had reached the board")
        sentences = (
            AnswerSentence(
                "The board was warned in the spring, Tomas Brandvold says.", (1,), "Tomas Brandvold", "asserts"
            ),
            AnswerSentence("No warning reached the board, Ines Caldera says.", (2,), "Ines Caldera", "denies"),
        )
        return self._answer(question, "disputed", 0.64, sentences, (yes, no), ())

    def _hostile(self, question: str) -> Answer:
        lines = [line for line in HOSTILE.splitlines() if line]
        found = tuple(cite(i, HOSTILE_ARTICLE, line) for i, line in enumerate(lines, 1))
        sentences = tuple(AnswerSentence(c.quote, (c.number,)) for c in found)
        return self._answer(question, "answered", 0.5, sentences, found, ())

    def _answer(
        self,
        question: str,
        status: Status,
        confidence: float,
        sentences: tuple[AnswerSentence, ...],
        citations: tuple[Citation, ...],
        nearest: tuple[Citation, ...],
    ) -> Answer:
        text = " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in sentences)
        return Answer(
            question, question, status, confidence, text, sentences, citations, nearest, self.coverage(), "extractive"
        )

    def quotes(self) -> list[Quote]:
        said = [(ARTICLES[0], "Ines Caldera"), (ARTICLES[1], "Ines Caldera"), (ARTICLES[1], "Tomas Brandvold")]
        rows = [(held, SpeechRow(0, 40, False, who, 0, 1, "said", 0, 1, held.id)) for held, who in said]
        return [Quote(held, row) for held, row in rows if held.id in self.kept]

    def suggested(self, answer: Answer) -> list[str]:
        return []

    def coverage(self) -> Coverage:
        outlets = {a.outlet for a in self.kept.values() if a.outlet}
        return Coverage(len(self.kept), len(outlets), "2025-11-18", "2025-11-20")

    def articles(self) -> list[Article]:
        return list(self.kept.values())

    def article(self, article: str, revision: int | None = None) -> Article:
        if article not in self.kept or revision not in (None, 1):
            raise NotFound(f"no article {article}")
        return self.kept[article]

    def outlets(self) -> list[str]:
        return sorted({a.outlet for a in self.kept.values() if a.outlet})


@contextmanager
def served(
    room: Newsroom, story: str, port: int, runs: Path = NO_RUNS, access: Access = LOCAL, mcp: bool = False
) -> Iterator[str]:
    """The address of the real server over `room`, at `port` or the next free one."""
    listening = free_socket("127.0.0.1", port)
    config = uvicorn.Config(make_app(room, story, runs, access, mcp), log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()
