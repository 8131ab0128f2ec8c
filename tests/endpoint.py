"""An OpenAI-compatible endpoint on the loopback, for tests of whatever asks a language model."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Endpoint:
    """Answers every chat with `says`, or with `body` as it is; `heard` are the requests, (authorization, JSON)."""

    says: str = "yes"
    status: int = 200
    body: bytes | None = None
    url: str = ""
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def reply(self) -> bytes:
        """A chat completion, as the protocol has it."""
        message = {"role": "assistant", "content": self.says}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8}
        whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        return self.body if self.body is not None else json.dumps(whole | {"usage": usage}).encode()


@contextmanager
def served(endpoint: Endpoint) -> Iterator[Endpoint]:
    """The endpoint, listening at its `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.heard.append((self.headers["Authorization"], asked))
            told = endpoint.reply()
            self.send_response(endpoint.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *values: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
