"""The language model that the settings name, as LlamaIndex knows it, and what it may take."""

from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.answer import Usage
from rag.errors import AskError
from rag.settings import ANTHROPIC, Llm
from rag.stream import Limits, opened

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

CONNECT_SECONDS = 5.0
_LONGEST = 2_000
"""Tokens of a reply by Anthropic's models, who must be told and get 512 from LlamaIndex; an answer has about 300."""


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
