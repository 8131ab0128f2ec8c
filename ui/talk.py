"""A reader's conversation: what is asked after what, what comes of it, and what is done with what was said.

Knows the assistant and the conversations kept in its home, nothing of Gradio.
"""

import base64
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, get_args

from rag.answer import Answer, Filters, Part
from rag.conversation import Conversation, Feedback, Message, Reason, keep, rate, reopen
from rag.errors import LlmCancelled, RagError
from store import conversations
from store.errors import NotFound, StoreError
from store.home import Home

if TYPE_CHECKING:
    from rag.assistant import Assistant

log = logging.getLogger(__name__)

STOPPED = "Stopped. The question is kept: ask it again, or edit it."
WENT_WRONG = "Something went wrong while answering. The question is kept: ask it again, or in other words."
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question told of the first `after` messages, behind the filters and without the parts that are `left_out`.

    Its answer takes the place of the message whose id is `instead`.
    """

    question: str
    after: int = 0
    filters: Filters = Filters()
    left_out: tuple[Part, ...] = ()
    own_words: bool = False
    instead: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What a reader has before them: the conversation by its id, if one is kept, and the last question where it has no
    answer, with the trouble that kept it from one.
    """

    id: str | None = None
    unanswered: Asked | None = None
    trouble: str = ""


def reader_of(headers: Mapping[str, str]) -> str:
    """The user's name of the login that a request was let in with; empty without one: whoever sits at this machine."""
    with suppress(ValueError):
        return base64.b64decode(headers.get("authorization", "").partition(" ")[2]).decode().partition(":")[0]
    return ""


def kept(home: Home, talk: Talk, reader: str) -> Conversation | None:
    """The conversation that the reader has open; None where there is none, or none any more."""
    with suppress(NotFound):
        return reopen(home, talk.id, reader) if talk.id else None
    return None


def answered(
    assistant: "Assistant", reader: str, talk: Talk, asked: Asked, cancel: Event, show: Callable[[Answer], None]
) -> Talk:
    """The talk once the question is answered and kept, or why it is not: a page that stops to answer helps nobody."""
    try:
        before = kept(assistant.home, talk, reader)
        turns = before.turns(asked.after) if before else ()
        answer = assistant.ask(
            asked.question,
            turns,
            asked.filters,
            ignoring=[part.key for part in asked.left_out],
            show=show,
            cancel=cancel,
            own_words=asked.own_words,
        )
        if cancel.is_set():
            return Talk(talk.id, asked, STOPPED)
        if before and asked.instead:
            conversations.cut(assistant.home, before.id, asked.instead, reader)
        message = Message(answer, asked.after, asked.filters, asked.left_out)
        return Talk(keep(assistant.home, message, before.id if before else None, reader))
    except LlmCancelled:
        return Talk(talk.id, asked, STOPPED)
    except (RagError, StoreError) as error:
        return Talk(talk.id, asked, str(error))
    except Exception:
        log.exception("a question could not be answered")
        return Talk(talk.id, asked, WENT_WRONG)


def again(act: Sequence[str], talk: Talk, held: Conversation | None) -> Asked | None:
    """What a button asks again: the last question, or a message's without one more of its constraints; else None."""
    messages = held.messages if held else ()
    match act:
        case ["retry"] if talk.unanswered:
            return talk.unanswered
        case ["retry"] if messages:
            m = messages[-1]
            return Asked(m.answer.question, m.after, left_out=m.left_out, instead=m.id)
        case ["without", number, part] if part.isdecimal():
            for m in messages:
                if str(m.id) == number and int(part) < len(m.answer.parts):
                    return Asked(m.answer.question, m.after, left_out=(*m.left_out, m.answer.parts[int(part)]))
    return None


def changed(home: Home, reader: str, act: Sequence[str], talk: Talk, held: Conversation | None) -> Talk:
    """The talk once a button has been pressed that asks nothing. Raises StoreError."""
    match act:
        case ["open", conversation]:
            return Talk(conversation)
        case ["delete", conversation]:
            conversations.delete(home, conversation, reader)
            return Talk() if conversation == talk.id else talk
        case ["undo" | "edit"]:
            return Talk(talk.id) if talk.unanswered else _undone(home, reader, held)
        case ["rate", number, *words] if held:
            for m in held.messages:
                if str(m.id) == number:
                    rate(home, held.id, m.id, _thought(m.feedback, " ".join(words)), reader)
    return talk


def _undone(home: Home, reader: str, held: Conversation | None) -> Talk:
    """Without the last message; without its last one a conversation is gone."""
    if held is None or len(held.messages) < 2:
        if held:
            conversations.delete(home, held.id, reader)
        return Talk()
    conversations.cut(home, held.id, held.messages[-1].id, reader)
    return Talk(held.id)


def _thought(feedback: Feedback | None, word: str) -> Feedback | None:
    """What the reader thinks once `good`, `bad` or a reason has been pressed: pressed again, it is taken back."""
    if word in ("good", "bad"):
        return None if feedback and feedback.good == (word == "good") else Feedback(word == "good")
    now = set(feedback.reasons if feedback else ()) ^ {word}
    return Feedback(False, tuple(reason for reason in REASONS if reason in now))
