"""The searchable sentences and passages of the catalogue: looked up by row, with their vectors.

Only current revisions are seen here; what is pending is nobody's to find.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from store.article import Kind
from store.catalogue import Story
from store.tables import ARTICLES, PASSAGES, REVISIONS, SENTENCES, Connection
from store.vectors import Vectors, from_blob

GRAINS = {"passage": PASSAGES, "sentence": SENTENCES}
"""The two sizes of text that are searched."""


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A searchable passage: its row id and place. `number` counts within its article."""

    row: int
    article: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A searchable sentence: its row id, place and unit vector. `passage` is its passage's number."""

    row: int
    article: str
    number: int
    passage: int
    kind: Kind
    start: int
    end: int
    vector: Vectors


def _current(table: sa.Table) -> sa.Select[Any]:
    """Rows of current revisions only: what is pending is nobody's to see."""
    return sa.select(table).join(
        ARTICLES, sa.and_(ARTICLES.c.id == table.c.article, ARTICLES.c.revision == table.c.revision)
    )


def passages(db: Connection, rows: Iterable[int]) -> dict[int, PassageRow]:
    """The searchable passages among the given row ids, by row id."""
    found = db.execute(_current(PASSAGES).where(PASSAGES.c.id.in_(list(rows))))
    return {r.id: PassageRow(r.id, r.article, r.number, r.start, r.end) for r in found}


def passages_of_sentences(db: Connection, rows: Iterable[int]) -> dict[int, int]:
    """The row id of the passage that holds each of the given sentences, by the sentence's row id."""
    own = (
        PASSAGES.c.article == SENTENCES.c.article,
        PASSAGES.c.revision == SENTENCES.c.revision,
        PASSAGES.c.number == SENTENCES.c.passage,
    )
    query = sa.select(SENTENCES.c.id, PASSAGES.c.id.label("passage")).join(PASSAGES, sa.and_(*own))
    return {r.id: r.passage for r in db.execute(query.where(SENTENCES.c.id.in_(list(rows))))}


def sentences_within(db: Connection, within: Iterable[PassageRow]) -> list[SentenceRow]:
    """The sentences of passages, by article and reading order."""
    # Not a row value IN a list: SQLite answers that with a scan of the whole table.
    held = [sa.and_(SENTENCES.c.article == p.article, SENTENCES.c.passage == p.number) for p in within]
    query = _current(SENTENCES).where(sa.or_(sa.false(), *held))
    rows = db.execute(query.order_by(SENTENCES.c.article, SENTENCES.c.number))
    return [
        SentenceRow(r.id, r.article, r.number, r.passage, r.kind, r.start, r.end, from_blob(r.vector)) for r in rows
    ]


def sentence_count(db: Connection, story: Story) -> int:
    """How many sentences of the story can be found."""
    found = _current(SENTENCES).where(SENTENCES.c.story == story.id).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def vectors(db: Connection, table: sa.Table, ids: Sequence[int]) -> Vectors:
    """The unit vectors of rows of PASSAGES or SENTENCES, in the order of `ids`: float32, (len(ids), dimension)."""
    found = {row.id: row.vector for row in db.execute(sa.select(table.c.id, table.c.vector).where(table.c.id.in_(ids)))}
    return np.stack([from_blob(found[i]) for i in ids]) if ids else np.zeros((0, 0), np.float32)


def grain_vectors(
    db: Connection, story: Story, grain: str, articles: Sequence[str] | None = None
) -> list[tuple[int, str, Vectors]]:
    """(row id, article, unit vector) of a story's (of some articles') passages or sentences, pending ones included."""
    table = GRAINS[grain]
    query = sa.select(table.c.id, table.c.article, table.c.vector).where(table.c.story == story.id)
    if articles is not None:
        query = query.where(table.c.article.in_(articles))
    return [(row.id, row.article, from_blob(row.vector)) for row in db.execute(query.order_by(table.c.id))]


def row_ids(db: Connection, grain: str, article: str, below: int | None = None) -> list[int]:
    """Row ids of an article's passages or sentences, of revisions `below` a number if one is given."""
    table = GRAINS[grain]
    query = sa.select(table.c.id).where(table.c.article == article)
    return list(db.scalars(query if below is None else query.where(table.c.revision < below)))


def texts(db: Connection, grain: str, article: str, revision: int) -> list[tuple[int, str]]:
    """(row id, exact words) of a revision's passages or sentences."""
    table = GRAINS[grain]
    here = (REVISIONS.c.article == article, REVISIONS.c.revision == revision)
    text: str = db.execute(sa.select(REVISIONS.c.text).where(*here)).scalar_one()
    rows = db.execute(sa.select(table).where(table.c.article == article, table.c.revision == revision))
    return [(row.id, text[row.start : row.end]) for row in rows]
