"""Runs the parsers of `formats` on untrusted bytes in a worker process with limits on time, memory and output.

One worker serves many documents, because starting it costs as long as parsing dozens; one that is killed is replaced
for the next document. Both sides speak length-prefixed JSON over pipes, never pickle. See `worker` for the other side.
"""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from store.errors import StoreError
from store.formats import Parsed

_LENGTH = struct.Struct(">I")
_MIB = 1024 * 1024
_STARTUP_SECONDS = 60.0  # a worker imports its parsers in half a second; a busy machine may take long


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use: wall and CPU time in seconds, address space and reply in bytes."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 15
    memory_bytes: int = 2048 * _MIB
    reply_bytes: int = 32 * _MIB


class ParserStopped(ValueError):
    """The worker was stopped, or died, over one document; the message says why and what to do."""


class Sandbox:
    """A parser worker, started when first needed. Use it as a context manager: it then leaves no process behind."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None while there is none."""
        return self._worker.pid if self._worker else None

    def parse(self, parser: str, data: bytes) -> Parsed:
        """`PARSERS[parser](data)`, run in the worker.

        ValueError if the parser refuses the document; ParserStopped (a ValueError) if it used more than its limits
        or crashed. Either way the next document can follow.
        """
        reply = self._exchange(json.dumps({"parser": parser}).encode(), data)
        if "refused" in reply:
            raise ValueError(str(reply["refused"]))
        return Parsed(**reply["parsed"])

    def close(self) -> None:
        """Ends the worker, whatever it is doing, and waits for it."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe:
                pipe.close()

    def _exchange(self, request: bytes, data: bytes) -> dict[str, Any]:
        done = False
        try:
            worker = self._worker or self._start()
            deadline = time.monotonic() + self._limits.wall_seconds
            _send(worker, _frame(request) + _frame(data), deadline)
            reply: dict[str, Any] = json.loads(_receive(worker, self._limits.reply_bytes, deadline))
            done = not reply.get("spent")
            return reply
        except TimeoutError:
            raise ParserStopped(_too_slow(self._limits.wall_seconds)) from None
        except (EOFError, BrokenPipeError):
            raise ParserStopped(_how_it_died(worker, self._limits)) from None
        finally:
            if not done:  # on Ctrl-C too: a worker half way through an exchange is of no more use
                self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P keeps the current folder, which may hold anything, off the worker's path.
        code = "import sys; sys.path.append(sys.argv[1]); from store.worker import serve; serve(sys.argv[2:])"
        root = str(Path(__file__).resolve().parent.parent)
        limits = [str(self._limits.cpu_seconds), str(self._limits.memory_bytes)]
        self._worker = subprocess.Popen(
            [sys.executable, "-P", "-c", code, root, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        for pipe in (self._worker.stdin, self._worker.stdout):
            assert pipe
            os.set_blocking(pipe.fileno(), False)
        try:
            _receive(self._worker, _MIB, time.monotonic() + _STARTUP_SECONDS)  # it says when it is ready
        except (EOFError, TimeoutError) as error:
            raise StoreError(
                "the process that parses files does not start; `python -c 'import store.worker'` says why "
                "(a package that is not installed, most likely)"
            ) from error
        return self._worker


def _too_slow(seconds: float) -> str:
    return f"parsing it took more than {seconds:g} seconds and was stopped; save its text as .txt and ingest that"


def _how_it_died(worker: subprocess.Popen[bytes], limits: Limits) -> str:
    status = worker.wait()
    if status == -signal.SIGXCPU:
        return _too_slow(limits.cpu_seconds)
    return f"the parser crashed on it (status {status}); save its text as .txt and ingest that"


def _frame(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


def _send(worker: subprocess.Popen[bytes], payload: bytes, deadline: float) -> None:
    assert worker.stdin
    pipe, view = worker.stdin.fileno(), memoryview(payload)
    while view:
        _wait(pipe, select.POLLOUT, deadline)
        view = view[os.write(pipe, view[:65536]) :]


def _receive(worker: subprocess.Popen[bytes], most: int, deadline: float) -> bytes:
    assert worker.stdout
    pipe = worker.stdout.fileno()
    (size,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, deadline))
    if size > most:
        raise ParserStopped(f"it unpacks to more than {most // _MIB} MB; split it")
    return _read(pipe, size, deadline)


def _read(pipe: int, size: int, deadline: float) -> bytes:
    read = bytearray()
    while len(read) < size:
        _wait(pipe, select.POLLIN, deadline)
        part = os.read(pipe, min(size - len(read), _MIB))
        if not part:
            raise EOFError
        read += part
    return bytes(read)


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()  # not select(), which fails on descriptors from 1,024 up
    poll.register(pipe, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError
