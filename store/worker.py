"""The worker process of `sandbox`: reads a document from stdin, parses it within limits, writes the result to stdout.

It opens no connection, starts no program, writes no file, and ends when its caller does (end of stdin). A request is
two frames, `{"parser": NAME}` and the document; a reply is one frame, `{"parsed": {…}}` or `{"refused": REASON}`, with
`"spent": true` if the worker should not be used again. A frame is its length in four bytes, big-endian, and its bytes.
"""

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any, BinaryIO

from store.formats import PARSERS, preload, too_long

_LENGTH = struct.Struct(">I")
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "subprocess.", "shutil.",
              "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def serve(arguments: Sequence[str]) -> None:
    """Answers requests until stdin ends. `arguments`: CPU seconds for one document, bytes of address space."""
    cpu_seconds, memory_bytes = map(int, arguments)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, without a traceback
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the replies
    preload()
    confine(memory_bytes)
    _write(target, b"")
    while (request := _next(source)) is not None:
        data = _next(source) or b""
        with _cpu_limit(cpu_seconds):
            reply = _answer(json.loads(request)["parser"], data)
        _write(target, json.dumps(reply).encode())


def confine(memory_bytes: int) -> None:
    """Bounds the process's address space and forbids it, for good, connections, programs and changes to files."""
    with suppress(ValueError, OSError):  # not every system can bound it; the limits on time hold there too
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and arguments[2] & _WRITING):
        raise PermissionError(f"{event} is not allowed to a parser")


@contextmanager
def _cpu_limit(seconds: int) -> Iterator[None]:
    """Past `seconds` of CPU within the block the kernel kills the process; Python's own signals would come too late."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _answer(parser: str, data: bytes) -> dict[str, Any]:
    try:
        parsed = PARSERS[parser](data)
    except ValueError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "parsing it needs more memory than one document may use; split it", "spent": True}
    except Exception as error:  # a parser's bug on a damaged document must not stop the others
        return {"refused": f"it is damaged and cannot be parsed ({type(error).__name__})", "spent": True}
    if reason := too_long(parsed.text):
        return {"refused": reason}
    return {"parsed": asdict(parsed)}


def _next(source: BinaryIO) -> bytes | None:
    """The next frame, None at the end of the input."""
    head = source.read(_LENGTH.size)
    return source.read(*_LENGTH.unpack(head)) if len(head) == _LENGTH.size else None


def _write(target: BinaryIO, payload: bytes) -> None:
    target.write(_LENGTH.pack(len(payload)) + payload)
    target.flush()
