"""Material for the tests of rag: articles and evidence made by hand, an assistant over drafts with a stand-in model."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from rag.assistant import Assistant
from rag.evidence import Evidence
from rag.retrieve import Legs
from store import lexical
from store.article import Article, Draft, Kind, Span
from store.home import open_home
from store.spans import SentenceRow
from tests.homes import HashEmbedder, Log, put_in

EMBEDDER = HashEmbedder(dimension=256)
"""Wide enough that texts without a common word are nearly at right angles."""


def assistant(path: Path, drafts: Iterable[Draft], legs: Legs = Legs()) -> Assistant:
    """An assistant over the drafts, all of which must be taken in."""
    home = open_home(path, "default")
    log = put_in(home, drafts, EMBEDDER)
    assert set(log.outcomes.values()) <= {"added", "unchanged"}, log.all
    return Assistant(home, EMBEDDER, legs)  # type: ignore[arg-type]


def logged(path: Path, drafts: Iterable[Draft]) -> tuple[Assistant, Log]:
    """The same over drafts of which some may be refused."""
    home = open_home(path, "default")
    return Assistant(home, EMBEDDER), put_in(home, drafts, EMBEDDER)  # type: ignore[arg-type]


def article(text: str, id: str = "a", outlet: str | None = "Harbour Post", revision: int = 1) -> Article:
    """An article that is all body text."""
    spans = (Span("body", 0, len(text)),)
    return Article(
        id,
        f"{id}.txt",
        f"Title of {id}",
        outlet,
        None,
        "2025-03-14",
        None,
        text,
        spans,
        revision,
        revision,
        "2025-03-15",
    )


def evidence(
    held: Article,
    words: str,
    number: int = 0,
    cosine: float = 0.5,
    vector: Sequence[float] = (1.0, 0.0, 0.0, 0.0),
    kind: Kind = "body",
) -> Evidence:
    """The sentence `words` of an article as evidence, alone in the best passage."""
    start = held.text.index(words)
    unit = np.array(vector, np.float32) / np.linalg.norm(vector)
    row = SentenceRow(number, 0, kind, start, start + len(words), held.id, number + 1, unit.astype(np.float32))
    terms = frozenset(lexical.terms(words))
    return Evidence(row, held, 0, cosine, cosine, terms, terms | frozenset(lexical.terms(held.title)))
