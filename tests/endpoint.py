"""An OpenAI-compatible endpoint on the loopback, for tests of whatever asks a language model; it can be told to fail.

A streamed reply is a script: bytes are sent as they stand, numbers are seconds of silence, CUT ends the connection.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import POLLIN, poll
from typing import Any

USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
DONE = b"data: [DONE]\n\n"
CUT = None

Step = bytes | float | None


def event(text: str | None = None, finish: str | None = None, **more: object) -> bytes:
    """One event of a stream: some text, or how it ended."""
    choice = {"index": 0, "delta": {"content": text} if text is not None else {}, "finish_reason": finish}
    return b"data: " + _completion("chat.completion.chunk", choices=[choice], **more) + b"\n\n"


def ended(finish: str = "stop") -> tuple[bytes, ...]:
    """How a good stream ends: the reason, the usage, the mark."""
    usage = b"data: " + _completion("chat.completion.chunk", choices=[], usage=USAGE) + b"\n\n"
    return event(finish=finish), usage, DONE


def words(*texts: str) -> list[Step]:
    """A good stream that says these texts one by one."""
    return [event("", role="assistant"), *map(event, texts), *ended()]


@dataclass
class Endpoint:
    """Answers every chat with `says`, or `body` as it is; a streamed one by the next of `scripts`, the last for ever.

    A model that reads what it is asked is a function, `writes`, from the JSON of the last message to the reply.
    `statuses` are those of the first requests, `status` of all others; what is not 200 has `body` and `headers`.
    `models` are listed, unless None. `heard` are the chats, (authorization, JSON); `left` is set when a client goes.
    """

    says: str = "yes"
    status: int = 200
    body: bytes | None = None
    scripts: list[Iterable[Step]] = field(default_factory=list)
    writes: Callable[[dict[str, Any]], str] | None = None
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    models: list[str] | None = None
    url: str = ""
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def reply(self) -> bytes:
        """A chat completion, as the protocol has it."""
        message = {"role": "assistant", "content": self.says}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return self.body if self.body is not None else _completion("chat.completion", choices=[choice], usage=USAGE)

    def script(self, asked: dict[str, Any]) -> Iterable[Step]:
        """What the stream being asked for now sends."""
        if self.writes:
            return words(self.writes(json.loads(asked["messages"][-1]["content"])))
        if not self.scripts:
            return words(self.says) if self.body is None else [self.body]
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]


def _completion(kind: str, **more: object) -> bytes:
    return json.dumps({"id": "1", "object": kind, "created": 1, "model": "m", **more}).encode()


class _Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint

    def do_GET(self) -> None:
        models = self.endpoint.models
        listed = json.dumps({"object": "list", "data": [{"id": name} for name in models or ()]}).encode()
        status = 404 if models is None else self.endpoint.status
        self._whole(status, listed if status == 200 else self.endpoint.reply())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.endpoint.heard.append((self.headers["Authorization"], asked))
        status = self.endpoint.statuses.pop(0) if self.endpoint.statuses else self.endpoint.status
        if status == 200 and asked.get("stream"):
            self._stream(self.endpoint.script(asked))
        else:
            self._whole(status, self.endpoint.reply())

    def _whole(self, status: int, told: bytes) -> None:
        self.send_response(status)
        for name, value in self.endpoint.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def _stream(self, script: Iterable[Step]) -> None:
        """Without a length: the end of the connection is the end of the stream."""
        self.close_connection = True
        begun = False
        for step in script:
            if step is CUT:
                return
            if isinstance(step, (float, int)):
                if self._gone(step):
                    return
                continue
            try:
                if not begun:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.end_headers()
                    begun = True
                self.wfile.write(step)
            except OSError:
                self.endpoint.left.set()
                return

    def _gone(self, seconds: float) -> bool:
        """Whether the client left within so many seconds, in good order or not."""
        watch = poll()  # `select` takes no file beyond the 1,024th, of which a long test run has more
        watch.register(self.connection, POLLIN)
        try:
            left = bool(watch.poll(1000 * seconds)) and not self.connection.recv(1, socket.MSG_PEEK)
        except ConnectionResetError:
            left = True
        if left:
            self.endpoint.left.set()
        return left

    def log_message(self, format: str, *values: object) -> None:
        return


@contextmanager
def served(endpoint: Endpoint) -> Iterator[Endpoint]:
    """The endpoint, listening at its `url`."""
    handler = type("Handler", (_Handler,), {"endpoint": endpoint, "protocol_version": "HTTP/1.1"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
