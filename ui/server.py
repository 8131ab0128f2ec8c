"""Byline over HTTP: the Gradio page inside a FastAPI app, the reports it opens, and the headers that keep it safe."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, chdir, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from rag.errors import RagError
from store.errors import NotFound, StoreError
from ui.evaluations import report_page
from ui.exports import conversation_file
from ui.guard import LOCAL, OPEN, Access, Guard
from ui.markup import shown
from ui.page import build_page
from ui.reference import LONGEST_SPANS, parsed
from ui.revisions import changes
from ui.sources import document, report
from ui.talk import reader_of
from ui.theme import THEME
from ui.tools import AT_ONCE, tools

if TYPE_CHECKING:
    from rag.assistant import Assistant

_GONE = "This report, or this revision of it, is no longer in the coverage."
HERE = Path(__file__).parent
PORTS_TRIED = 20
SECONDS_TO_CLOSE = 2
LARGEST_FILE = "25mb"
MOST_CONNECTIONS = 500
"""Open connections, of which each page holds one or two; the next one is told that the server is busy."""

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f3a4d"/>'
    '<path d="M9 7h8a5 5 0 0 1 2.6 9.3A5.2 5.2 0 0 1 17.6 25H9z" fill="#faf8f3"/>'
    '<path d="M13 11h3.5M13 16h4M13 21h4" stroke="#1f3a4d" stroke-width="2"/></svg>'
)


# As a link, not as Gradio's `css`: that is rewritten by a splitting at commas, which breaks `:is(a, b)`.
_HEAD = '<link rel="stylesheet" href="page.css"><script src="page.js" defer></script>'


def make_app(assistant: "Assistant", story: str, runs: Path, access: Access = LOCAL, mcp: bool = False) -> FastAPI:
    """The ASGI app: `/` the page, `/report` one report with cited words marked, `/evaluation/RUN`, `/healthz`, `/mcp`.

    Uploads wait in the folder that `GRADIO_TEMP_DIR` names.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_in_a_loop(assistant, story, runs, access, mcp))
    return _app(assistant, story, runs, access, mcp)


async def _in_a_loop(assistant: "Assistant", story: str, runs: Path, access: Access, mcp: bool) -> FastAPI:
    """Where no event loop runs, Gradio opens one for each of its locks and never closes it."""
    return _app(assistant, story, runs, access, mcp)


def _app(assistant: "Assistant", story: str, runs: Path, access: Access, mcp: bool) -> FastAPI:
    app = FastAPI(title="Byline", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route(OPEN, lambda: {"status": "ok"})
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript")):
        app.add_api_route(f"/{name}", _file(name, kind), response_class=FileResponse)
    app.add_api_route("/favicon.ico", lambda: Response(_ICON, media_type="image/svg+xml"))
    app.add_api_route("/report", _reports(assistant), response_class=HTMLResponse)
    app.add_api_route("/changes", _changes(assistant), response_class=HTMLResponse)
    app.add_api_route("/conversation/{name}", _conversations(assistant), response_class=Response)
    app.add_api_route("/evaluation/{name}", _evaluations(runs), response_class=HTMLResponse)
    if mcp:
        _offer_mcp(app, assistant, story)
    page = build_page(assistant, story, runs)
    with page:
        for tool in tools(assistant, gr.Error):
            gr.api(tool, api_name=tool.__name__, concurrency_id="api", concurrency_limit=AT_ONCE)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        allowed_paths=[],
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=LARGEST_FILE,
        theme=THEME,
        head=_HEAD,
    )
    app.add_middleware(Guard, access=access, held=Path(gr.utils.get_upload_folder()))
    return app


def _offer_mcp(app: FastAPI, assistant: "Assistant", story: str) -> None:
    from ui.mcp import offer

    running = offer(app, assistant, story)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running:
            yield

    app.router.lifespan_context = lifespan


def _file(name: str, kind: str) -> Callable[[], FileResponse]:
    return lambda: FileResponse(HERE / name, media_type=kind)


