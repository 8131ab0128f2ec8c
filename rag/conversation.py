"""Conversations as readers have them: each message a whole answer with its citations as they were shown, kept in the
home; what readers think of the answers; and what has become of the reports behind a citation.

Renaming, deleting and the like need no answers: see `store.conversations`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from rag.answer import Answer, Citation, Filters, Part, Turn
from store import catalogue, conversations
from store.article import Article
from store.errors import NotFound
from store.home import Home

Reason = Literal["wrong source", "misquoted", "not in the coverage", "missed something"]
LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of an answer; `citations` are the numbers of those meant, none where it is all of it."""

    good: bool
    reasons: tuple[Reason, ...] = ()
    words: str = ""
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """An answer as it was given, asked behind the filters and without the parts of its question that are `left_out`.

    It was told of the first `after` messages of its conversation. `id` and `asked_at` (ISO 8601, UTC) come when it is
    kept, `feedback` when somebody rates it.
    """

    answer: Answer
    after: int = 0
    filters: Filters = Filters()
    left_out: tuple[Part, ...] = ()
    id: int = 0
    asked_at: str = ""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and answered, in order."""

    id: str
    title: str
    messages: tuple[Message, ...]

    def turns(self, after: int | None = None) -> tuple[Turn, ...]:
        """What a question is told of that follows all messages, or the first `after` of them."""
        told = (m.answer for m in self.messages[:after])
        return tuple(t for a in told for t in (Turn("user", a.question), Turn("assistant", a.text, a.citations)))


@dataclass(frozen=True, slots=True)
class Source:
    """What there is now behind a citation: the report in the revision cited, or none where it is gone.

    Of a report that was removed the words that the citation itself holds are all that is left; one that has come in
    again under the same name does not count as it.
    """

    state: Literal["current", "revised", "removed"]
    article: Article | None = None


_MESSAGE = TypeAdapter(Message)
_FEEDBACK = TypeAdapter(Feedback)


def keep(home: Home, message: Message, conversation: str | None = None, reader: str = "") -> str:
    """Add a message to a conversation, or begin one with it, named by its question; returns the conversation's id.

    Raises NotFound, and ConversationFull when it takes no more.
    """
    return conversations.append(home, conversation, _json(message), message.answer.question, reader)


def reopen(home: Home, conversation: str, reader: str | None = "") -> Conversation:
    """A conversation as it was left; anybody's where `reader` is None. Raises NotFound."""
    listed, kept = conversations.read(home, conversation, reader)
    return Conversation(listed.id, listed.title, tuple(map(_message, kept)))


def rate(home: Home, conversation: str, message: int, feedback: Feedback | None, reader: str = "") -> None:
    """Keep what a reader thinks of a message, by its id; None takes it back. Raises NotFound."""
    said = feedback and replace(feedback, words=feedback.words[:LONGEST_WORDS])
    conversations.rate(home, conversation, message, _json(said) if said else None, reader)


def rated(home: Home) -> list[Conversation]:
    """All readers' conversations in which somebody rated an answer, the oldest first."""
    return [reopen(home, conversation, None) for conversation in conversations.rated(home)]


def sources(home: Home, citations: Iterable[Citation]) -> tuple[Source, ...]:
    """What there is now behind each of the citations, in their order."""
    wanted = list(citations)
    with home.read() as db:
        story, held = home.story(db), {}
        for key in {(c.article, c.revision) for c in wanted}:
            try:
                held[key] = catalogue.article(db, story, *key)
            except NotFound:
                continue
    return tuple(_source(c, held.get((c.article, c.revision))) for c in wanted)


def _json(said: Message | Feedback) -> str:
    """JSON that a database takes, whatever a browser or a model sent: half a surrogate pair becomes a question mark."""
    return json.dumps(asdict(said), ensure_ascii=False).encode(errors="replace").decode()


def _source(citation: Citation, article: Article | None) -> Source:
    if article is None or article.text[citation.start : citation.end] != citation.quote:
        return Source("removed")
    return Source("current" if article.revision == article.revisions else "revised", article)


def _message(kept: Mapping[str, Any]) -> Message:
    feedback = _FEEDBACK.validate_json(kept["feedback"]) if kept["feedback"] else None
    return replace(_MESSAGE.validate_json(kept["body"]), id=kept["id"], asked_at=kept["asked_at"], feedback=feedback)
