"""Homes for the tests: a fast deterministic stand-in for the embedding model, small reports of our own, and what other
processes do to a home.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

import store.ingest
from store import catalogue, lexical, spans
from store.article import Draft, Sentence
from store.errors import InputRefused
from store.home import Home, collection, open_home, ready, writing
from store.independence import recount
from store.index import probe
from store.ingest import Taken, ingest
from store.spans import GRAINS
from store.tables import ATTRIBUTIONS, get_setting
from store.vectors import Vectors, unit
from tests.processes import die_at, exit_of


class HashEmbedder:
    """Stands in for `Embedder`: a text's vector is the sum of a fixed random vector for each of its words."""

    def __init__(self, model_name: str = "hash", dimension: int = 32, window: int = 48) -> None:
        self.model_name, self.window, self._dimension = model_name, window, dimension

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words and punctuation marks."""
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors, one row a text."""
        made = np.zeros((len(texts), self._dimension), np.float32)
        for row, text in zip(made, texts, strict=True):
            for word in lexical.terms(text) or [text]:
                row += self._of(word)
        if progress:
            progress(len(texts))
        return unit(made)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """As `encode` has it: no two words are alike."""
        return self.encode(words)

    @lru_cache(maxsize=10_000)  # noqa: B019
    def _of(self, word: str) -> Vectors:
        seed = int.from_bytes(blake2b(f"{self.model_name} {word}".encode(), digest_size=8).digest())
        return np.random.default_rng(seed).normal(size=self._dimension).astype(np.float32)


@dataclass
class Log:
    """A watcher that remembers what it was told."""

    all: list[Taken] = field(default_factory=list)
    texts: int = 0

    def taken(self, taken: Taken) -> None:
        self.all.append(taken)

    def embedded(self, texts: int) -> None:
        self.texts += texts

    @property
    def outcomes(self) -> dict[str, str]:
        """What became of each source."""
        return {taken.source: taken.outcome for taken in self.all}


EMBEDDER = HashEmbedder()
OTHER = HashEmbedder("other", dimension=16)

FERRY = Draft(
    source="ferry.txt",
    title="Ferry to Westmark sails again",
    outlet="Harbour Post",
    published="2025-03-14",
    text=(
        "The ferry to Westmark sailed again on Friday after nine days in port.\n\n"
        "“We are glad that it is over,” Mayor Ada Lindqvist told reporters on the quay. Engineers had replaced a "
        "cracked ramp.\n\nPHOTO: The quay at dawn.\n\nThe company promised refunds to 1,200 passengers.\n"
    ),
)
BRIDGE = Draft(
    source="bridge.txt",
    title="Lorries kept off the swing bridge",
    outlet="Öresund Radio",
    published="2025-03-12T08:00:00+01:00",
    text=(
        "Lorries will be kept off the swing bridge until spring, the board said.\n\n"
        "Board chair Ines Caldera denied that anyone was warned. Hauliers lose two hours a day on the valley road.\n"
    ),
)
ORCHARD = Draft(
    source="orchard.txt",
    title="Frost ruins the apple blossom",
    text="Night frost ruined most of the apple blossom in the Dorn valley. Growers expect a third of the usual crop.\n",
)
FERRY_CHANGED = Draft(
    source="ferry.txt",
    title="Ferry to Westmark sails again",
    outlet="Harbour Post",
    published="2025-03-14",
    text="The ferry to Westmark was stopped once more on Saturday. A second crack was found in the hull.\n",
)


def changed(draft: Draft, **fields: str | None) -> Draft:
    """The draft with other values in some fields."""
    return replace(draft, **fields)


def put_in(
    home: Home, drafts: Iterable[Draft | InputRefused], embedder: HashEmbedder = EMBEDDER, log: Log | None = None
) -> Log:
    """Ingest with the stand-in model; what happened."""
    log = log or Log()
    ingest(home, embedder, drafts, log, lambda _: None)  # type: ignore[arg-type]
    return log


def stage_only(home: Home, draft: Draft) -> tuple[str, int]:
    """What an ingest leaves that is interrupted right after staging: the article's id and its pending revision."""
    read = store.ingest._read(draft, draft.title or "", EMBEDDER)  # type: ignore[arg-type]
    (staged,) = store.ingest._embed(EMBEDDER, [read], None)  # type: ignore[arg-type]
    with home.engine.begin() as db:
        return catalogue.stage(db, home.story(db), staged)


def long_draft(source: str, sentences: int, word: str = "Item") -> Draft:
    """A report of that many sentences, no two alike."""
    lines = (f"{word} {n} of the long inventory was counted in hall {n % 17}." for n in range(sentences))
    return Draft(source, "\n".join(lines), title="A long inventory")


def nearest(home: Home, question: str, grain: str = "sentence", embedder: HashEmbedder = EMBEDDER, k: int = 1) -> str:
    """The words of the span nearest to the question by the index, an empty string when nothing is found."""
    with home.read() as db:
        story = home.story(db)
        near = home.index.query(collection(story, grain), embedder.encode([question])[0].tolist(), k, None)
        found = {one.row for one in near}
        for article in catalogue.articles(db, story):
            for row, words in spans.texts(db, grain, article.id, article.revision):
                if row in found:
                    return words
    return ""