def _reports(assistant: "Assistant") -> Callable[..., HTMLResponse]:
    def show(
        article: str = Query(max_length=2_000),
        revision: int = Query(ge=1, le=1_000_000),
        spans: str = Query(max_length=LONGEST_SPANS),
        focus: int = Query(ge=0, le=999),
    ) -> HTMLResponse:
        try:
            opened = parsed(article, revision, spans, focus)
            found = assistant.article(article, revision)
        except ValueError as error:
            return _sorry(400, f"This link is not whole: {error}.")
        except NotFound:
            return _sorry(404, _GONE)
        except StoreError as error:
            return _sorry(503, str(error))
        return HTMLResponse(document(found.title, report(found, opened)))

    return show


def _changes(assistant: "Assistant") -> Callable[..., HTMLResponse]:
    def show(article: str = Query(max_length=2_000), revision: int = Query(ge=2, le=1_000_000)) -> HTMLResponse:
        try:
            old, new = (assistant.article(article, number) for number in (revision - 1, revision))
        except NotFound:
            return _sorry(404, _GONE)
        except StoreError as error:
            return _sorry(503, str(error))
        return HTMLResponse(document(new.title, changes(old, new)))

    return show


def _conversations(assistant: "Assistant") -> Callable[..., Response]:
    def save(request: Request, name: str, message: int | None = None) -> Response:
        conversation, dot, form = name.partition(".")
        try:
            reader = reader_of(request.headers.get("authorization"))
            made = conversation_file(assistant.home, conversation, reader, dot + form, message)
        except (NotFound, KeyError):
            return _sorry(404, "There is no such conversation, or none that can be saved like this.")
        except StoreError as error:
            return _sorry(503, str(error))
        return Response(made, headers={"Content-Disposition": f'attachment; filename="byline{dot}{form}"'})

    return save


def _evaluations(runs: Path) -> Callable[[str], HTMLResponse]:
    def show(name: str) -> HTMLResponse:
        try:
            return HTMLResponse(report_page(runs, name))
        except NotFound as error:
            return _sorry(404, str(error))

    return show


def _sorry(status: int, text: str) -> HTMLResponse:
    body = f'<div class="vacant trouble"><p>{shown(text, 600)}</p></div>'
    return HTMLResponse(document("Byline", body), status_code=status)


class _Announced(uvicorn.Server):
    """A server that says where it is once it accepts connections."""

    url = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Byline is at {self.url}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Open pages hold a stream each: cutting them off at the end is no error that anyone must read about.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        await super().shutdown(sockets)


def serve(
    assistant: "Assistant",
    host: str,
    port: int,
    story: str,
    runs: Path,
    access: Access = LOCAL,
    mcp: bool = False,
) -> None:
    """Serves the page, and the evaluation runs of a folder, until Ctrl-C, on `port` or the next free one.

    Works in an empty folder of its own, where uploads wait and which is gone afterwards. Raises OSError where no port
    can be had.
    """
    listening = free_socket(host, port)
    Thread(target=_warm_up, args=(assistant,)).start()
    with TemporaryDirectory(prefix="byline-") as folder, chdir(folder):
        os.environ["GRADIO_TEMP_DIR"] = folder
        try:
            _announced(make_app(assistant, story, runs, access, mcp), listening, host).run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            listening.close()


def _warm_up(assistant: "Assistant") -> None:
    """Asks something, so that no reader waits for what is loaded with the first question."""
    with suppress(RagError, StoreError):
        assistant.ask("What happened?", own_words=True)


def _announced(app: FastAPI, listening: socket.socket, host: str) -> _Announced:
    config = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        limit_concurrency=MOST_CONNECTIONS,
        server_header=False,
    )
    server = _Announced(config)
    server.url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    return server


def free_socket(host: str, port: int) -> socket.socket:
    """A socket that listens at `port` or the next free one. Raises OSError where `PORTS_TRIED` are taken."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
            bound.listen()
        except OSError as error:
            bound.close()
            refused = error
        else:
            return bound
    raise OSError(f"no free port at {host} from {port} to {port + PORTS_TRIED - 1}: {refused.strerror}")
