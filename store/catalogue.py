"""The catalogue: the record of everything in a home but the approximate-neighbour index.

Articles with all their revisions, sentences and passages of the current one as spans, their vectors, and the state of
the index. SQL through SQLAlchemy; SQLite in WAL mode. It knows nothing about files, models or Chroma.

A revision is written `pending`, together with its spans and vectors, and becomes the article's current one when its
vectors are in the index (`activate`); until then nobody sees it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Connection
from sqlalchemy.engine import Engine, RowMapping

from store import lexical
from store.article import Article, Coverage, Draft, Kind, Passage, Sentence, Span
from store.errors import HomeError, NotFound
from store.vectors import Vectors, from_blob, to_blob

SCHEMA = "1"
_meta = sa.MetaData()

_settings = sa.Table(
    "setting", _meta, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False)
)
_story = sa.Table(
    "story",
    _meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    # Moves with every visible change; a server that sees it move reopens its index.
    sa.Column("generation", sa.Integer, nullable=False, default=0),
)
_article = sa.Table(
    "article",
    _meta,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("story", sa.ForeignKey("story.id"), nullable=False, index=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # the current one; 0 while the first is pending
)
REVISIONS = sa.Table(
    "revision",
    _meta,
    sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("pending", sa.Boolean, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("outlet", sa.String),
    sa.Column("author", sa.String),
    sa.Column("published", sa.String),
    sa.Column("url", sa.String),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("spans", sa.String, nullable=False),
    sa.Column("ingested_at", sa.String, nullable=False),
)


def _span_columns(table: str) -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("story", sa.ForeignKey("story.id"), nullable=False),
        sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )


PASSAGES = sa.Table("passage", _meta, *_span_columns("passage"), sa.Index("passage_of", "article", "number"))
SENTENCES = sa.Table(
    "sentence",
    _meta,
    *_span_columns("sentence"),
    sa.Column("passage", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Index("sentence_of", "article", "number"),
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A draft read to the end: its spans, sentences, passages, and a unit vector for each of the latter two."""

    draft: Draft
    title: str
    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    sentence_vectors: Vectors
    passage_vectors: Vectors


@dataclass(frozen=True, slots=True)
class Story:
    """A story in a home; `generation` grows with every visible change."""

    id: int
    name: str
    generation: int


def article_id(story: str, source: str) -> str:
    """The id of a source in a story: 12 hex digits, the same on every machine."""
    return hashlib.blake2b(f"{story}\0{source}".encode(), digest_size=6).hexdigest()


def digest(draft: Draft, title: str) -> str:
    """A hash of all that makes a revision; equal digests mean that nothing changed."""
    said = (draft.text, title, draft.outlet, draft.author, draft.published, draft.url)
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


def connect(path: Path) -> Engine:
    """An engine on the SQLite file at `path`, created with its tables when missing.

    Raises HomeError when the file cannot be opened or was made by another version's schema.
    """
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:  # noqa: ANN401
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    try:
        _meta.create_all(engine)
        with engine.begin() as db:
            made = get_setting(db, "schema")
            if made is None:
                put_setting(db, "schema", SCHEMA)
    except sa.exc.DatabaseError as error:
        raise HomeError(
            f"{path} cannot be used: {error.orig}. Check that the folder can be written and has free space, "
            "or name another one with --home"
        ) from error
    if made not in (None, SCHEMA):
        raise HomeError(f"{path} was made by another version of Byline; name a new one with --home and ingest again")
    return engine


def get_setting(db: Connection, key: str) -> str | None:
    """A remembered fact about the home, None when it was never set."""
    value: str | None = db.scalar(sa.select(_settings.c.value).where(_settings.c.key == key))
    return value


def put_setting(db: Connection, key: str, value: str) -> None:
    """Remember a fact about the home."""
    db.execute(sa.delete(_settings).where(_settings.c.key == key))
    db.execute(sa.insert(_settings).values(key=key, value=value))


def stories(db: Connection) -> list[Story]:
    """All stories of the home, by name."""
    rows = db.execute(sa.select(_story).order_by(_story.c.name))
    return [Story(**row) for row in rows.mappings()]


def find_story(db: Connection, name: str) -> Story | None:
    """The story of that name, None when the home has none."""
    row = db.execute(sa.select(_story).where(_story.c.name == name)).mappings().first()
    return Story(**row) if row else None


def add_story(db: Connection, name: str) -> Story:
    """The story of that name, made when the home has none."""
    if found := find_story(db, name):
        return found
    row = db.execute(sa.insert(_story).values(name=name, generation=0))
    key = row.inserted_primary_key
    assert key is not None
    story = Story(key[0], name, 0)
    lexical.create(db, story.id)
    return story


def bump(db: Connection, story: Story) -> None:
    """Say that what a reader sees of the story has changed."""
    db.execute(sa.update(_story).where(_story.c.id == story.id).values(generation=_story.c.generation + 1))


