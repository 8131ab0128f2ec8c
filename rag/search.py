"""Ranked passages without an answer."""

from dataclasses import dataclass

from rag.question import Question
from rag.retrieve import Found
from store import catalogue
from store.article import Article
from store.catalogue import Story
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


def ranked(db: Connection, story: Story, found: Found, k: int) -> tuple[SearchHit, ...]:
    """The `k` best of the passages that were found."""
    top = list(zip(found.passages, found.scores, strict=True))[:k]
    articles = {a.id: a for a in catalogue.articles(db, story, {p.article for p, _ in top})}
    return tuple(
        SearchHit(rank, round(score, 6), articles[p.article], p.start, p.end)
        for rank, (p, score) in enumerate(top, start=1)
    )
