"""The catalogue of articles: stories, articles with all their revisions, and how a revision comes in.

It knows nothing about files, models or Chroma.

A revision is written `pending`, together with its spans and vectors, and becomes the article's current one when its
vectors are in the index (`activate`); until then nobody sees it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from store import lexical
from store.article import Article, Coverage, Draft, Passage, Sentence, Span
from store.copies import signature
from store.dated import Dated
from store.errors import NotFound
from store.names import surname
from store.speakers import Attribution
from store.tables import (
    ARTICLES,
    ATTRIBUTIONS,
    EVENTS,
    PASSAGES,
    REVISIONS,
    SENTENCES,
    STORIES,
    VALUES,
    Connection,
    current,
)
from store.vectors import Vectors, to_blob

_READ_FROM_TEXT = (PASSAGES, SENTENCES, ATTRIBUTIONS, EVENTS)
"""What is kept of one revision at a time and made anew whenever its text is read."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A draft read to the end: spans, sentences, passages, who says what, and when.

    `texts` is what is embedded of each passage, then of each sentence, `vectors` what that gives: unit vectors as rows,
    none before they are made.
    """

    draft: Draft
    title: str
    spans: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    speech: tuple[Attribution, ...]
    dated: tuple[Dated, ...]
    vectors: Iterable[Vectors] = ()


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


def stories(db: Connection) -> list[Story]:
    """All stories of the home, by name."""
    rows = db.execute(sa.select(STORIES).order_by(STORIES.c.name))
    return [Story(**row) for row in rows.mappings()]


_NAMED = sa.select(STORIES).where(STORIES.c.name == sa.bindparam("name"))


def find_story(db: Connection, name: str) -> Story | None:
    """The story of that name, None when the home has none."""
    row = db.execute(_NAMED, {"name": name}).first()
    return Story(*row) if row else None


def add_story(db: Connection, name: str) -> Story:
    """The story of that name, made when the home has none."""
    if found := find_story(db, name):
        return found
    story = Story(**db.execute(sa.insert(STORIES).values(name=name, generation=0).returning(STORIES)).mappings().one())
    lexical.create(db, story.id)
    return story


def bump(db: Connection, story: Story) -> None:
    """Say that what a reader sees of the story has changed."""
    db.execute(sa.update(STORIES).where(STORIES.c.id == story.id).values(generation=STORIES.c.generation + 1))


def stage(db: Connection, story: Story, staged: Staged) -> tuple[str, int]:
    """Write a pending revision with its spans and vectors; returns the article's id and the revision's number.

    A pending revision left by an interrupted run is replaced.
    """
    article = article_id(story.name, staged.draft.source)
    if db.scalar(sa.select(ARTICLES.c.id).where(ARTICLES.c.id == article)) is None:
        db.execute(sa.insert(ARTICLES).values(id=article, story=story.id, source=staged.draft.source, revision=0))
    _forget_spans(db, article, but=current_revision(db, article))
    db.execute(sa.delete(REVISIONS).where(REVISIONS.c.article == article, REVISIONS.c.pending))
    last = db.scalar(sa.select(sa.func.max(REVISIONS.c.revision)).where(REVISIONS.c.article == article)) or 0
    db.execute(sa.insert(REVISIONS).values(article=article, revision=last + 1, pending=True, **_revision_row(staged)))
    _write_spans(db, story, article, last + 1, staged)
    return article, last + 1


def restage(db: Connection, story: Story, article: str, staged: Staged) -> None:
    """Replace the spans, sentences, passages, vectors, speech and dates of an article's current revision."""
    revision = current_revision(db, article)
    _forget_spans(db, article)
    here = (REVISIONS.c.article == article, REVISIONS.c.revision == revision)
    db.execute(sa.update(REVISIONS).where(*here).values(spans=_spans_json(staged)))
    _write_spans(db, story, article, revision, staged)


def activate(db: Connection, article: str, revision: int) -> None:
    """Make a pending revision the current one; the spans and vectors of the one before go, its text stays."""
    _forget_spans(db, article, but=revision)
    where = (REVISIONS.c.article == article, REVISIONS.c.revision == revision)
    db.execute(sa.update(REVISIONS).where(*where).values(pending=False))
    db.execute(sa.update(ARTICLES).where(ARTICLES.c.id == article).values(revision=revision))


def pending(db: Connection, story: Story) -> list[tuple[str, int]]:
    """(article, revision) of every revision that an interrupted run left behind."""
    query = sa.select(REVISIONS.c.article, REVISIONS.c.revision).join(ARTICLES)
    found = db.execute(query.where(ARTICLES.c.story == story.id, REVISIONS.c.pending))
    return [(article, revision) for article, revision in found]


def current_revision(db: Connection, article: str) -> int:
    """The number of an article's current revision, 0 when it has none."""
    return db.scalar(sa.select(ARTICLES.c.revision).where(ARTICLES.c.id == article)) or 0


def current_digest(db: Connection, article: str) -> str | None:
    """The digest of an article's current revision, None when it has none."""
    query = sa.select(REVISIONS.c.digest).join(ARTICLES, current(REVISIONS))
    found: str | None = db.scalar(query.where(ARTICLES.c.id == article))
    return found


