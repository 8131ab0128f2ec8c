"""A follow-up question rewritten by a language model so that it stands alone, if the rewriting can be trusted.

The rules of `followup` do the same without a model and are there whenever this gives nothing.
"""

import json
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

from prompts import render
from rag.answer import Turn
from rag.errors import LlmCancelled, LlmError
from rag.llm import limits
from rag.stream import whole
from rag.words import content_words
from store import lexical

if TYPE_CHECKING:
    from rag.generative import Writer

LONGEST = 400
"""Characters of a question that stands alone."""


def rewritten(
    writer: "Writer", asked: str, turns: Sequence[Turn], until: float, cancel: Event | None = None
) -> str | None:
    """The question as the model would ask it without the turns; None without a trustworthy one by `until`.

    Raises LlmCancelled.
    """
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    told = [{"role": turn.role, "text": turn.text} for turn in turns]
    material = json.dumps({"turns": told, "question": asked}, ensure_ascii=False)
    messages = [
        ChatMessage(role=MessageRole.SYSTEM, content=render("standalone_question")),
        ChatMessage(role=MessageRole.USER, content=material),
    ]
    try:
        reply = " ".join(whole(writer.llm, messages, limits(writer.named, until), cancel).text.split())
    except LlmCancelled:
        raise
    except LlmError:
        return None
    return reply if keeps(asked, turns, reply) else None


def keeps(asked: str, turns: Sequence[Turn], reply: str) -> bool:
    """Whether a rewriting has all names and numbers of the question, and no content word from elsewhere."""
    own = set(lexical.terms(asked))
    known = own.union(*(lexical.terms(turn.text) for turn in turns))
    kept = {term for word, term in content_words(asked) if word[0].isupper() or word[0].isdigit()}
    said = {term for _, term in content_words(reply)}
    return bool(said) and len(reply) <= LONGEST and kept <= said and said <= known
