"""What went wrong between here and a language model, from whatever its client raised, in words for people.

It goes by HTTP status and by httpx's errors, which the clients of OpenAI-like endpoints and of Anthropic share.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

import httpx

from rag.errors import LlmError, LlmOverflow

OVERFLOW = "cannot read that much at once"
_OVERFLOW = re.compile(
    r"context.{0,20}(?:length|window|size|overflow)|maximum context|prompt is too long|too many (?:input )?tokens",
    re.IGNORECASE,
)
"""How servers say it (OpenAI, vLLM, llama.cpp, LM Studio, Anthropic): none has a status of its own for it."""
_MAY_OVERFLOW = (None, 400, 422, 500)

_STATUS = {
    401: "does not accept the key",
    402: "wants to be paid first",
    403: "does not accept the key",
    404: "is not known at this address",
    408: "did not answer in time",
    429: "is asked too often",
}
_PASSING = (408, 409, 425, 429)
"""Statuses below 500 that may be others a moment later."""

_TRANSPORT: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "cannot be reached: nothing took the connection in time"),
    (httpx.ConnectError, "cannot be reached: the connection was refused or its address is not known"),
    (httpx.TimeoutException, "did not answer in time"),
    (httpx.TransportError, "broke off the connection"),
)

_UNREADABLE = (JSONDecodeError, UnicodeError, TypeError, AttributeError, LookupError)
"""What the clients raise at replies that are no JSON, or not of the form they expect."""


def fault(error: Exception) -> LlmError:
    """The error to raise for what a client raised."""
    status, detail = getattr(error, "status_code", None), str(error)
    if status == 413 or (status in _MAY_OVERFLOW and _OVERFLOW.search(detail)):
        return LlmOverflow(OVERFLOW, detail=detail)
    if isinstance(status, int):
        words = _STATUS.get(status) or ("failed" if status >= 500 else "refused the request")
        return LlmError(f"{words} ({status})", status >= 500 or status in _PASSING, _retry_after(error), detail)
    for cause in _causes(error):
        for kind, words in _TRANSPORT:
            if isinstance(cause, kind):
                return LlmError(words, again=True, detail=detail)
    if isinstance(error, _UNREADABLE):
        return LlmError("sent a reply that cannot be read", again=True, detail=detail)
    return LlmError(f"failed ({type(error).__name__})", again=True, detail=detail)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _retry_after(error: Any) -> float | None:  # noqa: ANN401
    """Seconds that the server wants to be left alone; a date, which HTTP allows too, is not read."""
    said = error.response.headers.get("retry-after", "") if hasattr(error, "response") else ""
    return float(said) if re.fullmatch(r"\d{1,9}(\.\d+)?", said) else None
