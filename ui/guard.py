"""ASGI middleware that keeps the page to itself: who may ask, how much they may send, and what a browser may load."""

import asyncio
import base64
import hashlib
import ipaddress
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from time import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import AskError

LARGEST_REQUEST = 4 << 20
"""Bytes of a request that is no upload: a question with its conversation, a pasted report."""
LARGEST_UPLOAD = 64 << 20
"""Bytes of one upload, all its files together."""
MOST_HELD = 512 << 20
"""Bytes of uploads that wait to be read, of all readers together."""
SECONDS_HELD = 3_600
SECONDS_AFTER_A_WRONG_LOGIN = 1
OPEN = "/healthz"
"""Asked by monitors, under any name and without a login: it says nothing of the coverage."""
UPLOAD = "/gradio_api/upload"

_CLOSED = "file proxy stream component_server deep_link process_recording vibe- undo-vibe run-history".split()
"""Gradio's routes that give out files, an upload's too, or fetch from elsewhere: the page uses none of them."""
_CLOSED_PATHS = (*(f"/gradio_api/{name}" for name in _CLOSED), "/monitoring", "/svelte")

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: with `login`, `USER:PASSWORD`, whoever knows it; without, who asks under one of the `hosts`.

    `hosts` is None where every name will do. It keeps a web page elsewhere, whose name its owner points at this
    machine, from asking in its reader's browser; a login does so too.
    """

    login: str | None = None
    hosts: frozenset[str] | None = None


_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
LOCAL = Access(hosts=_LOCAL)
"""Whoever sits at this machine."""


def access(host: str, login: str | None, everyone: bool) -> Access:
    """Who may ask a server that listens at `host`. Raises AskError where that would be anybody, unless it is meant."""
    if login is not None and not all(login.partition(":")):
        raise AskError("a login is USER:PASSWORD, neither of them empty")
    if not (login or everyone or host in _LOCAL or _loopback(host)):
        raise AskError(
            f"at {host} everyone who reaches this machine could read and change the coverage: ask for a login with "
            "BYLINE_AUTH=USER:PASSWORD (or --auth), or say with --open that this is meant"
        )
    return Access(login, None if login or everyone else _LOCAL | {host})


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware: security headers on every response, Gradio's file routes closed, what is not allowed refused.

    Scripts run only from this server, or inline where Gradio's own start page holds them (allowed one by one by their
    hash, so that an event handler or a script in any text shown stays dead). Gradio needs `'unsafe-inline'` for styles
    (Svelte writes style attributes) and, as long as the page uses no `gr.HTML`, no `'unsafe-eval'`. Uploads wait in
    the folder `held`.
    """

    def __init__(self, app: ASGIApp, access: Access, held: Path) -> None:
        self.app, self.access, self.held = app, access, held
        self.arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI has it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif refusal := await self._refusal(scope):
            await refusal(scope, receive, _with_headers(send))
        elif scope["path"] == UPLOAD:
            await self._upload(scope, receive, send)
        elif scope["path"] == "/":
            await _start_page(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send))

    async def _refusal(self, scope: Scope) -> Response | None:
        """Why this request is not answered; None where it is."""
        headers, path = Headers(scope=scope), scope["path"]
        if path == OPEN:
            return None
        if self.access.hosts is not None and _name(headers.get("host", "")) not in self.access.hosts:
            return _said(421, "Byline is not asked under this name: use localhost, or start it with --auth or --open.")
        if "origin" in headers and urlsplit(headers["origin"]).netloc != headers.get("host"):
            return _said(403, "Byline takes nothing from the pages of other sites.")
        if self.access.login and not _known(headers.get("authorization", ""), self.access.login):
            await asyncio.sleep(SECONDS_AFTER_A_WRONG_LOGIN if "authorization" in headers else 0)
            return _said(401, "Byline asks for a login.", {"WWW-Authenticate": 'Basic realm="Byline", charset="UTF-8"'})
        if path.startswith(_CLOSED_PATHS):
            return Response(status_code=404)
        if "transfer-encoding" in headers:
            return _said(411, "Say how long the request is.")
        if _length(scope) > (LARGEST_UPLOAD if path == UPLOAD else LARGEST_REQUEST):
            return _said(413, "This is more than Byline takes at once.")
        return None

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _length(scope)
        if self.arriving + length + _held(self.held) > MOST_HELD:
            full = _said(507, "Too many uploads wait to be read: try again later.")
            await full(scope, receive, _with_headers(send))
            return
        self.arriving += length
        try:
            await self.app(scope, receive, _with_headers(send))
        finally:
            self.arriving -= length


def _said(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, media_type="text/plain")


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _known(given: str, login: str) -> bool:
    """Whether an Authorization header holds the login; compared as it is encoded, so that nothing is decoded."""
    scheme, _, code = given.partition(" ")
    return scheme.lower() == "basic" and compare_digest(code.strip().encode(), base64.b64encode(login.encode()))


def _length(scope: Scope) -> int:
    said = Headers(scope=scope).get("content-length", "0")
    return int(said) if said.isdecimal() else 0


def _held(folder: Path) -> int:
    """The bytes in a folder, once what is too old is deleted: Gradio forgets the part of an upload that broke off."""
    size = 0
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):  # read, and gone since
            about = file.lstat()
            if not file.is_file():
                continue
            if time() - about.st_mtime > SECONDS_HELD:
                file.unlink()
            else:
                size += about.st_size
    return size


def _headers(scripts: Iterable[bytes]) -> dict[str, str]:
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in scripts)
    policy = (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; media-src 'none'; object-src 'none'; frame-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
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
