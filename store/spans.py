"""What can be found in the catalogue: passages and sentences by row, who says what, dated events, articles by filter.

Only current revisions are seen here; what is pending is nobody's to find.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from store.article import Kind, Passage, Sentence
from store.catalogue import Story
from store.names import fullest, is_lone, same, surname
from store.speakers import Attribution
from store.tables import (
    ARTICLES,
    ATTRIBUTIONS,
    EVENTS,
    GIVEN,
    PASSAGES,
    REVISIONS,
    SENTENCES,
    VALUES,
    Connection,
    current,
)
from store.vectors import Vectors, from_blob

GRAINS = {"passage": PASSAGES, "sentence": SENTENCES}
"""The two sizes of text that are searched."""


@dataclass(frozen=True, slots=True)
class PassageRow(Passage):
    """A searchable passage, with its row id."""

    article: str
    row: int


@dataclass(frozen=True, slots=True)
class SentenceRow(Sentence):
    """A searchable sentence, with its row id and unit vector."""

    article: str
    row: int
    vector: Vectors


@dataclass(frozen=True, slots=True)
class SpeechRow(Attribution):
    """What somebody says in an article's current text; for a lone surname `speaker` is the full name of the story."""

    article: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """A date of an event (see `store.dated`): `[at, until)` is the expression, `[start, end)` its sentence.

    `vector` is the sentence's, as `from_blob` reads it.
    """

    article: str
    start: int
    end: int
    kind: Kind
    vector: bytes
    first: str
    last: str
    grain: str
    announced: bool
    words: str
    speaker: str | None
    at: int
    until: int


def _columns(table: sa.Table, noun: type, **named: sa.Column[Any]) -> list[sa.Column[Any]]:
    """What the fields of `noun` are read from: the table's columns of that name, but for those `named` here."""
    return [named[field.name] if field.name in named else table.c[field.name] for field in fields(noun)]


def _current(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns).select_from(table).join(ARTICLES, current(table))


def _part(number: int) -> sa.ColumnElement[Any]:
    """A part of each of the given lists."""
    return sa.func.json_extract(GIVEN.c.value, f"$[{number}]")


_PASSAGES = _current(PASSAGES, *_columns(PASSAGES, PassageRow, row=PASSAGES.c.id)).where(PASSAGES.c.id.in_(VALUES))


def passages(db: Connection, rows: Iterable[int]) -> dict[int, PassageRow]:
    """The searchable passages among the given row ids, by row id."""
    return {row[-1]: PassageRow(*row) for row in db.execute(_PASSAGES, {"given": json.dumps(list(rows))})}


_OWN = (PASSAGES.c.article == SENTENCES.c.article, PASSAGES.c.revision == SENTENCES.c.revision)
_HOLDERS = (
    sa.select(SENTENCES.c.id, PASSAGES.c.id)
    .join(PASSAGES, sa.and_(*_OWN, PASSAGES.c.number == SENTENCES.c.passage))
    .where(SENTENCES.c.id.in_(VALUES))
)


def passages_of_sentences(db: Connection, rows: Iterable[int]) -> dict[int, int]:
    """The row id of the passage that holds each of the given sentences, by the sentence's row id."""
    return {row: passage for row, passage in db.execute(_HOLDERS, {"given": json.dumps(list(rows))})}


_SENTENCES = (
    _current(SENTENCES, *_columns(SENTENCES, SentenceRow, row=SENTENCES.c.id))
    .join(GIVEN, (SENTENCES.c.article == _part(0)) & (SENTENCES.c.passage == _part(1)))
    .order_by(SENTENCES.c.article, SENTENCES.c.number)
)


def sentences_within(db: Connection, within: Iterable[PassageRow]) -> list[SentenceRow]:
    """The sentences of passages, by article and reading order."""
    given = json.dumps(list({(p.article, p.number) for p in within}))
    return [SentenceRow(*(*row[:-1], from_blob(row[-1]))) for row in db.execute(_SENTENCES, {"given": given})]


_SPEECH = _current(ATTRIBUTIONS, *_columns(ATTRIBUTIONS, SpeechRow)).order_by(
    ARTICLES.c.source, ATTRIBUTIONS.c.start, ATTRIBUTIONS.c.end
)
_SPEECH_AROUND = _SPEECH.join(
    GIVEN,
    sa.and_(ATTRIBUTIONS.c.article == _part(0), ATTRIBUTIONS.c.start < _part(2), ATTRIBUTIONS.c.end > _part(1)),
)


def speech_around(db: Connection, places: Iterable[tuple[str, int, int]]) -> dict[str, tuple[SpeechRow, ...]]:
    """What people say from the first to the last of the places (article, start, end) in each article, by `start`.

    Articles without speech there are left out.
    """
    around: dict[str, tuple[int, int]] = {}
    for article, start, end in places:
        first, last = around.get(article, (start, end))
        around[article] = min(first, start), max(last, end)
    made = defaultdict[str, list[SpeechRow]](list)
    for row in _read_speech(db, _SPEECH_AROUND, given=json.dumps([(a, *span) for a, span in around.items()])):
        made[row.article].append(row)
    return {article: tuple(rows) for article, rows in made.items()}


