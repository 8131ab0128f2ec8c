"""Readers' conversations, message by message, and what readers think of them.

What a message and a feedback say is JSON of whoever writes them. A conversation is found by its id only together with
its `reader`. Every change waits its turn, so threads and processes may write at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from store.errors import NotFound, StoreError
from store.home import Home
from store.tables import CONVERSATIONS, MESSAGES, Connection, reported

MOST_CONVERSATIONS = 500
"""Of one reader in one story; past them, those go that nobody has added to for longest."""
MOST_MESSAGES = 200
LONGEST_MESSAGE = 1_000_000
"""Characters of JSON."""
LONGEST_TITLE = 80


class ConversationFull(StoreError):
    """A conversation cannot take another message, or not such a long one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in a list: how many messages it has, and when the last came (ISO 8601, UTC)."""

    id: str
    title: str
    messages: int
    last_at: str


_COUNTED = sa.select(sa.func.count()).where(MESSAGES.c.conversation == CONVERSATIONS.c.id).scalar_subquery()
_LISTED = sa.select(
    CONVERSATIONS.c.id, CONVERSATIONS.c.title, _COUNTED.label("messages"), CONVERSATIONS.c.last_at
).order_by(CONVERSATIONS.c.last_at.desc(), CONVERSATIONS.c.id)


def conversations(home: Home, reader: str = "") -> list[Listed]:
    """A reader's conversations on the home's story, the last added to first. Raises NotFound for an unknown story."""
    with home.read() as db:
        return [Listed(**row) for row in db.execute(_of(db, home, reader)).mappings()]


def read(home: Home, conversation: str, reader: str | None = "") -> tuple[Listed, list[dict[str, Any]]]:
    """A conversation with its messages in order; anybody's where `reader` is None. Raises NotFound.

    A message has an `id`, which no other ever has, `asked_at` (ISO 8601, UTC), `body` and `feedback`, or None for it.
    """
    with home.read() as db:
        row = db.execute(_of(db, home, reader).where(CONVERSATIONS.c.id == conversation)).mappings().first()
        if row is None:
            raise _gone(conversation)
        wanted = sa.select(MESSAGES.c.id, MESSAGES.c.asked_at, MESSAGES.c.body, MESSAGES.c.feedback)
        kept = db.execute(wanted.where(MESSAGES.c.conversation == conversation).order_by(MESSAGES.c.id))
        return Listed(**row), [one._asdict() for one in kept]


def append(home: Home, conversation: str | None, body: str, title: str, reader: str = "") -> str:
    """Add a message, to a new conversation with this title where none is named; returns the conversation's id.

    Raises NotFound, and ConversationFull when a bound is reached.
    """
    if len(body) > LONGEST_MESSAGE:
        raise ConversationFull("the answer is too long to be kept in the conversation")
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    with _writing(home) as db:
        if conversation is None:
            conversation = _begin(db, home, title, reader)
        held = _of(db, home, reader).where(CONVERSATIONS.c.id == conversation)
        if (row := db.execute(held).first()) is None:
            raise _gone(conversation)
        if row.messages >= MOST_MESSAGES:
            raise ConversationFull(f"a conversation holds {MOST_MESSAGES} questions at most; begin a new one")
        db.execute(sa.insert(MESSAGES).values(conversation=conversation, asked_at=now, body=body))
        db.execute(sa.update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation).values(last_at=now))
    return conversation


def rename(home: Home, conversation: str, title: str, reader: str = "") -> None:
    """Give a conversation another title, cut to LONGEST_TITLE. Raises NotFound."""
    _change(home, sa.update(CONVERSATIONS).values(title=_title(title)), conversation, reader)


def delete(home: Home, conversation: str, reader: str = "") -> None:
    """Forget a conversation with its messages and their feedback. Raises NotFound."""
    _change(home, sa.delete(CONVERSATIONS), conversation, reader)


def cut(home: Home, conversation: str, message: int, reader: str = "") -> None:
    """Forget a message and those behind it. Raises NotFound."""
    _change(home, sa.delete(MESSAGES).where(MESSAGES.c.id >= message), conversation, reader)


def rate(home: Home, conversation: str, message: int, feedback: str | None, reader: str = "") -> None:
    """Keep what a reader thinks of a message in the place of what was kept; None takes it back. Raises NotFound."""
    _change(home, sa.update(MESSAGES).where(MESSAGES.c.id == message).values(feedback=feedback), conversation, reader)


def rated(home: Home) -> list[str]:
    """The ids of all readers' conversations on the home's story with feedback in them, the oldest first."""
    with home.read() as db:
        has = sa.exists().where(MESSAGES.c.conversation == CONVERSATIONS.c.id, MESSAGES.c.feedback.is_not(None))
        return [row.id for row in db.execute(_of(db, home, None).where(has))][::-1]


@contextmanager
def _writing(home: Home) -> Iterator[Connection]:
    with reported(home.database), home.engine.begin() as db:
        db.exec_driver_sql("BEGIN IMMEDIATE")  # so that what is counted before a write holds for it
        yield db


def _of(db: Connection, home: Home, reader: str | None) -> "sa.Select[Any]":
    own = _LISTED.where(CONVERSATIONS.c.story == home.story(db).id)
    return own if reader is None else own.where(CONVERSATIONS.c.reader == reader)


def _begin(db: Connection, home: Home, title: str, reader: str) -> str:
    newest = _of(db, home, reader).with_only_columns(CONVERSATIONS.c.id)
    db.execute(sa.delete(CONVERSATIONS).where(CONVERSATIONS.c.id.in_(newest.limit(-1).offset(MOST_CONVERSATIONS - 1))))
    made = {"id": uuid4().hex, "title": _title(title), "reader": reader, "last_at": ""}
    db.execute(sa.insert(CONVERSATIONS).values(story=home.story(db).id, **made))
    return made["id"]


def _change(home: Home, statement: sa.Update | sa.Delete, conversation: str, reader: str) -> None:
    of_reader = sa.select(CONVERSATIONS.c.id).where(
        CONVERSATIONS.c.id == conversation, CONVERSATIONS.c.reader == reader
    )
    key = CONVERSATIONS.c.id if statement.table is CONVERSATIONS else MESSAGES.c.conversation
    with _writing(home) as db:
        if not db.execute(statement.where(key.in_(of_reader))).rowcount:
            raise _gone(conversation)


def _title(title: str) -> str:
    """A title on one line, at most so long, fit for a database."""
    line = " ".join(title.encode(errors="replace").decode().split()) or "Untitled"
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _gone(conversation: str) -> NotFound:
    return NotFound(f"there is no conversation {conversation!r} any more, or not this message of it")
