"""One reply of a language model as it comes: inside a deadline, to be cancelled, and ended in a known way.

The clients' own timeouts and retries do none of this: a dripping server outlives them, a cut stream ends without an
error. Knows nothing of prompts or citations.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from rag.answer import Usage
from rag.errors import LlmCancelled, LlmError, LlmOverflow
from rag.llm.faults import OVERFLOW, fault

if TYPE_CHECKING:
    import httpx
    from llama_index.core.base.llms.types import ChatMessage, ChatResponse
    from llama_index.core.llms import LLM

    Messages = Sequence[ChatMessage]
    Arrived = ChatResponse | Exception | None

TRIES = 3
_TICK = 0.05
"""Seconds after which a wait looks whether it was cancelled."""
_GOODBYE = 2.0
"""Seconds for a request that is given up to close its connection."""
_PAUSE = wait_exponential_jitter(multiplier=0.25, max=4, jitter=0.25)
_STRETCH, _PERIOD = 800, 200
"""A reply that ends in 800 characters which repeat with a period of 200 or less would not end by itself."""
_ENDS = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length"}
"""Anthropic's words for how a reply ended, in OpenAI's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reply may take: seconds in all (tries and all) and of silence once it has begun; characters.

    `window` is how many tokens the model reads: more is an LlmOverflow before anything is sent, for there are servers
    that drop what is too much without a word.
    """

    deadline: float = 60.0
    silence: float = 15.0
    characters: int = 20_000
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. `finish` is `stop`, `length` where the model ran out of room, or the server's own word."""

    text: str
    finish: str
    usage: Usage
    cached: bool = False


def stream(
    llm: "LLM",
    messages: "Messages",
    limits: Limits = Limits(),
    cancel: Event | None = None,
    done: Callable[[Reply], None] | None = None,
) -> Iterator[str]:
    """The reply in pieces; `done` is given the whole of it at its end.

    Ends or raises within the deadline, whatever the server does. Tried again only before the first piece. `cancel`,
    or closing the iterator, closes the request too. Raises LlmOverflow, LlmCancelled, LlmError.
    """
    cancel, until = cancel or Event(), monotonic() + limits.deadline
    read = sum(estimated_tokens(m.content or "") for m in messages)
    if limits.window is not None and read > limits.window:
        raise LlmOverflow(OVERFLOW, detail=f"about {read} tokens for a window of {limits.window}")
    text, finish, usage = "", None, None
    retrying = _retrying(limits, cancel)
    first, rest = retrying(lambda: _begin(_parts(llm, messages, limits, until, cancel)))
    with closing(rest):
        for part in chain([first], rest):
            finish, usage = _finish(part) or finish, _usage(part) or usage
            if part.delta:
                text += part.delta
                _check(text, len(part.delta), limits)
                yield part.delta
    if finish is None:
        raise LlmError("broke off in the middle of its reply")
    if done:
        done(Reply(text, finish, usage or Usage(read, estimated_tokens(text), estimated=True)))


def whole(llm: "LLM", messages: "Messages", limits: Limits = Limits(), cancel: Event | None = None) -> Reply:
    """The reply at once, for what nobody watches. Raises as `stream` does."""
    replies: list[Reply] = []
    deque(stream(llm, messages, limits, cancel, replies.append), maxlen=0)
    return replies[0]