def speech_by(db: Connection, story: Story, speaker: str | None = None, article: str | None = None) -> list[SpeechRow]:
    """What people, or one speaker under any form of the name, say in a story or an article, by source and `start`."""
    held = [ATTRIBUTIONS.c.story == story.id]
    if speaker is not None:
        held.append(ATTRIBUTIONS.c.surname == surname(speaker))
    if article is not None:
        held.append(ATTRIBUTIONS.c.article == article)
    rows = _read_speech(db, _SPEECH.where(*held))
    return rows if speaker is None else [row for row in rows if same(speaker, row.speaker)]


def events(db: Connection, story: Story, articles: Iterable[str] | None = None) -> list[EventRow]:
    """The dates of events in a story (in some of its articles), by article and place."""
    own = (SENTENCES.c.article == EVENTS.c.article, SENTENCES.c.revision == EVENTS.c.revision)
    told = sa.and_(*own, SENTENCES.c.number == EVENTS.c.sentence)
    theirs = {name: SENTENCES.c[name] for name in ("start", "end", "kind", "vector")}
    columns = _columns(EVENTS, EventRow, **theirs, at=EVENTS.c.start, until=EVENTS.c.end)
    query = _current(EVENTS, *columns).join(SENTENCES, told).where(EVENTS.c.story == story.id)
    if articles is not None:
        query = query.where(EVENTS.c.article.in_(list(articles)))
    return [EventRow(*row) for row in db.execute(query.order_by(EVENTS.c.article, EVENTS.c.start))]


def speakers(db: Connection, story: Story) -> tuple[str, ...]:
    """All that are said to say something in the story, the most heard first."""
    said = ATTRIBUTIONS.c.speaker
    query = sa.select(said).where(ATTRIBUTIONS.c.story == story.id).group_by(said)
    return tuple(db.scalars(query.order_by(sa.func.count().desc(), said)))


def _read_speech(db: Connection, query: sa.Select[Any], **given: str) -> list[SpeechRow]:
    rows = [SpeechRow(*row) for row in db.execute(query, given)]
    full = _full_names(db, {row.article for row in rows}, {row.speaker for row in rows})
    return [replace(row, speaker=full[row.speaker]) if row.speaker in full else row for row in rows]


_ONE = (ATTRIBUTIONS.c.surname, ATTRIBUTIONS.c.speaker)
_NAMESAKES = (
    sa.select(*_ONE, sa.func.count())
    .where(ATTRIBUTIONS.c.surname.in_(VALUES))
    .where(
        ATTRIBUTIONS.c.story
        == sa.select(ARTICLES.c.story).where(ARTICLES.c.id == sa.bindparam("article")).scalar_subquery()
    )
    .group_by(*_ONE)
)


def _full_names(db: Connection, articles: set[str], speakers: set[str]) -> dict[str, str]:
    """The full names that the articles' story gives for those speakers that have a lone surname."""
    lone = {name: surname(name) for name in speakers if is_lone(name)}
    known: defaultdict[str, dict[str, int]] = defaultdict(dict)
    given = {"article": min(articles, default=""), "given": json.dumps(list(lone.values()))}
    for last, speaker, times in db.execute(_NAMESAKES, given) if lone else ():
        known[last][speaker] = times
    return {name: fullest(name, known[last]) for name, last in lone.items()}


def passage_counts(db: Connection, story: Story) -> dict[str, int]:
    """How many passages of each article can be found, by the article's id."""
    query = _current(PASSAGES, PASSAGES.c.article, sa.func.count()).where(PASSAGES.c.story == story.id)
    return {article: passages for article, passages in db.execute(query.group_by(PASSAGES.c.article))}


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


def matching_articles(
    db: Connection,
    story: Story,
    outlets: Sequence[str] = (),
    names: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
    speaker: str | None = None,
) -> set[str]:
    """Ids of the articles that pass all the given filters (an empty one lets everything through).

    Outlets match without regard to case, `names` are ids or sources, dates are inclusive ISO dates; of a `speaker` the
    articles that report any words.
    """
    query = sa.select(ARTICLES.c.id).join(REVISIONS, current(REVISIONS))
    day = sa.func.substr(REVISIONS.c.published, 1, 10)
    conditions = [ARTICLES.c.story == story.id]
    if outlets:
        conditions.append(REVISIONS.c.outlet.in_(_spellings(db, outlets)))
    if names:
        conditions.append(sa.or_(ARTICLES.c.id.in_(names), ARTICLES.c.source.in_(names)))
    if first:
        conditions.append(day >= first)
    if last:
        conditions.append(day <= last)
    found = set(db.scalars(query.where(*conditions)))
    return found & {row.article for row in speech_by(db, story, speaker)} if speaker else found


def _spellings(db: Connection, outlets: Sequence[str]) -> list[str]:
    """The outlets of the home that match without regard to case, which SQLite itself folds in ASCII alone."""
    asked = {outlet.casefold() for outlet in outlets}
    known = db.scalars(sa.select(REVISIONS.c.outlet).where(REVISIONS.c.outlet.is_not(None)).distinct())
    return [outlet for outlet in known if outlet.casefold() in asked]
