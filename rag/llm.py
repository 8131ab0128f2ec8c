"""The language model that the settings name, as LlamaIndex knows it."""

from typing import TYPE_CHECKING

from rag.settings import Llm

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

SECONDS = 60.0
"""Allowed for one reply."""
WINDOW = 16_000
"""Tokens that the model is taken to read; LlamaIndex takes 3,900 if it is not told."""


def open_llm(named: Llm) -> "LLM":
    """A client of the endpoint; nothing is sent before it is asked something.

    It never tries again by itself: the client's own retries multiply, and wait as long as a server tells them to.
    """
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=named.model,
        api_base=named.url,
        api_key=named.key or "none",
        is_chat_model=True,
        context_window=WINDOW,
        temperature=0.0,
        max_retries=0,
        timeout=SECONDS,
    )