def estimated_tokens(text: str) -> int:
    """About how many tokens a text is: one for four bytes of UTF-8, which English and Cyrillic both come close to."""
    return -(-len(text.encode("utf-8", "replace")) // 4)


def _retrying(limits: Limits, cancel: Event) -> Retrying:
    stop = stop_after_attempt(TRIES) | stop_before_delay(limits.deadline)
    again = retry_if_exception(lambda error: isinstance(error, LlmError) and error.again)
    return Retrying(stop=stop, wait=_pause, retry=again, sleep=sleep_using_event(cancel), reraise=True)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    after = error.after if isinstance(error, LlmError) else None
    return _PAUSE(state) if after is None else after


def _begin(parts: "Generator[ChatResponse]") -> "tuple[ChatResponse, Generator[ChatResponse]]":
    """The first words, and what comes then. What comes before them, thoughts perhaps, only shows that it is alive."""
    for part in parts:
        if part.delta:
            return part, parts
    raise LlmError("gave an empty reply", again=True)


def _parts(llm: "LLM", messages: "Messages", limits: Limits, until: float, cancel: Event) -> "Generator[ChatResponse]":
    """What the client makes of each event; the request ends with the iterator."""
    arrived: SimpleQueue[Arrived] = SimpleQueue()
    closed = Event()
    running = asyncio.run_coroutine_threadsafe(_pump(llm, messages, arrived.put, closed), _loop())
    silence, allowed = until, f"{round(limits.deadline, 1):g} s"
    late = f"did not begin to answer within {allowed}"
    try:
        while (part := _next(arrived, min(until, silence), cancel, late)) is not None:
            if isinstance(part, Exception):
                raise fault(part)
            yield part
            silence = monotonic() + limits.silence
            late = f"was not done after {allowed}"
            if silence < until:
                late = f"fell silent in the middle of its reply for {limits.silence:g} s"
    finally:
        running.cancel()
        closed.wait(_GOODBYE)


def _next(arrived: "SimpleQueue[Arrived]", until: float, cancel: Event, late: str) -> "Arrived":
    while not cancel.is_set():
        left = until - monotonic()
        if left <= 0:
            raise LlmError(late)
        with suppress(Empty):
            return arrived.get(timeout=min(left, _TICK))
    raise LlmCancelled("the language model was stopped")


async def _pump(llm: "LLM", messages: "Messages", put: "Callable[[Arrived], None]", closed: Event) -> None:
    from llama_index.core.llms import CustomLLM

    end: Exception | None = None
    responses: list[httpx.Response] = []
    _responses.set(responses)
    try:
        if isinstance(llm, CustomLLM):  # its asynchronous methods block the loop
            parts = await asyncio.to_thread(llm.stream_chat, messages)
            while (part := await asyncio.to_thread(next, parts, None)) is not None:
                put(part)
        else:
            async for part in await llm.astream_chat(messages):
                put(part)
    except Exception as error:
        end = error.with_traceback(None)
    finally:  # which nobody may cancel once more
        await asyncio.shield(_end(responses, partial(put, end), closed))


async def _end(responses: "Sequence[httpx.Response]", put: Callable[[], None], closed: Event) -> None:
    for response in responses:
        await response.aclose()
        await response.extensions["network_stream"].aclose()  # which it leaves open if it was cancelled as it closed
    put()
    await asyncio.sleep(0)  # a connection is gone a turn of the loop after it was closed
    closed.set()


_responses: ContextVar["list[httpx.Response]"] = ContextVar("responses")


async def opened(response: "httpx.Response") -> None:
    """For a client's hook: the request that streams now will close this response, whatever becomes of the client."""
    _responses.get([]).append(response)


def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of all requests: a client's connections belong to the loop that opened them."""
    with _starting:
        return _started()


_starting = Lock()


@cache
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop


def _check(text: str, added: int, limits: Limits) -> None:
    """Raise LlmError for a reply that would not end."""
    if len(text) > limits.characters:
        raise LlmError(f"would not stop writing after {limits.characters:,} characters")
    tail = text[-_STRETCH:]
    due = len(text) // _PERIOD > (len(text) - added) // _PERIOD and len(tail) == _STRETCH
    if due and any(tail[p:] == tail[:-p] for p in range(1, _PERIOD + 1)):
        raise LlmError("went on repeating itself")


def _finish(part: "ChatResponse") -> str | None:
    """How the reply ended; None as long as it goes on. A model that never says so ends where its stream does."""
    choices = getattr(part.raw, "choices", None)
    if choices is None:
        reasons = [part.message.additional_kwargs.get("stop_reason", "stop")]
    else:
        reasons = [getattr(choice, "finish_reason", None) for choice in choices]
    said = next((reason for reason in reasons if reason and isinstance(reason, str)), None)
    return _ENDS.get(said, said) if said else None


def _usage(part: "ChatResponse") -> Usage | None:
    said = part.message.additional_kwargs.get("usage") or part.additional_kwargs or {}
    prompt = said.get("prompt_tokens") or said.get("input_tokens")
    completion = said.get("completion_tokens") or said.get("output_tokens")
    if isinstance(prompt, int) and isinstance(completion, int) and min(prompt, completion) > 0:
        return Usage(prompt, completion, estimated=False)
    return None
