"""The chat as Gradio takes it: a reader's conversation as it is kept, and what is being asked."""

from collections.abc import Sequence

from rag.conversation import Conversation, Message, sources
from store.home import Home
from ui import message
from ui.talk import Asked, Talk

MOST_SHOWN = 50
"""Messages of a conversation on the page: each answer sends all of them to the browser again."""

Chat = list[dict[str, str]]


def exchanges(home: Home, held: Conversation | None, talk: Talk) -> Chat:
    """The conversation, and behind it the question without an answer or whatever else went wrong."""
    messages = held.messages[-MOST_SHOWN:] if held else ()
    states, told = _states(home, messages), []
    for m in messages:
        last = m is messages[-1] and talk.unanswered is None
        answer = message.answered(m, states, message.acts(held.id, m, last) if held else "")
        told += _pair(message.asked(m.answer.question, m.left_out), answer)
    if talk.unanswered:
        return told + pending(talk.unanswered, message.trouble(talk.trouble, message.acts_on_last()))
    return told + ([_said("assistant", message.trouble(talk.trouble))] if talk.trouble else [])


def pending(asked: Asked, reply: str) -> Chat:
    """A question with what stands in the place of its answer."""
    return _pair(message.asked(asked.question, asked.left_out), reply)


def _pair(question: str, reply: str) -> Chat:
    return [_said("user", question), _said("assistant", reply)]


def _said(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def _states(home: Home, messages: Sequence[Message]) -> message.States:
    cited = list(dict.fromkeys(c for m in messages for c in (*m.answer.citations, *m.answer.nearest)))
    return {c: s.state for c, s in zip(cited, sources(home, cited), strict=True)} if cited else {}
