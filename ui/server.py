"""Byline over HTTP: the Gradio page inside a FastAPI app, the reports it opens, and the headers that keep it safe."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Literal

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, Response

from rag.errors import RagError
from store.errors import NotFound, StoreError
from ui.exports import conversation_file
from ui.guard import LOCAL, OPEN, Access, Guard
from ui.page import build_page
from ui.page_evaluation import report_page
from ui.revisions import changes
from ui.sources import Cited, document, report
from ui.talk import reader_of
from ui.template import rendered
from ui.theme import THEME
from ui.tools import AT_ONCE, offer, tools

if TYPE_CHECKING:
    from rag.assistant import Assistant

HERE = Path(__file__).parent
PORTS_TRIED = 20
SECONDS_TO_CLOSE = 2
LARGEST_FILE = "25mb"
MOST_CONNECTIONS = 500
"""Open connections, of which each page holds one or two; the next one is told that the server is busy."""
Name = Annotated[str, Query(max_length=2_000)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]
Form = Literal["md", "html", "json"]

# As a link, not as Gradio's `css`: that is rewritten by a splitting at commas, which breaks `:is(a, b)`.
_HEAD = '<link rel="stylesheet" href="page.css"><script src="page.js" defer></script>'


def make_app(assistant: "Assistant", story: str, runs: Path, access: Access = LOCAL, mcp: bool = False) -> FastAPI:
    """The ASGI app: `/` the page, `/report` one report with cited words marked, `/evaluation/RUN`, `/healthz`, `/mcp`.

    Uploads wait in the folder that `GRADIO_TEMP_DIR` names.
    """
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, _app(assistant, story, runs, access, mcp)).result()


async def _app(assistant: "Assistant", story: str, runs: Path, access: Access, mcp: bool) -> FastAPI:
    """In an event loop, since where none runs Gradio opens one for each of its locks and never closes it."""
    app = FastAPI(title="Byline", docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, assistant, runs)
    if mcp:
        running = offer(app, assistant, story)
        app.router.lifespan_context = lambda _: running
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


def _add_routes(app: FastAPI, assistant: "Assistant", runs: Path) -> None:
    """The pages that the page opens, and what is told where one cannot be shown."""
    app.add_api_route(OPEN, lambda: {"status": "ok"})
    for path, name in (("page.css", "page.css"), ("page.js", "page.js"), ("favicon.ico", "icon.svg")):
        app.add_api_route(f"/{path}", _file(name), response_class=FileResponse)

    @app.get("/report", response_class=HTMLResponse)
    def _report(
        article: Name, revision: Number, start: int = 0, end: int = 0, number: int = 0, near: bool = False
    ) -> HTMLResponse:
        found = assistant.article(article, revision)
        cited = Cited(start, end, number, near) if 0 <= start < end else None
        return HTMLResponse(document(found.title, report(found, cited)))

    @app.get("/changes", response_class=HTMLResponse)
    def _changes(article: Name, revision: Number) -> HTMLResponse:
        old, new = (assistant.article(article, number) for number in (revision - 1, revision))
        return HTMLResponse(document(new.title, changes(old, new)))

    @app.get("/conversation/{name}.{form}")
    def _conversation(request: Request, name: str, form: Form, message: int | None = None) -> Response:
        made = conversation_file(assistant.home, name, reader_of(request.headers), f".{form}", message)
        return Response(made, headers={"Content-Disposition": f'attachment; filename="byline.{form}"'})

    @app.get("/evaluation/{name}", response_class=HTMLResponse)
    def _evaluation(name: str) -> HTMLResponse:
        return HTMLResponse(report_page(runs, name))

    app.add_exception_handler(NotFound, lambda _, error: _sorry(404, f"It is no longer in the coverage: {error}"))
    app.add_exception_handler(StoreError, lambda _, error: _sorry(503, str(error)))
    app.add_exception_handler(RequestValidationError, lambda *_: _sorry(400, "This link is not whole."))


def _file(name: str) -> Callable[[], FileResponse]:
    return lambda: FileResponse(HERE / name)


def _sorry(status: int, words: str) -> HTMLResponse:
    return HTMLResponse(document("Byline", rendered("vacant", words=words, trouble=True)), status_code=status)


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
    assistant: "Assistant", host: str, port: int, story: str, runs: Path, access: Access = LOCAL, mcp: bool = False
) -> None:
    """Serves the page, and the evaluation runs of a folder, until Ctrl-C, on `port` or the next free one.

    Works in an empty folder of its own, where uploads wait and which is gone afterwards. Raises OSError where no port
    can be had.
    """
    listening = free_socket(host, port)
    Thread(target=_warm_up, args=(assistant,)).start()
    with listening, TemporaryDirectory(prefix="byline-") as folder, chdir(folder), suppress(KeyboardInterrupt):
        os.environ["GRADIO_TEMP_DIR"] = folder
        config = uvicorn.Config(
            make_app(assistant, story, runs, access, mcp),
            log_level="warning",
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
            limit_concurrency=MOST_CONNECTIONS,
            server_header=False,
        )
        server = _Announced(config)
        server.url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        server.run(sockets=[listening])


def _warm_up(assistant: "Assistant") -> None:
    """Asks something, so that no reader waits for what is loaded with the first question."""
    with suppress(RagError, StoreError):
        assistant.ask("What happened?", own_words=True)


def free_socket(host: str, port: int) -> socket.socket:
    """A socket that listens at `port` or the next free one. Raises OSError where `PORTS_TRIED` are taken."""
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        try:
            family = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, candidate), family=family)
        except (OSError, UnicodeError) as error:  # a host name that is none raises the latter
            refused = getattr(error, "strerror", None) or error
    why = f"the page cannot be served at {host}, port {port}: {refused}"
    raise OSError(f"{why}; name another address with --host and --port")
