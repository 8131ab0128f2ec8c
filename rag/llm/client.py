"""The language model that the settings name, as LlamaIndex knows it, and what it may take."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from prompts import versions
from rag.answer import Answer, Usage
from rag.errors import AskError
from rag.llm.stream import Limits, opened
from rag.settings import ANTHROPIC, Llm, Settings

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.core.llms import LLM

CONNECT_SECONDS = 5.0
_LONGEST = 2_000
"""Tokens of a reply by Anthropic's models, who must be told and get 512 from LlamaIndex; an answer has about 300."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model, as LlamaIndex and as the settings know it; `replies` is the file that keeps what it wrote."""

    llm: "LLM"
    named: Llm
    replies: Path | None = None

    @property
    def engine(self) -> str:
        """What its answers say of who wrote them."""
        return f"llm:{self.named.model}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A language model for one answer: done by `until` on the monotonic clock, stopped by `cancel`.

    `spent` is what each of its replies took.
    """

    writer: Writer
    until: float
    cancel: Event | None = None
    spent: list[Usage] = field(default_factory=list)


def open_writer(settings: Settings) -> Writer | None:
    """The language model that the settings name, if any. Raises AskError as `open_llm` does."""
    return Writer(open_llm(settings.llm), settings.llm, settings.replies) if settings.llm else None


def allowed(writer: Writer | None, cancel: Event | None = None) -> Allowance | None:
    """What the model may do from now on for an answer: one deadline for all of it."""
    return Allowance(writer, monotonic() + writer.named.deadline, cancel) if writer else None


def accounted(answer: Answer, allowance: Allowance) -> Answer:
    """The answer with what the model took for it, all its replies together, and which prompts it had."""
    spent = allowance.spent
    if not spent:
        return answer
    usage = Usage(sum(u.prompt for u in spent), sum(u.completion for u in spent), any(u.estimated for u in spent))
    return replace(answer, usage=usage, cost=cost(usage, allowance.writer.named), prompts=versions())


def messages(instructions: str, material: Mapping[str, Any]) -> "list[ChatMessage]":
    """Instructions, and material as one line of JSON, whose strings no text of an article can close."""
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [
        ChatMessage(role=MessageRole.SYSTEM, content=instructions),
        ChatMessage(role=MessageRole.USER, content=json.dumps(material, ensure_ascii=False)),
    ]


def open_llm(named: Llm) -> "LLM":
    """A client of the model; nothing is sent before it is asked something.

    It never tries again by itself: the client's own retries multiply, and wait as long as a server tells them to.
    Raises AskError for a model of Anthropic's without the packages for it.
    """
    # Never empty: an empty key makes a client look for one in the environment, and send it to whatever address.
    common: dict[str, Any] = {"api_key": named.key or "none", "temperature": 0.0, "max_retries": 0}
    return _anthropic(named, common) if named.model.startswith(ANTHROPIC) else _endpoint(named, common)


def _endpoint(named: Llm, common: dict[str, Any]) -> "LLM":
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    patience = httpx.Timeout(named.deadline, connect=min(CONNECT_SECONDS, named.deadline))
    # A connection a request: none is left open, or found dead. And no redirect takes the key elsewhere.
    once, hooks = httpx.Limits(max_keepalive_connections=0), {"response": [opened]}
    common["async_http_client"] = httpx.AsyncClient(limits=once, event_hooks=hooks)
    return OpenAILike(
        model=named.model,
        api_base=named.url,
        is_chat_model=True,
        context_window=named.context,
        timeout=named.deadline,
        additional_kwargs={"timeout": patience, "stream_options": {"include_usage": True}},
        **common,
    )


def _anthropic(named: Llm, common: dict[str, Any]) -> "LLM":
    try:
        from llama_index.llms.anthropic import Anthropic
    except ImportError as error:
        raise AskError(f"{named.model} needs further packages: pip install 'byline[anthropic]'") from error
    model = named.model.removeprefix(ANTHROPIC)
    made: LLM = Anthropic(model, max_tokens=_LONGEST, base_url=named.url or None, timeout=named.deadline, **common)
    return made


def limits(named: Llm, until: float | None = None) -> Limits:
    """What a reply of the model may take: its deadline, or the time that is left to `until` on the monotonic clock."""
    deadline = named.deadline if until is None else max(0.0, until - monotonic())
    return Limits(deadline, min(Limits().silence, named.deadline / 2), window=named.context)


def cost(usage: Usage, named: Llm) -> float | None:
    """What the tokens cost, in the currency of the settings' prices; None without prices."""
    if named.price_in is None or named.price_out is None:
        return None
    return (usage.prompt * named.price_in + usage.completion * named.price_out) / 1_000_000