def stage(db: Connection, story: Story, staged: Staged) -> tuple[str, int]:
    """Write a pending revision with its spans and vectors; returns the article's id and the revision's number.

    A pending revision left by an interrupted run is replaced.
    """
    article = article_id(story.name, staged.draft.source)
    if db.scalar(sa.select(_article.c.id).where(_article.c.id == article)) is None:
        db.execute(sa.insert(_article).values(id=article, story=story.id, source=staged.draft.source, revision=0))
    drop_pending(db, article)
    last = db.scalar(sa.select(sa.func.max(REVISIONS.c.revision)).where(REVISIONS.c.article == article)) or 0
    db.execute(sa.insert(REVISIONS).values(article=article, revision=last + 1, pending=True, **_revision_row(staged)))
    _write_spans(db, story, article, last + 1, staged)
    return article, last + 1


def restage(db: Connection, story: Story, article: str, staged: Staged) -> None:
    """Replace the spans, sentences, passages and vectors of an article's current revision."""
    revision = current_revision(db, article)
    for table in (PASSAGES, SENTENCES):
        db.execute(sa.delete(table).where(table.c.article == article))
    here = (REVISIONS.c.article == article, REVISIONS.c.revision == revision)
    db.execute(sa.update(REVISIONS).where(*here).values(spans=_spans_json(staged)))
    _write_spans(db, story, article, revision, staged)


def drop_pending(db: Connection, article: str) -> None:
    """Forget a revision that never became current."""
    pending = sa.select(REVISIONS.c.revision).where(REVISIONS.c.article == article, REVISIONS.c.pending)
    for table in (PASSAGES, SENTENCES):
        db.execute(sa.delete(table).where(table.c.article == article, table.c.revision.in_(pending)))
    db.execute(sa.delete(REVISIONS).where(REVISIONS.c.article == article, REVISIONS.c.pending))


def activate(db: Connection, article: str, revision: int) -> None:
    """Make a pending revision the current one; the spans and vectors of the one before go, its text stays."""
    for table in (PASSAGES, SENTENCES):
        db.execute(sa.delete(table).where(table.c.article == article, table.c.revision != revision))
    where = (REVISIONS.c.article == article, REVISIONS.c.revision == revision)
    db.execute(sa.update(REVISIONS).where(*where).values(pending=False))
    db.execute(sa.update(_article).where(_article.c.id == article).values(revision=revision))


def pending(db: Connection, story: Story) -> list[tuple[str, int]]:
    """(article, revision) of every revision that an interrupted run left behind."""
    query = (
        sa.select(REVISIONS.c.article, REVISIONS.c.revision)
        .join(_article)
        .where(_article.c.story == story.id, REVISIONS.c.pending)
    )
    return [(row.article, row.revision) for row in db.execute(query)]


def current_revision(db: Connection, article: str) -> int:
    """The number of an article's current revision, 0 when it has none."""
    return db.scalar(sa.select(_article.c.revision).where(_article.c.id == article)) or 0


def current_digest(db: Connection, article: str) -> str | None:
    """The digest of an article's current revision, None when it has none."""
    query = (
        sa.select(REVISIONS.c.digest)
        .join(_article)
        .where(_article.c.id == article, REVISIONS.c.revision == _article.c.revision)
    )
    found: str | None = db.scalar(query)
    return found


def remove(db: Connection, article: str) -> None:
    """Delete an article with all its revisions."""
    for table in (PASSAGES, SENTENCES):
        db.execute(sa.delete(table).where(table.c.article == article))
    db.execute(sa.delete(REVISIONS).where(REVISIONS.c.article == article))
    db.execute(sa.delete(_article).where(_article.c.id == article))


_counts = (
    sa.select(REVISIONS.c.article, sa.func.count().label("revisions"))
    .where(~REVISIONS.c.pending)
    .group_by(REVISIONS.c.article)
    .subquery()
)
_articles = (
    sa.select(_article.c.id, _article.c.source, REVISIONS, _counts.c.revisions)
    .join(REVISIONS, REVISIONS.c.article == _article.c.id)
    .join(_counts, _counts.c.article == _article.c.id)
)


def articles(db: Connection, story: Story, ids: Iterable[str] | None = None) -> list[Article]:
    """The current revisions of a story's articles (only those with the given ids, if any), by source."""
    query = _articles.where(_article.c.story == story.id, REVISIONS.c.revision == _article.c.revision)
    if ids is not None:
        query = query.where(_article.c.id.in_(list(ids)))
    return [_article_of(row) for row in db.execute(query.order_by(_article.c.source)).mappings()]


def article(db: Connection, story: Story, name: str, revision: int | None = None) -> Article:
    """One article by its id or its source, in its current or the given revision. Raises NotFound."""
    query = _articles.where(
        _article.c.story == story.id,
        sa.or_(_article.c.id == name, _article.c.source == name),
        REVISIONS.c.revision == (_article.c.revision if revision is None else revision),
        ~REVISIONS.c.pending,
    )
    row = db.execute(query).mappings().first()
    if row is None:
        which = f"revision {revision} of article {name!r}" if revision else f"article {name!r}"
        raise NotFound(f"no {which} in story {story.name!r}; `byline articles` lists what there is")
    return _article_of(row)