def lexically(home: Home, question: str, grain: str = "sentence") -> list[str]:
    """The words of the spans that hold a term of the question, best first."""
    with home.read() as db:
        story = home.story(db)
        rows = lexical.search(db, story.id, grain, [frozenset([t]) for t in lexical.terms(question)], 20, None)
        words = {
            row: text
            for article in catalogue.articles(db, story)
            for row, text in spans.texts(db, grain, article.id, article.revision)
        }
    return [words[row] for row in rows]


def faults(home: Home) -> list[str]:
    """What is wrong with a home that is ready to be read: nothing, when every span of it can be found."""
    wrong = []
    with home.read() as db:
        for story in catalogue.stories(db):
            if catalogue.pending(db, story):
                wrong.append(f"{story.name}: pending revisions")
            for grain in GRAINS:
                wrong += _faults_of(home, db, story, grain)
            wrong += _speech_faults(db, story)
            if recount(db, story):
                wrong.append(f"{story.name}: other copies than the texts show")
        mark = get_setting(db, "index")
    if mark != home.index.fingerprint():
        wrong.append("the index is not marked as finished")
    if list(home.path.glob("index.*")):
        wrong.append("folders of an unfinished index are left")
    try:
        with writing(home, wrong.append):
            pass
    except Exception as error:
        wrong.append(str(error))
    return wrong


def _faults_of(home: Home, db: Any, story: catalogue.Story, grain: str) -> list[str]:  # noqa: ANN401
    name = collection(story, grain)
    rows = spans.grain_vectors(db, story, grain)
    current = {
        row: text
        for article in catalogue.articles(db, story)
        for row, text in spans.texts(db, grain, article.id, article.revision)
    }
    wrong = []
    if home.index.ids(name) != {f"{row}.{article}" for row, article, _ in rows}:
        wrong.append(f"{name}: other entries in the index than in the catalogue")
    if current.keys() != {row for row, _, _ in rows}:
        wrong.append(f"{name}: spans of other than current revisions")
    for row, _, vector in rows:
        if not any(near.row == row or near.cosine > 0.999 for near in home.index.query(name, vector.tolist(), 3, None)):
            wrong.append(f"{name}: {row} is not found by its vector")
    for row, text in current.items():
        groups = [frozenset([term]) for term in lexical.terms(text)]
        if groups and row not in lexical.search(db, story.id, grain, groups, len(current), None):
            wrong.append(f"{name}: {row} is not found by its words")
    return wrong


def _speech_faults(db: Any, story: catalogue.Story) -> list[str]:  # noqa: ANN401
    """What is wrong with the speech of a story: there is that of every current text, and no other."""
    held = db.execute(sa.select(ATTRIBUTIONS).where(ATTRIBUTIONS.c.story == story.id)).all()
    wanted = set()
    for article in catalogue.articles(db, story):
        rows = [row for row, _ in spans.texts(db, "passage", article.id, article.revision)]
        found = spans.sentences_within(db, spans.passages(db, rows).values())
        sentences = tuple(Sentence(s.number, s.passage, s.kind, s.start, s.end) for s in found)
        said = store.ingest._speech(article.text, sentences)
        wanted |= {(article.id, article.revision, a.start, a.end, a.speaker, a.cue_start) for a in said}
    same = {(r.article, r.revision, r.start, r.end, r.speaker, r.cue_start) for r in held} == wanted
    return [] if same and len(held) == len(wanted) else [f"{story.name}: other speech than the texts hold"]


def ingest_there(path: Path, drafts: Sequence[Draft], story: str = "default") -> None:
    """For a process: ingest with the stand-in model."""
    put_in(open_home(path, story), drafts)


def ingest_and_die(path: Path, drafts: Sequence[Draft], place: str, call: int, after: bool) -> None:
    """For a process: ingest one article a batch, and be killed at a call of `place`."""
    die_at(place, call, after)
    store.ingest.BATCH_TEXTS = 1
    put_in(open_home(path, "default"), drafts)


def hold_lock(path: Path, held: Connection) -> None:
    """For a process: be the writer until told to stop, or killed."""
    with writing(open_home(path, "default"), lambda _: None):
        held.send("held")
        held.recv()


def home_at(path: Path, story: str = "default") -> Home:
    """An open home that probes its index from the fork server, which has Chroma imported already."""
    home = open_home(path, story)
    home.index.answers = lambda: exit_of(_probe, home.index.folder) == 0  # type: ignore[method-assign]
    return home


def _probe(folder: Path) -> None:
    sys.exit(not ((folder / "chroma.sqlite3").is_file() and probe(str(folder))))


def opened(path: Path, story: str = "default") -> Home:
    """The home opened for reading, its index put in order."""
    home = home_at(path, story)
    ready(home, lambda _: None)
    return home
