"""ASGI middleware that keeps the page to itself: security headers on every response, file routes closed."""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CLOSED = (
    "upload",
    "file",
    "proxy",
    "stream",
    "deep_link",
    "process_recording",
    "vibe-",
    "undo-vibe",
    "run-history",
)
"""Gradio's routes that take in or give out files, or fetch from elsewhere: the page uses none of them."""
_CLOSED_PATHS = (*(f"/gradio_api/{name}" for name in _CLOSED), "/monitoring", "/svelte")

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Guard:
    """ASGI middleware: security headers on every response, and Gradio's file routes closed.

    Scripts run only from this server, or inline where Gradio's own start page holds them (allowed one by one by their
    hash, so that an event handler or a script in any text shown stays dead). Gradio needs `'unsafe-inline'` for styles
    (Svelte writes style attributes) and, as long as the page uses no `gr.HTML`, no `'unsafe-eval'`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(_CLOSED_PATHS):
            await Response(status_code=404, headers=_headers(()))(scope, receive, send)
        elif scope["path"] == "/":
            await _start_page(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send))


def _headers(scripts: Iterable[bytes]) -> dict[str, str]:
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in scripts)
    policy = (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; media-src 'none'; object-src 'none'; frame-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    }


def _with_headers(send: Send) -> Send:
    async def sending(event: Message) -> None:
        if event["type"] == "http.response.start":
            MutableHeaders(scope=event).update(_headers(()))
        await send(event)

    return sending


async def _start_page(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Passes the start page on as a whole: the hashes of its inline scripts go into the headers before it."""
    plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
    start: Message = {}
    parts: list[bytes] = []

    async def collecting(event: Message) -> None:
        if event["type"] == "http.response.start":
            start.update(event)
        elif event["type"] == "http.response.body":
            parts.append(event.get("body", b""))
        if event["type"] == "http.response.body" and not event.get("more_body", False):
            headers = _headers(_inline_scripts(start, b"".join(parts)))
            MutableHeaders(scope=start).update(headers)
            await send(start)
            await send({"type": "http.response.body", "body": b"".join(parts)})

    await app({**scope, "headers": plain}, receive, collecting)


def _inline_scripts(start: Message, body: bytes) -> list[bytes]:
    if not Headers(scope=start).get("content-type", "").startswith("text/html"):
        return []
    return [match[1] for match in _INLINE_SCRIPT.finditer(body)]