def remove(db: Connection, article: str) -> None:
    """Delete an article with all its revisions and what was read from them, which the tables' keys see to."""
    db.execute(sa.delete(ARTICLES).where(ARTICLES.c.id == article))


_kept = REVISIONS.alias()
_revisions = (
    sa.select(sa.func.count())
    .where(_kept.c.article == ARTICLES.c.id, ~_kept.c.pending)
    .scalar_subquery()
    .label("revisions")
)
_articles = sa.select(ARTICLES.c.id, ARTICLES.c.source, REVISIONS, _revisions).join(
    REVISIONS, REVISIONS.c.article == ARTICLES.c.id
)
_of_story = _articles.where(
    ARTICLES.c.story == sa.bindparam("story"), REVISIONS.c.revision == ARTICLES.c.revision
).order_by(ARTICLES.c.source)
_given = _of_story.where(ARTICLES.c.id.in_(VALUES))


def articles(db: Connection, story: Story, ids: Iterable[str] | None = None) -> list[Article]:
    """The current revisions of a story's articles (only those with the given ids, if any), by source."""
    query = _of_story if ids is None else _given
    rows = db.execute(query, {"story": story.id, "given": json.dumps(list(ids or ()))})
    return [_article_of(row) for row in rows.mappings()]


def article(db: Connection, story: Story, name: str, revision: int | None = None) -> Article:
    """One article by its id or its source, in its current or the given revision. Raises NotFound."""
    query = _articles.where(
        ARTICLES.c.story == story.id,
        sa.or_(ARTICLES.c.id == name, ARTICLES.c.source == name),
        REVISIONS.c.revision == (ARTICLES.c.revision if revision is None else revision),
        ~REVISIONS.c.pending,
    )
    row = db.execute(query).mappings().first()
    if row is None:
        which = f"revision {revision} of article {name!r}" if revision is not None else f"article {name!r}"
        raise NotFound(f"no {which} in story {story.name!r}; `byline articles` lists what there is")
    return _article_of(row)


def revisions(db: Connection, article: str) -> list[tuple[int, str]]:
    """(revision, time of ingest) of an article, oldest first."""
    query = sa.select(REVISIONS.c.revision, REVISIONS.c.ingested_at).where(
        REVISIONS.c.article == article, ~REVISIONS.c.pending
    )
    return [(row.revision, row.ingested_at) for row in db.execute(query.order_by(REVISIONS.c.revision))]


def outlets(db: Connection, story: Story) -> tuple[str, ...]:
    """The outlets of a story's articles, by name."""
    return tuple(sorted({outlet for outlet in published_by(db, story).values() if outlet is not None}))


def published_by(db: Connection, story: Story) -> dict[str, str | None]:
    """The outlet of each of a story's articles, by article id, in order of source."""
    query = sa.select(ARTICLES.c.id, REVISIONS.c.outlet).join(REVISIONS, current(REVISIONS))
    found = db.execute(query.where(ARTICLES.c.story == story.id).order_by(ARTICLES.c.source))
    return {row.id: row.outlet for row in found}


def coverage(db: Connection, story: Story) -> Coverage:
    """How much the story holds."""
    day = sa.func.substr(REVISIONS.c.published, 1, 10)
    counted = (sa.func.count(), sa.func.count(REVISIONS.c.outlet.distinct()), sa.func.min(day), sa.func.max(day))
    query = sa.select(*counted).select_from(ARTICLES).join(REVISIONS, current(REVISIONS))
    return Coverage(*db.execute(query.where(ARTICLES.c.story == story.id)).one())


def _forget_spans(db: Connection, article: str, but: int = 0) -> None:
    """Forget what was read from the texts of an article's revisions, all `but` one."""
    for table in _READ_FROM_TEXT:
        db.execute(sa.delete(table).where(table.c.article == article, table.c.revision != but))


def _write_spans(db: Connection, story: Story, article: str, revision: int, staged: Staged) -> None:
    here = {"story": story.id, "article": article, "revision": revision}
    for table, rows in zip(_READ_FROM_TEXT, _rows(staged), strict=True):
        if rows:
            db.execute(sa.insert(table), [here | row for row in rows])


def _rows(staged: Staged) -> tuple[list[dict[str, Any]], ...]:
    text, vectors = staged.draft.text, iter(staged.vectors)
    passages = [
        asdict(p) | {"vector": to_blob(v), "signature": signature(text[p.start : p.end])}
        for p, v in zip(staged.passages, vectors, strict=False)
    ]
    sentences = [asdict(s) | {"vector": to_blob(v)} for s, v in zip(staged.sentences, vectors, strict=True)]
    speech = [asdict(a) | {"surname": surname(a.speaker)} for a in staged.speech]
    return passages, sentences, speech, [asdict(d) for d in staged.dated]


def _spans_json(staged: Staged) -> str:
    return json.dumps([astuple(span) for span in staged.spans])


def _revision_row(staged: Staged) -> dict[str, Any]:
    said = {name: value for name, value in asdict(staged.draft).items() if name != "source"} | {"title": staged.title}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return said | {"digest": digest(staged.draft, staged.title), "spans": _spans_json(staged), "ingested_at": now}


def _article_of(row: RowMapping) -> Article:
    read = {field.name: row[field.name] for field in fields(Article)}
    return Article(**read | {"spans": tuple(Span(*span) for span in json.loads(row["spans"]))})