def revisions(db: Connection, article: str) -> list[tuple[int, str]]:
    """(revision, time of ingest) of an article, oldest first."""
    query = sa.select(REVISIONS.c.revision, REVISIONS.c.ingested_at).where(
        REVISIONS.c.article == article, ~REVISIONS.c.pending
    )
    return [(row.revision, row.ingested_at) for row in db.execute(query.order_by(REVISIONS.c.revision))]


def coverage(db: Connection, story: Story) -> Coverage:
    """How much the story holds."""
    current = sa.and_(REVISIONS.c.article == _article.c.id, REVISIONS.c.revision == _article.c.revision)
    day = sa.func.substr(REVISIONS.c.published, 1, 10)
    counted = (sa.func.count(), sa.func.count(REVISIONS.c.outlet.distinct()), sa.func.min(day), sa.func.max(day))
    query = sa.select(*counted).select_from(_article).join(REVISIONS, current).where(_article.c.story == story.id)
    return Coverage(*db.execute(query).one())


def sentence_count(db: Connection, story: Story) -> int:
    """How many sentences of the story can be found."""
    return db.scalar(sa.select(sa.func.count()).where(SENTENCES.c.story == story.id)) or 0


def vectors(db: Connection, table: sa.Table, ids: Sequence[int]) -> Vectors:
    """The unit vectors of rows of PASSAGES or SENTENCES, in the order of `ids`: float32, (len(ids), dimension)."""
    found = {row.id: row.vector for row in db.execute(sa.select(table.c.id, table.c.vector).where(table.c.id.in_(ids)))}
    return np.stack([from_blob(found[i]) for i in ids]) if ids else np.zeros((0, 0), np.float32)


def _write_spans(db: Connection, story: Story, article: str, revision: int, staged: Staged) -> None:
    here = {"story": story.id, "article": article, "revision": revision}
    for table, rows in ((PASSAGES, _passage_rows(staged)), (SENTENCES, _sentence_rows(staged))):
        db.execute(sa.insert(table), [here | row for row in rows])


def _spans_json(staged: Staged) -> str:
    return json.dumps([(s.kind, s.start, s.end) for s in staged.spans])


def _revision_row(staged: Staged) -> dict[str, Any]:
    draft = staged.draft
    return {
        "digest": digest(draft, staged.title),
        "title": staged.title,
        "outlet": draft.outlet,
        "author": draft.author,
        "published": draft.published,
        "url": draft.url,
        "text": draft.text,
        "spans": _spans_json(staged),
        "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _passage_rows(staged: Staged) -> list[dict[str, Any]]:
    return [
        {"number": p.number, "start": p.start, "end": p.end, "vector": to_blob(v)}
        for p, v in zip(staged.passages, staged.passage_vectors, strict=True)
    ]


def _sentence_rows(staged: Staged) -> list[dict[str, Any]]:
    return [
        {"number": s.number, "passage": s.passage, "kind": s.kind, "start": s.start, "end": s.end, "vector": to_blob(v)}
        for s, v in zip(staged.sentences, staged.sentence_vectors, strict=True)
    ]


def _article_of(row: RowMapping) -> Article:
    fields = ("id", "source", "title", "outlet", "author", "published", "url", "text", "revision", "revisions")
    spans = tuple(Span(*span) for span in json.loads(row["spans"]))
    return Article(**{name: row[name] for name in fields}, spans=spans, ingested_at=row["ingested_at"])


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
        _article, sa.and_(_article.c.id == table.c.article, _article.c.revision == table.c.revision)
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
    keys = [(p.article, p.number) for p in within]
    query = _current(SENTENCES).where(sa.tuple_(SENTENCES.c.article, SENTENCES.c.passage).in_(keys))
    rows = db.execute(query.order_by(SENTENCES.c.article, SENTENCES.c.number))
    return [
        SentenceRow(r.id, r.article, r.number, r.passage, r.kind, r.start, r.end, from_blob(r.vector)) for r in rows
    ]


def matching_articles(
    db: Connection, story: Story, outlets: Sequence[str], names: Sequence[str], first: str | None, last: str | None
) -> set[str]:
    """Ids of the articles that pass all the given filters (an empty one lets everything through).

    Outlets match without regard to case, `names` are ids or sources, dates are inclusive ISO dates.
    """
    query = sa.select(_article.c.id).join(
        REVISIONS, sa.and_(REVISIONS.c.article == _article.c.id, REVISIONS.c.revision == _article.c.revision)
    )
    day = sa.func.substr(REVISIONS.c.published, 1, 10)
    conditions = [_article.c.story == story.id]
    if outlets:
        conditions.append(sa.func.lower(REVISIONS.c.outlet).in_([outlet.lower() for outlet in outlets]))
    if names:
        conditions.append(sa.or_(_article.c.id.in_(names), _article.c.source.in_(names)))
    if first:
        conditions.append(day >= first)
    if last:
        conditions.append(day <= last)
    return set(db.scalars(query.where(*conditions)))
