"""Replies of the language model, kept so that the same question about the same reports is paid for once.

A reply is found by everything that was asked: the model, its address, and the messages, which hold the prompt and the
evidence to the letter. A cache that cannot be read or written is as good as none.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from rag.llm.client import Allowance, limits, messages
from rag.llm.markers import THOUGHT_ENDS, without_thoughts
from rag.llm.stream import Limits, Reply, stream

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.core.llms import LLM

MOST = 2_000
"""Replies kept; the oldest go first."""
_REPLY = TypeAdapter(Reply)
_MADE = "CREATE TABLE IF NOT EXISTS replies (n INTEGER PRIMARY KEY, key TEXT UNIQUE, reply TEXT)"


def pieces(allowance: Allowance, instructions: str, material: Mapping[str, Any], replies: list[Reply]) -> Iterator[str]:
    """What the model says to this, without its thoughts, as it comes; the whole reply is added to the `replies`.

    Raises as `stream` does.
    """
    writer, asked = allowance.writer, messages(instructions, material)
    bounds = limits(writer.named, allowance.until)

    def done(reply: Reply) -> None:
        allowance.spent.append(reply.usage)
        replies.append(reply)

    return without_thoughts(kept_stream(writer.replies, writer.llm, asked, bounds, allowance.cancel, done))


def said(allowance: Allowance, instructions: str, material: Mapping[str, Any]) -> str:
    """The same at once, for what nobody watches; without thoughts that nothing begins as well."""
    return "".join(pieces(allowance, instructions, material, [])).rpartition(THOUGHT_ENDS)[2]


def kept_stream(
    file: Path | None,
    llm: "LLM",
    messages: "Sequence[ChatMessage]",
    limits: Limits,
    cancel: Event | None = None,
    done: Callable[[Reply], None] | None = None,
) -> Iterator[str]:
    """As `stream`, but what is in the cache comes from there, in one piece; None for a file means no cache.

    Only replies that the model itself ended are kept.
    """
    key = _key(llm, messages)
    reply = file and _find(file, key)
    if reply:
        yield reply.text
    else:
        made: list[Reply] = []
        yield from stream(llm, messages, limits, cancel, made.append)
        reply = made[0]
        if file and reply.finish == "stop":
            _keep(file, key, reply)
    if done:
        done(reply)


def _key(llm: "LLM", messages: "Sequence[ChatMessage]") -> str:
    where = [llm.class_name(), getattr(llm, "model", ""), getattr(llm, "api_base", None)]
    said = [[m.role.value, m.content] for m in messages]
    return sha256(json.dumps([where, said]).encode()).hexdigest()


def _find(file: Path, key: str) -> Reply | None:
    with suppress(sqlite3.Error, ValueError), closing(_open(file)) as db:
        row = db.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return replace(_REPLY.validate_json(row[0]), cached=True) if row else None
    return None


def _keep(file: Path, key: str, reply: Reply) -> None:
    with suppress(sqlite3.Error), closing(_open(file)) as db, db:
        db.execute("INSERT OR REPLACE INTO replies (key, reply) VALUES (?, ?)", (key, json.dumps(asdict(reply))))
        db.execute("DELETE FROM replies WHERE n <= (SELECT max(n) FROM replies) - ?", (MOST,))


def _open(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=1)
    db.execute(_MADE)
    return db
