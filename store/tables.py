"""The tables of the catalogue: the record of everything in a home but the approximate-neighbour index,
and the engine that holds them: SQLite in WAL mode, through SQLAlchemy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Connection
from sqlalchemy.engine import Engine as Engine

from store.errors import HomeError

SCHEMA = "3"
_METADATA = sa.MetaData()


def _columns(kind: type[sa.types.TypeEngine[Any]], names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _read_from_text(name: str, *rest: sa.Column[Any] | sa.Index) -> sa.Table:
    """A table of spans read from the text of a revision: rows of `[start, end)` and the `rest` of what is known.

    Row ids are never used twice: the index and its readers know a span by its row alone.
    """
    return sa.Table(
        name,
        _METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("story", sa.ForeignKey("story.id"), nullable=False),
        sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
        *_columns(sa.Integer, "revision start end"),
        *rest,
        sqlite_autoincrement=True,
    )


SETTINGS = sa.Table("setting", _METADATA, sa.Column("key", sa.String, primary_key=True), *_columns(sa.String, "value"))
STORIES = sa.Table(
    "story",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    *_columns(sa.Integer, "generation"),  # moves with every visible change; a server that sees it reopens its index
)
ARTICLES = sa.Table(
    "article",
    _METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("story", sa.ForeignKey("story.id"), nullable=False, index=True),
    *_columns(sa.String, "source"),
    *_columns(sa.Integer, "revision"),  # the current one; 0 while the first is pending
    sa.Column("copy_of", sa.String),  # the article that its current text was taken from
)
REVISIONS = sa.Table(
    "revision",
    _METADATA,
    sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    *_columns(sa.Boolean, "pending"),
    *_columns(sa.String, "digest title"),
    *_columns(sa.String, "outlet author published url", nullable=True),
    *_columns(sa.String, "text spans ingested_at"),
)
PASSAGES = _read_from_text(
    "passage",
    *_columns(sa.Integer, "number"),
    *_columns(sa.LargeBinary, "vector signature"),
    sa.Index("passage_of", "article", "number"),
)
SENTENCES = _read_from_text(
    "sentence",
    *_columns(sa.Integer, "number passage"),
    *_columns(sa.String, "kind"),
    *_columns(sa.LargeBinary, "vector"),
    sa.Index("sentence_of", "article", "passage"),
    sa.Index("sentence_at", "article", "number"),
)
# Who said what. `surname` is the key of the speaker's name, under which all its forms are found.
ATTRIBUTIONS = _read_from_text(
    "attribution",
    *_columns(sa.Boolean, "direct"),
    *_columns(sa.String, "surname speaker cue"),
    *_columns(sa.Integer, "speaker_start speaker_end cue_start cue_end"),
    sa.Index("attribution_of", "article", "start"),
    sa.Index("attribution_by", "story", "surname", "speaker"),
)
# Dates of events (see `store.dated`): `sentence` is the number of the sentence that tells it.
EVENTS = _read_from_text(
    "event",
    *_columns(sa.Integer, "sentence"),
    *_columns(sa.String, "first last grain words"),
    *_columns(sa.Boolean, "announced"),
    *_columns(sa.String, "speaker", nullable=True),
    sa.Index("ix_event_story", "story"),
    sa.Index("event_of", "article", "start"),
)
# What readers asked and were told. `reader` is whose it is, empty where nobody logs in; `body` and `feedback` are JSON.
CONVERSATIONS = sa.Table(
    "conversation",
    _METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("story", sa.ForeignKey("story.id"), nullable=False),
    *_columns(sa.String, "reader title last_at"),
    sa.Index("conversation_of", "story", "reader", "last_at"),
)
MESSAGES = sa.Table(
    "message",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True),
    *_columns(sa.String, "asked_at body"),
    sa.Column("feedback", sa.String),
    sqlite_autoincrement=True,
)


def current(table: sa.Table) -> sa.ColumnElement[bool]:
    """The join of ARTICLES with a table of revisions that leaves the current ones: nobody is to see another."""
    return sa.and_(ARTICLES.c.id == table.c.article, ARTICLES.c.revision == table.c.revision)


# A statement that is built once, with a list of any length as one JSON value, takes a fraction of the time of one that
# is built for each list.
GIVEN = sa.func.json_each(sa.bindparam("given")).table_valued("value")
VALUES = sa.select(GIVEN.c.value)


def connect(path: Path) -> Engine:
    """An engine on the SQLite file at `path`, created with its tables when missing.

    Raises HomeError when the file cannot be opened or was made by another version's schema.
    """
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:  # noqa: ANN401
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    with reported(path):
        made = _schema(engine) or _create(engine)
    if made != SCHEMA:
        engine.dispose()
        raise HomeError(
            f"{path} was made by another version of Byline or another program; "
            "name a new home with --home and ingest again"
        )
    return engine


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn SQLite's failure to read or write the catalogue at `path` into a HomeError that names it."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        if type(error) not in (sa.exc.DatabaseError, sa.exc.OperationalError):
            raise
        raise HomeError(
            f"{path} cannot be used: {error.orig}. Check that the folder can be written and has free space, "
            "or name another one with --home"
        ) from error


def _schema(engine: Engine) -> str | None:
    """The schema that a file says it has, None for a new file; no number for another program's database."""
    with engine.connect() as db:
        tables = sa.inspect(db).get_table_names()
        made = get_setting(db, "schema") if "setting" in tables else None
    return made if made or not tables else "of somebody else"


def _create(engine: Engine) -> str:
    """Make the tables and say so, all in one step, whoever else is making them at this moment."""
    with engine.begin() as db:
        db.exec_driver_sql("BEGIN IMMEDIATE")
        _METADATA.create_all(db)
        if get_setting(db, "schema") is None:
            put_setting(db, "schema", SCHEMA)
    return SCHEMA


def get_setting(db: Connection, key: str) -> str | None:
    """A remembered fact about the home, None when it was never set."""
    value: str | None = db.scalar(sa.select(SETTINGS.c.value).where(SETTINGS.c.key == key))
    return value


def put_setting(db: Connection, key: str, value: str) -> None:
    """Remember a fact about the home."""
    db.execute(sa.delete(SETTINGS).where(SETTINGS.c.key == key))
    db.execute(sa.insert(SETTINGS).values(key=key, value=value))
